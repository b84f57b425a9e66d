//! What lint can find, by the names that C knows: the numbers of the core, which compile-time checks hold them to.

use quorate::lint::{FindingCode as F, Harm, Severity};

/// Severity: good to know; often wanted.
pub const QUORATE_SEVERITY_NOTE: u32 = 1;
/// Severity: probably not what was meant.
pub const QUORATE_SEVERITY_WARNING: u32 = 2;
/// Severity: it breaks the cluster, or splits it.
pub const QUORATE_SEVERITY_ERROR: u32 = 3;

/// Harm, to be seen at the end of the story: two disjoint partitions are quorate.
pub const QUORATE_HARM_SPLIT_BRAIN: u32 = 1;
/// Harm: members of one partition disagree.
pub const QUORATE_HARM_DISAGREEMENT: u32 = 2;
/// Harm: everybody is blocked.
pub const QUORATE_HARM_BLOCKED: u32 = 3;
/// Harm: the same as if the entry were not there.
pub const QUORATE_HARM_NO_EFFECT: u32 = 4;
/// Harm: votequorum's 8-bit quorum is not the one that is to be seen here, and lower.
pub const QUORATE_HARM_QUORUM_WRAPS: u32 = 5;
/// Harm: corosync calls every partition quorate; to be seen here is what votequorum would say.
pub const QUORATE_HARM_ALWAYS_QUORATE: u32 = 6;
/// Harm: the same as with wait_for_all: 1 in its place.
pub const QUORATE_HARM_ONLY_WAIT_FOR_ALL: u32 = 7;

/// Finding: no provider: corosync_votequorum: corosync calls every partition quorate.
pub const QUORATE_FINDING_NO_PROVIDER: u32 = 1;
/// Finding: two_node with other than two nodes: votequorum does not look, and any two of them are quorate.
pub const QUORATE_FINDING_TWO_NODE_NOT_TWO: u32 = 100;
/// Finding: two_node with wait_for_all: 0: two nodes that never met are both quorate.
pub const QUORATE_FINDING_TWO_NODE_WITHOUT_WAIT_FOR_ALL: u32 = 101;
/// Finding: two_node: after a split both halves are quorate, and only fencing keeps them apart.
pub const QUORATE_FINDING_TWO_NODE_NEEDS_FENCING: u32 = 102;
/// Finding: two_node next to auto_tie_breaker, which drops it, but not the wait_for_all that it implies.
pub const QUORATE_FINDING_TWO_NODE_DROPPED: u32 = 103;
/// Finding: wait_for_all: one dead node keeps all others waiting after a stop.
pub const QUORATE_FINDING_WAIT_FOR_ALL_NEEDS_ALL: u32 = 110;
/// Finding: wait_for_all: members of one partition can disagree.
pub const QUORATE_FINDING_WAIT_FOR_ALL_DISAGREES: u32 = 111;
/// Finding: auto_tie_breaker on odd votes: a half less one wins next to a majority.
pub const QUORATE_FINDING_TIE_BREAKER_ODD_VOTES: u32 = 200;
/// Finding: auto_tie_breaker_node lowest or highest: each node remembers its own, so two halves can win.
pub const QUORATE_FINDING_TIE_BREAKER_MOVES: u32 = 201;
/// Finding: a list of tie breakers without wait_for_all: two halves that start apart both win.
pub const QUORATE_FINDING_TIE_BREAKER_LIST_AT_START: u32 = 202;
/// Finding: a list of tie breakers: its memory is one view long, so two halves can win.
pub const QUORATE_FINDING_TIE_BREAKER_LIST: u32 = 203;
/// Finding: auto_tie_breaker on odd votes without wait_for_all: votequorum disables it.
pub const QUORATE_FINDING_TIE_BREAKER_OFF: u32 = 204;
/// Finding: auto_tie_breaker_node is neither lowest, highest nor a nodeid: votequorum disables the tie
/// breaker.
pub const QUORATE_FINDING_TIE_BREAKER_NOT_UNDERSTOOD: u32 = 205;
/// Finding: a list of tie breakers that votequorum reads in part only, as at a comma.
pub const QUORATE_FINDING_TIE_BREAKER_CUT_SHORT: u32 = 206;
/// Finding: auto_tie_breaker_node without auto_tie_breaker.
pub const QUORATE_FINDING_TIE_BREAKER_UNUSED: u32 = 207;
/// Finding: a tie breaker that is not in the nodelist.
pub const QUORATE_FINDING_TIE_BREAKER_NOT_A_NODE: u32 = 208;
/// Finding: expected_votes below the votes that there are: parts that never met are both quorate.
pub const QUORATE_FINDING_EXPECTED_VOTES_BELOW: u32 = 300;
/// Finding: expected_votes above the votes that there are: fewer may fail, or it is never quorate.
pub const QUORATE_FINDING_EXPECTED_VOTES_ABOVE: u32 = 301;
/// Finding: expected_votes that votequorum does not read.
pub const QUORATE_FINDING_EXPECTED_VOTES_UNUSED: u32 = 302;
/// Finding: one node has more votes than all others: nothing runs without it.
pub const QUORATE_FINDING_HEAVY_NODE: u32 = 303;
/// Finding: votes differ, so that most of the nodes can be a minority.
pub const QUORATE_FINDING_VOTES_DIFFER: u32 = 304;
/// Finding: halves: a split in two equal parts blocks both.
pub const QUORATE_FINDING_EVEN_VOTES: u32 = 305;
/// Finding: quorum exceeds 255, which votequorum's 8-bit number cannot hold.
pub const QUORATE_FINDING_QUORUM_OVER_255: u32 = 306;
/// Finding: last_man_standing: two partitions can be quorate after its window.
pub const QUORATE_FINDING_LAST_MAN_STANDING: u32 = 400;
/// Finding: last_man_standing with a node of more than one vote: votequorum disables it.
pub const QUORATE_FINDING_LAST_MAN_STANDING_OFF: u32 = 401;
/// Finding: last_man_standing_window without last_man_standing.
pub const QUORATE_FINDING_LAST_MAN_STANDING_WINDOW_UNUSED: u32 = 402;
/// Finding: allow_downscale: unsupported, and blocks those that stay.
pub const QUORATE_FINDING_ALLOW_DOWNSCALE: u32 = 403;
/// Finding: expected_votes_tracking: votequorum never stores what it tracks.
pub const QUORATE_FINDING_EXPECTED_VOTES_TRACKING: u32 = 404;
/// Finding: a device of one vote on an odd number of nodes: it can only take, not give.
pub const QUORATE_FINDING_DEVICE_ON_ODD: u32 = 500;
/// Finding: a device whose silence blocks nodes that would be quorate without it.
pub const QUORATE_FINDING_DEVICE_VOTES: u32 = 501;
/// Finding: wait_for_all with a device: it waits for the device's votes too.
pub const QUORATE_FINDING_DEVICE_WAIT_FOR_ALL: u32 = 502;
/// Finding: a device section without model.
pub const QUORATE_FINDING_DEVICE_WITHOUT_MODEL: u32 = 503;
/// Finding: a key in the quorum section that votequorum does not know.
pub const QUORATE_FINDING_UNKNOWN_QUORUM_KEY: u32 = 600;
/// Finding: a key in a node section that corosync does not know.
pub const QUORATE_FINDING_UNKNOWN_NODE_KEY: u32 = 601;
/// Finding: a key in the device section that votequorum does not know.
pub const QUORATE_FINDING_UNKNOWN_DEVICE_KEY: u32 = 602;
/// Finding: a section that is perhaps meant as another.
pub const QUORATE_FINDING_UNKNOWN_SECTION: u32 = 603;
/// Finding: more ignored entries than are remembered.
pub const QUORATE_FINDING_MORE_IGNORED: u32 = 604;
/// Finding: a key of the quorum section that stands outside of it.
pub const QUORATE_FINDING_MISPLACED_KEY: u32 = 605;

const _: () = {
    assert!(QUORATE_FINDING_NO_PROVIDER == F::NoProvider.number());
    assert!(QUORATE_FINDING_TWO_NODE_NOT_TWO == F::TwoNodeNotTwo.number());
    assert!(QUORATE_FINDING_TWO_NODE_WITHOUT_WAIT_FOR_ALL == F::TwoNodeWithoutWaitForAll.number());
    assert!(QUORATE_FINDING_TWO_NODE_NEEDS_FENCING == F::TwoNodeNeedsFencing.number());
    assert!(QUORATE_FINDING_TWO_NODE_DROPPED == F::TwoNodeDropped.number());
    assert!(QUORATE_FINDING_WAIT_FOR_ALL_NEEDS_ALL == F::WaitForAllNeedsAll.number());
    assert!(QUORATE_FINDING_WAIT_FOR_ALL_DISAGREES == F::WaitForAllDisagrees.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_ODD_VOTES == F::TieBreakerOddVotes.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_MOVES == F::TieBreakerMoves.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_LIST_AT_START == F::TieBreakerListAtStart.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_LIST == F::TieBreakerList.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_OFF == F::TieBreakerOff.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_NOT_UNDERSTOOD == F::TieBreakerNotUnderstood.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_CUT_SHORT == F::TieBreakerCutShort.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_UNUSED == F::TieBreakerUnused.number());
    assert!(QUORATE_FINDING_TIE_BREAKER_NOT_A_NODE == F::TieBreakerNotANode.number());
    assert!(QUORATE_FINDING_EXPECTED_VOTES_BELOW == F::ExpectedVotesBelow.number());
    assert!(QUORATE_FINDING_EXPECTED_VOTES_ABOVE == F::ExpectedVotesAbove.number());
    assert!(QUORATE_FINDING_EXPECTED_VOTES_UNUSED == F::ExpectedVotesUnused.number());
    assert!(QUORATE_FINDING_HEAVY_NODE == F::HeavyNode.number());
    assert!(QUORATE_FINDING_VOTES_DIFFER == F::VotesDiffer.number());
    assert!(QUORATE_FINDING_EVEN_VOTES == F::EvenVotes.number());
    assert!(QUORATE_FINDING_QUORUM_OVER_255 == F::QuorumOver255.number());
    assert!(QUORATE_FINDING_LAST_MAN_STANDING == F::LastManStanding.number());
    assert!(QUORATE_FINDING_LAST_MAN_STANDING_OFF == F::LastManStandingOff.number());
    assert!(QUORATE_FINDING_LAST_MAN_STANDING_WINDOW_UNUSED == F::LastManStandingWindowUnused.number());
    assert!(QUORATE_FINDING_ALLOW_DOWNSCALE == F::AllowDownscale.number());
    assert!(QUORATE_FINDING_EXPECTED_VOTES_TRACKING == F::ExpectedVotesTracking.number());
    assert!(QUORATE_FINDING_DEVICE_ON_ODD == F::DeviceOnOdd.number());
    assert!(QUORATE_FINDING_DEVICE_VOTES == F::DeviceVotes.number());
    assert!(QUORATE_FINDING_DEVICE_WAIT_FOR_ALL == F::DeviceWaitForAll.number());
    assert!(QUORATE_FINDING_DEVICE_WITHOUT_MODEL == F::DeviceWithoutModel.number());
    assert!(QUORATE_FINDING_UNKNOWN_QUORUM_KEY == F::UnknownQuorumKey.number());
    assert!(QUORATE_FINDING_UNKNOWN_NODE_KEY == F::UnknownNodeKey.number());
    assert!(QUORATE_FINDING_UNKNOWN_DEVICE_KEY == F::UnknownDeviceKey.number());
    assert!(QUORATE_FINDING_UNKNOWN_SECTION == F::UnknownSection.number());
    assert!(QUORATE_FINDING_MORE_IGNORED == F::MoreIgnored.number());
    assert!(QUORATE_FINDING_MISPLACED_KEY == F::MisplacedKey.number());
};

/// The same for enums that have no `number`: reading a discriminant.
#[allow(clippy::as_conversions, reason = "reading repr(u32) discriminants")]
const _: () = {
    assert!(QUORATE_SEVERITY_NOTE == Severity::Note as u32);
    assert!(QUORATE_SEVERITY_WARNING == Severity::Warning as u32);
    assert!(QUORATE_SEVERITY_ERROR == Severity::Error as u32);
    assert!(QUORATE_HARM_SPLIT_BRAIN == Harm::SplitBrain as u32);
    assert!(QUORATE_HARM_DISAGREEMENT == Harm::Disagreement as u32);
    assert!(QUORATE_HARM_BLOCKED == Harm::Blocked as u32);
    assert!(QUORATE_HARM_NO_EFFECT == Harm::NoEffect as u32);
    assert!(QUORATE_HARM_QUORUM_WRAPS == Harm::QuorumWraps as u32);
    assert!(QUORATE_HARM_ALWAYS_QUORATE == Harm::AlwaysQuorate as u32);
    assert!(QUORATE_HARM_ONLY_WAIT_FOR_ALL == Harm::OnlyWaitForAll as u32);
};

/// The enum's number in C.
#[allow(clippy::as_conversions, reason = "reading a repr(u32) discriminant")]
pub(crate) const fn severity_number(severity: Severity) -> u32 {
    severity as u32
}

/// The enum's number in C.
#[allow(clippy::as_conversions, reason = "reading a repr(u32) discriminant")]
pub(crate) const fn harm_number(harm: Harm) -> u32 {
    harm as u32
}
