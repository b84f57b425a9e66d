//! One step of a story, as text: `up 1 2`, `split 1 4 | 2 3`, `wait 10s`, ...

use crate::base::{Millis, NODES_MAX, NodeId};
use core::fmt;
use heapless::Vec;

/// The steps that there are, for messages and help.
pub const STEPS: &str = "up, crash, leave, split, heal, reform, wait, expected, votes, \
     cancel_wait_for_all, fence, survey, resume, device, reload, \
     deafen, hear";

/// Nodes of a step.
pub type StepNodes = Vec<NodeId, NODES_MAX>;

/// What happens to a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant)] // read once, used at once; there is no heap to box it on
pub enum Step<'a> {
    /// `up 1 2`: these start.
    Up(StepNodes),
    /// `crash 2`: these stop without a word.
    Crash(StepNodes),
    /// `leave 4`, `leave 4 remove`: these stop cleanly, one after the other.
    Leave {
        /// Who leaves.
        nodes: StepNodes,
        /// Expected votes become the number of nodes that are left (cman).
        remove: bool,
    },
    /// `split 1 4 | 2 3`: every node named, up or down, goes to a side of its own with those
    /// named beside it. Nodes not named stay where they are, among themselves.
    Split(Vec<(NodeId, u8), NODES_MAX>),
    /// `heal`: all nodes reach each other again.
    Heal,
    /// `reform 1`: the partitions of these nodes form their views anew with the same members, as after a
    /// lost token.
    Reform(StepNodes),
    /// `wait 10s`, `wait 800ms`: time passes.
    Wait(Millis),
    /// `expected 2`, `expected 2 on 3`: an operator sets expected votes, asking this node.
    Expected {
        /// The new value.
        votes: u32,
        /// Who is asked; the lowest node that is up where nobody is named.
        on: Option<NodeId>,
    },
    /// `votes 3 2`, `votes 3 2 on 1`: an operator gives node 3 two votes, asking this node.
    Votes {
        /// Whose votes.
        node: NodeId,
        /// The new value.
        votes: u32,
        /// Who is asked; the lowest node that is up where nobody is named.
        on: Option<NodeId>,
    },
    /// `cancel_wait_for_all 1`: an operator cancels it at these nodes.
    CancelWaitForAll(StepNodes),
    /// `fence 2 3`, `fence 2 3 by 1`: these are switched off (if they run), and this node vouches that all of them
    /// were off at one instant.
    Fence {
        /// Who is switched off.
        nodes: StepNodes,
        /// Who vouches; the lowest other node that is up where nobody is named.
        by: Option<NodeId>,
    },
    /// `survey 1`: this node asks whether those outside its view are off, and vouches for each that is.
    Survey(NodeId),
    /// `resume 1`: an operator lets a frozen partition go on, at these nodes.
    Resume(StepNodes),
    /// `device on 1 2`: something happens to the quorum device at these nodes.
    Device {
        /// What.
        event: DeviceEvent,
        /// Where.
        nodes: StepNodes,
    },
    /// `deafen 2`: these hear no message any more; the others hear them.
    Deafen(StepNodes),
    /// `hear 2`: these hear again, from their next view on.
    Hear(StepNodes),
    /// `reload`, `reload 1 2`, with a corosync.conf on the lines that follow: these nodes (all that are up
    /// where none is named) read it.
    Reload {
        /// Who reads it.
        nodes: StepNodes,
        /// The corosync.conf.
        text: &'a str,
    },
}

/// What can happen to a node's quorum device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DeviceEvent {
    /// It registers and has not polled yet.
    Register,
    /// It votes for the node from now on, and polls in time.
    On,
    /// It polls in time and does not vote for the node.
    Off,
    /// It stops polling without a word.
    Lost,
    /// It unregisters.
    Unregister,
    /// Its master wins.
    MasterWins,
}

const DEVICE_EVENTS: [(&str, DeviceEvent); 6] = [
    ("register", DeviceEvent::Register),
    ("on", DeviceEvent::On),
    ("off", DeviceEvent::Off),
    ("lost", DeviceEvent::Lost),
    ("unregister", DeviceEvent::Unregister),
    ("master_wins", DeviceEvent::MasterWins),
];

/// Why a text is no step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StepError<'a> {
    /// The step it was taken for; empty where there is no such step.
    pub step: &'a str,
    /// The word at fault; empty where one is missing.
    pub word: &'a str,
    /// What was expected there.
    pub wanted: &'static str,
}

impl fmt::Display for StepError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step, self.word) {
            ("", "") => write!(f, "empty step; steps are {STEPS}"),
            ("", word) => write!(f, "unknown step '{word}'; steps are {STEPS}"),
            (step, "") => write!(f, "{step}: {} is missing", self.wanted),
            (step, word) => write!(f, "{step}: '{word}' is not {}", self.wanted),
        }
    }
}

/// The words of a step, and what they are read as.
struct Words<'a> {
    step: &'a str,
    words: core::str::SplitWhitespace<'a>,
}

impl<'a> Step<'a> {
    /// Reads a step. Only `reload` has more than one line.
    ///
    /// # Errors
    /// Names the word at fault and what was expected in its place.
    pub fn parse(text: &'a str) -> Result<Step<'a>, StepError<'a>> {
        let text = text.trim();
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        let mut all = line.split_whitespace();
        let step = all.next().unwrap_or("");
        let mut words = Words { step, words: all };
        if step != "reload" && !rest.trim().is_empty() {
            return Err(words.wrong(rest.trim(), "part of one line"));
        }
        let parsed = match step {
            "up" => Step::Up(words.nodes()?),
            "crash" => Step::Crash(words.nodes()?),
            "leave" => words.leave()?,
            "split" => Step::Split(words.sides()?),
            "heal" => Step::Heal,
            "reform" => Step::Reform(words.nodes()?),
            "wait" => Step::Wait(words.duration()?),
            "expected" => Step::Expected { votes: words.number("a number of votes")?, on: words.on()? },
            "votes" => Step::Votes {
                node: words.node()?,
                votes: words.number("a number of votes")?,
                on: words.on()?,
            },
            "cancel_wait_for_all" => Step::CancelWaitForAll(words.nodes()?),
            "fence" => words.fence()?,
            "survey" => Step::Survey(words.node()?),
            "resume" => Step::Resume(words.nodes()?),
            "device" => Step::Device { event: words.device_event()?, nodes: words.nodes()? },
            "deafen" => Step::Deafen(words.nodes()?),
            "hear" => Step::Hear(words.nodes()?),
            "reload" => Step::Reload { nodes: words.nodes_if_any()?, text: rest },
            word => return Err(StepError { step: "", word, wanted: "a step" }),
        };
        match words.words.next() {
            Some(word) => Err(words.wrong(word, "expected here")),
            None => Ok(parsed),
        }
    }
}

impl<'a> Words<'a> {
    fn wrong(&self, word: &'a str, wanted: &'static str) -> StepError<'a> {
        StepError { step: self.step, word, wanted }
    }

    fn as_number(&self, word: &'a str, wanted: &'static str) -> Result<u32, StepError<'a>> {
        // u32::from_str takes a sign, which no step has.
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let number = word.parse().ok().filter(|_| digits);
        number.ok_or(self.wrong(word, wanted))
    }

    fn number(&mut self, wanted: &'static str) -> Result<u32, StepError<'a>> {
        let word = self.words.next().unwrap_or("");
        self.as_number(word, wanted)
    }

    fn as_node(&self, word: &'a str) -> Result<NodeId, StepError<'a>> {
        let wanted = "a nodeid from 1 up";
        match self.as_number(word, wanted)? {
            0 => Err(self.wrong(word, wanted)),
            id => Ok(NodeId(id)),
        }
    }

    fn node(&mut self) -> Result<NodeId, StepError<'a>> {
        let word = self.words.next().unwrap_or("");
        self.as_node(word)
    }

    fn nodes_if_any(&mut self) -> Result<StepNodes, StepError<'a>> {
        let mut nodes = StepNodes::new();
        while let Some(word) = self.words.next() {
            let node = self.as_node(word)?;
            self.add(&mut nodes, node, word)?;
        }
        Ok(nodes)
    }

    fn nodes(&mut self) -> Result<StepNodes, StepError<'a>> {
        let nodes = self.nodes_if_any()?;
        match nodes.is_empty() {
            true => Err(self.wrong("", "a nodeid")),
            false => Ok(nodes),
        }
    }

    fn add(&self, nodes: &mut StepNodes, node: NodeId, word: &'a str) -> Result<(), StepError<'a>> {
        if nodes.contains(&node) {
            return Err(self.wrong(word, "named once"));
        }
        nodes.push(node).map_err(|_| self.wrong(word, "among the first 64 nodes"))
    }

    fn leave(&mut self) -> Result<Step<'a>, StepError<'a>> {
        let mut nodes = StepNodes::new();
        let mut remove = false;
        while let Some(word) = self.words.next() {
            if remove {
                return Err(self.wrong(word, "expected after 'remove'"));
            }
            if word == "remove" && !nodes.is_empty() {
                remove = true;
                continue;
            }
            let node = self.as_node(word)?;
            self.add(&mut nodes, node, word)?;
        }
        match nodes.is_empty() {
            true => Err(self.wrong("", "a nodeid")),
            false => Ok(Step::Leave { nodes, remove }),
        }
    }

    fn fence(&mut self) -> Result<Step<'a>, StepError<'a>> {
        let mut nodes = StepNodes::new();
        while let Some(word) = self.words.next() {
            if word == "by" && !nodes.is_empty() {
                let by = Some(self.node()?);
                return Ok(Step::Fence { nodes, by });
            }
            let node = self.as_node(word)?;
            self.add(&mut nodes, node, word)?;
        }
        match nodes.is_empty() {
            true => Err(self.wrong("", "a nodeid")),
            false => Ok(Step::Fence { nodes, by: None }),
        }
    }

    fn sides(&mut self) -> Result<Vec<(NodeId, u8), NODES_MAX>, StepError<'a>> {
        let mut sides: Vec<(NodeId, u8), NODES_MAX> = Vec::new();
        let mut side: u8 = 0;
        let mut is_empty = true;
        while let Some(word) = self.words.next() {
            if word == "|" {
                if is_empty {
                    return Err(self.wrong(word, "a nodeid from 1 up"));
                }
                side = side.saturating_add(1);
                is_empty = true;
                continue;
            }
            let node = self.as_node(word)?;
            if sides.iter().any(|(known, _)| *known == node) {
                return Err(self.wrong(word, "named once"));
            }
            if sides.push((node, side)).is_err() {
                return Err(self.wrong(word, "among the first 64 nodes"));
            }
            is_empty = false;
        }
        match is_empty {
            true => Err(self.wrong("", "a nodeid")),
            false => Ok(sides),
        }
    }

    fn duration(&mut self) -> Result<Millis, StepError<'a>> {
        let wanted = "a time such as 10s or 800ms";
        let word = self.words.next().unwrap_or("");
        let (digits, unit): (&str, u64) = match (word.strip_suffix("ms"), word.strip_suffix('s')) {
            (Some(digits), _) => (digits, 1),
            (None, Some(digits)) => (digits, 1000),
            (None, None) => return Err(self.wrong(word, wanted)),
        };
        let number = self.as_number(digits, wanted).map_err(|_| self.wrong(word, wanted))?;
        Ok(u64::from(number).saturating_mul(unit))
    }

    fn on(&mut self) -> Result<Option<NodeId>, StepError<'a>> {
        match self.words.next() {
            None => Ok(None),
            Some("on") => self.node().map(Some),
            Some(word) => Err(self.wrong(word, "'on' and a nodeid")),
        }
    }

    fn device_event(&mut self) -> Result<DeviceEvent, StepError<'a>> {
        let word = self.words.next().unwrap_or("");
        let known = DEVICE_EVENTS.iter().find(|(name, _)| *name == word);
        let wanted = "one of register, on, off, lost, unregister, master_wins";
        known.map(|(_, event)| *event).ok_or(self.wrong(word, wanted))
    }
}
