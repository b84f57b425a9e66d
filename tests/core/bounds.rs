//! Refusals and timers at their bounds: the last that is taken, and the first that is not.

use quorate::{
    Body, Builder, Config, DeviceConfig, Engine, EngineError, Memory, Message, NodeId, Options, ReasonCode,
    RingId, Rules, Status, TieBreaker, Unsupported,
};

const ONE: NodeId = NodeId(1);
const BOTH: [Rules; 2] = [Rules::Corosync, Rules::Strict];

fn config<const N: usize>(nodes: &[(u32, u32)], options: Options) -> Config<N> {
    let mut builder = Builder::new();
    for (id, votes) in nodes {
        builder.node(NodeId(*id), *votes).expect("a node");
    }
    builder.options(options).build().expect("a config")
}

fn of(ids: &[u32]) -> Vec<(u32, u32)> {
    ids.iter().map(|id| (*id, 1)).collect()
}

fn plain<const N: usize>(ids: &[u32]) -> Config<N> {
    config(&of(ids), Options::default())
}

fn engine(config: &Config<4>, rules: Rules) -> Engine<4> {
    Engine::new(config, ONE, rules).expect("an engine")
}

/// A view of these, and nobody has told anything.
fn view<const N: usize>(engine: &mut Engine<N>, seq: u64, ids: &[u32]) -> Result<(), EngineError> {
    let ids: Vec<NodeId> = ids.iter().copied().map(NodeId).collect();
    engine.view(RingId { node: ONE, seq }, &ids, 0)
}

/// What it has to say; it hears it too.
fn said<const N: usize>(engine: &mut Engine<N>) -> Vec<Body> {
    let mut bodies = Vec::new();
    while let Some(message) = engine.poll_transmit() {
        engine.receive(ONE, &message, 0).expect("its own message");
        bodies.push(message.body);
    }
    bodies
}

fn hear<const N: usize>(engine: &mut Engine<N>, from: u32, body: Body) -> Result<(), EngineError> {
    let ring = engine.status().ring;
    engine.receive(NodeId(from), &Message { ring, body }, 0)
}

fn missing<const N: usize>(status: &Status<N>) -> Vec<u32> {
    status.reason.missing.iter().map(|node| node.0).collect()
}

#[test]
fn nobody_acts_before_the_first_view_or_after_a_leave() {
    for rules in BOTH {
        let mut alone = engine(&plain(&[1]), rules);
        assert!(!alone.is_quorate() && !alone.status().is_quorate(), "{rules}");
        assert_eq!(alone.set_expected_votes(1), Err(EngineError::NoView));
        view(&mut alone, 4, &[1]).expect("a view");
        said(&mut alone);
        assert!(alone.is_quorate() && alone.status().is_quorate() && !alone.waits_for_device(), "{rules}");
        alone.leave(false).expect("it may");
        assert!(!alone.is_quorate() && !alone.status().is_quorate(), "{rules}");
        assert_eq!(alone.set_expected_votes(1), Err(EngineError::Left));
    }
    assert_eq!(engine(&plain(&[1]), Rules::Strict).tracked_expected_votes(), None);
}

#[test]
fn who_has_left_misses_those_that_are_not_here() {
    let mut engine = engine(&plain(&[1, 2, 3]), Rules::Corosync);
    view(&mut engine, 4, &[1, 2]).expect("a view");
    assert_eq!(missing(&engine.status()), [1, 2]);
    engine.leave(false).expect("it may");
    assert_eq!((engine.status().reason.code, missing(&engine.status())), (ReasonCode::Left, vec![2, 3]));
}

#[test]
fn what_waits_to_be_sent_is_bounded() {
    for rules in BOTH {
        let mut engine = engine(&plain(&[1, 2]), rules);
        view(&mut engine, 4, &[1]).expect("a view");
        said(&mut engine);
        let refused = (0..20).find_map(|_| engine.set_expected_votes(2).err());
        assert_eq!(refused, Some(EngineError::OutboxFull), "{rules}");
        assert!(said(&mut engine).len() > 2);
        engine.set_expected_votes(2).expect("there is room again");
    }
}

#[test]
fn the_window_ends_at_its_instant() {
    let options = Options { last_man_standing: true, wait_for_all: Some(true), ..Options::default() };
    let expected = |start, now| {
        let mut engine =
            Engine::<8>::new(&config(&of(&[1, 2, 3, 4, 5]), options), ONE, Rules::Corosync).expect("one");
        engine.observe(&[1, 2, 3, 4, 5].map(NodeId)).expect("a view");
        engine.handle_timeout(start).expect("time passes");
        engine.observe(&[1, 2, 3, 4].map(NodeId)).expect("a view");
        engine.handle_timeout(now).expect("time passes");
        engine.status().expected_votes
    };
    for start in [0, 700] {
        assert_eq!([9_999, 10_000, 10_001].map(|window| expected(start, start + window)), [5, 4, 4]);
    }
}

#[test]
fn a_silent_device_loses_its_vote_at_its_instant() {
    let device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    let votes = |rules, late: u64| {
        let options = Options { device, ..Options::default() };
        let mut engine = engine(&config(&of(&[1, 2]), options), rules);
        view(&mut engine, 4, &[1]).expect("a view");
        said(&mut engine);
        engine.device_register("w").expect("a device");
        said(&mut engine);
        engine.device_poll(engine.status().ring, true, 0).expect("it votes");
        said(&mut engine);
        assert_eq!(engine.status().total_votes, 2, "{rules}");
        let ends = engine.poll_timeout().expect("it is waited for");
        engine.handle_timeout((ends + late).saturating_sub(1)).expect("time passes");
        said(&mut engine);
        engine.status().total_votes
    };
    for rules in BOTH {
        assert_eq!([0, 1, 2].map(|late| votes(rules, late)), [2, 1, 1], "{rules}");
    }
}

/// votequorum takes what the device has now for what it had before.
#[test]
fn votes_of_a_device_replace_those_before() {
    let device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    let mut engine = engine(&config(&of(&[1, 2]), Options { device, ..Options::default() }), Rules::Corosync);
    view(&mut engine, 4, &[1, 2]).expect("a view");
    for votes in [0x8000_0000, 0xFFFF_FFF0] {
        hear(&mut engine, 2, Body::DeviceInfo { votes }).expect("it fits beside the nodes'");
    }
    let refused = hear(&mut engine, 2, Body::DeviceInfo { votes: u32::MAX });
    assert_eq!(refused, Err(EngineError::VotesOverflow));
}

/// As `corosync-quorumtool -v`: with two_node a quorum of 1 is less than half of what there would be.
#[test]
fn votes_that_two_node_has_no_quorum_for_are_refused() {
    let options = Options { two_node: true, ..Options::default() };
    let mut engine = engine(&config(&of(&[1, 2]), options), Rules::Corosync);
    engine.observe(&[ONE, NodeId(2)]).expect("a view");
    engine.set_votes(NodeId(2), 2).expect("1 is half of 3, rounded down");
    assert_eq!(engine.set_votes(NodeId(2), 3), Err(EngineError::QuorumOutOfReach(1)));
}

#[test]
fn a_reload_may_fill_the_table() {
    let mut engine = engine(&plain(&[1, 2, 3]), Rules::Corosync);
    engine.observe(&[1, 2, 3].map(NodeId)).expect("a view");
    assert_eq!(engine.reload(&plain(&[1, 5, 6])), Err(EngineError::TooManyNodes(4)));
    engine.reload(&plain(&[1, 2, 3, 4])).expect("one more");
}

#[test]
fn a_reload_adds_up_what_peers_have_now_or_will_have() {
    let mut engine = engine(&plain(&[1, 2, 3]), Rules::Corosync);
    view(&mut engine, 4, &[1, 2, 3]).expect("a view");
    let body = Body::NodeInfo { votes: u32::MAX - 10, expected_votes: 3, flags: 0 };
    hear(&mut engine, 3, body).expect("votes that fit");
    let with = |one, two| config(&[(1, one), (2, two), (3, 1)], Options::default());
    for (one, two) in [(20, 1), (1, 20)] {
        assert_eq!(engine.reload(&with(one, two)), Err(EngineError::VotesOverflow), "{one} {two}");
    }
}

#[test]
fn a_reload_tells_what_has_changed() {
    let mut engine = engine(&plain(&[1, 2]), Rules::Corosync);
    view(&mut engine, 4, &[1]).expect("a view");
    said(&mut engine);
    let sets = |engine: &mut Engine<4>, config: Config<4>| -> Vec<Body> {
        engine.reload(&config).expect("a reload");
        let sets = |body: &Body| matches!(body, Body::SetVotes { .. } | Body::SetExpectedVotes { .. });
        said(engine).into_iter().filter(sets).collect()
    };
    assert_eq!(sets(&mut engine, plain(&[1, 2])), []);
    assert_eq!(sets(&mut engine, plain(&[1, 2, 3])), [Body::SetExpectedVotes { expected_votes: 3 }]);
    let heavy = config(&[(1, 2), (2, 1), (3, 0)], Options::default());
    assert_eq!(sets(&mut engine, heavy), [Body::SetVotes { node: ONE, votes: 2 }]);
}

#[test]
fn a_reload_does_not_end_the_wait_of_two_nodes() {
    let options = Options { two_node: true, ..Options::default() };
    let mut engine = engine(&config(&of(&[1, 2]), options), Rules::Corosync);
    view(&mut engine, 4, &[1]).expect("a view");
    said(&mut engine);
    assert_eq!(engine.status().reason.code, ReasonCode::WaitingForAll);
    engine.reload(&config(&of(&[1, 2]), options)).expect("the same");
    said(&mut engine);
    view(&mut engine, 8, &[1]).expect("a view");
    said(&mut engine);
    assert_eq!(engine.status().reason.code, ReasonCode::WaitingForAll);
}

#[test]
fn two_that_leave_and_remove_at_a_time_count_twice() {
    let mut engine = engine(&plain(&[1, 2, 3, 4]), Rules::Cman);
    view(&mut engine, 4, &[1, 2, 3, 4]).expect("a view");
    said(&mut engine);
    for from in [2, 3, 4] {
        let body = Body::NodeInfo { votes: 1, expected_votes: 4, flags: 0 };
        hear(&mut engine, from, body).expect("its state");
        hear(&mut engine, from, Body::Ready).expect("its state");
    }
    for from in [3, 4] {
        hear(&mut engine, from, Body::LeaveRemove).expect("it leaves");
    }
    view(&mut engine, 8, &[1, 2]).expect("a view");
    said(&mut engine);
    assert_eq!(engine.status().expected_votes, 2);
}

#[test]
fn a_device_is_told_where_there_is_one() {
    let device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    let mut engine = engine(&config(&of(&[1, 2]), Options { device, ..Options::default() }), Rules::Corosync);
    let registers = |engine: &mut Engine<4>, seq| {
        view(engine, seq, &[1]).expect("a view");
        let bodies: Vec<Body> = std::iter::from_fn(|| engine.poll_transmit()).map(|said| said.body).collect();
        bodies.iter().any(|body| matches!(body, Body::DeviceRegister { .. }))
    };
    assert!(!registers(&mut engine, 4));
    engine.device_register("w").expect("a device");
    said(&mut engine);
    assert!(registers(&mut engine, 8));
}

fn storing(ids: &[u32], more: Options) -> Config<4> {
    config(&of(ids), Options { allow_downscale: true, ..more })
}

#[test]
fn expected_votes_may_be_all_votes() {
    let with = |expected_votes| storing(&[1, 2, 3], Options { expected_votes, ..Options::default() });
    Engine::with_storage(&with(3), ONE).expect("all votes");
    let refused = Engine::with_storage(&with(4), ONE).map(drop);
    assert_eq!(refused, Err(EngineError::NotInTheseRules(Unsupported::ExpectedVotesAboveSum)));
}

/// Where the electorate changes, strangers may be in a view as long as there is room for them.
#[test]
fn strangers_find_a_place_or_are_too_many() {
    let too_many = Err(EngineError::TooManyNodes(4));
    let new = || Engine::with_storage(&storing(&[1, 2, 3], Options::default()), ONE).expect("storage");
    let with_ten = storing(&[1, 2, 3, 10], Options::default());
    let mut engine = new();
    assert_eq!(view(&mut engine, 4, &[1, 9, 10]), too_many);
    view(&mut engine, 8, &[1, 2, 3, 9]).expect("one finds a place");
    assert_eq!(view(&mut engine, 12, &[1, 2, 9, 10]), too_many);
    assert_eq!(engine.reload(&with_ten), too_many);
    view(&mut engine, 16, &[1, 2, 3]).expect("a view");
    view(&mut engine, 20, &[1, 2, 3, 10]).expect("9 makes room");
    let mut engine = new();
    engine.reload(&with_ten).expect("one more");
    assert_eq!(view(&mut engine, 4, &[1, 2, 3, 9]), too_many, "10 is listed");
    let mut alone = Engine::with_storage(&storing(&[1], Options::default()), ONE).expect("storage");
    view(&mut alone, 4, &[1, 7, 8, 9]).expect("three find a place");
}

/// Who is learned takes the place of one that nobody needs any more, and not that of another.
#[test]
fn electors_find_their_places() {
    let mut engine = Engine::with_storage(&storing(&[1, 2], Options::default()), ONE).expect("storage");
    view(&mut engine, 4, &[1, 2, 8, 9]).expect("two strangers");
    view(&mut engine, 8, &[1, 2]).expect("a view");
    let stored = engine.write_snapshot(&mut [0; Engine::<4>::SNAPSHOT_MAX]).expect("it fits").to_vec();
    engine.saved(&stored);
    said(&mut engine);
    let memory = Memory { epoch: 2, ..Memory::default() };
    let remember = Body::Remember { flags: 1, expected_votes: 0, nodelist: 0, memory };
    hear(&mut engine, 2, remember).expect("its state");
    for (node, left) in [(1, 3), (2, 2), (5, 1), (6, 0)] {
        let elector = Body::Elector { node: NodeId(node), votes: 1, left };
        hear(&mut engine, 2, elector).expect("an elector");
    }
    assert_eq!(engine.agreed_electorate().expect("storage").electors[..], [1, 2, 5, 6].map(NodeId));
}

#[test]
fn who_breaks_a_tie_stays_or_is_found_anew() {
    let with = |ids: &[u32], by: TieBreaker<4>| {
        let mut builder = Builder::<4>::new();
        for id in ids {
            builder.node(NodeId(*id), 1).expect("a node");
        }
        let options = Options { allow_downscale: true, auto_tie_breaker: true, ..Options::default() };
        builder.options(options).tie_breaker(by).build().expect("a config")
    };
    let list = |first: u32| TieBreaker::list(&[NodeId(first), ONE]).expect("two fit");
    let two = |config: Config<4>| Engine::with_storage(&config, NodeId(2)).expect("storage");
    let other = Err(EngineError::NotInTheseRules(Unsupported::ReloadTieBreaker));
    let mut engine = two(with(&[1, 2, 3], TieBreaker::Lowest));
    assert_eq!(engine.reload(&with(&[1, 2, 3], TieBreaker::Highest)), other);
    engine.reload(&with(&[2, 3], TieBreaker::Lowest)).expect("the lowest of those that remain");
    assert_eq!(two(with(&[1, 2, 3], list(2))).reload(&with(&[1, 2, 3], list(3))), other);
}
