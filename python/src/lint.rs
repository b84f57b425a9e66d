//! Lint: what a config risks.

use crate::NODES_MAX;
use crate::argument::node_tuple;
use crate::error::engine_error;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use quorate::explore::story;
use quorate::lint::FindingCode;
use quorate::{Cluster, Rules};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

type CoreConfig = quorate::Config<NODES_MAX>;

/// One thing that a config risks: see Config.lint().
///
/// str() is one sentence: the key, the harm and the way out. Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Finding {
    core: quorate::lint::Finding<NODES_MAX>,
    config: Arc<CoreConfig>,
}

impl Hash for Finding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.core.code.number(), self.core.line, self.core.votes).hash(state);
        self.core.nodes[..].hash(state);
    }
}

pub(crate) fn findings(config: &CoreConfig) -> Vec<Finding> {
    let shared = Arc::new(config.clone());
    config.lint().map(|core| Finding { core, config: Arc::clone(&shared) }).collect()
}

/// The codes and their numbers.
pub(crate) fn codes(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let codes = PyDict::new(py);
    for code in FindingCode::ALL {
        codes.set_item(code.name(), code.number())?;
    }
    Ok(codes)
}

impl Finding {
    fn step_texts(&self) -> Vec<String> {
        self.core.story().to_string().lines().map(str::to_owned).collect()
    }
}

#[pymethods]
impl Finding {
    /// What: a key of quorate.FINDING_CODES, such as 'two_node_not_two'.
    #[getter]
    fn code(&self) -> &'static str {
        self.core.code.name()
    }

    /// The code's number, fixed for ever.
    #[getter]
    fn number(&self) -> u32 {
        self.core.code.number()
    }

    /// 'error' (it breaks the cluster, or splits it), 'warning' (probably not what was meant) or 'note' (good to
    /// know).
    #[getter]
    fn severity(&self) -> &'static str {
        self.core.severity.name()
    }

    /// What the story ends with: 'split_brain' (two partitions are quorate), 'disagreement' (within one partition),
    /// 'blocked' (everybody is), 'no_effect' (the same as without the key), 'quorum_wraps' (votequorum's 8-bit
    /// quorum is lower than the one to be seen here), 'always_quorate' (corosync calls every partition quorate;
    /// to be seen here is what votequorum would say) or 'only_wait_for_all' (the same as with wait_for_all: 1 in its
    /// place).
    #[getter]
    fn harm(&self) -> &'static str {
        self.core.harm.name()
    }

    /// The key's line in corosync.conf, from 1; 0 where it is not written.
    #[getter]
    fn line(&self) -> u32 {
        self.core.line
    }

    /// The key with its sections ('quorum.two_node'); for unknown keys their section.
    #[getter]
    fn key(&self) -> &'static str {
        self.core.key
    }

    /// For unknown keys: the key that was probably meant; else empty.
    #[getter]
    fn meant(&self) -> &'static str {
        self.core.meant
    }

    /// The number that the sentence speaks of: votes, or how many entries.
    #[getter]
    fn votes(&self) -> u32 {
        self.core.votes
    }

    /// The nodes that the sentence speaks of.
    #[getter]
    fn nodes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.core.nodes)
    }

    /// The steps that show the harm, as Cluster.run takes them; none where there is nothing to see.
    #[getter]
    fn steps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.step_texts())
    }

    /// The same as a whole story for simulate(): the config, the steps, and the table after each; empty where there
    /// are no steps.
    #[getter]
    fn story(&self) -> PyResult<String> {
        let steps = self.step_texts();
        if steps.is_empty() {
            return Ok(String::new());
        }
        let start: Box<Cluster<NODES_MAX>> =
            Box::new(Cluster::new(&self.config, Rules::Corosync).map_err(engine_error)?);
        Ok(story(&self.config, &start, &self.core.to_string(), &steps))
    }

    /// All of it for json.dumps: the properties, and the sentence as 'text'.
    #[pyo3(signature = ())]
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("code", self.code())?;
        dict.set_item("number", self.number())?;
        dict.set_item("severity", self.severity())?;
        dict.set_item("harm", self.harm())?;
        dict.set_item("line", self.line())?;
        dict.set_item("key", self.key())?;
        dict.set_item("meant", self.meant())?;
        dict.set_item("votes", self.votes())?;
        dict.set_item("nodes", self.nodes(py)?.to_list())?;
        dict.set_item("steps", self.step_texts())?;
        dict.set_item("story", self.story()?)?;
        dict.set_item("text", self.__str__())?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Finding {} {}: {}>", self.severity(), self.code(), self.core)
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
