//! Which rules an engine works by: one type for those that are built.

pub(crate) mod contract;
#[cfg(any(feature = "corosync", feature = "cman"))]
mod corosync;
pub mod deviations;
pub(crate) mod roster;
#[cfg(feature = "strict")]
pub(crate) mod strict;
pub mod strict_rules;

use crate::base::{NodeId, Rules};
use crate::config::Config;
#[cfg(any(feature = "corosync", feature = "cman"))]
use crate::rules::corosync::Votequorum;
use crate::rules::roster::Entry;
#[cfg(feature = "strict")]
use crate::rules::strict::{Electorate, Strict};
use crate::verdict::EngineError;

/// The rules at work.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // an engine is one or the other for ever; there is no heap to box it on
pub(crate) enum RuleSet<const N: usize> {
    #[cfg(any(feature = "corosync", feature = "cman"))]
    Votequorum(Votequorum<N>),
    #[cfg(feature = "strict")]
    Strict(Strict<N>),
}

/// What the rules found out of the config before they start.
pub(crate) enum Start {
    #[cfg(any(feature = "corosync", feature = "cman"))]
    Votequorum(Entry),
    #[cfg(feature = "strict")]
    Strict(Entry, Electorate, bool),
}

/// Whether a config asks these rules for an electorate that changes by agreement, and so for an engine with storage.
pub(crate) fn needs_storage<const N: usize>(config: &Config<N>, rules: Rules) -> bool {
    match rules {
        #[cfg(feature = "strict")]
        Rules::Strict => strict::needs_storage(config),
        _ => false,
    }
}

impl Start {
    pub(crate) fn check<const N: usize>(
        config: &Config<N>,
        node: NodeId,
        rules: Rules,
        has_storage: bool,
    ) -> Result<Start, EngineError> {
        if !rules.is_built() {
            return Err(EngineError::RulesNotBuilt(rules));
        }
        match rules {
            #[cfg(feature = "strict")]
            Rules::Strict if has_storage && !cfg!(feature = "agreed") => {
                Err(EngineError::NotInTheseRules("storage (the feature agreed is left out)"))
            }
            #[cfg(feature = "strict")]
            Rules::Strict => {
                let (us, electorate) = Strict::check(config, node, has_storage)?;
                Ok(Start::Strict(us, electorate, has_storage))
            }
            #[cfg(any(feature = "corosync", feature = "cman"))]
            Rules::Corosync | Rules::Cman => Ok(Start::Votequorum(Votequorum::check(config, node, rules)?)),
            #[allow(unreachable_patterns)] // not where all rules are built
            _ => Err(EngineError::RulesNotBuilt(rules)),
        }
    }
}

impl<const N: usize> RuleSet<N> {
    /// A node that knows nobody yet. Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn blank(config: &Config<N>, rules: Rules, start: &Start) -> Self {
        match *start {
            #[cfg(any(feature = "corosync", feature = "cman"))]
            Start::Votequorum(us) => RuleSet::Votequorum(Votequorum::blank(us, config, rules)),
            #[cfg(feature = "strict")]
            Start::Strict(us, electorate, has_storage) => {
                RuleSet::Strict(Strict::blank(us, electorate, has_storage))
            }
        }
    }
}
