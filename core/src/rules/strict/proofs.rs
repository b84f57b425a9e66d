//! Fence proofs: nodes that are confirmed off are accounted for.
//!
//! A proof names the node, the view in which it was made and the instant at which the node was off, and the
//! caller vouches for it. It counts in its view only, together with proofs of the same instant for all others that
//! are missing, all held by one member. Looser rules split the cluster: see [`crate::strict_rules`].

use super::Strict;
use crate::base::{Millis, NodeSet};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proofs {
    /// The nodes that are confirmed off.
    pub(super) off: NodeSet,
    /// When they were.
    pub(super) instant: Option<Millis>,
    /// A member holds proofs for all that are missing, and all members know.
    pub(super) complete: bool,
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
    pub(super) fn receive_accounted(&mut self) {
        self.proofs.complete = true;
        self.decide();
    }
}
