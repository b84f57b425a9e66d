//! The story of a finding: steps that [`Cluster::run`](crate::Cluster::run) takes, on the nodes of the config.

use super::shape::Set;
use crate::base::{Millis, NodeId, Nodes, collect, extend};
use crate::simulate::{DeviceEvent, Step, WitnessEvent};
use core::fmt;
use heapless::Vec;

/// The longest story.
const BEATS_MAX: usize = 10;

/// One step; sets stand for nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Beat {
    Up(Set),
    Crash(Set),
    Leave(Set),
    Reform(Set),
    /// These on one side, all others on another.
    Split(Set),
    /// These on one side, every other node alone.
    Scatter(Set),
    Wait(Millis),
    Device(DeviceEvent, Set),
    Witness(WitnessEvent),
    /// These do not reach the witness.
    Cut(Set),
}

impl Beat {
    /// The step, in a cluster of these nodes, ascending.
    pub(super) fn step(self, nodes: &[NodeId]) -> Step<'static> {
        let named = |set| collect(members(nodes, set));
        match self {
            Beat::Up(set) => Step::Up(named(set)),
            Beat::Crash(set) => Step::Crash(named(set)),
            Beat::Leave(set) => Step::Leave { nodes: named(set), remove: false },
            Beat::Reform(set) => Step::Reform(named(set)),
            Beat::Split(side) => {
                let one = members(nodes, side).map(|node| (node, 0));
                Step::Split(collect(one.chain(members(nodes, !side).map(|node| (node, 1)))))
            }
            Beat::Scatter(side) => {
                let one = members(nodes, side).map(|node| (node, 0));
                Step::Split(collect(one.chain(members(nodes, !side).zip(1..=u8::MAX))))
            }
            Beat::Wait(time) => Step::Wait(time),
            Beat::Device(event, set) => Step::Device { event, nodes: named(set) },
            Beat::Witness(event) => Step::Witness { event, nodes: Nodes::default() },
            Beat::Cut(set) => Step::Witness { event: WitnessEvent::Cut, nodes: named(set) },
        }
    }
}

/// The steps of a story, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Beats(Vec<Beat, BEATS_MAX>);

impl Beats {
    pub(super) fn new<const LEN: usize>(beats: [Beat; LEN]) -> Beats {
        const { assert!(LEN <= BEATS_MAX, "a story that fits") }
        let mut story = Beats::default();
        extend(&mut story.0, beats.into_iter());
        story
    }

    /// Adds a step.
    pub(super) fn and(mut self, beat: Beat) -> Beats {
        extend(&mut self.0, core::iter::once(beat));
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Beat> {
        self.0.iter()
    }

    /// Those of the steps that are one in a cluster of these nodes: they concern somebody, and a split has two sides.
    pub(super) fn of(self, all: Set) -> Beats {
        // heapless's retain has a path to a panic.
        let is_step = |beat: &&Beat| match **beat {
            Beat::Up(set)
            | Beat::Crash(set)
            | Beat::Leave(set)
            | Beat::Reform(set)
            | Beat::Cut(set)
            | Beat::Device(_, set) => set & all != 0,
            Beat::Witness(_) => true,
            Beat::Split(side) | Beat::Scatter(side) => side & all != 0 && !side & all != 0,
            Beat::Wait(time) => time != 0,
        };
        Beats(collect(self.0.iter().filter(is_step).copied()).0)
    }
}

/// The steps as text, one in a line; empty where there is nothing to see.
#[derive(Clone, Copy, Debug)]
pub struct FindingStory<'f> {
    pub(super) beats: &'f Beats,
    pub(super) nodes: &'f [NodeId],
}

impl FindingStory<'_> {
    /// How many steps it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.beats.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.beats.0.is_empty()
    }

    /// The steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'static>> {
        self.beats.iter().map(|beat| beat.step(self.nodes))
    }
}

impl fmt::Display for FindingStory<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps().try_for_each(|step| writeln!(f, "{step}"))
    }
}

/// Those of the nodes, ascending, that are in the set.
pub(super) fn members(nodes: &[NodeId], set: Set) -> impl Iterator<Item = NodeId> {
    let mut rest = set;
    nodes.iter().copied().filter(move |_| {
        let is_in = rest & 1 == 1;
        rest >>= 1;
        is_in
    })
}
