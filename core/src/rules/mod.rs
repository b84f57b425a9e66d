//! Which rules an engine works by: one type for those that are built.

pub(crate) mod canonical;
pub(crate) mod contract;
#[cfg(feature = "votequorum")]
mod corosync;
pub mod deviations;
pub(crate) mod roster;
#[cfg(feature = "strict")]
pub(crate) mod strict;
pub mod strict_rules;

use crate::base::{NodeId, Rules};
use crate::config::Config;
#[cfg(feature = "votequorum")]
use crate::rules::corosync::Votequorum;
#[cfg(feature = "votequorum")]
use crate::rules::roster::Entry;
#[cfg(feature = "strict")]
use crate::rules::strict::Strict;
use crate::verdict::EngineError;
#[cfg(feature = "strict")]
use crate::verdict::Unsupported;

/// The rules at work.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // an engine is one or the other for ever; there is no heap to box it on
pub(crate) enum RuleSet<const N: usize> {
    #[cfg(feature = "votequorum")]
    Votequorum(Votequorum<N>),
    #[cfg(feature = "strict")]
    Strict(Strict<N>),
}

/// What the rules found out of the config before they start.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    #[cfg(feature = "votequorum")]
    Votequorum(Entry),
    #[cfg(feature = "strict")]
    Strict(strict::Start),
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
                Err(EngineError::NotInTheseRules(Unsupported::Storage))
            }
            #[cfg(feature = "strict")]
            Rules::Strict => Strict::check(config, node, has_storage).map(Start::Strict),
            #[cfg(feature = "votequorum")]
            Rules::Corosync | Rules::Cman => Ok(Start::Votequorum(Votequorum::check(config, node, rules)?)),
            #[allow(unreachable_patterns)] // not where all rules are built
            _ => Err(EngineError::RulesNotBuilt(rules)),
        }
    }
}

impl<const N: usize> RuleSet<N> {
    /// A node that knows nobody yet. Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn blank(config: &Config<N>, rules: Rules, start: Start) -> Self {
        match start {
            #[cfg(feature = "votequorum")]
            Start::Votequorum(us) => RuleSet::Votequorum(Votequorum::blank(us, config, rules)),
            #[cfg(feature = "strict")]
            Start::Strict(start) => RuleSet::Strict(Strict::blank(start)),
        }
    }
}
