//! Clusters of few nodes, of which every case is tried.

use super::survey::started;
use super::{NODES_TRIED_MAX, Survey, WhatIfError, all_up, who};
use crate::base::{NodeId, Rules};
use crate::config::Config;
use crate::simulate::{Cluster, DeviceEvent, Step, StepNodes};
use heapless::Vec;

/// Room for the nodes that are tried.
pub(super) const TRIED: usize = 8;

/// The same config with less room, if its nodes are few.
pub(super) fn few_nodes<const N: usize>(config: &Config<N>) -> Option<Config<TRIED>> {
    if config.nodes().len() > NODES_TRIED_MAX {
        return None;
    }
    config.narrow().ok()
}

pub(super) fn set_of_all(size: usize) -> u32 {
    u32::try_from(size).ok().and_then(|size| 1_u32.checked_shl(size)).unwrap_or(1).saturating_sub(1)
}

/// Those of the nodes that are in the set; bit 0 is the first.
pub(super) fn members(nodes: &[NodeId], set: u32) -> Vec<NodeId, TRIED> {
    let mut rest = set;
    let is_in = |_: &&NodeId| {
        let is_in = rest & 1 == 1;
        rest >>= 1;
        is_in
    };
    crate::base::collect(nodes.iter().filter(is_in).copied())
}

/// A cluster of few nodes, of which every case is tried.
pub(super) struct Tried<'c> {
    config: &'c Config<TRIED>,
    rules: Rules,
    nodes: Vec<NodeId, TRIED>,
    start: Cluster<TRIED>,
}

impl<'c> Tried<'c> {
    pub(super) fn new(config: &'c Config<TRIED>, rules: Rules) -> Result<Self, WhatIfError> {
        let start = all_up(config, rules)?;
        Ok(Tried { config, rules, nodes: crate::base::collect(start.nodes()), start })
    }

    pub(super) fn survey<const N: usize>(&self) -> Result<Survey<N>, WhatIfError> {
        let mut survey = Survey {
            rules: self.rules,
            at_once: self.at_once(false)?,
            at_once_fenced: self.at_once(true)?,
            one_by_one: self.one_by_one()?,
            device_is_fatal: self.device_is_fatal()?,
            ..started(self.rules, &self.start)
        };
        for node in &self.nodes {
            let (fatal, until_fenced) = (!self.survives(&[*node], true)?, !self.survives(&[*node], false)?);
            let list = match (fatal, until_fenced) {
                (true, _) => &mut survey.fatal,
                (false, true) => &mut survey.fatal_until_fenced,
                (false, false) => continue,
            };
            crate::base::extend(list, core::iter::once(*node));
        }
        Ok(survey)
    }

    /// Whether some node that is left is quorate, perhaps once those that went are confirmed off.
    fn survives(&self, down: &[NodeId], fenced: bool) -> Result<bool, WhatIfError> {
        let mut cluster = who(self.config, self.rules, down, &[])?;
        if fenced && self.rules == Rules::Strict && !is_quorate(&cluster) && down.len() < self.nodes.len() {
            let down = super::nodes(down.iter().copied());
            // Refused where proofs do not count; then nothing changes.
            let _ignored = cluster.apply(&Step::Fence { nodes: down, by: None });
        }
        Ok(is_quorate(&cluster))
    }

    fn at_once(&self, fenced: bool) -> Result<u32, WhatIfError> {
        let all = set_of_all(self.nodes.len());
        let mut least = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        for set in 0..=all {
            if set.count_ones() < least && !self.survives(&members(&self.nodes, set), fenced)? {
                least = set.count_ones();
            }
        }
        // Not even with all nodes up: then it survives nothing, too.
        Ok(least.saturating_sub(1))
    }

    /// Tries every order in which so many nodes fail, for more and more of them.
    fn one_by_one(&self) -> Result<u32, WhatIfError> {
        let size = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        for failures in 1..size {
            let mut order = Order::new(&self.nodes, failures);
            while let Some(nodes) = order.next() {
                if !self.survives_in_turn(&nodes)? {
                    return Ok(failures.saturating_sub(1));
                }
            }
        }
        Ok(size.saturating_sub(1))
    }

    fn survives_in_turn(&self, order: &[NodeId]) -> Result<bool, WhatIfError> {
        let mut cluster = self.start.clone();
        let options = self.config.options();
        let window = match options.last_man_standing {
            true => options.last_man_standing_window,
            false => 0,
        };
        for node in order {
            cluster.apply(&Step::Crash(super::nodes(core::iter::once(*node)))).map_err(super::refused)?;
            cluster.apply(&Step::Wait(window)).map_err(super::refused)?;
            if !is_quorate(&cluster) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn device_is_fatal(&self) -> Result<bool, WhatIfError> {
        if self.config.device_votes() == 0 {
            return Ok(false);
        }
        let mut cluster = self.start.clone();
        let nodes: StepNodes = super::nodes(self.nodes.iter().copied());
        cluster.apply(&Step::Device { event: DeviceEvent::Off, nodes }).map_err(super::refused)?;
        Ok(!is_quorate(&cluster))
    }
}

/// Every order of some of the nodes, in turn: counts in a number system with as many digits as places.
struct Order<'n> {
    nodes: &'n [NodeId],
    digits: Vec<u32, TRIED>,
    is_over: bool,
}

impl<'n> Order<'n> {
    fn new(nodes: &'n [NodeId], length: u32) -> Self {
        Order { nodes, digits: crate::base::collect((0..length).map(|_| 0)), is_over: false }
    }

    fn next(&mut self) -> Option<Vec<NodeId, TRIED>> {
        if self.is_over {
            return None;
        }
        let mut order: Vec<NodeId, TRIED> = Vec::new();
        for digit in &self.digits {
            let place = usize::try_from(*digit).unwrap_or(usize::MAX);
            let node = self.nodes.iter().filter(|node| !order.contains(node)).nth(place).copied()?;
            crate::base::extend(&mut order, core::iter::once(node));
        }
        self.advance();
        Some(order)
    }

    /// The digit at place p counts to the number of nodes that are left there.
    fn advance(&mut self) {
        let size = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let used = u32::try_from(self.digits.len()).unwrap_or(u32::MAX);
        let mut left = size.saturating_sub(used).saturating_add(1);
        for digit in self.digits.iter_mut().rev() {
            *digit = digit.saturating_add(1);
            if *digit < left {
                return;
            }
            *digit = 0;
            left = left.saturating_add(1);
        }
        self.is_over = true;
    }
}

fn is_quorate<const N: usize>(cluster: &Cluster<N>) -> bool {
    cluster.nodes().any(|node| cluster.engine(node).is_some_and(crate::Engine::is_quorate))
}
