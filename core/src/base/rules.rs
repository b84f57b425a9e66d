//! The rule sets, by name.

use super::codes::Put;
use crate::base::codes;
use core::fmt;
use core::str::FromStr;

codes! {
    /// Which rule set decides.
    pub enum Rules: u32 {
        /// Exactly what corosync's votequorum does.
        Corosync = 1,
        /// What Red Hat's cman did: leave and leave remove, strict two_node, no wait_for_all.
        Cman = 2,
        /// What quorate recommends: two partitions are never both quorate, and members of one agree.
        Strict = 3,
    }
}

impl Rules {
    /// Whether this build has them: the crate's features `corosync`, `cman` and `strict`, all on by default.
    #[must_use]
    pub(crate) const fn is_built(self) -> bool {
        match self {
            Rules::Corosync => cfg!(feature = "corosync"),
            Rules::Cman => cfg!(feature = "cman"),
            Rules::Strict => cfg!(feature = "strict"),
        }
    }
}

/// No rule set has this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct UnknownRules;

impl fmt::Display for UnknownRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such rules; there are 'corosync', 'cman' and 'strict'")
    }
}

impl core::error::Error for UnknownRules {}

impl FromStr for Rules {
    type Err = UnknownRules;

    fn from_str(name: &str) -> Result<Rules, UnknownRules> {
        let mut all = Rules::ALL.into_iter();
        all.find(|rules| rules.name() == name).ok_or(UnknownRules)
    }
}

impl Put for Rules {
    fn put(&self, put: &mut impl FnMut(&str)) {
        put(self.name());
    }
}
