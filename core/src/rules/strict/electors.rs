//! Who may vote in all, here or elsewhere.

use super::Strict;
use crate::rules::Electors;

impl<const N: usize> Strict<N> {
    pub(crate) fn electors(&self) -> Electors {
        Electors { votes: self.electorate.votes.into(), listed: true }
    }
}
