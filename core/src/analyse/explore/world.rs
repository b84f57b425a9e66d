//! A cluster whose messages may be on their way: every member writes its disk, says a message or hears one in a step
//! of its own, and a view may end, or a machine stop, between any two of them.
//!
//! That is for electorates that change, where members hear any beginning of what was said in a view. All hear it in one
//! order, and who says something puts it last. What cannot make a difference happens at once, so that it makes no
//! states ([`World::settle`]): to write a disk that has the same electorate and attempt already, to say what is not a
//! proposal (who stops before it has said it is like one whom nobody heard), and to hear what changes nothing that
//! outlives the view and makes the verdict no worse (who does not hear it can do less, and tells the same in the next
//! view).

use super::outcome::FindingKind;
use super::situation::Situation;
use crate::base::{NodeId, RingId, collect};
use crate::engine::{Engine, MESSAGES_MAX};
use crate::rules::strict::Strict;
use crate::rules::strict::canonical::body_words;
use crate::simulate::{Cluster, ClusterError, Step};
use crate::verdict::{EngineError, ReasonCode, Verdict};
use crate::wire::{Body, Message};
use core::ops::Deref;
use std::string::String;
use std::vec::Vec;

/// Longer than every timer of an engine.
const LONG: u64 = 1 << 32;

type Queue = Vec<(NodeId, Message)>;

/// A view that the membership layer has formed and the node has not seen yet.
#[derive(Clone)]
struct Next {
    ring: RingId,
    members: Vec<NodeId>,
    queue: Queue,
}

/// What is under way at one node.
#[derive(Clone, Default)]
struct Desk {
    /// Said in its view, and not heard.
    queue: Queue,
    /// What its disk has, where it knows another electorate or attempt by now.
    disk: Option<Vec<u8>>,
    /// It does not see new views.
    stalls: bool,
    next: Option<Next>,
}

/// One step of one node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Move {
    Save,
    Say,
    Take,
    /// Its timers fire, all that are armed.
    Expire,
    /// It begins to leave.
    Quit,
    /// It sees no new views, or does again and takes the newest.
    Stall,
    Enter,
}

/// The cluster, and what is on its way.
#[derive(Clone)]
pub(super) struct World<const N: usize> {
    cluster: Cluster<N>,
    /// One for each node, ascending; none where messages reach all at once.
    desks: Vec<Desk>,
    habits: Habits,
}

/// What happens one by one.
#[derive(Clone, Copy, Default)]
pub(super) struct Habits {
    /// A disk is written in a step of its own, so that what it should have may be lost; a node may also ask to leave
    /// where nobody can let it go, and waits in vain. (Who stops before it has written is like one that has not heard:
    /// nothing it said rests on it. Who waits in vain is like one that stops.)
    pub(super) lost_writes: bool,
    /// Members stay behind in a view while others go on.
    pub(super) stragglers: bool,
}

impl Move {
    pub(super) fn word(self) -> &'static str {
        match self {
            Move::Save => "saves",
            Move::Say => "proposes",
            Move::Take => "hears",
            Move::Expire => "timeout",
            Move::Quit => "leave",
            Move::Stall => "stays behind",
            Move::Enter => "follows",
        }
    }
}

impl<const N: usize> Deref for World<N> {
    type Target = Cluster<N>;

    fn deref(&self) -> &Cluster<N> {
        &self.cluster
    }
}

impl<const N: usize> World<N> {
    /// Messages reach all at once.
    pub(super) fn at_once(cluster: Cluster<N>) -> Self {
        World { cluster, desks: Vec::new(), habits: Habits::default() }
    }

    /// Every message is a step of its own.
    pub(super) fn step_by_step(mut cluster: Cluster<N>, habits: Habits) -> Self {
        cluster.hold();
        let desks = cluster.nodes().map(|_| Desk::default()).collect();
        World { cluster, desks, habits }
    }

    fn ids(&self) -> Vec<NodeId> {
        self.cluster.nodes().collect()
    }

    fn desk(&mut self, node: NodeId) -> Option<&mut Desk> {
        let place = self.cluster.nodes().position(|known| known == node)?;
        self.desks.get_mut(place)
    }

    fn desk_of(&self, node: NodeId) -> Option<&Desk> {
        let place = self.cluster.nodes().position(|known| known == node)?;
        self.desks.get(place)
    }

    /// What this node can do.
    pub(super) fn moves(&self, node: NodeId, moves: &mut Vec<Move>) {
        let Some(engine) = self.cluster.engine(node) else {
            return;
        };
        let Some(desk) = self.desk_of(node) else {
            return;
        };
        let Some(rules) = engine.strict() else {
            return;
        };
        if desk.disk.is_some() && engine.is_unsaved() {
            moves.push(Move::Save);
        }
        if said(engine).is_some_and(|(message, _)| message.is_some()) {
            moves.push(Move::Say);
        }
        if !desk.queue.is_empty() {
            moves.push(Move::Take);
        }
        let has_left = has_left(engine);
        let leave_ends = self.habits.lost_writes && rules.is_leaving();
        if !has_left && (rules.awaits_window() || leave_ends) {
            moves.push(Move::Expire);
        }
        let can_leave = self.habits.lost_writes || rules.can_leave();
        if !has_left && !rules.is_leaving() && can_leave {
            moves.push(Move::Quit);
        }
        if self.habits.stragglers && !has_left {
            moves.push(if desk.stalls { Move::Enter } else { Move::Stall });
        }
    }

    /// Makes a move.
    pub(super) fn go(&mut self, node: NodeId, step: Move) -> Result<(), ClusterError> {
        match step {
            Move::Save => self.save(node),
            Move::Say => self.say(node),
            Move::Take => self.take(node)?,
            Move::Expire => {
                // Who leaves learns the time first, and goes when it has waited.
                for _ in 0..2 {
                    let now = self.cluster.pass(LONG);
                    self.cluster.poll_device(node);
                    self.change(node, |engine| engine.handle_timeout(now))?;
                }
            }
            Move::Quit => self.change(node, |engine| engine.leave(false))?,
            Move::Stall => self.desk(node).into_iter().for_each(|desk| desk.stalls = true),
            Move::Enter => self.enter(node)?,
        }
        self.settle()
    }

    /// Makes steps happen. Messages that are on their way are lost where the view ends.
    pub(super) fn run(&mut self, steps: &[Step<'_>]) -> Result<(), ClusterError> {
        if self.desks.is_empty() {
            return steps.iter().try_for_each(|step| self.cluster.attempt(step));
        }
        let ids = self.ids();
        let before: Vec<Option<Engine<N>>> = ids.iter().map(|id| self.cluster.engine(*id).cloned()).collect();
        let left = ids.iter().copied().filter(|id| self.cluster.engine(*id).is_some_and(has_left));
        let left: Vec<NodeId> = left.collect();
        for id in left {
            self.cluster.attempt(&Step::Crash(collect([id].into_iter())))?;
        }
        for step in steps {
            let is_gone = matches!(step, Step::Crash(nodes) if nodes.iter().all(|node| self.cluster.engine(*node).is_none()));
            if !is_gone {
                self.cluster.attempt(step)?;
            }
        }
        for (id, before) in ids.iter().zip(before) {
            self.follow(*id, before)?;
        }
        self.settle()
    }

    /// A node's desk after something happened to the cluster.
    fn follow(&mut self, node: NodeId, before: Option<Engine<N>>) -> Result<(), ClusterError> {
        let after = self.cluster.engine(node).map(|engine| (engine.brief().ring, engine.members()));
        let Some((ring, members)) = after else {
            let desk = self.desk(node).map(core::mem::take).unwrap_or_default();
            return match desk.disk {
                Some(bytes) => self.cluster.set_disk(node, &bytes),
                None => Ok(()),
            };
        };
        let Some(before) = before.filter(|before| before.brief().ring != ring) else {
            return Ok(());
        };
        let Some(desk) = self.desk(node) else {
            return Ok(());
        };
        if desk.stalls {
            desk.next = Some(Next { ring, members: members.iter().copied().collect(), queue: Queue::new() });
            if let Some(engine) = self.cluster.engine_mut(node) {
                *engine = before;
            }
        } else {
            desk.queue.clear();
        }
        Ok(())
    }

    /// A straggler takes the newest view.
    fn enter(&mut self, node: NodeId) -> Result<(), ClusterError> {
        let next = self.desk(node).and_then(|desk| {
            desk.stalls = false;
            desk.next.take()
        });
        let has_left = self.cluster.engine(node).is_some_and(has_left);
        if let Some(Next { ring, members, queue }) = next.filter(|_| !has_left) {
            let now = self.cluster.now();
            self.change(node, |engine| engine.view(ring, &members, now))?;
            self.cluster.poll_device(node);
            self.desk(node).into_iter().for_each(|desk| desk.queue = queue.clone());
        }
        Ok(())
    }

    fn save(&mut self, node: NodeId) {
        self.cluster.save(node);
        self.desk(node).into_iter().for_each(|desk| desk.disk = None);
    }

    fn say(&mut self, node: NodeId) {
        let Some((message, after)) = self.cluster.engine(node).and_then(said) else {
            return;
        };
        self.commit(node, after);
        let Some(message) = message.filter(|_| self.desk_of(node).is_some_and(|desk| desk.next.is_none()))
        else {
            return;
        };
        for id in self.ids() {
            let ring = self.cluster.engine(id).map(|engine| engine.brief().ring);
            let Some(desk) = self.desk(id) else {
                continue;
            };
            match &mut desk.next {
                Some(next) if next.ring == message.ring => next.queue.push((node, message.clone())),
                None if ring == Some(message.ring) => desk.queue.push((node, message.clone())),
                _ => {}
            }
        }
    }

    fn take(&mut self, node: NodeId) -> Result<(), ClusterError> {
        let Some(desk) = self.desk(node).filter(|desk| !desk.queue.is_empty()) else {
            return Ok(());
        };
        let (from, message) = desk.queue.remove(0);
        let now = self.cluster.now();
        self.change(node, |engine| engine.receive(from, &message, now))
    }

    fn commit(&mut self, node: NodeId, after: Engine<N>) {
        if let Some(engine) = self.cluster.engine_mut(node) {
            *engine = after;
        }
    }

    /// Something happens to one engine. Its disk has what was there before, until it is saved.
    fn change(
        &mut self,
        node: NodeId,
        change: impl FnOnce(&mut Engine<N>) -> Result<(), EngineError>,
    ) -> Result<(), ClusterError> {
        let Some(engine) = self.cluster.engine_mut(node) else {
            return Err(ClusterError::NotUp(node));
        };
        let before = engine.clone();
        change(engine).map_err(|error| ClusterError::Engine(node, error))?;
        let (may_lose, is_other) = (self.habits.lost_writes, on_disk(&before) != on_disk(engine));
        if let Some(desk) = self.desk(node).filter(|desk| may_lose && is_other && desk.disk.is_none()) {
            let mut bytes = std::vec![0; Engine::<N>::SNAPSHOT_MAX];
            desk.disk = before.write_snapshot(&mut bytes).map(<[u8]>::to_vec);
        }
        Ok(())
    }

    /// All that makes no difference happens.
    fn settle(&mut self) -> Result<(), ClusterError> {
        let ids = self.ids();
        loop {
            let mut is_quiet = true;
            for id in &ids {
                while self.settle_one(*id)? {
                    is_quiet = false;
                }
            }
            if is_quiet {
                return Ok(());
            }
        }
    }

    fn settle_one(&mut self, node: NodeId) -> Result<bool, ClusterError> {
        let (Some(engine), Some(desk)) = (self.cluster.engine(node), self.desk_of(node)) else {
            return Ok(false);
        };
        if engine.is_unsaved() && desk.disk.is_none() {
            self.cluster.save(node);
            return Ok(true);
        }
        match said(engine) {
            Some((Some(message), _)) if self.is_idle(node, &message) => {
                self.say(node);
                return Ok(true);
            }
            // It may be too late for a proposal.
            Some((None, after)) => self.commit(node, after),
            _ => {}
        }
        let (Some(engine), Some(desk)) = (self.cluster.engine(node), self.desk_of(node)) else {
            return Ok(false);
        };
        if has_left(engine) {
            self.desk(node).into_iter().for_each(|desk| desk.queue.clear());
            return Ok(false);
        }
        let Some((from, message)) = desk.queue.first() else {
            return Ok(false);
        };
        let mut after = engine.clone();
        let heard = after.receive(*from, message, self.cluster.now());
        heard.map_err(|error| ClusterError::Engine(node, error))?;
        let is_idle = lasting(engine) == lasting(&after) && rank(engine) <= rank(&after);
        if is_idle {
            self.commit(node, after);
            self.desk(node).into_iter().for_each(|desk| drop(desk.queue.remove(0)));
        }
        Ok(is_idle)
    }

    /// Whether it makes no difference when this is said: no proposal, or the only one.
    fn is_idle(&self, node: NodeId, message: &Message) -> bool {
        let mut others = self.cluster.nodes().filter(|other| *other != node);
        let competes = |other: NodeId| {
            let rules = self.cluster.engine(other).filter(|engine| engine.brief().ring == message.ring);
            rules.and_then(Engine::strict).is_some_and(Strict::has_wish)
        };
        !matches!(message.body, Body::Propose { .. }) || !others.any(competes)
    }

    /// Whether nobody counts the device's vote, now or after what is on its way.
    pub(super) fn device_is_free(&self) -> bool {
        let is_cast = |flags: u16| flags & crate::wire::NodeFlags::DEVICE_CAST_VOTE.0 != 0;
        let casts = |(_, message): &(NodeId, Message)| matches!(message.body, Body::Remember { flags, .. } | Body::State { flags, .. } if is_cast(flags));
        let queues = self.desks.iter().flat_map(|desk| {
            let next = desk.next.iter().flat_map(|next| &next.queue);
            desk.queue.iter().chain(next)
        });
        let mut engines = self.cluster.nodes().filter_map(|node| self.cluster.engine(node));
        !queues.into_iter().any(casts)
            && !engines.any(|engine| engine.strict().is_some_and(Strict::counts_device))
    }

    /// What should not be, the worst first.
    pub(super) fn fault(&self, relies_on_fencing: bool) -> Option<FindingKind> {
        if self.is_forked() {
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

    /// Whether two views without a common member are quorate.
    fn is_split(&self) -> bool {
        let quorate = self.cluster.nodes().filter_map(|node| self.cluster.engine(node));
        let views: Vec<Vec<NodeId>> = quorate
            .filter(|engine| engine.brief().verdict == Verdict::Quorate)
            .map(|engine| engine.members().iter().copied().collect())
            .collect();
        let apart = |one: &Vec<NodeId>, other: &Vec<NodeId>| !one.iter().any(|node| other.contains(node));
        views.iter().any(|one| views.iter().any(|other| apart(one, other)))
    }

    /// What decides its future. Epochs and ring ids are marked.
    pub(super) fn words(&self, words: &mut Vec<u64>) {
        for (place, node) in self.cluster.nodes().enumerate() {
            // No other word is like this one.
            words.push(u64::MAX >> 2);
            let left = self.cluster.engine(node).filter(|engine| has_left(engine));
            if let (Some(engine), Some(desk)) = (left, self.desks.get(place)) {
                // It will stop, and that is all.
                words.push(12);
                match &desk.disk {
                    Some(bytes) => self.cluster.disk_words(node, bytes, &mut |word| words.push(word)),
                    None => engine.canonical_disk(&mut |word| words.push(word)),
                }
                continue;
            }
            self.cluster.canonical_own(node, &mut |word| words.push(word));
            words.extend(self.cluster.nodes().map(|peer| self.cluster.canonical_peer(node, peer)));
            let (Some(engine), Some(desk)) = (self.cluster.engine(node), self.desks.get(place)) else {
                continue;
            };
            queue_words(&desk.queue, words);
            if let Some(bytes) = &desk.disk {
                words.push(11);
                self.cluster.disk_words(node, bytes, &mut |word| words.push(word));
                let mut waiting = engine.clone();
                let mut bytes = std::vec![0; Engine::<N>::SNAPSHOT_MAX];
                if let Some(stored) = engine.write_snapshot(&mut bytes) {
                    waiting.saved(stored);
                }
                let outbox = core::iter::from_fn(|| waiting.poll_transmit()).take(MESSAGES_MAX);
                outbox.for_each(|message| body_words(&message.body, &mut |word| words.push(word)));
            }
            words.push(u64::from(desk.stalls));
            if let Some(next) = &desk.next {
                words.push(crate::rules::strict::canonical::RING | next.ring.seq);
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

    /// What everybody says, in a line.
    pub(super) fn verdicts(&self) -> String {
        let says = |node: NodeId| match self.cluster.engine(node).map(Engine::brief) {
            Some(brief) => {
                let (ring, code, expected) = (brief.ring, brief.reason.code, brief.expected_votes);
                std::format!("{node}: {} {code}, expected {expected}, view {ring}", brief.verdict.name())
            }
            None => std::format!("{node}: down"),
        };
        self.cluster.nodes().map(says).collect::<Vec<String>>().join("; ")
    }
}

fn queue_words(queue: &Queue, words: &mut Vec<u64>) {
    for (from, message) in queue {
        words.push(u64::from(from.0) | 1 << 41);
        body_words(&message.body, &mut |word| words.push(word));
    }
}

fn has_left<const N: usize>(engine: &Engine<N>) -> bool {
    engine.brief().reason.code == ReasonCode::Left
}

/// What an engine says next, and the engine after it. `None` where it has nothing to say; no message where it has
/// changed its mind.
fn said<const N: usize>(engine: &Engine<N>) -> Option<(Option<Message>, Engine<N>)> {
    if engine.waiting_to_transmit() == 0 {
        return None;
    }
    let mut after = engine.clone();
    let message = after.poll_transmit();
    Some((message, after))
}

fn on_disk<const N: usize>(engine: &Engine<N>) -> Vec<u64> {
    let mut words = Vec::new();
    engine.canonical_disk(&mut |word| words.push(word));
    words
}

fn lasting<const N: usize>(engine: &Engine<N>) -> Vec<u64> {
    let mut words = Vec::new();
    engine.canonical_lasting(&mut |word| words.push(word));
    words
}

/// What the verdict allows.
fn rank<const N: usize>(engine: &Engine<N>) -> u8 {
    match engine.brief().verdict {
        Verdict::Quorate => 2,
        Verdict::FenceFirst => 1,
        _ => 0,
    }
}
