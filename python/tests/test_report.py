"""quorate report: its page says what the other commands say, and no text escapes into it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import List, Optional

import pytest
from conftest import Command, Conf

import quorate
from quorate.cli.changes import changes
from quorate.cli.survives import SETS_MAX, sizes
from quorate.cli.terminal import painted
from quorate.types import Rules

BOTH: List[Rules] = ["corosync", "strict"]
LMS = "  last_man_standing: 1\n  auto_tie_breaker: 1\n"


class Page(HTMLParser):
    """Rows of tables, headings, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: List[List[str]] = [[]]
        self.heads: List[str] = []
        self.tags: List[str] = []
        self.urls: List[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, Optional[str]]]") -> None:
        self.tags.append(tag)
        self.urls += [value or "" for key, value in attrs if key in ("src", "href") or key.startswith("on")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag in ("h1", "h2", "h3"):
            self.heads.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if "h3" in self.tags[-1:] or "h2" in self.tags[-1:]:
            self.heads[-1] += data
        if self.rows[-1]:
            self.rows[-1][-1] += data


def report(command: Command, tmp_path: Path, text: str) -> Page:
    (tmp_path / "corosync.conf").write_text(text)
    done = command("report", tmp_path / "corosync.conf", "-o", "-")
    assert (done.returncode, done.stderr) == (0, "")
    return Page(done.stdout)


def test_a_page(command: Command, conf: Conf, tmp_path: Path) -> None:
    text = conf(4, LMS)
    page = report(command, tmp_path, text)
    sections = [head for head in page.heads if head in SECTIONS]
    assert sections == SECTIONS
    config = quorate.Config.from_corosync_conf(text)
    for lost in ([1], [1, 2], [2, 3], [1, 2, 3]):
        verdicts = [quorate.what_if(config, rules, down=lost)[0].verdict for rules in BOTH]
        row = [", ".join(map(str, lost)), *(verdict.replace("_", " ") for verdict in verdicts)]
        assert row in page.rows, row
    assert len([row for row in page.rows if len(row) == 3 and row[1] in ("quorate", "blocked")]) == 14
    for finding in config.lint():
        assert str(finding) in page.text and f"{finding.severity}: {finding.code.replace('_', ' ')}" in page.heads
    assert page.tags.count("figure") == sum(bool(finding.steps) for finding in config.lint())
    assert "script" not in page.tags and page.urls == []


SECTIONS = [
    "The cluster at a glance",
    "One node dies, what then?",
    "What survives",
    "What lint finds",
    "What to change",
]


def test_hostile_names(command: Command, conf: Conf, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><img/src=x>\"'&"
    text = conf(2, "  two_node: 1\n").replace("nodeid: 1\n", f"nodeid: 1\n    name: {hostile}\n")
    page = report(command, tmp_path, text)
    assert hostile in page.text
    assert not {"script", "img"} & set(page.tags) and page.urls == []


@pytest.mark.parametrize("nodes", [1, 2, 7, 9, 12])
def test_clusters_of_all_sizes(command: Command, conf: Conf, tmp_path: Path, nodes: int) -> None:
    page = report(command, tmp_path, conf(nodes, "  last_man_standing: 1\n  wait_for_all: 1\n" if nodes > 7 else ""))
    assert ("What survives" in page.heads) == (nodes > 1)
    assert (f"{nodes - 1} of {nodes}" in [row[0] for row in page.rows if row]) == (nodes > 5)


def test_sizes_are_all_sets_or_the_ends() -> None:
    config = quorate.Config({node: 1 + (node == 14) for node in range(1, 15)})
    told: List[float] = []
    found = list(sizes(config, ["corosync"], told.append))
    assert [size.lost for size in found] == list(range(1, 14))
    assert len(found[0].losses) == 14 and found[0].is_all
    assert [loss.lost for loss in found[6].losses] == [(14, 1, 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12, 13)]
    assert not found[6].is_all and all(len(size.losses) <= SETS_MAX for size in found)
    # 15 votes: 8 are quorate. Without the heavy node and six others 7 are left.
    assert [loss.verdicts["corosync"] for loss in found[6].losses] == ["blocked", "quorate"]
    assert told == sorted(told) and 0 <= told[0] and told[-1] < 1


def test_changes_were_tried(conf: Conf) -> None:
    text = conf(4, LMS)
    config = quorate.Config.from_corosync_conf(text)
    found = changes(config, text)
    assert [change.ended for change in found] == [["tie_breaker_moves"], ["last_man_standing"]]
    assert [line for line in found[1].diff if line.startswith("-")] == ["-  last_man_standing: 1"]
    assert found[1].effects == [("may fail one by one", "2", "1")]
    for change in found:
        left = {finding.code for finding in change.config.lint() if finding.severity != "note"}
        assert not left & set(change.ended)
    # What corosync would not start with is no change, and neither is what does nothing.
    assert changes(quorate.Config.from_corosync_conf(conf(3)), conf(3)) == []
    [added] = changes(quorate.Config.from_corosync_conf(conf(2)), conf(2))[:1]
    assert "+  two_node: 1" in added.diff and ("may fail at once", "0", "1") in added.effects


def test_where_it_is_written(command: Command, two_node_conf: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    done = command("report", two_node_conf, "-o", path)
    assert (done.returncode, done.stdout) == (0, f"{path} is written\n")
    assert path.read_text().startswith("<!DOCTYPE html>\n")
    done = command("report", two_node_conf, "-o", tmp_path / "none" / "out.html")
    assert done.returncode == 1 and "No such file" in done.stderr
    done = command("report", tmp_path / "none.conf")
    assert done.returncode == 1 and not (tmp_path / "report.html").exists()


def test_colors(command: Command, two_node_conf: Path) -> None:
    question = ("what-if", two_node_conf, "--split", "1|2")
    plain = command(*question).stdout
    colored = command(*question, "--color", "always").stdout
    assert "\x1b" not in plain and command(*question, "--color", "never").stdout == plain
    assert "1: \x1b[32mquorate\x1b[0m\n" in colored and "\x1b[1m\x1b[31mSplit brain: " in colored
    assert re.sub("\x1b\\[\\d+m", "", colored) == plain
    assert "\x1b" not in command(*question, "--color", "always", "--json").stdout


def test_colors_of_tables() -> None:
    assert painted("node  verdict\n1     fence_first  2\n2     down\n") == (
        "node  verdict\n1     \x1b[33mfence_first\x1b[0m  2\n2     \x1b[2mdown\x1b[0m\n"
    )
    assert painted("error: no\nno error: yes\n") == "\x1b[1m\x1b[31merror\x1b[0m: no\nno error: yes\n"
