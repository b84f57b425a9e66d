//! What if: who would be quorate after a loss or a split, and what a cluster survives.

use crate::NODES_MAX;
use crate::argument::{self, RulesName};
use crate::error::what_if_error;
use crate::frozen::{Answer, frozen, nodes};
use crate::status::Status;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;
use quorate::what_if::{partitions, who};
use quorate::{NodeId, Rules};

/// One partition, as what_if() finds it. Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Partition {
    status: Status,
    quorate: Vec<NodeId>,
}

frozen! {
    Partition(this, py) {
        /// The members' nodeids, ascending.
        members: nodes(&this.status.0.members);
        /// What the partition may do, if any member may: 'quorate', 'fence_first' or 'blocked'.
        verdict: this.status.0.verdict.name();
        /// The members that are quorate: all or none, or they disagree.
        quorate: nodes(&this.quorate);
        /// Whether all members say the same.
        agrees: this.quorate.is_empty() || this.quorate.len() == this.status.0.members.len();
        /// What its lowest member says; of members that disagree, the lowest quorate one: a Status.
        status: Answer(this.status.clone());
    } as_dict {
        /// All of it for json.dumps; status is Status.as_dict().
    };

    fn __repr__(&self) -> String {
        let members: Vec<String> = self.status.0.members.iter().map(ToString::to_string).collect();
        format!(
            "<Partition {}: {} ({})>",
            members.join(","),
            self.status.0.verdict.name(),
            self.status.0.reason.code.name()
        )
    }
}

/// Who would be quorate: all nodes are up together, then those of down are lost without a word and the others come
/// to the sides, in one instant. A list of Partition, by their lowest members.
///
/// down is an iterable of nodeids, sides one of iterables of nodeids; nodes that are not named form one more side. A
/// quorum device votes where most nodes are then (of halves, where the lowest node is); the witness of a
/// quorum.device.net with a host decides by its algorithm, and all nodes that are up can reach it. Raises WhatIfError
/// for a config without nodelist and for nodes that are not in it or are named twice, EngineError if the rules refuse
/// the config.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1, 3: 1, 4: 1})
/// >>> for partition in quorate.what_if(config, down=[4], sides=[[1], [2, 3]]):
/// ...     print(partition.members, partition.verdict)
/// (1,) blocked
/// (2, 3) blocked
#[pyfunction]
#[pyo3(
    signature = (config, rules=RulesName(Rules::Corosync), *, down=None, sides=None),
    text_signature = "(config, rules='corosync', *, down=(), sides=())",
)]
pub(crate) fn what_if(
    config: &Bound<'_, PyAny>,
    rules: RulesName,
    down: Option<&Bound<'_, PyAny>>,
    sides: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<Partition>> {
    let config = crate::config::config_of(config)?;
    let down = down.map_or(Ok(Vec::new()), |down| argument::nodes("down", down))?;
    let sides = sides.map_or(Ok(Vec::new()), read_sides)?;
    let crate::config::Config(config, names) = config.get();
    let cluster = Box::new(who(config, rules.0, &down, &sides).map_err(what_if_error)?);
    let partition = |partition: quorate::what_if::Partition<NODES_MAX>| {
        let status = Status::of(cluster.engine(partition.status.node)?, names);
        Some(Partition { quorate: partition.quorate.to_vec(), status })
    };
    Ok(partitions(&cluster).filter_map(partition).collect())
}

/// The sides, each with its number.
fn read_sides(value: &Bound<'_, PyAny>) -> PyResult<Vec<(NodeId, u8)>> {
    let wanted = "an iterable of iterables of nodeids";
    if value.is_instance_of::<PyString>() {
        return Err(argument::wrong_type("sides", wanted, value));
    }
    let items = match value.try_iter() {
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
            return Err(argument::wrong_type("sides", wanted, value));
        }
        items => items?,
    };
    let mut sides = Vec::new();
    for (number, item) in (0_u8..).zip(items) {
        if usize::from(number) == NODES_MAX {
            return Err(PyValueError::new_err(format!("sides holds more than {NODES_MAX} sides")));
        }
        let nodes = argument::nodes(&format!("sides[{number}]"), &item?)?;
        sides.extend(nodes.into_iter().map(|node| (node, number)));
    }
    Ok(sides)
}
