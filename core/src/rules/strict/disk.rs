//! The memory as bytes of a snapshot, and back.

use super::Strict;
use crate::base::{NodeId, NodeSet, RingId};
use crate::rules::roster::Entry;
use crate::wire::{Change, Memory, Sink, Source};

impl<const N: usize> Strict<N> {
    pub(super) fn write_memory(&self, sink: &mut Sink<'_>) {
        let Memory { epoch, ballot, change } = self.agreed.own;
        sink.number(epoch.into());
        if epoch == 0 {
            return;
        }
        sink.number(self.agreed.electors.len().into());
        let mut last = 0;
        for rank in 0..self.roster.len() {
            let place = self.roster.ranked(self.agreed.electors, rank);
            let Some(Entry { id, votes, .. }) = place.and_then(|place| self.roster.at(place)) else {
                break;
            };
            let has_votes = *votes != 1;
            sink.number(u64::from(id.0.wrapping_sub(last)) << 1 | u64::from(has_votes));
            if has_votes {
                sink.number((*votes).into());
            }
            last = id.0;
        }
        sink.number(change.drop);
        for word in [change.node.0, change.votes, ballot.node.0] {
            sink.number(word.into());
        }
        sink.number(ballot.seq);
        sink.number(self.agreed.cluster.into());
    }

    /// Takes back a memory; `None`: the bytes are none, of a cluster with another name, or have more nodes than fit.
    /// Then nothing has changed.
    pub(super) fn read_memory(&mut self, source: Source<'_>) -> Option<()> {
        let (mut new, mut last) = (0_usize, 0);
        let (memory, mut rest) = each_elector(source, |node, _| {
            new = new.saturating_add(usize::from(self.roster.place_of(node).is_none()));
            let ascends = node.0 > last;
            last = node.0;
            ascends
        })?;
        let cluster = if memory.epoch == 0 { 0 } else { rest.word()? };
        let is_other = cluster != 0 && self.agreed.cluster != 0 && cluster != self.agreed.cluster;
        if is_other || self.roster.len().saturating_add(new) > N || !rest.is_empty() {
            return None;
        }
        let mut electors = NodeSet::EMPTY;
        each_elector(source, |node, votes| {
            let place = self.roster.place_of(node);
            let place = place.unwrap_or_else(|| self.roster.add(Entry::new(node, votes), NodeSet::EMPTY));
            if let Some(entry) = self.roster.at_mut(place) {
                entry.votes = votes;
            }
            electors.set(place, true);
            true
        })?;
        self.agreed.electors = electors;
        self.relist_votes(electors);
        self.agreed.own = memory;
        self.know_node(&memory.change);
        Some(())
    }
}

/// Reads a memory and hands out its electors; `false` ends it.
fn each_elector<'b>(
    mut source: Source<'b>,
    mut take: impl FnMut(NodeId, u32) -> bool,
) -> Option<(Memory, Source<'b>)> {
    let epoch = source.word()?;
    if epoch == 0 {
        return Some((Memory::BLANK, source));
    }
    let mut last = 0_u32;
    for _ in 0..source.number()?.min(64) {
        let word = source.number()?;
        last = last.checked_add(u32::try_from(word >> 1).ok()?)?;
        let votes = if word & 1 == 1 { source.word()? } else { 1 };
        if !take(NodeId(last), votes) {
            return None;
        }
    }
    let change = Change { drop: source.number()?, node: NodeId(source.word()?), votes: source.word()? };
    let ballot = RingId { node: NodeId(source.word()?), seq: source.number()? };
    Some((Memory { epoch, ballot, change }, source))
}
