//! Messages between nodes, and snapshots.

use super::Bytes;
use quorate::{
    Builder, Config, Engine, MESSAGE_MAX, Message, MessageError, NodeId, Options, ReasonCode, RingId, Rules,
    Snapshot,
};
use std::collections::VecDeque;

type Node = Engine<4>;

const RULES: [Rules; 3] = [Rules::Corosync, Rules::Cman, Rules::Strict];

/// Nodes 1 to 4 of one vote, with whatever options the bytes choose.
fn config(bytes: &mut Bytes<'_>) -> Option<Config<4>> {
    let (nodes, on) = (1 + bytes.below(4), bytes.byte());
    let mut builder = Builder::<4>::new();
    for node in 1..=u32::from(nodes) {
        builder.node(NodeId(node), 1).expect("a node");
    }
    let options = Options {
        wait_for_all: Some(on & 1 != 0),
        last_man_standing: on & 2 != 0,
        auto_tie_breaker: on & 4 != 0,
        allow_downscale: on & 8 != 0,
        expected_votes_tracking: on & 16 != 0,
        freeze_on_loss: on & 32 != 0,
        two_node: on & 64 != 0,
        ..Options::default()
    };
    builder.options(options).build().ok()
}

/// Decode it: a message has one encoding.
pub fn message(bytes: &[u8]) {
    match Message::decode(bytes) {
        Ok(message) => assert_eq!(message.encode(&mut [0; MESSAGE_MAX]), Ok(bytes)),
        Err(MessageError::Version) => assert_ne!(bytes.first(), Some(&1)),
        Err(_) => {}
    }
}

/// One of each kind that engines say by themselves.
pub fn messages() -> Vec<Vec<u8>> {
    let mut said = Vec::new();
    for rules in RULES {
        let mut bytes = Bytes(&[3, 0]);
        let config = config(&mut bytes).expect("a config");
        let mut engine = Node::new(&config, NodeId(1), rules).expect("an engine");
        engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0).expect("a view");
        engine.cancel_wait_for_all().ok();
        engine.leave(false).ok();
        while let Some(message) = engine.poll_transmit() {
            said.push(message.encode(&mut [0; MESSAGE_MAX]).expect("it fits").to_vec());
        }
    }
    said
}

/// Restore it: an error leaves the engine as it was, and what was taken is stored as the same bytes.
pub fn snapshot(bytes: &[u8]) {
    if let Ok(snapshot) = Snapshot::from_bytes(bytes) {
        assert_eq!(snapshot.to_bytes(), bytes);
    }
    for mut engine in engines() {
        let (before, mut again) = (format!("{engine:?}"), engine.clone());
        match engine.restore_bytes(bytes) {
            Ok(()) => {
                let mut buffer = [0; Node::SNAPSHOT_MAX];
                let stored = engine.write_snapshot(&mut buffer).expect("it fits");
                again.restore_bytes(stored).expect("what was stored");
                let mut twice = [0; Node::SNAPSHOT_MAX];
                assert_eq!(again.write_snapshot(&mut twice), Some(stored));
                engine.observe(&[NodeId(1)]).ok();
            }
            Err(error) => assert_eq!(format!("{engine:?}"), before, "{error}"),
        }
    }
}

/// Node 1 of three, under all rules, and with storage.
fn engines() -> Vec<Node> {
    let config = config(&mut Bytes(&[2, 0])).expect("a config");
    let mut all: Vec<Node> =
        RULES.iter().map(|rules| Node::new(&config, NodeId(1), *rules).expect("an engine")).collect();
    all.push(Node::with_storage(&config, NodeId(1)).expect("an engine"));
    all
}

pub fn snapshots() -> Vec<Vec<u8>> {
    let mut stored = Vec::new();
    for mut engine in engines() {
        for nodes in [1..=1, 1..=2, 1..=3] {
            let members: Vec<NodeId> = nodes.map(NodeId).collect();
            engine.observe(&members).ok();
            stored.push(engine.write_snapshot(&mut [0; Node::SNAPSHOT_MAX]).expect("it fits").to_vec());
        }
    }
    stored
}

/// A node hears what it likes, from whom it likes: what it refuses leaves it as it was. Nothing but its own view is a
/// reason to be quorate under rules strict: less than half of the votes never is, unless an operator overrides it.
pub fn exchange(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let rules = RULES[usize::from(bytes.below(3))];
    let has_storage = rules == Rules::Strict && bytes.below(2) == 1;
    let Some(config) = config(&mut bytes) else {
        return;
    };
    let made = match has_storage {
        true => Node::with_storage(&config, NodeId(1)),
        false => Node::new(&config, NodeId(1), rules),
    };
    let Ok(mut engine) = made else {
        return;
    };
    let (mut now, mut said) = (0, VecDeque::new());
    while !bytes.is_empty() {
        let before = engine.clone();
        now += u64::from(bytes.byte()) * 16;
        if let Err(error) = happen(&mut engine, &mut bytes, &mut said, now) {
            assert_eq!(state(&engine), state(&before), "{error}");
        }
        let status = engine.status();
        let is_minority = status.members.len() * 2 < config.nodes().len();
        let is_overridden = status.reason.code == ReasonCode::OperatorOverride;
        let never = rules == Rules::Strict && !has_storage && is_minority && !is_overridden;
        assert!(!(never && status.is_quorate()), "{}", status.reason);
        let mut buffer = [0; Node::SNAPSHOT_MAX];
        if let Some(stored) = engine.write_snapshot(&mut buffer).map(<[u8]>::to_vec) {
            engine.saved(&stored);
        }
    }
}

/// All that it knows but the time, which passes.
fn state(engine: &Node) -> String {
    let text = format!("{engine:?}");
    let (head, rest) = text.rsplit_once(", now: ").expect("the time");
    format!("{head}{}", rest.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

fn happen(
    engine: &mut Node,
    bytes: &mut Bytes<'_>,
    said: &mut VecDeque<Message>,
    now: u64,
) -> Result<(), quorate::EngineError> {
    let ring = engine.status().ring;
    match bytes.below(13) {
        0 => {
            let set = bytes.byte();
            let members: Vec<NodeId> =
                (0..4).filter(|bit| set >> bit & 1 == 1).map(|bit| NodeId(bit + 1)).collect();
            let seq = ring.seq.saturating_add(bytes.below(3).into());
            engine.view(RingId { node: members.first().copied().unwrap_or_default(), seq }, &members, now)
        }
        1..6 => {
            let from = NodeId(bytes.number());
            let length = usize::from(bytes.below(48));
            let message = Message::decode(bytes.take(length));
            message.map_or(Ok(()), |message| {
                // Else hardly any would be of this view.
                engine.receive(from, &Message { ring, ..message }, now)
            })
        }
        6 => {
            said.extend(engine.poll_transmit());
            Ok(())
        }
        // Where it is refused it comes again.
        7 => said.front().map_or(Ok(()), |message| engine.receive(NodeId(1), message, now)).inspect(|()| {
            said.pop_front();
        }),
        8 => engine.handle_timeout(now),
        9 => engine.leave(bytes.below(2) == 1),
        10 => engine.set_expected_votes(bytes.number()),
        11 => engine.set_votes(NodeId(bytes.number()), bytes.number()),
        _ => engine.cancel_wait_for_all(),
    }
}

pub fn exchanges() -> Vec<Vec<u8>> {
    // A view of nodes 1 and 2, all that node 1 says, and what node 2 may say.
    let head = |rules: u8| vec![rules, 3, 0, 0, 0, 3, 1, 0, 6, 0, 6, 0, 7, 0, 7];
    let hear = |said: &[u8]| [&[0, 1, 2, u8::try_from(said.len()).expect("short")], said].concat();
    (0..3)
        .map(|rules| [head(rules), messages().iter().flat_map(|said| hear(said)).collect()].concat())
        .collect()
}
