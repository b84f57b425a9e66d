//! wait_for_all: not quorate before all expected votes were here at once.
//!
//! Armed at startup and, which the man page does not say, at every loss of quorum. Disarmed when
//! all are seen, by a quorate peer that does not wait, or by an operator (cancel_wait_for_all).

use super::Votequorum;
use super::dialect::Dialect;
use crate::config::Config;
use crate::wire::NodeFlags;

#[derive(Clone, Copy, Debug)]
pub(super) struct WaitForAll {
    pub(super) enabled: bool,
    /// Not written in the config: follows two_node, also at reload.
    pub(super) follows_two_node: bool,
    /// Still waiting (runtime.votequorum.wait_for_all_status).
    pub(super) waiting: bool,
}

impl WaitForAll {
    pub(super) fn new<const N: usize>(config: &Config<N>, dialect: &Dialect) -> WaitForAll {
        WaitForAll {
            enabled: config.wait_for_all() && dialect.has_wait_for_all,
            follows_two_node: config.options().wait_for_all.is_none() && dialect.has_wait_for_all,
            waiting: false,
        }
    }
}

impl<const N: usize> Votequorum<N> {
    /// Peers learn it from the flag.
    pub(super) fn set_waiting_for_all(&mut self, waiting: bool) {
        self.wait_for_all.waiting = waiting;
        let flags = &mut self.roster.us.flags;
        flags.set(NodeFlags::WAITING_FOR_ALL, waiting);
    }
}
