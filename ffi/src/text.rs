//! What a status means, as a sentence, and the library's version.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::constants::QUORATE_OK;
use crate::status::text_of;
use core::ffi::{CStr, c_char};

/// A status as a sentence. The text is constant and never NULL. For configs and steps the calls themselves write better
/// texts, with line, key and word.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_error_text(status: i32) -> *const c_char {
    let text = match status {
        QUORATE_OK => c"done",
        _ => text_of(status).unwrap_or(c"not a status of this library"),
    };
    text.as_ptr()
}

/// The version of the library, for example "0.2.0". The text is constant and never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}
