"""The map of what survives, and edits of a corosync.conf with what they do to it, as HTML."""

from collections import Counter
from typing import Dict, List, Sequence

import quorate
from quorate.cli.changes import Change
from quorate.cli.common import count, join
from quorate.cli.nodes import name_of, names
from quorate.cli.survives import NODES_SHOWN, Size, Tell, columns, losses, splits
from quorate.cli.what_if import survey_rows
from quorate.pictures import page as html
from quorate.pictures.markup import Content, Markup, joined, tag
from quorate.types import Rules

KINDS = {
    "quorate": ("quorate", "quorate"),
    "one": ("quorate", "one side goes on"),
    "fence_first": ("fence_first", "fence first"),
    "blocked": ("blocked", "blocked"),
    "nobody": ("blocked", "nobody goes on"),
    "both": ("alarm", "both: split brain"),
}
"""Of verdicts and of what splits leave: the sign and the words."""
FIRST = ["both", "nobody", "blocked", "fence_first", "quorate", "one"]
"""The worst first."""
SPLITS_SHOWN = 7
"""Of so many nodes each split that leaves not exactly one side quorate is shown; of more, what comes of each number."""


def the_map(config: quorate.Config, kind: Rules, tell: Tell) -> List[Markup]:
    """Which nodes may fail, which splits leave whom quorate: the rules of the config beside rules strict."""
    if len(config.nodes) < 2:
        return []
    found = columns(config, kind)
    refusing: Dict[str, List[str]] = {}
    for name, why in found.items():
        if isinstance(why, str):
            refusing.setdefault(why, []).append(name)
    refused = [tag("p", f"No worst cases by rules {join(by, 'and')}: {why}.") for why, by in refusing.items()]
    surveys = {name: survey for name, survey in found.items() if isinstance(survey, quorate.Survey)}
    rows = survey_rows(surveys, config, kind) if surveys else []
    figures = [html.table(["Worst case", *surveys], rows[1:], is_wide=False)] if rows else []
    rules = [name for name in found if fits(config, name)]
    parts = [tag("h2", "What survives"), *refused, *figures]
    if rules:
        parts += [tag("h3", "When nodes fail at once, the rest is"), the_losses(config, rules, tell)]
        parts += [tag("h3", "When the network parts"), *the_splits(config, rules, tell)]
    return parts


def fits(config: quorate.Config, rules: Rules) -> bool:
    try:
        return bool(quorate.what_if(config, rules))
    except quorate.Error:
        return False


def the_losses(config: quorate.Config, rules: Sequence[Rules], tell: Tell) -> Markup:
    """A row for each set of nodes that fail, or for each number of them."""
    sized = list(losses(config, rules, lambda done: tell(done / 2)))
    if len(config.nodes) > NODES_SHOWN:
        return by_size("Fail", config, rules, sized)
    rows: List[List[Content]] = [
        [words(config, case.nodes), *(chip(case.ends[name]) for name in rules)]
        for size in sized
        for case in size.cases
    ]
    return html.table(["Fail", *rules], rows, is_wide=False)


def the_splits(config: quorate.Config, rules: Sequence[Rules], tell: Tell) -> List[Markup]:
    """Those of which not exactly one side goes on under all of the rules, or a row for each number of nodes."""
    sized = list(splits(config, rules, lambda done: tell(0.5 + done / 2)))
    cases = [case for size in sized for case in size.cases]
    told = [case for case in cases if set(case.ends.values()) != {"one"}]
    tried = "" if all(size.is_all for size in sized) else " that were tried"
    number = f"{len(cases) - len(told)} of {count(len(cases), 'split')}{tried}"
    parts = [tag("p", f"Exactly one side goes on, by all rules, after {number}.")]
    if not told:
        return parts
    if len(config.nodes) > SPLITS_SHOWN:
        return [*parts, by_size("Cut off", config, rules, sized)]
    rows: List[List[Content]] = []
    for case in told:
        rest = [node for node in config.nodes if node not in case.nodes]
        sides = " | ".join(names(side, config) for side in (case.nodes, rest))
        rows.append([sides, *(chip(case.ends[name]) for name in rules)])
    return [*parts, html.table(["Split", *rules], rows)]


def words(config: quorate.Config, nodes: Sequence[int]) -> str:
    return ", ".join(name_of(node, config.names) for node in nodes)


def chip(end: str, number: str = "") -> Markup:
    sign, said = KINDS[end]
    found = html.chip(sign, f"{said}{number}")
    return tag("span", found, class_="alarm") if end == "both" else found


def by_size(head: str, config: quorate.Config, rules: Sequence[Rules], sized: Sequence[Size]) -> Markup:
    """A row for each number of nodes: how many sets of them end how, the worst first, with an example."""
    rows = [[f"{size.number} of {len(config.nodes)}", *(ends(config, size, name) for name in rules)] for size in sized]
    return html.table([head, *rules], rows)


def ends(config: quorate.Config, size: Size, rules: Rules) -> Markup:
    numbers = Counter(case.ends[rules] for case in size.cases)
    if len(numbers) == 1:
        whichever = ", whichever they are" if size.is_all else ", those with the most votes and those with the fewest"
        return joined(chip(next(iter(numbers))), tag("span", whichever, class_="quiet"))
    parts: List[Content] = []
    for end in sorted(numbers, key=FIRST.index):
        first = next(case for case in size.cases if case.ends[rules] == end)
        share = f": {numbers[end]} of {count(len(size.cases), 'set')}" if size.is_all else ""
        example = f"{'these' if numbers[end] == 1 else 'such as'} {words(config, first.nodes)}"
        parts += [tag("div", chip(end, share)), tag("div", example, class_="quiet")]
    return joined(*parts)


def change(one: Change) -> Markup:
    """An edit, what lint no longer says, and the map before and after."""
    marks = {"-": "del", "+": "ins"}
    lines = [tag(marks[line[0]], line) if line[0] in marks else tag("div", line) for line in one.diff]
    ended = ", ".join(code.replace("_", " ") for code in one.ended)
    said = f"Ends: {ended}." if ended else "Lint finds nothing worse with it."
    rows = [list(effect) for effect in one.effects]
    whole = "What survives stays the same." if one.is_mapped else "The splits end as before; the rest was not tried."
    same = tag("p", whole)
    effects = html.table(["The map", "Before", "After"], rows, is_wide=False) if rows else same
    return tag("div", tag("pre", *lines, class_="diff"), tag("p", said), effects, class_="short")
