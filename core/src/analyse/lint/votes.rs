//! Votes and expected votes.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Set, Shape, majority};
use super::story::{Beat, Beats};
use super::witness::is_asked;
use crate::config::TieBreaker;
use crate::simulate::DeviceEvent;

const EXPECTED_VOTES: &str = "quorum.expected_votes";
const QUORUM_VOTES: &str = "nodelist.node.quorum_votes";

fn is_tracking<const N: usize>(shape: &Shape<'_, N>) -> bool {
    let options = shape.config.options();
    options.allow_downscale || options.expected_votes_tracking
}

/// Parts that never met have quorum each: quorum counts from expected_votes until all were seen.
pub(super) fn expected_below<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let expected = shape.config.options().expected_votes;
    let has_list = !shape.config.nodes().is_empty();
    if expected == 0 || expected >= shape.votes || shape.device_votes != 0 || !has_list || is_tracking(shape)
    {
        return None;
    }
    // Without wait_for_all, two_node lets both nodes act in any case: that has a finding of its own.
    if shape.two_node && !shape.wait_for_all {
        return None;
    }
    let enough = match shape.wait_for_all {
        true => expected,
        false => majority(expected),
    };
    let at_start = || {
        let most = shape.votes.checked_sub(enough)?;
        let side = shape.subset(0, shape.all, enough, most)?;
        let waits_for_part = if shape.wait_for_all { shape.all } else { side };
        Some((waits_for_part, Beats::new([Beat::Split(side), Beat::Up(shape.all)])))
    };
    let (side, beats) = at_start().or_else(|| below_in_two_steps(shape, expected))?;
    let found = Found::new(Severity::Error, Harm::SplitBrain, EXPECTED_VOTES, beats);
    Some(found.with(shape.votes, side))
}

/// With wait_for_all: enough start together for a quorum that is too low, and the last joins one half of them.
fn below_in_two_steps<const N: usize>(shape: &Shape<'_, N>, expected: u32) -> Option<(Set, Beats)> {
    let late = shape.last_voter(shape.all);
    let early = shape.all & !late;
    let early_votes = shape.votes_of(early);
    if !shape.wait_for_all || shape.tie_breaker.is_some() || shape.two_node || early_votes < expected {
        return None;
    }
    let enough = majority(early_votes);
    let side = shape.subset(0, early, enough, shape.votes.checked_sub(enough)?)?;
    if side == early {
        return None;
    }
    Some((side, Beats::new([Beat::Split(early), Beat::Up(shape.all), Beat::Split(side)])))
}

/// Never quorate, or fewer may fail than the votes allow.
pub(super) fn expected_above<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let expected = shape.config.options().expected_votes;
    let there = shape.votes.saturating_add(shape.device_votes);
    if expected <= there || shape.config.nodes().is_empty() || is_tracking(shape) {
        return None;
    }
    let wins_tie = has_listed_tie_breaker(shape) && there == expected / 2;
    let never = shape.wait_for_all || (there < shape.quorum && !shape.two_node && !wins_tie);
    let mut beats = Beats::new([Beat::Up(shape.all)]);
    if shape.device_votes != 0 && !is_asked(shape) {
        beats = beats.and(Beat::Device(DeviceEvent::On, shape.all));
    }
    if never {
        let found = Found::new(Severity::Error, Harm::Blocked, EXPECTED_VOTES, beats);
        return Some(found.with(there, 0));
    }
    let most = shape.quorum.checked_sub(1).filter(|_| shape.is_plain())?;
    let left = shape.subset(0, shape.all, majority(there), most)?;
    let beats = beats.and(Beat::Crash(shape.all & !left));
    Some(Found::new(Severity::Warning, Harm::Blocked, EXPECTED_VOTES, beats).with(there, left))
}

/// votequorum does not read it where it tracks expected votes.
pub(super) fn expected_unused<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_written = shape.config.options().expected_votes != 0;
    let is_unused = is_written && is_tracking(shape) && !shape.config.nodes().is_empty();
    let beats = Beats::new([Beat::Up(shape.all)]);
    is_unused.then(|| Found::new(Severity::Warning, Harm::NoEffect, EXPECTED_VOTES, beats))
}

/// A node whose loss blocks all others.
fn heavy<const N: usize>(shape: &Shape<'_, N>) -> Option<(Set, u32)> {
    let heavy = shape.each().find(|(_, node)| node.votes >= shape.quorum);
    let (set, votes) = heavy.map(|(set, node)| (set, node.votes))?;
    let rest = shape.votes.saturating_sub(votes);
    let wins_tie = shape.tie_breaker.is_some() && rest == shape.met / 2;
    let is_harmful = shape.len() > 1 && !shape.two_node && shape.device_votes == 0 && !wins_tie;
    is_harmful.then_some((set, votes))
}

pub(super) fn heavy_node<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (node, votes) = heavy(shape)?;
    let beats = Beats::new([Beat::Up(shape.all), Beat::Crash(node)]);
    Some(Found::new(Severity::Warning, Harm::Blocked, QUORUM_VOTES, beats).with(votes, node))
}

/// There is no vote at all, and no node that half of none is enough for.
fn has_no_votes<const N: usize>(shape: &Shape<'_, N>) -> bool {
    let is_given = shape.config.options().expected_votes != 0;
    shape.votes == 0
        && shape.device_votes == 0
        && !is_given
        && shape.all != 0
        && !has_listed_tie_breaker(shape)
}

/// Lowest and highest are known from the first majority on; a list is known at once.
fn has_listed_tie_breaker<const N: usize>(shape: &Shape<'_, N>) -> bool {
    matches!(shape.config.tie_breaker(), TieBreaker::List(_))
        && shape.tie_breaker.is_some_and(|node| node != 0)
}

/// Most of the nodes can be a minority of the votes.
pub(super) fn differ<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    if has_no_votes(shape) {
        let beats = Beats::new([Beat::Up(shape.all)]);
        return Some(Found::new(Severity::Error, Harm::Blocked, QUORUM_VOTES, beats).with(0, shape.all));
    }
    let light = shape.lightest((shape.len() / 2).saturating_add(1));
    let votes = shape.votes_of(light);
    let is_whole = shape.met == shape.votes && shape.is_plain() && light != shape.all;
    if votes >= shape.quorum || !is_whole || heavy(shape).is_some() {
        return None;
    }
    let beats = Beats::new([Beat::Up(shape.all), Beat::Crash(shape.all & !light)]);
    Some(Found::new(Severity::Note, Harm::Blocked, QUORUM_VOTES, beats).with(votes, light))
}

/// Two halves, and nothing that decides between them.
pub(super) fn even<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_even = shape.met == shape.votes && shape.met % 2 == 0 && shape.met != 0;
    if !is_even || !shape.is_plain() || shape.len() < 2 {
        return None;
    }
    let half = shape.subset(1, shape.all, shape.met / 2, shape.met / 2)?;
    let beats = Beats::new([Beat::Up(shape.all), Beat::Split(half)]);
    Some(Found::new(Severity::Note, Harm::Blocked, QUORUM_VOTES, beats).with(shape.met, half))
}

/// votequorum keeps quorum in 8 bits; what is to be seen here is the number that it means.
pub(super) fn over_255<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    if shape.quorum <= 255 || shape.two_node {
        return None;
    }
    let wrapped = shape.quorum & 255;
    let side = shape.subset(0, shape.all, wrapped.max(1), shape.votes.saturating_sub(wrapped.max(1)));
    let mut beats = Beats::new([Beat::Up(shape.all)]);
    if let Some(side) = side {
        beats = beats.and(Beat::Split(side));
    }
    Some(Found::new(Severity::Error, Harm::QuorumWraps, QUORUM_VOTES, beats).with(wrapped, 0))
}
