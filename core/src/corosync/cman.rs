//! What cman does otherwise than votequorum (field.md A7, D1).
//!
//! two_node is for exactly two nodes of one vote; there is no wait_for_all; a plain leave
//! keeps expected votes, `leave remove` takes the leaver's votes off them (cman itself set them to
//! the number of nodes by mistake, 2.1-8), and a node that comes back adds its own again.

use super::Votequorum;
use crate::config::Config;
use crate::error::EngineError;
use crate::node::NodeId;
use crate::roster::{Marks, NodeFlags, NodeState};

/// Refuses, by name, what cman does not have.
pub(super) fn check<const N: usize>(config: &Config<N>) -> Result<(), EngineError> {
    let options = config.options();
    let foreign = [
        (options.wait_for_all == Some(true), "wait_for_all"),
        (options.last_man_standing, "last_man_standing"),
        (options.auto_tie_breaker, "auto_tie_breaker"),
        (options.allow_downscale, "allow_downscale"),
        (options.freeze_on_loss, "freeze_on_loss"),
        (options.expected_votes_tracking, "expected_votes_tracking"),
    ];
    if let Some((_, option)) = foreign.iter().find(|(wanted, _)| *wanted) {
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
    pub(super) fn receive_leave(&mut self, from: NodeId, remove: bool) {
        let Some(entry) = self.roster.get_mut(from) else {
            return;
        };
        entry.state = NodeState::Leaving;
        if remove {
            entry.mark(Marks::REMOVED, true);
            let votes = entry.votes;
            let expected_votes = self.highest_expected().saturating_sub(votes);
            self.roster.us.expected_votes = expected_votes;
            self.expect_of_members(expected_votes);
        }
        self.recalculate(remove, false);
    }

    /// Raises expected votes by those of a node that comes back after `leave remove`, and to those
    /// of a quorate peer that has already done so. Tells whether peers must hear of it.
    pub(super) fn cman_raise(&mut self, from: NodeId, votes: u32, told: u32, quorate: bool) -> bool {
        let was_removed = self.roster.get(from).is_some_and(|entry| entry.removed());
        if was_removed {
            if let Some(entry) = self.roster.get_mut(from) {
                entry.mark(Marks::REMOVED, false);
            }
            let expected_votes = self.roster.us.expected_votes.saturating_add(votes);
            self.roster.us.expected_votes = expected_votes;
            self.expect_of_members(expected_votes);
        }
        if quorate {
            let us = &mut self.roster.us;
            us.expected_votes = us.expected_votes.max(told);
        }
        was_removed && self.roster.us.flags.has(NodeFlags::QUORATE)
    }
}
