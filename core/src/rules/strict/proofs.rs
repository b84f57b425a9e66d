//! Fence proofs: nodes that are confirmed off are accounted for.
//!
//! A proof names the node, the view in which it was made and the instant at which the node was off, and the
//! caller vouches for it. It counts in its view only, together with proofs of the same instant for all others that
//! are missing, all held by one member. Looser rules split the cluster: see [`crate::strict_rules`].

use super::Strict;
use crate::base::{Millis, NodeSet};
use crate::wire::Outgoing;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proofs {
    /// The nodes that are confirmed off.
    pub(super) off: NodeSet,
    /// When they were.
    pub(super) instant: Option<Millis>,
    /// A member holds proofs for all that are missing, and all members know.
    pub(super) complete: bool,
    /// The local node has told that it holds them.
    pub(super) told: bool,
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
    /// Tells that all that are missing are off. Who that is, is known when the states of the view are.
    pub(super) fn tell_accounted(&mut self) {
        let accounted = self.roster.in_view | self.proofs.off;
        let is_complete = self.needed().minus(accounted).is_empty();
        let is_told = self.proofs.complete || self.proofs.instant.is_none();
        if is_told || !is_complete {
            return;
        }
        if self.agreed.on && (self.proofs.told || !self.incomplete().is_empty()) {
            return;
        }
        self.proofs.told = true;
        self.push(Outgoing::Accounted);
    }

    pub(super) fn receive_accounted(&mut self) {
        self.proofs.complete = true;
    }
}
