//! The numbers of qnetd's protocol, and the tables of its options and messages. All numbers are big endian.
//!
//! Source: corosync-qdevice 2.4 to 3.0.4, and what qnetd 3.0.3 answered (tests/oracle/qnetd).

/// Options, by their numbers.
pub(crate) mod option {
    pub const SEQ: u16 = 0;
    pub const CLUSTER_NAME: u16 = 1;
    pub const TLS_SUPPORTED: u16 = 2;
    pub const TLS_CERTIFICATE: u16 = 3;
    pub const MESSAGES: u16 = 4;
    pub const OPTIONS: u16 = 5;
    pub const ERROR: u16 = 6;
    pub const REQUEST_MAX: u16 = 7;
    pub const REPLY_MAX: u16 = 8;
    pub const NODE: u16 = 9;
    pub const ALGORITHMS: u16 = 10;
    pub const ALGORITHM: u16 = 11;
    pub const HEARTBEAT: u16 = 12;
    pub const RING: u16 = 13;
    pub const DATA_CENTER: u16 = 15;
    pub const NODE_STATE: u16 = 16;
    pub const NODE_INFO: u16 = 17;
    pub const LIST_TYPE: u16 = 18;
    pub const VOTE: u16 = 19;
    pub const QUORATE: u16 = 20;
    pub const TIE_BREAKER: u16 = 21;
    pub const HEURISTICS: u16 = 22;
    pub const KEEP_ACTIVE: u16 = 23;
    /// How many there are.
    pub const COUNT: u16 = 24;
}

/// Messages, by their numbers.
pub(crate) mod message {
    pub const PREINIT: u16 = 0;
    pub const PREINIT_REPLY: u16 = 1;
    pub const STARTTLS: u16 = 2;
    pub const INIT: u16 = 3;
    pub const INIT_REPLY: u16 = 4;
    pub const SERVER_ERROR: u16 = 5;
    pub const SET_OPTION: u16 = 6;
    pub const SET_OPTION_REPLY: u16 = 7;
    pub const ECHO: u16 = 8;
    pub const ECHO_REPLY: u16 = 9;
    pub const NODE_LIST: u16 = 10;
    pub const NODE_LIST_REPLY: u16 = 11;
    pub const ASK_FOR_VOTE: u16 = 12;
    pub const ASK_FOR_VOTE_REPLY: u16 = 13;
    pub const VOTE_INFO: u16 = 14;
    pub const VOTE_INFO_REPLY: u16 = 15;
    pub const HEURISTICS_CHANGE: u16 = 16;
    pub const HEURISTICS_CHANGE_REPLY: u16 = 17;
    /// How many there are.
    pub const COUNT: u16 = 18;
}

/// What a node list lists.
pub(crate) mod list {
    pub const INITIAL_CONFIG: u8 = 0;
    pub const CHANGED_CONFIG: u8 = 1;
    pub const MEMBERSHIP: u8 = 2;
    pub const QUORUM: u8 = 3;
}

/// Option [`ERROR`](option::ERROR): why a request is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub(super) enum Refusal {
    TlsRequired = 3,
    UnsupportedMessage = 4,
    TooLong = 5,
    PreinitRequired = 6,
    OptionMissing = 7,
    UnexpectedMessage = 8,
    Undecodable = 9,
    InitRequired = 11,
    UnsupportedAlgorithm = 12,
    InvalidHeartbeat = 13,
    UnsupportedByAlgorithm = 14,
    TieBreakerDiffers = 15,
    AlgorithmDiffers = 16,
    DuplicateNode = 17,
    InvalidConfigList = 18,
    InvalidMembershipList = 19,
}

impl Refusal {
    #[allow(clippy::as_conversions, reason = "reading a discriminant")]
    pub(super) const fn number(self) -> u16 {
        self as u16
    }
}

/// The longest message that a client may send, with its header: what qnetd takes and what clients insist on.
pub(super) const REQUEST_MAX: u32 = 32768;

/// Bytes of a message's header: type and length.
pub(crate) const HEADER: usize = 6;

/// How long an option's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Exactly(u16),
    Even,
    Any,
}

/// A row an option: how long it is, and between which values its first byte is.
pub(super) struct OptionRule {
    pub length: Length,
    pub first: u8,
    pub last: u8,
}

const fn row(length: Length, first: u8, last: u8) -> OptionRule {
    OptionRule { length, first, last }
}

const OPTIONS: [OptionRule; 24] = {
    use Length::{Any, Even, Exactly};
    [
        row(Exactly(4), 0, 255),
        row(Any, 1, 255),
        row(Exactly(1), 0, 2),
        row(Exactly(1), 0, 1),
        row(Even, 0, 255),
        row(Even, 0, 255),
        row(Exactly(2), 0, 255),
        row(Exactly(4), 0, 255),
        row(Exactly(4), 0, 255),
        row(Exactly(4), 0, 255),
        row(Even, 0, 255),
        row(Exactly(2), 0, 255),
        row(Exactly(4), 0, 255),
        row(Exactly(12), 0, 255),
        row(Exactly(8), 0, 255),
        row(Exactly(4), 0, 255),
        row(Exactly(1), 1, 3),
        row(Any, 0, 255),
        row(Exactly(1), 0, 3),
        row(Exactly(1), 1, 5),
        row(Exactly(1), 0, 1),
        row(Exactly(5), 1, 3),
        row(Exactly(1), 1, 2),
        row(Exactly(1), 0, 1),
    ]
};

/// The rule of an option; none for options that nobody knows, which are skipped.
pub(super) fn rule_of(option: u16) -> Option<&'static OptionRule> {
    OPTIONS.get(usize::from(option))
}

impl OptionRule {
    pub(super) fn takes(&self, length: u16) -> bool {
        match self.length {
            Length::Exactly(exact) => length == exact,
            Length::Even => length & 1 == 0,
            Length::Any => true,
        }
    }
}

/// The options of an answer, in the order in which qnetd writes them.
pub(super) fn options_of(message: u16) -> &'static [u16] {
    use self::{message as m, option as o};
    match message {
        m::PREINIT_REPLY => &[o::SEQ, o::TLS_SUPPORTED, o::TLS_CERTIFICATE],
        m::INIT_REPLY => {
            &[o::ERROR, o::MESSAGES, o::OPTIONS, o::SEQ, o::REQUEST_MAX, o::REPLY_MAX, o::ALGORITHMS]
        }
        m::SERVER_ERROR => &[o::SEQ, o::ERROR],
        m::SET_OPTION_REPLY => &[o::SEQ, o::HEARTBEAT, o::KEEP_ACTIVE],
        m::NODE_LIST_REPLY => &[o::SEQ, o::LIST_TYPE, o::RING, o::VOTE],
        m::ASK_FOR_VOTE_REPLY | m::VOTE_INFO => &[o::SEQ, o::VOTE, o::RING],
        m::HEURISTICS_CHANGE_REPLY => &[o::SEQ, o::VOTE, o::RING, o::HEURISTICS],
        _ => &[],
    }
}

/// The options without which a request is refused (error 7).
pub(super) fn needed_by(message: u16) -> &'static [u16] {
    use self::{message as m, option as o};
    match message {
        m::PREINIT => &[o::CLUSTER_NAME],
        m::NODE_LIST => &[o::SEQ, o::LIST_TYPE],
        m::ASK_FOR_VOTE | m::VOTE_INFO_REPLY => &[o::SEQ],
        m::HEURISTICS_CHANGE => &[o::SEQ, o::HEURISTICS],
        _ => &[],
    }
}
