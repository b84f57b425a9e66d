//! The words of a step, one after the other, and what is wrong with one.

use crate::base::{List, Millis, NODES_MAX, NodeId, Nodes, extend};
use core::str::SplitWhitespace;
use heapless::{String, Vec};

/// Nodes of a step.
pub type StepNodes = Nodes<NODES_MAX>;

/// Nodes of a step, each with the number of its side.
pub type StepSides = List<(NodeId, u8), NODES_MAX>;

/// So many bytes of a word at fault are kept.
const WORD_MAX: usize = 40;

const TOO_MANY: &str = "among the first 64 nodes";

/// Why a text is no step.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct StepError {
    /// The step it was taken for; empty where there is no such step.
    pub step: &'static str,
    /// What was expected there.
    pub wanted: &'static str,
    word: String<WORD_MAX>,
    is_cut: bool,
}

impl StepError {
    pub(super) fn new(step: &'static str, word: &str, wanted: &'static str) -> StepError {
        // Byte by byte: heapless's strings have a sum that no compiler can see to be small.
        let ends = word.char_indices().map(|(place, _)| place).chain([word.len()]);
        let end = ends.take_while(|end| *end <= WORD_MAX).last().unwrap_or(0);
        let mut kept: Vec<u8, WORD_MAX> = Vec::new();
        extend(&mut kept, word.bytes().take(end));
        let kept = String::from_utf8(kept).unwrap_or_default();
        StepError { step, wanted, word: kept, is_cut: end < word.len() }
    }

    /// The word at fault, as far as it was kept; empty where one is missing.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// What stands for the rest of a long word.
    pub(super) fn rest(&self) -> &'static str {
        if self.is_cut { "..." } else { "" }
    }
}

impl core::error::Error for StepError {}

/// What is left to read of a step.
pub(super) struct Words<'a> {
    step: &'static str,
    words: SplitWhitespace<'a>,
    /// The lines below the step.
    pub(super) below: &'a str,
}

impl<'a> Words<'a> {
    /// The words of a line after the first.
    pub(super) fn new(step: &'static str, line: &'a str, below: &'a str) -> Self {
        let mut words = line.split_whitespace();
        words.next();
        Words { step, words, below }
    }

    pub(super) fn wrong(&self, word: &str, wanted: &'static str) -> StepError {
        StepError::new(self.step, word, wanted)
    }

    /// The next word; empty at the end.
    pub(super) fn next(&mut self) -> &'a str {
        self.words.next().unwrap_or("")
    }

    /// Whether this word comes next; then it is taken.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let comes_next = self.words.clone().next() == Some(word);
        if comes_next {
            self.words.next();
        }
        comes_next
    }

    fn next_before(&mut self, end: &str) -> Option<&'a str> {
        match self.words.clone().next() {
            Some(word) if word == end => None,
            _ => self.words.next(),
        }
    }

    fn as_number(&self, word: &str, wanted: &'static str) -> Result<u32, StepError> {
        // u32::from_str takes a sign, which no step has.
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let number = word.parse().ok().filter(|_| digits);
        number.ok_or_else(|| self.wrong(word, wanted))
    }

    pub(super) fn number(&mut self, wanted: &'static str) -> Result<u32, StepError> {
        let word = self.next();
        self.as_number(word, wanted)
    }

    fn as_node(&self, word: &str) -> Result<NodeId, StepError> {
        let wanted = "a nodeid from 1 up";
        match self.as_number(word, wanted)? {
            0 => Err(self.wrong(word, wanted)),
            id => Ok(NodeId(id)),
        }
    }

    pub(super) fn node(&mut self) -> Result<NodeId, StepError> {
        let word = self.next();
        self.as_node(word)
    }

    /// A node behind this word, where there is anything.
    pub(super) fn node_after(
        &mut self,
        word: &str,
        wanted: &'static str,
    ) -> Result<Option<NodeId>, StepError> {
        match self.next() {
            "" => Ok(None),
            next if next == word => self.node().map(Some),
            next => Err(self.wrong(next, wanted)),
        }
    }

    fn nodes_until(&mut self, end: &str) -> Result<StepNodes, StepError> {
        let mut nodes = List::default();
        while let Some(word) = self.next_before(end) {
            let node = self.as_node(word)?;
            if nodes.contains(&node) {
                return Err(self.wrong(word, "named once"));
            }
            nodes.0.push(node).map_err(|_| self.wrong(word, TOO_MANY))?;
        }
        Ok(nodes)
    }

    /// At least one node, up to the end or this word.
    pub(super) fn nodes_before(&mut self, end: &str) -> Result<StepNodes, StepError> {
        let nodes = self.nodes_until(end)?;
        match nodes.is_empty() {
            true => Err(self.wrong("", "a nodeid")),
            false => Ok(nodes),
        }
    }

    pub(super) fn nodes(&mut self) -> Result<StepNodes, StepError> {
        self.nodes_before("")
    }

    pub(super) fn nodes_if_any(&mut self) -> Result<StepNodes, StepError> {
        self.nodes_until("")
    }

    pub(super) fn sides(&mut self) -> Result<StepSides, StepError> {
        let mut sides = List::default();
        for side in 0..=u8::MAX {
            let mut is_empty = true;
            while let Some(word) = self.next_before("|") {
                let node = self.as_node(word)?;
                if sides.iter().any(|(known, _)| *known == node) {
                    return Err(self.wrong(word, "named once"));
                }
                sides.0.push((node, side)).map_err(|_| self.wrong(word, TOO_MANY))?;
                is_empty = false;
            }
            match (self.next(), is_empty) {
                ("", true) => return Err(self.wrong("", "a nodeid")),
                (bar, true) => return Err(self.wrong(bar, "a nodeid from 1 up")),
                ("", false) => break,
                (_, false) => {}
            }
        }
        Ok(sides)
    }

    pub(super) fn duration(&mut self) -> Result<Millis, StepError> {
        let wanted = "a time such as 10s or 800ms";
        let word = self.next();
        let (digits, unit): (&str, u64) = match (word.strip_suffix("ms"), word.strip_suffix('s')) {
            (Some(digits), _) => (digits, 1),
            (None, Some(digits)) => (digits, 1000),
            (None, None) => return Err(self.wrong(word, wanted)),
        };
        let number = self.as_number(digits, wanted).map_err(|_| self.wrong(word, wanted))?;
        Ok(u64::from(number).saturating_mul(unit))
    }
}
