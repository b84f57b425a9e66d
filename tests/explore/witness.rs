//! The explorer runs the witness: with leases it finds no split, and with qnetd's timing those that real clusters have.

use crate::explorer::check_story;
use quorate::explore::{Ending, Exploration, FindingKind, Settings, explore};
use quorate::{Cluster, Config, Rules, Verdict};
use quorate_tests::generate::conf;

/// A cluster that asks a witness for a vote of an even split, with default timers.
fn config(nodes: usize) -> Config<8> {
    let device = "device {\nmodel: net\nvotes: 1\nnet {\nhost: 192.0.2.99\nalgorithm: ffsplit\n}\n}\n";
    Config::from_corosync_conf(conf(&vec![1; nodes], device)).expect("a config")
}

/// The same, with heuristics.
fn with_heuristics(nodes: usize) -> Config<8> {
    let device = "device {\nmodel: net\nvotes: 1\nheuristics {\nmode: on\n}\nnet {\nhost: 192.0.2.99\n}\n}\n";
    Config::from_corosync_conf(conf(&vec![1; nodes], device)).expect("a config")
}

fn explored(nodes: usize, rules: Rules, settings: &Settings<'_>) -> Exploration {
    let explored = explore(&config(nodes), rules, settings, &mut |_| true).expect("explored");
    println!("{nodes} nodes, {rules}: {} states, {} events", explored.states, explored.events);
    explored
}

/// How many nodes, how many events in a row, and how many states there must be at least: what is cheap.
/// `QUORATE_EXPLORE_DEEPER=1` takes one event more.
const DEPTHS: [(usize, u32, usize); 3] = [(2, 5, 50_000), (3, 4, 40_000), (4, 3, 20_000)];

fn depths() -> impl Iterator<Item = (usize, u32, usize)> {
    let more = u32::from(std::env::var("QUORATE_EXPLORE_DEEPER").is_ok_and(|value| value == "1"));
    DEPTHS.into_iter().map(move |(nodes, depth, states)| (nodes, depth + more, states))
}

#[test]
fn leases_never_split() {
    for (nodes, depth, states) in depths() {
        let settings = Settings { depth: Some(depth), ..Settings::default() };
        let explored = explored(nodes, Rules::Corosync, &settings);
        let split = explored.finding(FindingKind::Split);
        assert!(split.is_none(), "{}", split.map_or("", |finding| &finding.story));
        assert!(explored.ending == Ending::Depth && explored.states > states, "{explored:?}");
    }
    let settings = Settings { depth: Some(3), ..Settings::default() };
    let explored = explored(2, Rules::Strict, &settings);
    assert!(explored.ending == Ending::Depth && explored.findings.is_empty(), "{explored:?}");
}

/// Last man standing.
fn of_lms(nodes: usize) -> Config<8> {
    let device = "device {\nmodel: net\nnet {\nhost: 192.0.2.99\nalgorithm: lms\n}\n}\n";
    Config::from_corosync_conf(conf(&vec![1; nodes], device)).expect("a config")
}

/// As long as the witness runs.
#[test]
fn leases_never_split_with_lms() {
    for (nodes, depth, _) in depths() {
        let settings = Settings { depth: Some(depth), witness_restarts: false, ..Settings::default() };
        let explored = explore(&of_lms(nodes), Rules::Corosync, &settings, &mut |_| true).expect("explored");
        let split = explored.finding(FindingKind::Split);
        assert!(split.is_none(), "{}", split.map_or("", |finding| &finding.story));
        assert!(explored.ending == Ending::Depth && explored.states > 10_000, "{explored:?}");
        let settings = Settings { like_qnetd: true, ..settings };
        let explored = explore(&of_lms(nodes), Rules::Corosync, &settings, &mut |_| true).expect("explored");
        let split = explored.finding(FindingKind::Split);
        check_story(split.expect("qnetd gives the vote away without asking who has it"));
    }
}

/// Heuristics that change move the vote, and a lease waits then, too.
#[test]
fn leases_never_split_where_heuristics_change() {
    for (nodes, depth, _) in depths().filter(|(nodes, ..)| *nodes != 3) {
        let settings = Settings { depth: Some(depth - 1), ..Settings::default() };
        let states = explored(nodes, Rules::Corosync, &settings).states;
        let explored =
            explore(&with_heuristics(nodes), Rules::Corosync, &settings, &mut |_| true).expect("explored");
        let split = explored.finding(FindingKind::Split);
        assert!(split.is_none(), "{}", split.map_or("", |finding| &finding.story));
        assert!(explored.ending == Ending::Depth && explored.states > states, "{explored:?}");
    }
    // qnetd forgets at a restart who has the vote, and there the heuristics decide anew.
    let settings = Settings { like_qnetd: true, ..Settings::default() };
    let explored = explore(&with_heuristics(2), Rules::Corosync, &settings, &mut |_| true).expect("explored");
    let split = explored.finding(FindingKind::Split).expect("a restart");
    assert_eq!(split.steps[..2], ["witness up like_qnetd", "heuristics pass 1 2"]);
    check_story(split);
}

/// The same depths find qnetd's splits, so that they would find those of leases that are too short.
#[test]
fn qnetd_splits_where_it_is_restarted() {
    for (nodes, depth, _) in depths() {
        let settings = Settings { depth: Some(depth), like_qnetd: true, ..Settings::default() };
        let explored = explored(nodes, Rules::Corosync, &settings);
        let split = explored.finding(FindingKind::Split).expect("a restart forgets who has the vote");
        assert_eq!((split.steps[0].as_str(), split.length), ("witness up like_qnetd", 3), "{split:?}");
        assert!(split.steps.iter().any(|step| step.starts_with("witness cut")), "{split:?}");
        assert!(split.steps.iter().skip(1).any(|step| step.starts_with("witness up")), "{split:?}");
        check_story(split);
    }
}

/// Milliseconds for which partitions without a common member are quorate at once.
fn split_for(config: &Config<8>, steps: &[String]) -> u64 {
    const LOOK: u64 = 100;
    let mut cluster = Cluster::new(config, Rules::Corosync).expect("a cluster");
    steps.iter().for_each(|step| cluster.run(step).expect("a step of the finding"));
    let start = cluster.now();
    let is_split = |cluster: &Cluster<8>| {
        let status = cluster.nodes().filter_map(|node| cluster.status(node));
        let quorate: Vec<_> = status.filter(|status| status.verdict == Verdict::Quorate).collect();
        let apart = |other: &quorate::Status<8>| !other.members.contains(&quorate[0].node);
        quorate.iter().any(apart)
    };
    while is_split(&cluster) {
        cluster.run(&format!("wait {LOOK}ms")).expect("time passes");
    }
    cluster.now() - start
}

#[test]
fn qnetd_splits_where_a_cable_is_pulled() {
    let settings = Settings { like_qnetd: true, witness_restarts: false, ..Settings::default() };
    let explored = explored(2, Rules::Corosync, &settings);
    let split = explored.finding(FindingKind::Split).expect("the holder has not missed an answer yet");
    // Its echo after 8 s has no answer; after 12 s qnetd takes its connection for dead.
    assert_eq!(
        (split.length, &split.steps[split.steps.len() - 2..]),
        (4, &["wait 8000ms", "wait 4000ms"].map(String::from)[..])
    );
    assert!(split.steps.iter().any(|step| step.starts_with("witness cut")), "{split:?}");
    check_story(split);
    assert_eq!(split_for(&config(2), &split.steps), 4000);
}
