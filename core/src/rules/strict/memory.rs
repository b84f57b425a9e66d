//! What a node remembers of the electorate, and how the members of a view bring each other up to date.
//!
//! An engine with storage keeps an *agreed* electorate. Its memory is the epoch of the newest electorate that it knows,
//! who votes in it, and at most one *attempt*: a successor that somebody has stored and that may or may not have been
//! agreed on. Every member tells epoch and attempt in its state; the view takes the highest epoch, and of those
//! who have it the attempt of the highest ballot. Where somebody lags, the lowest member that does not tells that
//! electorate, node by node, and nobody decides before the last of them: all decide at one instant, from the same.
//!
//! | state | holds |
//! | --- | --- |
//! | `own` | the memory, which the disk has or must have before anything more is said |
//! | `electors` | who votes; with how many votes is in the roster |
//! | `heard` | the newest memory in the view, with the attempt that is made in it |
//! | `current`, `blank`, `lagging` | who knows the newest epoch; who knows none; who is being told |

use super::Strict;
use super::decide::Voters;
use super::electorate::BreaksTie;
use crate::base::{Millis, NodeId, NodeSet};
use crate::config::Options;
use crate::rules::roster::US;
use crate::wire::{Body, Change, Memory};

/// How far epochs go ahead by an operator's word: whatever nodes that he gave up have agreed on, it is older.
pub(super) const OPERATOR_EPOCHS: u32 = 0x1_0000;

/// What rules with an agreed electorate know beyond those with a fixed one.
#[derive(Clone, Debug)]
#[repr(C)] // in this order, as in `Strict`
pub(super) struct Agreed {
    /// The engine has storage. Without, the electorate is the nodelist, and nothing here is used.
    pub(super) on: bool,
    /// The disk has something older.
    pub(super) unsaved: bool,
    /// The attempt is stored, and that is to be said.
    pub(super) says_stored: bool,
    /// A change is to be proposed.
    pub(super) proposes: bool,
    /// Everybody here knows the newest electorate that anybody here knows.
    pub(super) is_caught_up: bool,
    /// The local node has asked for a change in this epoch and view.
    pub(super) asked: bool,
    /// last_man_standing's window has expired in this view.
    pub(super) window_expired: bool,
    pub(super) allow_downscale: bool,
    /// The local node leaves.
    pub(super) leaves: bool,
    /// Electors that the local node has still to tell.
    pub(super) telling: u8,
    pub(super) electors: NodeSet,
    pub(super) current: NodeSet,
    pub(super) blank: NodeSet,
    pub(super) lagging: NodeSet,
    /// Who has stored the attempt of this view.
    pub(super) stored: NodeSet,
    /// Places whose votes are to be those of the nodelist: the local one after a start, all after a reload.
    pub(super) reweighs: NodeSet,
    /// Electors that the local node was told; `None` where one does not fit.
    pub(super) learned: Option<NodeSet>,
    /// An operator's votes for a node, asked for in this view.
    pub(super) operator: Option<(NodeId, u32)>,
    pub(super) heard: Memory,
    pub(super) own: Memory,
    /// CRC-32 of the cluster's name; 0 where it has none.
    pub(super) cluster: u32,
    /// last_man_standing's window.
    pub(super) window: Option<Millis>,
    /// It waits for that to be agreed on at most until then; 0: from the next timeout on, which tells the time.
    pub(super) leaves_by: Millis,
}

impl Agreed {
    /// Whether the engine keeps an agreed electorate. Without the feature `agreed` the compiler knows that it does not,
    /// and leaves out all that only such an engine needs.
    pub(super) fn is_on(&self) -> bool {
        cfg!(feature = "agreed") && self.on
    }

    /// An attempt that is known to the view.
    pub(super) fn has_attempt(&self) -> bool {
        self.is_on() && self.heard.has_attempt()
    }

    /// Inlined, so that it is made in its place.
    #[inline(always)]
    pub(super) fn new(on: bool) -> Self {
        Agreed {
            on,
            cluster: 0,
            own: Memory::BLANK,
            unsaved: false,
            electors: NodeSet::EMPTY,
            heard: Memory::BLANK,
            current: NodeSet::EMPTY,
            blank: NodeSet::EMPTY,
            lagging: NodeSet::EMPTY,
            learned: None,
            telling: 0,
            says_stored: false,
            proposes: false,
            is_caught_up: false,
            stored: NodeSet::EMPTY,
            asked: false,
            reweighs: NodeSet::EMPTY,
            operator: None,
            window_expired: false,
            window: None,
            allow_downscale: false,
            leaves: false,
            leaves_by: 0,
        }
    }

    /// At the start the electorate is the nodelist.
    pub(super) fn start(&mut self, electors: NodeSet, options: &Options) {
        self.electors = electors;
        self.reweighs = NodeSet::of(US);
        self.set_options(options);
    }

    /// What may change at a reload.
    pub(super) fn set_options(&mut self, options: &Options) {
        self.window = options.last_man_standing.then_some(options.last_man_standing_window);
        self.allow_downscale = options.allow_downscale;
    }

    /// In a new view nobody has told anything.
    pub(super) fn enter_view(&mut self) {
        self.heard = Memory::BLANK;
        self.current = NodeSet::EMPTY;
        self.blank = NodeSet::EMPTY;
        self.lagging = NodeSet::EMPTY;
        self.learned = Some(NodeSet::EMPTY);
        self.telling = 0;
        self.says_stored = false;
        self.proposes = false;
        self.is_caught_up = false;
        self.stored = NodeSet::EMPTY;
        self.asked = false;
        self.operator = None;
        self.window_expired = false;
        self.unsaved = true;
    }

    /// A member tells what it knows.
    pub(super) fn hear(&mut self, sender: usize, memory: &Memory) {
        let is_blank = memory.epoch == 0;
        self.blank.set(sender, is_blank);
        if memory.epoch < self.heard.epoch || is_blank {
            return;
        }
        let is_newer = memory.epoch > self.heard.epoch;
        if is_newer {
            self.current = NodeSet::EMPTY;
        }
        self.current.set(sender, true);
        if is_newer || memory.is_after(&self.heard) {
            self.heard = *memory;
        }
    }

    /// The disk is to have this epoch, and no attempt.
    #[inline(never)]
    pub(super) fn know(&mut self, epoch: u32) {
        self.own = Memory::BLANK;
        self.own.epoch = epoch;
        self.unsaved = true;
    }
}

impl<const N: usize> Strict<N> {
    /// Whether all members know the newest electorate that any of them knows. Before, nothing is decided.
    pub(super) fn is_caught_up(&mut self) -> bool {
        let is_known = self.agreed.heard.epoch != 0;
        if !self.agreed.is_on() || is_known && self.agreed.is_caught_up || !self.agreed.lagging.is_empty() {
            return !self.agreed.is_on() || self.agreed.is_caught_up;
        }
        if !is_known {
            self.agreed.electors = self.roster.configured;
            self.relist_votes(NodeSet::EMPTY);
            if self.roster.in_view == self.roster.configured && self.with_other_nodelist().is_empty() {
                self.found_cluster(1);
            }
        }
        let is_known = self.agreed.heard.epoch != 0;
        self.agreed.lagging = match is_known {
            true => self.roster.in_view.minus(self.agreed.current),
            false => NodeSet::EMPTY,
        };
        self.agreed.is_caught_up = self.agreed.lagging.is_empty();
        if !self.agreed.is_caught_up && self.teller() == Some(US) {
            let electors = self.agreed.electors.len();
            self.agreed.telling = u8::try_from(electors).unwrap_or(u8::MAX);
        }
        self.agreed.is_caught_up
    }

    /// The first start of a cluster: all nodes of the nodelist are here, and all are blank. The nodelist is epoch 1, as
    /// the lowest of them has it; the others learn it. An operator's word does the same with what the view knows.
    pub(super) fn found_cluster(&mut self, epoch: u32) {
        self.agreed.is_caught_up = false;
        self.agreed.blank = NodeSet::EMPTY;
        self.agreed.heard = Memory::BLANK;
        self.agreed.heard.epoch = epoch;
        let first = self.roster.ranked(self.roster.in_view, 0);
        self.agreed.current = first.map_or(NodeSet::EMPTY, NodeSet::of);
        if first == Some(US) {
            self.agreed.know(epoch);
        }
    }

    /// Who tells the others: the lowest of those who know.
    fn teller(&self) -> Option<usize> {
        self.roster.ranked(self.agreed.current, 0)
    }

    #[cfg(not(feature = "agreed"))]
    pub(super) fn tell_memory(&mut self) -> Option<Body> {
        None
    }

    /// What the local node has to say of the electorate.
    #[cfg(feature = "agreed")]
    pub(super) fn tell_memory(&mut self) -> Option<Body> {
        if core::mem::take(&mut self.agreed.says_stored) {
            return Some(Body::Stored { memory: self.agreed.own });
        }
        if core::mem::take(&mut self.agreed.proposes) {
            // It may be too late for it by now.
            self.agreed.asked = false;
            let change = self.wanted();
            if !change.is_none() {
                self.agreed.asked = true;
                let memory = Memory { epoch: self.agreed.own.epoch, ballot: self.ring, change };
                return Some(Body::Propose { memory });
            }
        }
        let left = self.agreed.telling.checked_sub(1)?;
        let electors = usize::try_from(self.agreed.electors.len()).unwrap_or(0);
        let rank = electors.saturating_sub(usize::from(self.agreed.telling));
        self.agreed.telling = left;
        let entry = self.roster.at(self.roster.ranked(self.agreed.electors, rank)?)?;
        Some(Body::Elector { node: entry.id, votes: entry.votes, left })
    }

    pub(super) fn receive_elector(&mut self, sender: usize, node: NodeId, votes: u32, left: u8) {
        if self.agreed.lagging.is_empty() || self.teller() != Some(sender) {
            return;
        }
        if self.agreed.lagging.contains(US) {
            self.learn(node, votes);
            if left == 0 && !self.take_over() {
                return;
            }
        }
        if left == 0 {
            self.agreed.lagging = NodeSet::EMPTY;
            self.agreed.is_caught_up = true;
        }
    }

    fn learn(&mut self, node: NodeId, votes: u32) {
        let place = self.meet(node);
        let electors = self.agreed.electors;
        if let Some(entry) = place.and_then(|place| self.roster.at_mut(place)) {
            let is_ours = place.is_some_and(|place| electors.contains(place));
            if entry.votes != votes && is_ours && self.agreed.own.epoch != 0 {
                // Half of a newer electorate must never pass for ours, should this view end now.
                self.agreed.know(0);
            }
            entry.votes = votes;
        }
        let with = |learned: NodeSet| place.map(|place| learned | NodeSet::of(place));
        self.agreed.learned = self.agreed.learned.and_then(with);
    }

    /// Who lags stores what was agreed; a blank node only when the view is quorate without it.
    fn take_over(&mut self) -> bool {
        let Some(learned) = self.agreed.learned.replace(NodeSet::EMPTY) else {
            self.agreed.learned = None;
            return false;
        };
        self.agreed.electors = learned;
        self.relist_votes(learned);
        if !self.agreed.blank.contains(US) {
            self.agreed.know(self.agreed.heard.epoch);
        }
        true
    }

    /// Members whose states, or whose electorates, the view still waits for.
    pub(super) fn incomplete(&self) -> NodeSet {
        self.roster.unready() | self.agreed.lagging
    }

    /// The electorate after a change; `None` where it names somebody who is not known here.
    pub(super) fn electors_after(&self, change: &Change) -> Option<NodeSet> {
        let goes = NodeSet::from_bits(change.drop).places();
        let mut after = self.agreed.electors;
        for place in goes.filter_map(|rank| self.roster.ranked(self.agreed.electors, rank)) {
            after.set(place, false);
        }
        if change.node != NodeId::QUORUM_DEVICE {
            after.set(self.roster.place_of(change.node)?, true);
        }
        Some(after)
    }

    /// The change that takes these out.
    pub(super) fn without(&self, gone: NodeSet) -> Change {
        let goes = |rank: &usize| {
            let place = self.roster.ranked(self.agreed.electors, *rank);
            place.is_some_and(|place| gone.contains(place))
        };
        let drop = NodeSet::below(self.roster.len()).places().filter(goes);
        Change { drop: drop.fold(NodeSet::EMPTY, |set, rank| set | NodeSet::of(rank)).bits(), ..Change::NONE }
    }

    /// The electorate as a decision looks at it: the nodelist, or what was agreed on with this change to it.
    #[inline(never)]
    pub(super) fn voters(&self, change: &Change) -> Voters {
        let fixed = &self.electorate;
        let (node, node_votes) = (change.node, change.votes);
        let mut voters = Voters {
            set: self.roster.all(),
            votes: fixed.votes,
            tie_breaker: fixed.tie_breaker,
            node,
            node_votes,
        };
        if !self.agreed.is_on() {
            return voters;
        }
        voters.set = self.electors_after(change).unwrap_or_default();
        voters.votes = self.tally(&voters, voters.set).saturating_add(fixed.device_votes);
        if voters.votes == u32::MAX || voters.set.is_empty() {
            // It is not known, or cannot be added up, so that half of it is nothing that excludes the other half.
            voters.votes = u32::MAX;
            voters.set = NodeSet::EMPTY;
        }
        let rank = match fixed.breaks_tie {
            BreaksTie::Fixed => None,
            BreaksTie::Lowest => Some(0),
            BreaksTie::Highest => usize::try_from(voters.set.len()).ok().and_then(|len| len.checked_sub(1)),
        };
        let entry = rank.and_then(|rank| self.roster.at(self.roster.ranked(voters.set, rank)?));
        if let Some(entry) = entry {
            voters.tie_breaker = entry.id;
        }
        voters
    }

    /// Everybody who has to be here, or proven off, for everyone to be accounted for.
    pub(super) fn needed(&self) -> NodeSet {
        if !self.agreed.is_on() {
            return self.roster.all();
        }
        let attempt = self.electors_after(&self.agreed.heard.change);
        attempt.map_or(self.roster.all(), |attempt| attempt | self.agreed.electors)
    }

    /// Whether the members that are not blank hold half of the votes: else others may have gone on without them.
    pub(super) fn remembers_half(&self) -> bool {
        let is_known = self.agreed.heard.epoch != 0;
        let after = |change| self.remembers_half_of(change);
        !self.agreed.is_on() || is_known && after(&Change::NONE) && after(&self.agreed.heard.change)
    }

    #[inline(never)]
    fn remembers_half_of(&self, change: &Change) -> bool {
        let (voters, known) = (self.voters(change), self.roster.in_view.minus(self.agreed.blank));
        let held = u64::from(self.tally(&voters, known)).saturating_mul(2);
        // Of one that is not known here nothing is remembered.
        held >= u64::from(self.tally(&voters, voters.set)) && !voters.set.is_empty()
    }
}
