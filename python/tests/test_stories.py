"""All stories of the repository: through simulate, and step by step through Cluster."""

from pathlib import Path
from typing import Iterator, List, Optional, Tuple, cast

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


class Story:
    """A reader of its own, so that the tables are compared by someone else than the library."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.splitlines() if not line.startswith("#")]
        self.rules, self.freeze_on_loss = "corosync", False
        for line in iter(self.next_line, "config"):
            assert line.startswith("rules "), line
            self.rules, *options = line[6:].split()
            assert options in ([], ["freeze_on_loss"])
            self.freeze_on_loss = bool(options)
        self.config = self.indented()

    def next_line(self) -> str:
        while not self.lines[0].strip():
            self.lines.pop(0)
        return self.lines.pop(0).rstrip()

    def indented(self) -> str:
        taken = []
        while self.lines and (not self.lines[0].strip() or self.lines[0][0] in " \t"):
            taken.append(self.lines.pop(0))
        return "\n".join(taken)

    def blocks(self) -> Iterator[Tuple[str, Optional[List[str]]]]:
        while any(line.strip() for line in self.lines):
            step = self.next_line()
            if step.split()[0] == "reload":
                step += "\n" + self.indented()
            expected = None
            if self.lines and self.lines[0].rstrip() == "----":
                self.lines.pop(0)
                expected = []
                while self.lines and self.lines[0].strip():
                    expected.append(" ".join(self.lines.pop(0).split()))
            yield step, expected


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
    story = Story(path.read_text())
    config = quorate.Config.from_corosync_conf(story.config, freeze_on_loss=story.freeze_on_loss)
    cluster = quorate.Cluster(config, rules=cast(Rules, story.rules))
    compared = 0
    for step, expected in story.blocks():
        seen = [" ".join(line.split()) for line in seen_after(cluster, step).splitlines()]
        if expected is not None:
            assert seen == expected, step
            compared += 1
        elif seen[0].startswith("error:"):
            pytest.fail(f"{step}: {seen[0]}")
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
