//! What a config says, read back: for programs that show it, and for other languages.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{shared, start};
use crate::builder::{quorate_options, written_options};
use crate::constants::{
    QUORATE_NODES_MAX, QUORATE_TIE_BREAKER_HIGHEST, QUORATE_TIE_BREAKER_LIST, QUORATE_TIE_BREAKER_LOWEST,
};
use crate::status::answer;
use crate::storage::quorate_config;
use quorate::{Config, TieBreaker};

/// What a config says, and which options are in force.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_config_info {
    /// The options as they are written, or at their defaults.
    pub options: quorate_options,
    /// Expected votes at startup: as written, else the nodelist's, with the device's where those are derived.
    pub expected_votes: u32,
    /// The sum of the nodelist's votes.
    pub nodelist_votes: u32,
    /// Votes of the quorum device: as written, else the nodes' less one. 0 without a device, or where
    /// they cannot be derived.
    pub qdevice_votes: u32,
    /// 1: two_node is in force. A tie breaker disables it.
    pub two_node: u32,
    /// 1: wait_for_all is in force. If not written, it follows two_node.
    pub wait_for_all: u32,
    /// The tie breaker as it is written, a QUORATE_TIE_BREAKER. 0: none, off, or none that
    /// votequorum understands.
    pub tie_breaker: u32,
    /// 1: that tie breaker is in force. On odd votes it needs wait_for_all.
    pub tie_breaker_in_force: u32,
    /// How many nodes are in `tie_breaker_nodes`.
    pub tie_breaker_count: u32,
    /// With QUORATE_TIE_BREAKER_LIST its nodes, in its order.
    pub tie_breaker_nodes: [u32; QUORATE_NODES_MAX],
    /// 1: with the device's votes each node is quorate, without them not even all nodes together.
    pub qdevice_decides: u32,
    /// With so many votes it does, unless an option or expected_votes is in the way.
    pub qdevice_votes_to_decide: u32,
}

fn info_of(config: &Config<QUORATE_NODES_MAX>) -> quorate_config_info {
    let mut tie_breaker_nodes = [0; QUORATE_NODES_MAX];
    let mut tie_breaker_count: u32 = 0;
    let tie_breaker = match config.tie_breaker_as_written() {
        TieBreaker::Off => 0,
        TieBreaker::Lowest => QUORATE_TIE_BREAKER_LOWEST,
        TieBreaker::Highest => QUORATE_TIE_BREAKER_HIGHEST,
        TieBreaker::List(list) => {
            for (place, node) in tie_breaker_nodes.iter_mut().zip(list.iter()) {
                *place = node.0;
                tie_breaker_count = tie_breaker_count.saturating_add(1);
            }
            QUORATE_TIE_BREAKER_LIST
        }
    };
    quorate_config_info {
        options: written_options(config.options()),
        expected_votes: config.expected_votes(),
        nodelist_votes: config.nodelist_votes(),
        qdevice_votes: config.device_votes(),
        two_node: u32::from(config.two_node()),
        wait_for_all: u32::from(config.wait_for_all()),
        tie_breaker,
        tie_breaker_in_force: u32::from(*config.tie_breaker() != TieBreaker::Off),
        tie_breaker_count,
        tie_breaker_nodes,
        qdevice_decides: u32::from(config.device_decides()),
        qdevice_votes_to_decide: config.device_votes_to_decide(),
    }
}

/// Writes what a config says. quorate_config_nodes writes the nodelist.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_describe_sized(
    config: *const quorate_config,
    info: *mut quorate_config_info,
    size: usize,
) -> i32 {
    answer(|| {
        let config = shared(config)?;
        start(info, size)?.set(&info_of(config));
        Ok(())
    })
}
