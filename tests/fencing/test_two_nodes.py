"""Two nodes that corosync both calls quorate (two_node), and a gate with a tie breaker between them."""

import time
from typing import Callable

import pytest
from lab import Cluster, Pacemaker, gate_lines, picture, wait_until, wanted

MakeCluster = Callable[..., Cluster]
DELAY = 15


@pytest.fixture(scope="module")
def pair(make_module_cluster: MakeCluster) -> Cluster:
    gate = {"rules": "strict", "auto_tie_breaker_node": "lowest", "fence_delay": str(DELAY)}
    return make_module_cluster(2, quorum="  two_node: 1", pacemaker=Pacemaker(gate=gate))


def test_a_split_shoots_the_side_without_the_tie_breaker_only(
    pair: Cluster, rounds: int, tell: Callable[[str], None]
) -> None:
    node1, node2 = pair[1], pair[2]
    seconds = []
    for number in range(1, rounds + 1):
        sinces = {node: len(node.log("pacemaker.log")) for node in pair}
        before = len(pair.bmc.requests)
        pair.bmc.broken.add("node2")
        split_at = time.time()
        with pair.bmc.holding("node2"):
            pair.split([1], [2])
            wait_until(
                f"round {number}: both want to fence, and corosync calls both quorate",
                lambda: wanted(node1, "node2", sinces[node1])
                and wanted(node2, "node1", sinces[node2])
                and all(quorum and quorum.quorate for quorum in (node1.quorum(), node2.quorum())),
            )
        wait_until(f"round {number}: node 2 is off", lambda: not node2.is_on)
        lines = gate_lines(node1, sinces[node1])
        assert lines and lines[0].startswith("fencing of node2 allowed: "), lines
        assert not [line for line in gate_lines(node2, sinces[node2]) if " allowed: " in line]
        shots = [(shot.by, shot.target) for shot in pair.bmc.requests[before:] if shot.action == "off"]
        assert set(shots) == {("node1", "node2")}, pair.bmc.log()
        pair.wait_pacemaker(1, online=[1])
        seconds.append(next(r.at for r in pair.bmc.requests[before:] if r.action == "off") - split_at)
        pair.start_anew()
    tell(
        f"2 nodes, two_node, tie breaker in the gate: {rounds} rounds, {rounds} right;"
        f" shot {min(seconds):.1f} to {max(seconds):.1f} s after the split"
    )


def test_when_the_tie_breaker_itself_is_dead_the_other_takes_over_after_the_delay(pair: Cluster) -> None:
    node2 = pair[2]
    since, before = len(node2.log("pacemaker.log")), len(pair.bmc.requests)
    pair.bmc.broken.add("node1")
    died_at = time.time()
    pair[1].power_off()
    # The controller says that node 1 is off already, so that it is only switched on.
    shot = wait_until(
        "node 1 is fenced", lambda: [r for r in pair.bmc.requests[before:] if r.action != "status"]
    )[0]
    pair.wait_pacemaker(2, online=[2])
    assert (shot.by, shot.action, shot.target) == ("node2", "on", "node1")
    assert shot.at - died_at >= DELAY
    (line,) = [line for line in gate_lines(node2, since) if " allowed: " in line]
    assert line.startswith("fencing of node1 allowed: ") and f"{DELAY} s later the partition is the same" in line
    now = picture(node2)
    assert now is not None and now.running["work"] == ("node2",) and not now.unclean
