//! What the simulator and the explorer ask of an engine, and nobody else.

use crate::base::{NodeId, RingId};
use crate::engine::Engine;
use crate::rules::RuleSet;
use crate::rules::contract::{Exchange, Explain};
use crate::rules::strict::Strict;
use crate::verdict::EngineError;
use crate::wire::{Body, Message};

impl<const N: usize> Engine<N> {
    /// What it knows of itself, as far as it decides its future: for the explorer.
    pub(crate) fn canonical_own(&self, word: &mut impl FnMut(u64)) {
        self.rule_set.canonical_own(word);
    }

    /// What its disk is to have, as far as it decides its future: for the explorer.
    pub(crate) fn canonical_disk(&self, word: &mut impl FnMut(u64)) {
        self.strict().into_iter().for_each(|rules| rules.memory(word));
    }

    /// The electorate that it knows was agreed on.
    pub(crate) fn canonical_electorate(&self, word: &mut impl FnMut(u64)) {
        self.strict().into_iter().for_each(|rules| rules.canonical_electorate(word));
    }

    /// What it takes from one view into the next, as far as it decides its future: for the explorer.
    pub(crate) fn canonical_lasting(&self, word: &mut impl FnMut(u64)) {
        self.strict().into_iter().for_each(|rules| rules.lasting(word));
    }

    /// The strict rules' state, for questions of the explorer.
    pub(crate) fn strict(&self) -> Option<&Strict<N>> {
        match &self.rule_set {
            RuleSet::Strict(rules) => Some(rules),
            RuleSet::Votequorum(_) => None,
        }
    }

    /// Whether its verdict is one of the present view, whose members have all told their states. Before, votequorum's
    /// is that of the view before.
    pub(crate) fn has_settled(&self) -> bool {
        self.rule_set.roster().unready().is_empty()
    }

    /// The view it is in.
    pub(crate) fn ring(&self) -> RingId {
        self.rule_set.ring()
    }

    /// What it knows of one node, as far as it decides its future: for the explorer.
    pub(crate) fn canonical_peer(&self, peer: NodeId) -> u64 {
        self.rule_set.canonical_peer(peer)
    }

    /// For the simulator without a barrier: tells the state in the present view as it is now.
    pub(crate) fn tell_again(&mut self) {
        self.rule_set.tell_again();
    }

    /// For the simulator without a barrier: takes the member's word that it is ready.
    pub(crate) fn assume_ready(&mut self, member: NodeId) -> Result<(), EngineError> {
        let ring = self.rule_set.ring();
        let body = Body::Ready;
        self.rule_set.receive(member, &Message { ring, body })
    }
}
