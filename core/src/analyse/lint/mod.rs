//! Lint: what a config risks, each finding with a story that shows the harm on this very cluster.
//!
//! ```
//! use quorate::{Cluster, Config, Rules};
//! use quorate::lint::{FindingCode, Severity};
//!
//! let text = "quorum {\n provider: corosync_votequorum\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n \
//!     node {\n nodeid: 2\n }\n node {\n nodeid: 3\n }\n}\n";
//! let config = Config::<8>::from_corosync_conf(text)?;
//! let finding = config.lint().next().expect("two_node with three nodes");
//! assert_eq!(finding.code, FindingCode::TwoNodeNotTwo);
//! assert_eq!(finding.severity, Severity::Error);
//! let mut cluster = Cluster::new(&config, Rules::Corosync)?;
//! for step in finding.story().to_string().lines() {
//!     cluster.run(step).map_err(|error| error.to_string())?;
//! }
//! assert!(config.nodes().iter().all(|node| cluster.status(node.id).is_some_and(|status| status.is_quorate())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Findings speak of rules `corosync`: what votequorum makes of the config. Under rules `strict` the same stories split
//! no cluster, also with `last_man_standing` and `allow_downscale`; what `strict` cannot do safely it refuses by name.

mod check;
mod code;
mod device;
mod finding;
mod findings;
mod found;
mod ignored;
mod provider;
mod sentence;
mod shape;
mod shrink;
mod small;
mod splits;
mod story;
mod tie_breaker;
mod two_node;
mod votes;
mod witness;

pub use code::{FindingCode, Harm, Severity};
pub use finding::Finding;
pub use findings::Findings;
pub use story::FindingStory;
