//! Answers: Status, Reason and NodeInfo, frozen and comparable.

use crate::advice::Advice;
use crate::frozen::{Answer, Items, Property, frozen, nodes};
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyList};
use quorate::{Engine, Verdict};
use std::sync::Arc;

/// A set; in JSON a list in corosync-quorumtool's order.
struct Flags(quorate::Flags);

impl<'py> Property<'py> for Flags {
    fn property(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyFrozenSet::new(py, self.0.names()).map(Bound::into_any)
    }

    fn json(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyList::new(py, self.0.names().collect::<Vec<_>>()).map(Bound::into_any)
    }
}

/// What one engine says about its partition: the verdict, the reason and votequorum_info's numbers.
///
/// Frozen; two of them are equal if all that they say is equal. They are not true or false by themselves: ask
/// `.quorate`.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone)]
pub(crate) struct Status(pub(crate) quorate::Status<NODES_MAX>, Box<Engine<NODES_MAX>>, Names);

impl Status {
    /// With a copy of the engine, to be asked for its advice.
    pub(crate) fn of(engine: &Engine<NODES_MAX>, names: &Names) -> Status {
        Status(engine.status(), Box::new(engine.clone()), Arc::clone(names))
    }
}

impl PartialEq for Status {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 && self.1.rules() == other.1.rules() && self.2 == other.2
    }
}

frozen! {
    Status(this, py) {
        /// Whether the partition may act.
        quorate: this.0.verdict == Verdict::Quorate;
        /// 'quorate', 'blocked', or with rules 'strict' 'fence_first': it may fence, and not act yet.
        verdict: this.0.verdict.name();
        /// Why: a Reason. str() of it is a sentence for the log.
        reason: Answer(Reason(this.0.reason.clone(), Arc::clone(&this.2)));
        /// The advice as a sentence for people: the votes, who is missing, what would help and what that risks.
        help: this.1.help().named(&*this.2).to_string();
        /// What would help, best first: a tuple of Advice; empty if nothing needs to be done.
        advice: Items(this.1.advice().iter().cloned().map(|advice| Answer(Advice(advice, Arc::clone(&this.2)))));
        /// Votes needed.
        quorum: this.0.quorum;
        /// Expected votes as the local node holds them.
        expected_votes: this.0.expected_votes;
        /// The highest expected votes of any member.
        highest_expected: this.0.highest_expected;
        /// Votes of the members, and of the quorum device if it votes for the local node.
        total_votes: this.0.total_votes;
        /// Votes of the quorum device, cast or not; 0 without one.
        device_votes: this.0.device_votes;
        /// With the verdict 'fence_first': how long to wait before fencing, in milliseconds; else 0.
        fence_delay: this.0.fence_delay;
        /// What is in force, by corosync-quorumtool's names: '2Node', 'Quorate', 'WaitForAll',
        /// 'LastManStanding', 'AutoTieBreaker', 'AllowDownscale', 'Qdevice', 'QdeviceAlive', 'QdeviceCastVote',
        /// 'QdeviceMasterWins'; with rules 'strict' also 'ExpectedVotesOverridden', 'WaitForAllCancelled', 'Frozen'.
        flags: Flags(this.0.flags);
        /// The nodeids of the view, ascending.
        members: nodes(&this.0.members);
        /// The local node.
        node: this.0.node.0;
        /// The view that this is about: (node, seq), as Engine.view takes it.
        ring: Items([u64::from(this.0.ring.node.0), this.0.ring.seq]);
    } as_dict {
        /// All of it in dicts, lists, strings and numbers, for json.dumps. Keys are those of the
        /// properties; flags are a list in corosync-quorumtool's order; reason and advice are made of theirs.
    };

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
}

/// Why a verdict is what it is: a code for programs, the numbers that decided, and with str() a sentence for people.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Reason(quorate::Reason<NODES_MAX>, Names);

frozen! {
    Reason(this, py) {
        /// The rule that decided: a key of quorate.REASON_CODES, such as 'majority' or 'waiting_for_all'.
        code: this.0.code.name();
        /// The code's number, the same in C: below 100 quorate, from 100 blocked, from 200 fence first.
        number: this.0.code.number();
        /// Votes present.
        votes: this.0.votes;
        /// Votes that the rule requires.
        needed: this.0.needed;
        /// Expected votes.
        expected_votes: this.0.expected_votes;
        /// The node that decided: the tie breaker, or the one whose device is master. None where none did.
        node: this.0.node.map(|node| node.0);
        /// Nodes with votes that are missing, ascending; for 'view_incomplete' those whose state is incomplete.
        missing: nodes(&this.0.missing);
        /// Votes of the quorum device that are not counted here.
        device_votes: this.0.device_votes;
    } as_dict {
        /// All of it for json.dumps: the properties, and the sentence as 'text'.
        text: this.__str__();
    };

    fn __str__(&self) -> String {
        self.0.named(&*self.1).to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Reason {}: {}>", self.0.code.name(), self.__str__())
    }
}

/// Who votes, where that changes by agreement, and what keeps it from changing: see Engine.electorate.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Electorate(pub(crate) quorate::AgreedElectorate<NODES_MAX>);

frozen! {
    Electorate(this, py) {
        /// Electorates are numbered from 1; 0: none is known here.
        epoch: this.0.epoch;
        /// Who votes, ascending.
        electors: nodes(&this.0.electors);
        /// Whether a change is known that may have been agreed on or not, so that both electorates have to be won.
        change_pending: this.0.change_pending;
        /// Members that have not stored that change yet: it waits for them.
        unstored: nodes(&this.0.unstored);
        /// Members that have another nodelist than the local node: the electorate does not follow it meanwhile.
        other_nodelist: nodes(&this.0.other_nodelist);
    };

    fn __repr__(&self) -> String {
        let electors: Vec<String> = self.0.electors.iter().map(ToString::to_string).collect();
        format!("<Electorate {}: {}>", self.0.epoch, electors.join(","))
    }
}

/// What is known about one node (votequorum_getinfo): see Engine.node_info.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct NodeInfo(pub(crate) quorate::NodeInfo);

frozen! {
    NodeInfo(this, py) {
        /// The nodeid.
        node: this.0.node.0;
        /// 'member', 'dead' (lost) or 'leaving' (left cleanly).
        state: this.0.state.name();
        /// Its votes.
        votes: this.0.votes;
        /// Expected votes as it reported them.
        expected_votes: this.0.expected_votes;
        /// Configuration of the local node, and the quorum device's bits of this node.
        flags: Flags(this.0.flags);
    };

    fn __repr__(&self) -> String {
        format!("<NodeInfo of node {}: {}, votes {}>", self.0.node, self.0.state.name(), self.0.votes)
    }
}
