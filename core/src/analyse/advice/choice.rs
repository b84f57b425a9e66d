//! Which advice helps most.

use super::code::{Advice, AdviceCode};
use super::outlook::Outlook;
use crate::base::{List, Nodes, Rules, collect};
use crate::engine::Engine;
use crate::verdict::{Flags, ReasonCode, Status};

/// The most that is advised at once.
pub const ADVICE_MAX: usize = 4;

/// How many are chosen from.
const CHOICES: usize = 8;

impl<const N: usize> Engine<N> {
    /// What would help, best first; nothing where nothing needs to be done. Never empty where the engine is not
    /// quorate.
    ///
    /// It is found out by trying it on copies of the engine, which takes far longer than [`Engine::status`].
    #[must_use]
    pub fn advice(&self) -> List<Advice<N>, ADVICE_MAX> {
        self.choose(|choice| collect(choice.codes().map(|code| choice.advice_of(code))))
    }

    /// One of [`Engine::advice`]: the stack of a small machine has room for it.
    #[must_use]
    pub fn advice_at(&self, index: usize) -> Option<Advice<N>> {
        self.choose(|choice| choice.codes().nth(index).map(|code| choice.advice_of(code)))
    }

    fn choose<T>(&self, of: impl FnOnce(Choice<'_, N>) -> T) -> T {
        let status = self.status();
        let other_nodelist = self.agreed_electorate().map(|agreed| agreed.other_nodelist);
        let other_nodelist = other_nodelist.unwrap_or_default();
        of(Choice { outlook: self.outlook(&status), rules: self.rules(), other_nodelist, status: &status })
    }
}

/// What there is to choose from.
struct Choice<'s, const N: usize> {
    status: &'s Status<N>,
    outlook: Outlook,
    rules: Rules,
    /// Members with another nodelist.
    other_nodelist: Nodes<N>,
}

impl<const N: usize> Choice<'_, N> {
    /// What to advise, best first.
    fn codes(&self) -> impl Iterator<Item = AdviceCode> + use<N> {
        let codes = self.codes_by_reason();
        let nothing = codes.iter().all(Option::is_none) && !self.status.is_quorate();
        let or_else = nothing.then_some(AdviceCode::CorrectExpectedVotes);
        let differs = self.status.flags.has(Flags::NODELIST_DIFFERS).then_some(AdviceCode::CopyNodelist);
        codes.into_iter().chain([or_else, differs]).flatten().take(ADVICE_MAX)
    }

    fn advice_of(&self, code: AdviceCode) -> Advice<N> {
        use AdviceCode as A;
        let reason = &self.status.reason;
        let nodes = match code {
            A::BringTieBreaker => collect(reason.node.into_iter()),
            A::RestoreDevice | A::StartAgain | A::ReportView => List::default(),
            A::CopyNodelist => self.other_nodelist.clone(),
            A::CancelWithMajority | A::WaitForAllOff | A::CorrectExpectedVotes => List::default(),
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

    fn codes_by_reason(&self) -> [Option<AdviceCode>; CHOICES] {
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
            true => Some(A::CancelWaitForAll).filter(|_| missing),
            false => None,
        };
        let lower = outlook.expected.then_some(A::SetExpectedVotes);
        let out_of_reach = !outlook.everything && !outlook.unlisted && cancel != Some(A::CancelWithMajority);
        let is_flagged = cancel == Some(A::CancelWaitForAll) && self.rules == Rules::Corosync;
        let start = if outlook.elsewhere { A::StartLast } else { A::StartMissing };
        [
            outlook.proofs.then_some(A::ConfirmOff),
            outlook.tie_breaker.then_some(A::BringTieBreaker),
            device,
            missing.then_some(start),
            device_too,
            cancel.or(lower),
            is_flagged.then_some(A::WaitForAllOff),
            out_of_reach.then_some(A::CorrectExpectedVotes),
        ]
    }
}
