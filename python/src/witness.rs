//! Witness: the third vote for clusters, without sockets and clock; `quorate.witness` has both.

use crate::argument::{self, flags};
use crate::frozen::{Items, frozen, nodes};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use quorate::witness::{
    Algorithm, CloseReason, Heuristics, Output, Settings, TellError, TieBreak, Timing, Tls, Vote, VoteReason,
    WitnessSnapshotError,
};
use quorate::{Millis, NODES_MAX, NodeId};
use std::sync::{Mutex, MutexGuard, PoisonError};

const CLIENTS: usize = 256;
const CLUSTERS: usize = 64;
/// A name of 64 bytes, 64 nodes of up to 5 bytes and 7 more, each cluster.
const SNAPSHOT_MAX: usize = 512 * CLUSTERS;

type Core = quorate::witness::Witness<CLIENTS, CLUSTERS, NODES_MAX>;

/// Witness(now, *, timing='safe', tls='off', client_certificates=True, refuse_unsafe=False, heartbeat_max=120000)
///
/// A third vote for up to 64 clusters over up to 256 connections, as corosync-qnetd gives it to corosync-qdevice. It
/// has no clock and no socket: tell it what comes over a connection, and when, in milliseconds on a monotonic clock,
/// then take all that poll_output() gives. Where is_unsaved, store the snapshot before that.
///
/// timing is 'safe' (a vote is a lease) or 'like_qnetd'; tls 'off', 'on' or 'required'; client_certificates: TLS
/// clients must show a certificate with their cluster's name; refuse_unsafe refuses the algorithms lms and 2nodelms;
/// heartbeat_max is the longest heartbeat that is accepted, in milliseconds.
#[pyclass(module = "quorate._native", frozen)]
pub(crate) struct Witness(Mutex<Box<Core>>);

impl Witness {
    fn lock(&self) -> MutexGuard<'_, Box<Core>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code of this name, as `name` takes it.
fn code<T: Copy>(name: &str, value: &Bound<'_, PyAny>, all: &[(T, &str)]) -> PyResult<T> {
    let text = argument::string(name, value)?;
    let known = all.iter().find(|(_, known)| *known == text);
    let names = || all.iter().map(|(_, known)| format!("'{known}'")).collect::<Vec<_>>().join(", ");
    known
        .map(|(code, _)| *code)
        .ok_or_else(|| PyValueError::new_err(format!("{name} must be one of {}", names())))
}

fn tell_error(error: TellError) -> PyErr {
    PyValueError::new_err(match error {
        TellError::Name => "cluster must be a name of at most 64 bytes, without NUL",
        TellError::Nodes => "nodes must be at most 64, each once, and not 0",
        _ => "cluster: there is no room for another, 64 are known",
    })
}

fn snapshot_error(error: WitnessSnapshotError) -> PyErr {
    PyValueError::new_err(match error {
        WitnessSnapshotError::Version => "another version of quorate wrote this snapshot",
        WitnessSnapshotError::TooLarge => "the snapshot has more clusters or nodes than there is room for",
        WitnessSnapshotError::NotNew => {
            "a snapshot is restored right after the witness is made, before all else"
        }
        _ => "this is not a complete snapshot of a witness",
    })
}

fn connection_of(value: &Bound<'_, PyAny>) -> PyResult<usize> {
    let number = argument::whole("connection", value, u64::try_from(CLIENTS - 1).unwrap_or(0))?;
    usize::try_from(number).map_err(|_| PyValueError::new_err("connection is too large"))
}

fn now_of(value: &Bound<'_, PyAny>) -> PyResult<Millis> {
    argument::millis("now", value)
}

#[pymethods]
impl Witness {
    #[new]
    #[pyo3(
        signature = (now, *, timing=None, tls=None, client_certificates=true, refuse_unsafe=false, heartbeat_max=None),
        text_signature = "(now, *, timing='safe', tls='off', client_certificates=True, refuse_unsafe=False, \
            heartbeat_max=120000)",
    )]
    fn new(
        now: &Bound<'_, PyAny>,
        timing: Option<&Bound<'_, PyAny>>,
        tls: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = flags::client_certificates)] client_certificates: bool,
        #[pyo3(from_py_with = flags::refuse_unsafe)] refuse_unsafe: bool,
        heartbeat_max: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut settings = Settings { client_certificates, refuse_unsafe, ..Settings::default() };
        if let Some(timing) = timing {
            settings.timing = code("timing", timing, &Timing::ALL.map(|timing| (timing, timing.name())))?;
        }
        if let Some(tls) = tls {
            settings.tls = code("tls", tls, &Tls::ALL.map(|tls| (tls, tls.name())))?;
        }
        if let Some(longest) = heartbeat_max {
            settings.heartbeat_max = argument::votes("heartbeat_max", longest)?;
            if !(1000..=120_000).contains(&settings.heartbeat_max) {
                return Err(PyValueError::new_err("heartbeat_max must be from 1000 to 120000"));
            }
        }
        Ok(Witness(Mutex::new(Box::new(Core::new(settings, now_of(now)?)))))
    }

    /// Tells it a cluster, and its nodes (none: any). Once it was told one, it serves only those that it was told.
    #[pyo3(signature = (cluster, nodes=None), text_signature = "($self, cluster, nodes=())")]
    fn tell(&self, cluster: &Bound<'_, PyAny>, nodes: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let cluster = argument::string("cluster", cluster)?;
        let nodes: Vec<NodeId> = nodes.map_or(Ok(Vec::new()), |nodes| argument::nodes("nodes", nodes))?;
        self.lock().tell(&cluster, &nodes).map_err(tell_error)
    }

    /// A connection was accepted: returns its number, which is free again once poll_output() has said 'close' or
    /// disconnect() was called. None where there is no room: close it.
    #[pyo3(signature = (now))]
    fn connect(&self, now: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        let now = now_of(now)?;
        Ok(self.lock().connect(now))
    }

    /// Bytes came over a connection. Takes at most one message, and nothing while poll_output() has something for this
    /// connection or TLS is being started: call again with the rest. Returns how many bytes were taken.
    #[pyo3(signature = (connection, now, data))]
    fn receive(
        &self,
        connection: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        data: &Bound<'_, PyAny>,
    ) -> PyResult<usize> {
        let (connection, now) = (connection_of(connection)?, now_of(now)?);
        let data = argument::bytes("data", data)?;
        Ok(self.lock().receive(connection, now, data))
    }

    /// TLS runs over a connection, and the client has shown a certificate whose CN is this, or None.
    #[pyo3(signature = (connection, now, certificate))]
    fn secured(
        &self,
        connection: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        certificate: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let (connection, now) = (connection_of(connection)?, now_of(now)?);
        let name = certificate.map(|name| argument::string("certificate", name)).transpose()?;
        self.lock().secured(connection, now, name.as_ref().map(|name| name.as_bytes()));
        Ok(())
    }

    /// A connection is gone.
    #[pyo3(signature = (connection, now))]
    fn disconnect(&self, connection: &Bound<'_, PyAny>, now: &Bound<'_, PyAny>) -> PyResult<()> {
        let (connection, now) = (connection_of(connection)?, now_of(now)?);
        self.lock().disconnect(connection, now);
        Ok(())
    }

    /// The next thing to do, or None: (connection, 'send', bytes), (connection, 'start_tls', None), or
    /// (connection, 'close', the reason's name).
    #[pyo3(signature = ())]
    fn poll_output<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(output) = self.lock().poll_output() else { return Ok(None) };
        let (connection, what, with) = match output {
            Output::Send { connection, bytes } => {
                (connection, "send", PyBytes::new(py, &bytes).into_bound_py_any(py)?)
            }
            Output::StartTls { connection } => (connection, "start_tls", py.None().into_bound(py)),
            Output::Close { connection, reason } => {
                (connection, "close", reason.name().into_bound_py_any(py)?)
            }
            _ => return Ok(None),
        };
        let number = connection.into_bound_py_any(py)?;
        PyTuple::new(py, [number, what.into_bound_py_any(py)?, with]).map(Some)
    }

    /// When handle_timeout() is due, in milliseconds, or None.
    #[pyo3(signature = ())]
    fn poll_timeout(&self) -> Option<Millis> {
        self.lock().poll_timeout()
    }

    /// Time has passed.
    #[pyo3(signature = (now))]
    fn handle_timeout(&self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        let now = now_of(now)?;
        self.lock().handle_timeout(now);
        Ok(())
    }

    /// What is known of the client of a connection: a WitnessClient, or None where there is no such connection.
    #[pyo3(signature = (connection))]
    fn client(&self, connection: &Bound<'_, PyAny>) -> PyResult<Option<WitnessClient>> {
        let connection = connection_of(connection)?;
        Ok(self.lock().client(connection).map(|client| WitnessClient {
            cluster: String::from_utf8_lossy(client.cluster).into_owned(),
            node: client.node.0,
            algorithm: client.algorithm,
            tie_breaker: client.tie_breaker,
            keep_active_partition: client.keep_active_partition,
            configured: sorted(client.configured()),
            ring: (client.ring.node.0, client.ring.seq),
            members: sorted(client.members()),
            heuristics: client.heuristics,
            heartbeat: client.heartbeat,
            vote: client.vote,
            reason: client.reason,
            holds: client.holds,
            lease: client.lease,
            former_holders: sorted(client.former_holders()),
            former_lease: client.former_lease,
        }))
    }

    /// Until when it gives no vote while a node of the cluster is out of reach, in milliseconds: it started without a
    /// snapshot.
    #[getter]
    fn silent_until(&self) -> Millis {
        self.lock().silent_until()
    }

    /// Whether a node may have got the vote, or has connected, since the last snapshot was stored. Then store one
    /// before poll_output().
    #[getter]
    fn is_unsaved(&self) -> bool {
        self.lock().is_unsaved()
    }

    /// Who may have votes: what must outlive a restart.
    #[pyo3(signature = (now))]
    fn snapshot<'py>(&self, py: Python<'py>, now: &Bound<'_, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let now = now_of(now)?;
        let mut buffer = vec![0; SNAPSHOT_MAX];
        let mut core = self.lock();
        let bytes = core.write_snapshot(now, &mut buffer);
        bytes
            .map(|bytes| PyBytes::new(py, bytes))
            .ok_or_else(|| PyValueError::new_err("the snapshot is too large"))
    }

    /// The last snapshot was stored.
    #[pyo3(signature = ())]
    fn saved(&self) {
        self.lock().saved();
    }

    /// Takes a snapshot back, right after the witness was made. Without one, a witness with timing 'safe' is silent for
    /// 2.25 of its longest heartbeats wherever a node of the cluster is out of reach.
    #[pyo3(signature = (snapshot, now))]
    fn restore(&self, snapshot: &Bound<'_, PyAny>, now: &Bound<'_, PyAny>) -> PyResult<()> {
        let now = now_of(now)?;
        let bytes = argument::bytes("snapshot", snapshot)?;
        self.lock().restore_bytes(now, bytes).map_err(snapshot_error)
    }

    fn __repr__(&self) -> String {
        let core = self.lock();
        let open = (0..CLIENTS).filter(|connection| core.client(*connection).is_some()).count();
        format!("<Witness: {open} of {CLIENTS} connections>")
    }
}

/// A client of a witness, as it sees it.
#[pyclass(module = "quorate._native", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct WitnessClient {
    cluster: String,
    node: u32,
    algorithm: Algorithm,
    tie_breaker: TieBreak,
    keep_active_partition: bool,
    configured: Vec<NodeId>,
    ring: (u32, u64),
    members: Vec<NodeId>,
    heuristics: Heuristics,
    heartbeat: u32,
    vote: Vote,
    reason: VoteReason,
    holds: bool,
    lease: Millis,
    former_holders: Vec<NodeId>,
    former_lease: Millis,
}

fn sorted(nodes: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut sorted: Vec<NodeId> = nodes.collect();
    sorted.sort_unstable();
    sorted
}

fn tie_breaker(py: Python<'_>, tie_breaker: TieBreak) -> PyResult<Bound<'_, PyAny>> {
    match tie_breaker {
        TieBreak::Highest => "highest".into_bound_py_any(py),
        TieBreak::Node(node) => node.0.into_bound_py_any(py),
        _ => "lowest".into_bound_py_any(py),
    }
}

frozen! {
    WitnessClient(this, py) {
        /// The name of its cluster; '' before it is told.
        cluster: this.cluster.as_str();
        /// Its node; 0 before INIT.
        node: this.node;
        /// How its cluster's vote is decided: 'test', 'ffsplit', '2nodelms' or 'lms'.
        algorithm: this.algorithm.word();
        /// Which node is preferred where two partitions are equal: 'lowest', 'highest' or a nodeid.
        tie_breaker: tie_breaker(py, this.tie_breaker)?;
        /// keep_active_partition_tie_breaker: of two equal halves, the one that had the vote keeps it.
        keep_active_partition: this.keep_active_partition;
        /// The nodes of its corosync.conf; none before it has sent them.
        configured: nodes(&this.configured);
        /// The ring id of its membership: (node, seq).
        ring: Items([u64::from(this.ring.0), this.ring.1]);
        /// The nodes of its membership; none before it has sent them.
        members: nodes(&this.members);
        /// What it said last of its node's heuristics: 'undefined', 'pass' or 'fail'.
        heuristics: this.heuristics.name();
        /// Its heartbeat, in milliseconds.
        heartbeat: this.heartbeat;
        /// What it was told last of its vote: 'ack', 'nack', 'ask_later', 'wait_for_reply' or 'no_change'.
        vote: this.vote.name();
        /// Why: a name.
        reason: this.reason.name();
        /// Why, as a sentence.
        text: this.reason.sentence();
        /// It may have the vote.
        holds: this.holds;
        /// When it must have given the vote up if nothing more comes, in milliseconds on the caller's clock.
        lease: this.lease;
        /// Nodes of its cluster that are out of reach and may still have the vote, until former_lease.
        former_holders: nodes(&this.former_holders);
        /// When the last of them must have given it up, in milliseconds on the caller's clock.
        former_lease: this.former_lease;
    } as_dict {
        /// All of it in lists, strings and numbers, for json.dumps.
    };

    fn __repr__(&self) -> String {
        format!("<WitnessClient node {} of {}: {} ({})>", self.node, self.cluster, self.vote, self.reason)
    }
}

/// Why connections are closed: each name with its sentence.
pub(crate) fn close_reasons(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let reasons = PyDict::new(py);
    CloseReason::ALL.iter().try_for_each(|reason| reasons.set_item(reason.name(), reason.sentence()))?;
    Ok(reasons)
}
