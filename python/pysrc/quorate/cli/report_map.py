"""The map of what survives, and edits of a corosync.conf with what they do to it, as HTML."""

from collections import Counter
from typing import Callable, List, Sequence

import quorate
from quorate.cli.changes import Change
from quorate.cli.common import count
from quorate.cli.nodes import name_of, names
from quorate.cli.survives import NODES_SHOWN, Loss, Size, columns, sizes, splits
from quorate.cli.what_if import survey_rows
from quorate.pictures import page as html
from quorate.pictures.markup import Content, Markup, joined, tag
from quorate.types import Rules

OUTCOMES = {"one": "one side", "nobody": "nobody", "both": "both: split brain", "fence_first": "fence first"}
SIGNS = {"one": "quorate", "nobody": "blocked", "both": "quorate", "fence_first": "fence_first"}
VERDICTS = ("quorate", "fence_first", "blocked")


def the_map(config: quorate.Config, kind: Rules, tell: Callable[[float], None]) -> List[Markup]:
    """Which nodes may fail, which splits leave whom quorate: the rules of the config beside rules strict."""
    if len(config.nodes) < 2:
        return []
    found = columns(config, kind)
    refused = [tag("p", f"Rules {name}: {why}") for name, why in found.items() if isinstance(why, str)]
    surveys = {name: survey for name, survey in found.items() if isinstance(survey, quorate.Survey)}
    rows = survey_rows(surveys, config, kind) if surveys else []
    figures = [html.table(["Worst case", *surveys], rows[1:], is_wide=False)] if rows else []
    rules = [name for name in found if fits(config, name)]
    sized = list(sizes(config, rules, tell)) if rules else []
    shape = every_set if len(config.nodes) <= NODES_SHOWN else by_size
    by_loss = [tag("h3", "When nodes fail at once, the rest is"), shape(config, rules, sized)] if rules else []
    return [tag("h2", "What survives"), *refused, *figures, *by_loss, *the_splits(config, rules)]


def fits(config: quorate.Config, rules: Rules) -> bool:
    try:
        return bool(quorate.what_if(config, rules))
    except quorate.Error:
        return False


def every_set(config: quorate.Config, rules: Sequence[Rules], sized: Sequence[Size]) -> Markup:
    """A row for each set of nodes that fail."""
    rows: List[List[Content]] = []
    for loss in (loss for size in sized for loss in size.losses):
        rows.append([words(config, loss.lost), *(html.chip(loss.verdicts[name]) for name in rules)])
    return html.table(["Fail", *rules], rows, is_wide=False)


def words(config: quorate.Config, nodes: Sequence[int]) -> str:
    return ", ".join(name_of(node, config.names) for node in nodes)


def by_size(config: quorate.Config, rules: Sequence[Rules], sized: Sequence[Size]) -> Markup:
    """A row for each number of nodes: how many sets of them end how, and the first that ends worst."""
    rows = [[f"{size.lost} of {len(config.nodes)}", *(ends(config, size, name) for name in rules)] for size in sized]
    return html.table(["Fail", *rules], rows)


def ends(config: quorate.Config, size: Size, rules: Rules) -> Markup:
    numbers = Counter(loss.verdicts[rules] for loss in size.losses)
    if len(numbers) == 1:
        whichever = "whichever they are" if size.is_all else "those with the most votes, and those with the fewest"
        return joined(html.chip(next(iter(numbers))), tag("br"), tag("span", whichever, class_="quiet"))
    parts: List[Content] = []
    for verdict in VERDICTS:
        if numbers[verdict]:
            first = next(loss for loss in size.losses if loss.verdicts[rules] == verdict)
            parts.append(tag("div", html.chip(verdict, share(verdict, numbers[verdict], size))))
            parts.append(tag("div", example(config, first, numbers[verdict]), class_="quiet"))
    return joined(*parts)


def share(verdict: str, number: int, size: Size) -> str:
    said = verdict.replace("_", " ")
    return f"{said}: {number} of {count(len(size.losses), 'set')}" if size.is_all else said


def example(config: quorate.Config, loss: Loss, number: int) -> str:
    return f"{'without' if number == 1 else 'such as without'} {words(config, loss.lost)}"


def the_splits(config: quorate.Config, rules: Sequence[Rules]) -> List[Markup]:
    """Those of which not exactly one side goes on under all of the rules."""
    try:
        found = splits(config, rules) if rules else None
    except quorate.Error as error:
        return [tag("p", f"Splits: {error}")]
    if found is None:
        return [tag("p", "Too many splits to list; quorate what-if --split answers for one.")]
    told = [row for row in found if any(split.outcome != "one" for split in row)]
    rows: List[List[Content]] = [
        [" | ".join(names(side, config) for side in row[0].sides), *(outcome(split) for split in row)] for row in told
    ]
    rest = len(found) - len(told)
    said = f"Splits that leave exactly one side quorate, by all rules: {rest} of {len(found)}."
    parts = [tag("h3", "When the network parts"), tag("p", said)]
    return [*parts, html.table(["Split", *rules], rows)] if rows else parts


def outcome(split: quorate.Split) -> Markup:
    chip = html.chip(SIGNS[split.outcome], OUTCOMES[split.outcome])
    return tag("span", chip, class_="alarm") if split.outcome == "both" else chip


def change(one: Change) -> Markup:
    """An edit, what lint no longer says, and the map before and after."""
    marks = {"-": "del", "+": "ins"}
    lines = [tag(marks[line[0]], line) if line[0] in marks else tag("div", line) for line in one.diff]
    ended = ", ".join(code.replace("_", " ") for code in one.ended)
    said = f"Ends: {ended}." if ended else "Lint finds nothing worse with it."
    rows = [list(effect) for effect in one.effects]
    same = tag("p", "The map stays the same.")
    effects = html.table(["The map", "Before", "After"], rows, is_wide=False) if rows else same
    return tag("div", tag("pre", *lines, class_="diff"), tag("p", said), effects, class_="short")
