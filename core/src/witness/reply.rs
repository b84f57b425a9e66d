//! What the witness says, kept as numbers until it is sent.

use super::protocol::{HEADER, REQUEST_MAX, message, option, options_of};
use super::request::bit;
use super::{NAME_MAX, Settings, Vote};
use crate::base::{RingId, extend};
use heapless::Vec;

/// Bytes of the longest message that the witness sends (INIT_REPLY).
pub const TRANSMIT_MAX: usize = 142;

const _: () = assert!(NAME_MAX + HEADER <= TRANSMIT_MAX, "an echo fits");

/// An answer or a VOTE_INFO.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Reply {
    pub message: u16,
    /// Options that this one leaves out of those that its kind has, a bit each.
    pub absent: u32,
    pub seq: u32,
    pub error: u16,
    pub list_type: u8,
    pub heuristics: u8,
    pub vote: Vote,
    pub keep_active: bool,
    pub heartbeat: u32,
    pub ring: RingId,
}

/// A message being written. It is never longer than [`TRANSMIT_MAX`].
struct Writer(Vec<u8, TRANSMIT_MAX>);

impl Writer {
    fn put(&mut self, bytes: &[u8]) {
        extend(&mut self.0, bytes.iter().copied());
    }

    fn option(&mut self, option: u16, value: &[u8]) {
        self.put(&option.to_be_bytes());
        self.put(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
        self.put(value);
    }

    /// All numbers below `count`.
    fn numbers(&mut self, option: u16, count: u16) {
        self.put(&option.to_be_bytes());
        self.put(&count.saturating_mul(2).to_be_bytes());
        for number in 0..count {
            self.put(&number.to_be_bytes());
        }
    }
}

impl Reply {
    /// The message as bytes; an echo has this body.
    pub(super) fn write(&self, settings: &Settings, echo: &[u8]) -> Vec<u8, TRANSMIT_MAX> {
        let mut writer = Writer(Vec::new());
        writer.put(&self.message.to_be_bytes());
        writer.put(&[0; 4]);
        if self.message == message::ECHO_REPLY {
            writer.put(echo);
        }
        for option in options_of(self.message) {
            if self.absent & bit(*option) == 0 {
                self.write_option(*option, settings, &mut writer);
            }
        }
        let length = u32::try_from(writer.0.len().saturating_sub(HEADER)).unwrap_or(0);
        for (place, byte) in writer.0.iter_mut().skip(2).zip(length.to_be_bytes()) {
            *place = byte;
        }
        writer.0
    }

    fn write_option(&self, option: u16, settings: &Settings, writer: &mut Writer) {
        match option {
            option::MESSAGES => writer.numbers(option, message::COUNT),
            option::OPTIONS => writer.numbers(option, option::COUNT),
            option::ALGORITHMS => writer.numbers(option, 4),
            option::SEQ => writer.option(option, &self.seq.to_be_bytes()),
            option::ERROR => writer.option(option, &self.error.to_be_bytes()),
            option::REQUEST_MAX | option::REPLY_MAX => writer.option(option, &REQUEST_MAX.to_be_bytes()),
            option::HEARTBEAT => writer.option(option, &self.heartbeat.to_be_bytes()),
            option::RING => {
                writer.put(&[0, 13, 0, 12]);
                writer.put(&self.ring.node.0.to_be_bytes());
                writer.put(&self.ring.seq.to_be_bytes());
            }
            _ => {
                let number = match option {
                    option::TLS_SUPPORTED => settings.tls.number(),
                    option::TLS_CERTIFICATE => settings.client_certificates.into(),
                    option::LIST_TYPE => self.list_type.into(),
                    option::VOTE => self.vote.number(),
                    option::HEURISTICS => self.heuristics.into(),
                    _ => self.keep_active.into(),
                };
                let [.., byte] = number.to_be_bytes();
                writer.option(option, &[byte]);
            }
        }
    }
}
