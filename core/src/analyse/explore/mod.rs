//! Every sequence of failures: is there one that splits this cluster?
//!
//! Breadth first over everything that can happen, from a cluster with all nodes down and from one with all nodes
//! up, until a depth is reached or no new state appears; then the answer holds for sequences of any length.
//!
//! ```
//! use quorate::explore::{FindingKind, Settings, explore};
//! use quorate::{Config, Rules};
//! let nodes: String = (1..=3).map(|id| format!(" node {{\n  nodeid: {id}\n }}\n")).collect();
//! let quorum = "quorum {\n auto_tie_breaker: 1\n wait_for_all: 1\n}\n";
//! let config = Config::<8>::from_corosync_conf(&format!("{quorum}nodelist {{\n{nodes}}}\n"))?;
//! let explored = explore(&config, Rules::Corosync, &Settings::default(), &mut |_| true)?;
//! let split = explored.finding(FindingKind::Split).expect("votequorum's tie breaker forgets");
//! assert_eq!(split.length, 2);
//! assert_eq!(split.steps, ["up 1 2 3", "split 1 2 | 3", "split 1 | 2 3"]);
//! let explored = explore(&config, Rules::Strict, &Settings::default(), &mut |_| true)?;
//! assert!(explored.is_closed() && explored.findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | happens | as steps of a story |
//! | --- | --- |
//! | all nodes start at once, in any partition | `split 1 4 \| 2 3`, `up 1 2 3 4` |
//! | a node starts, alone or in a partition that is there | `split 4`, `up 4` |
//! | a node stops, with or without a word | `leave 2`, `crash 2` |
//! | the nodes that are up part and meet, in every way | `split 1 4 \| 2 3`, `heal` |
//! | a partition forms its view anew | `reform 1` |
//! | last_man_standing's windows expire, all that are armed | `wait 10000ms` |
//! | the device votes in another partition, or nowhere; in a new partition it goes on voting for one part | `device off 1 2`, `device on 3` |
//! | a partition that may fence switches off one node outside or all (strict, wait_for_all) | `fence 3 4 by 1` |
//! | a node finds out who is off (strict, wait_for_all) | `survey 1` |
//! | an operator lets a frozen partition go on (strict, freeze_on_loss) | `resume 1` |
//! | a member hears nothing any more in its view, or hears again from the next view on (where asked for) | `deafen 2`, `hear 2` |
//!
//! Lost messages: messages of a view come in one order to all members, so what a member misses is the end of what was
//! said, from somewhere on; and any members may miss it, as when a node crashes in the middle. Between events
//! that is what `deafen` does. Within an exchange of states it makes no difference where the member stops to
//! hear: without all states it decides nothing, and what it heard of them counts no more in the next view.
//!
//! Not among them: what operators override (`expected`, `votes`, `cancel_wait_for_all`, `reload`), which is a human's
//! word against the argument; a device that votes in two partitions at once, or that moves on before all members
//! of its partition know (not to do that is its duty); a device that falls silent, which under rules `strict`
//! takes a vote away and no more; windows of nodes that expire apart. Fencing under rules that do not look at
//! it is a crash. A step makes all nodes of a partition change at once: views do not overlap in time. How long a
//! node that is cut off may go on without knowing is a matter of the membership layer's timeouts, with these rules
//! as with any other.
//!
//! States that cannot differ in their future count once: see [`Exploration::states`].

mod event;
mod fingerprint;
#[cfg(test)]
mod lost_tests;
mod reduce;
#[cfg(test)]
mod reduce_tests;
mod render;
mod search;
mod situation;
#[cfg(test)]
mod tests;

pub use render::story;

use crate::base::{NodeId, Rules};
use crate::config::{Config, ConfigError};
use crate::verdict::EngineError;
use core::fmt;
use std::string::String;
use std::vec::Vec;

/// The most nodes that can take part.
pub const EXPLORED_NODES_MAX: usize = 8;

/// The most nodes of the cluster, those that stay down included.
const CLUSTER_NODES_MAX: usize = 16;

/// How far, and with what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings<'a> {
    /// Which nodes take part; the others of the cluster stay down. Empty: all.
    pub nodes: &'a [NodeId],
    /// How many events in a row; `None`: until no new state appears.
    pub depth: Option<u32>,
    /// Stops before it needs more bytes than these.
    pub memory_max: usize,
    /// How many threads search.
    pub threads: usize,
    /// Members may miss messages in a view.
    pub lost_messages: bool,
}

impl Default for Settings<'_> {
    /// All nodes, until no new state appears, within 1 GiB, on one thread, without lost messages.
    fn default() -> Self {
        Settings { nodes: &[], depth: None, memory_max: 1 << 30, threads: 1, lost_messages: false }
    }
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// States found so far.
    pub states: usize,
    /// Those whose successors are known.
    pub expanded: usize,
    /// Every sequence of so many events is known.
    pub depth: u32,
    /// Bytes for states at the peak.
    pub memory: usize,
}

/// Why it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Ending {
    /// No new state appears: the answer holds for sequences of any length.
    Closed,
    /// The depth that was asked for.
    Depth,
    /// A split, or a step that was refused.
    Found,
    /// More memory than allowed would be needed.
    Memory,
    /// The caller said stop.
    Cancelled,
}

/// What is wrong with a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FindingKind {
    /// Two partitions are quorate at once.
    Split,
    /// Both halves of a two_node cluster are quorate, and rely on fencing.
    ReliesOnFencing,
    /// Members of one partition disagree.
    Disagreement,
    /// An engine refused what it must take.
    Refused,
}

impl FindingKind {
    /// `split`, `relies_on_fencing`, `disagreement` or `refused`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            FindingKind::Split => "split",
            FindingKind::ReliesOnFencing => "relies_on_fencing",
            FindingKind::Disagreement => "disagreement",
            FindingKind::Refused => "refused",
        }
    }
}

/// A shortest way to a state that should not be.
#[derive(Clone, PartialEq, Eq, Debug)]
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

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exploration {
    /// States that can differ in their future. Under rules `strict` those that differ by names of nodes only count once
    /// where votes and tie breaker make no difference, and so do those that differ by proofs that are forgotten.
    pub states: usize,
    /// Events that were tried.
    pub events: u64,
    /// Every sequence of so many events is known.
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
            ExploreError::Rules(error) => error.fmt(f),
            ExploreError::Config(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ExploreError {}

/// Explores a cluster. `progress` is told every so often how far it is, and says whether to go on.
///
/// The time grows with the states, which no one knows beforehand; memory is bounded by
/// [`Settings::memory_max`]. Equal calls have equal results, whatever the number of threads.
///
/// # Errors
/// The config has no nodelist, or not the nodes that shall take part, or more nodes than can be explored, or the rules
/// do not take it.
pub fn explore<const N: usize>(
    config: &Config<N>,
    rules: Rules,
    settings: &Settings<'_>,
    progress: &mut dyn FnMut(&Progress) -> bool,
) -> Result<Exploration, ExploreError> {
    let known = |node: &NodeId| config.nodes().iter().any(|known| known.id == *node);
    if let Some(unknown) = settings.nodes.iter().find(|node| !known(node)) {
        return Err(ExploreError::UnknownNode(*unknown));
    }
    let takes_part = |node: &NodeId| settings.nodes.is_empty() || settings.nodes.contains(node);
    let taking_part = config.nodes().iter().filter(|node| takes_part(&node.id)).count();
    // A small cluster is copied faster.
    match config.nodes().len() {
        0 => Err(ExploreError::NoNodelist),
        nodes if nodes > CLUSTER_NODES_MAX => Err(ExploreError::ClusterTooLarge(nodes)),
        _ if taking_part > EXPLORED_NODES_MAX => Err(ExploreError::TooManyNodes(taking_part)),
        1..=3 => search::run::<3>(&config.narrow()?, rules, settings, progress),
        4 => search::run::<4>(&config.narrow()?, rules, settings, progress),
        5 => search::run::<5>(&config.narrow()?, rules, settings, progress),
        6..=8 => search::run::<8>(&config.narrow()?, rules, settings, progress),
        _ => search::run::<CLUSTER_NODES_MAX>(&config.narrow()?, rules, settings, progress),
    }
}
