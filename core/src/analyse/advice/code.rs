//! What can be advised: the codes, fixed for ever.

use crate::base::{Millis, Nodes, Rules, codes};

codes! {
    /// What to do. The numbers are fixed.
    pub enum AdviceCode: u32 {
        /// Start the missing nodes, or repair the network to them.
        StartMissing = 1,
        /// Fence the missing nodes, after `delay`: that makes this side quorate (strict).
        FenceMissing = 2,
        /// Find out whether the missing nodes are off; proofs for all of them make this side quorate (strict).
        ConfirmOff = 3,
        /// Cancel wait_for_all, once the missing nodes are confirmed off.
        CancelWaitForAll = 4,
        /// Turn wait_for_all off in the config. Listed only for its risk.
        WaitForAllOff = 5,
        /// Set expected votes to `votes`, once the missing nodes, if any, are confirmed off.
        SetExpectedVotes = 6,
        /// Make the quorum device vote again; it has `votes`.
        RestoreDevice = 7,
        /// Bring back the node that decides the tie.
        BringTieBreaker = 8,
        /// This side may act; the missing nodes must be fenced before you take over their resources.
        FenceBeforeRecovery = 9,
        /// Check the lost nodes, then resume (strict, freeze_on_loss).
        Resume = 10,
        /// This node has left; start the cluster on it again.
        StartAgain = 11,
        /// No view has been reported; start the membership layer.
        ReportView = 12,
        /// Wait for members that are still exchanging their states.
        WaitForStates = 13,
        /// Only an operator override makes this side quorate: end it. With `votes`, setting expected votes back to them
        /// ends it.
        EndOverride = 14,
        /// Cancel wait_for_all; more than half of the votes of all nodes and the device are present, so that no other
        /// side can have a majority.
        CancelWithMajority = 15,
        /// Correct expected votes: the votes of all nodes and the device together are not enough for them.
        CorrectExpectedVotes = 16,
        /// Give all nodes the same corosync.conf and reload it: these have another nodelist (strict).
        CopyNodelist = 17,
        /// Start one of these, which were up last: all votes are theirs (strict).
        StartLast = 18,
    }
}

impl AdviceCode {
    /// Whether it can end in split brain if the missing nodes turn out to be running.
    #[must_use]
    pub const fn risks_split_brain(self) -> bool {
        use AdviceCode as A;
        matches!(
            self,
            A::CancelWaitForAll | A::WaitForAllOff | A::SetExpectedVotes | A::Resume | A::EndOverride
        )
    }
}

/// One thing that would help. Prints as a clause.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Advice<const N: usize> {
    /// What.
    pub code: AdviceCode,
    /// The nodes that it concerns.
    pub nodes: Nodes<N>,
    /// The votes that it concerns: expected votes to set, or the device's.
    pub votes: u32,
    /// How long to wait first, in milliseconds.
    pub delay: Millis,
    /// The rules of the engine that it is for.
    pub rules: Rules,
    /// Nodes that no nodelist names may be missing too.
    pub(super) unlisted: bool,
}
