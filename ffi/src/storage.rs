//! What C callers allocate: opaque storage with a magic word, then the Rust object.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::constants::QUORATE_NODES_MAX;
use quorate::{Builder, Cluster, Config, Engine};

/// The words of a quorate_config.
pub const QUORATE_CONFIG_WORDS: usize = 26 + 3 * QUORATE_NODES_MAX / 2;
/// The words of a quorate_builder.
pub const QUORATE_BUILDER_WORDS: usize = 26 + 3 * QUORATE_NODES_MAX / 2;
/// The words of a quorate_engine.
pub const QUORATE_ENGINE_WORDS: usize = 74 + 25 * QUORATE_NODES_MAX / 8;
/// The words of a quorate_cluster.
pub const QUORATE_CLUSTER_WORDS: usize =
    QUORATE_CONFIG_WORDS + QUORATE_NODES_MAX * (QUORATE_ENGINE_WORDS + 60) + 64;

/// A validated cluster config. Made by quorate_config_from_corosync_conf or quorate_builder_build.
#[repr(C)]
pub struct quorate_config {
    /// Private.
    pub _opaque: [u64; QUORATE_CONFIG_WORDS],
}

/// A config in the making, for programs that have no corosync.conf. Made by quorate_builder_init.
#[repr(C)]
pub struct quorate_builder {
    /// Private.
    pub _opaque: [u64; QUORATE_BUILDER_WORDS],
}

/// The engine of one node. Made by quorate_engine_init.
#[repr(C)]
pub struct quorate_engine {
    /// Private.
    pub _opaque: [u64; QUORATE_ENGINE_WORDS],
}

/// The simulator: the engines of all nodes, wired together with partitions, and their witness. Made by
/// quorate_cluster_init. It is large (170 KiB for 64 nodes): make it static or allocate it, do not put it on a small
/// stack.
#[repr(C)]
pub struct quorate_cluster {
    /// Private.
    pub _opaque: [u64; QUORATE_CLUSTER_WORDS],
}

/// A third vote for clusters of corosync. Made by quorate_witness_init, in memory of QUORATE_WITNESS_SIZE bytes.
#[cfg(feature = "witness")]
pub struct quorate_witness {
    _opaque: [u64; 0],
}

/// The bytes of a witness without connections and clusters.
#[cfg(feature = "witness")]
pub const QUORATE_WITNESS_HEAD_SIZE: usize = 72;

/// The bytes of a connection.
#[cfg(feature = "witness")]
pub const QUORATE_WITNESS_CLIENT_SIZE: usize = 440;

/// The bytes of a cluster without its nodes, which take 4 each.
#[cfg(feature = "witness")]
pub const QUORATE_WITNESS_CLUSTER_SIZE: usize = 120;

/// The bytes of a quorate_config, for languages without this header.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_config_size() -> usize {
    size_of::<quorate_config>()
}

/// The bytes of a quorate_builder, for languages without this header.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_builder_size() -> usize {
    size_of::<quorate_builder>()
}

/// The bytes of a quorate_engine, for languages without this header.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_engine_size() -> usize {
    size_of::<quorate_engine>()
}

/// The bytes of a quorate_cluster, for languages without this header.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_cluster_size() -> usize {
    size_of::<quorate_cluster>()
}

/// The Rust object behind an opaque type.
pub(crate) trait Storage: Sized {
    type Value;
    /// Tells the types from each other.
    const NAME: u32;
    /// Evaluated wherever storage is touched: the object fits.
    const FITS: () = assert!(
        size_of::<Kept<Self::Value>>() <= size_of::<Self>()
            && align_of::<Kept<Self::Value>>() <= align_of::<Self>(),
        "raise the number of words in storage.rs; it changes the ABI"
    );
}

/// Tells initialized storage from other memory: the name of its type, and the name's complement.
#[inline(always)]
pub(crate) fn magic(name: u32) -> u64 {
    u64::from(name) << 32 | u64::from(!name)
}

/// What lies in the storage.
#[repr(C)]
pub(crate) struct Kept<T> {
    pub(crate) magic: u64,
    pub(crate) value: T,
}

impl Storage for quorate_config {
    type Value = Config<QUORATE_NODES_MAX>;
    const NAME: u32 = u32::from_be_bytes(*b"conf");
}

impl Storage for quorate_builder {
    type Value = Builder<QUORATE_NODES_MAX>;
    const NAME: u32 = u32::from_be_bytes(*b"buil");
}

impl Storage for quorate_engine {
    type Value = Engine<QUORATE_NODES_MAX>;
    const NAME: u32 = u32::from_be_bytes(*b"engi");
}

impl Storage for quorate_cluster {
    type Value = Cluster<QUORATE_NODES_MAX>;
    const NAME: u32 = u32::from_be_bytes(*b"clus");
}

/// What the library keeps of a witness in front of its connections, its clusters and their nodes.
#[cfg(feature = "witness")]
pub(crate) struct WitnessHead {
    pub(crate) hub: quorate::witness::Hub,
    /// How many connections and clusters there are, and nodes of a cluster.
    pub(crate) room: [usize; 3],
}

#[cfg(feature = "witness")]
impl Storage for quorate_witness {
    type Value = WitnessHead;
    const NAME: u32 = u32::from_be_bytes(*b"witn");
    const FITS: () = assert!(
        size_of::<Kept<WitnessHead>>() <= QUORATE_WITNESS_HEAD_SIZE
            && size_of::<quorate::witness::Connection>() <= QUORATE_WITNESS_CLIENT_SIZE
            && size_of::<quorate::witness::Cluster>() <= QUORATE_WITNESS_CLUSTER_SIZE
            && align_of::<Kept<WitnessHead>>() <= align_of::<u64>(),
        "raise the number of bytes; it changes the ABI"
    );
}
