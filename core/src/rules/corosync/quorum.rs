//! The number called quorum, and the decision.
//!
//! `quorum = max(E, T) / 2 + 1`, rounded down, with E the highest expected votes of any member
//! and T the members' votes. It comes from the OpenVMS cluster manual and never
//! falls because nodes left (the ratchet, A2), only where somebody allows a decrease.

use super::Votequorum;
use crate::base::{NodeId, NodeSet};
use crate::rules::roster::US;
use crate::wire::NodeFlags;

/// Which rule made the partition quorate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DecidedBy {
    Nothing,
    Votes,
    TieBreaker(NodeId),
    MasterWins(NodeId),
}

/// One calculation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub(super) total_votes: u32,
    pub(super) quorum: u32,
}

/// More than half of `votes`.
pub(super) fn majority_of(votes: u32) -> u32 {
    (votes / 2).saturating_add(1)
}

impl<const N: usize> Votequorum<N> {
    /// Votes that count: the members', and the device's where it votes for this node.
    pub(super) fn total_votes(&self) -> u32 {
        match self.device_casts() {
            true => self.sums.votes.saturating_add(self.device.votes),
            false => self.sums.votes,
        }
    }

    /// How many vote, with the device where it votes for this node.
    pub(super) fn voters(&self) -> u32 {
        self.sums.members.len().saturating_add(u32::from(self.device_casts()))
    }

    fn device_casts(&self) -> bool {
        self.roster.us.flags.has(NodeFlags::DEVICE_CAST_VOTE)
    }

    /// The highest expected votes of any member.
    pub(super) fn highest_expected(&self) -> u32 {
        self.sums.highest
    }

    /// What quorum would be. `expected_votes` replaces what the members expect, where given.
    pub(super) fn tally(&self, allow_decrease: bool, expected_votes: Option<u32>) -> Tally {
        let total_votes = self.total_votes();
        let expected = expected_votes.unwrap_or_else(|| self.highest_expected());
        let mut quorum = majority_of(expected.max(total_votes));
        if !allow_decrease {
            quorum = quorum.max(self.quorum);
        }
        if self.two_node_in_force() {
            quorum = 1;
        }
        Tally { total_votes, quorum }
    }

    /// Recomputes quorum and the verdict. `by_node_count` sets expected votes to the
    /// number of voters, as votequorum does after a clean leave and after
    /// last_man_standing's window; it counts nodes there, not votes.
    pub(super) fn recalculate(&mut self, allow_decrease: bool, by_node_count: bool) {
        // The device's votes count here whether it casts them or not.
        let configured = self.sums.votes.saturating_add(self.device.votes);
        if configured > self.roster.us.expected_votes && self.dialect().raises_expected_votes {
            self.expect(configured);
        }
        self.downscale.track(self.roster.us.expected_votes);

        let count = by_node_count.then(|| self.node_count()).filter(|count| *count != 0);
        let floored = count.map(|count| self.downscale.floor(allow_decrease, count));
        let tally = self.tally(allow_decrease, floored);
        self.quorum = tally.quorum;
        if let Some(count) = count {
            self.expect_of_members(count);
        }
        self.decide(tally.total_votes);
    }

    /// Sets expected votes of the local node.
    pub(super) fn expect(&mut self, expected_votes: u32) {
        self.change(US, |us| us.expected_votes = expected_votes);
    }

    /// Sets expected votes of every member; 0 changes nothing.
    pub(super) fn expect_of_members(&mut self, expected_votes: u32) {
        if expected_votes == 0 {
            return;
        }
        self.roster.each(self.sums.members, |entry| entry.expected_votes = expected_votes);
        self.add_up_again();
    }

    fn node_count(&self) -> u32 {
        self.sums.members.len().saturating_add(u32::from(self.device.votes != 0))
    }

    fn decide(&mut self, total_votes: u32) {
        if self.wait_for_all.enabled && self.wait_for_all.waiting {
            if total_votes != self.roster.us.expected_votes {
                self.quorate = false;
                self.decided_by = DecidedBy::Nothing;
                return;
            }
            self.set_waiting_for_all(false);
        }
        self.decided_by = match total_votes >= self.quorum {
            true => {
                self.remember_extremes();
                DecidedBy::Votes
            }
            false => self.decide_without_majority(total_votes),
        };
        self.quorate = self.decided_by != DecidedBy::Nothing;
        let us = &mut self.roster.us;
        us.flags.set(NodeFlags::QUORATE, self.quorate);
        if self.wait_for_all.enabled {
            // Not in the man page: every loss of quorum arms it again.
            self.set_waiting_for_all(!self.quorate);
        }
    }

    fn decide_without_majority(&self, total_votes: u32) -> DecidedBy {
        if let Some(node) = self.winner_of_tie(total_votes) {
            return DecidedBy::TieBreaker(node);
        }
        match self.master() {
            Some(node) => DecidedBy::MasterWins(node),
            None => DecidedBy::Nothing,
        }
    }

    /// Remembers the lowest and the highest member for the tie breaker.
    fn remember_extremes(&mut self) {
        if let Some((lowest, highest)) = self.roster.extremes(self.sums.members | NodeSet::of(US)) {
            (self.lowest, self.highest) = (lowest, highest);
        }
    }
}
