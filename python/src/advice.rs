//! Advice: what would help, and what it risks.

use crate::frozen::{frozen, nodes};
use crate::{NODES_MAX, Names};
use pyo3::prelude::*;

/// One thing that would help a partition: see Status.advice. str() is a clause for people.
#[pyclass(module = "quorate", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Advice(pub(crate) quorate::advice::Advice<NODES_MAX>, pub(crate) Names);

frozen! {
    Advice(this, py) {
        /// What to do: a key of quorate.ADVICE_CODES, such as 'start_missing'.
        code: this.0.code.name();
        /// The code's number, fixed for ever.
        number: this.0.code.number();
        /// The nodes that it concerns.
        nodes: nodes(&this.0.nodes);
        /// The votes that it concerns: expected votes to set, or the quorum device's; else 0.
        votes: this.0.votes;
        /// How long to wait first, in milliseconds.
        delay: this.0.delay;
        /// Whether it can end in split brain if the missing nodes turn out to be running.
        risks_split_brain: this.0.code.risks_split_brain();
    } as_dict {
        /// All of it for json.dumps: the properties, and the clause as 'text'.
        text: this.__str__();
    };

    fn __str__(&self) -> String {
        self.0.named(&*self.1).to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Advice {}: {}>", self.0.code.name(), self.__str__())
    }
}
