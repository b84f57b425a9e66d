//! Steps as events are made of them, and the ways to divide nodes.

use super::situation::Situation;
use crate::base::{NodeId, collect};
use crate::simulate::{Arbiter, Cluster, ClusterError, DeviceEvent, Step, StepNodes};
use std::vec::Vec;

/// The steps of an event.
pub(super) type Steps = Vec<Step<'static>>;

/// Makes steps happen. A cluster that refuses one is spoiled.
pub(super) fn run_steps<const N: usize, W: Arbiter<N>>(
    cluster: &mut Cluster<N, W>,
    steps: &[Step<'_>],
) -> Result<(), ClusterError> {
    steps.iter().try_for_each(|step| cluster.attempt(step))
}

pub(super) fn named(nodes: &[NodeId]) -> StepNodes {
    collect(nodes.iter().copied())
}

/// Something happens to the device, where it concerns anybody.
pub(super) fn device(event: DeviceEvent, nodes: &[NodeId], steps: &mut Steps) {
    if !nodes.is_empty() {
        steps.push(Step::Device { event, nodes: named(nodes) });
    }
}

pub(super) fn split(parts: &[Vec<NodeId>]) -> Step<'static> {
    let numbered = (0..).zip(parts).flat_map(|(side, part)| part.iter().map(move |node| (*node, side)));
    Step::Split(collect(numbered))
}

/// The device leaves its partition before that is divided; with those that it goes on voting for it
/// votes for all that they meet.
pub(super) fn part(parts: &[Vec<NodeId>], votes_with: Option<NodeId>, now: &Situation, steps: &mut Steps) {
    let keeps = votes_with.and_then(|node| parts.iter().find(|part| part.contains(&node)));
    let keeps = keeps.map_or(&[][..], Vec::as_slice);
    let (stay, go): (Vec<NodeId>, Vec<NodeId>) = now.device_at.iter().partition(|node| keeps.contains(node));
    device(DeviceEvent::Off, &go, steps);
    steps.push(match parts.len() == 1 && now.down.is_empty() {
        true => Step::Heal,
        false => split(parts),
    });
    let met: Vec<NodeId> = keeps.iter().copied().filter(|node| !stay.contains(node)).collect();
    device(DeviceEvent::On, &met, steps);
}

/// For 0 to `nodes` nodes, all ways to divide them: the number of each one's part, parts in order of
/// their first node.
pub(super) fn divisions(nodes: usize) -> Vec<Vec<Vec<u8>>> {
    let mut all = Vec::from([Vec::from([Vec::new()])]);
    for _ in 0..nodes {
        let mut longer: Vec<Vec<u8>> = Vec::new();
        for division in all.last().into_iter().flatten() {
            let parts = division.iter().max().map_or(0, |last: &u8| last.saturating_add(1));
            let with = |part: u8| division.iter().copied().chain([part]).collect();
            longer.extend((0..=parts).map(with));
        }
        all.push(longer);
    }
    all
}
