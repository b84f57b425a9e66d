//! The explorer finds what the field knows, at the same or a shorter length, and finds nothing where nothing is, as
//! with plain majority. Rules `strict`: see strict.rs.

use quorate::explore::{Ending, Exploration, ExploreError, Finding, FindingKind, Settings, explore};
use quorate::{Config, NodeId, Rules, Verdict};
use quorate_tests::field::{FIELD, explored};
use quorate_tests::generate::conf;
use quorate_tests::stories;

/// To a depth that keeps the test short.
fn to_depth(depth: u32) -> Settings<'static> {
    Settings { depth: Some(depth), ..Settings::default() }
}

/// What a finding tells must be what its story shows.
pub fn check_story(finding: &Finding) {
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
    let config = Config::<64>::from_corosync_conf(conf(4)).expect("a config");
    let run = |settings: &Settings<'_>, expanded_max: usize| {
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

    let nine = Config::<64>::from_corosync_conf(conf(9)).expect("a config");
    let error = explore(&nine, Rules::Strict, &all, &mut |_| true).expect_err("too many");
    assert_eq!(error.to_string(), "9 nodes; at most 8 can take part: name them");
    let bare = Config::<64>::from_corosync_conf("quorum {\n  expected_votes: 3\n}\n").expect("a config");
    let error = explore(&bare, Rules::Corosync, &all, &mut |_| true).expect_err("no nodes");
    assert_eq!(error, ExploreError::NoNodelist);
}

#[test]
fn some_nodes_take_part() {
    let tie = "auto_tie_breaker: 1; wait_for_all: 1";
    let of = |nodes: &[u32]| -> Vec<NodeId> { nodes.iter().copied().map(NodeId).collect() };
    let part = of(&[3, 1]);
    let settings = Settings { nodes: &part, ..Settings::default() };
    // Two of four never wait for all and were never a majority: nothing can happen.
    let few = explored(Rules::Corosync, &[1; 4], tie, &settings);
    assert!(few.is_closed() && few.findings.is_empty(), "{few:?}");
    let everybody = of(&[1, 2, 3, 4]);
    let all = explored(Rules::Corosync, &[1; 4], tie, &Settings { nodes: &everybody, ..Settings::default() });
    assert_eq!(all, explored(Rules::Corosync, &[1; 4], tie, &Settings::default()));

    // Four of nine, more than half of two_node's quorum of 1; those that stay down are in the story's config.
    let part = of(&[2, 4, 6, 9]);
    let settings = Settings { nodes: &part, ..Settings::default() };
    let found = explored(Rules::Corosync, &[1; 9], "two_node: 1; wait_for_all: 0", &settings);
    let split = found.finding(FindingKind::Split).expect("both sides are quorate");
    assert!(split.steps[0].starts_with("split ") && split.story.contains("nodeid: 9"), "{}", split.story);
    check_story(split);
}

#[test]
fn nodes_that_cannot_take_part() {
    let settings = Settings { nodes: &[NodeId(1), NodeId(2)], ..Settings::default() };
    let config = conf(&[1; 17], "wait_for_all: 1");
    let config = Config::<64>::from_corosync_conf(config).expect("a config");
    let error = explore(&config, Rules::Strict, &settings, &mut |_| true).expect_err("too large");
    assert_eq!(error.to_string(), "a cluster of 17 nodes; at most 16 can be explored");
    // Naming nodes would not help, so nobody is told to.
    let error = explore(&config, Rules::Strict, &Settings::default(), &mut |_| true).expect_err("too large");
    assert_eq!(error, ExploreError::ClusterTooLarge(17));
    let unknown = Settings { nodes: &[NodeId(1), NodeId(18)], ..settings };
    let error = explore(&config, Rules::Strict, &unknown, &mut |_| true).expect_err("no such node");
    assert_eq!(error, ExploreError::UnknownNode(NodeId(18)));
}
