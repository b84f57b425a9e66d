//! What votequorum adds up over the node list for every message, kept up to date instead.

use super::Votequorum;
use crate::base::NodeSet;
use crate::rules::roster::{Entry, US};
use core::cmp::Ordering;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// Those whose votes count.
    pub(super) members: NodeSet,
    /// Votes of the members.
    pub(super) votes: u32,
    /// Votes of all known nodes.
    pub(super) known: u32,
    /// The highest expected votes of any member, and how many expect that.
    pub(super) highest: u32,
    at_highest: u32,
}

impl Sums {
    fn add(&mut self, place: usize, entry: &Entry) {
        self.known = self.known.saturating_add(entry.votes);
        self.members.set(place, entry.is_member());
        if !entry.is_member() {
            return;
        }
        self.votes = self.votes.saturating_add(entry.votes);
        match entry.expected_votes.cmp(&self.highest) {
            Ordering::Greater => (self.highest, self.at_highest) = (entry.expected_votes, 1),
            Ordering::Equal => self.at_highest = self.at_highest.saturating_add(1),
            Ordering::Less => {}
        }
    }

    fn take(&mut self, place: usize, entry: &Entry) {
        self.known = self.known.saturating_sub(entry.votes);
        self.members.set(place, false);
        if !entry.is_member() {
            return;
        }
        self.votes = self.votes.saturating_sub(entry.votes);
        if entry.expected_votes == self.highest {
            self.at_highest = self.at_highest.saturating_sub(1);
        }
    }
}

impl<const N: usize> Votequorum<N> {
    /// Changes what is known of one node.
    pub(super) fn change(&mut self, place: usize, how: impl FnOnce(&mut Entry)) {
        let Some(entry) = self.roster.at_mut(place) else {
            return;
        };
        self.sums.take(place, entry);
        how(entry);
        self.sums.add(place, entry);
        if self.sums.at_highest == 0 {
            self.add_up_again();
        }
    }

    /// After a change of many nodes.
    pub(super) fn add_up_again(&mut self) {
        self.sums = Sums::default();
        for place in self.roster.all().places() {
            if let Some(entry) = self.roster.at(place) {
                self.sums.add(place, entry);
            }
        }
    }

    /// Nodes that are neither in such a nodelist nor in the view any more, and that no rule looks at.
    fn forgettable(&self, configured: NodeSet) -> NodeSet {
        let roster = &self.roster;
        let needed = configured | roster.in_view | roster.in_previous | self.sums.members;
        roster.all().minus(needed | NodeSet::of(US))
    }

    /// How many more nodes than now could be learnt of under such a nodelist, where these are needed too.
    pub(super) fn room_with(&self, configured: NodeSet, needed: NodeSet) -> usize {
        let forgettable = usize::try_from(self.forgettable(configured).minus(needed).len()).unwrap_or(0);
        N.saturating_sub(self.roster.len()).saturating_add(forgettable)
    }

    /// Adds a node that is not known yet. votequorum recycles places too, but may take a live node's.
    pub(super) fn meet(&mut self, entry: Entry) -> usize {
        let place = self.roster.add(entry, self.forgettable(self.roster.configured));
        self.add_up_again();
        place
    }
}
