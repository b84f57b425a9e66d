"""The quorum device on real corosync: who is quorate, with which gaps, whatever happens to nodes and daemons."""

import re
import signal
import time
from pathlib import Path
from typing import Callable, List

import pytest
from lab import Cluster, Node, logged_at, wait_until

MakeCluster = Callable[..., Cluster]
SYNC_TIMEOUT = 8
# The nodes' votes together, so that the device decides.
DEVICE = "  device {\n    model: quorate\n    votes: 3\n    timeout: 20000\n    sync_timeout: 8000\n  }"
COMMAND = "quorate device"
LOSSY = Path(__file__).with_name("lossy_device.py")
LOST = "This node is within the non-primary component"
LOST_CONTACT = "lost contact with quorum device quorate"


def quorate_nodes(cluster: Cluster) -> List[int]:
    """By corosync."""
    return [node.id for node in cluster if (quorum := node.quorum()) and quorum.quorate]


def wait_quorate(cluster: Cluster, nodes: List[int]) -> None:
    """By corosync and by the daemons, these and nobody else."""
    wait_until(f"quorate: {nodes}", lambda: quorate_nodes(cluster) == nodes, cluster.evidence)
    for node in cluster:
        if node.is_on and node.processes(COMMAND.split()[1]):
            verdict = "quorate" if node.id in nodes else "blocked"
            wait_until(f"{node.name}: {verdict}", lambda: node.device().get("verdict") == verdict, cluster.evidence)


def gaps(node: Node) -> int:
    """How often corosync lost quorum."""
    return node.log("corosync.log").count(LOST)


def seconds_of_sync(node: Node) -> float:
    """How long corosync took for its newest ring."""
    log = node.log("corosync.log")
    return logged_at(log, "Completed service synchronization") - logged_at(log, r"\[QUORUM\] Sync members")


def daemon(node: Node) -> int:
    """The daemon's process."""
    pids = node.processes("device")
    assert len(pids) == 1, pids
    return pids[0]


def is_held(node: Node) -> bool:
    """Whether its vote rests on who was there before, for the round has not ended."""
    text = node.device()["reason"]["text"]
    return text == "all nodes are here" or "have been in the ring since" in text or "still missing" in text


def launch(node: Node, command: str) -> None:
    """As a service: it ends with the node, and its output is evidence."""
    node.output("sh", "-c", f"setsid {command} </dev/null >>{node.folder}/log/service2.log 2>&1 &")


def boot_again(cluster: Cluster, *nodes: int) -> None:
    for node in nodes:
        cluster[node].power_off()
        cluster[node].power_on()
    cluster.wait_together()
    wait_quorate(cluster, [1, 2, 3])


@pytest.fixture(scope="module")
def three(make_module_cluster: MakeCluster) -> Cluster:
    cluster = make_module_cluster(3, quorum=DEVICE, services=[COMMAND])
    wait_quorate(cluster, [1, 2, 3])
    return cluster


def test_all_are_in_and_corosync_follows(three: Cluster) -> None:
    for node in three:
        quorum, says = node.quorum(), node.device()
        assert quorum is not None and {"Qdevice", "Quorate"} <= quorum.flags
        # Without the device nobody would be quorate.
        assert (quorum.total_votes, quorum.quorum) == (6, 4)
        assert (says["members"], says["missing"], says["vote"]) == ([1, 2, 3], [], True)
        assert (says["total_votes"], says["quorum"], says["expected_votes"]) == (3, 2, 3)
        assert says["ring"] == three[1].device()["ring"]
        assert says["names"] == {"1": "node1", "2": "node2", "3": "node3"}


def test_the_majority_goes_on_without_a_gap_and_the_minority_is_blocked(
    three: Cluster, tell: Callable[[str], None]
) -> None:
    before = {node.id: gaps(node) for node in three}
    three.split([1, 2], [3])
    three.wait_members(1, [1, 2])
    tell(f"device: corosync took {seconds_of_sync(three[1]) * 1000:.0f} ms for a new ring, the vote included")
    wait_quorate(three, [1, 2])
    assert three[3].device()["reason"]["code"] == "no_majority"
    assert three[1].device()["reason"]["code"] == "majority"
    assert three[1].device()["missing"] == [3]
    three.heal()
    three.wait_together()
    wait_quorate(three, [1, 2, 3])
    assert {node.id: gaps(node) - before[node.id] for node in three} == {1: 0, 2: 0, 3: 1}


def test_a_node_that_starts_again_comes_back_without_a_gap(three: Cluster) -> None:
    before = gaps(three[1]), gaps(three[2])
    three[3].power_off()
    three.wait_members(1, [1, 2])
    wait_quorate(three, [1, 2])
    three[3].power_on()
    three.wait_together()
    wait_quorate(three, [1, 2, 3])
    assert (gaps(three[1]), gaps(three[2])) == before


def test_a_daemon_that_is_killed_and_started_again_takes_over(three: Cluster) -> None:
    """Also where its node is needed for the majority: it has been in the ring all the time."""
    three[3].power_off()
    three.wait_members(1, [1, 2])
    wait_quorate(three, [1, 2])
    before = gaps(three[1]), gaps(three[2])
    three[2].signal("device", signal.SIGKILL)
    wait_until("node 1 notices", lambda: three[1].device()["members"] == [1], three.evidence)
    assert three[1].device()["verdict"] == "quorate"
    launch(three[2], COMMAND)
    wait_until("the daemons are together", lambda: three[1].device()["members"] == [1, 2], three.evidence)
    wait_quorate(three, [1, 2])
    assert three[2].device()["reason"]["code"] == "majority"
    assert (gaps(three[1]), gaps(three[2])) == before
    boot_again(three, 2, 3)


def test_hangup_starts_it_anew_without_giving_up_the_vote(three: Cluster) -> None:
    before, pid = gaps(three[1]), daemon(three[1])
    joined = three[1].log("service1.log").count("node 1 joined")
    three[1].signal("device", signal.SIGHUP)
    wait_until("it joins again", lambda: three[1].log("service1.log").count("node 1 joined") > joined)
    wait_quorate(three, [1, 2, 3])
    assert daemon(three[1]) == pid
    assert gaps(three[1]) == before


def test_a_second_daemon_is_refused_and_costs_nothing(three: Cluster) -> None:
    before = [gaps(node) for node in three]
    done = three[1].run("quorate", "device")
    assert done.returncode == 1
    assert re.fullmatch(
        r"quorate: another quorum device is already running on this node \(process \d+\)\n", done.stderr
    ), done.stderr
    # Nor with another socket, which is another lock.
    done = three[1].run("quorate", "device", "--socket", "/run/other/device.sock")
    assert done.returncode == 1 and "another quorum device is already running on this node" in done.stderr, done.stderr
    wait_quorate(three, [1, 2, 3])
    assert [gaps(node) for node in three] == before


def test_a_daemon_that_hangs_loses_its_vote_after_the_timeout(three: Cluster) -> None:
    others = gaps(three[1]), gaps(three[2])
    three[3].freeze("device")
    frozen = time.time()
    wait_until("the vote is gone", lambda: quorate_nodes(three) == [1, 2], three.evidence)
    # The vote stood for a while.
    assert logged_at(three[3].log("corosync.log"), LOST_CONTACT) - frozen > 0.5
    refused = three[3].run("quorate", "device", "status")
    assert refused.returncode == 1
    assert refused.stderr == "quorate: /run/quorate/device.sock: no answer within 5 s\n"
    three[3].thaw("device")
    wait_quorate(three, [1, 2, 3])
    assert (gaps(three[1]), gaps(three[2])) == others


def test_a_daemon_that_hangs_holds_up_a_new_ring_for_the_sync_timeout_only(
    three: Cluster, tell: Callable[[str], None]
) -> None:
    before = gaps(three[1])
    # Its vote still stands when the new ring comes.
    three[2].freeze("device")
    three[3].power_off()
    three.wait_members(1, [1, 2])
    waited = seconds_of_sync(three[1])
    assert waited > SYNC_TIMEOUT - 1
    tell(f"device, a daemon hangs: corosync waits {waited:.1f} s with a new ring, for sync_timeout is {SYNC_TIMEOUT} s")
    wait_until("node 1 is quorate, 2 is not", lambda: quorate_nodes(three) == [1], three.evidence)
    # The view cannot be complete, but nothing that node 2 can tell would change the verdict.
    assert "have been in the ring since" in three[1].device()["reason"]["text"]
    three[2].thaw("device")
    wait_quorate(three, [1, 2])
    assert gaps(three[1]) == before
    boot_again(three, 3)


def test_a_daemon_that_is_stopped_gives_up_its_vote_at_once(three: Cluster) -> None:
    others, timeouts = (gaps(three[1]), gaps(three[2])), three[3].log("corosync.log").count(LOST_CONTACT)
    three[3].signal("device", signal.SIGTERM)
    wait_until("node 3 is blocked", lambda: quorate_nodes(three) == [1, 2], three.evidence)
    assert three[3].log("corosync.log").count(LOST_CONTACT) == timeouts
    refused = three[3].run("quorate", "device", "status")
    assert refused.returncode == 1 and "start quorate-device.service" in refused.stderr
    assert not (quorum := three[3].quorum()) or "Qdevice" not in quorum.flags
    launch(three[3], COMMAND)
    wait_quorate(three, [1, 2, 3])
    assert (gaps(three[1]), gaps(three[2])) == others
    boot_again(three, 3)


def test_it_comes_back_after_corosync_did(three: Cluster) -> None:
    three[3].signal("corosync", signal.SIGKILL)
    wait_until("it notices", lambda: three[3].device().get("reason", {}).get("code") == "no_view", three.evidence)
    launch(three[3], f"corosync -f -c {three[3].folder}/corosync.conf")
    three.wait_together()
    wait_quorate(three, [1, 2, 3])
    boot_again(three, 3)


def test_a_lost_message_costs_nobody_its_vote_and_is_made_up_for(three: Cluster) -> None:
    """The first of a round is a hello, the second a state. Without either, nobody's view is complete."""
    node = three[2]
    lose, program = node.folder / "lose", node.folder / LOSSY.name
    lose.write_text("0 0")
    program.write_text(LOSSY.read_text())
    node.signal("device", signal.SIGKILL)
    wait_until("the others notice", lambda: three[1].device()["members"] == [1, 3], three.evidence)
    launch(node, f"/usr/bin/python3 {program} {lose} device")
    wait_quorate(three, [1, 2, 3])
    before = gaps(three[1]), gaps(three[2])
    for passes, parts in (0, ([1, 2], [3])), (1, ([1, 2, 3],)):
        opened = three[1].device()["ring"][1]
        # In one step: the daemon may just be reading it.
        program.with_name("new").write_text(f"{passes} 1")
        program.with_name("new").replace(lose)
        three.split(*parts)
        three.wait_members(1, parts[0])
        wait_until("a message is lost", lambda: lose.read_text() == "0 0", three.evidence)
        # The node that was cut off has to hear all; the others hold what they had.
        assert quorate_nodes(three)[:2] == [1, 2]
        for id in parts[0]:
            wait_until("the round ends", lambda: not is_held(three[id]), three.evidence)
        assert three[1].device()["ring"][1] > opened + passes
        wait_quorate(three, parts[0])
    assert (gaps(three[1]), gaps(three[2])) == before
    boot_again(three, 2)


@pytest.mark.parametrize(
    ("quorum", "problem"),
    [
        (DEVICE.replace("votes: 3", "votes: 1"), "with 1 votes the device decides nothing: the nodes have 2"),
        (DEVICE.replace("model: quorate", "model: net"), "quorum.device.model is net, another device's"),
        (DEVICE + "\n  wait_for_all: 1", "quorum.wait_for_all changes how votequorum counts the device's vote"),
        ("", "corosync.conf has no quorum device"),
    ],
    ids=["few votes", "other model", "wait_for_all", "no device"],
)
def test_a_corosync_conf_that_does_not_fit_is_refused(make_cluster: MakeCluster, quorum: str, problem: str) -> None:
    cluster = make_cluster(2, quorum=quorum, wait=False)
    wait_until("corosync is up", lambda: cluster[1].quorum(), cluster.evidence)
    done = cluster[1].run("quorate", "device")
    assert done.returncode == 1
    assert problem in done.stderr and done.stderr.count("\n") == 1, done.stderr
