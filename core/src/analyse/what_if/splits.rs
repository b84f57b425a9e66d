//! Every split into two sides, and what it leaves.

use super::partition::partitions;
use super::tried::{NODES_TRIED_MAX, TRIED, few_nodes, members, sets};
use super::who::{WhatIfError, all_up, who};
use crate::base::{NodeId, Rules, codes};
use crate::config::Config;
use crate::simulate::Cluster;
use crate::verdict::Verdict;
use std::vec::Vec;

codes! {
    /// What a split into two sides leaves.
    pub enum SplitOutcome: u32 {
        /// One side is quorate.
        One = 1,
        /// Nobody is quorate.
        Nobody = 2,
        /// Both sides are quorate: a split brain.
        Both = 3,
        /// Nobody is quorate yet, and a side may fence the other and be quorate then (rules strict).
        FenceFirst = 4,
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
    let nodes = all_up(&few, rules)?.nodes().collect();
    Ok(Splits { config: few, rules, nodes, next: 1 })
}

/// The splits of a cluster: one side, always with the lowest node, and what is left.
#[derive(Clone, Debug)]
pub struct Splits {
    config: Config<TRIED>,
    rules: Rules,
    /// Ascending.
    nodes: Vec<NodeId>,
    next: u32,
}

impl Iterator for Splits {
    type Item = (Vec<NodeId>, SplitOutcome);

    fn next(&mut self) -> Option<Self::Item> {
        let set = self.next;
        // The last set is all nodes, which is no split.
        if !sets(&self.nodes).contains(&set.saturating_add(1)) {
            return None;
        }
        // The lowest node is on the first side; so every split comes once.
        self.next = set.saturating_add(2);
        let side = members(&self.nodes, set);
        let sides: Vec<(NodeId, u8)> = side.iter().map(|node| (*node, 0)).collect();
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
