//! Rules `strict` with an electorate that changes by agreement have no split and no fork, until no new state appears.
//! What is more than a few seconds is explored by `cargo run --release -p quorate-tests --example explore-agreed --
//! NODES SECONDS WORD...`, for every config whose name has all words and none that follows a minus, and the
//! safeguards, each planted as a fault, by `cargo run --release -p quorate-tests --example planted`. *Options* are
//! allow_downscale, last_man_standing or both, with and without wait_for_all, auto_tie_breaker, and a node of two
//! votes; every node may lose its disk. No search found a split:
//!
//! | nodes, words | configs | outcome |
//! | --- | --- | --- |
//! | `2 at-once`, `2 steps` | options | closed: 5,169 states, 26 events at most |
//! | `2 steps votes` | neither option; allow_downscale | closed: 17,692 states, 35 events |
//! | `2 steps reload` | neither option; allow_downscale | closed: 344,683 states, 35 events |
//! | `2 writes` | options; two votes with allow_downscale alone, and not with a tie breaker under wait_for_all | closed: 23,861 states, 41 events |
//! | `2 writes votes`, `2 writes reload` | allow_downscale; neither option | closed: 191,807 states, 58 events |
//! | `2 behind` | neither option; options | closed: 562,011 states, 52 events |
//! | `2 behind votes` | neither option | closed: 1,355,466 states, 63 events |
//! | `2 behind reload` | neither option; under wait_for_all not with a tie breaker or two votes | closed: 7,399,208 states, 62 events |
//! | `3 at-once` | options, one vote each | closed: 53,570 states, 26 events at most |
//! | `3 steps` | last_man_standing | closed: 34,481 states, 32 events |
//! | `3 steps` | allow_downscale | open at 169,134 states, 20 events |
//! | `4 at-once` | allow_downscale | open at 160,189 states, 9 events |

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

/// Members that go on in a view that others have left; and an operator's votes.
#[test]
fn two_nodes_left_behind() {
    let settings = Settings {
        storage: true,
        lost_messages: true,
        lost_writes: true,
        stragglers: true,
        ..Settings::default()
    };
    let mut states: usize = MORE.iter().map(|keys| explored(&[1; 2], keys, &settings).states).sum();
    let settings = Settings { lost_writes: false, stragglers: false, operator_votes: Some(2), ..settings };
    states += explored(&[1; 2], "", &settings).states;
    println!("2 nodes, left behind, and with votes set: {states} states");
    assert!(states > 6_000, "only {states} states");
}

#[test]
fn three_nodes_all_at_once() {
    let states = explored(&[1; 3], CHANGES[2], &Settings::default()).states
        + explored(&[1; 3], "last_man_standing: 1\nwait_for_all: 1\n", &Settings::default()).states;
    println!("3 nodes, all at once: {states} states");
    assert!(states > 5_000, "only {states} states");
}
