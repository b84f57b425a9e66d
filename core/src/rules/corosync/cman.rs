//! What cman does otherwise than votequorum.
//!
//! two_node is for exactly two nodes of one vote; there is no wait_for_all; a plain leave keeps expected
//! votes, `leave remove` sets them to the number of nodes that are left (nodes, not votes: 2.1-8). When nodes meet,
//! the highest expected votes win, so that one who comes back brings its config's. Total votes raise
//! quorum, not expected votes.

use super::Votequorum;
use crate::base::{NodeId, NodeState, Rules, count};
use crate::config::Config;
use crate::rules::roster::Marks;
use crate::verdict::EngineError;
use crate::wire::NodeFlags;

/// Refuses, by name, what cman does not have.
pub(super) fn check<const N: usize>(config: &Config<N>) -> Result<(), EngineError> {
    let options = config.options();
    if let Some(option) = options.refused_by(Rules::Cman) {
        return Err(EngineError::NotInTheseRules(option));
    }
    let nodes = config.nodes();
    let one_vote_each = nodes.iter().all(|node| node.votes == 1);
    match options.two_node && !(nodes.len() == 2 && one_vote_each) {
        true => Err(EngineError::TwoNodeNeedsTwoNodes),
        false => Ok(()),
    }
}

impl<const N: usize> Votequorum<N> {
    /// Its votes count until it is gone; then what it wanted is done.
    pub(super) fn receive_leave(&mut self, from: NodeId, remove: bool) {
        if let Some(entry) = self.roster.get_mut(from) {
            entry.state = NodeState::Leaving;
            entry.mark(Marks::REMOVED, remove);
        }
    }

    /// After `leave remove` expected votes are the number of nodes that are left.
    pub(super) fn cman_remove(&mut self) {
        let nodes = count(self.roster.members());
        self.expect_of_members(u32::try_from(nodes).unwrap_or(u32::MAX));
        self.recalculate(true, false);
    }

    /// A TRANSITION message: the highest expected votes win, whoever is quorate. A peer's votes are those of
    /// the config or an operator's; it does not tell them.
    pub(super) fn receive_transition(
        &mut self,
        from: NodeId,
        expected_votes: u32,
        flags: NodeFlags,
    ) -> Result<(), EngineError> {
        let entry = self.roster.get_mut(from).ok_or(EngineError::SenderNotInView(from))?;
        entry.flags = flags;
        entry.expected_votes = expected_votes;
        entry.state = NodeState::Member;
        entry.mark(Marks::REMOVED, false);
        // In this order, so that the local node's own message takes back what those before it raised.
        let us = &mut self.roster.us;
        us.expected_votes = us.expected_votes.max(expected_votes);
        self.recalculate(false, false);
        Ok(())
    }

    /// An operator's expected votes: those of the node that was asked; nobody else expects more.
    pub(super) fn cman_expect(&mut self, from: NodeId, expected_votes: u32) {
        for entry in self.roster.iter_mut().filter(|entry| entry.is_member()) {
            entry.expected_votes = match entry.id == from {
                true => expected_votes,
                false => entry.expected_votes.min(expected_votes),
            };
        }
        self.recalculate(true, false);
    }
}
