"""What to change in a corosync.conf: edits that were tried, and what lint and the map say then."""

import difflib
import re
from typing import Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

import quorate
from quorate.cli.survives import outcomes
from quorate.types import FindingCode

WORD = re.compile(r"[^\s:{]+")
SECTION = re.compile(r"\s*(\w*)\s*\{")
CONTEXT = 2
"""Lines of a corosync.conf around an edit."""
SPLITS = {"both": "both sides", "nobody": "nobody"}
Bad = Set[Tuple[FindingCode, str]]
"""Warnings and errors: their codes and keys."""


class Change(NamedTuple):
    """An edit: as a diff, the config that comes of it, the findings that end with it, and what it does to the map;
    is_mapped: whether all of it could be tried, and not only the splits."""

    diff: List[str]
    config: quorate.Config
    ended: List[FindingCode]
    effects: List[Tuple[str, str, str]]
    is_mapped: bool


def changes(config: quorate.Config, text: str) -> List[Change]:
    """None of which lint has new warnings or errors; the most helpful first."""
    # Not splitlines(), which knows more ends of lines than corosync.
    lines = [line.rstrip("\r") for line in text.rstrip("\n").split("\n")]
    tried: Dict[str, Change] = {}
    before = bad(config), figures(config)
    for edited in edits(config, lines):
        change = found(*before, lines, edited)
        if change is not None:
            tried.setdefault("\n".join(change.diff), change)
    return sorted(tried.values(), key=lambda change: -len(change.ended))


def edits(config: quorate.Config, lines: List[str]) -> Iterator[List[str]]:
    """What a finding speaks of is removed, or called what was probably meant; then what many clusters want."""
    findings = [finding for finding in config.lint() if finding.severity != "note"]
    for finding in findings:
        at = finding.line - 1
        if 0 <= at < len(lines):
            yield without(lines, at)
            if finding.meant:
                yield [*lines[:at], WORD.sub(finding.meant, lines[at], count=1), *lines[at + 1 :]]
    yield with_options(lines, "quorum", ["provider: corosync_votequorum"])
    if len(config.nodes) == 2:
        yield with_options(lines, "quorum", ["two_node: 1"])
    if config.nodes and config.nodelist_votes % 2 == 0:
        node = tie_breaker(config)
        yield with_options(lines, "quorum", ["auto_tie_breaker: 1", f"auto_tie_breaker_node: {node}"])
    if any(finding.key == "nodelist.node.quorum_votes" for finding in findings):
        yield [line for line in lines if key_of(line) != "quorum_votes"]
    if any(finding.key.startswith("quorum.device") for finding in findings):
        yield with_options(lines, "device", ["votes: 1"])
        yield from (without(lines, at) for at in sections(lines, "device"))


def tie_breaker(config: quorate.Config) -> int:
    """The first that the config names and has, else the lowest node."""
    named = config.options.auto_tie_breaker_node
    listed = [node for node in named or () if node in config.nodes] if not isinstance(named, str) else []
    return [*listed, min(config.nodes)][0]


def key_of(line: str) -> str:
    return line.partition(":")[0].strip()


def sections(lines: List[str], name: str) -> Iterator[int]:
    """Where such sections start."""
    for at, line in enumerate(lines):
        found = SECTION.match(line)
        if found and found[1] == name:
            yield at


def end_of(lines: List[str], start: int) -> int:
    """The line behind a section, or behind a line that starts none."""
    depth = 0
    for at, line in enumerate(lines[start:], start + 1):
        is_comment = line.lstrip().startswith("#")
        depth += 0 if is_comment else 1 if "{" in line else -1 if "}" in line and ":" not in line else 0
        if depth <= 0:
            return at
    return len(lines)


def without(lines: List[str], at: int) -> List[str]:
    return lines[:at] + lines[end_of(lines, at) :]


def with_options(lines: List[str], name: str, options: List[str]) -> List[str]:
    """In the section, which is added where there is none: in the place of the same options, or at its start."""
    start = next(sections(lines, name), None)
    if start is None:
        return [*lines, f"{name} {{", *(f"    {option}" for option in options), "}"]
    end = end_of(lines, start)
    inside = lines[start + 1 : end]
    indent = inside[0][: len(inside[0]) - len(inside[0].lstrip())] or "    "
    missing = {key_of(option): f"{indent}{option}" for option in options}
    kept = [missing.pop(key_of(line), line) for line in inside]
    return [*lines[: start + 1], *missing.values(), *kept, *lines[end:]]


def found(old: Bad, figured: Dict[str, int], lines: List[str], edited: List[str]) -> Optional[Change]:
    """An edit that ends something or changes the map, and makes nothing worse."""
    try:
        after = quorate.Config.from_corosync_conf("\n".join(edited) + "\n")
    except quorate.Error:
        return None
    new = bad(after)
    if new - old:
        return None
    mapped = figures(after)
    changed = list(effects(figured, mapped))
    ended = sorted(code for code, _ in old - new)
    if not (ended or changed):
        return None
    diff = list(difflib.unified_diff(lines, edited, "corosync.conf", "corosync.conf", n=CONTEXT, lineterm=""))[2:]
    return Change(diff, after, ended, changed, "quorum" in figured and "quorum" in mapped)


def bad(config: quorate.Config) -> Bad:
    return {(finding.code, finding.key) for finding in config.lint() if finding.severity != "note"}


def effects(old: Dict[str, int], new: Dict[str, int]) -> Iterator[Tuple[str, str, str]]:
    """What of the map is another: its name, before, after."""
    for name, value in old.items():
        if new.get(name, value) != value:
            yield name, str(value), str(new[name])


def figures(config: quorate.Config) -> Dict[str, int]:
    """Of the map, as far as it can be made."""
    found: Dict[str, int] = {}
    try:
        ends = outcomes(config, "corosync")
        found.update({f"splits that leave {who} quorate": ends[outcome] for outcome, who in SPLITS.items()})
        survey = quorate.survey(config)
    except quorate.Error:
        # No nodelist, or more nodes than can be tried with these options.
        return found
    return {
        "votes with all up": survey.total_votes,
        "quorum": survey.quorum,
        "may fail at once": survey.at_once,
        "may fail one by one": survey.one_by_one,
        "nodes that stop all when they fail": len(survey.fatal),
        **found,
    }
