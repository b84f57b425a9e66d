//! What the search looks away from changes nothing: next to a search that tells all states apart.

use super::event::{Alphabet, Event};
use super::fingerprint::Fingerprints;
use super::outcome::Settings;
use super::reduce::{reduced, unreduced};
use super::situation::Situation;
use super::steps::Steps;
use super::tests::{config, successors};
use super::world::World;
use crate::rules::strict::fixed_tie_breaker;
use crate::simulate::Given;
use crate::{Config, NodeId, Rules};
use std::collections::{BTreeSet, HashSet};
use std::string::String;
use std::vec::Vec;
use std::{format, println};

/// What can be seen of a state: who of which role says what beside whom. Without the names of nodes.
fn outlook(config: &Config<4>, cluster: &Given<4>) -> String {
    let mut sides: Vec<Vec<String>> = Vec::new();
    for partition in &Situation::of(cluster).partitions {
        let says = |node: &NodeId| {
            let status = cluster.status(*node).expect("it is up");
            let votes = config.votes_of(*node).expect("in the nodelist");
            let breaks_tie = *node == fixed_tie_breaker(config);
            format!("{votes} {breaks_tie} {} {}", status.verdict.name(), status.flags.0)
        };
        let mut side: Vec<String> = partition.members.iter().map(says).collect();
        side.sort_unstable();
        sides.push(side);
    }
    sides.sort_unstable();
    format!("{sides:?}")
}

/// Every state that these names tell apart: how many, what can be seen of them, and how far the last one is.
fn reach(
    start: &Given<4>,
    config: &Config<4>,
    alphabet: &Alphabet,
    names: &Fingerprints,
) -> (usize, BTreeSet<String>, usize) {
    let start = World::at_once(start.clone());
    let after = |event, world: &World<4>| {
        let after = alphabet.after(event, world, &Situation::of(world), &mut Steps::new());
        after.expect("every event is taken")
    };
    let all_up = after(Event::Boot(0), &start);
    let (mut known, mut seen, mut depth) = (HashSet::new(), BTreeSet::new(), 0);
    let mut level = Vec::from([start, all_up]);
    known.extend(level.iter().map(|cluster| names.of(cluster)));
    while !level.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for cluster in &level {
            seen.insert(outlook(config, cluster));
            for (name, _, event) in successors(cluster, alphabet, names) {
                if known.insert(name) {
                    next.push(after(event, cluster));
                }
            }
        }
        level = next;
    }
    (known.len(), seen, depth)
}

#[test]
fn the_reduced_search_sees_all() {
    let device = "wait_for_all: 1; device {; model: net; votes: 1; }";
    let configs: [(&[u32], &str, bool); 14] = [
        (&[1; 2], "", true),
        (&[1; 2], "two_node: 1", true),
        (&[1; 2], "two_node: 1; freeze_on_loss", true),
        (&[2, 1], "wait_for_all: 1", true),
        (&[1; 2], device, true),
        (&[1; 3], "auto_tie_breaker: 1", false),
        (&[1; 3], "freeze_on_loss", true),
        (&[1; 3], "wait_for_all: 1", false),
        (&[1; 3], "wait_for_all: 1; freeze_on_loss", false),
        (&[2, 1, 1], "wait_for_all: 1", false),
        (&[2, 1, 1], "wait_for_all: 1; auto_tie_breaker: 1; auto_tie_breaker_node: highest", false),
        (&[0, 1, 1], "wait_for_all: 1; auto_tie_breaker: 1", false),
        (&[1; 3], "wait_for_all: 1; expected_votes: 4", false),
        (&[1; 3], device, false),
    ];
    for (votes, keys, lost_messages) in configs {
        let mut config =
            config(votes, keys.trim_end_matches("; freeze_on_loss").trim_end_matches("freeze_on_loss"));
        config.set_freeze_on_loss(keys.ends_with("freeze_on_loss"));
        let settings = Settings { lost_messages, ..Settings::default() };
        let start = Given::given(&config, Rules::Strict).expect("takes the config");
        let alphabet = Alphabet::new(&config, Rules::Strict, &settings);
        let (few, seen, depth) = reach(&start, &config, &alphabet, &reduced(&config, &start, &alphabet));
        let (many, all, all_depth) = reach(&start, &config, &alphabet, &unreduced(&start, &alphabet));
        println!(
            "{votes:?} {keys}: {few} states for {many}, {} outlooks, {depth} for {all_depth} deep",
            seen.len()
        );
        assert_eq!(seen, all, "{votes:?} {keys}");
        assert!(few <= many && depth <= all_depth, "{votes:?} {keys}");
    }
}

/// No two of these nodes are alike, so that only proofs without a future make the difference.
#[test]
fn incomplete_proofs_are_looked_away_from() {
    let config = config(&[3, 2, 1], "wait_for_all: 1");
    let start = Given::given(&config, Rules::Strict).expect("takes the config");
    let alphabet = Alphabet::new(&config, Rules::Strict, &Settings::default());
    let (few, seen, _) = reach(&start, &config, &alphabet, &reduced(&config, &start, &alphabet));
    let (many, all, _) = reach(&start, &config, &alphabet, &unreduced(&start, &alphabet));
    assert_eq!(seen, all);
    assert!(few < many, "{few} states for {many}");
}
