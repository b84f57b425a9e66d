//! Reads corosync.conf whole, as corosync 3.1's own parser takes it, without allocating.
//!
//! Only the nodelist and quorum sections are looked into; totem, logging, system and unknown sections and
//! keys are skipped, but their braces must match. As in corosync, a later key
//! overrides an earlier one, `{` opens a section wherever it stands in a line, and 0xA0 is white space.

mod keys;
pub(crate) mod notes;
mod path;
mod text;

use crate::base::NodeId;
use crate::config::{Builder, Config, ConfigError, ConfigProblem, DeviceConfig, Options, TieBreaker};
use core::mem::MaybeUninit;
use heapless::Vec;
use keys::{DEVICE_KEYS, Key, NODEID, QUORUM_KEYS, QUORUM_VOTES, find, set_device, set_option};
use notes::{Ignored, Notes};
use path::{Path, at};
use text::{cut, low_word, parse_number, take_long, trim, trim_name};

/// corosync reads lines into 512 bytes, end of line and NUL included.
const LINE_MAX: usize = 510;

impl<const N: usize> Config<N> {
    /// Reads a corosync.conf. Time and stack are bounded: one pass, no recursion.
    ///
    /// ```
    /// let config = quorate::Config::<8>::from_corosync_conf(
    ///     "quorum {\n  provider: corosync_votequorum\n  two_node: 1\n}\n\
    ///      nodelist {\n  node {\n    nodeid: 1\n  }\n  node {\n    nodeid: 2\n  }\n}\n",
    /// )?;
    /// assert_eq!(config.expected_votes(), 2);
    /// # Ok::<(), quorate::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What corosync refuses at startup (field.md A5, A7, A10, A11, C1), with line and key.
    pub fn from_corosync_conf(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new();
        reader.read(text.as_ref())?;
        let config = reader.builder.build();
        let mut config = config.map_err(|error| reader.lines.place(error))?;
        config.notes = reader.notes;
        Ok(config)
    }

    /// Reads a corosync.conf for [`Engine::reload`](crate::Engine::reload): what corosync refuses at
    /// startup only (a quorum device next to options that exclude it) is let through, and
    /// the device is disabled there.
    ///
    /// # Errors
    /// What corosync's parser refuses, with line and key.
    pub fn from_corosync_conf_for_reload(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        let mut reader = Reader::new();
        reader.read(text.as_ref())?;
        let config = reader.builder.build_for_reload();
        let mut config = config.map_err(|error| reader.lines.place(error))?;
        config.notes = reader.notes;
        Ok(config)
    }

    /// As [`Config::from_corosync_conf`], or with `for_reload` as [`Config::from_corosync_conf_for_reload`], into
    /// memory of the caller, with no copy on the stack. It changes where the text is good.
    ///
    /// # Errors
    /// Those of the two.
    pub fn from_corosync_conf_in<'p>(
        place: &'p mut MaybeUninit<Self>,
        text: &[u8],
        for_reload: bool,
    ) -> Result<&'p mut Self, ConfigError> {
        let mut reader = Reader::new();
        reader.read(text)?;
        let config = reader.builder.build_in(place, for_reload);
        let config = config.map_err(|error| reader.lines.place(error))?;
        config.notes = reader.notes;
        Ok(config)
    }
}

/// Where each known key was read last, so that a contradiction between keys names a line.
#[derive(Default)]
struct Lines(Vec<(&'static str, u32), 24>);

impl Lines {
    fn note(&mut self, key: &'static str, line: u32) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = line,
            None => {
                let pushed = self.0.push((key, line));
                debug_assert!(pushed.is_ok(), "more known keys than places");
            }
        }
    }

    fn place(&self, mut error: ConfigError) -> ConfigError {
        let place = self.0.iter().find(|(known, _)| *known == error.key);
        if let Some((_, line)) = place {
            error.line = *line;
        }
        error
    }
}

/// The node section that is being read.
#[derive(Clone, Copy)]
struct PendingNode {
    opened: u32,
    id: Option<(u32, u32)>,
    votes: u32,
}

struct Reader<const N: usize> {
    builder: Builder<N>,
    options: Options,
    device: DeviceConfig,
    has_device_model: bool,
    tie_breaker: TieBreaker<N>,
    node: Option<PendingNode>,
    lines: Lines,
    notes: Notes,
    path: Path,
}

impl<const N: usize> Reader<N> {
    fn new() -> Self {
        Reader {
            builder: Builder::new(),
            options: Options::default(),
            device: DeviceConfig::default(),
            has_device_model: false,
            tie_breaker: TieBreaker::Lowest,
            node: None,
            lines: Lines::default(),
            notes: Notes::of_text(),
            path: Path::default(),
        }
    }

    fn read(&mut self, text: &[u8]) -> Result<(), ConfigError> {
        let mut number: u32 = 0;
        for line in text.split(|byte| *byte == b'\n') {
            number = number.saturating_add(1);
            self.line(line, number)?;
        }
        if let Some(opened) = self.path.innermost() {
            return Err(at(ConfigProblem::MissingBrace, opened));
        }
        if self.has_device_model {
            self.options.device = Some(self.device);
        }
        self.builder.options(self.options);
        self.builder.tie_breaker(self.tie_breaker.clone());
        Ok(())
    }

    fn line(&mut self, line: &[u8], number: u32) -> Result<(), ConfigError> {
        if line.len() > LINE_MAX {
            return Err(at(ConfigProblem::LineTooLong, number));
        }
        let line = trim(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        if let Some((name, after)) = cut(line, b'{') {
            return self.open(trim_name(name), trim(after), number);
        }
        if let Some((key, value)) = cut(line, b':') {
            return self.entry(trim_name(key), trim(value), number);
        }
        match line {
            b"}" => self.close(number),
            _ if line.contains(&b'}') => Err(at(ConfigProblem::TextBesideBrace, number)),
            _ => Err(at(ConfigProblem::NotAnEntry, number)),
        }
    }

    fn open(&mut self, name: &[u8], after: &[u8], number: u32) -> Result<(), ConfigError> {
        if name.is_empty() {
            return Err(at(ConfigProblem::SectionWithoutName, number));
        }
        if !after.is_empty() {
            return Err(at(ConfigProblem::TextAfterBrace, number));
        }
        self.note_section(name, number);
        self.path.push(name, number)?;
        if self.path.is(b"nodelist.node") {
            self.node = Some(PendingNode { opened: number, id: None, votes: 1 });
        }
        Ok(())
    }

    /// A section beside those that are looked into, and perhaps meant as one of them.
    fn note_section(&mut self, name: &[u8], number: u32) {
        let is_like = |known: &[u8]| known != name && notes::is_like(known, name);
        let is_ignored = if self.path.innermost().is_none() {
            is_like(b"quorum") || is_like(b"nodelist") || name == b"node" || name == b"device"
        } else if self.path.is(b"nodelist") {
            name != b"node"
        } else {
            self.path.is(b"quorum") && name != b"device"
        };
        if is_ignored {
            self.notes.ignore(Ignored::Section, name, number);
        }
    }

    fn close(&mut self, number: u32) -> Result<(), ConfigError> {
        let was_node = self.path.is(b"nodelist.node");
        if !self.path.pop() {
            return Err(at(ConfigProblem::UnexpectedBrace, number));
        }
        match self.node.take() {
            Some(node) if was_node => self.add_node(node),
            node => {
                self.node = node;
                Ok(())
            }
        }
    }

    fn add_node(&mut self, node: PendingNode) -> Result<(), ConfigError> {
        let Some((id, line)) = node.id else {
            return Err(ConfigError {
                problem: ConfigProblem::NodeIdMissing,
                line: node.opened,
                key: "nodelist.node.nodeid",
            });
        };
        let added = self.builder.node(NodeId(id), node.votes);
        added.map(|_| ()).map_err(|error| ConfigError { line, ..error })
    }

    fn entry(&mut self, key: &[u8], value: &[u8], number: u32) -> Result<(), ConfigError> {
        if key.is_empty() {
            return Err(at(ConfigProblem::EmptyKey, number));
        }
        self.path.check_key(key, number)?;
        if self.path.is_key(key, b"quorum.provider") {
            self.provider(value, number)
        } else if self.path.is_key(key, b"quorum.auto_tie_breaker_node") {
            self.tie_breaker_entry(value, number)
        } else if self.path.is_key(key, b"quorum.device.model") {
            self.model(value, number);
            Ok(())
        } else if self.path.is(b"nodelist.node") {
            self.node_entry(key, value, number)
        } else if self.path.is(b"quorum") {
            self.quorum_entry(key, value, number)
        } else if self.path.is(b"quorum.device") {
            self.device_entry(key, value, number)
        } else {
            if self.path.is(b"") || self.path.is(b"totem") || self.path.is(b"nodelist") {
                self.notes.check_place(key, number);
            }
            Ok(())
        }
    }

    // These three are words, which corosync stores wherever they stand, also as `quorum.provider` outside of all
    // sections; a number counts only in its section.

    fn provider(&mut self, value: &[u8], line: u32) -> Result<(), ConfigError> {
        if value != b"corosync_votequorum" {
            return Err(ConfigError { problem: ConfigProblem::OtherProvider, line, key: "quorum.provider" });
        }
        self.notes.has_provider();
        Ok(())
    }

    fn tie_breaker_entry(&mut self, value: &[u8], line: u32) -> Result<(), ConfigError> {
        let (tie_breaker, is_whole) = tie_breaker(value, line)?;
        self.tie_breaker = tie_breaker;
        self.notes.place("quorum.auto_tie_breaker_node", line);
        if !is_whole {
            self.notes.ignore(Ignored::TieBreakers, b"", line);
        }
        Ok(())
    }

    fn model(&mut self, value: &[u8], line: u32) {
        self.has_device_model = !value.is_empty();
        self.lines.note("quorum.device.model", line);
        self.notes.place("quorum.device.model", line);
    }

    fn node_entry(&mut self, key: &[u8], value: &[u8], line: u32) -> Result<(), ConfigError> {
        let Some(mut node) = self.node else {
            return Ok(());
        };
        match key {
            b"nodeid" => node.id = Some((self.number(&NODEID, value, line)?, line)),
            b"quorum_votes" => node.votes = self.number(&QUORUM_VOTES, value, line)?,
            _ => self.notes.check_key(Ignored::NodeKey, key, line),
        }
        self.node = Some(node);
        Ok(())
    }

    fn quorum_entry(&mut self, key: &[u8], value: &[u8], line: u32) -> Result<(), ConfigError> {
        self.notes.check_key(Ignored::QuorumKey, key, line);
        if let Some(known) = find(QUORUM_KEYS, key) {
            let number = self.number(known, value, line)?;
            set_option(&mut self.options, key, number);
        }
        Ok(())
    }

    fn device_entry(&mut self, key: &[u8], value: &[u8], line: u32) -> Result<(), ConfigError> {
        self.notes.check_key(Ignored::DeviceKey, key, line);
        if let Some(known) = find(DEVICE_KEYS, key) {
            let number = self.number(known, value, line)?;
            set_device(&mut self.device, key, number);
        }
        Ok(())
    }

    /// The value as a number in the key's range; remembers where the key was.
    fn number(&mut self, key: &Key, value: &[u8], line: u32) -> Result<u32, ConfigError> {
        self.lines.note(key.name, line);
        self.notes.place(key.name, line);
        match parse_number(value) {
            Some(number) if number <= key.max => Ok(number),
            _ => Err(ConfigError { problem: ConfigProblem::NotANumber(key.max), line, key: key.name }),
        }
    }
}

/// auto_tie_breaker_node as votequorum takes it (field.md A13): `lowest`, `highest`, or numbers as strtol
/// takes them, up to the first thing that is none or 0; anything else disables the tie breaker. Tells also
/// whether all of the list was taken.
fn tie_breaker<const N: usize>(value: &[u8], line: u32) -> Result<(TieBreaker<N>, bool), ConfigError> {
    match value {
        b"lowest" => return Ok((TieBreaker::Lowest, true)),
        b"highest" => return Ok((TieBreaker::Highest, true)),
        _ => {}
    }
    let mut list = Vec::new();
    let mut rest = value;
    while let Some((number, after)) = take_long(rest) {
        let id = low_word(number);
        // It first asks atoi whether there is a number at all, and that sees 32 bits.
        if number == 0 || (id == 0 && list.is_empty()) {
            break;
        }
        rest = after;
        // Among further numbers it keeps a 0 of 32 bits, which is nobody's nodeid.
        if id != 0 && list.push(NodeId(id)).is_err() {
            return Err(ConfigError {
                problem: ConfigProblem::TooManyTieBreakers(N),
                line,
                key: "quorum.auto_tie_breaker_node",
            });
        }
    }
    match list.is_empty() {
        true => Ok((TieBreaker::Off, true)),
        false => Ok((TieBreaker::List(list), rest.is_empty())),
    }
}
