//! The commands of corosync-vqsim 3.1.7, made to happen in a [`Cluster`].
//!
//! vqsim differs from corosync in what shows here:
//! - Members do not wait for each other: 10 ms after a node got a view, its verdict counts. A node whose quorum
//!   device polled in the view before waits for the device's poll, and reports nothing until then.
//! - What a node says first when it starts, all members of its partition hear before they tell their own states.
//! - `split` and `join` give every partition a new ring, also those that stay as they are; `qdevice` sends all of
//!   them their present ring again.
//! - Nodes get their views in the order in which they entered the partition, so they speak in that order.
//! - Each node tells its state 10 ms after it got its view, by its own timer: as it was then, or, where the messages
//!   of others were faster, as those have made it. A node that they made quorate says so, and others adopt its
//!   expected votes ([`Order::tells_late`]).
//! - `qdevice on` registers, and polls for the first time after device.timeout, then twice in every
//!   device.timeout. A poll names the ring that the node reported last. A refused poll ends the polling, and
//!   `on` does not start it again before an `off`.

use crate::generate::words;
use quorate::{Cluster, Config, Millis, NodeId, Rules};
use std::collections::BTreeMap;

/// What a node reported last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub partition: u8,
    pub quorate: bool,
    /// Its members, ascending.
    pub view: Vec<u32>,
}

/// Reports by nodeid, of all nodes that are up.
pub type Reports = BTreeMap<u32, Report>;

/// vqsim's ring ids are not unique: every partition counts its rings for itself.
type Ring = (u32, u64);

/// vqsim's own limit.
const PARTITIONS: u8 = 16;

/// What vqsim itself knows of a node that is up.
#[derive(Clone, Debug, Default)]
struct Process {
    ring: Ring,
    /// The ring it reported last; its polls name this one.
    reported_ring: Ring,
    /// What it reported last.
    quorate: bool,
    view: Vec<u32>,
    /// vqsim has registered the device.
    is_registered: bool,
    /// vqsim believes that the timer of the polls is set.
    has_timer: bool,
    next_poll: Option<Millis>,
}

/// Who speaks first, and whether each tells its state only then, as it is after what it has heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub nodes: Vec<u32>,
    pub tells_late: bool,
}

/// A cluster that takes vqsim's commands.
#[derive(Clone, Debug)]
pub struct Simulation<const N: usize> {
    pub cluster: Cluster<N>,
    /// The nodes of every partition, in the order in which they entered it.
    partitions: BTreeMap<u8, Vec<u32>>,
    /// How many rings every partition has had.
    rings: Vec<u64>,
    processes: BTreeMap<u32, Process>,
    device_timeout: Millis,
    /// Who speaks first, where that is not vqsim's usual order.
    order: Option<Vec<u32>>,
    /// Whether nodes tell their states once they have heard those that speak before them.
    tells_late: bool,
    steps: Vec<String>,
}

impl<const N: usize> Simulation<N> {
    /// Every node down.
    pub fn new(config: &Config<N>) -> Self {
        let mut cluster = Cluster::new(config, Rules::Corosync).expect("corosync's rules take it");
        cluster.set_barrier(false);
        let device = config.options().device.unwrap_or_default();
        Simulation {
            cluster,
            partitions: BTreeMap::new(),
            rings: vec![0; PARTITIONS.into()],
            processes: BTreeMap::new(),
            device_timeout: device.timeout,
            order: None,
            tells_late: false,
            steps: Vec::new(),
        }
    }

    /// Nodes that are up, in the order in which they usually speak.
    pub fn speakers(&self) -> Vec<u32> {
        self.partitions.values().flatten().copied().collect()
    }

    /// Makes a command happen while the nodes speak in another order than usual, or later. Nodes that
    /// only start now and are not named speak last.
    pub fn run_in_order(&mut self, cmd: &str, order: &Order) {
        self.order = Some(order.nodes.clone());
        self.tells_late = order.tells_late;
        self.run(cmd);
        self.order = None;
        self.tells_late = false;
    }

    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// Makes commands happen, separated by `; `. Beside vqsim's own, `wait MS` lets time pass. As in vqsim, nodes
    /// that are not up are passed over.
    pub fn run(&mut self, commands: &str) {
        commands.split("; ").for_each(|cmd| self.run_one(cmd));
    }

    fn run_one(&mut self, cmd: &str) {
        let (verb, rest) = cmd.split_once(' ').unwrap_or((cmd, ""));
        match verb {
            "up" => rest.split(' ').for_each(|group| self.up(group)),
            "down" => self.down(rest.parse().expect("a nodeid")),
            "split" => {
                let known: Vec<_> =
                    targets(rest).filter(|(_, node)| self.processes.contains_key(node)).collect();
                for (partition, node) in known {
                    self.partitions.values_mut().for_each(|nodes| nodes.retain(|known| *known != node));
                    self.partitions.entry(partition).or_default().push(node);
                }
                self.move_all();
            }
            "join" => {
                let (to, from) = rest.split_once(' ').expect("two partitions");
                let (to, from): (u8, u8) = (to.parse().expect("number"), from.parse().expect("number"));
                let joining = self.partitions.remove(&from).unwrap_or_default();
                self.partitions.entry(to).or_default().extend(joining);
                self.move_all();
            }
            "qdevice" => {
                let (on, nodes) = rest.split_once(' ').expect("on or off, and nodes");
                for node in nodes.split(',').map(|node| node.parse().expect("a nodeid")) {
                    match on {
                        "on" => self.device_on(node),
                        _ => self.device_off(node),
                    }
                }
                self.reform_all();
            }
            "window" => self.pass(1000),
            "wait" => self.pass(rest.parse().expect("milliseconds")),
            _ => panic!("not a command of vqsim: {cmd}"),
        }
        self.report();
    }

    /// What the nodes that are up reported last.
    pub fn reports(&self) -> Reports {
        let report = |partition: u8, node: u32| {
            let Process { quorate, view, .. } = self.processes[&node].clone();
            (node, Report { partition, quorate, view })
        };
        let nodes = self.partitions.iter();
        nodes.flat_map(|(part, nodes)| nodes.iter().map(|node| report(*part, *node))).collect()
    }

    /// Everything that later answers depend on, comparable.
    pub fn state(&self) -> String {
        let mut cluster = self.cluster.clone();
        cluster.set_order(&[], false).expect("no node fits");
        format!("{cluster:?} {:?} {:?} {:?}", self.partitions, self.rings, self.processes)
    }

    fn step(&mut self, step: &str) {
        let order = self.order.clone().unwrap_or_else(|| self.speakers());
        let order: Vec<NodeId> = order.into_iter().map(NodeId).collect();
        self.cluster.set_order(&order, self.tells_late).expect("as many as there are nodes");
        if let Err(error) = self.cluster.run(step) {
            panic!("{step}: {error}");
        }
        self.steps.push(step.to_owned());
    }

    /// Nodes report when a view's verdict counts, and when it changes later.
    fn report(&mut self) {
        for (node, process) in &mut self.processes {
            let engine = self.cluster.engine(NodeId(*node)).expect("it is up");
            if !engine.waits_for_device() {
                let status = engine.status();
                process.quorate = status.is_quorate();
                process.view = status.members.iter().map(|member| member.0).collect();
                process.reported_ring = process.ring;
            }
        }
    }

    fn up(&mut self, group: &str) {
        let new: Vec<_> = targets(group).filter(|(_, node)| !self.processes.contains_key(node)).collect();
        for (partition, node) in &new {
            self.partitions.entry(*partition).or_default().push(*node);
            self.processes.insert(*node, Process::default());
        }
        let Some((partition, _)) = new.first().copied() else {
            return;
        };
        let nodes: Vec<u32> = new.into_iter().map(|(_, node)| node).collect();
        self.place();
        self.step(&format!("up {}", words(&nodes)));
        nodes.iter().for_each(|_| self.new_ring(partition));
    }

    fn down(&mut self, node: u32) {
        let of_node = self.partitions.iter().find(|(_, nodes)| nodes.contains(&node));
        let Some(partition) = of_node.map(|(partition, _)| *partition) else {
            return;
        };
        self.partitions.values_mut().for_each(|nodes| nodes.retain(|known| *known != node));
        self.processes.remove(&node);
        self.step(&format!("crash {node}"));
        self.new_ring(partition);
    }

    fn new_ring(&mut self, partition: u8) {
        let seq = &mut self.rings[usize::from(partition)];
        *seq += 1;
        let nodes = self.partitions.get(&partition).map_or(&[][..], Vec::as_slice);
        for node in nodes {
            self.processes.get_mut(node).expect("it is up").ring = (nodes[0], *seq);
        }
    }

    fn device_on(&mut self, node: u32) {
        let Some(process) = self.processes.get(&node) else {
            return;
        };
        let now = self.cluster.now();
        let first = match (process.is_registered, process.has_timer) {
            (false, _) => now + self.device_timeout,
            (true, false) => now + self.device_timeout / 2,
            (true, true) => return,
        };
        if !process.is_registered {
            self.step(&format!("device register {node}"));
        }
        let process = self.processes.get_mut(&node).expect("it is up");
        process.is_registered = true;
        process.has_timer = true;
        process.next_poll = Some(first);
    }

    /// Polls once without a vote, then no more.
    fn device_off(&mut self, node: u32) {
        self.poll(node, false);
        if let Some(process) = self.processes.get_mut(&node) {
            process.has_timer = false;
            process.next_poll = None;
        }
    }

    fn poll(&mut self, node: u32, cast_vote: bool) -> bool {
        let accepts = |process: &Process| process.is_registered && process.ring == process.reported_ring;
        let is_accepted = self.processes.get(&node).is_some_and(accepts);
        if is_accepted {
            self.step(&format!("device {} {node}", if cast_vote { "on" } else { "off" }));
            // The cluster's devices poll by themselves; vqsim's do so by their own clock.
            self.step(&format!("device lost {node}"));
        }
        is_accepted
    }

    /// Time passes; devices poll as they fall due.
    fn pass(&mut self, time: Millis) {
        let until = self.cluster.now() + time;
        loop {
            let polls = self.processes.iter().filter_map(|(node, process)| Some((process.next_poll?, *node)));
            let Some((due, _)) = polls.clone().min().filter(|(due, _)| *due <= until) else {
                break;
            };
            let mut nodes: Vec<u32> = polls.filter(|(poll, _)| *poll == due).map(|(_, node)| node).collect();
            let order = self.order.clone().unwrap_or_else(|| self.speakers());
            nodes.sort_by_key(|node| order.iter().position(|known| known == node));
            self.wait_until(due);
            self.report();
            for node in nodes {
                let polled = self.poll(node, true);
                let next = polled.then_some(due + self.device_timeout / 2);
                self.processes.get_mut(&node).expect("it is up").next_poll = next;
            }
            self.report();
        }
        self.wait_until(until);
    }

    fn wait_until(&mut self, time: Millis) {
        let left = time.saturating_sub(self.cluster.now());
        if left > 0 {
            self.step(&format!("wait {left}ms"));
        }
    }

    /// Tells the cluster where everybody is; partitions whose members change get a view.
    fn place(&mut self) {
        let sides = self.partitions.values().filter(|nodes| !nodes.is_empty());
        let sides: Vec<String> = sides.map(|nodes| words(nodes)).collect();
        if !sides.is_empty() {
            self.step(&format!("split {}", sides.join(" | ")));
        }
    }

    /// Every partition gets a new ring.
    fn move_all(&mut self) {
        let before = self.views();
        self.place();
        let after = self.views();
        let as_before = after.iter().filter(|(node, seq)| before.get(node) == Some(seq));
        self.reform(as_before.map(|(node, _)| *node).collect());
        (0..PARTITIONS).for_each(|partition| self.new_ring(partition));
    }

    fn reform_all(&mut self) {
        self.reform(self.speakers());
    }

    fn reform(&mut self, nodes: Vec<u32>) {
        if !nodes.is_empty() {
            self.step(&format!("reform {}", words(&nodes)));
        }
    }

    /// The cluster's own number of every node's view.
    fn views(&self) -> BTreeMap<u32, u64> {
        let up = self.cluster.nodes().filter_map(|node| Some((node.0, self.cluster.status(node)?.ring.seq)));
        up.collect()
    }
}

/// `0:1,2 1:3` as (partition, node).
fn targets(text: &str) -> impl Iterator<Item = (u8, u32)> + '_ {
    text.split_whitespace().flat_map(|group| {
        let (partition, nodes) = group.split_once(':').expect("partition:nodes");
        let partition = partition.parse().expect("a partition");
        nodes.split(',').map(move |node| (partition, node.parse().expect("a nodeid")))
    })
}
