//! What other rules have and these do not: refused by name, or without effect.

use super::Strict;
use crate::base::NodeId;
use crate::config::Config;
use crate::verdict::EngineError;

impl<const N: usize> Strict<N> {
    /// Votes are the electorate's, and that is fixed.
    pub(crate) fn set_votes(&mut self, _node: NodeId, _votes: u32) -> Result<(), EngineError> {
        Err(EngineError::NotInTheseRules("votes set by an operator"))
    }

    /// Takes a config that changes nothing.
    pub(crate) fn reload(&mut self, config: &Config<N>) -> Result<(), EngineError> {
        self.check_reload(config)
    }

    pub(crate) fn device_rename(&mut self, _name: &str) -> Result<(), EngineError> {
        Err(EngineError::NotInTheseRules("renaming the quorum device"))
    }

    pub(crate) fn device_master_wins(&mut self, _allow: bool) -> Result<(), EngineError> {
        Err(EngineError::NotInTheseRules("master_wins"))
    }

    /// No verdict outlives its view, so nothing waits for the device.
    pub(crate) fn waits_for_device(&self) -> bool {
        false
    }

    pub(crate) fn tracked_expected_votes(&self) -> Option<u32> {
        None
    }
}
