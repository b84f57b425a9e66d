//! The keys of corosync.conf that are known, and what each value is for.

use crate::config::options::Value;
use crate::config::{DeviceConfig, Options};

/// What corosync makes of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A whole number from 0 to 255.
    Byte,
    /// A whole number of 32 bits.
    Number,
    /// A word that votequorum looks for; corosync stores it wherever it stands, by its whole name.
    Word,
    /// Anything: votequorum does not look.
    Anything,
}

impl Takes {
    const fn up_to(max: u32) -> Takes {
        if max == 255 { Takes::Byte } else { Takes::Number }
    }

    pub(super) fn max(self) -> Option<u32> {
        match self {
            Takes::Byte => Some(255),
            Takes::Number => Some(u32::MAX),
            Takes::Word | Takes::Anything => None,
        }
    }
}

/// So many keys of a node come first.
pub(crate) const OF_NODES: usize = 3;

/// A key with its sections.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(super) takes: Takes,
    pub(super) id: Id,
}

macro_rules! keys {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($net:tt)* }
        strict { $($strict:tt)* }
    ) => {
        #[allow(non_camel_case_types)] // the names of the options
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(super) enum Id {
            node_votes, nodeid, node_name, $($name,)* tie_breaker, provider, $($flat,)* model, others,
            host, algorithm, preferred, keeps_active, heuristics,
        }

        pub(crate) const KEYS: &[Key] = &[
            Key { name: "nodelist.node.quorum_votes", takes: Takes::Number, id: Id::node_votes },
            Key { name: "nodelist.node.nodeid", takes: Takes::Number, id: Id::nodeid },
            Key { name: "nodelist.node.name", takes: Takes::Anything, id: Id::node_name },
            $(Key {
                name: concat!("quorum.", stringify!($name)),
                takes: Takes::up_to(<$type as Value>::MAX),
                id: Id::$name,
            },)*
            Key { name: "quorum.auto_tie_breaker_node", takes: Takes::Word, id: Id::tie_breaker },
            Key { name: "quorum.provider", takes: Takes::Word, id: Id::provider },
            // These two are not votequorum's, but corosync checks them.
            Key { name: "quorum.leaving_timeout", takes: Takes::Number, id: Id::others },
            Key { name: "quorum.device.master_wins", takes: Takes::Byte, id: Id::others },
            $(Key {
                name: concat!("quorum.device.", stringify!($part)),
                takes: Takes::up_to(<$part_type as Value>::MAX),
                id: Id::$flat,
            },)*
            Key { name: "quorum.device.model", takes: Takes::Word, id: Id::model },
            Key { name: "quorum.device.net.host", takes: Takes::Word, id: Id::host },
            Key { name: "quorum.device.net.algorithm", takes: Takes::Word, id: Id::algorithm },
            Key { name: "quorum.device.net.tie_breaker", takes: Takes::Word, id: Id::preferred },
            Key {
                name: "quorum.device.net.keep_active_partition_tie_breaker",
                takes: Takes::Word,
                id: Id::keeps_active,
            },
            Key { name: "quorum.device.heuristics.mode", takes: Takes::Word, id: Id::heuristics },
        ];

        /// Sets an option; of another key nothing.
        pub(super) fn set(options: &mut Options, device: &mut DeviceConfig, id: Id, number: u32) {
            match id {
                $(Id::$name => options.$name = Value::of(number),)*
                $(Id::$flat => device.$part = Value::of(number),)*
                _ => {}
            }
        }
    };
}

crate::options!(keys);
