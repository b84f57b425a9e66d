//! The keys whose values are numbers, and what each number is for.

use crate::config::{DeviceConfig, Options};

/// A key whose value corosync checks as a whole number from 0 to `max`.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) max: u32,
}

const fn word(name: &'static str) -> Key {
    Key { name, max: u32::MAX }
}

const fn byte(name: &'static str) -> Key {
    Key { name, max: 255 }
}

pub(super) const NODEID: Key = word("nodelist.node.nodeid");
pub(super) const QUORUM_VOTES: Key = word("nodelist.node.quorum_votes");

pub(super) const QUORUM_KEYS: &[Key] = &[
    word("quorum.expected_votes"),
    word("quorum.votes"),
    word("quorum.last_man_standing_window"),
    byte("quorum.two_node"),
    byte("quorum.wait_for_all"),
    byte("quorum.last_man_standing"),
    byte("quorum.auto_tie_breaker"),
    byte("quorum.allow_downscale"),
    byte("quorum.expected_votes_tracking"),
    // Not votequorum's, but corosync checks it.
    word("quorum.leaving_timeout"),
];

/// Not by a function in the table: a call through a pointer has no bound of its stack that can be seen.
pub(super) fn set_option(to: &mut Options, key: &[u8], number: u32) {
    let on = number != 0;
    match key {
        b"expected_votes" => to.expected_votes = number,
        b"votes" => to.votes = number,
        b"last_man_standing_window" => to.last_man_standing_window = u64::from(number),
        b"two_node" => to.two_node = on,
        b"wait_for_all" => to.wait_for_all = Some(on),
        b"last_man_standing" => to.last_man_standing = on,
        b"auto_tie_breaker" => to.auto_tie_breaker = on,
        b"allow_downscale" => to.allow_downscale = on,
        b"expected_votes_tracking" => to.expected_votes_tracking = on,
        _ => {}
    }
}

pub(super) const DEVICE_KEYS: &[Key] = &[
    word("quorum.device.votes"),
    word("quorum.device.timeout"),
    word("quorum.device.sync_timeout"),
    // corosync-qdevice's, but corosync checks it.
    byte("quorum.device.master_wins"),
];

pub(super) fn set_device(to: &mut DeviceConfig, key: &[u8], number: u32) {
    match key {
        b"votes" => to.votes = Some(number),
        b"timeout" => to.timeout = u64::from(number),
        b"sync_timeout" => to.sync_timeout = u64::from(number),
        _ => {}
    }
}

pub(super) fn find(keys: &'static [Key], key: &[u8]) -> Option<&'static Key> {
    let last = |name: &'static str| name.as_bytes().rsplit(|byte| *byte == b'.').next();
    keys.iter().find(|known| last(known.name) == Some(key))
}
