//! Exceptions, with the numbers that C uses for the same errors. The classes are written in Python, in
//! `quorate/errors.py`.

use pyo3::prelude::*;
use quorate::explore::ExploreError as CoreExploreError;
use quorate::story::StoryError as CoreStoryError;
use quorate::what_if::WhatIfError as CoreWhatIfError;
use quorate::witness::{TellError, WitnessSnapshotError};
use quorate::{ClusterError as CoreClusterError, EngineError as CoreEngineError};
use quorate::{ClusterProblem, ConfigError as CoreConfigError, ConfigProblem};
use quorate::{MessageError as CoreMessageError, SnapshotError};

pyo3::import_exception!(quorate.errors, ConfigError);
pyo3::import_exception!(quorate.errors, EngineError);
pyo3::import_exception!(quorate.errors, MessageError);
pyo3::import_exception!(quorate.errors, StepError);
pyo3::import_exception!(quorate.errors, ClusterError);
pyo3::import_exception!(quorate.errors, StoryError);
pyo3::import_exception!(quorate.errors, WhatIfError);
pyo3::import_exception!(quorate.errors, ExploreError);

/// QUORATE_ERROR_UNKNOWN: an error that is newer than this table.
const UNKNOWN: i32 = -9;
/// QUORATE_ERROR_INVALID_VALUE, for rules that do not exist and for a config that lacks what a question needs.
const INVALID_VALUE: i32 = -7;
/// C reads no stories; a text that is none is refused like a step that is none.
const STEP: i32 = ClusterProblem::NotAStep.number();

/// Every error's name in C and its number, but for those from -1 to -99: they are about pointers and the like.
pub(crate) fn numbers() -> impl Iterator<Item = (String, i32)> {
    let of_engines = CoreEngineError::NUMBERS.into_iter().chain(SnapshotError::NUMBERS);
    let all = ConfigProblem::NUMBERS.into_iter().chain(of_engines).chain(CoreMessageError::NUMBERS);
    let of_witnesses = TellError::NUMBERS.into_iter().chain(WitnessSnapshotError::NUMBERS);
    let all = all.chain(ClusterProblem::NUMBERS).chain(of_witnesses);
    let ours = all.filter(|(_, number)| *number <= -100);
    ours.map(|(name, number)| (format!("QUORATE_ERROR_{name}"), number))
}

pub(crate) fn config_error(error: CoreConfigError) -> PyErr {
    ConfigError::new_err((error.problem.to_string(), error.number(), error.line, error.key))
}

pub(crate) fn engine_error(error: CoreEngineError) -> PyErr {
    EngineError::new_err((error.to_string(), error.number()))
}

pub(crate) fn snapshot_error(error: SnapshotError) -> PyErr {
    EngineError::new_err((error.to_string(), error.number()))
}

pub(crate) fn message_error(error: CoreMessageError) -> PyErr {
    MessageError::new_err((error.to_string(), error.number()))
}

pub(crate) fn cluster_error(error: &CoreClusterError) -> PyErr {
    match error {
        CoreClusterError::Step(_) => StepError::new_err((error.to_string(), error.number())),
        CoreClusterError::Config(error) => config_error(*error),
        CoreClusterError::Engine(..) => EngineError::new_err((error.to_string(), error.number())),
        _ => ClusterError::new_err((error.to_string(), error.number())),
    }
}

pub(crate) fn story_error(error: &CoreStoryError) -> PyErr {
    let (number, line) = match error {
        CoreStoryError::Config(error) => (error.number(), error.line),
        CoreStoryError::Rules(line, error) => (error.number(), *line),
        CoreStoryError::UnknownRules(line) => (INVALID_VALUE, *line),
        CoreStoryError::NoConfig(line)
        | CoreStoryError::Indented(line)
        | CoreStoryError::TableWithoutStep(line) => (STEP, *line),
        _ => (STEP, 0),
    };
    StoryError::new_err((error.to_string(), number, line))
}

pub(crate) fn what_if_error(error: CoreWhatIfError) -> PyErr {
    let number = match error {
        CoreWhatIfError::Rules(error) => return engine_error(error),
        CoreWhatIfError::NoNodelist => INVALID_VALUE,
        CoreWhatIfError::UnknownNode(node) => CoreEngineError::NotInNodelist(node).number(),
        CoreWhatIfError::Duplicate(node) => CoreEngineError::DuplicateMember(node).number(),
        CoreWhatIfError::TooManyNodes(max) => CoreEngineError::TooManyNodes(max).number(),
        _ => UNKNOWN,
    };
    WhatIfError::new_err((error.to_string(), number))
}

pub(crate) fn explore_error(error: CoreExploreError) -> PyErr {
    let number = match error {
        CoreExploreError::Rules(error) => return engine_error(error),
        CoreExploreError::Config(error) => return config_error(error),
        CoreExploreError::NoNodelist | CoreExploreError::NoWitness => INVALID_VALUE,
        CoreExploreError::TooManyNodes(nodes) | CoreExploreError::ClusterTooLarge(nodes) => {
            CoreEngineError::TooManyNodes(nodes).number()
        }
        CoreExploreError::UnknownNode(node) => CoreEngineError::NotInNodelist(node).number(),
        _ => UNKNOWN,
    };
    ExploreError::new_err((error.to_string(), number))
}
