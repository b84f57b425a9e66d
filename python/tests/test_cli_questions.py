"""The commands lint, what-if and explore, as a user has them."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable

import pytest

import quorate
from quorate import types

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Conf = Callable[..., str]

TIE = "  auto_tie_breaker: 1\n  wait_for_all: 1\n"
WAIT = "  wait_for_all: 1\n"


def error_of(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1 and done.stdout == "", done
    assert done.stderr.startswith("quorate: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_lint(command: Command, conf: Conf) -> None:
    done = command("lint", "-", stdin=conf(3, "  two_node: 1\n"))
    assert (done.returncode, done.stderr) == (3, "")
    assert "\nerror: line 14: quorum.two_node: corosync does not check" in done.stdout
    assert "    two partitions are quorate after: up 1 2 3; split 3 | 1 | 2\n" in done.stdout
    assert done.stdout.endswith("\n1 error, 1 note\n")
    notes = command("lint", "-", stdin=conf(2, "  two_node: 1\n"))
    assert notes.returncode == 0 and notes.stdout.endswith("\n2 notes\n")
    clean = command("lint", "-", stdin=conf(3))
    assert (clean.returncode, clean.stdout.splitlines()[1:]) == (0, ["nothing found"])


def test_lint_json(command: Command, conf: Conf) -> None:
    text = conf(4, "  last_man_standing: 1\n")
    done = command("lint", "-", "--json", stdin=text)
    said = json.loads(done.stdout)
    findings = quorate.Config.from_corosync_conf(text).lint()
    strict = [one.pop("strict") for one in said["findings"]]
    assert [one["command"] for one in strict if one] == ["quorate device --last-man-standing 10"]
    assert done.returncode == 3 and said["findings"] == [finding.as_dict() for finding in findings]
    assert said["one_fails"][0].startswith("One node fails: ")
    replayed = command("simulate", "-", stdin=said["findings"][-1]["story"])
    assert replayed.returncode == 0 and "0 not as expected" in replayed.stdout


def test_lint_says_what_it_cannot_read(command: Command, tmp_path: Path) -> None:
    assert error_of(command("lint", tmp_path / "none")).endswith("/none: No such file or directory\n")
    assert "neither a nodelist" in error_of(command("lint", "-"))
    xml = '<cluster><clusternodes><clusternode name="a" nodeid="1"/></clusternodes></cluster>'
    assert command("lint", "-", stdin=xml).stdout.splitlines()[1:] == ["nothing else found"]
    if not os.path.exists("/etc/corosync/corosync.conf"):
        for name in ("lint", "what-if", "explore"):
            assert f"name the config: quorate {name} CONF" in error_of(command(name))


def test_what_if_question(command: Command, conf: Conf) -> None:
    done = command("what-if", "-", "--down", "4", "--split", "1|2 3", stdin=conf(4))
    assert (done.returncode, done.stderr) == (2, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "1: blocked" and lines[3] == "2 3: blocked"
    assert lines[1].startswith("  Why: no majority: 1 of 4") and lines[2].startswith("  Help: 1 of 4 votes; ")
    one = command("what-if", "-", "--down", "4", stdin=conf(4))
    assert one.returncode == 0 and one.stdout.startswith("1 2 3: quorate\n  Why: majority: 3 of 4")
    both = command("what-if", "-", "--split", "1,2", stdin=conf(3, "  two_node: 1\n"))
    assert both.returncode == 3 and both.stdout.endswith("Split brain: 2 partitions are quorate.\n")
    fenced = command("what-if", "-", "--split", "1|2", stdin=conf(2, "  two_node: 1\n"))
    assert fenced.returncode == 3 and "only fencing stops them from both acting" in fenced.stdout
    strict = command("what-if", "-", "--split", "1", "--rules", "strict", stdin=conf(2, "  two_node: 1\n"))
    assert strict.returncode == 2 and "1: fence first\n" in strict.stdout
    gone = command("what-if", "-", "--down", "1,2", stdin=conf(2))
    assert (gone.returncode, gone.stdout) == (2, "no node is left\n")


def test_what_if_table(command: Command, conf: Conf) -> None:
    done = command("what-if", "-", stdin=conf(2, "  two_node: 1\n"))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()[2:]]
    assert rows[0] == ["corosync", "strict"] and rows[-1] == ["1 | 2", "both", "fence first"]
    assert ["may fail at once", "1", "0"] in rows and ["stops all until confirmed off", "none", "1 2"] in rows
    survives = command("what-if", "-", stdin=conf(3))
    assert survives.stdout.endswith("\nsplits: each leaves one side quorate\n")
    assert "quorum device" not in survives.stdout
    device = command("what-if", "-", stdin=conf(2, "  device {\n    model: net\n    votes: 1\n  }\n"))
    assert "the quorum device's failure stops all  no" in device.stdout
    alone = command("what-if", "-", "--rules", "strict", stdin=conf(3))
    assert alone.stdout.splitlines()[1].split() == ["strict"]
    many = command("what-if", "-", stdin=conf(8))
    assert many.returncode == 0 and "\nmore than 7 nodes: ask about a split" in many.stdout


def test_what_if_rules_that_refuse(command: Command, conf: Conf) -> None:
    text = conf(4, "  expected_votes_tracking: 1\n")
    done = command("what-if", "-", stdin=text)
    assert done.returncode == 0
    assert done.stdout.endswith("\nrules strict: these rules do not support expected_votes_tracking\n")
    assert "expected_votes_tracking" in error_of(command("what-if", "-", "--rules", "strict", stdin=text))
    said = json.loads(command("what-if", "-", "--json", stdin=text).stdout)["surveys"]
    assert [column["rules"] for column in said] == ["corosync", "strict"]
    assert said[0]["error"] is None and len(said[0]["splits"]) == 7
    assert said[1] == {
        "rules": "strict",
        "error": "these rules do not support expected_votes_tracking",
        "survey": None,
        "splits": None,
    }


def test_what_if_json(command: Command, conf: Conf) -> None:
    done = command("what-if", "-", "--split", "1", "--json", stdin=conf(3))
    partitions = quorate.what_if(quorate.Config.from_corosync_conf(conf(3)), sides=[[1]])
    answer = {"rules": "corosync", "partitions": [partition.as_dict() for partition in partitions]}
    assert done.returncode == 0 and json.loads(done.stdout) == answer
    many = json.loads(command("what-if", "-", "--json", stdin=conf(8)).stdout)["surveys"]
    assert [column["splits"] for column in many] == [None, None] and many[0]["survey"]["at_once"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--down", "x"), "'x' is not a nodeid"),
        (("--down", "9"), "node 9 is not in the nodelist"),
        (("--down", "1", "--split", "1"), "node 1 is named twice"),
        (("--down", "4294967296"), "down[0] must be from 0 to 4294967295"),
        (("--split", "1|"), "has an empty side"),
        (("--split", ""), "has an empty side"),
        (("--rules", "paxos"), "invalid choice"),
    ],
)
def test_what_if_errors(command: Command, conf: Conf, arguments: "tuple[str, ...]", message: str) -> None:
    assert message in error_of(command("what-if", "-", *arguments, stdin=conf(3)))


def test_explore_prints_a_story(command: Command, conf: Conf) -> None:
    done = command("explore", "-", stdin=conf(4, TIE))
    assert (done.returncode, done.stderr) == (3, "")
    assert "\n# Split brain, after 2 events:\n" in done.stdout
    replayed = command("simulate", "-", stdin=done.stdout)
    assert replayed.returncode == 0 and replayed.stdout.endswith("3 steps, 3 checked, 0 not as expected\n")


def test_explore_relies_on_fencing(command: Command, conf: Conf) -> None:
    done = command("explore", "-", stdin=conf(2, "  two_node: 1\n"))
    assert done.returncode == 3 and "\n# Relies on fencing: both sides are quorate, after 1 event:\n" in done.stdout
    assert "no new state appears after" in done.stdout
    assert command("simulate", "-", stdin=done.stdout).returncode == 0


def test_explore_finds_nothing(command: Command, conf: Conf) -> None:
    for arguments, extent in [
        (("--depth", "1"), "every sequence of 1 event was tried"),
        (("--depth", "all"), "so this holds for any number of them"),
        (("--rules", "strict"), "so this holds for any number of them"),
        (("--rules", "strict", "--depth", "0"), "every sequence of 0 events was tried"),
    ]:
        done = command("explore", "-", *arguments, stdin=conf(3))
        assert (done.returncode, done.stderr) == (0, "")
        assert extent in done.stdout.splitlines()[0] and done.stdout.endswith("# Nothing found.\n")
        assert all(line.startswith("# ") for line in done.stdout.splitlines())
    little = command("explore", "-", "--memory", "1", stdin=conf(8, WAIT))
    assert little.returncode in (0, 3) and "more needs a higher --memory" in little.stdout


def test_explore_runs_the_witness(command: Command, conf: Conf) -> None:
    asked = conf(2, "  device {\n model: net\n votes: 1\n net {\n host: 192.0.2.99\n algorithm: ffsplit\n }\n }\n")
    safe = command("explore", "-", "--depth", "3", stdin=asked)
    assert safe.returncode == 0 and "every sequence of 3 events was tried" in safe.stdout
    for arguments, events in [((), 3), (("--witness-stays",), 4)]:
        done = command("explore", "-", "--like-qnetd", *arguments, stdin=asked)
        assert done.returncode == 3 and f"\n# Split brain, after {events} events:\n" in done.stdout
        assert "\nwitness up like_qnetd\n" in done.stdout
        assert command("simulate", "-", stdin=done.stdout).returncode == 0
    for option in ("--like-qnetd", "--witness-stays"):
        done = command("explore", "-", option, stdin=conf(2, ""))
        assert done.returncode == 1 and "nothing asks a witness here" in done.stderr


def test_explore_json(command: Command, conf: Conf) -> None:
    done = command("explore", "-", "--json", stdin=conf(3, TIE))
    explored = quorate.explore(quorate.Config.from_corosync_conf(conf(3, TIE)))
    said = json.loads(done.stdout)
    assert done.returncode == 3 and said == {"rules": "corosync", "nodes": [1, 2, 3], **explored.as_dict()}


def test_explore_some_nodes(command: Command, conf: Conf) -> None:
    done = command("explore", "-", "--nodes", "4,1", stdin=conf(4, TIE))
    assert done.returncode == 0, done
    assert done.stdout.startswith("# Rules corosync, nodes 1 4 (2 3 stay down): no new state appears after ")
    some = command("explore", "-", "--nodes", "1,2,3,4", "--json", stdin=conf(9, "  two_node: 1\n  wait_for_all: 0\n"))
    said = json.loads(some.stdout)
    assert some.returncode == 3 and said["nodes"] == [1, 2, 3, 4] and said["findings"][-1]["kind"] == "split"
    replayed = command("simulate", "-", stdin=said["findings"][-1]["story"])
    assert replayed.returncode == 0 and "0 not as expected" in replayed.stdout


def test_strict_options(command: Command, conf: Conf) -> None:
    text = conf(2, "  two_node: 1\n  auto_tie_breaker: 1\n")
    ask = ("--rules", "strict")
    down = command("what-if", "-", "--down", "1", *ask, "--fence-delay", "2.5", "--json", stdin=text)
    assert json.loads(down.stdout)["partitions"][0]["status"]["fence_delay"] == 2500
    lost = ("--members", "1,2", "--members", "1")
    frozen = command("status", "--conf", "-", *lost, *ask, "--freeze-on-loss", "--json", stdin=text)
    assert json.loads(frozen.stdout)["reason"]["code"] == "frozen"
    question = command("what-if", "-", "--down", "2", *ask, "--freeze-on-loss", "--json", stdin=text)
    assert json.loads(question.stdout)["partitions"][0]["status"]["reason"]["code"] == "frozen"
    plain, more = (
        json.loads(command("explore", "-", *ask, *extra, "--json", stdin=text).stdout)
        for extra in ((), ("--freeze-on-loss",))
    )
    assert plain["ending"] == more["ending"] == "closed" and more["states"] > plain["states"]
    table = command("what-if", "-", "--freeze-on-loss", stdin=text)
    assert table.returncode == 0 and "  strict\n" in table.stdout


@pytest.mark.parametrize("arguments", [("explore", "-"), ("what-if", "-", "--down", "1"), ("status", "--conf", "-")])
def test_strict_options_are_for_strict(command: Command, conf: Conf, arguments: "tuple[str, ...]") -> None:
    members = ("--members", "1,2") if arguments[0] == "status" else ()
    asked = command(*arguments, *members, "--freeze-on-loss", stdin=conf(2))
    assert error_of(asked) == "quorate: --freeze-on-loss needs rules strict; add --rules strict\n"
    xml = '<cluster><clusternodes><clusternode name="a" nodeid="1"/></clusternodes></cluster>'
    refused = command(*arguments, *members, "--rules", "strict", "--freeze-on-loss", stdin=xml)
    assert "--freeze-on-loss and --fence-delay are not for a cluster.conf" in error_of(refused)


@pytest.mark.parametrize(
    ("arguments", "nodes", "message"),
    [
        (("--depth", "deep"), 3, "'deep' is neither a number nor 'all'"),
        (("--depth", "-1"), 3, "--depth"),
        (("--memory", "0"), 3, "'0' is not a number of 1 or more"),
        ((), 9, "9 nodes; at most 8 can take part: name them"),
        (("--nodes", "1,2"), 17, "a cluster of 17 nodes; at most 16 can be explored"),
        (("--nodes", "1,7"), 3, "node 7 is not in the nodelist"),
        (("--nodes", "1,two"), 3, "'two' is not a nodeid"),
    ],
)
def test_explore_errors(
    command: Command, conf: Conf, arguments: "tuple[str, ...]", nodes: int, message: str
) -> None:
    assert message in error_of(command("explore", "-", *arguments, stdin=conf(nodes)))


def explore_on_a_terminal(path: Path, *arguments: str) -> "tuple[subprocess.Popen[bytes], int]":
    terminal, stderr = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quorate", "explore", str(path), *arguments],
        stdout=subprocess.PIPE,
        stderr=stderr,
    )
    os.close(stderr)
    return process, terminal


def test_ctrl_c_says_how_far_it_came(tmp_path: Path, conf: Conf) -> None:
    path = tmp_path / "corosync.conf"
    path.write_text(conf(6, WAIT))
    process, terminal = explore_on_a_terminal(path, "--json")
    with process:
        shown = b""
        until = time.monotonic() + 60
        while b"depth" not in shown and time.monotonic() < until:
            shown += os.read(terminal, 1000)
        assert re.search(rb"\r\d+ states?, depth \d+ done, \d+ MiB", shown)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    rest = b""
    while not rest.endswith(b"tried\r\n"):
        rest += os.read(terminal, 1000)
    os.close(terminal)
    assert re.search(rb"quorate: interrupted: every sequence of \d+ events? was tried\r\n$", rest)
    assert process.returncode == 130 and json.loads(output)["ending"] == "cancelled"


def test_broken_pipes(conf: Conf, tmp_path: Path) -> None:
    path = tmp_path / "corosync.conf"
    path.write_text(conf(3, TIE))
    for name in ("lint", "what-if", "explore"):
        reader, writer = os.pipe()
        os.close(reader)
        arguments = [sys.executable, "-m", "quorate", name, str(path)]
        done = subprocess.run(arguments, stdout=writer, stderr=subprocess.PIPE, encoding="utf-8")
        os.close(writer)
        assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("name", ["lint", "what-if", "explore"])
def test_help(command: Command, name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0 and "exit status" in done.stdout and "examples:" in done.stdout
    assert all(len(line) <= 120 for line in done.stdout.splitlines())
    dicts: "dict[str, list[type]]" = {
        "lint": [types.FindingDict],
        "what-if": [types.PartitionDict, types.SurveyDict, types.SplitDict],
        "explore": [types.ExplorationDict, types.CounterexampleDict],
    }
    for kind in dicts[name]:
        for key in kind.__annotations__:
            assert key in done.stdout, key
