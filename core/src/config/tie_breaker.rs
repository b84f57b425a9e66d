//! quorum.auto_tie_breaker_node: which node decides when the votes are even.

use crate::base::{List, NodeId, Nodes};
use heapless::Vec;

/// quorum.auto_tie_breaker_node.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum TieBreaker<const N: usize> {
    /// auto_tie_breaker is off, or votequorum disabled it.
    #[default]
    Off,
    /// The lowest nodeid of the last view that was quorate by votes.
    Lowest,
    /// The highest nodeid of that view.
    Highest,
    /// The first of these that is here, unless one before it may be elsewhere. [`TieBreaker::list`] makes it.
    List(Nodes<N>),
}

impl<const N: usize> TieBreaker<N> {
    pub(crate) fn is_off(&self) -> bool {
        matches!(self, TieBreaker::Off)
    }

    /// A list of nodes, the first first; `None` where more than `N` are named.
    #[must_use]
    pub fn list(nodes: &[NodeId]) -> Option<Self> {
        List::of(nodes).map(TieBreaker::List)
    }

    /// The same with less room. A list that does not fit goes without repetitions and without unknown nodes, none of
    /// which ever decides; but the first stays, since rules strict look at no other.
    pub(super) fn narrow<const M: usize>(&self, exists: impl Fn(NodeId) -> bool) -> Option<TieBreaker<M>> {
        let list = match self {
            TieBreaker::Off => return Some(TieBreaker::Off),
            TieBreaker::Lowest => return Some(TieBreaker::Lowest),
            TieBreaker::Highest => return Some(TieBreaker::Highest),
            TieBreaker::List(list) => list,
        };
        if list.len() <= M {
            return TieBreaker::list(list);
        }
        let mut once: Vec<NodeId, M> = Vec::new();
        for node in list.iter() {
            if once.is_empty() || (exists(*node) && !once.contains(node)) {
                once.push(*node).ok()?;
            }
        }
        Some(TieBreaker::List(List(once)))
    }
}
