//! What would help, found out by doing it: every advice is tried on a copy of the engine first.
//!
//! A formula beside the rules would be right only as long as nobody looks: whether expected votes may fall, whether
//! an ended wait_for_all is enough, whether the device's vote suffices, the rules themselves know best.

use crate::base::{Millis, NodeId, Nodes, Rules};
use crate::engine::Engine;
use crate::rules::contract::{Electors, Explain};
use crate::verdict::{Brief, Flags, ReasonCode, Status};

/// What makes the partition quorate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Outlook {
    /// The missing nodes, started.
    pub(super) start: bool,
    /// The node that decides the tie.
    pub(super) tie_breaker: bool,
    /// Proofs that the missing nodes are off.
    pub(super) proofs: bool,
    /// The quorum device's vote; `None` where no device may vote here.
    pub(super) device: Option<bool>,
    /// The missing nodes and the device's vote together.
    pub(super) everything: bool,
    /// Expected votes set to those that are here.
    pub(super) expected: bool,
    /// wait_for_all cancelled.
    pub(super) cancel: bool,
    /// wait_for_all cancelled, and no other side can have a majority.
    pub(super) majority: bool,
    /// There may be nodes that nobody has heard of.
    pub(super) unlisted: bool,
    /// All votes are of nodes that are not here.
    pub(super) elsewhere: bool,
    /// The votes of all, where an operator's word ends when expected votes are set back to them; else 0.
    pub(super) set_back: u32,
}

/// Something to try.
#[derive(Clone, Copy)]
enum Trial<'a> {
    Start(&'a [NodeId]),
    Proofs(&'a [NodeId]),
    Device,
    Everything(&'a [NodeId]),
    Expected(u32),
    Cancel,
}

/// Under which name a device registers; corosync-qdevice takes the same.
const DEVICE_NAME: &str = "Qdevice";

impl<const N: usize> Engine<N> {
    pub(super) fn outlook(&self, status: &Status<N>) -> Outlook {
        use ReasonCode as R;
        let electors = self.rule_set.electors();
        let unlisted = !electors.listed;
        match status.reason.code {
            R::OperatorOverride if !status.flags.has(Flags::WAIT_FOR_ALL) => {
                let set_back = u32::try_from(electors.votes).unwrap_or(u32::MAX);
                Outlook { set_back, ..Outlook::default() }
            }
            R::WaitingForAll | R::NoMajority | R::TieLost | R::DeviceVoteMissing | R::DeviceVoteStale => {
                Outlook { unlisted, ..self.tried(status, electors) }
            }
            _ => Outlook { unlisted, ..Outlook::default() },
        }
    }

    fn tried(&self, status: &Status<N>, electors: Electors) -> Outlook {
        let reason = &status.reason;
        let missing = &reason.missing[..];
        let (corosync, strict) = (self.rules() == Rules::Corosync, self.rules() == Rules::Strict);
        let waiting = corosync && reason.code == ReasonCode::WaitingForAll;
        // With storage an operator's word makes all count that are here.
        let may_cancel = waiting || self.has_storage();
        let cancelled = if may_cancel { self.outcome(Trial::Cancel) } else { None };
        let device = match reason.device_votes {
            0 => None,
            _ => self.outcome(Trial::Device).map(|brief| brief.is_quorate()),
        };
        let elsewhere = reason.node.filter(|node| !status.members.contains(node));
        let elsewhere = elsewhere.filter(|_| reason.code == ReasonCode::TieLost);
        let start = !missing.is_empty() && self.helps(Trial::Start(missing));
        Outlook {
            start,
            tie_breaker: elsewhere.is_some_and(|node| self.helps(Trial::Start(&[node]))),
            proofs: strict && !missing.is_empty() && self.helps(Trial::Proofs(missing)),
            device,
            everything: start || device == Some(true) || self.helps(Trial::Everything(missing)),
            expected: self.helps(Trial::Expected(reason.votes)),
            cancel: cancelled.is_some_and(|brief| brief.is_quorate()),
            majority: corosync && cancelled.is_some_and(|brief| status.has_majority(&brief, electors)),
            unlisted: false,
            elsewhere: electors.elsewhere,
            set_back: 0,
        }
    }

    fn helps(&self, trial: Trial<'_>) -> bool {
        self.outcome(trial).is_some_and(|brief| brief.is_quorate())
    }

    /// What a copy says after it; `None` where it was refused. One copy on the stack at a time.
    #[inline(never)]
    fn outcome(&self, trial: Trial<'_>) -> Option<Brief> {
        let mut copy = self.clone();
        // It delivers its own messages from now on.
        copy.alone = true;
        let done = match trial {
            Trial::Start(nodes) => copy.bring(nodes),
            Trial::Proofs(nodes) => {
                let ring = copy.brief().ring;
                // No proof is later.
                nodes.iter().try_for_each(|node| copy.fenced(*node, ring, Millis::MAX))
            }
            Trial::Device => copy.device_votes_here(),
            Trial::Everything(nodes) => copy.bring(nodes).map(|()| {
                let _ignored = copy.device_votes_here();
            }),
            Trial::Expected(votes) => copy.set_expected_votes(votes),
            Trial::Cancel => copy.cancel_wait_for_all(),
        };
        done.ok().map(|()| copy.brief())
    }

    fn bring(&mut self, nodes: &[NodeId]) -> Result<(), crate::verdict::EngineError> {
        let mut together: Nodes<N> = self.members();
        for node in nodes {
            // More than fit: observe says that one is missing.
            let _full = together.0.push(*node);
        }
        self.assume(&together)
    }

    fn device_votes_here(&mut self) -> Result<(), crate::verdict::EngineError> {
        let brief = self.brief();
        if !brief.flags.has(Flags::DEVICE_REGISTERED) {
            self.device_register(DEVICE_NAME)?;
        }
        self.device_poll(brief.ring, true, self.now)
    }
}

impl Brief {
    fn is_quorate(&self) -> bool {
        self.verdict == crate::verdict::Verdict::Quorate
    }
}

impl<const N: usize> Status<N> {
    /// More than half of all votes, before and after wait_for_all is cancelled, where no other side gets along with
    /// less: everybody is here, or expected votes never shrank, no tie is broken and no device decides.
    fn has_majority(&self, cancelled: &Brief, electors: Electors) -> bool {
        let may_differ =
            [Flags::LAST_MAN_STANDING, Flags::AUTO_TIE_BREAKER, Flags::ALLOW_DOWNSCALE, Flags::TWO_NODE];
        let is_plain = !may_differ.iter().any(|flag| self.flags.has(*flag));
        let never_shrank = u64::from(self.reason.expected_votes) >= electors.votes;
        let nobody_else = self.reason.missing.is_empty();
        let more_than_half = |votes: u32, expected: u32| {
            u64::from(votes).saturating_mul(2) > u64::from(expected).max(electors.votes)
        };
        electors.listed
            && (nobody_else || is_plain && never_shrank && self.device_votes == 0)
            && more_than_half(self.reason.votes, self.reason.expected_votes)
            && more_than_half(cancelled.total_votes, cancelled.expected_votes)
    }
}
