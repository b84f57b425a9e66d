//! What cman does otherwise than votequorum.
//!
//! two_node is for exactly two nodes of one vote; there is no wait_for_all; a plain leave keeps expected
//! votes, `leave remove` sets them to the number of nodes that are left (nodes, not votes: 2.1-8). When nodes meet,
//! the highest expected votes win, so that one who comes back brings its config's. Total votes raise
//! quorum, not expected votes.

use super::Votequorum;
use crate::base::{NodeId, NodeState};
use crate::wire::NodeFlags;

impl<const N: usize> Votequorum<N> {
    /// Its votes count until it is gone; then what it wanted is done.
    pub(super) fn receive_leave(&mut self, sender: usize, remove: bool) {
        self.change(sender, |entry| {
            entry.state = NodeState::Leaving;
            entry.removed = remove;
        });
    }

    /// After `leave remove` expected votes are the number of nodes that are left.
    pub(super) fn cman_remove(&mut self) {
        self.expect_of_members(self.sums.members.len());
        self.recalculate(true, false);
    }

    /// A TRANSITION message: the highest expected votes win, whoever is quorate. A peer's votes are those of
    /// the config or an operator's; it does not tell them.
    pub(super) fn receive_transition(&mut self, sender: usize, expected_votes: u32, flags: NodeFlags) {
        self.change(sender, |entry| {
            entry.flags = flags;
            entry.expected_votes = expected_votes;
            entry.state = NodeState::Member;
            entry.removed = false;
        });
        // In this order, so that the local node's own message takes back what those before it raised.
        self.expect(self.roster.us.expected_votes.max(expected_votes));
        self.recalculate(false, false);
    }

    /// An operator's expected votes: those of the node that was asked; nobody else expects more.
    pub(super) fn cman_expect(&mut self, from: NodeId, expected_votes: u32) {
        self.roster.each(self.sums.members, |entry| {
            entry.expected_votes = match entry.id == from {
                true => expected_votes,
                false => entry.expected_votes.min(expected_votes),
            };
        });
        self.add_up_again();
        self.recalculate(true, false);
    }
}
