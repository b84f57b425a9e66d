//! What can happen to a quorum device, its process and the witness behind it, in a word or two.

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

/// The next word is one of these.
fn one_of<T: Copy>(words: &mut Words<'_>, known: &[(&str, T)], wanted: &'static str) -> Result<T, StepError> {
    let word = words.next();
    let found = known.iter().find(|(name, _)| *name == word);
    found.map(|(_, event)| *event).ok_or(words.wrong(word, wanted))
}

fn word_of<T: PartialEq>(known: &[(&'static str, T)], event: &T) -> &'static str {
    known.iter().find(|(_, known)| known == event).map_or("", |(name, _)| name)
}

pub(super) fn device_event(words: &mut Words<'_>) -> Result<DeviceEvent, StepError> {
    one_of(words, &DEVICE_EVENTS, "one of register, on, off, lost, unregister, master_wins")
}

/// What can happen to a node's corosync-qdevice, the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum QdeviceEvent {
    /// It says and hears nothing more, and its connection stays open (SIGSTOP).
    Freeze,
    /// It goes on, and finds what has come meanwhile (SIGCONT).
    Thaw,
    /// It is gone, and its connection is closed; votequorum counts its last vote until quorum.device.timeout (SIGKILL).
    Kill,
    /// It unregisters, and is gone (SIGTERM).
    Stop,
    /// It starts, where it does not run.
    Start,
}

const QDEVICE_EVENTS: [(&str, QdeviceEvent); 5] = [
    ("freeze", QdeviceEvent::Freeze),
    ("thaw", QdeviceEvent::Thaw),
    ("kill", QdeviceEvent::Kill),
    ("stop", QdeviceEvent::Stop),
    ("start", QdeviceEvent::Start),
];

pub(super) fn qdevice_event(words: &mut Words<'_>) -> Result<QdeviceEvent, StepError> {
    one_of(words, &QDEVICE_EVENTS, "one of freeze, thaw, kill, stop, start")
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
    one_of(words, &HEURISTICS, "one of pass, fail, off")
}

impl fmt::Display for DeviceEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word_of(&DEVICE_EVENTS, self))
    }
}

impl fmt::Display for QdeviceEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word_of(&QDEVICE_EVENTS, self))
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
    word_of(&HEURISTICS, &result)
}
