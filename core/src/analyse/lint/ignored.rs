//! Entries that votequorum passes over in silence.

use super::code::{FindingCode, Harm, Severity};
use super::found::Found;
use super::shape::Shape;
use super::story::{Beat, Beats};
use crate::config::notes::{Ignored, Note};

pub(super) fn of_note<const N: usize>(shape: &Shape<'_, N>, note: Note) -> (FindingCode, Found) {
    let (code, key) = match note.what {
        Ignored::QuorumKey => (FindingCode::UnknownQuorumKey, "quorum"),
        Ignored::NodeKey => (FindingCode::UnknownNodeKey, "nodelist.node"),
        Ignored::DeviceKey => (FindingCode::UnknownDeviceKey, "quorum.device"),
        Ignored::Section => (FindingCode::UnknownSection, ""),
        Ignored::Misplaced => (FindingCode::MisplacedKey, ""),
        Ignored::TieBreakers => (FindingCode::TieBreakerCutShort, "quorum.auto_tie_breaker_node"),
        Ignored::Corosync1 => (FindingCode::Corosync1Entry, ""),
        Ignored::Comment => (FindingCode::CommentInValue, ""),
        Ignored::Again => (FindingCode::KeyAgain, ""),
    };
    // Only its likeness tells a mistake in a node section from a key of somebody else.
    let severity = match note.what {
        Ignored::Corosync1 => Severity::Note,
        Ignored::NodeKey if note.meant().is_empty() => Severity::Note,
        _ => Severity::Warning,
    };
    (code, Found::new(severity, Harm::NoEffect, key, Beats::new([Beat::Up(shape.all)])))
}

pub(super) fn more<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let more = u32::from(shape.config.notes.more());
    let found = Found::new(Severity::Warning, Harm::NoEffect, "", Beats::new([Beat::Up(shape.all)]));
    (more != 0).then(|| found.with(more, 0))
}
