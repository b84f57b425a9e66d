"""quorate watch on a cluster node: a line for every change, and a corosync that comes and goes."""

import json
import signal
import threading
from typing import Any, Callable, Iterator, List

import pytest

from lab import Cluster, Node, wait_until

PYTHON = "/usr/bin/python3"


class Watch:
    """The command as it runs; its lines as they come."""

    def __init__(self, node: Node, *arguments: str) -> None:
        self.node = node
        self.process = node.start(PYTHON, "-m", "quorate", "watch", *arguments)
        self.lines: List[str] = []
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    def until(self, wanted: Callable[[str], object], since: int = 0) -> str:
        """The first such line of those from a number on."""
        return wait_until(
            "the line comes",
            lambda: next((line for line in self.lines[since:] if wanted(line)), None),
            evidence=lambda: "".join(self.lines),
        )

    def interrupted(self) -> int:
        """The exit status after Ctrl-C, of all of the node's watches."""
        self.node.signal("watch", signal.SIGINT)
        return self.process.wait(timeout=180)

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        # A watch beside this one may have ended both: what went into the node ends after the process there.
        if self.process.poll() is None:
            self.node.signal("watch", signal.SIGKILL, may_have_ended=True)
        self.process.wait(timeout=180)
        self.thread.join(timeout=180)
        assert self.process.stdout is not None and self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="module")
def cluster(make_module_cluster: Any) -> Iterator[Cluster]:
    yield make_module_cluster(3)


def test_a_split_and_back(cluster: Cluster) -> None:
    cluster.wait_together()
    page = cluster[3].folder / "watch.html"
    with Watch(cluster[3], "--html", str(page)) as watch:
        first = watch.until(lambda line: "members " in line)
        assert " members 1 (node1), 2 (node2), 3 (node3); quorate (3 of 3 votes, quorum 2, ring 1." in first
        assert first.endswith("): majority: 3 of 3 expected votes present, 2 needed\n")
        cluster.split([1, 2], [3])
        lost = watch.until(lambda line: "left " in line)
        assert " left 1 (node1), 2 (node2); verdict quorate to blocked; blocked (1 of 3 votes, quorum 2, ri" in lost
        assert lost.endswith("no majority: 1 of 3 expected votes present, 2 needed; missing: nodes node1 and node2\n")
        wait_until("it is drawn", lambda: "left 1 (node1), 2 (node2); verdict" in page.read_text())
        cluster.heal()
        back = watch.until(lambda line: "joined " in line)
        assert " joined 1 (node1), 2 (node2); verdict blocked to quorate; quorate (3 of 3 votes" in back
        assert len(watch.lines) == 3
        wait_until("it is drawn", lambda: page.read_text().count('role="img"') == 3)
        assert watch.interrupted() == 130
        assert watch.process.stderr is not None and watch.process.stderr.read() == ""
    drawn = page.read_text()
    assert "As node node3 sees it." in drawn
    assert "node3: blocked (no majority); node1: not seen; node2: not seen" in drawn
    assert "node1 node2 node3: quorate (majority)" in drawn.rsplit("joined 1 (node1)")[-1]
    cluster.wait_together()


def test_what_corosync_does_not_announce(cluster: Cluster) -> None:
    """Votes that an operator gives to a node come without a notice, expected votes with one."""
    cluster.wait_together()
    node = cluster[1]
    with cluster.operator(), Watch(node, "--json") as watch:
        start = json.loads(watch.until(lambda line: True))
        assert start["event"] == "start" and start["quorate"] and start["corosync"]["quorate"]
        assert start["time"][10] == "T" and start["time"][-6] in "+-"
        node.output("corosync-quorumtool", "-n", "3", "-v", "2")
        watch.until(lambda line: "votes of node 3 (node3) 1 to 2" in line)
        # corosync's own numbers may follow one after the other.
        votes = json.loads(watch.until(lambda line: '"total_votes": 4' in line and "(corosync-quorumtool -v, " in line))
        assert votes["event"] == "change"
        assert votes["notes"] == [
            "node 3 (node3) has 2 votes, configured 1 (corosync-quorumtool -v, or its own corosync.conf)"
        ]
        node.output("corosync-quorumtool", "-e", "5")
        watch.until(lambda line: "expected votes " in line and " to 5" in line)
        node.output("corosync-quorumtool", "-n", "3", "-v", "1")
        watch.until(lambda line: "votes of node 3 (node3) 2 to 1" in line)
        node.output("corosync-quorumtool", "-e", "3")
        watch.until(lambda line: "expected votes 5 to 3" in line)
        assert watch.interrupted() == 130


def test_a_restart_of_corosync(cluster: Cluster) -> None:
    cluster.wait_together()
    node = cluster[2]
    with Watch(node) as watch, Watch(node, "--json") as as_json:
        watch.until(lambda line: True)
        as_json.until(lambda line: True)
        node.signal("corosync", signal.SIGKILL)
        assert " lost corosync: corosync is not running on this node" in watch.until(lambda line: "lost" in line)
        lost = json.loads(as_json.until(lambda line: '"lost"' in line))
        assert set(lost) == {"time", "event", "changes"} and lost["changes"][0].startswith("lost corosync: ")
        # It goes into the background by itself, and gives its priority to its process group.
        node.output("setsid", "--wait", "corosync", "-c", node.folder / "corosync.conf")
        watch.until(lambda line: " corosync is back" in line)
        back = json.loads(as_json.until(lambda line: '"back"' in line))
        assert back["changes"][0] == "corosync is back" and back["node"] == 2
        watch.until(lambda line: "quorate (3 of 3 votes" in line, since=2)
        # One line for as long as it was away.
        assert sum(" lost corosync" in line for line in watch.lines) == 1
    cluster.wait_together()


def test_a_frozen_corosync(cluster: Cluster) -> None:
    cluster.wait_together()
    node = cluster[1]
    with Watch(node, "--timeout", "5") as watch:
        watch.until(lambda line: True)
        node.freeze()
        try:
            lost = watch.until(lambda line: "lost" in line)
            assert " lost corosync: corosync did not answer within 5 s: it is frozen" in lost
        finally:
            node.thaw()
        watch.until(lambda line: "corosync is back" in line)
        assert watch.interrupted() == 130
    cluster.wait_together()


def test_nobody_reads_on(cluster: Cluster) -> None:
    """It ends though there is nothing to write."""
    cluster.wait_together()
    shell = "{ /usr/bin/python3 -m quorate watch; echo status $? >&2; } | head -1"
    done = cluster[1].run("bash", "-c", shell)
    assert done.stdout.count("\n") == 1 and "members" in done.stdout
    assert done.stderr == "status 1\n"


def test_no_corosync_at_the_start(make_cluster: Any) -> None:
    node = make_cluster(1)[1]
    node.signal("corosync", signal.SIGKILL)
    wait_until("it is gone", lambda: not node.processes("corosync"))
    done = node.run(PYTHON, "-m", "quorate", "watch")
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1
    assert done.stderr.startswith("quorate: corosync is not running on this node")
    done = node.run(PYTHON, "-m", "quorate", "report", "--live", "-o", "-")
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.endswith("; or leave out --live\n")
