"""Which fencing in Pacemaker's history is new: it took place while the present members were together.

The times there do not tell. Nodes that meet merge their histories, so an event that is new to this node may be old, and
its time is of another node's clock; clocks may be wrong, above all at boot. So the history is looked at when no other
node has anything old to add: SETTLES seconds after this node's Pacemaker has answered first since anybody
joined (it merges 5 s after a node has joined it, or 30 s after it has started), or at once where the node is alone.
What was neither finished nor under way there, and later is a success, has taken place since.
"""

import time
from typing import Collection, FrozenSet, Iterable, NamedTuple, Optional

from quorate.pacemaker.history import FenceEvent

SETTLES = 60.0


class Baseline(NamedTuple):
    """The history as it was at some time (of the monotonic clock), with everything old in it."""

    events: FrozenSet[FenceEvent]
    at: float


class First(NamedTuple):
    """The first answer in a row of them."""

    events: FrozenSet[FenceEvent]
    at: float


class Watch(NamedTuple):
    """The history since anybody joined: joins says how often that was."""

    joins: int
    first: Optional[First] = None
    baseline: Optional[Baseline] = None

    def seen(self, events: Collection[FenceEvent], now: float, is_alone: bool) -> "Watch":
        """is_alone: nobody else is in the ring, so nobody merges anything."""
        found, first = frozenset(events), self.first
        if first is None or not frozenset(event for event in first.events if not event.is_pending) <= found:
            # What was there is not any more: Pacemaker has started again, and will be told by the others.
            first = First(found, now)
        has_settled = is_alone or now - first.at >= SETTLES
        return self._replace(first=first, baseline=Baseline(found, time.monotonic()) if has_settled else None)

    def unanswered(self) -> "Watch":
        """Pacemaker does not run; when it does, it asks the others."""
        return self._replace(first=None)


def fenced_since(baseline: Baseline, events: Collection[FenceEvent], name: str, since: float) -> Optional[FenceEvent]:
    """A fencing of the node that began after the baseline, unless this node's clock says that it ended before.

    An action that was under way at the baseline may have switched the node off before that. One that ended before the
    view that lacks the node may have been of its former life: Pacemaker says that a reboot is over when the node may be
    back already. since: when that view began, of the monotonic clock.
    """
    if any(event.is_pending and event.target == name for event in baseline.events):
        return None
    for event in ended_since(events, name, max(baseline.at, since)):
        if _alike(event, events) > _alike(event, baseline.events):
            return event
    return None


def ended_since(events: Iterable[FenceEvent], name: str, since: float) -> Iterable[FenceEvent]:
    """The node's, by the time of this node's clock; that of other nodes may be wrong."""
    by_the_clock = int(time.time() - (time.monotonic() - since))
    for event in events:
        if event.target == name and event.was_off and event.completed is not None and event.completed > by_the_clock:
            yield event


def _alike(event: FenceEvent, events: Iterable[FenceEvent]) -> int:
    """How many are the same but for their time, which another node's history may have otherwise."""
    return sum(other._replace(completed=None) == event._replace(completed=None) for other in events)
