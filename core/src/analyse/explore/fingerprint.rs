//! 128 bits that name a state.
//!
//! A state is a square of words: what each node knows of each, and what it knows of itself. Under rules to which
//! nodes of the same role are all alike, states that differ by their names only get one fingerprint: that of the
//! smallest of all orders of the nodes, among those that sort them by what can be seen of them (colour refinement).
//! Nodes that take no part are down all the time: nobody is mistaken for one of them.

use super::hash::{Hash, mix_two};
use super::outcome::EXPLORED_NODES_MAX;
use super::world::World;
use crate::base::{List, NodeId, collect};
use crate::rules::strict::canonical::PROVED_OFF;
use crate::rules::strict::canonical::{BALLOT, EPOCH, VIEW};
use crate::simulate::{Arbiter, Cluster};
use std::vec::Vec;

/// One word or number for each node that takes part.
pub(super) type PerNode<T> = List<T, EXPLORED_NODES_MAX>;

/// A node in the square: its own word, role included, and what it knows of each.
#[derive(Clone)]
pub(super) struct Row {
    own: u64,
    peers: PerNode<u64>,
    /// All of it, hashed.
    pub(super) name: u64,
}

/// Names states of one cluster.
#[derive(Clone)]
pub(super) struct Fingerprints {
    nodes: Vec<NodeId>,
    /// Nodes that take no part.
    others: Vec<NodeId>,
    /// Nodes with the same number have the same role. Empty where all nodes are told apart.
    roles: Vec<u64>,
    /// The bits that count of what nodes know of each other.
    known: u64,
    /// Epochs and ring ids count by their ranks.
    is_ranked: bool,
}

impl Fingerprints {
    /// Tells all nodes apart, and all that they know.
    pub(super) fn of_named(nodes: Vec<NodeId>, others: Vec<NodeId>) -> Self {
        Fingerprints { nodes, others, roles: Vec::new(), known: u64::MAX, is_ranked: false }
    }

    /// For electorates that change: all nodes are told apart, since the lowest proposes.
    pub(super) fn ranked(self) -> Self {
        Fingerprints { is_ranked: true, ..self }
    }

    /// Takes nodes of the same role for each other.
    pub(super) fn with_roles(self, roles: Vec<u64>) -> Self {
        Fingerprints { roles, ..self }
    }

    /// Looks away from proofs that did not account for everyone.
    pub(super) fn without_incomplete_proofs(self) -> Self {
        Fingerprints { known: !PROVED_OFF, ..self }
    }

    pub(super) fn of<const N: usize, W: Arbiter<N>>(&self, world: &World<N, W>) -> u128 {
        let nodes = self.of_nodes(world);
        if !W::IS_WITNESS {
            return nodes;
        }
        let mut hash = Hash::of(nodes);
        W::canonical(world, &mut |word| hash.add(word));
        hash.value()
    }

    fn of_nodes<const N: usize, W: Arbiter<N>>(&self, world: &World<N, W>) -> u128 {
        match self.is_ranked {
            true => ranked(world),
            false => self.of_rows(&collect(self.rows(world).iter())),
        }
    }

    /// Whether a state is its rows, and nothing else.
    pub(super) fn are_of_rows<const N: usize, W: Arbiter<N>>(&self) -> bool {
        !self.is_ranked && !W::IS_WITNESS
    }

    pub(super) fn rows<const N: usize, W: Arbiter<N>>(&self, cluster: &Cluster<N, W>) -> PerNode<Row> {
        let roles = self.roles.iter().copied().chain(core::iter::repeat(0));
        let nodes = self.nodes.iter().zip(roles);
        collect(nodes.map(|(node, role)| self.row(cluster, *node, role)))
    }

    /// Nodes that are alike have the same; none where no two are.
    pub(super) fn kinds(&self, rows: &PerNode<&Row>) -> PerNode<u64> {
        if self.roles.is_empty() {
            return PerNode::default();
        }
        let first = |node: usize| (0..node).find(|other| are_alike(node, *other, rows));
        let firsts: PerNode<Option<usize>> = collect((0..rows.len()).map(first));
        let kind = |(node, first): (u64, &Option<usize>)| {
            mix_two(first.and_then(|first| u64::try_from(first).ok()).unwrap_or(node), 1)
        };
        let kinds = (0..).zip(&firsts).map(kind);
        collect(kinds.filter(|_| firsts.iter().any(Option::is_some)))
    }

    pub(super) fn of_rows(&self, rows: &PerNode<&Row>) -> u128 {
        match self.roles.is_empty() {
            true => {
                let mut hash = Hash::START;
                rows.iter().for_each(|row| hash.add(row.name));
                hash.value()
            }
            false => smallest(&mut by_colour(rows), 0, rows),
        }
    }

    fn row<const N: usize, W: Arbiter<N>>(&self, cluster: &Cluster<N, W>, node: NodeId, role: u64) -> Row {
        let mut own = Hash::START;
        own.add(role);
        cluster.canonical_habits(node, &mut |word| own.add(word));
        cluster.canonical_own(node, &mut |word| own.add(word));
        let known = |peer: &NodeId| cluster.canonical_peer(node, *peer) & self.known;
        self.others.iter().for_each(|other| own.add(known(other)));
        let (own, peers) = (own.low, collect(self.nodes.iter().map(known)));
        let name = peers.iter().fold(own, |name, word| mix_two(name, *word));
        Row { own, peers, name }
    }
}

const MARKS: u64 = EPOCH | BALLOT | VIEW;

/// Of all epochs only which is newer counts, and of ballots that within their epoch; of views, which is newer and how
/// they compare with the ballots of epochs that they may come to.
fn ranked<const N: usize, W: Arbiter<N>>(world: &World<N, W>) -> u128 {
    let mut words = Vec::with_capacity(256);
    world.words(&mut words);
    let is_marked = |word: &u64| word & MARKS != 0;
    let mut marked: Vec<u64> = words.iter().copied().filter(is_marked).collect();
    marked.sort_unstable();
    marked.dedup();
    let mut hash = Hash::START;
    for word in words {
        hash.add(if is_marked(&word) { rank(word, &marked) } else { word });
    }
    hash.value()
}

/// Which of its like are before it.
fn rank(word: u64, marked: &[u64]) -> u64 {
    const SEQ: u64 = 0xFFF_FFFF;
    let mark = word & MARKS;
    let epoch = |word: u64| word & !MARKS & !SEQ;
    let with = |mark: u64| marked.iter().copied().filter(move |other| other & MARKS == mark);
    if mark == VIEW {
        let met = with(BALLOT).filter(|ballot| epoch(*ballot) >= epoch(word)).chain(with(VIEW));
        let order = met.fold(0, |order, other| {
            let (other, own) = (other & SEQ, word & SEQ);
            mix_two(order, (u64::from(other < own) << 1) | u64::from(other == own))
        });
        return VIEW | order;
    }
    let before = with(mark).filter(|other| *other < word && (mark == EPOCH || epoch(*other) == epoch(word)));
    mark | u64::try_from(before.count()).unwrap_or_default()
}

/// A node's colour, and its row.
type Coloured = (u64, usize);

/// The nodes, sorted by a colour that depends on what can be seen of them, and not on their order.
fn by_colour(rows: &[&Row]) -> PerNode<Coloured> {
    let mut colours: PerNode<u64> = collect(rows.iter().map(|row| row.own));
    for _ in 0..2 {
        colours = collect((0..rows.len()).map(|node| refined(node, &colours, rows)));
    }
    let mut sorted: PerNode<Coloured> = collect(colours.iter().copied().zip(0..));
    sorted.sort_unstable();
    sorted
}

/// The smallest hash of all orders that begin with the first `fixed` nodes: nodes of one colour in every order.
fn smallest(order: &mut [Coloured], fixed: usize, rows: &[&Row]) -> u128 {
    let Some((colour, _)) = order.get(fixed).copied() else {
        return hash_in(order.iter().map(|(_, node)| *node), rows);
    };
    let mut smallest = u128::MAX;
    for next in fixed..order.len() {
        let is_next = |(_, node): &Coloured| {
            let tried = order.get(fixed..next).unwrap_or_default();
            !tried.iter().any(|(_, other)| are_alike(*node, *other, rows))
        };
        if order.get(next).filter(|(other, _)| *other == colour).is_some_and(is_next) {
            order.swap(fixed, next);
            smallest = smallest.min(self::smallest(order, fixed.saturating_add(1), rows));
            order.swap(fixed, next);
        }
    }
    smallest
}

/// Whether nothing changes where both swap their names: then one of them is as good in an order as the other.
fn are_alike(one: usize, other: usize, rows: &[&Row]) -> bool {
    let swapped = |node: usize| match node {
        _ if node == one => other,
        _ if node == other => one,
        _ => node,
    };
    let known = |row: usize, peer: usize| rows.get(row).and_then(|row| row.peers.get(peer));
    let is_same = |node: usize| {
        known(one, node) == known(other, swapped(node)) && known(node, one) == known(swapped(node), other)
    };
    rows.get(one).map(|row| row.own) == rows.get(other).map(|row| row.own) && (0..rows.len()).all(is_same)
}

/// A colour that tells apart what this node knows of nodes of each colour, and they of it.
fn refined(node: usize, colours: &[u64], rows: &[&Row]) -> u64 {
    let (Some(row), Some(colour)) = (rows.get(node), colours.get(node)) else {
        return 0;
    };
    let mut sum: u64 = 0;
    for ((known, other), colour) in row.peers.iter().zip(rows).zip(colours) {
        let known_of_it = other.peers.get(node).copied().unwrap_or_default();
        sum = sum.wrapping_add(mix_two(mix_two(*known, known_of_it), *colour));
    }
    let own = row.peers.get(node).copied().unwrap_or_default();
    mix_two(mix_two(*colour, own), sum)
}

fn hash_in(order: impl Iterator<Item = usize> + Clone, rows: &[&Row]) -> u128 {
    let mut hash = Hash::START;
    for row in order.clone().filter_map(|node| rows.get(node)) {
        hash.add(row.own);
        let peers = order.clone().filter_map(|node| row.peers.get(node));
        peers.for_each(|word| hash.add(*word));
    }
    hash.value()
}
