"""The quorum device on real corosync while the nodelist changes, without a stop: nodes come, go and get other votes."""

import re
from typing import Callable, List, Mapping, Sequence

from lab import Cluster, stays, wait_until
from test_device_agreed import COMMAND, device, gaps, log, shut_down, start, wait_numbers

MakeCluster = Callable[..., Cluster]
SERVICE = f"{COMMAND} --agreed-electorate"


def write(cluster: Cluster, files: Sequence[int], votes: Mapping[int, int]) -> None:
    """A nodelist of these nodes and votes, in the corosync.conf of some nodes; the device has as many votes."""
    for id in files:
        file = cluster[id].folder / "corosync.conf"
        nodes = "".join(
            f"  node {{\n    ring0_addr: {cluster[node].address}\n    nodeid: {node}\n    name: node{node}\n"
            f"    quorum_votes: {count}\n  }}\n"
            for node, count in votes.items()
        )
        text = re.sub(r"nodelist {.*", f"nodelist {{\n{nodes}}}\n", file.read_text(), flags=re.DOTALL)
        file.write_text(re.sub(r"(device {[^}]*votes: )\d+", rf"\g<1>{sum(votes.values())}", text))


def reload(cluster: Cluster, on: Sequence[int]) -> None:
    """As an admin does: the new file everywhere, then one command, which reaches the nodes that are on."""
    cluster[on[0]].output("corosync-cfgtool", "-R")


def taken(cluster: Cluster, nodes: Sequence[int], times: int) -> None:
    for id in nodes:
        said = "corosync has a new nodelist: "
        wait_until(f"{id} has it", lambda: log(cluster[id]).count(said) >= times, cluster.evidence)


def cluster_of(make_cluster: MakeCluster, nodes: int, listed: Sequence[int]) -> Cluster:
    """Machines of which only some are in the nodelist yet; the others are off."""
    cluster = make_cluster(nodes, quorum=device(nodes), services=[SERVICE], wait=False)
    for node in cluster:
        node.power_off()
    write(cluster, range(1, nodes + 1), {id: 1 for id in listed})
    for node in cluster:
        for file in node.folder.glob("electorate*"):
            file.unlink()
    start(cluster, *listed)
    wait_numbers(cluster, listed, expected=len(listed), total=len(listed))
    return cluster


def test_a_node_is_added_and_removed(make_cluster: MakeCluster) -> None:
    four = cluster_of(make_cluster, 4, [1, 2, 3])
    before = gaps(four, [1, 2, 3])
    write(four, [1, 2, 3, 4], {1: 1, 2: 1, 3: 1, 4: 1})
    reload(four, [1, 2, 3])
    taken(four, [1, 2, 3], 1)
    # Who is listed and has never been here is no reason to need more votes.
    wait_numbers(four, [1, 2, 3], expected=3, total=3)
    start(four, 4)
    wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
    # It is removed while it is off, and comes back with its old file.
    four[4].power_off()
    four.wait_members(1, [1, 2, 3])
    write(four, [1, 2, 3], {1: 1, 2: 1, 3: 1})
    reload(four, [1, 2, 3])
    wait_numbers(four, [1, 2, 3], expected=3, total=3)
    four[4].power_on()
    wait_until("its daemon answers", lambda: four[4].device().get("members") == [4], four.evidence)
    stays("4 is not quorate", lambda: four[4].device()["verdict"] == "blocked", 3)
    wait_numbers(four, [1, 2, 3], expected=3, total=3)
    assert gaps(four, [1, 2, 3]) == before
    a_node_that_runs_is_removed(four)


def a_node_that_runs_is_removed(four: Cluster) -> None:
    """Its own file, too, says that it is gone. The others go on without it, and it without anybody: corosync would give
    it the vote of before, by a message that it sends at the reload and hears in its ring alone."""
    before = gaps(four, [1, 2])
    write(four, [1, 2, 3], {1: 1, 2: 1})
    reload(four, [1])
    wait_numbers(four, [1, 2], expected=2, total=2)
    assert four[1].device()["electorate"]["nodes"] == [1, 2]
    four.wait_members(3, [3])
    wait_until("3 is blocked", lambda: four[3].device()["verdict"] == "blocked", four.evidence)

    def follows() -> bool:
        quorum = four[3].quorum()
        return quorum is not None and not quorum.quorate

    wait_until("corosync follows", follows, four.evidence)
    stays("it follows", follows, 3)
    assert gaps(four, [1, 2]) == before


def test_votes_are_changed(make_cluster: MakeCluster) -> None:
    three = cluster_of(make_cluster, 3, [1, 2, 3])
    before = gaps(three, [1, 2, 3])
    write(three, [1, 2, 3], {1: 3, 2: 1, 3: 1})
    reload(three, [1, 2, 3])
    wait_numbers(three, [1, 2, 3], expected=5, total=5)
    three.split([1], [2, 3])
    three.wait_members(1, [1])
    three.wait_members(2, [2, 3])
    wait_numbers(three, [1], expected=5, total=3)
    wait_numbers(three, [2, 3], expected=5, total=2, verdict="blocked")
    three.heal()
    three.wait_together()
    wait_numbers(three, [1, 2, 3], expected=5, total=5)
    # 3 is gone for good.
    three[3].power_off()
    three.wait_members(1, [1, 2])
    three[2].output("quorate", "device", "set-votes", 3, 0)
    wait_numbers(three, [1, 2], expected=4, total=4)
    assert three[1].device()["electorate"]["nodes"] == [1, 2]
    refused = three[2].run("quorate", "device", "set-votes", 3, 0)
    assert refused.returncode == 1 and "node 3 is not in the electorate" in refused.stderr, refused.stderr
    assert gaps(three, [1])[0] == before[0]


def test_half_of_the_nodes_have_the_new_nodelist(make_cluster: MakeCluster) -> None:
    """They start with it one after the other: what was agreed holds until all have it, and no two partitions act."""
    four = cluster_of(make_cluster, 4, [1, 2, 3, 4])
    write(four, [1, 2], {1: 2, 2: 2, 3: 1, 4: 1})
    for id in (1, 2):
        four[id].power_off()
        four.wait_members(3, [one for one in (1, 2, 3, 4) if one != id])
        start(four, id)
        wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
    # By the new nodelist 1 and 2 would have a majority.
    four.split([1, 2], [3, 4])
    four.wait_members(1, [1, 2])
    four.wait_members(3, [3, 4])
    for id in (1, 2, 3, 4):
        wait_until(f"{id} has half", lambda: four[id].device()["verdict"] == "fence_first", four.evidence)

    def acting() -> List[int]:
        return [node.id for node in four if (quorum := node.quorum()) and quorum.quorate]

    stays("nobody acts", lambda: not acting(), 3)
    four.heal()
    four.wait_together()
    wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
    write(four, [1, 2, 3, 4], {1: 2, 2: 2, 3: 1, 4: 1})
    reload(four, [1, 2, 3, 4])
    wait_numbers(four, [1, 2, 3, 4], expected=6, total=6)


def test_the_last_one_is_gone_for_good(make_cluster: MakeCluster) -> None:
    """1 was the last: without it the others go on by an operator's word only, and agree on an electorate of theirs."""
    service = f"{COMMAND} --allow-downscale"
    three = make_cluster(3, quorum=device(3), services=[service])
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    assert shut_down(three, 3) and shut_down(three, 2)
    three[1].power_off()
    start(three, 2, 3)
    wait_until("blocked", lambda: three[2].device().get("members") == [2, 3], three.evidence)
    stays("nobody goes on", lambda: three[2].device()["verdict"] == "blocked", 3)
    said = three[2].output("quorate", "device", "cancel-wait-for-all")
    assert said.startswith("cancel_wait_for_all was sent to nodes 2 3"), said
    wait_numbers(three, [2, 3], expected=2, total=2)
    assert three[3].device()["electorate"]["nodes"] == [2, 3]
