//! Snapshots and messages of an electorate that changes: their bytes are a promise, nothing else is taken for one, and
//! a power cut leaves the old one or the new one.

use quorate::{
    Body, Builder, Change, Config, Engine, EngineError, MESSAGE_MAX, Memory, Message, NodeId, Options,
    ReasonCode, RestoreError, RingId, Rules, Snapshot, SnapshotError, Unsupported,
};
use quorate_tests::crc32;

pub(crate) type Node = Engine<16>;

pub(crate) fn config(ids: &[u32]) -> Config<16> {
    let mut builder = Builder::new();
    for id in ids {
        builder.node(NodeId(*id), 1).expect("a node");
    }
    let options = Options { allow_downscale: true, last_man_standing: true, ..Options::default() };
    builder.options(options).build().expect("a config")
}

pub(crate) fn node(config: &Config<16>, id: u32) -> Node {
    Node::with_storage(config, NodeId(id)).expect("an engine")
}

pub(crate) fn bytes(engine: &Node) -> Vec<u8> {
    engine.write_snapshot(&mut [0; Node::SNAPSHOT_MAX]).expect("it fits").to_vec()
}

pub(crate) fn save(engine: &mut Node) -> Vec<u8> {
    let stored = bytes(engine);
    engine.saved(&stored);
    stored
}

/// A view of all of them, and what is said in it.
pub(crate) fn talk(engines: &mut [Node], seq: u64, most: usize) {
    let ids: Vec<NodeId> = engines.iter().map(|engine| engine.status().node).collect();
    let ring = RingId { node: ids[0], seq };
    for engine in engines.iter_mut() {
        engine.view(ring, &ids, 0).expect("a view");
    }
    settle(engines, most);
}

/// What is said until nobody has anything, or so many messages.
pub(crate) fn settle(engines: &mut [Node], most: usize) {
    for _ in 0..most {
        let mut said = Vec::new();
        for engine in engines.iter_mut() {
            save(engine);
            said.extend(engine.poll_transmit().map(|message| (engine.status().node, message)));
        }
        if said.is_empty() {
            return;
        }
        for (from, message) in said {
            engines.iter_mut().for_each(|engine| engine.receive(from, &message, 0).expect("a message"));
        }
    }
}

/// Nodes 1 to 3, which all have epoch 1.
pub(crate) fn founded() -> Vec<Node> {
    let config = config(&[1, 2, 3]);
    let mut engines: Vec<Node> = [1, 2, 3].map(|id| node(&config, id)).into();
    talk(&mut engines, 4, usize::MAX);
    engines
}

/// Nodes 1 to 3, of which 3 leaves: stored, and not agreed on.
pub(crate) fn attempted() -> Vec<Node> {
    let mut engines = founded();
    assert!(engines[0].is_quorate());
    engines[2].leave(false).expect("it may");
    save(&mut engines[2]);
    let proposal = engines[2].poll_transmit().expect("a proposal");
    engines[0].receive(NodeId(3), &proposal, 0).expect("a message");
    engines
}

/// Epoch 1 of nodes 1, 2, 3; drop bit 2; the ballot is view 1.4; a cluster without a name.
#[rustfmt::skip]
const ATTEMPT: [u8; 39] = [
    0x71, 0x75, 0x6F, 0x72, 2, 3, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
    1, 3, 2, 2, 2, 4, 0, 0, 1, 4, 0, 0, 0, 0, 0,
];

#[test]
fn bytes_are_a_promise() {
    let engines = attempted();
    let stored = bytes(&engines[0]);
    let said = ATTEMPT.len() - 4;
    assert_eq!(stored[..said], ATTEMPT[..said]);
    assert_eq!(stored.len(), ATTEMPT.len());
    let mut again = node(&config(&[1, 2, 3]), 1);
    again.restore_bytes(&stored).expect("its own");
    assert_eq!(bytes(&again), stored);
    assert!(!again.is_unsaved());
}

/// A write that was cut off, and bits that have changed: another snapshot is never read.
#[test]
fn power_lost_at_any_byte_leaves_old_or_new() {
    let config = config(&[1, 2, 3]);
    let mut engines = attempted();
    let new = bytes(&engines[0]);
    let blank = bytes(&node(&config, 1));
    talk(&mut engines, 8, 0);
    for (old, new) in [(&blank, &new), (&new, &bytes(&engines[0]))] {
        for cut in 0..new.len() {
            let torn = [&new[..cut], old.get(cut..).unwrap_or_default()].concat();
            for bytes in [&torn[..], &new[..cut]] {
                let mut engine = node(&config, 1);
                let before = format!("{engine:?}");
                match engine.restore_bytes(bytes) {
                    Ok(()) => assert!(bytes == &new[..] || bytes == &old[..], "cut at {cut}"),
                    Err(error) => {
                        let malformed = RestoreError::Bytes(SnapshotError::Malformed);
                        assert_eq!((error, format!("{engine:?}")), (malformed, before));
                    }
                }
            }
        }
    }
    for bit in 0..8 * new.len() {
        let mut flipped = new.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(node(&config, 1).restore_bytes(&flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn an_electorate_survives_its_nodelist() {
    let stored = bytes(&attempted()[0]);
    // The last has room for 2 and 3, and for no more.
    let tight: Vec<u32> = [1].into_iter().chain(10..23).collect();
    for ids in [&[3, 1, 2][..], &[7, 3, 2, 5, 1], &[1, 2], &tight] {
        let mut engine = node(&config(ids), 1);
        engine.restore_bytes(&stored).expect("its own");
        assert_eq!(bytes(&engine), stored, "{ids:?}");
        assert_eq!(engine.status().expected_votes, 3, "{ids:?}");
    }
    let full: Vec<u32> = [1].into_iter().chain(10..25).collect();
    let refused = node(&config(&full), 1).restore_bytes(&stored);
    assert_eq!(refused, Err(RestoreError::Engine(EngineError::OtherSnapshot)));
}

#[test]
fn another_cluster_is_told_by_its_name() {
    let named = |name: &str| {
        let text =
            format!("totem {{\n cluster_name: {name}\n}}\nnodelist {{\n node {{\n nodeid: 1\n }}\n}}\n");
        Config::<16>::from_corosync_conf(&text).expect("a config")
    };
    let mut alone = [node(&named("alpha"), 1)];
    talk(&mut alone, 4, 9);
    let stored = bytes(&alone[0]);
    let mut other = node(&named("beta"), 1);
    let before = format!("{other:?}");
    assert_eq!(other.restore_bytes(&stored), Err(RestoreError::Engine(EngineError::OtherSnapshot)));
    assert_eq!(format!("{other:?}"), before);
    // A config without a name says nothing of it.
    let mut builder = Builder::<16>::new();
    let mut config = builder.node(NodeId(1), 1).expect("a node").build().expect("a config");
    node(&config, 1).restore_bytes(&stored).expect("no name");
    config.set_cluster_name("alpha");
    node(&config, 1).restore_bytes(&stored).expect("the same name");
}

#[test]
fn only_its_own_and_only_at_the_start() {
    let config = config(&[1, 2, 3]);
    let mut engines = attempted();
    let stored = bytes(&engines[0]);
    let other = Err(RestoreError::Engine(EngineError::OtherSnapshot));
    assert_eq!(node(&config, 2).restore_bytes(&stored), other);
    let late = RestoreError::Engine(EngineError::RestoreTooLate);
    assert_eq!(engines[0].restore_bytes(&stored), Err(late));
    // Without storage the electorate is fixed, and that one has perhaps changed.
    let mut builder = Builder::<16>::new();
    for id in 1..=3 {
        builder.node(NodeId(id), 1).expect("a node");
    }
    let fixed = builder.build().expect("a config");
    let mut engine = Engine::new(&fixed, NodeId(1), Rules::Strict).expect("an engine");
    assert_eq!(engine.restore_bytes(&stored), other);
    // What was stored before there was storage is read, and the node is blank.
    engine.view(RingId { node: NodeId(1), seq: 40 }, &[NodeId(1)], 0).expect("a view");
    let mut blank = node(&config, 1);
    blank.restore_bytes(&engine.snapshot().to_bytes()).expect("version 1");
    assert_eq!((blank.snapshot().ring().seq, bytes(&blank)[24]), (40, 0));
    let mut room = [0; Node::SNAPSHOT_MAX];
    let written = engine.write_snapshot(&mut room);
    assert_eq!(written, Some(&engine.snapshot().to_bytes()[..]));
    assert!(Snapshot::from_bytes(&stored).is_err());
}

#[test]
fn nothing_is_said_before_it_is_stored() {
    let config = config(&[1, 2]);
    let mut engine = node(&config, 1);
    let old = bytes(&engine);
    assert!(!engine.is_unsaved());
    engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0).expect("a view");
    assert_eq!((engine.poll_transmit(), engine.waiting_to_transmit()), (None, 0));
    let new = bytes(&engine);
    for other in [&old[..], &new[..new.len() - 1], &[]] {
        engine.saved(other);
        assert!(engine.is_unsaved() && engine.poll_transmit().is_none());
    }
    engine.saved(&new);
    assert!(matches!(engine.poll_transmit().map(|message| message.body), Some(Body::Remember { .. })));
    assert!(engine.write_snapshot(&mut [0; 20]).is_none());
}

#[test]
fn an_agreed_electorate_is_for_those_with_storage() {
    let config = config(&[1, 2]);
    let refused = Engine::new(&config, NodeId(1), Rules::Strict).err();
    assert_eq!(refused, Some(EngineError::NotInTheseRules(Unsupported::LastManStanding)));
    let refused = node(&config, 1).observe(&[NodeId(1)]);
    assert_eq!(refused, Err(EngineError::NotInTheseRules(Unsupported::Observe)));
}

#[test]
fn sizes_are_small() {
    let ids: Vec<u32> = (1..=16).collect();
    let config = config(&ids);
    let mut engines: Vec<Node> = ids.iter().map(|id| node(&config, *id)).collect();
    talk(&mut engines, u64::from(u32::MAX), usize::MAX);
    let length = bytes(&engines[0]).len();
    println!("{length} bytes at 16 nodes of one vote");
    assert!(length + 30 <= 96, "{length} bytes, and an attempt");
}

/// In the view 1.4; numbers are postcard's varints.
#[test]
fn messages_are_a_promise() {
    let ballot = RingId { node: NodeId(1), seq: 300 };
    let change = Change { drop: 128, node: NodeId(9), votes: 2 };
    let memory = Memory { epoch: 5, ballot, change };
    let known = [5, 1, 0xAC, 2, 0x80, 1, 9, 2];
    let rows: [(Body, Vec<u8>); 4] = [
        (
            Body::Remember { flags: 1, expected_votes: 3, nodelist: 128, memory },
            [&[14, 1, 3, 0x80, 1][..], &known].concat(),
        ),
        (Body::Elector { node: NodeId(128), votes: 1, left: 3 }, vec![15, 0x80, 1, 1, 3]),
        (Body::Propose { memory }, [&[16][..], &known].concat()),
        (Body::Stored { memory }, [&[17][..], &known].concat()),
    ];
    for (body, bytes) in rows {
        let message = Message { ring: RingId { node: NodeId(1), seq: 4 }, body };
        let bytes = [&[1, 1, 4][..], &bytes].concat();
        assert_eq!(message.encode(&mut [0; MESSAGE_MAX]), Ok(&bytes[..]), "{message:?}");
        assert_eq!(Message::decode(&bytes), Ok(message));
    }
    let far = RingId { node: NodeId(u32::MAX), seq: u64::MAX };
    let change = Change { drop: u64::MAX, node: NodeId(u32::MAX), votes: u32::MAX };
    let memory = Memory { epoch: u32::MAX, ballot: far, change };
    let body = Body::Remember { flags: u16::MAX, expected_votes: u32::MAX, nodelist: u32::MAX, memory };
    let longest = Message { ring: far, body };
    let length = longest.encode(&mut [0; MESSAGE_MAX]).expect("it fits").len();
    println!("{length} bytes at most");
    assert!(length < MESSAGE_MAX);
}

/// Nothing that a member may say by mistake or on purpose is fatal, or taken before its time.
#[test]
fn what_is_forged_changes_nothing() {
    let mut engines = founded();
    let engine = &mut engines[0];
    engine.reload(&config(&[1, 2, 3, 4])).expect("one more");
    engine.poll_transmit().expect("its nodelist");
    let ring = engine.status().ring;
    let before = bytes(engine);
    let change = |drop, node, votes| Change { drop, node: NodeId(node), votes };
    for (epoch, change) in [
        (0, change(4, 0, 0)),
        (2, change(4, 0, 0)),
        (u32::MAX, change(4, 0, 0)),
        (1, change(0, 0, 0)),
        (1, change(7, 0, 0)),
        (1, change(u64::MAX, 0, 0)),
        (1, change(0, 77, 1)),
        // Listed, and not here.
        (1, change(0, 4, 1)),
        (1, change(0, 3, u32::MAX)),
        (1, change(0, 3, u32::MAX - 2)),
    ] {
        let memory = Memory { epoch, ballot: ring, change };
        for body in [Body::Propose { memory }, Body::Stored { memory }] {
            engine.receive(NodeId(3), &Message { ring, body }, 0).expect("it is dropped");
        }
        assert_eq!(bytes(engine), before, "{epoch} {change:?}");
        assert!(engine.is_quorate() && engine.poll_transmit().is_none());
    }
    let elector = Body::Elector { node: NodeId(9), votes: 9, left: 0 };
    engine.receive(NodeId(2), &Message { ring, body: elector }, 0).expect("it is dropped");
    assert_eq!(bytes(engine), before);
}

/// A leave waits for the others, at most 5 seconds from the first timeout on, and tells whether they have agreed.
#[test]
fn a_leave_is_agreed_on_or_is_a_loss() {
    let config = config(&[1, 2, 3]);
    for cut_off in [false, true] {
        let mut engines = founded();
        let mut others = engines.split_off(1);
        if cut_off {
            talk(&mut engines, 8, usize::MAX);
        }
        let has_left = |engine: &Node| engine.status().reason.code == ReasonCode::Left;
        engines[0].leave(false).expect("it may");
        engines[0].leave(false).expect("once more");
        assert!(!has_left(&engines[0]));
        assert_eq!(engines[0].poll_timeout(), Some(0));
        engines[0].handle_timeout(70_000).expect("a time");
        assert_eq!(engines[0].poll_timeout(), Some(75_000));
        if cut_off {
            engines[0].handle_timeout(74_999).expect("a time");
            assert!(!has_left(&engines[0]));
            engines[0].handle_timeout(75_000).expect("a time");
        } else {
            engines.append(&mut others);
            talk(&mut engines, 8, usize::MAX);
            assert_eq!(engines[1].status().expected_votes, 2);
        }
        assert!(has_left(&engines[0]));
        assert_eq!((engines[0].has_left_agreed(), engines[0].poll_timeout()), (!cut_off, None));
        let mut back = node(&config, 1);
        back.restore_bytes(&bytes(&engines[0])).expect("its own");
        assert!(!back.has_left_agreed());
    }
}

/// Who came back without the last that was up is told to start it.
#[test]
fn advice_names_whom_to_start() {
    let config = config(&[1, 2, 3]);
    let mut engines = founded();
    for (seq, left) in [(8, 2), (12, 1)] {
        engines[left].leave(false).expect("it may");
        talk(&mut engines, seq, usize::MAX);
        engines.truncate(left);
    }
    let mut two = node(&config, 2);
    let stored = bytes(&engines[0]);
    assert_eq!(engines[0].status().expected_votes, 1);
    // As node 2 had it, which has stored what was agreed on before it went.
    let mut of_two = stored[..stored.len() - 4].to_vec();
    of_two[8] = 2;
    two.restore_bytes(&with_sum(&of_two)).expect("its own");
    let mut alone = vec![two];
    talk(&mut alone, 16, usize::MAX);
    let status = alone[0].status();
    assert_eq!((status.is_quorate(), &status.reason.missing[..]), (false, &[NodeId(1)][..]));
    let advice: Vec<String> = alone[0].advice().iter().map(ToString::to_string).collect();
    assert!(advice[0].contains("start node 1"), "{advice:?}");
}

/// The checksum is no protection against who can count.
#[test]
fn what_is_too_much_or_unknown_is_refused() {
    let mut config = config(&[1, 2, 3]);
    config.set_freeze_on_loss(true);
    let stored = bytes(&node(&config, 1));
    let said = &stored[..stored.len() - 4];
    let restored = |said: &[u8]| {
        let mut engine = node(&config, 1);
        engine.restore_bytes(&with_sum(said)).map(|()| bytes(&engine))
    };
    assert_eq!(restored(said), Ok(stored.clone()));
    let other = Err(RestoreError::Engine(EngineError::OtherSnapshot));
    assert_eq!(restored(&[said, &[0]].concat()), other);
    let attempt = &ATTEMPT[..ATTEMPT.len() - 4];
    assert_eq!(restored(attempt), Ok(with_sum(attempt)));
    // Electors ascend from 1: each is told by how much.
    for elector in 26..29 {
        let mut again = attempt.to_vec();
        again[elector] = 0;
        assert_eq!(restored(&again), other, "byte {elector}");
    }
    for (bit, is_known) in (0..16).map(|bit| (bit, bit == 0)) {
        let mut flagged = said.to_vec();
        flagged[6 + bit / 8] |= 1 << (bit % 8);
        // What is known, frozen, is stored again.
        assert_eq!(restored(&flagged).ok(), is_known.then(|| with_sum(&flagged)), "bit {bit}");
    }
}

fn with_sum(said: &[u8]) -> Vec<u8> {
    [said, &crc32(said).to_le_bytes()].concat()
}
