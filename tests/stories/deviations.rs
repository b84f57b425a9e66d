//! One test for every row of `quorate::deviations`, of the same name.

use quorate::{
    Body, Builder, Cluster, Config, ConfigProblem, DeviceName, Engine, EngineError, Message, MessageError,
    NodeId, Options, ReasonCode, RingId, Rules, TieBreaker,
};

const ONE: NodeId = NodeId(1);
const TWO: NodeId = NodeId(2);
const RING: RingId = RingId { node: ONE, seq: 4 };

fn config(nodes: &[(u32, u32)], options: Options) -> Config<8> {
    let mut builder = Builder::new();
    for (id, votes) in nodes {
        builder.node(NodeId(*id), *votes).expect("a node");
    }
    builder.options(options).build().expect("a good config")
}

fn engine(nodes: &[(u32, u32)], options: Options) -> Engine<8> {
    Engine::new(&config(nodes, options), ONE, Rules::Corosync).expect("an engine")
}

fn nodeinfo(votes: u32) -> Message {
    Message { ring: RING, body: Body::NodeInfo { votes, expected_votes: 2, flags: 0 } }
}

#[test]
fn quorum_has_32_bits() {
    let mut engine = engine(&[(1, 255), (2, 255)], Options::default());
    engine.observe(&[ONE]).expect("a view");
    let status = engine.status();
    assert_eq!((status.quorum, status.is_quorate()), (256, false));
}

#[test]
fn sums_do_not_wrap() {
    let mut builder = Builder::<8>::new();
    builder.node(ONE, u32::MAX).expect("a node").node(TWO, 1).expect("a node");
    assert_eq!(builder.build().expect_err("too many votes").problem, ConfigProblem::VotesOverflow);

    let mut engine = engine(&[(1, 1), (2, 1)], Options::default());
    engine.view(RING, &[ONE, TWO], 0).expect("a view");
    let before = format!("{:?}", engine.status());
    assert_eq!(engine.receive(TWO, &nodeinfo(u32::MAX), 0), Err(EngineError::VotesOverflow));
    assert_eq!(engine.set_votes(TWO, u32::MAX), Err(EngineError::VotesOverflow));
    assert_eq!(format!("{:?}", engine.status()), before);
}

#[test]
fn nodeids_are_unsigned() {
    let mut builder = Builder::<8>::new();
    builder.node(NodeId(5), 1).expect("a node").node(NodeId(2_147_483_653), 1).expect("a node");
    builder.options(Options { auto_tie_breaker: true, ..Options::default() }).tie_breaker(TieBreaker::Lowest);
    let mut cluster = Cluster::new(&builder.build().expect("a config"), Rules::Corosync).expect("a cluster");
    cluster.run("up 5 2147483653").expect("a step");
    cluster.run("split 5 | 2147483653").expect("a step");
    let quorate = |node| cluster.status(NodeId(node)).expect("up").is_quorate();
    assert!(quorate(5) && !quorate(2_147_483_653));
}

#[test]
fn a_message_speaks_for_its_sender() {
    // LEAVING (2) in a nodeinfo from node 2 is node 2's; there is no place to name another.
    let mut engine = engine(&[(1, 1), (2, 1)], Options::default());
    engine.view(RING, &[ONE, TWO], 0).expect("a view");
    engine.receive(TWO, &nodeinfo(1), 0).expect("a message");
    assert_eq!(engine.status().total_votes, 2);
    let leaving = Message { ring: RING, body: Body::NodeInfo { votes: 1, expected_votes: 2, flags: 2 } };
    engine.receive(TWO, &leaving, 0).expect("a message");
    assert_eq!(engine.status().total_votes, 1);
    assert_eq!(engine.node_info(ONE).map(|info| info.state), Some(quorate::NodeState::Member));
}

#[test]
fn strangers_are_refused() {
    let mut engine = engine(&[(1, 1), (2, 1), (3, 1)], Options::default());
    engine.view(RING, &[ONE, TWO], 0).expect("a view");
    let device = Message { ring: RING, body: Body::DeviceInfo { votes: 9 } };
    let three = NodeId(3);
    assert_eq!(engine.receive(three, &device, 0), Err(EngineError::SenderNotInView(three)));
    let older = Message { ring: RingId { seq: 0, ..RING }, ..device };
    assert_eq!(engine.receive(TWO, &older, 0), Err(EngineError::OtherView(older.ring)));
    assert_eq!(engine.status().device_votes, 0);
}

#[test]
fn a_view_of_strangers_is_refused() {
    let mut engine = engine(&[(1, 1), (2, 1)], Options::default());
    let stranger = NodeId(9);
    assert_eq!(engine.observe(&[ONE, stranger]), Err(EngineError::NotInNodelist(stranger)));
    assert_eq!(engine.status().reason.code, ReasonCode::NoView);
    let config = config(&[(1, 1), (2, 1)], Options::default());
    let refused = Engine::new(&config, stranger, Rules::Corosync).map(|_| ());
    assert_eq!(refused, Err(EngineError::NotInNodelist(stranger)));
}

#[test]
fn names_are_bounded() {
    let device = Some(quorate::DeviceConfig { votes: Some(1), ..Default::default() });
    let mut engine = engine(&[(1, 1), (2, 1)], Options { device, ..Options::default() });
    engine.observe(&[ONE]).expect("a view");
    assert_eq!(engine.device_register(&"x".repeat(33)), Err(EngineError::DeviceNameLength));
    assert_eq!(engine.device_register(""), Err(EngineError::DeviceNameLength));
    engine.device_register(&"x".repeat(32)).expect("32 bytes fit");

    let name = DeviceName::try_from("y").expect("a short name");
    let mut buffer = [0; quorate::MESSAGE_MAX];
    let message = Message { ring: RING, body: Body::DeviceRegister { name } };
    let mut bytes = message.encode(&mut buffer).expect("it fits").to_vec();
    // The last two bytes are the length and the name.
    bytes.pop();
    bytes.pop();
    bytes.push(33);
    bytes.extend([b'y'; 33]);
    assert_eq!(Message::decode(&bytes), Err(MessageError::Malformed));
}

#[test]
fn a_full_roster_refuses() {
    let mut builder = Builder::<4>::new();
    builder.options(Options { expected_votes: 3, ..Options::default() });
    let mut engine =
        Engine::new(&builder.build().expect("a config"), ONE, Rules::Corosync).expect("an engine");
    let nodes = |ids: &[u32]| ids.iter().copied().map(NodeId).collect::<Vec<_>>();
    engine.observe(&nodes(&[1, 2, 3, 4])).expect("four fit");
    assert_eq!(engine.observe(&nodes(&[1, 2, 3, 4, 5])), Err(EngineError::TooManyNodes(4)));
    assert_eq!(engine.observe(&nodes(&[1, 5, 6])), Err(EngineError::TooManyNodes(4)));
    assert_eq!(engine.status().members[..], nodes(&[1, 2, 3, 4])[..]);
    // Two views later the others are gone, and their places can be taken.
    engine.observe(&[ONE]).expect("a view");
    engine.observe(&[ONE]).expect("a view");
    engine.observe(&nodes(&[1, 5, 6, 7])).expect("forgotten nodes make room");
    // A node that comes back with others keeps its place.
    engine.observe(&[ONE]).expect("a view");
    engine.observe(&[ONE]).expect("a view");
    engine.observe(&nodes(&[1, 8, 5, 9])).expect("6 and 7 make room");
    assert_eq!(engine.status().members[..], nodes(&[1, 5, 8, 9])[..]);
}

#[test]
fn nothing_changes_before_it_is_delivered() {
    let mut engine = engine(&[(1, 1), (2, 1)], Options::default());
    engine.view(RING, &[ONE], 0).expect("a view");
    while let Some(message) = engine.poll_transmit() {
        engine.receive(ONE, &message, 0).expect("its own message");
    }
    engine.set_expected_votes(1).expect("a lone node may");
    assert_eq!((engine.status().expected_votes, engine.status().is_quorate()), (2, false));
    let message = engine.poll_transmit().expect("a message");
    engine.receive(ONE, &message, 0).expect("its own message");
    assert_eq!((engine.status().expected_votes, engine.status().is_quorate()), (1, true));
}

#[test]
fn tracked_expected_votes_are_the_callers() {
    let options = Options { expected_votes_tracking: true, ..Options::default() };
    let mut before = engine(&[(1, 1), (2, 1), (3, 1)], options);
    assert_eq!(before.tracked_expected_votes(), Some(3));
    let larger = engine(&[(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], options);
    before.restore(&larger.snapshot()).expect("right after the start");
    assert_eq!((before.status().expected_votes, before.tracked_expected_votes()), (5, Some(5)));
    // A stored value below the nodelist's sum does not lower it.
    let mut grown = engine(&[(1, 1), (2, 1), (3, 1)], options);
    let smaller = engine(&[(1, 1), (2, 1)], options);
    grown.restore(&smaller.snapshot()).expect("right after the start");
    assert_eq!(grown.status().expected_votes, 3);
    assert_eq!(engine(&[(1, 1)], Options::default()).tracked_expected_votes(), None);
}

#[test]
fn tracking_without_a_nodelist_keeps_expected_votes() {
    let mut engine = engine(&[], Options { expected_votes: 3, allow_downscale: true, ..Options::default() });
    engine.observe(&[ONE]).expect("a view");
    assert_eq!((engine.status().expected_votes, engine.status().is_quorate()), (3, false));
}

#[test]
fn tie_breaker_lists_are_bounded() {
    let text = |list: &str| {
        format!("quorum {{\n auto_tie_breaker: 1\n auto_tie_breaker_node: {list}\n expected_votes: 4\n}}\n")
    };
    let error = Config::<4>::from_corosync_conf(text("1 2 3 4 5")).expect_err("five do not fit");
    assert_eq!((error.problem, error.line), (ConfigProblem::TooManyTieBreakers(4), 3));
    Config::<4>::from_corosync_conf(text("1 2 3 4")).expect("four fit");
}

#[test]
fn flags_agree_with_the_verdict() {
    let mut engine = engine(&[(1, 1), (2, 1)], Options::default());
    engine.observe(&[ONE, TWO]).expect("a view");
    engine.view(RING, &[ONE], 0).expect("a view");
    let mut verdicts = Vec::new();
    loop {
        let status = engine.status();
        assert_eq!(status.flags.has(quorate::Flags::QUORATE), status.is_quorate());
        verdicts.push(status.is_quorate());
        let Some(message) = engine.poll_transmit() else {
            break;
        };
        engine.receive(ONE, &message, 0).expect("its own message");
    }
    assert_eq!((verdicts.first(), verdicts.last()), (Some(&true), Some(&false)));
}

#[test]
fn expected_votes_of_0_are_refused() {
    let mut engine = engine(&[(1, 0), (2, 1)], Options::default());
    engine.observe(&[ONE]).expect("a view");
    assert_eq!(engine.set_expected_votes(0), Err(EngineError::ExpectedVotesTooLow(0)));
}

fn refusal(text: &str) -> (ConfigProblem, u32) {
    let error = Config::<8>::from_corosync_conf(text).expect_err("refused");
    (error.problem, error.line)
}

#[test]
fn config_needs_nodeids() {
    let text = "totem {\n transport: udpu\n}\nnodelist {\n node {\n  ring0_addr: localhost\n }\n}\n";
    assert_eq!(refusal(text), (ConfigProblem::NodeIdMissing, 5));
}

#[test]
fn a_second_nodelist_is_refused() {
    let list = |id| format!("nodelist {{\n node {{\n  nodeid: {id}\n }}\n}}\n");
    assert_eq!(refusal(&(list(1) + &list(2))), (ConfigProblem::SecondNodelist, 6));
    assert!(Config::<8>::from_corosync_conf("nodelist {\n}\n".to_owned() + &list(1)).is_ok());
}

#[test]
fn addresses_are_not_needed() {
    let votes = "nodelist {\n node {\n nodeid: 1\n }\n}\nquorum {\n provider: corosync_votequorum\n}\n";
    let config = Config::<8>::from_corosync_conf(votes).expect("no address is needed to count");
    assert_eq!((config.expected_votes(), config.lint().next()), (1, None));
    let whole = format!("{votes}totem {{\n}}\n");
    let finding = Config::<8>::from_corosync_conf(&whole).expect("as before").lint().next().expect("found");
    assert_eq!((finding.code.name(), finding.line), ("no_address", 2));
    let empty = whole.replace("nodeid: 1\n", "nodeid: 1\n ring0_addr:\n");
    let finding = Config::<8>::from_corosync_conf(empty).expect("as before").lint().next();
    assert_eq!(finding.map(|finding| finding.code.name()), Some("no_address"));
}

#[test]
fn other_providers_are_refused() {
    let text = "quorum {\n provider: corosync_ykd\n}\n";
    assert_eq!(refusal(text), (ConfigProblem::OtherProvider, 2));
}

#[test]
fn names_are_checked_where_they_stand() {
    assert_eq!(refusal("a b {\n}\n"), (ConfigProblem::BadName, 1));
    assert_eq!(refusal(": {\n}\n"), (ConfigProblem::SectionWithoutName, 1));
    let config = Config::<8>::from_corosync_conf("x: 1\nquorum {\n expected_votes: 2\n}\n");
    assert_eq!(config.expect("a short key is skipped").expected_votes(), 2);
}

#[test]
fn a_config_has_64_nodes() {
    let list = |count: u32| {
        let nodes: String = (1..=count).map(|id| format!(" node {{\n  nodeid: {id}\n }}\n")).collect();
        Config::<64>::from_corosync_conf(format!("nodelist {{\n{nodes}}}\n"))
    };
    assert_eq!(list(64).expect("64 fit").expected_votes(), 64);
    assert_eq!(list(65).expect_err("65 do not").problem, ConfigProblem::TooManyNodes(64));
}

fn cman(nodes: &[(u32, u32)], options: Options) -> Engine<8> {
    Engine::new(&config(nodes, options), ONE, Rules::Cman).expect("an engine")
}

#[test]
fn sections_in_a_node_are_skipped() {
    let text = "nodelist {\n node {\n nodeid: 1\n other {\n nodeid: 7\n quorum_votes: 9\n }\n quorum_votes: 2\n }\n}\n";
    let config = Config::<4>::from_corosync_conf(text).expect("a config");
    let nodes: Vec<_> = config.nodes().iter().map(|node| (node.id.0, node.votes)).collect();
    assert_eq!(nodes, [(1, 2)]);
}

/// A cluster with this quorum section, and steps that were taken.
fn played(nodes: u32, quorum: &str, steps: &[&str]) -> Cluster<8> {
    let mut cluster = Cluster::new(&read(nodes, quorum), Rules::Corosync).expect("a cluster");
    for step in steps {
        cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
    }
    cluster
}

fn text(nodes: u32, quorum: &str) -> String {
    let nodes: String = (1..=nodes).map(|node| format!(" node {{\n nodeid: {node}\n }}\n")).collect();
    format!("quorum {{\n {quorum}\n}}\nnodelist {{\n{nodes}}}\n")
}

fn read(nodes: u32, quorum: &str) -> Config<8> {
    Config::from_corosync_conf(text(nodes, quorum)).expect("a config")
}

/// The step in which all nodes read this.
fn reload(nodes: u32, quorum: &str) -> String {
    format!("reload\n{}", text(nodes, quorum).replace('\n', "\n "))
}

#[test]
fn a_reload_does_not_arm_wait_for_all() {
    let waits = "wait_for_all: 1";
    let steps = ["up 1 2 3 4 5", "crash 5", &reload(5, waits), "crash 4"];
    let cluster = played(5, waits, &steps);
    assert_eq!(cluster.status(ONE).map(|status| status.is_quorate()), Some(true));
}

#[test]
fn wait_for_all_follows_two_node() {
    let two_node = "two_node: 1";
    let waits = |cluster: &Cluster<8>| {
        cluster.status(ONE).expect("up").flags.names().any(|flag| flag == "WaitForAll")
    };
    assert!(waits(&played(3, "", &["up 1 2 3", "leave 3", &reload(2, two_node)])));
    assert!(!waits(&played(2, two_node, &["up 1 2", &reload(3, "")])));
}

#[test]
fn expected_votes_are_not_below_those_present() {
    let mut cluster = played(4, "", &["up 1 2 3 4", "split 1 2 | 3 4"]);
    cluster.run("expected 1 on 1").expect_err("two votes are present");
    cluster.run("expected 5 on 1").expect("a higher number");
}

#[test]
fn cman_exchanges_states_first() {
    let mut engine = cman(&[(1, 1), (2, 1), (3, 1)], Options::default());
    engine.view(RING, &[ONE, TWO], 0).expect("a view");
    engine.receive(ONE, &nodeinfo(1), 0).expect("a message");
    engine.receive(TWO, &nodeinfo(1), 0).expect("a message");
    assert_eq!((engine.status().total_votes, engine.status().is_quorate()), (2, false));
    for node in [ONE, TWO] {
        engine.receive(node, &Message { ring: RING, body: Body::Ready }, 0).expect("a message");
    }
    assert!(engine.status().is_quorate());
}

#[test]
fn cman_waits_for_a_quorum_disk() {
    let device = Some(quorate::DeviceConfig { votes: Some(1), ..Default::default() });
    let options = Options { device, expected_votes: 3, ..Options::default() };
    let mut cluster = Cluster::new(&config(&[(1, 1), (2, 1)], options), Rules::Cman).expect("a cluster");
    for step in ["up 1 2", "device on 1", "device lost 1", "crash 2"] {
        cluster.run(step).expect(step);
    }
    assert!(cluster.engine(ONE).expect("up").waits_for_device());
    cluster.run("wait 31s").expect("a step");
    assert!(!cluster.engine(ONE).expect("up").waits_for_device());
}

#[test]
fn cman_reloads_as_votequorum_does() {
    let nodes = [(1, 1), (2, 1), (3, 1), (4, 1)];
    let before = config(&nodes[..3], Options::default());
    let mut cluster = Cluster::new(&before, Rules::Cman).expect("a cluster");
    cluster.run("up 1 2 3").expect("a step");
    cluster.reload(&[], &config(&nodes, Options::default())).expect("a reload");
    let status = cluster.status(ONE).expect("up");
    assert_eq!((status.expected_votes, status.quorum), (4, 3));
}

#[test]
fn cman_knows_who_was_heard_of() {
    let mut engine = cman(&[(1, 1), (2, 1)], Options::default());
    engine.observe(&[ONE]).expect("a view");
    assert_eq!(engine.set_votes(TWO, 2), Err(EngineError::UnknownNode(TWO)));
}

#[test]
fn cman_refuses_expected_votes_of_0() {
    let mut engine = cman(&[(1, 1)], Options::default());
    engine.observe(&[ONE]).expect("a view");
    assert_eq!(engine.set_expected_votes(0), Err(EngineError::ExpectedVotesTooLow(1)));
}

#[test]
fn cman_takes_more_than_255_votes() {
    let mut engine = cman(&[(1, 256), (2, 1)], Options::default());
    engine.observe(&[ONE]).expect("a view");
    assert_eq!((engine.status().total_votes, engine.status().quorum), (256, 129));
}

/// The page and this file name the same deviations.
#[test]
fn the_page_names_every_test() {
    let page = include_str!("../../core/src/rules/deviations.rs");
    let rows = page.lines().filter_map(|line| line.strip_prefix("//! | `")?.split('`').next());
    let tests =
        include_str!("deviations.rs").lines().filter_map(|line| line.strip_prefix("fn ")?.split('(').next());
    let helpers = ["cman", "config", "engine", "nodeinfo", "played", "read", "refusal", "reload", "text"];
    let helpers = helpers.iter().chain(&["the_page_names_every_test"]);
    let tests: Vec<&str> = tests.filter(|name| !helpers.clone().any(|helper| helper == name)).collect();
    assert_eq!(rows.collect::<Vec<_>>(), tests);
}
