//! Lint: what a config risks.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{shared, start};
use crate::config::{FixedText, QUORATE_KEY_SIZE};
use crate::constants::QUORATE_NODES_MAX;
use crate::status::{Checked, QUORATE_ERROR_NO_SUCH_FINDING, Refusal, answer};
use crate::storage::quorate_config;
use crate::text::text;
use core::ffi::c_char;
use quorate::lint::Finding;

/// What a config risks under votequorum. quorate_config_lint_text has it as a sentence, with the way out.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_finding {
    /// What, a QUORATE_FINDING.
    pub code: u32,
    /// How bad, a QUORATE_SEVERITY.
    pub severity: u32,
    /// What the story shows at its end, a QUORATE_HARM.
    pub harm: u32,
    /// The key's line in corosync.conf. 0: it is not in the file, or the config was made in code. 65535 stands for all
    /// lines from there on.
    pub line: u32,
    /// The number in the sentence: votes, or how many entries. Else 0.
    pub votes: u32,
    /// How many nodes are in `node_ids`.
    pub node_count: u32,
    /// The nodes in the sentence, ascending.
    pub node_ids: [u32; QUORATE_NODES_MAX],
    /// The key with its sections, such as "quorum.two_node"; of unknown keys the section. May be empty.
    pub key: [c_char; QUORATE_KEY_SIZE],
    /// Of unknown keys the key that was probably meant. Else empty.
    pub meant: [c_char; QUORATE_KEY_SIZE],
}

fn finding_of(config: *const quorate_config, index: usize) -> Checked<Finding<QUORATE_NODES_MAX>> {
    shared(config)?.lint().nth(index).ok_or(Refusal(QUORATE_ERROR_NO_SUCH_FINDING))
}

/// Writes one finding of what this config risks under votequorum. Ask with `index` 0, 1 and so on until
/// QUORATE_ERROR_NO_SUCH_FINDING: there are no more. Findings come in the order of their codes, unknown keys
/// last. Each call looks at the whole config again: for startup and reload, not for hot paths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_lint_sized(
    config: *const quorate_config,
    index: usize,
    finding: *mut quorate_finding,
    size: usize,
) -> i32 {
    answer(|| {
        let output = start(finding, size)?;
        let found = finding_of(config, index)?;
        let mut node_ids = [0; QUORATE_NODES_MAX];
        let mut node_count: u32 = 0;
        for (place, node) in node_ids.iter_mut().zip(&found.nodes) {
            *place = node.0;
            node_count = node_count.saturating_add(1);
        }
        output.set(&quorate_finding {
            code: found.code.number(),
            severity: found.severity.number(),
            harm: found.harm.number(),
            line: found.line,
            votes: found.votes,
            node_count,
            node_ids,
            key: FixedText::of(found.key),
            meant: FixedText::of(found.meant),
        });
        Ok(())
    })
}

/// Writes a finding as one sentence for people: the line, the key, the harm and the way out. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_lint_text(
    config: *const quorate_config,
    index: usize,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let found = finding_of(config, index)?;
        text(buffer, size, needed)?.set(found)
    })
}

/// Writes the story of a finding: the steps that show the harm on this very cluster, each in a line. Run them
/// one by one with quorate_cluster_run under QUORATE_RULES_COROSYNC. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_lint_story(
    config: *const quorate_config,
    index: usize,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let found = finding_of(config, index)?;
        text(buffer, size, needed)?.set(found.story())
    })
}
