//! A witness that brings its memory.

use super::Settings;
use super::WitnessClient;
use super::cluster::Cluster;
use super::connection::Connection;
use super::snapshot::WitnessSnapshotError;
use super::state::{Hub, Output, TellError, WitnessMut, WitnessRef};
use crate::base::{Millis, NODES_MAX, NodeId};

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
    pub(super) hub: Hub,
    pub(super) connections: [Connection; CLIENTS],
    pub(super) clusters: [Cluster; CLUSTERS],
    pub(super) rosters: [[NodeId; NODES]; CLUSTERS],
}

impl<const CLIENTS: usize, const CLUSTERS: usize, const NODES: usize> Witness<CLIENTS, CLUSTERS, NODES> {
    const FITS: () = assert!(NODES >= 1 && NODES <= NODES_MAX, "1 to 64 nodes");

    /// A witness that starts now. With [`Timing::Safe`](super::Timing::Safe) it knows nothing of votes that it may have
    /// given before: see [`restore_bytes`](Witness::restore_bytes).
    #[must_use]
    pub fn new(settings: Settings, now: Millis) -> Self {
        let () = Self::FITS;
        Witness {
            hub: Hub::new(settings, now),
            connections: core::array::from_fn(|_| Connection::default()),
            clusters: core::array::from_fn(|_| Cluster::default()),
            rosters: [[NodeId(0); NODES]; CLUSTERS],
        }
    }

    fn over(&mut self) -> WitnessMut<'_> {
        let rosters = self.rosters.as_flattened_mut();
        WitnessMut::new(&mut self.hub, &mut self.connections, &mut self.clusters, rosters, NODES)
    }

    pub(super) fn read(&self) -> WitnessRef<'_> {
        WitnessRef::new(&self.hub, &self.connections, &self.clusters, self.rosters.as_flattened(), NODES)
    }

    /// Tells it a cluster, and its nodes (none: any), also anew. Once it was told one, it serves only those that it was
    /// told; a client that is here already stays until it says something that does not fit.
    ///
    /// # Errors
    /// See [`TellError`]; nothing has changed then.
    pub fn tell(&mut self, cluster: &str, nodes: &[NodeId]) -> Result<(), TellError> {
        self.over().tell(cluster.as_bytes(), nodes)
    }

    /// A connection was accepted. `None` where there is no room: close it.
    pub fn connect(&mut self, now: Millis) -> Option<usize> {
        self.over().connect(now)
    }

    /// Bytes came over a connection. Takes at most one message, and nothing while an answer has not been taken from
    /// [`poll_output`](Witness::poll_output) or TLS is being started: call again with the rest. Returns how many bytes
    /// were taken.
    pub fn receive(&mut self, connection: usize, now: Millis, bytes: &[u8]) -> usize {
        self.over().receive(connection, now, bytes)
    }

    /// TLS is running, and the client has shown a certificate of this name (its CN), or none.
    pub fn secured(&mut self, connection: usize, now: Millis, certificate: Option<&[u8]>) {
        self.over().secured(connection, now, certificate);
    }

    /// A connection is gone.
    pub fn disconnect(&mut self, connection: usize, now: Millis) {
        self.over().disconnect(connection, now);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.over().poll_output()
    }

    /// When to call [`handle_timeout`](Witness::handle_timeout), at the latest.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.read().poll_timeout()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Millis) {
        self.over().handle_timeout(now);
    }

    /// The client of a connection.
    #[must_use]
    pub fn client(&self, connection: usize) -> Option<WitnessClient<'_>> {
        self.read().client(connection)
    }

    /// Until when a witness that started without a snapshot gives no vote while a node of the cluster is out of reach.
    #[must_use]
    pub fn silent_until(&self) -> Millis {
        self.read().silent_until()
    }

    /// Whether a node may have got the vote, or has connected, since the last snapshot. Store one before the next
    /// [`poll_output`](Witness::poll_output): a client must not have a vote that a restart forgets.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.read().is_unsaved()
    }

    /// A snapshot was stored.
    pub fn saved(&mut self) {
        self.over().saved();
    }

    /// Who has votes, as bytes; `None` where the buffer is too small. A cluster takes its name and 7 bytes, and up to
    /// 5 a node.
    pub fn write_snapshot<'b>(&mut self, now: Millis, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        self.over().write_snapshot(now, buffer)
    }

    /// Takes a snapshot back, right after [`new`](Witness::new): the witness need not be silent then, and waits only
    /// for those that had a vote. That of a witness that was still silent leaves it silent.
    ///
    /// # Errors
    /// See [`WitnessSnapshotError`]; nothing has changed then.
    pub fn restore_bytes(&mut self, now: Millis, bytes: &[u8]) -> Result<(), WitnessSnapshotError> {
        self.over().restore_bytes(now, bytes)
    }
}
