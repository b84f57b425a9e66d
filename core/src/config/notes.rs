//! What the reader remembers for [lint](crate::lint): where keys stand, and what votequorum ignores.

use super::keys::{KEYS, OF_NODES};
use heapless::Vec;

/// Ignored entries that are remembered; of more only the number is.
const IGNORED_MAX: usize = 8;

/// Where an entry stands that votequorum ignores.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ignored {
    QuorumKey,
    NodeKey,
    DeviceKey,
    Section,
    /// A key of the quorum section that stands elsewhere.
    Misplaced,
    /// What follows the first word of auto_tie_breaker_node that is no nodeid.
    TieBreakers,
    /// What corosync 1 had: compatibility, service, member lists.
    Corosync1,
    /// What was meant for a comment, and is part of a value.
    Comment,
    /// A key of the quorum section that is written again below.
    Again,
    /// A section where corosync's versions make different things of one.
    InNode,
    InUidgid,
    /// A byte that is white space to newer versions only.
    NoBreakSpace,
    /// A node that begins there needs a name.
    NoName,
}

/// One ignored entry. Lines from 65535 on are all called 65535.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Note {
    pub(crate) line: u16,
    pub(crate) what: Ignored,
    /// Place in the list of names that are known there, from 1; 0 where none is like it.
    near: u8,
}

impl Note {
    /// The known name that was probably meant; empty where none is like it.
    pub(crate) fn meant(&self) -> &'static str {
        // Counted here: the sums of Iterator::position and nth may overflow, as far as a compiler sees.
        let mut place: u8 = 0;
        let is_it = |_: &&str| {
            place = place.saturating_add(1);
            place == self.near
        };
        known(self.what).find(is_it).unwrap_or("")
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Notes {
    ignored: Vec<Note, IGNORED_MAX, u8>,
    more: u16,
    /// Of the keys behind those of a node, which stand in many lines.
    lines: [u16; KEYS.len() - OF_NODES],
    is_text: bool,
    lacks_provider: bool,
    /// Where the first node without a ring0_addr begins.
    no_address: u16,
}

impl Notes {
    pub(crate) fn ignored(&self) -> &[Note] {
        &self.ignored
    }

    /// Of a text, before anything is read.
    pub(super) fn of_text() -> Notes {
        Notes { is_text: true, lacks_provider: true, ..Notes::default() }
    }

    /// Whether the config was read from a text, and not made in code.
    pub(crate) fn is_text(&self) -> bool {
        self.is_text
    }

    /// Whether it is a text that names no quorum provider.
    pub(crate) fn lacks_provider(&self) -> bool {
        self.lacks_provider
    }

    pub(super) fn has_provider(&mut self) {
        self.lacks_provider = false;
    }

    /// Of a whole corosync.conf: where its first node without a ring0_addr begins; else 0.
    pub(crate) fn no_address(&self) -> u32 {
        u32::from(self.no_address)
    }

    pub(super) fn has_no_address(&mut self, line: u32) {
        self.no_address = short(line);
    }

    /// How many ignored entries were not remembered.
    pub(crate) fn more(&self) -> u16 {
        self.more
    }

    /// The line of a key; 0 where it is not written, and for the keys of a node, which stand in many lines.
    pub(crate) fn line_of(&self, key: &str) -> u32 {
        let mut places = KEYS.iter().skip(OF_NODES).zip(self.lines);
        places.find(|(known, _)| known.name == key).map_or(0, |(_, line)| u32::from(line))
    }

    pub(super) fn place_all(&mut self, lines: &[u32; KEYS.len()]) {
        for (kept, line) in self.lines.iter_mut().zip(lines.iter().skip(OF_NODES)) {
            *kept = short(*line);
        }
    }

    /// Notes a key of the quorum section that stands in another.
    pub(super) fn check_place(&mut self, key: &[u8], line: u32) {
        if known(Ignored::QuorumKey).any(|name| is_same(name.as_bytes(), key)) {
            self.ignore(Ignored::Misplaced, key, line);
        }
    }

    pub(super) fn ignore(&mut self, what: Ignored, key: &[u8], line: u32) {
        let is_near = |name: &[u8]| match what {
            Ignored::Misplaced => is_same(name, key),
            _ => is_like(name, key),
        };
        let mut near: u8 = 0;
        let is_found = known(what).any(|name| {
            near = near.saturating_add(1);
            is_near(name.as_bytes())
        });
        let near = if is_found { near } else { 0 };
        if self.ignored.push(Note { line: short(line), what, near }).is_err() {
            self.more = self.more.saturating_add(1);
        }
    }
}

/// What votequorum, or corosync around it, looks for in each place.
fn known(what: Ignored) -> impl Iterator<Item = &'static str> {
    let (section, sections): (_, &[&str]) = match what {
        Ignored::QuorumKey | Ignored::Misplaced => ("quorum.", &[]),
        Ignored::NodeKey => ("nodelist.node.", &[]),
        Ignored::DeviceKey => ("quorum.device.", &[]),
        Ignored::Section => ("", &["quorum", "nodelist", "node", "quorum.device", "device"]),
        _ => ("", &[]),
    };
    let names = KEYS.iter().filter_map(move |key| key.name.strip_prefix(section));
    names.filter(|name| !name.as_bytes().contains(&b'.')).chain(sections.iter().copied())
}

/// Letters of either case, and `-` for `_`.
fn is_same_letter(one: u8, other: u8) -> bool {
    let plain = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() };
    plain(one) == plain(other)
}

fn is_same(name: &[u8], key: &[u8]) -> bool {
    name.len() == key.len() && name.iter().zip(key).all(|(one, other)| is_same_letter(*one, *other))
}

/// Whether one is probably the other, misspelt: they differ in two letters at one place, or one is the
/// beginning or the end of the other.
pub(super) fn is_like(name: &[u8], key: &[u8]) -> bool {
    if key.len() < 4 {
        return false;
    }
    if name.starts_with(key) || name.ends_with(key) {
        return true;
    }
    let same = |(one, other): &(&u8, &u8)| is_same_letter(**one, **other);
    let before = crate::base::count(name.iter().zip(key).take_while(same));
    let (name, key) = (name.get(before..).unwrap_or(&[]), key.get(before..).unwrap_or(&[]));
    let after = crate::base::count(name.iter().rev().zip(key.iter().rev()).take_while(same));
    name.len().max(key.len()).saturating_sub(after) <= 2
}

fn short(line: u32) -> u16 {
    u16::try_from(line).unwrap_or(u16::MAX)
}
