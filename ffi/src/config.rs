//! Configs from corosync.conf, and what is wrong with one.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{bytes, exclusive, list, output_if_wanted, place, shared};
use crate::constants::QUORATE_NODES_MAX;
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
    /// The line, from 1. 0 speaks of the config as a whole.
    pub line: u32,
    /// The key with its sections, such as "quorum.two_node". Empty where no key is at fault.
    pub key: [c_char; QUORATE_KEY_SIZE],
    /// A sentence with line and key, what is wrong and the way out.
    pub text: [c_char; QUORATE_CONFIG_TEXT_SIZE],
}

/// One node of the nodelist.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_config_node {
    /// Its nodeid, from 1.
    pub node_id: u32,
    /// Its votes.
    pub votes: u32,
}

/// Fills a fixed array. All texts of the core fit, which a test holds them to; the last byte stays NUL.
pub(crate) struct FixedText<const SIZE: usize> {
    text: [c_char; SIZE],
    written: usize,
}

impl<const SIZE: usize> FixedText<SIZE> {
    pub(crate) fn of(what: impl fmt::Display) -> [c_char; SIZE] {
        let mut fixed = FixedText { text: [0; SIZE], written: 0 };
        let fits = write!(fixed, "{what}").is_ok();
        debug_assert!(fits, "raise the size of the text");
        fixed.text
    }
}

impl<const SIZE: usize> Write for FixedText<SIZE> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            let end = self.written.saturating_add(1);
            if end >= SIZE {
                return Err(fmt::Error);
            }
            if let Some(place) = self.text.get_mut(self.written) {
                *place = c_char::from_ne_bytes([byte]);
            }
            self.written = end;
        }
        Ok(())
    }
}

/// Runs a call that can refuse a config, and tells what is wrong with it where the caller wants to know.
pub(crate) fn explained(
    error: *mut quorate_config_error,
    call: impl FnOnce() -> Checked<Result<(), ConfigError>>,
) -> i32 {
    answer(|| {
        let output = output_if_wanted(error)?;
        let Err(refused) = call()? else {
            return Ok(());
        };
        let Refusal(status) = refused.into();
        if let Some(output) = output {
            let (key, text) = (FixedText::of(refused.key), FixedText::of(refused));
            output.set(quorate_config_error { status, line: refused.line, key, text });
        }
        Err(Refusal(status))
    })
}

type Reader = fn(&[u8]) -> Result<Config<QUORATE_NODES_MAX>, ConfigError>;

fn read(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
    reader: Reader,
) -> i32 {
    explained(error, || {
        let config = place(config, size)?;
        let text = bytes(text.cast(), len)?;
        Ok(reader(text).map(|read| config.set(read)))
    })
}

/// Reads a whole corosync.conf of `len` bytes. Refuses what corosync refuses at startup. `error` may be NULL;
/// otherwise it tells what is wrong, and where. Call it as quorate_config_from_corosync_conf, which passes
/// the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_from_corosync_conf_sized(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
) -> i32 {
    read(config, size, text, len, error, |text| Config::from_corosync_conf(text))
}

/// Reads a whole corosync.conf for quorate_engine_reload: what corosync refuses at startup only (a quorum
/// device next to options that exclude it) is let through, and the device is disabled there. Call it as
/// quorate_config_from_corosync_conf_for_reload, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_from_corosync_conf_for_reload_sized(
    config: *mut quorate_config,
    size: usize,
    text: *const c_char,
    len: usize,
    error: *mut quorate_config_error,
) -> i32 {
    read(config, size, text, len, error, |text| Config::from_corosync_conf_for_reload(text))
}

/// Writes the nodelist, in the order of the config, into an array of `capacity` nodes. `count` is told in any
/// case; with QUORATE_ERROR_BUFFER_TOO_SMALL it is what is needed. QUORATE_NODES_MAX always suffices.
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
