//! Who asks for which change of the electorate: each node for itself, and the lowest for those that are lost.

use super::Strict;
use crate::base::{Millis, NodeSet};
use crate::rules::roster::US;
use crate::wire::{Change, Outgoing};

/// How long a node that leaves waits for that to be agreed on.
const LEAVE_TIMEOUT: Millis = 5_000;

impl<const N: usize> Strict<N> {
    /// A member that leaves takes itself out; one that is not in puts itself in; after last_man_standing's window those
    /// that were lost go.
    pub(super) fn wish(&self) -> Option<Change> {
        let is_elector = self.agreed.electors.contains(US);
        match (is_elector, self.agreed.leaves) {
            (true, true) => Some(self.without(NodeSet::of(US))),
            (false, false) => {
                Some(Change { node: self.roster.us.id, votes: self.roster.us.votes, ..Change::NONE })
            }
            (true, false) if self.agreed.window_expired => Some(self.without(self.lost())),
            _ => None,
        }
    }

    /// Electors that are not here.
    fn lost(&self) -> NodeSet {
        self.agreed.electors.minus(self.roster.in_view)
    }

    /// Whether the local node is the lowest of the view.
    pub(super) fn is_first(&self) -> bool {
        self.roster.ranked(self.roster.in_view, 0) == Some(US)
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
