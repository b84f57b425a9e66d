//! quorum.device.net: how corosync-qdevice asks a witness for its vote.

use crate::base::{Algorithm, NodeId, TieBreak};
use crate::config::{Config, ConfigError, ConfigProblem, NetConfig};

/// quorum.device.model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Model {
    Other,
    /// corosync-qdevice asks a witness.
    Net,
    /// `quorate device` runs on every node.
    Quorate,
}

/// The section, with corosync-qdevice's defaults. `None` is a value that it does not start with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Net {
    pub(crate) model: Model,
    /// It says where the witness is.
    pub(crate) has_host: bool,
    /// The node of this cluster whose address that is.
    pub(crate) inside: Option<NodeId>,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) tie_breaker: Option<TieBreak>,
    pub(crate) keeps_active: Option<bool>,
    /// quorum.device.heuristics.mode is on or sync.
    pub(crate) heuristics: bool,
}

impl Net {
    /// Nothing is written.
    pub(crate) const DEFAULT: Net = Net {
        model: Model::Other,
        has_host: false,
        inside: None,
        algorithm: Some(Algorithm::Ffsplit),
        tie_breaker: Some(TieBreak::Lowest),
        keeps_active: Some(true),
        heuristics: false,
    };

    /// As corosync.conf would say it.
    fn of(net: NetConfig) -> Self {
        let NetConfig { host, algorithm, tie_breaker, keep_active_partition_tie_breaker, heuristics } = net;
        Net {
            model: Model::Net,
            has_host: true,
            inside: host,
            algorithm: Some(algorithm),
            tie_breaker: Some(tie_breaker),
            keeps_active: Some(keep_active_partition_tie_breaker),
            heuristics,
        }
    }

    /// What corosync-qdevice starts with.
    fn known(self) -> Option<NetConfig> {
        let known = NetConfig {
            host: self.inside,
            algorithm: self.algorithm?,
            tie_breaker: self.tie_breaker?,
            keep_active_partition_tie_breaker: self.keeps_active?,
            heuristics: self.heuristics,
        };
        (self.model == Model::Net && self.has_host).then_some(known)
    }
}

impl<const N: usize> Config<N> {
    /// quorum.device.net; `None` without a device of model net, and where corosync-qdevice does not start with it: it
    /// names no host, or has a value that is not known.
    #[must_use]
    pub fn net(&self) -> Option<NetConfig> {
        self.net.known().filter(|_| self.options.device.is_some())
    }

    /// Sets quorum.device.net, which the reader of corosync.conf does where the file has it; `None` takes it away.
    /// Where it is refused, the config stays as it is. The simulator, what-if, the explorer and lint ask the
    /// witness then; an engine does not look at it.
    ///
    /// ```
    /// use quorate::{Algorithm, Builder, DeviceConfig, NetConfig, NodeId, Options};
    /// let device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    /// let mut builder = Builder::<8>::new();
    /// builder.options(Options { device, ..Options::default() });
    /// builder.node(NodeId(1), 1)?.node(NodeId(2), 1)?;
    /// let mut config = builder.build()?;
    /// config.set_net(Some(NetConfig { algorithm: Algorithm::Lms, ..NetConfig::default() }))?;
    /// # Ok::<(), quorate::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// No device, algorithm `test`, node 0 as the tie breaker, a host that is not in the nodelist. A tie breaker that
    /// is not in it is a finding of lint, as in corosync.conf.
    pub fn set_net(&mut self, net: Option<NetConfig>) -> Result<(), ConfigError> {
        if let Some(net) = net {
            self.check_net(net)?;
        }
        self.net = net.map_or(Net::DEFAULT, Net::of);
        Ok(())
    }

    fn check_net(&self, net: NetConfig) -> Result<(), ConfigError> {
        let is_unknown = |node: &NodeId| self.nodes.iter().all(|known| known.id != *node);
        if self.options.device.is_none() {
            Err(ConfigProblem::NetWithoutDevice.at(0, "quorum.device.net"))
        } else if net.algorithm == Algorithm::Test {
            Err(ConfigProblem::NetAlgorithmTest.at(0, "quorum.device.net.algorithm"))
        } else if net.tie_breaker == TieBreak::Node(NodeId(0)) {
            Err(ConfigProblem::NetTieBreakerUnknown(NodeId(0)).at(0, "quorum.device.net.tie_breaker"))
        } else if let Some(node) = net.host.filter(is_unknown) {
            Err(ConfigProblem::NetHostUnknown(node).at(0, "quorum.device.net.host"))
        } else {
            Ok(())
        }
    }
}

/// Algorithm `test` is for developers: corosync-qdevice refuses it unless it is told otherwise.
pub(super) fn algorithm(value: &[u8]) -> Option<Algorithm> {
    [Algorithm::Ffsplit, Algorithm::Lms, Algorithm::TwoNodeLms]
        .into_iter()
        .find(|known| known.word().as_bytes() == value)
}

pub(super) fn tie_breaker(value: &[u8], number: Option<u32>) -> Option<TieBreak> {
    match value {
        b"lowest" => Some(TieBreak::Lowest),
        b"highest" => Some(TieBreak::Highest),
        _ => number.filter(|node| *node != 0).map(|node| TieBreak::Node(NodeId(node))),
    }
}

pub(super) fn switch(value: &[u8]) -> Option<bool> {
    const ROWS: [(&[u8], bool); 6] =
        [(b"yes", true), (b"on", true), (b"1", true), (b"no", false), (b"off", false), (b"0", false)];
    ROWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(value)).map(|(_, on)| *on)
}
