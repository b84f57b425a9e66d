//! Cluster: all nodes in one process.

use crate::argument::{self, RulesName};
use crate::error::{cluster_error, engine_error};
use crate::status::Status;
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use quorate::{ClusterError, NodeId, Rules};
use std::sync::{Mutex, MutexGuard, PoisonError};

type Core = quorate::Cluster<NODES_MAX>;

/// Cluster(config, rules='corosync'): a whole cluster in one process, to ask what would happen.
///
/// Every node of the config is in it, down at first. Deterministic and without a clock: time passes with the
/// step 'wait 10s'. Nodes come up, crash, leave, are split and healed by steps; see run().
///
/// >>> import quorate
/// >>> cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True)))
/// >>> for step in ["up 1 2", "crash 2", "crash 1", "up 1"]:
/// ...     cluster.run(step)
/// >>> print(cluster.status(1).reason)
/// wait_for_all: 1 of 2 expected votes present, not quorate until all are; waiting for: node 2
/// >>> cluster.status(2) is None
/// True
// Boxed: it holds an engine for each of 64 nodes, some 200 KB.
#[pyclass(module = "quorate", frozen)]
pub(crate) struct Cluster(Mutex<(Box<Core>, Names)>);

impl Cluster {
    fn lock(&self) -> MutexGuard<'_, (Box<Core>, Names)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_node(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<NodeId> {
        let node = argument::node(name, value)?;
        match self.lock().0.nodes().any(|known| known == node) {
            true => Ok(node),
            false => Err(cluster_error(&ClusterError::UnknownNode(node))),
        }
    }
}

#[pymethods]
impl Cluster {
    #[new]
    #[pyo3(
        signature = (config, rules=RulesName(Rules::Corosync)),
        text_signature = "(config, rules='corosync')",
    )]
    fn new(config: &Bound<'_, PyAny>, rules: RulesName) -> PyResult<Self> {
        let config = crate::config::config_of(config)?;
        let crate::config::Config(config, names) = config.get();
        let cluster = Core::new(config, rules.0).map_err(engine_error)?;
        Ok(Cluster(Mutex::new((Box::new(cluster), names.clone()))))
    }

    /// Runs one step, with all that follows from it at the same instant.
    ///
    /// A step is a text such as 'crash 2'; `quorate simulate --help` lists them all. Raises StepError if the text is
    /// not a step; ClusterError, EngineError or ConfigError if it is refused. Nothing has happened then.
    #[pyo3(signature = (step))]
    fn run(&self, step: &Bound<'_, PyAny>) -> PyResult<()> {
        let step = argument::string("step", step)?;
        self.lock().0.run(&step).map_err(|error| cluster_error(&error))
    }

    /// A node's Status, or None while it is down. Raises ClusterError for a node that the cluster does not have.
    #[pyo3(signature = (node))]
    fn status(&self, node: &Bound<'_, PyAny>) -> PyResult<Option<Status>> {
        let node = self.known_node("node", node)?;
        let (cluster, names) = &*self.lock();
        Ok(cluster.engine(node).map(|engine| Status::of(engine, names)))
    }

    /// A table with a row for every node, as in stories.
    #[pyo3(signature = ())]
    fn table(&self) -> String {
        self.lock().0.table().to_string()
    }

    /// These nodes (all that are up where none is named) read a new config; nodes that start later do too.
    #[pyo3(signature = (config, nodes=None))]
    fn reload(&self, config: &Bound<'_, PyAny>, nodes: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let config = crate::config::config_of(config)?;
        let nodes = nodes.map_or(Ok(Vec::new()), |nodes| argument::nodes("nodes", nodes))?;
        let crate::config::Config(config, names) = config.get();
        let (cluster, known) = &mut *self.lock();
        cluster.reload(&nodes, config).map_err(|error| cluster_error(&error))?;
        *known = names.clone();
        Ok(())
    }

    /// Milliseconds since it was made.
    #[getter]
    fn now(&self) -> u64 {
        self.lock().0.now()
    }

    /// All nodes, ascending, up or down.
    #[getter]
    fn nodes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let nodes: Vec<u32> = self.lock().0.nodes().map(|node| node.0).collect();
        PyTuple::new(py, nodes)
    }

    /// 'corosync', 'cman' or 'strict'.
    #[getter]
    fn rules(&self) -> &'static str {
        self.lock().0.rules().name()
    }

    fn __repr__(&self) -> String {
        let (cluster, _) = &*self.lock();
        let nodes = cluster.nodes().count();
        let up = cluster.nodes().filter(|node| cluster.engine(*node).is_some()).count();
        format!("<Cluster of {nodes} nodes, {up} up, rules {}>", cluster.rules())
    }

    fn __copy__(&self) -> Self {
        Cluster(Mutex::new(self.lock().clone()))
    }

    #[pyo3(signature = (memo, /))]
    fn __deepcopy__(&self, memo: &Bound<'_, PyAny>) -> Self {
        let _plain_data = memo;
        self.__copy__()
    }
}
