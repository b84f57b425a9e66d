//! Rules `strict` with an electorate that changes by agreement have no split and no fork, until no new state appears.
//! More than these few seconds: `cargo run --release -p quorate-tests --example explore-agreed -- 3 600 steps`, and for
//! the safeguards, each planted as a fault, `cargo run --release -p quorate-tests --example planted`.

use quorate::explore::{Ending, Exploration, Settings, explore};
use quorate::{Config, Rules};
use quorate_tests::generate::conf;

const CHANGES: [&str; 3] =
    ["allow_downscale: 1\n", "last_man_standing: 1\n", "allow_downscale: 1\nlast_man_standing: 1\n"];
const MORE: [&str; 4] =
    ["", "wait_for_all: 1\n", "auto_tie_breaker: 1\n", "wait_for_all: 1\nauto_tie_breaker: 1\n"];

fn explored(votes: &[u32], keys: &str, settings: &Settings<'_>) -> Exploration {
    let config = Config::<4>::from_corosync_conf(conf(votes, keys)).expect("a config");
    let explored = explore(&config, Rules::Strict, settings, &mut |_| true).expect("rules that take it");
    let stories: Vec<&str> = explored.findings.iter().map(|finding| finding.story.as_str()).collect();
    assert!(stories.is_empty(), "{votes:?} {keys}{}", stories.join("\n"));
    assert_eq!(explored.ending, Ending::Closed, "{votes:?} {keys}");
    explored
}

fn all(votes: &[u32], settings: &Settings<'_>) -> usize {
    let keys = CHANGES.iter().flat_map(|change| MORE.iter().map(move |more| format!("{change}{more}")));
    keys.map(|keys| explored(votes, &keys, settings).states).sum()
}

#[test]
fn two_nodes_message_by_message() {
    let states = all(&[1; 2], &Settings { lost_messages: true, ..Settings::default() });
    println!("2 nodes, messages step by step: {states} states");
    assert!(states > 10_000, "only {states} states");
}

/// A disk that is written in a step of its own, a leave that nobody agrees to: more to happen, and no more that goes
/// wrong.
#[test]
fn two_nodes_that_lose_writes() {
    let settings = Settings { lost_messages: true, lost_writes: true, ..Settings::default() };
    let all = explored(&[1; 2], "allow_downscale: 1\nwait_for_all: 1\n", &settings);
    let few = Settings { lost_writes: false, ..settings };
    let few = explored(&[1; 2], "allow_downscale: 1\nwait_for_all: 1\n", &few);
    assert!(few.states < all.states, "{} states for {}", few.states, all.states);
}

#[test]
fn three_nodes_all_at_once() {
    let states = explored(&[1; 3], CHANGES[2], &Settings::default()).states
        + explored(&[1; 3], "last_man_standing: 1\nwait_for_all: 1\n", &Settings::default()).states;
    println!("3 nodes, all at once: {states} states");
    assert!(states > 5_000, "only {states} states");
}
