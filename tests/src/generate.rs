//! Cases for tests: every partition of a few nodes, and random clusters and steps from a seed.

use quorate::{Cluster, Config, Rules};
use std::fmt::Write;

/// Random numbers from a seed (Marsaglia's xorshift with a multiplication at the end).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The same seed gives the same numbers on every machine.
    pub fn new(seed: u64) -> Self {
        // Close seeds must not begin alike, and 0 would stay 0.
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.number();
        random
    }

    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// 0 to `bound - 1`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % bound as u64).expect("below a usize")
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A digest of all that was told so far (FNV-1a). Another one: somewhere something else is told.
pub fn digest(so_far: u32, told: &str) -> u32 {
    told.bytes().fold(so_far, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// How long random tests run, from `QUORATE_RANDOM_SECONDS`; one second where it is not set.
pub fn random_time() -> std::time::Duration {
    let seconds = match std::env::var("QUORATE_RANDOM_SECONDS") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("QUORATE_RANDOM_SECONDS is no number: {text}")),
        Err(_) => 1,
    };
    std::time::Duration::from_secs(seconds)
}

/// Calls `test` with seeds from 1 on until [`random_time`] is over, at least `least` times. A failure
/// names the seed; `QUORATE_RANDOM_SEED` runs that one alone.
pub fn for_seeds(name: &str, least: u64, mut test: impl FnMut(u64, &mut Random)) {
    struct Named<'a>(&'a str, u64);
    impl Drop for Named<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("{} failed; repeat it with QUORATE_RANDOM_SEED={}", self.0, self.1);
            }
        }
    }
    let mut one = |seed| {
        let _named = Named(name, seed);
        test(seed, &mut Random::new(seed));
    };
    if let Ok(text) = std::env::var("QUORATE_RANDOM_SEED") {
        return one(text.parse().unwrap_or_else(|_| panic!("QUORATE_RANDOM_SEED is no number: {text}")));
    }
    let (start, time) = (std::time::Instant::now(), random_time());
    let mut seed = 0;
    while seed < least || start.elapsed() < time {
        seed += 1;
        one(seed);
    }
    println!("{name}: {seed} seeds");
}

/// Every way to divide the nodes 1 to `count` into partitions: 1, 2, 5, 15, 52 ways for 1 to 5 nodes.
pub fn partitions(count: u32) -> Vec<Vec<Vec<u32>>> {
    let mut all = vec![vec![]];
    for node in 1..=count {
        let mut longer = Vec::new();
        for partition in &all {
            for side in 0..partition.len() {
                let mut joined: Vec<Vec<u32>> = partition.clone();
                joined[side].push(node);
                longer.push(joined);
            }
            let mut apart = partition.clone();
            apart.push(vec![node]);
            longer.push(apart);
        }
        all = longer;
    }
    all
}

/// All orders of these, the present one first.
pub fn orders<T: Copy>(of: &[T]) -> Vec<Vec<T>> {
    let Some((first, rest)) = of.split_first() else {
        return vec![Vec::new()];
    };
    let with_first = |order: Vec<T>| {
        (0..=order.len()).map(move |place| [&order[..place], &[*first], &order[place..]].concat())
    };
    orders(rest).into_iter().flat_map(with_first).collect()
}

pub fn words(nodes: &[u32]) -> String {
    nodes.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// The step that makes these partitions.
pub fn split(partition: &[Vec<u32>]) -> String {
    let sides: Vec<String> = partition.iter().map(|side| words(side)).collect();
    format!("split {}", sides.join(" | "))
}

/// `1|234` as partitions of nodes below 10.
pub fn sides(text: &str) -> Vec<Vec<u32>> {
    let side = |side: &str| side.chars().map(|node| node.to_digit(10).expect("a node")).collect();
    text.split('|').map(side).collect()
}

/// The step that starts nodes 1 to `count` together.
pub fn all_up(count: u32) -> String {
    format!("up {}", words(&(1..=count).collect::<Vec<_>>()))
}

/// The corosync.conf of nodes 1, 2, ... with these votes and these keys of the quorum section, one a line.
pub fn conf(votes: &[u32], keys: &str) -> String {
    let node = |(id, votes)| format!("  node {{\n    nodeid: {id}\n    quorum_votes: {votes}\n  }}\n");
    let nodes: String = (1..).zip(votes).map(|(id, votes): (u32, &u32)| node((id, *votes))).collect();
    format!("quorum {{\n  provider: corosync_votequorum\n{keys}\n}}\nnodelist {{\n{nodes}}}\n")
}

/// A random corosync.conf of nodes 1 to `count`; corosync may refuse it.
pub fn random_conf(random: &mut Random, count: usize) -> String {
    let mut text = String::from("quorum {\n  provider: corosync_votequorum\n");
    for key in ["two_node", "wait_for_all", "last_man_standing", "auto_tie_breaker", "allow_downscale"] {
        if random.one_in(4) {
            writeln!(text, "  {key}: {}", random.below(2)).expect("write to a string");
        }
    }
    for key in ["expected_votes_tracking", "expected_votes"] {
        if random.one_in(8) {
            writeln!(text, "  {key}: {}", random.below(count + 2)).expect("write to a string");
        }
    }
    if random.one_in(3) {
        let rule = random.pick(&["lowest", "highest", "1", "2 1", "1 2 3", "3,1", "none"]);
        writeln!(text, "  auto_tie_breaker_node: {rule}").expect("write to a string");
    }
    if random.one_in(4) {
        text += "  device {\n    model: net\n";
        if random.one_in(2) {
            writeln!(text, "    votes: {}", random.below(count + 1)).expect("write to a string");
        }
        text += "  }\n";
    }
    text += "}\nnodelist {\n";
    let weighted = random.one_in(3);
    for id in 1..=count {
        write!(text, "  node {{\n    nodeid: {id}\n").expect("write to a string");
        if weighted {
            writeln!(text, "    quorum_votes: {}", random.below(4)).expect("write to a string");
        }
        text += "  }\n";
    }
    text + "}\n"
}

/// A random corosync.conf of nodes 1 to `count` that the rules take.
pub fn accepted_conf<const N: usize>(random: &mut Random, count: usize, rules: Rules) -> String {
    loop {
        let conf = random_conf(random, count);
        let config = Config::<N>::from_corosync_conf(&conf);
        if config.is_ok_and(|config| Cluster::new(&config, rules).is_ok()) {
            return conf;
        }
    }
}

/// Changes a text in one place: a byte, a line's end, the end, or a part of it again elsewhere.
pub fn mutate(random: &mut Random, text: &mut Vec<u8>) {
    let at = random.below(text.len() + 1).min(text.len().saturating_sub(1));
    match random.below(5) {
        0 if !text.is_empty() => text[at] = random.number() as u8,
        1 if !text.is_empty() => drop(text.remove(at)),
        2 => text.insert(at, *random.pick(b"{}:\n# 9-")),
        3 => text.truncate(at),
        _ => {
            let to = (at + random.below(60)).min(text.len());
            let part = text[at..to].to_vec();
            let place = random.below(text.len() + 1);
            text.splice(place..place, part);
        }
    }
}

/// A random step for a cluster of nodes 1 to `count`; many are refused.
pub fn random_step(random: &mut Random, count: usize) -> String {
    let node = 1 + random.below(count);
    let some = |random: &mut Random| {
        let of = 1 + random.below(3);
        let mut chosen: Vec<usize> = (1..=count).filter(|_| random.one_in(of)).collect();
        if chosen.is_empty() {
            chosen.push(1 + random.below(count));
        }
        chosen.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
    };
    match random.below(24) {
        0..=5 => format!("up {node}"),
        6 => format!("up {}", some(random)),
        7 | 8 => format!("crash {node}"),
        9 => format!("leave {node}{}", if random.one_in(2) { " remove" } else { "" }),
        10..=12 => random_split(random, count),
        13 | 14 => "heal".to_owned(),
        15 => format!("reform {node}"),
        16 => format!("wait {}ms", random.pick(&[1, 900, 9_999, 10_000, 30_001])),
        17 => format!("expected {}", random.below(2 * count + 2)),
        18 => format!("votes {node} {}", random.pick(&[0, 1, 1, 2, 3, 65_535])),
        19 => format!("cancel_wait_for_all {}", some(random)),
        20 | 21 => format!("device on {node}"),
        22 => {
            let event = random.pick(&["register", "off", "lost", "unregister", "master_wins"]);
            format!("device {event} {node}")
        }
        _ => format!("reload {}\n{}", some(random), random_conf(random, count)),
    }
}

fn random_split(random: &mut Random, count: usize) -> String {
    let sides = 1 + random.below(3);
    let mut partition = vec![Vec::new(); sides];
    for node in (1..).take(count) {
        if !random.one_in(8) {
            partition[random.below(sides)].push(node);
        }
    }
    partition.retain(|side| !side.is_empty());
    match partition.is_empty() {
        true => "heal".to_owned(),
        false => split(&partition),
    }
}

/// Combinations of options, by name.
pub const OPTION_SETS: [(&str, &str); 14] = [
    ("plain", ""),
    ("two_node", "two_node: 1"),
    ("two_node without wait_for_all", "two_node: 1\nwait_for_all: 0"),
    ("wait_for_all", "wait_for_all: 1"),
    ("lowest", "wait_for_all: 1\nauto_tie_breaker: 1"),
    ("highest", "wait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: highest"),
    ("list", "wait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: 2 1"),
    ("lowest without wait_for_all", "auto_tie_breaker: 1"),
    ("list without wait_for_all", "auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2"),
    ("last_man_standing", "wait_for_all: 1\nlast_man_standing: 1"),
    ("last_man_standing and lowest", "wait_for_all: 1\nlast_man_standing: 1\nauto_tie_breaker: 1"),
    ("allow_downscale", "allow_downscale: 1"),
    ("expected_votes", "expected_votes: 2"),
    ("device", "device {\nmodel: net\nvotes: 1\n}"),
];
