"""Three nodes with Pacemaker: what the gate stops, where nothing else does.

no-quorum-policy=ignore is the setting under which Pacemaker itself lets an inquorate partition fence.
"""

import time
from typing import Callable

import pytest
from lab import Cluster, Node, Pacemaker, gate_lines, wait_until, wanted
from lab.pacemaker import topology

MakeCluster = Callable[..., Cluster]
IGNORE = {"no-quorum-policy": "ignore"}


@pytest.fixture(scope="module")
def gated(make_module_cluster: MakeCluster) -> Cluster:
    return make_module_cluster(3, pacemaker=Pacemaker(gate={"rules": "corosync"}, properties=IGNORE))


def test_the_minority_never_shoots_and_the_majority_does(
    gated: Cluster, rounds: int, tell: Callable[[str], None]
) -> None:
    node3 = gated[3]
    seconds = []
    for number in range(1, rounds + 1):
        since, before = len(node3.log("pacemaker.log")), len(gated.bmc.requests)
        gated.bmc.broken.add("node3")
        split_at = time.time()
        # As long as its power is on, node 3 may try, too.
        with gated.bmc.holding("node3"):
            gated.split([1, 2], [3])
            wait_until(
                f"round {number}: node 3 wanted to fence, and its gate refused",
                lambda: [line for line in gate_lines(node3, since) if " refused: " in line],
            )
        wait_until(f"round {number}: node 3 is off", lambda: not node3.is_on)
        assert wanted(node3, "node[12]", since)
        lines = gate_lines(node3, since)
        assert all("refused: no majority: 1 of 3 expected votes present, 2 needed" in line for line in lines), lines
        shots = [request for request in gated.bmc.requests[before:] if request.action == "off"]
        assert {shot.target for shot in shots} == {"node3"}, gated.bmc.log()
        assert {shot.by for shot in shots} <= {"node1", "node2"}, gated.bmc.log()
        assert gated[1].is_on and gated[2].is_on
        seconds.append(shots[0].at - split_at)
        gated.start_anew()
    tell(
        f"3 nodes, one cut off, no-quorum-policy=ignore: {rounds} rounds, {rounds} right;"
        f" shot {min(seconds):.1f} to {max(seconds):.1f} s after the split"
    )


@pytest.mark.parametrize("rules", ["corosync", "strict"])
def test_a_request_past_the_scheduler_is_refused_in_the_minority(gated: Cluster, rules: str) -> None:
    node3 = gated[3]
    gated[1].output("crm_resource", "--resource=gate", "--set-parameter=rules", f"--parameter-value={rules}")
    gated.bmc.unreachable.add("node3")
    gated.split([1, 2], [3])
    gated.wait_members(3, [3])
    gated.wait_members(1, [1, 2])
    since, before = len(node3.log("pacemaker.log")), len(gated.bmc.requests)
    assert stonith(node3, "node1") != 0
    refusals = [line for line in gate_lines(node3, since) if line.startswith("fencing of node1 refused: no majority")]
    assert refusals and f"rules {rules}" in refusals[-1], gate_lines(node3, since)
    assert not [r for r in gated.bmc.requests[before:] if r.by == "node3" and r.action in ("off", "on")]
    assert gated[1].is_on and gated[2].is_on
    gated.start_anew()


def test_alone_on_its_level_the_gate_refuses(gated: Cluster) -> None:
    """A refused level falls through to the next, which is why the manual says: on every level."""
    node1 = gated[1]

    def levels(*of_all: str) -> None:
        xml = topology(gated.names, of_all)
        node1.output("cibadmin", "--replace", "--scope=fencing-topology", f"--xml-text={xml}")

    levels("gate")
    before = len(gated.bmc.requests)
    sinces = {node: len(node.log("pacemaker.log")) for node in gated}
    assert stonith(node1, "node2") != 0
    lines = [line for node, since in sinces.items() for line in gate_lines(node, since)]
    assert lines and all(line.startswith("reboot of node2 refused: ") and "alone" in line for line in lines), lines
    assert gated[2].is_on and not [r for r in gated.bmc.requests[before:] if r.action != "status"]
    levels("gate,bmc")
    assert stonith(node1, "node2") == 0
    assert [r.target for r in gated.bmc.requests[before:] if r.action == "off"] == ["node2"]
    gated.start_anew()


@pytest.mark.long
def test_without_the_gate_the_minority_shoots(make_cluster: MakeCluster) -> None:
    """What the gate stops in the first two tests, under the same conditions but without it."""
    cluster = make_cluster(3, pacemaker=Pacemaker(levels=["bmc"]))
    node1, node3 = cluster[1], cluster[3]
    cluster.bmc.unreachable.add("node3")
    cluster.split([1, 2], [3])
    assert not cluster.wait_members(3, [3]).quorate
    assert cluster.wait_members(1, [1, 2]).quorate
    pid = node1.pid
    assert stonith(node3, "node1") == 0
    assert [(r.by, r.target) for r in cluster.bmc.asked("off", target="node1")] == [("node3", "node1")]
    assert node1.pid != pid


@pytest.mark.long
def test_without_the_gate_a_minority_told_to_ignore_quorum_shoots_all(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(3, pacemaker=Pacemaker(levels=["bmc"], properties=IGNORE))
    cluster.bmc.broken.update(["node1", "node2"])
    with cluster.bmc.holding("node3"):
        cluster.split([1, 2], [3])
        wait_until(
            "node 3 shoots the majority",
            lambda: {r.target for r in cluster.bmc.asked("off", by="node3")} == {"node1", "node2"},
            cluster.evidence,
        )
        wait_until("the majority is off", lambda: not cluster[1].is_on and not cluster[2].is_on)


def stonith(node: Node, target: str) -> int:
    """The exit status of stonith_admin, which asks the fencer itself."""
    return node.run("stonith_admin", f"--reboot={target}", "--timeout=60").returncode
