//! No quorum provider: corosync runs without votequorum.

use super::code::{Harm, Severity};
use super::found::Found;
use super::shape::{Shape, lowest};
use super::story::{Beat, Beats};

/// corosync asks nobody then, and calls every partition quorate. A config made in code has no such line to miss.
pub(super) fn missing<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let beats = Beats::new([Beat::Up(shape.all), Beat::Scatter(lowest(shape.all))]);
    let found = Found::new(Severity::Error, Harm::AlwaysQuorate, "quorum.provider", beats);
    shape.config.notes.lacks_provider().then_some(found)
}
