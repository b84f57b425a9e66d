//! Explore: every sequence of failures, and the shortest ones that end badly.

use crate::argument::{self, RulesName, flags};
use crate::error::explore_error;
use crate::frozen::{Answer, Items, frozen};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use quorate::Rules;
use quorate::explore::Settings;
use std::num::NonZero;
use std::thread::available_parallelism;

/// More threads than this help nobody.
const THREADS_MAX: u64 = 64;

/// How far an exploration is: what explore() passes to progress. Frozen.
#[pyclass(module = "quorate", frozen, eq, hash, get_all)]
#[derive(PartialEq)]
pub(crate) struct Progress {
    /// Different states found so far.
    states: usize,
    /// Those of them whose successors are known.
    expanded: usize,
    /// Every sequence of this many events was tried.
    depth: u32,
    /// Bytes for states at the peak.
    memory: usize,
}

frozen! {
    Progress(this, py) {
    };

    fn __repr__(&self) -> String {
        format!("<Progress: {} states, depth {}>", self.states, self.depth)
    }
}

/// A shortest sequence of events to a state that should not be: see Exploration.findings. str() is a sentence.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Counterexample(quorate::explore::Finding);

frozen! {
    Counterexample(this, py) {
        /// 'split' (two partitions are quorate at once), 'relies_on_fencing' (both halves of a two_node cluster are,
        /// and only fencing stops them from both acting), 'disagreement' (within one partition) or 'refused' (an engine
        /// refused what it must take).
        kind: this.0.kind.name();
        /// How many events after the start; an event may take several steps.
        length: this.0.length;
        /// The steps, as Cluster.run takes them, from a cluster with all nodes down.
        steps: Items(&this.0.steps);
        /// The same as a whole story for simulate(): the config, the steps, and the table after each.
        story: &this.0.story;
    } as_dict {
        /// All of it for json.dumps: the properties, and the sentence as 'text'.
        text: this.__str__();
    };

    fn __str__(&self) -> &str {
        &self.0.what
    }

    fn __repr__(&self) -> String {
        format!("<Counterexample {} of {} events: {}>", self.0.kind.name(), self.0.length, self.0.steps.join("; "))
    }
}

/// The result of an exploration: see explore(). Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Exploration(quorate::explore::Exploration);

frozen! {
    Exploration(this, py) {
        /// Different states; those that differ by names of nodes only count once where the rules make no difference.
        states: this.0.states;
        /// Events that were tried.
        events: this.0.events;
        /// Every sequence of this many events was tried.
        depth: this.0.depth;
        /// Why it ended: 'closed' (no new state appears: the answer holds for sequences of any length), 'depth' (the
        /// depth asked for), 'found' (a split, or a refused step), 'memory' (more than memory_max would be needed) or
        /// 'cancelled' (progress said so).
        ending: this.0.ending.name();
        /// Bytes for states at the peak.
        memory: this.0.memory;
        /// The first of each kind, shortest first: a tuple of Counterexample.
        findings: Items(this.0.findings.iter().cloned().map(|finding| Answer(Counterexample(finding))));
    } as_dict {
        /// All of it for json.dumps.
    };

    fn __repr__(&self) -> String {
        format!(
            "<Exploration {}: {} states, depth {}, {} findings>",
            self.0.ending.name(),
            self.0.states,
            self.0.depth,
            self.0.findings.len()
        )
    }
}

/// Tries every sequence of partitions, crashes, starts, clean leaves, fencings and device votes: is there one after
/// which two partitions are quorate at once, or members of one disagree? An Exploration.
///
/// depth is how many events in a row; None continues until no new state appears, and then the answer holds for
/// sequences of any length (up to 4 nodes take seconds to minutes, more nodes longer). It stops before it needs more
/// than memory_max bytes. threads search; 0 stands for as many as there are CPUs, and the result is the same. With
/// lost_messages members may miss messages in a view. Where the config says how nodes reach a witness, they ask it, its
/// links are cut and mended, and with witness_restarts it stops and starts anew; with like_qnetd it has qnetd's timing.
/// Give a depth then: there are too many states to end. progress, if given, is called with a Progress every so often;
/// when it returns False the search ends there. Ctrl-C works, and other threads keep running. nodes is an iterable of
/// those that take part, 8 at most; the others of the cluster (16 nodes at most) stay down. By default all take part.
/// Raises ExploreError for a config without nodelist, for more nodes and for those that are not in the nodelist, and
/// for like_qnetd or witness_restarts=False where nobody asks a witness; EngineError if the rules refuse the config.
///
/// >>> import quorate
/// >>> config = quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(auto_tie_breaker=True, wait_for_all=True))
/// >>> found = quorate.explore(config).findings[-1]
/// >>> found.kind, found.steps
/// ('split', ('up 1 2 3', 'split 1 2 | 3', 'split 1 | 2 3'))
/// >>> quorate.explore(config, "strict").ending
/// 'closed'
#[pyfunction]
#[pyo3(
    signature = (
        config, rules=RulesName(Rules::Corosync), *, nodes=None, depth=None, memory_max=None, threads=None,
        lost_messages=false, like_qnetd=false, witness_restarts=true, progress=None
    ),
    text_signature = "(config, rules='corosync', *, nodes=None, depth=None, memory_max=1073741824, threads=1, \
        lost_messages=False, like_qnetd=False, witness_restarts=True, progress=None)",
)]
#[allow(clippy::too_many_arguments)] // keywords of Python
pub(crate) fn explore(
    py: Python<'_>,
    config: &Bound<'_, PyAny>,
    rules: RulesName,
    nodes: Option<&Bound<'_, PyAny>>,
    depth: Option<&Bound<'_, PyAny>>,
    memory_max: Option<&Bound<'_, PyAny>>,
    threads: Option<&Bound<'_, PyAny>>,
    #[pyo3(from_py_with = flags::lost_messages)] lost_messages: bool,
    #[pyo3(from_py_with = flags::like_qnetd)] like_qnetd: bool,
    #[pyo3(from_py_with = flags::witness_restarts)] witness_restarts: bool,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Exploration> {
    let config = &crate::config::config_of(config)?.get().0;
    let nodes = nodes.map(|nodes| argument::nodes("nodes", nodes)).transpose()?;
    if nodes.as_ref().is_some_and(Vec::is_empty) {
        return Err(PyValueError::new_err("nodes is empty: nobody would take part"));
    }
    let nodes = nodes.unwrap_or_default();
    let asked = settings(depth, memory_max, threads)?;
    let settings = Settings { nodes: &nodes, lost_messages, like_qnetd, witness_restarts, ..asked };
    if let Some(progress) = progress.as_ref().filter(|progress| !progress.is_callable()) {
        return Err(argument::wrong_type("progress", "callable", progress));
    }
    let progress = progress.map(Bound::unbind);
    let mut failed = None;
    let outcome = py.detach(|| {
        let mut tell = |now: &quorate::explore::Progress| match go_on(progress.as_ref(), now) {
            Ok(go_on) => go_on,
            Err(error) => {
                failed = Some(error);
                false
            }
        };
        quorate::explore::explore(config, rules.0, &settings, &mut tell)
    });
    match failed {
        Some(error) => Err(error),
        None => outcome.map(Exploration).map_err(explore_error),
    }
}

/// Whether to go on: nobody pressed Ctrl-C, and the caller does not say no.
fn go_on(progress: Option<&Py<PyAny>>, now: &quorate::explore::Progress) -> PyResult<bool> {
    Python::attach(|py| {
        py.check_signals()?;
        let Some(progress) = progress else { return Ok(true) };
        let quorate::explore::Progress { states, expanded, depth, memory, .. } = *now;
        let answer = progress.call1(py, (Progress { states, expanded, depth, memory },))?;
        // None goes on: most callbacks return nothing.
        Ok(answer.is_none(py) || answer.is_truthy(py)?)
    })
}

fn settings(
    depth: Option<&Bound<'_, PyAny>>,
    memory_max: Option<&Bound<'_, PyAny>>,
    threads: Option<&Bound<'_, PyAny>>,
) -> PyResult<Settings<'static>> {
    let default = Settings::default();
    let memory_max = memory_max.map(|memory| argument::whole("memory_max", memory, u64::MAX)).transpose()?;
    let threads = match threads.map(|threads| argument::whole("threads", threads, THREADS_MAX)).transpose()? {
        None => default.threads,
        Some(0) => available_parallelism().map_or(1, NonZero::get),
        Some(threads) => usize::try_from(threads).unwrap_or(1),
    };
    Ok(Settings {
        depth: depth.map(|depth| argument::votes("depth", depth)).transpose()?,
        memory_max: memory_max
            .map_or(default.memory_max, |memory| usize::try_from(memory).unwrap_or(usize::MAX)),
        threads,
        ..default
    })
}
