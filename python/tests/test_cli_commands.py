"""The command behind each advice. tests/fencing/test_commands.py runs them on real clusters."""

import json
import subprocess
from typing import Callable, List

import pytest

import quorate
from quorate.cli.commands import COMMANDS, Site, clause, for_shell, installed
from quorate.types import Rules

Command = Callable[..., "subprocess.CompletedProcess[str]"]

NOTHING_TO_RUN = {"wait_for_all_off", "wait_for_states"}
NAMES = {1: "alpha", 2: "beta", 3: "gamma"}
CONF = "".join(
    ["quorum {\n  provider: corosync_votequorum\n", "%s", "}\nnodelist {\n"]
    + [f"  node {{\n    nodeid: {node}\n    name: {name}\n  }}\n" for node, name in NAMES.items()]
    + ["}\n"]
)


def engine(rules: Rules = "corosync", quorum: str = "", views: "List[List[int]]" = [[1]]) -> quorate.Engine:
    made = quorate.Engine(quorate.Config.from_corosync_conf(CONF % quorum), 1, rules)
    for members in views:
        made.observe(members)
    return made


def lines(of: quorate.Engine, tools: "List[str]" = []) -> "List[str]":
    return [clause(advice, of.rules, Site(NAMES, tools)) for advice in of.status.advice]


def test_every_advice_has_its_command_or_has_none_on_purpose() -> None:
    assert set(COMMANDS) | NOTHING_TO_RUN == set(quorate.ADVICE_CODES)
    assert not set(COMMANDS) & NOTHING_TO_RUN


@pytest.mark.parametrize(
    ("tools", "start", "expected"),
    [
        ([], ", there: systemctl start corosync", ": corosync-quorumtool -e 1"),
        (["pcs"], ": pcs cluster start beta gamma", ": pcs quorum expected-votes 1"),
        (["crm"], ": crm cluster start beta gamma", ": corosync-quorumtool -e 1"),
        (["pvecm", "pcs"], ": pcs cluster start beta gamma", ": pvecm expected 1"),
    ],
)
def test_the_tools_that_are_installed(tools: "List[str]", start: str, expected: str) -> None:
    said = [str(advice) for advice in engine().status.advice]
    assert lines(engine(), tools) == [said[0] + start, said[1] + expected]


def test_wait_for_all() -> None:
    def cancel(of: quorate.Engine, *tools: str) -> str:
        [said] = [line for line in lines(of, list(tools)) if "cancel wait_for_all here" in line]
        return said.rpartition(": ")[2]

    cmap = "corosync-cmapctl -s quorum.cancel_wait_for_all u8 1"
    waiting = quorate.Engine(quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True)), 1)
    waiting.observe([1])
    assert cancel(waiting) == cmap and cancel(waiting, "pcs") == "pcs quorum unblock"
    # pcs would also confirm that the missing nodes are off, which nobody knows here.
    assert cmap in lines(engine(quorum="  wait_for_all: 1\n", views=[[1, 2]]), ["pcs"])[-1]


def test_rules_strict() -> None:
    blocked = lines(engine("strict", "  wait_for_all: 1\n", [[1, 2, 3], [1]]))
    assert blocked[0].endswith(": stonith_admin --confirm beta, stonith_admin --confirm gamma")
    assert not any("corosync-quorumtool" in line for line in blocked)


def test_where_they_are_printed(command: Command) -> None:
    start, expected = "systemctl start corosync", "corosync-quorumtool -e 1"
    status = command("status", "--conf", "-", "--members", "1", stdin=CONF % "").stdout
    what_if = command("what-if", "-", "--down", "beta,gamma", stdin=CONF % "").stdout
    for text in (status, what_if):
        [help_line] = [line for line in text.splitlines() if line.lstrip().startswith("Help: ")]
        assert f"; start nodes beta and gamma, there: {start}; or, once" in help_line
        assert help_line.endswith(f"that risks split brain): {expected}")
    said = json.loads(command("status", "--conf", "-", "--members", "1", "--json", stdin=CONF % "").stdout)
    assert [advice["commands"] for advice in said["advice"]] == [[start], [expected]]
    assert said["help"].endswith(said["advice"][1]["text"]) and said["help"].endswith(expected)


def test_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: f"/usr/sbin/{tool}" if tool != "crm" else None)
    assert installed() == ["pvecm", "pcs"]


@pytest.mark.parametrize(
    ("name", "word"), [("beta", "beta"), ("x;reboot", "'x;reboot'"), ("--all", "2"), ("alpha", "2"), ("", "2")]
)
def test_names_are_for_the_shell(name: str, word: str) -> None:
    assert for_shell(2, {1: "alpha", 2: name}) == word


@pytest.mark.parametrize(
    ("quorum", "last"),
    [
        ("  two_node: 1\n", "on one: corosync-cfgtool -R"),
        ("  auto_tie_breaker: 1\n", "on each, one after the other: systemctl restart corosync"),
    ],
)
def test_how_an_edit_is_applied(command: Command, quorum: str, last: str) -> None:
    lines = command("lint", "-", stdin=CONF % quorum).stdout.splitlines()
    assert lines[-2] == f"To apply an edit, once the file is the same on all nodes, {last}"


def test_ten_lines_are_enough(command: Command) -> None:
    keys = "".join(f"  wait_for_al{letter}: 1\n" for letter in "abcdefgh")
    mess = CONF % f"  two_node: 1\n  auto_tie_breaker: 1\n  last_man_standing: 1\n  expected_votes: 1\n{keys}"
    done = command("lint", "-", stdin=mess)
    lines = done.stdout.splitlines()
    assert len(lines) == 10 and lines[-3].endswith(" more findings: quorate lint --json")
    assert sum(line.startswith(("error: ", "warning: ", "note: ")) for line in lines) < len(
        json.loads(command("lint", "-", "--json", stdin=mess).stdout)["findings"]
    )
