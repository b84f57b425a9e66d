//! What a client says: framing and options, taken in byte by byte, so that no message is ever stored.

use super::protocol::{HEADER, Length, REQUEST_MAX, Refusal, message, option, rule_of};
use super::{NAME_MAX, NodeSet};
use crate::base::{NodeId, RingId};
use heapless::Vec;

/// What a request's options said.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request {
    pub message: u16,
    /// Which options there are, a bit each.
    pub present: u32,
    pub seq: u32,
    pub ring: RingId,
    pub node: NodeId,
    pub heartbeat: u32,
    pub tie_node: NodeId,
    pub algorithm: u16,
    pub tie_mode: u8,
    pub list_type: u8,
    pub heuristics: u8,
    pub keep_active: bool,
    /// The nodes of its list, by their places in the cluster's roster.
    pub nodes: NodeSet,
    /// Some of its nodes have no place.
    pub has_strangers: bool,
    pub fault: Option<Refusal>,
}

impl Request {
    pub(super) fn has(&self, option: u16) -> bool {
        self.present & bit(option) != 0
    }
}

/// The bit of an option in `present`.
pub(super) fn bit(option: u16) -> u32 {
    1_u32.checked_shl(u32::from(option)).unwrap_or(0)
}

/// What the bytes are that come next.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Part {
    #[default]
    Header,
    OptionHeader,
    Value,
    InnerHeader,
    InnerValue,
    Skipped,
}

/// What a byte completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Completed {
    /// A node_info.
    pub node: Option<NodeId>,
    /// The message.
    pub message: bool,
}

/// Where one connection's bytes have come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    part: Part,
    /// Headers and values of a fixed length.
    gathered: Vec<u8, 12, u8>,
    /// Bytes that the message, the option and the option inside of a node_info still have.
    left: u32,
    option_left: u16,
    inner_left: u16,
    option: u16,
    inner: u16,
    node: NodeId,
    /// The name of a PREINIT or the body of an echo.
    pub text: Vec<u8, NAME_MAX, u8>,
    /// There was more text than fits.
    pub is_text_cut: bool,
    pub request: Request,
}

/// A number of these bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn low_32(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(0)
}

fn low_16(number: u64) -> u16 {
    u16::try_from(number & u64::from(u16::MAX)).unwrap_or(0)
}

impl Decoder {
    /// Takes one byte.
    pub(super) fn take(&mut self, byte: u8) -> Completed {
        let mut completed = Completed::default();
        if self.part == Part::Header {
            if self.gather(byte) == HEADER {
                self.start();
                completed.message = self.left == 0;
            }
        } else {
            self.left = self.left.saturating_sub(1);
            if self.request.message == message::ECHO {
                self.put_text(byte);
            }
            completed.node = self.take_body(byte);
            completed.message = self.left == 0;
        }
        if completed.message {
            let is_whole = self.part == Part::Skipped
                || self.part == Part::OptionHeader && self.gathered.is_empty() && self.request.present != 0;
            if !is_whole {
                self.fail(Refusal::Undecodable);
            }
            self.part = Part::Header;
            self.gathered.clear();
        }
        completed
    }

    fn start(&mut self) {
        let header = number(&self.gathered);
        self.left = low_32(header);
        self.request = Request { message: low_16(header >> 32), ..Request::default() };
        self.next(Part::OptionHeader);
        self.text.clear();
        self.is_text_cut = false;
        if self.request.message >= message::COUNT {
            self.fail(Refusal::UnsupportedMessage);
        } else if self.left.saturating_add(6) > REQUEST_MAX {
            self.fail(Refusal::TooLong);
        }
    }

    /// The first fault counts; what follows is skipped.
    fn fail(&mut self, fault: Refusal) {
        self.request.fault = self.request.fault.or(Some(fault));
        self.part = Part::Skipped;
    }

    fn next(&mut self, part: Part) {
        self.part = part;
        self.gathered.clear();
    }

    /// How many are gathered now.
    fn gather(&mut self, byte: u8) -> usize {
        let _ = self.gathered.push(byte);
        self.gathered.len()
    }

    fn put_text(&mut self, byte: u8) {
        self.is_text_cut |= self.text.push(byte).is_err();
    }

    fn take_body(&mut self, byte: u8) -> Option<NodeId> {
        match self.part {
            Part::OptionHeader => {
                if self.gather(byte) == 4 {
                    return self.start_option();
                }
            }
            Part::Value | Part::InnerHeader | Part::InnerValue => {
                self.option_left = self.option_left.saturating_sub(1);
                match self.part {
                    Part::Value => self.take_value(byte),
                    Part::InnerHeader => {
                        if self.gather(byte) == 4 {
                            self.start_inner();
                        }
                    }
                    _ => self.take_inner(byte),
                }
                if self.option_left == 0 && self.part != Part::Skipped {
                    return self.end_option();
                }
            }
            Part::Header | Part::Skipped => {}
        }
        None
    }

    fn start_option(&mut self) -> Option<NodeId> {
        let header = number(&self.gathered);
        (self.option, self.option_left) = (low_16(header >> 16), low_16(header));
        if u32::from(self.option_left) > self.left
            || rule_of(self.option).is_some_and(|rule| !rule.takes(self.option_left))
        {
            self.fail(Refusal::Undecodable);
            return None;
        }
        self.next(if self.option == option::NODE_INFO { Part::InnerHeader } else { Part::Value });
        self.node = NodeId(0);
        if self.option == option::CLUSTER_NAME && self.request.message == message::PREINIT {
            self.text.clear();
            self.is_text_cut = false;
        }
        (self.option_left == 0).then(|| self.end_option()).flatten()
    }

    fn take_value(&mut self, byte: u8) {
        match rule_of(self.option) {
            Some(rule) if matches!(rule.length, Length::Exactly(_)) => {
                self.gather(byte);
            }
            // No NUL in a name.
            Some(rule) if byte < rule.first => self.fail(Refusal::Undecodable),
            Some(_) if self.option == option::CLUSTER_NAME && self.request.message == message::PREINIT => {
                self.put_text(byte);
            }
            _ => {}
        }
    }

    fn start_inner(&mut self) {
        let header = number(&self.gathered);
        (self.inner, self.inner_left) = (low_16(header >> 16), low_16(header));
        let is_known = [option::NODE, option::DATA_CENTER, option::NODE_STATE].contains(&self.inner);
        let rule = rule_of(self.inner).filter(|_| is_known);
        if self.inner_left > self.option_left || rule.is_some_and(|rule| !rule.takes(self.inner_left)) {
            return self.fail(Refusal::Undecodable);
        }
        self.next(if self.inner_left == 0 { Part::InnerHeader } else { Part::InnerValue });
    }

    fn take_inner(&mut self, byte: u8) {
        self.inner_left = self.inner_left.saturating_sub(1);
        self.gather(byte);
        if self.inner_left > 0 {
            return;
        }
        match self.inner {
            option::NODE => self.node = NodeId(low_32(number(&self.gathered))),
            option::NODE_STATE if !self.is_in_set(option::NODE_STATE) => {
                return self.fail(Refusal::Undecodable);
            }
            _ => {}
        }
        self.next(Part::InnerHeader);
    }

    fn is_in_set(&self, option: u16) -> bool {
        let first = self.gathered.first().copied().unwrap_or(1);
        rule_of(option).is_none_or(|rule| (rule.first..=rule.last).contains(&first))
    }

    /// The option's value is there. Returns the node of a node_info.
    fn end_option(&mut self) -> Option<NodeId> {
        if self.option == option::NODE_INFO {
            if self.part != Part::InnerHeader || !self.gathered.is_empty() || self.node == NodeId(0) {
                self.fail(Refusal::Undecodable);
                return None;
            }
        } else if !self.is_in_set(self.option) {
            self.fail(Refusal::Undecodable);
            return None;
        }
        self.note();
        // Options that nobody knows count as some option, too: the message is not empty.
        self.request.present |= bit(self.option.min(31));
        self.next(Part::OptionHeader);
        (self.option == option::NODE_INFO).then_some(self.node)
    }

    fn note(&mut self) {
        let bytes = self.gathered.as_slice();
        let first = bytes.first().copied().unwrap_or(0);
        let rest = bytes.get(1..).unwrap_or(&[]);
        let value = number(bytes);
        let request = &mut self.request;
        match self.option {
            option::SEQ => request.seq = low_32(value),
            option::NODE => request.node = NodeId(low_32(value)),
            option::ALGORITHM => request.algorithm = low_16(value),
            option::HEARTBEAT => request.heartbeat = low_32(value),
            option::RING => {
                let (node, seq) = (bytes.get(..4).unwrap_or(&[]), bytes.get(4..).unwrap_or(&[]));
                request.ring = RingId { node: NodeId(low_32(number(node))), seq: number(seq) };
            }
            option::LIST_TYPE => request.list_type = first,
            option::TIE_BREAKER => {
                (request.tie_mode, request.tie_node) = (first, NodeId(low_32(number(rest))));
            }
            option::HEURISTICS => request.heuristics = first,
            option::KEEP_ACTIVE => request.keep_active = first != 0,
            _ => {}
        }
    }
}
