//! What is known of votequorum's split brains and disagreements: from corosync's source (exec/votequorum.c), its
//! manual pages votequorum(5) and corosync.conf(5), and its issues. `quorate::deviations` says what rules do about
//! them.

use crate::generate::conf;
use quorate::explore::{Exploration, FindingKind, Settings, explore};
use quorate::{Config, Rules};

/// Explores a config of these votes and keys.
pub fn explored(rules: Rules, votes: &[u32], keys: &str, settings: &Settings) -> Exploration {
    let text = conf(votes, &keys.replace("; ", "\n"));
    let config = Config::<64>::from_corosync_conf(&text).unwrap_or_else(|error| panic!("{keys}: {error}"));
    explore(&config, rules, settings, &mut |_| true).unwrap_or_else(|error| panic!("{keys}: {error}"))
}

/// All of it, except arithmetic that wraps, and three that no config of one cluster can express:
/// - a tracked number from before replaces the nodelist's sum (ev_tracking), and allow_downscale without a nodelist
///   ignores expected_votes: rules `corosync` do not copy these two, see `quorate::deviations`;
/// - a stray node of another config joins a minority: the story `stray-expected-votes` plays it. Messages that speak
///   for another node are not copied either.
///
/// Votes, keys, what is found, and how many events it takes there at most (a window that expires is one).
pub const FIELD: &[(&[u32], &str, FindingKind, u32)] = &[
    // auto_tie_breaker has one step of memory, and lowest and highest are each node's own (check_auto_tie_breaker).
    (&[1; 3], "auto_tie_breaker: 1; auto_tie_breaker_node: 1; wait_for_all: 1", FindingKind::Split, 2),
    (&[1; 5], "auto_tie_breaker: 1; auto_tie_breaker_node: 1; wait_for_all: 1", FindingKind::Split, 2),
    (&[2, 1, 1, 1], "auto_tie_breaker: 1; auto_tie_breaker_node: 1; wait_for_all: 1", FindingKind::Split, 2),
    (&[1; 4], "auto_tie_breaker: 1", FindingKind::Split, 2),
    (&[1; 4], "auto_tie_breaker: 1; wait_for_all: 1", FindingKind::Split, 2),
    (&[1; 4], "auto_tie_breaker: 1; auto_tie_breaker_node: highest; wait_for_all: 1", FindingKind::Split, 2),
    (&[1; 4], "auto_tie_breaker: 1; auto_tie_breaker_node: 1 2", FindingKind::Split, 1),
    (&[1; 4], "auto_tie_breaker: 1; auto_tie_breaker_node: 1 2; wait_for_all: 1", FindingKind::Split, 2),
    (&[1; 3], "auto_tie_breaker: 1; wait_for_all: 1", FindingKind::Split, 2),
    // last_man_standing has no electorate (lms_timer_fn).
    (&[1; 4], "last_man_standing: 1; wait_for_all: 1", FindingKind::Split, 3),
    (&[1; 4], "last_man_standing: 1; wait_for_all: 1; auto_tie_breaker: 1", FindingKind::Split, 3),
    (&[1; 5], "last_man_standing: 1; wait_for_all: 1", FindingKind::Split, 3),
    // two_node is not checked against the nodelist.
    (&[1; 4], "two_node: 1", FindingKind::Split, 1),
    (&[1; 3], "two_node: 1", FindingKind::Split, 1),
    // The tie breaker's guard compares nodes with votes (votequorum_readconfig).
    (&[2, 3], "auto_tie_breaker: 1; wait_for_all: 1", FindingKind::Split, 1),
    (&[3, 2, 2], "auto_tie_breaker: 1; wait_for_all: 1", FindingKind::Split, 1),
    // expected_votes below the votes that are there.
    (&[1; 3], "expected_votes: 1", FindingKind::Split, 1),
    // wait_for_all is armed by what is half told (update_wait_for_all_status).
    (&[1; 3], "wait_for_all: 1", FindingKind::Disagreement, 2),
    (&[1; 4], "wait_for_all: 1", FindingKind::Disagreement, 2),
    // two_node relies on fencing, with wait_for_all: 0 from the start.
    (&[1; 2], "two_node: 1", FindingKind::ReliesOnFencing, 1),
    (&[1; 2], "two_node: 1; wait_for_all: 0", FindingKind::ReliesOnFencing, 1),
];
