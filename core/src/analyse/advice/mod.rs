//! What would help, and what it risks: advice for people, what an [`Engine`] would do if it were followed.
//!
//! ```
//! use quorate::{Cluster, Config, NodeId, Rules};
//!
//! let text = "quorum {\n two_node: 1\n}\nnodelist {\n node {\n nodeid: 1\n }\n node {\n nodeid: 2\n }\n}\n";
//! let mut cluster = Cluster::<8>::new(&Config::from_corosync_conf(text)?, Rules::Corosync)?;
//! cluster.run("up 1").map_err(|error| error.to_string())?;
//! let engine = cluster.engine(NodeId(1)).expect("node 1 is up");
//! assert_eq!(
//!     engine.help().to_string(),
//!     "1 of 2 votes; node 2 is missing and not confirmed off; start node 2; or, once node 2 is confirmed off, \
//!      cancel wait_for_all here (while it runs, that risks two active halves); \
//!      wait_for_all: 0 would risk two active halves at every start",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod outlook;
mod text;

pub use text::Help;

use crate::base::{Millis, NodeId, Rules, codes, collect, extend};
use crate::engine::Engine;
use crate::verdict::{ReasonCode, Status};
use heapless::Vec;
use outlook::Outlook;

/// The most that is advised at once.
pub const ADVICE_MAX: usize = 4;

/// How many are chosen from.
const CHOICES: usize = 8;

codes! {
    /// What to do. The numbers are fixed.
    pub enum AdviceCode: u32 {
        /// Start the missing nodes, or repair the way to them.
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
        /// This side may act; the missing nodes must be fenced before anything of theirs is taken over.
        FenceBeforeRecovery = 9,
        /// Look after the lost nodes, then resume (strict, freeze_on_loss).
        Resume = 10,
        /// This node has left; start the cluster on it again.
        StartAgain = 11,
        /// No view has been reported; start the membership layer.
        ReportView = 12,
        /// Wait for members that are still exchanging their states.
        WaitForStates = 13,
        /// An operator's override alone makes this side quorate: end it. With `votes`, setting expected votes back to
        /// them ends it.
        EndOverride = 14,
        /// Cancel wait_for_all; more than half of the votes of all nodes and the device are here, so that no other side
        /// can have a majority.
        CancelWithMajority = 15,
        /// Correct expected votes: the votes of all nodes and the device together are not enough for them.
        CorrectExpectedVotes = 16,
    }
}

impl AdviceCode {
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

impl<const N: usize> Engine<N> {
    /// What would help, best first; nothing where nothing needs to be done. Never empty where the engine is not
    /// quorate.
    ///
    /// It is found out by trying it on copies of the engine, which takes far longer than [`Engine::status`].
    #[must_use]
    pub fn advice(&self) -> Vec<Advice<N>, ADVICE_MAX> {
        let status = self.status();
        let choice = Choice { outlook: self.outlook(&status), rules: self.rules(), status: &status };
        choice.advice()
    }

    /// The advice as a sentence.
    #[must_use]
    pub fn help(&self) -> Help<'_, N> {
        Help { engine: self }
    }
}

/// What there is to choose from.
struct Choice<'s, const N: usize> {
    status: &'s Status<N>,
    outlook: Outlook,
    rules: Rules,
}

impl<const N: usize> Choice<'_, N> {
    fn advice(&self) -> Vec<Advice<N>, ADVICE_MAX> {
        let mut advice = Vec::new();
        let codes = self.codes().into_iter().flatten();
        extend(&mut advice, codes.take(ADVICE_MAX).map(|code| self.advice_of(code)));
        if advice.is_empty() && !self.status.is_quorate() {
            extend(&mut advice, core::iter::once(self.advice_of(AdviceCode::CorrectExpectedVotes)));
        }
        advice
    }

    fn advice_of(&self, code: AdviceCode) -> Advice<N> {
        use AdviceCode as A;
        let reason = &self.status.reason;
        let nodes = match code {
            A::BringTieBreaker => collect(core::iter::once(reason.node)),
            A::RestoreDevice | A::StartAgain | A::ReportView => Vec::new(),
            A::CancelWithMajority | A::WaitForAllOff | A::CorrectExpectedVotes => Vec::new(),
            _ => reason.missing.clone(),
        };
        let votes = match code {
            A::RestoreDevice => reason.device_votes,
            // With those that are here expected, they are all, and more than half.
            A::SetExpectedVotes => reason.votes,
            A::EndOverride => self.outlook.set_back,
            _ => 0,
        };
        let delay = match code {
            A::FenceMissing => self.status.fence_delay,
            _ => 0,
        };
        Advice { code, nodes, votes, delay, rules: self.rules, unlisted: self.outlook.unlisted }
    }

    fn codes(&self) -> [Option<AdviceCode>; CHOICES] {
        use AdviceCode as A;
        let missing = !self.status.reason.missing.is_empty();
        let start = missing.then_some(A::StartMissing);
        let few = |first, second| [first, second, None, None, None, None, None, None];
        match self.status.reason.code {
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
        let missing = !self.status.reason.missing.is_empty() || outlook.unlisted;
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
