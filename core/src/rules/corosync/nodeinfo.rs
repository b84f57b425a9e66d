//! What a node's own state, told by itself, changes at every member.

use super::Votequorum;
use crate::base::NodeState;
use crate::rules::roster::{Entry, US};
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
        sender: usize,
        votes: u32,
        expected_votes: u32,
        flags: NodeFlags,
    ) -> Result<(), EngineError> {
        if self.dialect().merges_by_highest {
            self.receive_transition(sender, expected_votes, flags);
            return Ok(());
        }
        let Some(before) = self.roster.at(sender).copied() else {
            return Ok(());
        };
        self.check_votes(before.id, votes)?;
        let we_are_quorate = self.quorate;
        let tracking = self.downscale.is_tracking();
        let peer_is_quorate = flags.has(NodeFlags::QUORATE);
        let is_leaving = flags.has(NodeFlags::LEAVING);

        // A quorate peer's expected votes win over those of a node that is not.
        let adopts = !we_are_quorate && peer_is_quorate;
        if adopts {
            self.expect(expected_votes);
        }
        let ours = self.roster.us.expected_votes;
        // Our own entry may just have changed.
        let before = self.roster.at(sender).map(summary);
        self.change(sender, |entry| {
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
        });
        let changed = before != self.roster.at(sender).map(summary);

        if votes > 1 {
            self.last_man_standing.disable();
        }
        if changed || sender == US || flags.has(NodeFlags::FIRST) {
            self.recalculate(is_leaving || adopts, is_leaving);
        }
        // Read after the calculation: it may just have changed our own flags.
        let told = self.roster.at(sender).map_or(flags, |entry| entry.flags);
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
