//! One connection: who the client is, what it has told and what it was told.

use super::protocol::{message, option};
use super::reply::Reply;
use super::request::{Decoder, Request, bit};
use super::settings::{Settings, Timing};
use super::{CloseReason, NodeSet, Vote, VoteReason};
use crate::base::{Algorithm, Millis, NodeId, RingId};
use heapless::Vec;

/// Messages that may wait for a client that does not read.
const WAITING_MAX: usize = 4;

/// As numbers they keep firmware small.
pub(super) const TEST: u8 = Algorithm::Test.byte();
pub(super) const FFSPLIT: u8 = Algorithm::Ffsplit.byte();
pub(super) const TWO_NODE_LMS: u8 = Algorithm::TwoNodeLms.byte();
pub(super) const LMS: u8 = Algorithm::Lms.byte();

/// Which node is preferred where two partitions are equal.
#[derive(Clone, Copy, Eq, Debug, Default)]
pub(super) struct TieBreaker {
    /// 1 lowest, 2 highest, 3 the node.
    pub mode: u8,
    pub node: NodeId,
}

impl PartialEq for TieBreaker {
    fn eq(&self, other: &Self) -> bool {
        self.mode == other.mode && (self.mode != 3 || self.node == other.node)
    }
}

impl TieBreaker {
    /// The preferred one of these nodes; one that is given need not be among them.
    pub(super) fn preferred(self, nodes: impl Iterator<Item = NodeId>) -> Option<NodeId> {
        nodes.fold((self.mode == 3).then_some(self.node), |best, node| Some(self.better(best, node)))
    }

    /// Not inlined, and one for all modes: it keeps firmware small.
    #[inline(never)]
    fn better(self, best: Option<NodeId>, node: NodeId) -> NodeId {
        match (best, self.mode) {
            (None, _) => node,
            (Some(best), 1) => best.min(node),
            (Some(best), 2) => best.max(node),
            (Some(best), _) => best,
        }
    }
}

/// How far a connection has come with TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Cover {
    #[default]
    Clear,
    /// The caller is to start it.
    Asked,
    /// The caller is at it.
    Starting,
    Tls,
}

/// One connection: memory for a witness, see [`WitnessMut`](super::WitnessMut).
#[derive(Clone, Debug, Default)]
pub struct Connection {
    pub(super) is_open: bool,
    pub(super) closing: Option<CloseReason>,
    /// The cluster that it named, by its place.
    pub(super) cluster: Option<usize>,
    /// It is through INIT.
    pub(super) is_joined: bool,
    pub(super) cover: Cover,
    pub(super) node: NodeId,
    pub(super) algorithm: u8,
    pub(super) tie_breaker: TieBreaker,
    pub(super) heartbeat: u32,
    pub(super) keeps_active: bool,
    pub(super) ring: RingId,
    pub(super) config: NodeSet,
    pub(super) membership: NodeSet,
    /// A number of [`Heuristics`](crate::base::Heuristics).
    pub(super) heuristics: u8,
    /// The vote that it is to acknowledge; ffsplit: or to get.
    pub(super) under_way: Option<Vote>,
    /// Number of the last VOTE_INFO.
    pub(super) vote_seq: u32,
    /// lms and 2nodelms: the last result.
    pub(super) result: Option<Vote>,
    /// lms: when it asks itself again.
    pub(super) timer: Option<Millis>,
    /// When the last whole message came.
    pub(super) heard: Millis,
    /// It may have the vote.
    pub(super) holds: bool,
    /// When its client must have given the vote up, if nothing more comes.
    pub(super) lease: Millis,
    pub(super) has_echoed: bool,
    pub(super) vote: Vote,
    pub(super) why: VoteReason,
    pub(super) outbox: Vec<Reply, WAITING_MAX, u8>,
    pub(super) decoder: Decoder,
}

impl Connection {
    /// As it was before its client came. Not inlined: only here it takes stack.
    #[inline(never)]
    pub(super) fn reset(&mut self) {
        *self = Connection::default();
    }

    /// How soon a silent peer is dead: 1.5 heartbeats. lms gives the vote away then: with leases not before its client
    /// must have given it up.
    pub(super) fn dead_at(&self, settings: &Settings) -> Millis {
        let heartbeat = if self.is_joined { self.heartbeat } else { settings.longest_heartbeat() };
        let dead_at = self.heard.saturating_add(u64::from(heartbeat.saturating_add(heartbeat >> 1)));
        match settings.timing {
            Timing::Safe if self.is_joined && self.algorithm == LMS => dead_at.max(self.lease),
            _ => dead_at,
        }
    }

    /// Adds a message; a client that does not read is cut off.
    pub(super) fn send(&mut self, reply: Reply) {
        if self.outbox.push(reply).is_err() {
            self.closing = self.closing.or(Some(CloseReason::SendBufferFull));
        }
    }

    /// An answer to this request, with its seq if it has one.
    pub(super) fn answer(&mut self, request: &Request, message: u16, reply: Reply) {
        let seq = if request.has(option::SEQ) { 0 } else { bit(option::SEQ) };
        self.send(Reply { message, seq: request.seq, absent: reply.absent | seq, ..reply });
    }

    /// A vote of the witness's own accord.
    pub(super) fn tell(&mut self, vote: Vote) {
        self.vote_seq = self.vote_seq.wrapping_add(1);
        self.vote = vote;
        let reply = Reply { message: message::VOTE_INFO, seq: self.vote_seq, vote, ..Reply::default() };
        self.send(Reply { ring: self.ring, ..reply });
    }
}

/// What a connected client counts in a score, by its heuristics.
pub(super) fn score(heuristics: u8) -> i32 {
    match heuristics {
        1 => 2,
        2 => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1.5 heartbeats after the last message; an lms client with leases not before its lease has ended.
    #[test]
    fn when_a_silent_client_is_dead() {
        for (timing, algorithm, is_joined, dead_at) in [
            (Timing::Safe, FFSPLIT, true, 1750),
            (Timing::Safe, LMS, true, 2500),
            (Timing::LikeQnetd, LMS, true, 1750),
            (Timing::LikeQnetd, FFSPLIT, true, 1750),
            (Timing::Safe, LMS, false, 180_250),
        ] {
            let settings = Settings { timing, ..Settings::default() };
            let client =
                Connection { algorithm, is_joined, heartbeat: 1000, heard: 250, ..Connection::default() };
            let client = Connection { lease: if is_joined { 2500 } else { 1_000_000 }, ..client };
            assert_eq!(client.dead_at(&settings), dead_at, "{timing:?} {algorithm} {is_joined}");
        }
    }
}
