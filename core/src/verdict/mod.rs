//! What an engine answers: the verdict with its reason, or why a call was refused.

mod reason;
mod refusal;
mod status;

pub use crate::base::Unsupported;
pub use reason::{Reason, ReasonCode};
pub use refusal::EngineError;
pub use status::{AgreedElectorate, Brief, BriefReason, Flags, NodeInfo, Status, Verdict};
