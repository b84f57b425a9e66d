//! The status of a call: 0, or a negative number that never changes its meaning. A number that is given up is
//! never used again; the next free one in each hundred is the one after its last.
//!
//! | numbers | what was refused |
//! | --- | --- |
//! | -1 to -99 | the call itself: pointers, sizes, constants |
//! | -100 to -199 | a config |
//! | -200 to -299 | an event or a request, by an engine |
//! | -300 to -399 | bytes that are no message |
//! | -400 to -499 | a step, by the simulator |

use quorate::{ClusterError, ConfigError, ConfigProblem, EngineError, MessageError, SnapshotError};

/// Done.
pub const QUORATE_OK: i32 = 0;
/// A pointer is NULL.
pub const QUORATE_ERROR_NULL: i32 = -1;
/// A pointer is not aligned for its type.
pub const QUORATE_ERROR_MISALIGNED: i32 = -2;
/// An object was not initialized, or is of another type.
pub const QUORATE_ERROR_NOT_INITIALIZED: i32 = -3;
/// The header that the program was compiled with does not fit this library.
pub const QUORATE_ERROR_ABI: i32 = -4;
/// The buffer is too small; the needed size was told where the function tells it.
pub const QUORATE_ERROR_BUFFER_TOO_SMALL: i32 = -5;
/// A text is not UTF-8.
pub const QUORATE_ERROR_NOT_UTF8: i32 = -6;
/// A number stands for nothing: rules, a tie breaker, a flag other than 0 and 1.
pub const QUORATE_ERROR_INVALID_VALUE: i32 = -7;
/// A length is beyond the address space.
pub const QUORATE_ERROR_TOO_LONG: i32 = -8;
/// Refused for a reason that this header does not know.
pub const QUORATE_ERROR_UNKNOWN: i32 = -9;
/// The config has no more findings.
pub const QUORATE_ERROR_NO_SUCH_FINDING: i32 = -10;
/// There is no more advice.
pub const QUORATE_ERROR_NO_SUCH_ADVICE: i32 = -11;
/// The library was built without these rules; see RULES in ffi/Makefile.
pub const QUORATE_ERROR_RULES_NOT_BUILT: i32 = -12;
/// Config: a line of more than 510 bytes.
pub const QUORATE_ERROR_CONFIG_LINE_TOO_LONG: i32 = -100;
/// Config: '{' without a section name before it.
pub const QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME: i32 = -101;
/// Config: text after '{'.
pub const QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE: i32 = -102;
/// Config: sections nested too deep.
pub const QUORATE_ERROR_CONFIG_PATH_TOO_LONG: i32 = -103;
/// Config: ':' without a key before it.
pub const QUORATE_ERROR_CONFIG_EMPTY_KEY: i32 = -104;
/// Config: a character that no key or section name can have.
pub const QUORATE_ERROR_CONFIG_BAD_NAME: i32 = -105;
/// Config: text beside '}'.
pub const QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE: i32 = -106;
/// Config: '}' without a section to close.
pub const QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE: i32 = -107;
/// Config: a section is still open at the end.
pub const QUORATE_ERROR_CONFIG_MISSING_BRACE: i32 = -108;
/// Config: a line is neither a section, nor its end, nor 'key: value'.
pub const QUORATE_ERROR_CONFIG_NOT_AN_ENTRY: i32 = -109;
/// Config: a value is not a whole number, or out of range.
pub const QUORATE_ERROR_CONFIG_NOT_A_NUMBER: i32 = -110;
/// Config: the quorum provider is not corosync_votequorum.
pub const QUORATE_ERROR_CONFIG_OTHER_PROVIDER: i32 = -111;
/// Config: a node without nodeid.
pub const QUORATE_ERROR_CONFIG_NODEID_MISSING: i32 = -112;
/// Config: nodeid 0, which is the quorum device.
pub const QUORATE_ERROR_CONFIG_NODEID_ZERO: i32 = -113;
/// Config: a nodeid is there twice.
pub const QUORATE_ERROR_CONFIG_DUPLICATE_NODE: i32 = -114;
/// Config: more than QUORATE_NODES_MAX nodes.
pub const QUORATE_ERROR_CONFIG_TOO_MANY_NODES: i32 = -115;
/// Config: more than QUORATE_NODES_MAX tie-breaker nodes.
pub const QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS: i32 = -116;
/// Config: the votes add up to more than 4294967295.
pub const QUORATE_ERROR_CONFIG_VOTES_OVERFLOW: i32 = -117;
/// Config: neither a nodelist nor expected_votes.
pub const QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES: i32 = -118;
/// Config: two_node with a quorum device.
pub const QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE: i32 = -119;
/// Config: auto_tie_breaker and last_man_standing on odd votes without wait_for_all.
pub const QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING: i32 = -120;
/// Config: a quorum device with last_man_standing.
pub const QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING: i32 = -121;
/// Config: a quorum device with auto_tie_breaker.
pub const QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER: i32 = -122;
/// Config: a quorum device with allow_downscale.
pub const QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE: i32 = -123;
/// Config: expected_votes and a quorum device without votes.
pub const QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN: i32 = -124;
/// Config: a node with other than 1 vote and a quorum device without votes.
pub const QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN: i32 = -125;
/// Config: expected_votes does not exceed the quorum device's votes by 2.
pub const QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH: i32 = -126;
/// Node 0 is the quorum device; nodes are numbered from 1 up.
pub const QUORATE_ERROR_NODEID_ZERO: i32 = -200;
/// A node is not in the nodelist; add it there and reload.
pub const QUORATE_ERROR_NOT_IN_NODELIST: i32 = -201;
/// A node has not been heard of; it must have been up once.
pub const QUORATE_ERROR_UNKNOWN_NODE: i32 = -202;
/// The view does not hold the local node; a node is always a member of its own view.
pub const QUORATE_ERROR_LOCAL_NODE_MISSING: i32 = -203;
/// A node is in the view twice.
pub const QUORATE_ERROR_DUPLICATE_MEMBER: i32 = -204;
/// More than QUORATE_NODES_MAX nodes.
pub const QUORATE_ERROR_TOO_MANY_NODES: i32 = -205;
/// No view has been formed yet; report one first.
pub const QUORATE_ERROR_NO_VIEW: i32 = -206;
/// It belongs to another view than the present one; deliver it there or drop it.
pub const QUORATE_ERROR_OTHER_VIEW: i32 = -207;
/// The sender is not in the view; drop the message.
pub const QUORATE_ERROR_SENDER_NOT_IN_VIEW: i32 = -208;
/// Votes would add up to more than 4294967295.
pub const QUORATE_ERROR_VOTES_OVERFLOW: i32 = -209;
/// Expected votes cannot be 0 or lower than the votes that are here.
pub const QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW: i32 = -210;
/// Quorum would be out of reach for the votes that are here.
pub const QUORATE_ERROR_QUORUM_OUT_OF_REACH: i32 = -211;
/// Too many messages wait; take them and send them first.
pub const QUORATE_ERROR_OUTBOX_FULL: i32 = -212;
/// This node has left the cluster; start a new engine.
pub const QUORATE_ERROR_LEFT: i32 = -213;
/// These rules have no such option.
pub const QUORATE_ERROR_NOT_IN_THESE_RULES: i32 = -214;
/// These rules have two_node for exactly two nodes of one vote each only.
pub const QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES: i32 = -215;
/// No quorum device can operate with this config.
pub const QUORATE_ERROR_DEVICE_NOT_ALLOWED: i32 = -216;
/// No quorum device is registered at this node; register it first.
pub const QUORATE_ERROR_DEVICE_NOT_REGISTERED: i32 = -217;
/// A quorum device of another name is registered in this cluster.
pub const QUORATE_ERROR_DEVICE_NAME_IN_USE: i32 = -218;
/// The quorum device's name must have 1 to 32 bytes.
pub const QUORATE_ERROR_DEVICE_NAME_LENGTH: i32 = -219;
/// A registration is under way; try again when it is done.
pub const QUORATE_ERROR_DEVICE_PENDING: i32 = -220;
/// A fence proof for a node that is in the view, so it is not off.
pub const QUORATE_ERROR_FENCED_MEMBER: i32 = -221;
/// A fence proof from before the view, or before another proof; ask again whether all missing nodes are off.
pub const QUORATE_ERROR_PROOF_TOO_OLD: i32 = -222;
/// A view's ring_seq must be greater than that of every view before, also of those before a restart.
pub const QUORATE_ERROR_RING_TOO_OLD: i32 = -223;
/// The bytes are no whole snapshot: erased, cut short, changed, or never one.
pub const QUORATE_ERROR_SNAPSHOT_MALFORMED: i32 = -224;
/// Another version of this library wrote the snapshot.
pub const QUORATE_ERROR_SNAPSHOT_VERSION: i32 = -225;
/// The snapshot is of another node, or of other rules.
pub const QUORATE_ERROR_OTHER_SNAPSHOT: i32 = -226;
/// A snapshot is restored right after quorate_engine_init, before any view, and only once.
pub const QUORATE_ERROR_RESTORE_TOO_LATE: i32 = -227;
/// Another version of this library wrote the message; use the same one on all nodes.
pub const QUORATE_ERROR_MESSAGE_VERSION: i32 = -300;
/// The bytes are not one whole message; drop them.
pub const QUORATE_ERROR_MESSAGE_MALFORMED: i32 = -301;
/// The text is no step; the error text names the word at fault.
pub const QUORATE_ERROR_STEP: i32 = -400;
/// The cluster has no such node.
pub const QUORATE_ERROR_NO_SUCH_NODE: i32 = -401;
/// The node is up already.
pub const QUORATE_ERROR_ALREADY_UP: i32 = -402;
/// The node is down, so it has no status and nobody can ask it.
pub const QUORATE_ERROR_NODE_DOWN: i32 = -403;
/// No node is up, so nobody can be asked.
pub const QUORATE_ERROR_NOBODY_UP: i32 = -404;
/// A node cannot vouch that it is off itself.
pub const QUORATE_ERROR_FENCES_ITSELF: i32 = -405;

/// Why a call is refused: one of the numbers above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Refusal(pub(crate) i32);

pub(crate) type Checked<T> = Result<T, Refusal>;

/// The status that a call returns.
pub(crate) fn answer(call: impl FnOnce() -> Checked<()>) -> i32 {
    match call() {
        Ok(()) => QUORATE_OK,
        Err(Refusal(status)) => status,
    }
}

/// 0 or 1.
pub(crate) fn yes_or_no(number: u32) -> Checked<bool> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Refusal(QUORATE_ERROR_INVALID_VALUE)),
    }
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Refusal {
        use ConfigProblem as P;
        Refusal(match error.problem {
            P::LineTooLong => QUORATE_ERROR_CONFIG_LINE_TOO_LONG,
            P::SectionWithoutName => QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME,
            P::TextAfterBrace => QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE,
            P::PathTooLong => QUORATE_ERROR_CONFIG_PATH_TOO_LONG,
            P::EmptyKey => QUORATE_ERROR_CONFIG_EMPTY_KEY,
            P::BadName => QUORATE_ERROR_CONFIG_BAD_NAME,
            P::TextBesideBrace => QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE,
            P::UnexpectedBrace => QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE,
            P::MissingBrace => QUORATE_ERROR_CONFIG_MISSING_BRACE,
            P::NotAnEntry => QUORATE_ERROR_CONFIG_NOT_AN_ENTRY,
            P::NotANumber(_) => QUORATE_ERROR_CONFIG_NOT_A_NUMBER,
            P::OtherProvider => QUORATE_ERROR_CONFIG_OTHER_PROVIDER,
            P::NodeIdMissing => QUORATE_ERROR_CONFIG_NODEID_MISSING,
            P::NodeIdZero => QUORATE_ERROR_CONFIG_NODEID_ZERO,
            P::DuplicateNode(_) => QUORATE_ERROR_CONFIG_DUPLICATE_NODE,
            P::TooManyNodes(_) => QUORATE_ERROR_CONFIG_TOO_MANY_NODES,
            P::TooManyTieBreakers(_) => QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS,
            P::VotesOverflow => QUORATE_ERROR_CONFIG_VOTES_OVERFLOW,
            P::NoExpectedVotes => QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES,
            P::TwoNodeWithDevice => QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE,
            P::OddLastManStanding => QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING,
            P::DeviceWithLastManStanding => QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING,
            P::DeviceWithTieBreaker => QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER,
            P::DeviceWithDownscale => QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE,
            P::DeviceVotesUnknown => QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN,
            P::DeviceVotesUneven => QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN,
            P::DeviceVotesTooHigh => QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH,
            _ => QUORATE_ERROR_UNKNOWN,
        })
    }
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Refusal {
        use EngineError as E;
        Refusal(match error {
            E::NodeIdZero => QUORATE_ERROR_NODEID_ZERO,
            E::NotInNodelist(_) => QUORATE_ERROR_NOT_IN_NODELIST,
            E::UnknownNode(_) => QUORATE_ERROR_UNKNOWN_NODE,
            E::LocalNodeMissing(_) => QUORATE_ERROR_LOCAL_NODE_MISSING,
            E::DuplicateMember(_) => QUORATE_ERROR_DUPLICATE_MEMBER,
            E::TooManyNodes(_) => QUORATE_ERROR_TOO_MANY_NODES,
            E::NoView => QUORATE_ERROR_NO_VIEW,
            E::OtherView(_) => QUORATE_ERROR_OTHER_VIEW,
            E::SenderNotInView(_) => QUORATE_ERROR_SENDER_NOT_IN_VIEW,
            E::VotesOverflow => QUORATE_ERROR_VOTES_OVERFLOW,
            E::ExpectedVotesTooLow(_) => QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW,
            E::QuorumOutOfReach(_) => QUORATE_ERROR_QUORUM_OUT_OF_REACH,
            E::OutboxFull => QUORATE_ERROR_OUTBOX_FULL,
            E::Left => QUORATE_ERROR_LEFT,
            E::NotInTheseRules(_) => QUORATE_ERROR_NOT_IN_THESE_RULES,
            E::TwoNodeNeedsTwoNodes => QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES,
            E::DeviceNotAllowed => QUORATE_ERROR_DEVICE_NOT_ALLOWED,
            E::DeviceNotRegistered => QUORATE_ERROR_DEVICE_NOT_REGISTERED,
            E::DeviceNameInUse => QUORATE_ERROR_DEVICE_NAME_IN_USE,
            E::DeviceNameLength => QUORATE_ERROR_DEVICE_NAME_LENGTH,
            E::DevicePending => QUORATE_ERROR_DEVICE_PENDING,
            E::FencedMember(_) => QUORATE_ERROR_FENCED_MEMBER,
            E::ProofTooOld => QUORATE_ERROR_PROOF_TOO_OLD,
            E::RingTooOld(_) => QUORATE_ERROR_RING_TOO_OLD,
            E::OtherSnapshot => QUORATE_ERROR_OTHER_SNAPSHOT,
            E::RestoreTooLate => QUORATE_ERROR_RESTORE_TOO_LATE,
            E::RulesNotBuilt(_) => QUORATE_ERROR_RULES_NOT_BUILT,
            _ => QUORATE_ERROR_UNKNOWN,
        })
    }
}

impl From<MessageError> for Refusal {
    fn from(error: MessageError) -> Refusal {
        Refusal(match error {
            MessageError::Version => QUORATE_ERROR_MESSAGE_VERSION,
            MessageError::Malformed => QUORATE_ERROR_MESSAGE_MALFORMED,
            MessageError::BufferTooSmall => QUORATE_ERROR_BUFFER_TOO_SMALL,
            _ => QUORATE_ERROR_UNKNOWN,
        })
    }
}

impl From<SnapshotError> for Refusal {
    fn from(error: SnapshotError) -> Refusal {
        Refusal(match error {
            SnapshotError::Malformed => QUORATE_ERROR_SNAPSHOT_MALFORMED,
            SnapshotError::Version => QUORATE_ERROR_SNAPSHOT_VERSION,
            _ => QUORATE_ERROR_UNKNOWN,
        })
    }
}

impl From<ClusterError> for Refusal {
    fn from(error: ClusterError) -> Refusal {
        Refusal(match error {
            ClusterError::Step(_) => QUORATE_ERROR_STEP,
            ClusterError::UnknownNode(_) => QUORATE_ERROR_NO_SUCH_NODE,
            ClusterError::AlreadyUp(_) => QUORATE_ERROR_ALREADY_UP,
            ClusterError::NotUp(_) => QUORATE_ERROR_NODE_DOWN,
            ClusterError::NobodyUp => QUORATE_ERROR_NOBODY_UP,
            ClusterError::FencesItself(_) => QUORATE_ERROR_FENCES_ITSELF,
            ClusterError::TooManyNodes(_) => QUORATE_ERROR_TOO_MANY_NODES,
            ClusterError::Config(error) => return error.into(),
            ClusterError::Engine(_, error) => return error.into(),
            _ => QUORATE_ERROR_UNKNOWN,
        })
    }
}
