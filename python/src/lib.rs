//! quorate for Python: glue only. Each file wraps one thing of the core; arguments are checked in
//! `argument`, errors are converted in `error`.

mod advice;
mod argument;
mod cluster;
mod config;
mod engine;
mod error;
mod explore;
mod frozen;
mod lint;
mod net;
mod options;
mod status;
mod story;
mod survey;
mod what_if;
mod witness;

/// The bound on nodes, the same as in the C library.
const NODES_MAX: usize = quorate::NODES_MAX;

/// The names of a config's nodes, which its answers share.
type Names = std::sync::Arc<[(quorate::NodeId, String)]>;

/// quorate's native part. Import `quorate` instead.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;
    use pyo3::types::IntoPyDict;
    use quorate::advice::AdviceCode;
    use quorate::lint::FindingCode;
    use quorate::{ReasonCode, Step};

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
    use crate::net::Net;
    #[pymodule_export]
    use crate::options::Options;
    #[pymodule_export]
    use crate::status::{Electorate, NodeInfo, Reason, Status};
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
        let py = module.py();
        let reasons = ReasonCode::ALL.map(|code| (code.name(), code.number()));
        let advice = AdviceCode::ALL.map(|code| (code.name(), code.number()));
        let findings = FindingCode::ALL.map(|code| (code.name(), code.number()));
        // Every way to write a step, and what it does.
        let steps = Step::ALL.iter().map(|step| (step.examples.join(", "), step.help));
        module.add("REASON_CODES", reasons.into_py_dict(py)?)?;
        module.add("ADVICE_CODES", advice.into_py_dict(py)?)?;
        module.add("FINDING_CODES", findings.into_py_dict(py)?)?;
        module.add("ERROR_NUMBERS", crate::error::numbers().into_py_dict(py)?)?;
        // For the command's help, not for everybody: an attribute, not in __all__.
        module.setattr("STEPS", steps.into_py_dict(py)?)?;
        // For the command's pictures.
        module.setattr("story_head", wrap_pyfunction!(crate::story::story_head, module)?)?;
        // For quorate.witness.
        module.setattr("Witness", py.get_type::<crate::witness::Witness>())?;
        module.setattr("WitnessClient", py.get_type::<crate::witness::WitnessClient>())?;
        module.setattr("CLOSE_REASONS", crate::witness::close_reasons(py)?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
