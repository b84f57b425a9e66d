//! **May this partition act?** Cluster quorum and votes, with the reason.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
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

mod cluster;
mod conf;
mod config;
mod corosync;
mod display;
mod engine;
mod error;
mod message;
mod node;
mod reason;
mod roster;
mod status;
mod step;
pub mod story;

pub use cluster::{Cluster, ClusterError};
pub use config::{Builder, Config, ConfigNode, DeviceConfig, Options, TieBreaker};
pub use display::{CmanTool, Quorumtool, Table};
pub use engine::{Engine, Rules, UnknownRules};
pub use error::{ConfigError, ConfigProblem, EngineError};
pub use message::{Body, DEVICE_NAME_MAX, DeviceName, MESSAGE_MAX, Message, MessageError};
pub use node::{Millis, NodeId, RingId};
pub use reason::{Reason, ReasonCode};
pub use roster::{NODES_MAX, NodeState};
pub use status::{Flags, NodeInfo, Status, Verdict};
pub use step::{DeviceEvent, STEPS, Step, StepError, StepNodes};
