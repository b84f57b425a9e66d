//! Engines with storage: rules `strict` with an electorate that changes by agreement.
//!
//! ```
//! use quorate::{Config, Engine, NodeId, RingId};
//! # let nodes = "nodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}";
//! let config = Config::<8>::from_corosync_conf(&format!("quorum {{\n allow_downscale: 1\n}}\n{nodes}"))?;
//! let mut engine = Engine::with_storage(&config, NodeId(1))?;
//! // After a restart: engine.restore_bytes(&stored)?;
//! engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0)?;
//! assert!(engine.is_unsaved() && engine.poll_transmit().is_none());
//! let mut buffer = [0; Engine::<8>::SNAPSHOT_MAX];
//! let stored = engine.write_snapshot(&mut buffer).expect("it always fits");
//! // Write them to a file of their own, fsync, rename. Then:
//! engine.saved(stored);
//! assert!(engine.poll_transmit().is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Engine, TOLD_MAX};
use crate::base::{NodeId, RingId, Rules};
use crate::config::Config;
use crate::rules::Start;
use crate::rules::contract::{Exchange, Explain};
use crate::verdict::{AgreedElectorate, EngineError};
use crate::wire::{Message, Sink, Snapshot, SnapshotError, Source};
use core::fmt;
use core::mem::MaybeUninit;

/// Why bytes were not restored. Nothing has changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RestoreError {
    /// The bytes are not a snapshot.
    Bytes(SnapshotError),
    /// The engine does not take it.
    Engine(EngineError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestoreError::Bytes(error) => error.fmt(f),
            RestoreError::Engine(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for RestoreError {}

impl<const N: usize> Engine<N> {
    /// A node under rules `strict` that keeps its [memory](Engine::write_snapshot), so that the electorate can
    /// change by agreement: with allow_downscale, with last_man_standing. All nodes of a cluster must be made alike.
    ///
    /// # Errors
    /// As [`Engine::new`]. Without the crate's feature `agreed` it is refused by name.
    pub fn with_storage(config: &Config<N>, node: NodeId) -> Result<Self, EngineError> {
        let rules = Rules::Strict;
        let mut engine = Self::blank(config, rules, Start::check(config, node, rules, true)?);
        engine.start(config);
        Ok(engine)
    }

    /// As [`Engine::with_storage`], into memory of the caller, with no copy on the stack. It changes where the call
    /// succeeds.
    ///
    /// # Errors
    /// Those of [`Engine::with_storage`].
    pub fn with_storage_in<'p>(
        place: &'p mut MaybeUninit<Self>,
        config: &Config<N>,
        node: NodeId,
    ) -> Result<&'p mut Self, EngineError> {
        let rules = Rules::Strict;
        Ok(Self::start_in(place, config, rules, Start::check(config, node, rules, true)?))
    }

    /// Makes an engine in its place.
    pub(super) fn start_in<'p>(
        place: &'p mut MaybeUninit<Self>,
        config: &Config<N>,
        rules: Rules,
        start: Start,
    ) -> &'p mut Self {
        let engine = Self::put(place, config, rules, start);
        engine.start(config);
        engine
    }

    /// Whether it was made with storage, and keeps an agreed electorate.
    #[must_use]
    pub fn has_storage(&self) -> bool {
        self.rule_set.has_storage()
    }

    /// The electorate that was agreed on, and what keeps it from changing; `None` without storage.
    #[must_use]
    pub fn agreed_electorate(&self) -> Option<AgreedElectorate<N>> {
        self.rule_set.agreed_electorate()
    }

    /// Whether the local node has left and the others count it no more. If not, its leave counts as a loss.
    #[must_use]
    pub fn has_left_agreed(&self) -> bool {
        self.rule_set.has_left_agreed()
    }

    /// Room for every [`Engine::write_snapshot`].
    pub const SNAPSHOT_MAX: usize = 79_usize.saturating_add(N.saturating_mul(10));

    /// What must survive a restart, as bytes of any version: for an engine made with [`Engine::with_storage`] its
    /// memory of the electorate too. Store them while [`Engine::is_unsaved`], then tell [`Engine::saved`]. `None`:
    /// the buffer is too small; [`SNAPSHOT_MAX`](Engine::SNAPSHOT_MAX) bytes always suffice.
    #[must_use]
    pub fn write_snapshot<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let snapshot = self.snapshot();
        if !self.rule_set.has_storage() {
            let (room, _) = buffer.split_first_chunk_mut::<{ Snapshot::SIZE }>()?;
            *room = snapshot.to_bytes();
            return Some(room);
        }
        let mut sink = Sink::new(buffer);
        sink.head(&snapshot);
        self.rule_set.write_memory(&mut sink);
        sink.finish()
    }

    /// Whether there is something to store before [`Engine::poll_transmit`] gives anything.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.rule_set.is_unsaved()
    }

    /// These bytes of [`Engine::write_snapshot`] are stored: they survive a loss of power at any time from now on.
    /// Bytes that are older than the present ones count for nothing.
    pub fn saved(&mut self, bytes: &[u8]) {
        let mut sink = Sink::new(&mut []);
        sink.head(&self.snapshot());
        self.rule_set.write_memory(&mut sink);
        if bytes.last_chunk() == Some(&sink.sum().to_le_bytes()) {
            self.rule_set.saved();
        }
    }

    /// As [`Engine::restore`], from bytes of [`Engine::write_snapshot`] or of [`Snapshot::to_bytes`]. After the
    /// latter an engine with storage is blank: it knows of no electorate.
    ///
    /// # Errors
    /// Those of [`Snapshot::from_bytes`] and [`Engine::restore`]. Another cluster is one with another
    /// [name](Config::set_cluster_name), where both have one. An engine without storage refuses bytes with an
    /// electorate: that may have changed.
    pub fn restore_bytes(&mut self, bytes: &[u8]) -> Result<(), RestoreError> {
        if !Source::is_meant(bytes) {
            let snapshot = Snapshot::from_bytes(bytes).map_err(RestoreError::Bytes)?;
            return self.restore(&snapshot).map_err(RestoreError::Engine);
        }
        let (snapshot, memory) = Source::new(bytes).map_err(RestoreError::Bytes)?;
        self.check_restore(&snapshot).map_err(RestoreError::Engine)?;
        self.rule_set.restore_memory(memory).map_err(RestoreError::Engine)?;
        self.rule_set.restore(&snapshot);
        Ok(())
    }

    /// As `observe`; on a copy that is to tell what would be, also where the electorate changes by agreement.
    pub(crate) fn assume(&mut self, members: &[NodeId]) -> Result<(), EngineError> {
        let representative = members.iter().min().copied().unwrap_or_default();
        let ring = RingId { node: representative, seq: self.rule_set.ring().seq.saturating_add(1) };
        self.rule_set.view(ring, members, self.now)?;
        self.alone = true;
        let us = self.rule_set.roster().us.id;
        for member in &self.members() {
            if *member == us {
                self.settle()?;
                continue;
            }
            self.hear_as_known(*member)?;
        }
        self.settle()
    }

    /// What a member would tell, if it is as we know it. Not inlined: a message takes stack.
    #[inline(never)]
    fn hear_as_known(&mut self, member: NodeId) -> Result<(), EngineError> {
        let ring = self.rule_set.ring();
        // One at a time: a message has room for two names.
        for turn in 0..TOLD_MAX {
            let Some(body) = self.rule_set.told_by(member, turn) else {
                break;
            };
            self.rule_set.receive(member, &Message { ring, body })?;
        }
        Ok(())
    }
}
