//! S, the electorate of the config: who votes with how many votes, and who breaks a tie.

use crate::base::{Millis, NodeId, Rules};
use crate::config::{Config, Options, TieBreaker};
use crate::verdict::{EngineError, Unsupported};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Electorate {
    /// All votes: the nodes' and the device's, or quorum.expected_votes where that is larger.
    pub(super) votes: u32,
    pub(super) device_votes: u32,
    pub(super) device_timeout: Millis,
    pub(super) wait_for_all: bool,
    pub(super) two_node: bool,
    /// One fixed node; 0 without.
    pub(super) tie_breaker: NodeId,
    /// Who breaks it in another electorate.
    pub(super) breaks_tie: BreaksTie,
    pub(super) freeze_on_loss: bool,
    pub(super) fence_delay: Millis,
}

/// Who breaks a tie of an electorate that was agreed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BreaksTie {
    /// The same node as ever, if it is in it.
    Fixed,
    Lowest,
    Highest,
}

/// The first option that lets the electorate change.
fn changes_electorate(options: &Options) -> Option<Unsupported> {
    match options.last_man_standing {
        true => Some(Unsupported::LastManStanding),
        false => options.allow_downscale.then_some(Unsupported::AllowDownscale),
    }
}

/// Whether a config asks for an electorate that changes, and so for an engine with storage.
pub(crate) fn needs_storage<const N: usize>(config: &Config<N>) -> bool {
    changes_electorate(config.options()).is_some()
}

impl Electorate {
    /// Refuses, by name, what would make the electorate change where the engine has no storage, and what these rules
    /// cannot keep safe.
    pub(super) fn new<const N: usize>(config: &Config<N>, has_storage: bool) -> Result<Self, EngineError> {
        let options = config.options();
        let has_storage = has_storage && cfg!(feature = "agreed");
        if config.nodes().is_empty() {
            return Err(EngineError::NotInTheseRules(Unsupported::NoNodelist));
        }
        let changes = changes_electorate(options).filter(|_| !has_storage);
        if let Some(option) = changes.or(options.refused_by(Rules::Strict)) {
            return Err(EngineError::NotInTheseRules(option));
        }
        // A proof can only count where a node that was off comes back not admitted.
        if options.two_node && !config.wait_for_all() {
            return Err(EngineError::NotInTheseRules(Unsupported::TwoNodeWithoutWaitForAll));
        }
        let one_vote_each = config.nodes().iter().all(|node| node.votes == 1);
        if options.two_node && !(config.nodes().len() == 2 && one_vote_each) {
            return Err(EngineError::TwoNodeNeedsTwoNodes);
        }
        let votes = config.nodelist_votes().saturating_add(config.device_votes());
        if has_storage && options.expected_votes > votes {
            return Err(EngineError::NotInTheseRules(Unsupported::ExpectedVotesAboveSum));
        }
        Ok(Electorate {
            votes: votes.max(options.expected_votes),
            device_votes: config.device_votes(),
            device_timeout: options.device.unwrap_or_default().timeout,
            wait_for_all: config.wait_for_all(),
            two_node: options.two_node,
            tie_breaker: fixed_tie_breaker(config),
            breaks_tie: match config.tie_breaker_as_written() {
                TieBreaker::Lowest => BreaksTie::Lowest,
                TieBreaker::Highest => BreaksTie::Highest,
                TieBreaker::Off | TieBreaker::List(_) => BreaksTie::Fixed,
            },
            freeze_on_loss: options.freeze_on_loss,
            fence_delay: options.fence_delay,
        })
    }
}

/// The lowest, the highest or the first of the list: always the same node, whatever happened.
pub(crate) fn fixed_tie_breaker<const N: usize>(config: &Config<N>) -> NodeId {
    let ids = || config.nodes().iter().map(|node| node.id);
    let node = match config.tie_breaker_as_written() {
        TieBreaker::Off => None,
        TieBreaker::Lowest => ids().min(),
        TieBreaker::Highest => ids().max(),
        TieBreaker::List(list) => list.first().copied(),
    };
    node.unwrap_or_default()
}
