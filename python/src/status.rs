//! Answers: Status, Reason and NodeInfo, frozen and comparable.

use crate::NODES_MAX;
use crate::advice::Advice;
use crate::argument::node_tuple;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PyTuple};
use quorate::{Engine, Flags, Verdict};
use std::hash::{Hash, Hasher};

fn flag_set(py: Python<'_>, flags: Flags) -> PyResult<Bound<'_, PyFrozenSet>> {
    PyFrozenSet::new(py, flags.names())
}

/// What one engine says of its partition: the verdict, the reason and votequorum_info's numbers.
///
/// Frozen; two of them are equal when all that they say is equal. True or false by themselves they are not:
/// ask `.quorate`.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone)]
pub(crate) struct Status(pub(crate) quorate::Status<NODES_MAX>, Box<Engine<NODES_MAX>>);

impl Status {
    /// With a copy of the engine, to be asked for its advice.
    pub(crate) fn of(engine: &Engine<NODES_MAX>) -> Status {
        Status(engine.status(), Box::new(engine.clone()))
    }
}

impl PartialEq for Status {
    fn eq(&self, other: &Self) -> bool {
        let (us, them) = (&self.0, &other.0);
        let numbers = |status: &quorate::Status<NODES_MAX>| {
            let votes = (status.quorum, status.expected_votes, status.highest_expected);
            let device = (status.device_votes, status.fence_delay);
            (status.node, status.ring, votes, status.total_votes, device, status.flags)
        };
        self.1.rules() == other.1.rules()
            && us.verdict == them.verdict
            && numbers(us) == numbers(them)
            && us.reason == them.reason
            && us.members == them.members
    }
}

impl Hash for Status {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.node, self.0.ring, self.0.total_votes, self.0.flags.0).hash(state);
        self.0.members[..].hash(state);
    }
}

#[pymethods]
impl Status {
    /// Whether the partition may act.
    #[getter]
    fn quorate(&self) -> bool {
        self.0.verdict == Verdict::Quorate
    }

    /// 'quorate', 'blocked', or with rules 'strict' 'fence_first': it may fence, and not act yet.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.0.verdict.name()
    }

    /// Why: a Reason. str() of it is a sentence for the log.
    #[getter]
    fn reason(&self) -> Reason {
        Reason(self.0.reason.clone())
    }

    /// What would help, best first: a tuple of Advice; empty where nothing needs to be done.
    #[getter]
    fn advice<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let advice: Vec<Advice> = self.1.advice().iter().cloned().map(Advice).collect();
        PyTuple::new(py, advice)
    }

    /// The advice as a sentence for people: the votes, who is missing, what would help and what that risks.
    #[getter]
    fn help(&self) -> String {
        self.1.help().to_string()
    }

    /// Votes needed.
    #[getter]
    fn quorum(&self) -> u32 {
        self.0.quorum
    }

    /// Expected votes as the local node holds them.
    #[getter]
    fn expected_votes(&self) -> u32 {
        self.0.expected_votes
    }

    /// The highest expected votes of any member.
    #[getter]
    fn highest_expected(&self) -> u32 {
        self.0.highest_expected
    }

    /// Votes of the members, and of the quorum device where it votes for the local node.
    #[getter]
    fn total_votes(&self) -> u32 {
        self.0.total_votes
    }

    /// Votes of the quorum device, cast or not; 0 without one.
    #[getter]
    fn device_votes(&self) -> u32 {
        self.0.device_votes
    }

    /// What is in force, by corosync-quorumtool's names: '2Node', 'Quorate', 'WaitForAll',
    /// 'LastManStanding', 'AutoTieBreaker', 'AllowDownscale', 'Qdevice', 'QdeviceAlive', 'QdeviceCastVote',
    /// 'QdeviceMasterWins'; with rules 'strict' also 'ExpectedVotesOverridden', 'WaitForAllCancelled', 'Frozen'.
    #[getter]
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        flag_set(py, self.0.flags)
    }

    /// The nodeids of the view, ascending.
    #[getter]
    fn members<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.0.members)
    }

    /// The local node.
    #[getter]
    fn node(&self) -> u32 {
        self.0.node.0
    }

    /// The view that this speaks of: (node, seq), as Engine.view takes it.
    #[getter]
    fn ring(&self) -> (u32, u64) {
        (self.0.ring.node.0, self.0.ring.seq)
    }

    /// With the verdict 'fence_first': how long to wait before fencing, in milliseconds; else 0.
    #[getter]
    fn fence_delay(&self) -> u64 {
        self.0.fence_delay
    }

    /// All of it in dicts, lists, strings and numbers, for json.dumps. Keys are those of the
    /// properties; flags are a list in corosync-quorumtool's order; reason and advice are made of theirs.
    #[pyo3(signature = ())]
    pub(crate) fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let status = &self.0;
        let dict = PyDict::new(py);
        dict.set_item("quorate", self.quorate())?;
        dict.set_item("verdict", self.verdict())?;
        dict.set_item("reason", self.reason().as_dict(py)?)?;
        dict.set_item("help", self.help())?;
        let advice: PyResult<Vec<_>> =
            self.1.advice().iter().map(|advice| Advice(advice.clone()).as_dict(py)).collect();
        dict.set_item("advice", advice?)?;
        dict.set_item("quorum", status.quorum)?;
        dict.set_item("expected_votes", status.expected_votes)?;
        dict.set_item("highest_expected", status.highest_expected)?;
        dict.set_item("total_votes", status.total_votes)?;
        dict.set_item("device_votes", status.device_votes)?;
        dict.set_item("fence_delay", status.fence_delay)?;
        dict.set_item("flags", status.flags.names().collect::<Vec<_>>())?;
        dict.set_item("members", self.members(py)?.to_list())?;
        dict.set_item("node", status.node.0)?;
        dict.set_item("ring", [u64::from(status.ring.node.0), status.ring.seq])?;
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let status = &self.0;
        let members: Vec<String> = status.members.iter().map(ToString::to_string).collect();
        format!(
            "<Status of node {}: {} ({}), members {}, {} of {} votes, quorum {}>",
            status.node,
            status.verdict,
            status.reason.code.name(),
            if members.is_empty() { "none".to_owned() } else { members.join(",") },
            status.total_votes,
            status.highest_expected,
            status.quorum
        )
    }

    fn __bool__(&self) -> PyResult<bool> {
        Err(pyo3::exceptions::PyTypeError::new_err("a Status is neither true nor false; ask its .quorate"))
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

/// Why a verdict is what it is: a code for programs, the numbers that decided, and with str() a sentence for people.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Reason(quorate::Reason<NODES_MAX>);

impl Hash for Reason {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.code.number(), self.0.votes, self.0.needed, self.0.node).hash(state);
    }
}

#[pymethods]
impl Reason {
    /// The rule that decided: a key of quorate.REASON_CODES, such as 'majority' or 'waiting_for_all'.
    #[getter]
    fn code(&self) -> &'static str {
        self.0.code.name()
    }

    /// The code's number, the same in C: below 100 quorate, from 100 blocked, from 200 fence first.
    #[getter]
    fn number(&self) -> u32 {
        self.0.code.number()
    }

    /// Votes that are here.
    #[getter]
    fn votes(&self) -> u32 {
        self.0.votes
    }

    /// Votes that the rule asks for.
    #[getter]
    fn needed(&self) -> u32 {
        self.0.needed
    }

    /// Expected votes.
    #[getter]
    fn expected_votes(&self) -> u32 {
        self.0.expected_votes
    }

    /// The node that decided: the tie breaker, or the one whose device is master. None where none did.
    #[getter]
    fn node(&self) -> Option<u32> {
        self.0.node.map(|node| node.0)
    }

    /// Nodes with votes that are not here, ascending; for 'view_incomplete' those whose state is incomplete.
    #[getter]
    fn missing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.0.missing)
    }

    /// Votes of the quorum device that are not counted here.
    #[getter]
    fn device_votes(&self) -> u32 {
        self.0.device_votes
    }

    /// All of it for json.dumps: the properties, and the sentence as 'text'.
    #[pyo3(signature = ())]
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("code", self.code())?;
        dict.set_item("number", self.number())?;
        dict.set_item("votes", self.0.votes)?;
        dict.set_item("needed", self.0.needed)?;
        dict.set_item("expected_votes", self.0.expected_votes)?;
        dict.set_item("node", self.node())?;
        dict.set_item("missing", self.missing(py)?.to_list())?;
        dict.set_item("device_votes", self.0.device_votes)?;
        dict.set_item("text", self.__str__())?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Reason {}: {}>", self.0.code.name(), self.0)
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

/// What is known of one node (votequorum_getinfo): see Engine.node_info.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct NodeInfo(pub(crate) quorate::NodeInfo);

impl Hash for NodeInfo {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.node, self.0.votes, self.0.expected_votes, self.0.flags.0).hash(state);
    }
}

#[pymethods]
impl NodeInfo {
    /// The nodeid.
    #[getter]
    fn node(&self) -> u32 {
        self.0.node.0
    }

    /// 'member', 'dead' (lost) or 'leaving' (left cleanly).
    #[getter]
    fn state(&self) -> &'static str {
        self.0.state.name()
    }

    /// Its votes.
    #[getter]
    fn votes(&self) -> u32 {
        self.0.votes
    }

    /// Expected votes as it told them.
    #[getter]
    fn expected_votes(&self) -> u32 {
        self.0.expected_votes
    }

    /// Configuration of the local node, and the quorum device's bits of this node.
    #[getter]
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyFrozenSet>> {
        flag_set(py, self.0.flags)
    }

    fn __repr__(&self) -> String {
        format!("<NodeInfo of node {}: {}, votes {}>", self.0.node, self.state(), self.0.votes)
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
