//! Configs from corosync.conf, and what is wrong with one.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{Start, bytes, exclusive, list, place, shared, start_if_wanted};
use crate::status::{Checked, Refusal, answer, yes_or_no};
use crate::storage::quorate_config;
use core::ffi::c_char;
use core::fmt::{self, Write};
use quorate::{Config, ConfigError};

/// The bytes of a config error's key, NUL included.
pub const QUORATE_KEY_SIZE: usize = 64;
/// The bytes of a config error's text, NUL included.
pub const QUORATE_CONFIG_TEXT_SIZE: usize = 256;

/// What is wrong with a config, and where. Written only where a config is refused.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_config_error {
    /// The status that the call returns.
    pub status: i32,
    /// The line, from 1. 0: the config as a whole.
    pub line: u32,
    /// The key with its sections, such as "quorum.two_node". Empty if no key is at fault.
    pub key: [c_char; QUORATE_KEY_SIZE],
    /// A sentence with line and key, what is wrong and the way out.
    pub text: [c_char; QUORATE_CONFIG_TEXT_SIZE],
}

/// One node of the nodelist. It stays as it is: an array of them cannot grow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_config_node {
    /// Its nodeid, from 1.
    pub node_id: u32,
    /// Its votes.
    pub votes: u32,
}

/// Fills a fixed array. All texts of the core fit, which a test holds them to; the last byte stays NUL.
pub(crate) struct FixedText<'t> {
    rest: &'t mut [c_char],
}

impl<'t> FixedText<'t> {
    /// The array holds zeros.
    fn new(text: &'t mut [c_char]) -> Self {
        let len = text.len().saturating_sub(1);
        FixedText { rest: text.get_mut(..len).unwrap_or_default() }
    }

    pub(crate) fn of<const SIZE: usize>(what: impl fmt::Display) -> [c_char; SIZE] {
        let mut text = [0; SIZE];
        let fits = write!(FixedText::new(&mut text), "{what}").is_ok();
        debug_assert!(fits, "raise the size of the text");
        text
    }

    /// Whether it fits.
    #[inline(never)]
    fn put(&mut self, text: &str) -> bool {
        let (places, rest) = match core::mem::take(&mut self.rest).split_at_mut_checked(text.len()) {
            Some(split) => split,
            None => return false,
        };
        for (place, byte) in places.iter_mut().zip(text.bytes()) {
            *place = c_char::from_ne_bytes([byte]);
        }
        self.rest = rest;
        true
    }
}

impl Write for FixedText<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.put(text) {
            true => Ok(()),
            false => Err(fmt::Error),
        }
    }
}

/// A refused config in C. Not inlined: only a config that is refused takes the stack for it.
#[inline(never)]
fn tell(output: Start<quorate_config_error>, status: i32, refused: &ConfigError) {
    let mut error = quorate_config_error {
        status,
        line: refused.line,
        key: [0; QUORATE_KEY_SIZE],
        text: [0; QUORATE_CONFIG_TEXT_SIZE],
    };
    let put = |text: &mut FixedText<'_>, piece: &str| {
        let fits = text.put(piece);
        debug_assert!(fits, "raise the size of the text");
    };
    put(&mut FixedText::new(&mut error.key), refused.key);
    let mut text = FixedText::new(&mut error.text);
    refused.put(|piece| put(&mut text, piece));
    output.set(&error);
}

/// Runs a call that can refuse a config, and tells what is wrong with it where the caller wants to know.
pub(crate) fn explained(
    error: *mut quorate_config_error,
    error_size: usize,
    call: impl FnOnce() -> Checked<Result<(), ConfigError>>,
) -> i32 {
    answer(|| {
        let output = start_if_wanted(error, error_size)?;
        let Err(refused) = call()? else {
            return Ok(());
        };
        let Refusal(status) = refused.into();
        if let Some(output) = output {
            tell(output, status, &refused);
        }
        Err(Refusal(status))
    })
}

fn read(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
    error_size: usize,
    for_reload: bool,
) -> i32 {
    explained(error, error_size, || {
        let config = place(config, size)?;
        let text = bytes(text.cast(), len)?;
        Ok(config.make(|config| Config::from_corosync_conf_in(config, text, for_reload).map(|_| ())))
    })
}

/// Reads a whole corosync.conf of `len` bytes. Refuses what corosync refuses at startup. `error` may be NULL; otherwise
/// it says what is wrong, and where. Call it as quorate_config_from_corosync_conf, which passes the sizes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_from_corosync_conf_sized(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    read(config, size, text, len, error, error_size, false)
}

/// Reads a whole corosync.conf for quorate_engine_reload: what corosync refuses at startup only (a quorum device next
/// to options that exclude it) is accepted, and the device is disabled there. Call it as
/// quorate_config_from_corosync_conf_for_reload, which passes the sizes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_from_corosync_conf_for_reload_sized(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    read(config, size, text, len, error, error_size, true)
}

/// Writes the nodelist, in the order of the config, into an array of `capacity` nodes. `count` is always set; with
/// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_nodes(
    config: *const quorate_config,
    nodes: *mut quorate_config_node,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let config = shared(config)?;
        let nodes = list(nodes, capacity, count)?;
        nodes.set(
            config.nodes().iter().map(|node| quorate_config_node { node_id: node.id.0, votes: node.votes }),
        )
    })
}

/// Sets an option of the rules strict that no corosync.conf has: with `on` 1, any unclean loss blocks every
/// member until quorate_engine_resume.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_set_freeze_on_loss(config: *mut quorate_config, on: u32) -> i32 {
    answer(|| {
        exclusive(config)?.set_freeze_on_loss(yes_or_no(on)?);
        Ok(())
    })
}

/// Sets an option of the rules strict that no corosync.conf has: how long the half without the tie breaker
/// waits before it fences, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_set_fence_delay(config: *mut quorate_config, delay: u64) -> i32 {
    answer(|| {
        exclusive(config)?.set_fence_delay(delay);
        Ok(())
    })
}

/// Sets totem.cluster_name, of `len` bytes, which the reader of corosync.conf does where the file has one. An engine
/// with storage refuses the snapshot of a cluster with another name (QUORATE_ERROR_OTHER_SNAPSHOT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_set_cluster_name(
    config: *mut quorate_config,
    name: *const c_char,
    len: usize,
) -> i32 {
    answer(|| {
        let name = bytes(name.cast(), len)?;
        exclusive(config)?.set_cluster_name(name);
        Ok(())
    })
}
