//! Arguments from Python: every refusal names the argument and what it takes.
//!
//! Iterables are read to their end before anything is locked, so that a generator may use the very
//! object that it is passed to.

use crate::NODES_MAX;
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyString, PyTuple};
use quorate::{Millis, NodeId, RingId, Rules};
use std::borrow::Cow;

pub(crate) fn wrong_type(name: &str, wanted: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let found = value.get_type().name().map_or_else(|_| "object".into(), |name| name.to_string());
    PyTypeError::new_err(format!("{name} must be {wanted}, not {found}"))
}

/// A whole number from 0 to `max`. A bool is an int to Python, but never meant as a number here.
pub(crate) fn whole(name: &str, value: &Bound<'_, PyAny>, max: u64) -> PyResult<u64> {
    if value.is_instance_of::<PyBool>() {
        return Err(wrong_type(name, "an int", value));
    }
    match value.extract::<u64>() {
        Ok(number) if number <= max => Ok(number),
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
            Err(wrong_type(name, "an int", value))
        }
        Err(error) if !error.is_instance_of::<PyOverflowError>(value.py()) => Err(error),
        _ => Err(PyValueError::new_err(format!("{name} must be from 0 to {max}"))),
    }
}

/// Votes, or whatever else has 32 bits.
pub(crate) fn votes(name: &str, value: &Bound<'_, PyAny>) -> PyResult<u32> {
    let number = whole(name, value, u64::from(u32::MAX))?;
    u32::try_from(number).map_err(|_| PyValueError::new_err(format!("{name} is too large")))
}

/// A nodeid. 0 is left to the core, which says what it is.
pub(crate) fn node(name: &str, value: &Bound<'_, PyAny>) -> PyResult<NodeId> {
    votes(name, value).map(NodeId)
}

/// Milliseconds.
pub(crate) fn millis(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Millis> {
    whole(name, value, Millis::MAX)
}

/// A view's name: `(node, seq)`.
pub(crate) fn ring(name: &str, value: &Bound<'_, PyAny>) -> PyResult<RingId> {
    let wanted = "a tuple (node, seq)";
    let pair = value.cast::<PyTuple>().map_err(|_| wrong_type(name, wanted, value))?;
    if pair.len() != 2 {
        return Err(PyValueError::new_err(format!("{name} must be {wanted}, not {} items", pair.len())));
    }
    Ok(RingId {
        node: node(&format!("{name}[0]"), &pair.get_item(0)?)?,
        seq: whole(&format!("{name}[1]"), &pair.get_item(1)?, u64::MAX)?,
    })
}

/// Nodeids from any iterable but text. It is left as soon as there are too many, which the core
/// then refuses: an endless generator ends here.
pub(crate) fn nodes(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<NodeId>> {
    let wanted = "an iterable of nodeids";
    let is_text = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>();
    if is_text {
        return Err(wrong_type(name, wanted, value));
    }
    let items = match value.try_iter() {
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => {
            return Err(wrong_type(name, wanted, value));
        }
        items => items?,
    };
    let read = items.take(NODES_MAX.saturating_add(1)).enumerate();
    read.map(|(position, item)| node(&format!("{name}[{position}]"), &item?)).collect()
}

/// Text that must be str.
pub(crate) fn string<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(name, "a str", value))?;
    text.to_cow().map_err(|_| PyValueError::new_err(format!("{name} has lone surrogates; pass proper text")))
}

/// The text of a config file, str or bytes.
pub(crate) fn text<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    if !value.is_instance_of::<PyString>() {
        return Err(wrong_type(name, "str or bytes", value));
    }
    Ok(match string(name, value)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}

/// The bytes of a message.
pub(crate) fn bytes<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a [u8]> {
    let bytes = value.cast::<PyBytes>().map_err(|_| wrong_type(name, "bytes", value))?;
    Ok(bytes.as_bytes())
}

/// Nodes as Python has them.
pub(crate) fn node_tuple<'py>(py: Python<'py>, nodes: &[NodeId]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, nodes.iter().map(|node| node.0))
}

/// The name of a rule set.
pub(crate) struct RulesName(pub(crate) Rules);

impl<'py> FromPyObject<'_, 'py> for RulesName {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = value.to_owned();
        let name = string("rules", &value)?;
        let rules = name.parse();
        rules.map(RulesName).map_err(|error| PyValueError::new_err(format!("rules: {error}")))
    }
}

/// Yes or no: a bool, and nothing that merely has a truth.
pub(crate) fn flag(name: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let flag = value.cast::<PyBool>().map_err(|_| wrong_type(name, "a bool", value))?;
    Ok(flag.is_true())
}

/// A function for each argument that is a flag, since PyO3 does not tell a converter the argument's name.
pub(crate) mod flags {
    use super::{Bound, PyAny, PyResult, flag};

    macro_rules! flags {
        ($($name:ident)*) => {
            $(pub(crate) fn $name(value: &Bound<'_, PyAny>) -> PyResult<bool> {
                flag(stringify!($name), value)
            })*
        };
    }

    flags! {
        device freeze_on_loss for_reload remove cast_vote allow lost_messages like_qnetd witness_restarts
        client_certificates refuse_unsafe
    }
}
