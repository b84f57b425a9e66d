//! Who asks for which change of the electorate: each node for itself, and the lowest for those that are lost.

use super::Strict;
use crate::base::{Millis, NodeId, NodeSet};
use crate::rules::roster::US;
use crate::wire::{Change, Outgoing};

/// How long a node that leaves waits for that to be agreed on.
const LEAVE_TIMEOUT: Millis = 5_000;

impl<const N: usize> Strict<N> {
    /// What the local node asks for; nothing where it has no reason. A member that leaves takes itself out; an operator
    /// asks for votes; after last_man_standing's window those that were lost go; and the nodelist stands.
    pub(super) fn wish(&self) -> Change {
        let is_elector = self.agreed.electors.contains(US);
        if self.agreed.leaves {
            return if is_elector { self.without(NodeSet::of(US)) } else { Change::NONE };
        }
        let asked = self.operators_wish();
        if self.is_open_to(&asked) {
            return asked;
        }
        match self.agreed.window_expired && is_elector && !self.lost().is_empty() {
            true => self.without(self.lost()),
            false => self.nodelists_wish(),
        }
    }

    /// What an operator has asked for, until it is so.
    #[inline(never)]
    pub(super) fn operators_wish(&self) -> Change {
        let Some((node, votes)) = self.agreed.operator else {
            return Change::NONE;
        };
        let place = self.roster.place_of(node).filter(|place| self.agreed.electors.contains(*place));
        match place {
            Some(place) if votes == 0 && !self.roster.in_view.contains(place) => {
                self.without(NodeSet::of(place))
            }
            Some(place) if self.has_other_votes(place, votes) => Change { node, votes, ..Change::NONE },
            _ => Change::NONE,
        }
    }

    /// Where all have one nodelist: a node that is not in comes in; the lowest asks that electors that are not listed
    /// go (they are not here: who is lists itself); and votes that were read anew hold.
    #[inline(never)]
    fn nodelists_wish(&self) -> Change {
        let (electors, listed) = (self.agreed.electors, self.roster.configured);
        let gone = electors.minus(listed);
        if !self.is_one_nodelist() {
            return Change::NONE;
        }
        if !electors.contains(US) {
            // None of them is here: an operator's word says that they are gone.
            let is_elsewhere = (electors & self.roster.in_view).is_empty();
            let drop = if is_elsewhere { self.without(electors).drop } else { 0 };
            return Change { drop, ..self.as_listed(US) };
        }
        if !gone.is_empty() && self.is_first() {
            return self.without(gone);
        }
        // What can be won first: the votes of those that are here.
        let reweighs = self.agreed.reweighs & electors & listed;
        let place = (reweighs & self.roster.in_view).first().or(reweighs.first());
        place.map_or(Change::NONE, |place| self.as_listed(place))
    }

    /// The change that gives a node the votes of the nodelist.
    #[inline(never)]
    fn as_listed(&self, place: usize) -> Change {
        let node = self.roster.at(place).map_or(NodeId::QUORUM_DEVICE, |entry| entry.id);
        Change { node, votes: self.listed_votes(place), ..Change::NONE }
    }

    fn has_other_votes(&self, place: usize, votes: u32) -> bool {
        self.roster.at(place).is_some_and(|entry| entry.votes != votes)
    }

    /// Votes that are those of the nodelist need no change; an operator's that come later hold.
    pub(super) fn settle_votes(&mut self) {
        if self.agreed.heard.epoch == 0 || !self.incomplete().is_empty() {
            return;
        }
        let electors = self.agreed.electors;
        for place in (self.agreed.reweighs & electors).places() {
            let differs = self.has_other_votes(place, self.listed_votes(place));
            self.agreed.reweighs.set(place, differs);
        }
    }

    /// Electors that are not here.
    fn lost(&self) -> NodeSet {
        self.agreed.electors.minus(self.roster.in_view)
    }

    /// Whether the local node is the one that asks for all: the lowest elector that is here. Where none is, all ask.
    #[inline(never)]
    pub(super) fn is_first(&self) -> bool {
        let first = self.roster.ranked(self.roster.in_view & self.agreed.electors, 0);
        first.is_none_or(|first| first == US)
    }

    /// When last_man_standing's window ends: the lowest member waits for it where somebody is lost and the others may
    /// go on without. A new view starts it over.
    pub(super) fn window_ends(&self) -> Option<Millis> {
        let is_open = !self.agreed.window_expired && !self.lost().is_empty();
        let window = self
            .agreed
            .window
            .filter(|_| self.agreed.is_on() && is_open && self.is_first() && self.can_change())?;
        Some(self.view_since.saturating_add(window))
    }

    /// When the local node stops to wait for its leave to be agreed on.
    pub(super) fn leave_ends(&self) -> Option<Millis> {
        (self.agreed.is_on() && self.agreed.leaves && !self.left).then_some(self.agreed.leaves_by)
    }

    /// With allow_downscale: leaves when the others have agreed on an electorate without it.
    pub(super) fn leave_by_agreement(&mut self) {
        let has_to_wait = self.has_view && self.agreed.electors.contains(US);
        self.agreed.leaves = true;
        match has_to_wait {
            true => self.ask(),
            false => self.go(),
        }
    }

    /// Tells the others good bye.
    pub(super) fn go(&mut self) {
        self.push(Outgoing::Leave);
        self.left = true;
    }

    /// Fires the window, and the end of waiting.
    pub(super) fn expire(&mut self, now: Millis) {
        if self.window_ends().is_some_and(|ends| ends <= now) {
            self.agreed.window_expired = true;
            self.ask();
        }
        match self.leave_ends() {
            Some(0) => self.agreed.leaves_by = now.saturating_add(LEAVE_TIMEOUT),
            Some(ends) if ends <= now => self.go(),
            _ => {}
        }
    }
}
