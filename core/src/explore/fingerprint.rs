//! 128 bits that name a state.
//!
//! A state is a square of words: what each node knows of each, and what it knows of itself. Under rules to which
//! nodes of the same role are all alike, states that differ by their names only get one fingerprint: that of the
//! smallest of all orders of the nodes, among those that sort them by what can be seen of them (colour refinement).

use crate::cluster::Cluster;
use crate::node::NodeId;
use std::vec::Vec;

const LOW: u64 = 0x9E37_79B9_7F4A_7C15;
const HIGH: u64 = 0xD6E8_FEB8_6659_FD93;

/// Two independent hashes of the same words.
#[derive(Clone, Copy)]
struct Hash {
    low: u64,
    high: u64,
}

impl Hash {
    const START: Hash = Hash { low: LOW, high: HIGH };

    fn add(&mut self, word: u64) {
        self.low = mix(self.low ^ word, LOW);
        self.high = mix(self.high.rotate_left(23) ^ word, HIGH);
    }

    fn value(self) -> u128 {
        (u128::from(mix(self.high, LOW)) << 64) | u128::from(mix(self.low, HIGH))
    }
}

/// A bijection that spreads every bit (the finalizer of splitmix64, with another multiplier each).
fn mix(word: u64, multiplier: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(multiplier);
    word ^ (word >> 31)
}

fn mix_two(one: u64, other: u64) -> u64 {
    mix(mix(one, LOW) ^ other, HIGH)
}

/// A node in the square: its own word, role included, and what it knows of each.
struct Row {
    own: u64,
    peers: Vec<u64>,
}

/// Names states of one cluster.
#[derive(Clone)]
pub(super) struct Fingerprints {
    nodes: Vec<NodeId>,
    /// Nodes with the same number have the same role. Empty where all nodes are told apart.
    roles: Vec<u64>,
}

impl Fingerprints {
    /// Tells all nodes apart.
    pub(super) fn of_named(nodes: Vec<NodeId>) -> Self {
        Fingerprints { nodes, roles: Vec::new() }
    }

    /// Takes nodes of the same role for each other.
    pub(super) fn of_roles(nodes: Vec<NodeId>, roles: Vec<u64>) -> Self {
        Fingerprints { nodes, roles }
    }

    pub(super) fn of<const N: usize>(&self, cluster: &Cluster<N>) -> u128 {
        let is_named = self.roles.is_empty();
        let roles = self.roles.iter().copied().chain(core::iter::repeat(0));
        let nodes = self.nodes.iter().zip(roles);
        let rows: Vec<Row> = nodes.map(|(node, role)| self.row(cluster, *node, role)).collect();
        if is_named {
            let order: Vec<usize> = (0..rows.len()).collect();
            return hash_in(&order, &rows);
        }
        let orders = orders(&rows);
        orders.iter().map(|order| hash_in(order, &rows)).min().unwrap_or_default()
    }

    fn row<const N: usize>(&self, cluster: &Cluster<N>, node: NodeId, role: u64) -> Row {
        let mut own = Hash::START;
        own.add(role);
        cluster.canonical_own(node, &mut |word| own.add(word));
        let peers = self.nodes.iter().map(|peer| cluster.canonical_peer(node, *peer)).collect();
        Row { own: own.low, peers }
    }
}

/// All orders that sort the nodes by colour; nodes of one colour in every order among themselves.
fn orders(rows: &[Row]) -> Vec<Vec<usize>> {
    let mut colours: Vec<u64> = rows.iter().map(|row| row.own).collect();
    for _ in 0..2 {
        colours = (0..rows.len()).map(|node| refined(node, &colours, rows)).collect();
    }
    let mut sorted: Vec<(u64, usize)> = colours.into_iter().zip(0..).collect();
    sorted.sort_unstable();
    let mut orders: Vec<Vec<usize>> = Vec::from([Vec::new()]);
    for group in sorted.chunk_by(|one, other| one.0 == other.0) {
        let nodes: Vec<usize> = group.iter().map(|(_, node)| *node).collect();
        for _ in 0..nodes.len() {
            orders = orders.iter().flat_map(|order| extended(order, &nodes)).collect();
        }
    }
    orders
}

/// The order with one more of these nodes, in every way.
fn extended(order: &[usize], nodes: &[usize]) -> Vec<Vec<usize>> {
    let left = nodes.iter().filter(|node| !order.contains(node));
    left.map(|node| order.iter().copied().chain([*node]).collect()).collect()
}

/// A colour that tells apart what this node knows of nodes of each colour, and they of it.
fn refined(node: usize, colours: &[u64], rows: &[Row]) -> u64 {
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

fn hash_in(order: &[usize], rows: &[Row]) -> u128 {
    let mut hash = Hash::START;
    for row in order.iter().filter_map(|node| rows.get(*node)) {
        hash.add(row.own);
        let peers = order.iter().filter_map(|node| row.peers.get(*node));
        peers.for_each(|word| hash.add(*word));
    }
    hash.value()
}
