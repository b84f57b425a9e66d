//! Prints what a majority costs in quorate and in two libraries for raft. `majority ETCD` runs the program ETCD, which
//! is majority.go.

use fxhash::{FxHashMap, FxHashSet};
use quorate::{Builder, Engine, NodeId, Rules};
use raft::{JointConfig, MajorityConfig};
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Instant;

// Short rounds: on a busy machine some still are undisturbed.
const ROUNDS: u32 = 1_000;
const DECISIONS: u32 = 200;

const HEADER: &str = "\
nanoseconds a decision: some of all voters have said yes, and the others nothing; is it won? Everything is set up
beforehand, as the library's users do. It is not the same work: raft counts voters; quorate adds up weights, looks at
tie breakers, wait_for_all and what it remembers, and has the reason at hand.
  corosync, strict   Engine::observe, a whole exchange among the members, then is_quorate, under these rules
  same view          is_quorate alone, which is enough until the members change; rules strict
  raft-rs            vote_result of MajorityConfig, and of JointConfig that holds one config; crate raft 0.7
  etcd               VoteResult of the same, in Go; Debian's golang-etcd-server-dev

                 |          quorate            |     raft-rs     |       etcd
   voters    yes | corosync  strict  same view | majority  joint | majority  joint";

/// Nanoseconds a decision in the best round; all decisions must be `won`.
fn best(won: bool, mut decide: impl FnMut() -> bool) -> f64 {
    let round = |_| {
        let start = Instant::now();
        let right = (0..DECISIONS).filter(|_| decide() == won).count();
        let elapsed = start.elapsed();
        assert_eq!(right, DECISIONS as usize, "decided otherwise than {won}");
        elapsed.as_secs_f64() * 1e9 / f64::from(DECISIONS)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// A new view with its verdict, and the verdict alone.
fn quorate<const N: usize>(rules: Rules, yes: usize, won: bool) -> [f64; 2] {
    let all: Vec<NodeId> = (1..).map(NodeId).take(N).collect();
    let mut builder = Builder::<N>::new();
    for node in &all {
        builder.node(*node, 1).expect("a node");
    }
    let config = builder.build().expect("a config");
    let mut engine = Engine::new(&config, NodeId(1), rules).expect("an engine");
    engine.observe(&all).expect("a view");
    let view = best(won, || {
        engine.observe(black_box(&all[..yes])).expect("a view");
        engine.is_quorate()
    });
    [view, best(won, || black_box(&engine).is_quorate())]
}

/// MajorityConfig and JointConfig. The votes are in what raft-rs's own tracker keeps them in.
fn raft_rs(voters: usize, yes: usize, won: bool) -> [f64; 2] {
    let all: FxHashSet<u64> = (1..).take(voters).collect();
    let votes: FxHashMap<u64, bool> = (1..).map(|id| (id, true)).take(yes).collect();
    let (majority, joint) = (MajorityConfig::new(all.clone()), JointConfig::new(all));
    // The type of results has no public name; no voters win.
    let wins = MajorityConfig::default().vote_result(|_| None);
    let check = |id| black_box(&votes).get(&id).copied();
    [
        best(won, || black_box(&majority).vote_result(check) == wins),
        best(won, || black_box(&joint).vote_result(check) == wins),
    ]
}

fn etcd(program: &str, voters: usize, yes: usize) -> [f64; 2] {
    let mut command = Command::new(program);
    command.args([voters, yes].map(|count| count.to_string())).stderr(Stdio::inherit());
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    let times: Vec<f64> = text.split_whitespace().map_while(|word| word.parse().ok()).collect();
    times.try_into().unwrap_or_else(|_| panic!("{program}: {}, printed '{text}'", output.status))
}

fn measure<const N: usize>(program: &str) {
    for yes in [N / 2 + 1, N / 2] {
        let won = 2 * yes > N;
        let [corosync, _] = quorate::<N>(Rules::Corosync, yes, won);
        let [strict, same] = quorate::<N>(Rules::Strict, yes, won);
        let [majority, joint] = raft_rs(N, yes, won);
        let [go_majority, go_joint] = etcd(program, N, yes);
        println!(
            "{N:>9} {yes:>6} | {corosync:>8.0} {strict:>7.0} {same:>10.1} | {majority:>8.1} {joint:>6.1} | \
             {go_majority:>8.1} {go_joint:>6.1}"
        );
    }
}

fn main() {
    let program = std::env::args().nth(1).expect("the program of majority.go");
    println!("{HEADER}");
    measure::<3>(&program);
    measure::<5>(&program);
    measure::<7>(&program);
    measure::<16>(&program);
    measure::<32>(&program);
    measure::<64>(&program);
}
