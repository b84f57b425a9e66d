//! What a simulated cluster itself refuses: the numbers and sentences of [`ClusterError`].

use super::words::StepError;
use crate::base::{NodeId, errors};
use crate::config::ConfigError;
use crate::verdict::EngineError;
use core::fmt;

errors! {
    /// What a simulated cluster itself refuses.
    pub enum ClusterProblem {
        NotAStep = -400 STEP "the text is not a step; the error text names the word at fault";
        UnknownNode(NodeId) = -401 NO_SUCH_NODE "node <N> is not in the nodelist of this cluster";
        AlreadyUp(NodeId) = -402 ALREADY_UP "node <N> is up already";
        NotUp(NodeId) = -403 NODE_DOWN "node <N> is not up";
        NobodyUp = -404 NOBODY_UP "no node is up, so nobody can be asked";
        FencesItself(NodeId) = -405 FENCES_ITSELF "node <N> cannot confirm that it is off itself";
        NoWitness = -406 NO_WITNESS "the config has no witness: no quorum.device.net with a host, or one that \
            corosync-qdevice refuses";
    }
}

/// Why a step was refused. Nothing has happened then.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ClusterError {
    /// The text is not a step.
    Step(StepError),
    /// The cluster has no such node.
    UnknownNode(NodeId),
    /// The node is up already.
    AlreadyUp(NodeId),
    /// The node is not up.
    NotUp(NodeId),
    /// More nodes than this build can hold.
    TooManyNodes(usize),
    /// A node cannot switch itself off and vouch for it.
    FencesItself(NodeId),
    /// No node is up, so nobody can be asked.
    NobodyUp,
    /// The config has no witness, or this build has none.
    NoWitness,
    /// The config of a reload was refused; lines count from the line after `reload`. Line 0: a node does not start
    /// with the config that the others have taken at a reload.
    Config(ConfigError),
    /// A node's engine refused.
    Engine(NodeId, EngineError),
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClusterError::Step(error) => error.fmt(f),
            ClusterError::UnknownNode(node) => ClusterProblem::UnknownNode(*node).fmt(f),
            ClusterError::AlreadyUp(node) => ClusterProblem::AlreadyUp(*node).fmt(f),
            ClusterError::NotUp(node) => ClusterProblem::NotUp(*node).fmt(f),
            ClusterError::FencesItself(node) => ClusterProblem::FencesItself(*node).fmt(f),
            ClusterError::NobodyUp => ClusterProblem::NobodyUp.fmt(f),
            ClusterError::NoWitness => ClusterProblem::NoWitness.fmt(f),
            ClusterError::TooManyNodes(max) => {
                write!(f, "more than {max} nodes, counting those of former configs: the limit of this build")
            }
            ClusterError::Config(error) => write!(f, "corosync.conf: {error}"),
            ClusterError::Engine(node, error) => write!(f, "node {node}: {error}"),
        }
    }
}

impl core::error::Error for ClusterError {}

impl ClusterError {
    /// The number, the same in C; of a refused config and of an engine's refusal theirs.
    #[must_use]
    pub const fn number(&self) -> i32 {
        match self {
            ClusterError::Step(_) => ClusterProblem::NotAStep.number(),
            ClusterError::UnknownNode(node) => ClusterProblem::UnknownNode(*node).number(),
            ClusterError::AlreadyUp(node) => ClusterProblem::AlreadyUp(*node).number(),
            ClusterError::NotUp(node) => ClusterProblem::NotUp(*node).number(),
            ClusterError::NobodyUp => ClusterProblem::NobodyUp.number(),
            ClusterError::NoWitness => ClusterProblem::NoWitness.number(),
            ClusterError::FencesItself(node) => ClusterProblem::FencesItself(*node).number(),
            ClusterError::TooManyNodes(max) => EngineError::TooManyNodes(*max).number(),
            ClusterError::Config(error) => error.number(),
            ClusterError::Engine(_, error) => error.number(),
        }
    }
}
