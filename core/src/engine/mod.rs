//! One node's answer to "may this partition act?".
//!
//! An [`Engine`] is fed with what happens and asked for its [`Status`]. It has no clock, no socket and no
//! file: time and messages are arguments. There are two ways to feed it:
//!
//! - **With peers** that run engines too: report each view with [`Engine::view`], send every message of
//!   [`Engine::poll_transmit`] to all members of the view (the local node included), in one order that is the
//!   same for all, and hand what arrives to [`Engine::receive`].
//! - **Alone**, knowing only the config and who is present: [`Engine::observe`].

mod quorumtool;
mod snapshot;
mod storage;

use crate::base::{List, Millis, NodeId, NodeSet, Nodes, RingId, Rules};
use crate::config::Config;
use crate::rules::contract::{Exchange, Explain, HostDevice, Operate};
use crate::rules::roster::Roster;
use crate::rules::{RuleSet, Start};
use crate::verdict::{Brief, EngineError, NodeInfo, Status, Unsupported};
use crate::wire::Message;
use core::mem::MaybeUninit;
pub use quorumtool::{CmanTool, Quorumtool};
pub use storage::RestoreError;

/// How many messages a member tells in the exchange of a view.
const TOLD_MAX: u8 = 3;

/// How many messages one event can cause at most; a bound for loops.
pub(crate) const MESSAGES_MAX: usize = 16;

/// The state of one node. Plain data: a copy is an engine of its own.
#[derive(Clone, Debug)]
pub struct Engine<const N: usize> {
    pub(crate) rule_set: RuleSet<N>,
    rules: Rules,
    pub(crate) now: Millis,
    /// Fed by [`Engine::observe`]: nobody else delivers its messages.
    pub(crate) alone: bool,
}

impl<const N: usize> Engine<N> {
    /// A node that has just started and knows no view: blocked, reason `no_view`.
    ///
    /// # Errors
    /// The node is 0 or not in the nodelist; the rules do not have an option that the config asks for.
    pub fn new(config: &Config<N>, node: NodeId, rules: Rules) -> Result<Self, EngineError> {
        let mut engine = Self::blank(config, rules, Start::check(config, node, rules, false)?);
        engine.start(config);
        Ok(engine)
    }

    /// As [`Engine::new`], into memory of the caller, with no copy on the stack. It changes where the call succeeds.
    ///
    /// # Errors
    /// Those of [`Engine::new`].
    pub fn new_in<'p>(
        place: &'p mut MaybeUninit<Self>,
        config: &Config<N>,
        node: NodeId,
        rules: Rules,
    ) -> Result<&'p mut Self, EngineError> {
        Ok(Self::start_in(place, config, rules, Start::check(config, node, rules, false)?))
    }

    /// Not inlined: its stack is free again when the engine learns the config.
    #[inline(never)]
    fn put<'p>(
        place: &'p mut MaybeUninit<Self>,
        config: &Config<N>,
        rules: Rules,
        start: Start,
    ) -> &'p mut Self {
        place.write(Self::blank(config, rules, start))
    }

    /// Inlined, so that it is made in its place.
    #[inline(always)]
    fn blank(config: &Config<N>, rules: Rules, start: Start) -> Self {
        Engine { rule_set: RuleSet::blank(config, rules, start), rules, now: 0, alone: false }
    }

    fn start(&mut self, config: &Config<N>) {
        self.rule_set.start(config);
    }

    /// The rules it was made with.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The membership layer agreed on a new member set. It must hold the local node; the order does not
    /// matter. Send what [`Engine::poll_transmit`] gives next. Until all members have told their states, rules
    /// `strict` are blocked; under the others the verdict so far stands, as in corosync.
    ///
    /// # Errors
    /// The local node is missing, a node is 0, there twice or not in the nodelist, or they are too many; without a
    /// nodelist, their votes cannot be added up.
    pub fn view(&mut self, ring: RingId, members: &[NodeId], now: Millis) -> Result<(), EngineError> {
        let last = self.rule_set.ring();
        if ring.seq <= last.seq && last != RingId::default() {
            return Err(EngineError::RingTooOld(last));
        }
        self.rule_set.view(ring, members, now)?;
        self.clock(now);
        self.alone = false;
        Ok(())
    }

    /// A message from a member of the view, the local node's own messages included. Deliver each
    /// member's messages in the order in which it sent them.
    ///
    /// # Errors
    /// It belongs to another view, or its sender is not in the view, or its votes cannot be added up; all are
    /// harmless and can be dropped. [`EngineError::OutboxFull`]: send first, then deliver it again.
    pub fn receive(&mut self, from: NodeId, message: &Message, now: Millis) -> Result<(), EngineError> {
        self.clock(now);
        self.rule_set.receive(from, message)
    }

    /// The next message to send to every member of the view, the local node included. Call it after every other
    /// call until it gives `None`; spurious calls are harmless.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Message> {
        self.rule_set.poll_transmit()
    }

    /// How many messages wait to be sent.
    #[must_use]
    pub fn waiting_to_transmit(&self) -> usize {
        self.rule_set.waiting_to_transmit()
    }

    /// When to call [`Engine::handle_timeout`]. Ask again after every other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.rule_set.poll_timeout()
    }

    /// Fires what is due: last_man_standing's window, the quorum device's timeouts. Spurious and early
    /// calls are harmless.
    ///
    /// # Errors
    /// [`EngineError::OutboxFull`]: send first, then call again.
    pub fn handle_timeout(&mut self, now: Millis) -> Result<(), EngineError> {
        self.clock(now);
        self.rule_set.handle_timeout(now)?;
        self.settle()
    }

    /// For callers without message exchange: these nodes are present, and each of them is as the config
    /// says. The whole exchange happens within the call, and so do later operator changes.
    ///
    /// ```
    /// use quorate::{Config, Engine, NodeId, Rules};
    /// # let text = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}";
    /// let config = Config::<8>::from_corosync_conf(text)?;
    /// let mut engine = Engine::new(&config, NodeId(1), Rules::Corosync)?;
    /// engine.observe(&[NodeId(1)])?;
    /// assert!(!engine.status().is_quorate()); // wait_for_all: node 2 was never seen
    /// engine.observe(&[NodeId(1), NodeId(2)])?;
    /// engine.observe(&[NodeId(1)])?;
    /// assert!(engine.status().is_quorate());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::view`].
    pub fn observe(&mut self, members: &[NodeId]) -> Result<(), EngineError> {
        if self.rule_set.has_storage() {
            return Err(EngineError::NotInTheseRules(Unsupported::Observe));
        }
        self.assume(members)
    }

    /// The local node leaves cleanly. Send what [`Engine::poll_transmit`] gives, then stop. `remove` is cman's leave
    /// remove: expected votes become the number of remaining nodes.
    ///
    /// # Errors
    /// Rules `corosync` have no `remove`; allow_downscale does that there. Nor do rules `strict`: a leave counts like a
    /// loss there, but with allow_downscale. With it, go on until the reason is [`Left`](crate::ReasonCode::Left):
    /// then others have [agreed](Engine::has_left_agreed) on an electorate without this node, or it has waited 5 s in
    /// vain.
    pub fn leave(&mut self, remove: bool) -> Result<(), EngineError> {
        self.rule_set.leave(remove)?;
        self.settle()
    }

    /// An operator sets expected votes of the partition (`corosync-quorumtool -e`).
    ///
    /// # Errors
    /// Lower than the votes present, or out of their reach; no view yet.
    pub fn set_expected_votes(&mut self, expected_votes: u32) -> Result<(), EngineError> {
        self.rule_set.set_expected_votes(expected_votes)?;
        self.settle()
    }

    /// An operator sets the votes of one node (`corosync-quorumtool -v`), until that node starts again. Rules `strict`
    /// with storage: by a change that all members store, asked for in this view only, until that node starts again or
    /// a member reloads; 0 votes for a node that is not here drop it for good, until it comes back and is listed.
    ///
    /// # Errors
    /// The node has not been heard of, or quorum would be out of reach; no view yet. Rules `strict`: no storage;
    /// [`EngineError::NoElector`]; [`EngineError::ElectorateFixed`]: more than half of the votes must be here, of nodes
    /// alone, or an operator has to override quorum first.
    pub fn set_votes(&mut self, node: NodeId, votes: u32) -> Result<(), EngineError> {
        self.rule_set.set_votes(node, votes)?;
        self.settle()
    }

    /// An operator cancels wait_for_all in this partition (cmap key quorum.cancel_wait_for_all). A majority is still
    /// needed. Under rules `strict` with storage those count too that remember no electorate or are not in it: others
    /// are off for good. Under rules `corosync` votes and expected votes set at run time return to the config's.
    ///
    /// # Errors
    /// No view yet; cman has no wait_for_all. [`EngineError::OutboxFull`]: send first, then call again.
    pub fn cancel_wait_for_all(&mut self) -> Result<(), EngineError> {
        self.rule_set.cancel_wait_for_all()?;
        self.settle()
    }

    /// Reads votes, expected_votes, two_node and the device again from a changed config; the other options
    /// stay as they were at startup, as in corosync. Rules `strict` with storage read the nodelist, last_man_standing
    /// with its window and allow_downscale; the electorate follows by agreement when all members that it concerns have
    /// the same nodelist.
    ///
    /// # Errors
    /// The local node is not in the new nodelist, or it has more nodes than fit. Rules `strict`: what cannot change
    /// while nodes run is named; stop all nodes for it. Without storage that is the nodelist too.
    pub fn reload(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        self.rule_set.reload(config)?;
        self.settle()
    }

    /// Rules `strict`: the caller vouches that `node`, outside the view `ring`, was confirmed off at `instant` (on the
    /// clock of `now`). Proofs of one instant for all missing nodes make the view quorate; they count in this view
    /// only. Query the power of all missing nodes after the view was reported, and give the time before the first query
    /// as the instant of all: a later instant starts over.
    ///
    /// # Errors
    /// Another view; the node is a member or unknown; an instant before the view, or before that of a known
    /// proof; rules or options under which a proof cannot count.
    pub fn fenced(&mut self, node: NodeId, ring: RingId, instant: Millis) -> Result<(), EngineError> {
        self.rule_set.fenced(node, ring, instant)?;
        self.settle()
    }

    /// Rules `strict` with freeze_on_loss: an operator has checked, and the partition may continue.
    ///
    /// # Errors
    /// No view yet; rules or options without freezing.
    pub fn resume(&mut self) -> Result<(), EngineError> {
        self.rule_set.resume()?;
        self.settle()
    }

    /// A quorum device registers at this node, under a name of 1 to 32 bytes.
    ///
    /// # Errors
    /// The config excludes a device; another name is registered; a registration is in progress.
    pub fn device_register(&mut self, name: &str) -> Result<(), EngineError> {
        self.rule_set.device_register(name)?;
        self.settle()
    }

    /// The quorum device at this node is gone.
    ///
    /// # Errors
    /// None is registered.
    pub fn device_unregister(&mut self) -> Result<(), EngineError> {
        self.rule_set.device_unregister()?;
        self.settle()
    }

    /// The registered device gets a new name (votequorum_qdevice_update).
    ///
    /// # Errors
    /// None is registered; the name's length.
    pub fn device_rename(&mut self, name: &str) -> Result<(), EngineError> {
        self.rule_set.device_rename(name)?;
        self.settle()
    }

    /// The quorum device polls: it is alive in the view named by `ring` and votes for this node or not. Due again
    /// within quorum.device.timeout, and after every view.
    ///
    /// # Errors
    /// Another view; not registered; excluded by the config.
    pub fn device_poll(&mut self, ring: RingId, cast_vote: bool, now: Millis) -> Result<(), EngineError> {
        self.clock(now);
        self.rule_set.device_poll(ring, cast_vote, now)?;
        self.settle()
    }

    /// Sets master_wins, whether a partition is quorate by the device's master alone.
    ///
    /// # Errors
    /// Not registered; excluded by the config.
    pub fn device_master_wins(&mut self, allow: bool) -> Result<(), EngineError> {
        self.rule_set.device_master_wins(allow)?;
        self.settle()
    }

    /// Whether the exchange of the current view is waiting for the device's poll.
    #[must_use]
    pub fn waits_for_device(&self) -> bool {
        self.rule_set.waits_for_device()
    }

    /// With expected_votes_tracking or allow_downscale: the highest expected votes ever, part of the
    /// [snapshot](Engine::snapshot).
    #[must_use]
    pub fn tracked_expected_votes(&self) -> Option<u32> {
        self.rule_set.tracked_expected_votes()
    }

    /// The verdict alone: a few loads.
    #[must_use]
    pub fn is_quorate(&self) -> bool {
        self.rule_set.is_quorate()
    }

    /// The verdict, the reason and the numbers.
    #[must_use]
    pub fn status(&self) -> Status<N> {
        self.brief().with(self.members(), self.missing())
    }

    /// The status without its lists of nodes: small, and quick to ask for.
    #[must_use]
    pub fn brief(&self) -> Brief {
        self.rule_set.brief()
    }

    /// The members of the view, ascending.
    #[must_use]
    pub fn members(&self) -> Nodes<N> {
        self.ids(|roster| roster.in_view)
    }

    /// The nodes that the reason misses, ascending: those with votes that are not here, or those whose state is
    /// incomplete.
    #[must_use]
    pub fn missing(&self) -> Nodes<N> {
        List(self.rule_set.missing())
    }

    /// The members that the present view has and the one before had not, ascending (libquorum's joined list).
    #[must_use]
    pub fn joined(&self) -> Nodes<N> {
        self.ids(|roster| roster.in_view.minus(roster.in_previous))
    }

    /// The members that the view before had and the present one has not, ascending (libquorum's left list).
    #[must_use]
    pub fn left(&self) -> Nodes<N> {
        self.ids(|roster| roster.in_previous.minus(roster.in_view))
    }

    /// What is known of one node; `None` where it has not been heard of.
    #[must_use]
    pub fn node_info(&self, node: NodeId) -> Option<NodeInfo> {
        self.rule_set.node_info(node)
    }

    fn ids(&self, set: impl FnOnce(&Roster<N>) -> NodeSet) -> Nodes<N> {
        let roster = self.rule_set.roster();
        List(roster.ids(set(roster)))
    }

    fn clock(&mut self, now: Millis) {
        self.now = self.now.max(now);
    }

    /// Alone, an engine delivers its messages to itself.
    fn settle(&mut self) -> Result<(), EngineError> {
        match self.alone {
            true => self.deliver(),
            false => Ok(()),
        }
    }

    #[inline(never)]
    fn deliver(&mut self) -> Result<(), EngineError> {
        let us = self.rule_set.roster().us.id;
        for _ in 0..MESSAGES_MAX {
            // Only copies that are thrown away have storage and are alone.
            self.rule_set.saved();
            let Some(message) = self.rule_set.poll_transmit() else {
                break;
            };
            self.rule_set.receive(us, &message)?;
        }
        Ok(())
    }
}
