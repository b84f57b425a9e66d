//! Messages: their bytes are a promise, nothing that arrives is fatal, and nobody can say more than votequorum
//! would believe.

use quorate::{
    Body, Config, DeviceName, Engine, EngineError, MESSAGE_MAX, Message, MessageError, NodeId, RingId, Rules,
};
use quorate_tests::generate::{self, Random};

fn name(text: &str) -> DeviceName {
    DeviceName::try_from(text).expect("a short name")
}

/// Every body with its bytes, in the view 1.4: the version, the ring, which body, and what it says. Numbers
/// are postcard's varints. These bytes never change; a new version gets another first byte.
#[rustfmt::skip]
fn golden() -> Vec<(Body, &'static [u8])> {
    vec![
        (Body::NodeInfo { votes: 1, expected_votes: 300, flags: 9 }, &[1, 1, 4, 0, 1, 0xAC, 2, 9]),
        (Body::DeviceInfo { votes: 0 }, &[1, 1, 4, 1, 0]),
        (Body::Ready, &[1, 1, 4, 2]),
        (Body::SetExpectedVotes { expected_votes: u32::MAX }, &[1, 1, 4, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        (Body::SetVotes { node: NodeId(128), votes: 127 }, &[1, 1, 4, 4, 0x80, 1, 0x7F]),
        (Body::CancelWaitForAll, &[1, 1, 4, 5]),
        (Body::DeviceRegister { name: name("Qdevice") }, b"\x01\x01\x04\x06\x07Qdevice"),
        (Body::DeviceUnregister, &[1, 1, 4, 7]),
        (Body::DeviceRename { old: name("a"), new: name("bc") }, b"\x01\x01\x04\x08\x01a\x02bc"),
        (Body::LeaveRemove, &[1, 1, 4, 9]),
        (Body::Leave, &[1, 1, 4, 10]),
        (Body::State { flags: 128, expected_votes: 3 }, &[1, 1, 4, 11, 0x80, 1, 3]),
        (Body::Accounted, &[1, 1, 4, 12]),
        (Body::Resume, &[1, 1, 4, 13]),
    ]
}

const RING: RingId = RingId { node: NodeId(1), seq: 4 };

fn encoded(message: &Message) -> Vec<u8> {
    message.encode(&mut [0; MESSAGE_MAX]).expect("it always fits").to_vec()
}

#[test]
fn bytes_are_a_promise() {
    for (body, bytes) in golden() {
        let message = Message { ring: RING, body };
        assert_eq!(encoded(&message), bytes, "{message:?}");
        assert_eq!(Message::decode(bytes), Ok(message));
    }
    let far = Message { ring: RingId { node: NodeId(u32::MAX), seq: u64::MAX }, body: Body::Ready };
    let mut bytes = vec![1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
    bytes.extend_from_slice(&[0xFF; 9]);
    bytes.extend_from_slice(&[1, 2]);
    assert_eq!(encoded(&far), bytes);
}

fn random_number(random: &mut Random) -> u32 {
    match random.below(4) {
        0 => *random.pick(&[0, 1, 2, 127, 128, 255, 256, u32::MAX - 1, u32::MAX]),
        1 => random.number() as u32,
        _ => random.below(8) as u32,
    }
}

fn random_body(random: &mut Random) -> Body {
    let long = "x".repeat(32);
    let names = ["", "a", "Qdevice", "\u{e9}\u{1F600}", &long];
    let any = |random: &mut Random| name(random.pick::<&str>(&names));
    match random.below(12) {
        0 | 1 => Body::NodeInfo {
            votes: random_number(random),
            expected_votes: random_number(random),
            flags: if random.one_in(4) { random.number() as u16 } else { random.below(256) as u16 },
        },
        2 => Body::DeviceInfo { votes: random_number(random) },
        3 => Body::Ready,
        4 => Body::SetExpectedVotes { expected_votes: random_number(random) },
        5 => Body::SetVotes { node: NodeId(random_number(random)), votes: random_number(random) },
        6 => Body::CancelWaitForAll,
        7 => Body::DeviceRegister { name: any(random) },
        8 => Body::DeviceUnregister,
        9 => Body::DeviceRename { old: any(random), new: any(random) },
        10 => Body::State { flags: random.number() as u16, expected_votes: random_number(random) },
        _ => random.pick(&[Body::Leave, Body::LeaveRemove, Body::Accounted, Body::Resume]).clone(),
    }
}

fn random_message(random: &mut Random) -> Message {
    let ring = RingId { node: NodeId(random_number(random)), seq: random.number() >> random.below(64) };
    Message { ring, body: random_body(random) }
}

#[test]
fn what_is_written_can_be_read() {
    generate::for_seeds("what_is_written_can_be_read", 2000, |_, random| {
        let message = random_message(random);
        let bytes = encoded(&message);
        assert!(bytes.len() <= MESSAGE_MAX);
        assert_eq!(Message::decode(&bytes).as_ref(), Ok(&message));
        // Exactly as much room as it needs is enough, and one byte less is not.
        let mut room = vec![0; bytes.len()];
        assert_eq!(message.encode(&mut room), Ok(&bytes[..]));
        for size in 0..bytes.len() {
            assert_eq!(message.encode(&mut room[..size]), Err(MessageError::BufferTooSmall));
        }
    });
}

#[test]
fn the_longest_message_fits() {
    let longest = name(&"x".repeat(32));
    let body = Body::DeviceRename { old: longest.clone(), new: longest };
    let message = Message { ring: RingId { node: NodeId(u32::MAX), seq: u64::MAX }, body };
    let length = encoded(&message).len();
    assert!(length > MESSAGE_MAX / 2 && length <= MESSAGE_MAX, "{length} bytes");
}

/// Reads bytes: an error, or a message that has these bytes and no others.
fn decode_anything(bytes: &[u8]) {
    match Message::decode(bytes) {
        Ok(message) => assert_eq!(encoded(&message), bytes, "{message:?}"),
        Err(MessageError::Version) => assert_ne!(bytes.first(), Some(&1), "{bytes:?}"),
        Err(error) => assert_eq!(error, MessageError::Malformed, "{bytes:?}"),
    }
}

#[test]
fn every_truncation_and_every_changed_byte() {
    let long = name(&"x".repeat(32));
    let mut messages: Vec<Vec<u8>> = golden().into_iter().map(|(_, bytes)| bytes.to_vec()).collect();
    messages
        .push(encoded(&Message { ring: RING, body: Body::DeviceRename { old: long.clone(), new: long } }));
    for bytes in messages {
        for length in 0..bytes.len() {
            let error = Message::decode(&bytes[..length]).expect_err("not whole");
            assert_eq!(error, MessageError::Malformed, "{:?}", &bytes[..length]);
        }
        for extra in 0..=255 {
            let longer = [&bytes[..], &[extra]].concat();
            assert_eq!(Message::decode(&longer), Err(MessageError::Malformed), "{longer:?}");
        }
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            for value in 0..=255 {
                changed[position] = value;
                decode_anything(&changed);
                if position == 0 && value != 1 {
                    assert_eq!(Message::decode(&changed), Err(MessageError::Version));
                }
            }
        }
    }
}

#[test]
fn random_bytes() {
    generate::for_seeds("random_bytes", 5000, |_, random| {
        let mut bytes: Vec<u8> = (0..random.below(100)).map(|_| random.number() as u8).collect();
        if let [first, ring, seq, body, ..] = &mut bytes[..] {
            // Nearly a message, mostly.
            (*first, *ring, *seq, *body) = (1, 1, 4, *body % 16);
        }
        decode_anything(&bytes);
    });
}

/// A name longer than 32 bytes, or one that is no text.
#[test]
fn names_that_do_not_fit() {
    let register = |name: &[u8]| [&[1, 1, 4, 6, name.len() as u8], name].concat();
    assert!(Message::decode(&register(&[b'x'; 32])).is_ok());
    assert_eq!(Message::decode(&register(&[b'x'; 33])), Err(MessageError::Malformed));
    assert_eq!(Message::decode(&register(b"\xFF\xFE")), Err(MessageError::Malformed));
}

// --- into an engine --------------------------------------------------------------------------------------

fn config(nodes: usize, keys: &str) -> Config<8> {
    Config::from_corosync_conf(generate::conf(&vec![1; nodes], keys)).expect("a config")
}

/// Node 1 in the view of these members, mid-exchange: its own messages are delivered, no other's.
fn in_view(config: &Config<8>, members: &[u32]) -> Engine<8> {
    let mut engine = Engine::new(config, NodeId(1), Rules::Corosync).expect("its node");
    let members: Vec<NodeId> = members.iter().copied().map(NodeId).collect();
    engine.view(RING, &members, 0).expect("a view");
    while let Some(message) = engine.poll_transmit() {
        engine.receive(NodeId(1), &message, 0).expect("its own word");
    }
    engine
}

fn hears(engine: &mut Engine<8>, from: u32, body: Body) -> Result<(), EngineError> {
    engine.receive(NodeId(from), &Message { ring: RING, body }, 0)
}

fn state(votes: u32, expected_votes: u32, flags: u16) -> Body {
    Body::NodeInfo { votes, expected_votes, flags }
}

#[test]
fn random_messages_are_harmless() {
    let keys = ["", "wait_for_all: 1", "auto_tie_breaker: 1", "last_man_standing: 1", "allow_downscale: 1"];
    generate::for_seeds("random_messages_are_harmless", 500, |seed, random| {
        let config = config(4, random.pick::<&str>(&keys));
        let mut engine = in_view(&config, &[1, 2, 3]);
        for _ in 0..40 {
            let (from, mut message) = (1 + random.below(5) as u32, random_message(random));
            if !random.one_in(8) {
                message.ring = engine.status().ring;
            }
            let before = format!("{engine:?}");
            if let Err(error) = engine.receive(NodeId(from), &message, 0) {
                assert_eq!(format!("{engine:?}"), before, "seed {seed}: {message:?} from {from}: {error}");
            }
            let status = engine.status();
            assert!(status.quorum >= 1 && status.quorum <= 0x8000_0000, "{status:?}");
            assert!(status.members.contains(&NodeId(1)));
            // Taken by the network in the end, or nothing more would be heard.
            while random.one_in(2) && engine.poll_transmit().is_some() {}
            if random.one_in(10) {
                while engine.poll_transmit().is_some() {}
                let ring = RingId { node: NodeId(1), seq: engine.status().ring.seq + 4 };
                engine.view(ring, &[NodeId(1), NodeId(2), NodeId(3)], 0).expect("a view");
            }
        }
    });
}

/// Who may not speak is not heard, and nothing has changed.
#[test]
fn strangers_and_other_views() {
    let config = config(5, "");
    let engine = in_view(&config, &[1, 2]);
    let lie = state(1000, 1, 1);
    let other = RingId { node: NodeId(1), seq: 0x10f };
    let cases = [
        (3, RING, EngineError::SenderNotInView(NodeId(3))),
        (9, RING, EngineError::SenderNotInView(NodeId(9))),
        (0, RING, EngineError::SenderNotInView(NodeId(0))),
        (2, other, EngineError::OtherView(other)),
        (2, RingId::default(), EngineError::OtherView(RingId::default())),
    ];
    for (from, ring, error) in cases {
        let mut deaf = engine.clone();
        let message = Message { ring, body: lie.clone() };
        assert_eq!(deaf.receive(NodeId(from), &message, 0), Err(error));
        assert_eq!(format!("{deaf:?}"), format!("{engine:?}"));
    }
    for ring in [other, RingId::default()] {
        let said = format!("it belongs to view {ring}, not to the current one; deliver it there or drop it");
        assert_eq!(EngineError::OtherView(ring).to_string(), said);
    }
    let mut new = Engine::new(&config, NodeId(1), Rules::Corosync).expect("its node");
    let early = Message { ring: RingId::default(), body: lie };
    assert_eq!(new.receive(NodeId(1), &early, 0), Err(EngineError::OtherView(RingId::default())));
}

/// Node 2 of a view {1 2} of five says this; what it can make of node 1 and what not.
#[test]
fn what_a_member_can_claim() {
    // votequorum believes what a quorate peer expects, but never counts fewer than the votes that are here. It takes
    // a clean leave from anybody, and counts the nodes that stay.
    let cases = [
        ("nothing new", state(1, 5, 0), 2, 3, false),
        ("quorate", state(1, 5, 1), 2, 3, false),
        ("quorate, one expected", state(1, 1, 1), 2, 2, true),
        ("quorate, three expected", state(1, 3, 1), 2, 2, true),
        ("not quorate, one expected", state(1, 1, 0), 2, 3, false),
        ("many votes", state(100, 5, 0), 101, 51, true),
        ("no votes", state(0, 5, 0), 1, 3, false),
        ("leaving", state(1, 5, 2), 1, 1, true),
    ];
    for (claim, body, total_votes, quorum, quorate) in cases {
        let mut engine = in_view(&config(5, ""), &[1, 2]);
        hears(&mut engine, 2, body).expect("a member's word");
        let status = engine.status();
        assert!(!status.is_quorate(), "{claim}: the exchange is not over");
        hears(&mut engine, 2, Body::Ready).expect("a member's word");
        let status = engine.status();
        let said = (status.total_votes, status.quorum, status.is_quorate());
        assert_eq!(said, (total_votes, quorum, quorate), "{claim}");
    }
}

/// A member speaks for itself alone: what it says of votes and leaving is its own.
#[test]
fn nobody_speaks_for_another() {
    let mut engine = in_view(&config(5, ""), &[1, 2, 3]);
    hears(&mut engine, 2, state(1, 5, 0)).expect("2");
    hears(&mut engine, 3, state(1, 5, 0)).expect("3");
    hears(&mut engine, 2, state(7, 5, 2)).expect("2 leaves");
    for node in [1, 3] {
        let info = engine.node_info(NodeId(node)).expect("heard of");
        assert_eq!((info.state, info.votes), (quorate::NodeState::Member, 1), "node {node}");
    }
    // One member cannot end the exchange for another.
    for _ in 0..3 {
        hears(&mut engine, 2, Body::Ready).expect("2");
    }
    assert_eq!(engine.status().reason.missing[..], [NodeId(3)]);
}

/// Votes whose sum does not fit are refused, and nothing has changed.
#[test]
fn overflows_are_refused() {
    let mut engine = in_view(&config(4, ""), &[1, 2, 3]);
    hears(&mut engine, 2, state(u32::MAX - 3, 4, 0)).expect("the sum just fits");
    let before = format!("{engine:?}");
    let too_many = [
        (3, state(2, 4, 0)),
        (3, state(u32::MAX, 4, 0)),
        (2, state(u32::MAX - 2, 4, 0)),
        (2, state(u32::MAX, 4, 1)),
        (1, state(u32::MAX, 4, 0)),
        (3, Body::DeviceInfo { votes: 1 }),
        (3, Body::SetVotes { node: NodeId(1), votes: 2 }),
        (3, Body::SetVotes { node: NodeId(2), votes: u32::MAX }),
    ];
    for (from, body) in too_many {
        assert_eq!(hears(&mut engine, from, body.clone()), Err(EngineError::VotesOverflow), "{body:?}");
        assert_eq!(format!("{engine:?}"), before, "{body:?}");
    }
    hears(&mut engine, 3, state(1, 4, 0)).expect("the sum fits");
    assert_eq!(engine.status().total_votes, u32::MAX - 1);
}

/// Expected votes have no sum: any number can be told, and quorum follows without wrapping.
#[test]
fn any_expected_votes() {
    for (expected, quorum) in [(u32::MAX, 0x8000_0000), (u32::MAX - 1, 0x8000_0000), (0, 3), (6, 4)] {
        let mut engine = in_view(&config(4, ""), &[1, 2, 3]);
        hears(&mut engine, 2, Body::SetExpectedVotes { expected_votes: expected })
            .expect("an operator's word");
        assert_eq!(engine.status().quorum, quorum, "{expected}");
        assert!(!engine.status().is_quorate());
    }
}
