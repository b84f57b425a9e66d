//! The keywords of Config: read from Python, and written for repr().

use crate::NODES_MAX;
use crate::argument;
use crate::error::config_error;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use quorate::{Builder, DeviceConfig, Millis, NodeId, Options, TieBreaker};

/// The keywords that differ from their defaults, as Python writes them.
pub(crate) fn written(config: &quorate::Config<NODES_MAX>) -> String {
    let (options, default) = (config.options(), Options::default());
    let mut words = String::new();
    let mut word = |differs: bool, name: &str, value: &str| {
        if differs {
            words += &format!(", {name}={value}");
        }
    };
    word(options.expected_votes != 0, "expected_votes", &options.expected_votes.to_string());
    word(options.votes != default.votes, "votes", &options.votes.to_string());
    word(options.two_node, "two_node", "True");
    if let Some(wait_for_all) = options.wait_for_all {
        word(true, "wait_for_all", if wait_for_all { "True" } else { "False" });
    }
    word(options.last_man_standing, "last_man_standing", "True");
    let window = options.last_man_standing_window;
    word(window != default.last_man_standing_window, "last_man_standing_window", &window.to_string());
    word(options.auto_tie_breaker, "auto_tie_breaker", "True");
    match config.tie_breaker() {
        TieBreaker::Off | TieBreaker::Lowest => {}
        TieBreaker::Highest => word(true, "auto_tie_breaker_node", "'highest'"),
        TieBreaker::List(list) => {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            word(true, "auto_tie_breaker_node", &format!("[{}]", list.join(", ")));
        }
    }
    word(options.allow_downscale, "allow_downscale", "True");
    word(options.expected_votes_tracking, "expected_votes_tracking", "True");
    if let Some(device) = options.device {
        word(true, "device", "True");
        word(device.votes.is_some(), "device_votes", &device.votes.unwrap_or(0).to_string());
        let default = DeviceConfig::default();
        word(device.timeout != default.timeout, "device_timeout", &device.timeout.to_string());
        let sync_timeout = device.sync_timeout;
        word(sync_timeout != default.sync_timeout, "device_sync_timeout", &sync_timeout.to_string());
    }
    word(options.freeze_on_loss, "freeze_on_loss", "True");
    let delay = options.fence_delay;
    word(delay != default.fence_delay, "fence_delay", &delay.to_string());
    words
}

pub(crate) fn add_nodes(builder: &mut Builder<NODES_MAX>, nodes: &Bound<'_, PyAny>) -> PyResult<()> {
    let wanted = "a mapping of nodeids to votes";
    let mapping = nodes.cast::<PyMapping>().map_err(|_| argument::wrong_type("nodes", wanted, nodes))?;
    for item in mapping.items()?.iter() {
        let (node, votes): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let node = argument::node("a nodeid of nodes", &node)?;
        let votes = argument::votes(&format!("nodes[{node}]"), &votes)?;
        builder.node(node, votes).map_err(config_error)?;
    }
    Ok(())
}

pub(crate) fn votes_or(name: &str, value: Option<&Bound<'_, PyAny>>, default: u32) -> PyResult<u32> {
    value.map_or(Ok(default), |value| argument::votes(name, value))
}

pub(crate) fn millis_or(name: &str, value: Option<&Bound<'_, PyAny>>, default: Millis) -> PyResult<Millis> {
    value.map_or(Ok(default), |value| argument::millis(name, value))
}

pub(crate) fn tie_breaker(value: &Bound<'_, PyAny>) -> PyResult<TieBreaker<NODES_MAX>> {
    let name = "auto_tie_breaker_node";
    if value.is_instance_of::<PyString>() {
        return match argument::string(name, value)?.as_ref() {
            "lowest" => Ok(TieBreaker::Lowest),
            "highest" => Ok(TieBreaker::Highest),
            _ => Err(PyValueError::new_err(format!("{name} must be 'lowest', 'highest' or nodeids"))),
        };
    }
    let nodes = argument::nodes(name, value)?;
    if nodes.is_empty() || nodes.contains(&NodeId::QUORUM_DEVICE) {
        return Err(PyValueError::new_err(format!("{name} must name nodes from 1 up")));
    }
    let mut breaker = TieBreaker::List(Default::default());
    if let TieBreaker::List(list) = &mut breaker {
        let too_many = |_| PyValueError::new_err(format!("{name} holds more than {NODES_MAX} nodes"));
        list.extend_from_slice(&nodes).map_err(too_many)?;
    }
    Ok(breaker)
}

pub(crate) fn device_config(
    device: bool,
    votes: Option<&Bound<'_, PyAny>>,
    timeout: Option<&Bound<'_, PyAny>>,
    sync_timeout: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<DeviceConfig>> {
    if !device {
        let given =
            [("device_votes", votes), ("device_timeout", timeout), ("device_sync_timeout", sync_timeout)];
        return match given.iter().find(|(_, value)| value.is_some()) {
            Some((name, _)) => Err(PyValueError::new_err(format!("{name} needs device=True"))),
            None => Ok(None),
        };
    }
    let default = DeviceConfig::default();
    Ok(Some(DeviceConfig {
        votes: votes.map(|votes| argument::votes("device_votes", votes)).transpose()?,
        timeout: millis_or("device_timeout", timeout, default.timeout)?,
        sync_timeout: millis_or("device_sync_timeout", sync_timeout, default.sync_timeout)?,
    }))
}
