"""Starts a cluster of three nodes and runs the benchmarks on one of them: what it costs to know the verdict. And one
with quorum devices, of which one leaves cleanly again and again: how long until that is agreed on."""

import re
import signal
import statistics
import sys
from pathlib import Path

from lab import Cluster, wait_until

HERE = Path(__file__).resolve().parent


def main() -> None:
    with Cluster(3) as cluster:
        node = cluster[1]
        conf = node.folder / "corosync.conf"
        print(f"{'3 nodes, corosync ' + version(cluster):48} {'min':>12} {'median':>12}", flush=True)
        # Their own processes, but in one run of one cluster.
        print(node.output(sys.argv[1], conf, 1, 1, 2, 3, timeout=300), end="", flush=True)
        print(node.output("/usr/bin/python3", HERE / "bench_live.py", timeout=300), flush=True)
        print(node.output("/usr/bin/python3", HERE / "bench_agent.py", "--target=node3", timeout=600), end="")


LEAVES = 20
DEVICE = "  device {\n    model: quorate\n    votes: 3\n    sync_timeout: 8000\n  }"
COMMAND = "quorate device --no-fence --allow-downscale --state $folder/electorate"


def leaves() -> None:
    with Cluster(3, quorum=DEVICE, services=[COMMAND]) as cluster:
        node, taken = cluster[3], []
        again = f"export folder={node.folder}; setsid {COMMAND} </dev/null >>$folder/log/service1.log 2>&1 &"
        for _ in range(LEAVES):
            wait_until("all three vote", lambda: [one.device().get("total_votes") for one in cluster] == [3, 3, 3])
            node.signal("device", signal.SIGTERM)
            wait_until("it ends", lambda: not node.processes("device"))
            wait_until("the others go on", lambda: cluster[1].device()["expected_votes"] == 2)
            said = re.findall(r"left within (\d+) ms: the others have agreed", node.log("service1.log"))
            taken.append(float(said[-1]))
            node.output("sh", "-c", again)
        assert len(taken) == LEAVES
        print(f"{'clean leave, asked to agreed':48} {min(taken):12.3f} {statistics.median(taken):12.3f} ms", flush=True)


def version(cluster: Cluster) -> str:
    return cluster[1].output("corosync", "-v").split("'")[1]


main()
leaves()
