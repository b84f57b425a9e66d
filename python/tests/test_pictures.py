"""The drawing of a story: what it shows is what was seen, it is XML, and no text escapes into it."""

import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Dict, List, Optional, Set, Tuple

import pytest
from conftest import Command

import quorate
from quorate.pictures import page, style
from quorate.pictures.moments import records
from quorate.pictures.timeline import WIDTH, advance, of_story

STORIES = sorted((Path(__file__).parents[2] / "tests" / "stories").glob("*.story"))
SVG = "{http://www.w3.org/2000/svg}"
INKS = {f"f-{state}-ink": state for state in style.STATES}
HOSTILE = "</title><script>alert(1)</script>&\"'"


def read(text: str) -> List[ElementTree.Element]:
    """The pieces of a file, one for each step."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    return [piece for piece in root.findall(f"{SVG}g") if piece.findall(f"{SVG}circle")]


def drawn(piece: ElementTree.Element) -> Set[Tuple[str, str]]:
    """The nodes of a piece by their words, and the verdict in whose color they are."""
    texts = [(text.text or "", text.get("class", "")) for text in piece.iter(f"{SVG}text")]
    return {(name.replace(", down", ""), INKS[kind]) for name, kind in texts if kind in INKS}


def seen(table: str) -> Tuple[Set[Tuple[str, str]], int]:
    """The same from a story's table, and how many partitions are quorate."""
    rows = [line.split() for line in table.splitlines()[1:]]
    quorate_ones = {row[7] for row in rows if row[1] == "quorate"}
    return {(f"node {row[0]}", row[1]) for row in rows}, len(quorate_ones)


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_what_is_drawn_is_what_was_seen(path: Path) -> None:
    text = path.read_text()
    pieces = read(of_story(text).file(path.stem))
    played = quorate.simulate(text)
    assert len(pieces) == len(played)
    for piece, one in zip(pieces, played):
        is_refused = one.seen.startswith("error: ")
        said = [text.text for text in piece.iter(f"{SVG}text")]
        assert ("refused" in said) == is_refused, one.step
        if is_refused:
            continue
        nodes, quorate_ones = seen(one.seen)
        assert drawn(piece) == nodes, one.step
        frames = [box for box in piece.iter(f"{SVG}rect") if box.get("class") == "s-alarm"]
        assert len(frames) == (quorate_ones > 1), one.step
        assert (f"{quorate_ones} partitions" in said) == (quorate_ones > 1), one.step


def test_two_quorate_partitions_are_drawn_somewhere() -> None:
    """What the test above compares is there at all."""
    split = (STORIES[0].parent / "recorded-two-node-split.story").read_text()
    assert ["s-alarm" in ElementTree.tostring(piece, "unicode") for piece in read(of_story(split).file(""))] == [
        False,
        True,
        False,
    ]


def test_the_drawing_in_the_readme(command: Command) -> None:
    """Made anew: quorate simulate tests/stories/NAME.story --svg > tests/browser/NAME.svg."""
    name, root = "last-man-standing-split", STORIES[0].parents[2]
    drawing = (root / "tests" / "browser" / f"{name}.svg").read_text()
    assert command("simulate", STORIES[0].parent / f"{name}.story", "--svg").stdout == drawing
    assert f"](tests/browser/{name}.svg)" in (root / "README.md").read_text()


def story(name: str) -> str:
    return f"config\n  nodelist {{\n    node {{\n      nodeid: 1\n      name: {name}\n    }}\n  }}\nup 1\ncrash 1\n"


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: Dict[str, int] = {}
        self.text = ""
        self.links: List[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, Optional[str]]]") -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.links += [value or "" for key, value in attrs if key in ("href", "src") or key.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", [HOSTILE, "\x01\x1b[31m", "\u202e\uffff", "z" * 200, "\U0001f4a5" * 20])
def test_names_stay_text(name: str) -> None:
    drawing = of_story(story("a"), {1: name})
    [(shown, _)] = drawn(read(drawing.file(name))[0])
    assert shown[0] in name + "\ufffd" and advance(shown) <= WIDTH
    tags = Tags(page.page(name, page.figure(drawing, name)))
    assert tags.seen["html"] == tags.seen["h1"] == tags.seen["style"] == 1
    assert "script" not in tags.seen and tags.links == []
    assert tags.text.count(re.sub("[\x01\x1b\uffff]", "\ufffd", name)) >= 3


def test_a_config_with_tags_in_it(command: Command, tmp_path: Path) -> None:
    path = tmp_path / f"{HOSTILE.replace('/', '')}.story"
    path.write_text(story(HOSTILE))
    assert len(read(command("simulate", path, "--svg").stdout)) == 2
    tags = Tags(command("simulate", path, "--html").stdout)
    assert "script" not in tags.seen and tags.links == [] and f"name: {HOSTILE}" in tags.text


def test_names_are_those_of_the_config(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.story"
    nodelist = story("beta").split("up 1")[0].replace("config\n", "")
    path.write_text(f"{story('alpha')}reload\n{nodelist}")
    assert [drawn(piece) for piece in read(command("simulate", path, "--svg").stdout)][0] == {("beta", "quorate")}
    answer = json.loads(command("simulate", path, "--json").stdout)
    assert answer["names"] == {"1": "beta"} and answer["rules"] == "corosync"


def test_json_has_the_table(command: Command) -> None:
    path = STORIES[0].parent / "recorded-two-node-split.story"
    answer = json.loads(command("simulate", path, "--json").stdout)
    assert answer["steps"] == records(quorate.simulate(path.read_text()))
    [first, second] = answer["steps"][1]["nodes"]
    assert first == {
        "node": 1,
        "verdict": "quorate",
        "expected_votes": 2,
        "highest_expected": 2,
        "total_votes": 1,
        "quorum": 1,
        "why": "two_node",
        "members": [1],
        "flags": ["2Node", "Quorate", "WaitForAll"],
    }
    assert second["members"] == [2]


@pytest.mark.parametrize("form", ["--json", "--svg", "--html"])
def test_a_story_that_fails_fails_drawn(command: Command, tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.story"
    path.write_text(story("a") + "crash 1\n")
    done = command("simulate", path, form)
    assert done.returncode == 1 and "refused" in done.stdout


def test_explore_draws_what_it_finds(command: Command, two_node_conf: Path) -> None:
    done = command("explore", two_node_conf, "--svg")
    pieces = read(done.stdout)
    assert done.returncode == 3 and "are quorate" in ElementTree.tostring(pieces[-1], "unicode")
    done = command("explore", two_node_conf, "--html")
    assert done.returncode == 3 and Tags(done.stdout).seen["figure"] == 1
    nothing = command("explore", two_node_conf, "--rules", "strict", "--svg")
    assert (nothing.returncode, read(nothing.stdout)) == (0, [])
    assert "nothing found" in nothing.stdout
    assert command("explore", two_node_conf, "--svg", "--json").returncode == 1


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


TEXT_ON = {
    "paper": ["ink", "quiet", "alarm", "down-ink", "quorate-ink", "blocked-ink", "fence_first-ink"],
    "panel": ["ink", "quiet", "alarm"],
    "alarm": ["alarm-ink"],
    **{fill: [f"{state}-ink"] for state in style.STATES[:3] for fill in (state, f"{state}-sign")},
}


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_contrast(place: int) -> None:
    """WCAG AA: 4.5 for text, 3 for lines that mean something."""
    colors = {name: pair[place] for name, pair in style.PALETTE.items()}
    pairs = [(text, fill, 4.5) for fill, texts in TEXT_ON.items() for text in texts]
    pairs += [(name, "paper", 3.0) for name in colors if name.endswith("-edge") or name in ("alarm", "link")]
    found = {(one, other): contrast(colors[one], colors[other]) for one, other, _ in pairs}
    assert {pair: found[pair[0], pair[1]] for pair in pairs if found[pair[0], pair[1]] < pair[2]} == {}
