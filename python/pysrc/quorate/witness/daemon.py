"""The daemon of `quorate witness`: sockets, signals, the state file and the log around the witness."""

import asyncio
import selectors
import signal
import ssl
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from quorate._native import Witness
from quorate.device.client import VERSION
from quorate.device.notify import Notifier
from quorate.device.server import Server, lock
from quorate.types import WitnessTiming, WitnessTls
from quorate.witness import status
from quorate.witness.clients import Clients, now
from quorate.witness.connection import Connection
from quorate.witness.state import State
from quorate.witness.tls import server_context

BACKLOG = 128
TICK = 1.0


class Options(NamedTuple):
    """All of the command line."""

    socket: str
    state: str
    listen: Optional[str] = None
    port: int = 5403
    tls: WitnessTls = "off"
    certificate: str = ""
    key: Optional[str] = None
    client_ca: Optional[str] = None
    timing: WitnessTiming = "safe"
    safe: bool = False
    clusters: Tuple[Tuple[str, Tuple[int, ...]], ...] = ()
    # In milliseconds.
    heartbeat_max: int = 120_000
    per_address: int = 64


class Daemon:
    """run() until a signal ends it. Raises Busy, Unwritable, OSError, or ValueError for what an option says."""

    def __init__(self, options: Options, log: Callable[[str], None]) -> None:
        self._options = options
        self._log = log
        self._notifier = Notifier()
        has_ca = options.client_ca is not None
        self._witness = Witness(
            now(),
            timing=options.timing,
            tls=options.tls,
            # Without TLS it is only said, and qnetd says so.
            client_certificates=has_ca or options.tls == "off",
            refuse_unsafe=options.safe,
            heartbeat_max=options.heartbeat_max,
        )
        self._state = State(options.state, options.heartbeat_max, options.timing == "safe", log)
        self._clients = Clients(self._witness, self._state, options.per_address, has_ca, log)
        self._clients.context = self._context()
        self._settings: Dict[str, object] = {}
        self._trouble: Optional[BaseException] = None

    def run(self) -> None:
        held = lock(self._options.socket, "witness")
        try:
            self._state.restore(self._witness, now())
            for name, nodes in self._options.clusters:
                self._witness.tell(name, nodes)
            self._state.refresh(self._witness, now())
            asyncio.run(self._serve())
        finally:
            held.close()
        if self._trouble is not None:
            raise self._trouble

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        loop.set_exception_handler(self._failed)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ended.set)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        options = self._options
        # The status socket is the device's, which waits with a selector of its own.
        selector = selectors.DefaultSelector()
        server = Server(options.socket, selector, self._answer)
        loop.add_reader(selector.fileno(), serve, selector)
        try:
            listener = await loop.create_server(
                lambda: Connection(self._clients), options.listen, options.port, backlog=BACKLOG
            )
            ticker = loop.create_task(self._tick(server))
            self._settings = settings(options, [address(socket.getsockname()) for socket in listener.sockets])
            self._log(described(self._settings))
            self._notifier.ready()
            await self._ended.wait()
            self._notifier.stopping()
            ticker.cancel()
            listener.close()
            if self._trouble is None:
                self._state.store(self._witness, now())
            self._clients.close()
            # What was said last is on its way.
            await asyncio.sleep(0)
        finally:
            loop.remove_reader(selector.fileno())
            server.close()
            selector.close()

    async def _tick(self, server: Server) -> None:
        while True:
            server.forget_idle()
            try:
                self._state.refresh(self._witness, now())
            except Exception as error:
                self._end_with(error)
            self._notifier.alive(f"{len(self._clients.all())} connections")
            await asyncio.sleep(TICK)

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: Dict[str, Any]) -> None:
        """What a callback raised. A witness that has failed half-way gives no votes."""
        error = context.get("exception")
        if isinstance(error, BaseException) and not isinstance(error, OSError):
            self._end_with(error)
        else:
            self._log(f"{context.get('message')}: {error}")

    def _end_with(self, error: BaseException) -> None:
        self._trouble = self._trouble or error
        self._ended.set()

    def _context(self) -> Optional[ssl.SSLContext]:
        options = self._options
        return None if options.tls == "off" else server_context(options.certificate, options.key, options.client_ca)

    def _reload(self) -> None:
        """Certificates that were renewed count for new connections."""
        try:
            self._clients.context = self._context()
        except (OSError, ValueError) as error:
            self._log(f"the certificates are not taken, the witness continues with those from before: {error}")
            return
        self._log("the certificates were read again")

    def _answer(self, request: str) -> Dict[str, object]:
        if request:
            return {"version": VERSION, "done": False, "text": "there is no such command"}
        return status.answer(self._witness, self._clients, self._settings)


def serve(selector: selectors.BaseSelector) -> None:
    for key, _ in selector.select(0):
        key.data()


def address(name: Tuple[Any, ...]) -> str:
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def settings(options: Options, listens: List[str]) -> Dict[str, object]:
    """As the status has them."""
    return {
        "listens": listens,
        "tls": options.tls,
        "client_certificates": options.client_ca is not None,
        "timing": options.timing,
        "safe": options.safe,
        "heartbeat_max": options.heartbeat_max,
    }


def described(found: Dict[str, Any]) -> str:
    words = [f"listens on {' and '.join(found['listens'])}", f"TLS {found['tls']}", f"timing {found['timing']}"]
    return ", ".join(words + ["lms and 2nodelms refused"] * found["safe"])
