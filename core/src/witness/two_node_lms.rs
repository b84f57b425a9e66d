//! 2nodelms: last man standing for two nodes. Its clients keep their vote when they are cut off, so no witness can
//! make it safe; it is served as qnetd serves it.

use super::cluster::View;
use super::connection::score;
use super::{NodeSet, Vote, VoteReason, lms};
use crate::base::RingId;

/// Answers a membership list, and remembers the answer.
pub(super) fn decide(view: &mut View<'_>, place: usize, ring: RingId, list: NodeSet, heuristics: u8) -> Vote {
    let (is_ack, why, is_remembered) = judge(view, place, ring, list, heuristics);
    let vote = if is_ack { Vote::Ack } else { Vote::Nack };
    if let Some(member) = view.connections.get_mut(place) {
        (member.vote, member.why) = (vote, why);
        if is_remembered {
            member.result = Some(vote);
        }
    }
    vote
}

fn judge(
    view: &View<'_>,
    place: usize,
    ring: RingId,
    list: NodeSet,
    heuristics: u8,
) -> (bool, VoteReason, bool) {
    if lms::is_newcomer(view, place, ring) {
        return (false, VoteReason::Newcomer, false);
    }
    if list.len() == 2 {
        return (true, VoteReason::BothNodes, true);
    }
    let Some(this) = view.member(place) else { return (false, VoteReason::Undecided, false) };
    // Where there are more than two, the one of the highest node id is the other.
    let others = view.members().filter(|(other, _)| *other != place).map(|(_, other)| other);
    let Some(other) = others.reduce(|one, other| if other.node > one.node { other } else { one }) else {
        return (true, VoteReason::Alone, true);
    };
    let (own, theirs) = (score(heuristics), score(other.heuristics));
    if own != theirs {
        return (own > theirs, VoteReason::Score, true);
    }
    let nodes = view.members().map(|(_, member)| member.node);
    let wins = this.tie_breaker.preferred(nodes) == Some(this.node);
    (wins, VoteReason::TieBreaker, true)
}
