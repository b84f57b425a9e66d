"""The map of what survives: which nodes fail at once, and what the rules say of those that are left."""

from itertools import combinations
from math import comb
from typing import Callable, Dict, Iterator, List, NamedTuple, Sequence, Tuple, Union

import quorate
from quorate.cli.common import in_words_of
from quorate.cli.what_if import SPLITS_MAX
from quorate.types import Rules

NODES_SHOWN = 5
"""Of so many nodes every set is shown; of more, what comes of each number."""
SETS_MAX = 1000
"""More sets of one size are not tried: those with the most and the fewest votes stand for them."""
Verdicts = Dict[Rules, str]


class Loss(NamedTuple):
    """Nodes that fail at once, and the verdict of the others."""

    lost: Tuple[int, ...]
    verdicts: Verdicts


class Size(NamedTuple):
    """All losses of so many nodes; is_all: each was tried, else two stand for them."""

    lost: int
    losses: List[Loss]
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


def sizes(config: quorate.Config, rules: Sequence[Rules], tell: Callable[[float], None]) -> Iterator[Size]:
    """tell() hears how much of it is done, from 0 to 1."""
    nodes = sorted(config.nodes, key=lambda node: (-config.nodes[node], node))
    for lost in range(1, len(nodes)):
        is_all = comb(len(nodes), lost) <= SETS_MAX
        ends = [tuple(nodes[:lost]), tuple(nodes[len(nodes) - lost :])]
        sets = list(combinations(config.nodes, lost)) if is_all else ends
        losses = []
        for place, one in enumerate(sets):
            tell((lost - 1 + place / len(sets)) / (len(nodes) - 1))
            losses.append(Loss(one, {name: verdict(config, name, one) for name in rules}))
        yield Size(lost, losses, is_all)


def verdict(config: quorate.Config, rules: Rules, lost: Tuple[int, ...]) -> str:
    [left, *_] = quorate.what_if(config, rules, down=lost)
    return left.verdict


def splits(config: quorate.Config, rules: Sequence[Rules]) -> "List[Tuple[quorate.Split, ...]] | None":
    """Each split into two sides, once for each of the rules; None: too many."""
    if len(config.nodes) > SPLITS_MAX:
        return None
    return list(zip(*(quorate.splits(config, name) for name in rules)))


def outcomes(config: quorate.Config, rules: Rules) -> Dict[str, int]:
    """How many splits end how."""
    found: Dict[str, int] = {}
    for (split,) in splits(config, [rules]) or ():
        found[split.outcome] = found.get(split.outcome, 0) + 1
    return found
