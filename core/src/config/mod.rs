//! A validated cluster config: who has how many votes, and which options are on.
//!
//! [`Config::from_corosync_conf`] reads one from corosync.conf, [`Builder`] makes one in code.
//! Both refuse what corosync 3.1 refuses at startup (votequorum_readconfig).

mod builder;
mod error;
mod keys;
pub(crate) mod net;
pub(crate) mod notes;
mod options;
mod reader;
#[cfg(all(test, feature = "std"))]
mod tests;
mod tie_breaker;
#[cfg(feature = "std")]
mod writer;

use crate::base::{Algorithm, Millis, NodeId, checksum, extend};
pub use builder::Builder;
pub use error::{ConfigError, ConfigProblem};
use heapless::Vec;
use net::Net;
use notes::Notes;
pub use options::{DeviceConfig, NetConfig, Options};
pub use reader::names;
pub use tie_breaker::TieBreaker;

/// One node of the nodelist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ConfigNode {
    /// nodelist.node.nodeid
    pub id: NodeId,
    /// nodelist.node.quorum_votes, 1 by default.
    pub votes: u32,
}

/// A config that corosync would start with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config<const N: usize> {
    pub(crate) nodes: Vec<ConfigNode, N>,
    pub(crate) options: Options,
    pub(crate) tie_breaker: TieBreaker<N>,
    /// CRC-32 of totem.cluster_name; 0 where it has none.
    pub(crate) cluster: u32,
    /// quorum.device.net, where the device's model is net.
    pub(crate) net: Net,
    /// What the reader of corosync.conf saw, for lint; empty where the config was made in code.
    pub(crate) notes: Notes,
}

impl<const N: usize> Config<N> {
    /// The nodelist, in the order of the config. Empty where only expected_votes is given.
    #[must_use]
    pub fn nodes(&self) -> &[ConfigNode] {
        &self.nodes
    }

    /// Sets [`Options::freeze_on_loss`], which no corosync.conf has.
    pub fn set_freeze_on_loss(&mut self, on: bool) {
        self.options.freeze_on_loss = on;
    }

    /// Sets [`Options::fence_delay`], in milliseconds, which no corosync.conf has.
    pub fn set_fence_delay(&mut self, delay: Millis) {
        self.options.fence_delay = delay;
    }

    /// Sets totem.cluster_name, which the reader of corosync.conf does where the file has one. An engine with storage
    /// refuses the snapshot of a cluster with another name.
    pub fn set_cluster_name(&mut self, name: impl AsRef<[u8]>) {
        self.cluster = checksum(name.as_ref().iter().copied());
    }

    /// The same config with room for `M` nodes.
    ///
    /// # Errors
    /// More nodes than that, or a longer list of tie breakers that decide.
    pub fn narrow<const M: usize>(&self) -> Result<Config<M>, ConfigError> {
        // Every field by its name: one that is new does not compile until it is copied.
        let Config { nodes, options, tie_breaker, cluster, net, notes } = self;
        if nodes.len() > M {
            return Err(ConfigProblem::TooManyNodes(M).at(0, "nodelist.node.nodeid"));
        }
        let mut fewer = Vec::new();
        extend(&mut fewer, nodes.iter().copied());
        let exists = |node: NodeId| nodes.iter().any(|known| known.id == node);
        let too_many = ConfigProblem::TooManyTieBreakers(M).at(0, "quorum.auto_tie_breaker_node");
        let tie_breaker = tie_breaker.narrow(exists).ok_or(too_many)?;
        let (options, cluster, net) = (*options, *cluster, *net);
        Ok(Config { nodes: fewer, options, tie_breaker, cluster, net, notes: notes.clone() })
    }

    /// The options as written.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The tie breaker in force: off where auto_tie_breaker is off, where its node is neither
    /// `lowest`, `highest` nor a list, and (votequorum's rule) where the
    /// nodelist's votes are odd and wait_for_all is off.
    #[must_use]
    pub fn tie_breaker(&self) -> &TieBreaker<N> {
        if self.has_odd_votes() && !self.wait_for_all() {
            return const { &TieBreaker::Off };
        }
        self.tie_breaker_as_written()
    }

    /// The tie breaker as written, before the rule for odd votes.
    #[must_use]
    pub fn tie_breaker_as_written(&self) -> &TieBreaker<N> {
        match self.options.auto_tie_breaker {
            true => &self.tie_breaker,
            false => const { &TieBreaker::Off },
        }
    }

    /// Whether wait_for_all is in force: as written, else as two_node is written.
    #[must_use]
    pub fn wait_for_all(&self) -> bool {
        self.options.wait_for_all.unwrap_or(self.options.two_node)
    }

    /// Whether two_node is in force. An auto_tie_breaker disables it.
    #[must_use]
    pub fn two_node(&self) -> bool {
        self.options.two_node && self.tie_breaker_as_written().is_off()
    }

    /// Votes of one node: from the nodelist; without a nodelist quorum.votes for every node.
    /// `None` for a node that the nodelist does not have.
    #[must_use]
    pub fn votes_of(&self, node: NodeId) -> Option<u32> {
        if self.nodes.is_empty() {
            return Some(self.options.votes);
        }
        let entry = self.nodes.iter().find(|entry| entry.id == node);
        entry.map(|entry| entry.votes)
    }

    /// Votes of the nodelist. Checked when the config was made, so it cannot overflow.
    #[must_use]
    #[inline(never)]
    pub fn nodelist_votes(&self) -> u32 {
        let votes = self.nodes.iter().map(|node| node.votes);
        votes.fold(0, u32::saturating_add)
    }

    /// The section of a corosync-qdevice of model net, where that starts beside this config: ffsplit needs `votes: 1`
    /// and a vote of each node.
    pub(crate) fn witness(&self) -> Option<NetConfig> {
        self.net().filter(|_| self.ffsplit_has_its_votes() && !self.nodes.is_empty())
    }

    /// How often corosync-qdevice asks whether the witness is there, in milliseconds: 0.8 of quorum.device.timeout, but
    /// 1 to 120 s. `None` without a device.
    pub(crate) fn qdevice_heartbeat(&self) -> Option<u32> {
        let timeout = u32::try_from(self.options.device?.timeout).unwrap_or(u32::MAX);
        Some((timeout / 5).saturating_mul(4).clamp(1000, 120_000))
    }

    /// After so many milliseconds a witness has decided, and votequorum has heard it or waits no longer: a lease takes
    /// 1.8 times quorum.device.timeout, and what follows less than twice that. `None` without a device.
    pub(crate) fn device_settles(&self) -> Option<Millis> {
        let device = self.options.device?;
        Some(device.timeout.saturating_mul(3).saturating_add(device.sync_timeout))
    }

    /// Whether the votes are those that ffsplit insists on; true where another algorithm is asked for.
    pub(crate) fn ffsplit_has_its_votes(&self) -> bool {
        let device = self.options.device.and_then(|device| device.votes);
        self.net.algorithm != Some(Algorithm::Ffsplit)
            || device == Some(1) && self.nodes.iter().all(|node| node.votes == 1)
    }

    /// Votes of the quorum device: as given, else one less than the nodes'; 0 without one.
    #[must_use]
    pub fn device_votes(&self) -> u32 {
        self.known_device_votes().unwrap_or(0)
    }

    /// `None` where the config has a device and does not tell its votes.
    pub(crate) fn known_device_votes(&self) -> Option<u32> {
        let Some(device) = self.options.device else {
            return Some(0);
        };
        let can_derive =
            self.options.expected_votes == 0 && !self.nodes.is_empty() && self.has_as_many_votes_as_nodes();
        let derived = can_derive.then(|| self.nodelist_votes().saturating_sub(1));
        device.votes.or(derived)
    }

    /// Whether the device alone decides: with its votes each node is quorate, without them not even all nodes
    /// together. A device of model quorate needs that.
    #[must_use]
    pub fn device_decides(&self) -> bool {
        let (nodes, device) = (self.nodelist_votes(), self.device_votes());
        let quorum = (self.expected_votes().max(nodes.saturating_add(device)) / 2).saturating_add(1);
        let least = self.nodes.iter().map(|node| node.votes).min().unwrap_or(0);
        nodes < quorum && quorum <= least.saturating_add(device)
    }

    /// With so many votes the device alone decides, unless an option of votequorum's or expected_votes is in the way:
    /// as many as all nodes have, and 2 more where a node has none, which is to be quorate with the device's.
    #[must_use]
    pub fn device_votes_to_decide(&self) -> u32 {
        let more = if self.nodes.iter().any(|node| node.votes == 0) { 2 } else { 0 };
        self.nodelist_votes().saturating_add(more)
    }

    /// Expected votes at startup: quorum.expected_votes, else the nodelist's votes, with the
    /// device's where votequorum derives those itself.
    #[must_use]
    pub fn expected_votes(&self) -> u32 {
        if self.options.expected_votes != 0 {
            return self.options.expected_votes;
        }
        self.expected_votes_of_nodelist()
    }

    /// Expected votes as the nodelist alone gives them.
    pub(crate) fn expected_votes_of_nodelist(&self) -> u32 {
        let derived = match self.options.device {
            Some(DeviceConfig { votes: None, .. }) => self.device_votes(),
            _ => 0,
        };
        self.nodelist_votes().saturating_add(derived)
    }

    /// How votequorum tells that all nodes have one vote; votes of 0 and 2 pass for two of 1.
    fn has_as_many_votes_as_nodes(&self) -> bool {
        u32::try_from(self.nodes.len()) == Ok(self.nodelist_votes())
    }

    pub(crate) fn has_odd_votes(&self) -> bool {
        self.nodelist_votes() & 1 == 1
    }

    /// Whether votequorum lets the device operate next to the other options; at startup a config that
    /// says no is refused, at reload the device is disabled.
    pub(crate) fn device_problem(&self) -> Option<ConfigError> {
        self.options.device?;
        if self.options.two_node {
            return Some(ConfigProblem::TwoNodeWithDevice.at(0, "quorum.two_node"));
        }
        if self.options.last_man_standing {
            return Some(ConfigProblem::DeviceWithLastManStanding.at(0, "quorum.last_man_standing"));
        }
        if !self.tie_breaker().is_off() {
            return Some(ConfigProblem::DeviceWithTieBreaker.at(0, "quorum.auto_tie_breaker"));
        }
        if self.options.allow_downscale {
            return Some(ConfigProblem::DeviceWithDownscale.at(0, "quorum.allow_downscale"));
        }
        self.device_votes_problem()
    }

    /// The part of [`Config::device_problem`] that concerns votes.
    pub(crate) fn device_votes_problem(&self) -> Option<ConfigError> {
        let explicit = self.options.expected_votes;
        match self.options.device?.votes {
            None if explicit != 0 => Some(ConfigProblem::DeviceVotesUnknown.at(0, "quorum.device.model")),
            None if !self.has_as_many_votes_as_nodes() => {
                Some(ConfigProblem::DeviceVotesUneven.at(0, "quorum.device.model"))
            }
            Some(votes) if votes > 0 && explicit != 0 && explicit < votes.saturating_add(2) => {
                Some(ConfigProblem::DeviceVotesTooHigh.at(0, "quorum.device.votes"))
            }
            _ => None,
        }
    }
}
