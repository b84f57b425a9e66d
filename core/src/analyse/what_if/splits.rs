//! Every split into two sides, and what it leaves.

use super::tried::{TRIED, few_nodes, members, set_of_all};
use super::{NODES_TRIED_MAX, WhatIfError, all_up, partitions, who};
use crate::base::{NodeId, Rules};
use crate::config::Config;
use crate::simulate::Cluster;
use crate::verdict::Verdict;
use heapless::Vec;

/// What a split into two sides leaves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u32)]
pub enum SplitOutcome {
    /// One side is quorate.
    One = 1,
    /// Nobody is quorate.
    Nobody = 2,
    /// Both sides are quorate: a split brain.
    Both = 3,
    /// Nobody is quorate yet, and a side may fence the other and be quorate then (rules strict).
    FenceFirst = 4,
}

impl SplitOutcome {
    /// `one`, `nobody`, `both` or `fence_first`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            SplitOutcome::One => "one",
            SplitOutcome::Nobody => "nobody",
            SplitOutcome::Both => "both",
            SplitOutcome::FenceFirst => "fence_first",
        }
    }
}

/// Every split of a cluster of up to [`NODES_TRIED_MAX`] nodes into two sides, with what it leaves.
///
/// # Errors
/// As [`survey`](super::survey()), and for more nodes.
pub fn splits<const N: usize>(config: &Config<N>, rules: Rules) -> Result<Splits, WhatIfError> {
    if config.nodes().is_empty() {
        return Err(WhatIfError::NoNodelist);
    }
    let few = few_nodes(config).ok_or(WhatIfError::TooManyNodes(NODES_TRIED_MAX))?;
    let nodes = crate::base::collect(all_up(&few, rules)?.nodes());
    Ok(Splits { config: few, rules, nodes, next: 1 })
}

/// The splits of a cluster: one side, always with the lowest node, and what is left.
#[derive(Clone, Debug)]
pub struct Splits {
    config: Config<TRIED>,
    rules: Rules,
    /// Ascending.
    nodes: Vec<NodeId, TRIED>,
    next: u32,
}

impl Iterator for Splits {
    type Item = (Vec<NodeId, TRIED>, SplitOutcome);

    fn next(&mut self) -> Option<Self::Item> {
        let all = set_of_all(self.nodes.len());
        if self.next >= all {
            return None;
        }
        let set = self.next;
        // The lowest node is on the first side; so every split comes once.
        self.next = set.saturating_add(2);
        let side = members(&self.nodes, set);
        let sides: Vec<(NodeId, u8), TRIED> = crate::base::collect(side.iter().map(|node| (*node, 0)));
        let cluster = who(&self.config, self.rules, &[], &sides).ok()?;
        Some((side, outcome(&cluster)))
    }
}

fn outcome(cluster: &Cluster<TRIED>) -> SplitOutcome {
    let having = |wanted| crate::base::count(partitions(cluster).filter(|side| side.verdict() == wanted));
    match (having(Verdict::Quorate), having(Verdict::FenceFirst)) {
        (0, 0) => SplitOutcome::Nobody,
        (0, _) => SplitOutcome::FenceFirst,
        (1, _) => SplitOutcome::One,
        _ => SplitOutcome::Both,
    }
}
