"""How long two partitions of a cluster were quorate at once, as the nodes' corosync says in its log."""

import re
from typing import Dict, Iterable, List, NamedTuple, Sequence, Tuple

from lab import Cluster
from lab.corosync import moment

# A node that starts, a flag that counts from the list of members behind it, and that list.
SAID = re.compile(
    r"^(\w+ +\d+ [\d:]+)\.(\d+) .*"
    r"(?:(Corosync Cluster Engine)|within the (non-)?primary|\[QUORUM\] Members\[\d+\]:(.*))",
    re.MULTILINE,
)


class Span(NamedTuple):
    """A node is quorate, with these members."""

    start: float
    end: float
    members: Tuple[int, ...]


def spans(log: str, power_cuts: Iterable[float], until: float) -> List[Span]:
    """Of one node. Its log does not have when its power was cut."""
    events: List[Tuple[float, bool, Tuple[int, ...]]] = [(at, False, ()) for at in (*power_cuts, until)]
    is_quorate = False
    for day, milliseconds, starts, non_primary, members in SAID.findall(log):
        at = moment(day, milliseconds)
        if starts:
            is_quorate = False
            events.append((at, False, ()))
        elif members:
            events.append((at, is_quorate, tuple(map(int, members.split()))))
        else:
            is_quorate = not non_primary
    events.sort()
    pairs = zip(events, events[1:])
    return [Span(start, end, members) for (start, quorate, members), (end, _, _) in pairs if quorate]


class Both(NamedTuple):
    """Two nodes without a common member were quorate at once, for so many seconds."""

    seconds: float = 0.0
    said: str = ""


def both_quorate(cluster: Cluster, power_cuts: Dict[int, List[float]], until: float) -> Both:
    """The longest such time. Moments are seconds after the first node was quorate."""
    of_nodes: Sequence[Tuple[int, List[Span]]] = [
        (node.id, spans(node.log("corosync.log"), power_cuts.get(node.id, []), until)) for node in cluster
    ]
    first = min((span.start for _, found in of_nodes for span in found), default=until)

    def both(one: Tuple[int, Span], other: Tuple[int, Span]) -> Both:
        seconds = min(one[1].end, other[1].end) - max(one[1].start, other[1].start)
        said = (
            f"node {id} with {list(span.members)} from {span.start - first:.1f} to {span.end - first:.1f} s"
            for id, span in (one, other)
        )
        return Both(seconds, " and ".join(said))

    of_all = [(id, span) for id, found in of_nodes for span in found]
    apart = (
        both(one, other)
        for place, one in enumerate(of_all)
        for other in of_all[place + 1 :]
        if one[0] != other[0] and not set(one[1].members) & set(other[1].members)
    )
    return max([Both(), *apart])
