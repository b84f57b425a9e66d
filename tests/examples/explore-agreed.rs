//! Explores rules `strict` with an electorate that changes: `explore-agreed [NODES] [SECONDS] [WORD...]`. Every
//! config of so many nodes (2) whose name has all words, each for so long at most (600), by two threads; tells for
//! each what it exhausted. Ends with 1 at a finding, and prints it.

use quorate::explore::{Settings, explore};
use quorate::{Config, Rules};
use std::process::exit;
use std::time::{Duration, Instant};

/// The options that take part, in every combination.
const OPTIONS: [&[(&str, &str)]; 6] = [
    // Without both the electorate follows the nodelist and operators, also beside a device.
    &[
        ("plain", ""),
        ("downscale", "allow_downscale: 1"),
        ("window", "last_man_standing: 1"),
        ("downscale window", "allow_downscale: 1\nlast_man_standing: 1"),
    ],
    &[("", ""), ("wait", "wait_for_all: 1")],
    &[("", ""), ("lowest", "auto_tie_breaker: 1")],
    &[("", ""), ("device", "device {\nmodel: net\nvotes: 1\n}")],
    &[("", ""), ("heavy", "")],
    // A nodelist without the last node, and one where it has two votes; an operator who gives up to two, or none.
    &[("", ""), ("reload", ""), ("votes", ""), ("reload votes", "")],
];

/// Messages: all at once, step by step, and with members that stay behind.
const MODES: [(&str, bool, bool, bool); 4] = [
    ("at-once", false, false, false),
    ("steps", true, false, false),
    ("writes", true, true, false),
    ("behind", true, true, true),
];

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let mut number = |without: u64| match words.first().and_then(|word| word.parse().ok()) {
        Some(number) => {
            words.remove(0);
            number
        }
        None => without,
    };
    let (nodes, seconds) = (number(2), number(600));
    println!("{:56} {:>10} {:>11} {:>5} {:>8}", "", "states", "events", "depth", "seconds");
    let mut is_sound = true;
    for (name, text, files) in configs(nodes) {
        // Not every combination is a config.
        let Ok(config) = Config::<8>::from_corosync_conf(&text) else {
            continue;
        };
        for (mode, lost_messages, lost_writes, stragglers) in MODES {
            // A device promises not to move before the former members know, and who stays behind learns it late; and
            // corosync takes no tie breaker beside one.
            if name.contains("device") && (stragglers || name.contains("lowest")) {
                continue;
            }
            let name = format!("{name} {mode}");
            let has = |word: &String| match word.strip_prefix('-') {
                Some(word) => !name.split(' ').any(|known| known == word),
                None => name.split(' ').any(|known| known == word),
            };
            if words.iter().all(has) {
                let limits =
                    Settings { storage: true, threads: 2, memory_max: 12 << 30, ..Settings::default() };
                let reloads: Vec<&str> =
                    files.iter().filter(|_| name.contains("reload")).map(String::as_str).collect();
                let operator_votes = name.contains("votes").then_some(2);
                let more = Settings { reloads: &reloads, operator_votes, ..limits };
                let settings = Settings { lost_messages, lost_writes, stragglers, ..more };
                is_sound &= run(&name, &config, &settings, Duration::from_secs(seconds));
            }
        }
    }
    exit(i32::from(!is_sound));
}

/// How each is called, its corosync.conf, and those that it may be reloaded with.
fn configs(nodes: u64) -> Vec<(String, String, [String; 2])> {
    let mut all = vec![(String::new(), String::new())];
    for options in OPTIONS {
        let longer = |(name, keys): &(String, String)| {
            let (name, keys) = (name.clone(), keys.clone());
            options.iter().map(move |(more, key)| (format!("{name} {more}"), format!("{keys}{key}\n")))
        };
        all = all.iter().flat_map(longer).collect();
    }
    let conf = |(name, keys): (String, String)| {
        let votes = |id| if id == 1 && name.contains("heavy") { 2 } else { 1 };
        let node = |id, votes| format!("node {{\nnodeid: {id}\nquorum_votes: {votes}\n}}\n");
        let file = |last: Option<u32>| {
            let others: String = (1..nodes).map(|id| node(id, votes(id))).collect();
            let last = last.map_or(String::new(), |votes| node(nodes, votes));
            format!("quorum {{\n{keys}}}\nnodelist {{\n{others}{last}}}\n")
        };
        let name = name.split_whitespace().collect::<Vec<&str>>().join(" ");
        (name.clone(), file(Some(1)), [file(None), file(Some(2))])
    };
    all.into_iter().map(conf).collect()
}

fn run(name: &str, config: &Config<8>, settings: &Settings<'_>, time: Duration) -> bool {
    let start = Instant::now();
    let explored = explore(config, Rules::Strict, settings, &mut |_| start.elapsed() < time);
    let explored = match explored {
        Ok(explored) => explored,
        Err(error) => {
            println!("{name:56} {error}");
            return true;
        }
    };
    let (states, events, depth) = (explored.states, explored.events, explored.depth);
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:56} {states:>10} {events:>11} {depth:>5} {seconds:>8.1}  {:?}", explored.ending);
    for finding in &explored.findings {
        println!(
            "{} after {} events: {}\n{}",
            finding.kind.name(),
            finding.length,
            finding.what,
            finding.story
        );
    }
    explored.findings.is_empty()
}
