"""Whom corosync lists in the group though its node is not in the ring.

Up to 3.1.10 corosync may announce a process of a node that left before the new ring was agreed on, and then never takes
it off its list: every round would wait for its hello, and once the node is back it would have two daemons. So such a
member does not count. corosync says nothing when that very process comes back; the first frame that it sends does.
"""

from typing import AbstractSet, Collection, FrozenSet, Optional, Set

from quorate.device.protocol import Member


class Ghosts:
    """Of one group, as one node sees it."""

    def __init__(self) -> None:
        self.members: FrozenSet[Member] = frozenset()
        self._ring_nodes: Optional[FrozenSet[int]] = None

    def hide(self, members: Collection[Member], joined: Collection[Member], is_first: bool) -> Set[Member]:
        """The members without ghosts. With the first list that a daemon gets, it may have heard of the ring before."""
        here = set(members)
        self.members &= here - set(joined)
        if is_first and self._ring_nodes is not None:
            self.members |= {member for member in here if member.node not in self._ring_nodes}
        return here - self.members

    def found(self, ring_nodes: Collection[int], group: Collection[Member]) -> AbstractSet[int]:
        """There is a new ring: which nodes are gone, and not from the group."""
        self._ring_nodes = frozenset(ring_nodes)
        ghosts = {member for member in group if member.node not in self._ring_nodes}
        self.members |= ghosts
        return {member.node for member in ghosts}

    @property
    def may_be_back(self) -> bool:
        """Whether the node of one is in the ring again."""
        return any(member.node in (self._ring_nodes or ()) for member in self.members)
