//! What the explorer finds under rules `corosync`, played in corosync's own simulator: two partitions of real
//! votequorum processes that are quorate at once.

use quorate::explore::{FindingKind, Settings};
use quorate::{Rules, Step};
use quorate_tests::field::{FIELD, explored};
use quorate_tests::generate::conf;
use quorate_tests::process::Vqsim;
use quorate_tests::vqsim::Reports;
use std::collections::BTreeMap;

/// last_man_standing's window, so that nobody waits for ten seconds.
const WINDOW: &str = "; last_man_standing_window: 500";

/// How often a finding is played before it counts as not shown: on a busy machine one order of messages is rare.
const RUNS_MAX: u32 = 40;

/// Where every node is, up or down; partition 0 where nothing was said.
#[derive(Default)]
struct Places {
    partition: BTreeMap<u32, u8>,
    up: Vec<u32>,
}

impl Places {
    /// vqsim's commands for a step; `None` where it has none.
    fn commands(&mut self, step: &str) -> Option<String> {
        match Step::parse(step).expect("a step") {
            Step::Up(nodes) => {
                let nodes: Vec<u32> = nodes.iter().map(|node| node.0).collect();
                self.up.extend(&nodes);
                Some(format!("up {}", self.groups(&nodes)))
            }
            Step::Crash(nodes) => {
                self.up.retain(|node| !nodes.iter().any(|down| down.0 == *node));
                Some(nodes.iter().map(|node| format!("down {node}")).collect::<Vec<_>>().join("; "))
            }
            Step::Split(sides) => {
                self.partition.extend(sides.iter().map(|(node, side)| (node.0, *side)));
                Some(self.moved())
            }
            Step::Heal => {
                self.partition.values_mut().for_each(|partition| *partition = 0);
                Some(self.moved())
            }
            Step::Wait(time) => Some(format!("wait {}", time + 300)),
            _ => None,
        }
    }

    fn moved(&self) -> String {
        match self.up.is_empty() {
            true => String::new(),
            false => format!("split {}", self.groups(&self.up)),
        }
    }

    /// `0:1,2 1:3`
    fn groups(&self, nodes: &[u32]) -> String {
        let mut sides: BTreeMap<u8, Vec<String>> = BTreeMap::new();
        for node in nodes {
            sides.entry(self.partition.get(node).copied().unwrap_or(0)).or_default().push(node.to_string());
        }
        let group = |(side, nodes): (u8, Vec<String>)| format!("{side}:{}", nodes.join(","));
        sides.into_iter().map(group).collect::<Vec<_>>().join(" ")
    }
}

/// Partitions in which somebody is quorate.
fn quorate_partitions(reports: &Reports) -> usize {
    let mut partitions: Vec<u8> =
        reports.values().filter(|report| report.quorate).map(|report| report.partition).collect();
    partitions.sort_unstable();
    partitions.dedup();
    partitions.len()
}

/// Plays the steps in a vqsim of their own.
fn play(text: &str, steps: &[String]) -> Reports {
    let mut vqsim = Vqsim::start(text).unwrap_or_else(|trouble| panic!("{trouble}"));
    let mut places = Places::default();
    for step in steps {
        let commands = places.commands(step).unwrap_or_else(|| panic!("vqsim has no command for {step}"));
        if !commands.is_empty() {
            vqsim.run(&commands).unwrap_or_else(|trouble| panic!("{step}: {trouble}"));
        }
    }
    vqsim.reports().unwrap_or_else(|trouble| panic!("{trouble}"))
}

#[test]
fn votequorum_splits_as_the_explorer_says() {
    let mut played = 0;
    for (votes, keys, kind, length) in FIELD {
        if *kind == FindingKind::Disagreement {
            // vqsim's members do not wait for each other, so their exchange is another.
            continue;
        }
        let keys =
            if keys.contains("last_man_standing") { format!("{keys}{WINDOW}") } else { (*keys).to_owned() };
        let settings = Settings { depth: Some(*length), ..Settings::default() };
        let explored = explored(Rules::Corosync, votes, &keys, &settings);
        let finding = explored.finding(*kind).unwrap_or_else(|| panic!("{keys}: nothing found"));
        // Without addresses vqsim starts no node by itself.
        let text = format!("totem {{\nversion: 2\n}}\n{}", conf(votes, &keys.replace("; ", "\n")));
        // vqsim's processes race each other, so some of its answers differ from run to run.
        let shown = (0..RUNS_MAX).find(|_| quorate_partitions(&play(&text, &finding.steps)) > 1);
        let steps = finding.steps.join("; ");
        let run = shown.unwrap_or_else(|| panic!("not in {RUNS_MAX} runs: {steps}\n{text}"));
        println!("votes {votes:?}; {keys}: {steps}: split in run {}", run + 1);
        played += 1;
    }
    assert!(played >= 15, "only {played} played");
}
