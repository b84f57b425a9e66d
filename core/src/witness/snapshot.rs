//! Who has votes, as bytes: what a witness must not forget when it is restarted.
//!
//! | bytes | hold |
//! | --- | --- |
//! | first | `quow` in ASCII, as a number, and the version, 1 |
//! | then | 1 where the witness was still silent after a start, else 0 |
//! | | how many clusters have votes out, and each: |
//! | | the length of its name and the name's bytes; its longest heartbeat, milliseconds |
//! | | how many nodes follow, and each: its nodeid times 4, plus 1 where it is connected or may have the vote, |
//! | | plus 2 where it was in the partition chosen last |
//! | last 4 | CRC-32 of the bytes before, the lowest byte first |
//!
//! Numbers have 7 bits a byte, the lowest first, and bit 7 where another byte follows.

use super::cluster::{Cluster, View};
use super::connection::FFSPLIT;
use super::lease;
use super::state::WitnessMut;
use crate::base::{Millis, NodeId, NodeSet, count, errors};
use crate::wire::{Sink, Source};
use heapless::Vec;

const MAGIC: u64 = 0x7175_6F77;
const VERSION: u64 = 1;

errors! {
    /// Why bytes are not restored.
    pub enum WitnessSnapshotError {
        Malformed = -503 WITNESS_SNAPSHOT_MALFORMED
            "this is not a complete snapshot of a witness; start without it";
        Version = -504 WITNESS_SNAPSHOT_VERSION
            "another version of quorate wrote the witness's snapshot; start without it";
        TooLarge = -505 WITNESS_SNAPSHOT_TOO_LARGE
            "the snapshot has more clusters or nodes than the witness was made for; make it for more";
        NotNew = -506 WITNESS_NOT_NEW
            "the witness has clients or was told clusters; restore right after it is made";
    }
}

/// Bits of a node.
const HOLDS: u64 = 1;
const CHOSEN: u64 = 2;

/// Reads a cluster: into the view, where there is one.
fn read(source: &mut Source<'_>, most: usize, view: Option<View<'_>>) -> Result<(), WitnessSnapshotError> {
    use WitnessSnapshotError::{Malformed, TooLarge};
    let (mut name, mut chosen, mut ghosts) = (Vec::new(), NodeSet::EMPTY, NodeSet::EMPTY);
    for _ in 0..source.word().ok_or(Malformed)? {
        let byte = source.word().and_then(|byte| u8::try_from(byte).ok()).ok_or(Malformed)?;
        name.push(byte).map_err(|_| Malformed)?;
    }
    let heartbeat = source.word().ok_or(Malformed)?;
    let mut view = view;
    for place in 0..source.word().ok_or(Malformed)? {
        let number = source.number().ok_or(Malformed)?;
        let node = u32::try_from(number >> 2).map_err(|_| Malformed)?;
        let place = usize::try_from(place).ok().filter(|place| *place < most).ok_or(TooLarge)?;
        let set = |bit: u64| if number & bit == 0 { NodeSet::EMPTY } else { NodeSet::of(place) };
        (chosen, ghosts) = (chosen | set(CHOSEN), ghosts | set(HOLDS));
        if let Some(known) = view.as_mut().and_then(|view| view.roster.get_mut(place)) {
            *known = NodeId(node);
        }
    }
    if let Some(view) = view {
        let ghosts_until = view.now.saturating_add(lease::length(heartbeat));
        let found =
            Cluster { is_used: true, heartbeat, chosen, ghosts, ghosts_until, name, ..Cluster::default() };
        *view.cluster = found;
    }
    Ok(())
}

impl WitnessMut<'_> {
    /// As [`Witness::saved`](super::Witness::saved).
    pub fn saved(&mut self) {
        self.hub.is_unsaved = false;
    }

    /// As [`Witness::write_snapshot`](super::Witness::write_snapshot).
    pub fn write_snapshot<'b>(&mut self, now: Millis, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let mut sink = Sink::new(buffer);
        sink.number(MAGIC);
        sink.number(VERSION);
        sink.number(u64::from(now < self.hub.silent_until));
        let clusters = (0..self.clusters.len()).filter(|index| !self.holders(*index, now).is_empty());
        sink.number(u64::try_from(count(clusters)).unwrap_or(0));
        for index in 0..self.clusters.len() {
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

    /// Nodes that are connected or may have the vote, by their places. One without the vote may soon be cut off, and
    /// hold up others (`lease`).
    fn holders(&mut self, index: usize, now: Millis) -> NodeSet {
        let Some(mut view) = self.view(Some(index), now) else { return NodeSet::EMPTY };
        lease::forget(&mut view);
        let members = view.members().filter(|(_, member)| member.algorithm == FFSPLIT);
        let places = members.filter_map(|(_, member)| view.place(member.node));
        places.fold(view.cluster.ghosts, |all, place| all | NodeSet::of(place))
    }

    /// As [`Witness::restore_bytes`](super::Witness::restore_bytes).
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
        if clusters > self.clusters.len() {
            return Err(TooLarge);
        }
        let (mut checked, nodes) = (source, self.nodes);
        for _ in 0..clusters {
            read(&mut checked, nodes, None)?;
        }
        if !checked.is_empty() {
            return Err(Malformed);
        }
        for index in 0..clusters {
            read(&mut source, nodes, self.view(Some(index), now))?;
        }
        if was_silent == 0 {
            self.hub.silent_until = now;
        }
        Ok(())
    }
}
