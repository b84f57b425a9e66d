//! What of a witness's state decides what it will do: for the explorer.

use super::cluster::Phase;
use super::connection::Connection;
use super::owned::Witness;
use super::{NodeSet, Vote};
use crate::base::{Millis, NodeId, RingId};
use crate::rules::canonical::bits;

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
        word(until(this.hub.silent_until));
        word(this.hub.settings.timing.number().into());
        for (cluster, roster) in this.clusters.iter().zip(this.rosters.chunks(this.nodes.max(1))) {
            let has = |set: NodeSet, node: &NodeId| set.places().any(|place| roster.get(place) == Some(node));
            let members = |set: NodeSet| bits(nodes.iter().map(|node| has(set, node)));
            word((cluster.phase == Phase::Nacks).into());
            // Who is known counts as long as the witness is silent.
            let known = if this.hub.silent_until > now { cluster.known } else { NodeSet::EMPTY };
            [cluster.chosen, cluster.ghosts, known].into_iter().for_each(|set| word(members(set)));
            word(until(cluster.ghosts_until));
            for node in nodes {
                let is_its = |other: &&Connection| other.is_open && other.node == *node;
                for client in this.connections.iter().filter(is_its) {
                    let vote = |vote: Option<Vote>| vote.map_or(0, |vote| u64::from(vote.number()));
                    word(ring(client.ring));
                    [client.config, client.membership].into_iter().for_each(|set| word(members(set)));
                    [client.under_way, client.result].into_iter().for_each(|said| word(vote(said)));
                    word(bits([client.is_joined, client.keeps_active, client.holds, client.has_echoed]));
                    word(client.heuristics.into());
                    let dead_at = client.dead_at(&this.hub.settings);
                    let timer = client.timer.map_or(u64::MAX, until);
                    [until(dead_at), until(client.lease), timer].into_iter().for_each(&mut *word);
                }
                word(u64::MAX);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::super::connection::{FFSPLIT, LMS};
    use super::super::settings::Timing;
    use super::*;
    use std::vec::Vec;

    const NOW: Millis = 1000;
    type Small = Witness<3, 1, 3>;

    /// Two of three nodes are connected; the lower one has the second place.
    fn made() -> Small {
        let mut made = Small::new(Settings::default(), NOW);
        made.rosters = [[NodeId(2), NodeId(1), NodeId(3)]];
        for (connection, node) in made.connections.iter_mut().zip([1, 2]) {
            let node = NodeId(node);
            *connection =
                Connection { is_open: true, node, algorithm: FFSPLIT, heard: NOW, ..Connection::default() };
        }
        made
    }

    fn words(made: &Small, now: Millis) -> Vec<u64> {
        let mut words = Vec::new();
        let mut ring = |ring: RingId| ring.seq;
        made.canonical(now, &[NodeId(1), NodeId(2), NodeId(3)], &mut ring, &mut |word| words.push(word));
        words
    }

    /// Each of these is seen, and none looks like another.
    #[test]
    fn what_decides_is_seen() {
        let (one, other) = (NodeSet::of(0), NodeSet::of(1));
        type Change<'c> = &'c dyn Fn(&mut Small);
        let changes: [Change<'_>; 32] = [
            &|_| {},
            &|made| made.hub.silent_until = NOW,
            &|made| made.hub.silent_until += 1,
            &|made| made.hub.silent_until -= 1,
            &|made| made.hub.settings.timing = Timing::LikeQnetd,
            &|made| made.clusters[0].phase = Phase::Nacks,
            &|made| made.clusters[0].chosen = one,
            &|made| made.clusters[0].chosen = other,
            &|made| made.clusters[0].chosen = one | other,
            &|made| made.clusters[0].chosen = one | NodeSet::of(2),
            &|made| made.clusters[0].ghosts = one,
            &|made| made.clusters[0].ghosts = other,
            &|made| made.clusters[0].known = one | other,
            &|made| made.clusters[0].ghosts_until = NOW + 1,
            &|made| made.connections[0].ring.seq = 1,
            &|made| made.connections[0].config = one,
            &|made| made.connections[0].config = other,
            &|made| made.connections[0].membership = one,
            &|made| made.connections[0].membership = other,
            &|made| made.connections[0].config = one | other,
            &|made| made.connections[0].under_way = Some(Vote::Ack),
            &|made| made.connections[0].under_way = Some(Vote::Nack),
            &|made| made.connections[0].result = Some(Vote::Ack),
            &|made| made.connections[0].is_joined = true,
            &|made| made.connections[0].keeps_active = true,
            &|made| made.connections[0].holds = true,
            &|made| made.connections[0].has_echoed = true,
            &|made| made.connections[0].heuristics = 1,
            &|made| made.connections[0].heard = NOW + 1,
            &|made| made.connections[0].lease = NOW + 1,
            &|made| made.connections[0].timer = Some(NOW + 1),
            &|made| made.connections[1].holds = true,
        ];
        let mut seen: Vec<Vec<u64>> = Vec::new();
        for (place, change) in changes.into_iter().enumerate() {
            let mut made = made();
            change(&mut made);
            let found = words(&made, NOW);
            assert_eq!(seen.iter().position(|other| *other == found), None, "{place}");
            seen.push(found);
        }
    }

    #[test]
    fn what_decides_nothing_is_not() {
        let before = words(&made(), NOW);
        let same = |change: &dyn Fn(&mut Small), now: Millis| {
            let mut made = made();
            change(&mut made);
            words(&made, now) == before
        };
        // An instant is as far away as it is.
        let later = |made: &mut Small| {
            made.hub.silent_until += 500;
            made.connections.iter_mut().for_each(|other| other.heard += 500);
        };
        assert!(same(&later, NOW + 500));
        // Its place in the roster.
        assert!(same(&|made| made.rosters[0].reverse(), NOW));
        assert!(same(&|made| made.clusters[0].phase = Phase::Unstable, NOW));
        assert!(same(&|made| made.connections[0].algorithm = LMS, NOW));
        // A connection that is closed, or another's.
        let twice = |made: &mut Small| made.connections[2] = made.connections[0].clone();
        assert!(!same(&twice, NOW));
        let closed = |made: &mut Small| {
            made.connections[2] = Connection { is_open: false, ..made.connections[0].clone() };
        };
        assert!(same(&closed, NOW));
        assert!(same(
            &|made| made.connections[2] = Connection { node: NodeId(4), ..made.connections[0].clone() },
            NOW
        ));
        // Who is known, when silence is over.
        let mut over = made();
        over.hub.silent_until = NOW;
        let before = words(&over, NOW);
        over.clusters[0].known = NodeSet::of(0);
        assert_eq!(words(&over, NOW), before);
        // Each node ends with a word of its own.
        over.connections[1].is_open = false;
        assert!(words(&over, NOW).ends_with(&[u64::MAX; 3]));
    }
}
