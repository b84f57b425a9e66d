"""What to change in a corosync.conf: edits that were tried, and what lint and the map say then."""

import difflib
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

import quorate
from quorate.cli.common import count
from quorate.cli.survives import outcomes
from quorate.types import FindingCode, Rules

ADDED: Dict[str, Callable[[quorate.Config], bool]] = {
    "two_node: 1": lambda config: len(config.nodes) == 2 and not config.two_node,
    "auto_tie_breaker: 1": lambda config: config.nodelist_votes % 2 == 0 and config.auto_tie_breaker_node is None,
}
"""Options that some clusters want, for what they do to the map."""
CONTEXT = 2
"""Lines of a corosync.conf around an edit."""


class Change(NamedTuple):
    """An edit: as a diff, the config that comes of it, the findings that end with it, and what it does to the map."""

    diff: List[str]
    config: quorate.Config
    ended: List[FindingCode]
    effects: List[Tuple[str, str, str]]


def changes(config: quorate.Config, text: str) -> List[Change]:
    """None of which lint has new warnings or errors; the most helpful first."""
    lines = text.splitlines()
    tried: Dict[str, Change] = {}
    for edited in edits(config, lines):
        change = found(config, lines, edited)
        if change is not None:
            tried.setdefault("\n".join(change.diff), change)
    return sorted(tried.values(), key=lambda change: -len(change.ended))


def edits(config: quorate.Config, lines: List[str]) -> Iterator[List[str]]:
    for finding in config.lint():
        if finding.severity == "note" or not 0 < finding.line <= len(lines):
            continue
        at = finding.line - 1
        yield lines[:at] + lines[at + 1 :]
        name = finding.key.rpartition(".")[2]
        if finding.meant and name in lines[at]:
            yield [*lines[:at], lines[at].replace(name, finding.meant, 1), *lines[at + 1 :]]
    start = next((at for at, line in enumerate(lines) if line.split() == ["quorum", "{"]), None)
    for option, fits in ADDED.items():
        if start is not None and fits(config):
            yield with_option(lines, start, option)


def with_option(lines: List[str], start: int, option: str) -> List[str]:
    """In the section that starts there, in the place of the same option or below the first line."""
    name = option.partition(":")[0]
    inside = lines[start + 1]
    indent = inside[: len(inside) - len(inside.lstrip())] or "    "
    rest = [line for line in lines[start + 1 :] if line.partition(":")[0].strip() != name]
    return [*lines[: start + 1], rest[0], f"{indent}{option}", *rest[1:]]


def found(config: quorate.Config, lines: List[str], edited: List[str]) -> Optional[Change]:
    try:
        after = quorate.Config.from_corosync_conf("\n".join(edited) + "\n")
    except quorate.Error:
        return None
    old, new = bad(config), bad(after)
    changed = list(effects(config, after, "corosync"))
    if new - old or not (old - new or changed):
        return None
    diff = list(difflib.unified_diff(lines, edited, "corosync.conf", "corosync.conf", n=CONTEXT, lineterm=""))[2:]
    ended = sorted(code for code, _ in old - new)
    return Change(diff, after, ended, changed)


def bad(config: quorate.Config) -> Set[Tuple[FindingCode, str]]:
    return {(finding.code, finding.key) for finding in config.lint() if finding.severity != "note"}


def effects(before: quorate.Config, after: quorate.Config, rules: Rules) -> Iterator[Tuple[str, str, str]]:
    """What of the map is another: its name, before, after."""
    old, new = figures(before, rules), figures(after, rules)
    for name, value in old.items():
        if new.get(name, value) != value:
            yield name, str(value), str(new[name])


def figures(config: quorate.Config, rules: Rules) -> Dict[str, Any]:
    try:
        survey = quorate.survey(config, rules)
        ends = outcomes(config, rules)
    except quorate.Error:
        # More nodes than can be tried with these options.
        return {}
    return {
        "votes with all up": survey.total_votes,
        "quorum": survey.quorum,
        "may fail at once": survey.at_once,
        "may fail one by one": survey.one_by_one,
        "nodes that stop all when they fail": len(survey.fatal),
        "splits that leave both sides quorate": count(ends.get("both", 0), "split"),
        "splits that leave nobody quorate": count(ends.get("nobody", 0), "split"),
    }
