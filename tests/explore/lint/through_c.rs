//! A config's findings as the C functions give them.

use quorate::lint::Finding;
use quorate_ffi::{
    QUORATE_OK, error_numbers, quorate_config, quorate_config_from_corosync_conf_sized,
    quorate_config_lint_sized, quorate_config_lint_story, quorate_config_lint_text, quorate_finding,
};
use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::ptr::null_mut;

/// The bytes that every text of a finding fits into.
const TEXT_SIZE: usize = 4096;

/// What a caller in C sees of one finding.
#[derive(PartialEq, Debug)]
pub struct Seen {
    /// code, severity, harm, line, votes
    numbers: [u32; 5],
    nodes: Vec<u32>,
    /// key, meant, sentence, story
    texts: [String; 4],
}

impl<const N: usize> From<Finding<N>> for Seen {
    fn from(finding: Finding<N>) -> Seen {
        let (severity, harm) = (finding.severity as u32, finding.harm as u32);
        Seen {
            numbers: [finding.code.number(), severity, harm, finding.line, finding.votes],
            nodes: finding.nodes.iter().map(|node| node.0).collect(),
            texts: [
                finding.key.to_owned(),
                finding.meant.to_owned(),
                finding.to_string(),
                finding.story().to_string(),
            ],
        }
    }
}

type TextOf = unsafe extern "C" fn(*const quorate_config, usize, *mut c_char, usize, *mut usize) -> i32;

fn text_of(terminated: &[c_char]) -> String {
    // SAFETY: the texts of the library end in NUL within their arrays.
    let text = unsafe { CStr::from_ptr(terminated.as_ptr()) };
    text.to_str().expect("UTF-8").to_owned()
}

fn ask(function: TextOf, config: *const quorate_config, index: usize) -> String {
    let mut text = [0; TEXT_SIZE];
    // SAFETY: an initialized config, and a text as large as is said.
    let status = unsafe { function(config, index, text.as_mut_ptr(), TEXT_SIZE, null_mut()) };
    assert_eq!(status, QUORATE_OK);
    text_of(&text)
}

/// All findings of a corosync.conf.
pub fn lint(conf: &str) -> Vec<Seen> {
    let mut config = MaybeUninit::<quorate_config>::uninit();
    let (size, text) = (size_of::<quorate_config>(), conf.as_ptr().cast());
    // SAFETY: storage of the right size, and a text of the length that is said.
    let status = unsafe {
        quorate_config_from_corosync_conf_sized(config.as_mut_ptr(), size, text, conf.len(), null_mut(), 0)
    };
    assert_eq!(status, QUORATE_OK, "{conf}");
    let config = config.as_ptr();
    let mut all = Vec::new();
    loop {
        let mut finding = MaybeUninit::<quorate_finding>::uninit();
        // SAFETY: an initialized config, and a place for a finding.
        let status = unsafe {
            quorate_config_lint_sized(config, all.len(), finding.as_mut_ptr(), size_of::<quorate_finding>())
        };
        if status != QUORATE_OK {
            assert!(error_numbers().any(|error| error == ("NO_SUCH_FINDING", status)), "{status}");
            return all;
        }
        // SAFETY: written by the call.
        let found = unsafe { finding.assume_init() };
        let count = usize::try_from(found.node_count).expect("a count");
        all.push(Seen {
            numbers: [found.code, found.severity, found.harm, found.line, found.votes],
            nodes: found.node_ids.into_iter().take(count).collect(),
            texts: [
                text_of(&found.key),
                text_of(&found.meant),
                ask(quorate_config_lint_text, config, all.len()),
                ask(quorate_config_lint_story, config, all.len()),
            ],
        });
    }
}
