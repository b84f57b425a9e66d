//! What a simulated cluster itself refuses: the numbers and sentences of [`ClusterError`].

use super::ClusterError;
use crate::base::{NodeId, errors};
use crate::verdict::EngineError;

errors! {
    /// What a simulated cluster itself refuses.
    pub enum ClusterProblem {
        NotAStep = -400 STEP "the text is not a step; the error text names the word at fault";
        UnknownNode(NodeId) = -401 NO_SUCH_NODE "node <N> is not in the nodelist of this cluster";
        AlreadyUp(NodeId) = -402 ALREADY_UP "node <N> is up already";
        NotUp(NodeId) = -403 NODE_DOWN "node <N> is not up";
        NobodyUp = -404 NOBODY_UP "no node is up, so nobody can be asked";
        FencesItself(NodeId) = -405 FENCES_ITSELF "node <N> cannot vouch that it is off itself";
    }
}

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
            ClusterError::FencesItself(node) => ClusterProblem::FencesItself(*node).number(),
            ClusterError::TooManyNodes(max) => EngineError::TooManyNodes(*max).number(),
            ClusterError::Config(error) => error.number(),
            ClusterError::Engine(_, error) => error.number(),
        }
    }
}
