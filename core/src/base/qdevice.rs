//! What corosync-qdevice and a witness speak of. The numbers are those of their protocol.

use super::codes;
use super::node::NodeId;

codes! {
    /// How a cluster's vote is decided. The numbers are the protocol's.
    pub enum Algorithm: u8 {
        /// Always votes.
        Test = 0,
        /// A partition of more than half gets the vote; of two halves, one.
        Ffsplit = 1,
        /// Last man standing for two nodes; corosync.conf calls it 2nodelms.
        TwoNodeLms = 2,
        /// Last man standing.
        Lms = 3,
    }
}

impl Algorithm {
    /// The word of corosync.conf (quorum.device.net.algorithm).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Algorithm::TwoNodeLms => "2nodelms",
            other => other.name(),
        }
    }

    #[allow(clippy::as_conversions, reason = "reading a discriminant")]
    pub(crate) const fn byte(self) -> u8 {
        self as u8
    }

    #[cfg(feature = "witness")]
    pub(crate) fn of(byte: u8) -> Self {
        Self::ALL.into_iter().find(|one| one.byte() == byte).unwrap_or(Algorithm::Test)
    }
}

codes! {
    /// What a client said last of its node's heuristics. The numbers are the protocol's.
    pub enum Heuristics: u8 {
        /// They are not used, or their result is not known.
        Undefined = 0,
        /// They pass.
        Pass = 1,
        /// They fail.
        Fail = 2,
    }
}

#[allow(clippy::derivable_impls, reason = "a row of codes! has no attributes but its text")]
impl Default for Heuristics {
    fn default() -> Self {
        Heuristics::Undefined
    }
}

impl Heuristics {
    #[allow(clippy::as_conversions, reason = "reading a discriminant")]
    pub(crate) const fn byte(self) -> u8 {
        self as u8
    }

    #[cfg(feature = "witness")]
    pub(crate) fn of(byte: u8) -> Self {
        Self::ALL.into_iter().find(|one| one.byte() == byte).unwrap_or(Heuristics::Undefined)
    }
}

/// Which node is preferred where two partitions are equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TieBreak {
    /// The lowest of the configured nodes.
    Lowest,
    /// The highest.
    Highest,
    /// This one.
    Node(NodeId),
}

impl TieBreak {
    /// The protocol's mode, and its node: 0 where none is given.
    pub(crate) const fn mode(self) -> (u8, NodeId) {
        match self {
            TieBreak::Lowest => (1, NodeId(0)),
            TieBreak::Highest => (2, NodeId(0)),
            TieBreak::Node(node) => (3, node),
        }
    }

    #[cfg(feature = "witness")]
    pub(crate) const fn of(mode: u8, node: NodeId) -> Self {
        match mode {
            2 => TieBreak::Highest,
            3 => TieBreak::Node(node),
            _ => TieBreak::Lowest,
        }
    }
}
