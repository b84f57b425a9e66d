"""quorate lint: what does this config risk?"""

import argparse
import json
from itertools import islice
from typing import Any, Dict, Iterator, List, Tuple

import quorate
from quorate.cluster_conf import KEYS, Unknown, line_numbers
from quorate.cli.commands import to_take_over
from quorate.cli.common import CMANS_WORDS, FOUND, OK, count, join
from quorate.cli.config import CONF, read_whole, unseen
from quorate.cli.one_fails import one_fails
from quorate.cli.under_strict import compared, sentence
from quorate.types import FindingCode, Rules

DESCRIPTION = """\
Say what happens if one node fails and what to run then, and what a corosync.conf (or a cluster.conf of cman) risks:
options that split the cluster, block it, or do nothing at all. Each finding has its line, the way out, and the steps
that show the harm on a cluster with these very nodes. For corosync's own last_man_standing and allow_downscale the same
steps are tried under rules strict too, and the output says how they end there, and how to run that (quorate device)."""

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
    strict          for last_man_standing and allow_downscale the same steps under rules strict, else null: partitions
                    (members, verdict, expected_votes), command, and refused (why they refuse the config, or null)
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
    first = one_fails(config, kind)
    lines, said = findings_of(config, kind, text, first.refused)
    is_bad = any(one["severity"] != "note" for one in said)
    if first.refused:
        key = "cluster.cman.two_node"
        first = first._replace(lines=[f"line {lines[key]}: {key}: {line}" for line in first.lines])
    if options.json:
        print(json.dumps({"one_fails": first.lines, "findings": said}, indent=2))
    else:
        beside = list(beside_quorum(config, text)) if kind == "corosync" else []
        last = [summary(said) or ("nothing else found" if first.stops or beside else "nothing found")]
        if is_bad:
            last.insert(0, to_apply(said, kind))
        room = LINES_MAX - len(first.lines) - len(beside) - len(last)
        print("\n".join([*first.lines, *lines_of(config, said, room), *beside, *last]))
    return FOUND if is_bad or first.refused else OK


def findings_of(
    config: quorate.Config, kind: Rules, text: bytes, refused: bool
) -> Tuple[Dict[str, int], List[Dict[str, Any]]]:
    """The lines of a cluster.conf by key, and every finding as --json prints it; refused: nothing starts with this."""
    lines, unknown = line_numbers(text) if kind == "cman" else ({}, [])
    findings = [] if refused else config.lint()
    if kind == "cman":
        findings = [finding for finding in findings if is_cmans(config, finding)]
    strict = compared(config, findings)
    said = [
        {**as_dict(config, finding, kind, lines), "strict": strict.get(place)} for place, finding in enumerate(findings)
    ]
    return lines, [*said, *(of_unknown(one) for one in unknown)]


def beside_quorum(config: quorate.Config, text: bytes) -> Iterator[str]:
    """What changes no vote, and will surprise people all the same."""
    names = list(config.names.values())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield f"note: more than one node is called {join(twice, 'or')}; Pacemaker needs a name of its own for each"
    for place in islice(unseen(text), 1):
        yield f"note: {place}; retype it"


def to_apply(findings: List[Dict[str, Any]], kind: Rules) -> str:
    keys = [finding["key"].rpartition(".")[2] for finding in findings if finding["severity"] != "note"]
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


UNKNOWN_CODES: Dict[str, FindingCode] = {
    "cluster.cman": "unknown_quorum_key",
    "cluster.clusternodes.clusternode": "unknown_node_key",
    "cluster.quorumd": "unknown_device_key",
}


def of_unknown(one: Unknown) -> Dict[str, Any]:
    """As lint says it of a corosync.conf: a warning where it looks like another, whose work nobody does then."""
    code: FindingCode = "unknown_section"
    if one.kind == "attribute":
        code = UNKNOWN_CODES.get(one.path, code)
    meant = f"did you mean {one.meant}? Correct it, or remove it" if one.meant else "remove it"
    text = (
        f"line {one.line}: {one.path}: cman does not know the {one.kind} {one.word} and ignores it, and "
        f"ccs_config_validate refuses it; {meant}"
    )
    return {
        "code": code,
        "number": quorate.FINDING_CODES[code],
        "severity": "warning" if one.meant else "note",
        "harm": "no_effect",
        "line": one.line,
        "key": one.path,
        "meant": one.meant,
        "votes": 0,
        "nodes": [],
        "steps": [],
        "story": "",
        "text": text,
        "strict": None,
    }


def lines_of(config: quorate.Config, findings: List[Dict[str, Any]], room: int) -> List[str]:
    """Every sentence, the worst first, and the steps that show it as far as there is room."""
    steps = max(room - len(findings), 0)
    findings = sorted(findings, key=lambda one: (WORST.index(one["severity"]), one["code"] == "more_ignored"))
    lines = []
    for finding in findings[: room if len(findings) <= room else room - 1]:
        lines.append(f"{finding['severity']}: {finding['text']} [{finding['code']}]")
        shown = list(story_of(config, finding))
        if len(shown) <= steps:
            steps -= len(shown)
            lines += shown
    if len(findings) > room:
        lines.append(f"{count(len(findings) - room + 1, 'more finding')}: quorate lint --json")
    return lines


def story_of(config: quorate.Config, finding: Dict[str, Any]) -> Iterator[str]:
    """The steps and what they end in, under rules strict too where that was tried."""
    if finding["steps"]:
        yield f"    {HARMS[finding['harm']]}: {'; '.join(finding['steps'])}"
    if finding["strict"]:
        yield f"    {sentence(config, finding['strict'])}"


def summary(findings: List[Dict[str, Any]]) -> str:
    numbers = {"error": 0, "warning": 0, "note": 0}
    for finding in findings:
        numbers[finding["severity"]] += 1
    found = [count(number, severity) for severity, number in numbers.items() if number]
    return ", ".join(found)
