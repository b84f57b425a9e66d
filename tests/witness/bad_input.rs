//! Bad input: answered as specified or closed with a reason, and no other client notices.

use crate::play::{Pieces, Play, Roomy, like_qnetd};
use crate::say::{ACK, config, echo, error, init, membership, message, option, preinit};
use quorate::NodeId;
use quorate::witness::{CloseReason, Output, Settings, Tls, Vote, VoteReason};
use std::collections::BTreeSet;

/// Two clients that are through with everything, and have the vote.
fn table() -> Play {
    let mut play = Play::new(like_qnetd(), Pieces::Whole);
    for (connection, node) in [(1, 1), (2, 2)] {
        play.join(connection, node, 1, &[1, 2]);
        play.send(connection, &membership((1, 8), &[1, 2]));
    }
    // The first asked alone before.
    assert_eq!((play.votes(1), play.votes(2)), (vec![ACK, ACK], vec![ACK]));
    play
}

/// Whether the second client has noticed nothing: it has its vote, heard nothing and is served.
fn is_calm(play: &mut Play) -> bool {
    let place = play.place(2).expect("open");
    let has_vote = play.witness.client(place).expect("a client").holds;
    let heard = play.take_said(2);
    play.send(2, &echo(7));
    has_vote && heard.is_empty() && play.take_said(2) == [message(9, &[option(0, &[0, 0, 0, 7])])]
}

/// Says it over a connection of a stranger: what was answered, where it is still open.
fn stranger(play: &mut Play, said: &[u8]) -> Option<Vec<Vec<u8>>> {
    play.open(9);
    play.send(9, said);
    let answers = play.place(9).map(|_| play.take_said(9));
    play.close(9);
    play.forget(9);
    answers
}

/// From a client of the same cluster, with its own lists. What it says of itself may cost it the vote; it never costs
/// the other its connection, and never more than one answer comes.
#[test]
fn mutations_of_a_member() {
    let start = table();
    for whole in
        [config(&[1, 2]), membership((1, 8), &[1, 2]), echo(3), preinit("lab"), init(1, 1, 8000, (1, 8))]
    {
        for (at, byte) in whole.iter().enumerate() {
            for bit in 0..8 {
                let mut play = start.copy();
                let mut mutated = whole.clone();
                mutated[at] = byte ^ 1 << bit;
                play.send(1, &mutated);
                let answers = play.take_said(1).iter().filter(|said| said[1] != 14).count();
                // With another length, what follows is another message.
                assert!(answers <= 1 || (2..6).contains(&at), "{mutated:02x?}: {answers} answers");
                assert!(play.closed.keys().all(|connection| *connection == 1), "{mutated:02x?}");
                play.take_said(2);
                play.send(2, &echo(7));
                assert_eq!(play.take_said(2).len(), 1, "{mutated:02x?}");
            }
        }
    }
}

#[test]
fn zeros_and_loops() {
    let mut play = table();
    // Each 6 of the zeros are an empty PREINIT.
    let answers = stranger(&mut play, &[0; 32 * 1024]).expect("open");
    assert_eq!(answers.len(), 32 * 1024 / 6);
    assert!(answers.iter().all(|said| error(said) == Some(9)));
    // Nothing but empty options that nobody knows, and one message of the largest size.
    let empty = option(77, &[]).repeat(32_762 / 4);
    assert_eq!(stranger(&mut play, &message(8, &[empty])).map(|said| error(&said[0])), Some(Some(11)));
    // 4 GiB are announced; they are waited for, and nothing is kept.
    let announced = [&[0, 10, 255, 255, 255, 255][..], &[0; 70_000]].concat();
    assert_eq!(stranger(&mut play, &announced), Some(vec![]));
    // Options in an option that ends too early, and one that reaches past the end.
    for inner in [option(9, &[0, 1]), vec![0, 9, 0, 200, 1], vec![0, 9, 0], option(16, &[4])] {
        let node = [option(9, &[0, 0, 0, 1]), inner].concat();
        let said = message(10, &[option(0, &[0, 0, 0, 5]), option(17, &node)]);
        assert_eq!(stranger(&mut play, &said).map(|said| error(&said[0])), Some(Some(9)), "{node:?}");
    }
    assert!(is_calm(&mut play));
}

/// A list, a question, an acknowledgement and a result of heuristics, each without its number.
#[test]
fn what_has_no_number_is_refused() {
    let mut play = table();
    for kind in [10, 12, 15, 16] {
        play.send(1, &message(kind, &[option(18, &[2]), option(22, &[1])]));
        let answers = play.take_said(1);
        assert_eq!(answers.iter().map(|said| error(said)).collect::<Vec<_>>(), [Some(7)], "{kind}");
    }
    assert!(is_calm(&mut play));
}

/// It may have the vote by its first INIT.
#[test]
fn a_client_stays_the_node_that_it_is() {
    let mut play = table();
    play.send(2, &init(3, 1, 8000, (1, 8)));
    let answers = play.take_said(2);
    assert_eq!(answers.iter().map(|said| error(said)).collect::<Vec<_>>(), [Some(8)]);
    let client = play.witness.client(play.place(2).expect("open")).expect("a client");
    assert_eq!((client.node, client.holds), (NodeId(2), true));
    assert!(is_calm(&mut play));
}

#[test]
fn a_byte_a_minute() {
    let mut play = Play::new(like_qnetd(), Pieces::Whole);
    play.open(1);
    for byte in preinit("lab") {
        play.advance(play.now + 60_000);
        if play.place(1).is_some() {
            play.send(1, &[byte]);
        }
    }
    assert_eq!(play.closed.get(&1), Some(&CloseReason::DeadPeer));
}

#[test]
fn too_many_nodes_and_duplicates() {
    let mut play = table();
    play.join(3, 3, 1, &[3]);
    play.take_said(2);
    play.send(3, &config(&(1..=65).collect::<Vec<u32>>()));
    assert_eq!(play.closed.get(&3), Some(&CloseReason::TooManyNodes));
    // The other is stable again, and hears its vote again.
    assert_eq!((play.votes(1), play.votes(2)), (vec![ACK], vec![ACK]));
    // A node that is here already.
    play.open(4);
    play.send(4, &preinit("lab"));
    play.send(4, &init(2, 1, 8000, (1, 8)));
    assert_eq!(play.take_said(4).last().and_then(|said| error(said)), Some(17));
    assert!(is_calm(&mut play));
}

/// Another cluster of the same name: a node that both have is refused, the others' lists fit nobody's, and who has the
/// vote keeps it. Where the witness was told the nodes, they are closed.
#[test]
fn two_clusters_of_one_name() {
    for is_told in [false, true] {
        let mut play = Play::new(like_qnetd(), Pieces::Whole);
        if is_told {
            play.witness.tell("lab", &[NodeId(1), NodeId(2)]).expect("room");
        }
        for (connection, node) in [(1, 1), (2, 2)] {
            play.join(connection, node, 1, &[1, 2]);
            play.send(connection, &membership((1, 8), &[1, 2]));
        }
        assert_eq!(play.votes(2), [ACK]);
        play.open(3);
        play.send(3, &preinit("lab"));
        play.send(3, &init(1, 1, 8000, (1, 8)));
        assert_eq!(play.take_said(3).last().and_then(|said| error(said)), Some(17));
        play.join(4, 3, 1, &[3, 4]);
        play.send(4, &membership((3, 8), &[3, 4]));
        assert_eq!(play.closed.get(&4), is_told.then_some(&CloseReason::UnknownNode));
        // Its answer is to wait, and no vote comes.
        let reply = play.take_said(4).last().map(|said| (said[1], *said.last().expect("a vote")));
        assert_eq!(reply, (!is_told).then_some((11, 4)));
        assert!(is_calm(&mut play), "told: {is_told}");
    }
}

/// The ring id of one cluster means nothing in another, and one of another partition gets nobody a vote.
#[test]
fn a_ring_id_of_another_cluster() {
    for algorithm in [1, 2, 3] {
        let mut play = table();
        play.open(3);
        play.send(3, &preinit("other"));
        play.send(3, &init(2, algorithm, 8000, (1, 8)));
        play.send(3, &config(&[1, 2]));
        play.send(3, &membership((1, 8), &[2]));
        let place = play.place(3).expect("open");
        assert!(play.witness.client(place).is_some_and(|client| client.cluster == b"other"));
        // The only half that asks, or the last man.
        assert_eq!(play.witness.client(place).map(|client| client.vote), Some(Vote::Ack), "{algorithm}");
        assert!(is_calm(&mut play), "{algorithm}");
    }
    // In the cluster, but with a list that does not have the others of that ring.
    let mut play = table();
    play.send(1, &membership((7, 7), &[1]));
    let waits = play.take_said(1);
    assert_eq!(waits.last().and_then(|said| said.last()), Some(&4), "{waits:02x?}");
    assert!(is_calm(&mut play));
}

#[test]
fn clusters_that_were_told() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.witness.tell("lab", &[NodeId(1), NodeId(2)]).expect("room");
    play.witness.tell("any", &[]).expect("room");
    play.open(1);
    play.send(1, &preinit("another"));
    assert_eq!(play.closed.get(&1), Some(&CloseReason::UnknownCluster));
    play.join(2, 3, 1, &[1, 2, 3]);
    assert_eq!(play.closed.get(&2), Some(&CloseReason::UnknownNode));
    play.join(3, 1, 1, &[1, 2, 3]);
    assert_eq!(play.closed.get(&3), Some(&CloseReason::UnknownNode));
    play.join(4, 1, 1, &[1, 2]);
    play.open(5);
    play.send(5, &preinit("any"));
    play.send(5, &init(77, 1, 8000, (77, 8)));
    assert_eq!(play.take_said(5).len(), 2);
    assert!(play.place(4).is_some());
    // Told anew: node 3 comes, and node 2 goes.
    play.witness.tell("lab", &[NodeId(1), NodeId(3)]).expect("room");
    play.send(4, &config(&[1, 3]));
    assert!(play.place(4).is_some());
    play.send(4, &config(&[1, 2]));
    assert_eq!(play.closed.get(&4), Some(&CloseReason::UnknownNode));
    for (name, nodes) in [("n\0", vec![]), ("lab", vec![NodeId(0)]), ("lab", vec![NodeId(1), NodeId(1)])] {
        assert!(play.witness.tell(name, &nodes).is_err(), "{name} {nodes:?}");
    }
}

#[test]
fn unsafe_algorithms_are_refused_where_asked() {
    let settings = Settings { refuse_unsafe: true, ..Settings::default() };
    for (algorithm, expected) in [(0, 0), (1, 0), (2, 12), (3, 12)] {
        let mut play = Play::new(settings, Pieces::Whole);
        play.open(1);
        play.send(1, &preinit("lab"));
        play.send(1, &init(1, algorithm, 8000, (1, 8)));
        assert_eq!(play.take_said(1).last().and_then(|said| error(said)), Some(expected));
    }
}

#[test]
fn tls_and_certificates() {
    let settings = Settings { tls: Tls::Required, ..Settings::default() };
    for (certificate, is_good) in [(Some(&b"lab"[..]), true), (Some(b"another"), false), (None, false)] {
        let mut play = Play::new(settings, Pieces::Whole);
        play.open(1);
        play.send(1, &[preinit("lab"), message(2, &[option(0, &[0, 0, 0, 2])])].concat());
        assert_eq!(play.starting_tls, [1]);
        let place = play.place(1).expect("open");
        // What comes now is TLS's.
        assert_eq!(play.witness.receive(place, 0, &echo(1)), 0);
        play.witness.secured(place, 0, certificate);
        play.drain();
        assert_eq!(play.closed.get(&1), (!is_good).then_some(&CloseReason::WrongCertificate));
        play.send(1, &init(1, 1, 8000, (1, 8)));
        assert_eq!(play.take_said(1).len(), if is_good { 2 } else { 1 });
        if is_good {
            // It has TLS already.
            play.send(1, &message(2, &[option(0, &[0, 0, 0, 3])]));
            assert_eq!(play.take_said(1).first().and_then(|said| error(said)), Some(8));
            assert_eq!(play.starting_tls, [1]);
        }
    }
}

/// One message at a time: the next is taken when the answer has been.
#[test]
fn an_answer_is_taken_first() {
    let mut witness = Roomy::new(like_qnetd(), 0);
    let place = witness.connect(0).expect("room");
    let said = [preinit("lab"), preinit("lab")].concat();
    let taken = witness.receive(place, 0, &said);
    assert_eq!(taken, preinit("lab").len());
    assert_eq!(witness.receive(place, 0, &said[taken..]), 0);
    assert!(matches!(witness.poll_output(), Some(Output::Send { .. })));
    assert_eq!(witness.receive(place, 0, &said[taken..]), taken);
}

#[test]
fn every_vote_has_a_reason() {
    let mut play = table();
    let reason = |play: &Play, connection: u64| {
        play.witness.client(play.place(connection).expect("open")).expect("a client").reason
    };
    assert_eq!(reason(&play, 1), VoteReason::Majority);
    play.send(2, &membership((2, 12), &[2]));
    assert_eq!(reason(&play, 2), VoteReason::Unstable);
    play.send(1, &membership((1, 12), &[1]));
    assert_eq!(reason(&play, 1), VoteReason::NackFirst);
    // What it had was for the ring before.
    let vote = |play: &Play| play.witness.client(play.place(1).expect("open")).expect("a client").vote;
    assert_eq!(vote(&play), Vote::WaitForReply);
    play.votes(2);
    assert_eq!(vote(&play), Vote::Ack);
    assert_eq!((reason(&play, 1), reason(&play, 2)), (VoteReason::TieBreaker, VoteReason::TieBreaker));
    let sentences = VoteReason::ALL.map(VoteReason::sentence).into_iter();
    let sentences = sentences.chain(CloseReason::ALL.map(CloseReason::sentence));
    assert!(sentences.clone().all(|text| text.len() > 20 && text.trim() == text));
    assert_eq!(sentences.collect::<BTreeSet<&str>>().len(), VoteReason::ALL.len() + CloseReason::ALL.len());
}
