//! Messages as bytes: [postcard](https://postcard.jamesmunns.com)'s encoding, written out by hand, because the
//! general one takes several times the flash. Numbers are varints (seven bits a byte, the lowest first, the
//! top bit set on all but the last), an enum is the number of its variant, a text its length and its bytes. There is
//! one encoding of each message: a number with more bytes than it needs is refused.

use crate::base::{NodeId, RingId};
use crate::wire::{Body, DEVICE_NAME_MAX, DeviceName, Message};
use heapless::Vec;

/// Bytes that are written one after the other. `None`: no room.
pub(crate) struct Writer<'b> {
    buffer: &'b mut [u8],
    written: usize,
}

impl<'b> Writer<'b> {
    pub(crate) fn new(buffer: &'b mut [u8]) -> Self {
        Writer { buffer, written: 0 }
    }

    /// What has been written.
    pub(crate) fn done(self) -> Option<&'b [u8]> {
        self.buffer.get(..self.written)
    }

    pub(crate) fn byte(&mut self, byte: u8) -> Option<()> {
        *self.buffer.get_mut(self.written)? = byte;
        self.written = self.written.saturating_add(1);
        Some(())
    }

    #[inline(never)]
    fn number(&mut self, mut number: u64) -> Option<()> {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.byte(low);
            }
            self.byte(low | 0x80)?;
        }
    }

    fn name(&mut self, name: &DeviceName) -> Option<()> {
        self.number(u64::try_from(name.len()).ok()?)?;
        name.bytes().try_for_each(|byte| self.byte(byte))
    }

    pub(crate) fn message(&mut self, message: &Message) -> Option<()> {
        self.number(u64::from(message.ring.node.0))?;
        self.number(message.ring.seq)?;
        let (kind, numbers) = numbers_of(&message.body);
        self.byte(kind)?;
        numbers.into_iter().flatten().try_for_each(|number| self.number(u64::from(number)))?;
        match &message.body {
            Body::DeviceRegister { name } => self.name(name),
            Body::DeviceRename { old, new } => {
                self.name(old)?;
                self.name(new)
            }
            _ => Some(()),
        }
    }
}

/// The number of the variant, and its fields that are numbers.
fn numbers_of(body: &Body) -> (u8, [Option<u32>; 3]) {
    let none = [None; 3];
    match *body {
        Body::NodeInfo { votes, expected_votes, flags } => {
            (0, [Some(votes), Some(expected_votes), Some(u32::from(flags))])
        }
        Body::DeviceInfo { votes } => (1, [Some(votes), None, None]),
        Body::Ready => (2, none),
        Body::SetExpectedVotes { expected_votes } => (3, [Some(expected_votes), None, None]),
        Body::SetVotes { node: NodeId(node), votes } => (4, [Some(node), Some(votes), None]),
        Body::CancelWaitForAll => (5, none),
        Body::DeviceRegister { .. } => (6, none),
        Body::DeviceUnregister => (7, none),
        Body::DeviceRename { .. } => (8, none),
        Body::LeaveRemove => (9, none),
        Body::Leave => (10, none),
        Body::State { flags, expected_votes } => (11, [Some(u32::from(flags)), Some(expected_votes), None]),
        Body::Accounted => (12, none),
        Body::Resume => (13, none),
    }
}

/// Bytes that are read one after the other. `None`: they end, or are no such thing.
pub(crate) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(rest: &'b [u8]) -> Self {
        Reader { rest }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    #[inline(never)]
    fn number(&mut self) -> Option<u64> {
        let mut number: u64 = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            let shifted = bits.checked_shl(shift)?;
            // Of the tenth byte only one bit fits.
            if shifted.checked_shr(shift)? != bits {
                return None;
            }
            number |= shifted;
            if byte & 0x80 == 0 {
                let has_needless_byte = byte == 0 && shift != 0;
                return (!has_needless_byte).then_some(number);
            }
        }
        None
    }

    fn word(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn half(&mut self) -> Option<u16> {
        u16::try_from(self.number()?).ok()
    }

    fn name(&mut self) -> Option<DeviceName> {
        let len = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        let mut kept: Vec<u8, DEVICE_NAME_MAX> = Vec::new();
        bytes.iter().try_for_each(|byte| kept.push(*byte)).ok()?;
        DeviceName::from_utf8(kept).ok()
    }

    /// One message, and nothing after it.
    pub(crate) fn message(mut self) -> Option<Message> {
        let ring = RingId { node: NodeId(self.word()?), seq: self.number()? };
        let body = self.body()?;
        self.rest.is_empty().then_some(Message { ring, body })
    }

    fn body(&mut self) -> Option<Body> {
        Some(match self.byte()? {
            0 => Body::NodeInfo { votes: self.word()?, expected_votes: self.word()?, flags: self.half()? },
            1 => Body::DeviceInfo { votes: self.word()? },
            2 => Body::Ready,
            3 => Body::SetExpectedVotes { expected_votes: self.word()? },
            4 => Body::SetVotes { node: NodeId(self.word()?), votes: self.word()? },
            5 => Body::CancelWaitForAll,
            6 => Body::DeviceRegister { name: self.name()? },
            7 => Body::DeviceUnregister,
            8 => Body::DeviceRename { old: self.name()?, new: self.name()? },
            9 => Body::LeaveRemove,
            10 => Body::Leave,
            11 => Body::State { flags: self.half()?, expected_votes: self.word()? },
            12 => Body::Accounted,
            13 => Body::Resume,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number that goes back and forth; its bytes are postcard's.
    #[test]
    fn numbers_are_postcards() {
        let around = (0..64).map(|shift| 1_u64 << shift).flat_map(|power| [power - 1, power, power + 1]);
        for number in around.chain([u64::MAX]) {
            let mut buffer = [0; 10];
            let mut writer = Writer::new(&mut buffer);
            writer.number(number).expect("room for ten bytes");
            let bytes = writer.done().expect("bytes");
            let mut other = [0; 10];
            assert_eq!(bytes, postcard::to_slice(&number, &mut other).expect("room"), "{number}");
            assert_eq!(Reader::new(bytes).number(), Some(number));
            assert_eq!(Reader::new(&bytes[..bytes.len() - 1]).number(), None, "{number}, cut");
        }
    }

    #[test]
    fn messages_are_postcards() {
        let name = |text: &str| DeviceName::try_from(text).expect("a short name");
        let bodies = [
            Body::NodeInfo { votes: 300, expected_votes: u32::MAX, flags: u16::MAX },
            Body::DeviceInfo { votes: 127 },
            Body::Ready,
            Body::SetExpectedVotes { expected_votes: 128 },
            Body::SetVotes { node: NodeId(1 << 21), votes: 0 },
            Body::CancelWaitForAll,
            Body::DeviceRegister { name: name("Qdevice") },
            Body::DeviceUnregister,
            Body::DeviceRename { old: name(""), new: name("\u{e9}\u{1F600}") },
            Body::LeaveRemove,
            Body::Leave,
            Body::State { flags: 0x4000, expected_votes: 5 },
            Body::Accounted,
            Body::Resume,
        ];
        for body in bodies {
            let message = Message { ring: RingId { node: NodeId(u32::MAX), seq: u64::MAX >> 7 }, body };
            let (mut ours, mut other) = ([0; 96], [0; 96]);
            let mut writer = Writer::new(&mut ours);
            writer.message(&message).expect("room");
            let bytes = writer.done().expect("bytes");
            assert_eq!(bytes, postcard::to_slice(&message, &mut other).expect("room"), "{message:?}");
            assert_eq!(Reader::new(bytes).message(), Some(message));
        }
    }

    #[test]
    fn needless_bytes_are_refused() {
        for bytes in [&[0x80, 0x00][..], &[0xFF, 0x80, 0x00], &[0xFF; 11]] {
            assert_eq!(Reader::new(bytes).number(), None, "{bytes:?}");
        }
        let too_large = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02];
        assert_eq!(Reader::new(&too_large).number(), None);
        assert_eq!(Reader::new(&[0x80, 0x80, 0x80, 0x80, 0x10]).word(), None, "2^32");
        assert_eq!(Reader::new(&[0x80, 0x80, 0x04]).half(), None, "2^16");
    }
}
