"""fence_quorate beside the quorum device: the daemon's verdict decides, and a daemon that is gone or hangs does not."""

import re
import subprocess
from typing import Callable, Iterator, Tuple

import pytest

from lab import Cluster, Node, wait_until

MakeCluster = Callable[..., Cluster]
DEVICE = "device {\n model: quorate\n votes: 2\n timeout: 10000\n sync_timeout: 5000\n}"
DELAY = 5
DAEMON = f"quorate device --no-fence --auto-tie-breaker-node lowest --fence-delay {DELAY}"
STRICT = "action=off\nrules=strict\nquery_timeout=5\n"


def ask(node: Node, text: str) -> "subprocess.CompletedProcess[str]":
    return node.run("fence_quorate", stdin=text)


def ends(done: "subprocess.CompletedProcess[str]") -> Tuple[int, str]:
    """Exit status and the last line."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return done.returncode, lines[-1].split(" ", 3)[3] if lines else ""


@pytest.fixture(scope="module")
def halves(make_module_cluster: MakeCluster) -> Iterator[Cluster]:
    """Two nodes that were together, and are cut off from each other; node 1 is the tie breaker."""
    cluster = make_module_cluster(2, quorum=DEVICE, services=[DAEMON])
    wait_until(
        "both are quorate by the device",
        lambda: all(quorum is not None and quorum.quorate for quorum in (cluster[1].quorum(), cluster[2].quorum())),
        cluster.evidence,
    )
    status, line = ends(ask(cluster[1], STRICT + "nodename=node2\n"))
    assert status == 0 and "everyone accounted for" in line and line.endswith("membership device)")
    cluster.split([1], [2])
    cluster.wait_members(1, [1])
    cluster.wait_members(2, [2])
    yield cluster


def test_the_side_of_the_tie_breaker_may_at_once(halves: Cluster) -> None:
    for membership in ("auto", "device"):
        status, line = ends(ask(halves[1], f"{STRICT}nodename=node2\nmembership={membership}\n"))
        assert status == 0
        assert line.startswith("fencing of node2 allowed: auto_tie_breaker: 1 of 2") and "membership device" in line


def test_the_other_side_may_fence_when_the_daemon_s_delay_is_over(halves: Cluster) -> None:
    done = ask(halves[2], STRICT + "nodename=node1\n")
    status, line = ends(done)
    assert status == 0 and line.startswith("fencing of node1 allowed: fence first: 1 of 2 expected votes present")
    # The delay counts from the split, not from the question: nothing is left of it now.
    status, line = ends(ask(halves[2], STRICT + "nodename=node1\n"))
    assert status == 0 and "s later" not in line
    status, line = ends(ask(halves[2], STRICT + "nodename=a-remote-node\n"))
    assert status == 1 and "the nodelist has no such node (node1, node2)" in line


def test_by_corosync_s_rules_it_may_not_and_is_told_what_would_help(halves: Cluster) -> None:
    status, line = ends(ask(halves[2], "action=off\nnodename=node1\n"))
    assert status == 1
    assert "rules=strict may allow to fence first" in line


def test_a_daemon_that_hangs_is_refused_in_time(halves: Cluster) -> None:
    halves[1].freeze("device")
    try:
        for membership in ("auto", "device"):
            status, line = ends(ask(halves[1], f"{STRICT}nodename=node2\nmembership={membership}\n"))
            assert status == 1
            # Within what asking corosync before has left of 5 s.
            assert re.fullmatch(
                r"fencing of node2 refused: /run/quorate/device\.sock: no answer within (5|[0-4]\.\d) s", line
            ), line
    finally:
        halves[1].thaw("device")
    # It may have lost its vote meanwhile, and gets it back.
    wait_until(
        "the daemon's verdict counts again", lambda: ask(halves[1], STRICT + "nodename=node2\n").returncode == 0
    )


def test_a_frozen_corosync_is_refused_whatever_the_daemon_says(halves: Cluster) -> None:
    halves[1].freeze("corosync")
    try:
        status, line = ends(ask(halves[1], STRICT + "nodename=node2\n"))
        assert status == 1 and "membership cannot be read: corosync did not answer within " in line
    finally:
        halves[1].thaw("corosync")


def test_without_the_daemon_nobody_fences(halves: Cluster) -> None:
    halves[2].signal("device", 9)
    wait_until("the daemon is gone", lambda: not halves[2].processes("device"))
    # Its socket is still there.
    status, line = ends(ask(halves[2], STRICT + "nodename=node1\nmembership=device\n"))
    assert status == 1 and "device is running here: start quorate-device" in line
    status, line = ends(ask(halves[2], STRICT + "nodename=node1\n"))
    assert status == 1 and "quorum device: 1 of 4 expected votes present" in line
    assert line.endswith("membership corosync)")
    status, line = ends(ask(halves[2], "action=monitor\nrules=strict\nmembership=device\n"))
    assert status == 1 and "device is running here: start quorate-device" in line
