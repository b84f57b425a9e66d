"""The quorum device on real corosync, where who votes changes by agreement: nodes leave, are lost and come back."""

import signal
import zlib
from typing import Callable, List, Sequence, Tuple

import pytest
from lab import Cluster, Node, Pacemaker, stays, wait_until

MakeCluster = Callable[..., Cluster]
LOST = "This node is within the non-primary component"
AGREED = "the others have agreed that this node votes no more"
NOT_AGREED = "there is no agreement, so the others count this node as lost"
# $folder is the node's disk.
COMMAND = "quorate device --no-fence --state $folder/electorate"


def device(nodes: int) -> str:
    """corosync.conf's section for so many nodes of one vote. The daemon votes anew within a third of timeout: so seldom
    that no test passes by that."""
    return f"  device {{\n    model: quorate\n    votes: {nodes}\n    timeout: 900000\n    sync_timeout: 8000\n  }}"


def gaps(cluster: Cluster, nodes: Sequence[int]) -> List[int]:
    """How often corosync lost quorum on each."""
    return [cluster[id].log("corosync.log").count(LOST) for id in nodes]


def numbers(node: Node) -> Tuple[str, int, int, int]:
    """Verdict, expected votes, quorum, total votes."""
    says = node.device()
    return tuple(says.get(key) for key in ("verdict", "expected_votes", "quorum", "total_votes"))  # type: ignore


def wait_numbers(cluster: Cluster, nodes: Sequence[int], expected: int, total: int, verdict: str = "quorate") -> None:
    """By the daemons of these nodes, and by corosync, which follows them."""
    wanted = (verdict, expected, expected // 2 + 1, total)
    for id in nodes:
        node = cluster[id]
        wait_until(f"{node.name}: {wanted}", lambda: numbers(node) == wanted, lambda: f"{node.device()}")

        def follows() -> bool:
            quorum = node.quorum()
            return quorum is not None and quorum.quorate == (verdict == "quorate")

        wait_until(f"corosync on {node.name} follows", follows, cluster.evidence)


def log(node: Node) -> str:
    return "".join(node.services().values())


def end(node: Node, name: str) -> None:
    node.signal(name, signal.SIGTERM)
    wait_until(f"{node.name}: {name} ends", lambda: not node.processes(name), lambda: log(node)[-2000:])


def shut_down(cluster: Cluster, id: int) -> bool:
    """As systemd does: first Pacemaker, then the device, then corosync, then the machine. Whether the others agreed."""
    node = cluster[id]
    if cluster.pacemaker is not None:
        end(node, "pacemakerd")
    before = {text: log(node).count(text) for text in (AGREED, NOT_AGREED)}
    end(node, "device")
    said = {text: log(node).count(text) - count for text, count in before.items()}
    assert sorted(said.values()) == [0, 1], log(node)[-2000:]
    end(node, "corosync")
    node.power_off()
    return said[AGREED] == 1


def start(cluster: Cluster, *nodes: int) -> None:
    for id in nodes:
        cluster[id].power_on()
    cluster.wait_together()


def test_four_leave_one_after_the_other_and_one_comes_back(make_cluster: MakeCluster) -> None:
    four = make_cluster(4, quorum=device(4), services=[f"{COMMAND} --allow-downscale"])
    wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
    before = gaps(four, [1, 2, 3, 4])
    for id in (4, 3, 2):
        assert shut_down(four, id)
        rest = list(range(1, id))
        for one in rest:
            four.wait_members(one, rest)
        wait_numbers(four, rest, expected=id - 1, total=id - 1)
    # None of them was blocked for a moment.
    assert gaps(four, [1])[0] == before[0]
    start(four, 3)
    wait_numbers(four, [1, 3], expected=2, total=2)
    assert gaps(four, [1])[0] == before[0]
    # Each of two is needed: the one that is lost did not leave.
    four[3].power_off()
    four.wait_members(1, [1])
    wait_until("1 is not quorate alone", lambda: numbers(four[1])[0] == "fence_first", four.evidence)
    start(four, 2, 3, 4)
    wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
    two_leave_at_a_time(four)


def two_leave_at_a_time(four: Cluster) -> None:
    """Each in its turn; and whoever stops the service twice stops it once."""
    before = gaps(four, [1, 2])
    agreed = {id: log(four[id]).count(AGREED) for id in (3, 4)}
    for _ in range(2):
        for id in (3, 4):
            four[id].signal("device", signal.SIGTERM, may_have_ended=True)
    for id in (3, 4):
        wait_until(f"{id} leaves", lambda: not four[id].processes("device"), four.evidence)
        assert log(four[id]).count(AGREED) == agreed[id] + 1, four.evidence()
    wait_numbers(four, [1, 2], expected=2, total=2)
    assert gaps(four, [1, 2]) == before


@pytest.mark.long
def test_resources_go_on_while_four_leave(make_cluster: MakeCluster) -> None:
    """Where the last but one leaves, Pacemaker has quorum still, and nobody is fenced."""
    command = f"{COMMAND} --allow-downscale"
    four = make_cluster(4, quorum=device(4), services=[command], pacemaker=Pacemaker(levels=["bmc"]))
    four.wait_pacemaker(1, online=[1, 2, 3, 4])
    before = gaps(four, [1])
    for id in (4, 3, 2):
        assert shut_down(four, id)
        four.wait_pacemaker(1, online=range(1, id))
        wait_numbers(four, range(1, id), expected=id - 1, total=id - 1)
    starts = "Result of start operation for work"
    started = four[1].log("pacemaker.log").count(starts)
    for id in (2, 3, 4):
        four[id].power_on()
        four.wait_pacemaker(1, online=range(1, id + 1))
        wait_numbers(four, range(1, id + 1), expected=id, total=id)
    # It ran all the time, and nobody was fenced.
    assert four[1].log("pacemaker.log").count(starts) == started and gaps(four, [1]) == before
    assert four.bmc.log() == ""


@pytest.mark.parametrize(
    "order",
    [(1, 2, 3), pytest.param((3, 2, 1), marks=pytest.mark.long), pytest.param((2, 1, 3), marks=pytest.mark.long)],
    ids=str,
)
def test_all_are_stopped_and_started(make_cluster: MakeCluster, order: Tuple[int, ...]) -> None:
    """3 and 2 leave, 1 is the last: nobody goes on without it, in whatever order they start."""
    three = make_cluster(3, quorum=device(3), services=[f"{COMMAND} --allow-downscale"])
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    assert shut_down(three, 3) and shut_down(three, 2)
    # Nobody is there to agree.
    assert not shut_down(three, 1)
    started: List[int] = []
    for id in order:
        start(three, id)
        started.append(id)
        if 1 in started:
            wait_numbers(three, started, expected=len(started), total=len(started))
        else:
            node = three[id]
            wait_until("it is in the group", lambda: id in node.device().get("members", []), three.evidence)
            wait_until("it knows why", lambda: node.device()["reason"]["code"] != "view_incomplete", three.evidence)
            for one in started:
                assert numbers(three[one])[0] == "blocked", three[one].device()


def test_all_are_stopped_at_once(make_cluster: MakeCluster) -> None:
    """However many get agreement on their leave: once all are back, all vote."""
    four = make_cluster(4, quorum=device(4), services=[f"{COMMAND} --allow-downscale"])
    for _ in range(2):
        wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)
        for node in four:
            node.signal("device", signal.SIGTERM)
        for node in four:
            wait_until(f"{node.name}: it ends", lambda: not node.processes("device"), lambda: log(node)[-2000:])
            node.power_off()
        start(four, 1, 2, 3, 4)
    wait_numbers(four, [1, 2, 3, 4], expected=4, total=4)


POWER = """[ -e "${0%/*}/$1.off" ] && { echo off; exit 2; }; echo on"""


def test_the_window_takes_out_the_lost_one_by_one(make_cluster: MakeCluster) -> None:
    """Five, lost one after the other, each after the window: 5 4 3 2, the last by the tie breaker or by proof."""
    command = f"{COMMAND} --last-man-standing 1 --auto-tie-breaker-node lowest"
    proofs = '--power-status "sh $folder/../power {name}" --survey-interval 1'
    five = make_cluster(5, quorum=device(5), services=[f"{command} {proofs}"])
    (five.site.folder / "power").write_text(POWER)
    wait_numbers(five, [1, 2, 3, 4, 5], expected=5, total=5)
    before = gaps(five, [1])
    for id in (5, 4, 3):
        five[id].power_off()
        rest = list(range(1, id))
        five.wait_members(1, rest)
        wait_numbers(five, rest, expected=id - 1, total=id - 1)
    five[2].power_off()
    five.wait_members(1, [1])
    wait_numbers(five, [1], expected=2, total=1)
    assert five[1].device()["reason"]["code"] == "tie_breaker"
    assert gaps(five, [1]) == before
    start(five, 2)
    wait_numbers(five, [1, 2], expected=2, total=2)
    five[1].power_off()
    five.wait_members(2, [2])
    wait_until("it asks", lambda: "node1: " in five[2].device()["proofs"], five.evidence)
    assert numbers(five[2])[0] == "fence_first", five[2].device()
    (five.site.folder / "node1.off").touch()
    wait_numbers(five, [2], expected=2, total=1)
    assert five[2].device()["reason"]["code"] == "everyone_accounted"
    assert five[2].device()["electorate"]["nodes"] == [1, 2]
    start(five, 1, 3, 4, 5)
    wait_numbers(five, [1, 2, 3, 4, 5], expected=5, total=5)


def test_a_split_in_every_step_leaves_one_part(make_cluster: MakeCluster) -> None:
    """corosync's own last_man_standing lets two partitions count down one after the other, and go on both."""
    five = make_cluster(5, quorum=device(5), services=[f"{COMMAND} --last-man-standing 1"])
    wait_numbers(five, [1, 2, 3, 4, 5], expected=5, total=5)
    parts: Sequence[Sequence[List[int]]] = [
        ([1, 2, 3], [4, 5]),
        ([1, 2], [3], [4, 5]),
        ([1, 2], [3, 4, 5]),
    ]
    acting, expected = [1, 2, 3, 4, 5], 5
    for step in parts:
        five.split(*step)
        for part in step:
            for id in part:
                five.wait_members(id, part)
        acting, expected = after_the_window(five, step, acting, expected)
    five.heal()
    five.wait_together()
    wait_numbers(five, [1, 2, 3, 4, 5], expected=5, total=5)


def after_the_window(
    cluster: Cluster, parts: Sequence[List[int]], acting: List[int], expected: int
) -> Tuple[List[int], int]:
    """Only the part with more than half of those that vote by now goes on; then those votes are all."""
    going_on = [part for part in parts if 2 * len(set(part) & set(acting)) > expected]
    assert len(going_on) == 1
    for part in parts:
        if part in going_on:
            wait_numbers(cluster, part, expected=len(part), total=len(part))
    others = [id for part in parts if part not in going_on for id in part]
    for id in others:
        wait_until(f"{id} does not act", lambda: numbers(cluster[id])[0] in ("blocked", "fence_first"))
    stays("nobody else acts", lambda: not [id for id in others if (q := cluster[id].quorum()) and q.quorate], 3)
    return going_on[0], len(going_on[0])


def test_corosyncs_own_last_man_standing_splits_in_two_steps(make_cluster: MakeCluster) -> None:
    """Why that is not what the device does: node 3, which counted down with 1 and 2, is joined by those whom it has
    forgotten. Both partitions are quorate then."""
    own = "  last_man_standing: 1\n  last_man_standing_window: 1000"
    five = make_cluster(5, quorum=own)
    five.split([1, 2, 3], [4, 5])
    for id in (1, 2, 3):
        five.wait_members(id, [1, 2, 3])
        counted = lambda: (now := five[id].quorum()) is not None and now.expected_votes == 3  # noqa: E731
        wait_until(f"{id} has counted down", counted, five.evidence)
    five.split([1, 2], [3, 4, 5])
    two, others = five.wait_members(1, [1, 2]), five.wait_members(3, [3, 4, 5])
    assert two.quorate and others.quorate, (two, others)


def test_a_memory_that_is_lost_or_torn(make_cluster: MakeCluster) -> None:
    """A node with a new disk gets its vote back from the others; a file that is no memory is refused, and named."""
    three = make_cluster(3, quorum=device(3), services=[f"{COMMAND} --allow-downscale"])
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    before = gaps(three, [1, 2])
    memory = three[3].folder / "electorate"
    good = memory.read_bytes()
    three[3].power_off()
    three.wait_members(1, [1, 2])
    wait_numbers(three, [1, 2], expected=3, total=2)
    memory.unlink()
    start(three, 3)
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    three[3].power_off()
    three.wait_members(1, [1, 2])
    memory.write_bytes(good[:20])
    start(three, 3)
    said = f"quorate: {memory}: this is not a complete snapshot"
    wait_until("it says so", lambda: said in log(three[3]), lambda: log(three[3]))
    wait_until("it ends", lambda: not three[3].processes("device"), three.evidence)
    wait_numbers(three, [1, 2], expected=3, total=2)
    # Nor does it start with another node's, or with what a version that is not known has written.
    version = good[:4] + b"\xff" + good[5:-4]
    for other, problem in [
        ((three[2].folder / "electorate").read_bytes(), "the snapshot is from another node, cluster or rules"),
        (version + zlib.crc32(version).to_bytes(4, "little"), "another version of quorate wrote the snapshot"),
    ]:
        memory.write_bytes(other)
        refused = three[3].run(*command_of(three[3]))
        assert refused.returncode == 1 and refused.stderr.startswith(f"quorate: {memory}: {problem}"), refused
        assert "once it is moved away, this node starts without a vote, and gets it back when" in refused.stderr
        assert memory.read_bytes() == other
    memory.write_bytes(good)
    launch(three[3])
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    assert gaps(three, [1, 2]) == before


def command_of(node: Node) -> List[str]:
    return f"{COMMAND} --allow-downscale".replace("$folder", str(node.folder)).split()


def launch(node: Node) -> None:
    """As a service: it ends with the node."""
    command = " ".join(command_of(node))
    node.output("sh", "-c", f"setsid {command} </dev/null >>{node.folder}/log/service2.log 2>&1 &")


def test_last_months_memory(make_cluster: MakeCluster) -> None:
    """A disk that was restored: its node decides nothing by it, alone or with another, and catches up."""
    three = make_cluster(3, quorum=device(3), services=[f"{COMMAND} --allow-downscale"])
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    memory = three[3].folder / "electorate"
    last_months = memory.read_bytes()
    assert shut_down(three, 3) and shut_down(three, 2)
    wait_numbers(three, [1], expected=1, total=1)
    before, epoch = gaps(three, [1]), three[1].device()["electorate"]["epoch"]
    memory.write_bytes(last_months)
    # 3 believes that two of three votes are enough, and 2 knows better.
    three.split([1], [2, 3])
    start_apart(three, 3)
    start_apart(three, 2)
    for id in (2, 3):
        wait_until("they meet", lambda: three[id].device().get("members") == [2, 3], three.evidence)
        wait_until("they know why", lambda: three[id].device()["reason"]["code"] != "view_incomplete", three.evidence)
        assert numbers(three[id])[0] == "blocked", three[id].device()
    stays("only 1 is quorate", lambda: not acting(three, [2, 3]) and acting(three, [1]), 2)
    three.heal()
    three.wait_together()
    wait_numbers(three, [1, 2, 3], expected=3, total=3)
    assert gaps(three, [1]) == before and three[3].device()["electorate"]["epoch"] > epoch


def start_apart(cluster: Cluster, id: int) -> None:
    """A node that meets nobody of the majority: not quorate."""
    cluster[id].power_on()
    wait_until("its daemon answers", lambda: id in cluster[id].device().get("members", []), cluster.evidence)
    wait_until("it knows", lambda: cluster[id].device()["reason"]["code"] != "view_incomplete", cluster.evidence)
    assert numbers(cluster[id])[0] == "blocked", cluster[id].device()


def acting(cluster: Cluster, nodes: Sequence[int]) -> List[int]:
    return [id for id in nodes if (quorum := cluster[id].quorum()) and quorum.quorate]
