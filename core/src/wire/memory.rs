//! What a node knows of the electorate that was agreed on last, and of a successor that may have been.

use crate::base::{NodeId, RingId, number};
use serde::{Deserialize, Serialize};

/// What a successor does to the electorate before: nodes go, and one comes or gets other votes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Change {
    /// Who goes: bit 0 is the electorate's lowest nodeid, bit 1 the next, and so on.
    #[serde(with = "number::wide")]
    pub drop: u64,
    /// Who comes, or gets other votes; 0: nobody.
    pub node: NodeId,
    /// The votes of that node.
    #[serde(with = "number")]
    pub votes: u32,
}

impl Change {
    /// Nothing changes.
    pub(crate) const NONE: Change = Change { drop: 0, node: NodeId::QUORUM_DEVICE, votes: 0 };

    #[inline(never)]
    pub(crate) fn is_none(&self) -> bool {
        self.drop == 0 && self.node == NodeId::QUORUM_DEVICE
    }
}

/// What a node knows: the epoch of the newest agreed electorate, and what was attempted after it, if anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Electorates are numbered from 1; 0: the node is blank, it knows none.
    #[serde(with = "number")]
    pub epoch: u32,
    /// The view of the attempt.
    pub ballot: RingId,
    /// The attempt; a change of nothing: none is known.
    pub change: Change,
}

impl Memory {
    /// Nothing is known.
    pub(crate) const BLANK: Memory =
        Memory { epoch: 0, ballot: RingId { node: NodeId::QUORUM_DEVICE, seq: 0 }, change: Change::NONE };

    pub(crate) fn has_attempt(&self) -> bool {
        !self.change.is_none()
    }

    /// Whether its attempt is the later one. Both are of one epoch.
    pub(crate) fn is_after(&self, other: &Memory) -> bool {
        let order = |ballot: RingId| (ballot.seq, ballot.node);
        self.has_attempt() && (!other.has_attempt() || order(self.ballot) > order(other.ballot))
    }
}

/// What messages tell of the electorate; nothing where it never changes (without the feature `agreed`).
#[cfg(feature = "agreed")]
pub type Told = Memory;
#[cfg(not(feature = "agreed"))]
pub type Told = ();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_attempt_is_that_of_the_later_view() {
        let attempt = |seq, node| Memory {
            ballot: RingId { node: NodeId(node), seq },
            change: Change { drop: 1, ..Change::NONE },
            ..Memory::BLANK
        };
        let in_order = [Memory::BLANK, attempt(4, 1), attempt(4, 2), attempt(8, 1)];
        for (later, one) in in_order.iter().enumerate() {
            for (earlier, other) in in_order.iter().enumerate() {
                assert_eq!(one.is_after(other), later > earlier, "{one:?} {other:?}");
            }
        }
        // A view without an attempt counts for nothing.
        let idle = Memory { change: Change::NONE, ..attempt(12, 1) };
        assert!(!idle.is_after(&attempt(4, 1)) && attempt(4, 1).is_after(&idle));
    }
}
