//! A whole cluster in one process: the engines of all nodes, wired together with partitions.
//!
//! Deterministic: nodes are handled in ascending order, and messages are delivered in that order until nobody
//! has one left. No allocation: an engine for every node lies inside.

use crate::config::Config;
use crate::engine::{Engine, MESSAGES_MAX, Rules};
use crate::error::{ConfigError, EngineError};
use crate::node::{Millis, NodeId, RingId};
use crate::status::Status;
use crate::step::{DeviceEvent, Step, StepError};
use core::fmt;
use heapless::Vec;

/// The name under which a simulated quorum device registers, corosync-qdevice's own.
const DEVICE_NAME: &str = "Qdevice";

/// Rounds of delivery after one event. Every round empties all outboxes; nothing that engines say makes them
/// answer more than twice.
const ROUNDS_MAX: usize = 8;

/// What the device at a node does on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DeviceHabit {
    Silent,
    Polls { cast_vote: bool },
}

#[derive(Clone, Debug)]
struct Place<const N: usize> {
    id: NodeId,
    /// Nodes with the same number reach each other.
    side: u8,
    engine: Option<Engine<N>>,
    device: DeviceHabit,
}

/// Why a step was refused. Nothing has happened then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ClusterError<'a> {
    /// The text is no step.
    Step(StepError<'a>),
    /// The cluster has no such node.
    UnknownNode(NodeId),
    /// The node runs already.
    AlreadyUp(NodeId),
    /// The node does not run.
    NotUp(NodeId),
    /// More nodes than this build can hold.
    TooManyNodes(usize),
    /// No node runs, so nobody can be asked.
    NobodyUp,
    /// The config of a reload was refused; lines count from the line after `reload`.
    Config(ConfigError),
    /// A node's engine refused.
    Engine(NodeId, EngineError),
}

impl fmt::Display for ClusterError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClusterError::Step(error) => error.fmt(f),
            ClusterError::UnknownNode(node) => {
                write!(f, "node {node} is not in the nodelist of this cluster")
            }
            ClusterError::AlreadyUp(node) => write!(f, "node {node} is up already"),
            ClusterError::NotUp(node) => write!(f, "node {node} is not up"),
            ClusterError::TooManyNodes(max) => {
                write!(f, "more than {max} nodes, counting those of former configs: the bound of this build")
            }
            ClusterError::NobodyUp => f.write_str("no node is up, so nobody can be asked"),
            ClusterError::Config(error) => write!(f, "corosync.conf: {error}"),
            ClusterError::Engine(node, error) => write!(f, "node {node}: {error}"),
        }
    }
}

impl core::error::Error for ClusterError<'_> {}

type Outcome<'a> = Result<(), ClusterError<'a>>;

/// All nodes of a config, every one of them down at first.
#[derive(Clone, Debug)]
pub struct Cluster<const N: usize> {
    config: Config<N>,
    rules: Rules,
    places: Vec<Place<N>, N>,
    now: Millis,
    seq: u64,
    has_barrier: bool,
    /// Who speaks first; the others follow, ascending.
    order: Vec<NodeId, N>,
}

impl<const N: usize> Cluster<N> {
    /// Every node of the nodelist, down. Without a nodelist nodes are added as they come up.
    ///
    /// # Errors
    /// The rules do not have an option that the config asks for.
    pub fn new(config: &Config<N>, rules: Rules) -> Result<Self, EngineError> {
        let mut places = Vec::new();
        let mut last = NodeId::QUORUM_DEVICE;
        for _ in config.nodes() {
            let rest = config.nodes().iter().filter(|node| node.id > last);
            if let Some(id) = rest.map(|node| node.id).min() {
                Engine::new(config, id, rules)?;
                places.push(Place::new(id)).map_err(|_| EngineError::TooManyNodes(N))?;
                last = id;
            }
        }
        Ok(Cluster {
            config: config.clone(),
            rules,
            places,
            now: 0,
            seq: 0,
            has_barrier: true,
            order: Vec::new(),
        })
    }

    /// Whether members wait for each other's states before the verdict of a new view counts, as real corosync
    /// does. corosync-vqsim does not: there each node's verdict counts as soon as it waits for no device.
    pub fn set_barrier(&mut self, has_barrier: bool) {
        self.has_barrier = has_barrier;
    }

    /// Delivers the messages of these nodes first, in this order, then those of the others, ascending. Some of
    /// votequorum's answers depend on it; with real corosync it is the order of the token.
    ///
    /// # Errors
    /// More nodes than fit.
    pub fn set_order(&mut self, order: &[NodeId]) -> Result<(), EngineError> {
        self.order = Vec::from_slice(order).map_err(|_| EngineError::TooManyNodes(N))?;
        Ok(())
    }

    /// The rules it was made with.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Milliseconds since it was made.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.now
    }

    /// All nodes, ascending.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.places.iter().map(|place| place.id)
    }

    /// The engine of a node that is up.
    #[must_use]
    pub fn engine(&self, node: NodeId) -> Option<&Engine<N>> {
        self.places.iter().find(|place| place.id == node)?.engine.as_ref()
    }

    /// What a node says; `None` while it is down.
    #[must_use]
    pub fn status(&self, node: NodeId) -> Option<Status<N>> {
        self.engine(node).map(Engine::status)
    }

    /// Reads a step and makes it happen.
    ///
    /// # Errors
    /// It is no step, or was refused.
    pub fn run<'a>(&mut self, step: &'a str) -> Outcome<'a> {
        let step = Step::parse(step).map_err(ClusterError::Step)?;
        self.apply(&step)
    }

    /// Makes a step happen, with everything that follows from it at this instant.
    ///
    /// # Errors
    /// It was refused; then nothing has happened.
    pub fn apply<'a>(&mut self, step: &Step<'a>) -> Outcome<'a> {
        match step {
            Step::Up(nodes) => self.up(nodes),
            Step::Crash(nodes) => self.crash(nodes),
            Step::Leave { nodes, remove } => self.leave(nodes, *remove),
            Step::Split(sides) => self.split(sides),
            Step::Heal => self.heal(),
            Step::Reform(nodes) => self.reform(nodes),
            Step::Wait(time) => self.wait(*time),
            Step::Expected { votes, on } => {
                let asked = self.asked(*on)?;
                self.ask(asked, |engine| engine.set_expected_votes(*votes))
            }
            Step::Votes { node, votes, on } => {
                let asked = self.asked(*on)?;
                self.ask(asked, |engine| engine.set_votes(*node, *votes))
            }
            Step::CancelWaitForAll(nodes) => {
                self.all_up(nodes)?;
                nodes.iter().try_for_each(|node| self.ask(*node, Engine::cancel_wait_for_all))
            }
            Step::Device { event, nodes } => {
                self.all_up(nodes)?;
                nodes.iter().try_for_each(|node| self.device(*node, *event))
            }
            Step::Reload { nodes, text } => {
                let config = Config::from_corosync_conf_for_reload(text).map_err(ClusterError::Config)?;
                self.reload(nodes, &config)
            }
        }
    }

    /// These nodes (all that are up where none is named) read a new config; nodes that start later do too.
    ///
    /// # Errors
    /// A named node is not up, or does not take the config.
    pub fn reload(&mut self, nodes: &[NodeId], config: &Config<N>) -> Outcome<'static> {
        self.all_up(nodes)?;
        let named = |place: &Place<N>| nodes.is_empty() || nodes.contains(&place.id);
        let mut listed: Vec<NodeId, N> = Vec::new();
        for node in config.nodes() {
            let pushed = listed.push(node.id);
            debug_assert!(pushed.is_ok(), "a config holds at most N nodes");
        }
        for place in self.places.iter().filter(|place| named(place)) {
            if let Some(engine) = &place.engine {
                engine.check_reload(config).map_err(|error| ClusterError::Engine(place.id, error))?;
            }
        }
        self.make_places(&listed)?;
        for place in self.places.iter_mut().filter(|place| named(place)) {
            if let Some(engine) = &mut place.engine {
                engine.reload(config).map_err(|error| ClusterError::Engine(place.id, error))?;
            }
        }
        self.config = config.clone();
        self.deliver()
    }

    fn up(&mut self, nodes: &[NodeId]) -> Outcome<'static> {
        for node in nodes {
            if self.engine(*node).is_some() {
                return Err(ClusterError::AlreadyUp(*node));
            }
            Engine::new(&self.config, *node, self.rules).map_err(|_| ClusterError::UnknownNode(*node))?;
        }
        self.make_places(nodes)?;
        for node in nodes {
            let engine = Engine::new(&self.config, *node, self.rules);
            let engine = engine.map_err(|error| ClusterError::Engine(*node, error))?;
            if let Some(place) = self.places.iter_mut().find(|place| place.id == *node) {
                place.engine = Some(engine);
                place.device = DeviceHabit::Silent;
            }
        }
        // A node that starts forms a view of its own before it meets the others.
        for node in nodes {
            self.form_view(&[*node])?;
        }
        self.deliver()?;
        self.form_views()
    }

    fn crash(&mut self, nodes: &[NodeId]) -> Outcome<'static> {
        self.all_up(nodes)?;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            place.engine = None;
        }
        self.form_views()
    }

    fn leave(&mut self, nodes: &[NodeId], remove: bool) -> Outcome<'static> {
        self.all_up(nodes)?;
        for node in nodes {
            self.ask(*node, |engine| engine.leave(remove))?;
            self.crash(&[*node])?;
        }
        Ok(())
    }

    fn split(&mut self, sides: &[(NodeId, u8)]) -> Outcome<'static> {
        for (node, _) in sides {
            self.place_exists(*node)?;
        }
        // Numbers above those in use keep the new sides apart from nodes that are not named.
        let named = |id| sides.iter().any(|(node, _)| *node == id);
        let unnamed = self.places.iter().filter(|place| !named(place.id));
        let offset = unnamed.map(|place| place.side.saturating_add(1)).max().unwrap_or(0);
        for place in &mut self.places {
            if let Some((_, side)) = sides.iter().find(|(node, _)| *node == place.id) {
                place.side = offset.saturating_add(*side);
            }
        }
        self.number_sides();
        self.form_views()
    }

    fn heal(&mut self) -> Outcome<'static> {
        for place in &mut self.places {
            place.side = 0;
        }
        self.form_views()
    }

    fn reform(&mut self, nodes: &[NodeId]) -> Outcome<'static> {
        self.all_up(nodes)?;
        let mut done: Vec<NodeId, N> = Vec::new();
        for node in nodes {
            let members = self.partition_of(*node);
            if !done.contains(node) {
                self.form_view(&members)?;
                let known = done.extend_from_slice(&members);
                debug_assert!(known.is_ok(), "partitions are disjoint");
            }
        }
        self.deliver()
    }

    /// Fires every timer that falls due, in order of time, then of nodes.
    fn wait(&mut self, time: Millis) -> Outcome<'static> {
        let until = self.now.saturating_add(time);
        // A device that polls does so all along, so its timeouts never fall due meanwhile.
        self.poll_devices(until)?;
        for _ in 0..N.saturating_mul(4) {
            let due = self.places.iter().filter_map(|place| place.engine.as_ref()?.poll_timeout()).min();
            let Some(due) = due.filter(|due| *due <= until) else {
                break;
            };
            self.now = due.max(self.now);
            let now = self.now;
            for place in &mut self.places {
                if let Some(engine) = &mut place.engine {
                    engine.handle_timeout(now).map_err(|error| ClusterError::Engine(place.id, error))?;
                }
            }
            self.deliver()?;
        }
        self.now = until;
        Ok(())
    }

    fn device(&mut self, node: NodeId, event: DeviceEvent) -> Outcome<'static> {
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
        self.ask(node, |engine| engine.device_poll(engine.status().ring, cast_vote, now))
    }

    fn set_device_habit(&mut self, node: NodeId, habit: DeviceHabit) {
        if let Some(place) = self.places.iter_mut().find(|place| place.id == node) {
            place.device = habit;
        }
    }

    /// Every device that polls does so, in the present view.
    fn poll_devices(&mut self, now: Millis) -> Outcome<'static> {
        for place in &mut self.places {
            let (Some(engine), DeviceHabit::Polls { cast_vote }) = (&mut place.engine, place.device) else {
                continue;
            };
            let ring = engine.status().ring;
            // A reload may have excluded the device; then nobody listens to it.
            let _ignored = engine.device_poll(ring, cast_vote, now);
        }
        self.deliver()
    }

    /// Adds places for nodes that have none, ascending.
    fn make_places(&mut self, nodes: &[NodeId]) -> Outcome<'static> {
        let new = nodes.iter().filter(|node| self.place_exists(**node).is_err()).count();
        if self.places.len().saturating_add(new) > N {
            return Err(ClusterError::TooManyNodes(N));
        }
        for node in nodes {
            if self.place_exists(*node).is_ok() {
                continue;
            }
            let before = self.places.iter().take_while(|place| place.id < *node).count();
            let added = self.places.push(Place::new(*node));
            debug_assert!(added.is_ok(), "room was checked before");
            if let Some(moved) = self.places.get_mut(before..) {
                moved.rotate_right(1);
            }
        }
        Ok(())
    }

    fn place_exists(&self, node: NodeId) -> Outcome<'static> {
        match self.places.iter().any(|place| place.id == node) {
            true => Ok(()),
            false => Err(ClusterError::UnknownNode(node)),
        }
    }

    fn all_up(&self, nodes: &[NodeId]) -> Outcome<'static> {
        for node in nodes {
            self.place_exists(*node)?;
            if self.engine(*node).is_none() {
                return Err(ClusterError::NotUp(*node));
            }
        }
        Ok(())
    }

    fn asked(&self, node: Option<NodeId>) -> Result<NodeId, ClusterError<'static>> {
        let up = self.places.iter().find(|place| place.engine.is_some());
        let node = node.or(up.map(|place| place.id)).ok_or(ClusterError::NobodyUp)?;
        self.all_up(&[node])?;
        Ok(node)
    }

    /// Asks one node's engine, and lets everybody hear what it says.
    fn ask(
        &mut self,
        node: NodeId,
        request: impl FnOnce(&mut Engine<N>) -> Result<(), EngineError>,
    ) -> Outcome<'static> {
        let place = self.places.iter_mut().find(|place| place.id == node);
        let engine = place.and_then(|place| place.engine.as_mut()).ok_or(ClusterError::NotUp(node))?;
        request(engine).map_err(|error| ClusterError::Engine(node, error))?;
        self.deliver()
    }

    /// Numbers the sides from 0 without gaps, so that splitting again and again never runs out of numbers.
    fn number_sides(&mut self) {
        let mut next: u8 = 0;
        for number in 0..=u8::MAX {
            if !self.places.iter().any(|place| place.side == number) {
                continue;
            }
            for place in self.places.iter_mut().filter(|place| place.side == number) {
                place.side = next;
            }
            next = next.saturating_add(1);
        }
    }

    /// The nodes that are up on the side of `node`.
    fn partition_of(&self, node: NodeId) -> Vec<NodeId, N> {
        let side = self.places.iter().find(|place| place.id == node).map(|place| place.side);
        let up = self.places.iter().filter(|place| place.engine.is_some() && Some(place.side) == side);
        up.map(|place| place.id).collect()
    }

    /// Gives a new view to every partition whose members have changed, then lets all talk.
    fn form_views(&mut self) -> Outcome<'static> {
        let mut done: Vec<NodeId, N> = Vec::new();
        for _ in 0..N {
            let mut up = self.places.iter().filter(|place| place.engine.is_some());
            let Some(first) = up.find(|place| !done.contains(&place.id)).map(|place| place.id) else {
                break;
            };
            let members = self.partition_of(first);
            let is_new = |node: &NodeId| self.status(*node).is_some_and(|status| status.members != members);
            if members.iter().any(is_new) {
                self.form_view(&members)?;
            }
            let known = done.extend_from_slice(&members);
            debug_assert!(known.is_ok(), "partitions are disjoint");
        }
        self.deliver()?;
        self.poll_devices(self.now)
    }

    fn form_view(&mut self, members: &[NodeId]) -> Outcome<'static> {
        // totem adds 4.
        self.seq = self.seq.saturating_add(4);
        let ring = RingId { node: members.first().copied().unwrap_or_default(), seq: self.seq };
        let now = self.now;
        for place in self.places.iter_mut().filter(|place| members.contains(&place.id)) {
            let Some(engine) = &mut place.engine else {
                continue;
            };
            let failed = |error| ClusterError::Engine(place.id, error);
            engine.view(ring, members, now).map_err(failed)?;
            if !self.has_barrier && !engine.waits_for_device() {
                members.iter().try_for_each(|member| engine.assume_ready(*member)).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Delivers messages in node order until nobody has one left.
    fn deliver(&mut self) -> Outcome<'static> {
        for _ in 0..ROUNDS_MAX {
            let mut is_quiet = true;
            for sender in self.senders() {
                is_quiet &= !self.deliver_from(sender)?;
            }
            if is_quiet {
                break;
            }
        }
        Ok(())
    }

    /// Everybody who is up, in the order in which they speak.
    fn senders(&self) -> Vec<NodeId, N> {
        let up = |node: &NodeId| self.engine(*node).is_some();
        let rest = self.nodes().filter(|node| !self.order.contains(node));
        self.order.iter().copied().chain(rest).filter(up).collect()
    }

    /// Delivers what the sender has to say now to all members of its view; tells whether it had anything.
    fn deliver_from(&mut self, sender: NodeId) -> Result<bool, ClusterError<'static>> {
        let waiting = self.engine(sender).map_or(0, Engine::waiting_to_transmit).min(MESSAGES_MAX);
        let mut said_something = false;
        for _ in 0..waiting {
            let place = self.places.iter_mut().find(|place| place.id == sender);
            let engine = place.and_then(|place| place.engine.as_mut());
            let Some(message) = engine.and_then(Engine::poll_transmit) else {
                break;
            };
            said_something = true;
            let now = self.now;
            for place in &mut self.places {
                let Some(engine) = &mut place.engine else {
                    continue;
                };
                match engine.receive(sender, &message, now) {
                    // Who is in another view does not hear it.
                    Ok(()) | Err(EngineError::OtherView(_) | EngineError::SenderNotInView(_)) => {}
                    Err(error) => return Err(ClusterError::Engine(place.id, error)),
                }
            }
        }
        Ok(said_something)
    }
}

impl<const N: usize> Place<N> {
    fn new(id: NodeId) -> Self {
        Place { id, side: 0, engine: None, device: DeviceHabit::Silent }
    }
}
