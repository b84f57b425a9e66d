"""What quorate status says to run, run: the state afterwards is the one that was promised."""

from typing import Any

from lab import Cluster, Node, wait_until
from test_live_status import status, told

def to_run(node: Node, advice: str) -> str:
    """The command of this advice, which the help ends its clause in."""
    [found] = [one for one in told(node)["advice"] if one["code"] == advice]
    [command] = found["commands"]
    assert f"{found['text']}" in status(node).stdout and found["text"].endswith(f": {command}")
    return str(command)


def is_quorate(node: Node) -> bool:
    return bool(told(node)["corosync"]["quorate"])


def test_expected_votes(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(3)
    node = cluster[3]
    for other in (cluster[1], cluster[2]):
        other.power_off()
    cluster.wait_members(3, [3])
    assert not is_quorate(node)
    assert "; start nodes node1 and node2, there: systemctl start corosync; or, once" in status(node).stdout
    node.output(*to_run(node, "set_expected_votes").split())
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
