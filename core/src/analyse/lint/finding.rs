//! One finding.

use super::code::{FindingCode, Harm, Severity};
use super::story::{Beats, FindingStory};
use crate::base::Nodes;

/// One finding. Prints as one sentence: the key, the harm and the way out.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding<const N: usize> {
    /// What.
    pub code: FindingCode,
    /// How bad.
    pub severity: Severity,
    /// What its story shows.
    pub harm: Harm,
    /// The key's line in corosync.conf; 0 where it is not written, or the config was made in code. 65535 stands
    /// for all lines from there on.
    pub line: u32,
    /// The key, with its sections (`quorum.two_node`); for unknown keys their section.
    pub key: &'static str,
    /// For unknown keys: the key that was probably meant; else empty.
    pub meant: &'static str,
    /// The number in the sentence: votes, or how many entries.
    pub votes: u32,
    /// The nodes that it speaks of.
    pub nodes: Nodes<N>,
    pub(super) all_nodes: Nodes<N>,
    pub(super) beats: Beats,
}

impl<const N: usize> Finding<N> {
    /// The steps that show the harm.
    #[must_use]
    pub fn story(&self) -> FindingStory<'_> {
        FindingStory { beats: &self.beats, nodes: &self.all_nodes }
    }
}
