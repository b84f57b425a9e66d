//! allow_downscale and expected_votes_tracking, and leaving.

use super::Votequorum;
use crate::config::Config;

#[derive(Clone, Copy, Debug)]
pub(super) struct Downscale {
    pub(super) allowed: bool,
    pub(super) tracking: bool,
    /// Expected votes of the config or as last set by an operator: quorum's floor under a clean leave.
    barrier: u32,
    /// The highest expected votes ever, where they are tracked; the caller keeps it.
    highest_ever: u32,
}

impl Downscale {
    pub(super) fn new<const N: usize>(config: &Config<N>) -> Downscale {
        let options = config.options();
        Downscale {
            allowed: options.allow_downscale,
            tracking: options.expected_votes_tracking || options.allow_downscale,
            barrier: 0,
            highest_ever: 0,
        }
    }

    pub(super) fn is_tracking(&self) -> bool {
        self.tracking
    }

    pub(super) fn track(&mut self, expected_votes: u32) {
        if self.tracking {
            self.highest_ever = self.highest_ever.max(expected_votes);
        }
    }

    pub(super) fn highest_ever(&self) -> u32 {
        self.highest_ever
    }

    pub(super) fn set_barrier(&mut self, expected_votes: u32) {
        self.barrier = expected_votes;
    }

    /// Expected votes that quorum is computed from when nodes are counted.
    pub(super) fn floor(&self, allow_decrease: bool, count: u32) -> u32 {
        match self.allowed && allow_decrease {
            true => count.max(self.barrier),
            false => count,
        }
    }
}

impl<const N: usize> Votequorum<N> {
    /// Expected votes as the config gives them. Where they are tracked, quorum.expected_votes
    /// does not count next to a nodelist, as in votequorum.
    pub(super) fn expected_votes_written(&self, config: &Config<N>) -> u32 {
        match self.downscale.tracking && self.has_nodelist {
            true => config.expected_votes_of_nodelist(),
            // cman leaves the quorum disk's votes to the admin.
            false if !self.dialect().expects_device_votes && config.options().expected_votes == 0 => {
                config.nodelist_votes()
            }
            false => config.expected_votes(),
        }
    }

    pub(super) fn start_expected_votes(&mut self) {
        let expected = self.written.expected_votes.max(self.downscale.highest_ever);
        self.expect(expected);
        self.downscale.set_barrier(expected);
    }
}
