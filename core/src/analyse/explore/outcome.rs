//! What the explorer is asked, and what it answers.

use crate::base::{NodeId, codes};
use crate::config::ConfigError;
use crate::verdict::EngineError;
use core::fmt;
use std::string::String;
use std::vec::Vec;

/// The most nodes that can take part.
pub const EXPLORED_NODES_MAX: usize = 8;

/// The most nodes of the cluster, those that stay down included.
pub(super) const CLUSTER_NODES_MAX: usize = 16;

/// What to explore, and how far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings<'a> {
    /// Which nodes take part; the others of the cluster stay down. Empty: all.
    pub nodes: &'a [NodeId],
    /// How many events in a row; `None`: until no new state appears.
    pub depth: Option<u32>,
    /// Stops before it needs more bytes than these for states. Besides, each thread remembers what events do, in up to
    /// 50 MB.
    pub memory_max: usize,
    /// How many threads search.
    pub threads: usize,
    /// Under rules `strict` nodes have storage, and an electorate that changes, also where no option asks for it.
    pub storage: bool,
    /// Members may miss messages of a view.
    pub lost_messages: bool,
    /// Where messages may be lost and the electorate changes: writes to disk may be lost too.
    pub lost_writes: bool,
    /// Under rules `strict`, where messages may be lost: members may stay behind in a view while others go on, so that
    /// views overlap in time.
    pub stragglers: bool,
    /// Where messages may be lost and the electorate changes: every node, up or down, may get any of these
    /// corosync.confs in place of its own.
    pub reloads: &'a [&'a str],
    /// Where messages may be lost and the electorate changes: an operator changes the last node's votes, up to this
    /// number, or drops it. The request goes to the lowest member.
    pub operator_votes: Option<u32>,
    /// Where nodes ask a witness: it gives votes away as qnetd does, and not as leases.
    pub like_qnetd: bool,
    /// Where nodes ask a witness: it stops and starts anew.
    pub witness_restarts: bool,
}

impl Default for Settings<'_> {
    /// All nodes, until no new state appears, within 1 GiB, on one thread, without lost messages.
    fn default() -> Self {
        Settings {
            nodes: &[],
            depth: None,
            memory_max: 1 << 30,
            threads: 1,
            storage: false,
            lost_messages: false,
            lost_writes: false,
            stragglers: false,
            reloads: &[],
            operator_votes: None,
            like_qnetd: false,
            witness_restarts: true,
        }
    }
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// States found so far.
    pub states: usize,
    /// States whose successors are all known.
    pub expanded: usize,
    /// Every sequence of this many events has been tried.
    pub depth: u32,
    /// Bytes for states at the peak.
    pub memory: usize,
}

codes! {
    /// Why it ended.
    pub enum Ending: u32 {
        /// No new state appears: the answer holds for sequences of any length.
        Closed = 1,
        /// The depth that was asked for.
        Depth = 2,
        /// A split, or a step that was refused.
        Found = 3,
        /// It would need more memory than allowed.
        Memory = 4,
        /// The caller stopped it.
        Cancelled = 5,
    }
}

codes! {
    /// What is wrong with a state.
    pub enum FindingKind: u32 {
        /// Two partitions are quorate at once.
        Split = 1,
        /// Both halves of a two_node cluster are quorate and rely on fencing.
        ReliesOnFencing = 2,
        /// Members of one partition disagree.
        Disagreement = 3,
        /// An engine refused what it must take.
        Refused = 4,
        /// Two electorates have one epoch.
        Fork = 5,
    }
}

/// A shortest way to a state that should not be.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// A sentence.
    pub what: String,
    /// How many events after the start; an event may take several steps.
    pub length: u32,
    /// The steps, from a cluster with all nodes down.
    pub steps: Vec<String>,
    /// The same as a story with all tables.
    pub story: String,
}

/// The result.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Exploration {
    /// States with different possible futures. Under rules `strict`, states count once if they differ only in which
    /// node is which, among nodes with equal votes and no tie breaker, or only in proofs that are forgotten.
    pub states: usize,
    /// Events that were tried.
    pub events: u64,
    /// Every sequence of this many events has been tried.
    pub depth: u32,
    /// Why it ended.
    pub ending: Ending,
    /// Bytes for states at the peak.
    pub memory: usize,
    /// The first of each kind, shortest first.
    pub findings: Vec<Finding>,
}

impl Exploration {
    /// Whether no new state appears any more.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.ending == Ending::Closed
    }

    /// The shortest of a kind.
    #[must_use]
    pub fn finding(&self, kind: FindingKind) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.kind == kind)
    }
}

/// Why a cluster cannot be explored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ExploreError {
    /// The config has no nodelist.
    NoNodelist,
    /// More than [`EXPLORED_NODES_MAX`] would take part.
    TooManyNodes(usize),
    /// The cluster has more than can be explored, even if they stay down.
    ClusterTooLarge(usize),
    /// One of [`Settings::nodes`] is not in the nodelist.
    UnknownNode(NodeId),
    /// [`Settings::like_qnetd`] is set or [`Settings::witness_restarts`] is not, and nobody asks a witness.
    NoWitness,
    /// The rules do not take the config.
    Rules(EngineError),
    /// The config does not fit in the room for its number of nodes.
    Config(ConfigError),
}

impl From<ConfigError> for ExploreError {
    fn from(error: ConfigError) -> Self {
        ExploreError::Config(error)
    }
}

impl fmt::Display for ExploreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExploreError::NoNodelist => {
                f.write_str("the config has no nodelist; name the nodes to explore in one")
            }
            ExploreError::TooManyNodes(nodes) => {
                write!(f, "{nodes} nodes; at most {EXPLORED_NODES_MAX} can take part: name them")
            }
            ExploreError::ClusterTooLarge(nodes) => {
                write!(f, "a cluster of {nodes} nodes; at most {CLUSTER_NODES_MAX} can be explored")
            }
            ExploreError::UnknownNode(node) => write!(f, "node {node} is not in the nodelist"),
            ExploreError::NoWitness => f.write_str(
                "nothing asks a witness here: the config needs device { model: net; net { host: ... } }, and messages \
                 that are not steps of their own",
            ),
            ExploreError::Rules(error) => error.fmt(f),
            ExploreError::Config(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ExploreError {}
