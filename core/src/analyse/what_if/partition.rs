//! The partitions of a cluster, each with its verdict.

use crate::base::{NodeId, Nodes, collect};
use crate::simulate::{Arbiter, Cluster};
use crate::verdict::{Status, Verdict};

/// One partition.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Partition<const N: usize> {
    /// The members, the verdict and the reason, as the lowest member says it; of members that disagree, the lowest
    /// quorate one.
    pub status: Status<N>,
    /// The members whose verdict is quorate: all or none, or they disagree.
    pub quorate: Nodes<N>,
}

impl<const N: usize> Partition<N> {
    /// Whether all members say the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.quorate.is_empty() || self.quorate.len() == self.status.members.len()
    }

    /// What the partition may do, if any member may: quorate before fence first before blocked.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.status.verdict
    }
}

/// The partitions of a cluster, by their lowest members.
pub fn partitions<const N: usize, W: Arbiter<N>>(
    cluster: &Cluster<N, W>,
) -> impl Iterator<Item = Partition<N>> {
    cluster.nodes().filter_map(|node| {
        let status = cluster.status(node)?;
        let is_first = status.members.first() == Some(&node);
        is_first.then(|| partition(cluster, status))
    })
}

fn partition<const N: usize, W: Arbiter<N>>(cluster: &Cluster<N, W>, first: Status<N>) -> Partition<N> {
    let is_quorate = |node: &&NodeId| cluster.engine(**node).is_some_and(crate::Engine::is_quorate);
    let quorate: Nodes<N> = collect(first.members.iter().filter(is_quorate).copied());
    let speaker = quorate.first().and_then(|node| cluster.status(*node));
    Partition { status: speaker.unwrap_or(first), quorate }
}
