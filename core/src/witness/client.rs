//! What the witness knows of its clients, for whoever watches it.

use super::cluster::named;
use super::state::WitnessRef;
use super::{NodeSet, Vote, VoteReason};
use crate::base::{Algorithm, Heuristics, Millis, NodeId, RingId, TieBreak};

/// A client as the witness sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct WitnessClient<'a> {
    /// The name of its cluster; empty before it is told.
    pub cluster: &'a [u8],
    /// Its node; node 0 before INIT.
    pub node: NodeId,
    /// How its cluster's vote is decided.
    pub algorithm: Algorithm,
    /// Which node is preferred where two partitions are equal.
    pub tie_breaker: TieBreak,
    /// Of two equal halves, the one that had the vote keeps it, where all clients say so.
    pub keep_active_partition: bool,
    /// The ring id of its membership.
    pub ring: RingId,
    /// What it said last of its node's heuristics.
    pub heuristics: Heuristics,
    /// Its heartbeat, milliseconds.
    pub heartbeat: u32,
    /// What it was told last of its vote in this ring.
    pub vote: Vote,
    /// Why.
    pub reason: VoteReason,
    /// It may have the vote.
    pub holds: bool,
    /// When it must have given the vote up, if nothing more comes.
    pub lease: Millis,
    /// When the last of [`former_holders`](WitnessClient::former_holders) must have given the vote up.
    pub former_lease: Millis,
    configured: NodeSet,
    members: NodeSet,
    former: NodeSet,
    roster: &'a [NodeId],
}

impl<'a> WitnessClient<'a> {
    /// The nodes of its corosync.conf, in no order; none before it has sent them.
    pub fn configured(&self) -> impl Iterator<Item = NodeId> + use<'a> {
        named(self.roster, self.configured)
    }

    /// The nodes of its partition, itself among them, in no order; none before it has sent them.
    pub fn members(&self) -> impl Iterator<Item = NodeId> + use<'a> {
        named(self.roster, self.members)
    }

    /// The nodes of its cluster that are out of the witness's reach and may have the vote, until
    /// [`former_lease`](WitnessClient::former_lease).
    pub fn former_holders(&self) -> impl Iterator<Item = NodeId> + use<'a> {
        named(self.roster, self.former)
    }
}

impl<'m> WitnessRef<'m> {
    /// As [`Witness::client`](super::Witness::client).
    #[must_use]
    pub fn client(self, connection: usize) -> Option<WitnessClient<'m>> {
        let this = self.connections.get(connection).filter(|this| this.is_open)?;
        let of = |index: usize| {
            let roster = self.rosters.get(index.saturating_mul(self.nodes)..)?.get(..self.nodes)?;
            Some((self.clusters.get(index)?, roster))
        };
        let cluster = this.cluster.and_then(of);
        Some(WitnessClient {
            cluster: cluster.map_or(&[], |(cluster, _)| &cluster.name),
            node: this.node,
            algorithm: Algorithm::of(this.algorithm),
            tie_breaker: TieBreak::of(this.tie_breaker.mode, this.tie_breaker.node),
            keep_active_partition: this.keeps_active,
            ring: this.ring,
            heuristics: Heuristics::of(this.heuristics),
            heartbeat: this.heartbeat,
            vote: this.vote,
            reason: this.why,
            holds: this.holds,
            lease: this.lease,
            former_lease: cluster.map_or(0, |(cluster, _)| cluster.ghosts_until),
            configured: this.config,
            members: this.membership,
            former: cluster.map_or(NodeSet::EMPTY, |(cluster, _)| cluster.ghosts),
            roster: cluster.map_or(&[], |(_, roster)| roster),
        })
    }

    /// As [`Witness::silent_until`](super::Witness::silent_until).
    #[must_use]
    pub fn silent_until(self) -> Millis {
        self.hub.silent_until
    }
}
