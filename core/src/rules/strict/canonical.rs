//! What of a node's state decides what it will do: for the explorer, which visits no state twice.
//!
//! Left out: ring and sequence numbers, instants, reasons, the electorate (it is fixed), and what is known of
//! nodes that have not told their state in the view. Of a decision only what the node may do: which rule said so
//! is found out anew whenever something is decided.

use super::Strict;
use super::decide::Decision;
use crate::base::{NodeId, NodeState};
use crate::wire::NodeFlags;

/// In what a node knows of another one: it holds a proof that this one was off.
pub(crate) const PROVED_OFF: u64 = 1 << 1;

impl<const N: usize> Strict<N> {
    /// What it knows of itself and of its view.
    pub(super) fn canonical(&self, word: &mut impl FnMut(u64)) {
        let decision = match self.decision {
            Decision::FenceFirst => 2,
            Decision::Frozen => 3,
            decision => u64::from(decision.is_quorate()),
        };
        let NodeFlags(flags) = self.own.flags;
        word(decision);
        word(u64::from(flags));
        word(u64::from(self.own.expected_votes) << 32 | u64::from(self.told_expected));
        let bits = [self.has_view, self.left, self.proofs.are_complete(), self.device_deadline.is_some()];
        bits.into_iter().for_each(|bit| word(u64::from(bit)));
        word(u64::try_from(self.outbox.len()).unwrap_or(u64::MAX));
    }

    /// What it knows of this node.
    pub(super) fn canonical_of(&self, peer: NodeId) -> u64 {
        let roster = &self.roster;
        let Some((place, entry)) = roster.place_of(peer).and_then(|place| Some((place, roster.at(place)?)))
        else {
            return 0;
        };
        let (in_view, ready) = (roster.in_view.contains(place), roster.ready.contains(place));
        // Complete proofs have done their work; who held them does not matter any more.
        let proved_off = self.proofs.off.contains(place) && !self.proofs.are_complete();
        let marks = [true, proved_off, in_view];
        let bits = marks.into_iter().fold(0, |bits, mark| (bits << 1) | u64::from(mark));
        // Its first state in the view will replace all that was known.
        if !in_view || !ready {
            return bits;
        }
        let NodeFlags(flags) = entry.flags;
        let leaves = u64::from(entry.state == NodeState::Leaving);
        // Votes are the electorate's: 3 + 2 + 16 + 32 bits.
        bits | (1 << 3) | (leaves << 4) | (u64::from(flags) << 5) | (u64::from(entry.expected_votes) << 21)
    }
}
