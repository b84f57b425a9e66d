//! What makes expected votes shrink: last_man_standing, allow_downscale, tracking.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Shape, first, majority};
use super::story::{Beat, Beats};

const LAST_MAN_STANDING: &str = "quorum.last_man_standing";

/// A majority shrinks to itself and parts again; each part takes others along.
pub(super) fn last_man_standing<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let options = shape.config.options();
    let is_simple = shape.has_one_vote_each() && shape.met == shape.votes && !shape.two_node;
    if !options.last_man_standing || !is_simple || shape.len() < 4 {
        return None;
    }
    let size = majority(shape.votes);
    let survivors = first(usize::try_from(size).unwrap_or(0));
    let side = first(usize::try_from(majority(size)).unwrap_or(0));
    let beats = Beats::new([Beat::Up(shape.all), Beat::Scatter(survivors)])
        .and(Beat::Wait(options.last_man_standing_window))
        .and(Beat::Split(side));
    Some(Found::new(Severity::Error, Harm::SplitBrain, LAST_MAN_STANDING, beats).with(size, survivors))
}

/// The window passes again and again, and of the last two one fails.
pub(super) fn stops_at_two<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let options = shape.config.options();
    let is_simple = shape.has_one_vote_each() && shape.met == shape.votes && shape.is_plain();
    if !options.last_man_standing || !is_simple || shape.len() < 2 {
        return None;
    }
    let mut beats = Beats::new([Beat::Up(shape.all)]);
    let mut left = shape.votes;
    // A story has room for no more.
    while (3..=8).contains(&left) {
        let lost =
            first(usize::try_from(left).unwrap_or(0)) & !first(usize::try_from(majority(left)).unwrap_or(0));
        beats = beats.and(Beat::Crash(lost)).and(Beat::Wait(options.last_man_standing_window));
        left = majority(left);
    }
    let rest = first(usize::try_from(left).unwrap_or(0)) & !1;
    let beats = beats.and(Beat::Crash(rest));
    Some(Found::new(Severity::Note, Harm::Blocked, LAST_MAN_STANDING, beats).with(1, 1))
}

/// A node with more than one vote disables it for good.
pub(super) fn last_man_standing_off<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let options = shape.config.options();
    let heavy = shape.each().find(|(_, node)| node.votes > 1).map(|(set, _)| set)?;
    if !options.last_man_standing {
        return None;
    }
    let half = shape.subset(0, shape.all, shape.quorum, shape.votes.saturating_sub(1)).unwrap_or(shape.all);
    let beats = Beats::new([Beat::Up(shape.all)])
        .and(Beat::Crash(shape.all & !half))
        .and(Beat::Wait(options.last_man_standing_window));
    Some(Found::new(Severity::Warning, Harm::NoEffect, LAST_MAN_STANDING, beats).with(0, heavy))
}

pub(super) fn window_unused<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    const KEY: &str = "quorum.last_man_standing_window";
    let options = shape.config.options();
    let is_written = shape.config.notes.line_of(KEY) != 0;
    let last = super::shape::highest(shape.all);
    let beats = Beats::new([Beat::Up(shape.all), Beat::Crash(last)])
        .and(Beat::Wait(options.last_man_standing_window));
    (is_written && !options.last_man_standing).then(|| Found::new(Severity::Note, Harm::NoEffect, KEY, beats))
}

/// Nodes leave cleanly, and those that stay are blocked all the same: quorum never falls.
pub(super) fn allow_downscale<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_alone = shape.is_plain() && shape.met == shape.votes;
    if !shape.config.options().allow_downscale || !is_alone {
        return None;
    }
    let left =
        shape.subset(0, shape.all, 1, shape.quorum.checked_sub(1)?).filter(|left| *left != shape.all)?;
    let beats = Beats::new([Beat::Up(shape.all), Beat::Leave(shape.all & !left)]);
    let found = Found::new(Severity::Warning, Harm::Blocked, "quorum.allow_downscale", beats);
    Some(found.with(shape.votes_of(left), left))
}

pub(super) fn tracking<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let options = shape.config.options();
    let beats = Beats::new([Beat::Up(shape.all), Beat::Crash(shape.all), Beat::Up(shape.all)]);
    (options.expected_votes_tracking && !options.allow_downscale && options.expected_votes == 0)
        .then(|| Found::new(Severity::Note, Harm::NoEffect, "quorum.expected_votes_tracking", beats))
}
