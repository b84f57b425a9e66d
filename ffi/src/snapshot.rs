//! What must survive a restart of a node.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{buffer, bytes, exclusive, shared};
use crate::status::answer;
use crate::storage::quorate_engine;
use quorate::Snapshot;

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
        buffer(snapshot, size)?.set(&engine.snapshot().to_bytes())
    })
}

/// Restores what quorate_engine_snapshot wrote before this node restarted, right after quorate_engine_init. When the
/// node starts for the first time there is nothing to restore: skip this call. Afterward
/// - a view's `ring_seq` must be greater than the stored one, so that no message from before the restart counts
///   (quorate_engine_status has it until the first view, for the layer that makes ring ids);
/// - with freeze_on_loss, a node that was frozen stays frozen until quorate_engine_resume (QUORATE_RULES_STRICT);
/// - with expected_votes_tracking or allow_downscale, expected votes do not start below the highest ever.
///
/// Refused: bytes that are not a snapshot (QUORATE_ERROR_SNAPSHOT_MALFORMED; erased flash, for example) or of another
/// version (QUORATE_ERROR_SNAPSHOT_VERSION), another node's or other rules' snapshot (QUORATE_ERROR_OTHER_SNAPSHOT),
/// and a restore after a view or after another one (QUORATE_ERROR_RESTORE_TOO_LATE).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_restore(
    engine: *mut quorate_engine,
    snapshot: *const u8,
    size: usize,
) -> i32 {
    answer(|| {
        let engine = exclusive(engine)?;
        let snapshot = Snapshot::from_bytes(bytes(snapshot, size)?)?;
        Ok(engine.restore(&snapshot)?)
    })
}
