//! No quorum provider: corosync runs without votequorum. No nodelist, or no address: corosync does not run.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Shape, lowest};
use super::story::{Beat, Beats};

pub(super) const ADDRESS: &str = "nodelist.node.ring0_addr";

/// corosync asks nobody then, and calls every partition quorate. A config made in code has no such line to miss.
pub(super) fn missing<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let beats = Beats::new([Beat::Up(shape.all), Beat::Scatter(lowest(shape.all))]);
    let found = Found::new(Severity::Error, Harm::AlwaysQuorate, "quorum.provider", beats);
    shape.config.notes.lacks_provider().then_some(found)
}

/// corosync 3 looks for the local node there, whatever else says who the nodes are.
pub(super) fn no_nodelist<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let is_missing = shape.config.notes.is_text() && shape.config.nodes().is_empty();
    let beats = Beats::new([Beat::Up(shape.all)]);
    is_missing.then(|| Found::new(Severity::Error, Harm::DoesNotStart, "nodelist", beats))
}

/// corosync 3 takes ring0_addr for the local node's name.
pub(super) fn no_address<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let beats = Beats::new([Beat::Up(shape.all)]);
    let found = Found::new(Severity::Error, Harm::DoesNotStart, ADDRESS, beats);
    (shape.config.notes.no_address() != 0).then_some(found)
}
