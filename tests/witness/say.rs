//! What a client says, as bytes.

use crate::play::Play;

pub const ACK: u8 = 1;
pub const NACK: u8 = 2;

pub fn option(number: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).expect("a short value");
    [&number.to_be_bytes(), &length.to_be_bytes(), value].concat()
}

pub fn message(kind: u16, options: &[Vec<u8>]) -> Vec<u8> {
    let body = options.concat();
    let length = u32::try_from(body.len()).expect("a short body");
    [&kind.to_be_bytes()[..], &length.to_be_bytes(), &body].concat()
}

fn seq(seq: u32) -> Vec<u8> {
    option(0, &seq.to_be_bytes())
}

fn ring_id(node: u32, number: u64) -> Vec<u8> {
    option(13, &[&node.to_be_bytes()[..], &number.to_be_bytes()].concat())
}

fn nodes(nodes: &[u32]) -> Vec<u8> {
    nodes.iter().flat_map(|node| option(17, &option(9, &node.to_be_bytes()))).collect()
}

pub fn preinit(cluster: &str) -> Vec<u8> {
    message(0, &[seq(1), option(1, cluster.as_bytes())])
}

/// The lowest node is preferred.
pub fn init(node: u32, algorithm: u16, heartbeat: u32, ring: (u32, u64)) -> Vec<u8> {
    init_with([1, 0, 0, 0, 0], node, algorithm, heartbeat, ring)
}

/// Preferred is the lowest node (1), the highest (2) or the one that follows (3).
pub fn init_with(
    tie_breaker: [u8; 5],
    node: u32,
    algorithm: u16,
    heartbeat: u32,
    ring: (u32, u64),
) -> Vec<u8> {
    let tie_breaker = option(21, &tie_breaker);
    let (heartbeat, algorithm) = (option(12, &heartbeat.to_be_bytes()), option(11, &algorithm.to_be_bytes()));
    let node = option(9, &node.to_be_bytes());
    message(3, &[seq(2), node, algorithm, heartbeat, tie_breaker, ring_id(ring.0, ring.1)])
}

pub fn config(list: &[u32]) -> Vec<u8> {
    message(10, &[seq(3), option(18, &[0]), nodes(list)])
}

pub fn membership(ring: (u32, u64), list: &[u32]) -> Vec<u8> {
    message(10, &[seq(4), option(18, &[2]), ring_id(ring.0, ring.1), nodes(list)])
}

/// Whether the active partition keeps the vote.
pub fn keep_active(on: u8) -> Vec<u8> {
    message(6, &[seq(5), option(23, &[on])])
}

/// A change of the heuristics' result: 1 pass, 2 fail.
pub fn heuristics(result: u8) -> Vec<u8> {
    message(16, &[seq(6), option(22, &[result])])
}

pub fn echo(number: u32) -> Vec<u8> {
    message(8, &[seq(number)])
}

/// ASK_FOR_VOTE.
pub fn ask() -> Vec<u8> {
    message(12, &[seq(7)])
}

pub fn vote_info_reply(number: u32) -> Vec<u8> {
    message(15, &[seq(number)])
}

/// The vote and the seq of a VOTE_INFO.
pub fn vote_info(said: &[u8]) -> Option<(u8, u32)> {
    let seq = u32::from_be_bytes(said.get(10..14)?.try_into().ok()?);
    (said[..2] == [0, 14]).then(|| (said[18], seq))
}

/// The error of a SERVER_ERROR or an INIT_REPLY.
pub fn error(said: &[u8]) -> Option<u16> {
    let at = match said.get(..2)? {
        [0, 4] => 10,
        [0, 5] => said.len() - 2,
        _ => return None,
    };
    Some(u16::from_be_bytes([said[at], said[at + 1]]))
}

impl Play {
    /// A client up to its configuration: heartbeat 8 s, ring 1.node.
    pub fn join(&mut self, connection: u64, node: u32, algorithm: u16, list: &[u32]) {
        self.open(connection);
        self.send(connection, &preinit("lab"));
        self.send(connection, &init(node, algorithm, 8000, (node, 4)));
        self.send(connection, &config(list));
        self.take_said(connection);
    }

    /// Votes told of the witness's own accord since the last look; each is acknowledged.
    pub fn votes(&mut self, connection: u64) -> Vec<u8> {
        let votes: Vec<(u8, u32)> =
            self.take_said(connection).iter().filter_map(|said| vote_info(said)).collect();
        for (_, seq) in &votes {
            self.send(connection, &vote_info_reply(*seq));
        }
        votes.into_iter().map(|(vote, _)| vote).collect()
    }
}
