//! What a node is called and what a view is called.

use super::codes::{Put, put_number};
use crate::base::codes;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Milliseconds on a monotonic clock of the caller's choice. Only differences count.
pub type Millis = u64;

/// The number of a node, as in `nodelist.node.nodeid` of corosync.conf.
///
/// 1 to 4294967295. 0 is the quorum device and never a node: every call that
/// takes a node refuses it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[repr(transparent)]
pub struct NodeId(#[serde(with = "super::number")] pub u32);

impl NodeId {
    /// The quorum device, votequorum's `VOTEQUORUM_QDEVICE_NODEID`.
    pub const QUORUM_DEVICE: NodeId = NodeId(0);
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

codes! {
    /// What is known of a node. The numbers are votequorum's (votequorum_info.node_state).
    pub enum NodeState: u8 {
        /// In the config, but not heard of since this engine started. Not in votequorum's list.
        Unseen = 0,
        /// In the view; only a member's votes count.
        Member = 1,
        /// Left the view without announcing it (lost).
        Dead = 2,
        /// Announced that it is leaving (clean).
        Leaving = 3,
    }
}

/// The name of one view: the node that represents it and a sequence number,
/// as the membership layer (totem's ring id) gives it.
///
/// Two views never have the same one, not even where a reset is between them: at each node the sequence number
/// grows from view to view, also over its restarts (see [`Snapshot`](crate::Snapshot)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct RingId {
    /// The representative, usually the lowest member.
    pub node: NodeId,
    /// Grows with each view.
    #[serde(with = "super::number::wide")]
    pub seq: u64,
}

impl fmt::Display for RingId {
    /// As corosync-quorumtool prints it: decimal node, hexadecimal sequence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:x}", self.node, self.seq)
    }
}

/// A number of 64 bits in decimal, printed through numbers of 32: the standard library's own way indexes an array, and
/// on ARM and PowerPC the compiler does not see that it stays inside, so that a path to a panic would be left.
pub(crate) struct Decimal(pub(crate) u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const BILLION: u64 = 1_000_000_000;
        let part = |number: u64| u32::try_from(number % BILLION).unwrap_or(0);
        match [part(self.0 / BILLION / BILLION), part(self.0 / BILLION), part(self.0)] {
            [0, 0, low] => write!(f, "{low}"),
            [0, middle, low] => write!(f, "{middle}{low:09}"),
            [high, middle, low] => write!(f, "{high}{middle:09}{low:09}"),
        }
    }
}

impl Put for NodeId {
    fn put(&self, put: &mut impl FnMut(&str)) {
        put_number(self.0, put);
    }
}

impl Put for RingId {
    fn put(&self, put: &mut impl FnMut(&str)) {
        const DIGITS: [&str; 16] =
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"];
        put_number(self.node.0, put);
        put(".");
        for shift in (0..u64::BITS).step_by(4).rev() {
            let rest = self.seq >> shift;
            if rest != 0 || shift == 0 {
                let digit = usize::try_from(rest & 15).unwrap_or(0);
                put(DIGITS.get(digit).copied().unwrap_or(""));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::put_number;
    use super::Decimal;
    use std::string::{String, ToString};

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        let powers = (0..10).map(|exponent| 10u32.pow(exponent));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u32::MAX, u32::MAX - 1]) {
            let mut said = String::new();
            put_number(number, &mut |digit: &str| said += digit);
            assert_eq!(said, number.to_string());
        }
    }

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        let around_powers =
            (0..20).map(|exponent| 10u64.pow(exponent)).flat_map(|power| [power - 1, power, power + 1]);
        for number in around_powers.chain([0, u64::from(u32::MAX), u64::MAX]) {
            assert_eq!(Decimal(number).to_string(), number.to_string());
        }
    }
}
