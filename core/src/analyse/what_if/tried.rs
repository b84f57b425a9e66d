//! Clusters of few nodes, of which every case is tried.

use super::who::{WhatIfError, all_up, cut_off, nodes, refused, settle, who};
use crate::base::{NodeId, Rules};
use crate::config::Config;
use crate::simulate::{Arbiter, Asked, Cluster, DeviceEvent, Step, StepNodes, WitnessEvent};
use std::vec::Vec;

/// Up to so many nodes every loss, every order of losses and every split is tried. With more, plain votes are
/// added up, and options under which votes alone do not tell are refused.
pub const NODES_TRIED_MAX: usize = 7;

/// Room for the nodes that are tried.
pub(super) const TRIED: usize = 8;

/// The same config with less room, if its nodes are few.
pub(super) fn few_nodes<const N: usize>(config: &Config<N>) -> Option<Config<TRIED>> {
    if config.nodes().len() > NODES_TRIED_MAX {
        return None;
    }
    config.narrow().ok()
}

/// Every set of the nodes that there is, as numbers: bit 0 is the first node.
pub(super) fn sets(nodes: &[NodeId]) -> core::ops::Range<u32> {
    0..nodes.iter().fold(1, |sets, _| sets.saturating_mul(2))
}

/// Those of the nodes that are in the set.
pub(super) fn members(nodes: &[NodeId], set: u32) -> Vec<NodeId> {
    (0..).zip(nodes).filter(|(place, _)| (set >> place) & 1 == 1).map(|(_, node)| *node).collect()
}

/// A cluster of few nodes, of which every case is tried.
pub(super) struct Tried<'c> {
    config: &'c Config<TRIED>,
    rules: Rules,
    nodes: Vec<NodeId>,
    /// All are up.
    pub(super) start: Cluster<TRIED>,
}

impl<'c> Tried<'c> {
    pub(super) fn new(config: &'c Config<TRIED>, rules: Rules) -> Result<Self, WhatIfError> {
        let start = all_up(config, rules)?;
        Ok(Tried { config, rules, nodes: start.nodes().collect(), start })
    }

    /// Whether some node that is left is quorate, perhaps once those that went are confirmed off.
    pub(super) fn survives(&self, down: &[NodeId], fenced: bool) -> Result<bool, WhatIfError> {
        let mut cluster = who(self.config, self.rules, down, &[])?;
        if fenced && self.rules == Rules::Strict && !is_quorate(&cluster) && down.len() < self.nodes.len() {
            // Refused where proofs do not count; then nothing changes.
            let _ignored = cluster.apply(&Step::Fence { nodes: nodes(down.iter().copied()), by: None });
        }
        Ok(is_quorate(&cluster))
    }

    pub(super) fn at_once(&self, fenced: bool) -> Result<u32, WhatIfError> {
        let mut least = self.size();
        for set in sets(&self.nodes) {
            if set.count_ones() < least && !self.survives(&members(&self.nodes, set), fenced)? {
                least = set.count_ones();
            }
        }
        // Not even with all nodes up: then it survives nothing, too.
        Ok(least.saturating_sub(1))
    }

    /// Whichever fail, and in whatever order; one is left.
    pub(super) fn one_by_one(&self) -> Result<u32, WhatIfError> {
        self.survived(&self.start, self.size().saturating_sub(1))
    }

    /// How many more failures this cluster survives in the worst order, of so many that are tried.
    fn survived(&self, cluster: &Cluster<TRIED>, failures: u32) -> Result<u32, WhatIfError> {
        let options = self.config.options();
        let window = if options.last_man_standing { options.last_man_standing_window } else { 0 };
        let mut least = failures;
        for node in self.nodes.iter().filter(|node| cluster.engine(**node).is_some()) {
            let Some(more) = least.checked_sub(1) else {
                break;
            };
            let mut after = cluster.clone();
            cut_off(&mut after, &[*node])?;
            after.apply(&Step::Crash(nodes([*node].into_iter()))).map_err(refused)?;
            after.apply(&Step::Wait(window)).map_err(refused)?;
            settle(&mut after, self.config)?;
            least = match is_quorate(&after) {
                true => self.survived(&after, more)?.saturating_add(1),
                false => 0,
            };
        }
        Ok(least)
    }

    pub(super) fn device_is_fatal(&self) -> Result<bool, WhatIfError> {
        if self.config.device_votes() == 0 {
            return Ok(false);
        }
        let mut cluster = self.start.clone();
        let off = match Asked::is_asked(&cluster) {
            true => Step::Witness { event: WitnessEvent::Down, nodes: StepNodes::default() },
            false => Step::Device { event: DeviceEvent::Off, nodes: nodes(self.nodes.iter().copied()) },
        };
        cluster.apply(&off).map_err(refused)?;
        settle(&mut cluster, self.config)?;
        Ok(!is_quorate(&cluster))
    }

    fn size(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }
}

fn is_quorate<const N: usize>(cluster: &Cluster<N>) -> bool {
    cluster.nodes().any(|node| cluster.engine(node).is_some_and(crate::Engine::is_quorate))
}
