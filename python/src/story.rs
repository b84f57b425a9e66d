//! Stories: a config, steps, and what is expected after each.

use crate::NODES_MAX;
use crate::argument;
use crate::error::story_error;
use crate::frozen::frozen;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};
use quorate::Cluster;
use quorate::story::{Block, Outcome, Story, play};

/// The result of one step of a story: see simulate().
#[pyclass(module = "quorate", frozen, eq, hash, get_all)]
#[derive(PartialEq)]
pub(crate) struct Played {
    /// The step's line in the story, from 1.
    line: u32,
    /// The step as written.
    step: String,
    /// The table after it, or 'error: ...' where it was refused.
    seen: String,
    /// What the story expects; None if it expects nothing.
    expected: Option<String>,
    /// 'as_expected', 'not_checked' (nothing was expected), 'different', or 'refused' (and nobody expected that).
    outcome: &'static str,
}

frozen! {
    Played(this, py) {
        /// Whether the step went as the story says: neither 'different' nor 'refused'.
        ok: matches!(this.outcome, "as_expected" | "not_checked");
    };

    fn __repr__(&self) -> String {
        format!("<Played line {}: {}: {}>", self.line, self.step.lines().next().unwrap_or(""), self.outcome)
    }
}

/// Runs a story and returns the result of each step: a list of Played.
///
/// A story is text: 'rules cman' (default: corosync), 'config' with an indented corosync.conf, then steps (see
/// Cluster.run), each followed by '----' and the expected table, or 'error: ...', up to an empty line, where something
/// is expected. Raises StoryError, and runs nothing, if the text is not a story.
///
/// >>> import quorate
/// >>> story = '''
/// ... config
/// ...     nodelist {
/// ...         node {
/// ...             nodeid: 1
/// ...         }
/// ...     }
/// ... up 1
/// ... crash 2
/// ... ----
/// ... error: node 2 is not in the nodelist of this cluster
/// ... '''
/// >>> [played.outcome for played in quorate.simulate(story)]
/// ['not_checked', 'as_expected']
#[pyfunction]
#[pyo3(signature = (text))]
pub(crate) fn simulate(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Vec<Played>> {
    let text = argument::string("text", text)?;
    let story = Story::parse(&text).map_err(|error| story_error(&error))?;
    let blocks: Result<Vec<Block<'_>>, _> = story.blocks().collect();
    let blocks = blocks.map_err(|error| story_error(&error))?;
    let mut cluster: Box<Cluster<NODES_MAX>> =
        Box::new(story.cluster().map_err(|error| story_error(&error))?);
    let mut all = Vec::new();
    for block in &blocks {
        // A long story can be interrupted.
        py.check_signals()?;
        let mut seen = String::new();
        let outcome = play(&mut cluster, block, &mut seen)
            .map_err(|_| PyRuntimeError::new_err("the step's table could not be written"))?;
        all.push(Played {
            line: block.line,
            step: block.step.to_owned(),
            seen,
            expected: block.expected.map(str::to_owned),
            outcome: name(outcome),
        });
    }
    Ok(all)
}

/// A story's rules, and the names of the nodes in its configs: those of a later reload win.
#[pyfunction]
pub(crate) fn story_head(py: Python<'_>, text: &str) -> PyResult<(&'static str, Py<PyDict>)> {
    let story = Story::parse(text).map_err(|error| story_error(&error))?;
    let blocks: Result<Vec<Block<'_>>, _> = story.blocks().collect();
    let blocks = blocks.map_err(|error| story_error(&error))?;
    let later = blocks.iter().filter_map(|block| Some(block.step.split_once('\n')?.1));
    let named = std::iter::once(story.config()).chain(later).flat_map(|conf| quorate::names(conf.as_bytes()));
    let names = named.map(|(node, name)| (node.0, name)).into_py_dict(py)?;
    Ok((story.rules().name(), names.unbind()))
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::AsExpected => "as_expected",
        Outcome::NotChecked => "not_checked",
        Outcome::Different => "different",
        Outcome::Refused => "refused",
    }
}
