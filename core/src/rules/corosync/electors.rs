//! Who may vote in all, here or elsewhere.

use super::Votequorum;
use crate::rules::Electors;

impl<const N: usize> Votequorum<N> {
    pub(crate) fn electors(&self) -> Electors {
        let nodes = self.roster.iter().filter(|entry| !entry.removed()).map(|entry| u64::from(entry.votes));
        Electors {
            votes: nodes.fold(u64::from(self.device.votes), u64::saturating_add),
            listed: self.has_nodelist,
        }
    }
}
