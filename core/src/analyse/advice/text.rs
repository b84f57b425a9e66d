//! Advice in words.

use super::code::{Advice, AdviceCode};
use crate::base::{Decimal, Names, NodeList, Rules, Said};
use crate::engine::Engine;
use crate::verdict::{Reason, ReasonCode};
use core::fmt;

impl<const N: usize> fmt::Display for Advice<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(f, &())
    }
}

impl<const N: usize> Advice<N> {
    /// The clause, with the nodes by their names.
    pub fn named<'a>(&'a self, names: &'a (impl Names + ?Sized)) -> impl fmt::Display + 'a {
        Said(move |f: &mut fmt::Formatter<'_>| self.say(f, names))
    }

    fn say(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        use AdviceCode as A;
        let (nodes, votes) = (Who(self, names), self.votes);
        let (is, it, its) = match self.nodes.len() {
            1 if !self.unlisted => ("is", "it", "its"),
            _ => ("are", "they", "their"),
        };
        let unit = if votes == 1 { "vote" } else { "votes" };
        match self.code {
            A::StartMissing => write!(f, "start {nodes}"),
            A::StartLast => write!(f, "start {nodes}: all votes are of what was up last"),
            A::CopyNodelist => write!(
                f,
                "give all nodes the same corosync.conf and run corosync-cfgtool -R: {nodes} {} another nodelist",
                if is == "is" { "has" } else { "have" }
            ),
            A::FenceMissing if self.delay != 0 => write!(
                f,
                "wait {} ms, then fence {nodes} to make this side quorate (the other side may fence first)",
                Decimal(self.delay)
            ),
            A::FenceMissing => write!(f, "fence {nodes} to make this side quorate"),
            A::ConfirmOff => {
                let all = if is == "is" { "" } else { ", all at the same instant," };
                write!(f, "confirm that {nodes} {is} off{all} to make this side quorate")
            }
            A::CancelWaitForAll => write!(
                f,
                "or, once {nodes} {is} confirmed off, cancel wait_for_all here (if {it} {is} still running, that \
                 risks split brain)"
            ),
            A::CancelWithMajority => f.write_str("cancel wait_for_all here: this partition has a majority"),
            A::WaitForAllOff => f.write_str("wait_for_all: 0 would risk split brain at every start"),
            A::SetExpectedVotes if self.nodes.is_empty() && !self.unlisted => {
                write!(f, "set expected votes to {votes}: no other node has votes")
            }
            A::SetExpectedVotes => write!(
                f,
                "or, once {nodes} {is} confirmed off, set expected votes to {votes} (if {it} {is} still running, \
                 that risks split brain)"
            ),
            A::RestoreDevice => {
                let start = match self.rules {
                    Rules::Corosync => "corosync-qdevice here, and make sure that it reaches its server",
                    Rules::Cman => "qdiskd here, and make sure that it reaches its disk",
                    Rules::Strict => "its daemon here (quorate device, or corosync-qdevice with its server)",
                };
                write!(f, "restore the quorum device ({votes} {unit}): start {start}")
            }
            A::BringTieBreaker => write!(f, "bring back {nodes}, the tie breaker, or the network to it"),
            A::FenceBeforeRecovery => write!(f, "fence {nodes} before you take over {its} resources"),
            A::Resume if self.nodes.is_empty() => f.write_str("resume: no node is missing anymore"),
            A::Resume => write!(
                f,
                "check {nodes}, then resume (if {it} {is} running in another partition, that risks split brain)"
            ),
            A::StartAgain => f.write_str("start the cluster on this node again"),
            A::ReportView => f.write_str("start the membership layer on this node"),
            A::WaitForStates => {
                write!(f, "wait; if this lasts, check the membership layer and the network of {nodes}")
            }
            A::EndOverride if votes != 0 => write!(
                f,
                "end the operator override: start {nodes}, or set expected votes back to {votes} (if {it} {is} \
                 running in another partition, the override risks split brain)"
            ),
            A::EndOverride => write!(
                f,
                "end the operator override: start {nodes}, or fence {nodes} (if {it} {is} running in another \
                 partition, the override risks split brain)"
            ),
            A::CorrectExpectedVotes => {
                let file = match self.rules {
                    Rules::Cman => "cluster.conf",
                    Rules::Corosync | Rules::Strict => "corosync.conf",
                };
                write!(
                    f,
                    "correct expected votes in {file}, or those set since: all votes together are not enough"
                )
            }
        }
    }
}

/// The nodes that an advice concerns, with those that nobody has heard of.
struct Who<'a, L: ?Sized, const N: usize>(&'a Advice<N>, &'a L);

impl<L: Names + ?Sized, const N: usize> fmt::Display for Who<'_, L, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Advice { code, nodes, unlisted, .. } = self.0;
        let names_nobody = nodes.is_empty() && *unlisted;
        let needs_all = matches!(code, AdviceCode::SetExpectedVotes | AdviceCode::CancelWaitForAll);
        match (names_nobody, *unlisted && needs_all) {
            (true, _) => f.write_str("all other nodes"),
            (false, true) => write!(f, "{} and all others", NodeList(nodes, self.1)),
            (false, false) => NodeList(nodes, self.1).fmt(f),
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
        self.say(f, &())
    }
}

impl<const N: usize> Help<'_, N> {
    /// The sentence, with the nodes by their names.
    pub fn named<'a>(&'a self, names: &'a (impl Names + ?Sized)) -> impl fmt::Display + 'a {
        Said(move |f: &mut fmt::Formatter<'_>| self.say(f, names))
    }

    fn say(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        let reason = self.engine.status().reason;
        write!(f, "{} of {} votes", reason.votes, reason.expected_votes)?;
        write_missing(f, &reason, names)?;
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
            write!(f, "; {or}")?;
            advice.say(f, names)?;
            first = false;
        }
        Ok(())
    }
}

fn write_missing<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    reason: &Reason<N>,
    names: &(impl Names + ?Sized),
) -> fmt::Result {
    let is = match reason.missing.len() {
        0 => return Ok(()),
        1 => "is",
        _ => "are",
    };
    let nodes = NodeList(&reason.missing, names);
    match reason.code {
        ReasonCode::ViewIncomplete => write!(f, "; the state of {nodes} is incomplete"),
        ReasonCode::EveryoneAccounted => write!(f, "; {nodes} {is} confirmed off"),
        _ => write!(f, "; {nodes} {is} missing and not confirmed off"),
    }
}
