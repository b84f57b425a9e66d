//! What decided over a vote: one scene for each reason that needs no time.

use crate::play::{Pieces, Play, like_qnetd};
use crate::say::{ACK, NACK, config, heuristics, init, init_with, keep_active, membership, preinit};
use quorate::witness::{Settings, Vote, VoteReason};

/// A node says that it and these are together; its heuristics pass (1), fail (2), or there are none (0).
#[derive(Clone, Copy)]
struct Says {
    node: u32,
    with: &'static [u32],
    heuristics: u8,
}

const fn says(node: u32, with: &'static [u32], heuristics: u8) -> Says {
    Says { node, with, heuristics }
}

/// Algorithm by its number, all nodes, keep_active, what is said in this order, and what each of them has then: its
/// vote, and why.
type Scene = (u16, &'static [u32], u8, &'static [Says], Vote, VoteReason);

const TEST: u16 = 0;
const FFSPLIT: u16 = 1;
const TWO_NODE_LMS: u16 = 2;
const LMS: u16 = 3;
const FOUR: &[u32] = &[1, 2, 3, 4];
const LOW: [Says; 2] = [says(1, &[1, 2], 0), says(2, &[1, 2], 0)];

/// What the last one to speak has.
const SCENES: &[Scene] = {
    use Vote::{Ack, Nack};
    use VoteReason::*;
    &[
        (FFSPLIT, FOUR, 0, &[says(1, &[1], 0)], Nack, NoMajority),
        (FFSPLIT, FOUR, 0, &LOW, Ack, OnlyHalf),
        (FFSPLIT, FOUR, 0, &[says(3, &[3, 4], 0), says(4, &[3, 4], 0)], Ack, OnlyHalf),
        (
            FFSPLIT,
            FOUR,
            0,
            &[says(1, &[1], 0), says(2, &[2, 3, 4], 0), says(3, &[2, 3, 4], 0)],
            Ack,
            Majority,
        ),
        (FFSPLIT, FOUR, 0, &[LOW[0], LOW[1], says(3, &[3, 4], 0), says(4, &[3, 4], 0)], Nack, TieBreaker),
        (FFSPLIT, FOUR, 0, &[says(3, &[3, 4], 0), says(4, &[3, 4], 0), LOW[0], LOW[1]], Ack, TieBreaker),
        (FFSPLIT, FOUR, 1, &[says(3, &[3, 4], 0), says(4, &[3, 4], 0), LOW[0], LOW[1]], Nack, KeepActive),
        // A half with one connected, and one with two; heuristics that fail weigh as one that is not connected.
        (FFSPLIT, FOUR, 0, &[LOW[0], says(3, &[3, 4], 0), says(4, &[3, 4], 0)], Ack, Score),
        (FFSPLIT, FOUR, 0, &[says(1, &[1, 2], 1), says(3, &[3, 4], 0), says(4, &[3, 4], 0)], Ack, Connected),
        (FFSPLIT, FOUR, 0, &[LOW[0], LOW[1], says(3, &[3, 4], 1), says(4, &[3, 4], 0)], Ack, Score),
        (FFSPLIT, FOUR, 0, &[LOW[0], LOW[1], says(3, &[3, 4], 2), says(4, &[3, 4], 0)], Nack, Score),
        (LMS, FOUR, 0, &LOW, Ack, OnePartition),
        (LMS, FOUR, 0, &[LOW[0], LOW[1], says(3, &[3], 0)], Nack, Newcomer),
        (TWO_NODE_LMS, &[1, 2], 0, &[says(2, &[2], 0)], Ack, Alone),
        (TWO_NODE_LMS, &[1, 2], 0, &LOW, Ack, BothNodes),
        (TEST, FOUR, 0, &[says(4, &[4], 0)], Ack, Always),
    ]
};

/// One of the active half fails its heuristics. With leases the other half gets the vote; qnetd stores the result
/// behind its decision, so that the list of the other member still wins.
#[test]
fn heuristics_that_begin_to_fail() {
    for (settings, [active, other]) in [(Settings::default(), [NACK, ACK]), (like_qnetd(), [ACK, NACK])] {
        let mut play = Play::new(settings, Pieces::Whole);
        // A restart's silence.
        play.advance(300_000);
        for node in 1..=4 {
            play.join(u64::from(node), node, FFSPLIT, FOUR);
        }
        for (node, with) in [(1, [1, 2]), (2, [1, 2]), (3, [3, 4]), (4, [3, 4])] {
            play.send(node, &membership((with[0], 8), &with));
        }
        let told = |play: &mut Play| {
            let mut last = [0; 4];
            while (1..=4).any(|node| {
                play.votes(node).last().inspect(|vote| last[node as usize - 1] = **vote).is_some()
            }) {}
            last
        };
        assert_eq!(told(&mut play), [ACK, ACK, NACK, NACK]);
        play.send(1, &heuristics(2));
        assert_eq!(told(&mut play), [active, active, other, other]);
    }
}

/// Halves that are equal, before somebody who is no member yet, where all prefer the highest node.
#[test]
fn the_highest_node_breaks_a_tie() {
    let mut play = Play::new(like_qnetd(), Pieces::Whole);
    play.open(99);
    for node in 1..=4_u32 {
        let (connection, ring) = (u64::from(node), (node, 4));
        let init = init_with([2, 0, 0, 0, 0], node, FFSPLIT, 8000, ring);
        play.open(connection);
        [preinit("lab"), init, config(FOUR)].iter().for_each(|said| play.send(connection, said));
        let with = if node < 3 { [1, 2] } else { [3, 4] };
        play.send(connection, &membership((with[0], 8), &with));
    }
    while (1..=4).any(|node| !play.votes(node).is_empty()) {}
    let of = |node: u64| play.witness.client(play.place(node).expect("open")).expect("a client");
    for (node, vote) in [(1, Vote::Nack), (2, Vote::Nack), (3, Vote::Ack), (4, Vote::Ack)] {
        assert_eq!((of(node).vote, of(node).reason), (vote, VoteReason::TieBreaker), "node {node}");
    }
}

#[test]
fn scenes() {
    for (place, (algorithm, nodes, keeps, said, vote, reason)) in SCENES.iter().enumerate() {
        let mut play = Play::new(like_qnetd(), Pieces::Whole);
        let mut last = 0;
        for Says { node, with, heuristics: passes } in *said {
            let ring = (with[0], 8);
            last = u64::from(*node);
            play.open(last);
            play.send(last, &preinit("lab"));
            play.send(last, &init(*node, *algorithm, 8000, ring));
            play.send(last, &keep_active(*keeps));
            play.send(last, &config(nodes));
            play.send(last, &[membership(ring, with), heuristics(*passes)].concat());
            // Acknowledged until nobody is told anything any longer.
            while said.iter().any(|says| !play.votes(u64::from(says.node)).is_empty()) {}
        }
        let client = play.witness.client(play.place(last).expect("open")).expect("a client");
        assert_eq!((client.vote, client.reason), (*vote, *reason), "scene {place}, node {last}");
    }
}
