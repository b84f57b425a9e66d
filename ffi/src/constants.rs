//! Numbers that C knows by name. They are those of the core, which compile-time checks hold them to.

use quorate::{Flags, NodeState, ReasonCode, Rules, Verdict};

/// The most nodes that a config, a view and a cluster can have: 64, or the largest of the features nodes-8,
/// nodes-16 and nodes-32 that are on. The header has a definition of its own (`after_includes` in cbindgen.toml).
pub const QUORATE_NODES_MAX: usize = match (cfg!(feature = "nodes-32"), cfg!(feature = "nodes-16")) {
    (true, _) => 32,
    (false, true) => 16,
    (false, false) if cfg!(feature = "nodes-8") => 8,
    (false, false) => 64,
};
/// The bytes that a buffer for one message must have.
pub const QUORATE_MESSAGE_MAX: usize = 96;
/// The bytes of a snapshot.
pub const QUORATE_SNAPSHOT_SIZE: usize = 32;
/// The longest name of a quorum device in bytes.
pub const QUORATE_DEVICE_NAME_MAX: usize = 32;
/// No timeout is pending.
pub const QUORATE_NEVER: u64 = u64::MAX;

/// Rules: what corosync's votequorum does, to the letter.
pub const QUORATE_RULES_COROSYNC: u32 = 1;
/// Rules: what Red Hat's cman did: leave and leave remove, strict two_node, no wait_for_all.
pub const QUORATE_RULES_CMAN: u32 = 2;
/// Rules: what quorate recommends: two partitions are never both quorate, and members of one agree.
pub const QUORATE_RULES_STRICT: u32 = 3;

/// Verdict: the partition must not act ("Activity blocked").
pub const QUORATE_VERDICT_BLOCKED: u32 = 0;
/// Verdict: the partition may act.
pub const QUORATE_VERDICT_QUORATE: u32 = 1;
/// Verdict: the partition may fence the nodes outside it, and may act once they are proven to be off
/// (strict).
pub const QUORATE_VERDICT_FENCE_FIRST: u32 = 2;

/// Flag: two_node is in force. The flags are those of votequorum_info.
pub const QUORATE_FLAG_TWO_NODE: u32 = 1;
/// Flag: the verdict is quorate.
pub const QUORATE_FLAG_QUORATE: u32 = 2;
/// Flag: wait_for_all is in force.
pub const QUORATE_FLAG_WAIT_FOR_ALL: u32 = 4;
/// Flag: last_man_standing is in force.
pub const QUORATE_FLAG_LAST_MAN_STANDING: u32 = 8;
/// Flag: auto_tie_breaker is in force.
pub const QUORATE_FLAG_AUTO_TIE_BREAKER: u32 = 16;
/// Flag: allow_downscale is in force.
pub const QUORATE_FLAG_ALLOW_DOWNSCALE: u32 = 32;
/// Flag: a quorum device is registered at the node.
pub const QUORATE_FLAG_QDEVICE_REGISTERED: u32 = 64;
/// Flag: the node's quorum device has polled in time.
pub const QUORATE_FLAG_QDEVICE_ALIVE: u32 = 128;
/// Flag: the node's quorum device votes.
pub const QUORATE_FLAG_QDEVICE_CAST_VOTE: u32 = 256;
/// Flag: master_wins is set at the node's quorum device.
pub const QUORATE_FLAG_QDEVICE_MASTER_WINS: u32 = 512;
/// Flag, not votequorum's: an operator's expected votes are in force (strict).
pub const QUORATE_FLAG_EXPECTED_VOTES_OVERRIDDEN: u32 = 65536;
/// Flag, not votequorum's: an operator has cancelled wait_for_all, and it still matters (strict).
pub const QUORATE_FLAG_WAIT_FOR_ALL_CANCELLED: u32 = 131072;
/// Flag, not votequorum's: the partition is frozen after a loss (strict).
pub const QUORATE_FLAG_FROZEN: u32 = 262144;

/// Node state: in the config, but not heard of since this engine started. votequorum has no such state.
pub const QUORATE_NODESTATE_UNSEEN: u32 = 0;
/// Node state: in the view. Only a member's votes count.
pub const QUORATE_NODESTATE_MEMBER: u32 = 1;
/// Node state: left the view without a word.
pub const QUORATE_NODESTATE_DEAD: u32 = 2;
/// Node state: said that it leaves.
pub const QUORATE_NODESTATE_LEAVING: u32 = 3;

/// Reason, quorate: the votes reach quorum. Reasons below 100 are quorate, those below 200 blocked, those
/// from 200 on fence first.
pub const QUORATE_REASON_MAJORITY: u32 = 1;
/// Reason, quorate: with two_node one vote is enough while at most two voters are there.
pub const QUORATE_REASON_TWO_NODE: u32 = 2;
/// Reason, quorate: half of the votes, and the tie breaker is here.
pub const QUORATE_REASON_TIE_BREAKER: u32 = 3;
/// Reason, quorate: a member's quorum device votes and its master wins.
pub const QUORATE_REASON_MASTER_WINS: u32 = 4;
/// Reason, quorate: every node is here or proven to be off (strict).
pub const QUORATE_REASON_EVERYONE_ACCOUNTED: u32 = 5;
/// Reason, quorate: by an operator's word alone (strict).
pub const QUORATE_REASON_OPERATOR_OVERRIDE: u32 = 6;
/// Reason, blocked: no view has been reported yet.
pub const QUORATE_REASON_NO_VIEW: u32 = 100;
/// Reason, blocked: a view was formed and its members have not told all yet.
pub const QUORATE_REASON_VIEW_INCOMPLETE: u32 = 101;
/// Reason, blocked: wait_for_all, and not all were seen together since the start or the last loss.
pub const QUORATE_REASON_WAITING_FOR_ALL: u32 = 102;
/// Reason, blocked: fewer votes than quorum.
pub const QUORATE_REASON_NO_MAJORITY: u32 = 103;
/// Reason, blocked: half of the votes, but the tie breaker does not decide for this side.
pub const QUORATE_REASON_TIE_LOST: u32 = 104;
/// Reason, blocked: the quorum device's vote would help, and it has not been cast.
pub const QUORATE_REASON_DEVICE_VOTE_MISSING: u32 = 105;
/// Reason, blocked: the quorum device's vote would help, and the device fell silent.
pub const QUORATE_REASON_DEVICE_VOTE_STALE: u32 = 106;
/// Reason, blocked: this node has left the cluster.
pub const QUORATE_REASON_LEFT: u32 = 107;
/// Reason, blocked: a node was lost, and no operator has said resume (strict, freeze_on_loss).
pub const QUORATE_REASON_FROZEN: u32 = 108;
/// Reason, fence first: half of the votes; the nodes outside may be fenced, and proofs make it quorate
/// (strict).
pub const QUORATE_REASON_FENCE_FIRST: u32 = 200;

/// Option wait_for_all: as two_node is.
pub const QUORATE_FOLLOWS_TWO_NODE: u32 = 2;

/// Tie breaker: the lowest nodeid of the last view that was quorate by votes.
pub const QUORATE_TIE_BREAKER_LOWEST: u32 = 1;
/// Tie breaker: the highest nodeid of that view.
pub const QUORATE_TIE_BREAKER_HIGHEST: u32 = 2;
/// Tie breaker: the first node of a list that is here, unless one before it may be elsewhere.
pub const QUORATE_TIE_BREAKER_LIST: u32 = 3;

const _: () = {
    assert!(QUORATE_NODES_MAX <= quorate::NODES_MAX);
    assert!(QUORATE_MESSAGE_MAX == quorate::MESSAGE_MAX);
    assert!(QUORATE_SNAPSHOT_SIZE == quorate::Snapshot::SIZE);
    assert!(QUORATE_DEVICE_NAME_MAX == quorate::DEVICE_NAME_MAX);
    assert!(QUORATE_FLAG_TWO_NODE == Flags::TWO_NODE.0);
    assert!(QUORATE_FLAG_QUORATE == Flags::QUORATE.0);
    assert!(QUORATE_FLAG_WAIT_FOR_ALL == Flags::WAIT_FOR_ALL.0);
    assert!(QUORATE_FLAG_LAST_MAN_STANDING == Flags::LAST_MAN_STANDING.0);
    assert!(QUORATE_FLAG_AUTO_TIE_BREAKER == Flags::AUTO_TIE_BREAKER.0);
    assert!(QUORATE_FLAG_ALLOW_DOWNSCALE == Flags::ALLOW_DOWNSCALE.0);
    assert!(QUORATE_FLAG_QDEVICE_REGISTERED == Flags::DEVICE_REGISTERED.0);
    assert!(QUORATE_FLAG_QDEVICE_ALIVE == Flags::DEVICE_ALIVE.0);
    assert!(QUORATE_FLAG_QDEVICE_CAST_VOTE == Flags::DEVICE_CAST_VOTE.0);
    assert!(QUORATE_FLAG_QDEVICE_MASTER_WINS == Flags::DEVICE_MASTER_WINS.0);
    assert!(QUORATE_FLAG_EXPECTED_VOTES_OVERRIDDEN == Flags::EXPECTED_VOTES_OVERRIDDEN.0);
    assert!(QUORATE_FLAG_WAIT_FOR_ALL_CANCELLED == Flags::WAIT_FOR_ALL_CANCELLED.0);
    assert!(QUORATE_FLAG_FROZEN == Flags::FROZEN.0);
    assert!(QUORATE_REASON_MAJORITY == ReasonCode::Majority.number());
    assert!(QUORATE_REASON_TWO_NODE == ReasonCode::TwoNode.number());
    assert!(QUORATE_REASON_TIE_BREAKER == ReasonCode::TieBreaker.number());
    assert!(QUORATE_REASON_MASTER_WINS == ReasonCode::MasterWins.number());
    assert!(QUORATE_REASON_EVERYONE_ACCOUNTED == ReasonCode::EveryoneAccounted.number());
    assert!(QUORATE_REASON_OPERATOR_OVERRIDE == ReasonCode::OperatorOverride.number());
    assert!(QUORATE_REASON_NO_VIEW == ReasonCode::NoView.number());
    assert!(QUORATE_REASON_VIEW_INCOMPLETE == ReasonCode::ViewIncomplete.number());
    assert!(QUORATE_REASON_WAITING_FOR_ALL == ReasonCode::WaitingForAll.number());
    assert!(QUORATE_REASON_NO_MAJORITY == ReasonCode::NoMajority.number());
    assert!(QUORATE_REASON_TIE_LOST == ReasonCode::TieLost.number());
    assert!(QUORATE_REASON_DEVICE_VOTE_MISSING == ReasonCode::DeviceVoteMissing.number());
    assert!(QUORATE_REASON_DEVICE_VOTE_STALE == ReasonCode::DeviceVoteStale.number());
    assert!(QUORATE_REASON_LEFT == ReasonCode::Left.number());
    assert!(QUORATE_REASON_FROZEN == ReasonCode::Frozen.number());
    assert!(QUORATE_REASON_FENCE_FIRST == ReasonCode::FenceFirst.number());
};

/// The same for enums that have no `number`: reading a discriminant.
#[allow(clippy::as_conversions, reason = "reading repr(u32) discriminants")]
const _: () = {
    assert!(QUORATE_RULES_COROSYNC == Rules::Corosync as u32);
    assert!(QUORATE_RULES_CMAN == Rules::Cman as u32);
    assert!(QUORATE_RULES_STRICT == Rules::Strict as u32);
    assert!(QUORATE_VERDICT_FENCE_FIRST == Verdict::FenceFirst as u32);
    assert!(QUORATE_VERDICT_BLOCKED == Verdict::Blocked as u32);
    assert!(QUORATE_VERDICT_QUORATE == Verdict::Quorate as u32);
    assert!(QUORATE_NODESTATE_UNSEEN == NodeState::Unseen as u32);
    assert!(QUORATE_NODESTATE_MEMBER == NodeState::Member as u32);
    assert!(QUORATE_NODESTATE_DEAD == NodeState::Dead as u32);
    assert!(QUORATE_NODESTATE_LEAVING == NodeState::Leaving as u32);
};

/// The enum's number in C.
#[allow(clippy::as_conversions, reason = "reading a repr(u32) discriminant")]
pub(crate) const fn verdict_number(verdict: Verdict) -> u32 {
    verdict as u32
}

/// The enum's number in C.
#[allow(clippy::as_conversions, reason = "reading a repr(u32) discriminant")]
pub(crate) const fn node_state_number(state: NodeState) -> u32 {
    state as u32
}

/// The enum's number in C.
#[allow(clippy::as_conversions, reason = "reading a repr(u32) discriminant")]
pub(crate) const fn rules_number(rules: Rules) -> u32 {
    rules as u32
}
