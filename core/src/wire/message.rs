//! What nodes tell each other.
//!
//! The content is votequorum's (nodeinfo, reconfigure, device registration), the
//! encoding is [postcard](https://postcard.jamesmunns.com)'s, the same bytes on every
//! machine. A message names the view that it was sent in and never its sender: the
//! membership layer knows who sent it, so no node can speak for another
//! (votequorum believes the nodeid in the message).
//!
//! Every message goes to every member of the view, the sender included, in one order that is the
//! same for all of them, as corosync's totem delivers it.

use super::device_name::DeviceName;
use super::memory::Told;
use crate::base::{NodeId, RingId, errors, number};
use serde::{Deserialize, Serialize};

/// The longest encoded message in bytes: a buffer of this size always suffices.
pub const MESSAGE_MAX: usize = 96;

/// First byte of every encoded message; other versions are refused.
const VERSION: u8 = 1;

/// One message, bound to the view that it was sent in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The view of the sender. A receiver in another view refuses it.
    pub ring: RingId,
    /// What is said.
    pub body: Body,
}

/// What a message says, with the quorum device's names and what the sender knows of the electorate. A build without
/// votequorum's rules does not read what only they say: it is malformed there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Body<Name = DeviceName, Known = Told> {
    /// The sender's own state (votequorum's nodeinfo).
    NodeInfo {
        /// Votes of the sender.
        #[serde(with = "number")]
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        votes: u32,
        /// Expected votes as the sender holds them.
        #[serde(with = "number")]
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        expected_votes: u32,
        /// votequorum's NODE_FLAGS bits.
        #[serde(with = "number")]
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        flags: u16,
    },
    /// The quorum device's votes as the sender's config has them (nodeinfo of node 0).
    DeviceInfo {
        /// Votes of the device.
        #[serde(with = "number")]
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        votes: u32,
    },
    /// The sender has told everything that the new view needs, and waits for nothing.
    Ready,
    /// An operator's new expected votes for every member.
    SetExpectedVotes {
        /// The new value.
        #[serde(with = "number")]
        expected_votes: u32,
    },
    /// An operator's new votes of one node.
    SetVotes {
        /// Whose votes.
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        node: NodeId,
        /// The new value.
        #[serde(with = "number")]
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        votes: u32,
    },
    /// An operator says that nobody has to wait for all nodes any more.
    CancelWaitForAll,
    /// The sender's quorum device registers under this name.
    DeviceRegister {
        /// The name.
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        name: Name,
    },
    /// The sender's quorum device is gone.
    DeviceUnregister,
    /// The quorum device has a new name.
    DeviceRename {
        /// The name so far.
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        old: Name,
        /// The name from now on.
        #[cfg_attr(not(feature = "votequorum"), serde(skip))]
        new: Name,
    },
    /// The sender leaves and takes its votes off expected votes (cman's leave remove).
    LeaveRemove,
    /// The sender leaves; expected votes stay (cman's leave, strict).
    Leave,
    /// The sender's own state under rules `strict`.
    State {
        /// Admitted or not, frozen or not, and what the quorum device says.
        #[serde(with = "number")]
        flags: u16,
        /// An operator's expected votes; 0 without.
        #[serde(with = "number")]
        expected_votes: u32,
    },
    /// The sender holds proofs that every node outside the view is off (strict).
    Accounted,
    /// An operator says that a frozen partition may go on (strict).
    Resume,
    /// The sender's own state, and its memory of the agreed electorate (strict).
    #[cfg(feature = "agreed")]
    Remember {
        /// As in [`Body::State`].
        #[serde(with = "number")]
        flags: u16,
        /// As in [`Body::State`].
        #[serde(with = "number")]
        expected_votes: u32,
        /// A digest of the sender's nodelist, its nodeids and votes.
        #[serde(with = "number")]
        nodelist: u32,
        /// What the sender knows.
        memory: Known,
    },
    /// One node of the newest electorate, for members that do not know it; nodeids ascend (strict).
    #[cfg(feature = "agreed")]
    Elector {
        /// Who votes.
        node: NodeId,
        /// With how many votes.
        #[serde(with = "number")]
        votes: u32,
        /// How many follow.
        #[serde(with = "number")]
        left: u8,
    },
    /// The sender asks for a change of the electorate of that epoch (strict).
    #[cfg(feature = "agreed")]
    Propose {
        /// The epoch and the change; the ballot is the view's.
        memory: Known,
    },
    /// The sender's disk has that electorate and that attempt (strict).
    Stored {
        /// What is stored.
        memory: Known,
    },
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

impl<Name, Known> Body<Name, Known> {
    /// The same with names and memories of another kind.
    pub(crate) fn named<To, Kept>(
        self,
        name_of: impl Fn(Name) -> To,
        memory_of: impl Fn(Known) -> Kept,
    ) -> Body<To, Kept> {
        match self {
            Body::NodeInfo { votes, expected_votes, flags } => {
                Body::NodeInfo { votes, expected_votes, flags }
            }
            Body::DeviceInfo { votes } => Body::DeviceInfo { votes },
            Body::Ready => Body::Ready,
            Body::SetExpectedVotes { expected_votes } => Body::SetExpectedVotes { expected_votes },
            Body::SetVotes { node, votes } => Body::SetVotes { node, votes },
            Body::CancelWaitForAll => Body::CancelWaitForAll,
            Body::DeviceRegister { name } => Body::DeviceRegister { name: name_of(name) },
            Body::DeviceUnregister => Body::DeviceUnregister,
            Body::DeviceRename { old, new } => Body::DeviceRename { old: name_of(old), new: name_of(new) },
            Body::LeaveRemove => Body::LeaveRemove,
            Body::Leave => Body::Leave,
            Body::State { flags, expected_votes } => Body::State { flags, expected_votes },
            Body::Accounted => Body::Accounted,
            Body::Resume => Body::Resume,
            #[cfg(feature = "agreed")]
            Body::Remember { flags, expected_votes, nodelist, memory } => {
                Body::Remember { flags, expected_votes, nodelist, memory: memory_of(memory) }
            }
            #[cfg(feature = "agreed")]
            Body::Elector { node, votes, left } => Body::Elector { node, votes, left },
            #[cfg(feature = "agreed")]
            Body::Propose { memory } => Body::Propose { memory: memory_of(memory) },
            Body::Stored { memory } => Body::Stored { memory: memory_of(memory) },
        }
    }
}

impl Message {
    /// Writes the message into `buffer` and returns the bytes used.
    ///
    /// # Errors
    /// [`MessageError::BufferTooSmall`]; nothing in the buffer counts then.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], MessageError> {
        match postcard::to_slice(&(VERSION, self), buffer) {
            Ok(bytes) => Ok(bytes),
            Err(_) => Err(MessageError::BufferTooSmall),
        }
    }

    /// Reads one whole message. It has one encoding: trailing bytes, and numbers with needless ones, are refused.
    ///
    /// # Errors
    /// [`MessageError::Version`] and [`MessageError::Malformed`].
    // Not inlined: its stack is free again when the rules are told.
    #[inline(never)]
    pub fn decode(bytes: &[u8]) -> Result<Message, MessageError> {
        let said = match bytes.split_first() {
            Some((&VERSION, said)) => said,
            Some(_) => return Err(MessageError::Version),
            None => return Err(MessageError::Malformed),
        };
        let message: Message = postcard::from_bytes(said).map_err(|_| MessageError::Malformed)?;
        match message.encode(&mut [0; MESSAGE_MAX]) {
            Ok(same) if same == bytes => Ok(message),
            _ => Err(MessageError::Malformed),
        }
    }
}
