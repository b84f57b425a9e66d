//! A changed corosync.conf at runtime (field.md A19): votes, expected_votes, two_node and the device
//! are read again; wait_for_all, last_man_standing, auto_tie_breaker, allow_downscale and
//! expected_votes_tracking stay as they were at startup.

use super::{OPERATOR_PLACES, Votequorum, add_up};
use crate::bounded::count;
use crate::config::Config;
use crate::error::EngineError;
use crate::outbox::Outgoing;
use crate::roster::{Entry, Marks, NodeFlags, NodeState};

impl<const N: usize> Votequorum<N> {
    /// Whether [`Votequorum::reload`] would take the config.
    pub(crate) fn check_reload(&self, config: &Config<N>) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        if self.is_cman() {
            super::cman::check(config)?;
        }
        self.check_reloaded_votes(config)?;
        let listed = |id| config.nodes().iter().any(|node| node.id == id);
        let gone = |entry: &&Entry| entry.configured() && !listed(entry.id) && entry.is_forgotten();
        let room = self.roster.room().saturating_add(count(self.roster.iter().filter(gone)));
        let new = config.nodes().iter().filter(|node| self.roster.get(node.id).is_none());
        if count(new) > room {
            return Err(EngineError::TooManyNodes(N));
        }
        self.outbox.need_below(OPERATOR_PLACES, 4)
    }

    /// Whether all votes add up, whichever of a peer's are in force until it has told its new ones.
    fn check_reloaded_votes(&self, config: &Config<N>) -> Result<(), EngineError> {
        let us = self.roster.us.id;
        let ours = config.votes_of(us).ok_or(EngineError::NotInNodelist(us))?;
        let listed = config.nodes().iter().map(|node| (node.id, node.votes));
        let new = |id| listed.clone().find(|(listed, _)| *listed == id).map_or(0, |(_, votes)| votes);
        let known = self.roster.iter().map(|entry| match entry.id == us {
            true => ours,
            false => entry.votes.max(new(entry.id)),
        });
        let unknown = listed.clone().filter(|(id, _)| self.roster.get(*id).is_none()).map(|(_, votes)| votes);
        let device = self.device.votes.max(config.device_votes());
        match add_up(known.chain(unknown).chain([device])) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }

    pub(crate) fn reload(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        self.check_reload(config)?;
        let us = self.roster.us.id;
        let votes = config.votes_of(us).ok_or(EngineError::NotInNodelist(us))?;
        self.adopt_nodelist(config);
        let (old_votes, old_expected) = (self.roster.us.votes, self.roster.us.expected_votes);

        self.has_nodelist = !config.nodes().is_empty();
        self.default_votes = config.options().votes;
        self.reload_two_node(config);
        self.reload_device(config);
        self.roster.us.votes = votes;
        self.start_expected_votes(config);

        let expected_votes = self.roster.us.expected_votes;
        if !self.has_view {
            self.recalculate(false, false);
            return Ok(());
        }
        self.send_nodeinfo();
        self.send_device_info();
        if votes != old_votes {
            self.outbox.push(Outgoing::SetVotes { node: us, votes });
        }
        if expected_votes != old_expected {
            self.outbox.push(Outgoing::SetExpectedVotes { expected_votes });
        }
        Ok(())
    }

    /// New nodes are known from now on; removed ones are no longer missed. A running node's votes
    /// are its own to tell, so only those of nodes that have not been heard of change here.
    fn adopt_nodelist(&mut self, config: &Config<N>) {
        for entry in self.roster.iter_mut() {
            entry.mark(Marks::CONFIGURED, config.nodes().iter().any(|node| node.id == entry.id));
        }
        for node in config.nodes() {
            match self.roster.get_mut(node.id) {
                Some(entry) if entry.state == NodeState::Unseen => entry.votes = node.votes,
                Some(_) => {}
                None => {
                    let added = self.roster.add(Entry::new(node.id, node.votes, true));
                    debug_assert!(added, "room was checked before");
                }
            }
        }
    }

    fn reload_two_node(&mut self, config: &Config<N>) {
        let registered = self.roster.us.flags.has(NodeFlags::DEVICE_REGISTERED);
        let has_device = config.options().device.is_some();
        let wanted = config.options().two_node && !(has_device && registered);
        if self.wait_for_all.follows_two_node {
            self.wait_for_all.enabled = wanted;
            if !wanted && self.wait_for_all.waiting {
                self.set_waiting_for_all(false);
            }
        }
        let has_tie_breaker = !self.tie_breaker.is_off();
        self.two_node = wanted && !has_tie_breaker;
        self.tie_breaker_on = has_tie_breaker && (!config.has_odd_votes() || self.wait_for_all.enabled);
    }

    /// The device's votes count even where it must not operate (2.1-16).
    fn reload_device(&mut self, config: &Config<N>) {
        if config.options().device.is_none() {
            self.device.configure(config);
            return;
        }
        let excluded =
            self.two_node || self.last_man_standing.enabled || self.tie_breaker_on || self.downscale.allowed;
        let votes = config.known_device_votes().unwrap_or(self.device.votes);
        self.device.configure(config);
        self.device.votes = votes;
        self.device.can_operate = !excluded && config.device_votes_problem().is_none();
    }
}
