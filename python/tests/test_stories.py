"""All stories of the repository: through simulate, and step by step through Cluster."""

import re
from pathlib import Path
from typing import cast

import pytest

import quorate
from quorate.types import Rules

STORIES = sorted((Path(__file__).parents[2] / "tests" / "stories").glob("*.story"))
NAMES = [path.stem for path in STORIES]


def test_there_are_stories() -> None:
    assert len(STORIES) >= 40


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_simulate(path: Path) -> None:
    played = quorate.simulate(path.read_text())
    assert played
    wrong = [f"line {step.line}: {step.step}\n{step.seen}" for step in played if not step.ok]
    assert not wrong, "\n".join(wrong)
    assert any(step.outcome == "as_expected" for step in played)


def seen_after(cluster: quorate.Cluster, step: str) -> str:
    try:
        cluster.run(step)
    except quorate.ConfigError as error:
        return f"error: corosync.conf: {error}"
    except quorate.Error as error:
        return f"error: {error}"
    return cluster.table()


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_step_by_step(path: Path) -> None:
    """The tables are compared by someone else than the library."""
    text = path.read_text()
    rules = re.search(r"^rules (\w+)( freeze_on_loss)?$", text, re.MULTILINE)
    conf = re.search(r"^config\n((?:[ #].*\n|\n)+)", text, re.MULTILINE)
    assert conf is not None
    # cman takes beside a quorum disk what corosync does not start with beside a device.
    is_cman = bool(rules and rules[1] == "cman")
    config = quorate.Config.from_corosync_conf(conf[1], for_reload=is_cman, freeze_on_loss=bool(rules and rules[2]))
    cluster = quorate.Cluster(config, cast(Rules, rules[1] if rules else "corosync"))
    compared = 0
    for played in quorate.simulate(text):
        seen = seen_after(cluster, played.step)
        if played.expected is not None:
            rows = [[line.split() for line in table.splitlines()] for table in (seen, played.expected)]
            assert rows[0] == rows[1], played.step
            compared += 1
        elif seen.startswith("error:"):
            pytest.fail(f"{played.step}: {seen}")
    assert compared


HEAD = "config\n  nodelist {\n    node {\n      nodeid: 1\n    }\n  }\n"


def test_outcomes() -> None:
    story = HEAD + "up 1\n\ncrash 1\n----\nnode verdict\n\ncrash 1\n\nup 1 2\n----\nerror: no\n"
    played = quorate.simulate(story)
    assert [(step.line, step.outcome, step.ok) for step in played] == [
        (7, "not_checked", True),
        (9, "different", False),
        (13, "refused", False),
        (15, "different", False),
    ]
    assert played[1].expected == "node verdict" and played[0].expected is None
    assert played[2].seen == "error: node 1 is not up\n" and played[2].step == "crash 1"
    assert repr(played[0]) == "<Played line 7: up 1: not_checked>"
    with pytest.raises(AttributeError):
        setattr(played[0], "line", 8)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, "the story is empty"),
        (HEAD, 0, "the story is empty"),
        ("up 1\n", 1, "line 1: no config yet"),
        ("rules paxos\n", 1, "line 1: no such rules"),
        ("config\n  quorum {\n    two_node: x\n  }\nup 1\n", 3, "line 3: quorum.two_node: value is not"),
        ("rules cman\n" + HEAD.replace("config\n", "config\n  quorum {\n    two_node: 1\n  }\n") + "up 1\n", 2,
         "line 2: two_node needs exactly two nodes"),
        (HEAD + "up 1\n\n----\n", 9, "line 9: '----' without a step"),
    ],
)
def test_no_story(text: str, line: int, message: str) -> None:
    with pytest.raises(quorate.StoryError) as caught:
        quorate.simulate(text)
    assert caught.value.line == line and str(caught.value).startswith(message)
    assert caught.value.number < 0
