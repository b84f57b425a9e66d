//! quorum.device.net: the witness that nodes ask for the device's vote.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{exclusive, output, plain, shared, start};
use crate::config::{explained, quorate_config_error};
use crate::constants::{QUORATE_TIE_BREAKER_HIGHEST, QUORATE_TIE_BREAKER_LOWEST, QUORATE_TIE_BREAKER_NODE};
use crate::status::{Checked, QUORATE_ERROR_ABI, QUORATE_ERROR_INVALID_VALUE, Refusal, answer, yes_or_no};
use crate::storage::quorate_config;
use quorate::{Algorithm, NetConfig, NodeId, TieBreak};

/// quorum.device.net: how the nodes of a simulated cluster ask a witness for the device's vote. An engine does not look
/// at it. Its times follow from device_timeout, in milliseconds. Fill it with quorate_net_init, then change what you
/// need. 0 is no and 1 is yes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_net {
    /// 1: quorum.device.model is net, and a host is named. 0: not so, and the other fields do not count.
    pub net: u32,
    /// quorum.device.net.host: the node of this cluster that has this address. 0: the witness runs elsewhere.
    pub host: u32,
    /// quorum.device.net.algorithm: QUORATE_ALGORITHM_FFSPLIT, _LMS or _TWO_NODE_LMS.
    pub algorithm: u32,
    /// quorum.device.net.tie_breaker: QUORATE_TIE_BREAKER_LOWEST, _HIGHEST or _NODE.
    pub tie_breaker: u32,
    /// With QUORATE_TIE_BREAKER_NODE its node, from 1 up. Else 0.
    pub tie_breaker_node: u32,
    /// quorum.device.net.keep_active_partition_tie_breaker
    pub keep_active_partition_tie_breaker: u32,
    /// 1: quorum.device.heuristics.mode is on or sync.
    pub heuristics: u32,
}

pub(crate) fn written_tie_break(tie_breaker: TieBreak) -> (u32, u32) {
    match tie_breaker {
        TieBreak::Highest => (QUORATE_TIE_BREAKER_HIGHEST, 0),
        TieBreak::Node(NodeId(node)) => (QUORATE_TIE_BREAKER_NODE, node),
        _ => (QUORATE_TIE_BREAKER_LOWEST, 0),
    }
}

/// Each field by its name: one that is new does not compile until it is here.
fn written_net(given: Option<NetConfig>) -> quorate_net {
    let NetConfig { host, algorithm, tie_breaker, keep_active_partition_tie_breaker, heuristics } =
        given.unwrap_or_default();
    let (tie_breaker, tie_breaker_node) = written_tie_break(tie_breaker);
    quorate_net {
        net: given.is_some().into(),
        host: host.map_or(0, |node| node.0),
        algorithm: algorithm.number(),
        tie_breaker,
        tie_breaker_node,
        keep_active_partition_tie_breaker: keep_active_partition_tie_breaker.into(),
        heuristics: heuristics.into(),
    }
}

fn net_of(from: &quorate_net) -> Checked<Option<NetConfig>> {
    let invalid = Refusal(QUORATE_ERROR_INVALID_VALUE);
    if !yes_or_no(from.net)? {
        return Ok(None);
    }
    let tie_breaker = match (from.tie_breaker, from.tie_breaker_node) {
        (QUORATE_TIE_BREAKER_LOWEST, 0) => TieBreak::Lowest,
        (QUORATE_TIE_BREAKER_HIGHEST, 0) => TieBreak::Highest,
        (QUORATE_TIE_BREAKER_NODE, node) => TieBreak::Node(NodeId(node)),
        _ => return Err(invalid),
    };
    let algorithm = Algorithm::ALL.into_iter().find(|known| known.number() == from.algorithm);
    Ok(Some(NetConfig {
        host: (from.host != 0).then_some(NodeId(from.host)),
        algorithm: algorithm.ok_or(invalid)?,
        tie_breaker,
        keep_active_partition_tie_breaker: yes_or_no(from.keep_active_partition_tie_breaker)?,
        heuristics: yes_or_no(from.heuristics)?,
    }))
}

/// A witness that runs elsewhere, and corosync-qdevice's defaults: net is 1. Call it as quorate_net_init, which passes
/// the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_net_init_sized(net: *mut quorate_net, size: usize) -> i32 {
    answer(|| {
        let output = output(net)?;
        if size != size_of::<quorate_net>() {
            return Err(Refusal(QUORATE_ERROR_ABI));
        }
        output.set(written_net(Some(NetConfig::default())));
        Ok(())
    })
}

/// Sets quorum.device.net, which the reader of corosync.conf does where the file has it; with net 0 it takes it away.
/// The config has a device; where the call is refused it does not change. `error` may be NULL. Call it as
/// quorate_config_set_net, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_set_net_sized(
    config: *mut quorate_config,
    net: *const quorate_net,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    explained(error, error_size, || {
        let config = exclusive(config)?;
        Ok(config.set_net(net_of(plain(net)?)?))
    })
}

/// Writes quorum.device.net. net is 0 without a device of model net, and where corosync-qdevice does not start with it:
/// it names no host, or has a value that is not known. Call it as quorate_config_net, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_config_net_sized(
    config: *const quorate_config,
    net: *mut quorate_net,
    size: usize,
) -> i32 {
    answer(|| {
        let config = shared(config)?;
        start(net, size)?.set(&written_net(config.net()));
        Ok(())
    })
}
