//! Engine: one node's answer.

use crate::argument::node_tuple;
use crate::argument::{self, RulesName, flags};
use crate::error::{engine_error, message_error, snapshot_error};
use crate::status::{Electorate, NodeInfo, Status};
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use quorate::{EngineError, MESSAGE_MAX, Message, MessageError, RestoreError, Rules};
use std::sync::{Mutex, MutexGuard, PoisonError};

type Core = quorate::Engine<NODES_MAX>;

/// Engine(config, node, rules='corosync'): one node's answer to "may this partition act?".
///
/// An engine has no clock, no socket and no file: you tell it what happens and ask for its status. There are two ways
/// to feed it. Alone, knowing the config and who is present: observe(). With peers that run engines too: report each
/// view with view(), send every message of poll_transmit() to all members (the local node included) in one order that
/// is the same for all, and hand what arrives to receive().
///
/// rules is 'corosync' (what votequorum does), 'cman', or 'strict' (two partitions are never both quorate).
/// Time is in milliseconds on a monotonic clock of the caller's choice. A refused call raises
/// EngineError and changes nothing.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1, 3: 1})
/// >>> engine = quorate.Engine(config, node=1)
/// >>> engine.observe([1, 2])
/// >>> engine.status.quorate
/// True
/// >>> engine.observe([1])
/// >>> print(engine.status.reason)
/// no majority: 1 of 3 expected votes present, 2 needed; missing: nodes 2 and 3
#[pyclass(module = "quorate", frozen)]
pub(crate) struct Engine(Mutex<(Core, Names)>);

impl Engine {
    fn lock(&self) -> MutexGuard<'_, (Core, Names)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Core) -> Result<(), EngineError>) -> PyResult<()> {
        change(&mut self.lock().0).map_err(engine_error)
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(
        signature = (config, node, rules=RulesName(Rules::Corosync)),
        text_signature = "(config, node, rules='corosync')",
    )]
    fn new(config: &Bound<'_, PyAny>, node: &Bound<'_, PyAny>, rules: RulesName) -> PyResult<Self> {
        let config = crate::config::config_of(config)?;
        let node = argument::node("node", node)?;
        let crate::config::Config(config, names) = config.get();
        let engine = Core::new(config, node, rules.0).map_err(engine_error)?;
        Ok(Engine(Mutex::new((engine, names.clone()))))
    }

    /// A node under rules 'strict' that stores its snapshots, so that the electorate (who votes, with how many votes)
    /// can change by agreement: with allow_downscale and last_man_standing. All nodes of a cluster must be made alike.
    #[staticmethod]
    #[pyo3(signature = (config, node))]
    fn with_storage(config: &Bound<'_, PyAny>, node: &Bound<'_, PyAny>) -> PyResult<Self> {
        let config = crate::config::config_of(config)?;
        let node = argument::node("node", node)?;
        let crate::config::Config(config, names) = config.get();
        let engine = Core::with_storage(config, node).map_err(engine_error)?;
        Ok(Engine(Mutex::new((engine, names.clone()))))
    }

    /// For callers without message exchange: these nodes are present, the local one among them, and each is as the
    /// config says. Call it for every change of membership: with wait_for_all and similar options, history matters.
    #[pyo3(signature = (members))]
    fn observe(&self, members: &Bound<'_, PyAny>) -> PyResult<()> {
        let members = argument::nodes("members", members)?;
        self.change(|engine| engine.observe(&members))
    }

    /// The current Status.
    #[getter]
    fn status(&self) -> Status {
        let (engine, names) = &*self.lock();
        Status::of(engine, names)
    }

    /// The members that the current view has and the previous one did not have, as a tuple.
    #[getter]
    fn joined<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.lock().0.joined())
    }

    /// The members that the previous view had and the current one does not have, as a tuple.
    #[getter]
    fn left<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        node_tuple(py, &self.lock().0.left())
    }

    /// The membership layer agreed on a new member set, named by ring = (node, seq). The previous verdict holds until
    /// all members have exchanged their states; send what poll_transmit() gives next.
    #[pyo3(signature = (ring, members, now))]
    fn view(
        &self,
        ring: &Bound<'_, PyAny>,
        members: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let ring = argument::ring("ring", ring)?;
        let members = argument::nodes("members", members)?;
        let now = argument::millis("now", now)?;
        self.change(|engine| engine.view(ring, &members, now))
    }

    /// A message from a member of the view, the local node's own included. Raises MessageError if the bytes are not a
    /// message, and EngineError if it belongs to another view; both are harmless and can be dropped.
    #[pyo3(signature = (sender, message, now))]
    fn receive(
        &self,
        sender: &Bound<'_, PyAny>,
        message: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let sender = argument::node("sender", sender)?;
        let message = Message::decode(argument::bytes("message", message)?).map_err(message_error)?;
        let now = argument::millis("now", now)?;
        self.change(|engine| engine.receive(sender, &message, now))
    }

    /// The next message for every member of the view, or None. Call it after every other call until it gives None.
    #[pyo3(signature = ())]
    fn poll_transmit<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let Some(message) = self.lock().0.poll_transmit() else {
            return Ok(None);
        };
        let mut buffer = [0; MESSAGE_MAX];
        let bytes = message.encode(&mut buffer).map_err(message_error)?;
        Ok(Some(PyBytes::new(py, bytes)))
    }

    /// When to call handle_timeout(), or None. Ask again after every other call.
    #[pyo3(signature = ())]
    fn poll_timeout(&self) -> Option<u64> {
        self.lock().0.poll_timeout()
    }

    /// Fires what is due by now: last_man_standing's window, the quorum device's timeouts. Early calls are harmless.
    #[pyo3(signature = (now))]
    fn handle_timeout(&self, now: &Bound<'_, PyAny>) -> PyResult<()> {
        let now = argument::millis("now", now)?;
        self.change(|engine| engine.handle_timeout(now))
    }

    /// The local node leaves cleanly. Send what poll_transmit() gives, then stop. remove=True takes its votes
    /// off expected votes (rules 'cman' only). With storage and allow_downscale go on until the reason is 'left': then
    /// has_left_agreed tells whether the others count this node no more, or it has waited for that in vain.
    #[pyo3(signature = (remove=false))]
    fn leave(&self, #[pyo3(from_py_with = flags::remove)] remove: bool) -> PyResult<()> {
        self.change(|engine| engine.leave(remove))
    }

    /// Who votes, where that changes by agreement: an Electorate; None without storage.
    #[getter]
    fn electorate(&self) -> Option<Electorate> {
        self.lock().0.agreed_electorate().map(Electorate)
    }

    /// Whether the local node has left and the others count it no more; else its leave counts as a loss.
    #[getter]
    fn has_left_agreed(&self) -> bool {
        self.lock().0.has_left_agreed()
    }

    /// An operator sets expected votes of the partition (corosync-quorumtool -e).
    #[pyo3(signature = (votes))]
    fn set_expected_votes(&self, votes: &Bound<'_, PyAny>) -> PyResult<()> {
        let votes = argument::votes("votes", votes)?;
        self.change(|engine| engine.set_expected_votes(votes))
    }

    /// An operator sets the votes of one node (corosync-quorumtool -v), until that node starts again. Rules 'strict'
    /// with storage: the others have to agree; without votes a node that is not here is dropped for good.
    #[pyo3(signature = (node, votes))]
    fn set_votes(&self, node: &Bound<'_, PyAny>, votes: &Bound<'_, PyAny>) -> PyResult<()> {
        let node = argument::node("node", node)?;
        let votes = argument::votes("votes", votes)?;
        self.change(|engine| engine.set_votes(node, votes))
    }

    /// An operator cancels wait_for_all in this partition. A majority is still needed.
    #[pyo3(signature = ())]
    fn cancel_wait_for_all(&self) -> PyResult<()> {
        self.change(Core::cancel_wait_for_all)
    }

    /// Reads votes, expected_votes, two_node and the device again from a changed config; the other options
    /// stay as they were at startup, as in corosync. Rules 'strict' with storage: the electorate follows when all nodes
    /// have the same nodelist.
    #[pyo3(signature = (config))]
    fn reload(&self, config: &Bound<'_, PyAny>) -> PyResult<()> {
        let config = crate::config::config_of(config)?;
        let crate::config::Config(config, names) = config.get();
        let (engine, known) = &mut *self.lock();
        engine.reload(config).map_err(engine_error)?;
        *known = names.clone();
        Ok(())
    }

    /// Rules 'strict': the caller vouches that node, outside the view ring (see Status.ring), was confirmed off at
    /// instant, on the clock of now. Proofs of one instant for all missing nodes make the view quorate.
    #[pyo3(signature = (node, ring, instant))]
    fn fenced(
        &self,
        node: &Bound<'_, PyAny>,
        ring: &Bound<'_, PyAny>,
        instant: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let node = argument::node("node", node)?;
        let ring = argument::ring("ring", ring)?;
        let instant = argument::millis("instant", instant)?;
        self.change(|engine| engine.fenced(node, ring, instant))
    }

    /// Rules 'strict' with freeze_on_loss: an operator has checked, and the partition may continue.
    #[pyo3(signature = ())]
    fn resume(&self) -> PyResult<()> {
        self.change(Core::resume)
    }

    /// A quorum device registers at this node, under a name of 1 to 32 bytes.
    #[pyo3(signature = (name))]
    fn device_register(&self, name: &Bound<'_, PyAny>) -> PyResult<()> {
        let name = argument::string("name", name)?;
        self.change(|engine| engine.device_register(&name))
    }

    /// The quorum device at this node is gone.
    #[pyo3(signature = ())]
    fn device_unregister(&self) -> PyResult<()> {
        self.change(Core::device_unregister)
    }

    /// The registered device gets a new name.
    #[pyo3(signature = (name))]
    fn device_rename(&self, name: &Bound<'_, PyAny>) -> PyResult<()> {
        let name = argument::string("name", name)?;
        self.change(|engine| engine.device_rename(&name))
    }

    /// The quorum device polls: it is alive in the view named by ring (see Status.ring) and votes for this node or not.
    /// Due again within the device's timeout, and after every view.
    #[pyo3(signature = (ring, cast_vote, now))]
    fn device_poll(
        &self,
        ring: &Bound<'_, PyAny>,
        #[pyo3(from_py_with = flags::cast_vote)] cast_vote: bool,
        now: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let ring = argument::ring("ring", ring)?;
        let now = argument::millis("now", now)?;
        self.change(|engine| engine.device_poll(ring, cast_vote, now))
    }

    /// Sets master_wins, whether a partition is quorate by the device's master alone.
    #[pyo3(signature = (allow))]
    fn device_master_wins(&self, #[pyo3(from_py_with = flags::allow)] allow: bool) -> PyResult<()> {
        self.change(|engine| engine.device_master_wins(allow))
    }

    /// Whether the exchange of the current view is waiting for device_poll().
    #[getter]
    fn waits_for_device(&self) -> bool {
        self.lock().0.waits_for_device()
    }

    /// With expected_votes_tracking or allow_downscale the highest expected votes ever; else None. snapshot() has them.
    #[getter]
    fn tracked_expected_votes(&self) -> Option<u32> {
        self.lock().0.tracked_expected_votes()
    }

    /// What must survive a restart of the node: 32 bytes, and with storage the electorate's. Store them after every
    /// call after which they differ from those that are stored, and before you send what poll_transmit() gives. With
    /// storage it gives nothing while is_unsaved: store them so that a loss of power leaves the old bytes or the new
    /// ones (a file of their own, fsync, rename), and tell saved().
    #[pyo3(signature = ())]
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut buffer = [0; Core::SNAPSHOT_MAX];
        let lock = self.lock();
        let bytes =
            lock.0.write_snapshot(&mut buffer).ok_or_else(|| message_error(MessageError::BufferTooSmall))?;
        Ok(PyBytes::new(py, bytes))
    }

    /// Whether snapshot() has to be stored before poll_transmit() gives anything; without storage it never has.
    #[getter]
    fn is_unsaved(&self) -> bool {
        self.lock().0.is_unsaved()
    }

    /// These bytes of snapshot() are stored, and survive a loss of power from now on. Older ones count for nothing.
    #[pyo3(signature = (snapshot))]
    fn saved(&self, snapshot: &Bound<'_, PyAny>) -> PyResult<()> {
        self.lock().0.saved(argument::bytes("snapshot", snapshot)?);
        Ok(())
    }

    /// Restores what snapshot() gave before this node restarted, right after the engine was made; the first start has
    /// nothing to restore. From then on a view's ring sequence must be greater than the stored one; a node that was
    /// frozen stays frozen until resume(); tracked expected votes do not start lower; an engine with storage knows the
    /// electorate again, or none yet where it was stored without.
    #[pyo3(signature = (snapshot))]
    fn restore(&self, snapshot: &Bound<'_, PyAny>) -> PyResult<()> {
        let bytes = argument::bytes("snapshot", snapshot)?;
        self.lock().0.restore_bytes(bytes).map_err(|error| match error {
            RestoreError::Bytes(error) => snapshot_error(error),
            RestoreError::Engine(error) => engine_error(error),
        })
    }

    /// What is known about one node: a NodeInfo, or None where it has not been heard of.
    #[pyo3(signature = (node))]
    fn node_info(&self, node: &Bound<'_, PyAny>) -> PyResult<Option<NodeInfo>> {
        let node = argument::node("node", node)?;
        Ok(self.lock().0.node_info(node).map(NodeInfo))
    }

    /// The status as corosync-quorumtool -s prints it.
    #[pyo3(signature = ())]
    fn quorumtool(&self) -> String {
        let (engine, names) = &*self.lock();
        engine.quorumtool().named(&**names).to_string()
    }

    /// The quorum lines of cman_tool status.
    #[pyo3(signature = ())]
    fn cman_tool(&self) -> String {
        self.lock().0.cman_tool().to_string()
    }

    /// 'corosync', 'cman' or 'strict'.
    #[getter]
    fn rules(&self) -> &'static str {
        self.lock().0.rules().name()
    }

    /// The local node.
    #[getter]
    fn node(&self) -> u32 {
        self.lock().0.brief().node.0
    }

    fn __repr__(&self) -> String {
        let status = self.lock().0.brief();
        let verdict = status.verdict;
        format!("<Engine of node {}, rules {}: {verdict}>", status.node, self.rules())
    }

    fn __copy__(&self) -> Self {
        Engine(Mutex::new(self.lock().clone()))
    }

    #[pyo3(signature = (memo, /))]
    fn __deepcopy__(&self, memo: &Bound<'_, PyAny>) -> Self {
        let _plain_data = memo;
        self.__copy__()
    }
}
