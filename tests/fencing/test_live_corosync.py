"""quorate.corosync against a running corosync: what it reads, what it refuses, and what it leaves behind."""

import json
import os
import signal
import time
from typing import Any, Dict, Iterator

import pytest

import quorate
from lab import Cluster, Node, wait_until
from live_scripts import DEVICE, MARK, running

PYTHON = "/usr/bin/python3"

READ = """
import json, sys
from quorate import corosync
live = corosync.read(float(sys.argv[1]))
print(json.dumps(dict(live._asdict(), flags=sorted(live.flags))))
"""

# As another user where one is named; only once quorate is loaded, which that user may not be able to read.
FAIL = """
import os, sys
from quorate import corosync
if sys.argv[2:]:
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[2]))
try:
    corosync.read(float(sys.argv[1]))
except corosync.CorosyncError as error:
    print(type(error).__name__, error.function or "-", error.code, error)
"""


def read(node: Node, timeout: float = 10) -> Dict[str, Any]:
    answer: Dict[str, Any] = json.loads(node.output(PYTHON, "-c", READ, timeout))
    answer["votes"] = {int(id): votes for id, votes in answer["votes"].items()}
    answer["names"] = {int(id): name for id, name in answer["names"].items()}
    return answer


def failure(node: Node, timeout: float, *user: int) -> str:
    return node.output(PYTHON, "-c", FAIL, timeout, *user).strip()


@pytest.fixture(scope="module")
def cluster(make_module_cluster: Any) -> Iterator[Cluster]:
    yield make_module_cluster(3, quorum="  wait_for_all: 1\n  auto_tie_breaker: 1", votes={3: 2})


def test_reads_what_corosync_quorumtool_says(cluster: Cluster) -> None:
    cluster.wait_together()
    for node in cluster:
        live, said = read(node), node.quorum()
        assert said is not None
        assert live["node"] == node.id
        assert f"{live['ring'][0]:x}.{live['ring'][1]:x}" == said.ring
        assert tuple(live["members"]) == said.members == (1, 2, 3)
        assert (live["quorate"], live["total_votes"], live["quorum"]) == (True, said.total_votes, said.quorum)
        assert live["expected_votes"] == live["highest_expected"] == said.expected_votes == 4
        assert frozenset(live["flags"]) == said.flags == {"Quorate", "WaitForAll", "AutoTieBreaker"}
        assert live["votes"] == {1: 1, 2: 1, 3: 2}
        assert live["names"] == {1: "node1", 2: "node2", 3: "node3"}
        assert not live["waits_for_all"] and (live["device_votes"], live["device_name"]) == (0, "")


def test_the_config_is_what_corosync_has_read(cluster: Cluster) -> None:
    node = cluster[2]
    rebuilt = quorate.Config.from_corosync_conf(read(node)["conf"])
    # Two configs are also told apart by the lines in which they say it.
    assert repr(rebuilt) == repr(quorate.Config.from_corosync_conf((node.folder / "corosync.conf").read_text()))
    assert rebuilt.wait_for_all and rebuilt.options.auto_tie_breaker and rebuilt.nodes == {1: 1, 2: 1, 3: 2}


def test_an_operators_words_show(cluster: Cluster) -> None:
    cluster.wait_together()
    node = cluster[1]
    conf = read(node)["conf"]
    with cluster.operator():
        node.output("corosync-quorumtool", "-n", "2", "-v", "3")
        node.output("corosync-quorumtool", "-e", "8")
        live = wait_until("the words are heard", lambda: (seen := read(node))["total_votes"] == 6 and seen)
        assert live["votes"] == {1: 1, 2: 3, 3: 2}
        assert (live["expected_votes"], live["quorum"]) == (8, 5)
        assert live["conf"] == conf


def test_corosync_3_0_tells_the_same(cluster: Cluster) -> None:
    """Its libquorum has no model: the ring's node comes from votequorum then."""
    script = """
from quorate import corosync
from quorate.corosync.libraries import Deadline
from quorate.corosync.live import Connection
with Connection(Deadline(10), model=0) as connection:
    assert connection.quorum.callbacks.__class__.__name__ == "CallbacksV0"
    assert connection.picture(Deadline(10)) == corosync.read(10)
"""
    cluster.wait_together()
    cluster[1].output(PYTHON, "-c", script)


def test_nothing_is_left_open(cluster: Cluster) -> None:
    script = """
import os, threading, time
from quorate import corosync
def held():
    return len(os.listdir("/proc/self/fd")), threading.active_count()
before = held()
shared = len(os.listdir("/dev/shm"))
for _ in range(50):
    corosync.read(10)
assert held() == before, held()
# corosync itself removes what it has shared with a client, a moment later.
end = time.monotonic() + 100
while len(os.listdir("/dev/shm")) > shared and time.monotonic() < end:
    time.sleep(0.05)
assert len(os.listdir("/dev/shm")) <= shared, os.listdir("/dev/shm")
"""
    cluster[1].output(PYTHON, "-c", script, timeout=120)


def test_every_picture_is_of_one_view(cluster: Cluster) -> None:
    """Read all the time while views come and go; nothing of two views may ever be mixed."""
    script = """
import json
from quorate import corosync
views, rings, count = set(), [], 0
while (1,) not in views or len(rings) < 3:
    live = corosync.read(30)
    count += 1
    assert live.total_votes == sum(live.votes[node] for node in live.members), live
    assert live.quorate == ("Quorate" in live.flags), live
    assert live.quorate == {(1, 2, 3): True, (1,): False}.get(live.members, live.quorate), live
    assert live.node in live.members and live.ring[0] in live.members, live
    views.add(live.members)
    if live.ring[1] not in rings:
        rings.append(live.ring[1])
        print(json.dumps([live.ring, live.members, count]), flush=True)
assert rings == sorted(rings)
"""
    cluster.wait_together()
    reading = cluster[1].start(PYTHON, "-c", script)
    assert reading.stdout is not None and reading.stderr is not None
    with reading.stdout, reading.stderr:
        first = json.loads(reading.stdout.readline())
        assert first[1] == [1, 2, 3]
        cluster.split([1], [2, 3])
        cluster.wait_members(1, [1])
        cluster.heal()
        cluster.wait_together()
        assert reading.wait(timeout=180) == 0, reading.stderr.read()


def test_a_frozen_corosync_is_no_hang(cluster: Cluster) -> None:
    cluster.wait_together()
    node = cluster[1]
    node.freeze()
    try:
        assert failure(node, 0.5).startswith("TimedOut - 0 corosync did not answer within 0.5 s: it is frozen, or ")
    finally:
        node.thaw()
    cluster.wait_together()


def test_asking_a_frozen_corosync_again_and_again_does_not_pile_up(cluster: Cluster) -> None:
    script = """
import sys, threading
from quorate import corosync
for _ in range(20):
    try:
        corosync.read(0.05)
        sys.exit("it answered")
    except corosync.TimedOut:
        pass
print(threading.active_count())
"""
    node = cluster[1]
    node.freeze()
    try:
        assert 2 <= int(node.output(PYTHON, "-c", script)) <= 9
    finally:
        node.thaw()
    cluster.wait_together()


def test_whom_corosync_refuses(cluster: Cluster) -> None:
    nobody = 65534
    told = failure(cluster[1], 5, nobody)
    assert told.startswith("CorosyncError cmap_initialize 11 corosync refuses this user; run this as root, or allow ")


def test_a_view_that_corosync_has_not_decided_about(make_cluster: Any) -> None:
    """It waits for the quorum device, and until it has decided there is no picture of one view. That lasts for
    sync_timeout: long enough to be seen on a busy machine."""
    quorum = "  device {\n    model: witness\n    votes: 1\n    timeout: 60000\n    sync_timeout: 20000\n  }"
    cluster = make_cluster(2, quorum=quorum)
    node = cluster[1]
    with running(node, DEVICE, "1") as device:
        wait_until("the device votes", lambda: "QdeviceCastVote" in read(node)["flags"])
        node.freeze(MARK)
        cluster.split([1], [2])
        told = wait_until("the view comes", lambda: failure(node, 2))
        # Which of the two depends on the moment: most of corosync answers nobody while members change.
        assert told.startswith(
            ("Undecided - 0 corosync's members change: it has not agreed", "TimedOut - 0 corosync did not answer")
        )
        # Read with more patience, it is the new view, and all of it.
        live = wait_until("the view is there", lambda: (seen := read(node, 60))["members"] == [1] and seen)
        assert (live["quorate"], live["total_votes"]) == (False, 1)
        node.thaw(MARK)
        device.send_signal(signal.SIGCONT)
        wait_until("the device votes again", lambda: read(node)["quorate"])
        assert read(node)["total_votes"] == 2


def test_no_corosync(make_cluster: Any) -> None:
    node = make_cluster(1)[1]
    assert read(node)["members"] == [1]
    node.signal("corosync", signal.SIGKILL)
    wait_until("it is gone", lambda: not node.processes("corosync"))
    assert failure(node, 5).startswith("CorosyncError cmap_initialize 2 corosync is not running on this node, or has ")


def test_without_votequorum(make_cluster: Any) -> None:
    cluster = make_cluster(1)
    node = cluster[1]
    node.power_off()
    conf = node.folder / "corosync.conf"
    conf.write_text(conf.read_text().replace("  provider: corosync_votequorum\n", ""))
    node.power_on()
    wait_until("corosync answers", lambda: node.run("corosync-cmapctl", "totem.version").returncode == 0)
    told = failure(node, 5)
    assert told.startswith("CorosyncError - 0 corosync runs without votequorum; set provider: corosync_votequorum in ")


def test_waiting_for_all(make_cluster: Any) -> None:
    cluster = make_cluster(2, quorum="  two_node: 1")
    node = cluster[1]
    assert not read(node)["waits_for_all"]
    cluster[2].power_off()
    node.power_off()
    node.power_on()
    cluster.wait_members(1, [1])
    live = read(node)
    assert (live["waits_for_all"], live["quorate"], live["votes"]) == (True, False, {1: 1, 2: 1})
    assert set(live["flags"]) == {"2Node", "WaitForAll"}
