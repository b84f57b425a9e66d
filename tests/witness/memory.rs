//! What a witness keeps, forgets, and has to store.

use crate::play::{Pieces, Play};
use crate::say::{config, echo, heuristics, init, init_with, membership, message, option, preinit};
use quorate::witness::{CloseReason, Output, Settings, VoteReason, Witness, WitnessSnapshotError};
use quorate::{Algorithm, Heuristics, NodeId, TieBreak};
use quorate_tests::crc32;

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
    // Its silence is over: nobody who leaves may have a vote.
    let now = 300_000;
    let said = |witness: &mut Witness<2, 2, 2>, place: usize, said: &[Vec<u8>]| {
        said.iter().find_map(|said| {
            witness.receive(place, now, said);
            drain(witness)
        })
    };
    let place = witness.connect(now).expect("room");
    assert_eq!(said(&mut witness, place, &[preinit("lab"), init(1, 1, 8000, (1, 4))]), None);
    witness.disconnect(place, now);
    for (name, node, closed) in [
        ("other", 1, Some(CloseReason::UnknownCluster)),
        ("lab", 3, Some(CloseReason::UnknownNode)),
        ("lab", 2, None),
    ] {
        let place = witness.connect(now).expect("room");
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

/// A client that may have the vote from before a restart comes when the others have acknowledged already.
#[test]
fn who_may_have_the_vote_is_waited_for() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    let all = [1, 2, 3, 4];
    for (node, with) in [(1, &[1, 2][..]), (2, &[1, 2]), (3, &[3])] {
        play.join(node, node as u32, 1, &all);
        play.send(node, &membership((with[0], 8), with));
    }
    play.open(4);
    play.send(4, &preinit("lab"));
    play.send(4, &init(4, 1, 8000, (4, 4)));
    while (1..=3).any(|node| !play.votes(node).is_empty()) {}
    let client = play.witness.client(play.place(1).expect("open")).expect("a client");
    assert_eq!((client.holds, client.reason), (true, VoteReason::NackFirst));
}

/// A snapshot says whether the witness is silent still, so the end of that is stored, once.
#[test]
fn the_end_of_the_silence_is_unsaved() {
    let mut witness = Witness::<1, 1, 1>::new(Settings { heartbeat_max: 8000, ..Settings::default() }, 0);
    let end = witness.silent_until();
    for (now, is_unsaved) in [(0, false), (end - 1, false), (end, true), (end + 1, false), (end + 9, false)] {
        witness.handle_timeout(now);
        assert_eq!(witness.is_unsaved(), is_unsaved, "{now}");
        witness.saved();
    }
    // Also where nobody looked at its very end, and what was unsaved before stays so.
    for has_client in [false, true] {
        let mut witness = Witness::<1, 1, 1>::new(Settings { heartbeat_max: 8000, ..Settings::default() }, 0);
        for said in [preinit("lab"), init(1, 1, 8000, (1, 4))].iter().filter(|_| has_client) {
            let place = witness.connect(end - 1).unwrap_or(0);
            witness.receive(place, end - 1, said);
            drain(&mut witness);
        }
        for now in [end - 1, end + 1, end + 2] {
            witness.handle_timeout(now);
            assert_eq!(witness.is_unsaved(), has_client || now > end, "{has_client} {now}");
        }
    }
}

/// Node 1 was chosen, 2 is connected, and 3 was never there: a witness that takes the snapshot back says the same.
#[test]
fn a_snapshot_tells_who_was_chosen_from_who_is_there() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.advance(300_000);
    for node in [1, 2] {
        play.join(node, node as u32, 1, &[1, 2]);
        play.send(node, &membership((node as u32, 8), &[node as u32]));
    }
    while (1..=2).any(|node| !play.votes(node).is_empty()) {}
    let mut bytes = [0; 64];
    let stored = play.witness.write_snapshot(play.now, &mut bytes).expect("room").to_vec();
    let mut again = Witness::<2, 1, 3>::new(Settings::default(), 0);
    again.restore_bytes(0, &stored).expect("its own");
    assert_eq!(again.write_snapshot(0, &mut [0; 64]), Some(&stored[..]));
    // As a later quorate may write it.
    let end = stored.len() - 4;
    let later = |checked: &[u8]| [checked, &crc32(checked).to_le_bytes()].concat();
    let mut newer = stored[..end].to_vec();
    assert_eq!(later(&newer), stored);
    // Behind the 5 bytes of its first number.
    newer[5] += 1;
    let mut witness = Witness::<2, 1, 3>::new(Settings::default(), 0);
    assert_eq!(witness.restore_bytes(0, &later(&newer)), Err(WitnessSnapshotError::Version));
}

/// It is there to be watched.
#[test]
fn what_a_client_says_of_itself() {
    for (number, mode, result, expected) in [
        (0, 1, None, (Algorithm::Test, TieBreak::Lowest, Heuristics::Undefined)),
        (1, 2, Some(1), (Algorithm::Ffsplit, TieBreak::Highest, Heuristics::Pass)),
        (2, 3, Some(2), (Algorithm::TwoNodeLms, TieBreak::Node(NodeId(9)), Heuristics::Fail)),
        (3, 1, None, (Algorithm::Lms, TieBreak::Lowest, Heuristics::Undefined)),
    ] {
        let mut play = Play::new(Settings::default(), Pieces::Whole);
        play.open(1);
        play.send(1, &preinit("lab"));
        play.send(1, &init_with([mode, 0, 0, 0, 9], 1, number, 8000, (1, 4)));
        result.into_iter().for_each(|result| play.send(1, &heuristics(result)));
        let client = play.witness.client(play.place(1).expect("open")).expect("a client");
        assert_eq!((client.algorithm, client.tie_breaker, client.heuristics), expected);
    }
}

/// Of two names in one message the later one counts; what other options say is no part of a name.
#[test]
fn a_name_is_what_its_option_says() {
    let name = |name: &str| option(1, name.as_bytes());
    for said in [
        message(0, &[name("one"), name("lab")]),
        message(0, &[name("lab"), option(4, &[0, 66]), option(200, b"more")]),
        message(0, &[option(200, b"more"), name("lab")]),
    ] {
        let mut play = Play::new(Settings::default(), Pieces::Bytes);
        play.open(1);
        play.send(1, &said);
        let client = play.witness.client(play.place(1).expect("open")).expect("a client");
        assert_eq!(client.cluster, b"lab", "{said:02x?}");
    }
}
