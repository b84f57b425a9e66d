//! Config: from corosync.conf, from cluster.conf, or from keywords.

use crate::NODES_MAX;
use crate::argument::{self, flags};
use crate::error::config_error;
use crate::keywords::{self, add_nodes, device_config, millis_or, tie_breaker, votes_or};
use crate::lint::{Finding, findings};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use quorate::{Builder, ConfigNode, Options, TieBreaker};
use std::hash::{Hash, Hasher};

/// A cluster config that corosync would start with: who has how many votes, and which options are on.
///
/// Config(nodes, *, expected_votes=None, votes=None, two_node=False, wait_for_all=None, last_man_standing=False,
/// last_man_standing_window=None, auto_tie_breaker=False, auto_tie_breaker_node=None, allow_downscale=False,
/// expected_votes_tracking=False, device=False, device_votes=None, device_timeout=None,
/// device_sync_timeout=None, freeze_on_loss=False, fence_delay=None)
///
/// nodes maps nodeids to votes. The keywords are the keys of the quorum section, with corosync's defaults;
/// wait_for_all=None follows two_node; auto_tie_breaker_node is 'lowest', 'highest' or an iterable of nodeids.
/// device=True adds a quorum device with device_votes (one less than the nodes' where not given) and
/// timeouts in milliseconds. freeze_on_loss and fence_delay (milliseconds) are for rules 'strict' and not in
/// corosync.conf. What corosync refuses raises ConfigError.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1}, two_node=True)
/// >>> config.wait_for_all
/// True
/// >>> config.expected_votes
/// 2
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone, PartialEq)]
pub(crate) struct Config(pub(crate) quorate::Config<NODES_MAX>);

impl Hash for Config {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expected_votes().hash(state);
        for node in self.0.nodes() {
            (node.id, node.votes).hash(state);
        }
    }
}

#[pymethods]
impl Config {
    #[new]
    #[pyo3(signature = (
        nodes, *, expected_votes=None, votes=None, two_node=false, wait_for_all=None,
        last_man_standing=false, last_man_standing_window=None, auto_tie_breaker=false,
        auto_tie_breaker_node=None, allow_downscale=false, expected_votes_tracking=false,
        device=false, device_votes=None, device_timeout=None, device_sync_timeout=None,
        freeze_on_loss=false, fence_delay=None,
    ))]
    #[allow(clippy::too_many_arguments)] // keywords of Python, one per key of the quorum section
    fn new(
        nodes: &Bound<'_, PyAny>,
        expected_votes: Option<&Bound<'_, PyAny>>,
        votes: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::two_node)] two_node: bool,
        wait_for_all: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::last_man_standing)] last_man_standing: bool,
        last_man_standing_window: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::auto_tie_breaker)] auto_tie_breaker: bool,
        auto_tie_breaker_node: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::allow_downscale)] allow_downscale: bool,
        #[pyo3(from_py_with = flags::expected_votes_tracking)] expected_votes_tracking: bool,
        #[pyo3(from_py_with = flags::device)] device: bool,
        device_votes: Option<&Bound<'_, PyAny>>,
        device_timeout: Option<&Bound<'_, PyAny>>,
        device_sync_timeout: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::freeze_on_loss)] freeze_on_loss: bool,
        fence_delay: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let default = Options::default();
        let mut builder = Builder::new();
        add_nodes(&mut builder, nodes)?;
        builder.tie_breaker(match auto_tie_breaker_node {
            None => TieBreaker::Lowest,
            Some(value) => tie_breaker(value)?,
        });
        builder.options(Options {
            expected_votes: votes_or("expected_votes", expected_votes, default.expected_votes)?,
            votes: votes_or("votes", votes, default.votes)?,
            two_node,
            wait_for_all: wait_for_all.map(flags::wait_for_all).transpose()?,
            last_man_standing,
            last_man_standing_window: millis_or(
                "last_man_standing_window",
                last_man_standing_window,
                default.last_man_standing_window,
            )?,
            auto_tie_breaker,
            allow_downscale,
            expected_votes_tracking,
            device: device_config(device, device_votes, device_timeout, device_sync_timeout)?,
            freeze_on_loss,
            fence_delay: millis_or("fence_delay", fence_delay, default.fence_delay)?,
        });
        builder.build().map(Config).map_err(config_error)
    }

    /// Reads a corosync.conf, str or bytes, as corosync itself would; sections other than nodelist and
    /// quorum are skipped.
    ///
    /// for_reload=True lets through what corosync refuses at startup only (a quorum device next to options that
    /// exclude it); use it for Engine.reload and Cluster.reload. freeze_on_loss and fence_delay are options of
    /// rules 'strict', which no corosync.conf has. Raises ConfigError with .line and .key.
    ///
    /// >>> import quorate
    /// >>> try:
    /// ...     quorate.Config.from_corosync_conf("quorum {\n  two_node: yes\n}\n")
    /// ... except quorate.ConfigError as error:
    /// ...     print(error.line, error.key)
    /// 2 quorum.two_node
    #[staticmethod]
    #[pyo3(signature = (text, *, for_reload=false, freeze_on_loss=false, fence_delay=None))]
    fn from_corosync_conf(
        text: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = flags::for_reload)] for_reload: bool,
        #[pyo3(from_py_with = flags::freeze_on_loss)] freeze_on_loss: bool,
        fence_delay: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let text = argument::text("text", text)?;
        let fence_delay = millis_or("fence_delay", fence_delay, Options::default().fence_delay)?;
        let config = match for_reload {
            false => quorate::Config::from_corosync_conf(text),
            true => quorate::Config::from_corosync_conf_for_reload(text),
        };
        let mut config = config.map_err(config_error)?;
        config.set_freeze_on_loss(freeze_on_loss);
        config.set_fence_delay(fence_delay);
        Ok(Config(config))
    }

    /// Reads a cman cluster.conf (XML), str or bytes: nodes, votes, two_node, expected_votes and the quorum
    /// disk, which becomes the quorum device. Needs defusedxml: pip install defusedxml.
    #[staticmethod]
    #[pyo3(signature = (text))]
    fn from_cluster_conf(text: &Bound<'_, PyAny>) -> PyResult<Py<Config>> {
        argument::text("text", text)?;
        let reader = text.py().import("quorate.cluster_conf")?;
        Ok(reader.getattr("read")?.call1((text,))?.extract()?)
    }

    /// What this config risks under votequorum: a list of Finding, in order of their numbers, each with a story that
    /// shows the harm on this very cluster. Unknown keys come last.
    ///
    /// >>> import quorate
    /// >>> config = quorate.Config({1: 1, 2: 1, 3: 1}, two_node=True)
    /// >>> finding = config.lint()[0]
    /// >>> finding.severity, finding.code, finding.harm
    /// ('error', 'two_node_not_two', 'split_brain')
    #[pyo3(signature = ())]
    fn lint(&self) -> Vec<Finding> {
        findings(&self.0)
    }

    /// Votes of each node of the nodelist, in its order: a new dict.
    #[getter]
    fn nodes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let nodes = PyDict::new(py);
        for ConfigNode { id, votes } in self.0.nodes() {
            nodes.set_item(id.0, votes)?;
        }
        Ok(nodes)
    }

    /// Expected votes at startup: as given, else the sum of the nodelist.
    #[getter]
    fn expected_votes(&self) -> u32 {
        self.0.expected_votes()
    }

    /// Sum of the nodelist's votes.
    #[getter]
    fn nodelist_votes(&self) -> u32 {
        self.0.nodelist_votes()
    }

    /// Whether two_node is in force.
    #[getter]
    fn two_node(&self) -> bool {
        self.0.two_node()
    }

    /// Whether wait_for_all is in force: as given, else as two_node.
    #[getter]
    fn wait_for_all(&self) -> bool {
        self.0.wait_for_all()
    }

    /// Whether last_man_standing is on.
    #[getter]
    fn last_man_standing(&self) -> bool {
        self.0.options().last_man_standing
    }

    /// last_man_standing's window in milliseconds.
    #[getter]
    fn last_man_standing_window(&self) -> u64 {
        self.0.options().last_man_standing_window
    }

    /// Whether auto_tie_breaker is on.
    #[getter]
    fn auto_tie_breaker(&self) -> bool {
        self.0.options().auto_tie_breaker
    }

    /// The tie breaker in force: 'lowest', 'highest', a tuple of nodeids, or None where none is.
    #[getter]
    fn auto_tie_breaker_node<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self.0.tie_breaker() {
            TieBreaker::Off => py.None().into_bound(py),
            TieBreaker::Lowest => PyString::new(py, "lowest").into_any(),
            TieBreaker::Highest => PyString::new(py, "highest").into_any(),
            TieBreaker::List(list) => PyTuple::new(py, list.iter().map(|node| node.0))?.into_any(),
        })
    }

    /// Whether allow_downscale is on.
    #[getter]
    fn allow_downscale(&self) -> bool {
        self.0.options().allow_downscale
    }

    /// Whether expected_votes_tracking is on.
    #[getter]
    fn expected_votes_tracking(&self) -> bool {
        self.0.options().expected_votes_tracking
    }

    /// Whether there is a quorum device.
    #[getter]
    fn device(&self) -> bool {
        self.0.options().device.is_some()
    }

    /// Votes of the quorum device; 0 without one.
    #[getter]
    fn device_votes(&self) -> u32 {
        self.0.device_votes()
    }

    /// How long a poll of the quorum device lasts, in milliseconds.
    #[getter]
    fn device_timeout(&self) -> u64 {
        self.0.options().device.unwrap_or_default().timeout
    }

    /// How long a new view waits for the quorum device, in milliseconds.
    #[getter]
    fn device_sync_timeout(&self) -> u64 {
        self.0.options().device.unwrap_or_default().sync_timeout
    }

    /// Rules 'strict': whether any unclean loss blocks every member until an operator says resume.
    #[getter]
    fn freeze_on_loss(&self) -> bool {
        self.0.options().freeze_on_loss
    }

    /// Rules 'strict': how long the half without the tie breaker waits before it fences, in milliseconds.
    #[getter]
    fn fence_delay(&self) -> u64 {
        self.0.options().fence_delay
    }

    fn __repr__(&self) -> String {
        let nodes: Vec<String> =
            self.0.nodes().iter().map(|node| format!("{}: {}", node.id, node.votes)).collect();
        format!("Config({{{}}}{})", nodes.join(", "), keywords::written(&self.0))
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
