//! What can be seen of a state: who is up in which partition, and what they say.

use super::outcome::FindingKind;
use crate::base::{NodeId, NodeList, Rules};
use crate::simulate::{Arbiter, Cluster};
use crate::verdict::{Flags, ReasonCode, Verdict};
use std::format;
use std::string::String;
use std::vec::Vec;

/// The nodes that are up on one side.
pub(super) struct Partition {
    pub(super) members: Vec<NodeId>,
    /// The lowest member that may fence.
    pub(super) fencer: Option<NodeId>,
    pub(super) is_frozen: bool,
    quorate: Vec<NodeId>,
    /// One of these has decided so in its present view, and what it counts there has the device's vote.
    is_settled: bool,
    has_device: bool,
    /// Members that know all states and do not say the same.
    disagrees: bool,
}

/// A state as it looks from outside.
pub(super) struct Situation {
    pub(super) partitions: Vec<Partition>,
    pub(super) down: Vec<NodeId>,
    /// Where the device votes, if a story says so and no witness.
    pub(super) device_at: Vec<NodeId>,
    /// A member of that partition would not hear that the device votes no more.
    pub(super) device_is_stuck: bool,
    /// A window of last_man_standing is open.
    pub(super) window_is_open: bool,
}

impl Situation {
    pub(super) fn of<const N: usize, W: Arbiter<N>>(cluster: &Cluster<N, W>) -> Self {
        let mut situation = Situation {
            partitions: Vec::new(),
            down: Vec::new(),
            device_at: Vec::new(),
            device_is_stuck: false,
            window_is_open: false,
        };
        let mut done: Vec<NodeId> = Vec::new();
        for node in cluster.nodes() {
            let Some(engine) = cluster.engine(node) else {
                situation.down.push(node);
                continue;
            };
            situation.window_is_open |= engine.poll_timeout().is_some();
            if !W::IS_WITNESS && cluster.device_votes_at(node) {
                situation.device_at.push(node);
            }
            if !done.contains(&node) {
                let partition = Partition::of(cluster, node);
                done.extend(&partition.members);
                situation.partitions.push(partition);
            }
        }
        let voted_for = situation.device_at.first().map_or(&[][..], |node| situation.members_with(*node));
        situation.device_is_stuck = voted_for.iter().any(|node| cluster.is_deaf(*node));
        situation
    }

    pub(super) fn up(&self) -> Vec<NodeId> {
        let mut up: Vec<NodeId> =
            self.partitions.iter().flat_map(|partition| partition.members.iter().copied()).collect();
        up.sort_unstable();
        up
    }

    /// The partition of a node that is up.
    pub(super) fn members_with(&self, node: NodeId) -> &[NodeId] {
        let mut all = self.partitions.iter().map(|partition| partition.members.as_slice());
        all.find(|members| members.contains(&node)).unwrap_or_default()
    }

    /// What should not be, the worst first.
    pub(super) fn fault(&self, relies_on_fencing: bool) -> Option<FindingKind> {
        // Who waits for the device keeps the verdict of the view before. That cannot stop a majority, but the device.
        let has_device = self.partitions.iter().any(|partition| partition.has_device);
        let quorate = self
            .partitions
            .iter()
            .filter(|partition| partition.is_settled || has_device && !partition.quorate.is_empty());
        if quorate.count() > 1 {
            return Some(match relies_on_fencing {
                true => FindingKind::ReliesOnFencing,
                false => FindingKind::Split,
            });
        }
        let disagrees = self.partitions.iter().any(|partition| partition.disagrees);
        disagrees.then_some(FindingKind::Disagreement)
    }

    /// The fault as a sentence.
    pub(super) fn sentence(&self, kind: FindingKind) -> String {
        let quorate = self.partitions.iter().filter(|partition| !partition.quorate.is_empty());
        let sides: Vec<String> =
            quorate.map(|partition| format!("{}", NodeList(&partition.quorate, &()))).collect();
        match kind {
            FindingKind::Split => format!("quorate at once, apart: {}", sides.join("; ")),
            FindingKind::ReliesOnFencing => {
                format!("quorate at once, apart, until one is fenced: {}", sides.join("; "))
            }
            _ => {
                let torn = self.partitions.iter().filter(|partition| partition.disagrees);
                let torn: Vec<String> =
                    torn.map(|partition| format!("{}", NodeList(&partition.members, &()))).collect();
                format!("one partition, and no agreement: {}", torn.join("; "))
            }
        }
    }
}

impl Partition {
    fn of<const N: usize, W: Arbiter<N>>(cluster: &Cluster<N, W>, node: NodeId) -> Self {
        let is_strict = cluster.rules() == Rules::Strict;
        let mut partition = Partition {
            members: Vec::new(),
            fencer: None,
            is_frozen: false,
            quorate: Vec::new(),
            is_settled: false,
            has_device: false,
            disagrees: false,
        };
        let mut agreed: Option<Verdict> = None;
        for member in &cluster.partition_of(node) {
            let Some(engine) = cluster.engine(*member) else {
                continue;
            };
            let status = engine.brief();
            partition.members.push(*member);
            partition.is_frozen |= status.reason.code == ReasonCode::Frozen;
            let has_settled = engine.has_settled();
            if status.verdict == Verdict::Quorate {
                partition.quorate.push(*member);
                partition.is_settled |= has_settled;
                partition.has_device |= has_settled && status.flags.has(Flags::DEVICE_CAST_VOTE);
            }
            if is_strict && status.verdict != Verdict::Blocked && partition.fencer.is_none() {
                partition.fencer = Some(*member);
            }
            if status.reason.code != ReasonCode::ViewIncomplete && has_settled && !cluster.is_deaf(*member) {
                partition.disagrees |= agreed.is_some_and(|verdict| verdict != status.verdict);
                agreed = Some(status.verdict);
            }
        }
        partition
    }
}
