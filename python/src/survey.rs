//! Survey: what a cluster survives, and every split of it.

use crate::NODES_MAX;
use crate::argument::RulesName;
use crate::error::what_if_error;
use crate::frozen::{Items, frozen, nodes};
use pyo3::prelude::*;
use quorate::{NodeId, Rules};

/// What a cluster survives, in the worst case, after all its nodes were up together: see survey(). Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Survey(quorate::what_if::Survey<NODES_MAX>);

frozen! {
    Survey(this, py) {
        /// Under which rules.
        rules: this.0.rules.name();
        /// Votes with all nodes up, a quorum device's included.
        total_votes: this.0.total_votes;
        /// Quorum with all nodes up.
        quorum: this.0.quorum;
        /// Votes beyond quorum with all nodes up.
        votes_to_spare: this.0.votes_to_spare;
        /// This many nodes, whichever they are, may fail at the same instant, and some of the others stay quorate.
        at_once: this.0.at_once;
        /// This many nodes may fail one after another, whichever and in whatever order, with last_man_standing_window
        /// in between.
        one_by_one: this.0.one_by_one;
        /// As at_once, once those that failed are confirmed off (rules 'strict' with wait_for_all: proofs count).
        at_once_fenced: this.0.at_once_fenced;
        /// Nodes whose failure alone stops all others, confirmed off or not.
        fatal: nodes(&this.0.fatal);
        /// Nodes whose failure stops the others until it is confirmed off (rules 'strict' with wait_for_all).
        fatal_until_fenced: nodes(&this.0.fatal_until_fenced);
        /// Whether the quorum device's failure alone stops all nodes.
        device_is_fatal: this.0.device_is_fatal;
    } as_dict {
        /// All of it for json.dumps.
    };

    fn __repr__(&self) -> String {
        let survey = &self.0;
        format!(
            "<Survey with rules {}: {} votes, quorum {}; {} nodes may fail at once, {} one by one>",
            survey.rules, survey.total_votes, survey.quorum, survey.at_once, survey.one_by_one
        )
    }
}

/// A split into two sides, and what it leaves: see splits(). Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Split {
    sides: [Vec<NodeId>; 2],
    outcome: &'static str,
}

frozen! {
    Split(this, py) {
        /// Both sides, as what_if() takes them; the lowest node is on the first.
        sides: Items(this.sides.iter().map(|side| nodes(side)));
        /// 'one' (side is quorate), 'nobody', 'both' (split brain), or 'fence_first': nobody yet, and a side may fence
        /// the other and be quorate then (rules 'strict').
        outcome: this.outcome;
    } as_dict {
        /// All of it for json.dumps.
    };

    fn __str__(&self) -> String {
        let words = |side: &Vec<NodeId>| side.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        self.sides.each_ref().map(words).join(" | ")
    }

    fn __repr__(&self) -> String {
        format!("<Split {}: {}>", self.__str__(), self.outcome)
    }
}

/// What the cluster of this config survives: how many failures, and which single ones stop it. A Survey.
///
/// Up to 7 nodes every loss and every order of losses is tried; with more, votes are added up. Raises WhatIfError for a
/// config without nodelist and for more nodes with options under which votes alone do not tell (two_node,
/// auto_tie_breaker, last_man_standing, freeze_on_loss, a quorum device), EngineError if the rules refuse the config.
///
/// >>> import quorate
/// >>> survey = quorate.survey(quorate.Config({1: 1, 2: 1, 3: 1, 4: 1}))
/// >>> survey.at_once, survey.votes_to_spare, survey.fatal
/// (1, 1, ())
#[pyfunction]
#[pyo3(
    signature = (config, rules=RulesName(Rules::Corosync)),
    text_signature = "(config, rules='corosync')",
)]
pub(crate) fn survey(py: Python<'_>, config: &Bound<'_, PyAny>, rules: RulesName) -> PyResult<Survey> {
    let config = &crate::config::config_of(config)?.get().0;
    py.detach(|| quorate::what_if::survey(config, rules.0)).map(Survey).map_err(what_if_error)
}

/// Every split of a cluster of up to 7 nodes into two sides, and what it leaves: a list of Split.
///
/// Raises what survey() does, and WhatIfError for more nodes.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1, 3: 1, 4: 1})
/// >>> print(*(split for split in quorate.splits(config) if split.outcome != "one"), sep=", ")
/// 1 2 | 3 4, 1 3 | 2 4, 1 4 | 2 3
#[pyfunction]
#[pyo3(
    signature = (config, rules=RulesName(Rules::Corosync)),
    text_signature = "(config, rules='corosync')",
)]
pub(crate) fn splits(py: Python<'_>, config: &Bound<'_, PyAny>, rules: RulesName) -> PyResult<Vec<Split>> {
    let config = &crate::config::config_of(config)?.get().0;
    let found = py.detach(|| quorate::what_if::splits(config, rules.0).map(Vec::from_iter));
    let mut nodes: Vec<NodeId> = config.nodes().iter().map(|node| node.id).collect();
    nodes.sort_unstable();
    let rest = |side: &[NodeId]| nodes.iter().copied().filter(|node| !side.contains(node)).collect();
    let splits = found.map_err(what_if_error)?.into_iter();
    Ok(splits
        .map(|(side, outcome)| Split { sides: [side.to_vec(), rest(&side)], outcome: outcome.name() })
        .collect())
}
