//! two_node: one vote is enough while at most two voters are there.
//!
//! votequorum looks at it on every calculation and never asks how many nodes are
//! configured, so it holds for two survivors of four as well (2.1-2). cman refuses it there.

use super::Votequorum;
use super::quorum::majority_of;

impl<const N: usize> Votequorum<N> {
    pub(super) fn two_node_in_force(&self) -> bool {
        self.two_node && (self.voters() <= 2 || self.dialect().two_node_expects_one)
    }

    /// Whether the votes that are here would not be enough without two_node.
    pub(super) fn needs_two_node(&self, total_votes: u32) -> bool {
        let expected = self.highest_expected();
        // cman's two_node goes with expected_votes of 1, which says nothing of who is missing.
        let expects_too_few = self.dialect().two_node_expects_one && expected < self.sums.known;
        self.two_node_in_force() && (expects_too_few || total_votes < majority_of(expected.max(total_votes)))
    }
}
