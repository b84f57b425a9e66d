//! The explorer finds what the field knows, at the same or a shorter length, and finds nothing where nothing is:
//! plain majority, and rules `strict` in every combination of options.
//!
//! `QUORATE_EXPLORE_NODES=4` (or 5) explores rules `strict` for larger clusters, too; that takes longer.

use quorate::explore::{Ending, Exploration, ExploreError, Finding, FindingKind, Settings, explore};
use quorate::{Config, Rules, Verdict};
use quorate_tests::field::{FIELD, explored};
use quorate_tests::generate::conf;
use quorate_tests::stories;

/// To a depth that keeps the test short.
fn to_depth(depth: u32) -> Settings {
    Settings { depth: Some(depth), ..Settings::default() }
}

/// What a finding tells must be what its story shows.
fn check_story(finding: &Finding) {
    let last = finding.steps.last().expect("a step").clone();
    let mut sides = Vec::new();
    let replay = stories::watch(&finding.story, |block, cluster| {
        assert!(block.expected.is_some(), "{}: no table", block.step);
        sides.clear();
        let up = cluster.nodes().filter_map(|node| cluster.status(node));
        for status in up.filter(|status| status.verdict == Verdict::Quorate) {
            if !sides.contains(&status.members) {
                sides.push(status.members);
            }
        }
    })
    .unwrap_or_else(|error| panic!("{error}\n{}", finding.story));
    assert!(replay.differences.is_empty(), "{last}: {}", replay.differences.join("\n"));
    let apart = matches!(finding.kind, FindingKind::Split | FindingKind::ReliesOnFencing);
    assert_eq!(sides.len() > 1, apart, "{}", finding.story);
}

const ONE_EACH: [u32; 5] = [1; 5];

#[test]
fn corosync_splits_as_the_field_knows() {
    for (votes, keys, kind, length) in FIELD {
        let explored = explored(Rules::Corosync, votes, keys, &to_depth(*length));
        let finding = explored.finding(*kind);
        let name = format!("votes {votes:?}; {keys}");
        let finding = finding.unwrap_or_else(|| panic!("{name}: no {} in {length}", kind.name()));
        println!("{name}: {} in {}: {}", kind.name(), finding.length, finding.steps.join("; "));
        assert!(finding.length <= *length, "{name}: {} events", finding.length);
        explored.findings.iter().for_each(check_story);
    }
}

/// Configs under rules `corosync` in which nothing is wrong, and nothing will be.
#[test]
fn plain_majority_never_splits() {
    let weights: [&[u32]; 8] =
        [&[1; 2], &[1; 3], &[1; 4], &[3, 1, 1, 1], &[2, 1, 1], &[0, 1, 1], &[2, 3], &[5, 1, 1, 0]];
    for votes in weights {
        let explored = explored(Rules::Corosync, votes, "", &Settings::default());
        println!("plain {votes:?}: {} states, depth {}", explored.states, explored.depth);
        assert!(explored.is_closed() && explored.findings.is_empty(), "{votes:?}: {explored:?}");
    }
    let explored = explored(Rules::Corosync, &ONE_EACH, "", &to_depth(3));
    assert!(explored.ending == Ending::Depth && explored.findings.is_empty(), "{explored:?}");
}

/// Under rules `corosync` a device that votes in one partition at a time is safe, and so are clean leaves.
#[test]
fn a_device_that_does_its_duty_is_safe() {
    let device = "device {; model: net; votes: 1; }";
    for votes in [&[1; 2][..], &[1; 4]] {
        let explored = explored(Rules::Corosync, votes, device, &to_depth(4));
        println!("device {votes:?}: {} states, {:?} {}", explored.states, explored.ending, explored.depth);
        assert!(explored.finding(FindingKind::Split).is_none(), "{explored:?}");
    }
}

/// Configs of so many nodes that rules `strict` could take: every combination of options.
fn strict_configs(nodes: usize) -> Vec<(Vec<u32>, String)> {
    let weights: &[&[u32]] = match nodes {
        2 => &[&[1, 1], &[2, 1], &[0, 1], &[3, 3]],
        3 => &[&[1, 1, 1], &[2, 1, 1], &[0, 1, 1], &[3, 2, 1], &[3, 1, 1]],
        4 => &[&[1, 1, 1, 1], &[2, 1, 1, 1], &[0, 1, 1, 1], &[3, 1, 1, 1], &[2, 2, 1, 1]],
        _ => &[&[1, 1, 1, 1, 1], &[2, 1, 1, 1, 1]],
    };
    let first = ["", "wait_for_all: 1", "two_node: 1"];
    let second = ["", "lowest", "highest", "2 1"].map(|node| match node {
        "" => String::new(),
        node => format!("auto_tie_breaker: 1; auto_tie_breaker_node: {node}"),
    });
    let mut configs = Vec::new();
    for votes in weights {
        let sum: u32 = votes.iter().sum();
        let third =
            [String::new(), format!("expected_votes: {}", sum + 1), format!("expected_votes: {}", sum - 1)];
        let fourth = ["", "device {; model: net; votes: 1; }", "device {; model: net; votes: 2; }"];
        for keys in first {
            for tie_breaker in &second {
                for expected_votes in &third {
                    for device in fourth {
                        let keys = [keys, tie_breaker, expected_votes, device];
                        let keys: Vec<&str> = keys.into_iter().filter(|key| !key.is_empty()).collect();
                        configs.push((votes.to_vec(), keys.join("; ")));
                    }
                }
            }
        }
    }
    configs
}

/// What the configs of so many nodes come to; those that are refused are counted.
fn explore_strict(nodes: usize, settings: &Settings) -> [usize; 3] {
    let (mut taken, mut refused, mut states) = (0, 0, 0);
    for (votes, keys) in strict_configs(nodes) {
        let Ok(config) = Config::<8>::from_corosync_conf(conf(&votes, &keys.replace("; ", "\n"))) else {
            refused += 1;
            continue;
        };
        for freeze_on_loss in [false, true] {
            let mut config = config.clone();
            config.set_freeze_on_loss(freeze_on_loss);
            let explored = match explore(&config, Rules::Strict, settings, &mut |_| true) {
                Ok(explored) => explored,
                Err(ExploreError::Rules(_)) => {
                    refused += 1;
                    continue;
                }
                Err(error) => panic!("{votes:?} {keys}: {error}"),
            };
            let stories: Vec<&str> = explored.findings.iter().map(|finding| finding.story.as_str()).collect();
            assert!(stories.is_empty(), "{votes:?} {keys} freeze {freeze_on_loss}: {}", stories.join("\n"));
            assert_eq!(explored.ending, Ending::Closed, "{votes:?} {keys}");
            taken += 1;
            states += explored.states;
        }
    }
    println!("strict, {nodes} nodes, {settings:?}: {taken} configs, {states} states; {refused} refused");
    [taken, refused, states]
}

#[test]
fn strict_never_splits_two_nodes() {
    let lost = Settings { lost_messages: true, ..Settings::default() };
    for settings in [Settings::default(), lost] {
        let [taken, ..] = explore_strict(2, &settings);
        assert!(taken >= 100, "only {taken} configs were taken");
    }
}

#[test]
fn strict_never_splits_three_nodes() {
    let [taken, ..] = explore_strict(3, &Settings::default());
    assert!(taken >= 100, "only {taken} configs were taken");
}

/// The larger clusters, where somebody asks for them.
#[test]
fn strict_never_splits_more_nodes() {
    let Some(nodes) = std::env::var_os("QUORATE_EXPLORE_NODES") else {
        println!("QUORATE_EXPLORE_NODES is not set: 4 nodes at their defaults only");
        let waits = explored(Rules::Strict, &ONE_EACH[..4], "wait_for_all: 1", &Settings::default());
        assert!(waits.is_closed() && waits.findings.is_empty(), "{waits:?}");
        return;
    };
    let nodes = nodes.to_str().and_then(|text| text.parse().ok()).expect("QUORATE_EXPLORE_NODES: a number");
    for nodes in 4..=nodes {
        let settings = Settings { threads: 2, ..Settings::default() };
        let [taken, ..] = explore_strict(nodes, &settings);
        assert!(taken >= 50, "only {taken} configs were taken");
    }
}

#[test]
fn threads_change_nothing() {
    for (rules, keys) in [
        (Rules::Corosync, "auto_tie_breaker: 1; wait_for_all: 1"),
        (Rules::Strict, "auto_tie_breaker: 1; wait_for_all: 1"),
    ] {
        let one = explored(rules, &[1; 4], keys, &Settings::default());
        let two = explored(rules, &[1; 4], keys, &Settings { threads: 2, ..Settings::default() });
        let comparable = |explored: &Exploration| (explored.states, explored.depth, explored.ending);
        assert_eq!(comparable(&one), comparable(&two), "{rules} {keys}");
        assert_eq!(one.findings, two.findings, "{rules} {keys}");
    }
}

#[test]
fn it_ends_where_it_is_told() {
    let conf = |nodes: usize| conf(&vec![1; nodes], "wait_for_all: 1");
    let config = Config::<16>::from_corosync_conf(conf(4)).expect("a config");
    let run = |settings: &Settings, expanded_max: usize| {
        let explored = explore(&config, Rules::Strict, settings, &mut |now| now.expanded < expanded_max);
        explored.expect("strict takes it")
    };
    let all = Settings::default();
    let deep = run(&Settings { depth: Some(2), ..all }, usize::MAX);
    assert_eq!((deep.ending, deep.depth), (Ending::Depth, 2));
    let stopped = run(&all, 1);
    assert_eq!(stopped.ending, Ending::Cancelled);
    let small = run(&Settings { memory_max: 4096, ..all }, usize::MAX);
    assert_eq!(small.ending, Ending::Memory);
    assert!(small.memory <= 4096 && small.depth < run(&all, usize::MAX).depth, "{small:?}");

    let nine = Config::<16>::from_corosync_conf(conf(9)).expect("a config");
    let error = explore(&nine, Rules::Strict, &all, &mut |_| true).expect_err("too many");
    assert_eq!(error.to_string(), "9 nodes; at most 8 can be explored");
    let bare = Config::<16>::from_corosync_conf("quorum {\n  expected_votes: 3\n}\n").expect("a config");
    let error = explore(&bare, Rules::Corosync, &all, &mut |_| true).expect_err("no nodes");
    assert_eq!(error, ExploreError::NoNodelist);
}
