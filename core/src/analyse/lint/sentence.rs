//! A finding as one sentence: the key, the harm, the way out.

use super::code::{FindingCode, Harm};
use super::device::MODEL;
use super::finding::Finding;
use super::witness::{ALGORITHM, HOST, TIE_BREAKER, VOTES};
use crate::base::{Names, NodeList, Said};
use core::fmt;

impl<const N: usize> fmt::Display for Finding<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(f, &())
    }
}

impl<const N: usize> Finding<N> {
    /// The sentence, with the nodes by their names.
    pub fn named<'a>(&'a self, names: &'a (impl Names + ?Sized)) -> impl fmt::Display + 'a {
        Said(move |f: &mut fmt::Formatter<'_>| self.say(f, names))
    }

    fn say(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        if self.line != 0 {
            write!(f, "line {}: ", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        match self.plain_sentence() {
            "" => self.write_numbers(f, names),
            sentence => f.write_str(sentence),
        }
    }

    /// Sentences without a number; empty for the others.
    fn plain_sentence(&self) -> &'static str {
        use FindingCode as F;
        match self.code {
            // The key can split the cluster too; then the sentence is another.
            code if self.harm == Harm::Disagreement && code != F::WaitForAllDisagrees => {
                "when separated nodes meet again, members of one partition can disagree on whether it is quorate; \
                 remove it, or use rules strict"
            }
            F::DeviceVotes if self.harm == Harm::SplitBrain && self.key == MODEL => {
                "at startup, expected votes do not include the quorum device's votes, so nodes that start apart can \
                 be quorate without the device while others are quorate with it (split brain); remove the device"
            }
            F::DeviceVotes if self.harm == Harm::SplitBrain => {
                "at startup, expected votes do not include the quorum device's votes, so nodes that start apart can \
                 be quorate without the device while others are quorate with it (split brain); set expected_votes to \
                 the votes of the nodes plus the device"
            }
            F::AllowDownscale if self.harm == Harm::SplitBrain => {
                "corosync calls it unsupported: after a clean leave some nodes expect fewer votes than others, and \
                 when they are separated, two partitions are quorate (split brain); remove it, or use rules strict"
            }
            F::NoProvider => {
                "without it corosync does not run votequorum: Pacemaker does not start, and to everything else every \
                 partition is quorate (split brain); add 'provider: corosync_votequorum' to the quorum section"
            }
            F::NoNodelist => {
                "corosync 3 does not start without it ('No interfaces defined', or 'No valid name found for local \
                 host'); list every node there"
            }
            F::NoAddress => {
                "corosync 3 does not start on a node without it ('No interfaces defined', or 'No valid name found for \
                 local host'); give every node its address"
            }
            F::NoName => {
                "corosync 3 does not start with several links unless every node has a name ('all nodes must have a \
                 name'); give it one"
            }
            F::SectionInNode => {
                "corosync up to 3.1.9 takes the keys of a section here for the node's (quorum_votes, too) and its end \
                 for one more node, which can make it quorate alone (split brain), or aborts; newer ones skip it; \
                 remove it"
            }
            F::SectionInUidgid => {
                "corosync 3.1.10 and newer do not start with a section here, and older ones skip it; remove it"
            }
            F::NoBreakSpace => {
                "corosync before 3.1.8 takes the byte 0xA0 (no-break space) for a part of the name or value, and does \
                 not start with most of them; write a plain space"
            }
            F::KeyAgain => {
                "the same key follows further down, and corosync takes the last; remove one of them"
            }
            F::CommentInValue => {
                "to corosync, '#' and what follows it are part of the value; move the comment to a line of its own"
            }
            F::Corosync1Entry => {
                "corosync 1 had this (compatibility, service, member lists), and newer ones ignore it; remove it, and \
                 list the nodes in the nodelist"
            }
            F::TwoNodeWithoutWaitForAll => {
                "wait_for_all: 0 lets two nodes that start apart both act (split brain); remove it, or make sure \
                 that each node fences the other before it starts anything"
            }
            F::TwoNodeNeedsFencing => {
                "after a split both nodes are quorate, and only fencing stops them from both acting (split brain); \
                 test fencing, or add a quorum device or a third node instead"
            }
            F::TwoNodeDropped if self.all_nodes.len() == 2 => {
                "auto_tie_breaker disables it, so a node that is alone without the tie breaker is blocked; keep only \
                 one of the two: two_node with fencing that works, or auto_tie_breaker with wait_for_all: 1"
            }
            F::TwoNodeDropped if self.harm == Harm::NoEffect => {
                "auto_tie_breaker disables it, so a node that is alone without the tie breaker is blocked; remove it"
            }
            F::TwoNodeDropped => {
                "auto_tie_breaker disables it, so a node that is alone without the tie breaker is blocked; only the \
                 wait_for_all that it implies remains; remove it, and set wait_for_all: 1"
            }
            F::WaitForAllDisagrees => {
                "when one node leaves a partition as another joins, members disagree on whether it is quorate: one \
                 waits while the rest are quorate; cancel wait_for_all on that node, or use rules strict"
            }
            F::TieBreakerNotUnderstood => {
                "the value is not lowest, highest or a nodeid (and no comment may follow it), so there is no tie \
                 breaker; remove auto_tie_breaker, or with an even number of votes write one nodeid"
            }
            F::TieBreakerCutShort => {
                "corosync reads the list only up to the first entry that is not a nodeid, such as a comma or a \
                 comment; write one nodeid and nothing after it"
            }
            F::TieBreakerUnused => "it has no effect without auto_tie_breaker: 1; remove it",
            F::ExpectedVotesUnused => {
                "corosync ignores it when there is a nodelist and expected votes are tracked (allow_downscale, \
                 expected_votes_tracking); remove it"
            }
            F::LastManStandingWindowUnused => "it has no effect without last_man_standing: 1; remove it",
            F::ExpectedVotesTracking => {
                "corosync never saves the value it tracks, so a restart loses it; remove it"
            }
            F::LastManStandingStopsAtTwo => {
                "without a tie breaker it stops at two nodes: when one of the last two fails, the other is blocked; \
                 do not count on a last man"
            }
            F::DeviceWithoutModel => {
                "the device section has no model, so there is no quorum device; remove the section: a quorum device \
                 needs 'model: net'"
            }
            F::DeviceDoesNotStart => self.not_started(),
            F::DeviceFfsplitVotes if self.key == VOTES => {
                "corosync-qdevice does not start with algorithm ffsplit unless the device has 'votes: 1', so there is \
                 no quorum device; write it"
            }
            F::DeviceFfsplitVotes => {
                "corosync-qdevice does not start with algorithm ffsplit unless every node has 1 vote, so there is no \
                 quorum device; give each node 1 vote"
            }
            F::DeviceLastManStanding if self.all_nodes.len() == 2 => {
                "a node that is cut off from the witness can keep its vote, and a witness that restarts does not \
                 know it, so both nodes can be quorate (split brain); use ffsplit with votes: 1, which is as good \
                 with two nodes"
            }
            F::DeviceLastManStanding => {
                "nodes that are cut off from the witness can keep its vote, and a witness that restarts does not \
                 know it, so two partitions can be quorate (split brain); use ffsplit with votes: 1, unless the \
                 last node must go on"
            }
            F::DeviceUnfit if self.key != VOTES => {
                "quorate device does not start with it: it changes how votequorum counts the device's votes; remove it"
            }
            F::DeviceTwoNodeLms if self.harm == Harm::NoEffect => {
                "the witness refuses 2nodelms unless there are 2 nodes, and corosync-qdevice exits, so there is no \
                 quorum device; write ffsplit, or lms"
            }
            _ => "",
        }
    }

    /// What corosync-qdevice refuses, by the key.
    fn not_started(&self) -> &'static str {
        match self.key {
            HOST => {
                "corosync-qdevice does not start without it, so there is no quorum device; write the address or name \
                 of the witness"
            }
            ALGORITHM => {
                "corosync-qdevice does not start with this value, so there is no quorum device; write ffsplit, or lms"
            }
            TIE_BREAKER => {
                "corosync-qdevice does not start with this value, so there is no quorum device; write lowest, highest \
                 or a nodeid"
            }
            _ => {
                "corosync-qdevice does not start with this value, so there is no quorum device; write on or off"
            }
        }
    }

    fn write_numbers(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        use FindingCode as F;
        let (votes, nodes) = (self.votes, NodeList(&self.nodes, names));
        let unit = if votes == 1 { "vote" } else { "votes" };
        match self.code {
            F::TwoNodeNotTwo if votes == 1 => {
                f.write_str("it has no effect with one node; remove it until there are two")
            }
            F::TwoNodeNotTwo => write!(
                f,
                "corosync does not check that there are exactly two nodes: with {votes}, any one or two of them are \
                 quorate (split brain); remove it"
            ),
            F::WaitForAllNeedsAll => write!(
                f,
                "after a full shutdown no node is quorate until all are up: while {nodes} is broken, all others \
                 wait; repair it, or confirm that it is off and cancel wait_for_all, or use rules strict with fence \
                 proofs"
            ),
            F::TieBreakerOddVotes => write!(
                f,
                "with {votes} {unit}, an odd number, half rounded down wins the tie while the other side has a \
                 majority (split brain); remove it: odd votes need no tie breaker"
            ),
            F::TieBreakerMoves => f.write_str(
                "each node uses the lowest or highest node of its own last quorate view, so each half can have a tie \
                 breaker of its own (split brain); name one fixed node instead",
            ),
            F::TieBreakerListAtStart => write!(
                f,
                "when {nodes} start in separate halves, each half uses its own node as the tie breaker (split \
                 brain); name only one node"
            ),
            F::TieBreakerList => write!(
                f,
                "a node that was down does not know where the first of {nodes} is, and uses the next one as the tie \
                 breaker (split brain); name only one node"
            ),
            F::TieBreakerOff => write!(
                f,
                "with {votes} {unit}, an odd number, and no wait_for_all, corosync disables it; remove it: odd votes \
                 need no tie breaker"
            ),
            F::TieBreakerNotANode => {
                write!(f, "node {votes} is not in the nodelist and never decides a tie; name one that is")
            }
            F::UnknownQuorumKey | F::UnknownNodeKey | F::UnknownDeviceKey | F::UnknownSection => {
                self.write_unknown(f)
            }
            F::MisplacedKey => write!(
                f,
                "corosync ignores {} outside the quorum section; move it there, or remove it",
                self.meant
            ),
            F::MoreIgnored => {
                let more = if votes == 1 { "entry is" } else { "entries are" };
                write!(f, "{votes} more ignored {more} not shown; correct these and check again")
            }
            _ => self.write_votes(f, names),
        }
    }

    fn write_votes(&self, f: &mut fmt::Formatter<'_>, names: &(impl Names + ?Sized)) -> fmt::Result {
        use FindingCode as F;
        let (votes, nodes) = (self.votes, NodeList(&self.nodes, names));
        let is = if self.nodes.len() == 1 { "is" } else { "are" };
        let (unit, exist) = if votes == 1 { ("vote", "exists") } else { ("votes", "exist") };
        match self.code {
            F::ExpectedVotesBelow if self.nodes.len() == self.all_nodes.len() => write!(
                f,
                "it is below the nodelist's {votes} votes, and wait_for_all waits for no more than this, so nodes \
                 that start apart are quorate at once (split brain); remove it: the nodelist has the votes"
            ),
            F::ExpectedVotesBelow => write!(
                f,
                "it is below the nodelist's {votes} votes, so partitions that have not met are quorate at the same \
                 time (split brain); remove it: the nodelist has the votes"
            ),
            F::ExpectedVotesAbove if self.nodes.is_empty() => write!(
                f,
                "it is above the {votes} {unit} that {exist}, so the cluster is blocked even with all of them present; \
                 remove it: the nodelist has the votes"
            ),
            F::ExpectedVotesAbove => write!(
                f,
                "it is above the {votes} {unit} that {exist}: {nodes} would have a majority of those, but {is} \
                 blocked; remove it: the nodelist has the votes"
            ),
            F::HeavyNode => write!(
                f,
                "{nodes} has {votes} {unit}, more than all others together: without it the cluster is blocked; spread \
                 the votes"
            ),
            F::VotesDiffer if votes == 0 && self.nodes.len() == self.all_nodes.len() => {
                f.write_str("no node has a vote, so the cluster is never quorate; give each node 1 vote")
            }
            F::VotesDiffer => write!(
                f,
                "{nodes} are most of the nodes but have only {votes} {unit}, too few for quorum; give each node 1 \
                 vote, unless this is intended"
            ),
            F::EvenVotes if self.all_nodes.len() == 2 => write!(
                f,
                "{votes} {unit}, an even number: an even split blocks both sides; add a node or a quorum device"
            ),
            F::EvenVotes => write!(
                f,
                "{votes} votes, an even number: an even split blocks both sides; add a node or a quorum device, or \
                 name one tie breaker"
            ),
            F::QuorumOver255 => write!(
                f,
                "corosync keeps quorum in 8 bits: it becomes {votes}, and several partitions are quorate at the same \
                 time (split brain); lower the votes of all nodes"
            ),
            F::LastManStanding => write!(
                f,
                "after last_man_standing_window, {nodes} expect only {votes} votes, and two partitions that each \
                 contain some of them are both quorate (split brain); remove it, or use rules strict"
            ),
            F::LastManStandingOff => {
                write!(f, "corosync disables it because {nodes} has more than 1 vote; remove it")
            }
            F::AllowDownscale => write!(
                f,
                "corosync calls it unsupported, and quorum never drops below the configured value: after clean \
                 leaves {nodes} with {votes} {unit} {is} blocked; remove it, or use rules strict"
            ),
            F::DeviceOnOdd => write!(
                f,
                "a quorum device with an odd number of nodes: when the device is silent, {nodes} {is} blocked \
                 despite a majority without it; remove the device"
            ),
            F::DeviceVotes if self.key == MODEL => write!(
                f,
                "a quorum device with an odd number of the nodes' votes: when it is silent, {nodes} {is} blocked \
                 despite a majority of the nodes; remove the device"
            ),
            F::DeviceVotes => write!(
                f,
                "the quorum device has {votes} {unit}: when it is silent, {nodes} {is} blocked despite a majority of \
                 the nodes; give it 1 vote"
            ),
            F::DeviceWaitForAll => write!(
                f,
                "it waits for the quorum device's votes ({votes}) too, so a silent device blocks a start even with \
                 all nodes up; remove wait_for_all: the device decides an even split"
            ),
            F::DeviceTieBreaker if self.harm == Harm::NoEffect => write!(
                f,
                "node {votes} is not in the nodelist, so of two equal halves the one with the lowest node that is \
                 connected gets the vote; name a node, or write lowest or highest"
            ),
            F::DeviceTieBreaker => write!(
                f,
                "node {votes} is not in the nodelist, so of two equal halves neither gets the vote; name a node, or \
                 write lowest or highest"
            ),
            F::DeviceSyncTimeout => write!(
                f,
                "after a node's death the witness may take {votes} ms to give its vote, so {nodes} {is} blocked from \
                 quorum.device.sync_timeout until then; write {votes} or more, or lower quorum.device.timeout"
            ),
            F::DeviceInCluster => write!(
                f,
                "the witness runs on a node of the cluster: when that fails, its vote is gone too, and {nodes} {is} \
                 blocked; run it outside of the cluster"
            ),
            F::DeviceUnfit => write!(
                f,
                "it has to be at least as many as all nodes have together, so that the device alone decides, or \
                 quorate device does not start; write {votes}"
            ),
            F::DeviceTwoNodeLms => write!(
                f,
                "the witness refuses 2nodelms unless there are 2 nodes, and corosync-qdevice exits, so {nodes} {is} \
                 blocked despite a majority of the nodes; write ffsplit, or lms"
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
            "" => write!(f, "corosync does not know this {what} and ignores it; remove it"),
            meant => write!(
                f,
                "corosync does not know this {what} and ignores it; did you mean {meant}? Correct it, or remove it"
            ),
        }
    }
}
