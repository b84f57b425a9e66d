//! Advice: what would help, and what it risks.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{shared, start};
use crate::constants::QUORATE_NODES_MAX;
use crate::status::{Checked, QUORATE_ERROR_NO_SUCH_ADVICE, Refusal, answer};
use crate::storage::quorate_engine;
use crate::text::text;
use core::ffi::c_char;
use quorate::advice::Advice;

/// One thing that would help. quorate_engine_advice_text has it as a clause.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_advice {
    /// What, a QUORATE_ADVICE.
    pub code: u32,
    /// 1: it can end in split brain if the missing nodes turn out to be running.
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
    shared(engine)?.advice_at(index).ok_or(Refusal(QUORATE_ERROR_NO_SUCH_ADVICE))
}

/// Writes one thing that would help. Ask with `index` 0, 1 and so on, best first, until QUORATE_ERROR_NO_SUCH_ADVICE:
/// there is no more. If nothing needs to be done, index 0 has none; if the partition is not quorate, it has one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_engine_advice_sized(
    engine: *const quorate_engine,
    index: usize,
    advice: *mut quorate_advice,
    size: usize,
) -> i32 {
    answer(|| {
        let output = start(advice, size)?;
        let found = advice_of(engine, index)?;
        let mut advice = quorate_advice {
            code: found.code.number(),
            risks_split_brain: u32::from(found.code.risks_split_brain()),
            votes: found.votes,
            node_count: 0,
            delay: found.delay,
            node_ids: [0; QUORATE_NODES_MAX],
        };
        for (place, node) in advice.node_ids.iter_mut().zip(&found.nodes) {
            *place = node.0;
            advice.node_count = advice.node_count.saturating_add(1);
        }
        output.set(&advice);
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
