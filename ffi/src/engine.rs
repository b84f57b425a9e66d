//! The engine of one node: what it is told, and what it wants sent.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{buffer, bytes, exclusive, nodes, output, place, shared};
use crate::constants::{QUORATE_MESSAGE_MAX, QUORATE_NEVER};
use crate::status::{Checked, QUORATE_ERROR_INVALID_VALUE, Refusal, answer, yes_or_no};
use crate::storage::{quorate_config, quorate_engine};
use crate::text::text;
use core::ffi::c_char;
use quorate::{Engine, Message, NodeId, RingId, Rules};

/// The rules of a QUORATE_RULES number.
pub(crate) fn rules_of(number: u32) -> Checked<Rules> {
    let mut all = Rules::ALL.iter().copied();
    all.find(|rules| rules.number() == number).ok_or(Refusal(QUORATE_ERROR_INVALID_VALUE))
}

/// A node that has just started and knows no view: blocked, reason QUORATE_REASON_NO_VIEW. `node_id` is the local node.
/// The config is copied and not needed afterward. Call it as quorate_engine_init, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_init_sized(
    engine: *mut quorate_engine,
    size: usize,
    config: *const quorate_config,
    node_id: u32,
    rules: u32,
) -> i32 {
    answer(|| {
        let place = place(engine, size)?;
        let (config, rules) = (shared(config)?, rules_of(rules)?);
        Ok(place.make(|engine| Engine::new_in(engine, config, NodeId(node_id), rules).map(|_| ()))?)
    })
}

/// Writes why quorate_engine_init refuses, as one sentence for people that names the node or the option; an empty text
/// if it does not refuse. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_init_text(
    config: *const quorate_config,
    node_id: u32,
    rules: u32,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let (config, rules) = (shared(config)?, rules_of(rules)?);
        let text = text(buffer, size, needed)?;
        match Engine::new(config, NodeId(node_id), rules) {
            Ok(_) => text.set(""),
            Err(refusal) => text.set(refusal),
        }
    })
}

/// As quorate_engine_init, for a node under QUORATE_RULES_STRICT that stores its snapshots (see
/// quorate_engine_write_snapshot): then the electorate, that is who votes with how many votes, can change by agreement
/// of the nodes, and allow_downscale and last_man_standing may be on. Make all nodes of a cluster the same way.
/// Call it as quorate_engine_init_with_storage, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_init_with_storage_sized(
    engine: *mut quorate_engine,
    size: usize,
    config: *const quorate_config,
    node_id: u32,
) -> i32 {
    answer(|| {
        let place = place(engine, size)?;
        let config = shared(config)?;
        Ok(place.make(|engine| Engine::with_storage_in(engine, config, NodeId(node_id)).map(|_| ()))?)
    })
}

/// As quorate_engine_init_text, for quorate_engine_init_with_storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_init_with_storage_text(
    config: *const quorate_config,
    node_id: u32,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let config = shared(config)?;
        let text = text(buffer, size, needed)?;
        match Engine::with_storage(config, NodeId(node_id)) {
            Ok(_) => text.set(""),
            Err(refusal) => text.set(refusal),
        }
    })
}

/// For programs that exchange no messages, such as fence agents: these `count` nodes are present, and each is
/// as the config says. The whole exchange happens within the call, and so do later changes by operators. The
/// local node must be among them; the order does not matter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_observe(
    engine: *mut quorate_engine,
    members: *const u32,
    count: usize,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.observe(nodes(members, count)?)?))
}

/// The membership layer agreed on a new member set, whose ring id is `ring_node` and `ring_seq`. A ring id is never
/// used twice, not even after a reset: at each node `ring_seq` grows from view to view, also over its restarts
/// (QUORATE_ERROR_RING_TOO_OLD; see quorate_engine_restore), and views that exist at once differ in it. The local
/// node must be among the `count` members; the order does not matter (the nodelist's is the quickest). Then send what
/// quorate_engine_poll_transmit gives. Until all members have told their states, QUORATE_RULES_STRICT is blocked
/// (QUORATE_REASON_VIEW_INCOMPLETE); under the other rules the verdict so far stands, as in corosync. `now` is in
/// milliseconds, as everywhere.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_view(
    engine: *mut quorate_engine,
    ring_node: u32,
    ring_seq: u64,
    members: *const u32,
    count: usize,
    now: u64,
) -> i32 {
    answer(|| {
        let ring = RingId { node: NodeId(ring_node), seq: ring_seq };
        Ok(exclusive(engine)?.view(ring, nodes(members, count)?, now)?)
    })
}

/// A message from member `from`, the local node's own messages included. Deliver each member's messages in the order in
/// which it sent them, and all messages in the same order at all members. Take `from` from your transport: the message
/// does not name its sender. QUORATE_ERROR_OTHER_VIEW, QUORATE_ERROR_SENDER_NOT_IN_VIEW, QUORATE_ERROR_VOTES_OVERFLOW,
/// QUORATE_ERROR_LEFT, QUORATE_ERROR_NOT_IN_THESE_RULES (a member with other rules) and the QUORATE_ERROR_MESSAGE
/// numbers are harmless: drop the message. After QUORATE_ERROR_OUTBOX_FULL, which other calls can return too, send
/// first, then make the same call again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_receive(
    engine: *mut quorate_engine,
    from: u32,
    message: *const u8,
    len: usize,
    now: u64,
) -> i32 {
    answer(|| {
        let engine = exclusive(engine)?;
        let message = Message::decode(bytes(message, len)?)?;
        Ok(engine.receive(NodeId(from), &message, now)?)
    })
}

/// Writes the next message for every member of the view, the local node included, into a buffer of at least
/// QUORATE_MESSAGE_MAX bytes, and its length to `len`. A length of 0: no message is waiting. Call it after every other
/// call until it gives 0; further calls are harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_poll_transmit(
    engine: *mut quorate_engine,
    message: *mut u8,
    capacity: usize,
    len: *mut usize,
) -> i32 {
    answer(|| {
        let engine = exclusive(engine)?;
        let mut buffer = buffer(message, capacity)?;
        let len = output(len)?;
        // Before the message is taken, so that it is not lost.
        buffer.need(QUORATE_MESSAGE_MAX)?;
        let Some(message) = engine.poll_transmit() else {
            len.set(0);
            return Ok(());
        };
        let mut encoded = [0; QUORATE_MESSAGE_MAX];
        let encoded = message.encode(&mut encoded)?;
        buffer.set(encoded)?;
        len.set(encoded.len());
        Ok(())
    })
}

/// Writes to `deadline` when quorate_engine_handle_timeout is due: the value of `now` to wait for, or
/// QUORATE_NEVER. Ask again after every other call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_poll_timeout(
    engine: *const quorate_engine,
    deadline: *mut u64,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        output(deadline)?.set(engine.poll_timeout().unwrap_or(QUORATE_NEVER));
        Ok(())
    })
}

/// Fires what is due: last_man_standing's window, the quorum device's timeouts, the end of a leave. Early and further
/// calls are harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_handle_timeout(engine: *mut quorate_engine, now: u64) -> i32 {
    answer(|| Ok(exclusive(engine)?.handle_timeout(now)?))
}

/// The local node leaves cleanly. Send what quorate_engine_poll_transmit gives, then stop. `remove` 1 is cman's leave
/// remove: expected votes become the number of remaining nodes; other rules refuse it. Under QUORATE_RULES_STRICT a
/// leave counts as a loss; but with storage and allow_downscale, continue as before until the reason is
/// QUORATE_REASON_LEFT. Then the others have agreed that this node votes no more, or it has waited for that for
/// 5000 ms in vain: quorate_engine_has_left_agreed tells which.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_leave(engine: *mut quorate_engine, remove: u32) -> i32 {
    answer(|| Ok(exclusive(engine)?.leave(yes_or_no(remove)?)?))
}

/// Writes 1 if the local node has left (quorate_engine_leave) and the others no longer count it, else 0: then its leave
/// counts as a loss, and the others may be blocked without it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_has_left_agreed(
    engine: *const quorate_engine,
    agreed: *mut u32,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        output(agreed)?.set(u32::from(engine.has_left_agreed()));
        Ok(())
    })
}

/// An operator sets expected votes of the partition (corosync-quorumtool -e). It takes effect when the message that it
/// sends comes back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_set_expected_votes(
    engine: *mut quorate_engine,
    expected_votes: u32,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.set_expected_votes(expected_votes)?))
}

/// An operator sets the votes of one node (corosync-quorumtool -v), until that node starts again. Under
/// QUORATE_RULES_STRICT, with storage only, they count once all members have agreed; a node that is
/// not here and gets 0 votes is dropped for good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_set_votes(
    engine: *mut quorate_engine,
    node_id: u32,
    votes: u32,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.set_votes(NodeId(node_id), votes)?))
}

/// An operator cancels wait_for_all in this partition (cmap key quorum.cancel_wait_for_all). A majority is still
/// needed. Under QUORATE_RULES_COROSYNC votes and expected votes that were set at run time return to the config's, as
/// in corosync.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_cancel_wait_for_all(engine: *mut quorate_engine) -> i32 {
    answer(|| Ok(exclusive(engine)?.cancel_wait_for_all()?))
}

/// Reads votes, expected_votes, two_node and the device again from a changed config; the other options stay
/// as they were at startup, as in corosync. Read the config with
/// quorate_config_from_corosync_conf_for_reload. Under QUORATE_RULES_STRICT with storage, nodes and votes may have
/// changed: the electorate follows when all nodes that are concerned and here have reloaded the same nodelist. Without
/// storage it is fixed, and another nodelist is refused (QUORATE_ERROR_NOT_IN_THESE_RULES).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_reload(
    engine: *mut quorate_engine,
    config: *const quorate_config,
) -> i32 {
    answer(|| Ok(exclusive(engine)?.reload(shared(config)?)?))
}

/// Writes the highest expected votes ever, which expected_votes_tracking and allow_downscale keep; 0 without them.
/// quorate_engine_snapshot has it, too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_tracked_expected_votes(
    engine: *const quorate_engine,
    expected_votes: *mut u32,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        output(expected_votes)?.set(engine.tracked_expected_votes().unwrap_or(0));
        Ok(())
    })
}

/// QUORATE_RULES_STRICT: the caller vouches that this node, outside the view with this ring id, was confirmed off at
/// `instant` (a time as `now` is, not in the future). Proofs of one instant for all missing nodes make the view
/// quorate; they count in this view only. So after quorate_engine_view read the time once, query the power of all
/// missing nodes, and if all are off, report all with that instant: a later one starts over.
/// QUORATE_ERROR_PROOF_TOO_OLD: the proof is from before the view began (the node may have started since) or before
/// another proof.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_fenced(
    engine: *mut quorate_engine,
    node_id: u32,
    ring_node: u32,
    ring_seq: u64,
    instant: u64,
) -> i32 {
    answer(|| {
        let ring = RingId { node: NodeId(ring_node), seq: ring_seq };
        Ok(exclusive(engine)?.fenced(NodeId(node_id), ring, instant)?)
    })
}

/// QUORATE_RULES_STRICT with freeze_on_loss: an operator has checked, and the partition may continue.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_resume(engine: *mut quorate_engine) -> i32 {
    answer(|| Ok(exclusive(engine)?.resume()?))
}
