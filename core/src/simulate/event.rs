//! What can happen to a quorum device and to the witness behind it, in a word or two.

use super::words::{StepError, Words};
use crate::base::Heuristics;
use core::fmt;

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

pub(super) fn device_event(words: &mut Words<'_>) -> Result<DeviceEvent, StepError> {
    let word = words.next();
    let known = DEVICE_EVENTS.iter().find(|(name, _)| *name == word);
    let wanted = "one of register, on, off, lost, unregister, master_wins";
    known.map(|(_, event)| *event).ok_or(words.wrong(word, wanted))
}

/// What can happen to the witness of quorum.device.net.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WitnessEvent {
    /// It stops, and its connections are reset.
    Down,
    /// It starts, or is restarted, with what it stored.
    Up,
    /// It starts, or is restarted, and knows nothing of before.
    UpBlank,
    /// It starts, or is restarted, with qnetd's timing, and knows nothing of before.
    UpLikeQnetd,
    /// Nothing passes any longer between it and these nodes.
    Cut,
    /// All passes again.
    Mend,
}

/// With what stands behind the word.
const WITNESS_EVENTS: [(&str, &str, WitnessEvent); 6] = [
    ("down", "", WitnessEvent::Down),
    ("up", "blank", WitnessEvent::UpBlank),
    ("up", "like_qnetd", WitnessEvent::UpLikeQnetd),
    ("up", "", WitnessEvent::Up),
    ("cut", "", WitnessEvent::Cut),
    ("mend", "", WitnessEvent::Mend),
];

pub(super) fn witness_event(words: &mut Words<'_>) -> Result<WitnessEvent, StepError> {
    let word = words.next();
    let mut known = WITNESS_EVENTS.iter().filter(|(name, ..)| *name == word);
    let found = known.find(|(_, behind, _)| behind.is_empty() || words.take(behind));
    found.map(|(.., event)| *event).ok_or(words.wrong(word, "one of down, up, cut, mend"))
}

const HEURISTICS: [(&str, Heuristics); 3] =
    [("pass", Heuristics::Pass), ("fail", Heuristics::Fail), ("off", Heuristics::Undefined)];

pub(super) fn heuristics(words: &mut Words<'_>) -> Result<Heuristics, StepError> {
    let word = words.next();
    let known = HEURISTICS.iter().find(|(name, _)| *name == word);
    known.map(|(_, result)| *result).ok_or(words.wrong(word, "one of pass, fail, off"))
}

impl fmt::Display for DeviceEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = DEVICE_EVENTS.iter().find(|(_, known)| known == self);
        f.write_str(known.map_or("", |(name, _)| name))
    }
}

impl fmt::Display for WitnessEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = WITNESS_EVENTS.iter().find(|(.., known)| known == self);
        let (word, behind) = known.map_or(("", ""), |(word, behind, _)| (*word, *behind));
        write!(f, "{word}{}{behind}", if behind.is_empty() { "" } else { " " })
    }
}

/// The word that [`heuristics`] reads.
pub(super) fn heuristics_word(result: Heuristics) -> &'static str {
    HEURISTICS.iter().find(|(_, known)| *known == result).map_or("", |(name, _)| name)
}
