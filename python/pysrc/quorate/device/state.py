"""What the daemon knows, as its status socket and its log tell it."""

from typing import Dict, NamedTuple, Optional, Tuple

from quorate.device.client import VERSION as VERSION
from quorate.device.exchange import Exchange, Judgement

Ring = Tuple[int, int]


class Surroundings(NamedTuple):
    """What the exchange does not know."""

    names: Dict[int, str]
    corosync_ring: Optional[Ring]
    vote: bool
    view_age: float
    proofs: str


def as_dict(exchange: Exchange, judgement: Judgement, around: Surroundings) -> Dict[str, object]:
    """The JSON object of the status socket; quorate.device.client describes it."""
    status = exchange.engine.status
    members = sorted({member.node for member in exchange.group})
    left = max(0, status.fence_delay - int(around.view_age * 1000))
    return {
        "version": VERSION,
        "verdict": judgement.verdict,
        "reason": {"code": judgement.code, "text": judgement.text},
        "node": exchange.node,
        "names": {str(node): name for node, name in sorted(around.names.items())},
        "members": members,
        "missing": list(exchange.missing),
        "ring": list(status.ring),
        "corosync_ring": None if around.corosync_ring is None else list(around.corosync_ring),
        "vote": around.vote,
        "total_votes": status.total_votes,
        "quorum": status.quorum,
        "expected_votes": status.expected_votes,
        "fence_delay_left": left if judgement.verdict == "fence_first" else 0,
        "proofs": around.proofs,
        "electorate": electorate(exchange),
    }


def electorate(exchange: Exchange) -> Optional[Dict[str, object]]:
    """Who votes, if that changes by agreement, and what keeps it from changing."""
    found = exchange.engine.electorate
    if found is None:
        return None
    return {
        "epoch": found.epoch,
        "nodes": list(found.electors),
        "change_pending": found.change_pending,
        "unstored": list(found.unstored),
        "other_nodelist": list(found.other_nodelist),
    }


def not_connected(why: str) -> Dict[str, object]:
    """The same keys while there is no corosync to talk to."""
    return {
        "version": VERSION,
        "verdict": "blocked",
        "reason": {"code": "no_view", "text": f"the quorum device is not connected to corosync: {why}"},
        "node": 0,
        "names": {},
        "members": [],
        "missing": [],
        "ring": [0, 0],
        "corosync_ring": None,
        "vote": False,
        "total_votes": 0,
        "quorum": 0,
        "expected_votes": 0,
        "fence_delay_left": 0,
        "proofs": "",
        "electorate": None,
    }
