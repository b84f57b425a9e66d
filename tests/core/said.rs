//! What clusters say, pinned: digests of every status and refusal in random clusters, and of every message in walks of
//! electorates that change. Where one changes, the rules do something else than before: `QUORATE_REWRITE=1` writes the
//! digests as they are now; find out what it is before you commit them.

use crate::agreed::{OPTIONS, files};
use quorate::{Cluster, Config, NodeId, Rules};
use quorate_tests::agreed::{Fault, World};
use quorate_tests::generate::{self, Random};
use std::fmt::Write;
use std::path::Path;

const CLUSTERS: u64 = 40;
const STEPS: usize = 40;
const WALKS: u64 = 30;

const KEYS: [(Rules, &str); 17] = [
    (Rules::Corosync, ""),
    (Rules::Corosync, "wait_for_all: 1; auto_tie_breaker: 1; auto_tie_breaker_node: 2 1"),
    (Rules::Corosync, "last_man_standing: 1; wait_for_all: 1; auto_tie_breaker: 1"),
    (Rules::Corosync, "allow_downscale: 1; expected_votes_tracking: 1"),
    (Rules::Corosync, "device {; model: net; votes: 2; }"),
    (Rules::Cman, ""),
    (Rules::Cman, "device {; model: disk; }"),
    (Rules::Cman, "expected_votes: 4; device {; model: disk; votes: 1; }"),
    (Rules::Strict, ""),
    (Rules::Strict, "wait_for_all: 1"),
    (Rules::Strict, "wait_for_all: 1; freeze_on_loss"),
    (Rules::Strict, "wait_for_all: 1; auto_tie_breaker: 1"),
    (Rules::Strict, "device {; model: net; votes: 2; }"),
    (Rules::Strict, "wait_for_all: 1; device {; model: net; votes: 1; }"),
    (Rules::Strict, "allow_downscale: 1"),
    (Rules::Strict, "allow_downscale: 1; last_man_standing: 1; wait_for_all: 1"),
    (Rules::Strict, "last_man_standing: 1; wait_for_all: 1; auto_tie_breaker: 1"),
];

/// Compares with the file of this name beside the tests, or writes it.
fn is_as_ever(name: &str, said: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("core").join(name);
    if std::env::var_os("QUORATE_REWRITE").is_some() {
        std::fs::write(&path, said).expect("a writable file");
    }
    let before = std::fs::read_to_string(&path).expect("the digests");
    assert!(said == before, "{name}: what is said has changed, it was\n{before}and is\n{said}");
}

fn votes(random: &mut Random) -> Vec<u32> {
    (0..2 + random.below(4)).map(|_| *random.pick(&[1, 1, 1, 2, 0])).collect()
}

/// A step of any rules; most reloads change nothing but the nodelist.
fn step(random: &mut Random, keys: &str) -> String {
    let node = 1 + random.below(5);
    match random.below(16) {
        0 => format!("survey {node}"),
        1 => format!("fence {} by {node}", 1 + random.below(5)),
        2 => format!("forget {node}"),
        3 => format!("resume {node}"),
        4 => format!("deafen {node}"),
        5 => format!("hear {node}"),
        6 => "up 1 2 3 4 5".to_owned(),
        8 => format!("cancel_wait_for_all {node}"),
        7 => {
            let whom = random.pick(&["reload", "reload", "reload 1 3"]);
            format!("{whom}\n{}", generate::conf(&votes(random), keys))
        }
        _ => generate::random_step(random, 5),
    }
}

/// Everything that the nodes of a cluster can be asked; how many are quorate.
fn ask(cluster: &Cluster<8>, told: &mut String) -> u32 {
    let mut quorate = 0;
    for engine in cluster.nodes().filter_map(|node| cluster.engine(node)) {
        let (status, agreed) = (engine.status(), engine.agreed_electorate());
        quorate += u32::from(status.is_quorate());
        let known = (1..=6).map(|node| engine.node_info(NodeId(node)));
        let known: Vec<_> = known.collect();
        write!(told, "{status:?} {agreed:?} {:?} {known:?}", engine.poll_timeout()).expect("a String");
    }
    quorate
}

#[test]
fn clusters_say_what_they_said() {
    let mut said = String::new();
    for (rules, keys) in KEYS {
        let (mut taken, mut quorate, mut digest) = (0, 0, 0);
        let freezes = keys.ends_with("freeze_on_loss");
        let file_keys = keys.trim_end_matches("freeze_on_loss").replace("; ", "\n");
        for seed in 1..=CLUSTERS {
            let random = &mut Random::new(seed);
            let Ok(mut config) = Config::<8>::from_corosync_conf(generate::conf(&votes(random), &file_keys))
            else {
                continue;
            };
            config.set_freeze_on_loss(freezes);
            let Ok(mut cluster) = Cluster::new(&config, rules) else {
                continue;
            };
            for _ in 0..STEPS {
                let mut told = String::new();
                match cluster.run(&step(random, &file_keys)) {
                    Ok(()) => taken += 1,
                    Err(error) => told += &error.to_string(),
                }
                quorate += ask(&cluster, &mut told);
                digest = generate::digest(digest, &told);
            }
        }
        assert!(taken > 100 && quorate > 100, "{rules} {keys}: {taken} steps, {quorate} times quorate");
        writeln!(said, "{digest:08x} {taken:4} steps, {quorate:4} times quorate: {rules} {keys:?}")
            .expect("a String");
    }
    is_as_ever("clusters.digests", &said);
}

#[test]
fn walks_say_what_they_said() {
    let mut said = String::new();
    for keys in OPTIONS {
        let (mut changes, mut digest) = (0, 0);
        for seed in 1..=WALKS {
            let random = &mut Random::new(seed);
            let mut world = World::new(files(random, keys), random.one_in(2), Fault::None);
            for _ in 0..STEPS {
                world.step(random);
                digest = generate::digest(digest, &world.verdicts());
            }
            digest = generate::digest(digest, &world.told.join("\n"));
            changes += world.changes;
        }
        assert!(changes > 100, "{keys}: {changes} changes");
        writeln!(said, "{digest:08x} {changes:4} changes: {}", keys.trim_end().replace('\n', "; "))
            .expect("a String");
    }
    is_as_ever("walks.digests", &said);
}
