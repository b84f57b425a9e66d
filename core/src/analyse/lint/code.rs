//! What lint can find: the codes, fixed for ever.

/// What is wrong. The numbers are fixed: from 1 votequorum itself, from 100 two_node and wait_for_all, from 200 the
/// tie breaker, from 300 votes, from 400 shrinking, from 500 the quorum device, from 600 what votequorum ignores.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u32)]
#[non_exhaustive]
pub enum FindingCode {
    /// No `provider: corosync_votequorum`: corosync calls every partition quorate.
    NoProvider = 1,
    /// two_node with other than two nodes: votequorum does not look, and any two of them are quorate.
    TwoNodeNotTwo = 100,
    /// two_node with wait_for_all: 0: two nodes that never met are both quorate.
    TwoNodeWithoutWaitForAll = 101,
    /// two_node: after a split both halves are quorate, and only fencing keeps them apart.
    TwoNodeNeedsFencing = 102,
    /// two_node next to auto_tie_breaker, which drops it, but not the wait_for_all that it implies.
    TwoNodeDropped = 103,
    /// wait_for_all: one dead node keeps all others waiting after a stop.
    WaitForAllNeedsAll = 110,
    /// wait_for_all: members of one partition can disagree.
    WaitForAllDisagrees = 111,
    /// auto_tie_breaker on odd votes: a half less one wins next to a majority.
    TieBreakerOddVotes = 200,
    /// auto_tie_breaker_node lowest or highest: each node remembers its own, so two halves can win.
    TieBreakerMoves = 201,
    /// A list of tie breakers without wait_for_all: two halves that start apart both win.
    TieBreakerListAtStart = 202,
    /// A list of tie breakers: its memory is one view long, so two halves can win.
    TieBreakerList = 203,
    /// auto_tie_breaker on odd votes without wait_for_all: votequorum disables it.
    TieBreakerOff = 204,
    /// auto_tie_breaker_node is neither lowest, highest nor a nodeid: votequorum disables the tie breaker.
    TieBreakerNotUnderstood = 205,
    /// A list of tie breakers that votequorum reads in part only, as at a comma.
    TieBreakerCutShort = 206,
    /// auto_tie_breaker_node without auto_tie_breaker.
    TieBreakerUnused = 207,
    /// A tie breaker that is not in the nodelist.
    TieBreakerNotANode = 208,
    /// expected_votes below the votes that there are: parts that never met are both quorate.
    ExpectedVotesBelow = 300,
    /// expected_votes above the votes that there are: fewer may fail, or it is never quorate.
    ExpectedVotesAbove = 301,
    /// expected_votes that votequorum does not read.
    ExpectedVotesUnused = 302,
    /// One node has more votes than all others: nothing runs without it.
    HeavyNode = 303,
    /// Votes differ, so that most of the nodes can be a minority.
    VotesDiffer = 304,
    /// Halves: a split in two equal parts blocks both.
    EvenVotes = 305,
    /// Quorum exceeds 255, which votequorum's 8-bit number cannot hold.
    QuorumOver255 = 306,
    /// last_man_standing: two partitions can be quorate after its window.
    LastManStanding = 400,
    /// last_man_standing with a node of more than one vote: votequorum disables it.
    LastManStandingOff = 401,
    /// last_man_standing_window without last_man_standing.
    LastManStandingWindowUnused = 402,
    /// allow_downscale: unsupported, and blocks those that stay.
    AllowDownscale = 403,
    /// expected_votes_tracking: votequorum never stores what it tracks.
    ExpectedVotesTracking = 404,
    /// A device of one vote on an odd number of nodes: it can only take, not give.
    DeviceOnOdd = 500,
    /// A device whose silence blocks nodes that would be quorate without it.
    DeviceVotes = 501,
    /// wait_for_all with a device: it waits for the device's votes too.
    DeviceWaitForAll = 502,
    /// A device section without model.
    DeviceWithoutModel = 503,
    /// A key in the quorum section that votequorum does not know.
    UnknownQuorumKey = 600,
    /// A key in a node section that corosync does not know.
    UnknownNodeKey = 601,
    /// A key in the device section that votequorum does not know.
    UnknownDeviceKey = 602,
    /// A section that is perhaps meant as another.
    UnknownSection = 603,
    /// More ignored entries than are remembered.
    MoreIgnored = 604,
    /// A key of the quorum section that stands outside of it.
    MisplacedKey = 605,
}

use FindingCode as F;

/// Codes with their names in JSON, C and Python.
const NAMES: [(FindingCode, &str); 38] = [
    (F::NoProvider, "no_provider"),
    (F::TwoNodeNotTwo, "two_node_not_two"),
    (F::TwoNodeWithoutWaitForAll, "two_node_without_wait_for_all"),
    (F::TwoNodeNeedsFencing, "two_node_needs_fencing"),
    (F::TwoNodeDropped, "two_node_dropped"),
    (F::WaitForAllNeedsAll, "wait_for_all_needs_all"),
    (F::WaitForAllDisagrees, "wait_for_all_disagrees"),
    (F::TieBreakerOddVotes, "tie_breaker_odd_votes"),
    (F::TieBreakerMoves, "tie_breaker_moves"),
    (F::TieBreakerListAtStart, "tie_breaker_list_at_start"),
    (F::TieBreakerList, "tie_breaker_list"),
    (F::TieBreakerOff, "tie_breaker_off"),
    (F::TieBreakerNotUnderstood, "tie_breaker_not_understood"),
    (F::TieBreakerCutShort, "tie_breaker_cut_short"),
    (F::TieBreakerUnused, "tie_breaker_unused"),
    (F::TieBreakerNotANode, "tie_breaker_not_a_node"),
    (F::ExpectedVotesBelow, "expected_votes_below"),
    (F::ExpectedVotesAbove, "expected_votes_above"),
    (F::ExpectedVotesUnused, "expected_votes_unused"),
    (F::HeavyNode, "heavy_node"),
    (F::VotesDiffer, "votes_differ"),
    (F::EvenVotes, "even_votes"),
    (F::QuorumOver255, "quorum_over_255"),
    (F::LastManStanding, "last_man_standing"),
    (F::LastManStandingOff, "last_man_standing_off"),
    (F::LastManStandingWindowUnused, "last_man_standing_window_unused"),
    (F::AllowDownscale, "allow_downscale"),
    (F::ExpectedVotesTracking, "expected_votes_tracking"),
    (F::DeviceOnOdd, "device_on_odd"),
    (F::DeviceVotes, "device_votes"),
    (F::DeviceWaitForAll, "device_wait_for_all"),
    (F::DeviceWithoutModel, "device_without_model"),
    (F::UnknownQuorumKey, "unknown_quorum_key"),
    (F::UnknownNodeKey, "unknown_node_key"),
    (F::UnknownDeviceKey, "unknown_device_key"),
    (F::UnknownSection, "unknown_section"),
    (F::MoreIgnored, "more_ignored"),
    (F::MisplacedKey, "misplaced_key"),
];

impl FindingCode {
    /// Every code, in order of its number.
    pub fn all() -> impl Iterator<Item = FindingCode> {
        NAMES.iter().map(|(code, _)| *code)
    }

    /// The name in JSON, C and Python.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(code, _)| *code == self).map_or("", |(_, name)| name)
    }

    /// The number, the same in C.
    #[must_use]
    #[allow(clippy::as_conversions)] // reading a repr(u32) discriminant
    pub const fn number(self) -> u32 {
        self as u32
    }

    pub(super) fn at(position: usize) -> Option<FindingCode> {
        NAMES.get(position).map(|(code, _)| *code)
    }
}
