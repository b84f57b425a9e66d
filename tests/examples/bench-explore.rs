//! Prints how fast the explorer is, and what it exhausts. `bench-explore MINUTES` also explores larger clusters under
//! rules `strict`, each for as long as that at most.

use quorate::explore::{Exploration, Settings, explore};
use quorate::{Config, Rules};
use quorate_tests::generate::conf;
use std::time::{Duration, Instant};

const THREADS: usize = 2;
const MEMORY_MAX: usize = 8 << 30;

fn main() {
    let minutes = std::env::args().nth(1).map_or(0, |text| {
        text.parse().unwrap_or_else(|_| {
            eprintln!("bench-explore: '{text}' is no number of minutes");
            std::process::exit(1);
        })
    });
    let titles = ["states", "depth", "seconds", "states/s", "events/s", "KiB"];
    let [states, depth, seconds, state_rate, event_rate, memory] = titles;
    println!("{:64} {states:>9} {depth:>5} {seconds:>7} {state_rate:>8} {event_rate:>8} {memory:>7}", "");
    let limits = |depth| Settings { depth, threads: THREADS, memory_max: MEMORY_MAX, ..Settings::default() };
    for (rules, nodes, keys, depth) in SHORT {
        run(*rules, &vec![1; *nodes], keys, false, &limits(*depth), Duration::MAX);
    }
    if minutes > 0 {
        for (votes, keys, freeze_on_loss, lost_messages) in LONG {
            let settings = Settings { lost_messages: *lost_messages, ..limits(None) };
            run(Rules::Strict, votes, keys, *freeze_on_loss, &settings, Duration::from_secs(minutes * 60));
        }
    }
}

const WAITS: &str = "wait_for_all: 1";
const TIE: &str = "wait_for_all: 1; auto_tie_breaker: 1";
const DEVICE: &str = "wait_for_all: 1; device {; model: net; votes: 1; }";

/// Rules, nodes, keys, depth.
const SHORT: &[(Rules, usize, &str, Option<u32>)] = &[
    (Rules::Corosync, 4, "", Some(4)),
    (Rules::Corosync, 4, WAITS, Some(4)),
    (Rules::Strict, 4, WAITS, Some(4)),
    (Rules::Corosync, 5, "", Some(3)),
    (Rules::Corosync, 5, WAITS, Some(3)),
    (Rules::Strict, 5, WAITS, Some(3)),
    (Rules::Corosync, 4, "", None),
    (Rules::Corosync, 5, "", None),
    (Rules::Strict, 4, "", None),
    (Rules::Strict, 4, WAITS, None),
    (Rules::Strict, 4, TIE, None),
    (Rules::Strict, 4, DEVICE, None),
    (Rules::Strict, 5, "", None),
    (Rules::Strict, 5, WAITS, None),
    (Rules::Strict, 5, TIE, None),
    (Rules::Strict, 5, DEVICE, None),
    (Rules::Strict, 6, WAITS, None),
];

/// Votes, keys, freeze_on_loss, lost messages: under rules `strict`, until no new state appears or time is up.
const LONG: &[(&[u32], &str, bool, bool)] = &[
    (&[1; 5], WAITS, true, false),
    (&[1; 5], TIE, true, false),
    (&[1; 5], DEVICE, true, false),
    (&[2, 1, 1, 1, 1], WAITS, false, false),
    (&[2, 1, 1, 1, 1], TIE, false, false),
    (&[2, 2, 1, 1, 1], DEVICE, false, false),
    (&[3, 2, 2, 1, 1], DEVICE, true, false),
    (&[1; 6], TIE, false, false),
    (&[1; 6], DEVICE, false, false),
    (&[1; 7], WAITS, false, false),
    (&[1; 4], "", false, true),
    (&[1; 4], WAITS, false, true),
    (&[1; 4], TIE, false, true),
    (&[1; 5], "", false, true),
    (&[1; 5], WAITS, false, true),
];

fn run(
    rules: Rules,
    votes: &[u32],
    keys: &str,
    freeze_on_loss: bool,
    settings: &Settings<'_>,
    time: Duration,
) {
    let text = conf(votes, &keys.replace("; ", "\n"));
    let mut config = Config::<8>::from_corosync_conf(&text).expect("a config");
    config.set_freeze_on_loss(freeze_on_loss);
    let start = Instant::now();
    let explored = explore(&config, rules, settings, &mut |_| start.elapsed() < time);
    let keys = keys.replace("device {; model: net; votes: 1; }", "device");
    let weights = if votes.iter().all(|votes| *votes == 1) { String::new() } else { format!(" {votes:?}") };
    let freeze = if freeze_on_loss { ", freeze_on_loss" } else { "" };
    let lost = if settings.lost_messages { ", lost messages" } else { "" };
    let name = format!("{} nodes{weights}, {rules} {keys}{freeze}{lost}", votes.len());
    let explored = explored.expect("rules that take the config");
    print(&name, &explored, start.elapsed());
    assert!(rules != Rules::Strict || explored.findings.is_empty(), "rules strict have a finding");
}

fn print(name: &str, explored: &Exploration, time: Duration) {
    let Exploration { states, events, depth, memory, ending, .. } = explored;
    let seconds = time.as_secs_f64();
    let (state_rate, event_rate) = (*states as f64 / seconds, *events as f64 / seconds);
    let kibibytes = memory >> 10;
    println!(
        "{name:64} {states:>9} {depth:>5} {seconds:>7.2} {state_rate:>8.0} {event_rate:>8.0} {kibibytes:>7}  {ending:?}"
    );
    for finding in &explored.findings {
        println!("    {} after {} events: {}", finding.kind.name(), finding.length, finding.steps.join("; "));
    }
}
