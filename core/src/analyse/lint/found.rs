//! What a check says.

use super::code::{Harm, Severity};
use super::shape::Set;
use super::story::Beats;

/// What a check found.
pub(super) struct Found {
    pub(super) severity: Severity,
    pub(super) harm: Harm,
    pub(super) key: &'static str,
    pub(super) votes: u32,
    pub(super) nodes: Set,
    pub(super) beats: Beats,
}

impl Found {
    pub(super) fn new(severity: Severity, harm: Harm, key: &'static str, beats: Beats) -> Found {
        Found { severity, harm, key, votes: 0, nodes: 0, beats }
    }

    pub(super) fn with(self, votes: u32, nodes: Set) -> Found {
        Found { votes, nodes, ..self }
    }
}
