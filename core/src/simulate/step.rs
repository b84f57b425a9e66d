//! One step of a story: `up 1 2`, `split 1 4 | 2 3`, `wait 10s`, ... Stories read and print it; the explorer and lint
//! make it.

use super::event::{
    DeviceEvent, QdeviceEvent, WitnessEvent, device_event, heuristics, heuristics_word, qdevice_event,
    witness_event,
};
use super::words::{StepError, StepNodes, StepSides, Words};
use crate::base::{Decimal, Heuristics, Millis, NodeId};
use core::fmt;

/// What happens to a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant)] // read once, used at once; there is no heap to box it on
pub enum Step<'a> {
    /// Nodes start.
    Up(StepNodes),
    /// Nodes start with a corosync.conf of their own, as one that nobody has copied a newer one to.
    UpWith {
        /// Who starts.
        nodes: StepNodes,
        /// Their corosync.conf.
        text: &'a str,
    },
    /// Nodes stop without a word.
    Crash(StepNodes),
    /// Nodes stop cleanly, one after the other.
    Leave {
        /// Who leaves.
        nodes: StepNodes,
        /// Expected votes become the number of nodes that are left (cman).
        remove: bool,
    },
    /// Every node named, up or down, goes to a side of its own with those of the same number. Nodes not named stay
    /// where they are, among themselves.
    Split(StepSides),
    /// All nodes reach each other again.
    Heal,
    /// The partitions of these nodes form their views anew with the same members, as after a lost token.
    Reform(StepNodes),
    /// Time passes.
    Wait(Millis),
    /// An operator sets expected votes.
    Expected {
        /// The new value.
        votes: u32,
        /// Who is asked; the lowest node that is up where nobody is named.
        on: Option<NodeId>,
    },
    /// An operator gives a node other votes.
    Votes {
        /// Whose votes.
        node: NodeId,
        /// The new value.
        votes: u32,
        /// Who is asked; the lowest node that is up where nobody is named.
        on: Option<NodeId>,
    },
    /// An operator cancels it at these nodes.
    CancelWaitForAll(StepNodes),
    /// Nodes are switched off (if they run), and a node vouches that all of them were off at one instant.
    Fence {
        /// Who is switched off.
        nodes: StepNodes,
        /// Who vouches; the lowest other node that is up where nobody is named.
        by: Option<NodeId>,
    },
    /// This node asks whether those outside its view are off, and vouches for each that is.
    Survey(NodeId),
    /// An operator lets a frozen partition go on, at these nodes.
    Resume(StepNodes),
    /// Something happens to the quorum device at these nodes.
    Device {
        /// What.
        event: DeviceEvent,
        /// Where.
        nodes: StepNodes,
    },
    /// Something happens to the witness, or to the links between it and these nodes.
    Witness {
        /// What.
        event: WitnessEvent,
        /// Where; nobody where it happens to the witness itself.
        nodes: StepNodes,
    },
    /// Something happens to corosync-qdevice at these nodes, where they have a witness.
    Qdevice {
        /// What.
        event: QdeviceEvent,
        /// Where.
        nodes: StepNodes,
    },
    /// From now on the heuristics of corosync-qdevice have this result at these nodes.
    Heuristics {
        /// What they say.
        result: Heuristics,
        /// Where.
        nodes: StepNodes,
    },
    /// These lose their disks, and are down (strict).
    Forget(StepNodes),
    /// These hear no message any more; the others hear them.
    Deafen(StepNodes),
    /// These hear again, from their next view on.
    Hear(StepNodes),
    /// These nodes (all that are up where none is named) read a corosync.conf.
    Reload {
        /// Who reads it.
        nodes: StepNodes,
        /// The corosync.conf.
        text: &'a str,
    },
}

/// A step that there is, for help and documents.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct StepHelp {
    /// Its first word.
    pub word: &'static str,
    /// Every way to write it.
    pub examples: &'static [&'static str],
    /// What it does.
    pub help: &'static str,
    read: for<'a> fn(&mut Words<'a>) -> Result<Step<'a>, StepError>,
}

impl StepHelp {
    /// Whether this may stand below it as a corosync.conf; below `up`, it is indented.
    fn takes_config(&self, below: &str) -> bool {
        self.word == "reload" || self.word == "up" && below.starts_with([' ', '\t'])
    }
}

const fn row(
    word: &'static str,
    examples: &'static [&'static str],
    help: &'static str,
    read: for<'a> fn(&mut Words<'a>) -> Result<Step<'a>, StepError>,
) -> StepHelp {
    StepHelp { word, examples, help, read }
}

const STEPS: [StepHelp; 21] = [
    row(
        "up",
        &["up 1 2"],
        "nodes start (with the corosync.conf indented on the lines that follow, if any: an old one)",
        |words| {
            let nodes = words.nodes()?;
            Ok(match words.below {
                "" => Step::Up(nodes),
                text => Step::UpWith { nodes, text },
            })
        },
    ),
    row("crash", &["crash 2"], "nodes stop without a word", |words| words.nodes().map(Step::Crash)),
    row(
        "leave",
        &["leave 4", "leave 4 remove"],
        "nodes leave cleanly; remove: expected votes fall to the nodes that are left (cman)",
        |words| {
            let nodes = words.nodes_before("remove")?;
            Ok(Step::Leave { nodes, remove: words.take("remove") })
        },
    ),
    row("split", &["split 1 4 | 2 3"], "the network parts", |words| words.sides().map(Step::Split)),
    row("heal", &["heal"], "all nodes reach each other again", |_| Ok(Step::Heal)),
    row("reform", &["reform 1"], "a partition forms its view again, as after a lost token", |words| {
        words.nodes().map(Step::Reform)
    }),
    row("wait", &["wait 10s", "wait 800ms"], "time passes", |words| words.duration().map(Step::Wait)),
    row(
        "expected",
        &["expected 2", "expected 2 on 3"],
        "an operator sets expected votes (on node 3)",
        |words| {
            Ok(Step::Expected {
                votes: words.number("a number of votes")?,
                on: words.node_after("on", "'on' and a nodeid")?,
            })
        },
    ),
    row(
        "votes",
        &["votes 3 2", "votes 3 2 on 1"],
        "an operator gives node 3 two votes (on node 1)",
        |words| {
            let (node, votes) = (words.node()?, words.number("a number of votes")?);
            Ok(Step::Votes { node, votes, on: words.node_after("on", "'on' and a nodeid")? })
        },
    ),
    row(
        "cancel_wait_for_all",
        &["cancel_wait_for_all 1"],
        "an operator cancels wait_for_all at these nodes",
        |words| words.nodes().map(Step::CancelWaitForAll),
    ),
    row(
        "fence",
        &["fence 2 3", "fence 2 3 by 1"],
        "nodes are powered off, and node 1 vouches for it (strict)",
        |words| {
            let nodes = words.nodes_before("by")?;
            Ok(Step::Fence { nodes, by: words.node_after("by", "'by' and a nodeid")? })
        },
    ),
    row("survey", &["survey 1"], "a node finds out which nodes outside its view are off (strict)", |words| {
        words.node().map(Step::Survey)
    }),
    row("resume", &["resume 1"], "an operator lets a frozen partition go on (strict)", |words| {
        words.nodes().map(Step::Resume)
    }),
    row(
        "device",
        &["device on|off|register|lost|unregister|master_wins 1 2"],
        "the quorum device at these nodes votes, does not vote, ...",
        |words| Ok(Step::Device { event: device_event(words)?, nodes: words.nodes()? }),
    ),
    row(
        "witness",
        &["witness down", "witness up", "witness up blank|like_qnetd", "witness cut|mend 1 2"],
        "the config's witness stops; starts (blank: all forgotten; like_qnetd: qnetd's timing); loses nodes, has them \
         back",
        |words| {
            let event = witness_event(words)?;
            let has_nodes = matches!(event, WitnessEvent::Cut | WitnessEvent::Mend);
            Ok(Step::Witness { event, nodes: if has_nodes { words.nodes()? } else { StepNodes::default() } })
        },
    ),
    row(
        "qdevice",
        &["qdevice freeze|thaw|kill|stop|start 1 2"],
        "corosync-qdevice at these nodes freezes (SIGSTOP), goes on (SIGCONT), is killed, stops, starts",
        |words| Ok(Step::Qdevice { event: qdevice_event(words)?, nodes: words.nodes()? }),
    ),
    row(
        "heuristics",
        &["heuristics pass|fail|off 1 2"],
        "the heuristics of corosync-qdevice at these nodes pass, fail, are off",
        |words| Ok(Step::Heuristics { result: heuristics(words)?, nodes: words.nodes()? }),
    ),
    row("forget", &["forget 2"], "nodes are down and lose what their disks had (strict)", |words| {
        words.nodes().map(Step::Forget)
    }),
    row("deafen", &["deafen 2"], "nodes receive no more messages; the others hear them", |words| {
        words.nodes().map(Step::Deafen)
    }),
    row("hear", &["hear 2"], "nodes receive messages again, from their next view on", |words| {
        words.nodes().map(Step::Hear)
    }),
    row(
        "reload",
        &["reload", "reload 1 2"],
        "nodes (all that are up) read the corosync.conf on the lines that follow",
        |words| Ok(Step::Reload { nodes: words.nodes_if_any()?, text: words.below }),
    ),
];

impl<'a> Step<'a> {
    /// Every step that there is.
    pub const ALL: &'static [StepHelp] = &STEPS;

    /// Reads a step. Only `reload`, and `up` with a config, have more than one line.
    ///
    /// # Errors
    /// Names the word at fault and what was expected in its place.
    pub fn parse(text: &'a str) -> Result<Step<'a>, StepError> {
        let text = text.trim();
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        let word = line.split_whitespace().next().unwrap_or("");
        let Some(row) = STEPS.iter().find(|row| row.word == word) else {
            return Err(StepError::new("", word, "a step"));
        };
        let mut words = Words::new(row.word, line, rest);
        if !row.takes_config(rest) && !rest.trim().is_empty() {
            return Err(words.wrong(rest.trim(), "part of one line"));
        }
        let step = (row.read)(&mut words)?;
        match words.next() {
            "" => Ok(step),
            word => Err(words.wrong(word, "expected here")),
        }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step, self.word()) {
            ("", "") => f.write_str("empty step")?,
            ("", word) => write!(f, "unknown step '{word}{}'", self.rest())?,
            (step, "") => return write!(f, "{step}: {} is missing", self.wanted),
            (step, word) => return write!(f, "{step}: '{word}{}' is not {}", self.rest(), self.wanted),
        }
        let mut separator = "; steps are ";
        for row in &STEPS {
            write!(f, "{separator}{}", row.word)?;
            separator = ", ";
        }
        Ok(())
    }
}

/// The words of a step, as [`Step::parse`] reads them.
impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Up(nodes) => write!(f, "up{}", Each(nodes)),
            Step::UpWith { nodes, text } => write!(f, "up{}\n{text}", Each(nodes)),
            Step::Crash(nodes) => write!(f, "crash{}", Each(nodes)),
            Step::Leave { nodes, remove: false } => write!(f, "leave{}", Each(nodes)),
            Step::Leave { nodes, remove: true } => write!(f, "leave{} remove", Each(nodes)),
            Step::Split(sides) => write_sides(f, sides),
            Step::Heal => f.write_str("heal"),
            Step::Reform(nodes) => write!(f, "reform{}", Each(nodes)),
            Step::Wait(time) => write!(f, "wait {}ms", Decimal(*time)),
            Step::Expected { votes, on } => write!(f, "expected {votes}{}", After("on", *on)),
            Step::Votes { node, votes, on } => write!(f, "votes {node} {votes}{}", After("on", *on)),
            Step::CancelWaitForAll(nodes) => write!(f, "cancel_wait_for_all{}", Each(nodes)),
            Step::Fence { nodes, by } => write!(f, "fence{}{}", Each(nodes), After("by", *by)),
            Step::Survey(node) => write!(f, "survey {node}"),
            Step::Resume(nodes) => write!(f, "resume{}", Each(nodes)),
            Step::Device { event, nodes } => write!(f, "device {event}{}", Each(nodes)),
            Step::Witness { event, nodes } => write!(f, "witness {event}{}", Each(nodes)),
            Step::Qdevice { event, nodes } => write!(f, "qdevice {event}{}", Each(nodes)),
            Step::Heuristics { result, nodes } => {
                write!(f, "heuristics {}{}", heuristics_word(*result), Each(nodes))
            }
            Step::Forget(nodes) => write!(f, "forget{}", Each(nodes)),
            Step::Deafen(nodes) => write!(f, "deafen{}", Each(nodes)),
            Step::Hear(nodes) => write!(f, "hear{}", Each(nodes)),
            Step::Reload { nodes, text } => write!(f, "reload{}\n{text}", Each(nodes)),
        }
    }
}

/// Nodes, each with a space before it.
struct Each<'a>(&'a [NodeId]);

impl fmt::Display for Each<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|node| write!(f, " {node}"))
    }
}

/// A word and a node, where there is a node.
struct After(&'static str, Option<NodeId>);

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.map_or(Ok(()), |node| write!(f, " {} {node}", self.0))
    }
}

fn write_sides(f: &mut fmt::Formatter<'_>, sides: &[(NodeId, u8)]) -> fmt::Result {
    let mut word = "split";
    for side in 0..=u8::MAX {
        for (node, _) in sides.iter().filter(|(_, number)| *number == side) {
            write!(f, "{word} {node}")?;
            word = "";
        }
        word = if word.is_empty() { " |" } else { word };
    }
    Ok(())
}
