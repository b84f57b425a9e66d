//! Rules `corosync` against the records of other versions, 2.4.5 to the development branch of August 2026: the same
//! from 2.4.6 and from 3.0.4 on, but for what is named here.

use crate::{DEVIATIONS, followed, say};
use quorate::{Cluster, Config, NodeId, Rules};
use quorate_tests::record::{self, RealCluster, RealStep, SimulatedCluster, TriedConfig, VERSIONS, Written};
use quorate_tests::tried;
use std::collections::BTreeSet;

/// Versions that rows of `quorate::deviations` are about.
const OLD: [&str; 2] = ["2.4.5", "3.0.3"];

/// Those rows, and the stories in which old versions differ.
const OLD_RULES: [(&str, &[&str]); 3] = [
    (
        "a_reload_does_not_arm_wait_for_all",
        &["reload-one-to-three", "reload-two-node-survivor", "reload-wfa-five", "reload-wfa-split"],
    ),
    (
        "wait_for_all_follows_two_node",
        &[
            "reload-three-to-two",
            "reload-three-to-two-split",
            "reload-two-to-three",
            "reload-two-to-three-peer-dead",
        ],
    ),
    (
        "expected_votes_are_not_below_those_present",
        &["expected-all-values", "expected-blocked", "expected-weighted"],
    ),
];

/// A step with two answers, each of several versions: node 5 meets node 1 at once, or forms a view of its own before.
const OTHER_WAY: (&str, usize, [&str; 2]) =
    ("five-atb-wfa-two-step", 2, ["split 1 | 5 | 2 3 4", "split 1 5 | 2 3 4"]);

/// Makes a recorded step happen: whether it was taken.
fn run(cluster: &mut Cluster<8>, written: &mut Written, step: &RealStep) -> bool {
    let mut done = written.step_of(&step.cmd);
    let is_up = |node: &u32| cluster.status(NodeId(*node)).is_some();
    // The operator's tool was run on the first node that was up.
    if let (Some(tool), Some(node)) = (done.strip_suffix(" on 1"), step.nodes.keys().copied().find(is_up)) {
        done = format!("{tool} on {node}");
    }
    cluster.run(&done).is_ok()
}

fn is_said(cluster: &Cluster<8>, step: &RealStep) -> bool {
    step.nodes.iter().all(|(node, said)| say(cluster, *node) == *said)
}

/// Whether every step of a story was as ours.
fn is_ours(real: &RealCluster) -> bool {
    let mut written = Written::new(real);
    let config = Config::<8>::from_corosync_conf(written.text()).expect("corosync started with it");
    let mut cluster = Cluster::new(&config, Rules::Corosync).expect("corosync's rules take it");
    real.record.iter().enumerate().all(|(number, step)| {
        let before = cluster.clone();
        let is_taken = run(&mut cluster, &mut written, step);
        let was_refused = step.said.as_deref().is_some_and(|said| said.starts_with("Unable"));
        let (story, at, way) = OTHER_WAY;
        if !is_said(&cluster, step) && (story, at) == (&real.name, number) {
            cluster = before;
            way.iter().for_each(|done| cluster.run(done).map(drop).expect("a step"));
        }
        is_taken != was_refused && is_said(&cluster, step)
    })
}

#[test]
fn stories_and_reloads() {
    let old: BTreeSet<&str> = OLD_RULES.iter().flat_map(|(_, stories)| *stories).copied().collect();
    for version in VERSIONS {
        let stories: Vec<RealCluster> = record::of_version(version, "stories");
        let reloads: Vec<RealCluster> = record::of_version(version, "reload");
        let counts = (stories.len(), reloads.len());
        assert!(matches!(counts, (0 | 17, 16)), "{version}: the record is not whole: {counts:?}");
        let all = stories.iter().chain(&reloads);
        let others: BTreeSet<&str> =
            all.filter(|real| !is_ours(real)).map(|real| real.name.as_str()).collect();
        let expected = if OLD.contains(&version) { old.clone() } else { BTreeSet::new() };
        assert_eq!(others, expected, "{version}");
    }
    let page = include_str!("../../core/src/rules/deviations.rs");
    for (row, _) in OLD_RULES {
        assert!(page.contains(&format!("| `{row}` |")), "{row} is no row of the deviations");
    }
}

/// Versions whose simulator was recorded, how many steps it repeated, and those in which the order of messages decides:
/// nodes that speak in another order than usual, or only when they have heard others.
type Simulated = (&'static str, usize, &'static [(u64, &'static str)]);
const SIMULATED: [Simulated; 5] = [
    ("3.0.3", 2686, &[(10300, "split 2:3,1,5"), (10300, "split 1:3,4,2,5"), (10306, "up 0:2")]),
    ("3.1.2", 2690, &[]),
    ("3.1.9", 2690, &[]),
    (
        "3.1.10",
        2692,
        &[(10128, "up 1:2"), (10300, "split 2:3,1,5"), (10300, "split 1:3,4,2,5"), (10306, "up 0:2")],
    ),
    ("main", 2695, &[(10008, "up 0:2"), (10300, "split 2:3,1,5")]),
];

#[test]
fn simulated_clusters_of_versions() {
    for (version, steps, ordered) in SIMULATED {
        let clusters: Vec<SimulatedCluster> = record::of_version(version, "vqsim");
        let all = followed(&clusters);
        assert_eq!((clusters.len(), all.steps), (320, steps), "{version}: the record is not whole");
        assert!(all.differences.is_empty(), "{version}: {}", all.differences.join("\n"));
        let decided: Vec<_> = all.ordered.iter().map(|(seed, cmd)| (*seed, cmd.as_str())).collect();
        assert_eq!(decided, ordered, "{version}: the order of messages decides elsewhere");
    }
}

#[test]
fn configs_of_versions() {
    for version in VERSIONS {
        let all: Vec<TriedConfig> = record::of_version(version, "configs");
        assert!(matches!(all.len(), 0 | 161), "{version}: the record is not whole");
        for tried in &all {
            let ours = tried::ours(&tried.conf_text);
            let is_as_said = match DEVIATIONS.iter().find(|deviation| (deviation.is_it)(tried)) {
                Some(deviation) => (deviation.allows)(tried, &ours),
                None => ours.as_ref().ok() == tried.status.as_ref(),
            };
            assert!(is_as_said, "{version}: {:?}, ours {ours:?}\n{}", tried.status, tried.conf_text);
        }
    }
}

/// Versions whose reader of corosync.conf was asked, the oldest first.
const READERS: [&str; 7] = ["2.4.5", "3.0.3", "3.1.2", "3.1.7", "3.1.9", "3.1.10", "main"];

/// Odd texts that we read otherwise than the versions from the first to the last that are named, and why.
type Odd = (&'static str, &'static str, &'static str, &'static [&'static str]);
const ODD: [Odd; 10] = [
    (
        "2.4.5",
        "main",
        "an entry without a key is ignored in a section; refused, with its line",
        &["empty-key-in-quorum", "empty-key-in-node", "empty-key-in-totem"],
    ),
    (
        "2.4.5",
        "main",
        "not about votes: the network, or that votequorum is not used",
        &["two-links-without-names", "no-provider", "section-in-uidgid"],
    ),
    ("3.0.3", "main", "without a nodelist there is no network", &["two-node-no-nodelist"]),
    ("2.4.5", "3.1.9", "until 3.1.10 totem.rrp_* had to be numbers", &["rrp-not-a-number"]),
    (
        "2.4.5",
        "3.1.9",
        "until 3.1.10 a section's keys counted as its node's, and its end as the node's end",
        &["node-subsection-votes", "node-subsection-empty-first"],
    ),
    (
        "2.4.5",
        "3.1.7",
        "the byte 0xA0 is white space since 3.1.8",
        &["nbsp-latin1-after-value", "nbsp-latin1-indent"],
    ),
    ("3.0.3", "3.1.7", "the byte 0xA0 is white space since 3.1.8", &["nbsp-latin1-blank-line"]),
    (
        "3.0.3",
        "3.1.2",
        "with knet nodeids are below 65536, and every node has one, since 3.1.5",
        &["nodeid-70000", "nodeid-65536-ours", "other-node-without-nodeid"],
    ),
    ("2.4.5", "2.4.5", "a node without ring0_addr counts since 3.0.0", &["node-without-address"]),
    (
        "2.4.5",
        "2.4.5",
        "until 3.0.0 what is no entry was ignored",
        &[
            "nbsp-utf8-indent",
            "empty-key-at-top",
            "junk-line-in-quorum",
            "junk-line-without-colon",
            "equals-for-colon",
            "text-after-close-brace",
            "long-comment",
            "long-value",
            "long-comment-with-key-at-511",
        ],
    ),
];

/// Names of the odd texts that a version reads otherwise.
fn odd_in(version: &str) -> BTreeSet<&'static str> {
    let place = |name: &str| READERS.iter().position(|reader| *reader == name).expect("a reader");
    let is_so = |(first, last, ..): &&Odd| (place(first)..=place(last)).contains(&place(version));
    ODD.iter().filter(is_so).flat_map(|(.., names)| *names).copied().collect()
}

#[test]
fn odd_texts() {
    for version in READERS {
        let all: Vec<TriedConfig> = record::of_version(version, "battery");
        assert_eq!(all.len(), 46, "{version}: the record is not whole");
        let is_odd = |tried: &&TriedConfig| {
            // A byte each: some are no UTF-8.
            let bytes: Vec<u8> = tried.conf_text.chars().map(|c| u8::try_from(c).expect("a byte")).collect();
            let config = Config::<8>::from_corosync_conf(&bytes).ok();
            config.and_then(|config| tried::alone(&config)) != tried.status
        };
        let odd: BTreeSet<&str> = all.iter().filter(is_odd).map(|tried| tried.name.as_str()).collect();
        assert_eq!(odd, odd_in(version), "{version}");
    }
}
