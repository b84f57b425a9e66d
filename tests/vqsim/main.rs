//! Rules `corosync` against corosync-vqsim, which runs votequorum itself, on random clusters.
//!
//! `QUORATE_VQSIM_CLUSTERS=2000` compares so many, however long it takes; `QUORATE_VQSIM_SEED=7` begins at
//! another seed.

use quorate::story::Story;
use quorate_tests::live;
use quorate_tests::scenario::Scenario;
use std::time::{Duration, Instant};

/// Without a number from outside: so many clusters, or so long.
const CLUSTERS: u64 = 250;
const TIME: Duration = Duration::from_secs(90);
const SEED: u64 = 31_700;
/// vqsim sleeps most of the time.
const THREADS: usize = 12;

fn from_outside(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is not a whole number: {text}")))
}

#[test]
fn live() {
    let wanted = from_outside("QUORATE_VQSIM_CLUSTERS");
    let seed = from_outside("QUORATE_VQSIM_SEED").unwrap_or(SEED);
    let time = if wanted.is_some() { None } else { Some(TIME) };
    let start = Instant::now();
    let seeds = seed..seed + wanted.unwrap_or(CLUSTERS);
    let (totals, difference) =
        live::compare(seeds, THREADS, time).unwrap_or_else(|trouble| panic!("{trouble}"));
    totals.ordered.iter().for_each(|text| println!("order decides: {text}"));
    totals.undecided.iter().for_each(|text| println!("vqsim answers now so, now otherwise: {text}"));
    totals.unrepeatable.iter().for_each(|text| println!("vqsim does not repeat itself: {text}"));
    totals.busy.iter().for_each(|text| println!("the machine was too busy for it: {text}"));
    println!(
        "seed {seed}: {} clusters, {} steps agree, order decides {}, vqsim undecided {}, not repeatable {}, \
         too busy {}, {:.0?}",
        totals.clusters,
        totals.steps,
        totals.ordered.len(),
        totals.undecided.len(),
        totals.unrepeatable.len(),
        totals.busy.len(),
        start.elapsed()
    );
    println!("reasons of our answers: {:?}", totals.reasons);
    if let Some(difference) = difference {
        panic!("they differ:\n{}", difference.story());
    }
    // Only a difference that repeats is one. On a busy machine vqsim's nodes hear each other now so, now otherwise, or
    // too late; yet most clusters must be compared.
    let loose = totals.undecided.len() + totals.unrepeatable.len() + totals.busy.len();
    assert!(
        totals.steps > totals.clusters && loose * 2 <= totals.clusters,
        "too little was compared: {loose} clusters were not"
    );
    assert!(totals.ordered.len() <= 5 + totals.steps / 100, "order explains more than 1 step in 100");
}

/// What is printed on a difference can be run.
#[test]
fn scenarios_are_stories() {
    for seed in 0..300 {
        let text = live::story(&Scenario::random(seed));
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let mut cluster = story.cluster::<8>().unwrap_or_else(|error| panic!("{error}\n{text}"));
        for block in story.blocks() {
            let step = block.expect("a step").step;
            cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}\n{text}"));
        }
    }
}
