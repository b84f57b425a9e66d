//! The nodelist beside the agreed electorate: what it lists, whether all have the same one, and a reload.
//!
//! A nodelist is local: each node reads its own file, and at a reload for a while some have the new one and some the
//! old. So each member tells a digest of its own, and the electorate follows a nodelist only while all who are
//! concerned have it: the electors that are here and the listed nodes that are here. What the members of a view accept
//! does not depend on it, so they all accept the same.

use super::electorate::BreaksTie;
use super::{Electorate, Start, Strict};
use crate::base::{NodeId, NodeSet, count};
use crate::config::{Config, ConfigNode};
use crate::rules::roster::{Entry, NewView};
use crate::verdict::{EngineError, Unsupported};
use crate::wire::{Change, Sink};

impl<const N: usize> Strict<N> {
    /// Learns the votes of a nodelist, whose nodes are known; those of electors stay as they were agreed on.
    pub(super) fn list(&mut self, config: &Config<N>) {
        for node in config.nodes() {
            let place = self.roster.place_of(node.id);
            if let Some(votes) = place.and_then(|place| self.listed.get_mut(place)) {
                *votes = node.votes;
            }
        }
        let configured = self.roster.configured;
        let mut digest = Sink::new(&mut []);
        for rank in 0..self.roster.len() {
            let place = self.roster.ranked(configured, rank);
            if let Some((place, entry)) = place.and_then(|place| Some((place, self.roster.at(place)?))) {
                digest.number(entry.id.0.into());
                digest.number(self.listed_votes(place).into());
            }
        }
        self.nodelist = digest.sum();
    }

    /// What the nodelist gives a node; 0: it is not listed.
    #[inline(never)]
    pub(super) fn listed_votes(&self, place: usize) -> u32 {
        let is_listed = self.roster.configured.contains(place);
        self.listed.get(place).copied().filter(|_| is_listed).unwrap_or(0)
    }

    /// Who is no elector, and is not being told as one, has the votes of the nodelist.
    pub(super) fn relist_votes(&mut self, electors: NodeSet) {
        let told = electors | self.agreed.learned.unwrap_or_default();
        for place in self.roster.all().minus(told).places() {
            let votes = self.listed_votes(place);
            if let Some(entry) = self.roster.at_mut(place) {
                entry.votes = votes;
            }
        }
    }

    /// Members that have told another nodelist than the local one.
    pub(super) fn with_other_nodelist(&self) -> NodeSet {
        let is_ready = self.roster.in_view & self.roster.ready;
        self.roster.those(is_ready, |entry| entry.nodelist() != self.nodelist)
    }

    /// Whether all whom the nodelist concerns have it: electors and listed nodes that are here.
    pub(super) fn is_one_nodelist(&self) -> bool {
        let concerned = self.agreed.electors | self.roster.configured;
        (concerned & self.with_other_nodelist()).is_empty()
    }

    /// Where a node is; who is not known gets a place, if there is one.
    pub(super) fn meet(&mut self, node: NodeId) -> Option<usize> {
        if let Some(place) = self.roster.place_of(node) {
            return Some(place);
        }
        let forgettable = self.forgettable(NodeSet::EMPTY);
        if self.roster.len() >= N && forgettable.is_empty() {
            return None;
        }
        let place = self.roster.add(Entry::new(node, 0), forgettable);
        self.proofs.off.set(place, false);
        self.roster.in_previous.set(place, false);
        Some(place)
    }

    /// The node of a change is known, so that all members see the same change.
    pub(super) fn know_node(&mut self, change: &Change) {
        if change.node != NodeId::QUORUM_DEVICE {
            self.meet(change.node);
        }
    }

    /// Nodes of which nothing has to be known any more. The local one is in each nodelist.
    fn forgettable(&self, needed: NodeSet) -> NodeSet {
        let agreed = &self.agreed;
        let mut kept = self.roster.in_view | self.roster.configured | agreed.electors | needed;
        kept |= agreed.learned.unwrap_or_default();
        for change in [&agreed.own.change, &agreed.heard.change] {
            kept |= self.roster.place_of(change.node).map_or(NodeSet::EMPTY, NodeSet::of);
        }
        self.roster.all().minus(kept)
    }

    /// How many nodes that are not known find a place.
    fn room(&self, needed: NodeSet) -> usize {
        let forgettable = usize::try_from(self.forgettable(needed).len()).unwrap_or(0);
        N.saturating_sub(self.roster.len()).saturating_add(forgettable)
    }

    /// The members of a new view. With an agreed electorate one may be there that the local nodelist does not have
    /// yet, or no more.
    pub(super) fn check_members(&mut self, members: &[NodeId]) -> Result<NewView, EngineError> {
        let next = self.roster.check_view(members, !self.agreed.is_on())?;
        if next.unknown == 0 || !self.agreed.is_on() {
            return Ok(next);
        }
        if next.unknown > self.room(next.places) {
            return Err(EngineError::TooManyNodes(N));
        }
        // Those that are known stay, though they are not in the view yet.
        let in_view = self.roster.in_view;
        self.roster.in_view |= next.places;
        for member in members {
            if let Some(place) = self.meet(*member) {
                self.roster.in_view.set(place, true);
            }
        }
        self.roster.in_view = in_view;
        self.roster.check_view(members, true)
    }

    /// Reads a changed config. What is local holds at once; what concerns the electorate is asked for when all have
    /// the same nodelist.
    #[inline(never)]
    pub(super) fn reload_nodelist(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        let Start { electorate, .. } = Strict::check(config, self.roster.us.id, self.agreed.is_on())?;
        self.electorate.check_reload(&electorate, self.agreed.is_on())?;
        let is_known = |node: &&ConfigNode| self.roster.place_of(node.id).is_some();
        let new = count(config.nodes().iter().filter(|node| !is_known(node)));
        if !self.agreed.is_on() {
            let is_same =
                |node: &ConfigNode| self.roster.get(node.id).is_some_and(|known| known.votes == node.votes);
            let unchanged = config.nodes().len() == self.roster.len() && config.nodes().iter().all(is_same);
            return match unchanged {
                true => Ok(()),
                false => Err(EngineError::NotInTheseRules(Unsupported::Reload)),
            };
        }
        let listed = |entry: &Entry| config.votes_of(entry.id).is_some();
        let listed = self.roster.those(self.roster.all(), listed);
        let before = core::mem::replace(&mut self.roster.configured, listed);
        if new > self.room(NodeSet::EMPTY) {
            self.roster.configured = before;
            return Err(EngineError::TooManyNodes(N));
        }
        for node in config.nodes() {
            if let Some(place) = self.meet(node.id) {
                self.roster.configured.set(place, true);
            }
        }
        self.electorate = electorate;
        self.agreed.set_options(config.options());
        self.list(config);
        self.relist_votes(self.agreed.electors);
        self.agreed.reweighs = self.roster.configured;
        self.tell_change();
        Ok(())
    }
}

impl Electorate {
    /// Refuses, by name, what is fixed from the start: all members must have the same, at every time.
    fn check_reload(&self, new: &Electorate, has_storage: bool) -> Result<(), EngineError> {
        // The lowest or the highest of an agreed electorate is found anew in each.
        let is_found_anew = has_storage && self.breaks_tie != BreaksTie::Fixed;
        let is_same_tie_breaker = is_found_anew || self.tie_breaker == new.tie_breaker;
        let changes = [
            (self.two_node != new.two_node, Unsupported::ReloadTwoNode),
            (self.wait_for_all != new.wait_for_all, Unsupported::ReloadWaitForAll),
            (self.device_votes != new.device_votes, Unsupported::ReloadDevice),
            (self.breaks_tie != new.breaks_tie || !is_same_tie_breaker, Unsupported::ReloadTieBreaker),
            (self.freeze_on_loss != new.freeze_on_loss, Unsupported::ReloadFreezeOnLoss),
            (!has_storage && self != new, Unsupported::Reload),
        ];
        match changes.into_iter().find(|(is_changed, _)| *is_changed) {
            Some((_, what)) => Err(EngineError::NotInTheseRules(what)),
            None => Ok(()),
        }
    }
}
