//! A cluster with messages in flight: a member writes its disk, sends a message or hears one in a step of its own, and
//! a view may end, or a machine stop, between any two steps.
//!
//! Electorates that change need this, as a member may have heard only the first part of what was said in a view. All
//! members hear it in the same order. What makes no difference happens at once, so that it adds no states
//! ([`World::settle`]):
//!
//! - writing a disk that already has the same electorate and attempt;
//! - sending anything but a proposal: a node that stops before it has sent is like one that nobody heard;
//! - hearing what changes nothing beyond the view and does not make the verdict worse: a node that does not hear it can
//!   do less, and says the same in the next view;
//! - moving to the newest view where the old one allows nothing and has no more to hear: a node that moves later is
//!   like one that nobody has heard there yet.

use super::hash::Hash;
use super::outcome::{ExploreError, Settings};
use crate::base::{NodeId, RingId, Rules, collect};
use crate::config::Config;
use crate::engine::Engine;
use crate::rules::strict::Strict;
use crate::simulate::{Arbiter, Cluster, ClusterError, Step, StepNodes};
use crate::verdict::EngineError;
use crate::wire::{Body, Message};
use core::ops::Deref;
use std::sync::Arc;
use std::vec::Vec;

pub(super) type Queue = Vec<(NodeId, Message)>;

/// A view that the membership layer has formed and the node has not seen yet.
#[derive(Clone)]
pub(super) struct Next {
    pub(super) ring: RingId,
    pub(super) members: Vec<NodeId>,
    pub(super) queue: Queue,
}

/// What is under way at one node.
#[derive(Clone, Default)]
pub(super) struct Desk {
    /// Sent in its view, and not heard yet.
    pub(super) queue: Queue,
    /// What is on its disk, where the node has a newer electorate or attempt in memory.
    pub(super) disk: Option<Vec<u8>>,
    /// It is behind: the newest of the views that it has not seen.
    pub(super) next: Option<Next>,
    /// Which corosync.conf it has.
    pub(super) file: u8,
}

/// The cluster, and what is on its way.
#[derive(Clone)]
pub(super) struct World<const N: usize, W: Arbiter<N> = ()> {
    pub(super) cluster: Cluster<N, W>,
    /// One for each node, ascending; none where messages reach all at once.
    pub(super) desks: Vec<Desk>,
    pub(super) habits: Habits,
    /// Every corosync.conf that there is; the first is that of the start.
    pub(super) files: Arc<Vec<Config<N>>>,
}

/// What happens one by one.
#[derive(Clone, Copy, Default)]
pub(super) struct Habits {
    /// Writing a disk is a step of its own, so that the write may be lost; a node may also ask to leave where nobody
    /// can let it go, and wait in vain. (A node that stops before it has written is like one that has not heard: it
    /// has said nothing based on it. A node that waits in vain is like one that stops.)
    pub(super) lost_writes: bool,
    /// Members stay behind in a view while others go on.
    pub(super) stragglers: bool,
    pub(super) operator_votes: Option<u32>,
}

impl<const N: usize, W: Arbiter<N>> Deref for World<N, W> {
    type Target = Cluster<N, W>;

    fn deref(&self) -> &Cluster<N, W> {
        &self.cluster
    }
}

impl<const N: usize, W: Arbiter<N>> World<N, W> {
    /// Messages reach all at once.
    pub(super) fn at_once(cluster: Cluster<N, W>) -> Self {
        World { cluster, desks: Vec::new(), habits: Habits::default(), files: Arc::default() }
    }

    /// Whether every message is a step of its own.
    pub(super) fn is_step_by_step(start: &Cluster<N, W>, settings: &Settings<'_>) -> bool {
        let is_strict = start.rules() == Rules::Strict;
        let stores = start.has_storage() || is_strict && (settings.storage || settings.stragglers);
        settings.lost_messages && stores
    }

    /// Every message is a step of its own.
    pub(super) fn step_by_step(
        mut cluster: Cluster<N, W>,
        config: &Config<N>,
        settings: &Settings<'_>,
    ) -> Result<Self, ExploreError> {
        let Settings { lost_writes, stragglers, operator_votes, .. } = *settings;
        cluster.hold();
        let desks = cluster.nodes().map(|_| Desk::default()).collect();
        let mut files = Vec::from([config.clone()]);
        for text in settings.reloads {
            files.push(Config::from_corosync_conf_for_reload(text)?);
        }
        let habits = Habits { lost_writes, stragglers, operator_votes };
        Ok(World { cluster, desks, habits, files: Arc::new(files) })
    }

    pub(super) fn file_of(&self, node: NodeId) -> Result<Config<N>, ClusterError> {
        let file = self.desk_of(node).and_then(|desk| self.files.get(usize::from(desk.file)));
        file.cloned().ok_or(ClusterError::UnknownNode(node))
    }

    pub(super) fn ids(&self) -> Vec<NodeId> {
        self.cluster.nodes().collect()
    }

    pub(super) fn desk(&mut self, node: NodeId) -> Option<&mut Desk> {
        let place = self.cluster.nodes().position(|known| known == node)?;
        self.desks.get_mut(place)
    }

    pub(super) fn desk_of(&self, node: NodeId) -> Option<&Desk> {
        let place = self.cluster.nodes().position(|known| known == node)?;
        self.desks.get(place)
    }

    /// Makes steps happen. Messages that are on their way are lost where the view ends.
    pub(super) fn run(&mut self, steps: &[Step<'_>]) -> Result<(), ClusterError> {
        if self.desks.is_empty() {
            return steps.iter().try_for_each(|step| self.cluster.attempt(step));
        }
        let ids = self.ids();
        // Those that stay behind go back to where they were.
        let before: Vec<Option<Engine<N>>> = ids.iter().map(|id| self.cluster.engine(*id).cloned()).collect();
        let left = ids.iter().copied().filter(|id| self.cluster.engine(*id).is_some_and(has_left));
        let left: StepNodes = collect(left);
        if !left.is_empty() {
            // All at once: none of them takes a view any more.
            self.cluster.attempt(&Step::Crash(left))?;
        }
        for step in steps {
            // Who had left is down by now.
            let is_up = |node: &NodeId| self.cluster.engine(*node).is_some();
            let up = |nodes: &[NodeId]| -> StepNodes { collect(nodes.iter().copied().filter(is_up)) };
            match step {
                Step::Crash(nodes) | Step::Device { nodes, .. } if up(nodes).is_empty() => {}
                Step::Device { event, nodes } => {
                    let nodes = up(nodes);
                    self.cluster.attempt(&Step::Device { event: *event, nodes })?;
                }
                Step::Up(nodes) => {
                    for node in nodes {
                        self.cluster.start_with(*node, &self.file_of(*node)?)?;
                    }
                }
                _ => self.cluster.attempt(step)?,
            }
        }
        for (id, before) in ids.iter().zip(before) {
            self.follow(*id, before)?;
        }
        self.settle()
    }

    /// A node's desk after something happened to the cluster.
    fn follow(&mut self, node: NodeId, before: Option<Engine<N>>) -> Result<(), ClusterError> {
        let after = self.cluster.engine(node).map(|engine| (engine.ring(), engine.members()));
        let Some((ring, members)) = after else {
            let config = self.file_of(node)?;
            let Some(desk) = self.desk(node) else {
                return Ok(());
            };
            let file = desk.file;
            return match core::mem::replace(desk, Desk { file, ..Desk::default() }).disk {
                Some(bytes) => self.cluster.set_disk(node, &config, &bytes),
                None => Ok(()),
            };
        };
        let Some(before) = before.filter(|before| before.ring() != ring) else {
            return Ok(());
        };
        let stays_behind = self.habits.stragglers;
        let Some(desk) = self.desk(node) else {
            return Ok(());
        };
        if stays_behind {
            desk.next = Some(Next { ring, members: members.iter().copied().collect(), queue: Queue::new() });
            if let Some(engine) = self.cluster.engine_mut(node) {
                *engine = before;
            }
        } else {
            desk.queue.clear();
        }
        Ok(())
    }

    /// Something happens to one engine. Its disk has what was there before, until it is saved.
    pub(super) fn change(
        &mut self,
        node: NodeId,
        change: impl FnOnce(&mut Engine<N>) -> Result<(), EngineError>,
    ) -> Result<(), ClusterError> {
        let Some(engine) = self.cluster.engine_mut(node) else {
            return Err(ClusterError::NotUp(node));
        };
        let before = engine.clone();
        change(engine).map_err(|error| ClusterError::Engine(node, error))?;
        let writes = self.habits.lost_writes && engine.has_storage();
        let may_lose = writes && on_disk(&before) != on_disk(engine);
        if let Some(desk) = self.desk(node).filter(|desk| may_lose && desk.disk.is_none()) {
            let mut bytes = std::vec![0; Engine::<N>::SNAPSHOT_MAX];
            desk.disk = before.write_snapshot(&mut bytes).map(<[u8]>::to_vec);
        }
        Ok(())
    }

    /// All that makes no difference happens.
    pub(super) fn settle(&mut self) -> Result<(), ClusterError> {
        let ids = self.ids();
        loop {
            let mut is_quiet = true;
            for id in &ids {
                while self.settle_one(*id)? {
                    is_quiet = false;
                }
            }
            if is_quiet {
                return Ok(());
            }
        }
    }

    pub(super) fn settle_one(&mut self, node: NodeId) -> Result<bool, ClusterError> {
        let (Some(engine), Some(desk)) = (self.cluster.engine(node), self.desk_of(node)) else {
            return Ok(false);
        };
        if engine.is_unsaved() && desk.disk.is_none() {
            self.cluster.save(node);
            return Ok(true);
        }
        // Who stays behind reaches nobody.
        let is_idle = |message: Message| desk.next.is_some() || self.is_idle(node, &message);
        if engine.waiting_to_transmit() != 0 && says(engine).is_none_or(is_idle) {
            self.say(node);
            return Ok(true);
        }
        if has_left(engine) {
            self.desk(node).into_iter().for_each(|desk| desk.queue.clear());
            return Ok(false);
        }
        let Some((from, message)) = desk.queue.first() else {
            let is_behind = desk.next.is_some() && standing(engine) == 0;
            return if is_behind { self.enter(node).map(|()| true) } else { Ok(false) };
        };
        let mut after = engine.clone();
        let heard = after.receive(*from, message, self.cluster.now());
        heard.map_err(|error| ClusterError::Engine(node, error))?;
        let is_idle = standing(engine) <= standing(&after) && lasting(engine) == lasting(&after);
        if is_idle {
            self.cluster.engine_mut(node).into_iter().for_each(|engine| *engine = after.clone());
            self.desk(node).into_iter().for_each(|desk| drop(desk.queue.remove(0)));
        }
        Ok(is_idle)
    }

    /// Whether it makes no difference when this is said: no proposal, or the only one.
    fn is_idle(&self, node: NodeId, message: &Message) -> bool {
        let mut others = self.cluster.nodes().filter(|other| *other != node);
        let competes = |other: NodeId| {
            let engine = self.cluster.engine(other).filter(|engine| !has_left(engine));
            let rules = engine.filter(|engine| engine.ring() == message.ring);
            rules.and_then(Engine::strict).is_some_and(Strict::has_wish)
        };
        !matches!(message.body, Body::Propose { .. }) || !others.any(competes)
    }
}

pub(super) fn has_left<const N: usize>(engine: &Engine<N>) -> bool {
    engine.strict().is_some_and(Strict::has_left)
}

/// What an engine says next; `None` where it has nothing to say, or has changed its mind.
pub(super) fn says<const N: usize>(engine: &Engine<N>) -> Option<Message> {
    (engine.waiting_to_transmit() != 0).then(|| engine.clone().poll_transmit())?
}

/// What the verdict allows.
pub(super) fn standing<const N: usize>(engine: &Engine<N>) -> u8 {
    engine.strict().map_or(0, Strict::allows)
}

fn on_disk<const N: usize>(engine: &Engine<N>) -> u128 {
    let mut hash = Hash::START;
    engine.canonical_disk(&mut |word| hash.add(word));
    hash.value()
}

fn lasting<const N: usize>(engine: &Engine<N>) -> u128 {
    let mut hash = Hash::START;
    engine.canonical_lasting(&mut |word| hash.add(word));
    hash.value()
}
