"""quorate status on a cluster node: corosync's verdict and ours side by side, and why they differ."""

import json
import subprocess
from typing import Any, Dict, Iterator, List

import pytest

from lab import Cluster, Node, wait_until
from live_scripts import DEVICE, running

PYTHON = "/usr/bin/python3"

DAEMON = """
import json, os, socket, sys
from quorate import corosync
from quorate.device.client import SOCKET
os.makedirs(os.path.dirname(SOCKET), exist_ok=True)
server = socket.socket(socket.AF_UNIX)
server.bind(SOCKET)
server.listen(8)
print("ready", flush=True)
live = corosync.read(10)
answer = dict(
    version=1, verdict="quorate", reason={"code": "everyone_accounted", "text": "everyone is accounted for"},
    node=live.node, members=list(live.members), ring=[live.node, 7], corosync_ring=list(live.ring), vote=True,
    total_votes=1, quorum=2, expected_votes=2, fence_delay_left=0, names={}, admitted={}, missing=[2], proofs="",
)
while True:
    peer, _ = server.accept()
    with peer:
        while peer.recv(4096):
            pass
        peer.sendall(json.dumps(answer).encode())
"""


def status(node: Node, *arguments: object) -> "subprocess.CompletedProcess[str]":
    done = node.run(PYTHON, "-m", "quorate", "status", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def told(node: Node, *arguments: object) -> Dict[str, Any]:
    done = status(node, "--json", *arguments)
    answer: Dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if answer["quorate"] else 2), done
    return answer


def why(answer: Dict[str, Any], field: str) -> str:
    [found] = [found["why"] for found in answer["differences"] if found["field"] == field]
    return str(found)


@pytest.fixture(scope="module")
def three(make_module_cluster: Any) -> Iterator[Cluster]:
    yield make_module_cluster(3)


def test_both_say_quorate(three: Cluster) -> None:
    three.wait_together()
    done = status(three[1])
    assert (done.returncode, done.stderr) == (0, "")
    said = three[1].quorum()
    assert said is not None
    node, ring = (int(part, 16) for part in said.ring.split("."))
    lines = done.stdout.splitlines()
    assert lines[0] == "Node:     1 (node1)"
    assert lines[1] == "Members:  1 (node1), 2 (node2), 3 (node3)"
    assert lines[2] == f"Ring ID:  {node}.{ring:x}"
    assert lines[4].split() == ["corosync", "quorate,", "rules", "corosync"]
    assert lines[5].split() == ["Verdict", "quorate", "quorate"]
    assert "Expected votes    3         3" in done.stdout
    assert lines[-1] == "Why: majority: 3 of 3 expected votes present, 2 needed"
    answer = told(three[1])
    assert answer["differences"] == [] and answer["notes"] == [] and answer["device"] is None
    assert answer["ring"] == answer["corosync"]["ring"] == [node, ring]
    assert answer["names"] == {"1": "node1", "2": "node2", "3": "node3"} and answer["rules"] == "corosync"
    assert answer["corosync"]["votes"] == {"1": 1, "2": 1, "3": 1}


def test_a_minority_is_told_what_would_help(three: Cluster) -> None:
    three.wait_together()
    three.split([1, 2], [3])
    try:
        three.wait_members(3, [3])
        done = status(three[3])
        assert done.returncode == 2
        assert "Missing:  1 (node1), 2 (node2)\n" in done.stdout and "Differs" not in done.stdout
        assert "\nWhy: no majority: 1 of 3 expected votes present, 2 needed; missing: nodes node1 and" in done.stdout
        assert "\nHelp: 1 of 3 votes; nodes node1 and node2 are missing" in done.stdout
        assert status(three[3], "--rules", "strict").returncode == 2
        report = three[3].output(PYTHON, "-m", "quorate", "report", "--live", "-o", "-")
        now = report.partition("What runs now")[2].partition("<h2>")[0]
        assert now.count(">blocked<") == 2 and "Missing:  1 (node1), 2 (node2)\n" in now
        assert "Why: no majority: 1 of 3 expected votes present" in now
        three.wait_members(1, [1, 2])
        assert status(three[1]).returncode == 0
    finally:
        three.heal()
        three.wait_together()


def test_an_operators_words_are_followed_or_explained(three: Cluster) -> None:
    """A minority that was told to expect one vote: corosync obeys, and rules strict go by the config."""
    three.wait_together()
    with three.operator():
        three.split([1, 2], [3])
        three.wait_members(3, [3])
        three[3].output("corosync-quorumtool", "-e", "1")
        answer = told(three[3])
        assert answer["corosync"]["quorate"] and answer["quorate"] and answer["differences"] == []
        [note] = answer["notes"]
        assert note.startswith("corosync expects 1 vote; the config says 3 (corosync-quorumtool -e)")
        assert note.endswith("; by its config alone, this partition would be blocked")
        strict = told(three[3], "--rules", "strict")
        assert strict["corosync"]["quorate"] and not strict["quorate"]
        assert why(strict, "quorate") == "corosync expects 1 vote; the config says 3 (corosync-quorumtool -e)"
        page = status(three[3], "--rules", "strict").stdout
        assert "\nDiffers: verdict quorate and blocked, expected votes 1 and 3, quorum 1 and 2: corosync exp" in page
    assert told(three[3])["notes"] == []


def test_votes_that_an_operator_gave(three: Cluster) -> None:
    three.wait_together()
    with three.operator():
        three[1].output("corosync-quorumtool", "-n", "2", "-v", "4")
        answer = wait_until("it is heard", lambda: (seen := told(three[1]))["total_votes"] == 6 and seen)
        assert answer["differences"] == []
        # Node 2's own file would look the same from here.
        causes = "corosync-quorumtool -v, or its own corosync.conf"
        assert answer["notes"] == [f"node 2 (node2) has 4 votes, configured 1 ({causes})"]
        strict = told(three[1], "--rules", "strict")
        assert why(strict, "total_votes") == answer["notes"][0]


def test_errors_in_one_line(three: Cluster) -> None:
    three.wait_together()
    node = three[1]
    refused = [
        (("--rules", "cman"), "rules cman need a cluster.conf"),
        (("--node", "2"), "--node needs --members"),
        (("--device", "on"), "--device needs --members"),
        (("--timeout", "0"), "'0' is not a number of seconds above 0"),
        (("--timeout", "nan"), "'nan' is not a number of seconds above 0"),
    ]
    for arguments, message in refused:
        done = status(node, *arguments)
        assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1, done
        assert message in done.stderr, done
    node.freeze()
    try:
        done = status(node, "--timeout", "0.5", "--json")
        assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1, done
        assert done.stderr.startswith("quorate: corosync did not answer within 0.5 s: it is frozen, or")
        assert done.stderr.endswith("; or say who is present, with --members\n")
    finally:
        node.thaw()
    three.wait_together()


def test_what_the_rules_do_not_take(make_cluster: Any) -> None:
    """corosync's side is shown all the same."""
    node = make_cluster(1, quorum="  wait_for_all: 1\n  last_man_standing: 1")[1]
    done = status(node, "--rules", "strict")
    assert done.returncode == 1 and "\nVerdict           quorate\n" in done.stdout
    why = "these rules do not support last_man_standing"
    assert done.stderr == f"quorate: rules strict cannot judge this cluster: {why}\n"
    done = status(node, "--rules", "strict", "--json")
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.count("\n") == 1


def test_wait_for_all_seen_or_not(make_cluster: Any) -> None:
    """The same members and votes, before and after the node has seen its peer."""
    cluster: Cluster = make_cluster(2, quorum="  two_node: 1")
    node = cluster[1]
    cluster[2].power_off()
    cluster.wait_members(1, [1])
    survivor = told(node)
    assert survivor["quorate"] and survivor["reason"]["code"] == "two_node" and survivor["differences"] == []
    strict = told(node, "--rules", "strict")
    assert strict["verdict"] == "fence_first" and why(strict, "quorate").startswith("rules strict: fence first")
    node.power_off()
    node.power_on()
    cluster.wait_members(1, [1])
    started = told(node)
    assert not started["quorate"] and started["reason"]["code"] == "waiting_for_all"
    assert started["differences"] == [] and started["corosync"]["waits_for_all"]
    assert "waiting for all nodes since it started or lost quorum (wait_for_all)" in started["notes"][0]
    assert told(node, "--rules", "strict")["verdict"] == "blocked"


def test_a_quorum_device_that_votes_or_not(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(2, quorum="  device {\n    model: witness\n    votes: 1\n  }")
    node = cluster[1]
    assert told(node)["differences"] == []
    cluster.split([1], [2])
    cluster.wait_members(1, [1])
    for vote, code in (("1", "majority"), ("0", "device_vote_missing")):
        with running(node, DEVICE, vote):
            has = {"Qdevice", "QdeviceAlive", *(["QdeviceCastVote", "Quorate"] if vote == "1" else [])}
            answer = wait_until(
                f"corosync knows the device's vote {vote}",
                lambda: next((a for a in [told(node)] if set(a["corosync"]["flags"]) == has), None),
            )
            assert answer["differences"] == [] and answer["reason"]["code"] == code, answer
            assert answer["corosync"]["device_name"] == "witness" and answer["corosync"]["device_votes"] == 1


def test_a_device_that_has_not_followed(make_cluster: Any) -> None:
    """With rules strict the daemon's verdict counts, as it knows the past; but only for the view that it knows."""
    cluster: Cluster = make_cluster(2, quorum="  two_node: 1")
    node = cluster[1]
    cluster[2].power_off()
    cluster.wait_members(1, [1])
    with running(node, DAEMON):
        strict = status(node, "--rules", "strict")
        assert strict.returncode == 0, strict
        rows = [line.split() for line in strict.stdout.splitlines()]
        assert ["Verdict", "quorate", "fence", "first", "quorate"] in rows
        assert "\nQuorum device: quorate by rules strict: everyone is accounted for\n" in strict.stdout
        answer = json.loads(status(node, "--json").stdout)
        assert answer["device"]["verdict"] == "quorate"
        # It has not heard of the next ring.
        cluster[2].power_on()
        cluster.wait_members(1, [1, 2])
        assert "Note: the quorum device has not followed corosync to this ring yet" in status(node).stdout
        assert status(node, "--rules", "strict").returncode == 2
    gone = status(node)
    assert gone.returncode == 0 and "Quorum device" not in gone.stdout


def test_three_verdicts_of_a_split(make_cluster: Any) -> None:
    """corosync's, the rules' and those of the daemons, which have the tie breaker."""
    quorum = "  device {\n    model: quorate\n    votes: 2\n    sync_timeout: 5000\n  }"
    daemon = f"{PYTHON} -m quorate device --auto-tie-breaker-node lowest"
    cluster: Cluster = make_cluster(2, quorum=quorum, services=[daemon])
    one, two = cluster[1], cluster[2]

    def verdict(node: Node, wanted: str) -> Dict[str, Any]:
        def seen() -> "Dict[str, Any] | None":
            answer: Dict[str, Any] = json.loads(status(node, "--json").stdout)
            device = answer["device"] or {"verdict": "", "corosync_ring": None}
            follows = device["corosync_ring"] == answer["ring"]
            # Once the device has said it, corosync counts its votes.
            counts = wanted != "quorate" or answer["corosync"]["quorate"]
            return answer if follows and device["verdict"] == wanted and counts else None

        return wait_until(f"the device of {node.name} says {wanted}", seen, evidence=lambda: node.log("service1.log"))

    together = verdict(one, "quorate")
    assert together["quorate"] and together["differences"] == [] and together["total_votes"] == 4
    cluster.split([1], [2])
    cluster.wait_members(1, [1])
    cluster.wait_members(2, [2])
    assert verdict(one, "quorate")["corosync"]["quorate"]
    verdict(two, "fence_first")
    strict = [status(node, "--rules", "strict") for node in (one, two)]
    assert [done.returncode for done in strict] == [0, 2]
    rows = [line.split() for line in strict[1].stdout.splitlines()]
    assert ["Verdict", "blocked", "blocked", "fence", "first"] in rows
    assert ["Expected", "votes", "4", "2", "2"] in rows
    assert "the quorate device itself follows rules strict, so they do not count its votes" in strict[1].stdout
    assert "\nNote: the quorum device knows the history, and has its own options" in strict[1].stdout


@pytest.mark.parametrize("services", [[], [f"{PYTHON} -m quorate device"]], ids=["no daemon", "daemon"])
def test_nobody_is_blamed_for_a_start_without_the_others(make_cluster: Any, services: List[str]) -> None:
    """With a device corosync expects no more votes than it has ever seen together, and the device's."""
    quorum = "  device {\n    model: quorate\n    votes: 3\n    sync_timeout: 4000\n  }"
    cluster: Cluster = make_cluster(3, quorum=quorum, services=services)
    node = cluster[1]
    for other in cluster:
        other.power_off()
    node.power_on()
    cluster.wait_members(1, [1])
    for members, expected in [([1], 4), ([1, 2], 5), ([1], 5)]:
        if 2 in members:
            cluster[2].power_on()
        else:
            cluster[2].power_off()
        cluster.wait_members(1, members)

        def settled() -> "Dict[str, Any] | None":
            answer: Dict[str, Any] = json.loads(status(node, "--json").stdout)
            device = answer["device"]
            is_there = device is not None and device["corosync_ring"] == answer["ring"]
            return answer if is_there == bool(services) else None

        answer = wait_until("the daemon follows", settled, evidence=lambda: node.log("service1.log"))
        assert answer["corosync"]["expected_votes"] == expected
        assert answer["notes"] == [] and answer["differences"] == []
        words = "says why it does not vote here" if services else "start quorate-device.service here"
        assert words in answer["help"] and "corosync-qdevice" not in answer["help"]
        watched = node.run("bash", "-c", f"{PYTHON} -m quorate watch | head -1").stdout
        assert f"({len(members)} of {expected} votes, quorum" in watched
        assert "corosync-quorumtool" not in watched
