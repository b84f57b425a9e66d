"""What quorate status says to run, run: the state afterwards is the one that was promised."""

from typing import Any

import pytest

from lab import Cluster, Node, Pacemaker, picture, wait_until
from test_live_status import status, told


def to_run(node: Node, advice: str) -> str:
    """The command of this advice, which the help ends its clause in: people see it where something is wrong."""
    answer = told(node)
    [found] = [one for one in answer["advice"] if one["code"] == advice]
    [command] = found["commands"]
    assert found["text"] in (answer["help"] if answer["quorate"] else status(node).stdout)
    assert found["text"].endswith(f": {command}")
    return str(command)


def type_in(node: Node, command: str) -> None:
    """At a terminal, with yes to what it asks: pcs asks only there."""
    done = node.run("script", "--quiet", "--return", "--command", command, "/dev/null", stdin="y\n")
    assert done.returncode == 0, done


def is_quorate(node: Node) -> bool:
    return bool(told(node)["corosync"]["quorate"])


@pytest.mark.parametrize("tool", ["corosync-quorumtool", pytest.param("pcs", marks=pytest.mark.long)])
def test_expected_votes(make_cluster: Any, tool: str) -> None:
    cluster: Cluster = make_cluster(3, tools=[tool])
    node = cluster[3]
    for other in (cluster[1], cluster[2]):
        other.power_off()
    cluster.wait_members(3, [3])
    assert not is_quorate(node)
    start = "pcs cluster start node1 node2" if tool == "pcs" else "systemctl start corosync"
    assert f": {start}; or, once" in status(node).stdout
    command = to_run(node, "set_expected_votes").split()
    assert command[0] == tool
    node.output(*command)
    wait_until("it is quorate", lambda: is_quorate(node))


def test_wait_for_all(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(2, quorum="  two_node: 1")
    node = cluster[1]
    for each in cluster:
        each.power_off()
    node.power_on()
    cluster.wait_members(1, [1])
    assert not is_quorate(node)
    node.output(*to_run(node, "cancel_wait_for_all").split())
    wait_until("it is quorate", lambda: is_quorate(node))


@pytest.mark.long
def test_wait_for_all_with_pcs(make_cluster: Any) -> None:
    """pcs asks whether the others are off, and tells Pacemaker that they are."""
    cluster: Cluster = make_cluster(2, quorum="  two_node: 1", tools=["pcs"], pacemaker=Pacemaker(levels=["bmc"]))
    node = cluster[1]
    for each in cluster:
        each.power_off()
    node.power_on()
    cluster.wait_members(1, [1])
    wait_until("Pacemaker is up", lambda: (seen := picture(node)) and seen.online == ("node1",))
    command = to_run(node, "cancel_wait_for_all")
    assert command == "pcs quorum unblock" and not is_quorate(node)
    type_in(node, command)
    wait_until("it is quorate", lambda: is_quorate(node))


@pytest.mark.parametrize("tool", ["stonith_admin", pytest.param("pcs", marks=pytest.mark.long)])
def test_fence(make_cluster: Any, tool: str) -> None:
    cluster: Cluster = make_cluster(3, tools=[tool], pacemaker=Pacemaker(levels=["bmc"]))
    node = cluster[1]
    cluster.bmc.broken.add("node3")
    cluster[3].power_off()
    cluster.wait_members(1, [1, 2])
    command = to_run(node, "fence_before_recovery")
    assert command.startswith(f"{tool} ") and command.endswith(" node3")
    before = len(cluster.bmc.requests)
    cluster.bmc.broken.discard("node3")
    type_in(node, command)
    wait_until("node 3 is shot", lambda: [shot for shot in cluster.bmc.requests[before:] if shot.target == "node3"])


def test_wait_for_all_with_a_majority(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(3, quorum="  wait_for_all: 1")
    for each in cluster:
        each.power_off()
    for node in (1, 2):
        cluster[node].power_on()
    cluster.wait_members(1, [1, 2])
    cluster.wait_members(2, [1, 2])
    cluster[1].output(*to_run(cluster[1], "cancel_with_majority").split())
    for node in (1, 2):
        wait_until("they are quorate", lambda: is_quorate(cluster[node]))


def test_expected_votes_of_the_file(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(2, quorum="  expected_votes: 5", wait=False)
    cluster.wait_members(1, [1, 2])
    assert not is_quorate(cluster[1])
    reload = to_run(cluster[1], "correct_expected_votes")
    for node in cluster:
        path = node.folder / "corosync.conf"
        path.write_text(path.read_text().replace("  expected_votes: 5\n", ""))
    cluster[1].output(*reload.split())
    wait_until("it is quorate", lambda: is_quorate(cluster[1]))
