//! What if: who would be quorate after a loss or a split, and what a cluster survives.
//!
//! ```
//! use quorate::what_if::{partitions, survey, who};
//! use quorate::{Builder, NodeId, Rules};
//!
//! let mut builder = Builder::<8>::new();
//! for id in 1..=4 {
//!     builder.node(NodeId(id), 1)?;
//! }
//! let config = builder.build()?;
//! // Node 4 is down, and 1 is cut off from 2 and 3.
//! let cluster = who(&config, Rules::Corosync, &[NodeId(4)], &[(NodeId(1), 0), (NodeId(2), 1), (NodeId(3), 1)])?;
//! assert!(partitions(&cluster).all(|partition| partition.quorate.is_empty()));
//!
//! let survey = survey(&config, Rules::Corosync)?;
//! assert_eq!((survey.at_once, survey.votes_to_spare), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! All nodes start together first, and have met. A quorum device votes for all of them then, and afterwards where most
//! nodes are (of halves, where the lowest node is).

mod partition;
mod splits;
mod survey;
mod tried;

pub use partition::{Partition, partitions};
pub use splits::{SplitOutcome, Splits, splits};
pub use survey::{NODES_TRIED_MAX, Survey, survey};

use crate::base::{NodeId, Rules};
use crate::config::Config;
use crate::simulate::{Cluster, ClusterError, DeviceEvent, Step, StepNodes};
use crate::verdict::EngineError;
use core::fmt;
use heapless::Vec;

/// Why a question cannot be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WhatIfError {
    /// The rules do not take the config.
    Rules(EngineError),
    /// The config has no nodelist, so nobody knows who could fail.
    NoNodelist,
    /// The node is not in the nodelist.
    UnknownNode(NodeId),
    /// The node is named twice.
    Duplicate(NodeId),
    /// More nodes than are tried one by one, with options under which votes alone do not tell.
    TooManyNodes(usize),
}

impl fmt::Display for WhatIfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhatIfError::Rules(error) => error.fmt(f),
            WhatIfError::NoNodelist => f.write_str("the config has no nodelist; add one, with every node"),
            WhatIfError::UnknownNode(node) => {
                write!(f, "node {node} is not in the nodelist; name nodes that are")
            }
            WhatIfError::Duplicate(node) => write!(f, "node {node} is named twice; name each node once"),
            WhatIfError::TooManyNodes(max) => write!(
                f,
                "more than {max} nodes with two_node, auto_tie_breaker, last_man_standing or a quorum device: not \
                 every case can be tried; ask about one loss or one split"
            ),
        }
    }
}

impl core::error::Error for WhatIfError {}

impl From<EngineError> for WhatIfError {
    fn from(error: EngineError) -> Self {
        WhatIfError::Rules(error)
    }
}

/// A refusal of a step; the steps here are checked before.
fn refused(error: ClusterError<'_>) -> WhatIfError {
    match error {
        ClusterError::Engine(_, error) => WhatIfError::Rules(error),
        ClusterError::UnknownNode(node) => WhatIfError::UnknownNode(node),
        ClusterError::TooManyNodes(max) => WhatIfError::TooManyNodes(max),
        _ => WhatIfError::NoNodelist,
    }
}

/// The cluster after all its nodes were up and then, in one instant, those of `down` were lost without a word and
/// the others came to the sides that `sides` says (any numbers; nodes that are not named form one more side).
///
/// # Errors
/// The rules refuse the config; no nodelist; a node that is not in it or is named twice.
pub fn who<const N: usize>(
    config: &Config<N>,
    rules: Rules,
    down: &[NodeId],
    sides: &[(NodeId, u8)],
) -> Result<Cluster<N>, WhatIfError> {
    check_names(config, down, sides)?;
    let mut cluster = all_up(config, rules)?;
    let changed = sides_after(config, down, sides);
    if config.device_votes() != 0 {
        cluster.move_device(&largest_side(&changed));
    }
    cluster.apply(&Step::Split(changed)).map_err(refused)?;
    if !down.is_empty() {
        cluster.apply(&Step::Crash(nodes(down.iter().copied()))).map_err(refused)?;
    }
    Ok(cluster)
}

type Sides = Vec<(NodeId, u8), { crate::NODES_MAX }>;

/// Whoever goes down is cut off first, alone, so that the others see one change only.
const FIRST_ALONE: u8 = 100;

/// Every node with the number of its side, ascending.
fn sides_after<const N: usize>(config: &Config<N>, down: &[NodeId], sides: &[(NodeId, u8)]) -> Sides {
    let mut changed = Sides::new();
    let mut alone = FIRST_ALONE;
    for node in config.nodes() {
        let number = match sides.iter().find(|(named, _)| *named == node.id) {
            _ if down.contains(&node.id) => {
                alone = alone.saturating_add(1);
                alone
            }
            Some((_, side)) => side_number(sides, *side),
            None => 0,
        };
        crate::base::extend(&mut changed, core::iter::once((node.id, number)));
    }
    changed
}

/// The nodes of the side that has most, of equal ones where the lowest node is.
fn largest_side(sides: &Sides) -> StepNodes {
    let up = || sides.iter().filter(|(_, side)| *side < FIRST_ALONE);
    let rank = |side: u8| {
        let members = || up().filter(move |(_, other)| *other == side).map(|(node, _)| *node);
        (crate::base::count(members()), core::cmp::Reverse(members().min()))
    };
    let largest = up().map(|(_, side)| *side).max_by_key(|side| rank(*side));
    nodes(up().filter(|(_, side)| Some(*side) == largest).map(|(node, _)| *node))
}

/// Sides numbered from 1, whatever numbers the caller has for them.
fn side_number(sides: &[(NodeId, u8)], side: u8) -> u8 {
    let mut number: u8 = 1;
    for other in 0..side {
        if sides.iter().any(|(_, known)| *known == other) {
            number = number.saturating_add(1);
        }
    }
    number
}

fn check_names<const N: usize>(
    config: &Config<N>,
    down: &[NodeId],
    sides: &[(NodeId, u8)],
) -> Result<(), WhatIfError> {
    if config.nodes().is_empty() {
        return Err(WhatIfError::NoNodelist);
    }
    let named = || down.iter().chain(sides.iter().map(|(node, _)| node));
    for node in named() {
        if !config.nodes().iter().any(|known| known.id == *node) {
            return Err(WhatIfError::UnknownNode(*node));
        }
        if crate::base::count(named().filter(|other| *other == node)) > 1 {
            return Err(WhatIfError::Duplicate(*node));
        }
    }
    Ok(())
}

fn nodes(ids: impl Iterator<Item = NodeId>) -> StepNodes {
    crate::base::collect(ids)
}

/// All nodes up, together, and a device that votes for each.
fn all_up<const N: usize>(config: &Config<N>, rules: Rules) -> Result<Cluster<N>, WhatIfError> {
    let mut cluster = Cluster::new(config, rules)?;
    let all = nodes(config.nodes().iter().map(|node| node.id));
    cluster.apply(&Step::Up(all.clone())).map_err(refused)?;
    if config.device_votes() != 0 {
        let on = Step::Device { event: DeviceEvent::On, nodes: all };
        cluster.apply(&on).map_err(refused)?;
    }
    Ok(cluster)
}
