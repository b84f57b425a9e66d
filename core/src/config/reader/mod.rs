//! Reads corosync.conf whole, as corosync 3.1's own parser takes it, without allocating.
//!
//! Only the nodelist and quorum sections are looked into, and the transport of totem; logging, system and unknown
//! sections and keys are skipped, but their braces must match. As in corosync, a later key
//! overrides an earlier one, `{` opens a section wherever it stands in a line, and 0xA0 is white space. Refused, though
//! corosync starts with it, is a second nodelist: corosync counts places anew there, and forgets nodes of the first.

mod device;
mod line;
mod names;
mod path;
mod text;
mod totem;

use super::keys::{Id, KEYS, Takes, set};
use super::notes::{Ignored, Notes};
use crate::base::{List, NodeId};
use crate::config::{Builder, Config, ConfigError, ConfigProblem, DeviceConfig, Options, TieBreaker};
use core::mem::MaybeUninit;
use device::Device;
use heapless::Vec;
use line::Line;
pub use names::names;
use path::{Path, at};
use text::{has_no_break_space, low_word, parse_number, take_long, trim};
use totem::{Totem, derive};

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
    /// What corosync refuses at startup, with line and key.
    pub fn from_corosync_conf(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        Self::read(text.as_ref(), false)
    }

    /// Reads a corosync.conf for [`Engine::reload`](crate::Engine::reload): what corosync refuses at startup only (a
    /// quorum device next to options that exclude it) is accepted, and the device is disabled there.
    ///
    /// # Errors
    /// What corosync's parser refuses, with line and key.
    pub fn from_corosync_conf_for_reload(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        Self::read(text.as_ref(), true)
    }

    fn read(text: &[u8], for_reload: bool) -> Result<Self, ConfigError> {
        let mut place = MaybeUninit::uninit();
        Self::from_corosync_conf_in(&mut place, text, for_reload).cloned()
    }

    /// As [`Config::from_corosync_conf`], or with `for_reload` as [`Config::from_corosync_conf_for_reload`], into
    /// the caller's memory, with no copy on the stack. Where the text is refused, the memory stays as it is.
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
        let config = reader.builder.build_in(place, for_reload).map_err(|error| reader.place(error))?;
        config.notes = reader.notes;
        config.notes.place_all(&reader.lines);
        Ok(config)
    }
}

/// The node section that is being read.
#[derive(Clone, Copy, Default)]
struct PendingNode {
    opened: u32,
    id: Option<(u32, u32)>,
    votes: u32,
    /// The nodeid that its ring0_addr stands for.
    derived: Option<NodeId>,
    has_address: bool,
    has_first_address: bool,
    has_name: bool,
}

struct Reader<'t, const N: usize> {
    builder: Builder<N>,
    options: Options,
    numbers: DeviceConfig,
    device: Device<'t>,
    tie_breaker: TieBreaker<N>,
    node: Option<PendingNode>,
    /// Where each known key was read last, 0 for never, so that a contradiction between keys names a line.
    lines: [u32; KEYS.len()],
    notes: Notes,
    totem: Totem,
    path: Path,
}

impl<'t, const N: usize> Reader<'t, N> {
    fn new() -> Self {
        Reader {
            builder: Builder::new(),
            options: Options::default(),
            numbers: DeviceConfig::default(),
            device: Device::new(),
            tie_breaker: TieBreaker::Lowest,
            node: None,
            lines: [0; KEYS.len()],
            notes: Notes::of_text(),
            totem: Totem::default(),
            path: Path::default(),
        }
    }

    fn read(&mut self, text: &'t [u8]) -> Result<(), ConfigError> {
        let mut number: u32 = 0;
        for line in text.split(|byte| *byte == b'\n') {
            number = number.saturating_add(1);
            self.line(line, number)?;
        }
        if let Some(opened) = self.path.innermost() {
            return Err(at(ConfigProblem::MissingBrace, opened));
        }
        if self.device.has_model {
            self.options.device = Some(self.numbers);
        }
        self.totem.finish(&mut self.builder, &mut self.notes)?;
        self.device.finish(text, &mut self.path, &mut self.builder);
        self.builder.options(self.options);
        self.builder.tie_breaker(self.tie_breaker.clone());
        Ok(())
    }

    fn line(&mut self, line: &'t [u8], number: u32) -> Result<(), ConfigError> {
        if has_no_break_space(line) {
            self.notes.ignore(Ignored::NoBreakSpace, b"", number);
        }
        match Line::of(line, number)? {
            Line::Nothing => Ok(()),
            Line::Open(name, after) => self.open(name, after, number),
            Line::Entry(key, value) => self.entry(key, value, number),
            Line::Close => self.close(number),
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
        if self.path.is(b"nodelist") && self.builder.len() != 0 {
            return Err(at(ConfigProblem::SecondNodelist, number));
        }
        if self.path.is(b"nodelist.node") {
            self.node = Some(PendingNode { opened: number, votes: 1, ..PendingNode::default() });
        }
        Ok(())
    }

    /// A section beside those that are looked into, and perhaps meant as one of them. Not inlined: its variables need
    /// not lie on the stack while the rest is read.
    #[inline(never)]
    fn note_section(&mut self, name: &[u8], number: u32) {
        if (name == b"service" && self.path.is(b""))
            || (name == b"member" && self.path.is(b"totem.interface"))
        {
            self.note_corosync_1(number);
        }
        self.totem.section(&self.path, name, number);
        let is_like = |known: &[u8]| known != name && super::notes::is_like(known, name);
        let (what, is_noted) = if self.path.innermost().is_none() {
            let is_near = is_like(b"quorum") || is_like(b"nodelist") || name == b"node" || name == b"device";
            (Ignored::Section, is_near)
        } else if self.path.is(b"nodelist") {
            (Ignored::Section, name != b"node")
        } else if self.path.is(b"nodelist.node") {
            (Ignored::InNode, true)
        } else if self.path.is(b"uidgid") {
            (Ignored::InUidgid, true)
        } else {
            (Ignored::Section, self.path.is(b"quorum") && name != b"device")
        };
        if is_noted {
            self.notes.ignore(what, name, number);
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
        if !node.has_first_address {
            self.totem.no_address(node.opened);
        }
        if !node.has_name {
            self.totem.no_name(node.opened);
        }
        let (id, line) = match (node.id, node.derived) {
            (Some((id, line)), _) => {
                if node.has_address {
                    self.totem.numbered(id, line);
                }
                (NodeId(id), line)
            }
            (None, Some(id)) => {
                self.totem.derived(self.builder.len(), node.opened);
                (id, node.opened)
            }
            (None, None) => {
                return Err(ConfigProblem::NodeIdMissing.at(node.opened, "nodelist.node.nodeid"));
            }
        };
        let added = self.builder.node(id, node.votes);
        added.map(|_| ()).map_err(|error| ConfigError { line, ..error })
    }

    fn entry(&mut self, key: &[u8], value: &'t [u8], number: u32) -> Result<(), ConfigError> {
        if key.is_empty() {
            return Err(at(ConfigProblem::EmptyKey, number));
        }
        self.path.check_key(key, number)?;
        // Of auto_tie_breaker_node what follows the first nodeid is noted anyway.
        let has_comment = value.windows(2).any(|two| matches!(two, b" #" | b"\t#"));
        if has_comment && key != b"auto_tie_breaker_node" {
            self.notes.ignore(Ignored::Comment, b"", number);
        }
        // A number counts only in its section; a word is found by its whole name.
        let is_plain = !key.contains(&b'.');
        let is_known = |known: &super::keys::Key| {
            (is_plain || known.takes == Takes::Word) && self.path.is_key(key, known.name.as_bytes())
        };
        let mut places = KEYS.iter().zip(&mut self.lines);
        let Some((known, place)) = places.find(|(known, _)| is_known(known)) else {
            return self.unknown(key, value, number);
        };
        if *place != 0 && known.name.starts_with("quorum.") {
            self.notes.ignore(Ignored::Again, b"", *place);
        }
        *place = number;
        self.known(known, value, number)
    }

    fn unknown(&mut self, key: &[u8], value: &[u8], line: u32) -> Result<(), ConfigError> {
        self.totem.entry(&self.path, key, value, line)?;
        if key == b"compatibility" && self.path.is(b"") {
            self.note_corosync_1(line);
        }
        if self.path.is(b"nodelist.node") {
            if !(key.starts_with(b"ring") && key.ends_with(b"_addr")) {
                self.notes.ignore(Ignored::NodeKey, key, line);
            } else if value.contains(&b'#') {
                const KEY: &str = "nodelist.node.ring0_addr";
                return Err(ConfigError { key: KEY, ..at(ConfigProblem::CommentAfterValue, line) });
            } else if let Some(node) = &mut self.node {
                node.has_address = true;
                self.totem.link(key);
                if key == b"ring0_addr" {
                    node.has_first_address = !value.is_empty();
                    node.derived = derive(value);
                }
            }
        } else if self.path.is(b"quorum") {
            self.notes.ignore(Ignored::QuorumKey, key, line);
        } else if self.path.is(b"quorum.device") {
            self.notes.ignore(Ignored::DeviceKey, key, line);
        } else if self.path.is(b"") || self.path.is(b"totem") || self.path.is(b"nodelist") {
            self.notes.check_place(key, line);
        }
        Ok(())
    }

    fn known(
        &mut self,
        known: &'static super::keys::Key,
        value: &'t [u8],
        line: u32,
    ) -> Result<(), ConfigError> {
        let number = match (known.takes.max(), parse_number(value)) {
            (None, _) => 0,
            (Some(max), Some(number)) if number <= max => number,
            (Some(max), _) => {
                let problem = if value.contains(&b'#') {
                    ConfigProblem::CommentAfterValue
                } else {
                    ConfigProblem::NotANumber(max)
                };
                return Err(ConfigError { key: known.name, ..at(problem, line) });
            }
        };
        match (known.id, &mut self.node) {
            (Id::provider, _) => return self.provider(value, line),
            (Id::tie_breaker, _) => return self.tie_breaker_entry(value, line),
            (Id::nodeid, Some(node)) => node.id = Some((number, line)),
            (Id::node_votes, Some(node)) => node.votes = number,
            (Id::node_name, Some(node)) => node.has_name = true,
            (id, _) if self.device.take(id, value) => {}
            (id, _) => set(&mut self.options, &mut self.numbers, id, number),
        }
        Ok(())
    }

    /// The line of an error that speaks of a key.
    fn place(&self, mut error: ConfigError) -> ConfigError {
        if error.problem == ConfigProblem::NoExpectedVotes {
            match (self.totem.is_astray, self.totem.instead) {
                (_, 0) => {}
                (true, line) => return at(ConfigProblem::NodesElsewhere, line),
                (false, line) => return at(ConfigProblem::Corosync1, line),
            }
        }
        let mut lines = KEYS.iter().zip(&self.lines);
        if let Some((_, line)) = lines.find(|(known, _)| known.name == error.key) {
            error.line = *line;
        }
        error
    }

    /// Once is enough: where there is one, there are more.
    fn note_corosync_1(&mut self, line: u32) {
        if self.totem.instead == 0 {
            self.totem.instead = line;
            self.notes.ignore(Ignored::Corosync1, b"", line);
        }
    }

    fn provider(&mut self, value: &[u8], line: u32) -> Result<(), ConfigError> {
        if value != b"corosync_votequorum" {
            let problem = match value.strip_prefix(b"corosync_votequorum") {
                Some(rest) if trim(rest).starts_with(b"#") => ConfigProblem::CommentAfterValue,
                _ => ConfigProblem::OtherProvider,
            };
            return Err(ConfigError { key: "quorum.provider", ..at(problem, line) });
        }
        self.notes.has_provider();
        Ok(())
    }

    fn tie_breaker_entry(&mut self, value: &[u8], line: u32) -> Result<(), ConfigError> {
        let (tie_breaker, is_whole) = tie_breaker(value, line)?;
        self.tie_breaker = tie_breaker;
        if !is_whole {
            self.notes.ignore(Ignored::TieBreakers, b"", line);
        }
        Ok(())
    }
}

/// auto_tie_breaker_node as votequorum takes it (parse_tie_breaker_node): `lowest`, `highest`, or numbers as strtol
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
            return Err(ConfigProblem::TooManyTieBreakers(N).at(line, "quorum.auto_tie_breaker_node"));
        }
    }
    match list.is_empty() {
        true => Ok((TieBreaker::Off, true)),
        false => Ok((TieBreaker::List(List(list)), rest.is_empty())),
    }
}
