"""fence_quorate on nodes of a real corosync: split, frozen, dead. Nothing is fenced; the agent is only asked."""

import subprocess
import time
from typing import Callable, Iterator

import pytest

from lab import Cluster, Node

MakeCluster = Callable[..., Cluster]


def ask(node: Node, text: str) -> "subprocess.CompletedProcess[str]":
    return node.run("fence_quorate", stdin=text)


def line(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0].split(" ", 2)[2]


@pytest.fixture(scope="module")
def three(make_module_cluster: MakeCluster) -> Iterator[Cluster]:
    """Three nodes, the third cut off."""
    cluster = make_module_cluster(3)
    cluster.split([1, 2], [3])
    cluster.wait_members(1, [1, 2])
    cluster.wait_members(2, [1, 2])
    cluster.wait_members(3, [3])
    yield cluster


@pytest.mark.parametrize("rules", ["corosync", "strict"])
def test_the_majority_may_and_the_minority_may_not(three: Cluster, rules: str) -> None:
    ring = three.wait_members(1, [1, 2]).ring
    for node in (1, 2):
        done = ask(three[node], f"action=off\nnodename=node3\nrules={rules}\n")
        assert (done.returncode, done.stdout) == (0, "Success: Powered OFF\n")
        assert line(done) == (
            "INFO: fencing of node3 allowed: majority: 2 of 3 expected votes present, 2 needed; missing: node node3 "
            f"(node {node} node{node}, members 1 2, 2 of 3 votes, quorum 2, ring {ring}, rules {rules}, "
            "membership corosync)"
        )
    for target in ("node1", "a-remote-node"):
        done = ask(three[3], f"action=off\nnodename={target}\nrules={rules}\n")
        assert done.returncode == 1
        assert line(done).startswith(f"ERROR: fencing of {target} refused: no majority: 1 of 3 expected votes present")
    assert [ask(three[node], "action=monitor\n").returncode for node in (1, 2, 3)] == [0, 0, 0]


def test_a_frozen_corosync_is_refused_in_time(three: Cluster) -> None:
    three[1].freeze()
    try:
        for text, said in (
            ("action=off\nnodename=node3\nquery_timeout=2\n", "fencing of node3 refused: "),
            ("action=off\nnodename=node3\nquery_timeout=2\nrules=strict\n", "fencing of node3 refused: "),
            ("action=monitor\nquery_timeout=2\n", ""),
        ):
            started = time.monotonic()
            done = ask(three[1], text)
            # Not at once; a hang would outlast what runs it.
            assert time.monotonic() - started >= 2
            assert done.returncode == 1
            assert line(done).startswith(f"ERROR: {said}membership cannot be read: corosync did not answer within ")
        assert ask(three[1], "action=on\n").returncode == 0
    finally:
        three[1].thaw()
    three.wait_members(1, [1, 2])
    three.wait_members(2, [1, 2])
    assert ask(three[1], "action=off\nnodename=node3\n").returncode == 0


def test_a_dead_corosync_is_refused(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(1)
    assert ask(cluster[1], "action=off\nnodename=node2\n").returncode == 0
    cluster[1].signal("corosync", 9)
    done = ask(cluster[1], "action=off\nnodename=node2\n")
    assert done.returncode == 1
    assert line(done).startswith("ERROR: fencing of node2 refused: membership cannot be read: corosync is not running")
    assert ask(cluster[1], "action=monitor\n").returncode == 1


STRICT = "action=off\nrules=strict\nauto_tie_breaker_node=lowest\nfence_delay=2\n"


def test_two_nodes(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(2, quorum="two_node: 1")
    cluster.split([1], [2])
    cluster.wait_members(1, [1])
    cluster.wait_members(2, [2])
    # By corosync's rules both halves are quorate. By strict the tie breaker's is, and the other may fence after it.
    for node, target in ((1, 2), (2, 1)):
        assert ask(cluster[node], f"action=off\nnodename=node{target}\n").returncode == 0
    done = ask(cluster[1], STRICT + "nodename=node2\n")
    assert done.returncode == 0 and "node node1 decides the tie for this side" in line(done)
    started = time.monotonic()
    done = ask(cluster[2], STRICT + "nodename=node1\n")
    assert done.returncode == 0 and "2 s later the partition is the same" in done.stderr
    assert time.monotonic() - started >= 2
    # The partition changes while it waits.
    waiting = cluster[2].start("sh", "-c", f"printf '{STRICT}fence_delay=60\nnodename=node1\n' | fence_quorate")
    assert waiting.stderr is not None
    assert "fencing of node1 waits 60 s" in waiting.stderr.readline()
    cluster.heal()
    cluster.wait_together()
    out, said = waiting.communicate(timeout=180)
    assert waiting.returncode == 1 and "the partition changed while the other side was given 60 s" in said, said
    # A node that comes back alone has just started.
    cluster[2].power_off()
    cluster.split([1], [2])
    cluster[2].power_on()
    cluster.wait_members(2, [2])
    done = ask(cluster[2], STRICT + "nodename=node1\n")
    assert done.returncode == 1 and "corosync waits for all nodes here" in line(done)
    done = ask(cluster[2], "action=off\nnodename=node1\n")
    assert done.returncode == 1 and "wait_for_all: 1 of 2 expected votes present" in line(done)
