//! A device of model net: what corosync-qdevice refuses, and where its witness does harm. The stories ask the witness
//! itself.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Set, Shape, first, highest, lowest};
use super::story::{Beat, Beats};
use crate::base::{Algorithm, Millis, TieBreak};
use crate::config::net::Model;
use crate::simulate::WitnessEvent;

pub(super) const HOST: &str = "quorum.device.net.host";
pub(super) const ALGORITHM: &str = "quorum.device.net.algorithm";
pub(super) const TIE_BREAKER: &str = "quorum.device.net.tie_breaker";
pub(super) const KEEP_ACTIVE: &str = "quorum.device.net.keep_active_partition_tie_breaker";
pub(super) const VOTES: &str = "quorum.device.votes";
const QUORUM_VOTES: &str = "nodelist.node.quorum_votes";
const SYNC_TIMEOUT: &str = "quorum.device.sync_timeout";

/// The algorithm, where there is a witness to ask.
fn algorithm<const N: usize>(shape: &Shape<'_, N>) -> Option<Algorithm> {
    shape.config.witness().filter(|_| cfg!(feature = "witness")).map(|net| net.algorithm)
}

/// Whether nodes ask a witness, so that no story says what the device votes.
pub(super) fn is_asked<const N: usize>(shape: &Shape<'_, N>) -> bool {
    algorithm(shape).is_some()
}

fn idle<const N: usize>(shape: &Shape<'_, N>, severity: Severity, key: &'static str) -> Found {
    Found::new(severity, Harm::NoEffect, key, Beats::new([Beat::Up(shape.all)]))
}

pub(super) fn does_not_start<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let net = shape.config.net;
    let is_written = |key| shape.config.notes.line_of(key) != 0;
    let faults = [
        (net.algorithm.is_none(), ALGORITHM),
        (net.tie_breaker.is_none(), TIE_BREAKER),
        (net.keeps_active.is_none(), KEEP_ACTIVE),
        (!net.has_host && [ALGORITHM, TIE_BREAKER, KEEP_ACTIVE].into_iter().any(is_written), HOST),
    ];
    let (_, key) = faults.into_iter().find(|(is_fault, _)| *is_fault && net.model == Model::Net)?;
    Some(idle(shape, Severity::Error, key))
}

/// corosync-qdevice looks at the votes before it starts.
pub(super) fn ffsplit_votes<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let config = shape.config;
    let has_one = config.options().device.and_then(|device| device.votes) == Some(1);
    let is_refused = config.net.has_host && !config.ffsplit_has_its_votes();
    is_refused.then(|| idle(shape, Severity::Error, if has_one { QUORUM_VOTES } else { VOTES }))
}

/// The side that has the vote is cut off and keeps it, and a witness that starts anew gives it to the other.
pub(super) fn last_man<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_it = match algorithm(shape)? {
        Algorithm::Lms => true,
        // The witness refuses it where there are not two nodes.
        Algorithm::TwoNodeLms => shape.len() == 2,
        _ => false,
    };
    let one = lowest(shape.all);
    let others = shape.all & !one;
    let holders = match (shape.len(), shape.config.net.tie_breaker?) {
        (0 | 1, _) => return None,
        (2, TieBreak::Lowest) => one,
        (2, TieBreak::Highest) => others,
        // Of two nodes neither has the vote where it prefers another.
        (2, TieBreak::Node(node)) => Some(shape.set_of(node)).filter(|node| *node != 0)?,
        _ => others,
    };
    let beats = Beats::new([
        Beat::Up(shape.all),
        Beat::Split(one),
        Beat::Cut(holders),
        Beat::Witness(WitnessEvent::Up),
    ]);
    let severity = if shape.len() == 2 { Severity::Warning } else { Severity::Note };
    // Who lost the vote under wait_for_all waits for all again.
    let can_be = is_it
        && !shape.wait_for_all
        && [one, others]
            .into_iter()
            .all(|side| shape.votes_of(side).saturating_add(shape.device_votes) >= shape.quorum);
    can_be.then(|| Found::new(severity, Harm::SplitBrain, ALGORITHM, beats))
}

pub(super) fn tie_breaker<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let algorithm = algorithm(shape)?;
    let TieBreak::Node(node) = shape.config.net.tie_breaker? else { return None };
    let half = first(shape.len() / 2);
    let beats = Beats::new([Beat::Up(shape.all), Beat::Split(half)]);
    let (harm, beats) = match algorithm {
        Algorithm::Ffsplit => (Harm::NoEffect, beats),
        _ => (Harm::Blocked, beats.and(Beat::Wait(shape.config.device_settles()?))),
    };
    let found = Found::new(Severity::Warning, harm, TIE_BREAKER, beats).with(node.0, 0);
    (shape.set_of(node) == 0 && shape.len() % 2 == 0).then_some(found)
}

/// The survivors stop waiting before the witness can be sure that the dead have no vote.
pub(super) fn sync_timeout<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let algorithm = algorithm(shape)?;
    let heartbeat = Millis::from(shape.config.qdevice_heartbeat()?);
    let left = match algorithm {
        Algorithm::Ffsplit if shape.len() % 2 == 0 => shape.all & !first(shape.len() / 2),
        Algorithm::Lms => highest(shape.all),
        _ => return None,
    };
    // A lease ends after 2 heartbeats and a fourth.
    let needed = heartbeat.saturating_mul(9) / 4;
    let given = shape.config.options().device?.sync_timeout;
    let beats = Beats::new([Beat::Up(shape.all), Beat::Crash(shape.all & !left), Beat::Wait(given.max(1))]);
    let found = Found::new(Severity::Warning, Harm::Blocked, SYNC_TIMEOUT, beats);
    (given < needed && shape.len() > 1).then(|| found.with(u32::try_from(needed).unwrap_or(u32::MAX), left))
}

/// The machine that is to decide between the nodes goes with one of them.
pub(super) fn inside<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    algorithm(shape)?;
    let node: Set = shape.set_of(shape.config.net.inside?);
    let lacks = shape.quorum.saturating_sub(shape.device_votes).max(1);
    let left = shape.subset(0, shape.all & !node, lacks, shape.quorum.checked_sub(1)?)?;
    let beats =
        Beats::new([Beat::Up(shape.all), Beat::Witness(WitnessEvent::Down), Beat::Crash(shape.all & !left)]);
    Some(Found::new(Severity::Error, Harm::Blocked, HOST, beats).with(0, left))
}

/// corosync-qdevice exits on the error that its list of nodes is answered with, so nobody has the device's votes.
pub(super) fn not_two<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    if algorithm(shape)? != Algorithm::TwoNodeLms || shape.len() == 2 {
        return None;
    }
    let Some(left) = shape.in_need() else {
        return Some(idle(shape, Severity::Error, ALGORITHM));
    };
    let (up, rest) = (Beats::new([Beat::Up(shape.all)]), shape.all & !left);
    let beats = if rest == 0 { up } else { up.and(Beat::Crash(rest)) };
    Some(Found::new(Severity::Error, Harm::Blocked, ALGORITHM, beats).with(0, left))
}
