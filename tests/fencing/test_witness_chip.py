"""A management controller is the third vote: the witness runs on an emulated AST1030 without an operating system, and
real corosync-qdevice of two nodes votes through it. Its UART1 is the controller's network: see uart_witness.py."""

import os
from pathlib import Path
from typing import Callable

from lab import Cluster, stays, wait_until
from test_witness import DEVICE, Arbiter, quorate_nodes, start_qdevice, wait_votes

MULTIPLEXER = Path(__file__).with_name("uart_witness.py")


def test_a_split_and_a_death(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster(2, quorum=DEVICE % "off")
    arbiter = Arbiter(cluster)
    arbiter.start("/usr/bin/python3", str(MULTIPLEXER), os.environ["QUORATE_FENCING_CHIP"])

    def evidence() -> str:
        return arbiter.log() + cluster.evidence()

    try:
        for node in cluster:
            start_qdevice(node)
        wait_votes(arbiter, [1, 2])
        cluster.split([1], [2])
        cluster.wait_members(1, [1])
        cluster.wait_members(2, [2])
        wait_until("one of two", lambda: quorate_nodes(cluster) == [1], evidence)
        stays("one of two", lambda: quorate_nodes(cluster) == [1], 3)
        cluster.heal()
        cluster.wait_together()
        wait_votes(arbiter, [1, 2])
        cluster[2].power_off()
        cluster.wait_members(1, [1])
        wait_votes(arbiter, [1])
        assert quorate_nodes(cluster) == [1]
        # ACK for a half, when the lease of the dead node had run out.
        said = [line for line in arbiter.log().splitlines() if line.startswith("node 1: ")]
        assert said[-1] == "node 1: vote 1, reason 2", said
    finally:
        arbiter.stop()
