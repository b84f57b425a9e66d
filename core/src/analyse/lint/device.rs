//! The quorum device: where it takes more than it gives.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::Shape;
use super::story::{Beat, Beats};
use super::witness::{VOTES, is_asked};
use crate::simulate::{DeviceEvent, WitnessEvent};

const EXPECTED_VOTES: &str = "quorum.expected_votes";
/// The witness is silent, and so is the device.
const DOWN: Beat = Beat::Witness(WitnessEvent::Down);
pub(super) const MODEL: &str = "quorum.device.model";

/// The device falls silent, and nodes are blocked that would be quorate without it.
/// That is what `quorate device` is for: it runs on every node.
fn silent<const N: usize>(shape: &Shape<'_, N>, severity: Severity, key: &'static str) -> Option<Found> {
    if shape.is_device_quorates() {
        return None;
    }
    let left = shape.in_need()?;
    let timeout = shape.config.options().device.unwrap_or_default().timeout;
    let beats = match is_asked(shape) {
        true => Beats::new([Beat::Up(shape.all), DOWN]),
        false => Beats::new([
            Beat::Up(shape.all),
            Beat::Device(DeviceEvent::On, shape.all),
            Beat::Device(DeviceEvent::Lost, shape.all),
            Beat::Wait(timeout.max(1)),
        ]),
    };
    // lms and 2nodelms keep a vote until the next view.
    let beats = match left == shape.all && is_asked(shape) {
        true => beats.and(Beat::Reform(left)),
        false => beats.and(Beat::Crash(shape.all & !left)),
    };
    Some(Found::new(severity, Harm::Blocked, key, beats).with(shape.device_votes, left))
}

fn is_odd_with_one<const N: usize>(shape: &Shape<'_, N>) -> bool {
    shape.has_one_vote_each() && shape.votes % 2 == 1 && shape.device_votes == 1
}

pub(super) fn on_odd<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    silent(shape, Severity::Warning, MODEL).filter(|_| is_odd_with_one(shape))
}

/// One vote is right with even votes; with odd ones the device is the fault.
pub(super) fn votes_key<const N: usize>(shape: &Shape<'_, N>) -> &'static str {
    if shape.votes % 2 == 1 { MODEL } else { VOTES }
}

pub(super) fn votes<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    // Without it even all nodes are blocked.
    let severity = if shape.quorum > shape.votes { Severity::Warning } else { Severity::Note };
    silent(shape, severity, votes_key(shape)).filter(|_| !is_odd_with_one(shape))
}

/// All nodes are here, and wait for the device.
pub(super) fn wait_for_all<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let up = Beat::Up(shape.all);
    let beats = if is_asked(shape) { Beats::new([DOWN, up]) } else { Beats::new([up]) };
    let waits = shape.wait_for_all && shape.device_votes != 0 && !shape.is_device_quorates();
    waits.then(|| {
        let found = Found::new(Severity::Note, Harm::Blocked, "quorum.wait_for_all", beats);
        found.with(shape.device_votes, 0)
    })
}

pub(super) fn without_model<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_written = shape.config.notes.line_of(VOTES) != 0;
    let beats = Beats::new([Beat::Up(shape.all)]);
    (is_written && shape.config.options().device.is_none())
        .then(|| Found::new(Severity::Warning, Harm::NoEffect, VOTES, beats))
}

/// What `quorate device` does not start with: votequorum would not do as it says.
pub(super) fn unfit<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let (config, options) = (shape.config, shape.config.options());
    let faults = [
        (options.two_node, "quorum.two_node"),
        (options.wait_for_all == Some(true), "quorum.wait_for_all"),
        (options.auto_tie_breaker, "quorum.auto_tie_breaker"),
        (options.last_man_standing, "quorum.last_man_standing"),
        (options.allow_downscale, "quorum.allow_downscale"),
        (options.expected_votes_tracking, "quorum.expected_votes_tracking"),
        (options.expected_votes != 0 && !config.device_decides(), EXPECTED_VOTES),
        (!config.device_decides(), VOTES),
    ];
    let (_, key) = faults.into_iter().find(|(is_fault, _)| *is_fault)?;
    let found = Found::new(Severity::Error, Harm::NoEffect, key, Beats::new([Beat::Up(shape.all)]));
    let is_asked = shape.is_device_quorates() && !config.nodes().is_empty();
    is_asked.then(|| found.with(config.device_votes_to_decide(), 0))
}
