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
//! | event | as steps of a story |
//! | --- | --- |
//! | all nodes start at once, in any partition | `split 1 4 \| 2 3`, `up 1 2 3 4` |
//! | a node starts, alone or in an existing partition | `split 4`, `up 4` |
//! | a node leaves cleanly or crashes | `leave 2`, `crash 2` |
//! | the nodes that are up split and meet again, in every way | `split 1 4 \| 2 3`, `heal` |
//! | a partition forms a new view with the same members | `reform 1` |
//! | all armed windows of last_man_standing expire | `wait 10000ms` |
//! | the device votes in another partition, or nowhere; when its partition splits, it stays with one part | `device off 1 2`, `device on 3` |
//! | a partition that may fence powers off one node outside it, or all of them (strict, wait_for_all) | `fence 3 4 by 1` |
//! | a node finds out which nodes are off (strict, wait_for_all) | `survey 1` |
//! | an operator lets a frozen partition continue (strict, freeze_on_loss) | `resume 1` |
//! | a member stops hearing messages in its view, or hears again from the next view on ([`Settings::lost_messages`]) | `deafen 2`, `hear 2` |
//!
//! Lost messages: all members get the messages of a view in the same order. So what a member misses is the tail,
//! from some message on, and any member may miss it, as when the sender crashes halfway. Between events that is
//! what `deafen` does. Within an exchange of states it makes no difference at which message a member stops hearing:
//! without all states it decides nothing, and the states that it did get no longer count in the next view.
//!
//! Under rules `strict` with an electorate that changes by agreement, a node that is down may also lose its disk
//! (`forget 2`). When the next view begins, a member may have heard only the first part of what was said. So with lost
//! messages each message is a step of its own, and so is each request of a node:
//!
//! | event | called |
//! | --- | --- |
//! | a member hears the next message of its view, or sends its proposal although others have one too | `hears 2`, `proposes 1` |
//! | a node asks to leave, and leaves once the others agree; its window expires | `leave 1`, `timeout 1` |
//! | a node writes its disk, or stops before it has; its wait to leave times out ([`Settings::lost_writes`]) | `saves 1` |
//! | a node stays behind in a view that others have left, and hears what was said there ([`Settings::stragglers`]; also with a fixed electorate) | `follows 1` |
//! | a node gets another corosync.conf ([`Settings::reloads`]) | `2 gets corosync.conf 1` |
//! | an operator changes the votes of the last node, or drops it ([`Settings::operator_votes`]) | `votes of place 1: 0, on 1` |
//!
//! There, a split is two quorate views without a common member, or a member of a quorate view that goes on by an older
//! one. A fork is two electorates with the same epoch.
//! Epochs and ring ids grow forever; a state has only their ranks, so that there are finitely many. Two things are
//! left out: how far apart two epochs are, and a blank node that founds a cluster with a nodelist that nobody has
//! agreed on (here a blank node has the first nodelist). A node gets another corosync.conf, a request to change votes
//! or to resume, or a proof, only after all members have heard its last such message; otherwise these would pile up
//! ahead of a member that hears nothing.
//!
//! Where corosync.conf says how nodes reach a witness (`device { model: net; net { host ... } }`), they ask it, as in a
//! story, and the device's own events above are none. Then time counts, and these happen too:
//!
//! | event | as steps of a story |
//! | --- | --- |
//! | the link between a node and the witness is cut, or mended | `witness cut 1`, `witness mend 1` |
//! | the witness stops, or starts anew with what it stored or with nothing ([`Settings::witness_restarts`]) | `witness down`, `witness up`, `witness up blank` |
//! | the same with qnetd's timing ([`Settings::like_qnetd`]) | `witness up like_qnetd` |
//! | where quorum.device.heuristics is on: those of a node pass, fail or have no result; at first all pass | `heuristics fail 1` |
//! | time passes: until the next thing that happens by itself (an echo, a lease or a timer that ends), for a quarter of a heartbeat, or for 5 minutes | `wait 8000ms` |
//!
//! A state has the witness, its clients and what waits at cut links, with all instants relative to now. There are too
//! many to end: [`Settings::depth`] says how far. Two nodes and 6 events, three and 5, or four and 4 take seconds to a
//! minute each.
//!
//! In a new view votequorum waits for the device, and keeps the verdict of the view before. That verdict counts against
//! a side that has the device's vote: no witness may give it too early. It does not count against a majority that
//! goes on without the device, which no witness can stop. Not explored there: a qdevice that is killed or
//! frozen. Where each message is a step of its own, the device's vote is an event as without a witness.
//!
//! Not explored: operator overrides (`expected`, `votes`, `cancel_wait_for_all`, `reload`), for which a human
//! answers; a device that votes in two partitions at once, or that moves on before all members of its partition
//! know (avoiding that is the device's job); a device that falls silent, which under rules `strict` only takes a
//! vote away; nodes whose windows expire at different times. Under rules that ignore fencing, fencing is a crash.
//! Also not: a further view for a node that stays behind, while those with it are the members of the view it is in.
//! Without stragglers a step changes all nodes of a partition at once: views do not overlap in time. With them, how
//! long a node that is cut off goes on without knowing it is not counted: it depends on the membership layer's
//! timeouts, under these rules as under any others. What strict promises meanwhile: [`crate::strict_rules`].
//!
//! States with the same possible futures count once: see [`Exploration::states`].

mod effects;
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
mod steps;
mod task;
#[cfg(test)]
mod tests;
mod witnessed;
mod world;

pub use render::story;

use crate::base::{NodeId, Rules};
use crate::config::Config;
use outcome::CLUSTER_NODES_MAX;
pub use outcome::{
    EXPLORED_NODES_MAX, Ending, Exploration, ExploreError, Finding, FindingKind, Progress, Settings,
};

/// Explores a cluster. `progress` is called now and then, and says whether to go on.
///
/// The time depends on the number of states, which is not known in advance; memory is bounded by
/// [`Settings::memory_max`]. The same call has the same result, with any number of threads.
///
/// # Errors
/// The config has no nodelist, lacks a node that is to take part, or has more nodes than can be explored; or the rules
/// refuse it.
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
        1..=8 => search::run::<8>(&config.narrow()?, rules, settings, progress),
        _ => search::run::<CLUSTER_NODES_MAX>(&config.narrow()?, rules, settings, progress),
    }
}
