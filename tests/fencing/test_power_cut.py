"""Two nodes and `quorate device`: a node's power fails, then the other's; one comes back, and nobody has to help.

corosync's own two_node cannot do that: its wait_for_all waits for the dead peer, until a human says that it is off.
"""

from typing import Any, Callable, Dict

import pytest
from lab import Cluster, Node, Pacemaker, gate_lines, picture, wait_until

MakeCluster = Callable[..., Cluster]
DEVICE = "  device {\n    model: quorate\n    votes: 2\n    sync_timeout: 5000\n  }"
# As Pacemaker does by default: who has not been seen since the start is fenced, too.
PROPERTIES = {"startup-fencing": "true"}
UNKNOWN: Dict[str, Any] = {"verdict": "no answer", "reason": {"code": "", "text": ""}, "members": [], "proofs": ""}


@pytest.fixture(scope="module")
def pair(make_module_cluster: MakeCluster) -> Cluster:
    return make_module_cluster(
        2,
        quorum=DEVICE,
        services=["quorate device --survey-interval 3"],
        pacemaker=Pacemaker(gate={"rules": "strict"}, properties=PROPERTIES),
    )


def device(node: Node) -> Dict[str, Any]:
    """What the daemon of this node says."""
    return node.device() or UNKNOWN


def goes_on_alone(node: Node) -> bool:
    said = device(node)
    return (said["verdict"], said["reason"]["code"], said["members"]) == ("quorate", "everyone_accounted", [node.id])


def test_both_lose_power_and_one_comes_back(pair: Cluster) -> None:
    node1 = pair[1]
    pair.bmc.cut_power("node2")
    # The survivor fences first, and goes on when node 2 is proven off.
    wait_until("node 1 goes on alone", lambda: goes_on_alone(node1), lambda: str(device(node1)))
    pair.wait_pacemaker(1, online=[1])
    quorum = node1.quorum()
    assert quorum is not None and quorum.quorate and quorum.members == (1,)
    assert pair.bmc.asked("status", by="node1", target="node2")

    node1.power_off()
    before, since, said = len(pair.bmc.requests), len(node1.log("pacemaker.log")), len(node1.log("service1.log"))
    node1.power_on()
    pair.wait_pacemaker(1, online=[1])
    now = picture(node1)
    assert now is not None and now.quorate and now.running["work"] == ("node1",)
    assert goes_on_alone(node1)
    # Its log in order: it waited, found out that node 2 is off, and went on. It switched nothing off for that.
    log = node1.log("service1.log")[said:]
    story = ["blocked: wait_for_all: ", "node 2: proven off: ", "quorate: everyone accounted for"]
    assert sorted(story, key=log.index) == story, log
    requests = pair.bmc.requests[before:]
    assert (requests[0].by, requests[0].action, requests[0].target) == ("node1", "status", "node2")
    assert not [r for r in requests if r.action == "off"], pair.bmc.log(status=True)
    assert not [line for line in gate_lines(node1, since) if " refused: " in line]

    pair.bring_back()
    # Pacemaker may be there before node 2's daemon.
    wait_until("both daemons are there", lambda: device(node1)["members"] == [1, 2], lambda: str(device(node1)))


def test_a_peer_that_has_power_is_waited_for(pair: Cluster) -> None:
    """What boots may have gone on alone before: a node that has just started neither ignores it nor shoots it."""
    node1 = pair[1]
    # Together, so that nobody is left to fence.
    node1.power_off()
    pair.bmc.crash("node2")
    before = len(pair.bmc.requests)
    node1.power_on()
    wait_until(
        "node 1 has seen that node 2 has power", lambda: "node2: device bmc says on" in device(node1)["proofs"],
        lambda: str(device(node1)),
    )
    said = device(node1)
    assert (said["verdict"], said["reason"]["code"], said["total_votes"]) == ("blocked", "waiting_for_all", 0)
    now = picture(node1)
    assert now is None or not now.quorate and "work" not in now.running
    assert not [r for r in pair.bmc.requests[before:] if r.action != "status"], pair.bmc.log(status=True)

    pair.bmc.cut_power("node2")
    pair.wait_pacemaker(1, online=[1])
    assert goes_on_alone(node1)
