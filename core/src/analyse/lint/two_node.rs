//! two_node and wait_for_all.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Set, Shape, first, highest};
use super::story::{Beat, Beats};
use super::witness::is_asked;

const TWO_NODE: &str = "quorum.two_node";
const WAIT_FOR_ALL: &str = "quorum.wait_for_all";

pub(super) fn not_two<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    if !shape.two_node || shape.len() == 2 || !can_start(shape) {
        return None;
    }
    let size = shape.len();
    let found = match size {
        0 => return None,
        // Alone with its one vote it is quorate in any case, and has waited for all.
        1 if shape.votes != 1 || shape.met != 1 => return None,
        1 => {
            let beats = Beats::new([Beat::Up(shape.all)]);
            Found::new(Severity::Note, Harm::NoEffect, TWO_NODE, beats)
        }
        _ => {
            let one = shape.last_voter(shape.all);
            shape.subset(0, shape.all & !one, 1, u32::MAX)?;
            let beats = Beats::new([Beat::Up(shape.all), Beat::Scatter(one)]);
            Found::new(Severity::Error, Harm::SplitBrain, TWO_NODE, beats)
        }
    };
    Some(found.with(u32::try_from(size).unwrap_or(u32::MAX), 0))
}

/// Whether a start of all nodes makes them quorate under wait_for_all.
fn can_start<const N: usize>(shape: &Shape<'_, N>) -> bool {
    !shape.wait_for_all || shape.met == shape.votes
}

/// Two nodes with votes, two_node in force: the one of them as a set.
fn pair<const N: usize>(shape: &Shape<'_, N>) -> Option<Set> {
    let vote = shape.nodes.iter().all(|node| node.votes > 0);
    (shape.two_node && shape.len() == 2 && vote).then_some(1)
}

pub(super) fn without_wait_for_all<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let one = pair(shape).filter(|_| !shape.wait_for_all)?;
    let beats = Beats::new([Beat::Split(one), Beat::Up(shape.all)]);
    Some(Found::new(Severity::Warning, Harm::SplitBrain, WAIT_FOR_ALL, beats))
}

pub(super) fn needs_fencing<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let one = pair(shape).filter(|_| can_start(shape))?;
    let beats = Beats::new([Beat::Up(shape.all), Beat::Split(one)]);
    Some(Found::new(Severity::Note, Harm::SplitBrain, TWO_NODE, beats).with(0, shape.all))
}

pub(super) fn dropped<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    if !shape.config.options().two_node || shape.two_node {
        return None;
    }
    let last = highest(shape.all);
    let rest = shape.all & !last;
    // votequorum takes wait_for_all from it before it drops it.
    let (harm, beats) = match shape.config.options().wait_for_all {
        Some(_) => (Harm::NoEffect, Beats::new([Beat::Up(shape.all), Beat::Crash(rest)])),
        None => (Harm::OnlyWaitForAll, Beats::new([Beat::Up(rest), Beat::Up(last)])),
    };
    Some(Found::new(Severity::Warning, harm, TWO_NODE, beats))
}

/// After a stop of all nodes one of them does not come back: all others wait.
pub(super) fn wait_for_all_needs_all<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let dead = shape.last_voter(shape.all);
    let rest = shape.all & !dead;
    // A witness votes for those that are back, and that counts.
    let settled = shape.config.device_settles().filter(|_| is_asked(shape));
    let device = if settled.is_some() { shape.device_votes } else { 0 };
    let votes = shape.votes_of(rest).saturating_add(device);
    if !shape.wait_for_all || rest == 0 || votes >= shape.expected_votes {
        return None;
    }
    let mut beats = Beats::new([Beat::Up(shape.all), Beat::Crash(shape.all), Beat::Up(rest)]);
    if let Some(time) = settled {
        beats = beats.and(Beat::Wait(time));
    }
    let key = match shape.config.options().wait_for_all {
        Some(_) => WAIT_FOR_ALL,
        None => TWO_NODE,
    };
    Some(Found::new(Severity::Note, Harm::Blocked, key, beats).with(0, dead))
}

/// Of a bare majority one goes and another comes: for a moment the rest is below quorum, and is armed again.
pub(super) fn wait_for_all_disagrees<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_simple = shape.is_plain() && shape.has_one_vote_each() && shape.met == shape.votes;
    if !shape.wait_for_all || shape.len() < 3 || !is_simple {
        return None;
    }
    let bare = first(usize::try_from(shape.quorum).unwrap_or(0));
    let changed = (bare & !highest(bare)) | highest(shape.all);
    let beats = Beats::new([Beat::Up(shape.all), Beat::Split(bare), Beat::Split(changed)]);
    Some(Found::new(Severity::Note, Harm::Disagreement, WAIT_FOR_ALL, beats))
}
