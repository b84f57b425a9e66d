//! The section that is being read: its path, bounded as corosync bounds it.

use crate::config::{ConfigError, ConfigProblem};
use heapless::Vec;

/// corosync's bound on the length of section names and key together.
const PATH_MAX: usize = 254;
/// Every section adds at least a letter and a dot to the path.
const DEPTH_MAX: usize = PATH_MAX / 2;

/// Section names from the outside in, joined with dots, and where each section was opened.
#[derive(Default)]
pub(super) struct Path {
    text: Vec<u8, PATH_MAX>,
    /// Length of `text` before the section, and the line that opened it.
    sections: Vec<(usize, u32), DEPTH_MAX>,
}

impl Path {
    pub(super) fn is(&self, path: &[u8]) -> bool {
        self.text.as_slice() == path
    }

    /// Whether the key, with the sections that it stands in, is this one.
    pub(super) fn is_key(&self, key: &[u8], whole: &[u8]) -> bool {
        let before = whole.strip_suffix(key);
        before.is_some_and(|before| match before.strip_suffix(b".") {
            Some(sections) => self.is(sections) && !sections.is_empty(),
            None => before.is_empty() && self.is(b""),
        })
    }

    pub(super) fn innermost(&self) -> Option<u32> {
        self.sections.last().map(|(_, line)| *line)
    }

    pub(super) fn push(&mut self, name: &[u8], line: u32) -> Result<(), ConfigError> {
        check_name(name, line)?;
        let before = self.text.len();
        let separated = before == 0 || self.text.push(b'.').is_ok();
        if separated
            && name.iter().all(|byte| self.text.push(*byte).is_ok())
            && self.sections.push((before, line)).is_ok()
        {
            return Ok(());
        }
        Err(at(ConfigProblem::PathTooLong, line))
    }

    pub(super) fn pop(&mut self) -> bool {
        match self.sections.pop() {
            Some((before, _)) => {
                self.text.truncate(before);
                true
            }
            None => false,
        }
    }

    pub(super) fn check_key(&self, key: &[u8], line: u32) -> Result<(), ConfigError> {
        check_name(key, line)?;
        match self.text.len().saturating_add(key.len()) < PATH_MAX {
            true => Ok(()),
            false => Err(at(ConfigProblem::PathTooLong, line)),
        }
    }
}

pub(super) fn at(problem: ConfigProblem, line: u32) -> ConfigError {
    problem.at(line, "")
}

fn check_name(name: &[u8], line: u32) -> Result<(), ConfigError> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/:".contains(byte);
    match name.iter().all(allowed) {
        true => Ok(()),
        false => Err(at(ConfigProblem::BadName, line)),
    }
}
