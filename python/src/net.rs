//! Net: quorum.device.net in Python, from the core's rows.

use crate::argument;
use crate::frozen::frozen;
use crate::options::Keyword;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use quorate::{Algorithm, NetConfig, NodeId, TieBreak};

impl Keyword for Algorithm {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let word = argument::string(name, value)?;
        let known = Algorithm::ALL.into_iter().find(|known| Algorithm::word(*known) == word);
        known.ok_or_else(|| PyValueError::new_err(format!("{name} must be 'ffsplit', 'lms' or '2nodelms'")))
    }

    fn word(&self) -> String {
        format!("'{}'", Algorithm::word(*self))
    }
}

impl Keyword for TieBreak {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if !value.is_instance_of::<PyString>() {
            return argument::node(name, value).map(TieBreak::Node);
        }
        match argument::string(name, value)?.as_ref() {
            "lowest" => Ok(TieBreak::Lowest),
            "highest" => Ok(TieBreak::Highest),
            _ => Err(PyValueError::new_err(format!("{name} must be 'lowest', 'highest' or a nodeid"))),
        }
    }

    fn word(&self) -> String {
        match self {
            TieBreak::Node(node) => node.to_string(),
            TieBreak::Highest => "'highest'".to_owned(),
            _ => "'lowest'".to_owned(),
        }
    }
}

impl Keyword for NodeId {
    fn take(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        argument::node(name, value)
    }

    fn word(&self) -> String {
        self.to_string()
    }
}

/// What a property has in Python.
trait Shown {
    fn shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl Shown for bool {
    fn shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.into_bound_py_any(py)
    }
}

impl Shown for Option<NodeId> {
    fn shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.map(|node| node.0).into_bound_py_any(py)
    }
}

impl Shown for Algorithm {
    fn shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Algorithm::word(*self).into_bound_py_any(py)
    }
}

impl Shown for TieBreak {
    fn shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            TieBreak::Node(node) => node.0.into_bound_py_any(py),
            TieBreak::Highest => "highest".into_bound_py_any(py),
            _ => "lowest".into_bound_py_any(py),
        }
    }
}

/// quorum.device.net: how nodes ask a witness for the device's vote, with corosync-qdevice's defaults. cluster,
/// what_if, explore and lint ask the witness then; an Engine does not look at it.
///
/// algorithm is 'ffsplit', 'lms' or '2nodelms'; tie_breaker 'lowest', 'highest' or a nodeid; host the nodeid of the
/// node on which the witness runs, None where it runs outside of the cluster; heuristics whether
/// quorum.device.heuristics.mode is on or sync. Its times follow from the Options' device_timeout, in milliseconds.
/// Config refuses a Net without device=True, and a host that is not its own.
///
/// >>> import quorate
/// >>> options = quorate.Options(device=True, device_votes=1)
/// >>> quorate.Config({1: 1, 2: 1}, options, net=quorate.Net(tie_breaker="highest")).net
/// Net(tie_breaker='highest')
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Net(pub(crate) NetConfig);

macro_rules! keywords {
    (
        quorum { $($quorum:tt)* }
        device { $($device:tt)* }
        net { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt;)* }
        strict { $($strict:tt)* }
    ) => {
        frozen! {
            Net(this, py) {
                $($(#[$doc])* $name: Shown::shown(&this.0.$name, py)?;)*
            } as_dict {
                /// Every key by its name.
            };

            #[new]
            #[pyo3(
                signature = (*, $($name=None,)*),
                text_signature = "(*, host=None, algorithm='ffsplit', tie_breaker='lowest', \
                                  keep_active_partition_tie_breaker=True, heuristics=False)"
            )]
            fn new($($name: Option<&Bound<'_, PyAny>>,)*) -> PyResult<Self> {
                let default = NetConfig::default();
                Ok(Net(NetConfig {
                    $($name: $name.map_or(Ok(default.$name), |given| Keyword::take(stringify!($name), given))?,)*
                }))
            }

            pub(crate) fn __repr__(&self) -> String {
                let default = NetConfig::default();
                let words: Vec<Option<String>> = vec![$(
                    (self.0.$name != default.$name).then(|| {
                        format!(concat!(stringify!($name), "={}"), Keyword::word(&self.0.$name))
                    }),
                )*];
                format!("Net({})", words.into_iter().flatten().collect::<Vec<_>>().join(", "))
            }
        }
    };
}

quorate::options!(keywords);
