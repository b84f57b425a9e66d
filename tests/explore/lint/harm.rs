//! What a story must show.

use quorate::lint::{Finding, Harm};
use quorate::{Cluster, Config, NodeId, Rules, Status};

/// The cluster at the end of the finding's story.
pub fn replay(config: &Config<8>, finding: &Finding<8>) -> Cluster<8> {
    let mut cluster = Cluster::new(config, Rules::Corosync).expect("rules that take every config");
    let story = finding.story().to_string();
    assert_eq!(story.lines().count(), finding.story().len());
    assert!(!finding.story().is_empty(), "{finding}");
    for step in story.lines() {
        check_step(step);
        cluster.run(step).unwrap_or_else(|error| panic!("{config:?}\n{story}{step}: {error}"));
    }
    cluster
}

/// A step concerns somebody, and a split has nodes on both sides.
fn check_step(step: &str) {
    let (word, nodes) = step.split_once(' ').unwrap_or((step, ""));
    let is_whole = match word {
        "up" | "crash" | "leave" | "reform" => !nodes.trim().is_empty(),
        "split" => nodes.contains('|') && nodes.split('|').all(|side| !side.trim().is_empty()),
        "device" => nodes.split_whitespace().count() > 1,
        "witness" => ["up", "down"].contains(&nodes) || nodes.starts_with("cut "),
        "wait" | "heal" => true,
        _ => false,
    };
    assert!(is_whole, "'{step}' is no step");
}

fn statuses(cluster: &Cluster<8>) -> Vec<Status<8>> {
    cluster.nodes().filter_map(|node| cluster.status(node)).collect()
}

fn pairs(statuses: &[Status<8>]) -> impl Iterator<Item = (&Status<8>, &Status<8>)> {
    statuses.iter().flat_map(move |one| statuses.iter().map(move |other| (one, other)))
}

/// Whether the harm is to be seen.
pub fn shows(finding: &Finding<8>, cluster: &Cluster<8>) -> Result<(), String> {
    let statuses = statuses(cluster);
    if statuses.is_empty() {
        return Err("nobody is up".into());
    }
    let apart =
        |one: &Status<8>, other: &Status<8>| !one.members.iter().any(|node| other.members.contains(node));
    let holds = match finding.harm {
        Harm::SplitBrain => {
            pairs(&statuses).any(|(one, other)| one.is_quorate() && other.is_quorate() && apart(one, other))
        }
        Harm::Disagreement => pairs(&statuses)
            .any(|(one, other)| one.members == other.members && one.is_quorate() != other.is_quorate()),
        Harm::Blocked => !statuses.iter().any(Status::is_quorate),
        // Not to be seen here: quorum is what it should be.
        Harm::QuorumWraps => {
            let wraps = |status: &Status<8>| status.quorum > 255 && status.quorum % 256 == finding.votes;
            let has_split = finding.story().len() > 1;
            let splits = pairs(&statuses).any(|(one, other)| {
                apart(one, other) && one.total_votes >= finding.votes && other.total_votes >= finding.votes
            });
            statuses.iter().all(wraps) && splits == has_split
        }
        // Not to be seen here: there are partitions, and all of them are quorate in corosync.
        Harm::AlwaysQuorate => statuses.len() == 1 || pairs(&statuses).any(|(one, other)| apart(one, other)),
        // Not to be seen here: nobody asks votequorum before corosync runs.
        Harm::DoesNotStart => statuses.len() == statuses[0].members.len(),
        Harm::NoEffect | Harm::OnlyWaitForAll => return Err("to be compared with another config".into()),
        harm => return Err(format!("no test knows how {} shows", harm.name())),
    };
    if holds { Ok(()) } else { Err(format!("no {}", finding.harm.name())) }
}

/// Whether the story goes the same way with a config that lacks what has no effect, or says it otherwise.
pub fn has_no_effect(finding: &Finding<8>, cluster: &Cluster<8>, same: &Config<8>) -> Result<(), String> {
    let other = replay(same, finding);
    let of = |cluster: &Cluster<8>, node: NodeId| {
        cluster
            .status(node)
            .map(|status| (status.verdict, status.quorum, status.expected_votes, status.reason.code))
    };
    match cluster.nodes().find(|node| of(cluster, *node) != of(&other, *node)) {
        None => Ok(()),
        Some(node) => Err(format!("node {node} differs:\n{}", other.table())),
    }
}
