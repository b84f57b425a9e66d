//! Clients of corosync 2.4, built from what its source says, for there are no records: they know messages 0 to 15 (17
//! from 2.4.3 on) and options 0 to 21 (22), and would exit for good over a message that they do not know.

use crate::play::{Pieces, Play, like_qnetd};
use crate::say::{config, echo, init, membership, message, option, preinit, vote_info, vote_info_reply};
use quorate::witness::{Settings, Vote, VoteReason};

/// A version by the last message and the last option that it knows.
#[derive(Clone, Copy)]
struct Version {
    message: u16,
    option: u16,
}

const OLDEST: Version = Version { message: 15, option: 21 };
const WITH_HEURISTICS: Version = Version { message: 17, option: 22 };
const NEWEST: Version = Version { message: 17, option: 23 };

fn numbers(last: u16) -> Vec<u8> {
    (0..=last).flat_map(u16::to_be_bytes).collect()
}

impl Version {
    /// INIT as this version sends it: seq, its messages and options, then the rest.
    fn init(self, node: u32, algorithm: u16) -> Vec<u8> {
        let rest = init(node, algorithm, 8000, (1, 8));
        let lists = [option(4, &numbers(self.message)), option(5, &numbers(self.option))].concat();
        message(3, &[rest[6..14].to_vec(), lists, rest[14..].to_vec()])
    }

    /// Everything that the client ever sends, in its order; what it hears must be known to it.
    fn talk(self, play: &mut Play, connection: u64, node: u32, algorithm: u16) {
        play.open(connection);
        let quorum = [option(0, &[0, 0, 0, 6]), option(18, &[3]), option(20, &[1])].concat();
        let node_info = [option(9, &node.to_be_bytes()), option(16, &[1])].concat();
        let mut sends =
            vec![preinit("lab"), self.init(node, algorithm), config(&[1, 2]), membership((1, 8), &[1, 2])];
        sends.extend([message(10, &[quorum, option(17, &node_info)]), echo(1)]);
        if self.option >= 23 {
            sends.insert(2, message(6, &[option(0, &[0, 0, 0, 3]), option(23, &[1])]));
        }
        if self.message >= 16 {
            sends.push(message(16, &[option(0, &[0, 0, 0, 7]), option(22, &[1])]));
        }
        for said in &sends {
            play.send(connection, said);
            let is_answered = self.hears(play, connection).contains(&(said[1] + 1));
            assert!(is_answered, "{said:02x?}");
        }
    }

    /// The kinds of messages that came; votes are acknowledged.
    fn hears(self, play: &mut Play, connection: u64) -> Vec<u8> {
        let heard = play.take_said(connection);
        for said in &heard {
            let kind = u16::from_be_bytes([said[0], said[1]]);
            assert!(kind <= self.message && kind != 5, "unknown to the client, or an error: {said:02x?}");
            let mut rest = &said[6..];
            while let [high, low, long, short, ..] = *rest {
                let number = u16::from_be_bytes([high, low]);
                assert!(number <= self.option, "option {number} in {said:02x?}");
                rest = &rest[4 + usize::from(u16::from_be_bytes([long, short]))..];
            }
            if let Some((_, seq)) = vote_info(said) {
                play.send(connection, &vote_info_reply(seq));
            }
        }
        heard.iter().map(|said| said[1]).collect()
    }
}

#[test]
fn old_clients_hear_nothing_that_they_do_not_know() {
    for settings in [like_qnetd(), Settings::default()] {
        for algorithm in 0..=3 {
            for (one, two) in
                [(OLDEST, OLDEST), (WITH_HEURISTICS, OLDEST), (OLDEST, NEWEST), (NEWEST, WITH_HEURISTICS)]
            {
                let mut play = Play::new(settings, Pieces::Whole);
                let votes = |play: &mut Play| {
                    for (connection, version) in [(1, one), (2, two), (1, one), (2, two)] {
                        version.hears(play, connection);
                    }
                    [1, 2].map(|connection| {
                        let client =
                            play.witness.client(play.place(connection).expect("open")).expect("a client");
                        (client.vote, client.reason)
                    })
                };
                one.talk(&mut play, 1, 1, algorithm);
                two.talk(&mut play, 2, 2, algorithm);
                assert_eq!(votes(&mut play).map(|(vote, _)| vote), [Vote::Ack; 2], "{algorithm}");
                // With ffsplit one of two halves gets the vote, and not all say that who had it keeps it.
                play.send(1, &membership((1, 12), &[1]));
                play.send(2, &membership((2, 12), &[2]));
                let after = votes(&mut play);
                if algorithm == 1 {
                    assert_eq!(after[0], (Vote::Ack, VoteReason::TieBreaker));
                }
                // With 2nodelms the same half loses; why the other wins may be its heuristics, too.
                if [1, 2].contains(&algorithm) {
                    assert_eq!(after[1], (Vote::Nack, VoteReason::TieBreaker));
                }
                assert!(play.closed.is_empty(), "{:?}", play.closed);
            }
        }
    }
}
