//! Exceptions, and the numbers that C uses for the same errors (`ffi/src/status.rs`; a test compares them
//! with `include/quorate.h`). The classes are written in Python, in `quorate/errors.py`.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use quorate::explore::ExploreError as CoreExploreError;
use quorate::story::StoryError as CoreStoryError;
use quorate::what_if::WhatIfError as CoreWhatIfError;
use quorate::{ClusterError as CoreClusterError, ConfigProblem, EngineError as CoreEngineError};
use quorate::{ConfigError as CoreConfigError, MessageError as CoreMessageError, SnapshotError};

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
/// QUORATE_ERROR_STEP. C reads no stories; a text that is none is refused like a step that is none.
const STEP: i32 = -400;

/// A table of errors with the name and number of each in C, and the function that looks a number up.
macro_rules! numbers {
    ($table:ident, $number_of:ident, $error:ty, $($pattern:pat => $name:literal, $number:literal;)*) => {
        const $table: &[(&str, i32)] = &[$(($name, $number)),*];

        fn $number_of(error: &$error) -> i32 {
            match error {
                $($pattern => $number,)*
                _ => UNKNOWN,
            }
        }
    };
}

numbers! {
    CONFIG, number_of_config, ConfigProblem,
    ConfigProblem::LineTooLong => "QUORATE_ERROR_CONFIG_LINE_TOO_LONG", -100;
    ConfigProblem::SectionWithoutName => "QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME", -101;
    ConfigProblem::TextAfterBrace => "QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE", -102;
    ConfigProblem::PathTooLong => "QUORATE_ERROR_CONFIG_PATH_TOO_LONG", -103;
    ConfigProblem::EmptyKey => "QUORATE_ERROR_CONFIG_EMPTY_KEY", -104;
    ConfigProblem::BadName => "QUORATE_ERROR_CONFIG_BAD_NAME", -105;
    ConfigProblem::TextBesideBrace => "QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE", -106;
    ConfigProblem::UnexpectedBrace => "QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE", -107;
    ConfigProblem::MissingBrace => "QUORATE_ERROR_CONFIG_MISSING_BRACE", -108;
    ConfigProblem::NotAnEntry => "QUORATE_ERROR_CONFIG_NOT_AN_ENTRY", -109;
    ConfigProblem::NotANumber(_) => "QUORATE_ERROR_CONFIG_NOT_A_NUMBER", -110;
    ConfigProblem::OtherProvider => "QUORATE_ERROR_CONFIG_OTHER_PROVIDER", -111;
    ConfigProblem::NodeIdMissing => "QUORATE_ERROR_CONFIG_NODEID_MISSING", -112;
    ConfigProblem::NodeIdZero => "QUORATE_ERROR_CONFIG_NODEID_ZERO", -113;
    ConfigProblem::DuplicateNode(_) => "QUORATE_ERROR_CONFIG_DUPLICATE_NODE", -114;
    ConfigProblem::TooManyNodes(_) => "QUORATE_ERROR_CONFIG_TOO_MANY_NODES", -115;
    ConfigProblem::TooManyTieBreakers(_) => "QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS", -116;
    ConfigProblem::VotesOverflow => "QUORATE_ERROR_CONFIG_VOTES_OVERFLOW", -117;
    ConfigProblem::NoExpectedVotes => "QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES", -118;
    ConfigProblem::TwoNodeWithDevice => "QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE", -119;
    ConfigProblem::OddLastManStanding => "QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING", -120;
    ConfigProblem::DeviceWithLastManStanding => "QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING", -121;
    ConfigProblem::DeviceWithTieBreaker => "QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER", -122;
    ConfigProblem::DeviceWithDownscale => "QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE", -123;
    ConfigProblem::DeviceVotesUnknown => "QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN", -124;
    ConfigProblem::DeviceVotesUneven => "QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN", -125;
    ConfigProblem::DeviceVotesTooHigh => "QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH", -126;
}

numbers! {
    ENGINE, number_of_engine, CoreEngineError,
    CoreEngineError::NodeIdZero => "QUORATE_ERROR_NODEID_ZERO", -200;
    CoreEngineError::NotInNodelist(_) => "QUORATE_ERROR_NOT_IN_NODELIST", -201;
    CoreEngineError::UnknownNode(_) => "QUORATE_ERROR_UNKNOWN_NODE", -202;
    CoreEngineError::LocalNodeMissing(_) => "QUORATE_ERROR_LOCAL_NODE_MISSING", -203;
    CoreEngineError::DuplicateMember(_) => "QUORATE_ERROR_DUPLICATE_MEMBER", -204;
    CoreEngineError::TooManyNodes(_) => "QUORATE_ERROR_TOO_MANY_NODES", -205;
    CoreEngineError::NoView => "QUORATE_ERROR_NO_VIEW", -206;
    CoreEngineError::OtherView(_) => "QUORATE_ERROR_OTHER_VIEW", -207;
    CoreEngineError::SenderNotInView(_) => "QUORATE_ERROR_SENDER_NOT_IN_VIEW", -208;
    CoreEngineError::VotesOverflow => "QUORATE_ERROR_VOTES_OVERFLOW", -209;
    CoreEngineError::ExpectedVotesTooLow(_) => "QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW", -210;
    CoreEngineError::QuorumOutOfReach(_) => "QUORATE_ERROR_QUORUM_OUT_OF_REACH", -211;
    CoreEngineError::OutboxFull => "QUORATE_ERROR_OUTBOX_FULL", -212;
    CoreEngineError::Left => "QUORATE_ERROR_LEFT", -213;
    CoreEngineError::NotInTheseRules(_) => "QUORATE_ERROR_NOT_IN_THESE_RULES", -214;
    CoreEngineError::TwoNodeNeedsTwoNodes => "QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES", -215;
    CoreEngineError::DeviceNotAllowed => "QUORATE_ERROR_DEVICE_NOT_ALLOWED", -216;
    CoreEngineError::DeviceNotRegistered => "QUORATE_ERROR_DEVICE_NOT_REGISTERED", -217;
    CoreEngineError::DeviceNameInUse => "QUORATE_ERROR_DEVICE_NAME_IN_USE", -218;
    CoreEngineError::DeviceNameLength => "QUORATE_ERROR_DEVICE_NAME_LENGTH", -219;
    CoreEngineError::DevicePending => "QUORATE_ERROR_DEVICE_PENDING", -220;
    CoreEngineError::FencedMember(_) => "QUORATE_ERROR_FENCED_MEMBER", -221;
    CoreEngineError::ProofTooOld => "QUORATE_ERROR_PROOF_TOO_OLD", -222;
    CoreEngineError::RingTooOld(_) => "QUORATE_ERROR_RING_TOO_OLD", -223;
    CoreEngineError::OtherSnapshot => "QUORATE_ERROR_OTHER_SNAPSHOT", -226;
    CoreEngineError::RestoreTooLate => "QUORATE_ERROR_RESTORE_TOO_LATE", -227;
}

numbers! {
    SNAPSHOT, number_of_snapshot, SnapshotError,
    SnapshotError::Malformed => "QUORATE_ERROR_SNAPSHOT_MALFORMED", -224;
    SnapshotError::Version => "QUORATE_ERROR_SNAPSHOT_VERSION", -225;
}

numbers! {
    MESSAGE, number_of_message, CoreMessageError,
    CoreMessageError::Version => "QUORATE_ERROR_MESSAGE_VERSION", -300;
    CoreMessageError::Malformed => "QUORATE_ERROR_MESSAGE_MALFORMED", -301;
}

numbers! {
    CLUSTER, number_of_cluster, CoreClusterError,
    CoreClusterError::Step(_) => "QUORATE_ERROR_STEP", -400;
    CoreClusterError::UnknownNode(_) => "QUORATE_ERROR_NO_SUCH_NODE", -401;
    CoreClusterError::AlreadyUp(_) => "QUORATE_ERROR_ALREADY_UP", -402;
    CoreClusterError::NotUp(_) => "QUORATE_ERROR_NODE_DOWN", -403;
    CoreClusterError::NobodyUp => "QUORATE_ERROR_NOBODY_UP", -404;
    CoreClusterError::FencesItself(_) => "QUORATE_ERROR_FENCES_ITSELF", -405;
    CoreClusterError::TooManyNodes(_) => "QUORATE_ERROR_TOO_MANY_NODES", -205;
}

/// Every error's name in C and its number.
pub(crate) fn numbers(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (name, number) in [CONFIG, ENGINE, SNAPSHOT, MESSAGE, CLUSTER].into_iter().flatten() {
        dict.set_item(name, number)?;
    }
    Ok(dict)
}

pub(crate) fn config_error(error: CoreConfigError) -> PyErr {
    let number = number_of_config(&error.problem);
    ConfigError::new_err((error.problem.to_string(), number, error.line, error.key))
}

pub(crate) fn engine_error(error: CoreEngineError) -> PyErr {
    EngineError::new_err((error.to_string(), number_of_engine(&error)))
}

pub(crate) fn snapshot_error(error: SnapshotError) -> PyErr {
    EngineError::new_err((error.to_string(), number_of_snapshot(&error)))
}

pub(crate) fn message_error(error: CoreMessageError) -> PyErr {
    let text = match error {
        CoreMessageError::Version => {
            "another version of quorate wrote the message; use the same on all nodes"
        }
        CoreMessageError::Malformed => "the bytes are not one whole message; drop them",
        _ => "the message is not usable; drop it",
    };
    MessageError::new_err((text, number_of_message(&error)))
}

pub(crate) fn cluster_error(error: &CoreClusterError) -> PyErr {
    match error {
        CoreClusterError::Step(_) => StepError::new_err((error.to_string(), STEP)),
        CoreClusterError::Config(error) => config_error(*error),
        CoreClusterError::Engine(_, engine) => {
            EngineError::new_err((error.to_string(), number_of_engine(engine)))
        }
        _ => ClusterError::new_err((error.to_string(), number_of_cluster(error))),
    }
}

pub(crate) fn story_error(error: &CoreStoryError) -> PyErr {
    let (number, line) = match error {
        CoreStoryError::Config(error) => (number_of_config(&error.problem), error.line),
        CoreStoryError::Rules(line, error) => (number_of_engine(error), *line),
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
        CoreWhatIfError::UnknownNode(node) => number_of_engine(&CoreEngineError::NotInNodelist(node)),
        CoreWhatIfError::Duplicate(node) => number_of_engine(&CoreEngineError::DuplicateMember(node)),
        CoreWhatIfError::TooManyNodes(max) => number_of_engine(&CoreEngineError::TooManyNodes(max)),
        _ => UNKNOWN,
    };
    WhatIfError::new_err((error.to_string(), number))
}

pub(crate) fn explore_error(error: CoreExploreError) -> PyErr {
    let number = match error {
        CoreExploreError::Rules(error) => return engine_error(error),
        CoreExploreError::Config(error) => return config_error(error),
        CoreExploreError::NoNodelist => INVALID_VALUE,
        CoreExploreError::TooManyNodes(nodes) | CoreExploreError::ClusterTooLarge(nodes) => {
            number_of_engine(&CoreEngineError::TooManyNodes(nodes))
        }
        CoreExploreError::UnknownNode(node) => number_of_engine(&CoreEngineError::NotInNodelist(node)),
        _ => UNKNOWN,
    };
    ExploreError::new_err((error.to_string(), number))
}
