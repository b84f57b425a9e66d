"""Lint: each finding by its fields, and its story shows the harm that it names."""

import copy
import json
from typing import Callable, Optional, get_args

import pytest

import quorate
from quorate import types
from quorate.device import settings

Conf = Callable[..., str]

CONFIGS = {
    "two nodes": quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True)),
    "two nodes, never met": quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True, wait_for_all=False)),
    "three nodes of two": quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(two_node=True)),
    "moving tie breaker": quorate.Config(
        dict.fromkeys(range(1, 5), 1), quorate.Options(auto_tie_breaker=True, wait_for_all=True)
    ),
    "last man": quorate.Config(dict.fromkeys(range(1, 5), 1), quorate.Options(last_man_standing=True)),
    "heavy node": quorate.Config({1: 1, 2: 1, 3: 4}),
    "expected too low": quorate.Config(dict.fromkeys(range(1, 6), 1), quorate.Options(expected_votes=2)),
    "device": quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(device=True, device_votes=1)),
    "votes that wrap": quorate.Config(dict.fromkeys(range(1, 4), 200)),
}


def statuses(cluster: quorate.Cluster) -> "list[quorate.Status]":
    known = (cluster.status(node) for node in cluster.nodes)
    return [status for status in known if status is not None]


def shows(harm: types.Harm, cluster: quorate.Cluster) -> bool:
    said = statuses(cluster)
    quorate_views = {status.members for status in said if status.quorate}
    if harm == "split_brain":
        return len(quorate_views) > 1
    if harm == "disagreement":
        return any(status.members in quorate_views for status in said if not status.quorate)
    if harm == "blocked":
        return bool(said) and not quorate_views
    return harm in ("no_effect", "quorum_wraps")


@pytest.mark.parametrize("name", CONFIGS)
def test_stories_show_the_harm(name: str) -> None:
    findings = CONFIGS[name].lint()
    assert findings
    for finding in findings:
        cluster = quorate.Cluster(CONFIGS[name])
        for step in finding.steps:
            cluster.run(step)
        assert shows(finding.harm, cluster), finding
        if not finding.steps:
            assert finding.story == ""
            continue
        played = quorate.simulate(finding.story)
        assert [step.step for step in played] == list(finding.steps)
        assert {step.outcome for step in played} == {"as_expected"}
        assert played[-1].seen == cluster.table()


def test_all_harms_are_tried() -> None:
    seen = {finding.harm for config in CONFIGS.values() for finding in config.lint()}
    assert seen >= {"split_brain", "blocked", "quorum_wraps"}


def test_fields(conf: Conf) -> None:
    text = conf(3, "  two_node: 1\n  wait_for_al: 1\n")
    findings = {finding.code: finding for finding in quorate.Config.from_corosync_conf(text).lint()}
    found = findings["two_node_not_two"]
    assert (found.number, found.severity, found.harm, found.votes) == (100, "error", "split_brain", 3)
    assert (found.line, found.key, found.meant) == (text.splitlines().index("  two_node: 1") + 1, "quorum.two_node", "")
    assert str(found).startswith(f"line {found.line}: quorum.two_node: corosync does not check")
    assert repr(found) == f"<Finding error two_node_not_two: {found}>"
    misspelt = findings["unknown_quorum_key"]
    assert (misspelt.key, misspelt.meant, misspelt.line) == ("quorum", "wait_for_all", found.line + 1)
    assert [quorate.FINDING_CODES[code] for code in findings] == [finding.number for finding in findings.values()]


def test_nothing_to_find() -> None:
    assert quorate.Config({1: 1, 2: 1, 3: 1}).lint() == []


@pytest.mark.parametrize(
    ("votes", "more", "key"),
    [
        (3, "", None),
        (9, "", None),
        (2, "", "device.votes"),
        (3, "two_node: 1", "two_node"),
        (3, "wait_for_all: 1", "wait_for_all"),
        (3, "auto_tie_breaker: 1", "auto_tie_breaker"),
        (3, "last_man_standing: 1", "last_man_standing"),
        (3, "allow_downscale: 1", "allow_downscale"),
        (3, "expected_votes: 9", "expected_votes"),
        (3, "expected_votes: 6", None),
    ],
)
def test_what_quorate_device_does_not_start_with(conf: Conf, votes: int, more: str, key: Optional[str]) -> None:
    """As its own check has it."""
    text = conf(3, f"device {{\nmodel: quorate\nvotes: {votes}\n}}\n{more}\n")
    # Some of these corosync refuses, too.
    config = quorate.Config.from_corosync_conf(text, for_reload=True)
    found = [finding for finding in config.lint() if finding.code.startswith("device")]
    assert [(finding.code, finding.severity, finding.key) for finding in found] == [
        ("device_unfit", "error", f"quorum.{word}") for word in [key] if word
    ]
    if key is None:
        assert settings.checked(text).device_votes == votes
        return
    assert found[0].votes == config.device_votes_to_decide == 3
    with pytest.raises(settings.Unfit):
        settings.checked(text)


def test_frozen_and_equal() -> None:
    first, again = (CONFIGS["heavy node"].lint()[0] for _ in range(2))
    assert first == again and hash(first) == hash(again) and first is not again
    assert first != CONFIGS["device"].lint()[0] and first != None  # noqa: E711
    assert copy.copy(first) is first and copy.deepcopy(first) is first
    with pytest.raises(AttributeError):
        first.code = "even_votes"  # type: ignore[misc]
    with pytest.raises(TypeError, match="No constructor defined|cannot create"):
        quorate.Finding()


def test_as_dict() -> None:
    for finding in CONFIGS["last man"].lint():
        said = finding.as_dict()
        assert json.loads(json.dumps(said)) == said
        assert set(said) == set(types.FindingDict.__annotations__)
        assert said["text"] == str(finding) and said["steps"] == list(finding.steps)
        assert said["story"] == finding.story


def test_literals_are_those_of_the_library() -> None:
    assert list(get_args(types.FindingCode)) == list(quorate.FINDING_CODES), "write these into types.py"
    for config in CONFIGS.values():
        for finding in config.lint():
            assert finding.severity in get_args(types.Severity) and finding.harm in get_args(types.Harm)
