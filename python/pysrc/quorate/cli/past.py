"""The past of the running corosync, as far as one look can tell: whom it has seen, and what it was told."""

from functools import partial
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import quorate
from quorate.cli import drift
from quorate.cli.common import count
from quorate.corosync import Live
from quorate.types import Rules

FIELDS: List[Tuple[str, str]] = [
    ("quorate", "verdict"),
    ("total_votes", "total votes"),
    ("expected_votes", "expected votes"),
    ("highest_expected", "highest expected"),
    ("quorum", "quorum"),
    ("flags", "flags"),
]
SUMS_MAX = 100
"""More than votes of 1 have, of any cluster; weights may have many."""
OF_THE_RULES = {"highest_expected", "flags"}
"""What rules strict have in their own way, so that a difference means nothing."""


def history(
    config: quorate.Config,
    live: Live,
    rules: Rules,
    tell: Callable[[quorate.Engine], None] = lambda engine: None,
    before_loss: bool = False,
    past: Sequence[int] = (),
) -> quorate.Engine:
    """An engine that has seen what this node must have seen: the past, by default the likeliest one, and its members.

    tell() is called in the last view, or in the one before.
    """
    engine = quorate.Engine(config, live.node, rules)
    has_device = config.options.device and "Qdevice" in live.flags
    before = tuple(past or next(pasts(config, live)))
    views = [live.members] if before == live.members else [before, live.members]
    for number, members in enumerate(views):
        is_last = members is views[-1]
        engine.observe(members)
        if has_device and number == 0:
            engine.device_register(live.device_name or "Qdevice")
            if "QdeviceMasterWins" in live.flags:
                engine.device_master_wins(True)
        if has_device and "QdeviceAlive" in live.flags:
            casts = "QdeviceCastVote" in live.flags or not is_last
            engine.device_poll(engine.status.ring, casts, 0)
        if is_last != before_loss:
            tell(engine)
    return engine


def pasts(config: quorate.Config, live: Live) -> Iterator[Sequence[int]]:
    """Who may have been here together since corosync started, the likeliest first: everyone, unless wait_for_all still
    holds it back; nobody but the members, since a start; and one set for every sum of votes in between.

    With a quorum device corosync expects the most votes that it has ever seen together, and the device's.
    """
    if not live.waits_for_all:
        yield tuple(sorted(set(config.nodes) | set(live.members)))
    yield live.members
    if live.waits_for_all or not config.options.device:
        return
    missing = sorted(set(config.nodes) - set(live.members))
    by_votes: Dict[int, Tuple[int, ...]] = {0: ()}
    for node in missing:
        for votes, nodes in list(by_votes.items()):
            if len(by_votes) < SUMS_MAX:
                by_votes.setdefault(votes + config.nodes[node], (*nodes, node))
    for _, nodes in sorted(by_votes.items()):
        if 0 < len(nodes) < len(missing):
            yield tuple(sorted({*live.members, *nodes}))


def unequal(live: Live, engine: quorate.Engine, rules: Rules) -> List[Tuple[str, Any, Any]]:
    status = engine.status
    found = []
    for field, _ in FIELDS:
        theirs, ours = getattr(live, field), getattr(status, field)
        if theirs != ours and not (rules == "strict" and field in OF_THE_RULES):
            found.append((field, theirs, ours))
    return found


class Told:
    """What an operator has told the running corosync: words says it (empty: nothing), engine has heard it, too.

    engine is None where it cannot have been like that; by_config is the engine that has heard nothing.
    """

    def __init__(self, config: quorate.Config, live: Live) -> None:
        self.config, self.live = config, live
        self.votes = {
            node: live.votes[node] for node, votes in config.nodes.items() if live.votes.get(node, votes) != votes
        }
        self.by_config = self.without_words()
        self.engine = self.heard(None)
        # Votes that were given to a node may have raised what is expected, without another word.
        expected = (self.engine or self.by_config).status.expected_votes
        if live.expected_votes != expected:
            self.engine = self.heard(live.expected_votes)
        self.words = "; ".join(self.sentences(expected))

    def sentences(self, expected: int) -> Iterator[str]:
        for node, votes in sorted(self.votes.items()):
            has = f"{named(node, self.live)} has {count(votes, 'vote')}"
            yield f"{has}, configured {self.config.nodes[node]} ({drift.votes_cause(node, self.live)})"
        if self.live.expected_votes != expected:
            is_lower = self.live.expected_votes < expected
            causes = " or ".join(drift.expected_causes(self.config, self.live, is_lower))
            expects = count(self.live.expected_votes, "vote")
            yield f"corosync expects {expects}; the config says {expected} ({causes})"

    def without_words(self) -> quorate.Engine:
        """Of the likeliest past that explains what corosync expects, so that nobody is blamed without need."""
        engines = (history(self.config, self.live, "corosync", past=past) for past in pasts(self.config, self.live))
        likeliest = next(engines)
        return next(filter(self.explains, (likeliest, *engines)), likeliest)

    def heard(self, expected: Optional[int]) -> Optional[quorate.Engine]:
        """The engine of the likeliest past that explains what corosync expects."""
        heard = (self.heard_after(past, expected) for past in pasts(self.config, self.live))
        engines = [engine for engine in heard if engine is not None]
        return next(filter(self.explains, engines), engines[0] if engines else None)

    def explains(self, engine: quorate.Engine) -> bool:
        return bool(engine.status.expected_votes == self.live.expected_votes)

    def heard_after(self, past: Sequence[int], expected: Optional[int]) -> Optional[quorate.Engine]:
        """The engine that comes nearest. Some commands are refused before a loss, others after it."""
        engines = []
        for before_loss in (False, True):
            try:
                tell = partial(self.tell, expected)
                engines.append(history(self.config, self.live, "corosync", tell, before_loss, past))
            except (quorate.Error, ValueError):
                continue
        return min(engines, key=lambda engine: len(unequal(self.live, engine, "corosync")), default=None)

    def tell(self, expected: Optional[int], engine: quorate.Engine) -> None:
        for node, votes in sorted(self.votes.items()):
            engine.set_votes(node, votes)
        if expected is not None:
            engine.set_expected_votes(expected)


def named(node: int, live: Live) -> str:
    name = live.names.get(node)
    return f"node {node} ({name})" if name else f"node {node}"
