//! Texts: where they go, what a status means, as a sentence, and the library's version.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{Buffer, Output, buffer, output_if_wanted};
use crate::constants::QUORATE_OK;
use crate::status::{Checked, text_of};
use core::ffi::{CStr, c_char};
use core::fmt::{self, Write};

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

/// Where a terminated text goes, and where the bytes that it needs.
pub(crate) struct Text {
    bytes: Buffer<u8>,
    needed: Option<Output<usize>>,
}

/// A text in the caller's array.
pub(crate) fn text(to: *mut core::ffi::c_char, size: usize, needed: *mut usize) -> Checked<Text> {
    Ok(Text { bytes: buffer(to.cast(), size)?, needed: output_if_wanted(needed)? })
}

impl Text {
    /// Writes the whole text and its NUL; where they do not fit, an empty text.
    pub(crate) fn set(mut self, text: impl fmt::Display) -> Checked<()> {
        let mut length = Length(0);
        // Counting does not fail, and neither does a Display that only writes.
        let _never_fails = write!(length, "{text}");
        let needed = length.0.saturating_add(1);
        if let Some(output) = self.needed {
            output.set(needed);
        }
        if let Err(refusal) = self.bytes.need(needed) {
            let _no_room_for_nul = self.bytes.put(0, 0);
            return Err(refusal);
        }
        let mut writer = Writer { bytes: &mut self.bytes, written: 0 };
        let _fits = write!(writer, "{text}");
        let end = writer.written;
        self.bytes.put(end, 0)
    }
}

struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

struct Writer<'a> {
    bytes: &'a mut Buffer<u8>,
    written: usize,
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // A NUL inside would end the text for C.
            let byte = if byte == 0 { b'?' } else { byte };
            self.bytes.put(self.written, byte).map_err(|_| fmt::Error)?;
            self.written = self.written.saturating_add(1);
        }
        Ok(())
    }
}
