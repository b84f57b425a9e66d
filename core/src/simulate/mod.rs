//! A whole cluster in one process: steps, stories, and the tables that they end in.

#[cfg(feature = "std")]
mod asked;
mod cluster;
mod event;
mod refused;
mod step;
pub mod story;
mod table;
mod words;

pub(crate) use cluster::Given;
pub use cluster::{Arbiter, Asked, Cluster};
pub use event::{DeviceEvent, QdeviceEvent, WitnessEvent};
pub use refused::{ClusterError, ClusterProblem};
pub use step::{Step, StepHelp};
pub use table::Table;
pub use words::{StepError, StepNodes, StepSides};
