//! Why a config was refused: what, in which line, at which key, and the way out.

use crate::base::{NodeId, put_number};
use core::fmt;

/// What is wrong with a config.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// A line of more than 510 bytes (corosync's own limit).
    LineTooLong,
    /// `{` without a section name before it.
    SectionWithoutName,
    /// Text after `{`.
    TextAfterBrace,
    /// Sections nested so deep that the path exceeds 254 bytes (corosync's own limit).
    PathTooLong,
    /// `:` without a key before it.
    EmptyKey,
    /// A character that no key or section name can have.
    BadName,
    /// Text beside `}`.
    TextBesideBrace,
    /// `}` without a section to close.
    UnexpectedBrace,
    /// A section is still open at the end.
    MissingBrace,
    /// Neither a section, nor its end, nor `key: value`.
    NotAnEntry,
    /// The value is not a whole number from 0 to the given one.
    NotANumber(u32),
    /// The quorum provider is not votequorum.
    OtherProvider,
    /// A node section without nodeid.
    NodeIdMissing,
    /// nodeid 0 is the quorum device.
    NodeIdZero,
    /// The nodeid is there twice.
    DuplicateNode(NodeId),
    /// More nodes than this build can hold.
    TooManyNodes(usize),
    /// More tie-breaker nodes than this build can hold.
    TooManyTieBreakers(usize),
    /// The votes of all nodes and the device exceed 4294967295.
    VotesOverflow,
    /// Neither a nodelist nor expected_votes (field.md A5).
    NoExpectedVotes,
    /// two_node with a quorum device (A7).
    TwoNodeWithDevice,
    /// auto_tie_breaker and last_man_standing on odd votes without wait_for_all (A10).
    OddLastManStanding,
    /// A quorum device with last_man_standing (A10, C1).
    DeviceWithLastManStanding,
    /// A quorum device with auto_tie_breaker (C1).
    DeviceWithTieBreaker,
    /// A quorum device with allow_downscale (C1).
    DeviceWithDownscale,
    /// Explicit expected votes and a device without votes (C1).
    DeviceVotesUnknown,
    /// Nodes with other votes than 1 and a device without votes (C1).
    DeviceVotesUneven,
    /// Fewer than 2 expected votes beside the device's (C1).
    DeviceVotesTooHigh,
}

impl ConfigProblem {
    /// Hands out the sentence in pieces, without core::fmt: that takes KiB of a firmware's flash, and its stack has
    /// no bound that can be seen.
    fn put(self, mut put: impl FnMut(&str)) {
        use ConfigProblem as P;
        let bound = |bound| u32::try_from(bound).unwrap_or(u32::MAX);
        let (before, number, after) = match self {
            P::NotANumber(max) => ("value is not a whole number from 0 to ", max, ""),
            P::DuplicateNode(NodeId(node)) => ("nodeid ", node, " is there twice; give each node its own"),
            P::TooManyNodes(max) => ("more than ", bound(max), " nodes, the bound of this build"),
            P::TooManyTieBreakers(max) => {
                ("more than ", bound(max), " tie-breaker nodes, the bound of this build")
            }
            _ => return put(self.sentence()),
        };
        put(before);
        put_number(number, &mut put);
        put(after);
    }

    /// The sentence of a problem without a number.
    #[inline(never)]
    fn sentence(self) -> &'static str {
        use ConfigProblem as P;
        match self {
            P::LineTooLong => "line is longer than 510 bytes, which corosync refuses; shorten it",
            P::SectionWithoutName => "section name is missing before '{'; write it as 'name {'",
            P::TextAfterBrace => "text after '{'; start a new line there",
            P::PathTooLong => {
                "sections are nested too deep; corosync allows 254 bytes of section \
                and key names"
            }
            P::EmptyKey => "key is missing before ':'; write 'key: value'",
            P::BadName => {
                "name has a character that corosync refuses; use letters, digits and . _ - \
                / :"
            }
            P::TextBesideBrace => "text beside '}'; give it a line of its own",
            P::UnexpectedBrace => {
                "'}' closes nothing; remove it or add the section that it should \
                close"
            }
            P::MissingBrace => "a section that starts here is never closed; add '}'",
            P::NotAnEntry => {
                "line is neither 'section {', '}' nor 'key: value'; start it with '#' \
                if it is a comment"
            }
            P::OtherProvider => {
                "this cluster does not use votequorum; only provider \
                corosync_votequorum is known here"
            }
            P::NodeIdMissing => "node has no nodeid; give each node its own nodeid from 1 up",
            P::NodeIdZero => "nodeid 0 is the quorum device; number nodes from 1 up",
            P::VotesOverflow => {
                "votes of all nodes and the quorum device add up to more than \
                4294967295; lower them"
            }
            P::NoExpectedVotes => {
                "neither a nodelist nor quorum.expected_votes is configured; add a \
                nodelist"
            }
            P::TwoNodeWithDevice => {
                "two_node and a quorum device exclude each other; remove \
                two_node, or the device section"
            }
            P::OddLastManStanding => {
                "auto_tie_breaker with last_man_standing needs wait_for_all \
                when the votes are odd; set wait_for_all: 1, or remove last_man_standing"
            }
            P::DeviceWithLastManStanding => {
                "last_man_standing and a quorum device exclude each \
                other; remove one of them"
            }
            P::DeviceWithTieBreaker => {
                "auto_tie_breaker and a quorum device exclude each other; \
                remove one of them"
            }
            P::DeviceWithDownscale => {
                "allow_downscale and a quorum device exclude each other; \
                remove one of them"
            }
            P::DeviceVotesUnknown => {
                "device.votes is needed when expected_votes is set; add votes \
                to the device section"
            }
            P::DeviceVotesUneven => {
                "device.votes is needed when a node has other than 1 vote; add \
                votes to the device section"
            }
            P::DeviceVotesTooHigh => {
                "expected_votes must exceed device.votes by 2 or more; lower \
                device.votes, or raise expected_votes"
            }
            P::NotANumber(_) | P::DuplicateNode(_) | P::TooManyNodes(_) | P::TooManyTieBreakers(_) => "",
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = Ok(());
        self.put(|text| written = written.and_then(|()| f.write_str(text)));
        written
    }
}

/// A refused config: what, in which line, at which key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// What is wrong.
    pub problem: ConfigProblem,
    /// The line, from 1; 0 speaks of the config as a whole.
    pub line: u32,
    /// The key, with its sections (`quorum.two_node`); empty where no key is at fault.
    pub key: &'static str,
}

impl ConfigError {
    /// Hands out the sentence in pieces, for programs that do without core::fmt; printing the error gives the same.
    pub fn put(&self, mut put: impl FnMut(&str)) {
        if self.line != 0 {
            put("line ");
            put_number(self.line, &mut put);
            put(": ");
        }
        if !self.key.is_empty() {
            put(self.key);
            put(": ");
        }
        self.problem.put(put);
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = Ok(());
        self.put(|text| written = written.and_then(|()| f.write_str(text)));
        written
    }
}

impl core::error::Error for ConfigError {}
