//! A naive model of a cluster with its qdevice clients (ffsplit) and one witness: clocks, cables and processes.
//!
//! A client has the vote from an ACK for its ring id until a NACK for its ring id or until it disconnects, which it
//! does when a heartbeat passes without the answer to its last echo. It acknowledges every VOTE_INFO, also those of
//! another ring id, which it ignores. A cut cable holds bytes back, and the end of a connection too.

use crate::say::{echo, init, membership, message, option, preinit, vote_info, vote_info_reply};
use quorate::witness::{Output, Settings, Witness};
use std::collections::VecDeque;

pub type Small = Witness<16, 4, 8>;

/// Milliseconds that a step of the model takes.
pub const TICK: u64 = 10;

/// Random numbers, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Bytes or the end of a connection, with the time when they arrive.
#[derive(Clone, Debug)]
pub enum Wire {
    Bytes(Vec<u8>),
    End,
}

#[derive(Default)]
pub struct Link {
    up: VecDeque<(u64, Wire)>,
    down: VecDeque<(u64, Wire)>,
    /// The witness's number for it, until it closes it.
    place: Option<usize>,
    is_open_here: bool,
    /// A connection of before: only its end is still to arrive at the witness.
    orphans: Vec<(u64, usize)>,
}

pub struct Node {
    pub id: u32,
    pub ring: (u32, u64),
    pub members: Vec<u32>,
    /// The ring id that comes next, with its members, and when.
    next_ring: Option<(u64, (u32, u64), Vec<u32>)>,
    pub holds: bool,
    /// The ring id for which it got the vote.
    pub vote_ring: (u32, u64),
    /// Its qdevice was killed: votequorum counts its last vote until then.
    forgets_at: Option<u64>,
    pub is_cut: bool,
    /// Thousandths by which its clock is fast.
    pub rate: i64,
    /// Milliseconds that the next bytes take.
    delay: u64,
    link: Link,
    connect_at: u64,
    is_joined: bool,
    echo: u32,
    is_echo_answered: bool,
    beat_at: u64,
}

pub struct World {
    pub now: u64,
    pub witness: Box<Small>,
    settings: Settings,
    pub nodes: Vec<Node>,
    heartbeat: u32,
    dice: Dice,
    seq: u64,
    /// What is on the witness's disk.
    pub snapshot: Option<Vec<u8>>,
    pub reconnect: u64,
    /// Bytes take their time.
    pub is_slow: bool,
}

impl World {
    /// A whole cluster whose clients connect at once.
    pub fn new(settings: Settings, nodes: u32, heartbeat: u32, seed: u64) -> World {
        let ids: Vec<u32> = (1..=nodes).collect();
        let mut dice = Dice(seed);
        let node = |id: u32| Node {
            id,
            ring: (1, 4),
            members: ids.clone(),
            next_ring: None,
            holds: false,
            vote_ring: (0, 0),
            forgets_at: None,
            is_cut: false,
            rate: i64::try_from(dice.below(81)).expect("small") - 40,
            delay: 0,
            link: Link::default(),
            connect_at: 0,
            is_joined: false,
            echo: 0,
            is_echo_answered: true,
            beat_at: 0,
        };
        let all = ids.iter().copied().map(node).collect();
        let witness = Box::new(Small::new(settings, 0));
        let (snapshot, reconnect) = (None, u64::from(heartbeat) / 4);
        World {
            now: 0,
            witness,
            settings,
            nodes: all,
            heartbeat,
            dice,
            seq: 4,
            snapshot,
            reconnect,
            is_slow: false,
        }
    }

    pub fn node(&mut self, id: u32) -> &mut Node {
        self.nodes.iter_mut().find(|node| node.id == id).expect("a node")
    }

    /// The nodes form these partitions, after a token timeout.
    pub fn split(&mut self, groups: &[&[u32]]) {
        // A ring that one has installed, all have installed before the next.
        for at in 0..self.nodes.len() {
            self.nodes[at].next_ring.iter_mut().for_each(|next| next.0 = self.now);
            self.new_ring(at);
        }
        for group in groups {
            self.seq += 4;
            let ring = (group[0], self.seq);
            for id in *group {
                let at = self.now + u64::from(self.heartbeat) / 4 + self.dice.below(200);
                self.node(*id).next_ring = Some((at, ring, group.to_vec()));
            }
        }
    }

    /// The process of the witness dies and starts again, with what is on its disk.
    pub fn restart(&mut self) {
        for node in &mut self.nodes {
            node.link.up.clear();
            node.link.orphans.clear();
            if node.link.place.take().is_some() || node.link.is_open_here {
                node.link.down.push_back((self.now + 1, Wire::End));
            }
        }
        *self.witness = Small::new(self.settings, self.now);
        if let Some(snapshot) = self.snapshot.as_ref().filter(|snapshot| !snapshot.is_empty()) {
            self.witness.restore_bytes(self.now, snapshot).expect("our own snapshot");
        }
    }

    /// The qdevice of a node closes its connection and starts over.
    pub fn disconnect(&mut self, id: u32) {
        let (now, wait) = (self.now, self.reconnect + self.dice.below(self.reconnect));
        self.node(id).hang_up(now, wait);
    }

    /// The qdevice of a node is killed and started again. Votequorum counts its last vote for 1.25 heartbeats.
    pub fn kill(&mut self, id: u32) {
        let (now, wait) = (self.now, self.reconnect + self.dice.below(self.reconnect));
        let until = now + u64::from(self.heartbeat) * 5 / 4;
        let node = self.node(id);
        let had = node.holds;
        node.hang_up(now, wait);
        (node.holds, node.forgets_at) = (had, Some(until));
    }

    pub fn run(&mut self, ticks: u64, mut look: impl FnMut(&World)) {
        for _ in 0..ticks {
            self.now += TICK;
            self.tick();
            look(self);
        }
    }

    /// Two nodes that may both act: one has the vote in its membership, another outside of that has it, too. Not where
    /// the other's membership has the one and it is about to leave its own: totem has them in one partition.
    pub fn split_brain(&self) -> Option<(u32, u32)> {
        let current = self.nodes.iter().filter(|node| node.holds && node.vote_ring == node.ring);
        current.clone().find_map(|node| {
            let outside = |other: &&Node| {
                let is_followed = node.next_ring.is_some() && other.members.contains(&node.id);
                other.holds && !node.members.contains(&other.id) && !is_followed
            };
            self.nodes.iter().find(outside).map(|other| (node.id, other.id))
        })
    }

    fn tick(&mut self) {
        for at in 0..self.nodes.len() {
            let node = &mut self.nodes[at];
            if node.forgets_at.is_some_and(|at| at <= self.now) {
                (node.holds, node.forgets_at) = (false, None);
            }
            self.nodes[at].delay = if self.is_slow { self.dice.below(8) * self.dice.below(20) } else { 0 };
            self.new_ring(at);
            self.beat(at);
            self.deliver_up(at);
        }
        if self.witness.poll_timeout().is_some_and(|at| at <= self.now) {
            self.witness.handle_timeout(self.now);
        }
        self.transmit();
        for at in 0..self.nodes.len() {
            self.deliver_down(at);
        }
    }

    fn new_ring(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        if node.next_ring.as_ref().is_some_and(|(when, ..)| *when <= self.now) {
            let (_, ring, members) = node.next_ring.take().expect("some");
            (node.ring, node.members) = (ring, members);
            if node.is_joined {
                let list = membership(node.ring, &node.members);
                node.say(self.now + 1, list);
            }
        }
    }

    fn beat(&mut self, at: usize) {
        let heartbeat = i64::from(self.heartbeat);
        let wait = self.reconnect + self.dice.below(self.reconnect);
        let late = self.dice.below(3) * TICK;
        let node = &mut self.nodes[at];
        if !node.link.is_open_here {
            if node.connect_at <= self.now && !node.is_cut {
                if let Some(place) = self.witness.connect(self.now) {
                    node.link.place = Some(place);
                    node.link.is_open_here = true;
                    (node.link.up, node.link.down) = Default::default();
                    node.say(self.now + 1, preinit("lab"));
                    let start = init(node.id, 1, self.heartbeat, node.ring);
                    node.say(self.now + 2, start);
                    node.beat_at = self.now + u64::try_from(heartbeat).expect("positive");
                }
            }
        } else if node.beat_at <= self.now {
            if !node.is_joined || !node.is_echo_answered {
                return node.hang_up(self.now, wait);
            }
            node.echo += 1;
            node.is_echo_answered = false;
            node.say(self.now + 1, echo(node.echo));
            let own = heartbeat - heartbeat * node.rate / 1000;
            node.beat_at = self.now + late + u64::try_from(own).expect("positive");
        }
    }

    fn deliver_up(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        if node.is_cut {
            return;
        }
        let now = self.now;
        let (ended, orphans) = node.link.orphans.drain(..).partition(|(when, _)| *when <= now);
        node.link.orphans = orphans;
        for (_, place) in Vec::<(u64, usize)>::from_iter(ended) {
            self.witness.disconnect(place, now);
        }
        self.transmit();
        let node = &mut self.nodes[at];
        while let Some(wire) = arrived(&mut node.link.up, now) {
            let Wire::Bytes(bytes) = wire else { continue };
            let Some(place) = node.link.place else { continue };
            let taken = self.witness.receive(place, now, &bytes);
            assert_eq!(taken, bytes.len(), "the answer before was taken");
            self.transmit();
            return self.deliver_up(at);
        }
    }

    /// Stores who has votes, then says what there is to say.
    fn transmit(&mut self) {
        if self.witness.is_unsaved() && self.snapshot.is_some() {
            let mut buffer = [0; 512];
            let bytes = self.witness.write_snapshot(self.now, &mut buffer).expect("room").to_vec();
            self.snapshot = Some(bytes);
            self.witness.saved();
        }
        while let Some(output) = self.witness.poll_output() {
            let (place, wire) = match output {
                Output::Send { connection, bytes } => (connection, Wire::Bytes(bytes.to_vec())),
                Output::Close { connection, .. } => (connection, Wire::End),
                other => panic!("{other:?}"),
            };
            for node in &mut self.nodes {
                node.link.orphans.retain(|(_, orphan)| *orphan != place || !matches!(wire, Wire::End));
            }
            let Some(node) = self.nodes.iter_mut().find(|node| node.link.place == Some(place)) else {
                continue;
            };
            let is_end = matches!(wire, Wire::End);
            let at = node.link.down.back().map_or(self.now + 1, |last| last.0.max(self.now + 1)) + node.delay;
            node.link.down.push_back((at, wire));
            if is_end {
                node.link.place = None;
            }
        }
    }

    fn deliver_down(&mut self, at: usize) {
        let wait = self.reconnect + self.dice.below(self.reconnect);
        let (now, heartbeat) = (self.now, self.heartbeat);
        let all: Vec<u32> = self.nodes.iter().map(|node| node.id).collect();
        let node = &mut self.nodes[at];
        if node.is_cut {
            return;
        }
        while let Some(wire) = arrived(&mut node.link.down, now) {
            match wire {
                Wire::Bytes(bytes) if node.link.is_open_here => node.hear(now, &bytes, &all, heartbeat),
                Wire::Bytes(_) => {}
                Wire::End => node.hang_up(now, wait),
            }
        }
    }
}

/// What has come over a cable by now.
fn arrived(cable: &mut VecDeque<(u64, Wire)>, now: u64) -> Option<Wire> {
    cable.front().filter(|(when, _)| *when <= now)?;
    cable.pop_front().map(|(_, wire)| wire)
}

impl Node {
    fn say(&mut self, at: u64, bytes: Vec<u8>) {
        // Bytes overtake no bytes.
        let at = self.link.up.back().map_or(at, |last| at.max(last.0)) + self.delay;
        self.link.up.push_back((at, Wire::Bytes(bytes)));
    }

    pub fn echoes(&self) -> u32 {
        self.echo
    }

    pub fn has_answer(&self) -> bool {
        self.is_echo_answered
    }

    /// Disconnects, and with that gives the vote up.
    fn hang_up(&mut self, now: u64, wait: u64) {
        if let Some(place) = self.link.place.take() {
            self.link.orphans.push((now + 1, place));
        }
        self.link.up.clear();
        self.link.down.clear();
        self.link.is_open_here = false;
        (self.holds, self.is_joined, self.is_echo_answered) = (false, false, true);
        self.connect_at = now + wait;
    }

    fn hear(&mut self, now: u64, said: &[u8], all: &[u32], heartbeat: u32) {
        match said[1] {
            4 => {
                self.is_joined = true;
                self.beat_at = now + u64::from(heartbeat);
                self.say(now + 1, message(6, &[option(0, &[0, 0, 0, 3]), option(23, &[1])]));
                self.say(now + 1, crate::say::config(all));
                let list = membership(self.ring, &self.members);
                self.say(now + 1, list);
            }
            9 => self.is_echo_answered = true,
            14 => {
                let (vote, seq) = vote_info(said).expect("a VOTE_INFO");
                self.say(now + 1, vote_info_reply(seq));
                let ring =
                    [&[0, 13, 0, 12], &self.ring.0.to_be_bytes()[..], &self.ring.1.to_be_bytes()].concat();
                if said.ends_with(&ring) {
                    (self.holds, self.forgets_at) = (vote == crate::say::ACK, None);
                    self.vote_ring = self.ring;
                }
            }
            5 => panic!("a healthy client would exit: {said:02x?}"),
            _ => {}
        }
    }
}
