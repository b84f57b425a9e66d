//! A simulated node's machine: its engine while it is up, its disk while it is not.

use crate::base::{NodeId, Rules};
use crate::config::Config;
use crate::engine::Engine;
use crate::rules::needs_storage;
use crate::verdict::EngineError;

/// Room for the bytes of a snapshot at every bound.
const SNAPSHOT_MAX: usize = Engine::<{ crate::base::NODES_MAX }>::SNAPSHOT_MAX;

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // there is no heap to box it on
pub(super) enum Machine<const N: usize> {
    /// It is off, and has nothing on its disk.
    Blank,
    /// It is off. Its disk has what its last engine had to store; nothing else of it is looked at.
    Off(Engine<N>),
    Up(Engine<N>),
}

impl<const N: usize> Machine<N> {
    pub(super) fn up(&self) -> Option<&Engine<N>> {
        match self {
            Machine::Up(engine) => Some(engine),
            _ => None,
        }
    }

    /// What is on the disk of one that is off.
    #[cfg(feature = "std")]
    pub(super) fn off(&self) -> Option<&Engine<N>> {
        match self {
            Machine::Off(engine) => Some(engine),
            _ => None,
        }
    }

    pub(super) fn up_mut(&mut self) -> Option<&mut Engine<N>> {
        match self {
            Machine::Up(engine) => Some(engine),
            _ => None,
        }
    }

    /// Starts, with what is on the disk.
    #[inline(never)]
    pub(super) fn start(
        &mut self,
        config: &Config<N>,
        node: NodeId,
        rules: Rules,
        stores: bool,
    ) -> Result<(), EngineError> {
        let mut engine = new_engine(config, node, rules, stores)?;
        if let Machine::Off(before) = self {
            let mut bytes = [0; SNAPSHOT_MAX];
            // A config that asks for a fixed electorate does not start with an agreed one.
            if let Some(stored) = before.write_snapshot(&mut bytes) {
                engine.restore_bytes(stored).map_err(|_| EngineError::OtherSnapshot)?;
            }
        }
        *self = Machine::Up(engine);
        Ok(())
    }

    pub(super) fn stop(&mut self) {
        let was = core::mem::replace(self, Machine::Blank);
        *self = match was {
            Machine::Up(engine) if engine.has_storage() => Machine::Off(engine),
            Machine::Up(_) => Machine::Blank,
            was => was,
        };
    }

    /// Loses its disk.
    pub(super) fn forget(&mut self) {
        *self = Machine::Blank;
    }

    /// Writes to the disk what has to be there before the engine says anything more.
    #[inline(never)]
    pub(super) fn save(&mut self) {
        let Some(engine) = self.up_mut().filter(|engine| engine.is_unsaved()) else {
            return;
        };
        let mut bytes = [0; SNAPSHOT_MAX];
        if let Some(stored) = engine.write_snapshot(&mut bytes) {
            engine.saved(stored);
        }
    }
}

/// A node has storage where its config asks for an electorate that changes, and where all nodes have.
pub(super) fn new_engine<const N: usize>(
    config: &Config<N>,
    node: NodeId,
    rules: Rules,
    stores: bool,
) -> Result<Engine<N>, EngineError> {
    match stores || needs_storage(config, rules) {
        true => Engine::with_storage(config, node),
        false => Engine::new(config, node, rules),
    }
}
