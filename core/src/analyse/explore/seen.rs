//! What can be seen of a world: what decides its future, and what should not be.

use super::outcome::FindingKind;
use super::situation::Situation;
use super::world::{Queue, World, has_left, standing};
use crate::base::NodeId;
use crate::engine::{Engine, MESSAGES_MAX};
use crate::rules::strict::Strict;
use crate::rules::strict::canonical::{VIEW, body_words, ring_word};
use crate::simulate::Arbiter;
use crate::wire::{Body, Message, NodeFlags};
use std::format;
use std::string::String;
use std::vec::Vec;

impl<const N: usize, W: Arbiter<N>> World<N, W> {
    /// Whether nobody counts the device's vote, now or after what is on its way. Who has left will stop.
    pub(super) fn device_is_free(&self) -> bool {
        let is_cast = |flags: u16| flags & NodeFlags::DEVICE_CAST_VOTE.0 != 0;
        let casts = |(_, message): &(NodeId, Message)| match message.body {
            Body::Remember { flags, .. } | Body::State { flags, .. } => is_cast(flags),
            _ => false,
        };
        self.cluster.nodes().zip(&self.desks).all(|(node, desk)| {
            let engine = self.cluster.engine(node).filter(|engine| !has_left(engine));
            let queued = || desk.queue.iter().chain(desk.next.iter().flat_map(|next| &next.queue));
            engine.is_none_or(|engine| {
                !queued().any(casts) && !engine.strict().is_some_and(Strict::counts_device)
            })
        })
    }

    /// What should not be, the worst first.
    pub(super) fn fault(&self, relies_on_fencing: bool) -> Option<FindingKind> {
        if self.cluster.has_storage() && self.is_forked() {
            return Some(FindingKind::Fork);
        }
        match self.desks.is_empty() {
            true => Situation::of(&self.cluster).fault(relies_on_fencing),
            false => self.is_split().then_some(FindingKind::Split),
        }
    }

    /// Whether one epoch has two electorates.
    fn is_forked(&self) -> bool {
        let mut known: Vec<Vec<u64>> = Vec::new();
        for node in self.cluster.nodes() {
            let mut words = Vec::new();
            self.cluster.electorate_of(node, &mut |word| words.push(word));
            known.push(words);
        }
        let is_other = |one: &Vec<u64>, other: &Vec<u64>| one.first() == other.first() && one != other;
        known.iter().any(|one| known.iter().any(|other| is_other(one, other)))
    }

    /// Whether two views without a common member are quorate; or whether a member of a quorate view that others are in
    /// already goes on by an older one: to power off all outside that view would not stop it.
    fn is_split(&self) -> bool {
        let quorate = self.cluster.nodes().filter_map(|node| Some((node, self.cluster.engine(node)?)));
        let quorate: Vec<_> = quorate.filter(|(_, engine)| standing(engine) == 2).collect();
        quorate.iter().any(|(node, engine)| {
            quorate.iter().any(|(_, other)| {
                let members = other.members();
                let is_late = engine.ring().seq < other.ring().seq && members.contains(node);
                is_late || !engine.members().iter().any(|member| members.contains(member))
            })
        })
    }

    /// What decides its future. Epochs and ring ids are marked.
    pub(super) fn words(&self, words: &mut Vec<u64>) {
        for (place, node) in self.cluster.nodes().enumerate() {
            // No other word is like this one.
            words.push(u64::MAX >> 3);
            words.push(self.desks.get(place).map_or(0, |desk| desk.file.into()));
            self.cluster.canonical_habits(node, &mut |word| words.push(word));
            let left = self.cluster.engine(node).filter(|engine| has_left(engine));
            if let (Some(engine), Some(desk)) = (left, self.desks.get(place)) {
                // It says what it has to say, and stops.
                words.push(12);
                match &desk.disk {
                    Some(bytes) => self.disk_words(node, bytes, words),
                    None => engine.canonical_disk(&mut |word| words.push(word)),
                }
                waiting_words(engine, words);
                continue;
            }
            let (engine, desk) = (self.cluster.engine(node), self.desks.get(place));
            let only_acts = desk.is_some_and(|desk| desk.next.is_some() && desk.queue.is_empty());
            match engine.and_then(Engine::strict).filter(|_| only_acts) {
                Some(rules) => rules.behind(&mut |word| words.push(word)),
                None => {
                    self.cluster.canonical_own(node, &mut |word| words.push(word));
                    words.extend(self.cluster.nodes().map(|peer| self.cluster.canonical_peer(node, peer)));
                }
            }
            let (Some(engine), Some(desk)) = (engine, desk) else {
                continue;
            };
            queue_words(&desk.queue, words);
            if let Some(bytes) = &desk.disk {
                words.push(11);
                self.disk_words(node, bytes, words);
                waiting_words(engine, words);
            }
            words.push(u64::from(desk.next.is_some()));
            if let Some(next) = &desk.next {
                // Without ballots it matters of views which of two that members stay behind in is older, and no more.
                let is_fixed = !self.cluster.has_storage();
                words.push(ring_word(VIEW, 0, if is_fixed { engine.ring() } else { next.ring }));
                words.extend(next.members.iter().map(|member| u64::from(member.0)));
                queue_words(&next.queue, words);
            }
            let beside = self.cluster.nodes().filter(|other| {
                self.cluster.engine(*other).is_some() && self.cluster.is_beside(node, *other)
            });
            words.extend(beside.map(|other| u64::from(other.0) | 1 << 40));
        }
    }

    /// The fault as a sentence.
    pub(super) fn sentence(&self, kind: FindingKind) -> String {
        match kind {
            FindingKind::Fork => String::from("one epoch has two electorates"),
            _ => Situation::of(&self.cluster).sentence(kind),
        }
    }

    fn disk_words(&self, node: NodeId, bytes: &[u8], words: &mut Vec<u64>) {
        if let Ok(config) = self.file_of(node) {
            self.cluster.disk_words(node, &config, bytes, &mut |word| words.push(word));
        }
    }

    /// What everybody says, in a line.
    pub(super) fn verdicts(&self) -> String {
        let says = |node: NodeId| match self.cluster.engine(node).map(Engine::brief) {
            Some(brief) => {
                let (ring, code, expected) = (brief.ring, brief.reason.code, brief.expected_votes);
                format!("{node}: {} {code}, expected {expected}, view {ring}", brief.verdict.name())
            }
            None => format!("{node}: down"),
        };
        self.cluster.nodes().map(says).collect::<Vec<String>>().join("; ")
    }
}

/// What it will say once its disk has what it stores.
fn waiting_words<const N: usize>(engine: &Engine<N>, words: &mut Vec<u64>) {
    let mut waiting = engine.clone();
    let mut bytes = std::vec![0; Engine::<N>::SNAPSHOT_MAX];
    if let Some(stored) = engine.write_snapshot(&mut bytes) {
        waiting.saved(stored);
    }
    let outbox = core::iter::from_fn(|| waiting.poll_transmit()).take(MESSAGES_MAX);
    outbox.for_each(|message| body_words(&message.body, &mut |word| words.push(word)));
}

fn queue_words(queue: &Queue, words: &mut Vec<u64>) {
    for (from, message) in queue {
        words.push(u64::from(from.0) | 1 << 41);
        body_words(&message.body, &mut |word| words.push(word));
    }
}
