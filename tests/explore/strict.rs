//! Rules `strict` have no split and no disagreement: every electorate of a few nodes, until no new state appears.
//!
//! An electorate is what is left of a config where it makes no difference how votes are written: see
//! `quorate_tests::electorate`. Weights, tie breakers, expected votes, devices and options are combined, and one
//! config of each electorate is explored. `QUORATE_EXPLORE_NODES=4` asks for all weights for 4 nodes too, 5 for 5
//! nodes of one vote each:
//! `QUORATE_EXPLORE_NODES=5 cargo test --release -p quorate-tests --test explore strict -- --nocapture`.

use quorate::explore::{Ending, Exploration, Settings, explore};
use quorate::{Cluster, Config, Rules};
use quorate_tests::electorate::Electorate;
use quorate_tests::generate::conf;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

/// A config, and how to call it.
type Named = (String, Config<8>);

/// All votes of so many nodes up to this, descending: the order of nodes is the tie breaker's matter.
fn weights(nodes: usize, most: u32) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for _ in 0..nodes {
        let longer = |votes: &Vec<u32>| {
            let up_to = votes.last().copied().unwrap_or(most);
            let votes = votes.clone();
            (0..=up_to).map(move |next| [&votes[..], &[next]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Every combination of options that rules `strict` take for these votes.
fn configs(votes: &[u32]) -> Vec<Named> {
    let nodes = votes.len();
    let sum: u32 = votes.iter().sum();
    let waits = ["", "wait_for_all: 1\n", "two_node: 1\n"].map(String::from);
    let breaks = (1..=nodes).map(|node| format!("auto_tie_breaker: 1\nauto_tie_breaker_node: {node}\n"));
    let breaks: Vec<String> = [String::new()].into_iter().chain(breaks).collect();
    let expects =
        [sum + 2, sum + 1, sum, sum.saturating_sub(1)].map(|votes| format!("expected_votes: {votes}\n"));
    let devices = [0, 1, 2, 3].map(|votes| match votes {
        0 => String::new(),
        votes => format!("device {{\nmodel: net\nvotes: {votes}\n}}\n"),
    });
    let mut configs = Vec::new();
    for [wait, tie_breaker, expected, device] in combined([&waits, &breaks, &expects, &devices]) {
        let keys = [wait, tie_breaker, expected, device].concat();
        let Ok(config) = Config::<8>::from_corosync_conf(conf(votes, &keys)) else {
            continue;
        };
        if Cluster::new(&config, Rules::Strict).is_err() {
            continue;
        }
        for freeze_on_loss in [false, true] {
            let mut config = config.clone();
            config.set_freeze_on_loss(freeze_on_loss);
            let name =
                format!("votes {votes:?}; {}; freeze {freeze_on_loss}", keys.trim_end().replace('\n', "; "));
            configs.push((name, config));
        }
    }
    configs
}

/// One of each, in every combination.
fn combined(of: [&[String]; 4]) -> impl Iterator<Item = [&str; 4]> {
    let [first, second, third, fourth] = of;
    first.iter().flat_map(move |one| {
        second.iter().flat_map(move |two| {
            third.iter().flat_map(move |three| fourth.iter().map(move |four| [&one[..], two, three, four]))
        })
    })
}

/// One config of each electorate.
fn electorates(configs: Vec<Named>) -> Vec<Named> {
    let mut once = BTreeMap::new();
    for (name, config) in configs {
        once.entry(Electorate::of(&config)).or_insert((name, config));
    }
    once.into_values().collect()
}

/// Explores all, several at once; none may have a finding, and all must close.
fn explore_all(configs: &[Named], settings: &Settings<'_>) -> Vec<Exploration> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(vec![None; configs.len()]));
    let work = || {
        while let Some((place, (name, config))) =
            configs.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed))
        {
            let explored = explore(config, Rules::Strict, settings, &mut |_| true);
            let explored = explored.unwrap_or_else(|error| panic!("{name}: {error}"));
            let stories: Vec<&str> = explored.findings.iter().map(|finding| finding.story.as_str()).collect();
            assert!(stories.is_empty(), "{name}: {}", stories.join("\n"));
            assert_eq!(explored.ending, Ending::Closed, "{name}");
            done.lock().expect("nobody panics with it")[place] = Some(explored);
        }
    };
    scope(|scope| {
        let threads = available_parallelism().map_or(1, std::num::NonZero::get);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let done = done.into_inner().expect("all workers have returned");
    done.into_iter().map(|explored| explored.expect("every config was explored")).collect()
}

/// What was exhausted, in a line.
fn tell(what: &str, configs: &[Named], explored: &[Exploration]) {
    let states: usize = explored.iter().map(|explored| explored.states).sum();
    let events: u64 = explored.iter().map(|explored| explored.events).sum();
    let largest = explored.iter().zip(configs).max_by_key(|(explored, _)| explored.states);
    let (largest, (name, _)) = largest.expect("at least one");
    println!("strict, {what}: {} electorates closed, {states} states, {events} events", configs.len());
    println!("    the largest: {} states, depth {} ({name})", largest.states, largest.depth);
}

/// Configs of one electorate are one cluster: the search must find the last new state equally far from the start.
#[test]
fn equal_electorates_explore_alike() {
    let three = [vec![1, 1, 1], vec![2, 2, 1], vec![2, 1, 1], vec![1, 1, 0]];
    for (nodes, votes) in [(2, weights(2, 3)), (3, three.to_vec())] {
        let configs: Vec<Named> = votes.iter().flat_map(|votes| configs(votes)).collect();
        let explored = explore_all(&configs, &Settings::default());
        let mut depths: BTreeMap<Electorate, (&str, u32)> = BTreeMap::new();
        for ((name, config), explored) in configs.iter().zip(&explored) {
            let (first, depth) = depths.entry(Electorate::of(config)).or_insert((name, explored.depth));
            assert_eq!(explored.depth, *depth, "{name}: not as {first}");
        }
        println!("strict, {nodes} nodes: {} configs, {} electorates", configs.len(), depths.len());
        assert!(configs.len() > 4 * depths.len(), "{nodes} nodes: nothing was compared");
    }
}

/// Three nodes follow in `more_electorates`.
#[test]
fn electorates_of_two_nodes() {
    let all = electorates(weights(2, 3).iter().flat_map(|votes| configs(votes)).collect());
    let explored = explore_all(&all, &Settings { lost_messages: true, ..Settings::default() });
    tell("2 nodes, votes 0 to 3, lost messages", &all, &explored);
    assert!(all.len() >= 30, "only {} electorates", all.len());
}

#[test]
fn electorates_of_four_nodes() {
    let votes: [&[u32]; 5] = [&[1; 4], &[2, 1, 1, 1], &[1, 1, 1, 0], &[3, 1, 1, 1], &[2, 2, 1, 1]];
    let all = electorates(votes.iter().flat_map(|votes| configs(votes)).collect());
    let explored = explore_all(&all, &Settings::default());
    tell("4 nodes, some votes", &all, &explored);
    assert!(all.len() >= 100, "only {} electorates", all.len());
}

/// Messages lost in a view, at each of the members, by wait_for_all without and with a tie breaker.
#[test]
fn lost_messages_do_not_split_three_nodes() {
    let all: Vec<Named> = configs(&[1; 3]).into_iter().chain(configs(&[2, 1, 1])).collect();
    let all: Vec<Named> =
        electorates(all).into_iter().filter(|(_, config)| config.device_votes() == 0).collect();
    let explored = explore_all(&all, &Settings { lost_messages: true, ..Settings::default() });
    tell("3 nodes, lost messages", &all, &explored);
    assert!(all.len() >= 12, "only {} electorates", all.len());
}

/// Members learn of a new view later than others, so that views overlap in time: quorate ones share a member, and who
/// goes on by the older is outside the newer. Freezing, which only takes verdicts away, is left out beyond 2 nodes, and
/// wait_for_all beyond 3: they do not close in seconds.
#[test]
fn views_that_overlap_do_not_split() {
    let (few, some, four) = (weights(2, 3), [vec![1; 3], vec![2, 1, 1]], [vec![1; 4]]);
    for (votes, takes) in [
        (&few[..], (|_| true) as fn(&Config<8>) -> bool),
        (&some, |config| !config.options().freeze_on_loss),
        (&four, |config| !config.options().freeze_on_loss && !config.wait_for_all()),
    ] {
        let mut all: Vec<Named> = votes.iter().flat_map(|votes| configs(votes)).collect();
        all.retain(|(_, config)| config.device_votes() == 0 && takes(config));
        let all = electorates(all);
        let late = Settings { lost_messages: true, stragglers: true, ..Settings::default() };
        tell(&format!("{} nodes, views that overlap", votes[0].len()), &all, &explore_all(&all, &late));
    }
}

/// All votes up to 5 for 3 nodes; for 4, or 5 nodes of one vote each, where somebody asks for it.
#[test]
fn more_electorates() {
    let nodes = std::env::var("QUORATE_EXPLORE_NODES").unwrap_or("3".to_owned());
    let votes = match nodes.as_str() {
        "3" => weights(3, 5),
        "4" => weights(4, 5),
        "5" => vec![vec![1; 5]],
        other => panic!("QUORATE_EXPLORE_NODES: {other:?} is none of 3, 4 and 5"),
    };
    let all = electorates(votes.iter().flat_map(|votes| configs(votes)).collect());
    println!("strict, {nodes} nodes: {} electorates", all.len());
    let explored = explore_all(&all, &Settings::default());
    tell(&format!("{nodes} nodes, more votes"), &all, &explored);
    assert!(nodes == "5" || all.len() >= 90, "only {} electorates", all.len());
}
