//! The commands of corosync-vqsim, made to happen in a [`Cluster`].
//!
//! vqsim differs from corosync in two ways that show: there is no barrier between members, and `split`,
//! `join` and `qdevice` form the views of all partitions anew, also of those that stay as they are.

use quorate::{Cluster, Config, Flags, NodeId, Rules};
use std::collections::BTreeMap;

/// A cluster that takes vqsim's commands.
#[derive(Clone)]
pub struct Simulation<const N: usize> {
    /// The engines.
    pub cluster: Cluster<N>,
    /// The partition of every node that is up.
    pub partitions: BTreeMap<u32, u8>,
    /// What each node reported last. A node whose exchange waits for its device reports nothing new.
    reported: BTreeMap<u32, (bool, Vec<u32>)>,
}

impl<const N: usize> Simulation<N> {
    /// Every node down.
    pub fn new(config: &Config<N>) -> Self {
        let mut cluster = Cluster::new(config, Rules::Corosync).expect("corosync's rules take it");
        cluster.set_barrier(false);
        Simulation { cluster, partitions: BTreeMap::new(), reported: BTreeMap::new() }
    }

    /// Makes a command happen.
    ///
    /// # Panics
    /// Where the command is none of vqsim's, or the cluster refuses it.
    pub fn run(&mut self, cmd: &str) {
        let (verb, rest) = cmd.split_once(' ').unwrap_or((cmd, ""));
        match verb {
            "up" => {
                for (partition, node) in targets(rest) {
                    self.partitions.insert(node, partition);
                    self.place();
                    self.step(&format!("up {node}"));
                }
            }
            "down" => {
                let node = rest.parse().expect("a nodeid");
                self.partitions.remove(&node);
                self.step(&format!("crash {node}"));
            }
            "split" => {
                self.partitions.extend(targets(rest).map(|(partition, node)| (node, partition)));
                self.move_all();
            }
            "join" => {
                let (to, from) = rest.split_once(' ').expect("two partitions");
                let (to, from): (u8, u8) = (to.parse().expect("number"), from.parse().expect("number"));
                for partition in self.partitions.values_mut().filter(|partition| **partition == from) {
                    *partition = to;
                }
                self.move_all();
            }
            "qdevice" => {
                let (on, nodes) = rest.split_once(' ').expect("on or off, and nodes");
                for node in nodes.split(',').map(|node| node.parse().expect("a nodeid")) {
                    self.qdevice(node, on == "on");
                }
                self.reform_all();
            }
            "window" => self.step("wait 1s"),
            _ => panic!("not a command of vqsim: {cmd}"),
        }
    }

    /// What the nodes that are up have reported: nodeid, quorate, view.
    pub fn reports(&self) -> Vec<(u32, bool, Vec<u32>)> {
        self.reported.iter().map(|(node, (quorate, view))| (*node, *quorate, view.clone())).collect()
    }

    fn listen(&mut self) {
        for node in self.cluster.nodes().map(|node| node.0).collect::<Vec<_>>() {
            let Some(engine) = self.cluster.engine(NodeId(node)) else {
                self.reported.remove(&node);
                continue;
            };
            if !engine.waits_for_device() {
                let status = engine.status();
                let view = status.members.iter().map(|member| member.0).collect();
                self.reported.insert(node, (status.is_quorate(), view));
            }
        }
    }

    fn step(&mut self, step: &str) {
        if let Err(error) = self.cluster.run(step) {
            panic!("{step}: {error}");
        }
        self.listen();
    }

    /// vqsim polls for the first time after device.timeout, which its scripts do not reach: `on` only registers,
    /// `off` polls once without a vote.
    fn qdevice(&mut self, node: u32, on: bool) {
        let Some(status) = self.cluster.status(NodeId(node)) else {
            return;
        };
        match (on, status.flags.has(Flags::DEVICE_REGISTERED)) {
            (true, false) => self.step(&format!("device register {node}")),
            (false, true) => {
                self.step(&format!("device off {node}"));
                self.step(&format!("device lost {node}"));
            }
            _ => {}
        }
    }

    /// Tells the cluster where everybody is; partitions whose members change get a view.
    fn place(&mut self) {
        let mut sides: BTreeMap<u8, Vec<String>> = BTreeMap::new();
        for (node, partition) in &self.partitions {
            sides.entry(*partition).or_default().push(node.to_string());
        }
        let sides: Vec<String> = sides.into_values().map(|nodes| nodes.join(" ")).collect();
        if !sides.is_empty() {
            self.step(&format!("split {}", sides.join(" | ")));
        }
    }

    fn rings(&self) -> BTreeMap<u32, u64> {
        let up = self.cluster.nodes().filter_map(|node| Some((node.0, self.cluster.status(node)?.ring.seq)));
        up.collect()
    }

    /// As vqsim does: every partition gets a new view.
    fn move_all(&mut self) {
        let before = self.rings();
        self.place();
        let after = self.rings();
        for (node, _) in after.iter().filter(|(node, seq)| before.get(node) == Some(seq)) {
            if self.rings()[node] == before[node] {
                self.step(&format!("reform {node}"));
            }
        }
    }

    fn reform_all(&mut self) {
        let up: Vec<String> = self.rings().keys().map(u32::to_string).collect();
        if !up.is_empty() {
            self.step(&format!("reform {}", up.join(" ")));
        }
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
