//! Every truncation and every mutation of one byte of what recorded clients sent: each is answered as a naive model of
//! the protocol has it, and no other client hears of it.

use crate::play::{bytes, folder, like_qnetd, lines};
use crate::say::{config, echo, error, init, membership, preinit, vote_info};
use quorate::witness::{Output, Witness};
use std::collections::BTreeMap;

/// What comes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Closed,
    /// SERVER_ERROR, or INIT_REPLY with this error.
    Error(u16),
    /// An answer of this kind.
    Reply(u8),
}

/// Whether an option may have this value; nothing is known of those from 24 on.
fn is_valid(number: u16, value: &[u8]) -> bool {
    let first = value.first().copied();
    match number {
        1 => !value.contains(&0),
        4 | 5 | 10 => value.len() % 2 == 0,
        17 => is_node(value),
        2 => value.len() == 1 && first <= Some(2),
        3 | 20 | 23 => value.len() == 1 && first <= Some(1),
        16 => value.len() == 1 && (1..=3).contains(&value[0]),
        18 => value.len() == 1 && first <= Some(3),
        19 => value.len() == 1 && (1..=5).contains(&value[0]),
        21 => value.len() == 5 && (1..=3).contains(&value[0]),
        22 => value.len() == 1 && (1..=2).contains(&value[0]),
        6 | 11 => value.len() == 2,
        0 | 7 | 8 | 9 | 12 | 15 => value.len() == 4,
        13 => value.len() == 12,
        14 => value.len() == 8,
        _ => true,
    }
}

/// A node_info: its node, and not 0.
fn is_node(value: &[u8]) -> bool {
    let Some(inner) = options(value) else { return false };
    let known = |number: &u16| [9, 15, 16].contains(number);
    let node = inner.iter().rev().find(|(number, _)| *number == 9).map(|(_, value)| *value);
    inner.iter().all(|(number, value)| !known(number) || is_valid(*number, value))
        && node.is_some_and(|id| id != [0; 4])
}

/// Numbers and values; `None` where they do not fill the body.
fn options(mut body: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let mut found = Vec::new();
    while !body.is_empty() {
        let (header, rest) = body.split_at_checked(4)?;
        let number = u16::from_be_bytes([header[0], header[1]]);
        let (value, after) = rest.split_at_checked(u16::from_be_bytes([header[2], header[3]]).into())?;
        found.push((number, value));
        body = after;
    }
    Some(found)
}

/// What a stranger gets for one whole message.
fn fate(message: &[u8]) -> Fate {
    let kind = u16::from_be_bytes([message[0], message[1]]);
    if kind > 17 {
        return Fate::Error(4);
    }
    let found = options(&message[6..]).unwrap_or_default();
    if found.is_empty() || found.iter().any(|(number, value)| !is_valid(*number, value)) {
        return Fate::Error(9);
    }
    let name = found.iter().rev().find(|(number, _)| *number == 1).map(|(_, value)| value.len());
    match (kind, name) {
        (0, None) => Fate::Error(7),
        (0, Some(length)) if length > 64 => Fate::Closed,
        (0, _) => Fate::Reply(1),
        (2 | 3, _) => Fate::Error(6),
        (6 | 8 | 10 | 12 | 15 | 16, _) => Fate::Error(11),
        _ => Fate::Error(8),
    }
}

/// The messages that recorded clients sent, each layout once: kind, options in their order, their lengths and one-byte
/// values. What else differs are node ids and numbers, which have no bad values.
fn recorded() -> Vec<Vec<u8>> {
    let mut layouts = BTreeMap::new();
    for file in std::fs::read_dir(folder()).expect("records") {
        for event in lines(&file.expect("a file").path()) {
            let hex = event["hex"].as_str().filter(|_| event["dir"] == "c2s");
            let talk = event["events"].as_array().into_iter().flatten();
            let talk = talk.filter(|event| event[0] == "send").filter_map(|event| event[2].as_str());
            for said in talk.chain(hex).map(bytes) {
                layouts.entry(layout(&said)).or_insert(said);
            }
        }
    }
    assert!(layouts.len() > 40, "only {} layouts", layouts.len());
    layouts.into_values().collect()
}

/// Bytes with each longer value blanked.
fn layout(said: &[u8]) -> Vec<u8> {
    let (mut layout, mut at) = (said.to_vec(), 6);
    while let Some(header) = said.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        at += 4;
        // A node_info has options inside.
        if length > 1 && header[1] != 17 {
            layout[at..at + length].fill(0);
            at += length;
        } else if length == 1 {
            at += 1;
        }
    }
    layout
}

/// Two clients of one cluster that have the vote, and room for one of another cluster and for a stranger.
struct Table {
    witness: Box<Witness<4, 3, 8>>,
}

const MEMBER: usize = 2;
const STRANGER: usize = 3;

impl Table {
    fn new() -> Table {
        let mut witness = Box::new(Witness::new(like_qnetd(), 0));
        (0..4).for_each(|place| assert_eq!(witness.connect(0), Some(place)));
        for (place, node) in [(0, 1), (1, 2)] {
            let lists = [config(&[1, 2]), membership((1, 8), &[1, 2])];
            for said in [vec![preinit("lab"), init(node, 1, 8000, (1, 8))], lists.to_vec()].concat() {
                assert_eq!(witness.receive(place, 0, &said), said.len());
                while let Some(output) = witness.poll_output() {
                    assert!(matches!(output, Output::Send { .. }), "{output:?}");
                }
            }
        }
        let mut table = Table { witness };
        table.join();
        table
    }

    /// What is answered over this connection; `None` where it was closed. Others hear nothing.
    fn say(&mut self, place: usize, said: &[u8]) -> Option<Vec<Vec<u8>>> {
        let (mut rest, mut answers, mut is_open) = (said, Vec::new(), true);
        while is_open {
            let taken = self.witness.receive(place, 0, rest);
            rest = &rest[taken..];
            while let Some(output) = self.witness.poll_output() {
                match output {
                    Output::Send { connection, bytes } if connection == place => answers.push(bytes.to_vec()),
                    Output::Close { connection, .. } if connection == place => is_open = false,
                    other => panic!("{other:?} for {said:02x?} from {place}"),
                }
            }
            if rest.is_empty() || taken == 0 {
                break;
            }
        }
        is_open.then_some(answers)
    }

    fn open(&mut self, place: usize) {
        self.witness.disconnect(place, 0);
        assert_eq!(self.witness.connect(0), Some(place));
    }

    fn join(&mut self) {
        self.open(MEMBER);
        for said in [preinit("other"), init(1, 1, 8000, (1, 8)), config(&[1]), membership((1, 8), &[1])] {
            assert!(self.say(MEMBER, &said).is_some_and(|answers| !answers.is_empty()));
        }
    }

    /// From a client that nobody knows.
    fn stranger(&mut self, said: &[u8]) -> Option<Vec<Vec<u8>>> {
        self.open(STRANGER);
        self.say(STRANGER, said)
    }

    /// The two have their votes and are served.
    fn check_others(&mut self) {
        for place in [0, 1] {
            assert!(self.witness.client(place).is_some_and(|client| client.holds));
            assert_eq!(self.say(place, &echo(7)).map(|answers| answers.len()), Some(1));
        }
    }
}

/// Whether the answers are what the bytes deserve.
fn is_deserved(answers: Option<&[Vec<u8>]>, fate: Fate) -> bool {
    match (answers, fate) {
        (None, Fate::Closed) => true,
        (Some([answer]), Fate::Error(code)) => error(answer) == Some(code),
        (Some([answer]), Fate::Reply(kind)) => answer[1] == kind,
        _ => false,
    }
}

/// Those of each byte, with where it is.
fn mutations(whole: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let others = (0..whole.len()).flat_map(|at| (1..=255_u8).map(move |other| (at, other)));
    others.map(|(at, other)| {
        let mut mutated = whole.to_vec();
        mutated[at] ^= other;
        (at, mutated)
    })
}

/// The bytes of a message's length. With another, what follows is another message, or is still to come.
const LENGTH: core::ops::Range<usize> = 2..6;

#[test]
fn every_truncation() {
    let mut table = Table::new();
    for whole in recorded() {
        for end in 0..whole.len() {
            // What is missing never comes.
            assert_eq!(table.stranger(&whole[..end]), Some(vec![]), "{end} of {whole:02x?}");
            // The length says that this is all.
            if end >= LENGTH.end {
                let length = u32::try_from(end - LENGTH.end).expect("short");
                let short = [&whole[..2], &length.to_be_bytes(), &whole[6..end]].concat();
                let answers = table.stranger(&short);
                assert!(is_deserved(answers.as_deref(), fate(&short)), "{short:02x?}: {answers:02x?}");
            }
        }
        table.check_others();
    }
}

fn mutations_of_a_stranger(are_early: bool, most: usize) {
    let mut table = Table::new();
    for whole in recorded().into_iter().filter(|whole| (whole[1] <= 3) == are_early) {
        for (at, mutated) in mutations(&whole).filter(|(at, _)| *at < most) {
            let answers = table.stranger(&mutated);
            let is_right = LENGTH.contains(&at) || is_deserved(answers.as_deref(), fate(&mutated));
            assert!(is_right, "{mutated:02x?}: {answers:02x?}");
        }
        table.check_others();
    }
}

#[test]
fn every_mutation_of_what_one_may_say_before_init() {
    mutations_of_a_stranger(true, usize::MAX);
}

#[test]
fn every_mutation_of_the_header_of_all_else() {
    mutations_of_a_stranger(false, LENGTH.end);
}

/// The same in one long conversation of a client that is through INIT and its lists: what is no message is refused as
/// such, and nothing else is.
#[test]
fn every_mutation_of_a_member() {
    let mut table = Table::new();
    let mut served = 0;
    for whole in recorded() {
        for (_, mutated) in mutations(&whole).filter(|(at, _)| !LENGTH.contains(at)) {
            let Some(mut answers) = table.say(MEMBER, &mutated) else {
                table.join();
                continue;
            };
            answers.retain(|said| vote_info(said).is_none());
            match fate(&mutated) {
                unreadable @ Fate::Error(4 | 9) => {
                    assert!(is_deserved(Some(&answers), unreadable), "{mutated:02x?}: {answers:02x?}");
                }
                _ => {
                    let is_served = answers.iter().all(|said| ![Some(4), Some(9)].contains(&error(said)));
                    assert!(answers.len() <= 1 && is_served, "{mutated:02x?}: {answers:02x?}");
                    served += 1;
                }
            }
        }
        table.check_others();
    }
    assert!(served > 100_000, "{served} served");
}
