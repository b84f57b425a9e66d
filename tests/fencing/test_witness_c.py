"""The daemon in C (tests/c/witnessd.c) in place of `quorate witness`: the same libquorate that firmware links, and real
corosync-qdevice."""

import os
import time
from typing import Callable

from lab import Cluster, logged_at, wait_until
from test_witness import DEVICE, HEARTBEAT, SYNCED, Arbiter, quorate_nodes, start_qdevice, wait_votes


def test_a_death(make_cluster: Callable[..., Cluster], tell: Callable[[str], None]) -> None:
    """One of two nodes dies, and the survivor gets the vote, with the reason in the log."""
    cluster = make_cluster(2, quorum=DEVICE % "off")
    arbiter = Arbiter(cluster)
    arbiter.start(os.environ["QUORATE_FENCING_WITNESSD"], "-s", str(arbiter.folder))
    try:
        for node in cluster:
            start_qdevice(node)
        wait_votes(arbiter, [1, 2])
        wait_until("the state is stored", (arbiter.folder / "state").exists, arbiter.log)
        started = time.time()
        cluster[2].power_off()
        cluster.wait_members(1, [1])
        wait_votes(arbiter, [1])
        assert quorate_nodes(cluster) == [1]
        waited = logged_at(cluster[1].log("corosync.log"), SYNCED) - started
        tell(f"witness in C: {waited:.1f} s from a node's death to the survivor's vote, a heartbeat of {HEARTBEAT:g} s")
        assert "cluster 'quorate' node 1: vote 1: half: " in arbiter.log()
    finally:
        arbiter.stop()
