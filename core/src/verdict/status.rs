//! What an engine answers: [`Status`], with the fields and flags of votequorum_info.

use crate::base::{Millis, NodeId, NodeState, Nodes, RingId, codes};
use crate::verdict::{Reason, ReasonCode};

codes! {
    /// May this partition act?
    pub enum Verdict: u32 {
        /// No: the partition must not act ("Activity blocked").
        Blocked = 0,
        /// Yes: the partition may act.
        Quorate = 1,
        /// Not yet: the partition may fence the nodes outside it, and may act once they are proven off (strict).
        FenceFirst = 2,
    }
}

/// votequorum_info.flags, with its numeric values (votequorum.h).
///
/// Bits 1 to 32 tell how the local node is configured, [`Flags::QUORATE`] apart; the
/// others speak of the node that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(transparent)]
pub struct Flags(pub u32);

/// Each flag with its value, its name in C after `QUORATE_FLAG_`, and the name that corosync-quorumtool prints.
macro_rules! flags {
    ($($(#[doc = $doc:literal])+ $name:ident = $bit:literal $c_name:ident $shown:literal;)+) => {
        impl Flags {
            $($(#[doc = $doc])+ pub const $name: Flags = Flags($bit);)+

            /// Each flag with the name that corosync-quorumtool prints, in its order. The Qdevice... flags it shows per
            /// node only, as A, V and MW; the last five are not votequorum's.
            pub const NAMES: [(Flags, &'static str); [$($bit),+].len()] = [$((Flags::$name, $shown)),+];

            /// Names in C and meanings, in the same order.
            #[doc(hidden)]
            pub const TEXTS: [(&'static str, &'static str); [$($bit),+].len()] =
                [$((stringify!($c_name), concat!($($doc),+))),+];
        }
    };
}

flags! {
    /// two_node is in force.
    TWO_NODE = 1 TWO_NODE "2Node";
    /// The verdict is quorate.
    QUORATE = 2 QUORATE "Quorate";
    /// wait_for_all is in force.
    WAIT_FOR_ALL = 4 WAIT_FOR_ALL "WaitForAll";
    /// last_man_standing is in force.
    LAST_MAN_STANDING = 8 LAST_MAN_STANDING "LastManStanding";
    /// auto_tie_breaker is in force.
    AUTO_TIE_BREAKER = 16 AUTO_TIE_BREAKER "AutoTieBreaker";
    /// allow_downscale is in force.
    ALLOW_DOWNSCALE = 32 ALLOW_DOWNSCALE "AllowDownscale";
    /// A quorum device is registered at the node.
    DEVICE_REGISTERED = 64 QDEVICE_REGISTERED "Qdevice";
    /// The node's quorum device has polled in time.
    DEVICE_ALIVE = 128 QDEVICE_ALIVE "QdeviceAlive";
    /// The node's quorum device votes.
    DEVICE_CAST_VOTE = 256 QDEVICE_CAST_VOTE "QdeviceCastVote";
    /// master_wins is set at the node's quorum device.
    DEVICE_MASTER_WINS = 512 QDEVICE_MASTER_WINS "QdeviceMasterWins";
    /// An operator's expected votes are in force (strict; not votequorum's).
    EXPECTED_VOTES_OVERRIDDEN = 65536 EXPECTED_VOTES_OVERRIDDEN "ExpectedVotesOverridden";
    /// An operator has cancelled wait_for_all, and it still matters (strict; not votequorum's).
    WAIT_FOR_ALL_CANCELLED = 131072 WAIT_FOR_ALL_CANCELLED "WaitForAllCancelled";
    /// The partition is frozen after a loss (strict; not votequorum's).
    FROZEN = 262144 FROZEN "Frozen";
    /// A member of the view has another nodelist than the node that was asked (strict; not votequorum's).
    NODELIST_DIFFERS = 524288 NODELIST_DIFFERS "NodelistDiffers";
    /// A change of the electorate may have been agreed on or not, so that both electorates have to be won (strict; not
    /// votequorum's).
    CHANGE_PENDING = 1048576 CHANGE_PENDING "ChangePending";
}

impl Flags {
    /// Whether all bits of `flag` are set.
    #[must_use]
    pub const fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 == flag.0
    }

    pub(crate) fn set(&mut self, flag: Flags, on: bool) {
        if on {
            self.0 |= flag.0;
        }
    }

    /// The names of the flags that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Flags::NAMES.iter().filter(move |(flag, _)| self.has(*flag)).map(|(_, name)| *name)
    }
}

/// What one engine says of its partition.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Status<const N: usize> {
    /// The local node.
    pub node: NodeId,
    /// The view that this speaks of.
    pub ring: RingId,
    /// The answer.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason<N>,
    /// Votes needed. Unlike votequorum's it has 32 bits.
    pub quorum: u32,
    /// Expected votes as the local node holds them.
    pub expected_votes: u32,
    /// The highest expected votes of any member; what cman_tool shows as expected votes.
    pub highest_expected: u32,
    /// Votes of the members, and of the quorum device where it votes for the local node.
    pub total_votes: u32,
    /// Votes of the quorum device, cast or not; 0 without one.
    pub device_votes: u32,
    /// What is in force.
    pub flags: Flags,
    /// The members of the view, ascending.
    pub members: Nodes<N>,
    /// With [`Verdict::FenceFirst`]: how long to wait before fencing, in milliseconds; else 0.
    pub fence_delay: Millis,
}

/// A status without its lists of nodes: small, and quick to ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Brief {
    /// The local node.
    pub node: NodeId,
    /// Its state.
    pub node_state: NodeState,
    /// Its votes.
    pub node_votes: u32,
    /// The view that this speaks of.
    pub ring: RingId,
    /// The answer.
    pub verdict: Verdict,
    /// Why.
    pub reason: BriefReason,
    /// As in [`Status`].
    pub quorum: u32,
    /// As in [`Status`].
    pub expected_votes: u32,
    /// As in [`Status`].
    pub highest_expected: u32,
    /// As in [`Status`].
    pub total_votes: u32,
    /// As in [`Status`].
    pub device_votes: u32,
    /// What is in force.
    pub flags: Flags,
    /// As in [`Status`].
    pub fence_delay: Millis,
}

/// A [`Reason`] without its list of nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct BriefReason {
    /// The rule that decided.
    pub code: ReasonCode,
    /// As in [`Reason`].
    pub votes: u32,
    /// As in [`Reason`].
    pub needed: u32,
    /// As in [`Reason`].
    pub expected_votes: u32,
    /// As in [`Reason`].
    pub node: Option<NodeId>,
    /// As in [`Reason`].
    pub device_votes: u32,
}

impl Brief {
    /// The whole status, with the members of the view and the nodes that are missing.
    pub(crate) fn with<const N: usize>(self, members: Nodes<N>, missing: Nodes<N>) -> Status<N> {
        let BriefReason { code, votes, needed, expected_votes, node, device_votes } = self.reason;
        Status {
            node: self.node,
            ring: self.ring,
            verdict: self.verdict,
            reason: Reason { code, votes, needed, expected_votes, node, missing, device_votes },
            quorum: self.quorum,
            expected_votes: self.expected_votes,
            highest_expected: self.highest_expected,
            total_votes: self.total_votes,
            device_votes: self.device_votes,
            flags: self.flags,
            members,
            fence_delay: self.fence_delay,
        }
    }
}

impl<const N: usize> Status<N> {
    /// Whether the partition may act.
    #[must_use]
    pub fn is_quorate(&self) -> bool {
        self.verdict == Verdict::Quorate
    }
}

/// What an engine with storage knows of the electorate that was agreed on.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct AgreedElectorate<const N: usize> {
    /// Electorates are numbered from 1; 0: none is known here.
    pub epoch: u32,
    /// Who votes, ascending.
    pub electors: Nodes<N>,
    /// Whether a change is known that may have been agreed on or not.
    pub change_pending: bool,
    /// Members that have not stored that change yet: it waits for them.
    pub unstored: Nodes<N>,
    /// Members that have another nodelist than the local node; while there are some, the electorate does not follow
    /// the nodelist.
    pub other_nodelist: Nodes<N>,
}

/// What is known of one node, votequorum_getinfo(nodeid).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct NodeInfo {
    /// The node.
    pub node: NodeId,
    /// Its state.
    pub state: NodeState,
    /// Its votes.
    pub votes: u32,
    /// Expected votes as it reported them.
    pub expected_votes: u32,
    /// Flags: configuration of the local node, device bits of this node.
    pub flags: Flags,
}
