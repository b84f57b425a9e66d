//! What lint can find, and what its findings show: the codes, fixed for ever.

use crate::base::codes;

codes! {
    /// What is wrong. The numbers are fixed: from 1 votequorum itself, from 100 two_node and wait_for_all, from 200 the
    /// tie breaker, from 300 votes, from 400 shrinking, from 500 the quorum device, from 600 what votequorum ignores.
    pub enum FindingCode: u32 {
        /// No `provider: corosync_votequorum`: corosync calls every partition quorate.
        NoProvider = 1,
        /// No nodelist: corosync 3 does not start.
        NoNodelist = 2,
        /// A node without ring0_addr: corosync does not start there.
        NoAddress = 3,
        /// A node without a name where there are several links: corosync does not start.
        NoName = 4,
        /// two_node with more or fewer than two nodes: votequorum does not check, and any two of them are quorate.
        TwoNodeNotTwo = 100,
        /// two_node with wait_for_all: 0: two nodes that never met are both quorate.
        TwoNodeWithoutWaitForAll = 101,
        /// two_node: after a split both halves are quorate, and only fencing stops them from both acting.
        TwoNodeNeedsFencing = 102,
        /// two_node next to auto_tie_breaker, which disables it, but not the wait_for_all that it implies.
        TwoNodeDropped = 103,
        /// wait_for_all: after a full shutdown, one dead node keeps all others waiting.
        WaitForAllNeedsAll = 110,
        /// wait_for_all: members of one partition can disagree.
        WaitForAllDisagrees = 111,
        /// auto_tie_breaker on odd votes: half rounded down wins next to a majority.
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
        /// expected_votes below the votes that exist: partitions that never met are both quorate.
        ExpectedVotesBelow = 300,
        /// expected_votes above the votes that exist: fewer nodes may fail, or the cluster is never quorate.
        ExpectedVotesAbove = 301,
        /// expected_votes that votequorum ignores.
        ExpectedVotesUnused = 302,
        /// One node has more votes than all others together: the cluster is blocked without it.
        HeavyNode = 303,
        /// Votes differ, so that most of the nodes can be a minority.
        VotesDiffer = 304,
        /// Even votes: an even split blocks both sides.
        EvenVotes = 305,
        /// Quorum exceeds 255, which votequorum's 8-bit number cannot hold.
        QuorumOver255 = 306,
        /// last_man_standing: two partitions can be quorate after its window.
        LastManStanding = 400,
        /// last_man_standing with a node of more than one vote: votequorum disables it.
        LastManStandingOff = 401,
        /// last_man_standing_window without last_man_standing.
        LastManStandingWindowUnused = 402,
        /// allow_downscale: unsupported, and blocks the nodes that stay.
        AllowDownscale = 403,
        /// expected_votes_tracking: votequorum never saves the value it tracks.
        ExpectedVotesTracking = 404,
        /// last_man_standing without a tie breaker never shrinks to one node.
        LastManStandingStopsAtTwo = 405,
        /// A device of one vote with an odd number of nodes: it can only block nodes, never help them.
        DeviceOnOdd = 500,
        /// A device whose silence blocks nodes that would be quorate without it.
        DeviceVotes = 501,
        /// wait_for_all with a device: it waits for the device's votes too.
        DeviceWaitForAll = 502,
        /// A device section without model.
        DeviceWithoutModel = 503,
        /// A device of model net that corosync-qdevice does not start with: no host, or a value that it does not know.
        DeviceDoesNotStart = 504,
        /// ffsplit with other votes than 1 of the device and 1 of each node: corosync-qdevice does not start.
        DeviceFfsplitVotes = 505,
        /// lms or 2nodelms: a client that is cut off can keep its vote, so two partitions can be quorate.
        DeviceLastManStanding = 506,
        /// The witness's tie breaker is not in the nodelist.
        DeviceTieBreaker = 507,
        /// After a node's death the others stop waiting before the witness can give them the vote.
        DeviceSyncTimeout = 508,
        /// The witness runs on a node of the cluster that it arbitrates.
        DeviceInCluster = 509,
        /// 2nodelms where there are not two nodes: the witness refuses it, and corosync-qdevice exits.
        DeviceTwoNodeLms = 510,
        /// A device of model quorate that does not decide alone: `quorate device` does not start.
        DeviceUnfit = 511,
        /// A key in the quorum section that votequorum does not know.
        UnknownQuorumKey = 600,
        /// A key in a node section that corosync does not know.
        UnknownNodeKey = 601,
        /// A key in the device section that votequorum does not know.
        UnknownDeviceKey = 602,
        /// A section that was probably meant to be another.
        UnknownSection = 603,
        /// More ignored entries than are remembered.
        MoreIgnored = 604,
        /// A key of the quorum section outside of that section.
        MisplacedKey = 605,
        /// An entry of corosync 1: compatibility, service, or a member list.
        Corosync1Entry = 606,
        /// A comment behind a value, which is part of the value.
        CommentInValue = 607,
        /// A key of the quorum section that is written twice: the last counts.
        KeyAgain = 608,
        /// A section inside of a node section: corosync up to 3.1.9 takes its keys for the node's.
        SectionInNode = 609,
        /// A section inside of a uidgid section: corosync 3.1.10 and newer do not start.
        SectionInUidgid = 610,
        /// A byte 0xA0 around a name or a value: to corosync before 3.1.8 it is no white space.
        NoBreakSpace = 611,
    }
}

codes! {
    /// How bad it is.
    pub enum Severity: u32 {
        /// Good to know; often wanted.
        Note = 1,
        /// Probably not what you meant.
        Warning = 2,
        /// It breaks or splits the cluster.
        Error = 3,
    }
}

codes! {
    /// What is to be seen at the end of a finding's story.
    pub enum Harm: u32 {
        /// Two disjoint partitions are quorate.
        SplitBrain = 1,
        /// Members of one partition disagree.
        Disagreement = 2,
        /// All nodes are blocked.
        Blocked = 3,
        /// The same as if the entry were not there.
        NoEffect = 4,
        /// votequorum's 8-bit quorum is lower than the one shown here.
        QuorumWraps = 5,
        /// corosync calls every partition quorate; shown here is what votequorum would say.
        AlwaysQuorate = 6,
        /// The same as with `wait_for_all: 1` in its place.
        OnlyWaitForAll = 7,
        /// corosync does not start; shown here is a start of all nodes, which its quorum would take.
        DoesNotStart = 8,
    }
}
