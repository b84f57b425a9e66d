//! Snapshots: what a node must not forget survives its reset. Their bytes are in snapshot_bytes.rs.

use quorate::{
    Body, Builder, Config, Engine, EngineError, Message, NodeId, Options, ReasonCode, RingId, Rules, Snapshot,
};

const ONE: NodeId = NodeId(1);
const RULES: [Rules; 3] = Rules::ALL;

fn config(nodes: u32, options: Options) -> Config<8> {
    let mut builder = Builder::new();
    for id in 1..=nodes {
        builder.node(NodeId(id), 1).expect("a node");
    }
    builder.options(options).build().expect("a good config")
}

fn plain() -> Config<8> {
    config(3, Options::default())
}

fn engine(config: &Config<8>, rules: Rules) -> Engine<8> {
    Engine::new(config, ONE, rules).expect("an engine")
}

fn ring(seq: u64) -> RingId {
    RingId { node: ONE, seq }
}

/// Nodes that keep the contract: they store what differs before they send, and restore it when they start.
struct World {
    config: Config<8>,
    rules: Rules,
    engines: Vec<Option<Engine<8>>>,
    stored: Vec<Option<[u8; Snapshot::SIZE]>>,
    /// Messages that were sent and not delivered.
    late: Vec<(NodeId, Message)>,
}

impl World {
    fn new(config: Config<8>, rules: Rules) -> Self {
        let nodes = config.nodes().len();
        World { config, rules, engines: vec![None; nodes], stored: vec![None; nodes], late: Vec::new() }
    }

    fn start(&mut self, id: u32) {
        let mut engine = Engine::new(&self.config, NodeId(id), self.rules).expect("an engine");
        if let Some(bytes) = self.stored[id as usize - 1] {
            engine.restore(&Snapshot::from_bytes(&bytes).expect("what was stored")).expect("at the start");
        }
        self.engines[id as usize - 1] = Some(engine);
    }

    fn engine(&mut self, id: u32) -> &mut Engine<8> {
        self.engines[id as usize - 1].as_mut().expect("it is up")
    }

    fn crash(&mut self, id: u32) {
        self.engines[id as usize - 1] = None;
    }

    /// Stores, then takes what the node sends.
    fn send(&mut self, id: u32) {
        self.stored[id as usize - 1] = Some(self.engine(id).snapshot().to_bytes());
        while let Some(message) = self.engine(id).poll_transmit() {
            self.late.push((NodeId(id), message));
        }
    }

    fn deliver(&mut self, members: &[u32]) {
        while !self.late.is_empty() {
            for (from, message) in std::mem::take(&mut self.late) {
                for member in members {
                    self.engine(*member).receive(from, &message, 0).expect("a message of this view");
                    self.send(*member);
                }
            }
        }
    }

    fn view(&mut self, members: &[u32]) {
        let last = members.iter().map(|member| self.engine(*member).status().ring.seq).max();
        let ring = RingId { node: NodeId(members[0]), seq: last.expect("members") + 4 };
        let nodes: Vec<NodeId> = members.iter().copied().map(NodeId).collect();
        for member in members {
            self.engine(*member).view(ring, &nodes, 0).expect("a view");
            self.send(*member);
        }
        self.deliver(members);
    }

    fn code(&mut self, id: u32) -> ReasonCode {
        self.engine(id).status().reason.code
    }
}

#[test]
fn the_freeze_survives_the_reset_of_all_members() {
    for forgets in [false, true] {
        let options = Options { freeze_on_loss: true, ..Options::default() };
        let mut world = World::new(config(3, options), Rules::Strict);
        for id in [1, 2, 3] {
            world.start(id);
        }
        world.view(&[1, 2, 3]);
        assert_eq!(world.code(1), ReasonCode::Majority);
        world.crash(3);
        world.view(&[1, 2]);
        assert_eq!(world.code(1), ReasonCode::Frozen);
        for id in [1, 2] {
            world.crash(id);
        }
        if forgets {
            world.stored = vec![None; 3];
        }
        for id in [1, 2] {
            world.start(id);
        }
        world.view(&[1, 2]);
        if forgets {
            // What this test is about.
            assert_eq!(world.code(1), ReasonCode::Majority);
            continue;
        }
        assert_eq!((world.code(1), world.code(2)), (ReasonCode::Frozen, ReasonCode::Frozen));
        // Resumed, and that survives, too.
        world.engine(1).resume().expect("an operator may");
        world.send(1);
        world.deliver(&[1, 2]);
        for id in [1, 2] {
            world.crash(id);
        }
        for id in [1, 2] {
            world.start(id);
        }
        world.view(&[1, 2]);
        assert_eq!((world.code(1), world.code(2)), (ReasonCode::Majority, ReasonCode::Majority));
    }
}

/// A config that does not freeze any more does not restore it: nobody could resume.
#[test]
fn a_freeze_ends_with_its_option() {
    let freezing = config(3, Options { freeze_on_loss: true, ..Options::default() });
    let mut before = engine(&freezing, Rules::Strict);
    before.view(ring(4), &[ONE, NodeId(2)], 0).expect("a view");
    before.view(ring(8), &[ONE], 0).expect("a view");
    let mut after = engine(&plain(), Rules::Strict);
    after.restore(&before.snapshot()).expect("its own");
    let bytes = |engine: &Engine<8>| engine.snapshot().to_bytes();
    assert_ne!(bytes(&after), bytes(&before));
    after.view(ring(12), &[ONE, NodeId(2)], 0).expect("a view");
    let mut same = engine(&freezing, Rules::Strict);
    same.restore(&before.snapshot()).expect("its own");
    assert_eq!(bytes(&same), bytes(&before));
}

/// A proof that was on its way when the node was reset: its peer may have started since.
#[test]
fn a_late_accounted_of_a_former_life_does_not_count() {
    let two_node = config(2, Options { two_node: true, ..Options::default() });
    let mut before = engine(&two_node, Rules::Strict);
    before.view(ring(4), &[ONE], 10).expect("a view");
    while let Some(state) = before.poll_transmit() {
        before.receive(ONE, &state, 10).expect("its own state");
    }
    before.fenced(NodeId(2), ring(4), 20).expect("a proof");
    let stored = before.snapshot().to_bytes();
    let late = before.poll_transmit().expect("a message");
    assert_eq!(late.body, Body::Accounted);

    let hear = |engine: &mut Engine<8>| {
        while let Some(state) = engine.poll_transmit() {
            engine.receive(ONE, &state, 1).expect("its own state");
        }
        assert_eq!(engine.status().reason.code, ReasonCode::WaitingForAll);
        engine.receive(ONE, &late, 2)
    };
    // The layer that makes ring ids starts over, and so does the node: this must not be.
    let mut forgetful = engine(&two_node, Rules::Strict);
    forgetful.view(ring(4), &[ONE], 1).expect("nothing to compare with");
    assert_eq!(hear(&mut forgetful), Ok(()));
    assert!(forgetful.status().is_quorate());

    let mut after = engine(&two_node, Rules::Strict);
    after.restore(&Snapshot::from_bytes(&stored).expect("a snapshot")).expect("at the start");
    assert_eq!(after.poll_transmit(), None);
    assert_eq!(after.view(ring(4), &[ONE], 1), Err(EngineError::RingTooOld(ring(4))));
    assert_eq!(after.receive(ONE, &late, 1), Err(EngineError::OtherView(ring(4))));
    after.view(ring(5), &[ONE], 1).expect("a new one");
    assert_eq!(hear(&mut after), Err(EngineError::OtherView(ring(4))));
    assert_eq!(after.status().reason.code, ReasonCode::WaitingForAll);
}

/// Nor do the messages of a former life under any rules, not even before the first view.
#[test]
fn nothing_of_a_former_life_is_heard() {
    for rules in RULES {
        let mut before = engine(&plain(), rules);
        before.view(ring(4), &[ONE, NodeId(2)], 0).expect("a view");
        let mut after = engine(&plain(), rules);
        after.restore(&before.snapshot()).expect("its own");
        after.leave(false).expect("leaving is always possible");
        assert_eq!(after.poll_transmit(), None, "{rules}: a message in a former life's view");
        while let Some(message) = before.poll_transmit() {
            assert_eq!(after.receive(ONE, &message, 0), Err(EngineError::OtherView(ring(4))), "{rules}");
        }
    }
}

/// Within a life, too, a ring id is used once; refused, nothing has changed.
#[test]
fn rings_never_repeat() {
    for rules in RULES {
        let mut engine = engine(&plain(), rules);
        engine
            .view(RingId { node: NodeId(3), seq: 0 }, &[ONE, NodeId(2), NodeId(3)], 0)
            .expect("a first view");
        engine.view(ring(8), &[ONE, NodeId(2)], 0).expect("a view");
        let before = format!("{engine:?}");
        for (node, seq) in [(1, 8), (2, 8), (1, 7), (9, 0)] {
            let ring = RingId { node: NodeId(node), seq };
            assert_eq!(engine.view(ring, &[ONE], 9), Err(EngineError::RingTooOld(self::ring(8))), "{rules}");
        }
        assert_eq!(format!("{engine:?}"), before, "{rules}");
        engine.view(ring(9), &[ONE], 9).expect("a newer one");
    }
}

#[test]
fn who_observes_goes_on_above() {
    for rules in RULES {
        let mut before = engine(&plain(), rules);
        before.view(ring(100), &[ONE, NodeId(2)], 0).expect("a view");
        let mut after = engine(&plain(), rules);
        after.restore(&before.snapshot()).expect("its own");
        assert_eq!(after.status().ring, ring(100));
        after.observe(&[ONE, NodeId(2)]).expect("a view");
        assert!(after.status().is_quorate(), "{rules}");
        assert_eq!(after.snapshot().ring(), ring(101));
    }
}

#[test]
fn tracked_expected_votes_are_a_floor() {
    let tracking = Options { expected_votes_tracking: true, ..Options::default() };
    let downscale = Options { allow_downscale: true, ..Options::default() };
    for options in [tracking, downscale] {
        let mut grown = engine(&config(5, options), Rules::Corosync);
        grown.observe(&[ONE]).expect("a view");
        assert_eq!(grown.tracked_expected_votes(), Some(5));
        let mut shrunk = engine(&config(3, options), Rules::Corosync);
        shrunk.restore(&grown.snapshot()).expect("its own");
        assert_eq!((shrunk.status().expected_votes, shrunk.status().quorum), (5, 3));
        assert_eq!(shrunk.snapshot(), grown.snapshot());
        // A lower stored value does not lower them; without tracking it does not count.
        let mut lower = engine(&config(7, options), Rules::Corosync);
        lower.restore(&grown.snapshot()).expect("its own");
        assert_eq!(lower.status().expected_votes, 7);
    }
    let tracked = engine(&config(5, tracking), Rules::Corosync).snapshot();
    let mut without = engine(&plain(), Rules::Corosync);
    without.restore(&tracked).expect("its own");
    assert_eq!((without.status().expected_votes, without.tracked_expected_votes()), (3, None));
}

#[test]
fn restored_only_at_the_start_and_only_its_own() {
    for rules in RULES {
        let mut before = engine(&plain(), rules);
        before.view(ring(4), &[ONE, NodeId(2)], 0).expect("a view");
        let snapshot = before.snapshot();
        assert_eq!((snapshot.rules(), snapshot.node(), snapshot.ring()), (rules, ONE, ring(4)));

        let refused = |mut engine: Engine<8>, error| {
            let unchanged = format!("{engine:?}");
            assert_eq!(engine.restore(&snapshot), Err(error), "{rules}");
            assert_eq!(format!("{engine:?}"), unchanged, "{rules}");
        };
        refused(Engine::new(&plain(), NodeId(2), rules).expect("an engine"), EngineError::OtherSnapshot);
        for other in RULES.into_iter().filter(|other| *other != rules) {
            refused(engine(&plain(), other), EngineError::OtherSnapshot);
        }
        refused(before.clone(), EngineError::RestoreTooLate);
        let mut present = engine(&plain(), rules);
        present.observe(&[ONE]).expect("a view");
        refused(present, EngineError::RestoreTooLate);
        let mut restored = engine(&plain(), rules);
        restored.restore(&snapshot).expect("at the start");
        refused(restored, EngineError::RestoreTooLate);
        let mut left = engine(&plain(), rules);
        left.leave(false).expect("leaving is always possible");
        refused(left, EngineError::RestoreTooLate);
    }
}
