//! Why a verdict is what it is: a code for programs, numbers, and a sentence for people.

use crate::base::{Names, NodeId, NodeList, Nodes, Said, codes};
use core::fmt;

codes! {
    /// The rule that decided. The numbers are fixed: below 100 quorate, from 100 blocked, from 200 fence first.
    pub enum ReasonCode: u32 {
        /// Quorate: the votes reach quorum.
        Majority = 1,
        /// Quorate: with two_node one vote is enough while at most two voters are there.
        TwoNode = 2,
        /// Quorate: half of the votes, and the tie breaker is here.
        TieBreaker = 3,
        /// Quorate: a member's quorum device votes and its master wins.
        MasterWins = 4,
        /// Quorate: every node is here or proven off (strict).
        EveryoneAccounted = 5,
        /// Quorate: only by an operator override (strict).
        OperatorOverride = 6,
        /// Blocked: no view yet; nothing is known of any partition.
        NoView = 100,
        /// Blocked: a view was formed and its members are still exchanging state.
        ViewIncomplete = 101,
        /// Blocked: wait_for_all, and not all were seen together since the start or the last loss.
        WaitingForAll = 102,
        /// Blocked: fewer votes than quorum.
        NoMajority = 103,
        /// Blocked: half of the votes, but the tie breaker does not decide for this side.
        TieLost = 104,
        /// Blocked: the quorum device's vote would make it quorate, and it has not been cast.
        DeviceVoteMissing = 105,
        /// Blocked: the quorum device's vote would make it quorate, and the device fell silent.
        DeviceVoteStale = 106,
        /// Blocked: this node has left the cluster.
        Left = 107,
        /// Blocked: a node was lost, and no operator has resumed (strict, freeze_on_loss).
        Frozen = 108,
        /// Fence first: half of the votes; the nodes outside may be fenced, and proofs make it quorate (strict).
        FenceFirst = 200,
    }
}

/// Why, with the numbers that decided. Prints as one sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Reason<const N: usize> {
    /// The rule that decided.
    pub code: ReasonCode,
    /// Votes present (total votes).
    pub votes: u32,
    /// Votes that the deciding rule requires: quorum, or all expected votes under wait_for_all.
    pub needed: u32,
    /// Expected votes.
    pub expected_votes: u32,
    /// The node that decided: the tie breaker, or the node whose device is master.
    pub node: Option<NodeId>,
    /// Nodes with votes that are missing; under [`ReasonCode::ViewIncomplete`] those whose state is incomplete.
    pub missing: Nodes<N>,
    /// Votes of the quorum device that are not counted here.
    pub device_votes: u32,
}

impl ReasonCode {
    /// What a sentence begins with, and what it calls the missing nodes.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            ReasonCode::Majority => ("majority", "missing"),
            ReasonCode::TwoNode => ("two_node", "absent and may still be running until fenced"),
            ReasonCode::TieBreaker | ReasonCode::TieLost => ("auto_tie_breaker", "missing"),
            ReasonCode::MasterWins => ("master_wins", "missing"),
            ReasonCode::EveryoneAccounted => ("everyone accounted for", "proven off"),
            ReasonCode::OperatorOverride => ("operator override", "missing and may still be running"),
            ReasonCode::NoView => ("no view", "missing"),
            ReasonCode::ViewIncomplete => ("view incomplete", "incomplete"),
            ReasonCode::WaitingForAll => ("wait_for_all", "waiting for"),
            ReasonCode::NoMajority => ("no majority", "missing"),
            ReasonCode::DeviceVoteMissing | ReasonCode::DeviceVoteStale => ("quorum device", "missing"),
            ReasonCode::Left => ("left", "missing"),
            ReasonCode::Frozen => ("frozen", "missing"),
            ReasonCode::FenceFirst => ("fence first", "missing and not confirmed off"),
        }
    }
}

impl<const N: usize> fmt::Display for Reason<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(f, &())
    }
}

impl<const N: usize> Reason<N> {
    /// The sentence, with the nodes by their names.
    pub fn named<'a>(&'a self, names: &'a (impl Names + ?Sized)) -> impl fmt::Display + 'a {
        Said(move |f: &mut fmt::Formatter<'_>| self.say(f, names))
    }

    fn say(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        let (rule, missing) = self.code.words();
        write!(f, "{rule}: ")?;
        match self.code {
            ReasonCode::NoView => return f.write_str("no membership has been reported yet"),
            ReasonCode::Left => return f.write_str("this node has left the cluster"),
            ReasonCode::ViewIncomplete => f.write_str("members are still exchanging state")?,
            ReasonCode::Frozen => f.write_str("a node was lost; an operator must check it and resume")?,
            ReasonCode::OperatorOverride => {
                let counted = if self.votes == 1 { "vote" } else { "votes" };
                write!(f, "{} {counted} counted, {} needed", self.votes, self.needed)?;
            }
            _ => {
                write!(f, "{} of {} expected votes present", self.votes, self.expected_votes)?;
                self.write_consequence(f, names)?;
            }
        }
        if !self.missing.is_empty() {
            write!(f, "; {missing}: {}", NodeList(&self.missing, names))?;
        }
        match self.code {
            ReasonCode::WaitingForAll
            | ReasonCode::NoMajority
            | ReasonCode::DeviceVoteMissing
            | ReasonCode::DeviceVoteStale => self.device_clause(f),
            _ => Ok(()),
        }
    }

    /// What follows from the votes that are here.
    fn write_consequence(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        let needed = self.needed;
        let node = NodeList(self.node.as_slice(), names);
        match self.code {
            ReasonCode::Majority | ReasonCode::NoMajority => write!(f, ", {needed} needed"),
            ReasonCode::TwoNode => f.write_str(" and 1 is enough"),
            ReasonCode::TieBreaker => write!(f, ", half, and {node} decides the tie for this side"),
            ReasonCode::MasterWins => {
                write!(f, ", {needed} needed, but the quorum device votes at {node} and its master wins")
            }
            ReasonCode::WaitingForAll => f.write_str(", not quorate until all are"),
            ReasonCode::TieLost => {
                f.write_str(", half, but this side does not win the tie")?;
                self.node.map_or(Ok(()), |_| write!(f, " (tie breaker: {node})"))
            }
            ReasonCode::DeviceVoteMissing => {
                write!(f, ", {needed} needed, and the device does not cast its vote at this node")
            }
            ReasonCode::DeviceVoteStale => {
                write!(f, ", {needed} needed, and the device has fallen silent at this node")
            }
            ReasonCode::FenceFirst => {
                f.write_str(", half; fence the missing nodes and this side becomes quorate")
            }
            _ => Ok(()),
        }
    }

    fn device_clause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.device_votes {
            0 => Ok(()),
            1 => f.write_str("; not counted: 1 vote of the quorum device"),
            votes => write!(f, "; not counted: {votes} votes of the quorum device"),
        }
    }
}
