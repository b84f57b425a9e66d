//! What of a node's state decides what it will do: for the explorer, which visits no state twice.
//!
//! Left out: ring and sequence numbers, instants, reasons, the electorate where it is fixed, and what is known of
//! nodes that have not told their state in the view. Of a decision only what the node may do: which rule said so
//! is found out anew whenever something is decided.
//!
//! Where the electorate changes, epochs and ballots go on for ever. Only which is older matters of them, so they are
//! handed out marked, and the explorer puts their ranks in their place.

use super::Strict;
use super::decide::{Decision, Share};
use crate::base::{NodeId, NodeState, RingId};
use crate::rules::canonical::{bits, pair};
use crate::rules::roster::US;
use crate::verdict::Verdict;
use crate::wire::{Body, Change, Memory, NodeFlags};

/// In what a node knows of another one: it holds a proof that this one was off.
pub(crate) const PROVED_OFF: u64 = 1 << 51;

/// The word is an epoch.
pub(crate) const EPOCH: u64 = 1 << 63;
/// The word is a ballot, and its epoch; or a view, and the lowest epoch that it may attempt a successor of.
pub(crate) const BALLOT: u64 = 1 << 62;
pub(crate) const VIEW: u64 = 1 << 61;

/// Ballots of one epoch alone are ever compared. A simulation uses a ring id's sequence number once.
pub(crate) fn ring_word(mark: u64, epoch: u32, ring: RingId) -> u64 {
    mark | (u64::from(epoch) << 28) | (ring.seq & 0xFFF_FFFF)
}

fn memory_words(memory: &Memory, word: &mut impl FnMut(u64)) {
    // Blank is no rank.
    word(if memory.epoch == 0 { 0 } else { EPOCH | u64::from(memory.epoch) });
    if memory.has_attempt() {
        let change = &memory.change;
        word(ring_word(BALLOT, memory.epoch, memory.ballot));
        word(change.drop);
        node_words(change.node, change.votes, word);
    }
    word(0);
}

fn node_words(node: NodeId, votes: u32, word: &mut impl FnMut(u64)) {
    [node.0, votes].into_iter().for_each(|number| word(number.into()));
}

/// A message on its way.
pub(crate) fn body_words(body: &Body, word: &mut impl FnMut(u64)) {
    match body {
        Body::Remember { flags, expected_votes, nodelist, memory } => {
            word((*nodelist).into());
            word(1);
            word(pair(*flags, *expected_votes));
            memory_words(memory, word);
        }
        Body::Elector { node, votes, left } => {
            word(2);
            node_words(*node, *votes, word);
            word((*left).into());
        }
        Body::Propose { memory } => {
            word(3);
            memory_words(memory, word);
        }
        Body::Stored { memory } => {
            word(4);
            memory_words(memory, word);
        }
        Body::State { flags, expected_votes } => {
            word(11);
            word(pair(*flags, *expected_votes));
        }
        Body::SetExpectedVotes { expected_votes } => word(pair(5, *expected_votes)),
        Body::Accounted => word(6),
        Body::CancelWaitForAll => word(7),
        Body::Resume => word(8),
        Body::Leave => word(9),
        // None of these rules'.
        _ => word(10),
    }
}

impl<const N: usize> Strict<N> {
    /// What it knows of itself and of its view.
    pub(super) fn canonical(&self, word: &mut impl FnMut(u64)) {
        let decision = match self.decision {
            Decision::FenceFirst => 2,
            Decision::Frozen => 3,
            decision => u64::from(decision.is_quorate()),
        };
        let NodeFlags(flags) = self.own.flags;
        word(decision);
        word(u64::from(flags));
        word(self.own.expected_votes.into());
        word(self.told_expected.into());
        word(bits([self.has_view, self.left, self.proofs.are_complete(), self.device_deadline.is_some()]));
        word(u64::try_from(self.outbox.len()).unwrap_or(u64::MAX));
        if self.agreed.is_on() {
            self.memory(word);
            self.agreed_in_view(word);
        }
    }

    /// What is on its disk, once that is written.
    pub(crate) fn memory(&self, word: &mut impl FnMut(u64)) {
        memory_words(&self.agreed.own, word);
        self.canonical_electorate(word);
        word(u64::from(self.own.flags.has(super::StateFlags::FROZEN)));
    }

    /// The newest epoch that it knows was agreed on, and who votes in it; nothing where it is blank.
    pub(crate) fn canonical_electorate(&self, word: &mut impl FnMut(u64)) {
        let epoch = self.agreed.own.epoch;
        if epoch == 0 {
            return;
        }
        word(EPOCH | u64::from(epoch));
        let electors = self.roster.ids(self.agreed.electors);
        let votes = |id: &NodeId| self.roster.get(*id).map_or(0, |entry| entry.votes);
        electors.iter().for_each(|id| node_words(*id, votes(id), word));
    }

    /// What the view has told of the electorate so far.
    fn agreed_in_view(&self, word: &mut impl FnMut(u64)) {
        let agreed = &self.agreed;
        for (place, entry) in self.roster.iter().enumerate() {
            node_words(entry.id, entry.votes, word);
            word(self.listed_votes(place).into());
        }
        word(self.nodelist.into());
        let (node, votes) = agreed.operator.unwrap_or_default();
        node_words(node, votes, word);
        memory_words(&agreed.heard, word);
        // A view that can never have a majority attempts nothing, so that it does not matter how old it is.
        let voters = self.voters(&Change::NONE);
        let here = self.tally(&voters, self.roster.in_view);
        let is_incomplete = !self.incomplete().is_empty();
        let may_attempt = is_incomplete || Share::of(here, voters.votes) == Share::Majority;
        let has_attempted = agreed.heard.has_attempt() && agreed.heard.ballot == self.ring;
        let epoch = if is_incomplete { 0 } else { agreed.heard.epoch };
        word(if may_attempt || has_attempted { ring_word(VIEW, epoch, self.ring) } else { 0 });
        let sets = [
            agreed.electors,
            agreed.blank,
            agreed.lagging,
            agreed.stored,
            agreed.reweighs,
            self.roster.configured,
        ];
        sets.into_iter().for_each(|set| word(set.bits()));
        if !agreed.is_caught_up {
            word(agreed.current.bits());
            word(agreed.learned.unwrap_or_default().bits());
            word(agreed.learned.is_some().into());
        }
        word(agreed.telling.into());
        word(bits([
            agreed.unsaved,
            agreed.says_stored,
            agreed.proposes,
            agreed.is_caught_up,
            agreed.asked,
            agreed.window_expired,
            agreed.leaves,
            agreed.leaves_by != 0,
            self.proofs.told,
            self.proofs.instant.is_some(),
        ]));
    }

    /// What the verdict allows: to act, to fence, nothing.
    pub(crate) fn allows(&self) -> u8 {
        match self.verdict() {
            Verdict::Blocked => 0,
            Verdict::FenceFirst => 1,
            Verdict::Quorate => 2,
        }
    }

    /// Whether it has said good bye.
    pub(crate) fn has_left(&self) -> bool {
        self.left
    }

    /// Whether it leaves, or has left.
    pub(crate) fn is_leaving(&self) -> bool {
        self.agreed.leaves || self.left
    }

    /// Whether it may ask to leave, and the view can let it go.
    pub(crate) fn can_leave(&self) -> bool {
        self.agreed.allow_downscale && self.agreed.electors.contains(US) && self.can_change()
    }

    /// Whether it waits for last_man_standing's window.
    pub(crate) fn awaits_window(&self) -> bool {
        self.window_ends().is_some()
    }

    /// Whether an operator has asked for something that is not so yet.
    pub(crate) fn has_operators_wish(&self) -> bool {
        !self.operators_wish().is_none()
    }

    /// Whether it wants another electorate, be the view able to change it or not.
    pub(crate) fn has_wish(&self) -> bool {
        self.agreed.is_on() && !self.wish().is_none()
    }

    /// Whether it counts the device's vote, which must not move before.
    pub(crate) fn counts_device(&self) -> bool {
        self.roster.of(self.roster.ready).any(|entry| entry.flags.has(super::StateFlags::DEVICE_CAST_VOTE))
    }

    /// What outlives the view: what a node will tell in the next one.
    pub(crate) fn lasting(&self, word: &mut impl FnMut(u64)) {
        self.memory(word);
        let NodeFlags(flags) = self.own.flags;
        word(pair(flags, self.own.expected_votes));
        word(u64::from(self.left));
    }

    /// What it is to others until it takes the newest view, where it has nothing more to hear.
    pub(crate) fn behind(&self, word: &mut impl FnMut(u64)) {
        self.lasting(word);
        word(self.allows().into());
        word(self.agreed.reweighs.bits());
        word(self.is_leaving().into());
        word(self.counts_device().into());
        word(self.roster.in_view.bits());
    }

    /// What it knows of this node.
    pub(super) fn canonical_of(&self, peer: NodeId) -> u64 {
        let roster = &self.roster;
        let Some((place, entry)) = roster.place_of(peer).and_then(|place| Some((place, roster.at(place)?)))
        else {
            return 0;
        };
        let in_view = roster.in_view.contains(place);
        // Its first state in the view will replace all that was known.
        let is_ready = roster.ready.contains(place);
        // Complete proofs have done their work; who held them does not matter any more.
        let proved_off = self.proofs.off.contains(place) && !self.proofs.are_complete();
        let leaves = is_ready && entry.state == NodeState::Leaving;
        let NodeFlags(flags) = entry.flags;
        // Votes are the electorate's.
        let told = if is_ready { pair(flags, entry.expected_votes) } else { 0 };
        (bits([true, proved_off, in_view, is_ready, leaves]) << 48) | told
    }
}
