//! What must survive a restart of a node, as bytes: see [`Snapshot`].
//!
//! The bytes are the same on every processor: eight words of 32 bits, the lowest byte first.
//!
//! | word | holds |
//! | --- | --- |
//! | 0 | `quor` in ASCII |
//! | 1 | version (8 bits), rules (8 bits), flags (16 bits; 1: frozen) |
//! | 2 | the node |
//! | 3 | the ring id's node |
//! | 4, 5 | its sequence number, the low half first |
//! | 6 | the highest expected votes ever; 0 where they are not tracked |
//! | 7 | CRC-32 (that of Ethernet and zlib) of the words before |

use crate::base::{NodeId, RingId, Rules, errors};

/// `quor`.
pub(super) const MAGIC: [u8; 4] = *b"quor";

/// That of a snapshot without an electorate. Every version begins with the magic bytes and its number.
const VERSION: u8 = 1;

/// The node is frozen.
pub(super) const FROZEN: u16 = 1;

/// What must survive a restart of a node: 32 bytes that the caller stores and gives back.
///
/// An engine has no disk. [`snapshot`](crate::Engine::snapshot) says what a node must not forget when it is reset, and
/// [`restore`](crate::Engine::restore) takes it back, right after [`new`](crate::Engine::new):
///
/// - the **ring id** of the last view: a view with an older one is refused, so that a message of the life before never
///   counts in this one (totem keeps its sequence number on disk for the same reason);
/// - under rules `strict` with freeze_on_loss, whether the node is **frozen**: only an operator's resume ends that,
///   no reset does;
/// - under rules `corosync` with expected_votes_tracking or allow_downscale, the **expected votes** that were
///   ever the highest.
///
/// Store it after every call after which it differs from the one that is stored, and **before** the messages of
/// [`poll_transmit`](crate::Engine::poll_transmit) are sent: what others have heard from this node must not be
/// forgotten. It changes with every view, and seldom else. The first start ever has nothing to restore, and needs
/// nothing.
///
/// ```
/// use quorate::{Config, Engine, NodeId, RingId, Rules, Snapshot};
/// # let text = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}";
/// let config = Config::<8>::from_corosync_conf(text)?;
/// let mut engine = Engine::new(&config, NodeId(1), Rules::Strict)?;
/// engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1), NodeId(2)], 0)?;
/// let stored: [u8; Snapshot::SIZE] = engine.snapshot().to_bytes();
///
/// // After a reset.
/// let mut engine = Engine::new(&config, NodeId(1), Rules::Strict)?;
/// engine.restore(&Snapshot::from_bytes(&stored)?)?;
/// assert!(engine.view(RingId { node: NodeId(1), seq: 4 }, &[NodeId(1)], 0).is_err());
/// engine.view(RingId { node: NodeId(1), seq: 8 }, &[NodeId(1)], 0)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The bytes are the same on every processor. Snapshots that are equal have the same ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Snapshot {
    pub(crate) rules: Rules,
    pub(crate) node: NodeId,
    pub(crate) ring: RingId,
    /// 0 where they are not tracked.
    pub(crate) expected_votes: u32,
    pub(crate) is_frozen: bool,
}

errors! {
    /// Why bytes are not a snapshot of ours.
    pub enum SnapshotError {
        Malformed = -224 SNAPSHOT_MALFORMED
            "this is not a complete snapshot; start without it if this node starts for the first time, otherwise an \
             operator must check";
        Version = -225 SNAPSHOT_VERSION
            "another version of quorate wrote the snapshot; start without it, after an operator has checked";
    }
}

impl Snapshot {
    /// Bytes of a snapshot.
    pub const SIZE: usize = 32;

    /// The rules of the engine that it is of.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The node that it is of.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// The last view's ring id; node 0 and sequence 0 before the first view ever.
    #[must_use]
    pub fn ring(&self) -> RingId {
        self.ring
    }

    /// The bytes to store.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Snapshot::SIZE] {
        let [seq_0, seq_1, seq_2, seq_3, seq_4, seq_5, seq_6, seq_7] = self.ring.seq.to_le_bytes();
        let flags = if self.is_frozen { FROZEN } else { 0 };
        let [low_flags, high_flags] = flags.to_le_bytes();
        let [rules, ..] = self.rules.number().to_le_bytes();
        let said = [
            u32::from_le_bytes(MAGIC),
            u32::from_le_bytes([VERSION, rules, low_flags, high_flags]),
            self.node.0,
            self.ring.node.0,
            u32::from_le_bytes([seq_0, seq_1, seq_2, seq_3]),
            u32::from_le_bytes([seq_4, seq_5, seq_6, seq_7]),
            self.expected_votes,
        ];
        let mut bytes = [0; Snapshot::SIZE];
        let words = said.into_iter().chain([checksum(&said)]);
        for (places, word) in bytes.chunks_exact_mut(4).zip(words) {
            for (place, byte) in places.iter_mut().zip(word.to_le_bytes()) {
                *place = byte;
            }
        }
        bytes
    }

    /// Reads what [`Snapshot::to_bytes`] gave. Every bit counts.
    ///
    /// # Errors
    /// [`SnapshotError::Version`] and [`SnapshotError::Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        let start = bytes.split_first_chunk();
        let Some((&MAGIC, [version, ..])) = start else {
            return Err(SnapshotError::Malformed);
        };
        if *version != VERSION {
            return Err(SnapshotError::Version);
        }
        let bytes: &[u8; Snapshot::SIZE] = bytes.try_into().map_err(|_| SnapshotError::Malformed)?;
        let mut words = [0; 8];
        for (word, places) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = places.iter().rev().fold(0, |word: u32, byte| word << 8 | u32::from(*byte));
        }
        Self::from_words(words).ok_or(SnapshotError::Malformed)
    }

    fn from_words(words: [u32; 8]) -> Option<Snapshot> {
        let [said @ .., sum] = words;
        let [_, head, node, ring_node, low, high, expected_votes] = said;
        let [_, rules, low_flags, high_flags] = head.to_le_bytes();
        let flags = u16::from_le_bytes([low_flags, high_flags]);
        if checksum(&said) != sum || flags & !FROZEN != 0 {
            return None;
        }
        Some(Snapshot {
            rules: Rules::ALL.into_iter().find(|known| known.number() == u32::from(rules))?,
            node: NodeId(node),
            ring: RingId { node: NodeId(ring_node), seq: u64::from(high) << 32 | u64::from(low) },
            expected_votes,
            is_frozen: flags & FROZEN != 0,
        })
    }
}

/// CRC-32 of words, as of their bytes with the lowest first.
fn checksum(words: &[u32]) -> u32 {
    crate::base::checksum(words.iter().flat_map(|word| word.to_le_bytes()))
}
