"""The cluster's management controllers: they switch nodes off and on, and write down who asked."""

import contextlib
import socketserver
import threading
import time
from pathlib import Path
from typing import Iterable, Iterator, List, NamedTuple, Optional

from . import corosync
from .node import Node

SOCKET = "bmc.sock"
# Less than fence_testbmc and Pacemaker wait.
HOLD_MAX = 40


def boots() -> float:
    """Seconds that a machine is at least dark before it boots, as real ones are: until the others have missed it. Who
    is back before that is told by Pacemaker of its own fencing, and shuts down."""
    return 2.2 * corosync.token() / 1000 + 0.8


class Request(NamedTuple):
    """One thing that a node asked of a management controller."""

    at: float
    by: str
    action: str
    target: str


class Bmc:
    """Answers fence_testbmc on a socket in the cluster's folder, which a split does not cut: `BY ACTION TARGET`."""

    def __init__(self, folder: Path, nodes: Iterable[Node]) -> None:
        # Names whose controller does not answer, as if its power were cut, too.
        self.unreachable: "set[str]" = set()
        # Names of machines that do not boot when they get power.
        self.broken: "set[str]" = set()
        # Names of machines that get no power, because there is none.
        self.powerless: "set[str]" = set()
        # Broken ones that have power.
        self._dead: "set[str]" = set()
        self.requests: List[Request] = []
        # When machines that were switched off lost their power.
        self._dark: "dict[str, float]" = {}
        # Names whose power a test keeps on for a while, as a slow controller does.
        self._held: "set[str]" = set()
        self._released = threading.Condition()
        self._nodes = {node.name: node for node in nodes}
        self.socket = folder / SOCKET
        self._log = folder / "bmc.log"
        self._lock = threading.Lock()
        bmc = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                words = self.rfile.readline().decode("ascii", "replace").split()
                self.wfile.write(f"{bmc._answer(words)}\n".encode())

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(str(self.socket), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def _answer(self, words: List[str]) -> str:
        by, action, target = words if len(words) == 3 else ("?", "?", "?")
        with self._lock:
            request = Request(time.time(), by, action, target)
            self.requests.append(request)
            with open(self._log, "a", encoding="ascii") as log:
                log.write("%s %s: %s %s\n" % (clock(request.at), by, action, target))
            node = self._nodes.get(target)
        if node is None or target in self.unreachable:
            return "unreachable"
        with self._released:
            if action == "off" and not self._released.wait_for(lambda: target not in self._held, HOLD_MAX):
                return "held for too long"
        if action == "on":
            time.sleep(max(0.0, self._dark.get(target, 0.0) + boots() - time.monotonic()))
        with self._lock:
            if action == "off":
                self._dead.discard(target)
                if node.is_on:
                    node.power_off()
                    self._dark[target] = time.monotonic()
            elif action == "on" and target in self.powerless:
                return "no power"
            elif action == "on" and target in self.broken:
                self._dead.add(target)
            elif action == "on":
                node.power_on()
            elif action != "status":
                return f"no action {action}"
            return "on" if node.is_on or target in self._dead else "off"

    def cut_power(self, target: str) -> None:
        """The machine loses its power, and does not get it back."""
        with self._lock:
            self.powerless.add(target)
            self._dead.discard(target)
            self._nodes[target].power_off()

    def crash(self, target: str) -> None:
        """The machine stops dead, with its power on, and does not boot."""
        with self._lock:
            self.broken.add(target)
            self._dead.add(target)
            self._nodes[target].power_off()

    def repair(self) -> None:
        """Every controller answers, every machine has power, and boots, again."""
        with self._lock:
            self.powerless.clear()
            self.unreachable.clear()
            self.broken.clear()
            self._dead.clear()

    @contextlib.contextmanager
    def holding(self, target: str) -> Iterator[None]:
        """Until the end of the block, requests to switch this node off are written down, and wait."""
        with self._released:
            self._held.add(target)
        try:
            yield
        finally:
            with self._released:
                self._held.discard(target)
                self._released.notify_all()

    def asked(self, action: str, *, by: Optional[str] = None, target: Optional[str] = None) -> List[Request]:
        """The requests so far with this action, in order."""
        return [
            request
            for request in list(self.requests)
            if request.action == action and by in (None, request.by) and target in (None, request.target)
        ]

    def log(self, *, status: bool = False) -> str:
        """Every request, one a line; questions for the status only on demand."""
        lines = [r for r in list(self.requests) if status or r.action != "status"]
        return "".join(f"{clock(r.at)} {r.by}: {r.action} {r.target}\n" for r in lines)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def clock(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at)) + ".%03d" % (at % 1 * 1000)
