//! What nodes tell each other.
//!
//! The content is votequorum's (nodeinfo, reconfigure, device registration), the
//! encoding is our own: [postcard](https://postcard.jamesmunns.com), the same bytes on every
//! machine. A message names the view that it was sent in and never its sender: the
//! membership layer knows who sent it, so no node can speak for another
//! (votequorum believes the message: message_handler_req_exec_votequorum_nodeinfo in exec/votequorum.c).
//!
//! Every message goes to every member of the view, the sender included, in one order that is the
//! same for all of them, as corosync's totem delivers it.

use crate::base::{NodeId, RingId, errors};
use crate::wire::codec::{Reader, Writer};
use heapless::Vec;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Longest device name in bytes. votequorum takes 254; here it is part of every engine.
pub const DEVICE_NAME_MAX: usize = 32;

/// The longest encoded message in bytes: a buffer of this size always suffices.
pub const MESSAGE_MAX: usize = 96;

/// First byte of every encoded message; other versions are refused.
const VERSION: u8 = 1;

/// The name under which a quorum device registers, 1 to 32 bytes.
pub type DeviceName = heapless::String<DEVICE_NAME_MAX>;

/// One message, bound to the view that it was sent in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The view of the sender. A receiver in another view refuses it.
    pub ring: RingId,
    /// What is said.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Body {
    /// The sender's own state (votequorum's nodeinfo).
    NodeInfo {
        /// Votes of the sender.
        votes: u32,
        /// Expected votes as the sender holds them.
        expected_votes: u32,
        /// votequorum's NODE_FLAGS bits.
        flags: u16,
    },
    /// The quorum device's votes as the sender's config has them (nodeinfo of node 0).
    DeviceInfo {
        /// Votes of the device.
        votes: u32,
    },
    /// The sender has told everything that the new view needs, and waits for nothing.
    Ready,
    /// An operator's new expected votes for every member.
    SetExpectedVotes {
        /// The new value.
        expected_votes: u32,
    },
    /// An operator's new votes of one node.
    SetVotes {
        /// Whose votes.
        node: NodeId,
        /// The new value.
        votes: u32,
    },
    /// An operator says that nobody has to wait for all nodes any more.
    CancelWaitForAll,
    /// The sender's quorum device registers under this name.
    DeviceRegister {
        /// The name.
        #[serde(deserialize_with = "read_device_name")]
        name: DeviceName,
    },
    /// The sender's quorum device is gone.
    DeviceUnregister,
    /// The quorum device has a new name.
    DeviceRename {
        /// The name so far.
        #[serde(deserialize_with = "read_device_name")]
        old: DeviceName,
        /// The name from now on.
        #[serde(deserialize_with = "read_device_name")]
        new: DeviceName,
    },
    /// The sender leaves and takes its votes off expected votes (cman's leave remove).
    LeaveRemove,
    /// The sender leaves; expected votes stay (cman's leave, strict).
    Leave,
    /// The sender's own state under rules `strict`.
    State {
        /// Admitted or not, frozen or not, and what the quorum device says.
        flags: u16,
        /// An operator's expected votes; 0 without.
        expected_votes: u32,
    },
    /// The sender holds proofs that every node outside the view is off (strict).
    Accounted,
    /// An operator says that a frozen partition may go on (strict).
    Resume,
}

/// A device's name; `None` where it is too long. heapless's own conversions have a sum that no compiler can
/// see to be small, so they go byte by byte here.
pub(crate) fn device_name(name: &str) -> Option<DeviceName> {
    let mut bytes: Vec<u8, DEVICE_NAME_MAX> = Vec::new();
    name.bytes().try_for_each(|byte| bytes.push(byte)).ok()?;
    DeviceName::from_utf8(bytes).ok()
}

fn read_device_name<'de, D: Deserializer<'de>>(from: D) -> Result<DeviceName, D::Error> {
    let bytes = Vec::<u8, DEVICE_NAME_MAX>::deserialize(from)?;
    DeviceName::from_utf8(bytes).map_err(|_| D::Error::custom("not UTF-8"))
}

errors! {
    /// Why bytes are not a message, or do not fit: [`MESSAGE_MAX`] bytes always suffice.
    pub enum MessageError {
        BufferTooSmall = -5 BUFFER_TOO_SMALL "the buffer is too small; call again with the size that is needed";
        Version = -300 MESSAGE_VERSION
            "another version of quorate wrote the message; use the same version on all nodes";
        Malformed = -301 MESSAGE_MALFORMED "this is not one complete message; drop it";
    }
}

impl Message {
    /// Writes the message into `buffer` and returns the bytes used.
    ///
    /// # Errors
    /// [`MessageError::BufferTooSmall`]; nothing in the buffer counts then.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], MessageError> {
        let mut writer = Writer::new(buffer);
        let written = writer.byte(VERSION).and_then(|()| writer.message(self));
        written.and_then(|()| writer.done()).ok_or(MessageError::BufferTooSmall)
    }

    /// Reads one whole message. Every byte counts: trailing bytes are refused.
    ///
    /// # Errors
    /// [`MessageError::Version`] and [`MessageError::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Message, MessageError> {
        let (first, rest) = bytes.split_first().ok_or(MessageError::Malformed)?;
        if *first != VERSION {
            return Err(MessageError::Version);
        }
        Reader::new(rest).message().ok_or(MessageError::Malformed)
    }
}
