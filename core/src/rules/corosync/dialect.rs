//! Where cman differs from votequorum, as one value: who wants to know reads a field, and asks for no name.

use crate::base::Rules;
use crate::config::Config;
use crate::verdict::EngineError;

#[derive(Debug)]
pub(super) struct Dialect {
    /// wait_for_all, and the command that cancels it.
    pub(super) has_wait_for_all: bool,
    /// Where more votes are here than are expected, they are expected from now on.
    pub(super) raises_expected_votes: bool,
    /// The nodelist's expected votes have the device's among them; else the admin adds them.
    pub(super) expects_device_votes: bool,
    /// two_node is for two nodes and goes with one expected vote, which says nothing of who is missing.
    pub(super) two_node_expects_one: bool,
    /// A quorum device does not operate beside two_node and some other options.
    pub(super) excludes_device: bool,
    /// An operator may expect fewer votes than are here; a quorum out of reach is refused even where there is none now.
    pub(super) checks_quorum_only: bool,
    /// A node says that it leaves by a message of its own, with or without `remove`; else by a flag of its state.
    pub(super) has_leave_remove: bool,
    /// States and expected votes are taken over by cman's rules of merging.
    pub(super) merges_by_highest: bool,
}

const COROSYNC: Dialect = Dialect {
    has_wait_for_all: true,
    raises_expected_votes: true,
    expects_device_votes: true,
    two_node_expects_one: false,
    excludes_device: true,
    checks_quorum_only: false,
    has_leave_remove: false,
    merges_by_highest: false,
};

const CMAN: Dialect = Dialect {
    has_wait_for_all: false,
    raises_expected_votes: false,
    expects_device_votes: false,
    two_node_expects_one: true,
    excludes_device: false,
    checks_quorum_only: true,
    has_leave_remove: true,
    merges_by_highest: true,
};

impl Dialect {
    /// A constant where the crate is built with one of the two only.
    #[inline(always)]
    pub(super) fn of(rules: Rules) -> &'static Dialect {
        match (cfg!(feature = "corosync"), cfg!(feature = "cman")) {
            (true, true) if rules == Rules::Cman => &CMAN,
            (false, true) => &CMAN,
            _ => &COROSYNC,
        }
    }

    /// Refuses, by name, what the rules do not have.
    pub(super) fn check<const N: usize>(&self, rules: Rules, config: &Config<N>) -> Result<(), EngineError> {
        let options = config.options();
        if let Some(option) = options.refused_by(rules) {
            return Err(EngineError::NotInTheseRules(option));
        }
        let nodes = config.nodes();
        let one_vote_each = nodes.iter().all(|node| node.votes == 1);
        match self.two_node_expects_one && options.two_node && !(nodes.len() == 2 && one_vote_each) {
            true => Err(EngineError::TwoNodeNeedsTwoNodes),
            false => Ok(()),
        }
    }
}
