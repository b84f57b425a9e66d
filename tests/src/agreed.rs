//! Nodes with an electorate that changes, each with a disk, on a network where everything is a step of its own: a
//! member hears one message, writes its disk, says one message; views change between any two of them.
//!
//! Faults can be planted from outside, without a line in the rules: a disk that says it has stored and has not,
//! messages that are changed on their way, a disk that comes back as it was once.

use crate::generate::Random;
use quorate::{Body, Change, Config, Engine, Memory, Message, NodeId, ReasonCode, RingId, Rules};
use std::collections::BTreeMap;

const NODES: usize = 4;
type Node = Engine<NODES>;

/// What is planted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    None,
    /// A disk says that it has an attempt, and has what it had before.
    SaysBeforeItStores,
    /// Nobody tells of an attempt that it has stored.
    ForgetsAttempts,
    /// One member's answer passes for those of all.
    OneAnswerIsEnough,
    /// Members hear another proposal each: of other votes.
    HearsOtherVotes,
    /// A disk that was lost comes back as it was when the cluster was founded.
    OldDisk,
}

#[derive(Clone, Default)]
struct Machine {
    engine: Option<Node>,
    lacks_storage: bool,
    disk: Option<Vec<u8>>,
    founded: Option<Vec<u8>>,
    /// Which corosync.conf it has.
    file: usize,
    side: usize,
    /// How much of its view's messages it has heard.
    heard: usize,
}

pub struct World {
    /// The first is that of the founded cluster.
    files: Vec<Config<NODES>>,
    fault: Fault,
    loses_disks: bool,
    machines: Vec<Machine>,
    said: BTreeMap<RingId, Vec<(NodeId, Message)>>,
    now: u64,
    seq: u64,
    /// The electorate of each epoch, as the disks have it.
    chain: BTreeMap<u64, Vec<u8>>,
    pub told: Vec<String>,
    pub changes: u64,
}

fn id(place: usize) -> NodeId {
    NodeId(u32::try_from(place + 1).expect("few"))
}

impl World {
    pub fn new(files: Vec<Config<NODES>>, loses_disks: bool, fault: Fault) -> Self {
        let highest = files.iter().flat_map(|file| file.nodes()).map(|node| node.id.0).max();
        let machines = vec![Machine::default(); usize::try_from(highest.unwrap_or(0)).expect("few")];
        let mut world = World {
            files,
            fault,
            loses_disks,
            machines,
            said: BTreeMap::new(),
            now: 0,
            seq: 0,
            chain: BTreeMap::new(),
            told: Vec::new(),
            changes: 0,
        };
        // Most of what is interesting comes after the cluster was founded.
        (0..world.machines.len()).for_each(|node| world.start(node));
        world.form_views();
        world.settle();
        world.told.clear();
        world
    }

    /// All nodes stop; those named start without storage from now on. The others have what they stored, or new disks.
    pub fn mix(&mut self, without_storage: usize, has_disks: bool) {
        for (node, machine) in self.machines.iter_mut().enumerate() {
            machine.engine = None;
            machine.lacks_storage = without_storage >> node & 1 == 1;
            machine.disk = machine.disk.take().filter(|_| has_disks);
        }
        self.told.push(format!("without storage {without_storage:b}, with disks {has_disks}"));
    }

    /// Something happens; then some say and hear some of what there is, or all say and hear all.
    pub fn step(&mut self, random: &mut Random) {
        let node = random.below(self.machines.len());
        match (random.below(12), self.machines[node].engine.is_some()) {
            (0 | 1, _) => {
                let sides = 1 + random.below(3);
                self.machines.iter_mut().for_each(|machine| machine.side = random.below(sides));
                let sides: Vec<usize> = self.machines.iter().map(|machine| machine.side).collect();
                self.told.push(format!("sides {sides:?}"));
            }
            (2, true) => {
                self.told.push(format!("crash {}", id(node)));
                self.machines[node].engine = None;
            }
            (2..5, false) => {
                self.told.push(format!("up {}", id(node)));
                self.start(node);
            }
            (5, false) if self.loses_disks && (self.files.len() == 1 || node != 1) => {
                self.told.push(format!("forget {}", id(node)));
                let founded = self.machines[node].founded.clone();
                self.machines[node].disk = founded.filter(|_| self.fault == Fault::OldDisk);
            }
            (3 | 4, true) => {
                let _left = self.machines[node].engine.as_mut().map(|engine| engine.leave(false));
                self.told.push(format!("leave {}", id(node)));
            }
            (5 | 6, _) => {
                self.now += 10_000;
                self.told.push("wait".to_owned());
                for engine in self.machines.iter_mut().filter_map(|machine| machine.engine.as_mut()) {
                    engine.handle_timeout(self.now).expect("time passes");
                }
            }
            (7, true) => self.survey(node),
            (8, _) if self.files.len() > 1 => {
                // All get it, or half of them.
                let (file, half) = (random.below(self.files.len()), random.one_in(2));
                for node in 0..self.machines.len() {
                    if !half || random.one_in(2) {
                        self.reload(node, file);
                    }
                }
            }
            (9, true) => {
                let (other, votes) = (random.below(self.machines.len()), random.below(3));
                let votes = u32::try_from(votes).expect("few");
                let engine = self.machines[node].engine.as_mut().expect("up");
                let taken = engine.set_votes(id(other), votes).is_ok();
                self.told.push(format!("votes {} {votes} on {}: {taken}", id(other), id(node)));
            }
            _ => {}
        }
        self.form_views();
        match random.one_in(3) {
            true => self.settle(),
            false => self.talk(random),
        }
        self.check_chain();
    }

    /// Some say and hear some of what there is.
    fn talk(&mut self, random: &mut Random) {
        for _ in 0..random.below(60) {
            let node = random.below(self.machines.len());
            if self.machines[node].engine.is_some() && !(random.one_in(2) && self.hear(node)) {
                self.say(node);
            }
        }
    }

    fn start(&mut self, node: usize) {
        let machine = &self.machines[node];
        let file = &self.files[machine.file];
        let made = match machine.lacks_storage {
            true => Node::new(file, id(node), Rules::Strict),
            false => Node::with_storage(file, id(node)),
        };
        let Ok(mut engine) = made else {
            // Its file does not list it.
            return;
        };
        if let Some(disk) = machine.disk.as_ref().filter(|_| engine.has_storage()) {
            engine.restore_bytes(disk).expect("what was stored");
        }
        self.machines[node].engine = Some(engine);
    }

    /// A node has another file; where it runs, it reads it if it takes it.
    fn reload(&mut self, node: usize, file: usize) {
        let machine = &mut self.machines[node];
        machine.file = file;
        let taken = machine.engine.as_mut().map(|engine| engine.reload(&self.files[file]).is_ok());
        self.told.push(format!("reload {} of file {file}: {taken:?}", id(node)));
    }

    /// Every side whose members have changed has a new view.
    fn form_views(&mut self) {
        for machine in &mut self.machines {
            let has_left = |engine: &Node| {
                engine.brief().reason.code == ReasonCode::Left && engine.brief().ring.seq != 0
            };
            if machine.engine.as_ref().is_some_and(has_left) {
                machine.engine = None;
            }
        }
        for side in 0..3 {
            let members: Vec<usize> = (0..self.machines.len())
                .filter(|node| self.machines[*node].side == side && self.machines[*node].engine.is_some())
                .collect();
            let ids: Vec<NodeId> = members.iter().map(|node| id(*node)).collect();
            let is_new = |node: &usize| self.engine(*node).members()[..] != ids[..];
            let rings: Vec<RingId> = members.iter().map(|node| self.engine(*node).brief().ring).collect();
            if !members.iter().any(is_new) && rings.windows(2).all(|two| two[0] == two[1]) {
                continue;
            }
            self.seq += 4;
            let ring = RingId { node: ids[0], seq: self.seq };
            self.said.insert(ring, Vec::new());
            for node in members {
                self.machines[node].heard = 0;
                let engine = self.machines[node].engine.as_mut().expect("up");
                engine.view(ring, &ids, self.now).expect("a view");
            }
        }
    }

    fn engine(&self, node: usize) -> &Node {
        self.machines[node].engine.as_ref().expect("up")
    }

    /// Hears the next message of its view; `false`: there is none.
    fn hear(&mut self, node: usize) -> bool {
        let machine = &mut self.machines[node];
        let engine = machine.engine.as_mut().expect("up");
        let next = self.said.get(&engine.brief().ring).and_then(|said| said.get(machine.heard));
        let Some((from, message)) = next else {
            return false;
        };
        machine.heard += 1;
        let mut message = message.clone();
        if let (Fault::HearsOtherVotes, 1, Body::Propose { memory }) = (self.fault, node, &mut message.body) {
            memory.change.votes += if memory.change.node == NodeId(0) { 0 } else { 2 };
        }
        if !engine.has_storage() {
            // It does not understand all that those with storage say.
            let _refused = engine.receive(*from, &message, self.now);
            return true;
        }
        let before = epoch(&snapshot(engine));
        engine.receive(*from, &message, self.now).expect("a message of its view");
        self.changes += u64::from(epoch(&snapshot(engine)) > before && before != 0);
        self.told.push(format!("  {} hears {} {:?}", id(node), from, message.body));
        true
    }

    /// Writes its disk, or else says its next message; `false`: neither.
    fn say(&mut self, node: usize) -> bool {
        let fault = self.fault;
        let machine = &mut self.machines[node];
        let engine = machine.engine.as_mut().expect("up");
        if engine.is_unsaved() {
            assert_eq!(engine.poll_transmit(), None, "it rests on what is not stored");
            let stored = snapshot(engine);
            let has_epoch = machine.disk.as_deref().is_some_and(|disk| epoch(disk) == epoch(&stored));
            let keeps = fault == Fault::SaysBeforeItStores && has_epoch && epoch(&stored) != 0;
            if !keeps {
                machine.founded =
                    machine.founded.take().or(Some(stored.clone()).filter(|bytes| epoch(bytes) != 0));
                machine.disk = Some(stored.clone());
            }
            engine.saved(&stored);
            assert!(!engine.is_unsaved());
            return true;
        }
        let Some(mut message) = engine.poll_transmit() else {
            return false;
        };
        self.told.push(format!("  {} says {:?}", id(node), message.body));
        if let (Fault::ForgetsAttempts, Body::Remember { memory, .. }) = (fault, &mut message.body) {
            *memory = Memory { ballot: RingId::default(), change: Change::default(), ..*memory };
        }
        let members = engine.members();
        let said = self.said.get_mut(&message.ring).expect("a view");
        said.push((id(node), message.clone()));
        if fault == Fault::OneAnswerIsEnough && matches!(message.body, Body::Stored { .. }) {
            let others = members.iter().filter(|member| **member != id(node));
            said.extend(others.map(|member| (*member, message.clone())));
        }
        true
    }

    /// All hear and say until nobody has anything.
    fn settle(&mut self) {
        for _ in 0..1000 {
            let up: Vec<usize> =
                (0..self.machines.len()).filter(|node| self.machines[*node].engine.is_some()).collect();
            let is_busy = up.iter().fold(false, |busy, node| self.say(*node) | self.hear(*node) | busy);
            if !is_busy {
                return;
            }
        }
        let tail = self.told.len().saturating_sub(60);
        panic!("they never come to rest\n{}", self.told[tail..].join("\n"));
    }

    /// Finds out who is off, all at one instant.
    fn survey(&mut self, node: usize) {
        self.now += 1;
        let down: Vec<usize> =
            (0..self.machines.len()).filter(|other| self.machines[*other].engine.is_none()).collect();
        let now = self.now;
        let engine = self.machines[node].engine.as_mut().expect("up");
        let ring = engine.brief().ring;
        self.told.push(format!("survey {}", id(node)));
        for other in down {
            // Refused without wait_for_all.
            let _ignored = engine.fenced(id(other), ring, now);
        }
    }

    /// The partitions that are quorate at once; more than one is a split.
    pub fn quorate(&self) -> Vec<RingId> {
        let up = self.machines.iter().filter_map(|machine| machine.engine.as_ref());
        let mut rings: Vec<RingId> =
            up.filter(|engine| engine.is_quorate()).map(|engine| engine.brief().ring).collect();
        rings.sort();
        rings.dedup();
        rings
    }

    /// No epoch has two electorates, as long as somebody remembers.
    fn check_chain(&mut self) {
        if self.fault != Fault::None {
            return;
        }
        let all: Vec<Vec<u8>> = self.machines.iter().filter_map(|machine| machine.disk.clone()).collect();
        let up = self.machines.iter().filter_map(|machine| machine.engine.as_ref());
        let up = up.filter(|engine| engine.has_storage()).map(snapshot);
        let known: Vec<(u64, Vec<u8>)> =
            all.into_iter().chain(up).filter_map(|bytes| electors(&bytes)).collect();
        if known.is_empty() {
            self.chain.clear();
        }
        for (epoch, electors) in known {
            let agreed = self.chain.entry(epoch).or_insert_with(|| electors.clone());
            assert_eq!(*agreed, electors, "epoch {epoch} has two electorates\n{}", self.told.join("\n"));
        }
    }

    /// Whether somebody with storage is quorate, and somebody without.
    pub fn acts(&self) -> [bool; 2] {
        let acts = |has_storage| {
            let mut up = self.machines.iter().filter_map(|machine| machine.engine.as_ref());
            up.any(|engine| engine.is_quorate() && engine.has_storage() == has_storage)
        };
        [acts(true), acts(false)]
    }

    /// What everybody says.
    pub fn verdicts(&self) -> String {
        let each = |(node, machine): (usize, &Machine)| {
            let said = machine.engine.as_ref().map(|engine| {
                let brief = engine.brief();
                let pending = engine.agreed_electorate().is_some_and(|agreed| agreed.change_pending);
                let pending = if pending { " pending" } else { "" };
                format!("{} {} {}{pending}", brief.ring, brief.reason.code, brief.expected_votes)
            });
            format!("{}: {}", id(node), said.unwrap_or("down".to_owned()))
        };
        self.machines.iter().enumerate().map(each).collect::<Vec<_>>().join("; ")
    }
}

fn snapshot(engine: &Node) -> Vec<u8> {
    engine.write_snapshot(&mut [0; Node::SNAPSHOT_MAX]).expect("it fits").to_vec()
}

/// One number of a snapshot of version 2, and what follows.
fn number(bytes: &[u8]) -> (u64, &[u8]) {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a number") + 1;
    let number = bytes[..length].iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7F));
    (number, &bytes[length..])
}

pub fn epoch(snapshot: &[u8]) -> u64 {
    number(&snapshot[24..]).0
}

/// The epoch and the electorate, where one is known.
fn electors(snapshot: &[u8]) -> Option<(u64, Vec<u8>)> {
    let (epoch, known) = number(&snapshot[24..]);
    if epoch == 0 {
        return None;
    }
    let (count, mut rest) = number(known);
    for _ in 0..count {
        let (node, after) = number(rest);
        rest = if node & 1 == 1 { number(after).1 } else { after };
    }
    Some((epoch, known[..known.len() - rest.len()].to_vec()))
}
