"""The map of what survives: which nodes fail at once, or are cut off, and what the rules say of those that are left."""

from collections import Counter
from itertools import combinations
from math import comb
from typing import Callable, Dict, Iterator, List, NamedTuple, Sequence, Tuple, Union

import quorate
from quorate.cli.common import in_words_of
from quorate.types import Rules, SplitOutcome

NODES_SHOWN = 5
"""Of so many nodes every set is shown; of more, what comes of each number."""
SETS_MAX = 1000
"""More sets of one size are not tried: those with the most and the fewest votes stand for them."""
Nodes = Tuple[int, ...]
Ask = Callable[[quorate.Config, Rules, Nodes], str]
Tell = Callable[[float], None]


class Case(NamedTuple):
    """Nodes that fail at once, or are cut off from the others; by the rules: the verdict of the others, or what the
    split leaves."""

    nodes: Nodes
    ends: Dict[Rules, str]


class Size(NamedTuple):
    """All cases of so many nodes; is_all: each was tried, else two stand for them."""

    number: int
    cases: List[Case]
    is_all: bool


def columns(config: quorate.Config, kind: Rules) -> Dict[Rules, Union[quorate.Survey, str]]:
    """The rules of the config beside rules strict; a text where they refuse it."""
    found: Dict[Rules, Union[quorate.Survey, str]] = {}
    both: List[Rules] = [kind, "strict"]
    for rules in both:
        try:
            found[rules] = quorate.survey(config, rules)
        except quorate.Error as error:
            found[rules] = in_words_of(kind, error)
    return found


def losses(config: quorate.Config, rules: Sequence[Rules], tell: Tell) -> Iterator[Size]:
    """Nodes that fail at once. tell() hears how much of it is done, from 0 to 1."""
    return sizes(config, rules, range(1, len(config.nodes)), verdict, tell)


def splits(config: quorate.Config, rules: Sequence[Rules], tell: Tell) -> Iterator[Size]:
    """Into two sides: the nodes of one, which has no more than the other."""
    return sizes(config, rules, range(1, len(config.nodes) // 2 + 1), outcome, tell)


def sizes(config: quorate.Config, rules: Sequence[Rules], numbers: range, ask: Ask, tell: Tell) -> Iterator[Size]:
    nodes = sorted(config.nodes, key=lambda node: (-config.nodes[node], node))
    for number in numbers:
        is_all = comb(len(nodes), number) <= SETS_MAX
        ends = [tuple(nodes[:number]), tuple(nodes[len(nodes) - number :])]
        sets = list(combinations(config.nodes, number)) if is_all else ends
        if ask is outcome and 2 * number == len(nodes):
            # The other half of these halves.
            sets = [one for one in sets if nodes[0] in one]
        cases = []
        for place, one in enumerate(sets):
            tell((number - 1 + place / len(sets)) / len(numbers))
            cases.append(Case(one, {name: ask(config, name, one) for name in rules}))
        yield Size(number, cases, is_all)


def verdict(config: quorate.Config, rules: Rules, lost: Nodes) -> str:
    """Of those that are left."""
    [left, *_] = quorate.what_if(config, rules, down=lost)
    return left.verdict


def outcome(config: quorate.Config, rules: Rules, side: Nodes) -> SplitOutcome:
    """As quorate.splits has it, of any number of nodes."""
    verdicts = [part.verdict for part in quorate.what_if(config, rules, sides=[side])]
    if "quorate" in verdicts:
        return "both" if verdicts.count("quorate") > 1 else "one"
    return "fence_first" if "fence_first" in verdicts else "nobody"


def outcomes(config: quorate.Config, rules: Rules) -> "Counter[str]":
    """How many of the splits that were tried end how."""
    found = splits(config, [rules], lambda _: None)
    return Counter(case.ends[rules] for size in found for case in size.cases)
