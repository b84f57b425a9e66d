//! A whole cluster in one process: steps, stories, and the tables that they end in.

#[cfg(feature = "std")]
mod asked;
mod cluster;
mod refused;
mod step;
pub mod story;
mod table;
mod words;

pub use cluster::Cluster;
pub use refused::{ClusterError, ClusterProblem};
pub use step::{DeviceEvent, Step, StepHelp};
pub use table::Table;
pub use words::{StepError, StepNodes, StepSides};
