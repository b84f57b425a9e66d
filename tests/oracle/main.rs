//! Rules `corosync` against what the real corosync 3.1.7 did.

mod versions;

use quorate::{Cluster, Config, ConfigProblem, Rules};
use quorate_tests::follow::{Followed as Step, Follower};
use quorate_tests::naive::Naive;
use quorate_tests::record::{self, RealStatus, SimulatedCluster, SimulatedStatus, TriedConfig, TriedStatus};
use quorate_tests::tried::{self, Answer};
use quorate_tests::vqsim::{Report, Reports};
use std::collections::BTreeMap;

/// Steps of the simulated clusters before the first that vqsim did not repeat.
const RECORDED_STEPS: usize = 2689;

fn say<const N: usize>(cluster: &Cluster<N>, node: u32) -> Option<RealStatus> {
    let status = cluster.status(quorate::NodeId(node))?;
    let mut flags: Vec<String> = status.flags.names().map(str::to_owned).collect();
    flags.sort();
    Some(RealStatus {
        quorate: status.is_quorate(),
        nodes: status.members.len(),
        expected: status.expected_votes,
        highest_expected: status.highest_expected,
        total: status.total_votes,
        quorum: status.quorum,
        blocked: !status.is_quorate(),
        flags,
        members: status.members.iter().map(|member| member.0).collect(),
    })
}

#[test]
fn real_clusters() {
    let mut differences = Vec::new();
    for real in record::real_clusters() {
        let text = record::corosync_conf(&real.nodes, &real.quorum);
        let config = Config::<8>::from_corosync_conf(&text).expect("corosync started with it");
        let mut cluster = Cluster::new(&config, Rules::Corosync).expect("corosync's rules take it");
        let mut naive = Naive::new(&config, Rules::Corosync, &cluster);
        for step in &real.record {
            let done = record::step_of(&step.cmd);
            cluster.run(&done).expect("corosync did it");
            let broken = naive.after(&done, false, &cluster).err();
            differences.extend(broken.map(|law| format!("{}: {done}: naive model: {law}", real.name)));
            for (node, said) in &step.nodes {
                let ours = say(&cluster, *node);
                if ours != *said {
                    differences.push(format!(
                        "{}: {}: node {node}\n  corosync {said:?}\n  quorate  {ours:?}",
                        real.name, step.cmd
                    ));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Where the usual order of messages does not give vqsim's answer: seed and command. In 10118 node 3, which has
/// no votes, starts again under wait_for_all; its own message between those of 1 and 2 makes it wait again.
const ORDER_DECIDES: [(u64, &str); 1] = [(10118, "up 1:3")];

/// How simulated clusters compare.
#[derive(Default)]
pub(crate) struct Followed {
    pub steps: usize,
    /// Seeds and commands where another order of messages than the usual one gives vqsim's answer.
    pub ordered: Vec<(u64, String)>,
    pub differences: Vec<String>,
}

/// The steps of all clusters before the first that vqsim did not repeat.
pub(crate) fn followed(clusters: &[SimulatedCluster]) -> Followed {
    let mut all = Followed::default();
    for simulated in clusters {
        let config = Config::<8>::from_corosync_conf(&simulated.conf_text).expect("vqsim took it");
        let mut follower = Follower::new(&config);
        for step in simulated.steps.iter().take_while(|step| step.repeatable) {
            all.steps += 1;
            let said = reports(&step.nodes);
            match follower.follow(&step.cmd, &said) {
                Step::Agrees => {}
                Step::InOrder(orders) => {
                    all.ordered.push((simulated.seed, step.cmd.clone()));
                    println!("seed {}: order decides '{}': {orders:?}", simulated.seed, step.cmd);
                }
                Step::Differs(ours) => {
                    let Some((options, _)) = simulated.conf_text.split_once("nodelist") else {
                        panic!("seed {}: no nodelist", simulated.seed);
                    };
                    all.differences.push(format!(
                        "seed {}: {}\n{options}\n  vqsim   {said:?}\n  quorate {ours:?}\n{}",
                        simulated.seed,
                        step.cmd,
                        follower.simulation().cluster.table()
                    ));
                    break;
                }
            }
        }
    }
    all
}

#[test]
fn simulated_clusters() {
    let clusters = record::simulated_clusters();
    let all = followed(&clusters);
    println!("{} clusters, {} steps, order decides {}", clusters.len(), all.steps, all.ordered.len());
    assert_eq!((clusters.len(), all.steps), (320, RECORDED_STEPS), "the record is not whole");
    assert!(all.differences.is_empty(), "{} differ\n{}", all.differences.len(), all.differences.join("\n"));
    let decided: Vec<_> = all.ordered.iter().map(|(seed, cmd)| (*seed, cmd.as_str())).collect();
    assert_eq!(decided, ORDER_DECIDES, "the order of messages decides elsewhere");
}

/// Orders do not explain just anything: the opposite of what one node said is a difference.
#[test]
fn a_wrong_answer_is_a_difference() {
    let (mut clusters, mut explained) = (0, Vec::new());
    for simulated in record::simulated_clusters() {
        let config = Config::<8>::from_corosync_conf(&simulated.conf_text).expect("vqsim took it");
        let mut follower = Follower::new(&config);
        let steps: Vec<_> = simulated.steps.iter().take_while(|step| step.repeatable).collect();
        // With more nodes there are too many orders for a quick test.
        let is_small = steps.iter().all(|step| step.nodes.len() <= 3);
        let Some((last, before)) = steps.split_last().filter(|(last, _)| is_small && !last.nodes.is_empty())
        else {
            continue;
        };
        for step in before {
            follower.follow(&step.cmd, &reports(&step.nodes));
        }
        let mut wrong = reports(&last.nodes);
        let first = wrong.values_mut().next().expect("a node is up");
        first.quorate = !first.quorate;
        clusters += 1;
        if !matches!(follower.follow(&last.cmd, &wrong), Step::Differs(_)) {
            explained.push(simulated.seed);
        }
    }
    assert!(clusters > 50, "only {clusters} are small enough");
    assert!(explained.is_empty(), "orders explain wrong answers, seeds {explained:?}");
}

fn reports(nodes: &BTreeMap<u32, SimulatedStatus>) -> Reports {
    let report = |said: &SimulatedStatus| Report {
        partition: said.part,
        quorate: said.q == 1,
        view: said.view.clone(),
    };
    nodes.iter().map(|(node, said)| (*node, report(said))).collect()
}

/// What corosync does by accident, and we do not.
struct Deviation {
    reason: &'static str,
    configs: usize,
    is_it: fn(&TriedConfig) -> bool,
    /// What we answer instead.
    allows: fn(&TriedConfig, &Answer) -> bool,
}

const DEVIATIONS: [Deviation; 3] = [
    Deviation {
        reason: "corosync keeps quorum in 8 bits: 256 becomes 0, and one of two nodes of 255 votes is quorate alone",
        configs: 3,
        is_it: |tried| {
            let wrapped = tried.status.as_ref().is_some_and(|status| status.quorum == 0);
            wrapped && tried.conf_text.matches("quorum_votes: 255\n").count() == 2
        },
        allows: |tried, ours| match (&tried.status, ours) {
            (Some(theirs), Ok(ours)) => {
                let flags = theirs.flags.iter().filter(|flag| *flag != "Quorate");
                let flags = flags.cloned().collect();
                *ours == TriedStatus { quorate: false, quorum: 256, flags, ..theirs.clone() }
            }
            _ => false,
        },
    },
    Deviation {
        reason: "corosync's sums wrap at 4294967296; a config whose votes do not add up is refused",
        configs: 5,
        is_it: |tried| tried.conf_text.contains("quorum_votes: 4294967295\n"),
        allows: |_, ours| is_refused(ours, ConfigProblem::VotesOverflow),
    },
    Deviation {
        reason: "without a nodelist corosync fails for want of a network; votequorum alone needs expected_votes",
        configs: 4,
        is_it: |tried| !tried.conf_text.contains("nodelist"),
        allows: |tried, ours| match tried.conf_text.contains("expected_votes:") {
            true => ours.is_ok(),
            false => is_refused(ours, ConfigProblem::NoExpectedVotes),
        },
    },
];

fn is_refused(ours: &Answer, with: ConfigProblem) -> bool {
    ours.as_ref().is_err_and(|error| error.problem == with)
}

/// The deviation that a configuration is of, and whether we answer as corosync did or as the deviation says.
pub(crate) fn compare_config(tried: &TriedConfig) -> (Option<usize>, bool) {
    let ours = tried::ours(&tried.conf_text);
    let deviation = DEVIATIONS.iter().position(|deviation| (deviation.is_it)(tried));
    let is_as_said = match deviation {
        Some(index) => (DEVIATIONS[index].allows)(tried, &ours),
        None => says_the_same(tried, &ours),
    };
    (deviation, is_as_said)
}

#[test]
fn tried_configs() {
    let mut differences = Vec::new();
    let mut deviating = [0; DEVIATIONS.len()];
    let all = record::tried_configs();
    for tried in &all {
        let (deviation, is_as_said) = compare_config(tried);
        if let Some(index) = deviation {
            deviating[index] += 1;
        }
        if !is_as_said {
            differences.push(format!(
                "{}\n  corosync {:?} {:?}\n  quorate  {:?}\n  {}",
                tried.conf_text,
                tried.status,
                tried.says,
                tried::ours(&tried.conf_text),
                deviation.map_or("not a known deviation", |index| DEVIATIONS[index].reason)
            ));
        }
    }
    assert_eq!(all.len(), 161, "the record is not whole");
    assert!(differences.is_empty(), "{} differ\n{}", differences.len(), differences.join("\n"));
    assert_eq!(deviating, DEVIATIONS.map(|deviation| deviation.configs));
}

/// The same status in every field, or the same problem, in the same line where corosync names one.
fn says_the_same(tried: &TriedConfig, ours: &Answer) -> bool {
    assert_eq!(tried.starts, tried.status.is_some(), "a status tells that corosync started");
    match (&tried.status, ours) {
        (Some(theirs), Ok(ours)) => theirs == ours,
        (None, Err(ours)) => tried::refusal(tried).is_some_and(|(problem, line)| {
            ours.problem == problem && line.is_none_or(|line| line == ours.line)
        }),
        _ => false,
    }
}
