//! Configs made in code.

use crate::base::{NodeId, extend};
use crate::config::net::Net;
use crate::config::notes::Notes;
use crate::config::{Config, ConfigError, ConfigNode, ConfigProblem, Options, TieBreaker};
use core::mem::MaybeUninit;
use heapless::Vec;

/// Makes a [`Config`] in code, with the checks that the reader makes. [`Config::set_net`] names its witness.
///
/// ```
/// use quorate::{Builder, NodeId, Options};
/// let mut builder = Builder::<8>::new();
/// builder.node(NodeId(1), 1)?;
/// builder.node(NodeId(2), 1)?;
/// let config = builder.options(Options { two_node: true, ..Options::default() }).build()?;
/// assert!(config.wait_for_all());
/// # Ok::<(), quorate::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder<const N: usize> {
    /// Not checked yet.
    config: Config<N>,
}

impl<const N: usize> Default for Builder<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Builder<N> {
    /// No nodes, every option at its default; the tie breaker, where it is on, is the lowest nodeid.
    #[must_use]
    pub fn new() -> Self {
        Builder { config: Config { tie_breaker: TieBreaker::Lowest, ..Self::blank() } }
    }

    /// Adds a node with its votes.
    ///
    /// # Errors
    /// nodeid 0, a nodeid that is there already, more than `N` nodes.
    pub fn node(&mut self, id: NodeId, votes: u32) -> Result<&mut Self, ConfigError> {
        const KEY: &str = "nodelist.node.nodeid";
        if id == NodeId::QUORUM_DEVICE {
            Err(ConfigProblem::NodeIdZero.at(0, KEY))
        } else if self.config.nodes.iter().any(|node| node.id == id) {
            Err(ConfigProblem::DuplicateNode(id).at(0, KEY))
        } else if self.config.nodes.push(ConfigNode { id, votes }).is_err() {
            Err(ConfigProblem::TooManyNodes(N).at(0, KEY))
        } else {
            Ok(self)
        }
    }

    /// The checksum of totem.cluster_name.
    pub(super) fn cluster(&mut self, cluster: u32) {
        self.config.cluster = cluster;
    }

    /// quorum.device.net.
    pub(super) fn net(&mut self, net: Net) {
        self.config.net = net;
    }

    /// The node at this place.
    pub(super) fn node_at(&self, place: usize) -> Option<NodeId> {
        self.config.nodes.get(place).map(|node| node.id)
    }

    /// How many nodes there are so far.
    pub(super) fn len(&self) -> usize {
        self.config.nodes.len()
    }

    /// totem.clear_node_high_bit, for the nodes at these places.
    pub(super) fn clear_high_bit(&mut self, places: u64) -> Result<(), ConfigError> {
        let mut rest = places;
        for node in &mut self.config.nodes {
            if rest & 1 == 1 {
                node.id.0 &= 0x7FFF_FFFF;
            }
            rest >>= 1;
        }
        let nodes = &self.config.nodes;
        let twice = nodes
            .iter()
            .find(|node| crate::base::count(nodes.iter().filter(|other| other.id == node.id)) > 1);
        twice.map_or(Ok(()), |node| Err(ConfigProblem::DuplicateNode(node.id).at(0, "nodelist.node.nodeid")))
    }

    /// Sets all options of the quorum section.
    pub fn options(&mut self, options: Options) -> &mut Self {
        self.config.options = options;
        self
    }

    /// Sets auto_tie_breaker_node; it counts where `Options::auto_tie_breaker` is on.
    pub fn tie_breaker(&mut self, tie_breaker: TieBreaker<N>) -> &mut Self {
        self.config.tie_breaker = tie_breaker;
        self
    }

    /// Checks everything and makes the config.
    ///
    /// # Errors
    /// What corosync refuses at startup, and sums that do not fit 32 bits.
    pub fn build(&self) -> Result<Config<N>, ConfigError> {
        self.check()?;
        self.config.check_startup()?;
        let mut config = Self::blank();
        self.fill(&mut config);
        Ok(config)
    }

    /// As [`Builder::build`], into the caller's memory, with no copy on the stack. For a reload it goes without the
    /// checks that votequorum makes at startup only: at reload it disables the quorum device instead. Where the config
    /// is refused, the memory stays as it is.
    ///
    /// # Errors
    /// Those of [`Builder::build`]; for a reload: no expected votes, and sums that do not fit 32 bits.
    pub fn build_in<'p>(
        &self,
        place: &'p mut MaybeUninit<Config<N>>,
        for_reload: bool,
    ) -> Result<&'p mut Config<N>, ConfigError> {
        self.check()?;
        if !for_reload {
            self.config.check_startup()?;
        }
        let config = place.write(Self::blank());
        self.fill(config);
        Ok(config)
    }

    /// Inlined, so that it is made in its place.
    #[inline(always)]
    fn blank() -> Config<N> {
        let (options, tie_breaker, notes) = (Options::default(), TieBreaker::Off, Notes::default());
        Config { nodes: Vec::new(), options, tie_breaker, cluster: 0, net: Net::DEFAULT, notes }
    }

    fn fill(&self, config: &mut Config<N>) {
        let Config { nodes, options, tie_breaker, cluster, net, .. } = &self.config;
        extend(&mut config.nodes, nodes.iter().copied());
        (config.options, config.cluster, config.net) = (*options, *cluster, *net);
        if options.auto_tie_breaker {
            config.tie_breaker.clone_from(tie_breaker);
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let config = &self.config;
        if config.nodes.is_empty() && config.options.expected_votes == 0 {
            return Err(ConfigProblem::NoExpectedVotes.at(0, ""));
        }
        let nodes = config.nodes.iter().map(|node| u64::from(node.votes));
        let votes = nodes.fold(u64::from(config.device_votes()), u64::saturating_add);
        match votes > u64::from(u32::MAX) {
            true => Err(ConfigProblem::VotesOverflow.at(0, "nodelist.node.quorum_votes")),
            false => Ok(()),
        }
    }
}

impl<const N: usize> Config<N> {
    /// What votequorum refuses at startup only.
    pub(crate) fn check_startup(&self) -> Result<(), ConfigError> {
        match self.device_problem().or_else(|| self.ambiguity()) {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    fn ambiguity(&self) -> Option<ConfigError> {
        let ambiguous = !self.tie_breaker_as_written().is_off()
            && self.has_odd_votes()
            && !self.wait_for_all()
            && self.options.last_man_standing;
        ambiguous.then_some(ConfigProblem::OddLastManStanding.at(0, "quorum.last_man_standing"))
    }
}
