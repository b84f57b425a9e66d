//! Who has votes, as bytes: what a witness must not forget when it is restarted.
//!
//! | bytes | hold |
//! | --- | --- |
//! | first | `quow` in ASCII, as a number, and the version, 1 |
//! | then | 1 where the witness was still silent after a start, else 0 |
//! | | how many clusters have votes out, and each: |
//! | | the length of its name and the name's bytes; its longest heartbeat, milliseconds |
//! | | how many nodes follow, and each: its nodeid times 4, plus 1 where it may have the vote, |
//! | | plus 2 where it was in the partition chosen last |
//! | last 4 | CRC-32 of the bytes before, the lowest byte first |
//!
//! Numbers have 7 bits a byte, the lowest first, and bit 7 where another byte follows.

use super::cluster::Cluster;
use super::connection::FFSPLIT;
use super::state::Witness;
use super::{NAME_MAX, lease};
use crate::base::{Millis, NodeId, NodeSet, codes, count};
use crate::wire::{Sink, Source};
use heapless::Vec;

const MAGIC: u64 = 0x7175_6F77;
const VERSION: u64 = 1;

codes! {
    /// Why bytes are not restored.
    pub enum WitnessSnapshotError: u8 {
        /// They are not a complete snapshot of a witness.
        Malformed = 1,
        /// Another version of quorate wrote them.
        Version = 2,
        /// More clusters or nodes than this witness has room for.
        TooLarge = 3,
        /// The witness has served clients already, or was told clusters: restore comes right after new.
        NotNew = 4,
    }
}

/// A cluster of a snapshot.
struct Record<const NODES: usize> {
    name: Vec<u8, NAME_MAX, u8>,
    heartbeat: u32,
    nodes: Vec<(NodeId, u64), NODES>,
}

/// Bits of a node.
const HOLDS: u64 = 1;
const CHOSEN: u64 = 2;

fn record<const NODES: usize>(source: &mut Source<'_>) -> Result<Record<NODES>, WitnessSnapshotError> {
    use WitnessSnapshotError::{Malformed, TooLarge};
    let mut record = Record { name: Vec::new(), heartbeat: 0, nodes: Vec::new() };
    for _ in 0..source.word().ok_or(Malformed)? {
        let byte = source.word().and_then(|byte| u8::try_from(byte).ok()).ok_or(Malformed)?;
        record.name.push(byte).map_err(|_| Malformed)?;
    }
    record.heartbeat = source.word().ok_or(Malformed)?;
    for _ in 0..source.word().ok_or(Malformed)? {
        let number = source.number().ok_or(Malformed)?;
        let node = u32::try_from(number >> 2).map_err(|_| Malformed)?;
        record.nodes.push((NodeId(node), number)).map_err(|_| TooLarge)?;
    }
    Ok(record)
}

impl<const CLIENTS: usize, const CLUSTERS: usize, const NODES: usize> Witness<CLIENTS, CLUSTERS, NODES> {
    /// Whether a node may have got the vote since the last snapshot. Store one before the next
    /// [`poll_output`](Witness::poll_output): a client must not have a vote that a restart forgets.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        self.is_unsaved
    }

    /// A snapshot was stored.
    pub fn saved(&mut self) {
        self.is_unsaved = false;
    }

    /// Who has votes, as bytes; `None` where the buffer is too small. A cluster takes its name and 7 bytes, and up to
    /// 5 a node.
    pub fn write_snapshot<'b>(&mut self, now: Millis, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let mut sink = Sink::new(buffer);
        sink.number(MAGIC);
        sink.number(VERSION);
        sink.number(u64::from(now < self.silent_until));
        let clusters = (0..CLUSTERS).filter(|index| !self.holders(*index, now).is_empty());
        sink.number(u64::try_from(count(clusters)).unwrap_or(0));
        for index in 0..CLUSTERS {
            let holders = self.holders(index, now);
            if let Some(view) = self.view(Some(index), now).filter(|_| !holders.is_empty()) {
                let name = &view.cluster.name;
                sink.number(u64::try_from(name.len()).unwrap_or(0));
                name.iter().for_each(|byte| sink.number(u64::from(*byte)));
                sink.number(u64::from(view.cluster.heartbeat));
                let all = holders | view.cluster.chosen;
                sink.number(u64::from(all.len()));
                for (place, node) in all.places().zip(view.nodes(all)) {
                    let bit = |set: NodeSet, bit| if set.contains(place) { bit } else { 0 };
                    let bits = bit(holders, HOLDS) | bit(view.cluster.chosen, CHOSEN);
                    sink.number(u64::from(node.0) << 2 | bits);
                }
            }
        }
        sink.finish()
    }

    /// Nodes that may have the vote, by their places.
    fn holders(&mut self, index: usize, now: Millis) -> NodeSet {
        let Some(mut view) = self.view(Some(index), now) else { return NodeSet::EMPTY };
        lease::forget(&mut view);
        let members = view.members().filter(|(_, member)| member.holds && member.algorithm == FFSPLIT);
        let places = members.filter_map(|(_, member)| view.place(member.node));
        places.fold(view.cluster.ghosts, |all, place| all | NodeSet::of(place))
    }

    /// Takes a snapshot back, right after [`new`](Witness::new): the witness need not be silent then, and waits only
    /// for those that had a vote. That of a witness that was still silent leaves it silent.
    ///
    /// # Errors
    /// See [`WitnessSnapshotError`]; nothing has changed then.
    pub fn restore_bytes(&mut self, now: Millis, bytes: &[u8]) -> Result<(), WitnessSnapshotError> {
        use WitnessSnapshotError::{Malformed, NotNew, TooLarge, Version};
        let is_new = self.clusters.iter().all(|cluster| !cluster.is_used);
        if !is_new || self.connections.iter().any(|connection| connection.is_open) {
            return Err(NotNew);
        }
        let mut source = Source::checked(bytes).ok_or(Malformed)?;
        match (source.number(), source.number()) {
            (Some(MAGIC), Some(VERSION)) => {}
            (Some(MAGIC), Some(_)) => return Err(Version),
            _ => return Err(Malformed),
        }
        let was_silent = source.number().ok_or(Malformed)?;
        if was_silent > 1 {
            return Err(Malformed);
        }
        let clusters = source.word().and_then(|clusters| usize::try_from(clusters).ok()).ok_or(Malformed)?;
        if clusters > CLUSTERS {
            return Err(TooLarge);
        }
        let mut checked = source;
        for _ in 0..clusters {
            record::<NODES>(&mut checked)?;
        }
        if !checked.is_empty() {
            return Err(Malformed);
        }
        for index in 0..clusters {
            let record = record::<NODES>(&mut source)?;
            self.put_back(index, now, record);
        }
        if was_silent == 0 {
            self.silent_until = now;
        }
        Ok(())
    }

    fn put_back(&mut self, index: usize, now: Millis, record: Record<NODES>) {
        let Some(view) = self.view(Some(index), now) else { return };
        let places = |bit: u64| {
            let with = record.nodes.iter().enumerate().filter(move |(_, (_, number))| number & bit != 0);
            with.fold(NodeSet::EMPTY, |all, (place, _)| all | NodeSet::of(place))
        };
        *view.cluster = Cluster {
            is_used: true,
            heartbeat: record.heartbeat,
            chosen: places(CHOSEN),
            ghosts: places(HOLDS),
            ghosts_until: now.saturating_add(lease::length(record.heartbeat)),
            ..Cluster::default()
        };
        view.roster.iter_mut().zip(&record.nodes).for_each(|(place, (node, _))| *place = *node);
        view.cluster.name = record.name;
    }
}
