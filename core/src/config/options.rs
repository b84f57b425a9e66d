//! The options, a row each. From these rows come [`Options`] and [`DeviceConfig`] with their defaults, what the reader
//! of corosync.conf knows and the writer writes, which rules refuse what, and the options of C and Python.

use crate::base::{Algorithm, Millis, NodeId, Rules, TieBreak, Unsupported};

/// Calls a macro with the rows: `name: type = default, [rules that refuse it];`. Those of `device` also have the name
/// that they have where there are no sections, those of `strict` are not in corosync.conf. Those of `net` are a struct
/// of their own, of which an engine knows nothing.
///
/// A macro, not a table of functions: a call through a pointer has no bound of its stack that can be seen.
#[doc(hidden)]
#[macro_export]
macro_rules! options {
    ($callback:ident) => {
        $callback! {
            quorum {
                /// quorum.expected_votes; 0 counts as not given.
                expected_votes: u32 = 0, [];
                /// quorum.wait_for_all; not given it follows two_node.
                wait_for_all: Option<bool> = None, [Cman => WaitForAll];
                /// quorum.two_node
                two_node: bool = false, [];
                /// quorum.last_man_standing
                last_man_standing: bool = false, [Cman => LastManStanding];
                /// quorum.last_man_standing_window, in milliseconds.
                last_man_standing_window: u64 = 10_000, [];
                /// quorum.auto_tie_breaker
                auto_tie_breaker: bool = false, [Cman => AutoTieBreaker];
                /// quorum.allow_downscale; implies expected_votes_tracking.
                allow_downscale: bool = false, [Cman => AllowDownscale];
                /// quorum.expected_votes_tracking
                expected_votes_tracking: bool = false, [Strict => ExpectedVotesTracking Cman => ExpectedVotesTracking];
                /// quorum.votes: the local node's votes where there is no nodelist.
                votes: u32 = 1, [];
            }
            device {
                /// quorum.device.votes; not given, the nodes' votes less one.
                votes as device_votes: Option<u32> = None;
                /// quorum.device.timeout: how long a poll lasts, in milliseconds.
                timeout as device_timeout: u64 = 10_000;
                /// quorum.device.sync_timeout: how long a new view waits for the device, in milliseconds.
                sync_timeout as device_sync_timeout: u64 = 30_000;
            }
            net {
                /// quorum.device.net.host: the node of this cluster that has this address, on which the witness then
                /// runs; none where it runs elsewhere, as it should.
                host: Option<NodeId> = None;
                /// quorum.device.net.algorithm: how the witness decides, ffsplit, lms or 2nodelms.
                algorithm: Algorithm = (Algorithm::Ffsplit);
                /// quorum.device.net.tie_breaker: which of two equal halves gets the vote.
                tie_breaker: TieBreak = (TieBreak::Lowest);
                /// quorum.device.net.keep_active_partition_tie_breaker: the half that had the vote keeps it.
                keep_active_partition_tie_breaker: bool = true;
                /// quorum.device.heuristics.mode is on or sync.
                heuristics: bool = false;
            }
            strict {
                /// Rules `strict` only, and not in corosync.conf: any unclean loss blocks every member until an
                /// operator says resume.
                freeze_on_loss: bool = false, [Cman => FreezeOnLoss];
                /// Rules `strict` only, and not in corosync.conf: how long the half without the tie breaker waits
                /// before it fences, in milliseconds.
                fence_delay: u64 = 10_000, [];
            }
        }
    };
}

macro_rules! define {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, [$($rules:ident => $Refused:ident)*];)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($(#[$net_doc:meta])* $key:ident: $net_type:ty = $net_default:tt;)* }
        strict {
            $($(#[$strict_doc:meta])* $own:ident: $own_type:ty = $own_default:tt,
                [$($own_rules:ident => $OwnRefused:ident)*];)*
        }
    ) => {
        /// quorum.device.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct DeviceConfig {
            $($(#[$device_doc])* pub $part: $part_type,)*
        }

        impl Default for DeviceConfig {
            fn default() -> Self {
                DeviceConfig { $($part: $part_default,)* }
            }
        }

        /// quorum.device.net, where the device's model is net and a host is named: how nodes ask a witness for the
        /// device's vote. Its times follow from [`DeviceConfig::timeout`].
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct NetConfig {
            $($(#[$net_doc])* pub $key: $net_type,)*
        }

        impl Default for NetConfig {
            fn default() -> Self {
                NetConfig { $($key: $net_default,)* }
            }
        }

        /// The options of the quorum section, as written, and those of rules `strict`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct Options {
            $($(#[$doc])* pub $name: $type,)*
            /// quorum.device, where it names a model.
            pub device: Option<DeviceConfig>,
            $($(#[$strict_doc])* pub $own: $own_type,)*
        }

        impl Default for Options {
            fn default() -> Self {
                Options { $($name: $default,)* device: None, $($own: $own_default,)* }
            }
        }

        impl Options {
            /// The first option that is on and that these rules do not have.
            #[inline(always)]
            pub(crate) fn refused_by(&self, rules: Rules) -> Option<Unsupported> {
                $($(if rules == Rules::$rules && self.$name.is_on() {
                    return Some(Unsupported::$Refused);
                })*)*
                $($(if rules == Rules::$own_rules && self.$own.is_on() {
                    return Some(Unsupported::$OwnRefused);
                })*)*
                None
            }
        }
    };
}

options!(define);

/// What the values of corosync.conf stand for.
pub(super) trait Value: Copy {
    /// The largest number that corosync takes.
    const MAX: u32;

    fn of(number: u32) -> Self;

    /// The number in corosync.conf; `None` where it is not given.
    fn number(self) -> Option<Millis>;

    fn is_on(self) -> bool {
        self.number().is_some_and(|number| number != 0)
    }
}

impl Value for bool {
    const MAX: u32 = 255;

    fn of(number: u32) -> Self {
        number != 0
    }

    fn number(self) -> Option<Millis> {
        Some(self.into())
    }
}

impl Value for u32 {
    const MAX: u32 = u32::MAX;

    fn of(number: u32) -> Self {
        number
    }

    fn number(self) -> Option<Millis> {
        Some(self.into())
    }
}

impl Value for Millis {
    const MAX: u32 = u32::MAX;

    fn of(number: u32) -> Self {
        number.into()
    }

    fn number(self) -> Option<Millis> {
        Some(self)
    }
}

impl<T: Value> Value for Option<T> {
    const MAX: u32 = T::MAX;

    fn of(number: u32) -> Self {
        Some(T::of(number))
    }

    fn number(self) -> Option<Millis> {
        self.and_then(T::number)
    }
}
