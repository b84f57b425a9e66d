//! Random clusters and what happens to them, in the commands of corosync-vqsim.
//!
//! Not here, because vqsim has no command for it: expected votes and votes set by an operator, the cancelling of
//! wait_for_all, a clean leave, a reload, master_wins.

use crate::generate::Random;
use quorate::{Config, Millis};
use std::collections::BTreeMap;
use std::fmt::Write;

pub type Keys = Vec<(&'static str, String)>;

/// A cluster and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// nodeid and votes.
    pub nodes: Vec<(u32, u32)>,
    /// Keys of the quorum section.
    pub quorum: Keys,
    /// Keys of its device section; empty without a device.
    pub device: Keys,
    /// Commands of [`crate::vqsim::Simulation::run`].
    pub commands: Vec<String>,
}

/// The device polls twice in this time, and has to once.
const DEVICE_TIMEOUT: Millis = 240;
/// How long members wait for it.
const DEVICE_SYNC_TIMEOUT: Millis = 300;
/// After this, everything that a command caused in a cluster with a device has happened.
const DEVICE_SETTLES: Millis = 480;
/// How much longer than the window to wait for it.
const WINDOW_MARGIN: Millis = 150;
/// At most so many commands before a window is waited for: less time than the shortest window.
const COMMANDS_IN_WINDOW: usize = 2;

impl Scenario {
    /// One that corosync takes.
    pub fn random(seed: u64) -> Self {
        let mut random = Random::new(seed);
        loop {
            let mut scenario = Scenario::random_config(&mut random);
            if scenario.config().is_some() {
                scenario.commands = Story::new(&scenario, &mut random).tell();
                return scenario;
            }
        }
    }

    pub fn config(&self) -> Option<Config<8>> {
        let text = self.conf_text();
        Config::from_corosync_conf(&text).ok()
    }

    /// last_man_standing's window, where it is on.
    pub fn window(&self) -> Option<Millis> {
        let window = self.quorum.iter().find(|(key, _)| *key == "last_man_standing_window");
        window.map(|(_, window)| window.parse().expect("milliseconds"))
    }

    /// The corosync.conf. Without ring0_addr vqsim starts no node by itself.
    pub fn conf_text(&self) -> String {
        let mut text =
            String::from("totem {\n    version: 2\n}\nquorum {\n    provider: corosync_votequorum\n");
        for (key, value) in &self.quorum {
            writeln!(text, "    {key}: {value}").expect("write to a string");
        }
        if !self.device.is_empty() {
            text += "    device {\n        model: net\n";
            for (key, value) in &self.device {
                writeln!(text, "        {key}: {value}").expect("write to a string");
            }
            text += "    }\n";
        }
        text += "}\nnodelist {\n";
        for (node, votes) in &self.nodes {
            let section =
                format!("    node {{\n        nodeid: {node}\n        quorum_votes: {votes}\n    }}\n");
            text += &section;
        }
        text + "}\n"
    }

    fn random_config(random: &mut Random) -> Self {
        let nodes = random_nodes(random);
        let mut quorum = Keys::new();
        let mut device = Keys::new();
        let sum: u32 = nodes.iter().map(|(_, votes)| votes).sum();
        let mut set = |key, value: String| quorum.push((key, value));
        if percent(random, 20) {
            let expected = usize::try_from(sum).expect("a small sum") + 3;
            set("expected_votes", (1 + random.below(expected)).to_string());
        }
        if percent(random, if nodes.len() == 2 { 50 } else { 8 }) {
            set("two_node", "1".into());
        }
        if percent(random, 40) {
            set("wait_for_all", random.below(2).to_string());
        }
        if percent(random, 10) {
            set("expected_votes_tracking", "1".into());
        }
        if percent(random, 25) {
            device.push(("timeout", DEVICE_TIMEOUT.to_string()));
            device.push(("sync_timeout", DEVICE_SYNC_TIMEOUT.to_string()));
            if percent(random, 70) {
                device.push(("votes", (1 + random.below(4)).to_string()));
            }
            return Scenario { nodes, quorum, device, commands: Vec::new() };
        }
        if percent(random, 10) {
            set("allow_downscale", "1".into());
        }
        if percent(random, 45) {
            set("auto_tie_breaker", "1".into());
            match random.below(4) {
                0 => {}
                1 => set("auto_tie_breaker_node", "lowest".into()),
                2 => set("auto_tie_breaker_node", "highest".into()),
                _ => {
                    let list =
                        some(random, &nodes.iter().map(|(node, _)| node.to_string()).collect::<Vec<_>>());
                    set("auto_tie_breaker_node", list.join(" "));
                }
            }
        }
        if percent(random, 30) {
            set("last_man_standing", "1".into());
            set("last_man_standing_window", (400 + 100 * random.below(5)).to_string());
        }
        Scenario { nodes, quorum, device, commands: Vec::new() }
    }
}

fn random_nodes(random: &mut Random) -> Vec<(u32, u32)> {
    let count = *random.pick(&[1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6]);
    let mut ids: Vec<u32> = match percent(random, 80) {
        true => (1..=count).collect(),
        false => (1..=20).collect(),
    };
    if ids.len() == 20 {
        shuffle(random, &mut ids);
        ids.truncate(usize::try_from(count).expect("a small count"));
    }
    let weighted = percent(random, 35);
    let votes = |random: &mut Random| if weighted { *random.pick(&[0, 1, 1, 1, 2, 2, 3, 4]) } else { 1 };
    ids.into_iter().map(|id| (id, votes(random))).collect()
}

/// True in so many of 100 cases.
fn percent(random: &mut Random, percent: usize) -> bool {
    random.below(100) < percent
}

fn shuffle<T>(random: &mut Random, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, random.below(last + 1));
    }
}

/// Some of these, at least one, in any order.
fn some<T: Clone>(random: &mut Random, from: &[T]) -> Vec<T> {
    let mut list = from.to_vec();
    shuffle(random, &mut list);
    list.truncate(1 + random.below(list.len()));
    list
}

/// Makes commands up, and knows who is where meanwhile.
struct Story<'a> {
    random: &'a mut Random,
    ids: Vec<u32>,
    up: BTreeMap<u32, u8>,
    has_device: bool,
    window: Option<Millis>,
    commands: Vec<String>,
}

impl<'a> Story<'a> {
    fn new(scenario: &Scenario, random: &'a mut Random) -> Self {
        Story {
            ids: scenario.nodes.iter().map(|(node, _)| *node).collect(),
            up: BTreeMap::new(),
            has_device: !scenario.device.is_empty(),
            window: scenario.window(),
            commands: Vec::new(),
            random,
        }
    }

    fn tell(mut self) -> Vec<String> {
        let first = match percent(self.random, 60) {
            true => self.ids.clone(),
            false => some(self.random, &self.ids),
        };
        self.start(0, first);
        let length = 5 + self.random.below(9);
        let mut since_window = 1;
        while self.commands.len() < length {
            let is_due = since_window == COMMANDS_IN_WINDOW || percent(self.random, 40);
            if let Some(window) = self.window.filter(|_| is_due) {
                self.commands.push(format!("wait {}", window + WINDOW_MARGIN));
                since_window = 0;
            }
            self.happen();
            since_window += 1;
        }
        self.commands
    }

    fn happen(&mut self) {
        let up: Vec<u32> = self.up.keys().copied().collect();
        let down: Vec<u32> = self.ids.iter().copied().filter(|id| !self.up.contains_key(id)).collect();
        match self.random.below(if self.has_device { 14 } else { 10 }) {
            0..=2 if !down.is_empty() => {
                let nodes = some(self.random, &down);
                let partition = self.partition();
                self.start(partition, nodes);
            }
            3..=4 if up.len() > 1 => {
                let node = *self.random.pick(&up);
                self.up.remove(&node);
                self.push(format!("down {node}"));
            }
            5..=7 if !up.is_empty() => self.split(&up),
            8..=9 if up.len() > 1 => self.join(),
            10..=13 if !up.is_empty() => {
                let nodes = list(&some(self.random, &up));
                let on = if percent(self.random, 65) { "on" } else { "off" };
                self.push(format!("qdevice {on} {nodes}"));
            }
            _ => {}
        }
    }

    fn start(&mut self, partition: u8, nodes: Vec<u32>) {
        self.push(format!("up {partition}:{}", list(&nodes)));
        self.up.extend(nodes.into_iter().map(|node| (node, partition)));
    }

    fn split(&mut self, up: &[u32]) {
        let nodes = some(self.random, up);
        let mut sides: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
        for node in nodes {
            let partition = self.partition();
            sides.entry(partition).or_default().push(node);
            self.up.insert(node, partition);
        }
        let sides: Vec<String> =
            sides.iter().map(|(side, nodes)| format!("{side}:{}", list(nodes))).collect();
        self.push(format!("split {}", sides.join(" ")));
    }

    fn join(&mut self) {
        let to = self.partition();
        let from = (to + 1 + u8::try_from(self.random.below(2)).expect("0 or 1")) % 3;
        for partition in self.up.values_mut().filter(|partition| **partition == from) {
            *partition = to;
        }
        self.push(format!("join {to} {from}"));
    }

    fn partition(&mut self) -> u8 {
        *self.random.pick(&[0, 0, 1, 1, 2])
    }

    fn push(&mut self, command: String) {
        self.commands.push(match self.has_device {
            true => format!("{command}; wait {DEVICE_SETTLES}"),
            false => command,
        });
    }
}

fn list(nodes: &[u32]) -> String {
    let words: Vec<String> = nodes.iter().map(u32::to_string).collect();
    words.join(",")
}
