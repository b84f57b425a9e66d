//! What the simulator and the explorer ask of an engine, and nobody else.

use crate::base::NodeId;
use crate::engine::Engine;
use crate::rules::{RuleSet, ask};
use crate::verdict::EngineError;
use crate::wire::{Body, Message};

impl<const N: usize> Engine<N> {
    /// What it knows of itself, as far as it decides its future: for the explorer.
    #[cfg(feature = "std")]
    pub(crate) fn canonical_own(&self, word: &mut impl FnMut(u64)) {
        ask!(&self.rule_set, rules => rules.canonical_own(word));
    }

    /// What it knows of one node, as far as it decides its future: for the explorer.
    #[cfg(feature = "std")]
    pub(crate) fn canonical_peer(&self, peer: NodeId) -> u64 {
        ask!(&self.rule_set, rules => rules.canonical_peer(peer))
    }

    /// For the simulator without a barrier: tells the state in the present view as it is now.
    pub(crate) fn tell_again(&mut self) {
        match &mut self.rule_set {
            #[cfg(any(feature = "corosync", feature = "cman"))]
            RuleSet::Votequorum(votequorum) => votequorum.tell_states(),
            #[cfg(feature = "strict")]
            RuleSet::Strict(_) => {}
        }
    }

    /// For the simulator without a barrier: takes the member's word that it is ready.
    pub(crate) fn assume_ready(&mut self, member: NodeId) -> Result<(), EngineError> {
        let ring = ask!(&self.rule_set, rules => rules.ring());
        let body = Body::Ready;
        ask!(&mut self.rule_set, rules => rules.receive(member, &Message { ring, body }))
    }
}
