//! What an engine with an agreed electorate tells an administrator, and what it makes of those that do not fit.

use crate::agreed_bytes::{Node, attempted, bytes, config, founded, node, save, settle, talk};
use quorate::{
    Body, Change, Cluster, Config, Engine, EngineError, Flags, Memory, Message, NodeId, ReasonCode, RingId,
    Rules, Unsupported,
};
use std::collections::BTreeMap;

fn conf(nodes: &[u32]) -> String {
    let nodes: String = nodes.iter().map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
    format!("quorum {{\nallow_downscale: 1\n}}\nnodelist {{\n{nodes}}}\n")
}

/// The cluster of nodes 1 to 3 after these steps.
fn after(steps: &[&str]) -> Cluster<8> {
    let config = Config::from_corosync_conf(conf(&[1, 2, 3])).expect("a config");
    let mut cluster = Cluster::new(&config, Rules::Strict).expect("rules");
    for step in steps {
        cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
    }
    cluster
}

fn help(cluster: &Cluster<8>, node: u32) -> String {
    cluster.engine(NodeId(node)).expect("up").help().to_string()
}

#[test]
fn who_has_another_nodelist_is_named_with_what_to_run() {
    let reload = format!("reload 1\n{}", conf(&[1, 2, 3, 4]));
    let cluster = after(&["up 1 2 3", &reload]);
    let engine = cluster.engine(NodeId(1)).expect("up");
    assert!(engine.brief().flags.has(Flags::NODELIST_DIFFERS));
    assert_eq!(
        help(&cluster, 1),
        "3 of 3 votes; give all nodes the same corosync.conf and run corosync-cfgtool -R: nodes 2 and 3 have another \
         nodelist"
    );
    let told = engine.quorumtool().to_string();
    let section = "Electorate information\n----------------------\nEpoch:            1\nElectors:         1 2 3\n\
                   Other nodelist:   2 3\n\n";
    assert!(told.contains(section), "{told}");
    let cluster = after(&["up 1 2 3"]);
    assert!(!cluster.engine(NodeId(1)).expect("up").brief().flags.has(Flags::NODELIST_DIFFERS));
}

#[test]
fn who_was_up_last_is_named() {
    let cluster = after(&["up 1 2 3", "leave 1", "leave 2", "leave 3", "up 2"]);
    assert_eq!(
        help(&cluster, 2),
        "0 of 1 votes; node 3 is missing and not confirmed off; start node 3: all votes are of what was up last; or, \
         once node 3 is confirmed off, cancel wait_for_all here (if it is still running, that risks split brain)"
    );
    let cluster = after(&["up 1 2 3", "leave 1", "leave 2", "leave 3", "up 1 2"]);
    assert_eq!(
        help(&cluster, 1),
        "0 of 1 votes; node 3 is missing and not confirmed off; start node 3: all votes are of what was up last; or, \
         once node 3 is confirmed off, cancel wait_for_all here (if it is still running, that risks split brain)"
    );
    // Who has a vote misses whoever else has.
    let cluster = after(&["up 1 2 3", "crash 2 3"]);
    assert_eq!(
        help(&cluster, 1),
        "1 of 3 votes; nodes 2 and 3 are missing and not confirmed off; start nodes 2 and 3; or, once nodes 2 and 3 \
         are confirmed off, set expected votes to 1 (if they are still running, that risks split brain)"
    );
}

/// Where nobody counts anew, or not enough do, an operator's word founds nothing.
#[test]
fn epochs_go_far_ahead_by_an_operators_word() {
    let rows: [(&[&str], u32); 3] = [
        (&["crash 2 3", "expected 1", "cancel_wait_for_all 1"], 1),
        (&["crash 1 2 3", "forget 1", "up 1", "cancel_wait_for_all 1"], 0),
        (&["crash 1 2 3", "forget 1 2", "up 1 2", "cancel_wait_for_all 1"], 0x1_0000),
    ];
    for (steps, epoch) in rows {
        let cluster = after(&[&["up 1 2 3"][..], steps].concat());
        let agreed = cluster.engine(NodeId(1)).expect("up").agreed_electorate();
        assert_eq!(agreed.expect("storage").epoch, epoch, "{steps:?}");
    }
}

#[test]
fn a_change_that_waits_says_for_whom() {
    let engine = &attempted()[0];
    assert!(engine.brief().flags.has(Flags::CHANGE_PENDING));
    let agreed = engine.agreed_electorate().expect("storage");
    assert_eq!((agreed.epoch, agreed.change_pending), (1, true));
    assert_eq!(&agreed.unstored[..], [NodeId(1), NodeId(2), NodeId(3)]);
    assert!(engine.quorumtool().to_string().contains("Change waits for: 1 2 3\n"));
    let fixed =
        Engine::new(&Config::<16>::from_corosync_conf(fixed()).expect("one"), NodeId(1), Rules::Strict);
    assert_eq!(fixed.expect("an engine").agreed_electorate(), None);
}

fn fixed() -> String {
    conf(&[1, 2, 3]).replace("allow_downscale: 1", "")
}

/// Last month's backup of a disk: with the others the node catches up, and counts only by what they have agreed on.
/// Alone it cannot know; see `quorate::strict_rules`.
#[test]
fn an_old_disk_catches_up() {
    let config = config(&[1, 2, 3]);
    let mut engines = founded();
    let old = bytes(&engines[2]);
    for seq in [8, 16, 24] {
        let mut three = engines.pop().expect("node 3");
        three.leave(false).expect("it may");
        engines.push(three);
        talk(&mut engines, seq, usize::MAX);
        engines[2] = node(&config, 3);
        talk(&mut engines, seq + 4, usize::MAX);
    }
    let epoch = |engine: &Node| engine.agreed_electorate().expect("storage").epoch;
    let newest = epoch(&engines[0]);
    assert_eq!(newest, 7);
    let mut back = node(&config, 3);
    back.restore_bytes(&old).expect("its own");
    assert_eq!(epoch(&back), 1);
    engines[2] = back;
    talk(&mut engines, 32, usize::MAX);
    assert!(engines.iter().all(|engine| engine.is_quorate() && epoch(engine) == newest));
}

/// Whoever tells an epoch tells its electors, after each round of messages in which a node learns a newer epoch.
#[test]
fn an_epoch_has_one_electorate() {
    let config = config(&[1, 2, 3]);
    let mut told = BTreeMap::new();
    for rounds in 0..8 {
        let mut engines = founded();
        let old = bytes(&engines[2]);
        engines[2].leave(false).expect("it may");
        talk(&mut engines, 8, usize::MAX);
        engines[2] = node(&config, 3);
        engines[2].restore_bytes(&old).expect("its own");
        talk(&mut engines, 12, rounds);
        for engine in &engines {
            let agreed = engine.agreed_electorate().expect("storage");
            let electors = told.entry(agreed.epoch).or_insert_with(|| agreed.electors.to_vec());
            assert_eq!(agreed.electors.to_vec(), *electors, "epoch {}, {rounds} rounds", agreed.epoch);
        }
    }
    assert_eq!(told.into_keys().collect::<Vec<_>>(), [1, 2, 3]);
}

/// An attempt is agreed on when all have stored this one, in this view; meanwhile there is no other.
#[test]
fn an_attempt_takes_no_other_and_no_other_answers() {
    let mut engines = attempted();
    let attempt = |epoch, seq, drop| Memory {
        epoch,
        ballot: RingId { node: NodeId(1), seq },
        change: Change { drop, ..Change::default() },
    };
    let propose = |seq, drop| Body::Propose { memory: attempt(1, seq, drop) };
    let stored = |epoch, seq| Body::Stored { memory: attempt(epoch, seq, 4) };
    let ignores = |engine: &mut Node, bodies: &[Body]| {
        save(engine);
        let (ring, before) = (engine.status().ring, engine.agreed_electorate());
        for body in bodies {
            for from in [1, 2, 3] {
                engine
                    .receive(NodeId(from), &Message { ring, body: body.clone() }, 0)
                    .expect("it is dropped");
            }
            assert_eq!(
                (engine.agreed_electorate(), engine.is_unsaved()),
                (before.clone(), false),
                "{body:?}"
            );
        }
    };
    ignores(&mut engines[0], &[propose(4, 4), propose(4, 2), stored(2, 4), stored(1, 3)]);
    // In the next view it is what all have to store anew.
    talk(&mut engines, 8, 1);
    ignores(&mut engines[0], &[propose(8, 2), stored(1, 4)]);
    settle(&mut engines, usize::MAX);
    assert_eq!(engines[0].status().expected_votes, 2);
}

/// Whoever lags is told by the lowest that does not, and by nobody else.
#[test]
fn one_member_tells_the_electorate() {
    let mut engines = founded();
    let old = bytes(&engines[2]);
    engines[2].leave(false).expect("it may");
    talk(&mut engines, 8, usize::MAX);
    engines[2] = node(&config(&[1, 2, 3]), 3);
    engines[2].restore_bytes(&old).expect("its own");
    talk(&mut engines, 12, 1);
    let (ring, before) = (engines[2].status().ring, engines[2].agreed_electorate());
    let forged = Message { ring, body: Body::Elector { node: NodeId(9), votes: 9, left: 0 } };
    engines[2].receive(NodeId(2), &forged, 0).expect("it is dropped");
    assert_eq!(engines[2].agreed_electorate(), before);
    assert_eq!(engines[2].status().reason.code, ReasonCode::ViewIncomplete);
    settle(&mut engines, usize::MAX);
    assert!(engines.iter().all(Node::is_quorate));
}

/// Two operators at once: both have their way; for one node the first that is heard has.
#[test]
fn two_operators_have_their_way() {
    for (node, votes, all) in [(2, 2, 6), (1, 5, 5)] {
        let mut engines = founded();
        engines[0].set_votes(NodeId(1), 3).expect("it may");
        engines[1].set_votes(NodeId(node), votes).expect("it may");
        settle(&mut engines, usize::MAX);
        let expected: Vec<u32> = engines.iter().map(|engine| engine.status().expected_votes).collect();
        assert_eq!(expected, [all; 3], "{votes} votes for node {node}");
    }
}

/// One has stored that 4 comes; the others have never heard of 4, and yet all see the same electorates.
#[test]
fn an_attempt_makes_its_node_known() {
    let mut engines = founded();
    let disks = [1, 2].map(|place| bytes(&engines[place]));
    engines.push(node(&config(&[1, 2, 3, 4]), 4));
    talk(&mut engines, 8, usize::MAX);
    let ring = engines[0].status().ring;
    let change = Change { node: NodeId(4), votes: 1, ..Change::default() };
    let body = Body::Propose { memory: Memory { epoch: 1, change, ..Memory::default() } };
    engines[0].receive(NodeId(4), &Message { ring, body }, 0).expect("a proposal");
    engines.truncate(1);
    for (id, disk) in [2, 3].into_iter().zip(disks) {
        let mut back = node(&config(&[1, 2, 3]), id);
        back.restore_bytes(&disk).expect("its own");
        engines.push(back);
    }
    talk(&mut engines, 12, usize::MAX);
    for engine in &engines {
        let agreed = engine.agreed_electorate().expect("storage");
        assert!(engine.is_quorate());
        // Agreed on; and then 4, which nobody lists, goes.
        assert_eq!((agreed.epoch, &agreed.electors[..]), (3, &[1, 2, 3].map(NodeId)[..]));
    }
}

/// A new disk beside one that knows, in a view that is quorate by an operator's word alone.
#[test]
fn a_blank_node_asks_for_nothing() {
    let mut engines = founded();
    engines.truncate(1);
    engines.push(node(&config(&[1, 2, 3]), 2));
    talk(&mut engines, 8, usize::MAX);
    engines[0].set_expected_votes(1).expect("no more are here");
    settle(&mut engines, usize::MAX);
    assert_eq!(engines[1].status().reason.code, ReasonCode::OperatorOverride);
    engines[1].leave(false).expect("it may");
    assert_eq!(engines[1].waiting_to_transmit(), 0);
}

/// A member without storage counts for no one who has it, and decides nothing beside them.
#[test]
fn a_member_without_storage_counts_for_nothing() {
    let with = config(&[1, 2, 3]);
    let without = Config::<16>::from_corosync_conf(fixed()).expect("a config");
    let mut three = Engine::new(&without, NodeId(3), Rules::Strict).expect("an engine");
    let mut one = node(&with, 1);
    let (ring, members) = (RingId { node: NodeId(1), seq: 4 }, [1, 2, 3].map(NodeId));
    one.view(ring, &members, 0).expect("a view");
    three.view(ring, &members, 0).expect("a view");
    let stored = bytes(&one);
    one.saved(&stored);
    let remember = one.poll_transmit().expect("its state");
    let state = three.poll_transmit().expect("its state");
    let refused = Err(EngineError::NotInTheseRules(Unsupported::Message));
    let memory = Memory::default();
    let bodies = [
        remember.body.clone(),
        Body::Elector { node: NodeId(1), votes: 1, left: 0 },
        Body::Propose { memory },
        Body::Stored { memory },
    ];
    for body in bodies {
        assert_eq!(three.receive(NodeId(1), &Message { ring, body }, 0), refused);
    }
    for from in [NodeId(1), NodeId(2)] {
        one.receive(from, &remember, 0).expect("a state");
    }
    one.receive(NodeId(3), &state, 0).expect("a state");
    assert!(matches!(state, Message { body: Body::State { .. }, .. }));
    assert!(!one.is_quorate(), "no cluster is founded with it");
    assert_eq!(three.status().reason.code, ReasonCode::ViewIncomplete);
    assert_eq!(&one.agreed_electorate().expect("storage").other_nodelist[..], [NodeId(3)]);
}
