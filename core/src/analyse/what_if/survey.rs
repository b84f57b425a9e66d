//! What a cluster survives: how many failures, and which single ones stop it.

use super::tried::{NODES_TRIED_MAX, TRIED, Tried, few_nodes};
use super::who::{WhatIfError, all_up};
use crate::base::{Nodes, Rules, collect, extend};
use crate::config::{Config, TieBreaker};
use crate::simulate::Cluster;

/// What a cluster survives, after all its nodes were up together, in the worst case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Survey<const N: usize> {
    /// Under which rules.
    pub rules: Rules,
    /// Votes with all up, a device's included.
    pub total_votes: u32,
    /// Quorum with all up.
    pub quorum: u32,
    /// Votes with all up beyond quorum.
    pub votes_to_spare: u32,
    /// So many nodes, whichever they are, may fail in one instant, and some that are left are quorate.
    pub at_once: u32,
    /// So many may fail one after the other, whichever and in whatever order, with time for last_man_standing's
    /// window in between.
    pub one_by_one: u32,
    /// As `at_once`, once those that failed are confirmed off (rules strict with wait_for_all: proofs count).
    pub at_once_fenced: u32,
    /// Nodes whose failure alone stops all others, confirmed off or not.
    pub fatal: Nodes<N>,
    /// Nodes whose failure stops the others until it is confirmed off (rules strict with wait_for_all).
    pub fatal_until_fenced: Nodes<N>,
    /// The quorum device's failure alone stops all nodes.
    pub device_is_fatal: bool,
}

/// What the cluster of this config survives under these rules.
///
/// # Errors
/// The rules refuse the config; no nodelist; more than [`NODES_TRIED_MAX`] nodes with options under which votes
/// alone do not tell.
pub fn survey<const N: usize>(config: &Config<N>, rules: Rules) -> Result<Survey<N>, WhatIfError> {
    if config.nodes().is_empty() {
        return Err(WhatIfError::NoNodelist);
    }
    match few_nodes(config) {
        Some(few) => by_trial(&few, rules),
        None => by_votes(config, rules),
    }
}

/// The numbers with all nodes up.
fn started<const N: usize, const M: usize>(rules: Rules, cluster: &Cluster<M>) -> Survey<N> {
    let first = cluster.nodes().next().and_then(|node| cluster.status(node));
    let (total_votes, quorum) = first.map_or((0, 0), |status| (status.total_votes, status.quorum));
    Survey {
        rules,
        total_votes,
        quorum,
        votes_to_spare: total_votes.saturating_sub(quorum),
        at_once: 0,
        one_by_one: 0,
        at_once_fenced: 0,
        fatal: Nodes::default(),
        fatal_until_fenced: Nodes::default(),
        device_is_fatal: false,
    }
}

/// Few nodes: every case is tried.
fn by_trial<const N: usize>(config: &Config<TRIED>, rules: Rules) -> Result<Survey<N>, WhatIfError> {
    let tried = Tried::new(config, rules)?;
    let mut survey = Survey {
        at_once: tried.at_once(false)?,
        at_once_fenced: tried.at_once(true)?,
        one_by_one: tried.one_by_one()?,
        device_is_fatal: tried.device_is_fatal()?,
        ..started(rules, &tried.start)
    };
    for node in tried.start.nodes() {
        if !tried.survives(&[node], true)? {
            extend(&mut survey.fatal.0, [node].into_iter());
        } else if !tried.survives(&[node], false)? {
            extend(&mut survey.fatal_until_fenced.0, [node].into_iter());
        }
    }
    Ok(survey)
}

/// Many nodes and plain rules: those that are left need quorum, whoever they are and however it came.
fn by_votes<const N: usize>(config: &Config<N>, rules: Rules) -> Result<Survey<N>, WhatIfError> {
    let options = config.options();
    let has_history = config.two_node()
        || *config.tie_breaker_as_written() != TieBreaker::Off
        || options.last_man_standing
        || options.device.is_some()
        || options.freeze_on_loss;
    if has_history {
        return Err(WhatIfError::TooManyNodes(NODES_TRIED_MAX));
    }
    let mut survey = started(rules, &all_up(config, rules)?);
    if config.wait_for_all() && options.expected_votes > config.nodelist_votes() {
        return Ok(survey);
    }
    let mut heaviest: std::vec::Vec<u32> = config.nodes().iter().map(|node| node.votes).collect();
    heaviest.sort_unstable_by(|one, other| other.cmp(one));
    let mut left = survey.total_votes;
    for votes in heaviest {
        left = left.saturating_sub(votes);
        if left < survey.quorum {
            break;
        }
        survey.at_once = survey.at_once.saturating_add(1);
    }
    survey.one_by_one = survey.at_once;
    survey.at_once_fenced = survey.at_once;
    let is_fatal = |votes| survey.total_votes.saturating_sub(votes) < survey.quorum;
    let fatal = collect(config.nodes().iter().filter(|node| is_fatal(node.votes)).map(|node| node.id));
    if rules == Rules::Strict && config.wait_for_all() {
        // Whoever is left needs proofs for all others, and no votes.
        survey.at_once_fenced = u32::try_from(config.nodes().len().saturating_sub(1)).unwrap_or(u32::MAX);
        survey.fatal_until_fenced = fatal;
    } else {
        survey.fatal = fatal;
    }
    Ok(survey)
}
