//! One golden test for every reason: the situation that gives it, its numbers and its sentence.

use quorate::{Cluster, Config, Engine, Message, NodeId, Reason, ReasonCode, RingId, Rules};
use std::collections::BTreeSet;

fn config(quorum: &str, nodes: u32) -> Config<8> {
    let nodes: String = (1..=nodes).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
    let text = format!("quorum {{\n{quorum}\n}}\nnodelist {{\n{nodes}}}\n");
    Config::from_corosync_conf(text).expect("a good config")
}

/// The reason at `node` after these steps.
fn after(rules: Rules, quorum: &str, nodes: u32, steps: &[&str], node: u32) -> Reason<8> {
    let mut config = config(quorum, nodes);
    config.set_freeze_on_loss(rules == Rules::Strict && steps.contains(&FREEZES));
    let mut cluster = Cluster::new(&config, rules).expect("rules that take the config");
    let steps = steps.iter().filter(|step| **step != FREEZES);
    for step in steps {
        cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
    }
    cluster.status(NodeId(node)).expect("up").reason
}

/// Not a step: sets freeze_on_loss.
const FREEZES: &str = "freeze_on_loss";

const DEVICE: &str = "device {\nmodel: net\nvotes: 1\n}";

/// Situations of a cluster: config, nodes, steps, whom to ask; the code and the sentence.
type Row = (&'static str, u32, &'static [&'static str], u32, ReasonCode, &'static str);

const CLUSTERS: &[Row] = &[
    ("", 3, &["up 1 2 3"], 1, ReasonCode::Majority, "majority: 3 of 3 expected votes present, 2 needed"),
    (
        "",
        5,
        &["up 1 2 3 4 5", "crash 4 5"],
        1,
        ReasonCode::Majority,
        "majority: 3 of 5 expected votes present, 3 needed; missing: nodes 4 and 5",
    ),
    (
        "two_node: 1",
        2,
        &["up 1 2", "crash 2"],
        1,
        ReasonCode::TwoNode,
        "two_node: 1 of 2 expected votes present and 1 is enough; \
         absent and may still be running until fenced: node 2",
    ),
    (
        "auto_tie_breaker: 1",
        4,
        &["up 1 2 3 4", "split 1 2 | 3 4"],
        2,
        ReasonCode::TieBreaker,
        "auto_tie_breaker: 2 of 4 expected votes present, half, and node 1 decides the tie for this side; \
         missing: nodes 3 and 4",
    ),
    (
        DEVICE,
        4,
        &["up 1 2 3 4", "device on 1", "device master_wins 1", "split 1 | 2 3 4"],
        1,
        ReasonCode::MasterWins,
        "master_wins: 2 of 5 expected votes present, 3 needed, but the quorum device votes at node 1 \
         and its master wins; missing: nodes 2, 3 and 4",
    ),
    (
        "two_node: 1",
        2,
        &["up 1"],
        1,
        ReasonCode::WaitingForAll,
        "wait_for_all: 1 of 2 expected votes present, not quorate until all are; waiting for: node 2",
    ),
    (
        "wait_for_all: 1\ndevice {\nmodel: net\nvotes: 2\n}",
        3,
        &["up 1 2 3"],
        1,
        ReasonCode::WaitingForAll,
        "wait_for_all: 3 of 5 expected votes present, not quorate until all are; \
         not counted: 2 votes of the quorum device",
    ),
    (
        "",
        5,
        &["up 1 2"],
        1,
        ReasonCode::NoMajority,
        "no majority: 2 of 5 expected votes present, 3 needed; missing: nodes 3, 4 and 5",
    ),
    (
        "auto_tie_breaker: 1",
        4,
        &["up 1 2 3 4", "split 1 2 | 3 4"],
        3,
        ReasonCode::TieLost,
        "auto_tie_breaker: 2 of 4 expected votes present, half, but this side does not win the tie \
         (tie breaker: node 1); missing: nodes 1 and 2",
    ),
    (
        DEVICE,
        2,
        &["up 1"],
        1,
        ReasonCode::DeviceVoteMissing,
        "quorum device: 1 of 2 expected votes present, 2 needed, and the device does not cast its vote \
         at this node; missing: node 2; not counted: 1 vote of the quorum device",
    ),
    (
        DEVICE,
        2,
        &["up 1 2", "device on 1 2", "crash 2", "device lost 1", "wait 10s"],
        1,
        ReasonCode::DeviceVoteStale,
        "quorum device: 1 of 3 expected votes present, 2 needed, and the device has fallen silent \
         at this node; missing: node 2; not counted: 1 vote of the quorum device",
    ),
];

/// The same under rules strict.
const STRICT: &[Row] = &[
    (
        "wait_for_all: 1",
        3,
        &["up 1", "survey 1"],
        1,
        ReasonCode::EveryoneAccounted,
        "everyone accounted for: 1 of 3 expected votes present; proven off: nodes 2 and 3",
    ),
    (
        "wait_for_all: 1",
        2,
        &["up 1 2"],
        1,
        ReasonCode::EveryoneAccounted,
        "everyone accounted for: 2 of 2 expected votes present",
    ),
    (
        "",
        3,
        &["up 1", "expected 1"],
        1,
        ReasonCode::OperatorOverride,
        "operator override: 1 vote counted, 1 needed; \
         missing and may still be running: nodes 2 and 3",
    ),
    (
        "",
        3,
        &[FREEZES, "up 1 2 3", "crash 3"],
        1,
        ReasonCode::Frozen,
        "frozen: a node was lost; an operator must check it and resume; missing: node 3",
    ),
    (
        "two_node: 1",
        2,
        &["up 1 2", "crash 2"],
        1,
        ReasonCode::FenceFirst,
        "fence first: 1 of 2 expected votes present, half; fence the missing nodes and this side \
         becomes quorate; missing and not confirmed off: node 2",
    ),
];

#[test]
fn every_reason_has_its_sentence() {
    let mut seen = BTreeSet::new();
    let rows = CLUSTERS.iter().map(|row| (Rules::Corosync, row));
    for (rules, (quorum, nodes, steps, node, code, sentence)) in
        rows.chain(STRICT.iter().map(|row| (Rules::Strict, row)))
    {
        let reason = after(rules, quorum, *nodes, steps, *node);
        assert_eq!(reason.code, *code, "{steps:?}");
        assert_eq!(reason.to_string(), *sentence);
        seen.insert(reason.code);
    }
    for (reason, code, sentence) in engine_reasons() {
        assert_eq!(reason.code, code);
        assert_eq!(reason.to_string(), sentence);
        seen.insert(reason.code);
    }
    let all: BTreeSet<ReasonCode> = ReasonCode::ALL.into_iter().collect();
    assert_eq!(seen, all, "a reason without a golden test");
}

/// Reasons that a settled cluster never shows.
fn engine_reasons() -> Vec<(Reason<8>, ReasonCode, &'static str)> {
    let ring = RingId { node: NodeId(1), seq: 4 };
    let mut engine = Engine::new(&config("", 3), NodeId(1), Rules::Corosync).expect("an engine");
    let no_view = engine.status().reason;
    engine.view(ring, &[NodeId(1), NodeId(2), NodeId(3)], 0).expect("a view");
    deliver_own(&mut engine);
    let incomplete = engine.status().reason;
    engine.leave(false).expect("leaving is always possible");
    let left = engine.status().reason;
    vec![
        (no_view, ReasonCode::NoView, "no view: no membership has been reported yet"),
        (
            incomplete,
            ReasonCode::ViewIncomplete,
            "view incomplete: members are still exchanging state; \
             incomplete: nodes 2 and 3",
        ),
        (left, ReasonCode::Left, "left: this node has left the cluster"),
    ]
}

fn deliver_own(engine: &mut Engine<8>) {
    let own: Vec<Message> = std::iter::from_fn(|| engine.poll_transmit()).collect();
    assert!(!own.is_empty());
    for message in own {
        engine.receive(NodeId(1), &message, 0).expect("its own message");
    }
}

#[test]
fn numbers_are_fixed() {
    let numbers: Vec<(u32, &str)> = ReasonCode::ALL.iter().map(|code| (code.number(), code.name())).collect();
    let fixed = [
        (1, "majority"),
        (2, "two_node"),
        (3, "tie_breaker"),
        (4, "master_wins"),
        (5, "everyone_accounted"),
        (6, "operator_override"),
        (100, "no_view"),
        (101, "view_incomplete"),
        (102, "waiting_for_all"),
        (103, "no_majority"),
        (104, "tie_lost"),
        (105, "device_vote_missing"),
        (106, "device_vote_stale"),
        (107, "left"),
        (108, "frozen"),
        (200, "fence_first"),
    ];
    assert_eq!(numbers, fixed);
}
