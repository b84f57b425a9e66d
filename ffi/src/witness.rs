//! The third vote, in place of corosync-qnetd.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{buffer, bytes, make_witness, nodes, output, plain, witness_mut, witness_ref};
use crate::constants::QUORATE_NODES_MAX;
use crate::status::{
    Checked, QUORATE_ERROR_ABI, QUORATE_ERROR_BUFFER_TOO_SMALL, QUORATE_ERROR_INVALID_VALUE, Refusal, answer,
    yes_or_no,
};
use crate::storage::{
    QUORATE_WITNESS_CLIENT_SIZE, QUORATE_WITNESS_CLUSTER_SIZE, QUORATE_WITNESS_HEAD_SIZE, quorate_witness,
};
use core::ffi::c_char;
use quorate::witness::{Hub, NAME_MAX, Settings, TRANSMIT_MAX, Timing, Tls};

/// The bytes that a buffer for what a witness sends must have.
pub const QUORATE_WITNESS_TRANSMIT_MAX: usize = 142;
/// The bytes of the longest name of a cluster.
pub const QUORATE_CLUSTER_NAME_MAX: usize = 64;
/// The bytes of a cluster's name in a struct, NUL included.
pub const QUORATE_CLUSTER_NAME_SIZE: usize = 72;

const _: () = {
    assert!(QUORATE_WITNESS_TRANSMIT_MAX == TRANSMIT_MAX);
    assert!(QUORATE_CLUSTER_NAME_MAX == NAME_MAX && NAME_MAX < QUORATE_CLUSTER_NAME_SIZE);
};

/// What an operator decides. Fill it with quorate_witness_settings_init, then change what you need. 0 is no and 1 is
/// yes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_witness_settings {
    /// How votes are given away, a QUORATE_TIMING.
    pub timing: u32,
    /// Whether clients can, or must, use TLS, a QUORATE_TLS.
    pub tls: u32,
    /// 1: TLS clients must show a certificate that names their cluster.
    pub client_certificates: u32,
    /// 1: refuses the algorithms lms and 2nodelms, whose clients keep the vote while they are cut off.
    pub refuse_unsafe: u32,
    /// The longest heartbeat that is accepted, 1000 to 120000 milliseconds. After a restart the witness may be silent
    /// for 2.25 times this. A client that asks for more is refused, and exits.
    pub heartbeat_max: u32,
}

/// The defaults, which are the safe ones, without TLS. Call it as quorate_witness_settings_init, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_settings_init_sized(
    settings: *mut quorate_witness_settings,
    size: usize,
) -> i32 {
    answer(|| {
        let output = output(settings)?;
        if size != size_of::<quorate_witness_settings>() {
            return Err(Refusal(QUORATE_ERROR_ABI));
        }
        let settings = Settings::default();
        output.set(quorate_witness_settings {
            timing: settings.timing.number(),
            tls: settings.tls.number(),
            client_certificates: settings.client_certificates.into(),
            refuse_unsafe: settings.refuse_unsafe.into(),
            heartbeat_max: settings.heartbeat_max,
        });
        Ok(())
    })
}

fn settings_of(from: &quorate_witness_settings) -> Checked<Settings> {
    const INVALID: Refusal = Refusal(QUORATE_ERROR_INVALID_VALUE);
    if !(1000..=120_000).contains(&from.heartbeat_max) {
        return Err(INVALID);
    }
    Ok(Settings {
        timing: *Timing::ALL.iter().find(|timing| timing.number() == from.timing).ok_or(INVALID)?,
        tls: *Tls::ALL.iter().find(|tls| tls.number() == from.tls).ok_or(INVALID)?,
        client_certificates: yes_or_no(from.client_certificates)?,
        refuse_unsafe: yes_or_no(from.refuse_unsafe)?,
        heartbeat_max: from.heartbeat_max,
    })
}

fn size_of_witness(clients: usize, clusters: usize, nodes: usize) -> Option<usize> {
    let is_possible = clients > 0 && clusters > 0 && (1..=QUORATE_NODES_MAX).contains(&nodes);
    let words = nodes.checked_add(1)? >> 1;
    let cluster = words.checked_mul(8)?.checked_add(QUORATE_WITNESS_CLUSTER_SIZE)?;
    let connections = clients.checked_mul(QUORATE_WITNESS_CLIENT_SIZE)?;
    let size =
        clusters.checked_mul(cluster)?.checked_add(connections)?.checked_add(QUORATE_WITNESS_HEAD_SIZE)?;
    Some(size).filter(|size| is_possible && isize::try_from(*size).is_ok())
}

/// The bytes of a witness for up to `clients` connections at a time and up to `clusters` clusters of up to `nodes`
/// nodes, 1 to QUORATE_NODES_MAX. 0: there is no such witness. QUORATE_WITNESS_SIZE is the same for static memory.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_witness_size(clients: usize, clusters: usize, nodes: usize) -> usize {
    size_of_witness(clients, clusters, nodes).unwrap_or(0)
}

/// A witness that starts now, in memory of `size` bytes, aligned as a uint64_t: at least what quorate_witness_size says
/// for the same numbers (QUORATE_ERROR_BUFFER_TOO_SMALL). With QUORATE_TIMING_SAFE it knows nothing of votes that it
/// may have given before: see quorate_witness_restore. `settings` are copied.
///
/// Over each TCP connection that a program accepts, clients speak corosync-qnetd's protocol, usually on port 5403.
/// After every call: where a snapshot is kept, store it if quorate_witness_is_unsaved writes 1; then do all that
/// quorate_witness_poll_output gives; then wait, no longer than until quorate_witness_poll_timeout.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_init(
    witness: *mut quorate_witness,
    size: usize,
    clients: usize,
    clusters: usize,
    nodes: usize,
    settings: *const quorate_witness_settings,
    now: u64,
) -> i32 {
    answer(|| {
        let settings = settings_of(plain(settings)?)?;
        let needed = size_of_witness(clients, clusters, nodes).ok_or(Refusal(QUORATE_ERROR_INVALID_VALUE))?;
        make_witness(witness, [size, needed], [clients, clusters, nodes], Hub::new(settings, now))
    })
}

/// Tells it a cluster by its name, of `len` bytes, and its `count` nodes (0: any), also anew. Once it was told one, it
/// serves only those that it was told; a client that is here already stays until it says something that does not fit.
/// A name that is too long (QUORATE_ERROR_CLUSTER_NAME), too many clusters (QUORATE_ERROR_NO_ROOM_FOR_CLUSTER) or
/// nodes (QUORATE_ERROR_CLUSTER_NODES) change nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_tell(
    witness: *mut quorate_witness,
    cluster: *const c_char,
    len: usize,
    node_ids: *const u32,
    count: usize,
) -> i32 {
    answer(|| Ok(witness_mut(witness)?.tell(bytes(cluster.cast(), len)?, nodes(node_ids, count)?)?))
}

/// Writes 1 if a node may have got the vote, or has connected, since the last snapshot, else 0. Store one before the
/// next quorate_witness_poll_output: a client must not have a vote that a restart forgets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_is_unsaved(
    witness: *const quorate_witness,
    unsaved: *mut u32,
) -> i32 {
    answer(|| {
        let witness = witness_ref(witness)?;
        output(unsaved)?.set(u32::from(witness.is_unsaved()));
        Ok(())
    })
}

/// Writes who has votes into a buffer of `capacity` bytes, of which QUORATE_WITNESS_SNAPSHOT_MAX always suffice, and
/// the length to `len`. The bytes are the same on every processor. Where the buffer is too small, what is in it means
/// nothing. Store them so that a loss of power at any byte leaves the old ones or the new ones (see
/// quorate_engine_write_snapshot), and then tell quorate_witness_saved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_write_snapshot(
    witness: *mut quorate_witness,
    now: u64,
    snapshot: *mut u8,
    capacity: usize,
    len: *mut usize,
) -> i32 {
    answer(|| {
        let mut witness = witness_mut(witness)?;
        let (mut room, len) = (buffer(snapshot, capacity)?, output(len)?);
        let written = witness.write_snapshot(now, room.zeroed());
        len.set(written.ok_or(Refusal(QUORATE_ERROR_BUFFER_TOO_SMALL))?.len());
        Ok(())
    })
}

/// Writes until when the witness gives no vote while a node of the cluster is out of reach, a time as `now` is: it
/// started without a snapshot, or with that of a witness that was still silent. It is over where `now` is not less.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_silent_until(
    witness: *const quorate_witness,
    until: *mut u64,
) -> i32 {
    answer(|| {
        let witness = witness_ref(witness)?;
        output(until)?.set(witness.silent_until());
        Ok(())
    })
}

/// The last snapshot that was written is stored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_saved(witness: *mut quorate_witness) -> i32 {
    answer(|| {
        witness_mut(witness)?.saved();
        Ok(())
    })
}

/// Restores what quorate_witness_write_snapshot wrote before a restart, right after quorate_witness_init: then the
/// witness need not be silent, and waits only for those that had a vote. Refused: bytes that are not a snapshot
/// (QUORATE_ERROR_WITNESS_SNAPSHOT_MALFORMED) or of another version (QUORATE_ERROR_WITNESS_SNAPSHOT_VERSION), more
/// than there is room for (QUORATE_ERROR_WITNESS_SNAPSHOT_TOO_LARGE), and a witness that is not new
/// (QUORATE_ERROR_WITNESS_NOT_NEW).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_restore(
    witness: *mut quorate_witness,
    now: u64,
    snapshot: *const u8,
    size: usize,
) -> i32 {
    answer(|| Ok(witness_mut(witness)?.restore_bytes(now, bytes(snapshot, size)?)?))
}
