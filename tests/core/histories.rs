//! Laws of clusters that need no model: what must not depend on what happened before, on how often it
//! happened, or on who else was told; and that a refused step is no step.

use quorate::{Cluster, Config, Engine, EngineError, NodeId, RingId, Rules, Status};
use quorate_tests::generate;
use quorate_tests::laws::{self, Watched};

const LOWEST: &str = "wait_for_all: 1\nauto_tie_breaker: 1";

/// What the engine says, without the name of the view.
fn said<const N: usize>(status: &Status<N>) -> String {
    let mut status = status.clone();
    status.ring = RingId::default();
    format!("{status:?}")
}

fn everything_said<const N: usize>(cluster: &Cluster<N>) -> Vec<Option<String>> {
    cluster.nodes().map(|node| cluster.status(node).as_ref().map(said)).collect()
}

/// Plain votes, equal and weighted: what happened before does not matter, and at most one partition acts.
#[test]
fn plain_majorities_have_no_history() {
    for votes in
        [&[1; 2][..], &[1; 3], &[1; 4], &[1; 5], &[2, 1], &[3, 1, 1], &[2, 2, 1, 1], &[5, 1, 1, 1, 1]]
    {
        let count = u32::try_from(votes.len()).expect("a few");
        let config = Config::<5>::from_corosync_conf(generate::conf(votes, "")).expect("a config");
        let mut up = Watched::<5>::new(&generate::conf(votes, ""), Rules::Corosync);
        up.must(&generate::all_up(count));
        let together = everything_said(&up.cluster);
        let all: u32 = votes.iter().sum();
        for partition in generate::partitions(count) {
            let mut parted = up.clone();
            parted.must(&generate::split(&partition));
            assert!(laws::quorate_partitions(&parted.cluster) <= 1, "{}", parted.story());
            for side in &partition {
                let here: u32 = side.iter().map(|node| votes[*node as usize - 1]).sum();
                let members: Vec<NodeId> = side.iter().copied().map(NodeId).collect();
                for node in &members {
                    let status = parted.cluster.status(*node).expect("it is up");
                    assert_eq!(status.is_quorate(), 2 * here > all, "node {node}\n{}", parted.story());
                    let mut alone = Engine::new(&config, *node, Rules::Corosync).expect("its node");
                    alone.observe(&members).expect("a view of it");
                    assert_eq!(
                        said(&alone.status()),
                        said(&status),
                        "alone, node {node}\n{}",
                        parted.story()
                    );
                }
            }
            let before = everything_said(&parted.cluster);
            parted.must(&generate::split(&partition));
            assert_eq!(everything_said(&parted.cluster), before, "the same split again\n{}", parted.story());
            parted.must("heal");
            assert_eq!(everything_said(&parted.cluster), together, "healed\n{}", parted.story());
        }
    }
}

/// Alone, an engine that is told who is there answers as in a cluster where all saw the same.
#[test]
fn observing_is_as_good_as_taking_part() {
    let cases: [(&[u32], &str); 6] = [
        (&[1; 2], "two_node: 1"),
        (&[1; 2], "two_node: 1\nwait_for_all: 0"),
        (&[1; 2], "auto_tie_breaker: 1"),
        (&[1; 2], LOWEST),
        (&[1; 4], "auto_tie_breaker: 1"),
        (&[2, 1, 1], "auto_tie_breaker: 1\nauto_tie_breaker_node: 2"),
    ];
    for (votes, keys) in cases {
        let count = u32::try_from(votes.len()).expect("a few");
        let conf = generate::conf(votes, keys);
        let config = Config::<5>::from_corosync_conf(&conf).expect("a config");
        let mut up = Watched::<5>::new(&conf, Rules::Corosync);
        up.must(&generate::all_up(count));
        let everybody: Vec<NodeId> = (1..=count).map(NodeId).collect();
        for partition in generate::partitions(count) {
            let mut parted = up.clone();
            parted.must(&generate::split(&partition));
            for node in &everybody {
                let status = parted.cluster.status(*node).expect("it is up");
                let mut alone = Engine::new(&config, *node, Rules::Corosync).expect("its node");
                alone.observe(&[*node]).expect("alone");
                alone.observe(&everybody).expect("together");
                if status.members.len() < everybody.len() {
                    alone.observe(&status.members).expect("its partition");
                }
                assert_eq!(said(&alone.status()), said(&status), "node {node}\n{}", parted.story());
            }
        }
    }
}

/// The same steps give the same states, and a copy is a cluster of its own.
#[test]
fn deterministic_and_independent() {
    generate::for_seeds("deterministic_and_independent", 50, |_, random| {
        let conf = generate::accepted_conf::<8>(random, 6, Rules::Corosync);
        let mut first = Watched::<8>::new(&conf, Rules::Corosync);
        let mut steps = Vec::new();
        for _ in 0..20 {
            steps.push(generate::random_step(random, 6));
            first.run(&steps[steps.len() - 1]).ok();
        }
        let mut second = Watched::<8>::new(&conf, Rules::Corosync);
        for step in &steps {
            second.run(step).ok();
        }
        let whole = |watched: &Watched<8>| format!("{:?}", watched.cluster);
        let after = whole(&first);
        assert_eq!(after, whole(&second), "{}", first.story());
        let mut copy = first.clone();
        for _ in 0..10 {
            copy.run(&generate::random_step(random, 6)).ok();
        }
        assert_eq!(after, whole(&first), "{}", copy.story());
        for step in &steps {
            first.run(step).ok();
            second.run(step).ok();
        }
        assert_eq!(whole(&first), whole(&second), "{}", first.story());
    });
}

/// Reloaded, it is excluded by last_man_standing.
const WITH_DEVICE: &str = "reload
quorum {
  device {
    model: net
  }
}
nodelist {
  node {
    nodeid: 1
  }
  node {
    nodeid: 2
  }
  node {
    nodeid: 3
  }
}
";

/// In a cluster of nodes 1 to 3 that are up, apart from what `before` does: refused, and nothing has happened.
const REFUSED: [(&str, &[&str], &str, &str); 19] = [
    ("", &[], "up 1", "is up already"),
    ("", &["crash 2"], "up 2 3", "is up already"),
    ("", &["crash 2"], "crash 1 2", "is not up"),
    ("", &["crash 2"], "leave 1 2", "is not up"),
    ("", &["crash 2"], "cancel_wait_for_all 1 2", "is not up"),
    ("", &["crash 2"], "device on 1 2", "is not up"),
    ("", &["crash 2"], "reform 1 2", "is not up"),
    ("", &[], "up 4", "not in the nodelist"),
    ("", &[], "split 1 | 4", "not in the nodelist"),
    ("", &["crash 1 2 3"], "expected 3", "no node is up"),
    ("", &[], "expected 2", "cannot be 0, or lower"),
    ("", &[], "expected 0", "cannot be 0, or lower"),
    ("", &[], "expected 7", "more than the votes present"),
    ("", &[], "votes 2 4294967295", "more than 4294967295"),
    ("", &["split 1 | 2 3"], "votes 1 1 on 1", "more than the votes present"),
    ("", &[], "leave 1 2 remove", "these rules do not support"),
    ("last_man_standing: 1", &[WITH_DEVICE], "device on 1 2", "does not allow a quorum device"),
    ("", &["device on 1"], "device unregister 1 2", "no quorum device is registered"),
    ("", &[], "reload 1 2\nquorum {\n", "never closed"),
];

#[test]
fn refused_steps_change_nothing() {
    for (keys, before, step, error) in REFUSED {
        let mut watched = Watched::<5>::new(&generate::conf(&[1; 3], keys), Rules::Corosync);
        watched.must("up 1 2 3");
        before.iter().for_each(|step| watched.must(step));
        let refusal = watched.run(step).expect_err(step);
        assert!(refusal.contains(error), "{step}: {refusal}");
    }
}

/// Node 1 alone has been told that node 2 is gone; it does not start beside it then.
#[test]
fn a_refused_start_changes_nothing() {
    let mut watched = Watched::<5>::new(&generate::conf(&[1; 2], ""), Rules::Corosync);
    watched.must("up 1 2");
    watched.must(&format!("reload 1\n{}", generate::conf(&[1], "")));
    watched.must("crash 1");
    watched.run("up 1").expect_err("node 2 is not in its nodelist");
}

/// Votes that an operator has set leave no room for those of the new config, or of a node that comes back.
#[test]
fn refused_votes_change_nothing() {
    let mut watched = Watched::<5>::new(&generate::conf(&[0, 0], ""), Rules::Corosync);
    watched.must("up 1 2");
    watched.must("votes 2 4294967295");
    let reload = format!("reload 1\n{}", generate::conf(&[1, 1], ""));
    watched.run(&reload).expect_err("the sum does not fit");
    watched.must("crash 1");
    watched.must("votes 2 4294967294");
    watched.must(&format!("reload 2\n{}", generate::conf(&[2, 0], "")));
    watched.must("votes 2 4294967294");
    watched.run("up 1").expect_err("the sum does not fit");
}

#[test]
fn votes_that_do_not_add_up_are_refused_before_anything_changes() {
    let config = |text: &str| Config::<5>::from_corosync_conf(text).expect("a config");
    let [us, peer, third] = [1, 2, 3].map(NodeId);
    // With a nodelist: node 2 keeps its votes until it tells others.
    let votes = |of: [(u32, u32); 2]| {
        let nodes = of.map(|(id, votes)| format!("node {{\nnodeid: {id}\nquorum_votes: {votes}\n}}\n"));
        config(&format!("nodelist {{\n{}}}\nquorum {{\n}}\n", nodes.concat()))
    };
    let mut engine =
        Engine::new(&votes([(1, 1), (2, 3_000_000_000)]), us, Rules::Corosync).expect("an engine");
    engine.observe(&[us, peer]).expect("a view");
    let before = format!("{:?}", engine.status());
    let added = votes([(1, 1), (3, 2_000_000_000)]);
    assert_eq!(engine.reload(&added), Err(EngineError::VotesOverflow));
    assert_eq!(format!("{:?}", engine.status()), before);
    // Without: whoever comes has the votes that the config gives to all.
    let many = config("quorum {\nexpected_votes: 3\nvotes: 2000000000\n}\n");
    let mut engine = Engine::new(&many, us, Rules::Corosync).expect("an engine");
    engine.observe(&[us, peer]).expect("4000000000 fit");
    let before = format!("{:?}", engine.status());
    assert_eq!(engine.observe(&[us, peer, third]), Err(EngineError::VotesOverflow));
    assert_eq!(format!("{:?}", engine.status()), before);
}

#[test]
fn who_joined_and_who_left() {
    let config = Config::<8>::from_corosync_conf("quorum {\nexpected_votes: 4\n}\n").expect("a config");
    for rules in [Rules::Corosync, Rules::Cman] {
        let mut engine = Engine::new(&config, NodeId(1), rules).expect("an engine");
        let views: [(&[u32], &[u32], &[u32]); 4] =
            [(&[1], &[1], &[]), (&[3, 2, 1], &[2, 3], &[]), (&[1, 4], &[4], &[2, 3]), (&[1, 4], &[], &[])];
        for (members, joined, left) in views {
            let members: Vec<NodeId> = members.iter().copied().map(NodeId).collect();
            engine.observe(&members).expect("a view");
            let ids = |nodes: &[NodeId]| nodes.iter().map(|node| node.0).collect::<Vec<_>>();
            assert_eq!((&ids(&engine.joined())[..], &ids(&engine.left())[..]), (joined, left));
        }
    }
}
