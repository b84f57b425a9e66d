//! What a witness keeps, forgets, and has to store.

use crate::play::{Pieces, Play};
use crate::say::{config, echo, init, membership, preinit};
use quorate::NodeId;
use quorate::witness::{CloseReason, Output, Settings, VoteReason, Witness};

/// The longest heartbeat that it accepts by default, milliseconds.
const HEARTBEAT_MAX: u64 = 120_000;

fn drain<const A: usize, const B: usize, const C: usize>(
    witness: &mut Witness<A, B, C>,
) -> Option<CloseReason> {
    let mut closed = None;
    while let Some(output) = witness.poll_output() {
        if let Output::Close { reason, .. } = output {
            closed = Some(reason);
        }
    }
    closed
}

#[test]
fn a_start_is_silent_for_the_longest_lease() {
    let witness = Witness::<1, 1, 1>::new(Settings::default(), 1000);
    assert_eq!(witness.silent_until(), 1000 + HEARTBEAT_MAX * 9 / 4);
    let witness = Witness::<1, 1, 1>::new(Settings { heartbeat_max: 8000, ..Settings::default() }, 7);
    assert_eq!(witness.silent_until(), 7 + 18_000);
}

/// Until its answers are taken it takes no more, and of who is about to be closed nothing at all.
#[test]
fn what_it_cannot_answer_is_not_taken() {
    let mut witness = Witness::<2, 1, 2>::new(Settings::default(), 0);
    assert_eq!(witness.receive(0, 0, &echo(1)), 0, "nobody is there");
    let place = witness.connect(0).expect("room");
    let both = [preinit("lab"), echo(1)].concat();
    assert_eq!(witness.receive(place, 0, &both), preinit("lab").len());
    assert_eq!(witness.receive(place, 0, &echo(1)), 0);
    assert_eq!(drain(&mut witness), None);
    let long = preinit(&"x".repeat(300));
    assert_eq!(witness.receive(place, 0, &long), long.len());
    assert_eq!(witness.receive(place, 0, &echo(1)), 0);
    assert_eq!(drain(&mut witness), Some(CloseReason::NameTooLong));
}

/// A client that names another cluster leaves the first one's place to whoever wants it.
#[test]
fn a_cluster_that_nobody_names_has_no_place() {
    let mut witness = Witness::<1, 2, 2>::new(Settings::default(), 0);
    let place = witness.connect(0).expect("room");
    for name in ["one", "two"] {
        witness.receive(place, 0, &preinit(name));
        drain(&mut witness);
    }
    witness.tell("lab", &[NodeId(1)]).expect("a free place");
}

/// Told of its clusters, it serves no others, also when the last client of those has left.
#[test]
fn what_it_was_told_stays() {
    let mut witness = Witness::<2, 2, 2>::new(Settings::default(), 0);
    witness.tell("lab", &[NodeId(1), NodeId(2)]).expect("room");
    let said = |witness: &mut Witness<2, 2, 2>, place: usize, said: &[Vec<u8>]| {
        said.iter().find_map(|said| {
            witness.receive(place, 0, said);
            drain(witness)
        })
    };
    let place = witness.connect(0).expect("room");
    assert_eq!(said(&mut witness, place, &[preinit("lab"), init(1, 1, 8000, (1, 4))]), None);
    witness.disconnect(place, 0);
    for (name, node, closed) in [
        ("other", 1, Some(CloseReason::UnknownCluster)),
        ("lab", 3, Some(CloseReason::UnknownNode)),
        ("lab", 2, None),
    ] {
        let place = witness.connect(0).expect("room");
        let found = said(&mut witness, place, &[preinit(name), init(node, 1, 8000, (1, 4))]);
        assert_eq!(found, closed, "{name} {node}");
    }
}

/// Who connects after a start is stored, and who gets the vote.
#[test]
fn what_a_restart_must_know_is_unsaved() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.advance(300_000);
    play.witness.saved();
    for node in [1, 2] {
        play.open(node);
        play.send(node, &preinit("lab"));
        play.send(node, &init(node as u32, 1, 8000, (1, 4)));
    }
    assert!(play.witness.is_unsaved(), "both have connected");
    play.send(1, &config(&[1, 2]));
    play.send(2, &config(&[1, 2]));
    play.witness.saved();
    play.send(1, &membership((1, 8), &[1, 2]));
    assert!(!play.witness.is_unsaved(), "they do not agree yet");
    play.send(2, &membership((1, 8), &[1, 2]));
    assert!(play.witness.is_unsaved(), "both have the vote");
    play.witness.saved();
    play.send(1, &membership((1, 12), &[1, 2]));
    play.send(2, &membership((1, 12), &[1, 2]));
    assert!(!play.witness.is_unsaved(), "they had it before");
}

/// A client that may have the vote from before a restart, and has not said yet who is with it, is asked first.
#[test]
fn who_may_have_the_vote_is_waited_for() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.join(2, 2, 1, &[1, 2]);
    play.join(1, 1, 1, &[1, 2]);
    play.send(1, &membership((1, 8), &[1]));
    assert!(play.votes(1).is_empty());
    let client = play.witness.client(play.place(1).expect("open")).expect("a client");
    assert_eq!(client.reason, VoteReason::NackFirst);
}
