//! What of a node's state decides what it will do: for the explorer, which visits no state twice.
//!
//! Left out: ring and sequence numbers, instants (a timer is armed or not), reasons, and what is fixed by the config.

use super::Votequorum;
use crate::base::{NodeId, NodeState};
use crate::config::TieBreaker;
use crate::rules::canonical::{bits, pair};
use crate::wire::NodeFlags;

impl<const N: usize> Votequorum<N> {
    /// What it knows of itself and of its cluster as a whole.
    pub(super) fn canonical(&self, word: &mut impl FnMut(u64)) {
        let has_tie_breaker = self.tie_breaker != TieBreaker::Off;
        word(bits([
            self.wait_for_all.waiting,
            self.last_man_standing.enabled,
            self.last_man_standing.deadline.is_some(),
            self.device.deadline.is_some(),
            self.device.holds_up_sync,
            self.device.name.is_empty(),
            self.quorate,
            self.has_view,
            self.syncing,
            self.syncing && self.held.is_some(),
            self.left,
            self.tie_breaker_on,
        ]));
        word(u64::from(self.quorum));
        word(u64::from(self.device.votes));
        word(u64::from(self.downscale.highest_ever()));
        word(u64::try_from(self.outbox.len()).unwrap_or(u64::MAX));
        if has_tie_breaker {
            let id = |node: NodeId| u64::from(node.0);
            let sizes = [self.roster.in_view, self.roster.in_previous].map(|set| u64::from(set.len()));
            [id(self.lowest), id(self.highest)].into_iter().chain(sizes).for_each(word);
        }
    }

    /// What it knows of this node. Of one that is dead or unseen only that: all else comes anew with its next
    /// state.
    pub(super) fn canonical_of(&self, peer: NodeId) -> u64 {
        let roster = &self.roster;
        let Some((place, entry)) = roster.place_of(peer).and_then(|place| Some((place, roster.at(place)?)))
        else {
            return 0;
        };
        let was_here = self.tie_breaker != TieBreaker::Off && roster.in_previous.contains(place);
        let (in_view, ready) = (roster.in_view.contains(place), roster.ready.contains(place));
        let is_alive = matches!(entry.state, NodeState::Member | NodeState::Leaving);
        let leaves = entry.state == NodeState::Leaving;
        let NodeFlags(flags) = entry.flags;
        // Votes are the config's.
        let told = if is_alive { pair(flags, entry.expected_votes) } else { 0 };
        (bits([true, was_here, entry.removed, in_view, ready, is_alive, leaves]) << 48) | told
    }
}
