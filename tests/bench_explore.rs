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
    println!("{:60} {states:>9} {depth:>5} {seconds:>7} {state_rate:>8} {event_rate:>8} {memory:>7}", "");
    let limits = |depth| Settings { depth, threads: THREADS, memory_max: MEMORY_MAX, ..Settings::default() };
    let lost = Settings { lost_messages: true, ..limits(None) };
    let (waits, tie) = ("wait_for_all: 1", "wait_for_all: 1; auto_tie_breaker: 1");
    let device = "wait_for_all: 1; device {; model: net; votes: 1; }";
    for (rules, nodes, keys, settings) in [
        (Rules::Corosync, 4, "", limits(Some(4))),
        (Rules::Strict, 4, waits, limits(Some(4))),
        (Rules::Corosync, 5, "", limits(Some(3))),
        (Rules::Strict, 5, waits, limits(Some(3))),
        (Rules::Corosync, 4, "", limits(None)),
        (Rules::Corosync, 5, "", limits(None)),
        (Rules::Strict, 4, "", limits(None)),
        (Rules::Strict, 4, waits, limits(None)),
        (Rules::Strict, 4, tie, limits(None)),
        (Rules::Strict, 4, device, limits(None)),
        (Rules::Strict, 3, waits, lost),
        (Rules::Strict, 5, waits, limits(None)),
    ] {
        run(rules, nodes, keys, &settings, Duration::MAX);
    }
    for (nodes, keys, settings) in
        [(5, tie, limits(None)), (5, device, limits(None)), (4, waits, lost), (6, waits, limits(None))]
    {
        if minutes > 0 {
            run(Rules::Strict, nodes, keys, &settings, Duration::from_secs(minutes * 60));
        }
    }
}

fn run(rules: Rules, nodes: usize, keys: &str, settings: &Settings, time: Duration) {
    let text = conf(&vec![1; nodes], &keys.replace("; ", "\n"));
    let config = Config::<8>::from_corosync_conf(&text).expect("a config");
    let start = Instant::now();
    let explored = explore(&config, rules, settings, &mut |_| start.elapsed() < time);
    let lost = if settings.lost_messages { ", lost messages" } else { "" };
    let name = format!("{nodes} nodes, {rules} {keys}{lost}");
    print(&name, &explored.expect("rules that take the config"), start.elapsed());
}

fn print(name: &str, explored: &Exploration, time: Duration) {
    let Exploration { states, events, depth, memory, ending, .. } = explored;
    let seconds = time.as_secs_f64();
    let (state_rate, event_rate) = (*states as f64 / seconds, *events as f64 / seconds);
    let kibibytes = memory >> 10;
    println!(
        "{name:60} {states:>9} {depth:>5} {seconds:>7.2} {state_rate:>8.0} {event_rate:>8.0} {kibibytes:>7}  {ending:?}"
    );
    for finding in &explored.findings {
        println!("    {} after {} events: {}", finding.kind.name(), finding.length, finding.steps.join("; "));
    }
}
