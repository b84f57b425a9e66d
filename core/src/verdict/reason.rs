//! Why a verdict is what it is: a code for programs, numbers, and a sentence for people.

use crate::base::{NodeId, NodeList, codes};
use core::fmt;
use heapless::Vec;

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
        /// Quorate: every node is here or proven to be off (strict).
        EveryoneAccounted = 5,
        /// Quorate by an operator's word alone (strict).
        OperatorOverride = 6,
        /// Blocked: no view yet; nothing is known of any partition.
        NoView = 100,
        /// Blocked: a view was formed and its members have not told all yet.
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
        /// Blocked: a node was lost, and no operator has said resume (strict, freeze_on_loss).
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
    /// Votes that are here (total votes).
    pub votes: u32,
    /// Votes that the deciding rule asks for: quorum, or all expected votes under wait_for_all.
    pub needed: u32,
    /// Expected votes.
    pub expected_votes: u32,
    /// The node that decided: the tie breaker, or the node whose device is master. 0 where none did.
    pub node: NodeId,
    /// Nodes with votes that are not here; under [`ReasonCode::ViewIncomplete`] those that have not told all.
    pub missing: Vec<NodeId, N>,
    /// Votes of the quorum device that are not counted here.
    pub device_votes: u32,
}

impl<const N: usize> fmt::Display for Reason<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason { votes, needed, expected_votes, node, .. } = self;
        match self.code {
            ReasonCode::Majority => {
                write!(
                    f,
                    "majority: {votes} of {expected_votes} expected votes are here, {needed} \
                    needed"
                )?;
                self.missing_clause(f, "missing")
            }
            ReasonCode::TwoNode => {
                write!(
                    f,
                    "two_node: {votes} of {expected_votes} expected votes are here and 1 is \
                    enough"
                )?;
                self.missing_clause(f, "not here and possibly running until fenced")
            }
            ReasonCode::TieBreaker => {
                write!(
                    f,
                    "auto_tie_breaker: {votes} of {expected_votes} expected votes are here, half, \
                        and node {node} decides the tie for this side"
                )?;
                self.missing_clause(f, "missing")
            }
            ReasonCode::MasterWins => {
                write!(
                    f,
                    "master_wins: {votes} of {expected_votes} expected votes are here, {needed} \
                        needed, but the quorum device votes at node {node} and its master wins"
                )?;
                self.missing_clause(f, "missing")
            }
            ReasonCode::NoView => f.write_str("no view: no membership has been reported yet"),
            ReasonCode::ViewIncomplete => {
                f.write_str(
                    "view incomplete: the members of a new view are still telling their \
                    states",
                )?;
                self.missing_clause(f, "not heard in full yet")
            }
            ReasonCode::WaitingForAll => {
                write!(
                    f,
                    "wait_for_all: {votes} of {expected_votes} expected votes are here and all must \
                        be here once"
                )?;
                self.missing_clause(f, "waiting for")?;
                self.device_clause(f)
            }
            ReasonCode::NoMajority => {
                write!(
                    f,
                    "no majority: {votes} of {expected_votes} expected votes are here, {needed} needed"
                )?;
                self.missing_clause(f, "missing")?;
                self.device_clause(f)
            }
            ReasonCode::TieLost => {
                write!(
                    f,
                    "auto_tie_breaker: {votes} of {expected_votes} expected votes are here, half, \
                        but the tie is not decided for this side"
                )?;
                if *node != NodeId(0) {
                    write!(f, " (tie breaker: node {node})")?;
                }
                self.missing_clause(f, "missing")
            }
            ReasonCode::DeviceVoteMissing => {
                write!(
                    f,
                    "quorum device: {votes} of {expected_votes} expected votes are here, {needed} \
                        needed, and the device does not cast its vote at this node"
                )?;
                self.missing_clause(f, "missing")?;
                self.device_clause(f)
            }
            ReasonCode::DeviceVoteStale => {
                write!(
                    f,
                    "quorum device: {votes} of {expected_votes} expected votes are here, {needed} \
                        needed, and the device has fallen silent at this node"
                )?;
                self.missing_clause(f, "missing")?;
                self.device_clause(f)
            }
            ReasonCode::EveryoneAccounted => {
                write!(
                    f,
                    "everyone accounted for: {votes} of {expected_votes} expected votes are \
                    here"
                )?;
                self.missing_clause(f, "proven to be off")
            }
            ReasonCode::OperatorOverride => {
                write!(
                    f,
                    "an operator's word: votes that count here {votes}, needed after it \
                    {needed}"
                )?;
                self.missing_clause(f, "missing and possibly running")
            }
            ReasonCode::Frozen => {
                f.write_str("frozen: a node was lost; an operator must look and say resume")?;
                self.missing_clause(f, "missing")
            }
            ReasonCode::FenceFirst => {
                write!(
                    f,
                    "fence first: {votes} of {expected_votes} expected votes are here, half; fence \
                        those that are missing, then this side is quorate"
                )?;
                self.missing_clause(f, "missing and not confirmed off")
            }
            ReasonCode::Left => f.write_str("left: this node has left the cluster"),
        }
    }
}

impl<const N: usize> Reason<N> {
    fn missing_clause(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        if self.missing.is_empty() {
            return Ok(());
        }
        write!(f, "; {what}: {}", NodeList(&self.missing))
    }

    fn device_clause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.device_votes {
            0 => Ok(()),
            1 => f.write_str("; not counted: 1 vote of the quorum device"),
            votes => write!(f, "; not counted: {votes} votes of the quorum device"),
        }
    }
}
