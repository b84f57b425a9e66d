//! What can happen to a cluster, step by step.

use super::machine::new_engine;
use super::{Arbiter, Cluster, DeviceHabit, Hearing, Outcome};
use crate::base::{Millis, NodeId, Nodes, Rules, collect, extend};
use crate::config::Config;
use crate::engine::Engine;
use crate::rules::contract::Explain;
use crate::simulate::event::DeviceEvent;
use crate::simulate::refused::ClusterError;
use crate::verdict::ReasonCode;
use heapless::Vec;

/// The name under which a simulated quorum device registers, corosync-qdevice's own.
pub(super) const DEVICE_NAME: &str = "Qdevice";

impl<const N: usize, W: Arbiter<N>> Cluster<N, W> {
    /// `own`: a config that only these nodes have.
    pub(super) fn up(&mut self, nodes: &[NodeId], own: Option<&Config<N>>) -> Outcome {
        for node in nodes {
            if self.engine(*node).is_some() {
                return Err(ClusterError::AlreadyUp(*node));
            }
            let config = own.unwrap_or(&self.config);
            new_engine(config, *node, self.rules, self.stores)
                .map_err(|_| ClusterError::UnknownNode(*node))?;
        }
        // A config that running nodes have taken at a reload is not always one to start with.
        if self.rules != Rules::Cman {
            own.unwrap_or(&self.config).check_startup().map_err(ClusterError::Config)?;
        }
        self.make_places(nodes)?;
        for node in nodes {
            let config = own.unwrap_or(&self.config);
            if let Some(place) = self.places.iter_mut().find(|place| place.id == *node) {
                let started = place.engine.start(config, *node, self.rules, self.stores);
                started.map_err(|error| ClusterError::Engine(*node, error))?;
                place.device = DeviceHabit::Silent;
                place.hearing = Hearing::All;
            }
        }
        #[cfg(feature = "std")]
        if !self.has_barrier {
            return self.start_in_views(nodes);
        }
        // A node that starts forms a view of its own before it meets the others.
        for node in nodes {
            self.form_view(&[*node])?;
        }
        self.deliver()?;
        self.form_views()
    }

    pub(super) fn crash(&mut self, nodes: &[NodeId]) -> Outcome {
        self.all_up(nodes)?;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            place.engine.stop();
        }
        self.form_views()
    }

    /// Nodes lose their disks, and are down.
    pub(super) fn forget(&mut self, nodes: &[NodeId]) -> Outcome {
        nodes.iter().try_for_each(|node| self.place_exists(*node))?;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            place.engine.forget();
        }
        self.form_views()
    }

    pub(super) fn leave(&mut self, nodes: &[NodeId], remove: bool) -> Outcome {
        self.all_up(nodes)?;
        for node in nodes {
            W::replace(self, *node)?;
            self.ask(*node, |engine| engine.leave(remove))?;
            self.wait_in_vain(*node)?;
            self.crash(&[*node])?;
        }
        Ok(())
    }

    /// A node that leaves and is not let go waits for that, and at last goes all the same. The others see no time pass.
    fn wait_in_vain(&mut self, node: NodeId) -> Outcome {
        let mut now = self.now;
        let is_here = |engine: &&Engine<N>| engine.brief().reason.code != ReasonCode::Left;
        // Its own timer tells the time first, and other timers may be due before.
        for _ in 0..4 {
            let Some(engine) = self.engine(node).filter(is_here) else {
                break;
            };
            now = now.max(engine.poll_timeout().unwrap_or(0));
            self.ask(node, |engine| engine.handle_timeout(now))?;
        }
        Ok(())
    }

    /// Switches nodes off; under rules that look at fencing, somebody vouches for it.
    pub(super) fn fence(&mut self, nodes: &[NodeId], by: Option<NodeId>) -> Outcome {
        nodes.iter().try_for_each(|node| self.place_exists(*node))?;
        let up = |node: &NodeId| self.engine(*node).is_some();
        let other = self.nodes().find(|node| up(node) && !nodes.contains(node));
        let by = by.or(other).ok_or(ClusterError::NobodyUp)?;
        self.all_up(&[by])?;
        if nodes.contains(&by) {
            return Err(ClusterError::FencesItself(by));
        }
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            place.engine.stop();
        }
        self.form_views()?;
        match self.rules {
            Rules::Strict => self.vouch(by, nodes),
            _ => Ok(()),
        }
    }

    /// A node finds out which of those outside its view are off, all at this instant.
    pub(super) fn survey(&mut self, node: NodeId) -> Outcome {
        let down = self.places.iter().filter(|place| place.engine.up().is_none());
        let down: Nodes<N> = collect(down.map(|place| place.id));
        self.vouch(node, &down)
    }

    fn vouch(&mut self, by: NodeId, off: &[NodeId]) -> Outcome {
        let now = self.now;
        off.iter()
            .try_for_each(|node| self.ask(by, |engine| engine.fenced(*node, engine.rule_set.ring(), now)))
    }

    pub(super) fn split(&mut self, sides: &[(NodeId, u8)]) -> Outcome {
        for (node, _) in sides {
            self.place_exists(*node)?;
        }
        // Numbers above those in use keep the new sides apart from nodes that are not named.
        let named = |id| sides.iter().any(|(node, _)| *node == id);
        let unnamed = self.places.iter().filter(|place| !named(place.id));
        let offset = unnamed.map(|place| place.side.saturating_add(1)).max().unwrap_or(0);
        for place in self.places.iter_mut() {
            if let Some((_, side)) = sides.iter().find(|(node, _)| *node == place.id) {
                place.side = offset.saturating_add(*side);
            }
        }
        self.number_sides();
        self.form_views()
    }

    pub(super) fn heal(&mut self) -> Outcome {
        for place in self.places.iter_mut() {
            place.side = 0;
        }
        self.form_views()
    }

    pub(super) fn reform(&mut self, nodes: &[NodeId]) -> Outcome {
        self.all_up(nodes)?;
        let mut done: Vec<NodeId, N> = Vec::new();
        for node in nodes {
            let members = self.partition_of(*node);
            if !done.contains(node) {
                self.form_view(&members)?;
                extend(&mut done, members.iter().copied());
            }
        }
        self.deliver()
    }

    /// Fires every timer that falls due, in order of time, then of nodes.
    pub(super) fn wait(&mut self, time: Millis) -> Outcome {
        let until = self.now.saturating_add(time);
        if self.is_held {
            self.now = until;
            return Ok(());
        }
        // A device that polls does so all along, so its timeouts never fall due meanwhile.
        self.poll_devices(until)?;
        for _ in 0..N.saturating_mul(4).saturating_add(64) {
            W::go_on(self, until)?;
            let engines = self.places.iter().filter_map(|place| place.engine.up()?.poll_timeout());
            let Some(due) = engines.chain(W::due(self)).min().filter(|due| *due <= until) else {
                break;
            };
            self.now = due.max(self.now);
            let now = self.now;
            for place in self.places.iter_mut() {
                if let Some(engine) = place.engine.up_mut() {
                    engine.handle_timeout(now).map_err(|error| ClusterError::Engine(place.id, error))?;
                }
            }
            W::tick(self);
            self.deliver()?;
            W::talk(self)?;
        }
        self.now = until;
        Ok(())
    }

    pub(super) fn device(&mut self, node: NodeId, event: DeviceEvent) -> Outcome {
        W::replace(self, node)?;
        match event {
            DeviceEvent::Register => return self.ask(node, |engine| engine.device_register(DEVICE_NAME)),
            DeviceEvent::MasterWins => return self.ask(node, |engine| engine.device_master_wins(true)),
            DeviceEvent::Unregister => {
                self.ask(node, Engine::device_unregister)?;
                self.set_device_habit(node, DeviceHabit::Silent);
                return Ok(());
            }
            DeviceEvent::Lost => {
                self.set_device_habit(node, DeviceHabit::Silent);
                return Ok(());
            }
            DeviceEvent::On | DeviceEvent::Off => {}
        }
        self.ask(node, |engine| engine.device_register(DEVICE_NAME))?;
        let cast_vote = event == DeviceEvent::On;
        self.set_device_habit(node, DeviceHabit::Polls { cast_vote });
        let now = self.now;
        self.ask(node, |engine| engine.device_poll(engine.rule_set.ring(), cast_vote, now))
    }

    pub(super) fn set_device_habit(&mut self, node: NodeId, habit: DeviceHabit) {
        if let Some(place) = self.places.iter_mut().find(|place| place.id == node) {
            place.device = habit;
        }
    }

    /// From its next poll on the quorum device votes at these nodes and at no others.
    #[cfg(feature = "std")]
    pub(crate) fn move_device(&mut self, to: &[NodeId]) {
        for place in self.places.iter_mut().filter(|place| place.device != DeviceHabit::Silent) {
            place.device = DeviceHabit::Polls { cast_vote: to.contains(&place.id) };
        }
    }

    /// Every device that polls does so, in the present view.
    pub(super) fn poll_devices(&mut self, now: Millis) -> Outcome {
        let mut is_quiet = true;
        for place in self.places.iter_mut() {
            let (Some(engine), DeviceHabit::Polls { cast_vote }) = (place.engine.up_mut(), place.device)
            else {
                continue;
            };
            is_quiet = false;
            let ring = engine.rule_set.ring();
            // A reload may have excluded the device; then nobody listens to it.
            let _ignored = engine.device_poll(ring, cast_vote, now);
        }
        match is_quiet {
            true => Ok(()),
            false => self.deliver(),
        }
    }
}
