//! Configs made in code.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{exclusive, nodes, output, place, plain, shared};
use crate::config::{explained, quorate_config_error};
use crate::constants::{
    QUORATE_FOLLOWS_TWO_NODE, QUORATE_NODES_MAX, QUORATE_TIE_BREAKER_HIGHEST, QUORATE_TIE_BREAKER_LIST,
    QUORATE_TIE_BREAKER_LOWEST,
};
use crate::status::{
    Checked, QUORATE_ERROR_ABI, QUORATE_ERROR_CONFIG_NODEID_ZERO, QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS,
    QUORATE_ERROR_INVALID_VALUE, Refusal, answer, yes_or_no,
};
use crate::storage::{quorate_builder, quorate_config};
use quorate::{Builder, DeviceConfig, NodeId, Options, TieBreaker};

/// The options of corosync.conf's quorum section, named as in votequorum(5), and two of the rules strict.
/// Fill it with quorate_options_init, then change what you need. 0 is no and 1 is yes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct quorate_options {
    /// quorum.expected_votes. 0: the sum of the nodelist's votes.
    pub expected_votes: u32,
    /// quorum.votes: the local node's votes where there is no nodelist.
    pub votes: u32,
    /// quorum.two_node
    pub two_node: u32,
    /// quorum.wait_for_all: 0, 1 or QUORATE_FOLLOWS_TWO_NODE.
    pub wait_for_all: u32,
    /// quorum.last_man_standing
    pub last_man_standing: u32,
    /// quorum.auto_tie_breaker; quorate_builder_tie_breaker sets the node.
    pub auto_tie_breaker: u32,
    /// quorum.allow_downscale
    pub allow_downscale: u32,
    /// quorum.expected_votes_tracking
    pub expected_votes_tracking: u32,
    /// 1: there is a quorum device; quorate_config_set_net says of which witness.
    pub device: u32,
    /// 1: device_votes counts. 0: the device has the nodes' votes less one.
    pub device_has_votes: u32,
    /// quorum.device.votes
    pub device_votes: u32,
    /// Rules strict only: any unclean loss blocks every member until quorate_engine_resume.
    pub freeze_on_loss: u32,
    /// quorum.last_man_standing_window, in milliseconds.
    pub last_man_standing_window: u64,
    /// quorum.device.timeout, in milliseconds: how long a poll lasts.
    pub device_timeout: u64,
    /// quorum.device.sync_timeout, in milliseconds: how long a new view waits for the device.
    pub device_sync_timeout: u64,
    /// Rules strict only, in milliseconds: how long the half without the tie breaker waits before it fences.
    pub fence_delay: u64,
}

/// The defaults, votequorum(5)'s where the option is, for every option. Call it as quorate_options_init,
/// which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_options_init_sized(options: *mut quorate_options, size: usize) -> i32 {
    answer(|| {
        let output = output(options)?;
        if size != size_of::<quorate_options>() {
            return Err(Refusal(QUORATE_ERROR_ABI));
        }
        output.set(written_options(&Options::default()));
        Ok(())
    })
}

/// An option in C.
trait Field<C>: Sized {
    fn to_c(self) -> C;
    /// What is neither 0 nor 1 where it must be makes `highest` more than 1, which is asked for once, at the end: it
    /// keeps firmware small.
    fn of_c(value: C, highest: &mut u32) -> Self;
}

impl Field<u32> for u32 {
    fn to_c(self) -> u32 {
        self
    }

    fn of_c(value: u32, _highest: &mut u32) -> Self {
        value
    }
}

impl Field<u64> for u64 {
    fn to_c(self) -> u64 {
        self
    }

    fn of_c(value: u64, _highest: &mut u32) -> Self {
        value
    }
}

impl Field<u32> for bool {
    fn to_c(self) -> u32 {
        self.into()
    }

    fn of_c(value: u32, highest: &mut u32) -> Self {
        *highest |= value;
        value != 0
    }
}

impl Field<u32> for Option<bool> {
    fn to_c(self) -> u32 {
        self.map_or(QUORATE_FOLLOWS_TWO_NODE, u32::from)
    }

    fn of_c(value: u32, highest: &mut u32) -> Self {
        (value != QUORATE_FOLLOWS_TWO_NODE).then(|| Field::of_c(value, highest))
    }
}

/// Given, unless device_has_votes is 0.
impl Field<u32> for Option<u32> {
    fn to_c(self) -> u32 {
        self.unwrap_or(0)
    }

    fn of_c(value: u32, _highest: &mut u32) -> Self {
        Some(value)
    }
}

macro_rules! convert_options {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($net:tt)* }
        strict { $($(#[$strict_doc:meta])* $own:ident: $own_type:ty = $own_default:tt, $own_refused:tt;)* }
    ) => {
        /// Options as C has them.
        pub(crate) fn written_options(options: &Options) -> quorate_options {
            let device = options.device.unwrap_or_default();
            quorate_options {
                $($name: options.$name.to_c(),)*
                device: options.device.is_some().to_c(),
                device_has_votes: device.votes.is_some().to_c(),
                $($flat: device.$part.to_c(),)*
                $($own: options.$own.to_c(),)*
            }
        }

        fn options_of(from: &quorate_options) -> Checked<Options> {
            let mut highest = 0;
            let mut device = DeviceConfig { $($part: Field::of_c(from.$flat, &mut highest),)* };
            let has_votes = bool::of_c(from.device_has_votes, &mut highest);
            device.votes = device.votes.filter(|_| has_votes);
            let options = Options {
                $($name: Field::of_c(from.$name, &mut highest),)*
                device: bool::of_c(from.device, &mut highest).then_some(device),
                $($own: Field::of_c(from.$own, &mut highest),)*
            };
            yes_or_no(highest).map(|_| options)
        }
    };
}

quorate::options!(convert_options);

/// No nodes, every option at its default. Call it as quorate_builder_init, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_init_sized(builder: *mut quorate_builder, size: usize) -> i32 {
    answer(|| {
        place(builder, size)?.set(Builder::new());
        Ok(())
    })
}

/// Adds a node with its votes. `error` may be NULL. Call it as quorate_builder_node, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_node_sized(
    builder: *mut quorate_builder,
    node_id: u32,
    votes: u32,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    explained(error, error_size, || Ok(exclusive(builder)?.node(NodeId(node_id), votes).map(|_| ())))
}

/// Sets all options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_options(
    builder: *mut quorate_builder,
    options: *const quorate_options,
) -> i32 {
    answer(|| {
        let builder = exclusive(builder)?;
        builder.options(options_of(plain(options)?)?);
        Ok(())
    })
}

/// Sets auto_tie_breaker_node, which has an effect if the option auto_tie_breaker is 1: QUORATE_TIE_BREAKER_LOWEST (the
/// default), QUORATE_TIE_BREAKER_HIGHEST, or QUORATE_TIE_BREAKER_LIST with `count` nodeids. Only a list has nodes:
/// otherwise `count` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_tie_breaker(
    builder: *mut quorate_builder,
    tie_breaker: u32,
    list: *const u32,
    count: usize,
) -> i32 {
    answer(|| {
        let builder = exclusive(builder)?;
        builder.tie_breaker(tie_breaker_of(tie_breaker, nodes(list, count)?)?);
        Ok(())
    })
}

fn tie_breaker_of(number: u32, list: &[NodeId]) -> Checked<TieBreaker<QUORATE_NODES_MAX>> {
    match (number, list) {
        (QUORATE_TIE_BREAKER_LOWEST, []) => Ok(TieBreaker::Lowest),
        (QUORATE_TIE_BREAKER_HIGHEST, []) => Ok(TieBreaker::Highest),
        (QUORATE_TIE_BREAKER_LIST, [_, ..]) if list.contains(&NodeId::QUORUM_DEVICE) => {
            Err(Refusal(QUORATE_ERROR_CONFIG_NODEID_ZERO))
        }
        (QUORATE_TIE_BREAKER_LIST, [_, ..]) => {
            TieBreaker::list(list).ok_or(Refusal(QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS))
        }
        _ => Err(Refusal(QUORATE_ERROR_INVALID_VALUE)),
    }
}

fn build(
    builder: *const quorate_builder,
    config: *mut quorate_config,
    size: usize,
    error: *mut quorate_config_error,
    error_size: usize,
    for_reload: bool,
) -> i32 {
    explained(error, error_size, || {
        let builder = shared(builder)?;
        let config = place(config, size)?;
        Ok(config.make(|config| builder.build_in(config, for_reload).map(|_| ())))
    })
}

/// Checks everything and makes the config. The builder does not change. `error` may be NULL. Call it as
/// quorate_builder_build, which passes the sizes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_build_sized(
    builder: *const quorate_builder,
    config: *mut quorate_config,
    size: usize,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    build(builder, config, size, error, error_size, false)
}

/// As quorate_builder_build, for quorate_engine_reload: without the checks that corosync makes at startup
/// only. Call it as quorate_builder_build_for_reload, which passes the sizes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_builder_build_for_reload_sized(
    builder: *const quorate_builder,
    config: *mut quorate_config,
    size: usize,
    error: *mut quorate_config_error,
    error_size: usize,
) -> i32 {
    build(builder, config, size, error, error_size, true)
}
