//! ffsplit: a partition of more than half of the nodes gets the vote; of two halves, one.
//!
//! Those that do not get it hear so first; only when each has acknowledged, the others hear that they have it. With
//! leases, those that cannot be asked must have given it up by their own clocks as well (`lease`).

use super::cluster::{Phase, View};
use super::connection::score;
use super::lease;
use super::{NodeSet, Vote, VoteReason};
use crate::base::NodeId;

/// Decides anew and tells everybody. `leaving` is the connection that is going: it is not asked or told, but it
/// still counts as connected. `fresh` are the heuristics that just came, and over which connection: they count for
/// its own list only, until the next decision. Returns the answer to who caused it.
pub(super) fn decide(view: &mut View<'_>, leaving: Option<usize>, fresh: Option<(usize, u8)>) -> Vote {
    if !is_stable(view, leaving) {
        view.cluster.phase = Phase::Unstable;
        return Vote::WaitForReply;
    }
    (view.cluster.chosen, view.cluster.why) = choose(view, leaving, fresh);
    view.cluster.phase = Phase::Nacks;
    let mut after = None;
    while let Some((place, node)) = view.next_by_node(after) {
        after = Some(node);
        let is_chosen = view.has(view.cluster.chosen, node);
        let why = view.cluster.why;
        if let Some(member) = view.connections.get_mut(place).filter(|_| Some(place) != leaving) {
            member.why = why;
            member.under_way = Some(if is_chosen { Vote::Ack } else { Vote::Nack });
            if !is_chosen {
                member.tell(Vote::Nack);
            }
        }
    }
    go_on(view, leaving);
    Vote::NoChange
}

/// A client acknowledged a VOTE_INFO.
pub(super) fn acknowledged(view: &mut View<'_>, place: usize, seq: u32) {
    let Some(member) = view.connections.get_mut(place).filter(|member| member.vote_seq == seq) else {
        return;
    };
    // A client that was told so in another membership than its own acknowledges, and keeps the vote.
    let is_current = view.cluster.phase == Phase::Nacks && !member.config.is_empty();
    match member.under_way {
        // It acknowledges a vote of before. qnetd forgets the one that it is to get.
        Some(Vote::Ack) if view.cluster.phase == Phase::Nacks && view.silent_until.is_some() => return,
        Some(Vote::Nack) if is_current => member.holds = false,
        _ => {}
    }
    member.under_way = None;
    go_on(view, None);
}

/// Sends the ACKs that are due, as soon as nobody else can have the vote.
pub(super) fn go_on(view: &mut View<'_>, leaving: Option<usize>) {
    let is_due =
        |vote| move |(place, vote_of): (usize, Option<Vote>)| vote_of == Some(vote) && Some(place) != leaving;
    let under_way = |view: &View<'_>, vote| {
        view.members().map(|(place, member)| (place, member.under_way)).any(is_due(vote))
    };
    if view.cluster.phase != Phase::Nacks {
        return;
    }
    let waits = match under_way(view, Vote::Nack) {
        true => Some(VoteReason::NackFirst),
        false => lease::waits(view, leaving).map(|(_, why)| why),
    };
    if waits.is_none() {
        view.cluster.phase = Phase::Idle;
    }
    let why = waits.unwrap_or(view.cluster.why);
    let mut after = None;
    while let Some((place, node)) = view.next_by_node(after) {
        after = Some(node);
        let Some(member) = view.connections.get_mut(place).filter(|_| Some(place) != leaving) else {
            continue;
        };
        if member.under_way == Some(Vote::Ack) {
            member.why = why;
            if waits.is_none() {
                *view.is_unsaved |= !member.holds;
                member.holds = true;
                member.tell(Vote::Ack);
            }
        }
    }
}

/// All agree on the nodes, and each membership on its members' ring and theirs.
fn is_stable(view: &View<'_>, leaving: Option<usize>) -> bool {
    let all = || view.members().filter(|(place, _)| Some(*place) != leaving).map(|(_, member)| member);
    let Some(first) = all().next() else { return false };
    all().all(|member| {
        let place = view.place(member.node);
        let sees = |other: NodeSet| place.is_some_and(|place| other.contains(place));
        member.config == first.config
            && all().filter(|other| sees(other.membership)).all(|other| {
                other.ring == member.ring && other.membership.minus(member.membership).is_empty()
            })
    })
}

/// A membership list that asks for the vote.
#[derive(Clone, Copy, Default)]
struct Candidate {
    list: NodeSet,
    node: Option<NodeId>,
    score: i32,
    connected: u32,
}

/// The partition that gets the vote, and the rule that chose it.
fn choose(view: &View<'_>, leaving: Option<usize>, fresh: Option<(usize, u8)>) -> (NodeSet, VoteReason) {
    let mut best = Candidate::default();
    let mut why = VoteReason::NoMajority;
    let mut after = None;
    while let Some((place, node)) = view.next_by_node(after) {
        after = Some(node);
        let Some(member) = view.member(place).filter(|_| Some(place) != leaving) else { continue };
        let (half, list) = (member.config.len(), member.membership.len().saturating_mul(2));
        let candidate = rated(view, member.membership, node, fresh.filter(|fresh| fresh.0 == place));
        if list > half {
            (best, why) = (candidate, VoteReason::Majority);
        } else if list == half {
            let is_known = best.node.is_some() && best.list != candidate.list;
            let (wins, rule) = compare(view, &candidate, &best, member.config, leaving);
            why = if is_known { rule } else { first_rule(why, wins) };
            if wins {
                best = candidate;
            }
        }
    }
    (best.list, why)
}

/// A half without another to compare it with.
fn first_rule(why: VoteReason, wins: bool) -> VoteReason {
    match (why, wins) {
        (VoteReason::NoMajority, true) => VoteReason::OnlyHalf,
        (VoteReason::NoMajority, false) => VoteReason::TieBreaker,
        (why, _) => why,
    }
}

fn rated(view: &View<'_>, list: NodeSet, node: NodeId, fresh: Option<(usize, u8)>) -> Candidate {
    let mut rated = Candidate { list, node: Some(node), score: 0, connected: 0 };
    for (place, member) in view.members().filter(|(_, member)| view.has(list, member.node)) {
        let fresh = fresh.filter(|fresh| fresh.0 == place).map(|fresh| fresh.1);
        rated.score = rated.score.saturating_add(score(fresh.unwrap_or(member.heuristics)));
        rated.connected = rated.connected.saturating_add(1);
    }
    rated
}

/// Whether the candidate takes over, and by which rule.
fn compare(
    view: &View<'_>,
    candidate: &Candidate,
    best: &Candidate,
    config: NodeSet,
    leaving: Option<usize>,
) -> (bool, VoteReason) {
    if candidate.score != best.score {
        return (candidate.score > best.score, VoteReason::Score);
    }
    if candidate.connected != best.connected {
        return (candidate.connected > best.connected, VoteReason::Connected);
    }
    let was_chosen = |node: Option<NodeId>| node.is_some_and(|node| view.has(view.cluster.chosen, node));
    if view.members().all(|(_, member)| member.keeps_active) {
        let (one, other) = (was_chosen(candidate.node), was_chosen(best.node));
        if one != other {
            return (one, VoteReason::KeepActive);
        }
    }
    let tie_breaker = view.members_but(leaving).next().and_then(|place| view.member(place));
    let preferred = tie_breaker.and_then(|member| member.tie_breaker.preferred(view.nodes(config)));
    (preferred.is_some_and(|node| view.has(candidate.list, node)), VoteReason::TieBreaker)
}
