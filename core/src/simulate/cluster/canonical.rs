//! What of a cluster's state decides what it will do, node by node: for the explorer.

use super::{Cluster, DeviceHabit, Hearing, Place};
use crate::base::NodeId;

impl<const N: usize> Cluster<N> {
    /// What a node knows of itself, and what its device does. Nothing for a node that is down.
    pub(crate) fn canonical_own(&self, node: NodeId, word: &mut impl FnMut(u64)) {
        let Some((place, engine)) = self.place_of(node).and_then(|place| Some((place, place.engine.up()?)))
        else {
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
        engine.canonical_own(word);
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

    fn place_of(&self, node: NodeId) -> Option<&Place<N>> {
        self.places.iter().find(|place| place.id == node)
    }
}
