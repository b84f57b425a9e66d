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


def both_quorate(cluster: Cluster, power_cuts: Dict[int, List[float]], until: float) -> float:
    """The longest time, in seconds, for which two nodes without a common member were quorate."""
    of_nodes: Sequence[List[Span]] = [
        spans(node.log("corosync.log"), power_cuts.get(node.id, []), until) for node in cluster
    ]
    overlaps = (
        min(one.end, other.end) - max(one.start, other.start)
        for place, ours in enumerate(of_nodes)
        for theirs in of_nodes[place + 1 :]
        for one in ours
        for other in theirs
        if not set(one.members) & set(other.members)
    )
    return max([0.0, *overlaps])
