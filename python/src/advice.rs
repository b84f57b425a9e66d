//! Advice: what would help, and what it risks.

use crate::NODES_MAX;
use crate::argument::node_tuple;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use quorate::advice::AdviceCode;
use std::hash::{Hash, Hasher};

/// One thing that would help a partition: see Status.advice. str() is a clause for people.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Advice(pub(crate) quorate::advice::Advice<NODES_MAX>);

impl Hash for Advice {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.code.number(), self.0.votes, self.0.delay).hash(state);
        self.0.nodes[..].hash(state);
    }
}

/// The codes and their numbers.
pub(crate) fn codes(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let codes = PyDict::new(py);
    for code in AdviceCode::ALL {
        codes.set_item(code.name(), code.number())?;
    }
    Ok(codes)
}

#[pymethods]
impl Advice {
    /// What to do: a key of quorate.ADVICE_CODES, such as 'start_missing'.
    #[getter]
    fn code(&self) -> &'static str {
        self.0.code.name()
    }

    /// The code's number, fixed for ever.
    #[getter]
    fn number(&self) -> u32 {
        self.0.code.number()
    }

    /// The nodes that it concerns.
    #[getter]
    fn nodes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.0.nodes)
    }

    /// The votes that it concerns: expected votes to set, or the quorum device's; else 0.
    #[getter]
    fn votes(&self) -> u32 {
        self.0.votes
    }

    /// How long to wait first, in milliseconds.
    #[getter]
    fn delay(&self) -> u64 {
        self.0.delay
    }

    /// Whether it can end in two active halves, if the missing nodes run after all.
    #[getter]
    fn risks_split_brain(&self) -> bool {
        self.0.code.risks_split_brain()
    }

    /// All of it for json.dumps: the properties, and the clause as 'text'.
    #[pyo3(signature = ())]
    pub(crate) fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("code", self.code())?;
        dict.set_item("number", self.number())?;
        dict.set_item("nodes", self.nodes(py)?.to_list())?;
        dict.set_item("votes", self.votes())?;
        dict.set_item("delay", self.delay())?;
        dict.set_item("risks_split_brain", self.risks_split_brain())?;
        dict.set_item("text", self.__str__())?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Advice {}: {}>", self.0.code.name(), self.0)
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
