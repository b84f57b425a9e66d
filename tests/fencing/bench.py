"""Starts a cluster of three nodes and runs the benchmarks on one of them: what it costs to know the verdict."""

import sys
from pathlib import Path

from lab import Cluster

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


def version(cluster: Cluster) -> str:
    return cluster[1].output("corosync", "-v").split("'")[1]


main()
