//! A vote is a lease: nobody gets it while somebody else can still have it.
//!
//! A client tells its node's votequorum that the vote is gone as soon as it disconnects, and it disconnects when a
//! heartbeat passes without the answer to its last echo. So after the echo that the witness answered last it has the
//! vote for at most 2 heartbeats: one until it sends the next echo, one until it misses the answer. A fourth of a
//! heartbeat is for clocks that run differently and for delays. The client's own clock started before the echo
//! came, so counting from when it came is on the safe side. A client that has not sent an echo yet started its clock
//! before its first message behind INIT. See witness: "A vote is a lease".

use super::NodeSet;
use super::VoteReason;
use super::cluster::View;
use super::connection::{Connection, FFSPLIT};
use crate::base::Millis;

/// How long a client can have the vote after the echo that was answered last: 2.25 heartbeats.
pub(super) fn length(heartbeat: u32) -> Millis {
    let heartbeat = u64::from(heartbeat);
    heartbeat.saturating_mul(2).saturating_add(heartbeat >> 2)
}

impl Connection {
    /// A message came.
    pub(super) fn renew(&mut self, now: Millis, is_echo: bool) {
        if is_echo || !self.has_echoed {
            self.lease = self.lease.max(now.saturating_add(length(self.heartbeat)));
        }
        self.has_echoed |= is_echo;
    }
}

/// A client is through INIT. Its node may have the vote from a connection before, or from before a restart.
pub(super) fn joined(view: &mut View<'_>, place: usize) {
    let Some(node) = view.member(place).map(|member| member.node) else { return };
    let node = view.intern(node).map_or(NodeSet::EMPTY, NodeSet::of);
    let is_ghost = !(node & view.cluster.ghosts).is_empty();
    let is_new = is_silent(view) && (node & view.cluster.known).is_empty();
    let until = view.cluster.ghosts_until;
    view.cluster.ghosts = view.cluster.ghosts.minus(node);
    view.cluster.known |= node;
    paced(view, place);
    let Some(member) = view.connections.get_mut(place) else { return };
    if is_ghost {
        member.lease = member.lease.max(until);
    }
    member.holds = is_ghost || is_new;
    *view.is_unsaved |= view.silent_until.is_some();
}

/// A client has another heartbeat than it had.
pub(super) fn paced(view: &mut View<'_>, place: usize) {
    let Some(member) = view.connections.get_mut(place) else { return };
    member.lease = member.lease.max(view.now.saturating_add(length(member.heartbeat)));
    view.cluster.heartbeat = view.cluster.heartbeat.max(member.heartbeat);
}

fn is_silent(view: &View<'_>) -> bool {
    view.silent_until.is_some_and(|until| view.now < until)
}

/// A client is out of reach. It has the vote until its lease runs out; where it has closed the connection itself, its
/// process may have died, and votequorum counts its last vote for 1.25 heartbeats more.
pub(super) fn left(view: &mut View<'_>, place: usize) {
    let Some(member) = view.member(place) else { return };
    // One that is cut off in a new view holds up the exchange there: members that have lost the vote keep the verdict
    // of the view before until it gives up.
    let holds = (member.holds || member.closing.is_some()) && member.algorithm == FFSPLIT;
    let heartbeat = u64::from(member.heartbeat);
    let until = match member.closing {
        Some(_) => member.lease,
        None => member.lease.max(view.now.saturating_add(heartbeat).saturating_add(heartbeat >> 1)),
    };
    let ghost = view.place(member.node).map_or(NodeSet::EMPTY, NodeSet::of);
    if holds && view.silent_until.is_some() {
        forget(view);
        view.cluster.ghosts |= ghost;
        view.cluster.ghosts_until = view.cluster.ghosts_until.max(until);
    }
}

/// Leases that have run out are gone.
pub(super) fn forget(view: &mut View<'_>) {
    if view.cluster.ghosts_until <= view.now {
        view.cluster.ghosts = NodeSet::EMPTY;
        view.cluster.ghosts_until = 0;
    }
}

/// Until when the chosen partition must wait, and why.
pub(super) fn waits(view: &mut View<'_>, leaving: Option<usize>) -> Option<(Millis, VoteReason)> {
    let silent_until = view.silent_until?;
    forget(view);
    let chosen = view.cluster.chosen;
    if !view.cluster.ghosts.minus(chosen).is_empty() {
        return Some((view.cluster.ghosts_until, VoteReason::Lease));
    }
    let mut others = view.members().filter(|(place, _)| Some(*place) != leaving);
    if others.any(|(_, member)| member.holds && !view.has(chosen, member.node)) {
        return Some((Millis::MAX, VoteReason::NackFirst));
    }
    let configured = view.members().fold(NodeSet::EMPTY, |all, (_, member)| all | member.config);
    let is_unknown = !configured.minus(chosen | view.cluster.known).is_empty();
    (is_silent(view) && is_unknown).then_some((silent_until, VoteReason::Restart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_lasts_from_the_last_echo() {
        let mut client = Connection { heartbeat: 1000, ..Connection::default() };
        // Until the first echo any message counts.
        for (now, is_echo, until) in [
            (0, false, 2250),
            (100, false, 2350),
            (200, true, 2450),
            (300, false, 2450),
            (400, true, 2650),
            (500, false, 2650),
        ] {
            client.renew(now, is_echo);
            assert_eq!(client.lease, until, "at {now}");
        }
    }
}
