//! What nodes tell each other and what a node keeps, as bytes.

mod codec;
mod flags;
mod message;
mod outbox;
mod snapshot;

pub(crate) use flags::NodeFlags;
pub(crate) use message::device_name;
pub use message::{Body, DEVICE_NAME_MAX, DeviceName, MESSAGE_MAX, Message, MessageError};
pub(crate) use outbox::{Outbox, Outgoing};
pub use snapshot::{Snapshot, SnapshotError};
