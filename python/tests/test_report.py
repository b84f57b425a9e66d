"""quorate report: its page says what the other commands say, and no text escapes into it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, List, Optional

import pytest
from conftest import Command, Conf

import quorate
from quorate.cli.changes import changes
from quorate.cli.survives import SETS_MAX, losses, splits
from quorate.cli.terminal import painted
from quorate.types import Rules

BOTH: List[Rules] = ["corosync", "strict"]
WAIT = "  wait_for_all: 1\n"
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
    # Each story by the rules of the config and by rules strict.
    assert page.tags.count("figure") == 2 * sum(bool(finding.steps) for finding in config.lint())
    assert page.text.count("2 partitionsare quorate") == 2 and "The same, rules strict" in page.text
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


@pytest.mark.parametrize("nodes", [1, 2, 7, 9])
def test_clusters_of_all_sizes(command: Command, conf: Conf, tmp_path: Path, nodes: int) -> None:
    page = report(command, tmp_path, conf(nodes, "  last_man_standing: 1\n  wait_for_all: 1\n" if nodes > 7 else ""))
    assert ("What survives" in page.heads) == (nodes > 1)
    assert (f"{nodes - 1} of {nodes}" in [row[0] for row in page.rows if row]) == (nodes > 5)


def test_sizes_are_all_sets_or_the_ends() -> None:
    config = quorate.Config({node: 1 + (node == 14) for node in range(1, 15)})
    told: List[float] = []
    found = list(losses(config, ["corosync"], told.append))
    assert [size.number for size in found] == list(range(1, 14))
    assert len(found[0].cases) == 14 and found[0].is_all
    assert [case.nodes for case in found[6].cases] == [(14, 1, 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12, 13)]
    assert not found[6].is_all and all(len(size.cases) <= SETS_MAX for size in found)
    # 15 votes: 8 are quorate. Without the heavy node and six others 7 are left.
    assert [case.ends["corosync"] for case in found[6].cases] == ["blocked", "quorate"]
    assert told == sorted(told) and 0 <= told[0] and told[-1] < 1


def test_splits_are_those_of_the_library(conf: Conf) -> None:
    seen = set()
    for text, rules in [(conf(2, "  two_node: 1\n"), "corosync"), *((conf(4, WAIT), rules) for rules in BOTH)]:
        config = quorate.Config.from_corosync_conf(text)
        found = {
            frozenset([frozenset(case.nodes), frozenset(config.nodes) - set(case.nodes)]): case.ends[rules]
            for size in splits(config, [rules], lambda _: None)
            for case in size.cases
        }
        assert found == {frozenset(map(frozenset, one.sides)): one.outcome for one in quorate.splits(config, rules)}
        seen |= set(found.values())
    assert seen == {"one", "nobody", "both", "fence_first"}


def test_splits_of_many_nodes_are_told_by_size(command: Command, conf: Conf, tmp_path: Path) -> None:
    page = report(command, tmp_path, conf(8, WAIT))
    rows = [row for row in page.rows if row and row[0].endswith(" of 8")]
    assert [row[0] for row in rows[7:]] == ["1 of 8", "2 of 8", "3 of 8", "4 of 8"]
    assert [row[1:] for row in rows[7:-1]] == 3 * [2 * ["one side goes on, whichever they are"]]
    assert rows[-1][1] == "nobody goes on, whichever they are" and rows[-1][2].startswith("fence first")
    assert "splits that leave nobody quorate" in [row[0] for row in page.rows if row[1:2] == ["35"]]
    assert "Exactly one side goes on, by all rules, after 92 of 127 splits." in page.text


def test_changes_were_tried(conf: Conf) -> None:
    text = conf(4, LMS)
    config = quorate.Config.from_corosync_conf(text)
    found = changes(config, text)
    assert [change.ended for change in found] == [["tie_breaker_moves"], ["last_man_standing"], ["tie_breaker_moves"]]
    assert [line for line in found[1].diff if line.startswith("-")] == ["-  last_man_standing: 1"]
    assert found[1].effects == [("may fail one by one", "2", "1")]
    assert edit(found[2].diff) == ["+  auto_tie_breaker_node: 1"]
    for change in found:
        left = {finding.code for finding in change.config.lint() if finding.severity != "note"}
        assert not left & set(change.ended)
    # What corosync would not start with is no change, and neither is what does nothing.
    assert changes(quorate.Config.from_corosync_conf(conf(3)), conf(3)) == []
    [added] = changes(quorate.Config.from_corosync_conf(conf(2)), conf(2))[:1]
    assert "+  two_node: 1" in added.diff and ("may fail at once", "0", "1") in added.effects


def edit(diff: List[str]) -> List[str]:
    return [line for line in diff if line[0] in "+-"]


NET = "  device {\n    model: net\n    votes: %d\n    net {\n      host: w\n      algorithm: %s\n    }\n  }\n"
VOTES = "nodeid: 1\n    quorum_votes: 3\n"


@pytest.mark.parametrize(
    "code, text, wanted",
    [
        ("two_node_not_two", (3, "  two_node: 1\n"), ["-  two_node: 1"]),
        ("no_provider", (2, "", "  provider: corosync_votequorum\n", ""), ["+    provider: corosync_votequorum"]),
        ("tie_breaker_list_at_start", (4, "  auto_tie_breaker: 1\n  auto_tie_breaker_node: 2 3\n"),
         ["-  auto_tie_breaker_node: 2 3", "+  auto_tie_breaker_node: 2"]),
        ("tie_breaker_not_a_node", (4, "  auto_tie_breaker: 1\n  auto_tie_breaker_node: 9\n"),
         ["-  auto_tie_breaker_node: 9", "+  auto_tie_breaker_node: 1"]),
        ("heavy_node", (3, "", "nodeid: 1\n", VOTES), ["-    quorum_votes: 3"]),
        ("device_ffsplit_votes", (4, NET % (2, "ffsplit")), ["-    votes: 2", "+    votes: 1"]),
        ("device_on_odd", (3, NET % (1, "ffsplit")), [f"-{line}" for line in (NET % (1, "ffsplit")).splitlines()]),
        ("unknown_section", (4, "", "quorum {", "qourum {"), ["-qourum {", "+quorum {"]),
        ("section_in_node", (3, "", "nodeid: 1\n", "nodeid: 1\n    a {\n      b: 1\n    }\n"),
         ["-    a {", "-      b: 1", "-    }"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_finding_ends_by_an_edit(conf: Conf, code: str, text: Any, wanted: List[str]) -> None:
    nodes, quorum, *replaced = text
    config = conf(nodes, quorum)
    if replaced:
        config = config.replace(*replaced)
    found = changes(quorate.Config.from_corosync_conf(config), config)
    assert wanted in [edit(change.diff) for change in found if code in change.ended]


def test_a_config_that_counts_no_votes(command: Command, conf: Conf, tmp_path: Path) -> None:
    page = report(command, tmp_path, conf(2).replace("  provider: corosync_votequorum\n", ""))
    assert "Verdicts here are those with 'provider: corosync_votequorum'." in page.text
    assert "+    provider: corosync_votequorum" in page.text and "Ends: no provider." in page.text


def test_a_cluster_conf_says_what_to_do_instead(command: Command, tmp_path: Path) -> None:
    nodes = "".join(f'<clusternode name="n{node}" nodeid="{node}" votes="{node}"/>' for node in (1, 2))
    page = report(command, tmp_path, f'<cluster name="a"><clusternodes>{nodes}</clusternodes></cluster>')
    assert "each finding above says what to change" in page.text and "cman_tool version -r" in page.text


def test_where_it_is_written(command: Command, two_node_conf: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    done = command("report", two_node_conf, "-o", path)
    assert (done.returncode, done.stdout) == (0, f"{path} is written\n")
    assert path.read_text().startswith("<!DOCTYPE html>\n")
    done = command("report", two_node_conf, "-o", two_node_conf)
    assert done.returncode == 1 and "the config itself" in done.stderr and "two_node" in two_node_conf.read_text()
    done = command("report", two_node_conf, "-o", tmp_path / "none" / "out.html")
    assert done.returncode == 1 and "No such file" in done.stderr
    # A directory or device is not replaced by a file.
    done = command("watch", "--html", tmp_path)
    assert done.returncode == 1 and "not a regular file" in done.stderr and list(tmp_path.glob("*.new")) == []
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
