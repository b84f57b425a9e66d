//! The status of a call: 0, or a negative number that never changes its meaning. A number that is given up is
//! never used again; the next free one in each hundred is the one after its last.

use crate::constants::QUORATE_OK;
use core::ffi::CStr;
#[cfg(feature = "witness")]
use quorate::witness::{TellError, WitnessSnapshotError};
use quorate::{ClusterError, ClusterProblem, ConfigError, ConfigProblem, EngineError};
use quorate::{MessageError, NodeId, SnapshotError};

/// What the call itself can be refused for: number, what follows `QUORATE_ERROR_` in C, and the sentence.
macro_rules! call_errors {
    ($($name:ident = $number:literal $c_name:ident $text:literal;)+) => {
        $(
            #[doc = $text]
            #[allow(dead_code, reason = "UNKNOWN is kept for libraries that have none of its errors any more")]
            pub(crate) const $name: i32 = $number;
        )+

        const CALL_NUMBERS: [(&str, i32); [$($number),+].len()] = [$((stringify!($c_name), $number)),+];

        const fn text_of_call(number: i32) -> Option<&'static CStr> {
            match number {
                $($number => match CStr::from_bytes_with_nul(concat!($text, "\0").as_bytes()) {
                    Ok(text) => Some(text),
                    Err(_) => None,
                },)+
                _ => None,
            }
        }
    };
}

call_errors! {
    QUORATE_ERROR_NULL = -1 NULL "a pointer that must not be NULL is NULL; see the function's text in quorate.h";
    QUORATE_ERROR_MISALIGNED = -2 MISALIGNED
        "a pointer is not aligned for its type; declare the object with its own type";
    QUORATE_ERROR_NOT_INITIALIZED = -3 NOT_INITIALIZED
        "the object was not initialized, or is of another type; call its init function first";
    QUORATE_ERROR_ABI = -4 ABI
        "the program was compiled with another quorate.h than this library's; compile it again";
    QUORATE_ERROR_NOT_UTF8 = -6 NOT_UTF8 "the text is not UTF-8; convert it";
    QUORATE_ERROR_INVALID_VALUE = -7 INVALID_VALUE
        "invalid value; use the constants of quorate.h, and 0 or 1 for no or yes";
    QUORATE_ERROR_TOO_LONG = -8 TOO_LONG "a length is larger than any object in memory; is it negative?";
    QUORATE_ERROR_UNKNOWN = -9 UNKNOWN "refused for a reason that has no number yet";
    QUORATE_ERROR_NO_SUCH_FINDING = -10 NO_SUCH_FINDING "the config has no more findings";
    QUORATE_ERROR_NO_SUCH_ADVICE = -11 NO_SUCH_ADVICE "there is no more advice";
    QUORATE_ERROR_NO_SUCH_CONNECTION = -13 NO_SUCH_CONNECTION "the connection is not open";
    QUORATE_ERROR_NO_ROOM_FOR_CONNECTION = -14 NO_ROOM_FOR_CONNECTION
        "as many connections are open as the witness was made for; close this one";
}

// For refusals that come from no call of the core.
pub(crate) const QUORATE_ERROR_BUFFER_TOO_SMALL: i32 = MessageError::BufferTooSmall.number();
pub(crate) const QUORATE_ERROR_UNKNOWN_NODE: i32 = EngineError::UnknownNode(NodeId::QUORUM_DEVICE).number();
pub(crate) const QUORATE_ERROR_NO_SUCH_NODE: i32 =
    ClusterProblem::UnknownNode(NodeId::QUORUM_DEVICE).number();
pub(crate) const QUORATE_ERROR_NODE_DOWN: i32 = ClusterProblem::NotUp(NodeId::QUORUM_DEVICE).number();
pub(crate) const QUORATE_ERROR_CONFIG_NODEID_ZERO: i32 = ConfigProblem::NodeIdZero.number();
pub(crate) const QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS: i32 =
    ConfigProblem::TooManyTieBreakers(0).number();

/// Every error by what follows `QUORATE_ERROR_` in C, with its number: what the header has.
pub fn error_numbers() -> impl Iterator<Item = (&'static str, i32)> {
    let core = ConfigProblem::NUMBERS.into_iter().chain(EngineError::NUMBERS).chain(SnapshotError::NUMBERS);
    let all =
        CALL_NUMBERS.into_iter().chain(core).chain(MessageError::NUMBERS).chain(ClusterProblem::NUMBERS);
    #[cfg(feature = "witness")]
    let all = all.chain(TellError::NUMBERS).chain(WitnessSnapshotError::NUMBERS);
    all
}

/// What a number means, as quorate_error_text says it.
pub(crate) fn text_of(status: i32) -> Option<&'static CStr> {
    // Not a table of functions: a call through a pointer has no bound of its stack that can be seen.
    text_of_call(status)
        .or_else(|| ConfigProblem::text_of(status))
        .or_else(|| EngineError::text_of(status))
        .or_else(|| SnapshotError::text_of(status))
        .or_else(|| MessageError::text_of(status))
        .or_else(|| ClusterProblem::text_of(status))
        .or_else(|| text_of_witness(status))
}

#[cfg(feature = "witness")]
fn text_of_witness(status: i32) -> Option<&'static CStr> {
    TellError::text_of(status).or_else(|| WitnessSnapshotError::text_of(status))
}

#[cfg(not(feature = "witness"))]
fn text_of_witness(_: i32) -> Option<&'static CStr> {
    None
}

/// Why a call is refused: one of the numbers above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Refusal(pub(crate) i32);

pub(crate) type Checked<T> = Result<T, Refusal>;

/// The status that a call returns.
pub(crate) fn answer(call: impl FnOnce() -> Checked<()>) -> i32 {
    match call() {
        Ok(()) => QUORATE_OK,
        Err(Refusal(status)) => status,
    }
}

/// 0 or 1.
pub(crate) fn yes_or_no(number: u32) -> Checked<bool> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Refusal(QUORATE_ERROR_INVALID_VALUE)),
    }
}

macro_rules! refusals {
    ($($error:ty)+) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Refusal {
                Refusal(error.number())
            }
        })+
    };
}

refusals! { ConfigError EngineError MessageError SnapshotError ClusterError }
#[cfg(feature = "witness")]
refusals! { TellError WitnessSnapshotError }
