//! What is asked of whole clusters: a cluster that the naive model watches, and splits.

use crate::naive::Naive;
use quorate::{Cluster, Config, NodeId, Rules};

/// A cluster whose every step the naive model looks at.
#[derive(Clone)]
pub struct Watched<const N: usize> {
    pub cluster: Cluster<N>,
    naive: Naive<N>,
    done: String,
}

impl<const N: usize> Watched<N> {
    /// Every node down.
    pub fn new(conf: &str, rules: Rules) -> Self {
        let config = Config::from_corosync_conf(conf).unwrap_or_else(|error| panic!("{error}\n{conf}"));
        let cluster = Cluster::new(&config, rules).unwrap_or_else(|error| panic!("{error}\n{conf}"));
        let naive = Naive::new(&config, rules, &cluster);
        Watched { cluster, naive, done: format!("rules {rules}\nconfig\n{}\n", indented(conf)) }
    }

    /// Makes a step happen; what it was refused with.
    pub fn run(&mut self, step: &str) -> Result<(), String> {
        let outcome = self.cluster.run(step).map_err(|error| error.to_string());
        self.done += &format!("{}\n", as_story(step));
        if let Err(broken) = self.naive.after(step, outcome.is_err(), &self.cluster) {
            panic!("{broken}\nthe story:\n\n{}", self.done);
        }
        outcome
    }

    /// Makes a step happen that must not be refused.
    pub fn must(&mut self, step: &str) {
        if let Err(error) = self.run(step) {
            panic!("{step}: {error}\nthe story:\n\n{}", self.done);
        }
    }

    pub fn story(&self) -> &str {
        &self.done
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn as_story(step: &str) -> String {
    match step.split_once('\n') {
        Some((step, conf)) => format!("{step}\n{}", indented(conf)),
        None => step.to_owned(),
    }
}

/// The partitions of the nodes that are up, and what their members say.
fn partitions<const N: usize>(cluster: &Cluster<N>) -> Vec<(Vec<NodeId>, Vec<bool>)> {
    let mut seen: Vec<(Vec<NodeId>, Vec<bool>)> = Vec::new();
    for status in cluster.nodes().filter_map(|node| cluster.status(node)) {
        let members = status.members.to_vec();
        match seen.iter_mut().find(|(partition, _)| *partition == members) {
            Some((_, verdicts)) => verdicts.push(status.is_quorate()),
            None => seen.push((members, vec![status.is_quorate()])),
        }
    }
    seen
}

/// In how many partitions somebody is quorate; two or more are a split brain.
pub fn quorate_partitions<const N: usize>(cluster: &Cluster<N>) -> usize {
    partitions(cluster).iter().filter(|(_, verdicts)| verdicts.contains(&true)).count()
}

/// Whether members of one partition disagree.
pub fn disagrees<const N: usize>(cluster: &Cluster<N>) -> bool {
    partitions(cluster).iter().any(|(_, verdicts)| verdicts.contains(&true) && verdicts.contains(&false))
}
