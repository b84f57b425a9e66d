//! Stories: a config, steps, and the table that is expected after each.
//!
//! ```text
//! # Text after '#' at the start of a line is for people.
//! rules corosync
//! config
//!     quorum {
//!         two_node: 1
//!     }
//!     nodelist {
//!         node {
//!             nodeid: 1
//!         }
//!         ...
//!     }
//!
//! up 1 2
//! ----
//! node verdict ...
//! ```
//!
//! `rules` may be left out (corosync); `rules strict freeze_on_loss` sets that option. The config is
//! indented. A step stands in a line of its own; `reload` is followed by an indented config; `up` may
//! have one right below it. Expected tables
//! begin after `----` and end at an empty line; any amount of white space separates columns. A step that is
//! to be refused expects `error: ...`. A step without `----` is taken without a look at the table.

use crate::base::Rules;
use crate::config::{Config, ConfigError};
use crate::simulate::cluster::{Arbiter, Cluster};
use crate::simulate::refused::ClusterError;
use crate::verdict::EngineError;
use core::fmt::{self, Write};

/// A story that has been read up to its config.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    rules: Rules,
    freeze_on_loss: bool,
    config: &'a str,
    config_line: u32,
    blocks: Blocks<'a>,
}

/// One step and what is expected after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Block<'a> {
    /// The step's line, from 1.
    pub line: u32,
    /// The step; `reload` has its config in further lines.
    pub step: &'a str,
    /// What was written after `----`.
    pub expected: Option<&'a str>,
}

/// Why a text is no story.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum StoryError {
    /// `rules` with a name that no rules have.
    UnknownRules(u32),
    /// No `config` before the first step.
    NoConfig(u32),
    /// The config was refused; the line is the story's.
    Config(ConfigError),
    /// The rules do not take the config.
    Rules(u32, EngineError),
    /// Nothing happens in it.
    NoSteps,
    /// An indented line that belongs to nothing.
    Indented(u32),
    /// `----` without a step before it.
    TableWithoutStep(u32),
}

impl fmt::Display for StoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoryError::UnknownRules(line) => {
                write!(f, "line {line}: {}", crate::base::UnknownRules)
            }
            StoryError::NoConfig(line) => {
                write!(f, "line {line}: no config yet; begin with 'config' and an indented corosync.conf")
            }
            StoryError::Config(error) => write!(f, "{error}"),
            StoryError::Rules(line, error) => write!(f, "line {line}: {error}"),
            StoryError::NoSteps => f.write_str("the story is empty: it has no step"),
            StoryError::Indented(line) => {
                write!(
                    f,
                    "line {line}: an indented line belongs to 'config' or 'reload', or right below 'up'; none is \
                     before it"
                )
            }
            StoryError::TableWithoutStep(line) => write!(f, "line {line}: '----' without a step before it"),
        }
    }
}

impl core::error::Error for StoryError {}

impl<'a> Story<'a> {
    /// Reads the head of a story and checks that it has steps.
    ///
    /// # Errors
    /// See [`StoryError`]; the config and the steps themselves are checked when they are used.
    pub fn parse(text: &'a str) -> Result<Story<'a>, StoryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = Lines { rest: text, number: 0 };
        let mut rules = Rules::Corosync;
        let mut freeze_on_loss = false;
        loop {
            let Some(line) = lines.next_of_substance() else {
                return Err(StoryError::NoSteps);
            };
            let number = lines.number;
            match line.trim_end() {
                "config" => break,
                other => match other.strip_prefix("rules ") {
                    Some(words) => {
                        let mut words = words.split_whitespace();
                        let name = words.next().unwrap_or("");
                        rules = name.parse().map_err(|_| StoryError::UnknownRules(number))?;
                        freeze_on_loss = match words.next() {
                            None => false,
                            Some("freeze_on_loss") => true,
                            Some(_) => return Err(StoryError::UnknownRules(number)),
                        };
                    }
                    None => return Err(StoryError::NoConfig(number)),
                },
            }
        }
        let config_line = lines.number;
        let config = lines.indented();
        let blocks = Blocks { lines };
        match blocks.clone().next() {
            None => Err(StoryError::NoSteps),
            Some(_) => Ok(Story { rules, freeze_on_loss, config, config_line, blocks }),
        }
    }

    /// The rules it is about.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Whether its rules freeze on loss.
    #[must_use]
    pub fn freeze_on_loss(&self) -> bool {
        self.freeze_on_loss
    }

    /// Its corosync.conf.
    #[must_use]
    pub fn config(&self) -> &'a str {
        self.config
    }

    /// The cluster that it begins with: every node down.
    ///
    /// # Errors
    /// The config or an option is refused, with the line in the story.
    pub fn cluster<const N: usize>(&self) -> Result<Cluster<N>, StoryError> {
        let read = match self.rules {
            // It takes beside a quorum disk what corosync does not start with beside a device.
            Rules::Cman => Config::from_corosync_conf_for_reload,
            Rules::Corosync | Rules::Strict => Config::from_corosync_conf,
        };
        let mut config = read(self.config).map_err(|mut error| {
            error.line = error.line.saturating_add(self.config_line);
            StoryError::Config(error)
        })?;
        config.set_freeze_on_loss(self.freeze_on_loss);
        Cluster::new(&config, self.rules).map_err(|error| StoryError::Rules(self.config_line, error))
    }

    /// Its steps.
    #[must_use]
    pub fn blocks(&self) -> Blocks<'a> {
        self.blocks.clone()
    }
}

/// The steps of a story, in order.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    lines: Lines<'a>,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, StoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.lines.next_of_substance_at()?;
        let line = self.lines.number;
        let first = start.split('\n').next().unwrap_or("");
        if first.starts_with([' ', '\t']) {
            return Some(Err(StoryError::Indented(line)));
        }
        if first.trim_end() == "----" {
            return Some(Err(StoryError::TableWithoutStep(line)));
        }
        let takes_config = match first.split_whitespace().next() {
            Some("reload") => true,
            Some("up") => self.lines.rest.starts_with([' ', '\t']),
            _ => false,
        };
        if takes_config {
            self.lines.indented();
        }
        let step = self.lines.since(start);
        Some(Ok(Block { line, step: step.trim_end(), expected: self.lines.expected() }))
    }
}

#[derive(Clone, Debug)]
struct Lines<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.number = self.number.saturating_add(1);
        Some(line)
    }

    /// Skips empty lines and comments.
    fn next_of_substance(&mut self) -> Option<&'a str> {
        for _ in 0..self.rest.len() {
            let line = self.next()?;
            if !line.trim().is_empty() && !line.starts_with('#') {
                return Some(line);
            }
        }
        None
    }

    /// As `next_of_substance`, but gives the text from that line on.
    fn next_of_substance_at(&mut self) -> Option<&'a str> {
        for _ in 0..self.rest.len() {
            let from = self.rest;
            let line = self.next()?;
            if !line.trim().is_empty() && !line.starts_with('#') {
                return Some(from);
            }
        }
        None
    }

    /// Takes lines that are indented or empty, and comments among them.
    fn indented(&mut self) -> &'a str {
        let from = self.rest;
        for _ in 0..from.len() {
            let line = self.rest.split('\n').next().unwrap_or("");
            let belongs = match line.starts_with('#') {
                true => self.goes_on_indented(),
                false => line.trim().is_empty() || line.starts_with([' ', '\t']),
            };
            if !belongs || self.next().is_none() {
                break;
            }
        }
        self.since(from)
    }

    /// Whether the next line that is neither empty nor a comment is indented.
    fn goes_on_indented(&self) -> bool {
        let mut lines =
            self.rest.split('\n').filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        lines.next().is_some_and(|line| line.starts_with([' ', '\t']))
    }

    /// The table after `----`, up to an empty line.
    fn expected(&mut self) -> Option<&'a str> {
        if self.rest.split('\n').next().map(str::trim_end) != Some("----") {
            return None;
        }
        self.next();
        let from = self.rest;
        for _ in 0..from.len() {
            let line = self.rest.split('\n').next().unwrap_or("");
            if line.trim().is_empty() || self.next().is_none() {
                break;
            }
        }
        Some(self.since(from).trim_end())
    }

    /// What was taken since the text was `from`.
    fn since(&self, from: &'a str) -> &'a str {
        let taken = from.len().saturating_sub(self.rest.len());
        from.get(..taken).unwrap_or(from)
    }
}

/// What came of one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// As expected.
    AsExpected,
    /// Nothing was expected.
    NotChecked,
    /// Something else was expected.
    Different,
    /// The step was refused, and nobody expected that.
    Refused,
}

/// Runs one block, writes what is to be seen after it (the table, or `error: ...`), and compares.
///
/// # Errors
/// Only those of `output`.
pub fn play<const N: usize, W: Arbiter<N>>(
    cluster: &mut Cluster<N, W>,
    block: &Block<'_>,
    output: &mut dyn Write,
) -> Result<Outcome, fmt::Error> {
    let result = cluster.run(block.step);
    let refused = result.is_err();
    let seen = Seen { cluster, result };
    write!(output, "{seen}")?;
    let Some(expected) = block.expected else {
        return Ok(match refused {
            true => Outcome::Refused,
            false => Outcome::NotChecked,
        });
    };
    let mut comparison = Comparison { rest: expected.trim(), pending_space: false, at_start: true };
    let same = write!(comparison, "{seen}").is_ok() && comparison.rest.trim().is_empty();
    let expects_error = expected.trim_start().starts_with("error:");
    Ok(match (same, refused && !expects_error) {
        (true, _) => Outcome::AsExpected,
        (false, true) => Outcome::Refused,
        (false, false) => Outcome::Different,
    })
}

struct Seen<'c, const N: usize, W: Arbiter<N>> {
    cluster: &'c Cluster<N, W>,
    result: Result<(), ClusterError>,
}

impl<const N: usize, W: Arbiter<N>> fmt::Display for Seen<'_, N, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.result {
            Ok(()) => write!(f, "{}", self.cluster.table()),
            Err(error) => writeln!(f, "error: {error}"),
        }
    }
}

/// Compares what is written with a text, taking any run of white space for any other.
struct Comparison<'a> {
    rest: &'a str,
    pending_space: bool,
    at_start: bool,
}

impl Write for Comparison<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        for character in written.chars() {
            if character.is_whitespace() {
                self.pending_space = true;
                continue;
            }
            if self.pending_space && !self.at_start {
                let trimmed = self.rest.trim_start();
                if trimmed.len() == self.rest.len() {
                    return Err(fmt::Error);
                }
                self.rest = trimmed;
            }
            self.pending_space = false;
            self.at_start = false;
            self.rest = self.rest.strip_prefix(character).ok_or(fmt::Error)?;
        }
        Ok(())
    }
}
