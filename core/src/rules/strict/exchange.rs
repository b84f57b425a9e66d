//! Views, and what their members tell each other: all decide from the same states, or not at all.

use super::decide::Decision;
use super::{OwnState, StateFlags, Strict};
use crate::base::{Millis, NodeId, NodeState, RingId};
use crate::config::Config;
use crate::rules::contract::Exchange;
use crate::verdict::{EngineError, Unsupported};
use crate::wire::{Body, DeviceName, Memory, Message, NodeFlags, Outgoing, Snapshot, Source};

const DEVICE_FLAGS: [NodeFlags; 3] =
    [StateFlags::DEVICE_REGISTERED, StateFlags::DEVICE_ALIVE, StateFlags::DEVICE_CAST_VOTE];

impl<const N: usize> Exchange<N> for Strict<N> {
    /// A node that has just started, with its peers.
    fn start(&mut self, config: &Config<N>) {
        self.roster.learn(config);
        if self.agreed.is_on() {
            self.list(config);
            self.agreed.start(self.roster.all(), config.options());
            self.agreed.cluster = config.cluster;
        }
    }

    /// Takes back what was stored. Whether the node was admitted is not in it: who starts is not, under wait_for_all.
    fn restore(&mut self, snapshot: &Snapshot) {
        self.ring = snapshot.ring;
        self.own.flags.set(StateFlags::FROZEN, snapshot.is_frozen && self.electorate.freeze_on_loss);
    }

    /// Takes back a memory. Then the electorate is what was agreed on, whatever the nodelist says by now.
    fn restore_memory(&mut self, source: Source<'_>) -> Result<(), EngineError> {
        let has_storage = self.agreed.is_on();
        let read = if has_storage { self.read_memory(source) } else { None };
        read.ok_or(EngineError::OtherSnapshot)
    }

    /// The disk has what `write_memory` gave last.
    fn saved(&mut self) {
        self.agreed.unsaved = false;
    }

    /// The membership layer agreed on a new member set. From here on the verdict is blocked until all
    /// members have told their states: unlike votequorum's, no verdict outlives its view.
    fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let next = self.check_members(members)?;
        let gone = self.roster.in_view.minus(next.places);
        self.roster.each(gone, |entry| {
            if entry.state != NodeState::Leaving && self.electorate.freeze_on_loss {
                self.own.flags.set(StateFlags::FROZEN, true);
            }
            entry.state = NodeState::Dead;
            entry.flags = NodeFlags::default();
        });
        self.roster.enter_view(next.places);
        self.ring = ring;
        self.view_since = now;
        self.has_view = true;
        self.told_expected = 0;
        self.decision = Decision::Nothing;
        self.proofs.clear();
        if self.agreed.is_on() {
            self.agreed.enter_view();
        }
        // A vote of the device is for one view only.
        self.own.flags.set(StateFlags::DEVICE_CAST_VOTE, false);
        self.outbox.clear();
        self.tell_state();
        Ok(())
    }

    fn receive(&mut self, from: NodeId, message: &Message) -> Result<(), EngineError> {
        if message.ring != self.ring || !self.has_view {
            return Err(EngineError::OtherView(message.ring));
        }
        let sender = self.roster.member(from)?;
        match &message.body {
            Body::State { flags, expected_votes } => {
                self.receive_state(sender, NodeFlags(*flags), *expected_votes, 0, &Memory::BLANK)
            }
            #[cfg(feature = "agreed")]
            Body::Remember { flags, expected_votes, nodelist, memory } if self.agreed.is_on() => {
                self.receive_state(sender, NodeFlags(*flags), *expected_votes, *nodelist, memory)
            }
            #[cfg(feature = "agreed")]
            Body::Elector { node, votes, left } if self.agreed.is_on() => {
                self.receive_elector(sender, *node, *votes, *left)
            }
            #[cfg(feature = "agreed")]
            Body::Propose { memory } if self.agreed.is_on() => self.receive_propose(sender, memory),
            #[cfg(feature = "agreed")]
            Body::Stored { memory } if self.agreed.is_on() => self.receive_stored(sender, memory),
            Body::Accounted => self.receive_accounted(),
            Body::SetExpectedVotes { expected_votes } => self.receive_expected_votes(*expected_votes),
            Body::CancelWaitForAll => self.receive_cancel(),
            Body::Resume => self.receive_resume(),
            Body::Leave => self.receive_leave(sender),
            // votequorum's messages mean nothing here.
            _ => return Err(EngineError::NotInTheseRules(Unsupported::Message)),
        }
        self.decide();
        if self.agreed.is_on() {
            self.tell_accounted();
            self.ask();
        }
        Ok(())
    }

    /// Nothing while the ring id may be a former life's, and nothing that rests on what is not on the disk.
    // Not inlined: it keeps the stack of the other rules out of the way.
    #[inline(never)]
    fn poll_transmit(&mut self) -> Option<Message> {
        if !self.has_view || self.agreed.is_on() && self.agreed.unsaved {
            return None;
        }
        let body = match self.outbox.take() {
            #[cfg(feature = "agreed")]
            Some(outgoing) => outgoing.named(|_| DeviceName::default(), |()| self.agreed.own),
            #[cfg(not(feature = "agreed"))]
            Some(outgoing) => outgoing.named(|_| DeviceName::default(), |()| ()),
            None => self.tell_memory()?,
        };
        Some(Message { ring: self.ring, body })
    }

    /// No poll in time: the device's vote is gone.
    fn handle_timeout(&mut self, now: Millis) -> Result<(), EngineError> {
        self.expire(now);
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
}

impl<const N: usize> Strict<N> {
    pub(super) fn tell_state(&mut self) {
        let OwnState { flags, expected_votes } = self.own;
        // Only the newest counts, and only in its place among the other messages.
        self.outbox.drop_superseded();
        #[cfg(feature = "agreed")]
        if self.agreed.is_on() {
            let (flags, nodelist) = (flags.0, self.nodelist);
            return self.push(Outgoing::Remember { flags, expected_votes, nodelist, memory: () });
        }
        self.push(Outgoing::State { flags: flags.0, expected_votes });
    }

    /// The first state of a member in a view tells everything; later ones only tell of its device and nodelist. So
    /// what members agreed on meanwhile cannot be undone by a state that was on its way.
    pub(super) fn receive_state(
        &mut self,
        sender: usize,
        flags: NodeFlags,
        expected_votes: u32,
        nodelist: u32,
        memory: &Memory,
    ) {
        let is_ready = self.roster.ready.contains(sender);
        let Some(entry) = self.roster.at_mut(sender) else {
            return;
        };
        entry.expected_votes = nodelist;
        if is_ready {
            for flag in DEVICE_FLAGS {
                entry.flags.set(flag, flags.has(flag));
            }
        } else {
            entry.flags = flags;
            entry.state = NodeState::Member;
            self.told_expected = self.told_expected.max(expected_votes);
            self.roster.ready.set(sender, true);
            if self.agreed.is_on() {
                self.know_node(&memory.change);
                self.agreed.hear(sender, memory);
            }
        }
    }
}
