#!/usr/bin/python3
"""What the gate costs: fence_quorate as a process against a process that only imports fence-agents' library.

Run it on a node of a live cluster, where fence_quorate is in the PATH; lab.Node.output() does:

    print(node.output("/usr/bin/python3", bench_agent.__file__, "--target=node3"))
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from typing import Dict, List, NamedTuple, Tuple

BARE = "import fencing"
LIBRARY = "import sys; sys.path.append('/usr/share/fence'); import fencing"


def commands(target: str) -> List[Tuple[str, List[str], str]]:
    """What is measured: a name, a command line, its standard input."""

    def python(code: str) -> List[str]:
        return ["/usr/bin/python3", "-c", code]

    def gate(options: str) -> Tuple[List[str], str]:
        return ["fence_quorate"], f"nodename={target}\n{options}"

    return [
        ("python3 -c pass", python("pass"), ""),
        ("import quorate", python("import quorate"), ""),
        (BARE, python(LIBRARY), ""),
        ("import fencing, quorate", python(f"{LIBRARY}, quorate"), ""),
        ("fence_quorate on", *gate("action=on\n")),
        ("fence_quorate monitor", *gate("action=monitor\n")),
        ("fence_quorate off, rules corosync", *gate("action=off\n")),
        ("fence_quorate off, rules strict", *gate("action=off\nrules=strict\n")),
    ]


class Run(NamedTuple):
    """Milliseconds of one process: by the clock, and on a CPU, which says more where the machine is busy."""

    wall: float
    cpu: float


def run(command: List[str], stdin: str) -> Run:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, input=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", timeout=60
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    # Here it must be allowed, or something else is measured.
    if done.returncode != 0:
        sys.exit(f"bench_agent: {' '.join(command)}: exit status {done.returncode}: {done.stderr.strip()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall * 1000, cpu * 1000)


def measure(target: str, rounds: int) -> Dict[str, List[Run]]:
    """The commands in turn, so that a noisy moment hits them all; the first round warms up."""
    runs: Dict[str, List[Run]] = {}
    for number in range(rounds + 1):
        for name, command, stdin in commands(target):
            took = run(command, stdin)
            if number > 0:
                runs.setdefault(name, []).append(took)
    return runs


def table(runs: Dict[str, List[Run]]) -> str:
    form = "{:36} {:>8} {:>8} {:>10} {:>8} {:>8}"
    lines = [form.format("whole process, milliseconds", "min", "median", "over bare", "CPU", "over bare")]
    bare = [run.wall for run in runs[BARE]], [run.cpu for run in runs[BARE]]
    for name, ran in runs.items():
        wall, cpu = [run.wall for run in ran], [run.cpu for run in ran]
        over = [f"{statistics.median(mine) - statistics.median(base):+.1f}" for mine, base in zip((wall, cpu), bare)]
        numbers = [f"{value:.1f}" for value in (min(wall), statistics.median(wall), statistics.median(cpu))]
        lines.append(form.format(name, *numbers[:2], over[0], numbers[2], over[1]))
    return "\n".join([*lines, f"bare: {BARE}"])


def main() -> None:
    parser = argparse.ArgumentParser(description="times fence_quorate on this node of a running cluster")
    parser.add_argument("--target", required=True, help="a node of the cluster; nothing is fenced")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    print(table(measure(options.target, options.rounds)))


if __name__ == "__main__":
    main()
