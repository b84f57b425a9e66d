"""quorate lint: what does this config risk?"""

import argparse
import json
from itertools import islice
from typing import Any, Dict, Iterator, List

import quorate
from quorate.cluster_conf import KEYS, line_numbers
from quorate.cli.common import CMANS_WORDS, FOUND, OK, count, join
from quorate.cli.config import CONF, read_whole, unseen
from quorate.cli.drift import to_take_over
from quorate.cli.one_fails import one_fails
from quorate.types import Rules

DESCRIPTION = """\
Say what happens if one node fails and what to run then, and what a corosync.conf (or a cluster.conf of cman) risks:
options that split the cluster, block it, or do nothing at all. Each finding has its line, the way out, and the steps
that show the harm on a cluster with these very nodes."""

EPILOG = """\
exit status: 0 nothing or notes only, 3 warnings or errors, 1 the config could not be read.

severities: error (breaks or splits the cluster), warning (probably not what you meant), note (good to know).

examples:
  quorate lint /etc/corosync/corosync.conf
  quorate lint corosync.conf --json | jq -r '.findings[0].story' | quorate simulate -
                                                 replay the steps of the first finding

--json prints one object; existing keys do not change, new ones may be added:
  one_fails         the first lines: what happens if one node fails, and what to run then
  findings          a list, by number:
    code            "two_node_not_two", ...; number, fixed for ever
    severity        "error", "warning" or "note"
    harm            what the steps show: "split_brain", "disagreement", "blocked", "no_effect", "quorum_wraps",
                    "always_quorate", "only_wait_for_all" or "does_not_start"
    line, key       where; line 0: not in the file. meant: the key that an unknown one was probably meant to be
    votes, nodes    those in the sentence
    steps           a list, as in a story; story: a complete story, for quorate simulate
    text            the sentence"""

HARMS = {
    "split_brain": "two partitions are quorate after",
    "disagreement": "members of one partition disagree after",
    "blocked": "all are blocked after",
    "no_effect": "the same as without it, for example after",
    "quorum_wraps": "votequorum's quorum wraps at 256; what it would be without wrapping, after",
    "always_quorate": "corosync calls all nodes quorate; what votequorum would say, after",
    "does_not_start": "corosync does not start; what its quorum would take",
    "only_wait_for_all": "the same as wait_for_all: 1 in its place, for example after",
}


WORST = ["error", "warning", "note"]
LINES_MAX = 10
"""So many, an admin reads; --json has everything."""

CMANS = [
    "two_node_needs_fencing",
    "expected_votes_below",
    "expected_votes_above",
    "heavy_node",
    "votes_differ",
    "even_votes",
    "device_on_odd",
    "device_votes",
]

WORDS = {
    **KEYS,
    **CMANS_WORDS,
    "corosync keeps": "cman keeps",
    ", or name one tie breaker": "",
    "remove the device": "remove quorumd",
    "the nodelist's": "the clusternodes'",
    "the nodelist has the votes": "the clusternodes have the votes",
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "conf", metavar="CONF", nargs="?", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead")


def run(options: argparse.Namespace) -> int:
    config, kind, text = read_whole(options.conf, "name the config: quorate lint CONF", warn=False)
    lines = line_numbers(text) if kind == "cman" else {}
    findings = config.lint()
    if kind == "cman":
        findings = [finding for finding in findings if is_cmans(config, finding)]
    said = [as_dict(config, finding, kind, lines) for finding in findings]
    first = one_fails(config, kind)
    if options.json:
        print(json.dumps({"one_fails": first.lines, "findings": said}, indent=2))
    else:
        beside = list(beside_quorum(config, text)) if kind == "corosync" else []
        last = [summary(findings) or ("nothing else found" if first.stops or beside else "nothing found")]
        if any(finding.severity != "note" for finding in findings):
            last.insert(0, to_apply(findings, kind))
        room = LINES_MAX - len(first.lines) - len(beside) - len(last)
        print("\n".join([*first.lines, *lines_of(said, room), *beside, *last]))
    return OK if all(finding.severity == "note" for finding in findings) and not first.refused else FOUND


def beside_quorum(config: quorate.Config, text: bytes) -> Iterator[str]:
    """What changes no vote, and will surprise people all the same."""
    names = list(config.names.values())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield f"note: more than one node is called {join(twice, 'or')}; Pacemaker needs a name of its own for each"
    for place in islice(unseen(text), 1):
        yield f"note: {place}; retype it"


def to_apply(findings: List[quorate.Finding], kind: Rules) -> str:
    keys = [finding.key.rpartition(".")[2] for finding in findings if finding.severity != "note"]
    if kind == "cman":
        run = "raise config_version, then on one node: cman_tool version -r"
        return f"To apply an edit: {'restart cman on all nodes' if 'two_node' in keys else run}"
    return f"To apply an edit, once the file is the same on all nodes, {to_take_over(keys)}"


def is_cmans(config: quorate.Config, finding: quorate.Finding) -> bool:
    """Whether it holds under cman: two_node goes with expected_votes of 1 there, and waits for nobody."""
    return finding.code in CMANS and not (config.two_node and finding.code == "expected_votes_below")


def as_dict(config: quorate.Config, finding: quorate.Finding, kind: Rules, lines: Dict[str, int]) -> Dict[str, Any]:
    """The finding; of a cluster.conf in its own words."""
    said: Dict[str, Any] = dict(finding.as_dict())
    if kind == "cman":
        has_disk = {"add a quorum disk or a third node instead": "remove two_node and expect all votes, the disk's too"}
        for word, cmans in {**WORDS, **(has_disk if config.options.device else {})}.items():
            said["text"] = said["text"].replace(word, cmans)
        said["key"] = WORDS.get(said["key"], said["key"])
        said["line"] = lines.get(said["key"], 0)
        if said["line"]:
            said["text"] = f"line {said['line']}: {said['text']}"
    return said


def lines_of(findings: List[Dict[str, Any]], room: int) -> List[str]:
    """Every sentence, the worst first, and the steps that show it as far as there is room."""
    steps = max(room - len(findings), 0)
    findings = sorted(findings, key=lambda one: (WORST.index(one["severity"]), one["code"] == "more_ignored"))
    lines = []
    for finding in findings[: room if len(findings) <= room else room - 1]:
        lines.append(f"{finding['severity']}: {finding['text']} [{finding['code']}]")
        if finding["steps"] and steps:
            steps -= 1
            lines.append(f"    {HARMS[finding['harm']]}: {'; '.join(finding['steps'])}")
    if len(findings) > room:
        lines.append(f"{count(len(findings) - room + 1, 'more finding')}: quorate lint --json")
    return lines


def summary(findings: "list[quorate.Finding]") -> str:
    numbers = {"error": 0, "warning": 0, "note": 0}
    for finding in findings:
        numbers[finding.severity] += 1
    found = [count(number, severity) for severity, number in numbers.items() if number]
    return ", ".join(found)
