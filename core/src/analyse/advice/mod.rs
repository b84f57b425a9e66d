//! What would help, and what it risks: advice for people, what an [`Engine`](crate::Engine) would do if it were
//! followed.
//!
//! ```
//! use quorate::{Cluster, Config, NodeId, Rules};
//!
//! let text = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n";
//! let mut cluster = Cluster::<8>::new(&Config::from_corosync_conf(text)?, Rules::Corosync)?;
//! cluster.run("up 1").map_err(|error| error.to_string())?;
//! let engine = cluster.engine(NodeId(1)).expect("node 1 is up");
//! assert_eq!(
//!     engine.help().to_string(),
//!     "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 is confirmed off, \
//!      cancel wait_for_all here (if it is still running, that risks split brain); \
//!      wait_for_all: 0 would risk split brain at every start",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod choice;
mod code;
mod outlook;
mod text;

pub use choice::ADVICE_MAX;
pub use code::{Advice, AdviceCode};
pub use text::Help;
