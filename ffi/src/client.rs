//! The witness's connections: bytes in, bytes out, time, and what is known of a client.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{List, buffer, bytes, list, output, start, witness_mut, witness_ref};
use crate::constants::QUORATE_NEVER;
use crate::net::written_tie_break;
use crate::status::{
    Checked, QUORATE_ERROR_INVALID_VALUE, QUORATE_ERROR_NO_ROOM_FOR_CONNECTION,
    QUORATE_ERROR_NO_SUCH_CONNECTION, Refusal, answer,
};
use crate::storage::quorate_witness;
use crate::text::text;
use crate::witness::{QUORATE_CLUSTER_NAME_SIZE, QUORATE_WITNESS_TRANSMIT_MAX};
use core::ffi::c_char;
use quorate::NodeId;
use quorate::witness::{CloseReason, Output, VoteReason, WitnessClient, WitnessMut};

/// quorate_witness_output.kind: nothing to do.
pub const QUORATE_OUTPUT_NONE: u32 = 0;
/// quorate_witness_output.kind: send these bytes.
pub const QUORATE_OUTPUT_SEND: u32 = 1;
/// quorate_witness_output.kind: start TLS, as its server; what comes next over the connection belongs to it. Then call
/// quorate_witness_secured.
pub const QUORATE_OUTPUT_START_TLS: u32 = 2;
/// quorate_witness_output.kind: close the connection. Its number is free.
pub const QUORATE_OUTPUT_CLOSE: u32 = 3;

/// quorate_witness_nodes: those of the client's corosync.conf.
pub const QUORATE_CLIENT_CONFIGURED: u32 = 1;
/// quorate_witness_nodes: those of its partition, itself among them.
pub const QUORATE_CLIENT_MEMBERS: u32 = 2;
/// quorate_witness_nodes: those of its cluster that are out of reach and may have the vote, until `former_lease`.
pub const QUORATE_CLIENT_FORMER_HOLDERS: u32 = 3;

/// What a program is to do.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_witness_output {
    /// What, a QUORATE_OUTPUT.
    pub kind: u32,
    /// Over this connection.
    pub connection: u32,
    /// With QUORATE_OUTPUT_CLOSE why, a QUORATE_CLOSE; else 0.
    pub reason: u32,
    /// With QUORATE_OUTPUT_SEND how many bytes are in the buffer; else 0.
    pub len: u32,
}

/// A client as the witness sees it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_client_info {
    /// Its connection.
    pub connection: u32,
    /// Its node. 0: the client has not told it yet.
    pub node_id: u32,
    /// What it was told last of its vote, a QUORATE_VOTE.
    pub vote: u32,
    /// Why, a QUORATE_VOTE_REASON.
    pub reason: u32,
    /// 1: it may have the vote.
    pub holds: u32,
    /// How its cluster's vote is decided, a QUORATE_ALGORITHM.
    pub algorithm: u32,
    /// What it said last of its node's heuristics, a QUORATE_HEURISTICS.
    pub heuristics: u32,
    /// Its heartbeat, in milliseconds.
    pub heartbeat: u32,
    /// The bytes of `cluster`. 0: the client has not told it yet.
    pub cluster_len: u32,
    /// The ring id of its membership: its representative.
    pub ring_node: u32,
    /// The ring id of its membership: its sequence number.
    pub ring_seq: u64,
    /// When it must have given the vote up if nothing more comes, a time as `now` is.
    pub lease: u64,
    /// The name of its cluster, terminated.
    pub cluster: [c_char; QUORATE_CLUSTER_NAME_SIZE],
    /// Which node is preferred where two partitions are equal: QUORATE_TIE_BREAKER_LOWEST, QUORATE_TIE_BREAKER_HIGHEST
    /// or QUORATE_TIE_BREAKER_NODE.
    pub tie_breaker: u32,
    /// With QUORATE_TIE_BREAKER_NODE that node; else 0.
    pub tie_breaker_node: u32,
    /// 1: of two equal halves, the one that had the vote keeps it, where all clients say so.
    pub keep_active_partition: u32,
    /// How many nodes of its cluster are out of reach and may have the vote: see quorate_witness_nodes.
    pub former_holder_count: u32,
    /// When the last of those must have given the vote up, a time as `now` is. 0: there are none.
    pub former_lease: u64,
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The witness, and the place of a connection that is open.
fn open<'a>(from: *mut quorate_witness, connection: u32) -> Checked<(WitnessMut<'a>, usize)> {
    let witness = witness_mut(from)?;
    let place = usize::try_from(connection).unwrap_or(usize::MAX);
    match witness.read().client(place) {
        Some(_) => Ok((witness, place)),
        None => Err(Refusal(QUORATE_ERROR_NO_SUCH_CONNECTION)),
    }
}

/// A connection was accepted; its number is written. It is free again when quorate_witness_poll_output has said
/// QUORATE_OUTPUT_CLOSE or quorate_witness_disconnect was called. QUORATE_ERROR_NO_ROOM_FOR_CONNECTION: close it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_connect(
    witness: *mut quorate_witness,
    now: u64,
    connection: *mut u32,
) -> i32 {
    answer(|| {
        let mut witness = witness_mut(witness)?;
        let to = output(connection)?;
        to.set(number(witness.connect(now).ok_or(Refusal(QUORATE_ERROR_NO_ROOM_FOR_CONNECTION))?));
        Ok(())
    })
}

/// Bytes came over a connection. At most one message is taken, and nothing while quorate_witness_poll_output has
/// something for this connection or TLS is being started: call again with the rest. How many were taken is
/// written to `taken`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_receive(
    witness: *mut quorate_witness,
    connection: u32,
    now: u64,
    received: *const u8,
    len: usize,
    taken: *mut usize,
) -> i32 {
    answer(|| {
        let (mut witness, connection) = open(witness, connection)?;
        let (received, taken) = (bytes(received, len)?, output(taken)?);
        taken.set(witness.receive(connection, now, received));
        Ok(())
    })
}

/// TLS is running, and the client has shown a certificate of this name (its CN), of `len` bytes; NULL: it has shown
/// none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_secured(
    witness: *mut quorate_witness,
    connection: u32,
    now: u64,
    certificate: *const c_char,
    len: usize,
) -> i32 {
    answer(|| {
        let (mut witness, connection) = open(witness, connection)?;
        let is_shown = !certificate.is_null() || len > 0;
        let name = bytes(certificate.cast(), len)?;
        witness.secured(connection, now, is_shown.then_some(name));
        Ok(())
    })
}

/// A connection is gone. Its number is free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_disconnect(
    witness: *mut quorate_witness,
    connection: u32,
    now: u64,
) -> i32 {
    answer(|| {
        let (mut witness, connection) = open(witness, connection)?;
        witness.disconnect(connection, now);
        Ok(())
    })
}

/// Writes the next thing to do to `output`. What is to be sent, a whole message, goes to a buffer of `capacity` bytes,
/// at least QUORATE_WITNESS_TRANSMIT_MAX. Call it after every other call until it says QUORATE_OUTPUT_NONE; further
/// calls are harmless. Call it as quorate_witness_poll_output, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_poll_output_sized(
    witness: *mut quorate_witness,
    output: *mut quorate_witness_output,
    size: usize,
    transmit: *mut u8,
    capacity: usize,
) -> i32 {
    answer(|| {
        let mut witness = witness_mut(witness)?;
        let (output, mut transmit) = (start(output, size)?, buffer(transmit, capacity)?);
        // Before the message is taken, so that it is not lost.
        transmit.need(QUORATE_WITNESS_TRANSMIT_MAX)?;
        let mut said = quorate_witness_output { kind: QUORATE_OUTPUT_NONE, connection: 0, reason: 0, len: 0 };
        // By reference: a copy of the bytes would take more stack.
        match &witness.poll_output() {
            Some(Output::Send { connection, bytes }) => {
                (said.kind, said.connection) = (QUORATE_OUTPUT_SEND, number(*connection));
                said.len = number(bytes.len());
                transmit.set(bytes)?;
            }
            Some(Output::StartTls { connection }) => {
                (said.kind, said.connection) = (QUORATE_OUTPUT_START_TLS, number(*connection));
            }
            Some(Output::Close { connection, reason }) => {
                (said.kind, said.connection) = (QUORATE_OUTPUT_CLOSE, number(*connection));
                said.reason = reason.number();
            }
            _ => {}
        }
        output.set(&said);
        Ok(())
    })
}

/// Writes when to call quorate_witness_handle_timeout, at the latest; QUORATE_NEVER: no timeout is pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_poll_timeout(
    witness: *const quorate_witness,
    deadline: *mut u64,
) -> i32 {
    answer(|| {
        let witness = witness_ref(witness)?;
        output(deadline)?.set(witness.poll_timeout().unwrap_or(QUORATE_NEVER));
        Ok(())
    })
}

/// Time has passed. Calling it too early or too often is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_handle_timeout(witness: *mut quorate_witness, now: u64) -> i32 {
    answer(|| {
        witness_mut(witness)?.handle_timeout(now);
        Ok(())
    })
}

fn info_of(connection: u32, client: &WitnessClient<'_>) -> quorate_client_info {
    let mut cluster = [0; QUORATE_CLUSTER_NAME_SIZE];
    for (place, byte) in cluster.iter_mut().zip(client.cluster) {
        *place = c_char::from_ne_bytes([*byte]);
    }
    let NodeId(node_id) = client.node;
    let (tie_breaker, tie_breaker_node) = written_tie_break(client.tie_breaker);
    quorate_client_info {
        connection,
        node_id,
        vote: client.vote.number(),
        reason: client.reason.number(),
        holds: client.holds.into(),
        algorithm: client.algorithm.number(),
        heuristics: client.heuristics.number(),
        heartbeat: client.heartbeat,
        cluster_len: number(client.cluster.len()),
        ring_node: client.ring.node.0,
        ring_seq: client.ring.seq,
        lease: client.lease,
        cluster,
        tie_breaker,
        tie_breaker_node,
        keep_active_partition: client.keep_active_partition.into(),
        former_holder_count: number(count(client.former_holders())),
        former_lease: client.former_lease,
    }
}

fn count(nodes: impl Iterator<Item = NodeId>) -> usize {
    nodes.fold(0, |count: usize, _| count.saturating_add(1))
}

/// Writes what is known of the client of a connection, its vote and why. Connections are numbered from 0; those that
/// are not open are refused (QUORATE_ERROR_NO_SUCH_CONNECTION). Call it as quorate_witness_client, which passes the
/// size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_client_sized(
    witness: *const quorate_witness,
    connection: u32,
    info: *mut quorate_client_info,
    size: usize,
) -> i32 {
    answer(|| {
        let witness = witness_ref(witness)?;
        let info = start(info, size)?;
        let client = witness.client(usize::try_from(connection).unwrap_or(usize::MAX));
        info.set(&info_of(connection, &client.ok_or(Refusal(QUORATE_ERROR_NO_SUCH_CONNECTION))?));
        Ok(())
    })
}

/// Ascending.
fn write_nodes<I: Iterator<Item = NodeId>>(to: List<u32>, nodes: impl Fn() -> I) -> Checked<()> {
    let mut last = 0;
    to.set((0..count(nodes())).map(|_| {
        last = nodes().map(|node| node.0).filter(|node| *node > last).min().unwrap_or(last);
        last
    }))
}

/// Writes nodes that the witness knows from the client of a connection, ascending: `which` are they, a
/// QUORATE_CLIENT. There are none before the client has told them. As quorate_engine_members.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_witness_nodes(
    witness: *const quorate_witness,
    connection: u32,
    which: u32,
    node_ids: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let witness = witness_ref(witness)?;
        let to = list(node_ids, capacity, count)?;
        let client = witness.client(usize::try_from(connection).unwrap_or(usize::MAX));
        let client = client.ok_or(Refusal(QUORATE_ERROR_NO_SUCH_CONNECTION))?;
        match which {
            QUORATE_CLIENT_CONFIGURED => write_nodes(to, || client.configured()),
            QUORATE_CLIENT_MEMBERS => write_nodes(to, || client.members()),
            QUORATE_CLIENT_FORMER_HOLDERS => write_nodes(to, || client.former_holders()),
            _ => Err(Refusal(QUORATE_ERROR_INVALID_VALUE)),
        }
    })
}

/// The clause of a code; none for a number that is no code.
fn clause(sentence: Option<&str>, buffer: *mut c_char, size: usize, needed: *mut usize) -> i32 {
    answer(|| text(buffer, size, needed)?.set(sentence.ok_or(Refusal(QUORATE_ERROR_INVALID_VALUE))?))
}

/// Writes a QUORATE_VOTE_REASON as a clause. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_vote_reason_text(
    reason: u32,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    let code = VoteReason::ALL.iter().find(|code| code.number() == reason);
    clause(code.map(|code| code.sentence()), buffer, size, needed)
}

/// Writes a QUORATE_CLOSE as a clause. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_close_reason_text(
    reason: u32,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    let code = CloseReason::ALL.iter().find(|code| code.number() == reason);
    clause(code.map(|code| code.sentence()), buffer, size, needed)
}
