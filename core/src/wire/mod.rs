//! What nodes tell each other and what a node keeps, as bytes.

mod device_name;
mod disk;
mod flags;
mod memory;
mod message;
pub(crate) mod outbox;
mod snapshot;

pub use device_name::{DEVICE_NAME_MAX, DeviceName};
pub(crate) use disk::{Sink, Source};
pub(crate) use flags::NodeFlags;
pub use memory::{Change, Memory, Told};
pub use message::{Body, MESSAGE_MAX, Message, MessageError};
pub(crate) use outbox::{Outbox, Outgoing};
pub use snapshot::{Snapshot, SnapshotError};
