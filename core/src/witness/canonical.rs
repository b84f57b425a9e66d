//! What of a witness's state decides what it will do: for the explorer.

use super::cluster::Phase;
use super::connection::Connection;
use super::owned::Witness;
use super::{NodeSet, Vote};
use crate::base::{Millis, NodeId, RingId};

impl<const CLIENTS: usize, const CLUSTERS: usize, const NODES: usize> Witness<CLIENTS, CLUSTERS, NODES> {
    /// Instants count from now, and nodes by their order. Nobody but these nodes is connected.
    pub(crate) fn canonical(
        &self,
        now: Millis,
        nodes: &[NodeId],
        ring: &mut impl FnMut(RingId) -> u64,
        word: &mut impl FnMut(u64),
    ) {
        let this = self.read();
        let until = |at: Millis| at.saturating_sub(now);
        word(until(this.hub.silent_until) << 8 | u64::from(this.hub.settings.timing.number()));
        for (cluster, roster) in this.clusters.iter().zip(this.rosters.chunks(this.nodes.max(1))) {
            let has = |set: NodeSet, node: &NodeId| set.places().any(|place| roster.get(place) == Some(node));
            let bits =
                |set: NodeSet| nodes.iter().fold(0, |bits, node| (bits << 1) | u64::from(has(set, node)));
            word((cluster.phase == Phase::Nacks).into());
            // Who is known counts as long as the witness is silent.
            let known = if this.hub.silent_until > now { cluster.known } else { NodeSet::EMPTY };
            [cluster.chosen, cluster.ghosts, known].into_iter().for_each(|set| word(bits(set)));
            word(until(cluster.ghosts_until));
            for node in nodes {
                let is_its = |other: &&Connection| other.is_open && other.node == *node;
                for client in this.connections.iter().filter(is_its) {
                    let vote = |vote: Option<Vote>| vote.map_or(0, |vote| u64::from(vote.number()));
                    word(ring(client.ring));
                    word(bits(client.config) << 32 | bits(client.membership));
                    word(vote(client.under_way) << 8 | vote(client.result));
                    let bits = [client.is_joined, client.keeps_active, client.holds, client.has_echoed];
                    let bits = bits.into_iter().fold(0, |bits, bit| (bits << 1) | u64::from(bit));
                    word(bits << 8 | u64::from(client.heuristics));
                    let dead_at = client.dead_at(&this.hub.settings);
                    let timer = client.timer.map_or(u64::MAX, until);
                    [until(dead_at), until(client.lease), timer].into_iter().for_each(&mut *word);
                }
                word(u64::MAX);
            }
        }
    }
}
