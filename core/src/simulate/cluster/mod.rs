//! A whole cluster in one process: the engines of all nodes, wired together with partitions.
//!
//! Deterministic: nodes are handled in ascending order, and messages are delivered in that order until nobody
//! has one left. No allocation: an engine for every node lies inside.

mod arbiter;
#[cfg(feature = "std")]
mod canonical;
#[cfg(feature = "witness")]
mod client;
#[cfg(feature = "witness")]
mod echo;
mod events;
#[cfg(feature = "witness")]
mod link;
mod machine;
#[cfg(feature = "witness")]
mod qdevice;
#[cfg(feature = "witness")]
mod served;
#[cfg(feature = "witness")]
mod talk;
#[cfg(feature = "std")]
mod told;
#[cfg(feature = "std")]
mod vqsim;
mod wire;

use crate::base::{List, Millis, NodeId, Rules, count};
use crate::config::Config;
use crate::engine::Engine;
use crate::simulate::refused::ClusterError;
use crate::simulate::step::Step;
use crate::verdict::{EngineError, Status};
pub use arbiter::Arbiter;
pub(crate) use arbiter::Given;
use heapless::Vec;
use machine::{Machine, new_engine};

/// What the device at a node does on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DeviceHabit {
    Silent,
    Polls { cast_vote: bool },
}

/// Which messages reach a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hearing {
    All,
    Nothing,
    /// Nothing in its present view; all in the next.
    NothingYet,
}

#[derive(Clone, Debug)]
struct Place<const N: usize, C> {
    id: NodeId,
    /// Nodes with the same number reach each other.
    side: u8,
    engine: Machine<N>,
    device: DeviceHabit,
    /// What asks the witness for the device.
    client: C,
    hearing: Hearing,
}

type Outcome = Result<(), ClusterError>;

/// The arbiter of this build.
#[cfg(feature = "witness")]
pub type Asked<const N: usize> = served::Served<N>;
/// The arbiter of this build.
#[cfg(not(feature = "witness"))]
pub type Asked<const N: usize> = ();

/// All nodes of a config, every one of them down at first.
#[derive(Clone, Debug)]
pub struct Cluster<const N: usize, W: Arbiter<N> = Asked<N>> {
    config: Config<N>,
    rules: Rules,
    places: List<Place<N, W::Client>, N>,
    now: Millis,
    seq: u64,
    #[cfg_attr(not(feature = "std"), allow(dead_code, reason = "only tests take the barrier away"))]
    has_barrier: bool,
    /// Nobody saves, says or hears anything by itself: the explorer does that, one by one.
    #[cfg_attr(not(feature = "std"), allow(dead_code, reason = "only the explorer holds messages"))]
    is_held: bool,
    /// All nodes have storage, whatever their configs ask for.
    stores: bool,
    /// Who speaks first; the others follow, ascending.
    order: Vec<NodeId, N>,
    arbiter: W,
    /// Each tells its state in its turn, with what it has heard till then.
    #[cfg_attr(not(feature = "std"), allow(dead_code, reason = "only tests let nodes tell late"))]
    tells_late: bool,
}

impl<const N: usize> Cluster<N> {
    /// Every node of the nodelist, down. Without a nodelist nodes are added as they come up.
    ///
    /// # Errors
    /// The rules do not have an option that the config asks for.
    pub fn new(config: &Config<N>, rules: Rules) -> Result<Self, EngineError> {
        Self::made(config, rules)
    }
}

impl<const N: usize> Given<N> {
    /// As [`Cluster::new`], without the config's witness.
    pub(crate) fn given(config: &Config<N>, rules: Rules) -> Result<Self, EngineError> {
        Self::made(config, rules)
    }
}

impl<const N: usize, W: Arbiter<N>> Cluster<N, W> {
    fn made(config: &Config<N>, rules: Rules) -> Result<Self, EngineError> {
        let mut places = List::default();
        let mut last = NodeId::QUORUM_DEVICE;
        for _ in config.nodes() {
            let rest = config.nodes().iter().filter(|node| node.id > last);
            if let Some(id) = rest.map(|node| node.id).min() {
                new_engine(config, id, rules, false)?;
                places.0.push(Place::new(id)).map_err(|_| EngineError::TooManyNodes(N))?;
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
            is_held: false,
            stores: false,
            order: Vec::new(),
            arbiter: W::new(),
            tells_late: false,
        })
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
        self.places.iter().find(|place| place.id == node)?.engine.up()
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
    pub fn run(&mut self, step: &str) -> Outcome {
        let step = Step::parse(step).map_err(ClusterError::Step)?;
        self.apply(&step)
    }

    /// Runs a step, with everything that follows from it at the same instant.
    ///
    /// # Errors
    /// It was refused; then nothing has happened.
    pub fn apply(&mut self, step: &Step<'_>) -> Outcome {
        self.or_undo(|cluster| cluster.attempt(step))
    }

    /// A step has many parts, and any of them may be refused; then none has happened. The price is a copy
    /// of the cluster.
    fn or_undo(&mut self, attempt: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        let before = self.clone();
        let outcome = attempt(self);
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    /// As [`Cluster::apply`], without a copy to go back to: a cluster that refuses is spoiled.
    pub(crate) fn attempt(&mut self, step: &Step<'_>) -> Outcome {
        self.happen(step)?;
        W::talk(self)
    }

    fn happen(&mut self, step: &Step<'_>) -> Outcome {
        match step {
            Step::Up(nodes) => self.up(nodes, None),
            Step::UpWith { nodes, text } => {
                let own = Config::from_corosync_conf(text).map_err(ClusterError::Config)?;
                self.up(nodes, Some(&own))
            }
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
            Step::Fence { nodes, by } => self.fence(nodes, *by),
            Step::Survey(node) => {
                self.all_up(&[*node])?;
                self.survey(*node)
            }
            Step::Resume(nodes) => {
                self.all_up(nodes)?;
                nodes.iter().try_for_each(|node| self.ask(*node, Engine::resume))
            }
            Step::Forget(nodes) => self.forget(nodes),
            Step::Deafen(nodes) => self.set_hearing(nodes, Hearing::Nothing),
            Step::Hear(nodes) => self.set_hearing(nodes, Hearing::NothingYet),
            Step::Device { event, nodes } => {
                self.all_up(nodes)?;
                nodes.iter().try_for_each(|node| self.device(*node, *event))
            }
            Step::Witness { event, nodes } => W::event(self, *event, nodes),
            Step::Qdevice { event, nodes } => W::qdevice(self, *event, nodes),
            Step::Heuristics { result, nodes } => W::heuristics(self, *result, nodes),
            Step::Reload { nodes, text } => {
                let config = Config::from_corosync_conf_for_reload(text).map_err(ClusterError::Config)?;
                self.attempt_reload(nodes, &config)
            }
        }
    }

    /// These nodes (all that are up where none is named) read a new config; nodes that start later do too.
    ///
    /// # Errors
    /// A named node is not up, or does not take the config.
    pub fn reload(&mut self, nodes: &[NodeId], config: &Config<N>) -> Outcome {
        self.or_undo(|cluster| {
            cluster.attempt_reload(nodes, config)?;
            W::talk(cluster)
        })
    }

    fn attempt_reload(&mut self, nodes: &[NodeId], config: &Config<N>) -> Outcome {
        self.all_up(nodes)?;
        let named = |place: &Place<N, W::Client>| nodes.is_empty() || nodes.contains(&place.id);
        let mut listed: Vec<NodeId, N> = Vec::new();
        for node in config.nodes() {
            let pushed = listed.push(node.id);
            debug_assert!(pushed.is_ok(), "a config holds at most N nodes");
        }
        self.make_places(&listed)?;
        for place in self.places.iter_mut().filter(|place| named(place)) {
            if let Some(engine) = place.engine.up_mut() {
                engine.reload(config).map_err(|error| ClusterError::Engine(place.id, error))?;
            }
        }
        self.config = config.clone();
        W::reload(self);
        self.deliver()
    }

    /// Adds places for nodes that have none, ascending.
    fn make_places(&mut self, nodes: &[NodeId]) -> Outcome {
        let new = count(nodes.iter().filter(|node| self.place_exists(**node).is_err()));
        if self.places.len().saturating_add(new) > N {
            return Err(ClusterError::TooManyNodes(N));
        }
        for node in nodes {
            if self.place_exists(*node).is_ok() {
                continue;
            }
            let before = count(self.places.iter().take_while(|place| place.id < *node));
            let added = self.places.0.push(Place::new(*node));
            debug_assert!(added.is_ok(), "room was checked before");
            let moved = self.places.get_mut(before..);
            if let Some(moved) = moved.filter(|moved| !moved.is_empty()) {
                moved.rotate_right(1);
            }
        }
        Ok(())
    }

    fn place_exists(&self, node: NodeId) -> Outcome {
        match self.places.iter().any(|place| place.id == node) {
            true => Ok(()),
            false => Err(ClusterError::UnknownNode(node)),
        }
    }

    fn all_up(&self, nodes: &[NodeId]) -> Outcome {
        for node in nodes {
            self.place_exists(*node)?;
            if self.engine(*node).is_none() {
                return Err(ClusterError::NotUp(*node));
            }
        }
        Ok(())
    }

    fn asked(&self, node: Option<NodeId>) -> Result<NodeId, ClusterError> {
        let up = self.places.iter().find(|place| place.engine.up().is_some());
        let node = node.or(up.map(|place| place.id)).ok_or(ClusterError::NobodyUp)?;
        self.all_up(&[node])?;
        Ok(node)
    }

    /// Asks one node's engine, and lets everybody hear what it says.
    fn ask(
        &mut self,
        node: NodeId,
        request: impl FnOnce(&mut Engine<N>) -> Result<(), EngineError>,
    ) -> Outcome {
        let place = self.places.iter_mut().find(|place| place.id == node);
        let engine = place.and_then(|place| place.engine.up_mut()).ok_or(ClusterError::NotUp(node))?;
        request(engine).map_err(|error| ClusterError::Engine(node, error))?;
        self.deliver()
    }
}

impl<const N: usize, C: Default> Place<N, C> {
    fn new(id: NodeId) -> Self {
        Place {
            id,
            side: 0,
            engine: Machine::Blank,
            device: DeviceHabit::Silent,
            client: C::default(),
            hearing: Hearing::All,
        }
    }
}
