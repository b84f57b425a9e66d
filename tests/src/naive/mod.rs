//! A second, naive model of the pure arithmetic of votequorum, written from its description and
//! not from quorate's own code: who is where, the sums, the formula, the ratchet, what each verdict and reason
//! may be. It follows a cluster step by step and looks at every node that is up after each.
//!
//! ```text
//! let mut naive = Naive::new(&config, Rules::Corosync, &cluster);
//! let outcome = cluster.run(step);
//! naive.after(step, outcome.is_err(), &cluster)?;
//! ```

macro_rules! law {
    ($holds:expr, $($broken:tt)+) => {
        if !$holds {
            return Err(format!($($broken)+));
        }
    };
}

mod node;

use node::{flags, membership, missing, sums, verdict};
use quorate::{
    Cluster, Config, DeviceEvent, Flags, NodeId, NodeInfo, ReasonCode, RingId, Rules, Status, Step,
};
use std::collections::{BTreeMap, BTreeSet};

type Nodes = BTreeSet<u32>;

/// What a node has been through.
#[derive(Clone, Debug)]
struct Life<const N: usize> {
    config: Config<N>,
    view: Nodes,
    previous: Nodes,
    /// Lowest and highest member when its votes last reached quorum; `None` where that cannot be told
    /// from outside. 0 before the first time.
    extremes: Option<(u32, u32)>,
    reloaded: bool,
}

/// Follows one cluster.
#[derive(Clone, Debug)]
pub struct Naive<const N: usize> {
    rules: Rules,
    config: Config<N>,
    side: BTreeMap<u32, usize>,
    up: BTreeMap<u32, Life<N>>,
    before: Cluster<N>,
    /// Nobody has changed votes or expected votes: they are what the config says.
    untouched: bool,
    sides: usize,
}

/// A node as it is now.
struct Seen<'a, const N: usize> {
    status: Status<N>,
    infos: BTreeMap<u32, NodeInfo>,
    life: &'a Life<N>,
    /// It waits for no device, nor does anyone whom it would wait for.
    settled: bool,
    rules: Rules,
}

impl<const N: usize> Naive<N> {
    /// For a cluster whose nodes are all down.
    #[must_use]
    pub fn new(config: &Config<N>, rules: Rules, cluster: &Cluster<N>) -> Self {
        Naive {
            rules,
            config: config.clone(),
            side: config.nodes().iter().map(|node| (node.id.0, 0)).collect(),
            up: BTreeMap::new(),
            before: cluster.clone(),
            untouched: true,
            sides: 0,
        }
    }

    /// Looks at the cluster after a step.
    ///
    /// # Errors
    /// The law that is broken, at which node, and the table.
    pub fn after(&mut self, step: &str, refused: bool, cluster: &Cluster<N>) -> Result<(), String> {
        let result = match refused {
            true => self.unchanged(cluster),
            false => {
                self.follow(step, cluster);
                self.laws(step, cluster)
            }
        };
        let before = std::mem::replace(&mut self.before, cluster.clone());
        result.map_err(|broken| {
            format!("after '{step}': {broken}\nbefore\n{}after\n{}", before.table(), cluster.table())
        })
    }

    fn unchanged(&self, cluster: &Cluster<N>) -> Result<(), String> {
        law!(
            cluster.nodes().eq(self.before.nodes()) && cluster.now() == self.before.now(),
            "a refused step changed the nodes or the time"
        );
        for node in cluster.nodes() {
            let (now, before) = (cluster.engine(node), self.before.engine(node));
            law!(format!("{now:?}") == format!("{before:?}"), "a refused step changed node {node}");
        }
        Ok(())
    }

    // --- who is where -------------------------------------------------------------------------------

    fn follow(&mut self, step: &str, cluster: &Cluster<N>) {
        let ids = |nodes: &[NodeId]| nodes.iter().map(|node| node.0).collect::<Nodes>();
        match Step::parse(step).expect("the cluster has taken it") {
            Step::Up(nodes) => self.start(&ids(&nodes), &self.config.clone(), cluster),
            Step::UpWith { nodes, text } => {
                self.untouched = false;
                let own = Config::from_corosync_conf(text).expect("the cluster has taken it");
                self.start(&ids(&nodes), &own, cluster);
            }
            Step::Crash(nodes) => {
                self.up.retain(|node, _| !nodes.contains(&NodeId(*node)));
                self.form_views();
            }
            Step::Leave { nodes, .. } => {
                for (position, node) in nodes.iter().enumerate() {
                    self.up.remove(&node.0);
                    self.form_views();
                    if position > 0 {
                        self.up.values_mut().for_each(|life| life.extremes = None);
                    }
                }
                self.untouched &= self.rules == Rules::Corosync && !self.config.options().allow_downscale;
            }
            Step::Split(sides) => {
                for (node, side) in &sides {
                    self.side.insert(node.0, self.sides + 1 + usize::from(*side));
                }
                self.sides += 256;
                self.form_views();
            }
            Step::Heal => {
                self.side.values_mut().for_each(|side| *side = 0);
                self.form_views();
            }
            Step::Reform(nodes) => {
                let reformed: Nodes =
                    ids(&nodes).iter().flat_map(|node| self.up[node].view.clone()).collect();
                for node in reformed {
                    let life = self.up.get_mut(&node).expect("it is up");
                    life.previous = life.view.clone();
                }
            }
            Step::Reload { nodes, text } => {
                self.config = Config::from_corosync_conf_for_reload(text).expect("the cluster has taken it");
                for (node, life) in &mut self.up {
                    if nodes.is_empty() || nodes.contains(&NodeId(*node)) {
                        life.config = self.config.clone();
                        life.reloaded = true;
                    }
                }
                for node in self.config.nodes() {
                    self.side.entry(node.id.0).or_insert(usize::MAX);
                }
                self.untouched = false;
            }
            Step::Expected { .. } | Step::Votes { .. } => self.untouched = false,
            _ => {}
        }
    }

    fn start(&mut self, nodes: &Nodes, config: &Config<N>, cluster: &Cluster<N>) {
        for node in nodes {
            self.side.entry(*node).or_insert(usize::MAX);
            let life = Life {
                config: config.clone(),
                view: Nodes::from([*node]),
                previous: Nodes::new(),
                extremes: Some((0, 0)),
                reloaded: false,
            };
            self.up.insert(*node, life);
        }
        self.adopt_new_places(cluster);
        self.form_views();
    }

    /// A place that is made while the cluster is split joins a side that no step has named: take what is seen.
    fn adopt_new_places(&mut self, cluster: &Cluster<N>) {
        for (node, _) in self.side.clone().iter().filter(|(_, side)| **side == usize::MAX) {
            let Some(status) = cluster.status(NodeId(*node)) else { continue };
            let sides = status.members.iter().filter_map(|member| self.side.get(&member.0));
            let known = sides.copied().find(|side| *side != usize::MAX);
            self.sides += 1;
            self.side.insert(*node, known.unwrap_or(self.sides));
        }
    }

    /// Gives everybody whose partition has changed a new view.
    fn form_views(&mut self) {
        let side = self.side.clone();
        let partition = |of: u32, up: &Nodes| -> Nodes {
            up.iter().filter(|node| side[node] == side[&of]).copied().collect()
        };
        let up: Nodes = self.up.keys().copied().collect();
        let stale = |node: &u32| self.up[node].view != partition(*node, &up);
        let touched: Nodes =
            up.iter().filter(|node| partition(**node, &up).iter().any(stale)).copied().collect();
        for node in touched {
            let life = self.up.get_mut(&node).expect("it is up");
            life.previous = std::mem::replace(&mut life.view, partition(node, &up));
        }
    }

    // --- the laws -----------------------------------------------------------------------------------

    fn laws(&mut self, step: &str, cluster: &Cluster<N>) -> Result<(), String> {
        let up: Nodes = cluster
            .nodes()
            .map(|node| node.0)
            .filter(|node| cluster.engine(NodeId(*node)).is_some())
            .collect();
        law!(up.iter().eq(self.up.keys()), "nodes {:?} are up, not {up:?}", self.up.keys());
        let mut rings: BTreeMap<RingId, Nodes> = BTreeMap::new();
        for node in &up {
            let seen = self.look(*node, cluster);
            let checks = [
                membership(&seen),
                sums(&seen),
                flags(&seen, self.rules, self.untouched),
                verdict(&seen),
                missing(&seen, self.rules),
                self.expectations(&seen),
                self.change(step, &seen),
            ];
            checks
                .into_iter()
                .collect::<Result<(), String>>()
                .map_err(|law| format!("node {node}: {law}"))?;
            rings.entry(seen.status.ring).or_default().insert(*node);
        }
        for (ring, nodes) in &rings {
            let view = &self.up[nodes.first().expect("somebody")].view;
            law!(nodes == view, "ring {ring} is at {nodes:?}, the view is {view:?}");
        }
        self.remember_extremes(cluster);
        Ok(())
    }

    fn look(&self, node: u32, cluster: &Cluster<N>) -> Seen<'_, N> {
        let engine = cluster.engine(NodeId(node)).expect("it is up");
        let life = &self.up[&node];
        let known = self.side.keys().chain(life.config.nodes().iter().map(|node| &node.id.0));
        let infos = known.filter_map(|known| Some((*known, engine.node_info(NodeId(*known))?))).collect();
        let waits =
            |member: &u32| cluster.engine(NodeId(*member)).is_some_and(|peer| peer.waits_for_device());
        Seen {
            status: engine.status(),
            infos,
            life,
            settled: !life.view.iter().any(waits),
            rules: self.rules,
        }
    }

    /// While nobody has touched votes, they and expected votes are what the config says, and quorum
    /// is the majority of that.
    fn expectations(&self, seen: &Seen<N>) -> Result<(), String> {
        let options = self.config.options();
        let path_dependent = options.last_man_standing || options.allow_downscale || options.device.is_some();
        if !self.untouched || path_dependent || self.config.nodes().is_empty() {
            return Ok(());
        }
        let nodes: u32 = self.config.nodes().iter().map(|node| node.votes).sum();
        let written = options.expected_votes;
        let status = &seen.status;
        for info in seen.infos.values() {
            let votes = self.config.nodes().iter().find(|node| node.id == info.node).map(|node| node.votes);
            law!(votes == Some(info.votes), "node {} has {} votes, not {votes:?}", info.node, info.votes);
        }
        if written != 0 && written < nodes {
            if self.rules == Rules::Cman {
                let expected = status.expected_votes;
                law!(expected == written, "cman's expected votes are not as written, but {expected}");
                return Ok(());
            }
            let bounds = written.max(status.total_votes)..=nodes;
            law!(bounds.contains(&status.expected_votes), "expected votes are not within {bounds:?}");
            return Ok(());
        }
        let tracked = options.expected_votes_tracking;
        let expected = if tracked { nodes } else { nodes.max(written) };
        law!(status.expected_votes == expected, "expected votes are not {expected}");
        let lonely = node::lonely(seen);
        let quorum = if lonely { 1 } else { expected / 2 + 1 };
        law!(status.quorum == quorum, "quorum is not {quorum}");
        Ok(())
    }

    /// What may have changed since the step before.
    fn change(&self, step: &str, seen: &Seen<N>) -> Result<(), String> {
        let node = seen.status.node;
        let verb = step.split_whitespace().next().unwrap_or("");
        if let Ok(Step::Device { event: event @ (DeviceEvent::On | DeviceEvent::Off), nodes }) =
            Step::parse(step)
        {
            let casts = seen.status.flags.has(Flags::DEVICE_CAST_VOTE);
            law!(
                !nodes.contains(&node) || casts == (event == DeviceEvent::On),
                "the device's vote is not as told"
            );
        }
        let restarted = verb == "up" && step.split_whitespace().any(|word| word == node.0.to_string());
        let Some(before) = self.before.status(node).filter(|_| !restarted) else {
            return Ok(());
        };
        let status = &seen.status;
        let grew = status.members.iter().any(|member| !before.members.contains(member));
        let two_node = node::lonely(seen);
        let operator = ["expected", "votes", "reload", "cancel_wait_for_all"].contains(&verb);
        let shrinks = match verb {
            "wait" => status.flags.has(Flags::LAST_MAN_STANDING),
            "leave" => {
                let mut peers = before.members.iter().filter_map(|peer| self.before.status(*peer));
                self.rules == Rules::Cman || peers.any(|peer| peer.flags.has(Flags::ALLOW_DOWNSCALE))
            }
            _ => false,
        };
        // Who is not quorate takes a quorate peer's word, also one from just before both lost quorum, and
        // lets quorum fall. Members that expect different votes can talk each other down.
        let peers = before.members.iter().filter_map(|peer| self.before.status(*peer));
        let differ = peers.map(|peer| peer.expected_votes).any(|expected| expected != before.expected_votes);
        let kept = before.is_quorate() && status.total_votes >= before.quorum;
        let may_fall = two_node || operator || shrinks || grew || differ || !kept;
        law!(
            status.quorum >= before.quorum || may_fall,
            "quorum fell from {} and nobody allowed it",
            before.quorum
        );
        let moves = ["up", "crash", "split", "heal", "reform"].contains(&verb);
        let waited = before.reason.code == ReasonCode::WaitingForAll;
        let plain = self.untouched && self.config.options().device.is_none();
        if moves && waited && plain && status.is_quorate() && status.total_votes != status.expected_votes {
            let mut peers = status.members.iter().filter_map(|peer| self.before.status(*peer));
            let frees = |peer: Status<N>| peer.is_quorate() || !peer.flags.has(Flags::WAIT_FOR_ALL);
            law!(peers.any(frees), "it waited for all, and nobody told it to stop");
        }
        Ok(())
    }

    fn remember_extremes(&mut self, cluster: &Cluster<N>) {
        for (node, life) in &mut self.up {
            let status = cluster.status(NodeId(*node)).expect("it is up");
            if status.is_quorate() && status.total_votes >= status.quorum {
                let ends = (life.view.first(), life.view.last());
                life.extremes = ends.0.copied().zip(ends.1.copied());
            }
        }
    }
}
