//! What events do, remembered.
//!
//! Messages stay within a partition. So what becomes of its members depends on what they knew and on what happens to
//! them, and not on those outside. An event is a few such effects, and each of them comes again in many states of the
//! cluster: two nodes that part from three do the same whatever the three were to each other. Engines act an effect
//! out once; then it is known what state the event leads to, and only a state that is new takes engines again.
//!
//! Built with debug assertions, as for the tests, every event is acted out, and must lead to where it was said to.

use super::event::{Alphabet, Event};
use super::fingerprint::{Fingerprints, PerNode, Row};
use super::hash::{AsIs, Hash, Mixed, mix_two};
use super::situation::Situation;
use super::world::World;
use crate::base::{NodeId, NodeSet, collect, extend};
use crate::simulate::Arbiter;
use core::hash::{BuildHasherDefault, Hasher};
use core::mem::discriminant;
use std::collections::HashMap;
use std::vec::Vec;

/// Effects that one thread remembers: 20 to 50 MB.
const KNOWN_MAX: usize = 1 << 16;

/// A state, node by node. Nodes are places in the alphabet's list.
pub(super) struct Scene {
    rows: PerNode<Row>,
    /// Nodes that are alike have the same; none where no two are.
    kinds: PerNode<u64>,
    partitions: PerNode<NodeSet>,
    /// Partitions with a vote of the device.
    voted_for: NodeSet,
}

/// What happens to some nodes.
#[derive(Clone, Copy)]
struct Effect {
    what: u64,
    nodes: NodeSet,
    /// Those whose states decide what becomes of the nodes.
    heard: NodeSet,
}

/// What an event comes to.
pub(super) struct Change {
    /// The same for events that differ only in which of nodes that are alike is which; none where no nodes are. They
    /// lead to states that differ in nothing else.
    pub(super) shape: Option<u64>,
    down: NodeSet,
    effects: PerNode<Effect>,
}

#[derive(Default)]
pub(super) struct Effects {
    known: HashMap<u128, Vec<Row>, BuildHasherDefault<AsIs>>,
    /// States by their rows as they are: to find the smallest order of the nodes takes longer.
    names: HashMap<u128, u128, BuildHasherDefault<AsIs>>,
}

impl Scene {
    pub(super) fn of<const N: usize, W: Arbiter<N>>(
        fingerprints: &Fingerprints,
        alphabet: &Alphabet,
        world: &World<N, W>,
        now: &Situation,
    ) -> Self {
        let rows = fingerprints.rows(world);
        let kinds = fingerprints.kinds(&collect(rows.iter()));
        let vote = now.device_at.iter().map(|node| alphabet.set(now.members_with(*node)));
        Scene {
            kinds,
            rows,
            partitions: collect(now.partitions.iter().map(|partition| alphabet.set(&partition.members))),
            voted_for: vote.fold(NodeSet::EMPTY, |all, partition| all | partition),
        }
    }

    fn up(&self) -> NodeSet {
        self.partitions.iter().fold(NodeSet::EMPTY, |up, partition| up | *partition)
    }

    /// The partition of a node that is up.
    fn with(&self, number: u8) -> NodeSet {
        let mut partitions = self.partitions.iter().copied();
        partitions.find(|partition| partition.contains(number.into())).unwrap_or_default()
    }

    /// These nodes are a view from now on. Of nodes that had the device's vote, those in `keeps` still have it.
    fn view(&self, nodes: NodeSet, keeps: Option<NodeSet>) -> Effect {
        // The device's last words are said in the view before.
        let had_vote = keeps.filter(|_| !(nodes & self.voted_for).is_empty());
        let heard = had_vote.map_or(nodes, |_| nodes | self.voted_for);
        Effect { what: word(&(0, had_vote.map(NodeSet::bits))), nodes, heard }
    }

    /// How many of each kind there are.
    fn shape(&self, nodes: NodeSet) -> u64 {
        let kinds = nodes.places().filter_map(|node| self.kinds.get(node));
        kinds.fold(0, |sum: u64, kind| sum.wrapping_add(*kind))
    }

    fn key(&self, effect: Effect) -> u128 {
        let mut key = Hash::START;
        [effect.what, effect.nodes.bits(), effect.heard.bits()].into_iter().for_each(|word| key.add(word));
        let rows = effect.heard.places().filter_map(|node| self.rows.get(node));
        rows.for_each(|row| key.add(row.name));
        key.value()
    }

    /// The node that an event is about, those that go down, and those that it changes by more than a new view; `None`
    /// where that is not told apart.
    fn reach(&self, event: Event) -> Option<(u8, NodeSet, NodeSet)> {
        use Event as E;
        let one = |number: u8| NodeSet::of(number.into());
        let (all, none) = (NodeSet::below(self.rows.len()), NodeSet::EMPTY);
        Some(match event {
            E::Split(..) | E::Window => (0, none, none),
            E::Crash(number) => (number, one(number), none),
            E::Fence(by, number) => (number, one(number), self.with(by)),
            E::FenceAll(by) => (by, all.minus(self.with(by)), self.with(by)),
            E::Up(number, beside) => {
                (number, none, one(number) | beside.map_or(none, |node| self.with(node)))
            }
            E::Device(to) => (0, none, self.voted_for | to.map_or(none, |node| self.with(node))),
            E::Leave(number)
            | E::LeaveRemove(number)
            | E::Reform(number)
            | E::Survey(number)
            | E::Resume(number)
            | E::Deafen(number)
            | E::Hear(number) => (number, none, self.with(number)),
            _ => return None,
        })
    }

    /// What an event does; `None` where that is not told apart.
    pub(super) fn change(&self, event: Event, alphabet: &Alphabet) -> Option<Change> {
        use Event as E;
        let (number, down, nodes) = self.reach(event)?;
        // Whose proofs a survey gets depends on everybody; the device goes to all of a partition.
        let seen = match event {
            E::Survey(_) => self.up(),
            E::Device(to) => to.map_or(NodeSet::EMPTY, |node| self.with(node)),
            _ => NodeSet::EMPTY,
        };
        let what = word(&(discriminant(&event), number, seen.bits()));
        let acts = |nodes: NodeSet| Effect { what, nodes, heard: nodes };
        let (parts, device): (PerNode<NodeSet>, _) = match event {
            E::Split(way, device) => (alphabet.divided(way, self.up()), Some(device)),
            _ => (collect(self.partitions.iter().map(|partition| partition.minus(down | nodes))), None),
        };
        // Devices poll wherever anything takes time.
        let polls = alphabet.has_device
            && !matches!(event, E::Device(_) | E::Reform(_) | E::Resume(_) | E::Deafen(_) | E::Hear(_));
        let is_keeper = |part: &&NodeSet| device.flatten().is_some_and(|node: u8| part.contains(node.into()));
        let keeper = parts.iter().find(is_keeper);
        let keeps = device.map(|_| keeper.copied().unwrap_or_default());
        let effect = |part: &NodeSet| match event {
            E::Window => acts(*part),
            _ => self.view(*part, keeps),
        };
        let is_same = |part: &NodeSet| {
            let keeps_vote = keeps.is_none() || (*part & self.voted_for).is_empty();
            !polls && event != E::Window && keeps_vote && self.partitions.contains(part)
        };
        let changed = parts.iter().filter(|part| !part.is_empty() && !is_same(part));
        let shape = self.kinds.get(usize::from(number)).map(|kind| {
            let sides = parts.iter().map(|part| mix_two(self.shape(*part), u64::from(keeper == Some(part))));
            let sides = sides.fold(0, |sum: u64, side| sum.wrapping_add(side));
            word(&(discriminant(&event), kind, self.shape(nodes), self.shape(seen), sides))
        });
        let all = changed.map(effect).chain(Some(acts(nodes)).filter(|_| !nodes.is_empty()));
        Some(Change { shape, down, effects: collect(all) })
    }
}

impl Alphabet {
    /// Nodes by their numbers.
    pub(super) fn set(&self, nodes: &[NodeId]) -> NodeSet {
        nodes.iter().fold(NodeSet::EMPTY, |set, node| set | NodeSet::of(self.number(*node).into()))
    }

    /// The parts into which these nodes are divided, all of them by their numbers.
    pub(super) fn divided(&self, way: u16, nodes: NodeSet) -> PerNode<NodeSet> {
        let ways = usize::try_from(nodes.len()).ok().and_then(|nodes| self.divisions.get(nodes));
        let division = ways.and_then(|ways| ways.get(usize::from(way)));
        let mut parts: PerNode<NodeSet> = PerNode::default();
        for (node, part) in nodes.places().zip(division.into_iter().flatten()) {
            match parts.get_mut(usize::from(*part)) {
                Some(part) => *part |= NodeSet::of(node),
                // Parts are in order of their first node.
                None => extend(&mut parts.0, [NodeSet::of(node)].into_iter()),
            }
        }
        parts
    }
}

impl Effects {
    /// The state after an event, where all its effects are known.
    pub(super) fn recall(
        &mut self,
        change: &Change,
        scene: &Scene,
        down: &[Row],
        fingerprints: &Fingerprints,
    ) -> Option<u128> {
        let mut rows: PerNode<&Row> = collect(scene.rows.iter());
        let mut put = |node: usize, row| rows.get_mut(node).into_iter().for_each(|old| *old = row);
        for node in change.down.places() {
            down.get(node).into_iter().for_each(|row| put(node, row));
        }
        for effect in &change.effects {
            let known = self.known.get(&scene.key(*effect))?;
            effect.nodes.places().zip(known).for_each(|(node, row)| put(node, row));
        }
        let mut as_it_is = Hash::START;
        rows.iter().for_each(|row| as_it_is.add(row.name));
        if self.names.len() >= KNOWN_MAX {
            self.names.clear();
        }
        Some(*self.names.entry(as_it_is.value()).or_insert_with(|| fingerprints.of_rows(&rows)))
    }

    /// An event was acted out, with this result.
    pub(super) fn learn(&mut self, change: &Change, scene: &Scene, after: &PerNode<Row>) {
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        for effect in &change.effects {
            let rows = effect.nodes.places().filter_map(|node| after.get(node));
            self.known.entry(scene.key(*effect)).or_insert_with(|| rows.cloned().collect());
        }
    }
}

fn word(what: &impl core::hash::Hash) -> u64 {
    let mut hasher = Mixed::default();
    what.hash(&mut hasher);
    hasher.finish()
}
