//! Options: keywords of Python, from the core's rows.

use crate::NODES_MAX;
use crate::argument::{self, flags};
use crate::frozen::frozen;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use quorate::{DeviceConfig, NodeId, TieBreaker};

/// A value that Python passes by keyword.
pub(crate) trait Keyword: Sized {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self>;

    /// As Python writes it.
    fn word(&self) -> String;
}

impl Keyword for bool {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        argument::flag(name, value)
    }

    fn word(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }
}

impl Keyword for u32 {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        argument::votes(name, value)
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

impl Keyword for u64 {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        argument::millis(name, value)
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

impl<T: Keyword> Keyword for Option<T> {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if value.is_none() { Ok(None) } else { T::take(name, value).map(Some) }
    }

    fn word(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_owned(), T::word)
    }
}

/// The options of a config: the keys of corosync.conf's quorum section, as they are written, with corosync's defaults,
/// and two of rules 'strict' that corosync.conf does not have.
///
/// wait_for_all=None follows two_node; auto_tie_breaker_node is 'lowest' (where not given), 'highest' or an iterable of
/// nodeids. device=True adds a quorum device with device_votes (one less than the nodes' where not given). Times are
/// milliseconds.
///
/// >>> import quorate
/// >>> options = quorate.Options(two_node=True, wait_for_all=False)
/// >>> options
/// Options(wait_for_all=False, two_node=True)
/// >>> quorate.Config({1: 1, 2: 1}, options).options == options
/// True
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone, PartialEq)]
pub(crate) struct Options {
    pub(crate) options: quorate::Options,
    pub(crate) tie_breaker: TieBreaker<NODES_MAX>,
}

macro_rules! keywords {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($net:tt)* }
        strict { $($(#[$strict_doc:meta])* $own:ident: $own_type:ty = $own_default:tt, $own_refused:tt;)* }
    ) => {
        /// A function for each keyword, since PyO3 does not tell a converter the argument's name.
        mod take {
            use super::{Bound, Keyword, PyAny, PyResult};

            $(pub(super) fn $name(value: &Bound<'_, PyAny>) -> PyResult<$type> {
                Keyword::take(stringify!($name), value)
            })*
            $(pub(super) fn $flat(value: &Bound<'_, PyAny>) -> PyResult<$part_type> {
                Keyword::take(stringify!($flat), value)
            })*
            $(pub(super) fn $own(value: &Bound<'_, PyAny>) -> PyResult<$own_type> {
                Keyword::take(stringify!($own), value)
            })*
        }

        frozen! {
            Options(this, py) {
                $($(#[$doc])* $name: this.options.$name;)*
                /// quorum.auto_tie_breaker_node: 'lowest', 'highest', a tuple of nodeids, or None where
                /// auto_tie_breaker is off or votequorum does not understand it.
                auto_tie_breaker_node: tie_breaker_in_python(&this.tie_breaker, py)?;
                /// Whether there is a quorum device.
                device: this.options.device.is_some();
                $($(#[$device_doc])* $flat: this.options.device.unwrap_or_default().$part;)*
                $($(#[$strict_doc])* $own: this.options.$own;)*
            } as_dict {
                /// Every option by its name.
            };

            #[new]
            #[pyo3(signature = (
                *, $($name=$default,)* auto_tie_breaker_node=None, device=false, $($flat=$part_default,)*
                $($own=$own_default,)*
            ))]
            #[allow(clippy::too_many_arguments)] // keywords of Python, one an option
            fn new(
                $(#[pyo3(from_py_with = take::$name)] $name: $type,)*
                auto_tie_breaker_node: Option<&Bound<'_, PyAny>>,
                #[pyo3(from_py_with = flags::device)] device: bool,
                $(#[pyo3(from_py_with = take::$flat)] $flat: $part_type,)*
                $(#[pyo3(from_py_with = take::$own)] $own: $own_type,)*
            ) -> PyResult<Self> {
                let given = DeviceConfig { $($part: $flat,)* };
                let without = DeviceConfig::default();
                $(if !device && given.$part != without.$part {
                    return Err(PyValueError::new_err(concat!(stringify!($flat), " needs device=True")));
                })*
                let options = quorate::Options { $($name,)* device: device.then_some(given), $($own,)* };
                let tie_breaker = match auto_tie_breaker_node {
                    Some(node) => tie_breaker(node, options.auto_tie_breaker)?,
                    None if options.auto_tie_breaker => TieBreaker::Lowest,
                    None => TieBreaker::Off,
                };
                Ok(Options { options, tie_breaker })
            }

            pub(crate) fn __repr__(&self) -> String {
                format!("Options({})", self.written().join(", "))
            }
        }

        impl Options {
            /// The keywords that differ from their defaults.
            fn written(&self) -> Vec<String> {
                let (options, default) = (self.options, quorate::Options::default());
                let mut words = Vec::new();
                let mut word = |differs: bool, name: &str, value: String| {
                    if differs {
                        words.push(format!("{name}={value}"));
                    }
                };
                $(word(options.$name != default.$name, stringify!($name), options.$name.word());)*
                match &self.tie_breaker {
                    TieBreaker::Off | TieBreaker::Lowest => {}
                    TieBreaker::Highest => word(true, "auto_tie_breaker_node", "'highest'".to_owned()),
                    TieBreaker::List(list) => {
                        let list: Vec<String> = list.iter().map(ToString::to_string).collect();
                        word(true, "auto_tie_breaker_node", format!("[{}]", list.join(", ")));
                    }
                }
                if let Some(device) = options.device {
                    let default = DeviceConfig::default();
                    word(true, "device", true.word());
                    $(word(device.$part != default.$part, stringify!($flat), device.$part.word());)*
                }
                $(word(options.$own != default.$own, stringify!($own), options.$own.word());)*
                words
            }
        }
    };
}

quorate::options!(keywords);

impl Options {
    pub(crate) fn is_default(&self) -> bool {
        self.written().is_empty()
    }

    pub(crate) fn of(config: &quorate::Config<NODES_MAX>) -> Self {
        Options { options: *config.options(), tie_breaker: config.tie_breaker_as_written().clone() }
    }
}

fn tie_breaker(value: &Bound<'_, PyAny>, is_on: bool) -> PyResult<TieBreaker<NODES_MAX>> {
    let refused = |what: &str| Err(PyValueError::new_err(format!("auto_tie_breaker_node {what}")));
    let tie_breaker = if value.is_instance_of::<PyString>() {
        match argument::string("auto_tie_breaker_node", value)?.as_ref() {
            "lowest" => TieBreaker::Lowest,
            "highest" => TieBreaker::Highest,
            _ => return refused("must be 'lowest', 'highest' or nodeids"),
        }
    } else {
        let nodes = argument::nodes("auto_tie_breaker_node", value)?;
        if nodes.is_empty() || nodes.contains(&NodeId::QUORUM_DEVICE) {
            return refused("must name nodes from 1 up");
        }
        match TieBreaker::list(&nodes) {
            Some(list) => list,
            None => return refused(&format!("holds more than {NODES_MAX} nodes")),
        }
    };
    if is_on { Ok(tie_breaker) } else { refused("needs auto_tie_breaker=True") }
}

pub(crate) fn tie_breaker_in_python<'py>(
    tie_breaker: &TieBreaker<NODES_MAX>,
    py: Python<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    Ok(match tie_breaker {
        TieBreaker::Off => py.None().into_bound(py),
        TieBreaker::Lowest => PyString::new(py, "lowest").into_any(),
        TieBreaker::Highest => PyString::new(py, "highest").into_any(),
        TieBreaker::List(list) => PyTuple::new(py, list.iter().map(|node| node.0))?.into_any(),
    })
}
