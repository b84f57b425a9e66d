"""A management controller is the third vote: the witness runs on an emulated AST1030 without an operating system, and
real corosync-qdevice of two nodes votes through it. Its UART1 is the controller's network: see uart_witness.py."""

import os
import time
from pathlib import Path
from typing import Callable

from lab import Cluster, stays, wait_until
from test_witness import DEVICE, Arbiter, quorate_nodes, start_qdevice, wait_votes

# 2.25 heartbeats of 8 s (HEARTBEAT_MAX in witness_uart.c), and time to boot.
SILENCE = 20.0
MULTIPLEXER = Path(__file__).with_name("uart_witness.py")


def test_a_split_and_a_death(make_cluster: Callable[..., Cluster]) -> None:
    cluster = make_cluster(2, quorum=DEVICE % "off")
    started = time.time()
    arbiter = Arbiter(cluster)
    flash = str(arbiter.folder / "flash")
    arbiter.start("/usr/bin/python3", str(MULTIPLEXER), os.environ["QUORATE_FENCING_CHIP"], flash)

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
        # Its first start was without a snapshot, and what is stored until its silence ends says so.
        time.sleep(max(0.0, started + SILENCE - time.time()))
        # After a restart it is not silent: from its flash it knows that nobody else can have the vote but node 2, for
        # whom it waits once more.
        arbiter.stop()
        wait_votes(arbiter, [])
        arbiter.start()
        wait_votes(arbiter, [1])
        blank, before, after = arbiter.log().split("witness on UART1\n")
        assert blank == "who has votes is not known\n" and before.endswith("who has votes is known\n")
        assert "reason 23" not in after and after.endswith("node 1: vote 1, reason 2\n"), after
    finally:
        arbiter.stop()
