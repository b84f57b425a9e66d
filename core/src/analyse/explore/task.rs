//! What comes of one state: everything that can happen, and what is new of it.

use super::effects::{Effects, Scene};
use super::event::{Alphabet, Event};
use super::fingerprint::{Fingerprints, PerNode, Row};
use super::hash::AsIs;
use super::outcome::FindingKind;
use super::situation::Situation;
use super::steps::Steps;
use super::world::World;
use crate::base::collect;
use crate::simulate::Arbiter;
use core::hash::BuildHasherDefault;
use std::collections::{HashMap, HashSet};

/// States of up to 5 nodes that one thread expands between two looks at the progress. Every node more makes a
/// state's events several times as many, so fewer are taken at once.
const CHUNK: usize = 256;

/// How a state was reached first.
#[derive(Clone, Copy)]
pub(super) struct Record {
    pub(super) before: u32,
    pub(super) event: Event,
}

/// No state comes before a start.
pub(super) const NONE: u32 = u32::MAX;

pub(super) type Visited = HashSet<u128, BuildHasherDefault<AsIs>>;

/// A successor that may be new.
pub(super) struct Candidate {
    pub(super) record: Record,
    pub(super) fingerprint: u128,
    pub(super) fault: Option<FindingKind>,
}

/// What does not change during a search.
pub(super) struct Task<const N: usize, W: Arbiter<N>> {
    pub(super) start: World<N, W>,
    /// What led to the start, from a cluster of the config.
    pub(super) before: Steps,
    pub(super) alphabet: Alphabet,
    pub(super) fingerprints: Fingerprints,
    /// Of nodes that are down.
    pub(super) down: PerNode<Row>,
    pub(super) relies_on_fencing: bool,
}

/// A state whose successors are looked for.
pub(super) struct State<const N: usize, W: Arbiter<N>> {
    pub(super) world: World<N, W>,
    pub(super) now: Situation,
    /// Where it is its nodes' states and nothing else.
    scene: Option<Scene>,
}

/// What a thread keeps from one state to the next.
#[derive(Default)]
pub(super) struct Worker {
    steps: Steps,
    effects: Effects,
    /// Found since the others were told.
    pub(super) found: Visited,
    /// What came of this state's events, by their shapes.
    pub(super) shapes: HashMap<u64, u128, BuildHasherDefault<AsIs>>,
}

impl<const N: usize, W: Arbiter<N>> Task<N, W> {
    pub(super) fn chunk(&self) -> usize {
        let more = self.alphabet.nodes().len().saturating_sub(5);
        (0..more).fold(CHUNK, |chunk, _| chunk / 8).max(1)
    }

    pub(super) fn state(&self, world: World<N, W>) -> State<N, W> {
        let now = Situation::of(&world);
        let scene = || Scene::of(&self.fingerprints, &self.alphabet, &world, &now);
        let scene = self.fingerprints.are_of_rows::<N, W>().then(scene);
        State { world, now, scene }
    }

    /// What comes of an event, unless it is known.
    pub(super) fn successor(
        &self,
        state: &State<N, W>,
        record: Record,
        visited: &Visited,
        worker: &mut Worker,
    ) -> Option<Candidate> {
        let Worker { steps, effects, found, shapes } = worker;
        let change =
            state.scene.as_ref().and_then(|scene| Some((scene, scene.change(record.event, &self.alphabet)?)));
        let change = change.as_ref();
        let recall = |effects: &mut Effects| {
            change.and_then(|(scene, change)| effects.recall(change, scene, &self.down, &self.fingerprints))
        };
        let shape = change.and_then(|(_, change)| change.shape);
        let foreseen = shape.and_then(|shape| shapes.get(&shape).copied()).or_else(|| recall(effects));
        shapes.extend(shape.zip(foreseen));
        // A fault is a matter of the state, so that of a known state is known.
        let is_known = |name: &u128| visited.contains(name) || found.contains(name);
        if foreseen.as_ref().is_some_and(is_known) && !cfg!(debug_assertions) {
            return None;
        }
        let after = match self.alphabet.after(record.event, &state.world, &state.now, steps) {
            Ok(after) => after,
            // What an operator or an agent asks for may be refused while messages are on their way.
            Err(error) if state.world.is_held() && record.event.may_be_refused(&error) => return None,
            Err(_) => return Some(Candidate { record, fingerprint: 0, fault: Some(FindingKind::Refused) }),
        };
        let rows = change.map(|_| self.fingerprints.rows(&after));
        let fingerprint = match &rows {
            Some(rows) => self.fingerprints.of_rows(&collect(rows.iter())),
            None => self.fingerprints.of(&after),
        };
        debug_assert!(foreseen.is_none_or(|name| name == fingerprint), "{:?}", record.event);
        debug_assert!(recall(effects).is_none_or(|name| name == fingerprint), "{:?}", record.event);
        if let (Some((scene, change)), Some(rows)) = (change, &rows) {
            effects.learn(change, scene, rows);
        }
        shapes.extend(shape.map(|shape| (shape, fingerprint)));
        if is_known(&fingerprint) {
            return None;
        }
        found.insert(fingerprint);
        let fault = after.fault(self.relies_on_fencing);
        Some(Candidate { record, fingerprint, fault })
    }
}
