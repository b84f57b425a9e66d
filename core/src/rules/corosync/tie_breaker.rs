//! auto_tie_breaker: half of the votes are enough with the tie breaker.

use super::Votequorum;
use crate::base::NodeId;
use crate::config::TieBreaker;

impl<const N: usize> Votequorum<N> {
    /// Exactly half of expected votes, rounded down; with odd votes that is the half less one.
    pub(super) fn is_tie(&self, total_votes: u32) -> bool {
        self.tie_breaker_on && total_votes == self.roster.us.expected_votes / 2
    }

    /// The tie breaker that makes this partition quorate, if one does.
    pub(super) fn winner_of_tie(&self, total_votes: u32) -> Option<NodeId> {
        if !self.is_tie(total_votes) {
            return None;
        }
        // Nodes that went, compared with votes, as votequorum does (2.1-3): if those that
        // are elsewhere could have a majority, no tie is broken.
        let (size, previous) = (self.roster.in_view.len(), self.roster.in_previous.len());
        if previous.saturating_sub(size) >= self.quorum {
            return None;
        }
        match &self.tie_breaker {
            TieBreaker::Off => None,
            TieBreaker::Lowest => self.is_member(self.lowest).then_some(self.lowest),
            TieBreaker::Highest => self.is_member(self.highest).then_some(self.highest),
            TieBreaker::List(list) => self.winner_of_list(list),
        }
    }

    /// The node that the other side would need, for the reason.
    pub(super) fn tie_breaker_elsewhere(&self) -> NodeId {
        match &self.tie_breaker {
            TieBreaker::Off => NodeId::QUORUM_DEVICE,
            TieBreaker::Lowest => self.lowest,
            TieBreaker::Highest => self.highest,
            // The first that exists: votequorum passes over the others.
            TieBreaker::List(list) => {
                let exists = |node: &&NodeId| !self.has_nodelist || self.roster.place_of(**node).is_some();
                list.iter().find(exists).copied().unwrap_or_default()
            }
        }
    }

    /// The first of the list that is in the view decides, unless one before it was in the
    /// previous view: that one may be alive elsewhere. The memory is one view long.
    fn winner_of_list(&self, list: &[NodeId]) -> Option<NodeId> {
        let in_view = |node: &NodeId| self.roster.has(self.roster.in_view, *node);
        let was_here = |node: &NodeId| self.roster.has(self.roster.in_previous, *node);
        let position = list.iter().position(in_view)?;
        let mut earlier = list.iter().take(position);
        match earlier.any(was_here) {
            true => None,
            false => list.get(position).copied(),
        }
    }

    fn is_member(&self, node: NodeId) -> bool {
        self.roster.has(self.sums.members, node)
    }
}
