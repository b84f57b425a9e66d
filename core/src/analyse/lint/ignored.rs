//! Entries that votequorum passes over in silence.

use super::code::{FindingCode, Harm, Severity};
use super::found::Found;
use super::shape::Shape;
use super::story::{Beat, Beats};
use crate::config::notes::{self, Ignored};

pub(super) fn of_note<const N: usize>(shape: &Shape<'_, N>, note: notes::Note) -> (FindingCode, Found) {
    use {FindingCode as F, Severity::*};
    // Only its likeness tells a mistake in a node section from a key of somebody else.
    let of_node = if note.meant().is_empty() { Note } else { Warning };
    let (code, key, severity) = match note.what {
        Ignored::QuorumKey => (F::UnknownQuorumKey, "quorum", Warning),
        Ignored::NodeKey => (F::UnknownNodeKey, "nodelist.node", of_node),
        Ignored::DeviceKey => (F::UnknownDeviceKey, "quorum.device", Warning),
        Ignored::Section => (F::UnknownSection, "", Warning),
        Ignored::Misplaced => (F::MisplacedKey, "", Warning),
        Ignored::TieBreakers => (F::TieBreakerCutShort, "quorum.auto_tie_breaker_node", Warning),
        Ignored::Corosync1 => (F::Corosync1Entry, "", Note),
        Ignored::Comment => (F::CommentInValue, "", Warning),
        Ignored::Again => (F::KeyAgain, "", Warning),
        Ignored::InNode => (F::SectionInNode, "nodelist.node", Error),
        Ignored::InUidgid => (F::SectionInUidgid, "uidgid", Error),
        Ignored::NoName => (F::NoName, "nodelist.node.name", Error),
        Ignored::NoBreakSpace => (F::NoBreakSpace, "", Warning),
    };
    let harm = match code {
        F::NoName | F::SectionInUidgid => Harm::DoesNotStart,
        _ => Harm::NoEffect,
    };
    (code, Found::new(severity, harm, key, Beats::new([Beat::Up(shape.all)])))
}

pub(super) fn more<const N: usize>(shape: &Shape<'_, N>) -> Option<Found> {
    let more = u32::from(shape.config.notes.more());
    let found = Found::new(Severity::Warning, Harm::NoEffect, "", Beats::new([Beat::Up(shape.all)]));
    (more != 0).then(|| found.with(more, 0))
}
