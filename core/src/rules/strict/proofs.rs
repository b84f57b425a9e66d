//! Fence proofs: nodes that are confirmed off are accounted for.
//!
//! A proof names the node, the view in which it was made and the instant at which the node was off, and the
//! caller vouches for it. It counts in its view only, together with proofs of the same instant for all others that
//! are missing, all held by one member. Looser rules split the cluster: see [`crate::strict_rules`].

use super::Strict;
use crate::base::{Millis, NodeId, RingId};
use crate::rules::roster::Marks;
use crate::verdict::EngineError;
use crate::wire::Outgoing;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proofs {
    /// When the nodes that are marked in the roster were off.
    instant: Option<Millis>,
    /// A member holds proofs for all that are missing, and all members know.
    complete: bool,
}

impl Proofs {
    pub(super) fn clear(&mut self) {
        *self = Proofs::default();
    }

    pub(super) fn are_complete(&self) -> bool {
        self.complete
    }
}

impl<const N: usize> Strict<N> {
    /// The caller vouches that `node` was off at `instant`, found out in the view `ring`. A later instant
    /// than that of the proofs so far starts over. One before the view is refused: whoever was off then may
    /// have started since, and be quorate with others by now.
    pub(crate) fn fenced(&mut self, node: NodeId, ring: RingId, instant: Millis) -> Result<(), EngineError> {
        self.require_view()?;
        if !self.electorate.wait_for_all {
            return Err(EngineError::NotInTheseRules("fence proof without wait_for_all"));
        }
        if ring != self.ring {
            return Err(EngineError::OtherView(ring));
        }
        match self.roster.get(node) {
            None => return Err(EngineError::NotInNodelist(node)),
            Some(entry) if entry.in_view() => return Err(EngineError::FencedMember(node)),
            Some(_) => {}
        }
        if instant < self.proofs.instant.unwrap_or(self.view_since) {
            return Err(EngineError::ProofTooOld);
        }
        self.need_place()?;
        if self.proofs.instant != Some(instant) {
            self.proofs.instant = Some(instant);
            for entry in self.roster.iter_mut() {
                entry.mark(Marks::PROVED_OFF, false);
            }
        }
        if let Some(entry) = self.roster.get_mut(node) {
            entry.mark(Marks::PROVED_OFF, true);
        }
        let everyone = self.roster.iter().all(|entry| entry.in_view() || entry.proved_off());
        if everyone && !self.proofs.complete {
            self.push(Outgoing::Accounted);
        }
        Ok(())
    }

    pub(super) fn receive_accounted(&mut self) {
        self.proofs.complete = true;
        self.decide();
    }
}
