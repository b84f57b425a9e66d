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

use crate::node::{Decimal, Millis, NodeId, NodeList};
use crate::reason::ReasonCode;
use crate::rules::Rules;
use crate::status::{Flags, Status};
use core::fmt;
use heapless::Vec;

/// The most that is advised at once.
pub const ADVICE_MAX: usize = 4;

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
    /// Set expected votes to those that are here, once the missing nodes are confirmed off.
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
    /// Cancel wait_for_all; a majority is here, so that no other side can have one.
    CancelWithMajority = 15,
}

impl AdviceCode {
    /// Every code, in order of its number.
    pub const ALL: [AdviceCode; 15] = [
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
}

impl<const N: usize> fmt::Display for Advice<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use AdviceCode as A;
        let (nodes, votes) = (NodeList(&self.nodes), self.votes);
        let (is, it, runs) = match self.nodes.len() {
            1 => ("is", "it", "runs"),
            _ => ("are", "they", "run"),
        };
        match self.code {
            A::StartMissing => write!(f, "start {nodes}"),
            A::FenceMissing if self.delay != 0 => write!(
                f,
                "after {} ms fence {nodes}, and this side is quorate (the other side may fence first)",
                Decimal(self.delay)
            ),
            A::FenceMissing => write!(f, "fence {nodes}, and this side is quorate"),
            A::ConfirmOff => {
                write!(f, "confirm that {nodes} {is} off, all at one instant, and this side is quorate")
            }
            A::CancelWaitForAll => write!(
                f,
                "or, once {nodes} {is} confirmed off, cancel wait_for_all here (while {it} {runs}, that risks two \
                 active halves)"
            ),
            A::CancelWithMajority => f.write_str("or cancel wait_for_all here: a majority is here"),
            A::WaitForAllOff => f.write_str("wait_for_all: 0 would risk two active halves at every start"),
            A::SetExpectedVotes => write!(
                f,
                "or, once {nodes} {is} confirmed off, set expected votes to {votes} (while {it} {runs}, that risks \
                 two active halves)"
            ),
            A::RestoreDevice => write!(
                f,
                "restore the quorum device ({votes} of the votes): start corosync-qdevice here, and let it reach \
                 its server"
            ),
            A::BringTieBreaker => write!(f, "bring back {nodes}, which decides the tie, or the way to it"),
            A::FenceBeforeRecovery => write!(f, "fence {nodes} before anything of theirs is taken over"),
            A::Resume => write!(
                f,
                "look after {nodes}, then resume (while {it} {runs} apart from here, that risks two active halves)"
            ),
            A::StartAgain => f.write_str("start the cluster on this node again"),
            A::ReportView => f.write_str("start the membership layer on this node"),
            A::WaitForStates => {
                write!(f, "wait; if it lasts, look at the membership layer of {nodes} and the way there")
            }
            A::EndOverride => write!(
                f,
                "end the operator's override: start {nodes}, or fence {nodes} (while {it} {runs} apart from here, it \
                 risks two active halves)"
            ),
        }
    }
}

/// The advice for one status, as a sentence: the votes, who is missing, and what would help.
#[derive(Clone, Copy, Debug)]
pub struct Help<'s, const N: usize> {
    status: &'s Status<N>,
    rules: Rules,
}

impl<const N: usize> fmt::Display for Help<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = &self.status.reason;
        write!(f, "{} of {} votes", reason.votes, reason.expected_votes)?;
        self.write_missing(f)?;
        let advice = self.status.advice(self.rules);
        if advice.is_empty() {
            return f.write_str("; nothing to do");
        }
        advice.iter().try_for_each(|advice| write!(f, "; {advice}"))
    }
}

impl<const N: usize> Help<'_, N> {
    fn write_missing(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = &self.status.reason;
        let (is, has) = match reason.missing.len() {
            0 => return Ok(()),
            1 => ("is", "has"),
            _ => ("are", "have"),
        };
        let nodes = NodeList(&reason.missing);
        match reason.code {
            ReasonCode::ViewIncomplete => write!(f, "; {nodes} {has} not told all yet"),
            ReasonCode::EveryoneAccounted => write!(f, "; {nodes} {is} confirmed off"),
            _ => write!(f, "; {nodes} {is} missing and not confirmed off"),
        }
    }
}

impl<const N: usize> Status<N> {
    /// What would help, best first; nothing where nothing needs to be done.
    #[must_use]
    pub fn advice(&self, rules: Rules) -> Vec<Advice<N>, ADVICE_MAX> {
        let mut advice = Vec::new();
        for code in self.codes(rules).into_iter().flatten() {
            let is_empty = self.reason.missing.is_empty();
            let needs_nodes = !matches!(
                code,
                AdviceCode::RestoreDevice
                    | AdviceCode::StartAgain
                    | AdviceCode::ReportView
                    | AdviceCode::WaitForAllOff
                    | AdviceCode::CancelWithMajority
                    | AdviceCode::BringTieBreaker
            );
            if !(needs_nodes && is_empty) {
                crate::bounded::extend(&mut advice, core::iter::once(self.advice_of(code)));
            }
        }
        advice
    }

    /// The advice as a sentence. `rules` are those of the engine that gave this status.
    #[must_use]
    pub fn help(&self, rules: Rules) -> Help<'_, N> {
        Help { status: self, rules }
    }

    fn advice_of(&self, code: AdviceCode) -> Advice<N> {
        let nodes = match code {
            AdviceCode::BringTieBreaker => crate::bounded::collect(core::iter::once(self.reason.node)),
            AdviceCode::RestoreDevice
            | AdviceCode::StartAgain
            | AdviceCode::ReportView
            | AdviceCode::CancelWithMajority
            | AdviceCode::WaitForAllOff => Vec::new(),
            _ => self.reason.missing.clone(),
        };
        let votes = match code {
            AdviceCode::RestoreDevice => self.reason.device_votes,
            // With those that are here expected, they are all, and more than half.
            AdviceCode::SetExpectedVotes => self.reason.votes,
            _ => 0,
        };
        let delay = match code {
            AdviceCode::FenceMissing => self.fence_delay,
            _ => 0,
        };
        Advice { code, nodes, votes, delay }
    }

    fn codes(&self, rules: Rules) -> [Option<AdviceCode>; ADVICE_MAX] {
        use AdviceCode as A;
        let device = (self.reason.device_votes != 0).then_some(A::RestoreDevice);
        let lower = self.expected_votes_would_help().then_some(A::SetExpectedVotes);
        let start = Some(A::StartMissing);
        match self.reason.code {
            ReasonCode::Majority | ReasonCode::TwoNode | ReasonCode::TieBreaker | ReasonCode::MasterWins => {
                [Some(A::FenceBeforeRecovery), start, None, None]
            }
            ReasonCode::EveryoneAccounted => [start, None, None, None],
            ReasonCode::OperatorOverride => [Some(A::EndOverride), None, None, None],
            ReasonCode::NoView => [Some(A::ReportView), None, None, None],
            ReasonCode::ViewIncomplete => [Some(A::WaitForStates), None, None, None],
            ReasonCode::WaitingForAll if rules == Rules::Strict => [Some(A::ConfirmOff), start, None, None],
            ReasonCode::WaitingForAll if self.has_majority() => {
                [device, start, Some(A::CancelWithMajority), None]
            }
            ReasonCode::WaitingForAll if self.reason.votes >= self.quorum => {
                [device, start, Some(A::CancelWaitForAll), Some(A::WaitForAllOff)]
            }
            ReasonCode::WaitingForAll => [device, start, lower, None],
            ReasonCode::NoMajority => {
                let proofs = rules == Rules::Strict && self.flags.has(Flags::WAIT_FOR_ALL);
                [proofs.then_some(A::ConfirmOff), device, start, lower]
            }
            ReasonCode::TieLost => {
                let is_known = self.reason.node != NodeId::QUORUM_DEVICE;
                [is_known.then_some(A::BringTieBreaker), start, lower, None]
            }
            ReasonCode::DeviceVoteMissing | ReasonCode::DeviceVoteStale => [device, start, None, None],
            ReasonCode::Left => [Some(A::StartAgain), None, None, None],
            ReasonCode::Frozen => [Some(A::Resume), start, None, None],
            ReasonCode::FenceFirst => [Some(A::FenceMissing), start, None, None],
        }
    }

    /// More than half of expected votes, where nobody gets along with less: expected votes never shrank, and no tie
    /// is broken.
    fn has_majority(&self) -> bool {
        let may_differ =
            [Flags::LAST_MAN_STANDING, Flags::AUTO_TIE_BREAKER, Flags::ALLOW_DOWNSCALE, Flags::TWO_NODE];
        let is_plain = !may_differ.iter().any(|flag| self.flags.has(*flag));
        is_plain && u64::from(self.reason.votes).saturating_mul(2) > u64::from(self.reason.expected_votes)
    }

    /// An absent device's votes are expected whatever an operator says.
    fn expected_votes_would_help(&self) -> bool {
        self.reason.votes != 0 && self.reason.device_votes == 0
    }
}
