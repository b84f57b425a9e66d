//! Who asks for which change of the electorate: each node for itself, and the lowest for those that are lost.

use super::Strict;
use crate::base::{Millis, NodeSet};
use crate::rules::roster::US;
use crate::wire::{Change, Outgoing};

/// How long a node that leaves waits for that to be agreed on.
const LEAVE_TIMEOUT: Millis = 5_000;

impl<const N: usize> Strict<N> {
    /// A member that leaves takes itself out; an operator asks for votes; after last_man_standing's window those that
    /// were lost go; and the nodelist stands. Only what can be had is asked for.
    pub(super) fn wish(&self) -> Option<Change> {
        let is_elector = self.agreed.electors.contains(US);
        let leaves = self.agreed.leaves;
        let leave = (leaves && is_elector).then(|| self.without(NodeSet::of(US)));
        let lost = (self.agreed.window_expired && is_elector).then(|| self.without(self.lost()));
        let open = |change: &Change| !change.is_none() && self.is_open_to(change);
        match leaves {
            true => leave.filter(open),
            false => {
                let first = [self.operators_wish(), lost].into_iter().flatten().find(open);
                first.or_else(|| self.nodelists_wish())
            }
        }
    }

    /// What an operator has asked for, until it is so.
    pub(super) fn operators_wish(&self) -> Option<Change> {
        let (node, votes) = self.agreed.operator?;
        let place = self.roster.place_of(node).filter(|place| self.agreed.electors.contains(*place))?;
        let is_dropped = votes == 0 && !self.roster.in_view.contains(place);
        match is_dropped {
            true => Some(self.without(NodeSet::of(place))),
            false => self.reweighed(place, votes),
        }
    }

    /// Where all have one nodelist: a node that is not in comes in; the lowest asks that electors that are not listed go
    /// (they are not here: who is lists itself); and votes that were read anew hold.
    fn nodelists_wish(&self) -> Option<Change> {
        if !self.is_one_nodelist() {
            return None;
        }
        let (electors, listed) = (self.agreed.electors, self.roster.configured);
        let gone = electors.minus(listed);
        let gone = (!gone.is_empty() && self.is_first()).then(|| self.without(gone));
        let come = match electors.contains(US) {
            true => None,
            // By an operator's word: all electors are gone.
            false if (electors & self.roster.in_view).is_empty() => {
                let drop = self.without(electors).drop;
                self.with_votes(US, self.listed_votes(US)).map(|change| Change { drop, ..change })
            }
            false => self.with_votes(US, self.listed_votes(US)),
        };
        let reweigh = |place: usize| self.reweighed(place, self.listed_votes(place));
        let reweighs = self.agreed.reweighs & electors & listed;
        let mut wishes = come.into_iter().chain(gone).chain(reweighs.places().filter_map(reweigh));
        wishes.find(|change| self.is_open_to(change))
    }

    /// Votes that are those of the nodelist need no change; an operator's that come later hold.
    pub(super) fn settle_votes(&mut self) {
        if self.agreed.heard.epoch == 0 || !self.incomplete().is_empty() {
            return;
        }
        let electors = self.agreed.electors;
        let differs = |place: &usize| {
            let votes = self.listed_votes(*place);
            !electors.contains(*place) || self.reweighed(*place, votes).is_some()
        };
        let pending = self.agreed.reweighs.places().filter(differs);
        self.agreed.reweighs = pending.fold(NodeSet::EMPTY, |set, place| set | NodeSet::of(place));
    }

    /// The change that gives a node these votes.
    fn with_votes(&self, place: usize, votes: u32) -> Option<Change> {
        self.roster.at(place).map(|entry| Change { node: entry.id, votes, ..Change::NONE })
    }

    /// The same, where it has others.
    fn reweighed(&self, place: usize, votes: u32) -> Option<Change> {
        let differs = self.roster.at(place).is_some_and(|entry| entry.votes != votes);
        self.with_votes(place, votes).filter(|_| differs)
    }

    /// Electors that are not here.
    fn lost(&self) -> NodeSet {
        self.agreed.electors.minus(self.roster.in_view)
    }

    /// Whether the local node is the one that asks for all: the lowest elector that is here. Where none is, all ask.
    pub(super) fn is_first(&self) -> bool {
        let first = self.roster.ranked(self.roster.in_view & self.agreed.electors, 0);
        first.is_none_or(|first| first == US)
    }

    /// When last_man_standing's window ends: the lowest member waits for it where somebody is lost and the others may
    /// go on without. A new view starts it over.
    pub(super) fn window_ends(&self) -> Option<Millis> {
        let is_open = !self.agreed.window_expired && !self.lost().is_empty();
        let window = self.agreed.window.filter(|_| is_open && self.is_first() && self.can_change())?;
        Some(self.view_since.saturating_add(window))
    }

    /// When the local node stops to wait for its leave to be agreed on.
    pub(super) fn leave_ends(&self) -> Option<Millis> {
        (self.agreed.leaves && !self.left).then_some(self.agreed.leaves_by)
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
