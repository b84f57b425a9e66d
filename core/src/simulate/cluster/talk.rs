//! What a simulated corosync-qdevice and its witness say to each other, as bytes.

use crate::base::{Heuristics, NodeId, RingId, extend};
use crate::witness::Vote;
use crate::witness::protocol::{HEADER, message, option};
use heapless::Vec;

/// Bytes of the longest request: a quorum list of 64 nodes.
const REQUEST_MAX: usize = 1280;

/// A request being written.
pub(super) struct Request(Vec<u8, REQUEST_MAX>);

impl Request {
    pub(super) fn of(kind: u16) -> Self {
        let mut request = Request(Vec::new());
        request.put(&kind.to_be_bytes());
        request.put(&[0; 4]);
        request
    }

    fn put(&mut self, bytes: &[u8]) {
        extend(&mut self.0, bytes.iter().copied());
    }

    /// Begins an option of so many bytes.
    fn begin(&mut self, number: u16, length: u16) {
        self.put(&number.to_be_bytes());
        self.put(&length.to_be_bytes());
    }

    pub(super) fn option(mut self, number: u16, value: &[u8]) -> Self {
        self.begin(number, u16::try_from(value.len()).unwrap_or(0));
        self.put(value);
        self
    }

    pub(super) fn byte(self, number: u16, value: u8) -> Self {
        self.option(number, &[value])
    }

    pub(super) fn word(self, number: u16, value: u32) -> Self {
        self.option(number, &value.to_be_bytes())
    }

    pub(super) fn seq(self, seq: u32) -> Self {
        self.word(option::SEQ, seq)
    }

    pub(super) fn ring(mut self, ring: RingId) -> Self {
        self.begin(option::RING, 12);
        self.put(&ring.node.0.to_be_bytes());
        self.put(&ring.seq.to_be_bytes());
        self
    }

    pub(super) fn nodes(mut self, nodes: impl Iterator<Item = NodeId>) -> Self {
        for node in nodes {
            self.begin(option::NODE_INFO, 8);
            self = self.word(option::NODE, node.0);
        }
        self
    }

    /// Left out where there are none.
    pub(super) fn heuristics(self, heuristics: Heuristics) -> Self {
        match heuristics {
            Heuristics::Undefined => self,
            told => self.byte(option::HEURISTICS, told.byte()),
        }
    }

    /// All of it, with its length.
    pub(super) fn bytes(&mut self) -> &[u8] {
        let length = u32::try_from(self.0.len().saturating_sub(HEADER)).unwrap_or(0);
        self.0.iter_mut().skip(2).zip(length.to_be_bytes()).for_each(|(place, byte)| *place = byte);
        &self.0
    }
}

/// What the witness said.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    pub message: u16,
    pub seq: u32,
    pub error: u16,
    pub ring: RingId,
    pub vote: Option<Vote>,
}

impl Heard {
    /// Reads a whole message.
    pub(super) fn read(bytes: &[u8]) -> Heard {
        let mut heard = Heard { message: low(number(bytes, 0, 2)), ..Heard::default() };
        let mut rest = bytes.get(HEADER..).unwrap_or(&[]);
        // An echo's body is the client's own.
        while heard.message != message::ECHO_REPLY {
            let length = usize::from(low(number(rest, 2, 2)));
            let Some((whole, after)) = rest.split_at_checked(length.saturating_add(4)) else { break };
            heard.take(low(number(whole, 0, 2)), whole.get(4..).unwrap_or(&[]));
            rest = after;
        }
        heard
    }

    fn take(&mut self, option: u16, value: &[u8]) {
        match option {
            option::SEQ => self.seq = word(number(value, 0, 4)),
            option::ERROR => self.error = low(number(value, 0, 2)),
            option::RING => {
                self.ring = RingId { node: NodeId(word(number(value, 0, 4))), seq: number(value, 4, 8) };
            }
            option::VOTE => {
                let vote = word(number(value, 0, 1));
                self.vote = Vote::ALL.iter().find(|known| known.number() == vote).copied();
            }
            _ => {}
        }
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    bytes.iter().skip(at).take(length).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn word(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn low(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(0)
}
