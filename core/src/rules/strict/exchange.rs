//! Views, and what their members tell each other: all decide from the same states, or not at all.

use super::decide::Decision;
use super::{OwnState, StateFlags, Strict};
use crate::base::{Millis, NodeId, NodeState, RingId};
use crate::rules::roster::Marks;
use crate::verdict::EngineError;
use crate::wire::{Body, NodeFlags, Outgoing, Snapshot};

const DEVICE_FLAGS: [NodeFlags; 3] =
    [StateFlags::DEVICE_REGISTERED, StateFlags::DEVICE_ALIVE, StateFlags::DEVICE_CAST_VOTE];

impl<const N: usize> Strict<N> {
    /// The membership layer agreed on a new member set. From here on the verdict is blocked until all
    /// members have told their states: unlike votequorum's, no verdict outlives its view.
    pub(crate) fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let next = self.roster.check_view(members, true)?;
        for entry in self.roster.gone(&next) {
            if entry.state != NodeState::Leaving && self.electorate.freeze_on_loss {
                self.own.flags.set(StateFlags::FROZEN, true);
            }
            entry.state = NodeState::Dead;
            entry.flags = NodeFlags::default();
        }
        self.roster.enter_view(&next, 0);
        self.ring = ring;
        self.view_since = now;
        self.has_view = true;
        self.decision = Decision::Nothing;
        self.proofs.clear();
        for entry in self.roster.iter_mut() {
            entry.mark(Marks::PROVED_OFF, false);
        }
        // A vote of the device is for one view only.
        self.own.flags.set(StateFlags::DEVICE_CAST_VOTE, false);
        self.outbox.clear();
        self.tell_state();
        Ok(())
    }

    /// Whether nothing has happened since the start.
    pub(crate) fn is_new(&self) -> bool {
        !self.has_view && !self.left && self.ring == RingId::default()
    }

    /// Whether the local node lost somebody, and has not heard an operator's resume.
    pub(crate) fn is_frozen(&self) -> bool {
        self.own.flags.has(StateFlags::FROZEN)
    }

    /// Takes back what was stored. Whether the node was admitted is not in it: who starts is not, under wait_for_all.
    pub(crate) fn restore(&mut self, snapshot: &Snapshot) {
        self.ring = snapshot.ring;
        self.own.flags.set(StateFlags::FROZEN, snapshot.is_frozen && self.electorate.freeze_on_loss);
    }

    pub(super) fn tell_state(&mut self) {
        let OwnState { flags, expected_votes } = self.own;
        // Only the newest counts, and only in its place among the other messages.
        self.outbox.drop_superseded();
        self.push(Outgoing::State { flags: flags.0, expected_votes });
    }

    /// The first state of a member in a view tells everything; later ones only tell of its device. So
    /// what members agreed on meanwhile cannot be undone by a state that was on its way.
    pub(super) fn receive_state(&mut self, from: NodeId, flags: NodeFlags, expected_votes: u32) {
        let Some(entry) = self.roster.get_mut(from) else {
            return;
        };
        if entry.ready() {
            for flag in DEVICE_FLAGS {
                entry.flags.set(flag, flags.has(flag));
            }
        } else {
            entry.flags = flags;
            entry.expected_votes = expected_votes;
            entry.state = NodeState::Member;
            entry.mark(Marks::READY, true);
        }
        self.decide();
    }

    /// What a peer would tell, if it is as we know it: one state.
    pub(crate) fn told_by(&self, peer: NodeId, turn: u8) -> Option<Body> {
        let admitted = self.roster.get(peer).is_some_and(|entry| entry.flags.has(StateFlags::ADMITTED));
        let mut flags = NodeFlags::default();
        flags.set(StateFlags::ADMITTED, admitted || !self.electorate.wait_for_all);
        (turn == 0).then_some(Body::State { flags: flags.0, expected_votes: self.own.expected_votes })
    }
}
