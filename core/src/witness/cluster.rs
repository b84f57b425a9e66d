//! What is kept of a cluster, and the view that an algorithm has of it and its connections.

use super::connection::Connection;
use super::{NAME_MAX, NodeSet, VoteReason};
use crate::base::{Millis, NodeId};
use heapless::Vec;

/// Where ffsplit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Phase {
    #[default]
    Idle,
    /// The clients do not agree; votes wait for the next decision.
    Unstable,
    /// ACKs wait until nobody else can have the vote.
    Nacks,
}

/// A cluster, but for its roster: memory for a witness, see [`WitnessMut`](super::WitnessMut).
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    pub(super) is_used: bool,
    pub(super) is_told: bool,
    pub(super) name: Vec<u8, NAME_MAX, u8>,
    /// The only nodes that it may have; empty: any.
    pub(super) told: NodeSet,
    pub(super) phase: Phase,
    /// The partition that was chosen last.
    pub(super) chosen: NodeSet,
    pub(super) why: VoteReason,
    /// Nodes that may have the vote and are out of reach.
    pub(super) ghosts: NodeSet,
    /// When the last of them must have given it up.
    pub(super) ghosts_until: Millis,
    /// Nodes that were through INIT since the witness started: what they have is known.
    pub(super) known: NodeSet,
    /// The longest heartbeat of its clients, milliseconds.
    pub(super) heartbeat: u32,
}

/// A cluster with its connections, at this moment.
pub(super) struct View<'a> {
    pub connections: &'a mut [Connection],
    pub cluster: &'a mut Cluster,
    /// Nodes by their places; node 0 is a free place.
    pub roster: &'a mut [NodeId],
    /// The cluster's place.
    pub index: usize,
    pub now: Millis,
    /// Until when a restarted witness is silent; `None` where votes are no leases.
    pub silent_until: Option<Millis>,
    pub is_unsaved: &'a mut bool,
}

/// The nodes at these places of a roster.
pub(super) fn named(roster: &[NodeId], set: NodeSet) -> impl Iterator<Item = NodeId> {
    set.places().filter_map(|place| roster.get(place).copied())
}

impl View<'_> {
    pub(super) fn place(&self, node: NodeId) -> Option<usize> {
        self.roster.iter().position(|known| *known == node && node != NodeId(0))
    }

    pub(super) fn nodes(&self, set: NodeSet) -> impl Iterator<Item = NodeId> {
        named(self.roster, set)
    }

    /// Whether the set has the node.
    pub(super) fn has(&self, set: NodeSet, node: NodeId) -> bool {
        self.place(node).is_some_and(|place| set.contains(place))
    }

    /// The connection at this place, if it is through INIT with this cluster. Not inlined: it is everywhere.
    #[inline(never)]
    pub(super) fn member(&self, place: usize) -> Option<&Connection> {
        let connection = self.connections.get(place)?;
        (connection.is_joined && connection.cluster == Some(self.index)).then_some(connection)
    }

    /// Places of all that are through INIT, but for this one.
    pub(super) fn members_but(&self, left_out: Option<usize>) -> impl Iterator<Item = usize> {
        (0..self.connections.len())
            .filter(move |place| Some(*place) != left_out && self.member(*place).is_some())
    }

    /// All that are through INIT.
    pub(super) fn members(&self) -> impl Iterator<Item = (usize, &Connection)> {
        (0..self.connections.len()).filter_map(|place| Some((place, self.member(place)?)))
    }

    /// The next by node id.
    pub(super) fn next_by_node(&self, after: Option<NodeId>) -> Option<(usize, NodeId)> {
        let later = self.members().map(|(place, member)| (place, member.node));
        let later = later.filter(|(_, node)| after.is_none_or(|after| *node > after));
        later.reduce(|one, other| if other.1 < one.1 { other } else { one })
    }

    /// The node's place, if the cluster may have it.
    pub(super) fn intern(&mut self, node: NodeId) -> Option<usize> {
        let told = self.cluster.told;
        match told.is_empty() {
            true => self.place_for(node, NodeSet::EMPTY),
            false => self.place(node).filter(|place| told.contains(*place)),
        }
    }

    /// The node's place in the roster; one that nobody uses any longer, but these, is taken where none is free.
    pub(super) fn place_for(&mut self, node: NodeId, kept: NodeSet) -> Option<usize> {
        if node == NodeId(0) {
            return None;
        }
        let free = || self.roster.iter().position(|known| *known == NodeId(0));
        let unused = || {
            let used = self.used() | kept;
            (0..self.roster.len()).find(|place| !used.contains(*place))
        };
        let place = self.place(node).or_else(free).or_else(unused)?;
        *self.roster.get_mut(place)? = node;
        Some(place)
    }

    /// Places that somebody uses.
    fn used(&self) -> NodeSet {
        let cluster = &self.cluster;
        let is_silent = self.silent_until.is_some_and(|until| self.now < until);
        let known = if is_silent { cluster.known } else { NodeSet::EMPTY };
        let mut used = cluster.told | cluster.chosen | cluster.ghosts | known;
        for (_, member) in self.members() {
            used |= member.config | member.membership | member.decoder.request.nodes;
            used |= self.place(member.node).map_or(NodeSet::EMPTY, NodeSet::of);
        }
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A roster's place is free when nothing speaks of it.
    #[test]
    fn which_places_are_used() {
        let set = NodeSet::of;
        let mut cluster =
            Cluster { told: set(0), chosen: set(1), ghosts: set(2), known: set(3), ..Cluster::default() };
        let mut client =
            Connection { is_joined: true, cluster: Some(0), node: NodeId(70), ..Connection::default() };
        (client.config, client.membership, client.decoder.request.nodes) = (set(4), set(5), set(6));
        let mut connections = [client];
        let mut roster = [0, 0, 0, 0, 0, 0, 0, 70, 0].map(NodeId);
        for (silent_until, counts_known) in [(Some(20), true), (Some(10), false), (None, false)] {
            let view = View {
                connections: &mut connections,
                cluster: &mut cluster,
                roster: &mut roster,
                index: 0,
                now: 10,
                silent_until,
                is_unsaved: &mut false,
            };
            let places: std::vec::Vec<usize> = view.used().places().collect();
            let used: &[usize] =
                if counts_known { &[0, 1, 2, 3, 4, 5, 6, 7] } else { &[0, 1, 2, 4, 5, 6, 7] };
            assert_eq!(places, used, "{silent_until:?}");
        }
    }
}
