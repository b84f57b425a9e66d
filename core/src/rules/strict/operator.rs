//! What operators say, leaving, and the quorum device.

use super::{StateFlags, Strict};
use crate::base::{Millis, NodeId, NodeState, RingId, count};
use crate::config::{Config, ConfigNode};
use crate::verdict::EngineError;
use crate::wire::Outgoing;

impl<const N: usize> Strict<N> {
    /// An operator's expected votes: an override, until the partition is quorate without it.
    pub(crate) fn set_expected_votes(&mut self, expected_votes: u32) -> Result<(), EngineError> {
        self.require_view()?;
        let votes = self.counted_votes();
        if expected_votes == 0 || expected_votes < votes {
            return Err(EngineError::ExpectedVotesTooLow(votes));
        }
        self.need_place()?;
        self.push(Outgoing::SetExpectedVotes { expected_votes });
        Ok(())
    }

    pub(super) fn receive_expected_votes(&mut self, expected_votes: u32) {
        // All votes or more is no override.
        let overridden = match expected_votes < self.electorate.votes {
            true => expected_votes,
            false => 0,
        };
        for entry in self.roster.iter_mut().filter(|entry| entry.in_view()) {
            entry.expected_votes = overridden;
        }
        self.own.expected_votes = overridden;
        self.decide();
    }

    /// An operator admits everybody in the partition.
    pub(crate) fn cancel_wait_for_all(&mut self) -> Result<(), EngineError> {
        self.require_view()?;
        self.need_place()?;
        self.push(Outgoing::CancelWaitForAll);
        Ok(())
    }

    pub(super) fn receive_cancel(&mut self) {
        for entry in self.roster.iter_mut().filter(|entry| entry.in_view()) {
            let admitted = entry.flags.has(StateFlags::ADMITTED);
            entry.flags.set(StateFlags::ADMITTED_BY_OPERATOR, !admitted);
        }
        let admitted = self.own.flags.has(StateFlags::ADMITTED);
        self.own.flags.set(StateFlags::ADMITTED_BY_OPERATOR, !admitted);
        self.decide();
    }

    /// After a loss under freeze_on_loss: an operator has looked, and the partition may go on.
    pub(crate) fn resume(&mut self) -> Result<(), EngineError> {
        self.require_view()?;
        if !self.electorate.freeze_on_loss {
            return Err(EngineError::NotInTheseRules("resume without freeze_on_loss"));
        }
        self.need_place()?;
        self.push(Outgoing::Resume);
        Ok(())
    }

    pub(super) fn receive_resume(&mut self) {
        for entry in self.roster.iter_mut().filter(|entry| entry.in_view()) {
            entry.flags.set(StateFlags::FROZEN, false);
        }
        self.own.flags.set(StateFlags::FROZEN, false);
        self.decide();
    }

    /// The local node leaves cleanly. Its vote stays in the electorate: nothing shrinks.
    pub(crate) fn leave(&mut self, remove: bool) -> Result<(), EngineError> {
        if remove {
            return Err(EngineError::NotInTheseRules("leave remove"));
        }
        self.need_place()?;
        self.push(Outgoing::Leave);
        self.left = true;
        Ok(())
    }

    pub(super) fn receive_leave(&mut self, from: NodeId) {
        if let Some(entry) = self.roster.get_mut(from) {
            entry.state = NodeState::Leaving;
        }
    }

    /// The electorate is fixed: a config with the same nodes and votes changes nothing, another is refused.
    pub(crate) fn check_reload(&self, config: &Config<N>) -> Result<(), EngineError> {
        let (_, electorate) = Strict::check(config, self.node())?;
        let is_known = |node: &ConfigNode| {
            let known = self.roster.get(node.id);
            known.is_some_and(|known| known.votes == node.votes)
        };
        let unchanged = electorate == self.electorate
            && config.nodes().len() == count(self.roster.iter())
            && config.nodes().iter().all(is_known);
        match unchanged {
            true => Ok(()),
            false => Err(EngineError::NotInTheseRules("reload that changes the electorate")),
        }
    }

    pub(crate) fn device_register(&mut self, _name: &str) -> Result<(), EngineError> {
        if self.electorate.device_votes == 0 {
            return Err(EngineError::DeviceNotAllowed);
        }
        self.own.flags.set(StateFlags::DEVICE_REGISTERED, true);
        self.tell_change();
        Ok(())
    }

    pub(crate) fn device_unregister(&mut self) -> Result<(), EngineError> {
        self.require_device()?;
        self.device_deadline = None;
        for flag in [StateFlags::DEVICE_REGISTERED, StateFlags::DEVICE_ALIVE, StateFlags::DEVICE_CAST_VOTE] {
            self.own.flags.set(flag, false);
        }
        self.tell_change();
        Ok(())
    }

    /// The device votes in the view it names, or does not.
    pub(crate) fn device_poll(
        &mut self,
        ring: RingId,
        cast_vote: bool,
        now: Millis,
    ) -> Result<(), EngineError> {
        self.require_device()?;
        self.require_view()?;
        if ring != self.ring {
            return Err(EngineError::OtherView(ring));
        }
        let before = self.own.flags;
        self.own.flags.set(StateFlags::DEVICE_ALIVE, true);
        self.own.flags.set(StateFlags::DEVICE_CAST_VOTE, cast_vote);
        self.device_deadline = Some(now.saturating_add(self.electorate.device_timeout));
        self.device_silent = false;
        if self.own.flags != before {
            self.tell_change();
        }
        Ok(())
    }

    pub(crate) fn poll_timeout(&self) -> Option<Millis> {
        self.device_deadline
    }

    /// No poll in time: the device's vote is gone.
    pub(crate) fn handle_timeout(&mut self, now: Millis) -> Result<(), EngineError> {
        if self.device_deadline.is_none_or(|deadline| deadline > now) {
            return Ok(());
        }
        self.device_deadline = None;
        self.device_silent = true;
        self.own.flags.set(StateFlags::DEVICE_ALIVE, false);
        self.own.flags.set(StateFlags::DEVICE_CAST_VOTE, false);
        self.tell_change();
        Ok(())
    }

    fn require_device(&self) -> Result<(), EngineError> {
        match self.own.flags.has(StateFlags::DEVICE_REGISTERED) {
            true => Ok(()),
            false => Err(EngineError::DeviceNotRegistered),
        }
    }

    fn tell_change(&mut self) {
        if self.has_view {
            self.tell_state();
        }
    }
}
