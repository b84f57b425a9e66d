//! A changed corosync.conf at runtime: votes, expected_votes, two_node and the device
//! are read again; wait_for_all, last_man_standing, auto_tie_breaker, allow_downscale and
//! expected_votes_tracking stay as they were at startup. cancel_wait_for_all reads the config again too.

use super::{OPERATOR_PLACES, Votequorum, add_up};
use crate::base::{NodeSet, NodeState, count};
use crate::config::Config;
use crate::rules::roster::{Entry, US};
use crate::verdict::EngineError;
use crate::wire::{NodeFlags, Outgoing};

/// What of a config is read again while the node runs: at a reload, and at cancel_wait_for_all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    /// The local node's.
    pub(super) votes: u32,
    pub(super) expected_votes: u32,
    /// `None` where the config does not tell them.
    pub(super) device_votes: Option<u32>,
    two_node: bool,
    has_device: bool,
    /// No [`Config::device_votes_problem`].
    device_fits: bool,
    has_odd_votes: bool,
}

impl<const N: usize> Votequorum<N> {
    /// Whether [`Votequorum::reload`] would take the config.
    pub(super) fn check_reload(&self, config: &Config<N>) -> Result<(), EngineError> {
        if self.left {
            return Err(EngineError::Left);
        }
        self.dialect().check(self.rules, config)?;
        self.check_reloaded_votes(config)?;
        let room = self.room_with(self.listed(config), NodeSet::EMPTY);
        let new = config.nodes().iter().filter(|node| self.roster.place_of(node.id).is_none());
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
        let unknown =
            listed.clone().filter(|(id, _)| self.roster.place_of(*id).is_none()).map(|(_, votes)| votes);
        let device = self.device.votes.max(config.device_votes());
        match add_up(known.chain(unknown).chain([device])) {
            true => Ok(()),
            false => Err(EngineError::VotesOverflow),
        }
    }

    /// Keeps what is read again while the node runs.
    pub(super) fn remember(&mut self, config: &Config<N>) {
        let options = config.options();
        self.has_nodelist = !config.nodes().is_empty();
        self.default_votes = options.votes;
        self.written = Written {
            votes: config.votes_of(self.roster.us.id).unwrap_or(0),
            expected_votes: self.expected_votes_written(config),
            device_votes: config.known_device_votes(),
            two_node: options.two_node,
            has_device: options.device.is_some(),
            device_fits: config.device_votes_problem().is_none(),
            has_odd_votes: config.has_odd_votes(),
        };
    }

    /// votequorum's readconfig at runtime, and what it tells the others then.
    pub(super) fn read_again(&mut self) {
        let us = self.roster.us.id;
        let (old_votes, old_expected) = (self.roster.us.votes, self.roster.us.expected_votes);
        self.adopt_written();
        let (votes, expected_votes) = (self.roster.us.votes, self.roster.us.expected_votes);
        if !self.has_view {
            return self.recalculate(false, false);
        }
        self.send_nodeinfo();
        self.send_device_info();
        if votes != old_votes {
            self.outbox.push(Outgoing::SetVotes { node: us, votes });
        }
        if expected_votes != old_expected {
            self.outbox.push(Outgoing::SetExpectedVotes { expected_votes });
        }
    }

    fn adopt_written(&mut self) {
        let written = self.written;
        let has_tie_breaker = !self.tie_breaker.is_off();
        let registered = self.roster.us.flags.has(NodeFlags::DEVICE_REGISTERED);
        let excludes = self.dialect().excludes_device;
        let two_node = written.two_node && !(excludes && written.has_device && registered);
        self.two_node = two_node && !has_tie_breaker;
        if self.wait_for_all.follows_two_node {
            self.wait_for_all.enabled = two_node;
        }
        let is_odd = written.has_odd_votes && !self.wait_for_all.enabled;
        // What votequorum does not start with it does not take either: votes, expected votes and the
        // device's stay.
        let is_ambiguous = has_tie_breaker && is_odd && self.last_man_standing.enabled;
        self.tie_breaker_on = has_tie_breaker && (!is_odd || is_ambiguous);
        let excluded = self.last_man_standing.enabled
            || self.tie_breaker_on
            || self.downscale.allowed
            || !written.device_fits;
        if written.has_device {
            self.device.can_operate = !excludes || !two_node && (is_ambiguous || !excluded);
        }
        if is_ambiguous {
            return;
        }
        // The device's votes count even where it must not operate (2.1-16).
        self.device.votes = written.device_votes.unwrap_or(self.device.votes);
        self.change(US, |us| us.votes = written.votes);
        self.start_expected_votes();
        if self.wait_for_all.follows_two_node && !self.wait_for_all.enabled && self.wait_for_all.waiting {
            self.set_waiting_for_all(false);
        }
    }

    /// New nodes are known from now on; removed ones are no longer missed. A running node's votes
    /// are its own to tell, so only those of nodes that have not been heard of change here.
    pub(super) fn adopt_nodelist(&mut self, config: &Config<N>) {
        self.roster.configured = self.listed(config);
        for node in config.nodes() {
            match self.roster.place_of(node.id) {
                Some(place) => self.change(place, |entry| {
                    if entry.state == NodeState::Unseen {
                        entry.votes = node.votes;
                    }
                }),
                None => {
                    let place = self.meet(Entry::new(node.id, node.votes));
                    self.roster.configured.set(place, true);
                }
            }
        }
    }

    /// Known nodes that the nodelist has.
    fn listed(&self, config: &Config<N>) -> NodeSet {
        let listed = |entry: &Entry| config.nodes().iter().any(|node| node.id == entry.id);
        self.roster.those(self.roster.all(), listed)
    }
}
