//! What a node's own state, told by itself, changes at every member.

use super::Votequorum;
use crate::base::{NodeId, NodeState};
use crate::rules::roster::Entry;
use crate::verdict::EngineError;
use crate::wire::{NodeFlags, Outgoing};

impl<const N: usize> Votequorum<N> {
    pub(super) fn send_nodeinfo(&mut self) {
        let us = &self.roster.us;
        self.outbox.push(Outgoing::NodeInfo {
            votes: us.votes,
            expected_votes: us.expected_votes,
            flags: us.flags.0,
        });
    }

    pub(super) fn receive_nodeinfo(
        &mut self,
        from: NodeId,
        votes: u32,
        expected_votes: u32,
        flags: NodeFlags,
    ) -> Result<(), EngineError> {
        if self.is_cman() {
            return self.receive_transition(from, expected_votes, flags);
        }
        self.check_votes(from, votes)?;
        let we_are_quorate = self.quorate;
        let is_us = from == self.roster.us.id;
        let tracking = self.downscale.is_tracking();
        let peer_is_quorate = flags.has(NodeFlags::QUORATE);
        let is_leaving = flags.has(NodeFlags::LEAVING);

        // A quorate peer's expected votes win over those of a node that is not.
        let adopts = !we_are_quorate && peer_is_quorate;
        if adopts {
            self.roster.us.expected_votes = expected_votes;
        }
        let ours = self.roster.us.expected_votes;
        let Some(entry) = self.roster.get_mut(from) else {
            return Err(EngineError::SenderNotInView(from));
        };
        let before = summary(entry);
        entry.flags = flags;
        entry.votes = votes;
        entry.state = match is_leaving {
            true => NodeState::Leaving,
            false => NodeState::Member,
        };
        entry.expected_votes = match peer_is_quorate || tracking {
            true => expected_votes,
            false => ours,
        };
        let changed = before != summary(entry);

        if votes > 1 {
            self.last_man_standing.disable();
        }
        if changed || is_us || flags.has(NodeFlags::FIRST) {
            self.recalculate(is_leaving || adopts, is_leaving);
        }
        // Read after the calculation: it may just have changed our own flags.
        let told = self.roster.get(from).map_or(flags, |entry| entry.flags);
        if self.wait_for_all.enabled && told.has(NodeFlags::QUORATE) && !told.has(NodeFlags::WAITING_FOR_ALL)
        {
            self.set_waiting_for_all(false);
        }
        Ok(())
    }
}

/// What votequorum compares to see whether a state is news. A first state is.
fn summary(entry: &Entry) -> (NodeState, u32, u32, NodeFlags) {
    (entry.state, entry.votes, entry.expected_votes, entry.flags)
}
