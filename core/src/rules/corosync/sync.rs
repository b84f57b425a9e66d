//! A new view, and the exchange of states that follows it (votequorum's sync phase).
//!
//! Every member tells its state, the device's votes and, when it waits for nothing more, that it is
//! ready. When all members of the view are ready, the verdict of the view counts. Until then the
//! one before it stands, as for users of corosync's libquorum.

use super::{Votequorum, add_up};
use crate::base::{Millis, NodeId, NodeState, RingId};
use crate::config::Config;
use crate::rules::contract::Exchange;
use crate::rules::roster::Entry;
use crate::verdict::{EngineError, Unsupported};
use crate::wire::outbox::Name;
use crate::wire::{Body, Message, NodeFlags, Outgoing, Snapshot};

impl<const N: usize> Exchange<N> for Votequorum<N> {
    /// votequorum at its start: alone, no view, its own votes counted.
    fn start(&mut self, config: &Config<N>) {
        self.roster.learn(config);
        self.add_up_again();
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
        let expected = self.roster.us.expected_votes.max(stored);
        self.expect(expected);
        self.downscale.set_barrier(expected);
        self.recalculate(false, false);
    }

    /// The membership layer agreed on a new member set.
    fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let next = self.roster.check_view(members, self.has_nodelist)?;
        if next.unknown > self.room_with(self.roster.configured, next.places) {
            return Err(EngineError::TooManyNodes(N));
        }
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
        let gone = self.roster.in_view.minus(next.places);
        let mut removed = false;
        self.roster.each(gone, |entry| {
            entry.state = NodeState::Dead;
            removed |= entry.removed;
        });
        if !gone.is_empty() {
            self.add_up_again();
        }
        if removed && self.dialect().has_leave_remove {
            self.cman_remove();
        }
        self.arm_last_man_standing(size, !gone.is_empty(), now);

        self.roster.enter_view(next.places);
        if next.unknown != 0 {
            self.meet_members(members);
        }
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
        let sender = self.roster.member(from)?;
        self.outbox.need(2)?;
        match &message.body {
            Body::NodeInfo { votes, expected_votes, flags } => {
                self.receive_nodeinfo(sender, *votes, *expected_votes, NodeFlags(*flags))
            }
            Body::DeviceInfo { votes } => self.receive_device_info(sender, *votes),
            Body::Ready => {
                self.receive_ready(sender);
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
                self.receive_leave(sender, false);
                Ok(())
            }
            Body::LeaveRemove => {
                self.receive_leave(sender, true);
                Ok(())
            }
            // Those of rules `strict` mean nothing here.
            _ => Err(EngineError::NotInTheseRules(Unsupported::Message)),
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
        let known = [self.sums.known, self.device.votes];
        match add_up(known.into_iter().chain((0..count).map(|_| self.default_votes))) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }

    pub(super) fn tell_states(&mut self) {
        self.outbox.drop_superseded();
        self.send_nodeinfo();
        self.send_device_info();
        if !self.device.name.is_empty() {
            self.outbox.push(Outgoing::DeviceRegister { name: Name::Registered });
        }
        if !self.device.holds_up_sync {
            self.outbox.push(Outgoing::Ready);
        }
    }

    /// Those that nobody knows, in a view without a nodelist.
    fn meet_members(&mut self, members: &[NodeId]) {
        for member in members {
            if self.roster.place_of(*member).is_none() {
                let place = self.meet(Entry::new(*member, self.default_votes));
                self.roster.in_view.set(place, true);
            }
        }
    }

    fn receive_ready(&mut self, sender: usize) {
        self.roster.ready.set(sender, true);
        if self.syncing && self.roster.unready().is_empty() {
            self.recalculate(false, false);
            self.syncing = false;
        }
    }
}
