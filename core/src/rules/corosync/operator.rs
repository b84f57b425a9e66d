//! What operators change at runtime. Every check is made at the node that is
//! asked; the change is made at every member when the message comes round, never before
//! (votequorum changes its own state first, 2.1-15).

use super::{OPERATOR_PLACES, Votequorum};
use crate::base::{NodeId, NodeState};
use crate::config::Config;
use crate::rules::contract::Operate;
use crate::verdict::{EngineError, Unsupported};
use crate::wire::{NodeFlags, Outgoing};

impl<const N: usize> Operate<N> for Votequorum<N> {
    /// `corosync-quorumtool -e`: expected votes for the whole partition.
    fn set_expected_votes(&mut self, expected_votes: u32) -> Result<(), EngineError> {
        self.require_view()?;
        let tally = self.tally(true, Some(expected_votes));
        let dialect = self.dialect();
        let is_too_low = expected_votes < tally.total_votes && !dialect.checks_quorum_only;
        if expected_votes == 0 || is_too_low {
            return Err(EngineError::ExpectedVotesTooLow(tally.total_votes));
        }
        if (self.quorate || dialect.checks_quorum_only) && tally.quorum > tally.total_votes {
            return Err(EngineError::QuorumOutOfReach(tally.quorum));
        }
        self.outbox.need_below(OPERATOR_PLACES, 1)?;
        self.outbox.push(Outgoing::SetExpectedVotes { expected_votes });
        Ok(())
    }

    /// `corosync-quorumtool -v`: votes of one node, until it starts again.
    fn set_votes(&mut self, node: NodeId, votes: u32) -> Result<(), EngineError> {
        self.require_view()?;
        if node == NodeId::QUORUM_DEVICE {
            return Err(EngineError::NodeIdZero);
        }
        self.check_votes(node, votes)?;
        self.outbox.need_below(OPERATOR_PLACES, 1)?;
        let Some(saved) = self.replace_votes(node, votes) else {
            return Err(EngineError::UnknownNode(node));
        };
        let tally = self.tally(true, None);
        self.replace_votes(node, saved);
        if tally.quorum < tally.total_votes / 2 || tally.quorum > tally.total_votes {
            return Err(EngineError::QuorumOutOfReach(tally.quorum));
        }
        self.outbox.push(Outgoing::SetVotes { node, votes });
        Ok(())
    }

    /// cmap key quorum.cancel_wait_for_all: nobody in the partition waits any more. votequorum sets the
    /// key back to 0, hears of that itself, and so reads its config again before it tells others:
    /// votes and expected votes of an operator or of last_man_standing's window are gone.
    fn cancel_wait_for_all(&mut self) -> Result<(), EngineError> {
        self.require_view()?;
        if !self.dialect().has_wait_for_all {
            return Err(EngineError::NotInTheseRules(Unsupported::WaitForAll));
        }
        let device = self.written.device_votes.unwrap_or(0).max(self.device.votes);
        self.check_votes_beside(self.roster.us.id, self.written.votes, device)?;
        self.outbox.need_below(OPERATOR_PLACES, 5)?;
        self.read_again();
        self.outbox.push(Outgoing::CancelWaitForAll);
        Ok(())
    }

    fn reload(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        self.check_reload(config)?;
        self.adopt_nodelist(config);
        if let Some(section) = &config.options().device {
            self.device.configure(section);
        }
        self.remember(config);
        self.read_again();
        Ok(())
    }

    /// The local node leaves cleanly. Without allow_downscale votequorum tells nobody: its
    /// peers see the same as after a crash.
    fn leave(&mut self, remove: bool) -> Result<(), EngineError> {
        let has_remove = self.dialect().has_leave_remove;
        if remove && !has_remove {
            return Err(EngineError::NotInTheseRules(Unsupported::LeaveRemove));
        }
        self.outbox.need(1)?;
        if has_remove {
            self.outbox.push(match remove {
                true => Outgoing::LeaveRemove,
                false => Outgoing::Leave,
            });
        } else if self.downscale.allowed {
            self.roster.us.flags.set(NodeFlags::LEAVING, true);
            self.send_nodeinfo();
        }
        self.left = true;
        Ok(())
    }
}

impl<const N: usize> Votequorum<N> {
    fn require_view(&self) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        match self.has_view {
            true => Ok(()),
            false => Err(EngineError::NoView),
        }
    }

    pub(super) fn receive_expected_votes(&mut self, from: NodeId, expected_votes: u32) {
        if self.dialect().merges_by_highest {
            return self.cman_expect(from, expected_votes);
        }
        self.expect_of_members(expected_votes);
        self.downscale.set_barrier(expected_votes);
        if self.downscale.is_tracking() {
            self.expect(self.roster.us.expected_votes.max(self.downscale.highest_ever()));
        }
        self.recalculate(true, false);
    }

    pub(super) fn receive_votes(&mut self, node: NodeId, votes: u32) -> Result<(), EngineError> {
        self.check_votes(node, votes)?;
        if self.replace_votes(node, votes).is_some() {
            self.recalculate(true, false);
        }
        Ok(())
    }

    /// Replaces a known node's votes and returns the old ones.
    fn replace_votes(&mut self, node: NodeId, votes: u32) -> Option<u32> {
        let place = self.roster.place_of(node)?;
        let saved = self.roster.at(place).filter(|entry| entry.state != NodeState::Unseen)?.votes;
        self.change(place, |entry| entry.votes = votes);
        Some(saved)
    }
}
