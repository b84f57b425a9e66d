"""Three nodes and `quorate device`: corosync, Pacemaker and the gate follow its verdict."""

from typing import Callable

from lab import Cluster, Node, Pacemaker, gate_lines, picture, wait_until
from lab.corosync import Quorum

MakeCluster = Callable[..., Cluster]
DEVICE = "  device {\n    model: quorate\n    votes: 3\n    sync_timeout: 5000\n  }"


def verdict(node: Node) -> str:
    return str(node.device().get("verdict", "no answer"))


def quorum(node: Node) -> Quorum:
    return wait_until(f"{node.name}: corosync answers", node.quorum)


def works_on_node3(node: Node) -> bool:
    now = picture(node)
    return now is not None and now.running.get("work") == ("node3",)


def test_the_minority_is_blocked_and_pacemaker_follows(make_cluster: MakeCluster) -> None:
    gate = Pacemaker(gate={"rules": "corosync"})
    cluster = make_cluster(3, quorum=DEVICE, services=["quorate device"], pacemaker=gate)
    node1, node3 = cluster[1], cluster[3]
    # Where it must not go on.
    if not works_on_node3(node1):
        node1.output("crm_resource", "--resource=work", "--move", "--node=node3")
    wait_until("work runs on node 3", lambda: works_on_node3(node1))
    cluster.bmc.broken.add("node3")
    with cluster.bmc.holding("node3"):
        cluster.split([1, 2], [3])
        wait_until(
            "node 3's device, corosync and Pacemaker say that it has no quorum, and work is stopped",
            lambda: verdict(node3) == "blocked"
            and not quorum(node3).quorate
            and (now := picture(node3))
            and not now.quorate
            and now.online == ("node3",)
            and "work" not in now.running,
            lambda: f"{verdict(node3)} {node3.quorum()} {picture(node3)}",
        )
        cluster.wait_members(1, [1, 2])
        wait_until("the majority is quorate", lambda: verdict(node1) == "quorate" and quorum(node1).quorate)
        said = node3.run("quorate", "device", "status")
        assert said.returncode == 2 and "Verdict: blocked\nWhy: no majority: 1 of 3" in said.stdout, said
    wait_until("the majority has shot node 3", lambda: not cluster[3].is_on)
    cluster.wait_pacemaker(1, online=[1, 2])
    assert {(shot.by in ("node1", "node2"), shot.target) for shot in cluster.bmc.asked("off")} == {(True, "node3")}
    assert [line for node in (1, 2) for line in gate_lines(cluster[node]) if "fencing of node3 allowed" in line]
