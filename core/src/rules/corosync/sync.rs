//! A new view, and the exchange of states that follows it (votequorum's sync phase).
//!
//! Every member tells its state, the device's votes and, when it waits for nothing more, that it is
//! ready. When all members of the view are ready, the verdict of the view counts. Until then the
//! one before it stands, as for users of corosync's libquorum.

use super::{Votequorum, add_up};
use crate::base::{Millis, NodeId, NodeState, RingId};
use crate::rules::roster::Marks;
use crate::verdict::EngineError;
use crate::wire::{NodeFlags, Outgoing};

impl<const N: usize> Votequorum<N> {
    /// The membership layer agreed on a new member set.
    pub(crate) fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let next = self.roster.check_view(members, self.has_nodelist)?;
        self.check_votes_of_unknown(next.unknown)?;
        if !self.syncing {
            self.held = self.reason_to_hold();
        }
        self.syncing = true;
        let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
        if size > 1 {
            self.roster.us.flags.set(NodeFlags::FIRST, false);
        }
        // Members of the view so far that are not in the next one are dead, also those that left.
        let (mut lost_nodes, mut removed) = (false, false);
        for entry in self.roster.gone(&next) {
            lost_nodes = true;
            entry.state = NodeState::Dead;
            removed |= entry.removed();
        }
        if removed && self.is_cman() {
            self.cman_remove();
        }
        self.arm_last_man_standing(size, lost_nodes, now);

        self.roster.enter_view(&next, self.default_votes);
        self.previous_size = self.view_size;
        self.view_size = size;
        self.ring = ring;
        self.has_view = true;
        self.wait_for_device(now);
        self.tell_states();
        Ok(())
    }

    /// Without a nodelist a view can bring nodes that are not known yet.
    fn check_votes_of_unknown(&self, count: usize) -> Result<(), EngineError> {
        if count == 0 {
            return Ok(());
        }
        let known = self.roster.iter().map(|entry| entry.votes).chain([self.device.votes]);
        match add_up(known.chain((0..count).map(|_| self.default_votes))) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }

    pub(crate) fn tell_states(&mut self) {
        self.outbox.drop_superseded();
        self.send_nodeinfo();
        self.send_device_info();
        if !self.device.name.is_empty() {
            self.outbox.push(Outgoing::DeviceRegister);
        }
        if !self.device.holds_up_sync {
            self.outbox.push(Outgoing::Ready);
        }
    }

    pub(super) fn receive_ready(&mut self, from: NodeId) {
        if let Some(entry) = self.roster.get_mut(from) {
            entry.mark(Marks::READY, true);
        }
        if self.syncing && self.roster.view_is_ready() {
            self.recalculate(false, false);
            self.syncing = false;
        }
    }
}
