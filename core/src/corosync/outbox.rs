//! Messages that wait to be sent: bounded, and small because device names are stored once.

use super::device::Device;
use crate::error::EngineError;
use crate::message::Body;
use heapless::Deque;

/// Places. A new view needs 4 and drops what it supersedes; operators leave room for that.
const PLACES: usize = 12;
/// How many an operator's requests may occupy.
const OPERATOR_PLACES: usize = 6;

/// [`Body`] without the device's names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outgoing {
    NodeInfo { votes: u32, expected_votes: u32, flags: u16 },
    DeviceInfo { votes: u32 },
    Ready,
    SetExpectedVotes { expected_votes: u32 },
    SetVotes { node: crate::node::NodeId, votes: u32 },
    CancelWaitForAll,
    DeviceRegister,
    DeviceRequest,
    DeviceUnregister,
    DeviceRename,
    Leave,
    LeaveRemove,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Outbox(Deque<Outgoing, PLACES>);

impl Outbox {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Refuses an event that could need more places than are free.
    pub(super) fn need(&self, places: usize) -> Result<(), EngineError> {
        match self.0.len().saturating_add(places) <= PLACES {
            true => Ok(()),
            false => Err(EngineError::OutboxFull),
        }
    }

    /// Refuses an operator's request while others wait, so that a new view always fits.
    pub(super) fn need_for_operator(&self, places: usize) -> Result<(), EngineError> {
        match self.0.len().saturating_add(places) <= OPERATOR_PLACES {
            true => Ok(()),
            false => Err(EngineError::OutboxFull),
        }
    }

    pub(super) fn push(&mut self, outgoing: Outgoing) {
        let pushed = self.0.push_back(outgoing);
        debug_assert!(pushed.is_ok(), "room was checked before");
    }

    /// Drops what a new view says anew.
    pub(super) fn drop_superseded(&mut self) {
        for _ in 0..self.0.len() {
            let Some(outgoing) = self.0.pop_front() else {
                break;
            };
            let superseded = matches!(
                outgoing,
                Outgoing::NodeInfo { .. }
                    | Outgoing::DeviceInfo { .. }
                    | Outgoing::Ready
                    | Outgoing::DeviceRegister
            );
            if !superseded {
                self.push(outgoing);
            }
        }
    }

    pub(super) fn pop(&mut self, device: &Device) -> Option<Body> {
        Some(match self.0.pop_front()? {
            Outgoing::NodeInfo { votes, expected_votes, flags } => {
                Body::NodeInfo { votes, expected_votes, flags }
            }
            Outgoing::DeviceInfo { votes } => Body::DeviceInfo { votes },
            Outgoing::Ready => Body::Ready,
            Outgoing::SetExpectedVotes { expected_votes } => Body::SetExpectedVotes { expected_votes },
            Outgoing::SetVotes { node, votes } => Body::SetVotes { node, votes },
            Outgoing::CancelWaitForAll => Body::CancelWaitForAll,
            Outgoing::DeviceRegister => Body::DeviceRegister { name: device.name.clone() },
            Outgoing::DeviceRequest => Body::DeviceRegister { name: device.requested_name.clone() },
            Outgoing::DeviceUnregister => Body::DeviceUnregister,
            Outgoing::DeviceRename => {
                Body::DeviceRename { old: device.name.clone(), new: device.requested_name.clone() }
            }
            Outgoing::Leave => Body::Leave,
            Outgoing::LeaveRemove => Body::LeaveRemove,
        })
    }
}
