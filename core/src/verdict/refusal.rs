//! Why an engine refused an event or a request, and the way out.

use crate::base::{NodeId, RingId, Rules};
use core::fmt;

/// Why an engine refused an event or a request. Nothing has changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EngineError {
    /// 0 is the quorum device, not a node.
    NodeIdZero,
    /// The node is not in the nodelist.
    NotInNodelist(NodeId),
    /// The node has not been heard of.
    UnknownNode(NodeId),
    /// The view does not hold the local node.
    LocalNodeMissing(NodeId),
    /// The view names a node twice.
    DuplicateMember(NodeId),
    /// The view has more members than this build can hold.
    TooManyNodes(usize),
    /// No view has been formed yet.
    NoView,
    /// The message, or the device's poll, belongs to another view.
    OtherView(RingId),
    /// The message's sender is not in the view.
    SenderNotInView(NodeId),
    /// The votes would add up to more than 4294967295.
    VotesOverflow,
    /// Lower than the votes that are here.
    ExpectedVotesTooLow(u32),
    /// Quorum would rise above the votes that are here.
    QuorumOutOfReach(u32),
    /// Too many messages wait to be sent.
    OutboxFull,
    /// The node has left; start a new engine.
    Left,
    /// These rules have no such option (its name).
    NotInTheseRules(&'static str),
    /// The crate was built without these rules.
    RulesNotBuilt(Rules),
    /// cman's two_node is for exactly two nodes of one vote each.
    TwoNodeNeedsTwoNodes,
    /// The config has no quorum device, or one that is not allowed with its other options.
    DeviceNotAllowed,
    /// No quorum device is registered here.
    DeviceNotRegistered,
    /// Another quorum device is registered in this cluster.
    DeviceNameInUse,
    /// The device's name is empty or longer than 32 bytes.
    DeviceNameLength,
    /// A registration is still under way.
    DevicePending,
    /// A fence proof for a node that is in the view.
    FencedMember(NodeId),
    /// A fence proof of an instant before the view, or before that of a proof that is known.
    ProofTooOld,
    /// A view whose ring sequence is not greater than that of the view before, which may be a former life's.
    RingTooOld(RingId),
    /// A snapshot of another node, or of other rules.
    OtherSnapshot,
    /// A snapshot must be restored before the first view, and only once.
    RestoreTooLate,
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use EngineError as E;
        match self {
            E::NodeIdZero => f.write_str("node 0 is the quorum device; nodes are numbered from 1 up"),
            E::NotInNodelist(node) => write!(
                f,
                "node {node} is not in the nodelist; add it there \
                and reload"
            ),
            E::UnknownNode(node) => write!(
                f,
                "node {node} has not been heard of; it must have been \
                up once"
            ),
            E::LocalNodeMissing(node) => write!(
                f,
                "the view does not hold the local node {node}; a \
                node is always a member of its own view"
            ),
            E::DuplicateMember(node) => write!(f, "node {node} is in the view twice"),
            E::TooManyNodes(max) => write!(f, "more than {max} nodes, the bound of this build"),
            E::NoView => f.write_str("no view has been formed yet; report one first"),
            E::OtherView(ring) => write!(
                f,
                "it belongs to view {ring}, not to the present one; \
                deliver it there or drop it"
            ),
            E::SenderNotInView(node) => write!(
                f,
                "node {node} sent this and is not in the view; \
                drop it"
            ),
            E::VotesOverflow => f.write_str("votes would add up to more than 4294967295"),
            E::ExpectedVotesTooLow(votes) => write!(
                f,
                "expected votes cannot be lower than the \
                {votes} votes that are here"
            ),
            E::QuorumOutOfReach(quorum) => write!(
                f,
                "quorum would become {quorum}, out of reach for \
                the votes that are here"
            ),
            E::OutboxFull => f.write_str("too many messages wait; take them and send them first"),
            E::Left => f.write_str("this node has left the cluster; start a new engine"),
            E::NotInTheseRules(option) => write!(f, "these rules have no {option}"),
            E::RulesNotBuilt(rules) => {
                write!(f, "this build has no rules '{rules}'; build it with the feature '{rules}'")
            }
            E::TwoNodeNeedsTwoNodes => f.write_str(
                "two_node needs exactly two nodes of one vote \
                each (cman)",
            ),
            E::DeviceNotAllowed => f.write_str(
                "no quorum device can operate with this config; see \
                its device section and two_node, last_man_standing, auto_tie_breaker, \
                allow_downscale",
            ),
            E::DeviceNotRegistered => f.write_str(
                "no quorum device is registered at this node; \
                register it first",
            ),
            E::DeviceNameInUse => f.write_str(
                "a quorum device of another name is registered in this \
                cluster",
            ),
            E::DeviceNameLength => f.write_str("the quorum device's name must have 1 to 32 bytes"),
            E::FencedMember(node) => write!(f, "node {node} is in the view, so it is not off"),
            E::ProofTooOld => f.write_str(
                "this was found out before the view began, or before another proof; \
                ask again whether all missing nodes are off",
            ),
            E::RingTooOld(ring) => write!(
                f,
                "a ring id is used only once: the sequence must be greater than that of view {ring}, after a \
                restart, too"
            ),
            E::OtherSnapshot => f.write_str(
                "the snapshot is of another node, or of other rules; restore the \
                one that this node has stored",
            ),
            E::RestoreTooLate => {
                f.write_str("a snapshot is restored right after the start, before any view, and only once")
            }
            E::DevicePending => f.write_str("a registration is under way; try again when it is done"),
        }
    }
}

impl core::error::Error for EngineError {}
