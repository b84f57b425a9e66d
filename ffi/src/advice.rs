//! Advice: what would help, and what it risks.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{output, shared, text};
use crate::constants::QUORATE_NODES_MAX;
use crate::status::{Checked, QUORATE_ERROR_NO_SUCH_ADVICE, Refusal, answer};
use crate::storage::quorate_engine;
use core::ffi::c_char;
use quorate::advice::{Advice, AdviceCode as A};

/// Advice: start the missing nodes, or repair the way to them.
pub const QUORATE_ADVICE_START_MISSING: u32 = 1;
/// Advice: fence the missing nodes, after `delay`: that makes this side quorate (strict).
pub const QUORATE_ADVICE_FENCE_MISSING: u32 = 2;
/// Advice: find out whether the missing nodes are off; proofs for all make this side quorate (strict).
pub const QUORATE_ADVICE_CONFIRM_OFF: u32 = 3;
/// Advice: cancel wait_for_all, once the missing nodes are confirmed off.
pub const QUORATE_ADVICE_CANCEL_WAIT_FOR_ALL: u32 = 4;
/// Advice: turn wait_for_all off in the config. A risk, and no more.
pub const QUORATE_ADVICE_WAIT_FOR_ALL_OFF: u32 = 5;
/// Advice: set expected votes to `votes`, once the missing nodes, if any, are confirmed off.
pub const QUORATE_ADVICE_SET_EXPECTED_VOTES: u32 = 6;
/// Advice: make the quorum device vote again; it has `votes`.
pub const QUORATE_ADVICE_RESTORE_DEVICE: u32 = 7;
/// Advice: bring back the node that decides the tie.
pub const QUORATE_ADVICE_BRING_TIE_BREAKER: u32 = 8;
/// Advice: this side may act; fence the missing nodes before anything of theirs is taken over.
pub const QUORATE_ADVICE_FENCE_BEFORE_RECOVERY: u32 = 9;
/// Advice: look after the lost nodes, then resume (strict, freeze_on_loss).
pub const QUORATE_ADVICE_RESUME: u32 = 10;
/// Advice: this node has left; start the cluster on it again.
pub const QUORATE_ADVICE_START_AGAIN: u32 = 11;
/// Advice: no view has been reported; start the membership layer.
pub const QUORATE_ADVICE_REPORT_VIEW: u32 = 12;
/// Advice: wait for members that are still telling their states.
pub const QUORATE_ADVICE_WAIT_FOR_STATES: u32 = 13;
/// Advice: an operator's word alone makes this side quorate: end that. With `votes`, expected votes set back to them
/// do so.
pub const QUORATE_ADVICE_END_OVERRIDE: u32 = 14;
/// Advice: cancel wait_for_all; more than half of the votes of all nodes and the device are here, so that no other
/// side can have a majority.
pub const QUORATE_ADVICE_CANCEL_WITH_MAJORITY: u32 = 15;
/// Advice: correct expected votes; the votes of all nodes and the device together are not enough for them.
pub const QUORATE_ADVICE_CORRECT_EXPECTED_VOTES: u32 = 16;

const _: () = {
    assert!(QUORATE_ADVICE_START_MISSING == A::StartMissing.number());
    assert!(QUORATE_ADVICE_FENCE_MISSING == A::FenceMissing.number());
    assert!(QUORATE_ADVICE_CONFIRM_OFF == A::ConfirmOff.number());
    assert!(QUORATE_ADVICE_CANCEL_WAIT_FOR_ALL == A::CancelWaitForAll.number());
    assert!(QUORATE_ADVICE_WAIT_FOR_ALL_OFF == A::WaitForAllOff.number());
    assert!(QUORATE_ADVICE_SET_EXPECTED_VOTES == A::SetExpectedVotes.number());
    assert!(QUORATE_ADVICE_RESTORE_DEVICE == A::RestoreDevice.number());
    assert!(QUORATE_ADVICE_BRING_TIE_BREAKER == A::BringTieBreaker.number());
    assert!(QUORATE_ADVICE_FENCE_BEFORE_RECOVERY == A::FenceBeforeRecovery.number());
    assert!(QUORATE_ADVICE_RESUME == A::Resume.number());
    assert!(QUORATE_ADVICE_START_AGAIN == A::StartAgain.number());
    assert!(QUORATE_ADVICE_REPORT_VIEW == A::ReportView.number());
    assert!(QUORATE_ADVICE_WAIT_FOR_STATES == A::WaitForStates.number());
    assert!(QUORATE_ADVICE_END_OVERRIDE == A::EndOverride.number());
    assert!(QUORATE_ADVICE_CANCEL_WITH_MAJORITY == A::CancelWithMajority.number());
    assert!(QUORATE_ADVICE_CORRECT_EXPECTED_VOTES == A::CorrectExpectedVotes.number());
};

/// One thing that would help. quorate_engine_advice_text has it as a clause.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_advice {
    /// What, a QUORATE_ADVICE.
    pub code: u32,
    /// 1: it can end in two active halves (split brain), if the missing nodes run after all.
    pub risks_split_brain: u32,
    /// The votes that it concerns: expected votes to set (back), or the quorum device's. Else 0.
    pub votes: u32,
    /// How many nodes are in `node_ids`.
    pub node_count: u32,
    /// How long to wait first, in milliseconds.
    pub delay: u64,
    /// The nodes that it concerns, ascending.
    pub node_ids: [u32; QUORATE_NODES_MAX],
}

fn advice_of(engine: *const quorate_engine, index: usize) -> Checked<Advice<QUORATE_NODES_MAX>> {
    let engine = shared(engine)?;
    let advice = engine.advice();
    advice.get(index).cloned().ok_or(Refusal(QUORATE_ERROR_NO_SUCH_ADVICE))
}

/// Writes one thing that would help. Ask with `index` 0, 1 and so on, best first, until
/// QUORATE_ERROR_NO_SUCH_ADVICE: there is no more. Where nothing needs to be done, index 0 has none; where the
/// partition is not quorate, it has one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_advice(
    engine: *const quorate_engine,
    index: usize,
    advice: *mut quorate_advice,
) -> i32 {
    answer(|| {
        let output = output(advice)?;
        let found = advice_of(engine, index)?;
        let mut node_ids = [0; QUORATE_NODES_MAX];
        let mut node_count: u32 = 0;
        for (place, node) in node_ids.iter_mut().zip(&found.nodes) {
            *place = node.0;
            node_count = node_count.saturating_add(1);
        }
        output.set(quorate_advice {
            code: found.code.number(),
            risks_split_brain: u32::from(found.code.risks_split_brain()),
            votes: found.votes,
            node_count,
            delay: found.delay,
            node_ids,
        });
        Ok(())
    })
}

/// Writes one thing that would help as a clause for people, such as "start node 2". quorate_engine_help_text
/// has all of them in a sentence. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_advice_text(
    engine: *const quorate_engine,
    index: usize,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let found = advice_of(engine, index)?;
        text(buffer, size, needed)?.set(found)
    })
}
