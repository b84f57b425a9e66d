//! What of a cluster's state decides what it will do, node by node: for the explorer.

use super::machine::Machine;
use super::{Arbiter, Cluster, DeviceHabit, Hearing, Place};
use crate::base::{Millis, NodeId};
use crate::config::Config;
use crate::engine::Engine;
use crate::rules::needs_storage;
use crate::simulate::refused::ClusterError;
use crate::verdict::EngineError;

impl<const N: usize, W: Arbiter<N>> Cluster<N, W> {
    /// What a node knows of itself.
    pub(crate) fn canonical_own(&self, node: NodeId, word: &mut impl FnMut(u64)) {
        let Some(place) = self.place_of(node) else {
            return;
        };
        let Some(engine) = place.engine.up() else {
            // It will start with what is on its disk.
            return place.engine.off().into_iter().for_each(|engine| engine.canonical_disk(word));
        };
        engine.canonical_own(word);
    }

    /// What a node's device does, and what it hears. Nothing for a node that is down.
    pub(crate) fn canonical_habits(&self, node: NodeId, word: &mut impl FnMut(u64)) {
        let Some(place) = self.place_of(node).filter(|place| place.engine.up().is_some()) else {
            return;
        };
        word(match place.device {
            DeviceHabit::Silent => 1,
            DeviceHabit::Polls { cast_vote: false } => 2,
            DeviceHabit::Polls { cast_vote: true } => 3,
        });
        word(match place.hearing {
            Hearing::All => 1,
            Hearing::Nothing => 2,
            Hearing::NothingYet => 3,
        });
    }

    /// What a node knows of another one; 0 where it is down.
    pub(crate) fn canonical_peer(&self, node: NodeId, peer: NodeId) -> u64 {
        let engine = self.place_of(node).and_then(|place| place.engine.up());
        engine.map_or(0, |engine| engine.canonical_peer(peer))
    }

    /// Whether its quorum device votes for the node.
    pub(crate) fn device_votes_at(&self, node: NodeId) -> bool {
        self.place_of(node).is_some_and(|place| place.device == DeviceHabit::Polls { cast_vote: true })
    }

    /// Whether it hears nothing, at least in its present view.
    pub(crate) fn is_deaf(&self, node: NodeId) -> bool {
        self.place_of(node).is_some_and(|place| place.hearing != Hearing::All)
    }

    /// Whether it will hear nothing in its next view either.
    pub(crate) fn stays_deaf(&self, node: NodeId) -> bool {
        self.place_of(node).is_some_and(|place| place.hearing == Hearing::Nothing)
    }

    /// Whether both would be in one partition.
    pub(crate) fn is_beside(&self, node: NodeId, other: NodeId) -> bool {
        self.place_of(node).map(|place| place.side) == self.place_of(other).map(|place| place.side)
    }

    /// Nodes that start have storage, whatever their configs ask for.
    pub(crate) fn store(&mut self) {
        self.stores = true;
    }

    pub(crate) fn has_storage(&self) -> bool {
        self.stores || needs_storage(&self.config, self.rules)
    }

    /// From now on nobody saves, says or hears anything by itself.
    pub(crate) fn hold(&mut self) {
        self.is_held = true;
    }

    pub(crate) fn is_held(&self) -> bool {
        self.is_held
    }

    /// Whether a node that is off has anything on its disk.
    pub(crate) fn has_disk(&self, node: NodeId) -> bool {
        self.place_of(node).is_some_and(|place| place.engine.off().is_some())
    }

    /// The engine of a node that is up, to do with it as one likes.
    pub(crate) fn engine_mut(&mut self, node: NodeId) -> Option<&mut Engine<N>> {
        self.places.iter_mut().find(|place| place.id == node)?.engine.up_mut()
    }

    /// Writes the node's disk.
    pub(crate) fn save(&mut self, node: NodeId) {
        if let Some(place) = self.places.iter_mut().find(|place| place.id == node) {
            place.engine.save();
        }
    }

    /// The node that is off has these bytes on its disk, and not what it had to write last.
    pub(crate) fn set_disk(
        &mut self,
        node: NodeId,
        config: &Config<N>,
        bytes: &[u8],
    ) -> Result<(), ClusterError> {
        let refused = |error| ClusterError::Engine(node, error);
        let mut engine = Engine::with_storage(config, node).map_err(refused)?;
        engine.restore_bytes(bytes).map_err(|_| refused(EngineError::OtherSnapshot))?;
        if let Some(place) = self.places.iter_mut().find(|place| place.id == node) {
            place.engine = Machine::Off(engine);
        }
        Ok(())
    }

    /// Whether a node, or its disk, knows of an electorate.
    pub(crate) fn remembers(&self, node: NodeId) -> bool {
        let mut remembers = false;
        self.electorate_of(node, &mut |_| remembers = true);
        remembers
    }

    /// The electorate that a node knows, or its disk, where it is off.
    pub(crate) fn electorate_of(&self, node: NodeId, word: &mut impl FnMut(u64)) {
        let known = self.place_of(node).and_then(|place| place.engine.up().or(place.engine.off()));
        known.into_iter().for_each(|engine| engine.canonical_electorate(word));
    }

    /// What a disk with these bytes has.
    pub(crate) fn disk_words(
        &self,
        node: NodeId,
        config: &Config<N>,
        bytes: &[u8],
        word: &mut impl FnMut(u64),
    ) {
        let mut disk = self.clone();
        if disk.set_disk(node, config, bytes).is_ok() {
            let off = disk.place_of(node).and_then(|place| place.engine.off());
            off.into_iter().for_each(|engine| engine.canonical_disk(word));
        }
    }

    /// A node starts with a config of its own.
    pub(crate) fn start_with(&mut self, node: NodeId, config: &Config<N>) -> Result<(), ClusterError> {
        self.up(&[node], Some(config))
    }

    /// The device polls at this node, if it does.
    pub(crate) fn poll_device(&mut self, node: NodeId) {
        let now = self.now;
        let Some(place) = self.places.iter_mut().find(|place| place.id == node) else {
            return;
        };
        if let (Some(engine), DeviceHabit::Polls { cast_vote }) = (place.engine.up_mut(), place.device) {
            let ring = engine.ring();
            // It is the present view's, so that it is taken.
            let _taken = engine.device_poll(ring, cast_vote, now);
        }
    }

    /// Time passes, and nothing else.
    pub(crate) fn pass(&mut self, time: Millis) -> Millis {
        self.now = self.now.saturating_add(time);
        self.now
    }

    fn place_of(&self, node: NodeId) -> Option<&Place<N, W::Client>> {
        self.places.iter().find(|place| place.id == node)
    }
}
