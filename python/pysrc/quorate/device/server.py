"""The status socket: whoever connects and says nothing gets the state, one JSON object; operators give commands.

It never waits for a client: what does not fit into the socket's buffer is sent as the client reads, and one that does
not ask or read is closed.
"""

import fcntl
import json
import os
import selectors
import socket
import time
from typing import Callable, Dict, IO, NamedTuple, Optional

REQUEST_BYTES_MAX = 64
CLIENTS_MAX = 32
PATIENCE = 2.0


class Busy(Exception):
    """Another daemon has this node."""


class Client(NamedTuple):
    connection: socket.socket
    since: float
    request: bytearray


def lock(path: str, service: str = "quorum device") -> IO[str]:
    """Holds the node for this process as long as the file is open."""
    os.makedirs(os.path.dirname(path) or ".", mode=0o755, exist_ok=True)
    descriptor = os.open(path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    file = os.fdopen(descriptor, "r+")
    try:
        # Whoever may open it may lock it, and keep the daemon from starting.
        os.fchmod(descriptor, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        other = file.read(20).strip()
        file.close()
        raise Busy(f"another {service} is already running on this node (process {other or 'unknown'})") from None
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError:
        # The disk is full. The lock holds, and whoever is refused hears of no number.
        pass
    return file


class Server:
    """Listens at path; only root may connect."""

    def __init__(self, path: str, selector: selectors.BaseSelector, answer: Callable[[str], Dict[str, object]]) -> None:
        self._path = path
        self._selector = selector
        self._answer = answer
        self._clients: Dict[int, Client] = {}
        if os.path.lexists(path):
            # Left by a daemon that was killed; the lock says that it is gone.
            os.unlink(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        mask = os.umask(0o177)
        try:
            self._listener.bind(path)
        finally:
            os.umask(mask)
        self._listener.listen(CLIENTS_MAX)
        selector.register(self._listener, selectors.EVENT_READ, self._accept)

    def close(self) -> None:
        for client in list(self._clients.values()):
            self._drop(client)
        self._selector.unregister(self._listener)
        self._listener.close()
        try:
            os.unlink(self._path)
        except OSError:
            # Somebody has removed it before.
            pass

    def forget_idle(self) -> None:
        """Closes those who connected and never asked, or do not read."""
        now = time.monotonic()
        for client in [client for client in self._clients.values() if now - client.since > PATIENCE]:
            self._drop(client)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        if len(self._clients) >= CLIENTS_MAX:
            connection.close()
            return
        connection.setblocking(False)
        client = Client(connection, time.monotonic(), bytearray())
        self._clients[connection.fileno()] = client
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._read(client))

    def _read(self, client: Client) -> None:
        try:
            part: Optional[bytes] = client.connection.recv(REQUEST_BYTES_MAX)
        except BlockingIOError:
            return
        except OSError:
            part = None
        if part and len(client.request) + len(part) <= REQUEST_BYTES_MAX:
            client.request.extend(part)
            return
        if part == b"":
            answer = self._answer(client.request.decode("ascii", "replace").strip())
            self._reply(client, json.dumps(answer).encode())
        else:
            self._drop(client)

    def _reply(self, client: Client, answer: bytes) -> None:
        try:
            rest = answer[client.connection.send(answer) :]
        except BlockingIOError:
            rest = answer
        except OSError:
            # It is gone.
            rest = b""
        if rest:
            self._selector.modify(client.connection, selectors.EVENT_WRITE, lambda: self._reply(client, rest))
        else:
            self._drop(client)

    def _drop(self, client: Client) -> None:
        self._clients.pop(client.connection.fileno(), None)
        self._selector.unregister(client.connection)
        client.connection.close()
