//! Rules `corosync` and `cman` against the naive model, in every small cluster and in random larger ones.

use quorate::{Config, Rules};
use quorate_tests::generate::{self, OPTION_SETS, Random};
use quorate_tests::laws::{self, Watched};

/// Everything that can happen next to nodes 1 to `count`.
fn alphabet(count: u32) -> Vec<String> {
    let mut steps: Vec<String> =
        generate::partitions(count).iter().map(|partition| generate::split(partition)).collect();
    for node in 1..=count {
        steps.push(format!("crash {node}"));
        steps.push(format!("up {node}"));
    }
    steps.push("leave 1".to_owned());
    steps.push("wait 10s".to_owned());
    steps.push("cancel_wait_for_all 2".to_owned());
    steps
}

/// Every sequence of these steps down to `depth`; hands each cluster to `look`. Tells how many there were.
fn explore<const N: usize>(
    from: &Watched<N>,
    steps: &[String],
    depth: usize,
    look: &mut impl FnMut(&Watched<N>),
) -> usize {
    let mut count = 0;
    for step in steps {
        let mut next = from.clone();
        // A step that is refused changes nothing, which the naive model has checked.
        if next.run(step).is_err() {
            continue;
        }
        count += 1;
        look(&next);
        if depth > 1 {
            count += explore(&next, steps, depth - 1, look);
        }
    }
    count
}

#[test]
fn every_small_cluster() {
    let mut clusters = 0;
    for (_, keys) in OPTION_SETS {
        for votes in [&[1][..], &[1, 1], &[2, 1], &[1, 1, 1], &[3, 1, 1], &[1, 1, 1, 1], &[2, 1, 1, 0]] {
            let conf = generate::conf(votes, keys);
            if Config::<5>::from_corosync_conf(&conf).is_err() {
                continue;
            }
            let down = Watched::<5>::new(&conf, Rules::Corosync);
            let mut up = down.clone();
            let count = u32::try_from(votes.len()).expect("a few");
            up.must(&generate::all_up(count));
            let mut look = |watched: &Watched<5>| {
                let quorate = laws::quorate_partitions(&watched.cluster);
                assert!(!keys.is_empty() || quorate <= 1, "two majorities\n{}", watched.story());
            };
            let depth = if count < 4 { 3 } else { 2 };
            clusters += explore(&up, &alphabet(count), depth, &mut look);
            clusters += explore(&down, &alphabet(count), 2, &mut look);
        }
    }
    println!("{clusters} clusters");
    assert!(clusters > 10_000, "only {clusters} clusters");
}

#[test]
fn without_a_nodelist() {
    let conf = "quorum {\n  expected_votes: 3\n}\n";
    let down = Watched::<5>::new(conf, Rules::Corosync);
    let mut up = down.clone();
    up.must("up 1 2 3");
    assert!(explore(&up, &alphabet(3), 3, &mut |_| {}) > 100);
    assert!(explore(&down, &alphabet(3), 3, &mut |_| {}) > 100);
}

#[test]
fn five_nodes() {
    for keys in ["", "wait_for_all: 1\nauto_tie_breaker: 1", "last_man_standing: 1\nwait_for_all: 1"] {
        let mut up = Watched::<5>::new(&generate::conf(&[1; 5], keys), Rules::Corosync);
        up.must(&generate::all_up(5));
        let steps: Vec<String> = generate::partitions(5).iter().map(|sides| generate::split(sides)).collect();
        let count = explore(&up, &steps, 2, &mut |_| {});
        assert_eq!(count, 52 + 52 * 52);
    }
}

/// One random cluster of up to `nodes` nodes, some steps long.
fn random_cluster<const N: usize>(random: &mut Random, rules: Rules, nodes: usize, steps: usize) {
    let count = 1 + random.below(nodes);
    let conf = generate::accepted_conf::<N>(random, count, rules);
    let mut watched = Watched::<N>::new(&conf, rules);
    let mut taken = 0;
    for _ in 0..steps {
        let step = generate::random_step(random, count);
        match watched.run(&step) {
            Ok(()) => taken += 1,
            Err(error) => assert!(is_documented(&error), "{step}: {error}\n{}", watched.story()),
        }
    }
    assert!(taken > steps / 8, "only {taken} of {steps} steps were taken\n{}", watched.story());
}

/// The refusals that a random step may meet; anything else is a defect.
fn is_documented(error: &str) -> bool {
    [
        "is up already",
        "is not up",
        "is not in the nodelist",
        "no node is up",
        "corosync.conf:",
        "has never been seen",
        "expected votes cannot be 0, or lower",
        "more than the votes present",
        "votes would add up to more",
        "does not allow a quorum device",
        "no quorum device is registered",
        "these rules do not support",
        "two_node needs exactly two nodes",
    ]
    .iter()
    .any(|known| error.contains(known))
}

#[test]
fn random_small_clusters() {
    generate::for_seeds("random_small_clusters", 200, |_, random| {
        random_cluster::<8>(random, Rules::Corosync, 7, 60);
    });
}

#[test]
fn random_cman_clusters() {
    generate::for_seeds("random_cman_clusters", 100, |_, random| {
        random_cluster::<8>(random, Rules::Cman, 6, 60);
    });
}

#[test]
fn random_large_clusters() {
    generate::for_seeds("random_large_clusters", 3, |_, random| {
        random_cluster::<64>(random, Rules::Corosync, 64, 100);
    });
}
