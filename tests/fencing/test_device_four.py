"""The quorum device with four nodes and no tie breaker: a split into halves leaves one half."""

from typing import Any, Callable

from lab import Cluster, Pacemaker, wait_until

DEVICE = "  device {\n    model: quorate\n    votes: 4\n    timeout: 60000\n    sync_timeout: 8000\n  }"


def test_the_half_without_the_lowest_node_lets_the_other_fence_first(make_cluster: Callable[..., Cluster]) -> None:
    service = "quorate device --survey-interval 3"
    four = make_cluster(4, quorum=DEVICE, services=[service], pacemaker=Pacemaker(levels=["bmc"]))
    four.wait_pacemaker(1, online=[1, 2, 3, 4])
    warning = "the votes are even and there is no tie breaker"
    assert all(node.log("service1.log").count(warning) == 1 for node in four)
    # Off for good: who is shot does not come back.
    four.bmc.broken.update(["node3", "node4"])
    four.split([1, 2], [3, 4])

    def is_over() -> Any:
        quorum = four[1].quorum()
        return quorum and quorum.quorate and quorum.members == (1, 2)

    wait_until("the half of node 1 goes on", is_over, four.evidence)
    assert four[1].is_on and four[2].is_on and not four[3].is_on and not four[4].is_on
    shots = four.bmc.asked("off")
    assert {shot.target for shot in shots} == {"node3", "node4"}
    # Which of the half's nodes shoots is Pacemaker's choice; the other half has not even asked yet.
    assert {shot.by for shot in shots} <= {"node1", "node2"}
    assert not [node.name for node in (four[3], four[4]) if "has Pacemaker fence" in node.log("service1.log")]
