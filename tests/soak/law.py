"""What may not happen on a cluster, checked on what its nodes said and when; pure, so that tests can make it up.

Two nodes are apart where both act, by different rings, and one of them is not in the other's view. A node that was cut
off acts until its membership layer has noticed; so two nodes may be apart for as long as that takes, and no longer.
Where their views have no node in common, no notice is due: both have a view of their own by then, and decided.
"""

from typing import Collection, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple, Union

Ring = Tuple[int, int]
# One clock, the monotonic; but who says something may get a processor late. Seconds.
SLACK = 1.0


class Said(NamedTuple):
    """From this moment on the node acts in this view, or does not: it is blocked, off, stopped, or knows nothing."""

    at: float
    node: int
    acts: bool
    ring: Ring = (0, 0)
    members: FrozenSet[int] = frozenset()


class Overlap(NamedTuple):
    """Two nodes apart, from moment to moment."""

    start: float
    end: float
    nodes: Tuple[int, int]
    # No node is in both views.
    is_disjoint: bool


def notice(nodes: int, token: float, sync_timeout: float) -> float:
    """Seconds until who was cut off knows, where the network is in parts, by corosync.conf(5): totem.token and 650 ms
    for each node above two, without a token; consensus, 1.2 times as long, in which nobody else answers; then
    votequorum waits for a device's vote in the new ring for sync_timeout at most."""
    token += 0.65 * max(0, nodes - 2)
    return token + 1.2 * token + sync_timeout + SLACK


def is_in_parts(nodes: Collection[int], cut: Collection[Tuple[int, int]]) -> bool:
    """Whether all nodes of a part hear each other, and nobody else. Else corosync forms ring after ring and may finish
    none, with rules of its own, too, and who is cut off does not know for as long as that lasts."""
    lost = set(cut)
    hears = {one: frozenset(other for other in nodes if not lost & {(one, other), (other, one)}) for one in nodes}
    is_mutual = all((to, of) in lost for of, to in lost)
    return is_mutual and all(hears[other] == hears[one] for one in nodes for other in hears[one])


class Stopped(NamedTuple):
    """From this moment on a daemon of the node is stopped, or goes on."""

    at: float
    node: int
    name: str
    is_stopped: bool


def audible(said: Iterable[Said], stopped: Iterable[Stopped]) -> List[Said]:
    """Without what a node cannot be asked while a daemon of it is stopped: a watchdog has to see to that. What it said
    last holds again afterwards, and it has to notice from there on."""
    events: List[Union[Said, Stopped]] = [*said, *stopped]
    last: Dict[int, Said] = {}
    deaf: Set[Tuple[int, str]] = set()
    found = []
    for event in sorted(events, key=lambda one: (one.at, one.node)):
        if isinstance(event, Said):
            last[event.node] = event
        else:
            (deaf.add if event.is_stopped else deaf.discard)((event.node, event.name))
        if now := last.get(event.node):
            is_deaf = any(node == event.node for node, _ in deaf)
            found.append(now._replace(at=event.at, acts=now.acts and not is_deaf))
    return found


def are_apart(one: Said, other: Said) -> bool:
    is_strange = other.node not in one.members or one.node not in other.members
    return one.acts and other.acts and one.ring != other.ring and is_strange


def overlaps(said: Iterable[Said], end: float) -> List[Overlap]:
    """All of them, those that are disjoint twice: as such, and as part of the time in which the two were apart."""
    now: Dict[int, Said] = {}
    since: Dict[Tuple[int, int, bool], float] = {}
    found: List[Overlap] = []

    def look(node: int, at: float) -> None:
        for other in now:
            pair = min(node, other), max(node, other)
            apart = node != other and are_apart(now[node], now[other])
            for is_disjoint in (False, True):
                holds = apart and not (is_disjoint and now[node].members & now[other].members)
                if holds:
                    since.setdefault((*pair, is_disjoint), at)
                elif (*pair, is_disjoint) in since:
                    found.append(Overlap(since.pop((*pair, is_disjoint)), at, pair, is_disjoint))

    for saying in sorted(said, key=lambda one: one.at):
        now[saying.node] = saying
        look(saying.node, saying.at)
    found += [Overlap(start, end, (a, b), is_disjoint) for (a, b, is_disjoint), start in since.items()]
    return sorted(found)


def splits(
    said: Iterable[Said],
    disturbed: Sequence[float],
    end: float,
    apart: float,
    disjoint: float,
    torn: Sequence[Tuple[float, float]] = (),
) -> List[Overlap]:
    """Overlaps that last longer than these seconds. Who is about to notice begins again with whatever is done to the
    network and to nodes in between, and cannot while the network is torn and not in parts (from, to): then only the
    longest quiet part counts. Disjoint ones have no such excuse."""
    found = []
    breaks = sorted([*disturbed, *(at for window in torn for at in window)])
    for one in overlaps(said, end):
        moments = [one.start, *(at for at in breaks if one.start < at < one.end), one.end]
        parts = [
            (before, after) for before, after in zip(moments, moments[1:])
            if not any(start <= before and after <= over for start, over in torn)
        ]
        quiet = max((after - before for before, after in parts), default=0.0)
        if one.is_disjoint and one.end - one.start > disjoint or not one.is_disjoint and quiet > apart:
            found.append(one)
    return found


def forks(epochs: Iterable[Tuple[int, int, FrozenSet[int]]]) -> List[str]:
    """Of (node, epoch, electorate) in the order of time: an epoch has one electorate, and no node goes back. Epoch 0 is
    none."""
    agreed: Dict[int, FrozenSet[int]] = {}
    newest: Dict[int, int] = {}
    found = []
    for node, epoch, electorate in epochs:
        if epoch == 0:
            continue
        if agreed.setdefault(epoch, electorate) != electorate:
            both = f"{sorted(agreed[epoch])} and, on {node}, {sorted(electorate)}"
            found.append(f"epoch {epoch} has the electorates {both}")
        if epoch < newest.get(node, 0):
            found.append(f"node {node} goes back from epoch {newest[node]} to {epoch}")
        newest[node] = epoch
    return found


def leak(samples: Sequence[Tuple[float, int, int]], settles: float = 30.0) -> Optional[str]:
    """Of (moment, KiB, descriptors) of one process, which has all that it needs after a while: what grew."""
    later = [one for one in samples if one[0] - samples[0][0] >= settles]
    if len(later) < 4:
        return None
    half = len(later) // 2
    for index, what, tolerated in ((1, "KiB", max(4096, later[0][1] // 4)), (2, "descriptors", 8)):
        before, after = (sorted(one[index] for one in part)[len(part) // 2] for part in (later[:half], later[half:]))
        if after - before > tolerated:
            return f"{before} to {after} {what}"
    return None
