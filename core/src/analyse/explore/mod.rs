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
//! | a node leaves cleanly or crashes | `leave 2`, `crash 2` |
//! | the nodes that are up split and meet again, in every way | `split 1 4 \| 2 3`, `heal` |
//! | a partition forms its view anew | `reform 1` |
//! | last_man_standing's windows expire, all that are armed | `wait 10000ms` |
//! | the device votes in another partition, or nowhere; in a new partition it goes on voting for one part | `device off 1 2`, `device on 3` |
//! | a partition that may fence switches off one node outside or all (strict, wait_for_all) | `fence 3 4 by 1` |
//! | a node finds out who is off (strict, wait_for_all) | `survey 1` |
//! | an operator lets a frozen partition continue (strict, freeze_on_loss) | `resume 1` |
//! | a member stops hearing messages in its view, or hears again from the next view on ([`Settings::lost_messages`]) | `deafen 2`, `hear 2` |
//!
//! Lost messages: messages of a view come in one order to all members, so what a member misses is the end of what was
//! said, from somewhere on; and any members may miss it, as when a node crashes in the middle. Between events
//! that is what `deafen` does. Within an exchange of states it makes no difference where the member stops
//! hearing: without all states it decides nothing, and what it heard of them no longer counts in the next view.
//!
//! Under rules `strict` with an electorate that changes by agreement a node that is down may also lose its disk
//! (`forget 2`). There members hear any beginning of what was said before the next view, so with lost messages each
//! message is a step of its own, and so is what a node asks for:
//!
//! | happens | told as |
//! | --- | --- |
//! | a member hears the next message of its view, or says its proposal while others have one too | `hears 2`, `proposes 1` |
//! | a node asks to leave, and goes when that is agreed; its window expires | `leave 1`, `timeout 1` |
//! | it writes its disk, or stops before it has; its wait to leave times out ([`Settings::lost_writes`]) | `saves 1` |
//! | it goes on in a view that others have left, and hears what was said there ([`Settings::stragglers`]) | `follows 1` |
//! | it gets another corosync.conf ([`Settings::reloads`]) | `2 gets corosync.conf 1` |
//! | an operator gives the last node other votes, or drops it ([`Settings::operator_votes`]) | `votes of place 1: 0, on 1` |
//!
//! There, a split is two quorate views without a common member, and a fork is two electorates of one epoch. Epochs and
//! ring ids grow forever; a state has their ranks instead, so that the space is finite. Two things are left out: how
//! far one epoch is ahead of another, and a blank node that founds a cluster by a nodelist that nobody has agreed on
//! (here a blank node has the first nodelist). A node gets another corosync.conf, or is asked for votes, only when all
//! members have heard what it said of the last; else such requests would pile up before a member that hears nothing.
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
mod hash;
#[cfg(test)]
mod lost_tests;
mod moves;
mod outcome;
mod reduce;
#[cfg(test)]
mod reduce_tests;
mod render;
mod search;
mod seen;
mod situation;
#[cfg(test)]
mod tests;
mod world;

pub use render::story;

use crate::base::{NodeId, Rules};
use crate::config::Config;
use outcome::CLUSTER_NODES_MAX;
pub use outcome::{
    EXPLORED_NODES_MAX, Ending, Exploration, ExploreError, Finding, FindingKind, Progress, Settings,
};

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
        1..=4 => search::run::<4>(&config.narrow()?, rules, settings, progress),
        5..=8 => search::run::<8>(&config.narrow()?, rules, settings, progress),
        _ => search::run::<CLUSTER_NODES_MAX>(&config.narrow()?, rules, settings, progress),
    }
}
