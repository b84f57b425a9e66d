//! The quorum device: a voter beside the nodes, polled at each node.

use super::{OPERATOR_PLACES, Votequorum};
use crate::base::{Millis, NodeId, RingId};
use crate::config::{Config, DeviceConfig};
use crate::rules::contract::HostDevice;
use crate::verdict::EngineError;
use crate::wire::outbox::Name;
use crate::wire::{DeviceName, NodeFlags, Outgoing};

#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) votes: u32,
    timeout: Millis,
    sync_timeout: Millis,
    /// False where other options exclude it (qdevice_can_operate).
    pub(super) can_operate: bool,
    /// The name that the cluster's device has; empty where none is known.
    pub(super) name: DeviceName,
    /// The name of a registration or renaming that is under way.
    pub(super) requested_name: DeviceName,
    registering: bool,
    master_wins: bool,
    pub(super) deadline: Option<Millis>,
    /// It did not poll in time.
    pub(super) silent: bool,
    /// The exchange of a new view waits for the device's poll.
    pub(super) holds_up_sync: bool,
}

impl Device {
    pub(super) fn new<const N: usize>(config: &Config<N>) -> Device {
        let mut device = Device {
            votes: 0,
            timeout: 0,
            sync_timeout: 0,
            can_operate: true,
            name: DeviceName::default(),
            requested_name: DeviceName::default(),
            registering: false,
            master_wins: false,
            deadline: None,
            silent: false,
            holds_up_sync: false,
        };
        device.configure(&config.options().device.unwrap_or_default());
        device.votes = config.device_votes();
        device
    }

    /// Takes the timeouts of a device section.
    pub(super) fn configure(&mut self, section: &DeviceConfig) {
        self.timeout = section.timeout;
        self.sync_timeout = section.sync_timeout;
    }
}

impl<const N: usize> HostDevice<N> for Votequorum<N> {
    /// The device registers at this node under its name; one name per cluster.
    fn device_register(&mut self, name: &str) -> Result<(), EngineError> {
        if !self.device.can_operate {
            return Err(EngineError::DeviceNotAllowed);
        }
        let name = device_name(name)?;
        if !self.device.name.is_empty() && self.device.name != name {
            return Err(EngineError::DeviceNameInUse);
        }
        if self.has_flag(NodeFlags::DEVICE_REGISTERED) {
            return Ok(());
        }
        if self.device.registering {
            return Err(EngineError::DevicePending);
        }
        self.outbox.need_below(OPERATOR_PLACES, 1)?;
        self.device.registering = true;
        self.device.requested_name = name;
        self.outbox.push(Outgoing::DeviceRegister { name: Name::Requested });
        Ok(())
    }

    /// The device is gone; its vote, its poll and master_wins with it.
    fn device_unregister(&mut self) -> Result<(), EngineError> {
        if !self.has_flag(NodeFlags::DEVICE_REGISTERED) {
            return Err(EngineError::DeviceNotRegistered);
        }
        self.outbox.need_below(OPERATOR_PLACES, 3)?;
        self.device.deadline = None;
        let flags = &mut self.roster.us.flags;
        flags.set(NodeFlags::DEVICE_REGISTERED, false);
        flags.set(NodeFlags::DEVICE_ALIVE, false);
        flags.set(NodeFlags::DEVICE_CAST_VOTE, false);
        flags.set(NodeFlags::DEVICE_MASTER_WINS, false);
        self.send_nodeinfo();
        self.outbox.push(Outgoing::DeviceUnregister);
        self.end_device_wait();
        Ok(())
    }

    /// The device gets another name, at every member.
    fn device_rename(&mut self, name: &str) -> Result<(), EngineError> {
        let name = device_name(name)?;
        if !self.has_flag(NodeFlags::DEVICE_REGISTERED) {
            return Err(EngineError::DeviceNotRegistered);
        }
        self.outbox.need_below(OPERATOR_PLACES, 1)?;
        self.device.requested_name = name;
        self.outbox.push(Outgoing::DeviceRename { old: Name::Registered, new: Name::Requested });
        Ok(())
    }

    /// The device is alive, and votes for this node or not, in the view it names.
    fn device_poll(&mut self, ring: RingId, cast_vote: bool, now: Millis) -> Result<(), EngineError> {
        self.require_device()?;
        if !self.has_view {
            return Err(EngineError::NoView);
        }
        if ring != self.ring {
            return Err(EngineError::OtherView(ring));
        }
        self.outbox.need(2)?;
        let before = self.roster.us.flags;
        let flags = &mut self.roster.us.flags;
        flags.set(NodeFlags::DEVICE_ALIVE, true);
        flags.set(NodeFlags::DEVICE_CAST_VOTE, cast_vote);
        if *flags != before {
            self.send_nodeinfo();
        }
        self.device.deadline = Some(now.saturating_add(self.device.timeout));
        self.device.silent = false;
        self.end_device_wait();
        Ok(())
    }

    /// Whether the device's master makes its partition quorate.
    fn device_master_wins(&mut self, allow: bool) -> Result<(), EngineError> {
        self.require_device()?;
        self.outbox.need(1)?;
        let before = self.roster.us.flags;
        let flags = &mut self.roster.us.flags;
        flags.set(NodeFlags::DEVICE_MASTER_WINS, allow);
        if *flags != before {
            self.send_nodeinfo();
        }
        self.device.master_wins = allow;
        Ok(())
    }
}

impl<const N: usize> Votequorum<N> {
    fn has_flag(&self, flag: NodeFlags) -> bool {
        self.roster.us.flags.has(flag)
    }

    fn require_device(&self) -> Result<(), EngineError> {
        if !self.device.can_operate {
            return Err(EngineError::DeviceNotAllowed);
        }
        match self.has_flag(NodeFlags::DEVICE_REGISTERED) {
            true => Ok(()),
            false => Err(EngineError::DeviceNotRegistered),
        }
    }

    pub(super) fn receive_device_register(&mut self, from: NodeId, name: &DeviceName) {
        if self.device.name.is_empty() {
            self.device.name = name.clone();
        }
        if from != self.roster.us.id || !self.device.registering {
            return;
        }
        self.device.registering = false;
        if self.device.name == *name && !self.has_flag(NodeFlags::DEVICE_REGISTERED) {
            self.roster.us.flags.set(NodeFlags::DEVICE_REGISTERED, true);
            self.send_device_info();
            self.send_nodeinfo();
        }
    }

    /// The name is free again when no member has the device.
    pub(super) fn receive_device_unregister(&mut self) {
        let mut members = self.roster.of(self.sums.members);
        if !members.any(|entry| entry.flags.has(NodeFlags::DEVICE_REGISTERED)) {
            self.device.name = DeviceName::default();
        }
    }

    pub(super) fn receive_device_rename(&mut self, old: &DeviceName, new: &DeviceName) {
        if self.device.name == *old {
            self.device.name = new.clone();
        }
    }

    /// A member whose device votes and whose master wins.
    pub(super) fn master(&self) -> Option<NodeId> {
        if !self.device.master_wins {
            return None;
        }
        let is_master = |flags: NodeFlags| {
            flags.has(NodeFlags::DEVICE_MASTER_WINS) && flags.has(NodeFlags::DEVICE_CAST_VOTE)
        };
        let mut masters = self.roster.of(self.sums.members).filter(|entry| is_master(entry.flags));
        masters.next().map(|entry| entry.id)
    }

    pub(super) fn send_device_info(&mut self) {
        let votes = self.device.votes;
        self.outbox.push(Outgoing::DeviceInfo { votes });
    }

    /// Device votes only grow, but a quorate peer's win over ours where we are not quorate.
    pub(super) fn receive_device_info(&mut self, sender: usize, votes: u32) -> Result<(), EngineError> {
        let sender = self.roster.at(sender);
        let sender_is_quorate = sender.is_some_and(|entry| entry.flags.has(NodeFlags::QUORATE));
        let votes = match !self.quorate && sender_is_quorate {
            true => votes,
            false => votes.max(self.device.votes),
        };
        self.check_votes(NodeId::QUORUM_DEVICE, votes)?;
        if votes != self.device.votes {
            self.device.votes = votes;
            self.recalculate(false, false);
        }
        Ok(())
    }

    /// A registered device that was alive must poll again in the new view.
    pub(super) fn wait_for_device(&mut self, now: Millis) {
        let registered = self.has_flag(NodeFlags::DEVICE_REGISTERED);
        self.device.holds_up_sync = registered && self.has_flag(NodeFlags::DEVICE_ALIVE);
        if self.device.holds_up_sync {
            let timeout = self.device.sync_timeout;
            self.device.deadline = Some(now.saturating_add(timeout));
        }
    }

    fn end_device_wait(&mut self) {
        if self.device.holds_up_sync {
            self.device.holds_up_sync = false;
            self.outbox.push(Outgoing::Ready);
        }
    }

    /// No poll in time: the device's vote is gone.
    pub(super) fn device_timeout(&mut self, now: Millis) {
        if self.device.deadline.is_none_or(|deadline| deadline > now) {
            return;
        }
        self.device.deadline = None;
        if self.has_flag(NodeFlags::DEVICE_ALIVE) {
            let flags = &mut self.roster.us.flags;
            flags.set(NodeFlags::DEVICE_ALIVE, false);
            flags.set(NodeFlags::DEVICE_CAST_VOTE, false);
            self.device.silent = true;
            self.send_nodeinfo();
        }
        self.end_device_wait();
    }
}

fn device_name(name: &str) -> Result<DeviceName, EngineError> {
    match DeviceName::try_from(name) {
        Ok(name) if !name.is_empty() => Ok(name),
        _ => Err(EngineError::DeviceNameLength),
    }
}
