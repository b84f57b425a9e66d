//! Split brains that votequorum is known to come to, and how many sequences of partitions pass one: rules that
//! predict it must come there too, and to no other.

use quorate::Rules;
use quorate_tests::generate;
use quorate_tests::laws::{self, Watched};

const LOWEST: &str = "wait_for_all: 1\nauto_tie_breaker: 1";
const HIGHEST: &str = "wait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: highest";
const LIST_1: &str = "wait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: 1";
const LIST_1_2: &str = "wait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: 1 2";
const STANDING: &str = "wait_for_all: 1\nlast_man_standing: 1\nauto_tie_breaker: 1";

/// Where real votequorum comes to from full membership: how many partitions are quorate, and
/// whether members of one disagree. Driven through the unmodified votequorum.c.
const KNOWN_SPLITS: [(&str, &[u32], &str, &[&str]); 17] = [
    ("list, 3 nodes", &[1; 3], LIST_1, &["12|3", "1|23"]),
    ("list, 5 nodes", &[1; 5], LIST_1, &["123|4|5", "15|234"]),
    ("list, a heavy node", &[2, 1, 1, 1], LIST_1, &["12|3|4", "1|234"]),
    ("lowest", &[1; 4], "auto_tie_breaker: 1", &["1|234", "14|23"]),
    ("lowest, waiting", &[1; 4], LOWEST, &["1|234", "14|23"]),
    ("highest", &[1; 4], HIGHEST, &["123|4", "14|23"]),
    ("list of two", &[1; 4], "auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2", &["12|3|4", "14|23"]),
    ("list of two, waiting", &[1; 4], LIST_1_2, &["12|3|4", "14|23"]),
    ("last_man_standing", &[1; 4], "wait_for_all: 1\nlast_man_standing: 1", &["123|4", "wait 10s", "14|23"]),
    ("last_man_standing with a tie breaker", &[1; 4], STANDING, &["12|3|4", "wait 10s", "1|23|4"]),
    ("lowest, 3 nodes", &[1; 3], LOWEST, &["12|3", "1|23"]),
    ("two_node with 4 nodes", &[1; 4], "two_node: 1", &["12|34"]),
    ("two_node with 3 nodes", &[1; 3], "two_node: 1", &["1|23"]),
    ("weights and a tie breaker", &[2, 3], LOWEST, &["1|2"]),
    ("weights, 3 nodes", &[3, 2, 2], LOWEST, &["1|23"]),
    (
        "last_man_standing, 5 nodes",
        &[1; 5],
        "wait_for_all: 1\nlast_man_standing: 1",
        &["123|45", "wait 10s", "12|345"],
    ),
    ("expected_votes below the nodelist", &[1; 3], "expected_votes: 1", &[]),
];

fn take<const N: usize>(watched: &mut Watched<N>, step: &str) {
    match step.contains(' ') {
        true => watched.must(step),
        false => watched.must(&generate::split(&generate::sides(step))),
    }
}

/// Known split brains of votequorum: rules that predict it must come there too.
#[test]
fn known_splits() {
    for (name, votes, keys, steps) in KNOWN_SPLITS {
        let mut watched = Watched::<5>::new(&generate::conf(votes, keys), Rules::Corosync);
        let count = u32::try_from(votes.len()).expect("a few");
        match steps {
            // Never together: each node starts apart.
            [] => {
                watched.must("split 1 | 2 | 3");
                watched.must(&generate::all_up(count));
            }
            _ => watched.must(&generate::all_up(count)),
        }
        for step in steps {
            take(&mut watched, step);
        }
        let quorate = laws::quorate_partitions(&watched.cluster);
        assert!(quorate >= 2, "{name}: {quorate}\n{}\n{}", watched.story(), watched.cluster.table());
    }
}

/// Nodes that start apart, without ever having seen each other.
#[test]
fn known_splits_at_cold_start() {
    let cases = [
        ("auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2", "14|23"),
        // quorum.expected_votes below the nodelist.
        ("expected_votes: 2", "12|34"),
    ];
    for (keys, sides) in cases {
        let mut watched = Watched::<5>::new(&generate::conf(&[1; 4], keys), Rules::Corosync);
        take(&mut watched, sides);
        watched.must("up 1 2 3 4");
        let quorate = laws::quorate_partitions(&watched.cluster);
        assert_eq!(quorate, 2, "{}{}", watched.story(), watched.cluster.table());
    }
}

/// What all sequences of partitions from full membership come to: how many there are, and how many of
/// them pass a split brain, or a disagreement between members of one partition.
#[derive(Default, Debug, PartialEq)]
struct Passed {
    sequences: usize,
    splits: usize,
    disagreements: usize,
}

impl Passed {
    fn explore<const N: usize>(
        &mut self,
        from: &Watched<N>,
        partitions: &[Vec<Vec<u32>>],
        depth: usize,
        window: bool,
        on_the_way: (bool, bool),
    ) {
        for partition in partitions {
            let mut next = from.clone();
            next.must(&generate::split(partition));
            let mut branches = vec![next];
            if window {
                let mut waited = branches[0].clone();
                waited.must("wait 10s");
                branches.push(waited);
            }
            for next in &branches {
                let split = on_the_way.0 || laws::quorate_partitions(&next.cluster) > 1;
                let disagreement = on_the_way.1 || laws::disagrees(&next.cluster);
                self.sequences += 1;
                self.splits += usize::from(split);
                self.disagreements += usize::from(disagreement);
                if depth > 1 {
                    self.explore(next, partitions, depth - 1, window, (split, disagreement));
                }
            }
        }
    }
}

/// votes, keys, depth, with and without the window in between; then what the unmodified
/// votequorum.c came to in the same sequences.
type Explored = (&'static [u32], &'static str, usize, bool, [usize; 3]);
const EXPLORED: [Explored; 19] = [
    (&[1; 3], "", 4, false, [780, 0, 0]),
    (&[1; 4], "", 3, false, [3615, 0, 0]),
    (&[1; 5], "", 2, false, [2756, 0, 0]),
    (&[3, 1, 1, 1], "", 3, false, [3615, 0, 0]),
    (&[1; 3], "wait_for_all: 1", 3, false, [155, 0, 27]),
    (&[1; 4], "wait_for_all: 1", 3, false, [3615, 0, 80]),
    (&[1; 4], "auto_tie_breaker: 1\nauto_tie_breaker_node: 1", 3, false, [3615, 0, 0]),
    (&[1; 4], LIST_1, 3, false, [3615, 0, 879]),
    (&[1; 3], LIST_1, 2, false, [30, 2, 1]),
    (&[1; 5], LIST_1, 2, false, [2756, 92, 214]),
    (&[2, 1, 1, 1], LIST_1, 2, false, [240, 9, 3]),
    (&[1; 4], "auto_tie_breaker: 1", 2, false, [240, 2, 4]),
    (&[1; 4], LOWEST, 2, false, [240, 2, 43]),
    (&[1; 4], HIGHEST, 2, false, [240, 2, 10]),
    (&[1; 4], "auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2", 2, false, [240, 22, 24]),
    (&[1; 4], LIST_1_2, 2, false, [240, 14, 55]),
    (&[1; 4], "wait_for_all: 1\nlast_man_standing: 1", 2, true, [930, 24, 32]),
    (&[1; 4], STANDING, 2, true, [930, 88, 98]),
    (&[1; 3], LOWEST, 2, false, [30, 3, 1]),
];

#[test]
fn sequences_of_partitions() {
    for (votes, keys, depth, window, votequorum) in EXPLORED {
        let count = u32::try_from(votes.len()).expect("a few");
        let mut up = Watched::<5>::new(&generate::conf(votes, keys), Rules::Corosync);
        up.must(&generate::all_up(count));
        let mut passed = Passed::default();
        passed.explore(&up, &generate::partitions(count), depth, window, (false, false));
        let [sequences, splits, disagreements] = votequorum;
        assert_eq!(passed, Passed { sequences, splits, disagreements }, "votes {votes:?}\n{keys}");
    }
}
