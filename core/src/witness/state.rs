//! What a witness does, wherever its memory is: bytes and time in, bytes and wishes out.

use super::cluster::{Cluster, Phase};
use super::connection::{Connection, Cover};
use super::reply::TRANSMIT_MAX;
use super::settings::{Settings, Timing};
use super::{CloseReason, Vote, ffsplit, lease, lms};
use crate::base::{List, Millis, NODES_MAX, NodeId, NodeSet, errors};
use heapless::Vec;

/// A witness but for its connections and clusters.
#[derive(Clone, Debug)]
pub struct Hub {
    pub(super) settings: Settings,
    pub(super) silent_until: Millis,
    pub(super) is_unsaved: bool,
    /// The last call's time.
    pub(super) handled: Millis,
    /// Connections from here on were never open: nobody need look at them.
    pub(super) used: usize,
}

impl Hub {
    /// That of a witness that starts now.
    #[must_use]
    pub fn new(settings: Settings, now: Millis) -> Self {
        let silence = match settings.timing {
            Timing::Safe => lease::length(settings.longest_heartbeat()),
            Timing::LikeQnetd => 0,
        };
        Hub { settings, silent_until: now.saturating_add(silence), is_unsaved: false, handled: now, used: 0 }
    }
}

/// A [`Witness`](super::Witness) whose memory is elsewhere: its calls, which are described there.
#[derive(Debug)]
pub struct WitnessMut<'m> {
    pub(super) hub: &'m mut Hub,
    pub(super) connections: &'m mut [Connection],
    pub(super) clusters: &'m mut [Cluster],
    /// The clusters' nodes, one cluster's after the other's.
    pub(super) rosters: &'m mut [NodeId],
    /// The most nodes of a cluster.
    pub(super) nodes: usize,
}

/// As [`WitnessMut`], to be read.
#[derive(Clone, Copy, Debug)]
pub struct WitnessRef<'m> {
    pub(super) hub: &'m Hub,
    pub(super) connections: &'m [Connection],
    pub(super) clusters: &'m [Cluster],
    pub(super) rosters: &'m [NodeId],
    pub(super) nodes: usize,
}

/// What the caller is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Output {
    /// Send these bytes, a whole message.
    Send {
        /// Over this connection.
        connection: usize,
        /// What to send.
        bytes: List<u8, TRANSMIT_MAX>,
    },
    /// Start TLS as its server; what comes next over the connection belongs to it. Then call
    /// [`Witness::secured`](super::Witness::secured).
    StartTls {
        /// Over this connection.
        connection: usize,
    },
    /// Close it. Its number is free.
    Close {
        /// This connection.
        connection: usize,
        /// Why, for the log.
        reason: CloseReason,
    },
}

errors! {
    /// Why [`Witness::tell`](super::Witness::tell) refuses.
    pub enum TellError {
        Name = -500 CLUSTER_NAME "a cluster's name has at most 64 bytes, and no NUL";
        Clusters = -501 NO_ROOM_FOR_CLUSTER "no room for another cluster; make the witness for more";
        Nodes = -502 CLUSTER_NODES
            "more nodes than the witness was made for, a node twice, or node 0; name each once";
    }
}

impl<'m> WitnessMut<'m> {
    /// A witness over this memory: `nodes` (1 to 64) nodes for each cluster in `rosters`. Of what is shorter the rest
    /// is not used.
    pub fn new(
        hub: &'m mut Hub,
        connections: &'m mut [Connection],
        clusters: &'m mut [Cluster],
        rosters: &'m mut [NodeId],
        nodes: usize,
    ) -> Self {
        WitnessMut { hub, connections, clusters, rosters, nodes: nodes.min(NODES_MAX) }
    }

    /// The same, to be read.
    #[must_use]
    pub fn read(&self) -> WitnessRef<'_> {
        WitnessRef::new(self.hub, self.connections, self.clusters, self.rosters, self.nodes)
    }

    /// As [`Witness::tell`](super::Witness::tell).
    ///
    /// # Errors
    /// See [`TellError`]; nothing has changed then.
    pub fn tell(&mut self, cluster: &[u8], nodes: &[NodeId]) -> Result<(), TellError> {
        let mut name = Vec::new();
        cluster.iter().try_for_each(|byte| name.push(*byte)).map_err(|_| TellError::Name)?;
        let is_bad = |place: usize| {
            let is_twice = |node: &NodeId| nodes.iter().take(place).any(|other| other == node);
            nodes.get(place).is_none_or(|node| *node == NodeId(0) || is_twice(node))
        };
        // Not `contains`: that brings a search of its own.
        if name.iter().min() == Some(&0) {
            return Err(TellError::Name);
        }
        if nodes.len() > self.nodes || (0..nodes.len()).any(is_bad) {
            return Err(TellError::Nodes);
        }
        let known = self.clusters.iter().position(|known| known.is_used && known.name == name);
        let free = || self.clusters.iter().position(|known| !known.is_used);
        let index = known.or_else(free).ok_or(TellError::Clusters)?;
        let now = self.hub.handled;
        let Some(mut view) = self.view(Some(index), now) else { return Err(TellError::Clusters) };
        let mut told = NodeSet::EMPTY;
        for node in nodes {
            told |= NodeSet::of(view.place_for(*node, told).ok_or(TellError::Nodes)?);
        }
        let cluster = view.cluster;
        (cluster.is_used, cluster.is_told, cluster.told) = (true, true, told);
        cluster.name = name;
        Ok(())
    }

    /// As [`Witness::connect`](super::Witness::connect).
    pub fn connect(&mut self, now: Millis) -> Option<usize> {
        let place = self.connections.iter().position(|connection| !connection.is_open)?;
        let this = self.connections.get_mut(place)?;
        this.reset();
        (this.is_open, this.heard) = (true, now);
        self.hub.used = self.hub.used.max(place.saturating_add(1));
        Some(place)
    }

    /// As [`Witness::receive`](super::Witness::receive).
    pub fn receive(&mut self, connection: usize, now: Millis, bytes: &[u8]) -> usize {
        let mut taken = 0_usize;
        for byte in bytes {
            let Some(this) = self.connections.get_mut(connection).filter(|this| this.can_take()) else {
                break;
            };
            taken = taken.saturating_add(1);
            let completed = this.decoder.take(*byte);
            if let Some(node) = completed.node {
                self.list_node(connection, node, now);
            }
            if completed.message {
                self.answer(connection, now);
                self.sweep(now);
                break;
            }
        }
        taken
    }

    /// As [`Witness::secured`](super::Witness::secured).
    pub fn secured(&mut self, connection: usize, now: Millis, certificate: Option<&[u8]>) {
        let Some(this) = self.connections.get_mut(connection).filter(|this| this.is_open) else { return };
        this.cover = Cover::Tls;
        let named = this.cluster.and_then(|index| self.clusters.get(index)).map(|cluster| &cluster.name[..]);
        if self.hub.settings.client_certificates && (certificate.is_none() || certificate != named) {
            this.closing = Some(CloseReason::WrongCertificate);
        }
        self.sweep(now);
    }

    /// As [`Witness::disconnect`](super::Witness::disconnect).
    pub fn disconnect(&mut self, connection: usize, now: Millis) {
        self.leave(connection, now);
        if let Some(this) = self.connections.get_mut(connection) {
            this.reset();
        }
        self.sweep(now);
    }

    /// As [`Witness::poll_output`](super::Witness::poll_output).
    pub fn poll_output(&mut self) -> Option<Output> {
        let settings = self.hub.settings;
        for connection in 0..self.hub.used {
            let this = self.connections.get_mut(connection)?;
            if let Some(reason) = this.closing {
                this.reset();
                return Some(Output::Close { connection, reason });
            }
            if !this.outbox.is_empty() {
                let mut reply = this.outbox.pop()?;
                this.outbox.iter_mut().rev().for_each(|place| core::mem::swap(place, &mut reply));
                let bytes = List(reply.write(&settings, &this.decoder.text));
                return Some(Output::Send { connection, bytes });
            }
            if this.cover == Cover::Asked {
                this.cover = Cover::Starting;
                return Some(Output::StartTls { connection });
            }
        }
        None
    }

    /// As [`Witness::handle_timeout`](super::Witness::handle_timeout).
    pub fn handle_timeout(&mut self, now: Millis) {
        // A snapshot says whether the witness was silent.
        self.hub.is_unsaved |= self.hub.handled < self.hub.silent_until && self.hub.silent_until <= now;
        self.hub.handled = now;
        let settings = self.hub.settings;
        for place in 0..self.hub.used {
            let Some(this) = self.connections.get_mut(place).filter(|this| this.is_open) else { continue };
            if this.dead_at(&settings) <= now {
                this.closing = this.closing.or(Some(CloseReason::DeadPeer));
            } else if this.timer.is_some_and(|timer| timer <= now) {
                let (index, ring, before) = (this.cluster, this.ring, this.vote);
                let vote = self.view(index, now).map(|mut view| lms::decide(&mut view, place, ring));
                // Who has lost the vote is told until it has acknowledged that.
                if let Some(this) = self.connections.get_mut(place)
                    && (before != Vote::Nack || this.holds)
                    && let Some(vote) = vote.filter(|vote| *vote != Vote::WaitForReply)
                {
                    this.tell(vote);
                    this.under_way = Some(vote);
                }
            }
        }
        self.sweep(now);
        for index in 0..self.clusters.len() {
            if let Some(mut view) = self.view(Some(index), now) {
                ffsplit::go_on(&mut view, None);
            }
        }
        self.sweep(now);
    }
}

impl<'m> WitnessRef<'m> {
    /// A witness over this memory.
    #[must_use]
    pub fn new(
        hub: &'m Hub,
        connections: &'m [Connection],
        clusters: &'m [Cluster],
        rosters: &'m [NodeId],
        nodes: usize,
    ) -> Self {
        WitnessRef { hub, connections, clusters, rosters, nodes }
    }

    /// As [`Witness::poll_timeout`](super::Witness::poll_timeout).
    #[must_use]
    pub fn poll_timeout(self) -> Option<Millis> {
        let settings = self.hub.settings;
        // Loops: their iterators, of 64-bit numbers, take twice the flash.
        let mut next = Millis::MAX;
        let lease = |next: Millis, until| if until > self.hub.handled { next.min(until) } else { next };
        for this in self.connections.iter().take(self.hub.used).filter(|this| this.is_open) {
            next = next.min(this.dead_at(&settings)).min(this.timer.unwrap_or(next));
        }
        for cluster in self.clusters.iter().filter(|cluster| cluster.phase == Phase::Nacks) {
            next = lease(next, cluster.ghosts_until);
        }
        Some(lease(next, self.hub.silent_until)).filter(|next| *next != Millis::MAX)
    }

    /// As [`Witness::is_unsaved`](super::Witness::is_unsaved).
    #[must_use]
    pub fn is_unsaved(self) -> bool {
        self.hub.is_unsaved
    }
}
