//! Sets of nodes, by their places in a roster.

use core::ops::{BitAnd, BitOr, BitOrAssign};

/// A place has a bit. With 32 bits sets take half of the room and of the instructions on a 32-bit processor.
#[cfg(feature = "nodes-32")]
type Bits = u32;
#[cfg(not(feature = "nodes-32"))]
type Bits = u64;

/// The largest bound that [`Config`](crate::Config) and [`Engine`](crate::Engine) can have: 64, or 32 with the feature
/// `nodes-32`.
pub const NODES_MAX: usize = if cfg!(feature = "nodes-32") { 32 } else { 64 };

/// Some of [`NODES_MAX`] places.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct NodeSet(Bits);

impl NodeSet {
    pub(crate) const EMPTY: NodeSet = NodeSet(0);

    /// Bit 0 is place 0, and so on; bits without a place are none.
    #[allow(clippy::useless_conversion, reason = "not with 32 bits")]
    pub(crate) fn from_bits(bits: u64) -> NodeSet {
        NodeSet(Bits::try_from(bits & u64::from(Bits::MAX)).unwrap_or(0))
    }

    #[allow(clippy::useless_conversion, reason = "not with 32 bits")]
    pub(crate) fn bits(self) -> u64 {
        self.0.into()
    }

    /// The place alone; nothing where there is no such place.
    #[inline(always)]
    pub(crate) fn of(place: usize) -> NodeSet {
        let shift = u32::try_from(place).unwrap_or(u32::MAX);
        NodeSet(Bits::checked_shl(1, shift).unwrap_or(0))
    }

    /// All places below this one.
    pub(crate) fn below(place: usize) -> NodeSet {
        NodeSet(NodeSet::of(place).0.wrapping_sub(1))
    }

    pub(crate) fn contains(self, place: usize) -> bool {
        !(self & NodeSet::of(place)).is_empty()
    }

    /// Once: it keeps firmware small.
    #[inline(never)]
    pub(crate) fn set(&mut self, place: usize, on: bool) {
        *self = match on {
            true => *self | NodeSet::of(place),
            false => self.minus(NodeSet::of(place)),
        };
    }

    pub(crate) fn minus(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & !other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Once: it keeps firmware small.
    #[inline(never)]
    pub(crate) fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The lowest place.
    pub(crate) fn first(self) -> Option<usize> {
        usize::try_from(self.0.trailing_zeros()).ok().filter(|_| self.0 != 0)
    }

    /// Whether it has place 0, place 1, and so on, asked in turn.
    pub(crate) fn in_turn<T>(self) -> impl FnMut(&T) -> bool {
        let mut rest = self.0;
        move |_| {
            let has = rest & 1 != 0;
            rest >>= 1;
            has
        }
    }

    /// Its places, ascending.
    pub(crate) fn places(self) -> impl Iterator<Item = usize> {
        let mut rest = self;
        core::iter::from_fn(move || rest.take_first())
    }

    /// Once for all loops: it keeps firmware small.
    #[inline(never)]
    fn take_first(&mut self) -> Option<usize> {
        let place = self.first()?;
        self.0 &= self.0.wrapping_sub(1);
        Some(place)
    }
}

impl BitOr for NodeSet {
    type Output = NodeSet;

    fn bitor(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 | other.0)
    }
}

impl BitOrAssign for NodeSet {
    fn bitor_assign(&mut self, other: NodeSet) {
        *self = *self | other;
    }
}

impl BitAnd for NodeSet {
    type Output = NodeSet;

    fn bitand(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::NodeSet;
    use std::vec::Vec;

    fn set(places: &[usize]) -> NodeSet {
        places.iter().fold(NodeSet::EMPTY, |set, place| set | NodeSet::of(*place))
    }

    #[test]
    fn the_algebra_is_that_of_sets() {
        let (some, others) = (set(&[0, 5, 62, 63]), set(&[5, 63]));
        assert_eq!(some.minus(others), set(&[0, 62]));
        assert_eq!(some & others, others);
        assert_eq!((some.len(), some.first(), NodeSet::EMPTY.first()), (4, Some(0), None));
        assert_eq!(some.places().collect::<Vec<usize>>(), [0, 5, 62, 63]);
        assert_eq!((NodeSet::below(0), NodeSet::below(64).len()), (NodeSet::EMPTY, 64));
        assert_eq!(NodeSet::of(64), NodeSet::EMPTY);
    }
}
