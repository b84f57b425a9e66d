//! How an electorate gets a successor: proposed in a view that may change it, stored by all of its members, agreed.
//!
//! It is single-decree Paxos with the view's ring id as the ballot. A view may change the electorate when more than
//! half of its votes are here, by nodes alone. An attempt that is known may have been agreed on, so it is all that
//! can be proposed until it is. Of several proposals the first in the order of messages counts, and that order is the
//! same for all. Each member stores it, and says so only then: `poll_transmit` gives nothing while the disk has
//! something older. When all members have said so it is agreed. Until then the electorate and the attempt both have
//! to be won.

use super::decide::{Decision, Share};
use super::memory::{Agreed, OPERATOR_EPOCHS};
use super::{StateFlags, Strict};
use crate::base::{NodeId, NodeSet};
use crate::rules::roster::US;
use crate::wire::{Change, Memory};

impl<const N: usize> Strict<N> {
    /// Whether this view may give the electorate a successor. An operator's word allows it: then he vouches that
    /// nobody else can. Not while somebody is blank: who does not know the electorate stores no change to it.
    pub(super) fn can_change(&self) -> bool {
        if self.decision == Decision::Operator {
            return self.agreed.blank.is_empty();
        }
        let admitted = self.counting(self.agreed.electors, StateFlags::ADMITTED);
        let voters = self.voters(&Change::NONE);
        let is_majority = Share::of(self.tally(&voters, admitted), voters.votes) == Share::Majority;
        is_majority && self.decision.is_quorate() && self.share().wins()
    }

    /// Whether a view that may change the electorate may do it in this way: it has to win the new one.
    pub(super) fn is_open_to(&self, change: &Change) -> bool {
        !change.is_none() && (self.decision == Decision::Operator || self.share_after(change).wins())
    }

    /// A change is one of electors and of nodes that are here.
    fn is_of_members(&self, change: &Change) -> bool {
        let concerned = self.agreed.electors | self.roster.in_view;
        change.node == NodeId::QUORUM_DEVICE || self.roster.has(concerned, change.node)
    }

    /// Asks anew: there is something new to ask for.
    pub(super) fn ask_again(&mut self) {
        self.agreed.asked = false;
        self.ask();
    }

    /// Asks for the change that the local node wants, once.
    pub(super) fn ask(&mut self) {
        if !self.agreed.is_on() {
            return;
        }
        self.settle_votes();
        if !self.agreed.asked && !self.wanted().is_none() {
            self.agreed.asked = true;
            self.agreed.proposes = true;
        }
    }

    /// What the local node has to propose: what was attempted, if it is the lowest, or what it wants itself.
    #[inline(never)]
    pub(super) fn wanted(&self) -> Change {
        let Agreed { own, heard, .. } = &self.agreed;
        if own.epoch == 0 || own.epoch == u32::MAX || !self.can_change() {
            return Change::NONE;
        }
        let is_new = !heard.has_attempt();
        let wanted = if is_new { self.wish() } else { heard.change };
        let may =
            if is_new { self.is_open_to(&wanted) } else { self.is_first() && heard.ballot != self.ring };
        if may { wanted } else { Change::NONE }
    }

    pub(super) fn receive_propose(&mut self, sender: usize, proposed: &Memory) {
        self.agreed.asked &= sender != US;
        let Agreed { own, heard, .. } = &self.agreed;
        let is_allowed = match heard.has_attempt() {
            true => heard.ballot != self.ring && proposed.change == heard.change,
            false => self.is_of_members(&proposed.change) && self.is_open_to(&proposed.change),
        };
        let is_ours = proposed.epoch == own.epoch && own.epoch == heard.epoch;
        let is_ours = is_ours && own.epoch != 0 && own.epoch != u32::MAX;
        if !is_allowed || !is_ours || !self.can_change() {
            return;
        }
        self.agreed.heard.ballot = self.ring;
        self.agreed.heard.change = proposed.change;
        self.agreed.stored = NodeSet::EMPTY;
        self.store();
    }

    /// Stores what the view knows, and says so when the disk has it.
    pub(super) fn store(&mut self) {
        self.agreed.own = self.agreed.heard;
        self.agreed.unsaved = true;
        self.agreed.says_stored = true;
    }

    pub(super) fn receive_stored(&mut self, sender: usize, stored: &Memory) {
        let heard = &self.agreed.heard;
        // Of one epoch and one ballot there is one attempt.
        if stored.epoch != heard.epoch || stored.ballot != heard.ballot || heard.epoch == 0 {
            return;
        }
        let is_of_this_view = heard.has_attempt() && heard.ballot == self.ring;
        self.agreed.blank.set(sender, false);
        if is_of_this_view {
            self.agreed.stored.set(sender, true);
            if self.roster.in_view.minus(self.agreed.stored).is_empty() {
                self.agree();
            }
        }
    }

    /// All members have stored the attempt: it is the electorate.
    fn agree(&mut self) {
        let Memory { epoch, change, .. } = self.agreed.heard;
        let by_operator = self.decision == Decision::Operator;
        let epochs = if by_operator { OPERATOR_EPOCHS } else { 1 };
        let (Some(electors), Some(epoch)) = (self.electors_after(&change), epoch.checked_add(epochs)) else {
            return;
        };
        if let Some(place) = self.roster.place_of(change.node) {
            self.agreed.reweighs.set(place, false);
            if let Some(entry) = self.roster.at_mut(place) {
                entry.votes = change.votes;
            }
        }
        // Of two operators the first that is heard has his way.
        self.agreed.operator = self.agreed.operator.filter(|(node, _)| *node != change.node);
        self.agreed.electors = electors;
        self.relist_votes(electors);
        if by_operator {
            // What an operator vouched for is agreed on now.
            self.admit_here();
        }
        self.agreed.know(epoch);
        self.agreed.heard = self.agreed.own;
        self.agreed.asked = false;
        self.agreed.window_expired = false;
        if self.agreed.leaves && !self.left && !electors.contains(US) {
            self.go();
        }
    }

    /// Whether the local node has left and the electorate is one without it.
    pub(super) fn has_left_agreed(&self) -> bool {
        self.left && self.agreed.own.epoch != 0 && !self.agreed.electors.contains(US)
    }
}
