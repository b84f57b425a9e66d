//! What must survive a restart of a node.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{buffer, bytes, exclusive, output, shared};
use crate::constants::QUORATE_SNAPSHOT_MAX;
use crate::status::{QUORATE_ERROR_BUFFER_TOO_SMALL, Refusal, answer};
use crate::storage::quorate_engine;
use quorate::{EngineError, RestoreError, Unsupported};

/// For an engine without storage (one with it has quorate_engine_write_snapshot, and is refused here with
/// QUORATE_ERROR_NOT_IN_THESE_RULES).
/// Writes what must survive a restart of the node: QUORATE_SNAPSHOT_SIZE bytes, the same on every processor, to be
/// given to quorate_engine_restore. `size` is that of the buffer. Store them after every call after which they differ
/// from those that are stored, and before you send what quorate_engine_poll_transmit gives: a node must not forget what
/// others have heard from it. They change with every view, and rarely otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_snapshot(
    engine: *const quorate_engine,
    snapshot: *mut u8,
    size: usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        if engine.has_storage() {
            return Err(EngineError::NotInTheseRules(Unsupported::Snapshot).into());
        }
        buffer(snapshot, size)?.set(&engine.snapshot().to_bytes())
    })
}

/// As quorate_engine_snapshot, for every engine: with storage the snapshot has the electorate, too. It goes into a
/// buffer of `capacity` bytes, of which QUORATE_SNAPSHOT_MAX always suffice, and its length to `len`. An engine with
/// storage sends nothing before it is stored, so after every other call, while quorate_engine_is_unsaved writes 1:
/// - write the snapshot;
/// - store these bytes so that a loss of power at any byte leaves the old ones or the new ones: in a file of their own,
///   then fsync, rename over the old file, fsync of the directory; in flash, both of two copies, one after the other;
/// - tell quorate_engine_saved, with the same bytes.
///
/// Then send what quorate_engine_poll_transmit gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_write_snapshot(
    engine: *const quorate_engine,
    snapshot: *mut u8,
    capacity: usize,
    len: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        let (mut to, len) = (buffer(snapshot, capacity)?, output(len)?);
        let mut room = [0; QUORATE_SNAPSHOT_MAX];
        let written = engine.write_snapshot(&mut room).ok_or(Refusal(QUORATE_ERROR_BUFFER_TOO_SMALL))?;
        to.set(written)?;
        len.set(written.len());
        Ok(())
    })
}

/// Writes 1 if there is a snapshot to store before quorate_engine_poll_transmit gives anything, else 0; always 0
/// without storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_is_unsaved(engine: *const quorate_engine, unsaved: *mut u32) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        output(unsaved)?.set(u32::from(engine.is_unsaved()));
        Ok(())
    })
}

/// These bytes of quorate_engine_write_snapshot are stored, and survive a loss of power at any time from now on.
/// Bytes that are no longer the newest change nothing: quorate_engine_is_unsaved still writes 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_saved(
    engine: *mut quorate_engine,
    snapshot: *const u8,
    size: usize,
) -> i32 {
    answer(|| {
        let engine = exclusive(engine)?;
        engine.saved(bytes(snapshot, size)?);
        Ok(())
    })
}

/// Restores what quorate_engine_snapshot or quorate_engine_write_snapshot wrote before this node restarted, right after
/// the init function. When the node starts for the first time there is nothing to restore: skip this call. Afterward
/// - a view's `ring_seq` must be greater than the stored one, so that no message from before the restart counts
///   (quorate_engine_status has it until the first view, for the layer that makes ring ids);
/// - with freeze_on_loss, a node that was frozen stays frozen until quorate_engine_resume (QUORATE_RULES_STRICT);
/// - with expected_votes_tracking or allow_downscale, expected votes do not start below the highest ever
///   (QUORATE_RULES_COROSYNC);
/// - an engine with storage knows the electorate that it stored. From a snapshot that has none it knows none, and its
///   vote counts for nobody until it has learned it from others.
///
/// Refused: bytes that are not a snapshot (QUORATE_ERROR_SNAPSHOT_MALFORMED; erased flash, for example) or of another
/// version (QUORATE_ERROR_SNAPSHOT_VERSION), another node's or other rules' snapshot and, without storage, one with an
/// electorate, which may have changed (QUORATE_ERROR_OTHER_SNAPSHOT),
/// and a restore after a view or after another one (QUORATE_ERROR_RESTORE_TOO_LATE).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_restore(
    engine: *mut quorate_engine,
    snapshot: *const u8,
    size: usize,
) -> i32 {
    answer(|| {
        let engine = exclusive(engine)?;
        engine.restore_bytes(bytes(snapshot, size)?).map_err(|error| match error {
            RestoreError::Bytes(error) => error.into(),
            RestoreError::Engine(error) => error.into(),
        })
    })
}
