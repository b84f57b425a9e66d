//! What one node can do by itself, where every message is a step of its own.

use super::world::{Next, World, has_left, says};
use crate::base::NodeId;
use crate::engine::Engine;
use crate::rules::strict::Strict;
use crate::simulate::{Arbiter, ClusterError};
use crate::wire::Body;
use std::format;
use std::string::String;
use std::vec::Vec;

/// Longer than every timer of an engine.
const LONG: u64 = 1 << 32;

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
    /// It takes the newest view.
    Enter,
    /// It gets another corosync.conf, and reads it where it is up.
    Reload(u8),
    /// An operator asks it to give the node at this place other votes.
    Votes(u8, u8),
}

impl Move {
    /// Whether somebody asks for it, so that it may be refused.
    pub(super) fn is_asked(self) -> bool {
        matches!(self, Move::Quit | Move::Reload(_) | Move::Votes(..))
    }

    pub(super) fn words(self, node: NodeId) -> String {
        let word = match self {
            Move::Reload(file) => return format!("{node} gets corosync.conf {file}"),
            Move::Votes(place, votes) => return format!("votes of place {place}: {votes}, on {node}"),
            Move::Save => "saves",
            Move::Say => "proposes",
            Move::Take => "hears",
            Move::Expire => "timeout",
            Move::Quit => "leave",
            Move::Enter => "follows",
        };
        format!("{word} {node}")
    }
}

impl<const N: usize, W: Arbiter<N>> World<N, W> {
    /// Whether a node that is down can lose its disk: one that has another nodelist than the first would found another
    /// cluster by it.
    pub(super) fn may_forget(&self, node: NodeId) -> bool {
        self.cluster.has_disk(node) && self.desk_of(node).is_none_or(|desk| desk.file == 0)
    }

    /// What this node can do.
    pub(super) fn moves(&self, node: NodeId, moves: &mut Vec<Move>) {
        let Some(desk) = self.desk_of(node) else {
            return;
        };
        let files = (0..=u8::MAX).zip(self.files.iter()).map(|(file, _)| file);
        // Who remembers nothing believes its nodelist: nodelists that differ then found clusters that differ.
        let can_read = desk.disk.is_none() && desk.next.is_none() && self.cluster.remembers(node);
        if can_read && self.has_been_heard(node, |body| matches!(body, Body::Remember { .. })) {
            moves.extend(files.filter(|file| *file != desk.file).map(Move::Reload));
        }
        let Some(engine) = self.cluster.engine(node) else {
            return;
        };
        let Some(rules) = engine.strict() else {
            return;
        };
        if has_left(engine) {
            // It will stop, and what it does before it could have done before it left.
            return;
        }
        if desk.disk.is_some() && engine.is_unsaved() {
            moves.push(Move::Save);
        }
        // Whoever has nothing but a proposal to say may have changed its mind.
        if says(engine).is_some() {
            moves.push(Move::Say);
        }
        if !desk.queue.is_empty() {
            moves.push(Move::Take);
        }
        if desk.next.is_some() {
            // Whoever asks it for something meanwhile could have asked before its view ended.
            moves.push(Move::Enter);
            return;
        }
        let leave_ends = self.habits.lost_writes && rules.is_leaving();
        if rules.awaits_window() || leave_ends {
            moves.push(Move::Expire);
        }
        let can_leave = self.habits.lost_writes || rules.can_leave();
        if !rules.is_leaving() && can_leave {
            moves.push(Move::Quit);
        }
        let first = engine.members().first().copied();
        let last = (0..=u8::MAX).zip(self.cluster.nodes()).last();
        let is_busy = !self.has_been_heard(node, |body| matches!(body, Body::Propose { .. }));
        if let (Some(most), Some((place, last)), false) = (self.habits.operator_votes, last, is_busy) {
            let gives = |votes: &u32| {
                let mut asked = engine.clone();
                let is_taken = asked.set_votes(last, *votes).is_ok();
                first == Some(node) && is_taken && asked.strict().is_some_and(Strict::has_operators_wish)
            };
            let votes = (0..=most).filter(gives).filter_map(|votes| u8::try_from(votes).ok());
            moves.extend(votes.map(|votes| Move::Votes(place, votes)));
        }
    }

    /// Whether all have heard what it said of this kind: else what it is asked for would pile up before somebody who
    /// hears nothing, without an end.
    pub(super) fn has_been_heard(&self, node: NodeId, is_such: fn(&Body) -> bool) -> bool {
        let queues = self.desks.iter().flat_map(|desk| {
            let next = desk.next.iter().flat_map(|next| &next.queue);
            desk.queue.iter().chain(next)
        });
        !queues.into_iter().any(|(from, message)| *from == node && is_such(&message.body))
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
            Move::Enter => self.enter(node)?,
            Move::Reload(file) => {
                self.desk(node).into_iter().for_each(|desk| desk.file = file);
                let config = self.file_of(node)?;
                if self.cluster.engine(node).is_some() {
                    self.change(node, |engine| engine.reload(&config))?;
                }
            }
            Move::Votes(place, votes) => {
                let other = self.ids().get(usize::from(place)).copied().unwrap_or_default();
                self.change(node, |engine| engine.set_votes(other, votes.into()))?;
            }
        }
        self.settle()
    }

    /// A straggler takes the newest view.
    pub(super) fn enter(&mut self, node: NodeId) -> Result<(), ClusterError> {
        if let Some(Next { ring, members, queue }) = self.desk(node).and_then(|desk| desk.next.take()) {
            let now = self.cluster.now();
            self.change(node, |engine| engine.view(ring, &members, now))?;
            self.cluster.poll_device(node);
            self.desk(node).into_iter().for_each(|desk| desk.queue = queue.clone());
        }
        Ok(())
    }

    pub(super) fn save(&mut self, node: NodeId) {
        self.cluster.save(node);
        self.desk(node).into_iter().for_each(|desk| desk.disk = None);
    }

    pub(super) fn say(&mut self, node: NodeId) {
        let message = self.cluster.engine_mut(node).and_then(Engine::poll_transmit);
        // Who stays behind reaches nobody.
        let Some(message) = message.filter(|_| self.desk_of(node).is_some_and(|desk| desk.next.is_none()))
        else {
            return;
        };
        for id in self.ids() {
            let ring = self.cluster.engine(id).map(Engine::ring);
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
}
