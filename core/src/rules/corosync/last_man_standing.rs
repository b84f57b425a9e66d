//! last_man_standing: some time after a quorate partition lost nodes, expected
//! votes shrink to the number of those that are left.

use super::Votequorum;
use crate::base::Millis;
use crate::config::Config;

#[derive(Clone, Copy, Debug)]
pub(super) struct LastManStanding {
    /// Cleared for good when any node has more than one vote.
    pub(super) enabled: bool,
    pub(super) window: Millis,
    pub(super) deadline: Option<Millis>,
}

impl LastManStanding {
    pub(super) fn new<const N: usize>(config: &Config<N>) -> LastManStanding {
        let options = config.options();
        LastManStanding {
            enabled: options.last_man_standing,
            window: options.last_man_standing_window,
            deadline: None,
        }
    }

    /// votequorum supports it for votes of 1 only.
    pub(super) fn disable(&mut self) {
        self.enabled = false;
        self.deadline = None;
    }
}

impl<const N: usize> Votequorum<N> {
    /// Starts the window over: on losing nodes while as many as quorum remain, or, with a tie
    /// breaker, in a view of at most quorum nodes that holds the lowest node (also where the
    /// highest or a list decides, 2.1-10). Nodes are compared with votes, as votequorum does.
    pub(super) fn arm_last_man_standing(&mut self, size: u32, lost_nodes: bool, now: Millis) {
        if !self.last_man_standing.enabled {
            return;
        }
        let holds_lowest = self.roster.has(self.sums.members, self.lowest);
        let small_with_lowest = size <= self.quorum && self.tie_breaker_on && holds_lowest;
        if (size >= self.quorum && lost_nodes) || small_with_lowest {
            let window = self.last_man_standing.window;
            self.last_man_standing.deadline = Some(now.saturating_add(window));
        }
    }

    pub(super) fn last_man_standing_timeout(&mut self, now: Millis) {
        if self.last_man_standing.deadline.is_none_or(|deadline| deadline > now) {
            return;
        }
        self.last_man_standing.deadline = None;
        if self.quorate {
            self.recalculate(true, true);
        }
    }
}
