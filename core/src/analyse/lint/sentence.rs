//! A finding as one sentence: the key, the harm, the way out.

use super::code::{FindingCode, Harm};
use super::finding::Finding;
use crate::base::NodeList;
use core::fmt;

impl<const N: usize> fmt::Display for Finding<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line != 0 {
            write!(f, "line {}: ", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        match self.plain_sentence() {
            "" => self.write_numbers(f),
            sentence => f.write_str(sentence),
        }
    }
}

impl<const N: usize> Finding<N> {
    /// Sentences without a number; empty for the others.
    fn plain_sentence(&self) -> &'static str {
        use FindingCode as F;
        match self.code {
            // The key can split the cluster too; then the sentence is another.
            code if self.harm == Harm::Disagreement && code != F::WaitForAllDisagrees => {
                "members of one partition can disagree whether it is quorate, when nodes were apart and meet; \
                 remove it, or use rules strict"
            }
            F::DeviceVotes if self.harm == Harm::SplitBrain => {
                "expected votes do not have the quorum device's votes at a start, so nodes that start apart can be \
                 quorate without it, beside others with it (split brain); set expected_votes to the votes of the \
                 nodes and the device together"
            }
            F::AllowDownscale if self.harm == Harm::SplitBrain => {
                "corosync calls it unsupported: after a clean leave nodes expect fewer votes than others do, and \
                 two partitions are quorate when these part (split brain); remove it"
            }
            F::NoProvider => {
                "without it corosync runs no votequorum, and every partition is quorate (split brain); write \
                 'provider: corosync_votequorum' into the quorum section"
            }
            F::TwoNodeWithoutWaitForAll => {
                "wait_for_all: 0 lets two nodes that start apart both act (split brain); remove it, or be sure \
                 that each node fences the other before it starts anything"
            }
            F::TwoNodeNeedsFencing => {
                "after a split both nodes are quorate, and only fencing keeps them apart; test fencing, or add a \
                 quorum device or a third node instead"
            }
            F::TwoNodeDropped if self.harm == Harm::NoEffect => {
                "auto_tie_breaker disables it, so a node without the tie breaker blocks alone; remove it"
            }
            F::TwoNodeDropped => {
                "auto_tie_breaker disables it, so a node without the tie breaker blocks alone, and only the \
                 wait_for_all that it implies stays; remove it, and write wait_for_all: 1"
            }
            F::WaitForAllDisagrees => {
                "when two nodes change places, members of one partition disagree whether it is quorate, and one \
                 waits beside quorate nodes; cancel wait_for_all there, or use rules strict"
            }
            F::TieBreakerNotUnderstood => {
                "the value is neither lowest, highest nor a nodeid, so there is no tie breaker at all; write \
                 nodeids separated by spaces"
            }
            F::TieBreakerCutShort => {
                "the list is read only up to the first thing that is no nodeid; separate nodeids by spaces, \
                 without commas"
            }
            F::TieBreakerUnused => "it counts only with auto_tie_breaker: 1; set that, or remove this",
            F::ExpectedVotesUnused => {
                "it is not read next to a nodelist where expected votes are tracked (allow_downscale, \
                 expected_votes_tracking); remove it"
            }
            F::LastManStandingWindowUnused => {
                "it counts only with last_man_standing: 1; set that, or remove this"
            }
            F::ExpectedVotesTracking => {
                "corosync never stores what it tracks, so a restart forgets it; remove it"
            }
            F::DeviceWithoutModel => {
                "the device section names no model, so there is no quorum device; add 'model: net'"
            }
            _ => "",
        }
    }

    fn write_numbers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use FindingCode as F;
        let (votes, nodes) = (self.votes, NodeList(&self.nodes));
        match self.code {
            F::TwoNodeNotTwo if votes == 1 => {
                f.write_str("it has no effect with one node; remove it until there are two")
            }
            F::TwoNodeNotTwo => write!(
                f,
                "corosync does not check that there are two nodes: with {votes}, any one or two of them are \
                 quorate (split brain); remove it"
            ),
            F::WaitForAllNeedsAll => write!(
                f,
                "after a stop of all nodes none starts before all are up: while {nodes} is broken, all others \
                 wait; repair it, or confirm that it is off and cancel wait_for_all, or use rules strict with \
                 fence proofs"
            ),
            F::TieBreakerOddVotes => write!(
                f,
                "with {votes} votes, an odd number, a half less one wins the tie while the others have a majority \
                 (split brain); remove it, odd votes need no tie breaker"
            ),
            F::TieBreakerMoves => f.write_str(
                "each node remembers the lowest or highest of its own last quorate view, so both halves can \
                 have theirs (split brain); name one fixed node instead",
            ),
            F::TieBreakerListAtStart => write!(
                f,
                "when the halves of {nodes} start apart, each takes its own node for the tie breaker (split brain); \
                 name one node"
            ),
            F::TieBreakerList => write!(
                f,
                "a node that was away does not know where the first of {nodes} is, and takes the next for the tie \
                 breaker (split brain); name one node"
            ),
            F::TieBreakerOff => write!(
                f,
                "corosync disables it on {votes} votes, an odd number, without wait_for_all; remove it, odd votes \
                 need no tie breaker"
            ),
            F::TieBreakerNotANode => {
                write!(f, "node {votes} is not in the nodelist and never decides a tie; correct the list")
            }
            F::UnknownQuorumKey | F::UnknownNodeKey | F::UnknownDeviceKey | F::UnknownSection => {
                self.write_unknown(f)
            }
            F::MisplacedKey => write!(
                f,
                "corosync ignores {} outside of the quorum section; move it there, or remove it",
                self.meant
            ),
            F::MoreIgnored => {
                write!(
                    f,
                    "{votes} more ignored entries after those that are named; correct these and look again"
                )
            }
            _ => self.write_votes(f),
        }
    }

    fn write_votes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use FindingCode as F;
        let (votes, nodes) = (self.votes, NodeList(&self.nodes));
        match self.code {
            F::ExpectedVotesBelow => write!(
                f,
                "it is below the {votes} votes of the nodelist, so parts that have not met are quorate beside each \
                 other (split brain); remove it, the nodelist has the votes"
            ),
            F::ExpectedVotesAbove if self.nodes.is_empty() => write!(
                f,
                "it is above the {votes} votes that there are, and even with all of them here nothing runs; remove \
                 it, the nodelist has the votes"
            ),
            F::ExpectedVotesAbove => write!(
                f,
                "it is above the {votes} votes that there are: {nodes} alone would have a majority of them and \
                 are blocked; remove it, the nodelist has the votes"
            ),
            F::HeavyNode => write!(
                f,
                "{nodes} has {votes} votes, more than all others: without it nothing runs; spread the votes"
            ),
            F::VotesDiffer if votes == 0 && self.nodes.len() == self.all_nodes.len() => {
                f.write_str("no node has a vote, so nothing ever runs; give each node 1 vote")
            }
            F::VotesDiffer => write!(
                f,
                "{nodes} are most of the nodes and have {votes} votes, too few to run; give each node 1 vote, \
                 unless that is meant"
            ),
            F::EvenVotes => write!(
                f,
                "{votes} votes, an even number: a split into halves blocks both sides; add a node or a quorum \
                 device, or name one tie breaker"
            ),
            F::QuorumOver255 => write!(
                f,
                "corosync keeps quorum in 8 bits: it becomes {votes}, and parts of the cluster are quorate beside \
                 each other (split brain); lower the votes of all nodes"
            ),
            F::LastManStanding => write!(
                f,
                "after its window {nodes} expect {votes} votes, and two partitions that hold some of them are both \
                 quorate (split brain); remove it"
            ),
            F::LastManStandingOff => write!(
                f,
                "corosync disables it because {nodes} has more than 1 vote; remove it, or give each node 1 vote"
            ),
            F::AllowDownscale => write!(
                f,
                "corosync calls it unsupported, and quorum never falls below that of the config: after clean leaves \
                 {nodes} with {votes} votes are blocked; remove it"
            ),
            F::DeviceOnOdd => write!(
                f,
                "a quorum device on an odd number of nodes: when it is silent, {nodes} are blocked, which have a \
                 majority without it; remove the device"
            ),
            F::DeviceVotes => write!(
                f,
                "the quorum device has {votes} votes: when it is silent, {nodes} are blocked, which have a majority \
                 of the nodes; give it 1 vote on an even number of nodes"
            ),
            F::DeviceWaitForAll => write!(
                f,
                "it waits for the quorum device's votes ({votes}) too, so a silent device blocks a start of all nodes; \
                 remove wait_for_all, the device decides between halves"
            ),
            _ => Ok(()),
        }
    }

    fn write_unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.code {
            FindingCode::UnknownSection => "section",
            _ => "key",
        };
        match self.meant {
            "" => write!(f, "corosync ignores this {what}, which it does not know; remove it"),
            meant => write!(
                f,
                "corosync ignores this {what}, which it does not know; did you mean {meant}? Correct it, or remove it"
            ),
        }
    }
}
