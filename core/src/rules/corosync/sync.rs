//! A new view, and the exchange of states that follows it (votequorum's sync phase).
//!
//! Every member tells its state, the device's votes and, when it waits for nothing more, that it is
//! ready. When all members of the view are ready, the verdict of the view counts. Until then the
//! one before it stands, as for users of corosync's libquorum.

use super::{Votequorum, add_up};
use crate::base::{Millis, NodeId, NodeState, RingId};
use crate::config::Config;
use crate::rules::contract::Exchange;
use crate::rules::roster::Marks;
use crate::verdict::EngineError;
use crate::wire::{Body, Message, NodeFlags, Outgoing, Snapshot};

impl<const N: usize> Exchange<N> for Votequorum<N> {
    /// votequorum at its start: alone, no view, its own votes counted.
    fn start(&mut self, config: &Config<N>) {
        self.roster.learn(config);
        self.tie_breaker.clone_from(config.tie_breaker_as_written());
        self.tie_breaker_on = !config.tie_breaker().is_off();
        self.remember(config);
        self.start_expected_votes();
        self.set_waiting_for_all(self.wait_for_all.enabled);
        self.recalculate(false, false);
    }

    /// Takes back what was stored: the ring id, and where expected votes are tracked, a floor for them.
    fn restore(&mut self, snapshot: &Snapshot) {
        self.ring = snapshot.ring;
        let stored = snapshot.expected_votes;
        if !self.downscale.tracking {
            return;
        }
        self.downscale.track(stored);
        let us = &mut self.roster.us;
        us.expected_votes = us.expected_votes.max(stored);
        let expected = us.expected_votes;
        self.downscale.set_barrier(expected);
        self.recalculate(false, false);
    }

    /// The membership layer agreed on a new member set.
    fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let next = self.roster.check_view(members, self.has_nodelist)?;
        self.check_votes_of_unknown(next.unknown)?;
        if !self.syncing {
            self.held = self.reason_to_hold();
        }
        self.syncing = true;
        let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
        if size > 1 {
            self.roster.us.flags.set(NodeFlags::FIRST, false);
        }
        // Members of the view so far that are not in the next one are dead, also those that left.
        let (mut lost_nodes, mut removed) = (false, false);
        for entry in self.roster.gone(&next) {
            lost_nodes = true;
            entry.state = NodeState::Dead;
            removed |= entry.removed();
        }
        if removed && self.is_cman() {
            self.cman_remove();
        }
        self.arm_last_man_standing(size, lost_nodes, now);

        self.roster.enter_view(&next, self.default_votes);
        self.previous_size = self.view_size;
        self.view_size = size;
        self.ring = ring;
        self.has_view = true;
        self.wait_for_device(now);
        self.tell_states();
        Ok(())
    }

    /// A message from a member of the view, the local node included.
    fn tell_again(&mut self) {
        self.tell_states();
    }

    fn receive(&mut self, from: NodeId, message: &Message) -> Result<(), EngineError> {
        if message.ring != self.ring || !self.has_view {
            return Err(EngineError::OtherView(message.ring));
        }
        if !self.roster.get(from).is_some_and(|entry| entry.in_view()) {
            return Err(EngineError::SenderNotInView(from));
        }
        self.outbox.need(2)?;
        match &message.body {
            Body::NodeInfo { votes, expected_votes, flags } => {
                self.receive_nodeinfo(from, *votes, *expected_votes, NodeFlags(*flags))
            }
            Body::DeviceInfo { votes } => self.receive_device_info(from, *votes),
            Body::Ready => {
                self.receive_ready(from);
                Ok(())
            }
            Body::SetExpectedVotes { expected_votes } => {
                self.receive_expected_votes(from, *expected_votes);
                Ok(())
            }
            Body::SetVotes { node, votes } => self.receive_votes(*node, *votes),
            Body::CancelWaitForAll => {
                self.set_waiting_for_all(false);
                self.recalculate(false, false);
                Ok(())
            }
            Body::DeviceRegister { name } => {
                self.receive_device_register(from, name);
                Ok(())
            }
            Body::DeviceUnregister => {
                self.receive_device_unregister();
                Ok(())
            }
            Body::DeviceRename { old, new } => {
                self.receive_device_rename(old, new);
                Ok(())
            }
            Body::Leave => {
                self.receive_leave(from, false);
                Ok(())
            }
            Body::LeaveRemove => {
                self.receive_leave(from, true);
                Ok(())
            }
            // Those of rules `strict` mean nothing here.
            Body::State { .. } | Body::Accounted | Body::Resume => {
                Err(EngineError::NotInTheseRules("such a message"))
            }
        }
    }

    /// The next message for every member of the view, the local node included.
    fn poll_transmit(&mut self) -> Option<Message> {
        if !self.has_view {
            return None;
        }
        let body = self.outbox.pop(&self.device.name, &self.device.requested_name)?;
        Some(Message { ring: self.ring, body })
    }

    /// Fires the timers that are due.
    fn handle_timeout(&mut self, now: Millis) -> Result<(), EngineError> {
        self.outbox.need(2)?;
        self.last_man_standing_timeout(now);
        self.device_timeout(now);
        Ok(())
    }
}

impl<const N: usize> Votequorum<N> {
    /// Without a nodelist a view can bring nodes that are not known yet.
    fn check_votes_of_unknown(&self, count: usize) -> Result<(), EngineError> {
        if count == 0 {
            return Ok(());
        }
        let known = self.roster.iter().map(|entry| entry.votes).chain([self.device.votes]);
        match add_up(known.chain((0..count).map(|_| self.default_votes))) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }

    pub(super) fn tell_states(&mut self) {
        self.outbox.drop_superseded();
        self.send_nodeinfo();
        self.send_device_info();
        if !self.device.name.is_empty() {
            self.outbox.push(Outgoing::DeviceRegister);
        }
        if !self.device.holds_up_sync {
            self.outbox.push(Outgoing::Ready);
        }
    }

    pub(super) fn receive_ready(&mut self, from: NodeId) {
        if let Some(entry) = self.roster.get_mut(from) {
            entry.mark(Marks::READY, true);
        }
        if self.syncing && self.roster.view_is_ready() {
            self.recalculate(false, false);
            self.syncing = false;
        }
    }
}
