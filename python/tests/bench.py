"""What importing quorate and asking it cost, next to the bare interpreter."""

import subprocess
import sys
import time
from typing import Callable, List

import quorate

STARTS = 40
CALLS = 20_000
CONF = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n"


def starts(programs: List[str]) -> List[float]:
    """Milliseconds that starting Python with each program takes, the best of many, in turns."""
    best = [float("inf")] * len(programs)
    for _ in range(STARTS):
        for index, program in enumerate(programs):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-I", "-c", program], check=True)
            best[index] = min(best[index], (time.perf_counter() - start) * 1e3)
    return best


def call(run: Callable[[], object]) -> float:
    """Microseconds a call, the best of five rounds."""
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(CALLS):
            run()
        rounds.append((time.perf_counter() - start) / CALLS * 1e6)
    return min(rounds)


bare, imported = starts(["pass", "import quorate"])
print(f"python alone              {bare:8.2f} ms")
print(f"and import quorate        {imported:8.2f} ms, {imported - bare:.2f} ms more")

config = quorate.Config.from_corosync_conf(CONF)
engine = quorate.Engine(config, node=1)
engine.observe([1, 2])
print(f"read a corosync.conf      {call(lambda: quorate.Config.from_corosync_conf(CONF)):8.2f} us")
print(f"observe two members       {call(lambda: engine.observe([1, 2])):8.2f} us")
print(f"status                    {call(lambda: engine.status):8.2f} us")
print(f"status and its reason     {call(lambda: str(engine.status.reason)):8.2f} us")
