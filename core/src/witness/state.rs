//! The witness itself: connections and clusters, bytes and time in, bytes and wishes out.

use super::cluster::{Cluster, Phase};
use super::connection::{Connection, Cover};
use super::reply::TRANSMIT_MAX;
use super::settings::{Settings, Timing};
use super::{CloseReason, Vote, ffsplit, lease, lms};
use crate::base::{List, Millis, NODES_MAX, NodeId, NodeSet, codes};
use heapless::Vec;

/// A third vote for up to `CLUSTERS` clusters of up to `NODES` (1 to 64) nodes, over up to `CLIENTS` connections.
///
/// [`connect`](Witness::connect) numbers connections, 0 to `CLIENTS - 1`. A number is free again when its
/// [`Output::Close`] was taken or [`disconnect`](Witness::disconnect) was called. Times are milliseconds on a monotonic
/// clock; calls about connections that are not open do nothing.
///
/// After every call: where a snapshot is kept, store it if [`is_unsaved`](Witness::is_unsaved); then take all that
/// [`poll_output`](Witness::poll_output) gives, and wait no longer than until [`poll_timeout`](Witness::poll_timeout).
///
/// ```
/// use quorate::witness::{Output, Settings, Witness};
///
/// let mut witness = Witness::<16, 8, 8>::new(Settings::default(), 0);
/// let connection = witness.connect(0).expect("there is room");
/// let preinit = b"\0\0\0\0\0\x0f\0\0\0\x04\0\0\0\x01\0\x01\0\x03lab";
/// assert_eq!(witness.receive(connection, 5, preinit), preinit.len());
/// let Some(Output::Send { bytes, .. }) = witness.poll_output() else { panic!("no answer") };
/// assert_eq!(bytes[..2], [0, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct Witness<const CLIENTS: usize, const CLUSTERS: usize, const NODES: usize> {
    pub(super) settings: Settings,
    pub(super) connections: [Connection; CLIENTS],
    pub(super) clusters: [Cluster; CLUSTERS],
    pub(super) rosters: [[NodeId; NODES]; CLUSTERS],
    pub(super) silent_until: Millis,
    pub(super) is_unsaved: bool,
    /// The last call's time.
    pub(super) handled: Millis,
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
    /// [`Witness::secured`].
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

codes! {
    /// Why [`Witness::tell`] refuses.
    pub enum TellError: u8 {
        /// The name is longer than 64 bytes, or has a NUL.
        Name = 1,
        /// No room for another cluster.
        Clusters = 2,
        /// More nodes than fit, one twice, or node 0.
        Nodes = 3,
    }
}

impl<const CLIENTS: usize, const CLUSTERS: usize, const NODES: usize> Witness<CLIENTS, CLUSTERS, NODES> {
    const FITS: () = assert!(NODES >= 1 && NODES <= NODES_MAX, "1 to 64 nodes");

    /// A witness that starts now. With [`Timing::Safe`] it knows nothing of votes that it may have given before:
    /// see [`restore_bytes`](Witness::restore_bytes).
    #[must_use]
    pub fn new(settings: Settings, now: Millis) -> Self {
        let () = Self::FITS;
        let silence = match settings.timing {
            Timing::Safe => lease::length(settings.longest_heartbeat()),
            Timing::LikeQnetd => 0,
        };
        Witness {
            settings,
            connections: core::array::from_fn(|_| Connection::default()),
            clusters: core::array::from_fn(|_| Cluster::default()),
            rosters: [[NodeId(0); NODES]; CLUSTERS],
            silent_until: now.saturating_add(silence),
            is_unsaved: false,
            handled: now,
        }
    }

    /// Tells it a cluster, and its nodes (none: any), also anew. Once it was told one, it serves only those that it was
    /// told; a client that is here already stays until it says something that does not fit.
    ///
    /// # Errors
    /// See [`TellError`]; nothing has changed then.
    pub fn tell(&mut self, cluster: &str, nodes: &[NodeId]) -> Result<(), TellError> {
        let mut name = Vec::new();
        cluster.bytes().try_for_each(|byte| name.push(byte)).map_err(|_| TellError::Name)?;
        let is_bad = |(place, node): (usize, &NodeId)| {
            *node == NodeId(0) || nodes.iter().take(place).any(|other| other == node)
        };
        if name.contains(&0) {
            return Err(TellError::Name);
        }
        if nodes.len() > NODES || nodes.iter().enumerate().any(is_bad) {
            return Err(TellError::Nodes);
        }
        let known = self.clusters.iter().position(|known| known.is_used && known.name == name);
        let free = || self.clusters.iter().position(|known| !known.is_used);
        let index = known.or_else(free).ok_or(TellError::Clusters)?;
        let now = self.handled;
        let Some(mut view) = self.view(Some(index), now) else { return Err(TellError::Clusters) };
        let mut told = NodeSet::EMPTY;
        for node in nodes {
            told |= NodeSet::of(view.place_for(*node, told).ok_or(TellError::Nodes)?);
        }
        let cluster = view.cluster;
        (cluster.is_used, cluster.is_told, cluster.name, cluster.told) = (true, true, name, told);
        Ok(())
    }

    /// A connection was accepted. `None` where there is no room: close it.
    pub fn connect(&mut self, now: Millis) -> Option<usize> {
        let place = self.connections.iter().position(|connection| !connection.is_open)?;
        *self.connections.get_mut(place)? = Connection { is_open: true, heard: now, ..Connection::default() };
        Some(place)
    }

    /// Bytes came over a connection. Takes at most one message, and nothing while an answer has not been taken from
    /// [`poll_output`](Witness::poll_output) or TLS is being started: call again with the rest. Returns how many bytes
    /// were taken.
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

    /// TLS is running, and the client has shown a certificate of this name (its CN), or none.
    pub fn secured(&mut self, connection: usize, now: Millis, certificate: Option<&[u8]>) {
        let Some(this) = self.connections.get_mut(connection).filter(|this| this.is_open) else { return };
        this.cover = Cover::Tls;
        let named = this.cluster.and_then(|index| self.clusters.get(index)).map(|cluster| &cluster.name[..]);
        if self.settings.client_certificates && (certificate.is_none() || certificate != named) {
            this.closing = Some(CloseReason::WrongCertificate);
        }
        self.sweep(now);
    }

    /// A connection is gone.
    pub fn disconnect(&mut self, connection: usize, now: Millis) {
        self.leave(connection, now);
        if let Some(this) = self.connections.get_mut(connection) {
            *this = Connection::default();
        }
        self.sweep(now);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        let settings = self.settings;
        for (connection, this) in self.connections.iter_mut().enumerate() {
            if let Some(reason) = this.closing {
                *this = Connection::default();
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

    /// When to call [`handle_timeout`](Witness::handle_timeout), at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        let longest = self.settings.longest_heartbeat();
        let open = self.connections.iter().filter(|connection| connection.is_open);
        let own =
            open.map(|connection| connection.dead_at(longest).min(connection.timer.unwrap_or(u64::MAX)));
        let leases = self.clusters.iter().filter(|cluster| cluster.phase == Phase::Nacks);
        let leases = leases.map(|cluster| cluster.ghosts_until).chain([self.silent_until]);
        own.chain(leases.filter(|until| *until > self.handled)).min()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Millis) {
        // A snapshot says whether the witness was silent.
        self.is_unsaved |= self.handled < self.silent_until && self.silent_until <= now;
        self.handled = now;
        let longest = self.settings.longest_heartbeat();
        for place in 0..CLIENTS {
            let Some(this) = self.connections.get_mut(place).filter(|this| this.is_open) else { continue };
            if this.dead_at(longest) <= now {
                this.closing = this.closing.or(Some(CloseReason::DeadPeer));
            } else if this.timer.is_some_and(|timer| timer <= now) {
                let (index, ring) = (this.cluster, this.ring);
                let vote = self.view(index, now).map(|mut view| lms::decide(&mut view, place, ring));
                if let Some(this) = self.connections.get_mut(place)
                    && let Some(vote) = vote.filter(|vote| *vote != Vote::WaitForReply)
                {
                    this.tell(vote);
                }
            }
        }
        self.sweep(now);
        for index in 0..CLUSTERS {
            if let Some(mut view) = self.view(Some(index), now) {
                ffsplit::go_on(&mut view, None);
            }
        }
        self.sweep(now);
    }
}
