//! What rules do not support.

use super::codes::Put;

/// The list as an enum: a byte, so that a firmware that prints no texts has none of these.
macro_rules! unsupported {
    ($($Name:ident = $text:literal;)+) => {
        /// What an engine's rules, or its options, do not support.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[non_exhaustive]
        pub enum Unsupported {
            $(#[doc = $text] $Name,)+
        }

        impl Put for Unsupported {
            fn put(&self, put: &mut impl FnMut(&str)) {
                put(match self {
                    $(Unsupported::$Name => $text,)+
                });
            }
        }
    };
}

unsupported! {
    WaitForAll = "wait_for_all";
    LastManStanding = "last_man_standing";
    AutoTieBreaker = "auto_tie_breaker";
    AllowDownscale = "allow_downscale";
    ExpectedVotesTracking = "expected_votes_tracking";
    FreezeOnLoss = "freeze_on_loss";
    NoNodelist = "a cluster without a nodelist";
    TwoNodeWithoutWaitForAll = "two_node without wait_for_all";
    ExpectedVotesAboveSum = "expected_votes above the sum of all votes that can change";
    Storage = "storage (the feature agreed is left out)";
    Observe = "observe with an agreed electorate";
    Snapshot = "a snapshot without the electorate";
    Electorate = "an agreed electorate without storage";
    Message = "such a message";
    LeaveRemove = "leave remove";
    SetVotes = "votes set by an operator";
    Proofs = "fence proofs";
    ProofsWithoutWaitForAll = "fence proofs without wait_for_all";
    Resume = "resume";
    ResumeWithoutFreeze = "resume without freeze_on_loss";
    DeviceRename = "renaming the quorum device";
    MasterWins = "master_wins";
    Reload = "a reload that changes the electorate";
    ReloadTwoNode = "a change of two_node while nodes run";
    ReloadWaitForAll = "a change of wait_for_all while nodes run";
    ReloadDevice = "a change of the device's votes while nodes run";
    ReloadTieBreaker = "a change of the tie breaker while nodes run";
    ReloadFreezeOnLoss = "a change of freeze_on_loss while nodes run";
}
