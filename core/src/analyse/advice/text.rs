//! Advice in words.

use super::code::{Advice, AdviceCode};
use crate::base::{Decimal, NodeList, Rules};
use crate::engine::Engine;
use crate::verdict::{Reason, ReasonCode};
use core::fmt;

impl<const N: usize> fmt::Display for Advice<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use AdviceCode as A;
        let (nodes, votes) = (Who(self), self.votes);
        let (is, it, runs) = match self.nodes.len() {
            1 if !self.unlisted => ("is", "it", "runs"),
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
            A::CancelWithMajority => f.write_str("cancel wait_for_all here: a majority is here"),
            A::WaitForAllOff => f.write_str("wait_for_all: 0 would risk two active halves at every start"),
            A::SetExpectedVotes if self.nodes.is_empty() && !self.unlisted => {
                write!(f, "set expected votes to {votes}: nobody else has votes")
            }
            A::SetExpectedVotes => write!(
                f,
                "or, once {nodes} {is} confirmed off, set expected votes to {votes} (while {it} {runs}, that risks \
                 two active halves)"
            ),
            A::RestoreDevice => {
                let start = match self.rules {
                    Rules::Corosync => "corosync-qdevice here, and let it reach its server",
                    Rules::Cman => "qdiskd here, and let it reach its disk",
                    Rules::Strict => "its daemon here (quorate device, or corosync-qdevice with its server)",
                };
                write!(f, "restore the quorum device ({votes} of the votes): start {start}")
            }
            A::BringTieBreaker => write!(f, "bring back {nodes}, which decides the tie, or the way to it"),
            A::FenceBeforeRecovery => write!(f, "fence {nodes} before anything of theirs is taken over"),
            A::Resume if self.nodes.is_empty() => f.write_str("resume: nobody is missing any more"),
            A::Resume => write!(
                f,
                "look after {nodes}, then resume (while {it} {runs} apart from here, that risks two active halves)"
            ),
            A::StartAgain => f.write_str("start the cluster on this node again"),
            A::ReportView => f.write_str("start the membership layer on this node"),
            A::WaitForStates => {
                write!(f, "wait; if it lasts, look at the membership layer of {nodes} and the way there")
            }
            A::EndOverride if votes != 0 => write!(
                f,
                "end the operator's override: start {nodes}, or set expected votes back to {votes} (while {it} {runs} \
                 apart from here, it risks two active halves)"
            ),
            A::EndOverride => write!(
                f,
                "end the operator's override: start {nodes}, or fence {nodes} (while {it} {runs} apart from here, it \
                 risks two active halves)"
            ),
            A::CorrectExpectedVotes => {
                let file = match self.rules {
                    Rules::Cman => "cluster.conf",
                    Rules::Corosync | Rules::Strict => "corosync.conf",
                };
                write!(
                    f,
                    "correct expected votes in {file}, or as set since: all votes together do not suffice"
                )
            }
        }
    }
}

/// The nodes that an advice concerns, with those that nobody has heard of.
struct Who<'a, const N: usize>(&'a Advice<N>);

impl<const N: usize> fmt::Display for Who<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Advice { code, nodes, unlisted, .. } = self.0;
        let names_nobody = nodes.is_empty() && *unlisted;
        let needs_all = matches!(code, AdviceCode::SetExpectedVotes | AdviceCode::CancelWaitForAll);
        match (names_nobody, *unlisted && needs_all) {
            (true, _) => f.write_str("all other nodes"),
            (false, true) => write!(f, "{} and all others", NodeList(nodes)),
            (false, false) => NodeList(nodes).fmt(f),
        }
    }
}

/// The advice for one engine, as a sentence: the votes, who is missing, and what would help.
#[derive(Clone, Copy, Debug)]
pub struct Help<'e, const N: usize> {
    engine: &'e Engine<N>,
}

impl<const N: usize> Engine<N> {
    /// The advice as a sentence.
    #[must_use]
    pub fn help(&self) -> Help<'_, N> {
        Help { engine: self }
    }
}

impl<const N: usize> fmt::Display for Help<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.engine.status().reason;
        write!(f, "{} of {} votes", reason.votes, reason.expected_votes)?;
        write_missing(f, &reason)?;
        let advice = self.engine.advice();
        if advice.is_empty() {
            return f.write_str("; nothing to do");
        }
        let mut first = true;
        for advice in &advice {
            let or = match advice.code {
                AdviceCode::CancelWithMajority if !first => "or ",
                _ => "",
            };
            write!(f, "; {or}{advice}")?;
            first = false;
        }
        Ok(())
    }
}

fn write_missing<const N: usize>(f: &mut fmt::Formatter<'_>, reason: &Reason<N>) -> fmt::Result {
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
