//! Rules `corosync`: what votequorum does, option by option, and rules `cman` on the same ground.
//!
//! One file per feature, named as votequorum(5) names it:
//!
//! | file | holds |
//! | --- | --- |
//! | `quorum` | the formula, the ratchet, the decision (field.md A1 to A6) |
//! | `two_node` | two_node (A7) |
//! | `wait_for_all` | wait_for_all (A8, A9) |
//! | `last_man_standing` | last_man_standing and its window (A10) |
//! | `tie_breaker` | auto_tie_breaker (A11 to A13) |
//! | `downscale` | allow_downscale, expected_votes_tracking, leaving (A14 to A16) |
//! | `operator` | expected votes and votes set at runtime (A17, A18) |
//! | `reload` | a new config at runtime (A19) |
//! | `device` | the quorum device (C1 to C5) |
//! | `sync` | a new view and the exchange that follows it (B5, C4) |
//! | `nodeinfo` | what a peer's state changes |
//! | `cman` | what cman does otherwise (A7, D1) |
//! | `explain` | status and reason |
//!
//! The order of events is votequorum's to the letter, because its answers depend on it. What
//! votequorum does by accident is not copied: see [`crate::deviations`].

#[cfg(feature = "std")]
mod canonical;
mod cman;
mod device;
mod downscale;
mod electors;
mod explain;
mod last_man_standing;
mod nodeinfo;
mod operator;
mod quorum;
mod reload;
mod sync;
mod tie_breaker;
mod two_node;
mod wait_for_all;

use crate::base::{Millis, NodeId, RingId};
use crate::config::{Config, TieBreaker};
use crate::rules::roster::{Entry, Roster};
use crate::verdict::{BriefReason, EngineError};
use crate::wire::{Body, Message, NodeFlags, Outbox};
use device::Device;
use downscale::Downscale;
use heapless::Vec;
use last_man_standing::LastManStanding;
use quorum::DecidedBy;
use reload::Written;
use wait_for_all::WaitForAll;

/// How many places of the outbox an operator's requests may occupy.
const OPERATOR_PLACES: usize = 6;

/// The state of votequorum on one node.
#[derive(Clone, Debug)]
pub(crate) struct Votequorum<const N: usize> {
    roster: Roster<N>,
    is_cman: bool,
    /// What votequorum reads of its config again while it runs.
    written: Written,
    /// Votes of a node that no nodelist knows.
    default_votes: u32,
    has_nodelist: bool,

    two_node: bool,
    wait_for_all: WaitForAll,
    tie_breaker: TieBreaker<N>,
    /// Off on odd votes without wait_for_all, whatever `tie_breaker` says.
    tie_breaker_on: bool,
    /// Lowest and highest member when this node was last quorate by votes; 0 before.
    lowest: NodeId,
    highest: NodeId,
    last_man_standing: LastManStanding,
    downscale: Downscale,
    device: Device,

    quorum: u32,
    quorate: bool,
    decided_by: DecidedBy,

    ring: RingId,
    has_view: bool,
    view_size: u32,
    previous_size: u32,
    /// A view was formed and its members have not told all yet.
    syncing: bool,
    /// What was true when the exchange began; it stays true until it ends.
    held: Option<BriefReason>,

    outbox: Outbox,
    left: bool,
}

impl<const N: usize> Votequorum<N> {
    /// Refuses what votequorum, or cman, does not start with; else the local node.
    pub(crate) fn check(config: &Config<N>, node: NodeId, is_cman: bool) -> Result<Entry, EngineError> {
        let mut us = Entry::local(config, node)?;
        if is_cman && cfg!(feature = "cman") {
            cman::check(config)?;
        }
        us.flags.set(NodeFlags::FIRST, true);
        Ok(us)
    }

    /// A node that knows nobody yet; [`Votequorum::start`] comes next. Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn blank(us: Entry, config: &Config<N>, is_cman: bool) -> Self {
        Votequorum {
            roster: Roster::new(us),
            is_cman,
            written: Written::default(),
            default_votes: 0,
            has_nodelist: false,
            two_node: config.two_node(),
            wait_for_all: WaitForAll::new(config, is_cman),
            tie_breaker: TieBreaker::Off,
            tie_breaker_on: false,
            lowest: NodeId::QUORUM_DEVICE,
            highest: NodeId::QUORUM_DEVICE,
            last_man_standing: LastManStanding::new(config),
            downscale: Downscale::new(config),
            device: Device::new(config),
            quorum: 0,
            quorate: false,
            decided_by: DecidedBy::Nothing,
            ring: RingId::default(),
            has_view: false,
            view_size: 0,
            previous_size: 0,
            syncing: false,
            held: None,
            outbox: Outbox::default(),
            left: false,
        }
    }

    /// votequorum at its start: alone, no view, its own votes counted.
    pub(crate) fn start(&mut self, config: &Config<N>) {
        self.roster.learn(config);
        self.tie_breaker.clone_from(config.tie_breaker_as_written());
        self.tie_breaker_on = !config.tie_breaker().is_off();
        self.remember(config);
        self.start_expected_votes();
        self.set_waiting_for_all(self.wait_for_all.enabled);
        self.recalculate(false, false);
    }

    /// Known when the crate is built with one of the two only.
    fn is_cman(&self) -> bool {
        match (cfg!(feature = "corosync"), cfg!(feature = "cman")) {
            (true, true) => self.is_cman,
            (_, is_cman) => is_cman,
        }
    }

    /// A message from a member of the view, the local node included.
    pub(crate) fn receive(&mut self, from: NodeId, message: &Message) -> Result<(), EngineError> {
        if message.ring != self.ring || !self.has_view {
            return Err(EngineError::OtherView(message.ring));
        }
        if !self.roster.get(from).is_some_and(|entry| entry.in_view()) {
            return Err(EngineError::SenderNotInView(from));
        }
        self.outbox.need(2)?;
        match &message.body {
            Body::NodeInfo { votes, expected_votes, flags } => {
                self.receive_nodeinfo(from, *votes, *expected_votes, NodeFlags(*flags))
            }
            Body::DeviceInfo { votes } => self.receive_device_info(from, *votes),
            Body::Ready => {
                self.receive_ready(from);
                Ok(())
            }
            Body::SetExpectedVotes { expected_votes } => {
                self.receive_expected_votes(from, *expected_votes);
                Ok(())
            }
            Body::SetVotes { node, votes } => self.receive_votes(*node, *votes),
            Body::CancelWaitForAll => {
                self.set_waiting_for_all(false);
                self.recalculate(false, false);
                Ok(())
            }
            Body::DeviceRegister { name } => {
                self.receive_device_register(from, name);
                Ok(())
            }
            Body::DeviceUnregister => {
                self.receive_device_unregister();
                Ok(())
            }
            Body::DeviceRename { old, new } => {
                self.receive_device_rename(old, new);
                Ok(())
            }
            Body::Leave => {
                self.receive_leave(from, false);
                Ok(())
            }
            Body::LeaveRemove => {
                self.receive_leave(from, true);
                Ok(())
            }
            // Those of rules `strict` mean nothing here.
            Body::State { .. } | Body::Accounted | Body::Resume => {
                Err(EngineError::NotInTheseRules("such message"))
            }
        }
    }

    /// The next message for every member of the view, the local node included.
    pub(crate) fn poll_transmit(&mut self) -> Option<Message> {
        if !self.has_view {
            return None;
        }
        let body = self.outbox.pop(&self.device.name, &self.device.requested_name)?;
        Some(Message { ring: self.ring, body })
    }

    pub(crate) fn waiting_to_transmit(&self) -> usize {
        self.outbox.len()
    }

    pub(crate) fn node(&self) -> NodeId {
        self.roster.us.id
    }

    pub(crate) fn ring(&self) -> RingId {
        self.ring
    }

    pub(crate) fn joined(&self) -> Vec<NodeId, N> {
        self.roster.joined()
    }

    pub(crate) fn left(&self) -> Vec<NodeId, N> {
        self.roster.left()
    }

    pub(crate) fn view_members(&self) -> Vec<NodeId, N> {
        self.roster.ascending(|entry| entry.in_view())
    }

    /// What a peer would tell in the exchange of a view, if it is as we know it: first, second, third.
    pub(crate) fn told_by(&self, peer: NodeId, turn: u8) -> Option<Body> {
        match turn {
            0 => {
                let votes = self.roster.get(peer).map_or(0, |entry| entry.votes);
                let expected_votes = self.roster.us.expected_votes;
                Some(Body::NodeInfo { votes, expected_votes, flags: 0 })
            }
            1 => Some(Body::DeviceInfo { votes: self.device.votes }),
            2 => Some(Body::Ready),
            _ => None,
        }
    }

    /// When [`Votequorum::handle_timeout`] has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Millis> {
        let timers = [self.last_man_standing.deadline, self.device.deadline];
        timers.into_iter().flatten().min()
    }

    /// Fires the timers that are due.
    pub(crate) fn handle_timeout(&mut self, now: Millis) -> Result<(), EngineError> {
        self.outbox.need(2)?;
        self.last_man_standing_timeout(now);
        self.device_timeout(now);
        Ok(())
    }

    /// Whether the votes of all known nodes would still add up if `node` had these.
    fn check_votes(&self, node: NodeId, votes: u32) -> Result<(), EngineError> {
        match node {
            NodeId::QUORUM_DEVICE => self.check_votes_beside(self.roster.us.id, self.roster.us.votes, votes),
            _ => self.check_votes_beside(node, votes, self.device.votes),
        }
    }

    /// The same beside a device of so many votes.
    fn check_votes_beside(&self, node: NodeId, votes: u32, device: u32) -> Result<(), EngineError> {
        let others = self.roster.iter().filter(|entry| entry.id != node).map(|entry| entry.votes);
        match add_up(others.chain([device, votes])) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }
}

/// Whether these fit a sum of 32 bits.
fn add_up(votes: impl Iterator<Item = u32>) -> bool {
    votes.fold(0, |sum: u64, votes| sum.saturating_add(u64::from(votes))) <= u64::from(u32::MAX)
}
