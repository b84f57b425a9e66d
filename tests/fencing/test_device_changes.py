"""The quorum device while its surroundings go wrong: corosync.conf is changed, and files under /run go."""

import re
import signal
from typing import Callable

import pytest
from lab import Cluster, Node, stays, wait_until

MakeCluster = Callable[..., Cluster]
COMMAND = "quorate device"
DEVICE = "  device {\n    model: quorate\n    votes: 3\n    timeout: 60000\n    sync_timeout: 8000\n  }"
LOST = "This node is within the non-primary component"


def log(node: Node) -> str:
    return node.log("service1.log") + node.log("service2.log")


def wait_says(cluster: Cluster, verdict: str, text: str = "") -> None:
    for node in cluster:

        def says() -> bool:
            answer = node.device()
            return answer.get("verdict") == verdict and text in answer["reason"]["text"]

        wait_until(f"the device of {node.name} says {verdict} {text}", says, cluster.evidence)


def configure(cluster: Cluster, old: str, new: str) -> None:
    edit(cluster, old, new)
    cluster[1].output("corosync-cfgtool", "-R")


def edit(cluster: Cluster, old: str, new: str) -> None:
    for node in cluster:
        file = node.folder / "corosync.conf"
        text = file.read_text()
        assert old in text, text
        file.write_text(text.replace(old, new))


def gaps(cluster: Cluster) -> int:
    return sum(node.log("corosync.log").count(LOST) for node in cluster)


def gate(node: Node, target: str) -> str:
    done = node.run("fence_quorate", "--action=off", f"--nodename={target}", "--rules=strict")
    return f"{done.returncode} {done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def three(make_module_cluster: MakeCluster) -> Cluster:
    cluster = make_module_cluster(3, quorum=DEVICE, services=[COMMAND])
    wait_says(cluster, "quorate")
    return cluster


def test_a_reload_that_corosync_refuses_is_told(three: Cluster) -> None:
    """It goes on as before, and ignores what it is told until a reload succeeds."""
    before = gaps(three)
    for old, new in (("votes: 3", "votes: three"), ("votes: three", "votes: 3")):
        # Its exit status says nothing: since 3.1.9 it is 0 for a file that is refused.
        edit(three, old, new)
        three[1].run("corosync-cfgtool", "-R")
        if new == "votes: three":
            for node in three:
                wait_until("it is told", lambda: "corosync refused to reload" in log(node), three.evidence)
    wait_says(three, "quorate")
    assert gaps(three) == before


def test_a_reload_that_could_not_start_is_refused(three: Cluster) -> None:
    before, node = gaps(three), three[2]
    [pid] = node.processes("device")
    configure(three, "votes: 3", "votes: 2")
    for other in three:
        other.signal("device", signal.SIGHUP)
    for other in three:
        wait_until("it says so", lambda: "not reloaded, the daemon continues as before: " in log(other))
    assert "with 2 votes the device decides nothing: the nodes have 3" in log(node)

    def stands() -> bool:
        assert gaps(three) == before and node.processes("device") == [pid]
        return True

    stays("the vote stands", stands, 4)
    wait_says(three, "blocked", "corosync does not follow this device, which says quorate (")
    configure(three, "votes: 2", "votes: 3")
    wait_says(three, "quorate")
    joined = log(node).count("node 2 joined")
    node.signal("device", signal.SIGHUP)
    wait_until("it starts anew", lambda: log(node).count("node 2 joined") > joined, three.evidence)
    wait_says(three, "quorate")
    assert gaps(three) == before and node.processes("device") == [pid]


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (DEVICE.replace("votes: 3", "votes: 0"), "corosync.conf"),
        ("", "corosync.conf has no quorum device; add to its quorum section: device { model: quorate votes: 3"),
    ],
    ids=["no votes", "no device"],
)
def test_a_device_that_corosync_no_longer_follows_says_so(three: Cluster, new: str, problem: str) -> None:
    """Once in the log, in its status, and to the gate, which goes by the device."""
    before = {node.id: log(node).count("corosync does not follow this device") for node in three}
    configure(three, DEVICE, new or "  # nothing")
    try:
        wait_says(three, "blocked", problem)
        for node in three:
            assert node.device()["reason"]["code"] == "unfit"
            assert log(node).count("corosync does not follow this device") == before[node.id] + 1
            page = node.run("quorate", "device", "status")
            assert page.returncode == 2 and "\nWhy: corosync does not follow this device, which says" in page.stdout
        three.split([1, 2], [3])
        three.wait_members(1, [1, 2])
        wait_until("a new verdict is told", lambda: "2 of 3" in three[1].device()["reason"]["text"], three.evidence)
        refused = gate(three[1], "node3")
        assert refused.startswith("1 ") and "corosync does not follow this device" in refused, refused
    finally:
        three.heal()
        three.wait_together()
        configure(three, new or "  # nothing", DEVICE)
    # A device section that was gone: corosync takes the device up again with the next daemon.
    for node in three:
        node.signal("device", signal.SIGHUP)
    wait_says(three, "quorate")
    follow = lambda: all((q := node.quorum()) and q.quorate and q.total_votes == 6 for node in three)  # noqa: E731
    wait_until("corosync follows", follow, three.evidence)


def test_files_that_somebody_removes_are_no_reason_to_end(three: Cluster) -> None:
    before, node = gaps(three), three[1]
    [pid] = node.processes("device")
    # With the folder goes the note that the node is admitted: it is again once all have told their states.
    for victim in ("/run/quorate/device.sock", "/run/quorate"):
        joined = log(node).count("node 1 joined")
        node.output("rm", "-r", victim)
        node.signal("device", signal.SIGHUP)
        wait_until("it joins again", lambda: log(node).count("node 1 joined") > joined, three.evidence)
        wait_says(three, "quorate")
        assert gaps(three) == before or victim == "/run/quorate"
    assert node.processes("device") == [pid]
    node.output("rm", "/run/quorate/device.sock")
    end = len(log(node))
    node.signal("device", signal.SIGTERM)
    wait_until("it ends", lambda: not node.processes("device"), three.evidence)
    assert log(node)[end:] == ""
    # A full disk: there is no place for a process id.
    node.output("mount", "-t", "tmpfs", "-o", "size=4k", "run", "/run/quorate")
    node.output("sh", "-c", "head -c 4096 /dev/zero >/run/quorate/fill")
    node.output("sh", "-c", f"setsid {COMMAND} </dev/null >>{node.folder}/log/service2.log 2>&1 &")
    wait_says(three, "quorate")
    assert re.search("node 1 joined", node.log("service2.log"))
