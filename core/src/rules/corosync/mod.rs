//! Rules `corosync`: what votequorum does, option by option, and rules `cman` on the same ground.
//!
//! One file per feature, named as votequorum(5) names it; where the man page is silent, exec/votequorum.c of corosync
//! 3.1.7 is the source:
//!
//! | file | holds |
//! | --- | --- |
//! | `quorum` | the formula, the ratchet, the decision |
//! | `two_node` | two_node |
//! | `wait_for_all` | wait_for_all |
//! | `last_man_standing` | last_man_standing and its window |
//! | `tie_breaker` | auto_tie_breaker |
//! | `downscale` | allow_downscale, expected_votes_tracking, leaving |
//! | `operator` | expected votes and votes set at runtime |
//! | `reload` | a new config at runtime |
//! | `device` | the quorum device |
//! | `sync` | a new view and the exchange that follows it |
//! | `nodeinfo` | what a peer's state changes |
//! | `dialect` | where cman differs, as one value |
//! | `cman` | what cman does there |
//! | `explain` | status and reason |
//!
//! The order of events is votequorum's to the letter, because its answers depend on it. What
//! votequorum does by accident is not copied: see [`crate::deviations`].

#[cfg(feature = "std")]
mod canonical;
mod cman;
mod device;
mod dialect;
mod downscale;
mod explain;
mod last_man_standing;
mod nodeinfo;
mod operator;
mod quorum;
mod reload;
mod sums;
mod sync;
mod tie_breaker;
mod two_node;
mod wait_for_all;

use crate::base::{NodeId, RingId, Rules};
use crate::config::{Config, TieBreaker};
use crate::rules::roster::{Entry, Roster};
use crate::verdict::{BriefReason, EngineError};
use crate::wire::{NodeFlags, Outbox};
use device::Device;
use dialect::Dialect;
use downscale::Downscale;
use last_man_standing::LastManStanding;
use quorum::DecidedBy;
use reload::Written;
use sums::Sums;
use wait_for_all::WaitForAll;

/// How many places of the outbox an operator's requests may occupy.
const OPERATOR_PLACES: usize = 6;

/// The state of votequorum on one node.
#[derive(Clone, Debug)]
pub(crate) struct Votequorum<const N: usize> {
    roster: Roster<N>,
    sums: Sums,
    rules: Rules,
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
    /// A view was formed and its members have not told all yet.
    syncing: bool,
    /// What was true when the exchange began; it stays true until it ends.
    held: Option<BriefReason>,

    outbox: Outbox,
    left: bool,
}

impl<const N: usize> Votequorum<N> {
    /// Refuses what votequorum, or cman, does not start with; else the local node.
    pub(crate) fn check(config: &Config<N>, node: NodeId, rules: Rules) -> Result<Entry, EngineError> {
        let mut us = Entry::local(config, node)?;
        Dialect::of(rules).check(rules, config)?;
        us.flags.set(NodeFlags::FIRST, true);
        Ok(us)
    }

    /// A node that knows nobody yet; [`Votequorum::start`] comes next. Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn blank(us: Entry, config: &Config<N>, rules: Rules) -> Self {
        Votequorum {
            roster: Roster::new(us),
            sums: Sums::default(),
            rules,
            written: Written::default(),
            default_votes: 0,
            has_nodelist: false,
            two_node: config.two_node(),
            wait_for_all: WaitForAll::new(config, Dialect::of(rules)),
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
            syncing: false,
            held: None,
            outbox: Outbox::default(),
            left: false,
        }
    }

    fn dialect(&self) -> &'static Dialect {
        Dialect::of(self.rules)
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
        let replaced = self.roster.get(node).map_or(0, |entry| entry.votes);
        match add_up([self.sums.known.saturating_sub(replaced), device, votes].into_iter()) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }
}

/// Whether these fit a sum of 32 bits.
fn add_up(votes: impl Iterator<Item = u32>) -> bool {
    votes.fold(0, |sum: u64, votes| sum.saturating_add(u64::from(votes))) <= u64::from(u32::MAX)
}
