//! lms, last man standing: the partition with the best score gets the vote, as long as one node is left.
//!
//! Each client is answered by itself. qnetd takes no vote back from who does not ask: where nodes start one by one, two
//! partitions can get it. With leases nobody gets it before all others have acknowledged that they lost it, or are gone
//! for as long as a lease. With wait_for_all clients keep it while they are cut off, and a restarted witness does not
//! know who has it, so no witness can make it safe in all.

use super::cluster::View;
use super::connection::{Connection, score};
use super::{Vote, VoteReason};
use crate::base::{NodeId, RingId};

/// Answers the client, whose ring id this is, and remembers the answer. An answer to wait starts its timer; with leases
/// also one that it must acknowledge, or that another partition has the vote.
pub(super) fn decide(view: &mut View<'_>, place: usize, ring: RingId) -> Vote {
    let (now, is_leased) = (view.now, view.silent_until.is_some());
    let judged = judge(view, place, ring);
    let (vote, why, is_remembered) = if is_leased { leased(view, place, ring, judged) } else { judged };
    if let Some(member) = view.connections.get_mut(place) {
        member.vote = vote;
        member.why = why;
        if is_remembered {
            member.result = Some(vote);
        }
        let wait = u64::from(member.heartbeat >> 2);
        member.holds |= vote == Vote::Ack;
        // What is acknowledged from now on is of before.
        member.under_way = None;
        let asks_again = match vote {
            Vote::WaitForReply => true,
            Vote::Nack => is_leased && (member.holds || why == VoteReason::Newcomer),
            _ => false,
        };
        member.timer = asks_again.then_some(now.saturating_add(wait));
    }
    vote
}

/// A newcomer gets no vote that another partition has.
pub(super) fn is_newcomer(view: &View<'_>, place: usize, ring: RingId) -> bool {
    view.member(place).is_some_and(|member| member.result.is_none()) && another(view, place, ring, has_vote)
}

/// Whether this is so of a client of another partition.
fn another(view: &View<'_>, place: usize, ring: RingId, is_it: impl Fn(&Connection) -> bool) -> bool {
    view.members().any(|(other, member)| other != place && member.ring != ring && is_it(member))
}

fn has_vote(member: &Connection) -> bool {
    member.result == Some(Vote::Ack)
}

/// The vote, the rule, and whether it is remembered.
type Judged = (Vote, VoteReason, bool);
const WAIT: Judged = (Vote::WaitForReply, VoteReason::Unstable, true);

/// With leases: the vote as it was judged, unless another partition has it, or has not acknowledged that it lost it.
/// qnetd does not look at the others, and never takes a vote back from who does not ask.
fn leased(view: &View<'_>, place: usize, ring: RingId, judged: Judged) -> Judged {
    match judged {
        (Vote::Ack, ..) if another(view, place, ring, has_vote) => (Vote::Nack, VoteReason::Newcomer, true),
        (Vote::Ack, ..) if another(view, place, ring, |member| member.holds) => {
            (Vote::WaitForReply, VoteReason::NackFirst, true)
        }
        _ => judged,
    }
}

/// A client acknowledged a VOTE_INFO.
pub(super) fn acknowledged(view: &mut View<'_>, place: usize, seq: u32) {
    if let Some(member) = view.connections.get_mut(place).filter(|member| member.vote_seq == seq)
        && member.under_way == Some(Vote::Nack)
    {
        member.holds = false;
    }
}

/// The partitions that the rule finds best.
#[derive(Clone, Copy)]
struct Best {
    value: i32,
    ring: RingId,
    is_single: bool,
}

/// The single partition whose members count most, by their heuristics or each 1.
fn best(view: &View<'_>, by_score: bool) -> Option<Best> {
    let mut best: Option<Best> = None;
    for ring in view.members().map(|(_, member)| member.ring).filter(|ring| ring.seq != 0) {
        let of_ring = view.members().filter(|(_, other)| other.ring == ring);
        let weight = |other: &Connection| if by_score { score(other.heuristics) } else { 1 };
        let value = of_ring.fold(0_i32, |sum, (_, other)| sum.saturating_add(weight(other)));
        match &mut best {
            Some(best) if best.ring == ring || value < best.value => {}
            Some(best) if value == best.value => best.is_single = false,
            _ => best = Some(Best { value, ring, is_single: true }),
        }
    }
    best
}

fn judge(view: &View<'_>, place: usize, ring: RingId) -> Judged {
    let Some(this) = view.member(place) else { return WAIT };
    let shares =
        |other: &Connection| view.has(this.membership, other.node) || view.has(other.membership, this.node);
    let mut others = view.members().filter(|(other, _)| *other != place);
    if others.any(|(_, other)| shares(other) && other.ring != ring) {
        return WAIT;
    }
    let mut rings = view.members().map(|(_, member)| member.ring).filter(|ring| ring.seq != 0);
    let Some(first) = rings.next() else { return WAIT };
    if rings.all(|other| other == first) {
        return (Vote::Ack, VoteReason::OnePartition, true);
    }
    if is_newcomer(view, place, ring) {
        return (Vote::Nack, VoteReason::Newcomer, false);
    }
    for (by_score, why) in [(true, VoteReason::Score), (false, VoteReason::Largest)] {
        if let Some(best) = best(view, by_score).filter(|best| best.is_single) {
            return (if best.ring == ring { Vote::Ack } else { Vote::Nack }, why, true);
        }
    }
    let wins = match this.tie_breaker.mode {
        3 => this.tie_breaker.node == this.node,
        mode => {
            // qnetd looks for the lowest below the largest signed number, and else takes that for the lowest.
            let largest = NodeId(u32::MAX >> 1);
            let is_found = |node: NodeId| mode == 2 || node < largest;
            let nodes = view.members().map(|(_, member)| member.node).filter(|node| is_found(*node));
            let preferred = this.tie_breaker.preferred(nodes).unwrap_or(largest);
            let has_it = |member: &Connection| is_found(member.node) && member.node == preferred;
            this.node == preferred || view.members().any(|(_, member)| has_it(member) && member.ring == ring)
        }
    };
    (if wins { Vote::Ack } else { Vote::Nack }, VoteReason::TieBreaker, true)
}
