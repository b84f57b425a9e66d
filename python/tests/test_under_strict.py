"""corosync's own last_man_standing and allow_downscale beside rules strict, as lint and what-if tell it."""

import argparse
import json
import subprocess
from typing import Callable

import pytest

import quorate
from quorate.cli import device
from quorate.cli.under_strict import command as device_command
from quorate.cli.under_strict import compared, shut_down, strict_config
from quorate.device import settings

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Conf = Callable[..., str]

LAST_MAN, DOWNSCALE = "  last_man_standing: 1\n", "  allow_downscale: 1\n"
TIE, FIXED, WAIT = "  auto_tie_breaker: 1\n", "  auto_tie_breaker_node: 2\n", "  wait_for_all: 1\n"
WINDOW = "  last_man_standing_window: 2500\n"

CASES = [
    (nodes, quorum)
    for nodes in (2, 3, 4, 5, 6)
    for quorum in (LAST_MAN, LAST_MAN + WAIT, LAST_MAN + WINDOW + WAIT + TIE, LAST_MAN + WAIT + TIE + FIXED, DOWNSCALE,
                   DOWNSCALE + WAIT, DOWNSCALE + TIE + WAIT + FIXED, DOWNSCALE + LAST_MAN)
]


@pytest.mark.parametrize(("nodes", "quorum"), CASES)
def test_the_same_story_splits_corosync_only(conf: Conf, nodes: int, quorum: str) -> None:
    config = quorate.Config.from_corosync_conf(conf(nodes, quorum))
    findings = config.lint()
    for place, strict in compared(config, findings).items():
        assert strict["refused"] is None
        winners = [one["members"] for one in strict["partitions"] if one["verdict"] == "quorate"]
        assert len(winners) <= 1, (findings[place], strict)
        if findings[place].harm == "split_brain" and "allow_downscale" not in findings[place].key:
            assert len(winners) == 1, (findings[place], strict)


@pytest.mark.parametrize(("nodes", "quorum"), CASES)
def test_the_command_runs_what_was_tried(conf: Conf, nodes: int, quorum: str) -> None:
    config = quorate.Config.from_corosync_conf(conf(nodes, quorum))
    words = device_command(config).split()
    assert words[:2] == ["quorate", "device"]
    parser = argparse.ArgumentParser()
    device.add_arguments(parser)
    asked = parser.parse_args(words[2:])
    options = settings.Options(
        tie_breaker=asked.auto_tie_breaker_node,
        allow_downscale=asked.allow_downscale,
        last_man_standing=None if asked.last_man_standing is None else int(asked.last_man_standing * 1000),
    )
    assert settings.strict_config(settings.Corosync(config, {}), options) == strict_config(config)


def test_lint_and_what_if_say_both_outcomes(command: Command, conf: Conf) -> None:
    text = conf(5, LAST_MAN + WINDOW + WAIT)
    both = [
        "    two partitions are quorate after: up 1 2 3 4 5; split 1 2 3 | 4 | 5; wait 2500ms; split 1 2 | 3 4 5",
        "    rules strict after the same: 1 2 quorate (expected votes 3); 3 4 5 blocked (expected votes 3). On all "
        "nodes: quorate device --last-man-standing 2.5",
    ]
    lint = command("lint", "-", stdin=text).stdout.splitlines()
    place = lint.index(both[0])
    assert lint[place : place + 2] == both and len(lint) <= 10
    assert lint[place - 1].endswith("remove it, or use rules strict [last_man_standing]")
    what_if = command("what-if", "-", stdin=text).stdout.splitlines()
    assert what_if[-3:] == ["corosync's own last_man_standing:", *both]
    [found] = json.loads(command("what-if", "-", "--json", stdin=text).stdout)["shrinking"]
    linted = json.loads(command("lint", "-", "--json", stdin=text).stdout)["findings"]
    assert [one["strict"] for one in linted if one["strict"]] == [found["strict"]]
    assert found["strict"]["partitions"][1] == {"members": [3, 4, 5], "verdict": "blocked", "expected_votes": 3}


def test_clean_leaves(command: Command, conf: Conf) -> None:
    """Four are shut down one by one: quorum never falls under corosync, and 4, 3, 2, 1 are expected under strict."""
    text = conf(4, DOWNSCALE)
    rows = command("what-if", "-", stdin=text).stdout.splitlines()
    assert "may be shut down one by one      1         3" in rows
    assert any(row.endswith("On all nodes: quorate device --allow-downscale") for row in rows)
    plain = quorate.Config.from_corosync_conf(conf(4))
    assert (shut_down(plain, "corosync"), shut_down(plain, "strict")) == (1, 1)


def test_nothing_to_compare(command: Command, conf: Conf) -> None:
    for text in (conf(4), conf(2, "  two_node: 1\n"), conf(4, WAIT)):
        assert "after the same" not in command("lint", "-", stdin=text).stdout
        assert json.loads(command("what-if", "-", "--json", stdin=text).stdout)["shrinking"] == []
    assert "corosync's own" not in command("what-if", "-", "--rules", "strict", stdin=conf(5, LAST_MAN)).stdout
