//! Lint: what a config risks.

use crate::error::engine_error;
use crate::frozen::{Items, frozen, nodes};
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;
use quorate::explore::story;
use quorate::{Cluster, Rules};
use std::sync::Arc;

/// One thing that a config risks: see Config.lint().
///
/// str() is one sentence: the key, the harm and the way out. Frozen.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Finding {
    core: quorate::lint::Finding<NODES_MAX>,
    config: Arc<quorate::Config<NODES_MAX>>,
    names: Names,
}

pub(crate) fn findings(config: &quorate::Config<NODES_MAX>, names: &Names) -> Vec<Finding> {
    let shared = Arc::new(config.clone());
    let finding = |core| Finding { core, config: Arc::clone(&shared), names: Arc::clone(names) };
    config.lint().map(finding).collect()
}

impl Finding {
    fn step_texts(&self) -> Vec<String> {
        self.core.story().to_string().lines().map(str::to_owned).collect()
    }

    fn whole_story(&self) -> PyResult<String> {
        let steps = self.step_texts();
        if steps.is_empty() {
            return Ok(String::new());
        }
        let start: Box<Cluster<NODES_MAX>> =
            Box::new(Cluster::new(&self.config, Rules::Corosync).map_err(engine_error)?);
        Ok(story(&self.config, &start, &self.core.to_string(), &steps))
    }
}

frozen! {
    Finding(this, py) {
        /// What: a key of quorate.FINDING_CODES, such as 'two_node_not_two'.
        code: this.core.code.name();
        /// The code's number, fixed for ever.
        number: this.core.code.number();
        /// 'error' (it breaks or splits the cluster), 'warning' (probably not what you meant) or 'note' (good to know).
        severity: this.core.severity.name();
        /// What the story ends with: 'split_brain' (two partitions are quorate), 'disagreement' (within one partition),
        /// 'blocked' (all nodes are), 'no_effect' (the same as without the key), 'quorum_wraps' (votequorum's 8-bit
        /// quorum is lower than the one shown), 'always_quorate' (corosync calls every partition quorate; shown is what
        /// votequorum would say) or 'only_wait_for_all' (the same as with wait_for_all: 1 in its place).
        harm: this.core.harm.name();
        /// The key's line in corosync.conf, from 1; 0 where it is not written.
        line: this.core.line;
        /// The key with its sections ('quorum.two_node'); for unknown keys their section.
        key: this.core.key;
        /// For unknown keys: the key that was probably meant; else empty.
        meant: this.core.meant;
        /// The number in the sentence: votes, or how many entries.
        votes: this.core.votes;
        /// The nodes in the sentence.
        nodes: nodes(&this.core.nodes);
        /// The steps that show the harm, as Cluster.run takes them; none where there is nothing to see.
        steps: Items(this.step_texts());
        /// The same as a whole story for simulate(): the config, the steps, and the table after each; empty where there
        /// are no steps.
        story: this.whole_story()?;
    } as_dict {
        /// All of it for json.dumps: the properties, and the sentence as 'text'.
        text: this.__str__();
    };

    fn __str__(&self) -> String {
        self.core.named(&*self.names).to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Finding {} {}: {}>", self.core.severity.name(), self.core.code.name(), self.__str__())
    }
}
