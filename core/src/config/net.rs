//! quorum.device.net: how corosync-qdevice asks a witness for its vote.

use crate::base::NodeId;

/// quorum.device.net.algorithm: whom the witness votes for. The numbers are the protocol's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Algorithm {
    Ffsplit = 1,
    TwoNodeLms = 2,
    Lms = 3,
}

impl Algorithm {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Algorithm::Ffsplit => "ffsplit",
            Algorithm::TwoNodeLms => "2nodelms",
            Algorithm::Lms => "lms",
        }
    }

    #[allow(clippy::as_conversions, reason = "reading a discriminant")]
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

/// quorum.device.net.tie_breaker: which of two equal partitions gets the vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Preferred {
    Lowest,
    Highest,
    Node(NodeId),
}

/// The section, with corosync-qdevice's defaults. `None` is a value that it does not start with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Net {
    /// The device's model is net.
    pub(crate) is_net: bool,
    /// It says where the witness is.
    pub(crate) has_host: bool,
    /// The node of this cluster whose address that is.
    pub(crate) inside: Option<NodeId>,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) preferred: Option<Preferred>,
    pub(crate) keeps_active: Option<bool>,
}

impl Net {
    /// Nothing is written.
    pub(crate) const DEFAULT: Net = Net {
        is_net: false,
        has_host: false,
        inside: None,
        algorithm: Some(Algorithm::Ffsplit),
        preferred: Some(Preferred::Lowest),
        keeps_active: Some(true),
    };
}

/// Algorithm `test` is for developers: corosync-qdevice refuses it unless it is told otherwise.
pub(super) fn algorithm(value: &[u8]) -> Option<Algorithm> {
    [Algorithm::Ffsplit, Algorithm::Lms, Algorithm::TwoNodeLms]
        .into_iter()
        .find(|known| known.name().as_bytes() == value)
}

pub(super) fn preferred(value: &[u8], number: Option<u32>) -> Option<Preferred> {
    match value {
        b"lowest" => Some(Preferred::Lowest),
        b"highest" => Some(Preferred::Highest),
        _ => number.filter(|node| *node != 0).map(|node| Preferred::Node(NodeId(node))),
    }
}

pub(super) fn switch(value: &[u8]) -> Option<bool> {
    const ROWS: [(&[u8], bool); 6] =
        [(b"yes", true), (b"on", true), (b"1", true), (b"no", false), (b"off", false), (b"0", false)];
    ROWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(value)).map(|(_, on)| *on)
}
