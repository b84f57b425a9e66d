//! Prints how many steps per second corosync-vqsim and our cluster make of the same scripts.

use quorate_tests::live;

const CLUSTERS: usize = 40;
const SEED: u64 = 31_700;

fn main() {
    let speeds = live::speeds(CLUSTERS, SEED).unwrap_or_else(|trouble| {
        eprintln!("bench-vqsim: {trouble}");
        std::process::exit(1);
    });
    println!("{} clusters, {} steps, steps per second:", speeds.clusters, speeds.steps);
    println!("  corosync-vqsim {:>12.0}   (it waits 10 ms for every view, by design)", speeds.vqsim);
    println!("  quorate        {:>12.0}   {:.0} times as many", speeds.ours, speeds.ours / speeds.vqsim);
}
