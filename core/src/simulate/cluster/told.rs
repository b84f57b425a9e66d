//! What of the talk between clients and their witness decides what they will do: for the explorer.
//!
//! Instants count from now. Of ring ids only which are equal, so each is named by who had it first.

use super::Cluster;
use crate::base::{Millis, NodeId, RingId};
use crate::rules::contract::Explain;
use std::vec::Vec;

impl<const N: usize> Cluster<N> {
    pub(super) fn canonical_talk(&self, word: &mut impl FnMut(u64)) {
        let until = |at: Millis| at.saturating_sub(self.now);
        let mut rings: Vec<RingId> = Vec::new();
        let mut name = |ring: RingId| {
            let known = rings.iter().position(|known| *known == ring);
            let place = known.unwrap_or(rings.len());
            if known.is_none() {
                rings.push(ring);
            }
            u64::try_from(place).unwrap_or(u64::MAX)
        };
        for place in self.places.iter() {
            let (client, engine) = (&place.client, place.engine.up());
            word(engine.map_or(u64::MAX, |engine| name(engine.rule_set.ring())));
            word(engine.and_then(|engine| engine.poll_timeout()).map_or(u64::MAX, until));
            let bits = [
                client.is_running,
                client.is_replaced,
                client.is_connected,
                client.is_cut,
                client.is_frozen,
                client.is_lost,
                client.connection.is_some(),
                client.is_unanswered,
                client.reply.is_some(),
                client.vote.is_some(),
                client.vote == Some(true),
                client.told.is_some_and(|(_, is_quorate)| is_quorate),
            ];
            word(bits.into_iter().fold(client.due.into(), |word, bit| (word << 1) | u64::from(bit)));
            word(client.heuristics.byte().into());
            word(client.told.map_or(u64::MAX, |(ring, _)| name(ring)));
            word(if client.is_connected { until(client.echo_at) } else { u64::MAX });
            word(client.pending.as_ref().map_or(u64::MAX, |heard| name(heard.ring)));
            word(client.pending.as_ref().and_then(|heard| heard.vote).map_or(0, |vote| vote.number().into()));
        }
        word(self.arbiter.is_up.into());
        let nodes: Vec<NodeId> = self.nodes().collect();
        self.arbiter.witness.canonical(self.now, &nodes, &mut name, word);
    }
}
