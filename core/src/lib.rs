//! **May this partition act?** Cluster quorum and votes, with the reason.
//!
//! Everything that fences nodes or writes to shared storage must know whether its side of a split cluster may act. This
//! crate computes the answer in the caller's own process, from corosync.conf and the nodes present, and says why. It is
//! `no_std`, allocates nothing, does not panic, and takes time and bytes as arguments.
//!
//! ```
//! use quorate::{Cluster, Config, NodeId, Rules};
//!
//! // Two nodes; one dies, and while it is dead the other one is rebooted.
//! let text = "quorum {\n provider: corosync_votequorum\n two_node: 1\n}\n\
//!     nodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n";
//! let config = Config::<8>::from_corosync_conf(text)?;
//! let mut cluster = Cluster::new(&config, Rules::Corosync)?;
//! for step in ["up 1 2", "crash 2", "crash 1", "up 1"] {
//!     cluster.run(step).map_err(|error| error.to_string())?;
//! }
//! let status = cluster.status(NodeId(1)).expect("node 1 is up");
//! assert!(!status.is_quorate());
//! assert_eq!(
//!     status.reason.to_string(),
//!     "wait_for_all: 1 of 2 expected votes present, not quorate until all are; waiting for: node 2",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | read a corosync.conf | [`Config::from_corosync_conf`], or [`Builder`] in code |
//! | judge one partition from config and members alone | [`Engine::observe`] |
//! | run a node with peers, messages and time | [`Engine::view`], [`Engine::receive`], [`Engine::poll_transmit`], [`Engine::handle_timeout`] |
//! | bring a node through a reset | [`Engine::snapshot`], [`Engine::restore`] |
//! | let nodes leave, come and be lost for good, by agreement | [`Engine::with_storage`] (feature `agreed`, on by default) |
//! | see what a cluster will do | [`Cluster`], with steps such as `crash 2`, or [`story`] |
//! | know the answer | [`Engine::status`]: [`Verdict`], [`Reason`] and votequorum_info's numbers and [`Flags`] |
//! | find mistakes in a config, each with a story that shows the harm | [`Config::lint`] |
//! | know who would be quorate, and what a cluster survives | `what_if`, with feature `std` |
//! | know what would help, and what it risks | [`Engine::help`] |
//! | give clusters their third vote, in place of corosync-qnetd | [`witness`] (feature `witness`, on by default) |
//! | find split brains before they happen | `explore`, with feature `std` |
//! | know where corosync would answer differently | [`deviations`] |
//!
//! `N`, 1 to 64, is the number of nodes that fit. [`Rules`] choose between `corosync` (what votequorum does, split
//! brains included), `cman` (what Red Hat's cman did) and `strict` (what we recommend: two partitions are never both
//! quorate, and [here is why](strict_rules)).
//!
//! # Layers
//!
//! The folders of the source, from the bottom to the top; none names one above it (`tests/lint/layers.rs`):
//!
//! - `base`: nodes, views and rule sets by name; the tables of codes and errors;
//! - `config`: who has how many votes, which options are on, and the reader of corosync.conf;
//! - `verdict`: what an engine answers, and why it refuses;
//! - `wire`: messages and snapshots as bytes, and what waits to be sent;
//! - `rules`: the contract of a rule set, the table of known nodes, `corosync` with cman's dialect, `strict`;
//! - `engine`: one node, and its status as corosync-quorumtool prints it;
//! - `witness`: the third vote, as corosync-qnetd gives it;
//! - `simulate`: a cluster of engines in one process, its steps, stories and tables;
//! - `analyse`: advice, lint, what-if and the explorer, all by trying things out on engines and clusters.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(all(feature = "corosync", feature = "cman", feature = "strict", feature = "agreed")),
    allow(dead_code, unused_variables, reason = "some of it serves the rules that are left out")
)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::string_slice,
        clippy::as_conversions,
        clippy::missing_panics_doc
    )
)]

#[cfg(any(test, doctest, feature = "std"))]
extern crate std;

#[cfg(not(any(feature = "corosync", feature = "cman", feature = "strict")))]
compile_error!("no rules: build with at least one of the features `corosync`, `cman` and `strict`");

mod analyse;
mod base;
mod config;
mod engine;
mod rules;
mod simulate;
mod verdict;
mod wire;
#[cfg(feature = "witness")]
pub mod witness;

pub use analyse::{advice, lint};
#[cfg(feature = "std")]
pub use analyse::{explore, what_if};
pub use base::{
    Algorithm, Heuristics, List, Millis, NODES_MAX, Names, NodeId, NodeState, Nodes, RingId, Rules, TieBreak,
    UnknownRules,
};
pub use config::{
    Builder, Config, ConfigError, ConfigNode, ConfigProblem, DeviceConfig, NetConfig, Options, TieBreaker,
    names,
};
pub use engine::{CmanTool, Engine, Quorumtool, RestoreError};
pub use rules::{deviations, strict_rules};
#[doc(hidden)]
pub use simulate::ClusterProblem;
pub use simulate::{
    Arbiter, Asked, Cluster, ClusterError, DeviceEvent, QdeviceEvent, Step, StepError, StepHelp, StepNodes,
    StepSides, Table, WitnessEvent, story,
};
pub use verdict::{
    AgreedElectorate, Brief, BriefReason, EngineError, Flags, NodeInfo, Reason, ReasonCode, Status,
    Unsupported, Verdict,
};
pub use wire::{
    Body, Change, DEVICE_NAME_MAX, DeviceName, MESSAGE_MAX, Memory, Message, MessageError, Snapshot,
    SnapshotError,
};

/// README's Rust example, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
