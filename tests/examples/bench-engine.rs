//! Times the engine alone: verdict, a new view, an exchange, reading a config. Nanoseconds a call, the best
//! of several rounds.

use quorate::{Cluster, Config, Engine, Message, NodeId, RingId, Rules, Status};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 7;

/// Nanoseconds a call in the best round.
fn best(calls: u32, mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        for _ in 0..calls {
            run();
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn conf(nodes: u32) -> String {
    let list: String = (1..=nodes).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect();
    format!("quorum {{\nprovider: corosync_votequorum\n}}\nnodelist {{\n{list}}}\n")
}

fn ring(seq: u64) -> RingId {
    RingId { node: NodeId(1), seq }
}

fn measure<const N: usize>(nodes: u32, rules: Rules) {
    let text = conf(nodes);
    let config = Config::<N>::from_corosync_conf(&text).expect("a good config");
    let members: Vec<NodeId> = (1..=nodes).map(NodeId).collect();
    let mut engine = Engine::new(&config, NodeId(1), rules).expect("an engine");
    engine.observe(&members).expect("a view");

    let verdict = best(100_000, || {
        black_box(black_box(&engine).is_quorate());
    });
    let status = best(20_000, || {
        black_box::<Status<N>>(black_box(&engine).status());
    });
    let mut seq = 1; // that of the view above
    let view = best(20_000, || {
        seq += 1;
        engine.view(ring(seq), black_box(&members), 0).expect("a view");
    });
    let messages: Vec<Message> = std::iter::from_fn(|| engine.poll_transmit()).collect();
    let message = best(20_000, || {
        let first = messages.first().expect("a state");
        engine.receive(NodeId(1), black_box(first), 0).expect("its own message");
    });
    let observe = best(2_000, || engine.observe(black_box(&members)).expect("a view"));
    let read = best(200, || {
        black_box(Config::<N>::from_corosync_conf(black_box(&text)).expect("a good config"));
    });
    let bytes = size_of::<Engine<N>>();
    print!("{rules:<9} {nodes:>5} {verdict:>9.1} {status:>9.0} {view:>9.0} {message:>9.0} ");
    println!("{observe:>10.0} {read:>9.0} {bytes:>8}");
}

fn main() {
    println!("nanoseconds a call; engine in bytes, at a bound of as many nodes");
    println!("rules     nodes   verdict    status      view   message    observe      read   engine");
    for rules in [Rules::Corosync, Rules::Strict] {
        measure::<3>(3, rules);
        measure::<8>(8, rules);
        measure::<16>(16, rules);
        measure::<64>(64, rules);
    }
    let config = Config::<16>::from_corosync_conf(conf(5)).expect("a good config");
    let mut cluster = Cluster::new(&config, Rules::Corosync).expect("a cluster");
    cluster.run("up 1 2 3 4 5").expect("a step");
    let step = best(500, || {
        cluster.run("split 1 2 | 3 4 5").expect("a step");
        cluster.run("heal").expect("a step");
    });
    println!("cluster of 5 nodes: {:.0} splits and heals a second", 2e9 / step);
}
