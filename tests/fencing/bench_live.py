"""On a node of a live cluster: the verdict in Python, live membership, and what starting a program for it costs."""

import statistics
import subprocess
import sys
import time
from typing import Callable, List

import quorate
from quorate import corosync

CALLS, READS, STARTS = 2000, 100, 30
PYTHON = "/usr/bin/python3"


def seconds(call: Callable[[], object], samples: int, batch: int = 1) -> List[float]:
    taken = []
    for _ in range(samples):
        start = time.perf_counter()
        for _ in range(batch):
            call()
        taken.append((time.perf_counter() - start) / batch)
    return taken


def line(name: str, values: List[float], unit: str) -> None:
    scale = {"us": 1e6, "ms": 1e3}[unit]
    print(f"{name:48} {min(values) * scale:12.3f} {statistics.median(values) * scale:12.3f} {unit}", flush=True)


def start(*command: str) -> Callable[[], object]:
    def call() -> object:
        return subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return call


def main() -> None:
    live = corosync.read()
    engine = quorate.Engine(quorate.Config.from_corosync_conf(live.conf), live.node, "corosync")

    def verdict() -> bool:
        engine.observe(live.members)
        return engine.status.quorate

    if not (verdict() and live.quorate):
        sys.exit("bench_live: this node is not quorate")
    line("Python: engine.observe() and status", seconds(verdict, CALLS, 10), "us")
    line("Python: quorate.corosync.read()", seconds(corosync.read, READS), "ms")
    programs = [
        ("corosync-quorumtool -s, a process", start("corosync-quorumtool", "-s")),
        ("python3, a process", start(PYTHON, "-c", "pass")),
        ("python3 and import quorate", start(PYTHON, "-c", "import quorate")),
    ]
    # In turns, so that a noisy moment hits them all.
    taken: List[List[float]] = [[] for _ in programs]
    for _ in range(STARTS):
        for values, (_, call) in zip(taken, programs):
            values.extend(seconds(call, 1))
    for (name, _), values in zip(programs, taken):
        line(name, values, "ms")


main()
