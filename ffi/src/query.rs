//! What an engine answers: status, reason, members, and the same as text.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{list, shared, start};
use crate::constants::QUORATE_NODES_MAX;
use crate::status::{QUORATE_ERROR_UNKNOWN_NODE, Refusal, answer};
use crate::storage::quorate_engine;
use crate::text::text;
use core::ffi::c_char;
use quorate::{Engine, EngineError, NodeId, Unsupported};

/// The verdict with its numbers. The first nine fields are votequorum_info's, with its numbers.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_status {
    /// The local node.
    pub node_id: u32,
    /// The local node's state, a QUORATE_NODESTATE.
    pub node_state: u32,
    /// The local node's votes.
    pub node_votes: u32,
    /// Expected votes as the local node holds them.
    pub node_expected_votes: u32,
    /// The highest expected votes of any member.
    pub highest_expected: u32,
    /// Votes of the members, and of the quorum device where it votes for the local node.
    pub total_votes: u32,
    /// Votes needed for quorum. Unlike votequorum's it has 32 bits.
    pub quorum: u32,
    /// QUORATE_FLAG bits.
    pub flags: u32,
    /// Votes of the quorum device, cast or not. 0 without one.
    pub qdevice_votes: u32,
    /// May this partition act? A QUORATE_VERDICT.
    pub verdict: u32,
    /// Why, a QUORATE_REASON. quorate_engine_reason has its numbers.
    pub reason: u32,
    /// The view's ring id: its representative.
    pub ring_node: u32,
    /// The view's ring id: its sequence number.
    pub ring_seq: u64,
    /// With QUORATE_VERDICT_FENCE_FIRST: how long to wait before fencing, in milliseconds. Else 0.
    pub fence_delay: u64,
}

/// Why a verdict is what it is, with the numbers that decided.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_reason {
    /// The rule that decided, a QUORATE_REASON.
    pub code: u32,
    /// Votes present.
    pub votes: u32,
    /// Votes that the deciding rule requires.
    pub needed: u32,
    /// Expected votes.
    pub expected_votes: u32,
    /// The node that decided: the tie breaker, or the node whose device is master. 0 where none did.
    pub node_id: u32,
    /// Votes of the quorum device that are not counted here.
    pub qdevice_votes: u32,
    /// How many nodes are in `missing`.
    pub missing_count: u32,
    /// Nodes with votes that are missing, ascending; with QUORATE_REASON_VIEW_INCOMPLETE those whose state is
    /// incomplete.
    pub missing: [u32; QUORATE_NODES_MAX],
}

/// What is known about one node.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_node_info {
    /// The node.
    pub node_id: u32,
    /// Its state, a QUORATE_NODESTATE.
    pub node_state: u32,
    /// Its votes.
    pub node_votes: u32,
    /// Expected votes as it reported them.
    pub node_expected_votes: u32,
    /// QUORATE_FLAG bits: the config of the local node, and the quorum device of this node.
    pub flags: u32,
}

/// The electorate that was agreed on, and what keeps it from changing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_electorate {
    /// Electorates are numbered from 1; 0: none is known here.
    pub epoch: u32,
    /// 1 if a change may or may not have been agreed on, so that a majority of both electorates is needed; else 0.
    pub change_pending: u32,
    /// How many nodes are in `electors`.
    pub elector_count: u32,
    /// How many nodes are in `unstored`.
    pub unstored_count: u32,
    /// How many nodes are in `other_nodelist`.
    pub other_nodelist_count: u32,
    /// Who votes, ascending.
    pub electors: [u32; QUORATE_NODES_MAX],
    /// Members that have not stored that change yet: it waits for them.
    pub unstored: [u32; QUORATE_NODES_MAX],
    /// Members that have another nodelist than the local node: the electorate does not follow it meanwhile.
    pub other_nodelist: [u32; QUORATE_NODES_MAX],
}

/// Writes nodeids into an array of zeros; gives how many.
fn fill(ids: &mut [u32; QUORATE_NODES_MAX], nodes: &[NodeId]) -> u32 {
    let mut count = 0_u32;
    for (place, node) in ids.iter_mut().zip(nodes) {
        *place = node.0;
        count = count.saturating_add(1);
    }
    count
}

/// An engine's status in C.
#[inline(always)]
pub(crate) fn status_of(engine: &Engine<QUORATE_NODES_MAX>) -> quorate_status {
    let status = engine.brief();
    quorate_status {
        node_id: status.node.0,
        node_state: status.node_state.number(),
        node_votes: status.node_votes,
        node_expected_votes: status.expected_votes,
        highest_expected: status.highest_expected,
        total_votes: status.total_votes,
        quorum: status.quorum,
        flags: status.flags.0,
        qdevice_votes: status.device_votes,
        verdict: status.verdict.number(),
        reason: status.reason.code.number(),
        ring_node: status.ring.node.0,
        ring_seq: status.ring.seq,
        fence_delay: status.fence_delay,
    }
}

/// Whether the partition may act, without an error to check: 1 only if its verdict is QUORATE_VERDICT_QUORATE; 0 with
/// every other verdict, and if `engine` is NULL, misaligned or not initialized.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_may_act(engine: *const quorate_engine) -> u32 {
    shared(engine).map_or(0, |engine| u32::from(engine.is_quorate()))
}

/// Writes the verdict with its numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_status_sized(
    engine: *const quorate_engine,
    status: *mut quorate_status,
    size: usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        start(status, size)?.set(&status_of(engine));
        Ok(())
    })
}

/// Writes why the verdict is what it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_reason_sized(
    engine: *const quorate_engine,
    reason: *mut quorate_reason,
    size: usize,
) -> i32 {
    answer(|| {
        let output = start(reason, size)?;
        let engine = shared(engine)?;
        let found = engine.brief().reason;
        let mut reason = quorate_reason {
            code: found.code.number(),
            votes: found.votes,
            needed: found.needed,
            expected_votes: found.expected_votes,
            node_id: found.node.map_or(0, |node| node.0),
            qdevice_votes: found.device_votes,
            missing_count: 0,
            missing: [0; QUORATE_NODES_MAX],
        };
        reason.missing_count = fill(&mut reason.missing, &engine.missing());
        output.set(&reason);
        Ok(())
    })
}

/// Writes who votes, where that changes by agreement. QUORATE_ERROR_NOT_IN_THESE_RULES: the engine has no storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_electorate_sized(
    engine: *const quorate_engine,
    electorate: *mut quorate_electorate,
    size: usize,
) -> i32 {
    answer(|| {
        let output = start(electorate, size)?;
        // Not moved, for it is large.
        let found = shared(engine)?.agreed_electorate();
        let Some(found) = &found else {
            return Err(EngineError::NotInTheseRules(Unsupported::Electorate).into());
        };
        let mut electorate = quorate_electorate {
            epoch: found.epoch,
            change_pending: u32::from(found.change_pending),
            elector_count: 0,
            unstored_count: 0,
            other_nodelist_count: 0,
            electors: [0; QUORATE_NODES_MAX],
            unstored: [0; QUORATE_NODES_MAX],
            other_nodelist: [0; QUORATE_NODES_MAX],
        };
        electorate.elector_count = fill(&mut electorate.electors, &found.electors);
        electorate.unstored_count = fill(&mut electorate.unstored, &found.unstored);
        electorate.other_nodelist_count = fill(&mut electorate.other_nodelist, &found.other_nodelist);
        output.set(&electorate);
        Ok(())
    })
}

/// Writes what is known of one node (votequorum_getinfo). QUORATE_ERROR_UNKNOWN_NODE: it has not been heard
/// of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_info_sized(
    engine: *const quorate_engine,
    node_id: u32,
    info: *mut quorate_node_info,
    size: usize,
) -> i32 {
    answer(|| {
        let output = start(info, size)?;
        let info = shared(engine)?.node_info(NodeId(node_id)).ok_or(Refusal(QUORATE_ERROR_UNKNOWN_NODE))?;
        output.set(&quorate_node_info {
            node_id: info.node.0,
            node_state: info.state.number(),
            node_votes: info.votes,
            node_expected_votes: info.expected_votes,
            flags: info.flags.0,
        });
        Ok(())
    })
}

/// Writes the members of the view, ascending, into an array of `capacity` nodeids. `count` is always set; with
/// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_members(
    engine: *const quorate_engine,
    node_ids: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        list(node_ids, capacity, count)?.set(engine.members().iter().map(|node| node.0))
    })
}

/// Writes the members that the current view has and the previous one did not have, ascending, as quorate_engine_members
/// does (libquorum's joined list).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_joined(
    engine: *const quorate_engine,
    node_ids: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        list(node_ids, capacity, count)?.set(engine.joined().iter().map(|node| node.0))
    })
}

/// Writes the members that the previous view had and the current one does not have, ascending, as
/// quorate_engine_members does (libquorum's left list).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_left(
    engine: *const quorate_engine,
    node_ids: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        list(node_ids, capacity, count)?.set(engine.left().iter().map(|node| node.0))
    })
}

/// Writes the reason as one sentence for people. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_reason_text(
    engine: *const quorate_engine,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        text(buffer, size, needed)?.set(engine.status().reason)
    })
}

/// Writes what would help, and what it risks, as one sentence for people: the votes, who is missing, and what
/// to do, best first; quorate_engine_advice has the same in numbers. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_help_text(
    engine: *const quorate_engine,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        text(buffer, size, needed)?.set(engine.help())
    })
}

/// Writes the status as corosync-quorumtool -s prints it, without the date. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_quorumtool_text(
    engine: *const quorate_engine,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        text(buffer, size, needed)?.set(engine.quorumtool())
    })
}

/// Writes the quorum lines of cman_tool status. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_cman_tool_text(
    engine: *const quorate_engine,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let engine = shared(engine)?;
        text(buffer, size, needed)?.set(engine.cman_tool())
    })
}
