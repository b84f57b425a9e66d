"""What tests of the witness share: the daemon as a process, clients of recorded bytes, certificates."""

import gzip
import json
import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Type, get_args

from quorate._native import CLOSE_REASONS
from quorate.types import CloseReason, WitnessVote

RECORDS = Path(__file__).parents[2] / "tests" / "oracle" / "qnetd"
# Far more than anything takes, on a busy machine.
PATIENCE = 60.0
VOTE_INFO = b"\0\x0e"


def record(name: str) -> List[Dict[str, Any]]:
    """The events of a recorded cluster."""
    with gzip.open(RECORDS / f"{name}.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def option(number: int, value: bytes) -> bytes:
    return struct.pack(">HH", number, len(value)) + value


def message(number: int, *options: bytes) -> bytes:
    body = b"".join(options)
    return struct.pack(">HI", number, len(body)) + body


ACK = option(19, b"\1")


def seq(number: int) -> bytes:
    return option(0, struct.pack(">I", number))


def preinit(cluster: str) -> bytes:
    return message(0, seq(1), option(1, cluster.encode()))


STARTTLS = message(2, seq(2))


# A long heartbeat: a busy machine keeps a client from its next message, and that is no dead peer.
def init(
    node: int,
    heartbeat: int = 120_000,
    algorithm: int = 1,
    tie_breaker: Tuple[int, int] = (1, 0),
    at: Tuple[int, int] = (1, 5),
) -> bytes:
    return message(
        3,
        seq(2),
        option(9, struct.pack(">I", node)),
        option(11, struct.pack(">H", algorithm)),
        option(12, struct.pack(">I", heartbeat)),
        option(21, struct.pack(">BI", *tie_breaker)),
        option(13, ring(*at)),
    )


def ring(node: int, number: int) -> bytes:
    return struct.pack(">IQ", node, number)


def node_list(kind: int, nodes: List[int], *more: bytes) -> bytes:
    infos = [option(17, option(9, struct.pack(">I", node))) for node in nodes]
    return message(10, seq(3), option(18, bytes([kind])), *more, *infos)


def config(*nodes: int) -> bytes:
    return node_list(0, list(nodes))


def membership(*nodes: int) -> bytes:
    return node_list(2, list(nodes), option(13, ring(nodes[0], 5)))


def echo(number: int) -> bytes:
    return message(8, seq(number))


MESSAGES = (
    "preinit preinit_reply starttls init init_reply server_error set_option set_option_reply echo echo_reply node_list "
    "node_list_reply ask_for_vote ask_for_vote_reply vote_info vote_info_reply heuristics_change "
    "heuristics_change_reply"
).split()
RING, NODE_INFO, VOTE, TIE_BREAKER = 13, 17, 19, 21
OPTIONS = {
    0: "seq", 6: "error", 9: "node", 11: "algorithm", 12: "heartbeat", RING: "ring", 16: "state", NODE_INFO: "info",
    18: "list", VOTE: "vote", 20: "quorate", TIE_BREAKER: "tie_breaker", 22: "heuristics", 23: "keep_active",
}  # fmt: skip
VOTES = dict(enumerate(get_args(WitnessVote), 1))


def reading(said: bytes) -> str:
    """A message in words."""
    return " ".join([MESSAGES[said[1]], *options(said[6:])])


def options(body: bytes) -> Iterator[str]:
    while body:
        number, length = struct.unpack(">HH", body[:4])
        value, body = body[4 : 4 + length], body[4 + length :]
        yield f"{OPTIONS.get(number, number)}={shown(number, value)}"


def shown(number: int, value: bytes) -> str:
    if number == NODE_INFO:
        return f"({' '.join(options(value))})"
    if number == VOTE:
        return str(VOTES.get(value[0]))
    if number not in OPTIONS:
        return value.hex()
    # Ring ids and tie breakers have two numbers.
    first = {RING: 4, TIE_BREAKER: 1}.get(number, 0)
    return ".".join(str(int.from_bytes(part, "big")) for part in (value[:first], value[first:]) if part)


class Client:
    """A connection that a test speaks over."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], *_error: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> bytes:
        """The next whole message; b"" where the connection was closed."""
        header = self._exactly(6)
        return header + self._exactly(struct.unpack(">I", header[2:])[0]) if header else b""

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            try:
                part = self.socket.recv(size - len(data))
            except ConnectionError:
                part = b""
            if not part:
                assert data == b"", "closed in a message"
                return b""
            data += part
        return data

    def ask(self, request: bytes) -> bytes:
        """The answer, whatever votes come before it."""
        self.send(request)
        answer = self.receive()
        while answer[:2] == VOTE_INFO:
            answer = self.receive()
        return answer

    def start_tls(self, context: ssl.SSLContext) -> None:
        """The ClientHello goes out with STARTTLS, as in one segment."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_hostname="Qnetd Server")
        first, self.socket = STARTTLS, Secured(self.socket, tls, incoming, outgoing)  # type: ignore[assignment]
        self.socket.handshake(first)  # type: ignore[attr-defined]


class Secured:
    """A socket with TLS, its first flight behind other bytes."""

    def __init__(
        self, below: socket.socket, tls: ssl.SSLObject, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO
    ) -> None:
        self._below, self._tls, self._incoming, self._outgoing = below, tls, incoming, outgoing

    def handshake(self, first: bytes) -> None:
        self._do(self._tls.do_handshake, first)

    def _do(self, act: Callable[[], Any], first: bytes = b"") -> Any:
        while True:
            try:
                done = act()
            except ssl.SSLWantReadError:
                self._below.sendall(first + self._outgoing.read())
                first = b""
                part = self._below.recv(4096)
                if not part:
                    return b""
                self._incoming.write(part)
                continue
            self._below.sendall(first + self._outgoing.read())
            return done

    def sendall(self, data: bytes) -> None:
        self._do(lambda: self._tls.write(data))

    def recv(self, size: int) -> bytes:
        data: bytes = self._do(lambda: self._tls.read(size))
        return data

    def close(self) -> None:
        self._below.close()


class Daemon:
    """`quorate witness` as a process, on a port of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.socket, self.state = folder / "witness.sock", folder / "votes"
        command = [sys.executable, "-m", "quorate", "witness", "--socket", str(self.socket), "--state", str(self.state)]
        self.process = subprocess.Popen(
            [*command, "--listen", "127.0.0.1", "--port", "0", *arguments],
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        self.lines: List[str] = []
        self._clients: List[Client] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = re.search(r"listens on 127\.0\.0\.1:([0-9]+)", self.wait_for("listens on "))
        assert found is not None
        self.port = int(found[1])

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, text: str) -> str:
        """The first line of the log with this."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            is_running = self.process.poll() is None
            for line in list(self.lines):
                if text in line:
                    return line
            assert is_running, self.lines
            time.sleep(0.01)
        raise AssertionError(f"no {text!r} in {self.lines}")

    def wait_closed(self, reason: CloseReason) -> str:
        return self.wait_for(CLOSE_REASONS[reason])

    def memory(self) -> int:
        """Bytes that it has of the machine's."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")

    def client(self, source: str = "127.0.0.1") -> Client:
        self._clients.append(Client(self.port, source))
        return self._clients[-1]

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for client in self._clients:
            client.socket.close()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        assert kind is not None or not any("Traceback" in line for line in self.lines), self.lines

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def joined(client: Client, cluster: str, node: int, *nodes: int, heartbeat: int = 120_000) -> bytes:
    """Through INIT, with its lists; the last answer."""
    client.ask(preinit(cluster))
    assert client.ask(init(node, heartbeat))[:2] == b"\0\4"
    client.ask(config(*nodes))
    return client.ask(membership(*nodes))
