//! Who may have the vote, message by message: the cases that random histories seldom meet.

use crate::play::{Pieces, Play};
use crate::say::{
    ACK, NACK, ask, config, echo, heuristics, init, membership, preinit, vote_info, vote_info_reply,
};
use quorate::witness::{Settings, Vote, VoteReason};

/// A witness whose silence is over.
fn settled() -> Play {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.advance(300_000);
    play
}

fn reason(play: &Play, connection: u64) -> VoteReason {
    play.witness.client(play.place(connection).expect("open")).expect("a client").reason
}

/// Lets time pass; this client sends an echo every 8 seconds and acknowledges. When it got the vote, in milliseconds.
fn waits_for(play: &mut Play, connection: u64, limit: u64) -> Option<u64> {
    let start = play.now;
    while play.now < start + limit {
        if (play.now - start) % 8000 == 0 {
            play.send(connection, &echo(1));
        }
        play.advance(play.now + 100);
        if play.votes(connection).contains(&ACK) {
            return Some(play.now - start);
        }
    }
    None
}

/// Its node may have had the vote before the restart; that it came and went proves nothing.
#[test]
fn a_client_that_shows_up_after_a_restart() {
    let mut play = Play::new(Settings::default(), Pieces::Whole);
    play.join(2, 2, 1, &[1, 2]);
    play.send(2, &membership((2, 8), &[2]));
    assert!(play.votes(2).is_empty());
    assert_eq!(reason(&play, 2), VoteReason::Restart);
    play.open(1);
    play.send(1, &preinit("lab"));
    play.send(1, &init(1, 1, 8000, (1, 8)));
    play.close(1);
    assert!(play.votes(2).is_empty());
    assert_eq!(reason(&play, 2), VoteReason::Lease);
    assert_eq!(waits_for(&mut play, 2, 60_000), Some(18_000));
}

/// A process that died right before its next echo: votequorum counts its last vote for 10 s.
#[test]
fn a_killed_qdevice() {
    let mut play = settled();
    for node in [1, 2] {
        play.join(node.into(), node, 1, &[1, 2]);
        play.send(node.into(), &membership((node, 8), &[node]));
    }
    assert_eq!((play.votes(2), play.votes(1)), (vec![NACK], vec![ACK, ACK]));
    play.send(1, &echo(1));
    play.advance(play.now + 7900);
    play.send(2, &echo(1));
    play.close(1);
    assert!(play.votes(2).is_empty());
    assert_eq!(waits_for(&mut play, 2, 60_000), Some(12_000));
}

/// Two clients of ffsplit in one partition, with the vote.
fn together() -> Play {
    let mut play = settled();
    for node in [1, 2] {
        play.join(node.into(), node, 1, &[1, 2]);
        play.send(node.into(), &membership((1, 8), &[1, 2]));
    }
    assert_eq!((play.votes(1), play.votes(2)), (vec![ACK, ACK], vec![ACK]));
    play
}

/// It has sent another membership before it acknowledges: it has ignored the NACK, and has its vote from before.
#[test]
fn an_acknowledgement_from_another_membership() {
    let mut play = together();
    play.send(1, &membership((1, 12), &[1]));
    play.send(2, &membership((2, 12), &[2]));
    let nack = play.take_said(2).iter().find_map(|said| vote_info(said));
    let Some((NACK, seq)) = nack else { panic!("{nack:?}") };
    play.send(2, &membership((1, 16), &[1, 2]));
    play.send(2, &vote_info_reply(seq));
    play.close(2);
    assert!(play.votes(1).is_empty());
    assert_eq!(reason(&play, 1), VoteReason::Lease);
    assert_eq!(waits_for(&mut play, 1, 60_000), Some(18_000));
}

/// Two clients of lms that both had the vote, and are in partitions of their own now.
fn last_men() -> Play {
    const LMS: u16 = 3;
    let mut play = settled();
    for node in [1, 2] {
        play.join(node.into(), node, LMS, &[1, 2]);
        // lms decides before it stores the list.
        (0..2).for_each(|_| play.send(node.into(), &membership((1, 8), &[1, 2])));
    }
    assert_eq!([1, 2].map(|node| reason(&play, node)), [VoteReason::OnePartition; 2]);
    for node in [2, 1] {
        play.send(node.into(), &membership((node, 12), &[node]));
    }
    play
}

/// lms: the other partition gets the vote when the one that had it has acknowledged that it lost it, and not before.
#[test]
fn the_last_man_waits_for_an_acknowledgement() {
    for acknowledges in [false, true] {
        let mut play = last_men();
        let (mut got, mut lost) = (Vec::new(), 0);
        for _ in 0..30 {
            play.advance(play.now + 1000);
            [1, 2].iter().for_each(|node| play.send(*node, &echo(1)));
            let told: Vec<(u8, u32)> = play.take_said(2).iter().filter_map(|said| vote_info(said)).collect();
            for (vote, seq) in told {
                assert_eq!(vote, NACK);
                lost += 1;
                if acknowledges {
                    play.send(2, &vote_info_reply(seq));
                }
            }
            got.extend(play.votes(1));
        }
        // It is told every 2 seconds, until it acknowledges.
        let (expected, why, times) = match acknowledges {
            true => (vec![ACK], VoteReason::TieBreaker, 1),
            false => (vec![], VoteReason::NackFirst, 15),
        };
        assert_eq!((got, reason(&play, 1), lost), (expected, why, times));
    }
}

/// lms: nobody loses the vote to a better score before it asks, nor the other waits for less than its acknowledgement.
#[test]
fn a_better_score_waits_for_who_has_the_vote() {
    let mut play = last_men();
    // Node 2 acknowledges that it lost the vote, then node 1 that it has it.
    for votes in [[vec![], vec![NACK]], [vec![ACK], vec![]]] {
        play.advance(play.now + 2000);
        assert_eq!([1, 2].map(|node| play.votes(node)), votes);
    }
    play.send(2, &heuristics(1));
    for (node, answer) in [
        (2, (Vote::Nack, VoteReason::Newcomer)),
        (1, (Vote::Nack, VoteReason::Score)),
        (2, (Vote::WaitForReply, VoteReason::NackFirst)),
    ] {
        play.send(node, &ask());
        let client = play.witness.client(play.place(node).expect("open")).expect("a client");
        assert_eq!((client.vote, client.reason), answer, "node {node}");
    }
    play.advance(play.now + 2000);
    assert_eq!((play.votes(2), play.votes(1)), (vec![], vec![NACK]));
    play.advance(play.now + 2000);
    assert_eq!((play.votes(2), play.votes(1)), (vec![ACK], vec![]));
}

/// A client that sends its nodes again is told to ask later, and that is what it has then.
#[test]
fn a_client_that_starts_over_is_undecided() {
    let mut play = together();
    play.send(1, &config(&[1, 2]));
    assert_eq!(reason(&play, 1), VoteReason::Undecided);
}
