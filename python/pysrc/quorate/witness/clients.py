"""All connections around one witness: what comes in, what must be stored, what goes out, and when."""

import asyncio
import ssl
import time
from typing import Callable, Dict, Iterable, List, Optional

from quorate._native import CLOSE_REASONS, Witness
from quorate.types import WitnessVote
from quorate.witness.connection import Connection
from quorate.witness.state import State

CONNECTIONS_MAX = 256
# Lines a second about connections that have not said who they are.
STRANGERS_LINES_MAX = 10
# Where a time in milliseconds has certainly come.
LATER = 0.001
NO_ROOM = "refused: there is no room for more connections, and all that are open are clients of a cluster"
MAKES_ROOM = "has not said who it is, and makes room for another"
VOTES: Dict[WitnessVote, str] = {
    "ack": "has the vote",
    "nack": "does not have the vote",
    "ask_later": "no vote yet",
    "wait_for_reply": "waits for the vote",
}


def now() -> int:
    """Milliseconds."""
    return time.monotonic_ns() // 1_000_000


def printable(name: str) -> str:
    """A cluster's name, which whoever connects has chosen."""
    return "".join(char if char.isprintable() else "?" for char in name)


class Clients:
    """What connections report to. Whatever is raised here is for the loop's exception handler."""

    def __init__(
        self, witness: Witness, state: State, per_address: int, checks_names: bool, log: Callable[[str], None]
    ) -> None:
        self._witness = witness
        self._state = state
        self._per_address = per_address
        self._checks_names = checks_names
        self._log = log
        self._open: Dict[int, Connection] = {}
        self._timer: Optional[asyncio.TimerHandle] = None
        self.context: Optional[ssl.SSLContext] = None
        self._second, self._lines, self._unsaid = 0, 0, 0

    def all(self) -> List[Connection]:
        """The oldest first."""
        return list(self._open.values())

    def opened(self, connection: Connection) -> None:
        number = self._witness.connect(now()) if self._has_room(connection) else None
        if number is None:
            connection.close()
            return
        connection.number = number
        self._open[number] = connection
        self._set_timer()

    def _has_room(self, connection: Connection) -> bool:
        """Where there is none, the oldest that has not said who it is makes room."""
        neighbors = [other for other in self._open.values() if other.site == connection.site]
        crowd = neighbors if len(neighbors) >= self._per_address else self.all()
        if len(neighbors) < self._per_address and len(crowd) < CONNECTIONS_MAX:
            return True
        stranger = next((other for other in crowd if not other.node), None)
        if stranger is None:
            self._note(connection, NO_ROOM)
            return False
        self._drop(stranger, MAKES_ROOM)
        return True

    def _note(self, connection: Connection, why: str) -> None:
        """A line. Whoever connects can cause some; they shall not drown those of the clients."""
        second = now() // 1000
        if second != self._second:
            if self._unsaid:
                self._log(f"{self._unsaid} more connections ended without having said who they are")
            self._second, self._lines, self._unsaid = second, 0, 0
        self._lines += not connection.node
        if connection.node or self._lines <= STRANGERS_LINES_MAX:
            self._log(f"{connection}: {why}")
        else:
            self._unsaid += 1

    def received(self, connection: Connection, data: bytes) -> None:
        if connection.tls is not None:
            data = self._decrypted(connection, data)
        while data and connection.number is not None:
            is_clear = connection.tls is None
            taken = self._witness.receive(connection.number, now(), data)
            data = data[taken:]
            self._go_on(connection)
            if is_clear and connection.tls is not None:
                # What stands behind STARTTLS.
                data = self._decrypted(connection, data)
            elif not taken:
                break

    def _decrypted(self, connection: Connection, data: bytes) -> bytes:
        if connection.tls is None or connection.number is None:
            return b""
        was_ready = connection.tls.is_ready
        try:
            data = connection.decrypt(data)
        except ssl.SSLError as error:
            self._drop(connection, f"TLS failed: {error.reason or error}")
            return b""
        if connection.tls.is_ready and not was_ready:
            connection.certificate = connection.tls.client_name
            self._witness.secured(connection.number, now(), connection.certificate)
            self._go_on(connection)
        return data

    def lost(self, connection: Connection, why: str) -> None:
        number, connection.number = connection.number, None
        if number is None:
            return
        del self._open[number]
        self._note(connection, why)
        self._witness.disconnect(number, now())
        self._go_on(connection)

    def _drop(self, connection: Connection, why: str) -> None:
        self.lost(connection, why)
        connection.close()

    def close(self) -> None:
        """All of them, since the daemon ends."""
        if self._timer is not None:
            self._timer.cancel()
        for connection in self.all():
            connection.number = None
            connection.close()
        self._open.clear()

    def _go_on(self, cause: Connection) -> None:
        """Does all that the witness says, and has stored before what that rests on."""
        clusters = {cause.cluster}
        while True:
            self._state.save(self._witness, now())
            output = self._witness.poll_output()
            if output is None:
                break
            connection = self._open[output[0]]
            clusters.add(connection.cluster)
            if output[1] == "send":
                if not connection.send(output[2]):
                    self._drop(connection, CLOSE_REASONS["send_buffer_full"])
            elif output[1] == "close":
                # The witness has forgotten it.
                del self._open[output[0]]
                connection.number = None
                self._note(connection, CLOSE_REASONS[output[2]])
                connection.close()
            elif self.context is not None:
                connection.start_tls(self.context)
        self._learn(cause)
        self._report(clusters | {cause.cluster})
        self._set_timer()

    def _learn(self, connection: Connection) -> None:
        """Who the client says it is."""
        client = None if connection.number is None else self._witness.client(connection.number)
        if client is None:
            return
        if self._checks_names and connection.certificate not in (None, client.cluster):
            # It names another cluster since its certificate was checked.
            self._drop(connection, CLOSE_REASONS["wrong_certificate"])
            return
        connection.cluster = printable(client.cluster)
        if client.node and not connection.node:
            connection.node = client.node
            tls = "TLS" if connection.tls is not None else "no TLS"
            self._log(f"{connection}: connected, heartbeat {client.heartbeat / 1000:g} s, {tls}")

    def _report(self, clusters: Iterable[str]) -> None:
        """A line for each vote that has changed, or its reason."""
        for number, connection in self._open.items():
            client = self._witness.client(number) if connection.node and connection.cluster in clusters else None
            if client is None or client.vote == "no_change" or (client.vote, client.reason) == connection.said:
                continue
            connection.said = (client.vote, client.reason)
            self._log(f"{connection}: {VOTES[client.vote]}: {client.text}")

    def _set_timer(self) -> None:
        due = self._witness.poll_timeout()
        when = None if due is None else due / 1000 + LATER
        if when is None or (self._timer is not None and self._timer.when() <= when):
            # One that comes too early does no harm.
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(when, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self._witness.handle_timeout(now())
        for connection in self.all():
            self._go_on(connection)
        self._set_timer()
