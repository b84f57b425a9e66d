//! Who would be quorate: all nodes start together, then some are lost and the others part.

use crate::base::{NodeId, Rules, collect, count, extend};
use crate::config::Config;
use crate::simulate::{
    Arbiter, Asked, Cluster, ClusterError, DeviceEvent, Step, StepNodes, StepSides, WitnessEvent,
};
use crate::verdict::EngineError;
use core::fmt;

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
pub(super) fn refused(error: ClusterError) -> WhatIfError {
    match error {
        ClusterError::Engine(_, error) => WhatIfError::Rules(error),
        ClusterError::UnknownNode(node) => WhatIfError::UnknownNode(node),
        ClusterError::TooManyNodes(max) => WhatIfError::TooManyNodes(max),
        _ => WhatIfError::NoNodelist,
    }
}

/// The cluster after all its nodes were up and then, in one instant, those of `down` were lost without a word and
/// the others came to the sides that `sides` says (any numbers; nodes that are not named form one more side). The
/// witness of a quorum.device.net with a host, which all that are up can reach, has decided by then.
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
    cut_off(&mut cluster, down)?;
    if config.device_votes() != 0 && !Asked::is_asked(&cluster) {
        cluster.move_device(&largest_side(&changed));
    }
    cluster.apply(&Step::Split(changed)).map_err(refused)?;
    if !down.is_empty() {
        cluster.apply(&Step::Crash(nodes(down.iter().copied()))).map_err(refused)?;
    }
    settle(&mut cluster, config)?;
    Ok(cluster)
}

/// Where a witness is asked, it does not hear how these nodes go down.
pub(super) fn cut_off<const N: usize>(cluster: &mut Cluster<N>, down: &[NodeId]) -> Result<(), WhatIfError> {
    if down.is_empty() || !Asked::is_asked(cluster) {
        return Ok(());
    }
    let nodes = nodes(down.iter().copied());
    cluster.apply(&Step::Witness { event: WitnessEvent::Cut, nodes }).map_err(refused)
}

/// A witness has time for its leases, and votequorum for its own waits.
pub(super) fn settle<const N: usize>(
    cluster: &mut Cluster<N>,
    config: &Config<N>,
) -> Result<(), WhatIfError> {
    let Some(time) = config.device_settles().filter(|_| Asked::is_asked(cluster)) else {
        return Ok(());
    };
    cluster.apply(&Step::Wait(time)).map_err(refused)
}

/// Whoever goes down is cut off first, alone, so that the others see one change only.
const FIRST_ALONE: u8 = 100;

/// Every node with the number of its side, ascending.
fn sides_after<const N: usize>(config: &Config<N>, down: &[NodeId], sides: &[(NodeId, u8)]) -> StepSides {
    let mut changed = StepSides::default();
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
        extend(&mut changed.0, core::iter::once((node.id, number)));
    }
    changed
}

/// The nodes of the side that has most, of equal ones where the lowest node is.
fn largest_side(sides: &StepSides) -> StepNodes {
    let up = || sides.iter().filter(|(_, side)| *side < FIRST_ALONE);
    let rank = |side: u8| {
        let members = || up().filter(move |(_, other)| *other == side).map(|(node, _)| *node);
        (count(members()), core::cmp::Reverse(members().min()))
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
        if count(named().filter(|other| *other == node)) > 1 {
            return Err(WhatIfError::Duplicate(*node));
        }
    }
    Ok(())
}

pub(super) fn nodes(ids: impl Iterator<Item = NodeId>) -> StepNodes {
    collect(ids)
}

/// All nodes up, together, and a device votes for each.
pub(super) fn all_up<const N: usize>(config: &Config<N>, rules: Rules) -> Result<Cluster<N>, WhatIfError> {
    let mut cluster = Cluster::new(config, rules)?;
    let all = nodes(config.nodes().iter().map(|node| node.id));
    cluster.apply(&Step::Up(all.clone())).map_err(refused)?;
    if config.device_votes() != 0 && !Asked::is_asked(&cluster) {
        let on = Step::Device { event: DeviceEvent::On, nodes: all };
        cluster.apply(&on).map_err(refused)?;
    }
    settle(&mut cluster, config)?;
    Ok(cluster)
}
