//! Snapshots of version 2, those with an electorate: bytes that are written and read one by one.
//!
//! | bytes | hold |
//! | --- | --- |
//! | 0 to 23 | as words 0 to 5 of version 1 (see [`Snapshot`]), with version 2 |
//! | then | the epoch; 0: none is known, and the checksum follows |
//! | | how many nodes the electorate has, and each, nodeids ascending: what its nodeid is above the one before, |
//! | | times 2, plus 1 where its votes follow; without, it has 1 vote |
//! | | the attempt: the nodes that go, the node that comes, its votes, the ballot's node and sequence number |
//! | | CRC-32 of totem.cluster_name; 0 where there is none |
//! | last 4 | CRC-32 of the bytes before, the lowest byte first |
//!
//! Numbers after byte 23 have 7 bits a byte, the lowest first, and bit 7 where another byte follows.

use super::snapshot::{FROZEN, MAGIC, Snapshot, SnapshotError};
use crate::base::{NodeId, RingId, Rules, checksum, checksum_step};

const VERSION: u8 = 2;

/// Where the bytes of a snapshot go. What does not fit is counted, and goes into the checksum.
pub(crate) struct Sink<'b> {
    room: &'b mut [u8],
    len: usize,
    sum: u32,
}

impl<'b> Sink<'b> {
    pub(crate) fn new(room: &'b mut [u8]) -> Self {
        Sink { room, len: 0, sum: !0 }
    }

    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.room.get_mut(self.len) {
            *place = byte;
        }
        self.len = self.len.saturating_add(1);
        self.sum = checksum_step(self.sum, byte);
    }

    fn word(&mut self, word: u32) {
        word.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    /// What every snapshot begins with.
    pub(crate) fn head(&mut self, head: &Snapshot) {
        let flags = if head.is_frozen { FROZEN } else { 0 };
        let ([low, high], [rules, ..]) = (flags.to_le_bytes(), head.rules.number().to_le_bytes());
        self.word(u32::from_le_bytes(MAGIC));
        self.word(u32::from_le_bytes([VERSION, rules, low, high]));
        self.word(head.node.0);
        self.word(head.ring.node.0);
        head.ring.seq.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, number: u64) {
        let mut rest = number;
        for _ in 0..10 {
            let [low, ..] = rest.to_le_bytes();
            rest >>= 7;
            if rest == 0 {
                return self.byte(low & 0x7F);
            }
            self.byte(low | 0x80);
        }
    }

    /// The checksum so far.
    pub(crate) fn sum(&self) -> u32 {
        !self.sum
    }

    /// Ends with the checksum; `None` where there was too little room.
    pub(crate) fn finish(mut self) -> Option<&'b [u8]> {
        self.word(self.sum());
        self.room.get(..self.len)
    }
}

/// A snapshot of version 2 that is read: what follows its head.
#[derive(Clone, Copy)]
pub(crate) struct Source<'b>(&'b [u8]);

impl<'b> Source<'b> {
    /// Whether these bytes are of this version, and not of the one before.
    pub(crate) fn is_meant(bytes: &[u8]) -> bool {
        bytes.strip_prefix(&MAGIC).and_then(|rest| rest.first()) == Some(&VERSION)
    }

    /// Checks the whole and reads its head.
    pub(crate) fn new(bytes: &'b [u8]) -> Result<(Snapshot, Source<'b>), SnapshotError> {
        Self::checked(bytes).and_then(|Source(said)| Self::head(said)).ok_or(SnapshotError::Malformed)
    }

    /// What is before the checksum, if that is right.
    pub(crate) fn checked(bytes: &'b [u8]) -> Option<Source<'b>> {
        let (said, sum) = bytes.split_last_chunk::<4>()?;
        (u32::from_le_bytes(*sum) == checksum(said.iter().copied())).then_some(Source(said))
    }

    fn head(said: &'b [u8]) -> Option<(Snapshot, Source<'b>)> {
        let (head, rest) = said.split_first_chunk::<24>()?;
        let (_, head) = head.split_first_chunk::<5>()?;
        let (rules, head) = head.split_first()?;
        let (flags, head) = head.split_first_chunk::<2>()?;
        let (node, head) = head.split_first_chunk::<4>()?;
        let (ring_node, head) = head.split_first_chunk::<4>()?;
        let (seq, _) = head.split_first_chunk::<8>()?;
        let flags = u16::from_le_bytes(*flags);
        let snapshot = Snapshot {
            rules: Rules::ALL.into_iter().find(|known| known.number() == u32::from(*rules))?,
            node: NodeId(u32::from_le_bytes(*node)),
            ring: RingId { node: NodeId(u32::from_le_bytes(*ring_node)), seq: u64::from_le_bytes(*seq) },
            expected_votes: 0,
            is_frozen: flags & FROZEN != 0,
        };
        (flags & !FROZEN == 0).then_some((snapshot, Source(rest)))
    }

    #[inline(never)]
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number of 32 bits.
    pub(crate) fn word(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
