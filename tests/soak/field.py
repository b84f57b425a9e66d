"""A cluster whose network can be made bad, and who writes down what its daemons say and need."""

import contextlib
import json
import os
import shlex
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

import law
from arbiter import Arbiter
from lab import Cluster, Node
from quorate.device import client

HERE = Path(__file__).resolve().parent
DISK = "size=32k"
# As the loader has it, which knows $LIB.
FAKETIME = "/usr/$LIB/faketime/libfaketime.so.1"


def clock(folder: Path) -> Dict[str, str]:
    """The environment of a machine whose clock is its own, and that clock, which is right so far."""
    step_clock(folder, 0)
    return {
        "LD_PRELOAD": f"{os.environ['QUORATE_FENCING_SITE']}/sleep.so {FAKETIME}",
        "FAKETIME_TIMESTAMP_FILE": f"{folder}/clock",
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def step_clock(folder: Path, seconds: int) -> None:
    """At once, for those who read it."""
    (folder / "new").write_text(f"{seconds:+d}\n")
    (folder / "new").replace(folder / "clock")


class Field(Cluster):
    """A cluster whose network is switch.py, and whose nodes have a small disk of their own."""

    def _make_network(self) -> None:
        command = ["/usr/bin/python3", HERE / "switch.py", *map(str, self.nodes)]
        self._switch = subprocess.Popen(
            self.site.command(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii"
        )
        assert self._switch.stdout is not None and self._switch.stdout.readline() == "ready\n"
        for node in self:
            lines = [f"{name}={shlex.quote(value)}\n" for name, value in clock(node.folder).items()]
            (node.folder / "environment").write_text("".join(lines))
            (node.folder / "disk").mkdir()
            mount = ["mount", "-t", "tmpfs", "-o", DISK, "disk", node.folder / "disk"]
            subprocess.run(self.site.command(mount), check=True)
            self.site.network([f"netns add {node.name}", f"link set port{node.id} netns {node.name} name eth0"])
            lines = [f"addr add {node.address}/24 dev eth0", "link set eth0 up", "link set lo up"]
            self.site.network(lines, inside=node.name)

    def wire(self, told: Dict[str, Any]) -> None:
        assert self._switch.stdin is not None
        self._switch.stdin.write(json.dumps(told) + "\n")
        self._switch.stdin.flush()

    def close(self) -> None:
        if switch := getattr(self, "_switch", None):
            switch.kill()
            for end in (switch.stdin, switch.stdout):
                with contextlib.suppress(BrokenPipeError):
                    end.close()
            switch.wait()
        super().close()


class Watch:
    """Follows what daemons say and what they need, until it is over."""

    def __init__(self, cluster: Cluster, names: List[str], arbiter: Optional[Arbiter]) -> None:
        self.cluster, self.names, self.arbiter = cluster, names, arbiter
        # By corosync are the probes' files; these are by the quorum device, as a gate asks it.
        self.device: List[law.Said] = []
        self.epochs: List[Tuple[int, int, "frozenset[int]"]] = []
        self.sizes: Dict[Tuple[int, str, int], List[Tuple[float, int, int]]] = {}
        self.died: List[str] = []
        # (node, daemon): the node's PID 1 and the daemon. Whoever ends a daemon forgets it here before.
        self.pids: Dict[Tuple[int, str], Tuple[Optional[int], int]] = {}
        # They may take a while to end.
        self._doomed: Set[int] = set()
        self.lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def forget(self, node: int, *names: str) -> None:
        for name in names or self.names:
            self.pids.pop((node, name), None)
            self._doomed.update(self.cluster[node].processes(name))

    def _run(self) -> None:
        turn = 0
        while not self._over.wait(0.5):
            turn += 1
            for node in self.cluster:
                if "device" in self.names:
                    self._ask(node)
            if turn % 20 == 0:
                with self.lock:
                    for node in self.cluster:
                        self._measure(node)
                    if self.arbiter is not None and (pid := self.arbiter.pid):
                        self._size(0, "witness", pid)

    def _ask(self, node: Node) -> None:
        try:
            said = client.ask(f"/proc/{node.pid}/root{client.SOCKET}", timeout=0.5)
        except client.DeviceError:
            said = {"verdict": "no answer", "corosync_ring": None}
        ring, acts = said["corosync_ring"] or (0, 0), said["verdict"] == "quorate"
        members = frozenset(said.get("members", ()))
        self.device.append(law.Said(time.monotonic(), node.id, acts and ring != (0, 0), tuple(ring), members))
        if electorate := said.get("electorate"):
            self.epochs.append((node.id, electorate["epoch"], frozenset(electorate["nodes"])))

    def _measure(self, node: Node) -> None:
        for name in self.names:
            first, pid = self.pids.get((node.id, name), (None, 0))
            if first == node.pid and node.is_on and pid and not Path(f"/proc/{pid}").exists():
                self.died.append(f"{name} of node {node.id} ended by itself")
                self.forget(node.id, name)
            found = node.processes(name)
            if len(found) != 1 or found[0] in self._doomed:
                continue
            self.pids[node.id, name] = node.pid, found[0]
            self._size(node.id, name, found[0])

    def _size(self, node: int, name: str, pid: int) -> None:
        with contextlib.suppress(OSError, StopIteration):
            status = Path(f"/proc/{pid}/status").read_text().splitlines()
            size = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
            now = time.monotonic(), size, len(os.listdir(f"/proc/{pid}/fd"))
            self.sizes.setdefault((node, name, pid), []).append(now)
