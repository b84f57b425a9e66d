//! Sizes and other numbers that C knows by name. Codes and errors are tables of the core, from which the header is
//! made.

/// The most nodes that a config, a view and a cluster can have: 64, or the largest of the features nodes-8,
/// nodes-16 and nodes-32 that are on. The header has a definition of its own (`after_includes` in cbindgen.toml).
pub const QUORATE_NODES_MAX: usize = match (cfg!(feature = "nodes-32"), cfg!(feature = "nodes-16")) {
    (true, _) => 32,
    (false, true) => 16,
    (false, false) if cfg!(feature = "nodes-8") => 8,
    (false, false) => 64,
};
/// The bytes that a buffer for one message must have.
pub const QUORATE_MESSAGE_MAX: usize = 96;
/// The bytes of a snapshot of an engine without storage.
pub const QUORATE_SNAPSHOT_SIZE: usize = 32;
/// The bytes that a buffer for any snapshot must have.
pub const QUORATE_SNAPSHOT_MAX: usize = 79 + 10 * QUORATE_NODES_MAX;
/// The longest name of a quorum device in bytes.
pub const QUORATE_DEVICE_NAME_MAX: usize = 32;
/// No timeout is pending.
pub const QUORATE_NEVER: u64 = u64::MAX;

/// Option wait_for_all: follows two_node.
pub const QUORATE_FOLLOWS_TWO_NODE: u32 = 2;

/// Tie breaker: the lowest nodeid of the last view that was quorate by votes.
pub const QUORATE_TIE_BREAKER_LOWEST: u32 = 1;
/// Tie breaker: the highest nodeid of that view.
pub const QUORATE_TIE_BREAKER_HIGHEST: u32 = 2;
/// Tie breaker: the first node of a list that is present, unless an earlier one may be in another partition.
pub const QUORATE_TIE_BREAKER_LIST: u32 = 3;
/// Tie breaker of a witness's client: one node, which is given.
pub const QUORATE_TIE_BREAKER_NODE: u32 = 4;

/// Success: nothing was refused.
pub const QUORATE_OK: i32 = 0;

const _: () = {
    assert!(QUORATE_NODES_MAX <= quorate::NODES_MAX);
    assert!(QUORATE_MESSAGE_MAX == quorate::MESSAGE_MAX);
    assert!(QUORATE_SNAPSHOT_SIZE == quorate::Snapshot::SIZE);
    assert!(QUORATE_SNAPSHOT_MAX == quorate::Engine::<QUORATE_NODES_MAX>::SNAPSHOT_MAX);
    assert!(QUORATE_DEVICE_NAME_MAX == quorate::DEVICE_NAME_MAX);
};
