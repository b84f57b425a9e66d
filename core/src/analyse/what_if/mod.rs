//! What if: who would be quorate after a loss or a split, and what a cluster survives.
//!
//! ```
//! use quorate::what_if::{partitions, survey, who};
//! use quorate::{Builder, NodeId, Rules};
//!
//! let mut builder = Builder::<8>::new();
//! for id in 1..=4 {
//!     builder.node(NodeId(id), 1)?;
//! }
//! let config = builder.build()?;
//! // Node 4 is down, and 1 is cut off from 2 and 3.
//! let cluster = who(&config, Rules::Corosync, &[NodeId(4)], &[(NodeId(1), 0), (NodeId(2), 1), (NodeId(3), 1)])?;
//! assert!(partitions(&cluster).all(|partition| partition.quorate.is_empty()));
//!
//! let survey = survey(&config, Rules::Corosync)?;
//! assert_eq!((survey.at_once, survey.votes_to_spare), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! All nodes start together first, and have met. A quorum device votes for all of them then, and afterwards where most
//! nodes are (of halves, where the lowest node is). With a quorum.device.net with a host its witness is asked instead:
//! the nodes that are up can reach it, and what it decides once its leases are over is the answer.

mod partition;
mod splits;
mod survey;
mod tried;
mod who;

pub use partition::{Partition, partitions};
pub use splits::{SplitOutcome, Splits, splits};
pub use survey::{Survey, survey};
pub use tried::NODES_TRIED_MAX;
pub use who::{WhatIfError, who};
