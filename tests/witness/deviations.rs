//! One test for every row of `quorate::witness::deviations`, of the same name. All as qnetd's own timing has it.

use crate::play::{Pieces, Play, like_qnetd};
use crate::say::{NACK, config, echo, error, init, membership, message, option, preinit};
use quorate::witness::{CloseReason, Output, Settings, Witness};

fn play() -> Play {
    Play::new(like_qnetd(), Pieces::Whole)
}

#[test]
fn names_are_bounded() {
    let mut play = play();
    for (connection, length) in [(1, 64), (2, 65), (3, 300)] {
        play.open(connection);
        play.send(connection, &preinit(&"n".repeat(length)));
    }
    assert_eq!(play.take_said(1).len(), 1);
    let too_long = Some(&CloseReason::NameTooLong);
    assert_eq!([1, 2, 3].map(|connection| play.closed.get(&connection)), [None, too_long, too_long]);
}

#[test]
fn echoes_are_bounded() {
    let mut play = play();
    play.join(1, 1, 1, &[1, 2]);
    let echo_of = |length: usize| message(8, &[option(99, &vec![7; length - 4])]);
    play.send(1, &echo_of(64));
    assert_eq!(play.take_said(1)[0][2..], echo_of(64)[2..]);
    play.send(1, &echo_of(65));
    assert_eq!(error(&play.take_said(1)[0]), Some(5));
}

#[test]
fn lists_are_bounded() {
    let mut play = play();
    play.join(1, 1, 1, &[1, 2]);
    play.join(2, 2, 1, &(1..=16).collect::<Vec<u32>>());
    assert_eq!(play.closed.get(&2), None);
    play.send(1, &config(&(1..=17).collect::<Vec<u32>>()));
    assert_eq!(play.closed.get(&1), Some(&CloseReason::TooManyNodes));
    assert!(play.place(2).is_some());
}

#[test]
fn a_node_counts_once() {
    let mut play = play();
    // Of four entries two would be half; of three nodes one is not.
    play.join(2, 2, 1, &[1, 2, 2, 3]);
    play.send(2, &membership((2, 8), &[2, 2]));
    assert_eq!(play.votes(2), [NACK]);
}

#[test]
fn a_connection_has_one_cluster() {
    let mut play = play();
    play.join(1, 1, 1, &[1]);
    play.send(1, &preinit("another"));
    assert_eq!(error(&play.take_said(1)[0]), Some(8));
    play.send(1, &preinit("lab"));
    play.send(1, &echo(1));
    let kinds: Vec<u8> = play.take_said(1).iter().map(|said| said[1]).collect();
    assert_eq!(kinds, [1, 9]);
    play.join(2, 1, 1, &[1]);
    assert_eq!(play.witness.client(play.place(1).expect("open")).expect("a client").cluster, b"lab");
}

#[test]
fn a_refused_init_changes_nothing() {
    let mut play = play();
    play.join(1, 1, 1, &[1, 2]);
    play.send(1, &init(1, 0, 2000, (1, 6)));
    // qnetd says 17: it has overwritten the algorithm before it compares the client with itself.
    assert_eq!(error(&play.take_said(1)[0]), Some(16));
    let client = play.witness.client(play.place(1).expect("open")).expect("a client");
    assert_eq!((client.heartbeat, client.ring.seq), (8000, 4));
    // Still ffsplit.
    play.send(1, &message(12, &[option(0, &[0, 0, 0, 9])]));
    assert_eq!(error(&play.take_said(1)[0]), Some(14));
}

#[test]
fn a_client_without_lists_is_no_danger() {
    let mut play = play();
    for node in [1, 2] {
        play.open(node);
        play.send(node, &preinit("lab"));
        play.send(node, &init(u32::try_from(node).expect("small"), 1, 8000, (1, 4)));
        play.take_said(node);
    }
    play.close(1);
    assert_eq!(play.votes(2), [NACK]);
    play.send(2, &echo(1));
    assert_eq!(play.take_said(2).len(), 1);
}

#[test]
fn a_client_that_does_not_read_is_cut_off_sooner() {
    let mut witness = Box::new(Witness::<2, 1, 2>::new(like_qnetd(), 0));
    let talk = |witness: &mut Witness<2, 1, 2>, place, said: &[u8]| {
        let taken = witness.receive(place, 0, said);
        while let Some(Output::Send { .. }) = witness.poll_output() {}
        assert_eq!(taken, said.len());
    };
    for (place, node) in [(0, 1), (1, 2)] {
        assert_eq!(witness.connect(0), Some(place));
        for said in [preinit("lab"), init(node, 1, 8000, (1, 4)), config(&[1, 2])] {
            talk(&mut witness, place, &said);
        }
    }
    talk(&mut witness, 0, &membership((1, 4), &[1, 2]));
    // The answer of the second is not taken: the witness reads no more from it.
    let list = membership((1, 4), &[1, 2]);
    assert_eq!(witness.receive(1, 0, &list), list.len());
    assert_eq!(witness.receive(1, 0, &echo(1)), 0);
    // And its votes fill its send buffer.
    let mut closed = Vec::new();
    for _ in 0..6 {
        let mut others = witness.clone();
        closed.extend(
            core::iter::from_fn(|| others.poll_output()).filter(|out| matches!(out, Output::Close { .. })),
        );
        // Takes what is for the first only: outputs come in order of connections.
        while witness.receive(0, 0, &list) == 0 {
            assert!(matches!(witness.poll_output(), Some(Output::Send { connection: 0, .. })));
        }
    }
    assert!(
        closed.contains(&Output::Close { connection: 1, reason: CloseReason::SendBufferFull }),
        "{closed:?}"
    );
}

#[test]
fn one_connection_more_is_refused() {
    let mut witness = Witness::<1, 1, 1>::new(Settings::default(), 0);
    assert_eq!([witness.connect(0), witness.connect(0)], [Some(0), None]);
    witness.disconnect(0, 0);
    assert_eq!(witness.connect(0), Some(0));
}

#[test]
fn every_row_has_its_test() {
    let (page, tests) = (include_str!("../../core/src/witness/deviations.rs"), include_str!("deviations.rs"));
    let rows: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("//! | `")?.split('`').next()).collect();
    assert!(rows.len() > 8, "{rows:?}");
    for row in rows {
        assert!(tests.contains(&format!("\nfn {row}() {{")), "no test {row}");
    }
}
