//! The process of a simulated corosync-qdevice: frozen, thawed, killed, stopped, started.
//!
//! votequorum hears each vote as late as it can be: one that is frozen or killed has polled at that instant, so its
//! vote counts for the whole quorum.device.timeout; with a real one for half of it at least.

use super::client::{Client, Manners};
use super::{Cluster, DeviceHabit, Outcome, Place};
use crate::base::{Millis, NodeId};
use crate::simulate::event::QdeviceEvent;
use crate::simulate::refused::ClusterError;

impl<const N: usize> Place<N, Client> {
    /// corosync-qdevice is killed; its connection closes when the witness hears of it.
    fn kill_client(&mut self) {
        let Client { is_cut, connection, heuristics, .. } = self.client;
        self.client = Client { is_cut, connection, heuristics, ..Client::default() };
        self.device = DeviceHabit::Silent;
    }

    /// corosync-qdevice stops.
    pub(super) fn stop_client(&mut self) {
        self.kill_client();
        if let Some(engine) = self.engine.up_mut() {
            // It may not have come to register.
            let _unregistered = engine.device_unregister();
        }
    }

    /// It goes on. A connection that was closed meanwhile it sees first, then the time.
    fn thaw_client(&mut self, manners: &Manners, now: Millis) {
        let is_quorate = self.engine.up().is_some_and(|engine| engine.is_quorate());
        let client = &mut self.client;
        if !core::mem::take(&mut client.is_frozen) || !client.is_connected {
            return;
        }
        if client.connection.is_none() && !client.is_cut {
            client.disconnected(manners, is_quorate);
        } else if client.echo_at <= now && !client.is_unanswered {
            client.is_unanswered = true;
            client.echo_at = now.saturating_add(manners.heartbeat.into());
        }
    }
}

impl<const N: usize> Cluster<N> {
    pub(super) fn qdevice(&mut self, event: QdeviceEvent, nodes: &[NodeId]) -> Outcome {
        let manners = self.manners().ok_or(ClusterError::NoWitness)?;
        self.all_up(nodes)?;
        let now = self.now;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            match event {
                QdeviceEvent::Start => place.client.is_replaced = false,
                _ if !place.client.is_running => {}
                QdeviceEvent::Freeze => {
                    place.client.is_frozen = true;
                    place.device = DeviceHabit::Silent;
                }
                QdeviceEvent::Thaw => place.thaw_client(&manners, now),
                QdeviceEvent::Kill => place.kill_client(),
                QdeviceEvent::Stop => place.stop_client(),
            }
            place.client.is_replaced |= matches!(event, QdeviceEvent::Kill | QdeviceEvent::Stop);
        }
        Ok(())
    }

    /// corosync-qdevice stops at this node, and steps say what the device does.
    pub(super) fn replace_client(&mut self, node: NodeId) -> Outcome {
        if let Some(place) = self.places.iter_mut().find(|place| place.id == node) {
            if place.client.is_running {
                place.stop_client();
            }
            place.client.is_replaced = true;
        }
        self.talk()
    }
}
