//! Config: from corosync.conf, from cluster.conf, or made in Python.

use crate::argument::{self, flags};
use crate::error::config_error;
use crate::frozen::frozen;
use crate::lint::{Finding, findings};
use crate::net::Net;
use crate::options::{Options, tie_breaker_in_python};
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyMapping};
use quorate::{Builder, NodeId};
use std::mem::MaybeUninit;

/// A cluster config that corosync would start with: who has how many votes, and which options are on.
///
/// Config(nodes, options=None, *, net=None, names=None, cluster_name=None, for_reload=False)
///
/// nodes maps nodeids to votes; options are an Options, the defaults where not given; net is a Net: a witness gives the
/// device's vote; names maps nodeids to what people call the nodes; cluster_name is that of totem: an
/// Engine.with_storage refuses the snapshot of another; for_reload is that of from_corosync_conf. What corosync refuses
/// raises ConfigError.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
/// >>> config.wait_for_all
/// True
/// >>> config.expected_votes
/// 2
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone, PartialEq)]
pub(crate) struct Config(pub(crate) quorate::Config<NODES_MAX>, pub(crate) Names);

frozen! {
    Config(this, py) {
        /// Votes of each node of the nodelist, in its order: a new dict.
        nodes: this.0.nodes().iter().map(|node| (node.id.0, node.votes)).into_py_dict(py)?;
        /// The nodes' names by nodeid, for those that have one (name, else ring0_addr): a new dict. Sentences about
        /// these nodes have them; none where the config was made in code without names.
        names: this.1.iter().map(|(node, name)| (node.0, name)).into_py_dict(py)?;
        /// Expected votes at startup: as given, else the sum of the nodelist.
        expected_votes: this.0.expected_votes();
        /// Sum of the nodelist's votes.
        nodelist_votes: this.0.nodelist_votes();
        /// Whether two_node is in force.
        two_node: this.0.two_node();
        /// Whether wait_for_all is in force: as given, else as two_node.
        wait_for_all: this.0.wait_for_all();
        /// The tie breaker in force: 'lowest', 'highest', a tuple of nodeids, or None where none is.
        auto_tie_breaker_node: tie_breaker_in_python(this.0.tie_breaker(), py)?;
        /// Votes of the quorum device; 0 without one.
        device_votes: this.0.device_votes();
        /// Whether the device alone decides: with its votes each node is quorate, without them not even all nodes
        /// together. A device of model quorate needs that.
        device_decides: this.0.device_decides();
        /// With so many votes the device alone decides, unless an option of votequorum's or expected_votes is in the
        /// way.
        device_votes_to_decide: this.0.device_votes_to_decide();
        /// The options as they are written.
        options: Options::of(&this.0);
        /// How nodes ask a witness: a Net, or None without a device of model net, and where corosync-qdevice does not
        /// start with it.
        net: this.0.net().map(Net);
    };

    #[new]
    #[pyo3(signature = (nodes, options=None, *, net=None, names=None, cluster_name=None, for_reload=false))]
    fn new(
        nodes: &Bound<'_, PyAny>,
        options: Option<&Bound<'_, PyAny>>,
        net: Option<&Bound<'_, PyAny>>,
        names: Option<&Bound<'_, PyAny>>,
        cluster_name: Option<&Bound<'_, PyAny>>,
        for_reload: bool,
    ) -> PyResult<Self> {
        let mut builder = Builder::new();
        for (node, votes) in by_node("nodes", "votes", nodes)? {
            let votes = argument::votes(&format!("nodes[{node}]"), &votes)?;
            builder.node(node, votes).map_err(config_error)?;
        }
        if let Some(options) = options {
            let wrong = |_| argument::wrong_type("options", "a quorate.Options", options);
            let options = options.cast::<Options>().map_err(wrong)?.get();
            builder.options(options.options).tie_breaker(options.tie_breaker.clone());
        }
        let names = names.map_or(Ok(Vec::new()), |names| by_node("names", "names", names))?;
        let read = |(node, name): (NodeId, Bound<'_, PyAny>)| {
            Ok((node, argument::string(&format!("names[{node}]"), &name)?.into_owned()))
        };
        let names = names.into_iter().map(read).collect::<PyResult<_>>()?;
        let mut place = MaybeUninit::uninit();
        let config = builder.build_in(&mut place, for_reload).map_err(config_error)?;
        if let Some(net) = net {
            let wrong = |_| argument::wrong_type("net", "a quorate.Net", net);
            let Net(net) = *net.cast::<Net>().map_err(wrong)?.get();
            config.set_net(Some(net)).map_err(config_error)?;
        }
        if let Some(name) = cluster_name {
            config.set_cluster_name(argument::string("cluster_name", name)?.as_ref());
        }
        Ok(Config(config.clone(), names))
    }

    /// Reads a corosync.conf, str or bytes, as corosync itself would; sections other than nodelist and
    /// quorum are skipped.
    ///
    /// for_reload=True accepts what corosync refuses at startup only (a quorum device next to options that exclude it);
    /// use it for Engine.reload and Cluster.reload. freeze_on_loss and fence_delay are options of rules 'strict', which
    /// no corosync.conf has. Raises ConfigError with .line and .key.
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
        let fence_delay = fence_delay.map(|delay| argument::millis("fence_delay", delay)).transpose()?;
        let config = match for_reload {
            false => quorate::Config::from_corosync_conf(&text),
            true => quorate::Config::from_corosync_conf_for_reload(&text),
        };
        let mut config = config.map_err(config_error)?;
        config.set_freeze_on_loss(freeze_on_loss);
        if let Some(delay) = fence_delay {
            config.set_fence_delay(delay);
        }
        Ok(Config(config, quorate::names(&text).map(|(node, name)| (node, name.to_owned())).collect()))
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
    /// >>> config = quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(two_node=True))
    /// >>> finding = config.lint()[0]
    /// >>> finding.severity, finding.code, finding.harm
    /// ('error', 'two_node_not_two', 'split_brain')
    #[pyo3(signature = ())]
    fn lint(&self) -> Vec<Finding> {
        findings(&self.0, &self.1)
    }

    fn __repr__(&self) -> String {
        let nodes: Vec<String> =
            self.0.nodes().iter().map(|node| format!("{}: {}", node.id, node.votes)).collect();
        let options = Options::of(&self.0);
        let options = if options.is_default() { String::new() } else { format!(", {}", options.__repr__()) };
        let net = self.0.net().map_or_else(String::new, |net| format!(", net={}", Net(net).__repr__()));
        format!("Config({{{}}}{options}{net})", nodes.join(", "))
    }
}

/// A mapping of nodeids.
fn by_node<'py>(
    name: &str,
    values: &str,
    value: &Bound<'py, PyAny>,
) -> PyResult<Vec<(NodeId, Bound<'py, PyAny>)>> {
    let wanted = format!("a mapping of nodeids to {values}");
    let mapping = value.cast::<PyMapping>().map_err(|_| argument::wrong_type(name, &wanted, value))?;
    let read = |item: Bound<'py, PyAny>| {
        let (node, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
        Ok((argument::node(&format!("a nodeid of {name}"), &node)?, value))
    };
    mapping.items()?.iter().map(read).collect()
}

/// A quorate.Config.
pub(crate) fn config_of<'a, 'py>(value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, Config>> {
    value.cast::<Config>().map_err(|_| argument::wrong_type("config", "a quorate.Config", value))
}
