//! A line, as corosync's parser takes it.

use super::path::at;
use super::text::{cut, trim, trim_name};
use crate::config::{ConfigError, ConfigProblem};

/// corosync reads lines into 512 bytes, end of line and NUL included.
const LINE_MAX: usize = 510;

pub(super) enum Line<'a> {
    /// Empty, or a comment.
    Nothing,
    /// The name of a section, and what stands behind its brace.
    Open(&'a [u8], &'a [u8]),
    /// A key and its value.
    Entry(&'a [u8], &'a [u8]),
    Close,
}

impl<'a> Line<'a> {
    pub(super) fn of(line: &'a [u8], number: u32) -> Result<Self, ConfigError> {
        if line.len() > LINE_MAX {
            return Err(at(ConfigProblem::LineTooLong, number));
        }
        let line = trim(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(Line::Nothing);
        }
        if let Some((name, after)) = cut(line, b'{') {
            return Ok(Line::Open(trim_name(name), trim(after)));
        }
        if let Some((key, value)) = cut(line, b':') {
            return Ok(Line::Entry(trim_name(key), trim(value)));
        }
        match line {
            b"}" => Ok(Line::Close),
            _ if line.contains(&b'}') => Err(at(ConfigProblem::TextBesideBrace, number)),
            _ => Err(at(ConfigProblem::NotAnEntry, number)),
        }
    }
}
