//! A whole cluster in one process: steps, stories, and the tables that they end in.

mod asked;
mod cluster;
mod refused;
mod step;
pub mod story;
mod table;

pub use cluster::{Cluster, ClusterError};
pub use refused::ClusterProblem;
pub use step::{DeviceEvent, STEPS, Step, StepError, StepNodes};
pub use table::Table;
