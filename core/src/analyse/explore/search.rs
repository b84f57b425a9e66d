//! Breadth first, level by level. A state is stored as its fingerprint, the state before it and the event between the
//! two. The cluster itself is rebuilt by replaying the events from the start, which costs little because neighboring
//! states share most of their path.

use super::event::{Alphabet, Event};
use super::outcome::{Ending, Exploration, ExploreError, Finding, FindingKind, Progress, Settings};
use super::reduce::{reduced, unreduced};
use super::render;
use super::situation::Situation;
use super::steps::{Steps, run_steps};
use super::task::{Candidate, NONE, Record, Task, Visited, Worker};
use super::witnessed::Witnessed;
use super::world::World;
use crate::base::Rules;
use crate::config::Config;
use crate::simulate::{Arbiter, Asked, Cluster, Given};
use core::mem::size_of;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

/// The clusters on the way to the state that was made last.
struct Replay<const N: usize, W: Arbiter<N>> {
    way: Vec<(u32, World<N, W>)>,
}

pub(super) fn run<const N: usize>(
    config: &Config<N>,
    rules: Rules,
    settings: &Settings<'_>,
    progress: &mut dyn FnMut(&Progress) -> bool,
) -> Result<Exploration, ExploreError> {
    let asked = Cluster::<N>::new(config, rules).map_err(ExploreError::Rules)?;
    match !World::is_step_by_step(&asked, settings) && Asked::<N>::is_asked(&asked) {
        true => search(asked, config, settings, progress),
        false if settings.like_qnetd || !settings.witness_restarts => Err(ExploreError::NoWitness),
        false => {
            search(Given::given(config, rules).map_err(ExploreError::Rules)?, config, settings, progress)
        }
    }
}

fn search<const N: usize, W: Arbiter<N>>(
    mut start: Cluster<N, W>,
    config: &Config<N>,
    settings: &Settings<'_>,
    progress: &mut dyn FnMut(&Progress) -> bool,
) -> Result<Exploration, ExploreError> {
    let rules = start.rules();
    if settings.storage && rules == Rules::Strict {
        start.store();
    }
    let mut alphabet = Alphabet::new(config, rules, settings);
    let mut before = Steps::new();
    if W::IS_WITNESS {
        let witnessed = Witnessed::new(config, settings);
        before = witnessed.before(settings.like_qnetd, alphabet.nodes());
        alphabet = alphabet.ask(witnessed);
    }
    let begun = run_steps(&mut start, &before);
    debug_assert!(begun.is_ok(), "a witness can be started anew");
    let is_held = World::is_step_by_step(&start, settings);
    let fingerprints = match is_held {
        true => unreduced(&start, &alphabet).ranked(),
        false => reduced(config, &start, &alphabet),
    };
    let start = match is_held {
        true => World::step_by_step(start, config, settings)?,
        false => World::at_once(start),
    };
    let task = Task {
        down: fingerprints.rows(&start),
        fingerprints,
        before,
        relies_on_fencing: rules != Rules::Strict && config.two_node() && config.nodes().len() == 2,
        start,
        alphabet,
    };
    let mut search = Search {
        task,
        records: Vec::new(),
        visited: Visited::default(),
        found: Vec::new(),
        events: 0,
        memory: 0,
        workers: Vec::new(),
    };
    let (ending, depth) = search.levels(settings, progress);
    let mut findings = Vec::new();
    for (kind, record) in &search.found {
        findings.push(search.finding(config, *kind, *record));
    }
    let Search { records, events, memory, .. } = search;
    Ok(Exploration { states: records.len(), events, depth, ending, memory, findings })
}

struct Search<const N: usize, W: Arbiter<N>> {
    task: Task<N, W>,
    records: Vec<Record>,
    visited: Visited,
    /// The first of each kind.
    found: Vec<(FindingKind, Record)>,
    events: u64,
    memory: usize,
    /// One for each thread.
    workers: Vec<Worker>,
}

/// What comes of some states.
#[derive(Default)]
struct Successors {
    candidates: Vec<Candidate>,
    events: u64,
}

impl<const N: usize, W: Arbiter<N>> Search<N, W> {
    fn levels(
        &mut self,
        settings: &Settings<'_>,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> (Ending, u32) {
        // All down, and all up.
        for event in [Event::Start, Event::Boot(0)] {
            let record = Record { before: NONE, event };
            let start = self.task.state(self.task.start.clone());
            let candidate = self.task.successor(&start, record, &self.visited, &mut Worker::default());
            candidate.into_iter().for_each(|candidate| self.take(candidate));
        }
        let (mut depth, mut level): (u32, usize) = (0, 0);
        loop {
            if self.must_end() {
                return (Ending::Found, depth);
            }
            let end = self.records.len();
            if level == end {
                return (Ending::Closed, depth);
            }
            if settings.depth.is_some_and(|wanted| depth >= wanted) {
                return (Ending::Depth, depth);
            }
            while level < end {
                if self.needed_memory() > settings.memory_max {
                    return (Ending::Memory, depth);
                }
                let chunk = self.task.chunk().saturating_mul(settings.threads.max(1));
                let next = level.saturating_add(chunk).min(end);
                for successors in self.expand(level, next, settings.threads) {
                    self.events = self.events.saturating_add(successors.events);
                    successors.candidates.into_iter().for_each(|candidate| self.take(candidate));
                }
                level = next;
                let states = self.records.len();
                let now = Progress { states, expanded: level, depth, memory: self.memory };
                if self.must_end() {
                    break;
                }
                if !progress(&now) {
                    return (Ending::Cancelled, depth);
                }
            }
            if !self.must_end() {
                depth = depth.saturating_add(1);
            }
        }
    }

    fn must_end(&self) -> bool {
        self.found
            .iter()
            .any(|(kind, _)| matches!(kind, FindingKind::Split | FindingKind::Fork | FindingKind::Refused))
    }

    /// Bytes for the states, with what the tables need when they grow next.
    fn needed_memory(&mut self) -> usize {
        let place = size_of::<u128>().saturating_add(1);
        // One place in eight stays free.
        let table = self.visited.capacity().saturating_mul(place).saturating_mul(8) / 7;
        let records = self.records.capacity().saturating_mul(size_of::<Record>());
        let now = table.saturating_add(records);
        self.memory = self.memory.max(now);
        let grows = self.records.len().saturating_mul(4) > self.visited.capacity().saturating_mul(3);
        match grows {
            true => now.saturating_mul(3),
            false => now,
        }
    }

    /// The successors of these states, in an order that does not depend on threads.
    fn expand(&mut self, from: usize, to: usize, threads: usize) -> Vec<Successors> {
        let mut workers = core::mem::take(&mut self.workers);
        workers.resize_with(threads.max(1), Worker::default);
        let successors = self.expand_with(&mut workers, from, to);
        self.workers = workers;
        successors
    }

    fn expand_with(&self, workers: &mut [Worker], from: usize, to: usize) -> Vec<Successors> {
        let share = to.saturating_sub(from).div_ceil(workers.len());
        let states: Vec<u32> = (from..to).filter_map(|state| u32::try_from(state).ok()).collect();
        let is_alone = states.len() <= 32 || workers.len() == 1;
        if let ([worker, ..], true) = (&mut *workers, is_alone) {
            return Vec::from([self.expand_all(&states, worker)]);
        }
        std::thread::scope(|scope| {
            let work = states.chunks(share.max(1)).zip(workers);
            let threads = work.map(|(states, worker)| scope.spawn(|| self.expand_all(states, worker)));
            let threads: Vec<_> = threads.collect();
            threads.into_iter().map(|worker| worker.join().unwrap_or_else(resume)).collect()
        })
    }

    fn expand_all(&self, states: &[u32], worker: &mut Worker) -> Successors {
        let (mut replay, mut successors) = (Replay { way: Vec::new() }, Successors::default());
        worker.found.clear();
        for before in states {
            let state = self.task.state(replay.cluster(*before, self));
            worker.shapes.clear();
            for event in self.task.alphabet.events(&state.world, &state.now) {
                let record = Record { before: *before, event };
                let candidate = self.task.successor(&state, record, &self.visited, worker);
                successors.events = successors.events.saturating_add(1);
                successors.candidates.extend(candidate);
            }
        }
        successors
    }

    fn take(&mut self, candidate: Candidate) {
        let refused = candidate.fault == Some(FindingKind::Refused);
        if !refused && self.visited.insert(candidate.fingerprint) {
            self.records.push(candidate.record);
        }
        if let Some(kind) = candidate.fault {
            if self.found.iter().all(|(known, _)| *known != kind) {
                self.found.push((kind, candidate.record));
            }
        }
    }

    /// The events that lead to a record, the first first.
    fn way_to(&self, record: Record) -> Vec<Record> {
        let mut way = Vec::from([record]);
        let mut before = record.before;
        while let Some(record) = usize::try_from(before).ok().and_then(|state| self.records.get(state)) {
            way.push(*record);
            before = record.before;
        }
        way.reverse();
        way
    }

    fn finding(&self, config: &Config<N>, kind: FindingKind, record: Record) -> Finding {
        let way = self.way_to(record);
        let mut cluster = self.task.start.clone();
        let mut steps: Vec<String> = self.task.before.iter().map(ToString::to_string).collect();
        let mut refusal = String::new();
        for record in &way {
            let now = Situation::of(&cluster);
            let mut more = Steps::new();
            let after = self.task.alphabet.after(record.event, &cluster, &now, &mut more);
            steps.extend(self.task.alphabet.words(record.event, &more));
            match after {
                Ok(after) => cluster = after,
                Err(error) => refusal = error.to_string(),
            }
        }
        let what = match kind {
            FindingKind::Refused => refusal,
            _ => cluster.sentence(kind),
        };
        let length = way.iter().filter(|record| record.before != NONE).count();
        let story = match cluster.is_held() {
            true => self.history(config, &what, &way),
            false => render::story(config, &self.task.start, &what, &steps),
        };
        Finding { kind, what, length: u32::try_from(length).unwrap_or(u32::MAX), steps, story }
    }
}

impl<const N: usize, W: Arbiter<N>> Search<N, W> {
    /// What happens step by step, and what all say after each: no story, since those have no steps for messages.
    fn history(&self, config: &Config<N>, what: &str, way: &[Record]) -> String {
        let mut text = render::head(config, &self.task.start, what);
        let mut world = self.task.start.clone();
        for record in way {
            let (now, mut steps) = (Situation::of(&world), Steps::new());
            let after = self.task.alphabet.after(record.event, &world, &now, &mut steps);
            text.push_str(&format!("\n{}\n", self.task.alphabet.words(record.event, &steps).join("; ")));
            if let Ok(after) = after {
                text.push_str(&format!("    {}\n", after.verdicts()));
                world = after;
            }
        }
        text
    }
}

fn resume(panic: std::boxed::Box<dyn core::any::Any + Send>) -> Successors {
    std::panic::resume_unwind(panic)
}

impl<const N: usize, W: Arbiter<N>> Replay<N, W> {
    /// The cluster in a state.
    fn cluster(&mut self, state: u32, search: &Search<N, W>) -> World<N, W> {
        let mut way = Vec::new();
        let mut at = state;
        while let Some(record) = usize::try_from(at).ok().and_then(|state| search.records.get(state)) {
            way.push((at, record.event));
            at = record.before;
        }
        way.reverse();
        let shared = self.way.iter().zip(&way).take_while(|(known, wanted)| known.0 == wanted.0).count();
        self.way.truncate(shared);
        let mut steps = Steps::new();
        for (state, event) in way.iter().skip(shared) {
            let before = self.way.last().map_or(&search.task.start, |(_, cluster)| cluster);
            let now = Situation::of(before);
            // It succeeded when the state was found.
            if let Ok(after) = search.task.alphabet.after(*event, before, &now, &mut steps) {
                self.way.push((*state, after));
            }
        }
        self.way.last().map_or(&search.task.start, |(_, cluster)| cluster).clone()
    }
}
