//! Bits that nodes tell each other.

/// Bits that nodes tell each other, votequorum's NODE_FLAGS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct NodeFlags(pub(crate) u16);

impl NodeFlags {
    pub(crate) const QUORATE: NodeFlags = NodeFlags(1);
    pub(crate) const LEAVING: NodeFlags = NodeFlags(2);
    pub(crate) const WAITING_FOR_ALL: NodeFlags = NodeFlags(4);
    pub(crate) const FIRST: NodeFlags = NodeFlags(8);
    pub(crate) const DEVICE_REGISTERED: NodeFlags = NodeFlags(16);
    pub(crate) const DEVICE_ALIVE: NodeFlags = NodeFlags(32);
    pub(crate) const DEVICE_CAST_VOTE: NodeFlags = NodeFlags(64);
    pub(crate) const DEVICE_MASTER_WINS: NodeFlags = NodeFlags(128);

    pub(crate) fn has(self, flag: NodeFlags) -> bool {
        self.0 & flag.0 != 0
    }

    pub(crate) fn set(&mut self, flag: NodeFlags, on: bool) {
        if on {
            self.0 |= flag.0;
        } else {
            self.0 &= !flag.0;
        }
    }
}
