//! What an engine must not forget, and how it takes that back: see [`Snapshot`].

use super::Engine;
use crate::rules::contract::{Exchange, Explain};
use crate::verdict::EngineError;
use crate::wire::Snapshot;

impl<const N: usize> Engine<N> {
    /// What the caller must store, whenever it differs from what is stored, before it sends what
    /// [`Engine::poll_transmit`] gives: see [`Snapshot`].
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            rules: self.rules(),
            node: self.rule_set.roster().us.id,
            ring: self.rule_set.ring(),
            expected_votes: self.tracked_expected_votes().unwrap_or(0),
            is_frozen: self.rule_set.is_frozen(),
        }
    }

    /// Takes back what a former life of this node has stored, right after [`Engine::new`]. From then on a view's ring
    /// sequence must be greater than the stored one, which [`Status::ring`](crate::Status::ring) has until then;
    /// expected votes that are tracked do not start lower; and a node that was frozen stays frozen until an operator
    /// says resume. What the config does not ask for any more is not restored.
    ///
    /// # Errors
    /// [`EngineError::OtherSnapshot`]: of another node, another cluster, or other rules.
    /// [`EngineError::RestoreTooLate`]: there was a view, or a restore, before.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), EngineError> {
        self.check_restore(snapshot)?;
        self.rule_set.restore(snapshot);
        Ok(())
    }

    pub(super) fn check_restore(&self, snapshot: &Snapshot) -> Result<(), EngineError> {
        if snapshot.rules != self.rules() || snapshot.node != self.rule_set.roster().us.id {
            return Err(EngineError::OtherSnapshot);
        }
        if !self.rule_set.is_new() {
            return Err(EngineError::RestoreTooLate);
        }
        Ok(())
    }
}
