//! auto_tie_breaker: what can split, and what votequorum does not take.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Set, Shape, highest, lowest, size};
use super::story::{Beat, Beats};
use crate::config::TieBreaker;

const KEY: &str = "quorum.auto_tie_breaker";
pub(super) const NODE: &str = "quorum.auto_tie_breaker_node";

/// The tie breaker's node and half of the votes, rounded down.
fn tie<const N: usize>(shape: &Shape<'_, N>) -> Option<(Set, u32)> {
    let node = shape.tie_breaker.filter(|node| *node != 0)?;
    let half = shape.met / 2;
    (half > 0).then_some((node, half))
}

/// Whether a side that loses these nodes at once still breaks a tie: votequorum's guard.
fn breaks_tie_after_losing<const N: usize>(shape: &Shape<'_, N>, lost: Set) -> bool {
    size(lost) < shape.quorum
}

/// Half less one with the tie breaker wins, and the other side has a majority.
pub(super) fn odd_votes<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (node, half) = tie(shape)?;
    if shape.met % 2 == 0 || half == shape.quorum {
        return None;
    }
    let side = shape.subset(node, shape.all, half, half)?;
    let other = shape.all & !side;
    let late = shape.last_voter(other);
    if shape.votes_of(other) < shape.quorum || !breaks_tie_after_losing(shape, other & !late) {
        return None;
    }
    let mut beats = Beats::new([Beat::Up(shape.all)]);
    if other != late && shape.votes_of(shape.all & !late) >= shape.quorum {
        beats = beats.and(Beat::Split(shape.all & !late));
    }
    let beats = beats.and(Beat::Split(side));
    Some(Found::new(Severity::Error, Harm::SplitBrain, KEY, beats).with(shape.met, side))
}

/// Each node remembers the lowest of its own last quorate view: both halves can have theirs.
pub(super) fn moves<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (node, half) = tie(shape)?;
    let (second, is_next) = match shape.config.tie_breaker() {
        TieBreaker::Lowest => (lowest(shape.all & !node), true),
        TieBreaker::Highest => (highest(shape.all & !node), false),
        _ => return None,
    };
    if shape.met != shape.votes || shape.met % 2 == 1 {
        return None;
    }
    let other = shape.subset(second, shape.all & !node, half, half)?;
    let side = shape.all & !other;
    // Someone who goes over, and would not be the lowest (or the highest) there.
    let late = shape.last_voter(side & !node);
    let stays_second = match is_next {
        true => lowest(other | late) == second,
        false => highest(other | late) == second,
    };
    if late == 0 || !stays_second {
        return None;
    }
    let beats = Beats::new([Beat::Up(shape.all), Beat::Split(side & !late), Beat::Split(side)]);
    Some(Found::new(Severity::Error, Harm::SplitBrain, key(shape), beats).with(shape.met, side))
}

/// The key that chooses the node, where it is written.
pub(super) fn key<const N: usize>(shape: &Shape<'_, N>) -> &'static str {
    match shape.config.notes.line_of(NODE) {
        0 => KEY,
        _ => NODE,
    }
}

/// The first of the list, and another of it.
pub(super) fn first_and_next<const N: usize>(shape: &Shape<'_, N>) -> Option<(Set, Set)> {
    let TieBreaker::List(list) = shape.config.tie_breaker() else {
        return None;
    };
    let mut known = list.iter().map(|id| shape.set_of(*id)).filter(|set| *set != 0);
    let first = known.next()?;
    known.find(|set| *set != first).map(|next| (first, next))
}

/// Two halves that start apart: nobody remembers the other half's tie breaker.
pub(super) fn list_at_start<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (first, next) = first_and_next(shape)?;
    let half = shape.met / 2;
    let is_whole = shape.met == shape.votes && shape.expected_votes == shape.met;
    if shape.wait_for_all || !is_whole || shape.met % 2 == 1 {
        return None;
    }
    let side = shape.subset(first, shape.all & !next, half, half)?;
    let beats = Beats::new([Beat::Split(side), Beat::Up(shape.all)]);
    Some(Found::new(Severity::Error, Harm::SplitBrain, NODE, beats).with(shape.met, first | next))
}

/// Somebody who was away does not remember that the first of the list may be elsewhere.
pub(super) fn list<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (first, next) = first_and_next(shape)?;
    let half = shape.met / 2;
    if !shape.wait_for_all || shape.met != shape.votes || shape.met % 2 == 1 {
        return None;
    }
    let side = shape.subset(first, shape.all & !next, half, half)?;
    let other = shape.all & !side;
    let late = shape.last_voter(other & !next);
    let lost = other & !late;
    if late == 0 || !breaks_tie_after_losing(shape, lost) || shape.votes_of(shape.all & !late) < shape.quorum
    {
        return None;
    }
    let all = shape.all;
    let beats = Beats::new([Beat::Up(all), Beat::Split(all & !late), Beat::Split(side)]);
    Some(Found::new(Severity::Error, Harm::SplitBrain, NODE, beats).with(shape.met, first | next))
}

/// Steps that end in a tie, or in as near to one as there is.
fn even_split<const N: usize>(shape: &Shape<'_, N>) -> Beats {
    let half = shape.met / 2;
    let side = shape.subset(lowest(shape.all), shape.all, half, half).unwrap_or(lowest(shape.all));
    Beats::new([Beat::Up(shape.all), Beat::Split(side)])
}

/// votequorum disables it on odd votes without wait_for_all.
pub(super) fn off<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_written = *shape.config.tie_breaker_as_written() != TieBreaker::Off;
    // Beside two_node it is not idle: it disables that, and two_node has to go first.
    if !is_written || shape.tie_breaker.is_some() || shape.config.options().two_node {
        return None;
    }
    let found = Found::new(Severity::Warning, Harm::NoEffect, KEY, even_split(shape));
    Some(found.with(shape.config.nodelist_votes(), 0))
}

pub(super) fn not_understood<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_off = *shape.config.tie_breaker_as_written() == TieBreaker::Off;
    (shape.config.options().auto_tie_breaker && is_off)
        .then(|| Found::new(Severity::Warning, Harm::NoEffect, NODE, even_split(shape)))
}

pub(super) fn unused<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_written = shape.config.notes.line_of(NODE) != 0;
    (is_written && !shape.config.options().auto_tie_breaker)
        .then(|| Found::new(Severity::Warning, Harm::NoEffect, NODE, even_split(shape)))
}

/// A list that names a node which the nodelist does not have: it never decides.
pub(super) fn not_a_node<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let TieBreaker::List(list) = shape.config.tie_breaker_as_written() else {
        return None;
    };
    let stranger = list.iter().find(|id| shape.set_of(**id) == 0)?;
    let found = Found::new(Severity::Warning, Harm::NoEffect, NODE, even_split(shape));
    (!shape.config.nodes().is_empty()).then(|| found.with(stranger.0, 0))
}
