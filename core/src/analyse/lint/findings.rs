//! All findings of a config, one by one.

use super::check::check;
use super::code::FindingCode;
use super::finding::Finding;
use super::found::Found;
use super::provider::ADDRESS;
use super::shape::Shape;
use super::{ignored, splits, story};
use crate::base::{Nodes, collect};
use crate::config::Config;

impl<const N: usize> Config<N> {
    /// What this config risks under votequorum, in order of codes; unknown keys last.
    #[must_use]
    pub fn lint(&self) -> Findings<'_, N> {
        let shape = Shape::new(self);
        Findings { seen: splits::seen(&shape), shape, next_code: 0, next_note: 0 }
    }
}

/// The findings of a config, one by one.
pub struct Findings<'c, const N: usize> {
    shape: Shape<'c, N>,
    /// What options do together.
    seen: Option<(FindingCode, Found)>,
    next_code: usize,
    next_note: usize,
}

impl<const N: usize> Iterator for Findings<'_, N> {
    type Item = Finding<N>;

    fn next(&mut self) -> Option<Finding<N>> {
        while let Some(code) = FindingCode::ALL.get(self.next_code).copied() {
            self.next_code = self.next_code.saturating_add(1);
            // What the simulator shows is worse than what the check of the same key says.
            let seen = self.seen.take_if(|(seen, _)| *seen == code).map(|(_, found)| found);
            if let Some(found) = seen.or_else(|| check(&self.shape, code)) {
                let notes = &self.shape.config.notes;
                let line = if found.key == ADDRESS { notes.no_address() } else { notes.line_of(found.key) };
                return Some(self.finding(code, found, line, ""));
            }
        }
        let note = *self.shape.config.notes.ignored().get(self.next_note)?;
        self.next_note = self.next_note.saturating_add(1);
        let (code, found) = ignored::of_note(&self.shape, note);
        Some(self.finding(code, found, u32::from(note.line), note.meant()))
    }
}

impl<const N: usize> Findings<'_, N> {
    fn finding(&self, code: FindingCode, found: Found, line: u32, meant: &'static str) -> Finding<N> {
        let all_nodes: Nodes<N> = collect(self.shape.nodes.iter().map(|node| node.id));
        Finding {
            code,
            severity: found.severity,
            harm: found.harm,
            line,
            key: found.key,
            meant,
            votes: found.votes,
            nodes: collect(story::members(&all_nodes, found.nodes)),
            all_nodes,
            beats: found.beats.of(self.shape.all),
        }
    }
}
