//! What of totem names the cluster, and says how nodes are numbered: transports udp and udpu derive a nodeid from an
//! IPv4 address, knet wants one of 16 bits. What corosync 1 had is noticed here as well.

use super::path::{Path, at};
use crate::base::{NodeId, checksum};
use crate::config::notes::{Ignored, Notes};
use crate::config::{Builder, ConfigError, ConfigProblem};

/// knet's KNET_MAX_HOST is one more.
const KNET_NODEID_MAX: u32 = 65_535;

/// With `yes`, nodeids from addresses go without their highest bit.
pub(super) const HIGH_BIT: &[u8] = b"totem.clear_node_high_bit";

/// Lines are 0 where there is none.
#[derive(Default)]
pub(super) struct Totem {
    is_there: bool,
    is_udp: bool,
    clear_node_high_bit: bool,
    /// CRC-32 of cluster_name.
    cluster: u32,
    /// Places in the nodelist, from bit 0, of nodes that get their nodeid from their address.
    derived: u64,
    /// The first such node.
    first_derived: u32,
    /// The first node with a nodeid that knet does not take.
    too_high: u32,
    /// The first node without a ring0_addr.
    no_address: u32,
    /// The first node without a name.
    no_name: u32,
    /// Numbers of links with an address, as bits.
    links: u8,
    /// What stands instead of a nodelist: the first section of nodes where corosync looks for none (`is_astray`), or
    /// else the first entry of corosync 1.
    pub(super) instead: u32,
    pub(super) is_astray: bool,
}

impl Totem {
    /// A section opens on this path.
    pub(super) fn section(&mut self, path: &Path, name: &[u8], line: u32) {
        self.is_there |= name == b"totem" && path.is(b"");
        let is_astray = match name {
            b"nodelist" => path.innermost().is_some(),
            b"node" => !path.is(b"nodelist"),
            _ => false,
        };
        if is_astray && !self.is_astray {
            (self.is_astray, self.instead) = (true, line);
        }
    }

    pub(super) fn entry(
        &mut self,
        path: &Path,
        key: &[u8],
        value: &[u8],
        line: u32,
    ) -> Result<(), ConfigError> {
        if path.is_key(key, b"totem.transport") {
            let problem = match value {
                b"udp" | b"udpu" | b"knet" => None,
                _ if value.contains(&b'#') => Some(ConfigProblem::CommentAfterValue),
                _ => Some(ConfigProblem::UnknownTransport),
            };
            if let Some(problem) = problem {
                return Err(ConfigError { key: "totem.transport", ..at(problem, line) });
            }
            self.is_udp = value != b"knet";
        } else if path.is_key(key, HIGH_BIT) {
            self.clear_node_high_bit = value == b"yes";
        } else if path.is_key(key, b"totem.cluster_name") {
            self.cluster = checksum(value.iter().copied());
        }
        Ok(())
    }

    /// A node that gives its nodeid, and an address.
    pub(super) fn numbered(&mut self, id: u32, line: u32) {
        if id > KNET_NODEID_MAX && self.too_high == 0 {
            self.too_high = line;
        }
    }

    /// The node at this place gives none.
    pub(super) fn derived(&mut self, place: usize, opened: u32) {
        self.derived |= u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0);
        if self.first_derived == 0 {
            self.first_derived = opened;
        }
    }

    /// A node that begins there has no ring0_addr.
    pub(super) fn no_address(&mut self, opened: u32) {
        if self.no_address == 0 {
            self.no_address = opened;
        }
    }

    /// A node that begins there has no name.
    pub(super) fn no_name(&mut self, opened: u32) {
        if self.no_name == 0 {
            self.no_name = opened;
        }
    }

    /// A node has the address of this key: ring0_addr to ring7_addr.
    pub(super) fn link(&mut self, key: &[u8]) {
        let number = key.get(4).map_or(0, |digit| u32::from(digit.wrapping_sub(b'0')));
        self.links |= 1_u8.checked_shl(number).unwrap_or(0);
    }

    /// Once all is read, as the transport may stand behind the nodelist.
    pub(super) fn finish<const N: usize>(
        &self,
        builder: &mut Builder<N>,
        notes: &mut Notes,
    ) -> Result<(), ConfigError> {
        const KEY: &str = "nodelist.node.nodeid";
        builder.cluster(self.cluster);
        // Where totem is left out, the text is only about votes.
        if self.is_there {
            notes.has_no_address(self.no_address);
            if self.links.count_ones() > 1 && self.no_name != 0 {
                notes.ignore(Ignored::NoName, b"", self.no_name);
            }
        }
        if self.is_udp {
            return match self.clear_node_high_bit {
                true => builder.clear_high_bit(self.derived),
                false => Ok(()),
            };
        }
        match (self.first_derived, self.too_high) {
            (0, 0) => Ok(()),
            (0, line) => Err(ConfigError { key: KEY, ..at(ConfigProblem::NodeIdTooHigh, line) }),
            (line, _) => Err(ConfigError { key: KEY, ..at(ConfigProblem::NodeIdMissing, line) }),
        }
    }
}

/// The nodeid that corosync derives from an IPv4 address: its four bytes as one number.
pub(super) fn derive(address: &[u8]) -> Option<NodeId> {
    let address: core::net::Ipv4Addr = core::str::from_utf8(address).ok()?.parse().ok()?;
    Some(NodeId(u32::from_be_bytes(address.octets())))
}
