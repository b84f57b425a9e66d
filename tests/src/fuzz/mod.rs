//! What any bytes may be fed to, and what then must hold. `tests/fuzz` looks for bytes that break it, with coverage as
//! its guide; the part core of `tests/run` plays the seeds, and what was found, on every run.

mod abi;
mod messages;
mod texts;
mod witness;

/// Where bytes go in. Panics where something does not hold.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// From which the search begins.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The longest input in bytes.
    pub longest: usize,
}

pub const TARGETS: [Target; 8] = [
    Target { name: "conf", run: texts::conf, seeds: texts::confs, longest: 4096 },
    Target { name: "story", run: texts::story, seeds: texts::stories, longest: 4096 },
    Target { name: "message", run: messages::message, seeds: messages::messages, longest: 128 },
    Target { name: "snapshot", run: messages::snapshot, seeds: messages::snapshots, longest: 256 },
    Target { name: "exchange", run: messages::exchange, seeds: messages::exchanges, longest: 1024 },
    Target { name: "witness", run: witness::talk, seeds: witness::talks, longest: 4096 },
    Target { name: "witness_snapshot", run: witness::snapshot, seeds: witness::snapshots, longest: 1024 },
    Target { name: "abi", run: abi::calls, seeds: abi::seeds, longest: 1024 },
];

/// The target of this name.
///
/// # Panics
/// There is none.
#[must_use]
pub fn target(name: &str) -> &'static Target {
    let names = || TARGETS.map(|target| target.name).join(", ");
    TARGETS
        .iter()
        .find(|target| target.name == name)
        .unwrap_or_else(|| panic!("no target {name}: {}", names()))
}

/// Decisions, made by bytes; zeros where there are no more.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    fn below(&mut self, bound: u8) -> u8 {
        self.byte() % bound
    }

    /// A small number, or any.
    fn number(&mut self) -> u32 {
        match self.byte() {
            255 => self.take(4).iter().fold(0, |number, byte| number << 8 | u32::from(*byte)),
            254 => u32::MAX,
            small => u32::from(small),
        }
    }

    fn take(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        taken
    }
}
