//! What would help, and what it risks: advice for people, drawn from a [`Status`].
//!
//! ```
//! use quorate::{Cluster, Config, NodeId, Rules};
//!
//! let text = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n";
//! let mut cluster = Cluster::<8>::new(&Config::from_corosync_conf(text)?, Rules::Corosync)?;
//! cluster.run("up 1").map_err(|error| error.to_string())?;
//! let status = cluster.status(NodeId(1)).expect("node 1 is up");
//! assert_eq!(
//!     status.help(Rules::Corosync).to_string(),
//!     "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 is confirmed off, \
//!      cancel wait_for_all here (while it runs, that risks two active halves); \
//!      wait_for_all: 0 would risk two active halves at every start",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod outlook;
mod text;

pub(crate) use outlook::Outlook;
pub use text::Help;

use crate::base::{Millis, NodeId, Rules, collect, extend};
use crate::verdict::{ReasonCode, Status};
use heapless::Vec;

/// The most that is advised at once.
pub const ADVICE_MAX: usize = 4;

/// How many are chosen from.
const CHOICES: usize = 8;

/// What to do. The numbers are fixed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u32)]
#[non_exhaustive]
pub enum AdviceCode {
    /// Start the missing nodes, or repair the way to them.
    StartMissing = 1,
    /// Fence the missing nodes: that makes this side quorate (strict).
    FenceMissing = 2,
    /// Ask whether the missing nodes are off; proofs for all of them make this side quorate (strict).
    ConfirmOff = 3,
    /// Cancel wait_for_all, once the missing nodes are confirmed off.
    CancelWaitForAll = 4,
    /// Turn wait_for_all off in the config. A risk, and no more.
    WaitForAllOff = 5,
    /// Set expected votes to those that are here, once the missing nodes, if any, are confirmed off.
    SetExpectedVotes = 6,
    /// Make the quorum device vote again.
    RestoreDevice = 7,
    /// Bring back the node that decides the tie.
    BringTieBreaker = 8,
    /// This side may act; the missing nodes must be fenced before anything of theirs is taken over.
    FenceBeforeRecovery = 9,
    /// Look after the lost nodes, then resume (strict, freeze_on_loss).
    Resume = 10,
    /// This node has left; start the cluster on it again.
    StartAgain = 11,
    /// No view has been reported; start the membership layer.
    ReportView = 12,
    /// Wait for members that are still telling their states.
    WaitForStates = 13,
    /// An operator's word alone makes this side quorate: end that.
    EndOverride = 14,
    /// Cancel wait_for_all; more than half of the votes of all nodes and the device are here, so that no other side
    /// can have a majority.
    CancelWithMajority = 15,
    /// Correct expected votes: the votes of all nodes and the device together are not enough for them.
    CorrectExpectedVotes = 16,
}

impl AdviceCode {
    /// Every code, in order of its number.
    pub const ALL: [AdviceCode; 16] = [
        AdviceCode::StartMissing,
        AdviceCode::FenceMissing,
        AdviceCode::ConfirmOff,
        AdviceCode::CancelWaitForAll,
        AdviceCode::WaitForAllOff,
        AdviceCode::SetExpectedVotes,
        AdviceCode::RestoreDevice,
        AdviceCode::BringTieBreaker,
        AdviceCode::FenceBeforeRecovery,
        AdviceCode::Resume,
        AdviceCode::StartAgain,
        AdviceCode::ReportView,
        AdviceCode::WaitForStates,
        AdviceCode::EndOverride,
        AdviceCode::CancelWithMajority,
        AdviceCode::CorrectExpectedVotes,
    ];

    /// The name in JSON and Python.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            AdviceCode::StartMissing => "start_missing",
            AdviceCode::FenceMissing => "fence_missing",
            AdviceCode::ConfirmOff => "confirm_off",
            AdviceCode::CancelWaitForAll => "cancel_wait_for_all",
            AdviceCode::WaitForAllOff => "wait_for_all_off",
            AdviceCode::SetExpectedVotes => "set_expected_votes",
            AdviceCode::RestoreDevice => "restore_device",
            AdviceCode::BringTieBreaker => "bring_tie_breaker",
            AdviceCode::FenceBeforeRecovery => "fence_before_recovery",
            AdviceCode::Resume => "resume",
            AdviceCode::StartAgain => "start_again",
            AdviceCode::ReportView => "report_view",
            AdviceCode::WaitForStates => "wait_for_states",
            AdviceCode::EndOverride => "end_override",
            AdviceCode::CancelWithMajority => "cancel_with_majority",
            AdviceCode::CorrectExpectedVotes => "correct_expected_votes",
        }
    }

    /// The number; it never changes.
    #[must_use]
    #[allow(clippy::as_conversions)] // reading a repr(u32) discriminant
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Whether it can end in two active halves (split brain), if the missing nodes run after all.
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
    pub nodes: Vec<NodeId, N>,
    /// The votes that it concerns: expected votes to set, or the device's.
    pub votes: u32,
    /// How long to wait first, in milliseconds.
    pub delay: Millis,
    /// The rules of the engine that it is for.
    pub rules: Rules,
    /// Nodes that no nodelist names may be missing too.
    pub(crate) unlisted: bool,
}

impl<const N: usize> Status<N> {
    /// What would help, best first; nothing where nothing needs to be done. `rules` are those of the engine that gave
    /// this status. Never empty where it is not quorate.
    #[must_use]
    pub fn advice(&self, rules: Rules) -> Vec<Advice<N>, ADVICE_MAX> {
        let mut advice = Vec::new();
        let codes = self.codes().into_iter().flatten();
        extend(&mut advice, codes.take(ADVICE_MAX).map(|code| self.advice_of(code, rules)));
        if advice.is_empty() && !self.is_quorate() {
            extend(&mut advice, core::iter::once(self.advice_of(AdviceCode::CorrectExpectedVotes, rules)));
        }
        advice
    }

    /// The advice as a sentence. `rules` are those of the engine that gave this status.
    #[must_use]
    pub fn help(&self, rules: Rules) -> Help<'_, N> {
        Help { status: self, rules }
    }

    fn advice_of(&self, code: AdviceCode, rules: Rules) -> Advice<N> {
        use AdviceCode as A;
        let nodes = match code {
            A::BringTieBreaker => collect(core::iter::once(self.reason.node)),
            A::RestoreDevice | A::StartAgain | A::ReportView => Vec::new(),
            A::CancelWithMajority | A::WaitForAllOff | A::CorrectExpectedVotes => Vec::new(),
            _ => self.reason.missing.clone(),
        };
        let votes = match code {
            A::RestoreDevice => self.reason.device_votes,
            // With those that are here expected, they are all, and more than half.
            A::SetExpectedVotes => self.reason.votes,
            A::EndOverride => self.outlook.set_back,
            _ => 0,
        };
        let delay = match code {
            A::FenceMissing => self.fence_delay,
            _ => 0,
        };
        Advice { code, nodes, votes, delay, rules, unlisted: self.outlook.unlisted }
    }

    fn codes(&self) -> [Option<AdviceCode>; CHOICES] {
        use AdviceCode as A;
        let missing = !self.reason.missing.is_empty();
        let start = missing.then_some(A::StartMissing);
        let few = |first, second| [first, second, None, None, None, None, None, None];
        match self.reason.code {
            ReasonCode::Majority | ReasonCode::TwoNode | ReasonCode::TieBreaker | ReasonCode::MasterWins => {
                few(missing.then_some(A::FenceBeforeRecovery), start)
            }
            ReasonCode::EveryoneAccounted => few(start, None),
            ReasonCode::OperatorOverride if missing => few(Some(A::EndOverride), None),
            ReasonCode::OperatorOverride => few(Some(A::CorrectExpectedVotes), None),
            ReasonCode::NoView => few(Some(A::ReportView), None),
            ReasonCode::ViewIncomplete => few(Some(A::WaitForStates), None),
            ReasonCode::Left => few(Some(A::StartAgain), None),
            ReasonCode::Frozen => few(Some(A::Resume), start),
            ReasonCode::FenceFirst => few(Some(A::FenceMissing), start),
            ReasonCode::WaitingForAll
            | ReasonCode::NoMajority
            | ReasonCode::TieLost
            | ReasonCode::DeviceVoteMissing
            | ReasonCode::DeviceVoteStale => self.codes_of_blocked(),
        }
    }

    /// What suffices alone first, by its risk; what suffices with others only comes after it.
    fn codes_of_blocked(&self) -> [Option<AdviceCode>; CHOICES] {
        use AdviceCode as A;
        let outlook = &self.outlook;
        let missing = !self.reason.missing.is_empty() || outlook.unlisted;
        let (device, device_too) = match outlook.device {
            Some(true) => (Some(A::RestoreDevice), None),
            Some(false) => (None, Some(A::RestoreDevice)),
            None => (None, None),
        };
        let cancel = match outlook.cancel {
            true if outlook.majority => Some(A::CancelWithMajority),
            true if missing => Some(A::CancelWaitForAll),
            _ => None,
        };
        let lower = outlook.expected.then_some(A::SetExpectedVotes);
        let out_of_reach = !outlook.everything && !outlook.unlisted && cancel != Some(A::CancelWithMajority);
        let is_flagged = cancel == Some(A::CancelWaitForAll);
        [
            outlook.proofs.then_some(A::ConfirmOff),
            outlook.tie_breaker.then_some(A::BringTieBreaker),
            device,
            missing.then_some(A::StartMissing),
            device_too,
            cancel.or(lower),
            is_flagged.then_some(A::WaitForAllOff),
            out_of_reach.then_some(A::CorrectExpectedVotes),
        ]
    }
}
