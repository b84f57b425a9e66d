//! Rules `strict`: two partitions of one cluster are never both quorate, and the members of one partition agree.
//!
//! The electorate S: all nodes of the nodelist with their votes, and the quorum device. A view is quorate
//! with more than half of S's votes, or with exactly half and the one fixed tie breaker. With wait_for_all a
//! node that starts is not *admitted*: its vote counts for nobody until its view is quorate without it, or
//! until everyone is accounted for, that is here or proven to be off. Why that cannot split is argued in
//! [`crate::strict_rules`].
//!
//! Without storage S is fixed. With it ([`Engine::with_storage`](crate::Engine::with_storage)) the electorates form a
//! chain, numbered by epoch, and the successor of each is agreed on by single-decree Paxos whose ballots are the views:
//!
//! - **State.** A node remembers the epoch and the electorate that was agreed on last, and at most one attempt at its
//!   successor: 200 bytes of an engine. A node that remembers nothing is *blank*, and counts for nobody until it has
//!   taken over what a view knows that is quorate without it.
//! - **Messages.** `Remember` is the state with epoch and attempt, and a digest of the nodelist (16 bytes as long as
//!   numbers are small and nothing is attempted, 70 at most). `Elector` tells one node of the newest electorate,
//!   where somebody lags. `Propose` asks for a successor, `Stored` says that the sender's disk has it; when all members
//!   have said so it is agreed.
//! - **Decision.** While an attempt is known, the view has to win it and the electorate before (the joint step).
//! - **Snapshot.** Version 2: 24 bytes, one for each node of one vote, at most 35 for the rest and the checksum.
//!   Nothing is sent while the disk has something older.
//!
//! | file | holds |
//! | --- | --- |
//! | `electorate` | S: votes, tie breaker, what these rules refuse |
//! | `exchange` | views, and what members tell each other |
//! | `decide` | the rules themselves |
//! | `memory` | the electorate that was agreed on, and who lags |
//! | `nodelist` | what the nodelist says, whether all have the same one, a reload |
//! | `change` | its successor: proposed, stored, agreed |
//! | `wish` | who asks for which change |
//! | `disk` | the memory as bytes |
//! | `proofs` | fence proofs and everyone accounted for |
//! | `operator` | overrides, freezing and resuming, leaving, the quorum device |
//! | `explain` | status and reason |

#[cfg(feature = "std")]
pub(crate) mod canonical;
mod change;
mod decide;
mod disk;
mod electorate;
mod exchange;
mod explain;
mod memory;
mod nodelist;
mod operator;
mod proofs;
mod wish;

use crate::base::{Millis, NodeId, RingId};
use crate::config::Config;
use crate::rules::roster::{Entry, Roster};
use crate::verdict::EngineError;
use crate::wire::{NodeFlags, Outbox, Outgoing};
use decide::Decision;
use electorate::Electorate;
#[cfg(feature = "std")]
pub(crate) use electorate::fixed_tie_breaker;
pub(crate) use electorate::needs_storage;
use memory::Agreed;
use proofs::Proofs;

/// Messages that can wait to be sent; a place is kept free for a state, which replaces the one that waits.
const OUTBOX_PLACES: usize = 8;

/// Bits of a member's state. They share a place with votequorum's, which these rules do not use.
pub(crate) struct StateFlags;

impl StateFlags {
    /// Its vote counts.
    pub(crate) const ADMITTED: NodeFlags = NodeFlags(1);
    /// Its vote counts because an operator says so (cancel_wait_for_all).
    pub(crate) const ADMITTED_BY_OPERATOR: NodeFlags = NodeFlags(2);
    /// It lost somebody and waits for an operator to say resume.
    pub(crate) const FROZEN: NodeFlags = NodeFlags(4);
    /// Its quorum device votes in this view.
    pub(crate) const DEVICE_CAST_VOTE: NodeFlags = NodeFlags(8);
    /// Its quorum device polls.
    pub(crate) const DEVICE_ALIVE: NodeFlags = NodeFlags(16);
    /// Its quorum device is registered.
    pub(crate) const DEVICE_REGISTERED: NodeFlags = NodeFlags(32);
}

/// What the local node tells in an exchange. The roster holds what everybody was told, so that all
/// members decide from the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct OwnState {
    flags: NodeFlags,
    /// An operator's expected votes; 0 without.
    expected_votes: u32,
}

/// What a node starts with.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    us: Entry,
    electorate: Electorate,
    has_storage: bool,
}

/// The state of the strict rules on one node.
#[derive(Clone, Debug)]
#[repr(C)] // what is looked at most comes first: a short way into an object is a short instruction on ARM
pub(crate) struct Strict<const N: usize> {
    has_view: bool,
    left: bool,
    decision: Decision,
    device_silent: bool,
    own: OwnState,
    /// The highest expected votes of an operator that a member of the view has told; 0: none.
    told_expected: u32,
    agreed: Agreed,
    ring: RingId,
    /// When the view began: what was known of power before counts for nothing in it.
    view_since: Millis,
    /// The digest of the nodelist.
    nodelist: u32,
    proofs: Proofs,
    device_deadline: Option<Millis>,
    electorate: Electorate,
    roster: Roster<N>,
    /// What the nodelist says of each place: its votes.
    listed: [u32; N],
    outbox: Outbox,
}

impl<const N: usize> Strict<N> {
    /// Refuses what these rules do not start with.
    pub(crate) fn check(config: &Config<N>, node: NodeId, has_storage: bool) -> Result<Start, EngineError> {
        let electorate = Electorate::new(config, has_storage)?;
        Ok(Start { us: Entry::local(config, node)?, electorate, has_storage })
    }

    /// A node that knows nobody yet; [`Strict::start`] comes next. Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn blank(start: Start) -> Self {
        let Start { us, electorate, has_storage } = start;
        let mut flags = NodeFlags::default();
        flags.set(StateFlags::ADMITTED, !electorate.wait_for_all);
        Strict {
            electorate,
            roster: Roster::new(us),
            own: OwnState { flags, expected_votes: 0 },
            told_expected: 0,
            listed: [0; N],
            nodelist: 0,
            ring: RingId::default(),
            view_since: 0,
            has_view: false,
            decision: Decision::Nothing,
            proofs: Proofs::default(),
            agreed: Agreed::new(has_storage),
            device_deadline: None,
            device_silent: false,
            outbox: Outbox::default(),
            left: false,
        }
    }

    fn require_view(&self) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        match self.has_view {
            true => Ok(()),
            false => Err(EngineError::NoView),
        }
    }

    fn need_place(&self) -> Result<(), EngineError> {
        self.outbox.need_below(OUTBOX_PLACES, 2)
    }

    fn push(&mut self, outgoing: Outgoing) {
        self.outbox.push(outgoing);
    }
}
