//! quorum.device.net: how corosync-qdevice asks a witness for its vote.

use crate::base::{Algorithm, NodeId, TieBreak};

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
    pub(crate) tie_breaker: Option<TieBreak>,
    pub(crate) keeps_active: Option<bool>,
    /// quorum.device.heuristics.mode is on or sync.
    pub(crate) heuristics: bool,
}

impl Net {
    /// Nothing is written.
    pub(crate) const DEFAULT: Net = Net {
        is_net: false,
        has_host: false,
        inside: None,
        algorithm: Some(Algorithm::Ffsplit),
        tie_breaker: Some(TieBreak::Lowest),
        keeps_active: Some(true),
        heuristics: false,
    };
}

/// Algorithm `test` is for developers: corosync-qdevice refuses it unless it is told otherwise.
pub(super) fn algorithm(value: &[u8]) -> Option<Algorithm> {
    [Algorithm::Ffsplit, Algorithm::Lms, Algorithm::TwoNodeLms]
        .into_iter()
        .find(|known| known.word().as_bytes() == value)
}

pub(super) fn tie_breaker(value: &[u8], number: Option<u32>) -> Option<TieBreak> {
    match value {
        b"lowest" => Some(TieBreak::Lowest),
        b"highest" => Some(TieBreak::Highest),
        _ => number.filter(|node| *node != 0).map(|node| TieBreak::Node(NodeId(node))),
    }
}

pub(super) fn switch(value: &[u8]) -> Option<bool> {
    const ROWS: [(&[u8], bool); 6] =
        [(b"yes", true), (b"on", true), (b"1", true), (b"no", false), (b"off", false), (b"0", false)];
    ROWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(value)).map(|(_, on)| *on)
}
