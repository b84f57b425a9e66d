"""Cluster: steps, refusals, copies."""

import copy
import threading

import pytest

import quorate


def cluster_of(nodes: int) -> quorate.Cluster:
    return quorate.Cluster(quorate.Config(dict.fromkeys(range(1, nodes + 1), 1)))


def test_steps() -> None:
    cluster = cluster_of(5)
    assert cluster.nodes == (1, 2, 3, 4, 5) and cluster.rules == "corosync"
    assert cluster.status(1) is None
    cluster.run("up 1 2 3 4 5")
    cluster.run("split 1 2 | 3 4 5")
    cluster.run("wait 2s")
    assert cluster.now == 2000
    minority, majority = cluster.status(1), cluster.status(3)
    assert minority is not None and not minority.quorate and minority.reason.missing == (3, 4, 5)
    assert majority is not None and majority.quorate and majority.members == (3, 4, 5)
    assert cluster.table().splitlines()[1].split()[:2] == ["1", "blocked"]
    assert repr(cluster) == "<Cluster of 5 nodes, 5 up, rules corosync>"


@pytest.mark.parametrize(
    ("step", "kind", "name", "message"),
    [
        ("", quorate.StepError, "STEP", "empty step"),
        ("upp 1", quorate.StepError, "STEP", "unknown step 'upp'; steps are up, crash"),
        ("up", quorate.StepError, "STEP", "up: a nodeid is missing"),
        ("up 0", quorate.StepError, "STEP", "up: '0' is not a nodeid from 1 up"),
        ("up 1\nup 2", quorate.StepError, "STEP", "up: 'up 2' is not part of one line"),
        ("up 9", quorate.ClusterError, "NO_SUCH_NODE", "node 9 is not in the nodelist of this cluster"),
        ("up 1", quorate.ClusterError, "ALREADY_UP", "node 1 is up already"),
        ("crash 3", quorate.ClusterError, "NODE_DOWN", "node 3 is not up"),
        ("leave 1 remove", quorate.EngineError, "NOT_IN_THESE_RULES", "node 1: these rules do not support leave"),
        ("reload\nquorum {", quorate.ConfigError, "CONFIG_MISSING_BRACE", "line 1: a section that starts here"),
    ],
)
def test_refusals_change_nothing(step: str, kind: "type[quorate.Error]", name: str, message: str) -> None:
    cluster = cluster_of(3)
    cluster.run("up 1 2")
    before = cluster.table()
    with pytest.raises(kind) as caught:
        cluster.run(step)
    assert str(caught.value).startswith(message)
    assert caught.value.number == quorate.ERROR_NUMBERS[f"QUORATE_ERROR_{name}"]
    assert cluster.table() == before


def test_nobody_up_and_unknown_nodes() -> None:
    cluster = cluster_of(2)
    with pytest.raises(quorate.ClusterError, match="no node is up"):
        cluster.run("expected 2")
    for unknown in (0, 9):
        with pytest.raises(quorate.ClusterError, match=f"node {unknown} is not in the nodelist"):
            cluster.status(unknown)


def test_reload() -> None:
    cluster = cluster_of(2)
    cluster.run("up 1 2")
    cluster.reload(quorate.Config({1: 1, 2: 1, 3: 1}))
    assert cluster.nodes == (1, 2, 3)
    status = cluster.status(1)
    assert status is not None and status.expected_votes == 3
    with pytest.raises(quorate.ClusterError, match="node 3 is not up"):
        cluster.reload(quorate.Config({1: 1, 3: 1}), nodes=[3])
    with pytest.raises(quorate.EngineError, match="node 1: node 1 is not in the nodelist"):
        cluster.reload(quorate.Config({2: 1, 3: 1}))


def test_device_and_window() -> None:
    cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1}, quorate.Options(device=True, device_votes=1)))
    for step in ("up 1 2", "device on 1 2", "split 1 | 2", "device off 2"):
        cluster.run(step)
    one, two = cluster.status(1), cluster.status(2)
    assert one is not None and one.quorate
    assert two is not None and two.reason.code == "device_vote_missing"
    cluster.run("device lost 1")
    cluster.run("wait 10s")
    one = cluster.status(1)
    assert one is not None and one.reason.code == "device_vote_stale"


def test_a_copy_is_a_cluster_of_its_own() -> None:
    cluster = cluster_of(3)
    cluster.run("up 1 2 3")
    for what_if in (copy.copy(cluster), copy.deepcopy(cluster)):
        what_if.run("crash 2 3")
        status = what_if.status(1)
        assert status is not None and not status.quorate
    assert cluster.status(3) is not None


def test_cman() -> None:
    cluster = quorate.Cluster(quorate.Config(dict.fromkeys(range(1, 5), 1)), rules="cman")
    cluster.run("up 1 2 3 4")
    for step, expected, quorum in [("leave 4 remove", 3, 2), ("leave 3 remove", 2, 2), ("leave 2 remove", 1, 1)]:
        cluster.run(step)
        status = cluster.status(1)
        assert status is not None and status.quorate
        assert (status.expected_votes, status.quorum) == (expected, quorum)


def test_64_nodes_on_a_small_stack() -> None:
    """A cluster is some 200 KB; a thread with a stack of 2 MB must do."""
    tables = []

    def work() -> None:
        cluster = cluster_of(64)
        cluster.run("up " + " ".join(map(str, range(1, 65))))
        tables.append(copy.copy(cluster).table())

    size = threading.stack_size(2 * 1024 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    assert len(tables) == 1 and tables[0].count("quorate") == 64
