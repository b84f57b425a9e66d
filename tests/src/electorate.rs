//! Electorates: which configs are the same cluster to rules `strict`.
//!
//! These rules look at votes in two ways only: they ask whether the votes that count in a view are more than half of
//! all or exactly half, and with half whether the one tie breaker is there. Configs that give every set of nodes the
//! same answers, with the device's vote and without, therefore have the same future whatever happens, and so
//! have those that do after a permutation of the nodes, which to these rules are alike but for votes and tie breaker.

use crate::generate::orders;
use quorate::{Config, NodeId, TieBreaker};
use std::collections::BTreeSet;

/// What the votes that count in a view come to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sum {
    Less,
    /// Half, without the tie breaker: fence first, under `wait_for_all`.
    Half,
    Wins,
}

/// Two configs with the same are the same cluster, but for the nodes' names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Electorate {
    wait_for_all: bool,
    freeze_on_loss: bool,
    has_device: bool,
    /// Of every set of nodes, and of it with the device.
    sums: Vec<Sum>,
}

impl Electorate {
    /// The electorate of a config with a nodelist.
    pub fn of<const N: usize>(config: &Config<N>) -> Self {
        let nodes: Vec<(NodeId, u32)> = config.nodes().iter().map(|node| (node.id, node.votes)).collect();
        let orders = orders(&nodes);
        let sums = orders.iter().map(|order| sums(config, order)).min().unwrap_or_default();
        Electorate {
            wait_for_all: config.wait_for_all(),
            freeze_on_loss: config.options().freeze_on_loss,
            has_device: config.device_votes() != 0,
            sums,
        }
    }
}

fn sums<const N: usize>(config: &Config<N>, nodes: &[(NodeId, u32)]) -> Vec<Sum> {
    let all_votes = config.nodelist_votes() + config.device_votes();
    let all_votes = all_votes.max(config.options().expected_votes);
    let tie_breaker = tie_breaker(config);
    let device_votes: BTreeSet<u32> = [0, config.device_votes()].into();
    let mut sums = Vec::new();
    for set in 0..1_u32 << nodes.len() {
        let members =
            || nodes.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, node)| node);
        let votes: u32 = members().map(|(_, votes)| votes).sum();
        let breaks_tie = members().any(|(node, _)| Some(*node) == tie_breaker);
        // Without a member nobody counts the device's vote.
        let votes = device_votes.iter().map(|device| if set == 0 { 0 } else { votes + device });
        sums.extend(votes.map(|votes| match (2 * votes).cmp(&all_votes) {
            std::cmp::Ordering::Greater => Sum::Wins,
            std::cmp::Ordering::Equal if votes != 0 && breaks_tie => Sum::Wins,
            std::cmp::Ordering::Equal if votes != 0 && config.wait_for_all() => Sum::Half,
            _ => Sum::Less,
        }));
    }
    sums
}

/// The lowest, the highest or the first of the list.
fn tie_breaker<const N: usize>(config: &Config<N>) -> Option<NodeId> {
    let nodes = config.nodes().iter().map(|node| node.id);
    match config.tie_breaker_as_written() {
        TieBreaker::Off => None,
        TieBreaker::Lowest => nodes.min(),
        TieBreaker::Highest => nodes.max(),
        TieBreaker::List(list) => list.first().copied(),
    }
}
