//! quorate for Python: glue only. Each file wraps one thing of the core; arguments are checked in
//! `argument`, errors are converted in `error`.

mod advice;
mod argument;
mod cluster;
mod config;
mod engine;
mod error;
mod explore;
mod lint;
mod options;
mod status;
mod story;
mod survey;
mod what_if;

/// The bound on nodes, the same as in the C library.
const NODES_MAX: usize = quorate::NODES_MAX;

/// quorate's native part. Import `quorate` instead.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;
    use pyo3::types::PyDict;
    use quorate::ReasonCode;

    #[pymodule_export]
    use crate::advice::Advice;
    #[pymodule_export]
    use crate::cluster::Cluster;
    #[pymodule_export]
    use crate::config::Config;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::explore::{Counterexample, Exploration, Progress, explore};
    #[pymodule_export]
    use crate::lint::Finding;
    #[pymodule_export]
    use crate::options::Options;
    #[pymodule_export]
    use crate::status::{NodeInfo, Reason, Status};
    #[pymodule_export]
    use crate::story::{Played, simulate};
    #[pymodule_export]
    use crate::survey::{Split, Survey, splits, survey};
    #[pymodule_export]
    use crate::what_if::{Partition, what_if};

    #[pymodule_export]
    const NODES_MAX: usize = crate::NODES_MAX;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let codes = PyDict::new(module.py());
        for code in ReasonCode::ALL {
            codes.set_item(code.name(), code.number())?;
        }
        module.add("REASON_CODES", codes)?;
        module.add("ADVICE_CODES", crate::advice::codes(module.py())?)?;
        module.add("STEPS", crate::cluster::steps(module.py())?)?;
        module.add("FINDING_CODES", crate::lint::codes(module.py())?)?;
        module.add("ERROR_NUMBERS", crate::error::numbers(module.py())?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
