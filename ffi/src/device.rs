//! The quorum device at the local node (votequorum_qdevice_*).
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{exclusive, output, shared, utf8};
use crate::status::{answer, yes_or_no};
use crate::storage::quorate_engine;
use core::ffi::c_char;
use quorate::{NodeId, RingId};

/// A quorum device registers at this node, under a name of 1 to QUORATE_DEVICE_NAME_MAX bytes in UTF-8; one name per
/// cluster. It is registered when the message that this sends comes back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_device_register(
    engine: *mut quorate_engine,
    name: *const c_char,
    len: usize,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.device_register(utf8(name, len)?)?))
}

/// The quorum device at this node is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_device_unregister(engine: *mut quorate_engine) -> i32 {
    answer(|| Ok(exclusive(engine)?.device_unregister()?))
}

/// The registered device gets a new name, at every member.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_device_rename(
    engine: *mut quorate_engine,
    name: *const c_char,
    len: usize,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.device_rename(utf8(name, len)?)?))
}

/// The quorum device polls: it is alive in the view with this ring id, and votes for this node (`cast_vote` 1) or not
/// (0). Due again within quorum.device.timeout, and after every view.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_device_poll(
    engine: *mut quorate_engine,
    ring_node: u32,
    ring_seq: u64,
    cast_vote: u32,
    now: u64,
) -> i32 {
    answer(|| {
        let ring = RingId { node: NodeId(ring_node), seq: ring_seq };
        Ok(exclusive(engine)?.device_poll(ring, yes_or_no(cast_vote)?, now)?)
    })
}

/// Sets master_wins, whether a partition is quorate by the device's master alone: `allow` is 1 or 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_device_master_wins(engine: *mut quorate_engine, allow: u32) -> i32 {
    answer(|| Ok(exclusive(engine)?.device_master_wins(yes_or_no(allow)?)?))
}

/// Writes 1 if the exchange of the current view is waiting for the device's poll, else 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_waits_for_device(
    engine: *const quorate_engine,
    waits: *mut u32,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        output(waits)?.set(u32::from(engine.waits_for_device()));
        Ok(())
    })
}
