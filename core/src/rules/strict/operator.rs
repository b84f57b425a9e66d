//! What operators say, leaving, and the quorum device.

use super::decide::Decision;
use super::memory::OPERATOR_EPOCHS;
use super::{StateFlags, Strict};
use crate::base::{Millis, NodeId, NodeSet, NodeState, RingId};
use crate::config::Config;
use crate::rules::contract::{HostDevice, Operate};
use crate::rules::roster::US;
use crate::verdict::{EngineError, Unsupported};
use crate::wire::Outgoing;

impl<const N: usize> HostDevice<N> for Strict<N> {
    fn device_register(&mut self, _name: &str) -> Result<(), EngineError> {
        if self.electorate.device_votes == 0 {
            return Err(EngineError::DeviceNotAllowed);
        }
        self.own.flags.set(StateFlags::DEVICE_REGISTERED, true);
        self.tell_change();
        Ok(())
    }

    fn device_unregister(&mut self) -> Result<(), EngineError> {
        self.require_device()?;
        self.device_deadline = None;
        for flag in [StateFlags::DEVICE_REGISTERED, StateFlags::DEVICE_ALIVE, StateFlags::DEVICE_CAST_VOTE] {
            self.own.flags.set(flag, false);
        }
        self.tell_change();
        Ok(())
    }

    /// The device votes in the view it names, or does not.
    fn device_poll(&mut self, ring: RingId, cast_vote: bool, now: Millis) -> Result<(), EngineError> {
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
}

impl<const N: usize> Operate<N> for Strict<N> {
    /// An operator's expected votes: an override, until the partition is quorate without it.
    fn set_expected_votes(&mut self, expected_votes: u32) -> Result<(), EngineError> {
        self.require_view()?;
        let votes = self.standing().votes;
        if expected_votes == 0 || expected_votes < votes {
            return Err(EngineError::ExpectedVotesTooLow(votes));
        }
        self.need_place()?;
        self.push(Outgoing::SetExpectedVotes { expected_votes });
        Ok(())
    }

    /// An operator admits everybody in the partition.
    fn cancel_wait_for_all(&mut self) -> Result<(), EngineError> {
        self.require_view()?;
        self.need_place()?;
        self.push(Outgoing::CancelWaitForAll);
        Ok(())
    }

    fn reload(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        self.reload_nodelist(config)
    }

    /// An operator's votes for a node, as a change of the electorate. Without votes a node that is not here is dropped
    /// for good.
    fn set_votes(&mut self, node: NodeId, votes: u32) -> Result<(), EngineError> {
        if !self.agreed.is_on() {
            return Err(EngineError::NotInTheseRules(Unsupported::SetVotes));
        }
        self.require_view()?;
        let place = self.roster.place_of(node).filter(|place| self.agreed.electors.contains(*place));
        place.ok_or(EngineError::NoElector(node))?;
        let before = self.agreed.operator.replace((node, votes));
        let wish = self.operators_wish();
        let refused = if !self.incomplete().is_empty() || !self.can_change() {
            EngineError::ElectorateFixed
        } else if wish.is_none() || self.is_open_to(&wish) {
            self.ask_again();
            return Ok(());
        } else {
            EngineError::QuorumOutOfReach((self.voters(&wish).votes / 2).saturating_add(1))
        };
        self.agreed.operator = before;
        Err(refused)
    }

    /// The local node leaves cleanly. Its vote stays in the electorate, but with allow_downscale: then it leaves when
    /// the others have agreed on one without it.
    fn leave(&mut self, remove: bool) -> Result<(), EngineError> {
        if remove {
            return Err(EngineError::NotInTheseRules(Unsupported::LeaveRemove));
        }
        self.need_place()?;
        match self.agreed.is_on() && self.agreed.allow_downscale {
            true => self.leave_by_agreement(),
            false => self.go(),
        }
        Ok(())
    }

    /// The caller vouches that `node` was off at `instant`, found out in the view `ring`. A later instant
    /// than that of the proofs so far starts over. One before the view is refused: whoever was off then may
    /// have started since, and be quorate with others by now.
    fn fenced(&mut self, node: NodeId, ring: RingId, instant: Millis) -> Result<(), EngineError> {
        self.require_view()?;
        if !self.electorate.wait_for_all {
            return Err(EngineError::NotInTheseRules(Unsupported::ProofsWithoutWaitForAll));
        }
        if ring != self.ring {
            return Err(EngineError::OtherView(ring));
        }
        let place = self.roster.place_of(node).ok_or(EngineError::NotInNodelist(node))?;
        if self.roster.in_view.contains(place) {
            return Err(EngineError::FencedMember(node));
        }
        if instant < self.proofs.instant.unwrap_or(self.view_since) {
            return Err(EngineError::ProofTooOld);
        }
        self.need_place()?;
        if self.proofs.instant != Some(instant) {
            self.proofs.instant = Some(instant);
            self.proofs.off = NodeSet::EMPTY;
        }
        self.proofs.off.set(place, true);
        self.tell_accounted();
        Ok(())
    }

    /// After a loss under freeze_on_loss: an operator has checked, and the partition may continue.
    fn resume(&mut self) -> Result<(), EngineError> {
        self.require_view()?;
        if !self.electorate.freeze_on_loss {
            return Err(EngineError::NotInTheseRules(Unsupported::ResumeWithoutFreeze));
        }
        self.need_place()?;
        self.push(Outgoing::Resume);
        Ok(())
    }
}

impl<const N: usize> Strict<N> {
    pub(super) fn receive_expected_votes(&mut self, expected_votes: u32) {
        // All votes or more is no override.
        let overridden = match expected_votes < self.decisive().votes {
            true => expected_votes,
            false => 0,
        };
        self.told_expected = overridden;
    }

    /// Everybody here counts: who was not admitted, who is blank, who is no elector. Where nodelists differ only
    /// electors do, so that all members count the same.
    pub(super) fn receive_cancel(&mut self) {
        let (here, us) = (self.roster.in_view, self.roster.us.nodelist());
        let is_one_nodelist = self.roster.those(here, |entry| entry.nodelist() != us).is_empty();
        let electors = here & self.decisive().set;
        let regular = electors.minus(self.agreed.blank);
        let counting = match is_one_nodelist {
            true => here,
            false if self.agreed.heard.epoch != 0 => electors,
            false => NodeSet::EMPTY,
        };
        let stranger = counting.minus(regular);
        let admitted = self.with_flag(counting, StateFlags::ADMITTED).minus(stranger);
        self.flag(admitted, StateFlags::ADMITTED_BY_OPERATOR, false);
        self.flag(counting.minus(admitted), StateFlags::ADMITTED_BY_OPERATOR, true);
        let admitted = self.own.flags.has(StateFlags::ADMITTED) && !stranger.contains(US);
        self.own.flags.set(StateFlags::ADMITTED_BY_OPERATOR, !admitted && counting.contains(US));
        self.decide();
        if self.decision == Decision::Operator && self.agreed.is_on() && !stranger.is_empty() {
            self.decision = Decision::Nothing;
            self.found_cluster(self.agreed.heard.epoch.saturating_add(OPERATOR_EPOCHS));
        }
    }

    pub(super) fn receive_resume(&mut self) {
        self.flag(self.roster.in_view, StateFlags::FROZEN, false);
        self.own.flags.set(StateFlags::FROZEN, false);
    }

    pub(super) fn receive_leave(&mut self, sender: usize) {
        if let Some(entry) = self.roster.at_mut(sender) {
            entry.state = NodeState::Leaving;
        }
    }

    fn require_device(&self) -> Result<(), EngineError> {
        match self.own.flags.has(StateFlags::DEVICE_REGISTERED) {
            true => Ok(()),
            false => Err(EngineError::DeviceNotRegistered),
        }
    }

    pub(super) fn tell_change(&mut self) {
        if self.has_view {
            self.tell_state();
        }
    }
}
