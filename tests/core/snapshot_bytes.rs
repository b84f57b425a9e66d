//! The bytes of snapshots: they are a promise, and nothing else is taken for one.

use quorate::{Builder, Engine, NodeId, Options, RingId, Rules, Snapshot, SnapshotError};
use quorate_tests::{crc32, generate};

/// Every rule set's bytes. They never change; a new version gets another fifth byte.
#[rustfmt::skip]
const GOLDEN: [(Rules, [u8; Snapshot::SIZE]); 3] = [
    (Rules::Corosync, [
        0x71, 0x75, 0x6F, 0x72, 1, 1, 0, 0, 4, 3, 2, 1, 2, 0, 0, 0,
        8, 7, 6, 5, 4, 3, 2, 1, 4, 1, 0, 0, 0x5D, 0x9C, 0x15, 0x5A,
    ]),
    (Rules::Cman, [
        0x71, 0x75, 0x6F, 0x72, 1, 2, 0, 0, 4, 3, 2, 1, 2, 0, 0, 0,
        8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0x00, 0x58, 0x50, 0xA2,
    ]),
    (Rules::Strict, [
        0x71, 0x75, 0x6F, 0x72, 1, 3, 1, 0, 4, 3, 2, 1, 2, 0, 0, 0,
        8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0x14, 0xD6, 0x0B, 0x2E,
    ]),
];

/// The engine whose snapshot that is: frozen under rules `strict`, with 260 tracked votes under rules `corosync`.
fn golden_engine(rules: Rules) -> Engine<8> {
    let us = NodeId(0x0102_0304);
    let mut builder = Builder::<8>::new();
    builder
        .node(us, 258)
        .expect("a node")
        .node(NodeId(2), 1)
        .expect("a node")
        .node(NodeId(3), 1)
        .expect("a node");
    let config = builder.options(Options {
        expected_votes_tracking: rules == Rules::Corosync,
        freeze_on_loss: rules == Rules::Strict,
        ..Options::default()
    });
    let mut engine = Engine::new(&config.build().expect("a config"), us, rules).expect("an engine");
    let ring = |seq| RingId { node: NodeId(2), seq };
    engine.view(ring(4), &[NodeId(2), us], 0).expect("a view");
    engine.view(ring(0x0102_0304_0506_0708), &[us], 0).expect("a view");
    engine
}

#[test]
fn bytes_are_a_promise() {
    for (rules, bytes) in GOLDEN {
        let snapshot = golden_engine(rules).snapshot();
        assert_eq!(snapshot.to_bytes(), bytes, "{rules}");
        assert_eq!(Snapshot::from_bytes(&bytes), Ok(snapshot), "{rules}");
    }
}

#[test]
fn nothing_else_is_a_snapshot() {
    let refused =
        |bytes: &[u8]| assert_eq!(Snapshot::from_bytes(bytes), Err(SnapshotError::Malformed), "{bytes:?}");
    for erased in [0x00, 0xFF] {
        for length in 0..=2 * Snapshot::SIZE {
            refused(&vec![erased; length]);
        }
    }
    for (_, bytes) in GOLDEN {
        for length in 0..Snapshot::SIZE {
            refused(&bytes[..length]);
        }
        refused(&[&bytes[..], &[0]].concat());
        let version = 8 * 4..8 * 5;
        for bit in 0..8 * Snapshot::SIZE {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            match version.contains(&bit) {
                true => assert_eq!(Snapshot::from_bytes(&flipped), Err(SnapshotError::Version), "bit {bit}"),
                false => refused(&flipped),
            }
            for second in bit + 1..8 * Snapshot::SIZE {
                let mut twice = flipped;
                twice[second / 8] ^= 1 << (second % 8);
                assert!(Snapshot::from_bytes(&twice).is_err(), "bits {bit} and {second}");
            }
        }
    }
    // A newer version may be longer or shorter.
    assert_eq!(Snapshot::from_bytes(b"quor\x02"), Err(SnapshotError::Version));
    assert_eq!(Snapshot::from_bytes(&[&b"quor\x02"[..], &[7; 60]].concat()), Err(SnapshotError::Version));
}

/// With a good checksum, and yet nothing that we write.
#[test]
fn what_no_engine_writes_is_refused() {
    for (place, value) in [(5, 0), (5, 4), (6, 2), (7, 0x80)] {
        let mut bytes = GOLDEN[1].1;
        bytes[place] = value;
        let sum = crc32(&bytes[..28]);
        bytes[28..].copy_from_slice(&sum.to_le_bytes());
        assert_eq!(Snapshot::from_bytes(&bytes), Err(SnapshotError::Malformed), "byte {place}: {value}");
    }
}

/// Bytes with any fields and a good checksum: what is read is what was written, and no engine falls over it.
#[test]
fn any_snapshot_goes_back_and_forth() {
    generate::for_seeds("any_snapshot_goes_back_and_forth", 2000, |seed, random| {
        let mut bytes = GOLDEN[random.below(3)].1;
        for place in (12..28).chain(if random.one_in(2) { 8..12 } else { 0..0 }) {
            bytes[place] = *random.pick(&[0, 1, 0x7F, 0x80, 0xFF]);
        }
        let sum = crc32(&bytes[..28]);
        bytes[28..].copy_from_slice(&sum.to_le_bytes());
        let snapshot = Snapshot::from_bytes(&bytes).expect("a snapshot");
        assert_eq!(snapshot.to_bytes(), bytes, "seed {seed}");
        let options = Options { allow_downscale: snapshot.rules() == Rules::Corosync, ..Options::default() };
        let node = snapshot.node();
        let mut builder = Builder::<8>::new();
        if node == NodeId::QUORUM_DEVICE || builder.node(node, 1).is_err() {
            return;
        }
        let config = builder.options(options).build().expect("a config");
        let mut engine = Engine::new(&config, node, snapshot.rules()).expect("an engine");
        engine.restore(&snapshot).expect("its own");
        assert_eq!(engine.snapshot().ring(), snapshot.ring());
        engine.observe(&[node]).expect("a view");
        assert!(engine.status().ring.seq > snapshot.ring().seq || snapshot.ring().seq == u64::MAX);
        assert_eq!(engine.status().is_quorate(), engine.status().expected_votes == 1, "seed {seed}");
    });
}
