//! Survey: what a cluster survives, and every split of it.

use crate::NODES_MAX;
use crate::argument::RulesName;
use crate::argument::node_tuple;
use crate::error::what_if_error;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use quorate::{NodeId, Rules};
use std::hash::{Hash, Hasher};

/// What a cluster survives, in the worst case, after all its nodes were up together: see survey(). Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Survey(quorate::what_if::Survey<NODES_MAX>);

impl Hash for Survey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.total_votes, self.0.quorum, self.0.at_once, self.0.one_by_one).hash(state);
    }
}

#[pymethods]
impl Survey {
    /// Under which rules.
    #[getter]
    fn rules(&self) -> &'static str {
        self.0.rules.name()
    }

    /// Votes with all nodes up, a quorum device's included.
    #[getter]
    fn total_votes(&self) -> u32 {
        self.0.total_votes
    }

    /// Quorum with all nodes up.
    #[getter]
    fn quorum(&self) -> u32 {
        self.0.quorum
    }

    /// Votes beyond quorum with all nodes up.
    #[getter]
    fn votes_to_spare(&self) -> u32 {
        self.0.votes_to_spare
    }

    /// So many nodes, whichever they are, may fail in one instant, and some that are left are quorate.
    #[getter]
    fn at_once(&self) -> u32 {
        self.0.at_once
    }

    /// So many nodes may fail one after the other, whichever and in whatever order, with time for
    /// last_man_standing's window in between.
    #[getter]
    fn one_by_one(&self) -> u32 {
        self.0.one_by_one
    }

    /// As at_once, once those that failed are confirmed off (rules 'strict' with wait_for_all: proofs count).
    #[getter]
    fn at_once_fenced(&self) -> u32 {
        self.0.at_once_fenced
    }

    /// Nodes whose failure alone stops all others, confirmed off or not.
    #[getter]
    fn fatal<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.0.fatal)
    }

    /// Nodes whose failure stops the others until it is confirmed off (rules 'strict' with wait_for_all).
    #[getter]
    fn fatal_until_fenced<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.0.fatal_until_fenced)
    }

    /// Whether the quorum device's failure alone stops all nodes.
    #[getter]
    fn device_is_fatal(&self) -> bool {
        self.0.device_is_fatal
    }

    /// All of it for json.dumps.
    #[pyo3(signature = ())]
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("rules", self.rules())?;
        dict.set_item("total_votes", self.0.total_votes)?;
        dict.set_item("quorum", self.0.quorum)?;
        dict.set_item("votes_to_spare", self.0.votes_to_spare)?;
        dict.set_item("at_once", self.0.at_once)?;
        dict.set_item("one_by_one", self.0.one_by_one)?;
        dict.set_item("at_once_fenced", self.0.at_once_fenced)?;
        dict.set_item("fatal", self.fatal(py)?.to_list())?;
        dict.set_item("fatal_until_fenced", self.fatal_until_fenced(py)?.to_list())?;
        dict.set_item("device_is_fatal", self.0.device_is_fatal)?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let survey = &self.0;
        format!(
            "<Survey with rules {}: {} votes, quorum {}; {} nodes may fail at once, {} one by one>",
            survey.rules, survey.total_votes, survey.quorum, survey.at_once, survey.one_by_one
        )
    }

    fn __copy__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (memo, /))]
    fn __deepcopy__(this: Py<Self>, memo: &Bound<'_, PyAny>) -> Py<Self> {
        let _frozen = memo;
        this
    }
}

/// A split into two sides, and what it leaves: see splits(). Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq, Hash)]
pub(crate) struct Split {
    sides: [Vec<NodeId>; 2],
    outcome: &'static str,
}

#[pymethods]
impl Split {
    /// Both sides, as what_if() takes them; the lowest node is on the first.
    #[getter]
    fn sides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let [first, second] = &self.sides;
        PyTuple::new(py, [node_tuple(py, first)?, node_tuple(py, second)?])
    }

    /// 'one' (side is quorate), 'nobody', 'both' (split brain), or 'fence_first': nobody yet, and a side may fence
    /// the other and be quorate then (rules 'strict').
    #[getter]
    fn outcome(&self) -> &'static str {
        self.outcome
    }

    /// All of it for json.dumps.
    #[pyo3(signature = ())]
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let ids = |side: &Vec<NodeId>| side.iter().map(|node| node.0).collect::<Vec<_>>();
        let dict = PyDict::new(py);
        dict.set_item("sides", self.sides.each_ref().map(ids))?;
        dict.set_item("outcome", self.outcome)?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        let words = |side: &Vec<NodeId>| side.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        self.sides.each_ref().map(words).join(" | ")
    }

    fn __repr__(&self) -> String {
        format!("<Split {}: {}>", self.__str__(), self.outcome)
    }

    fn __copy__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (memo, /))]
    fn __deepcopy__(this: Py<Self>, memo: &Bound<'_, PyAny>) -> Py<Self> {
        let _frozen = memo;
        this
    }
}

/// What the cluster of this config survives: how many failures, and which single ones stop it. A Survey.
///
/// Up to 7 nodes every loss and every order of losses is tried; with more, votes are added up. Raises WhatIfError for a
/// config without nodelist and for more nodes with options under which votes alone do not tell (two_node,
/// auto_tie_breaker, last_man_standing, freeze_on_loss, a quorum device), EngineError where the rules refuse the
/// config.
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
