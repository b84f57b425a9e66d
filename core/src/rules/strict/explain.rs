//! Status and reason under the strict rules.

use super::decide::{Decision, Standing};
use super::memory::Agreed;
use super::{StateFlags, Strict};
use crate::base::{List, Millis, NodeId, NodeSet, NodeState, RingId};
use crate::rules::contract::{Electors, Explain};
use crate::rules::roster::{Entry, Roster, US};
use crate::verdict::{AgreedElectorate, Brief, BriefReason, Flags, NodeInfo, ReasonCode, Verdict};
use crate::wire::{Body, NodeFlags, Sink};
use heapless::Vec;

impl<const N: usize> Explain<N> for Strict<N> {
    fn roster(&self) -> &Roster<N> {
        &self.roster
    }

    fn ring(&self) -> RingId {
        self.ring
    }

    /// Whether nothing has happened since the start.
    fn is_new(&self) -> bool {
        !self.has_view && !self.left && self.ring == RingId::default()
    }

    /// Whether the local node lost somebody, and has not heard an operator's resume.
    fn is_frozen(&self) -> bool {
        self.own.flags.has(StateFlags::FROZEN)
    }

    fn tracked_expected_votes(&self) -> Option<u32> {
        None
    }

    fn is_quorate(&self) -> bool {
        !self.left && self.decision.is_quorate()
    }

    fn brief(&self) -> Brief {
        let (us, verdict, standing) = (&self.roster.us, self.verdict(), self.standing());
        let Standing { ref decisive, votes: total_votes, expected_votes, quorum, .. } = standing;
        let code = self.code(&standing);
        let tie_breaker = decisive.tie_breaker;
        let node = match code {
            ReasonCode::TieBreaker | ReasonCode::TieLost | ReasonCode::FenceFirst => {
                Some(tie_breaker).filter(|node| *node != NodeId::QUORUM_DEVICE)
            }
            _ => None,
        };
        Brief {
            node: us.id,
            node_state: us.state,
            node_votes: self.tally(decisive, NodeSet::of(US)),
            ring: self.ring,
            verdict,
            reason: BriefReason {
                code,
                votes: total_votes,
                needed: quorum,
                expected_votes,
                node,
                device_votes: self.uncounted_device_votes(),
            },
            quorum,
            expected_votes,
            highest_expected: expected_votes,
            total_votes,
            device_votes: self.electorate.device_votes,
            flags: self.flags(us, verdict),
            fence_delay: match verdict {
                Verdict::FenceFirst => self.fence_delay(tie_breaker),
                _ => 0,
            },
        }
    }

    /// Who is not in the view; while its states are exchanged, who has not told all.
    fn missing(&self) -> Vec<NodeId, N> {
        let incomplete = self.incomplete();
        self.roster.ids(match self.left || incomplete.is_empty() {
            true => self.needed().minus(self.roster.in_view),
            false => incomplete,
        })
    }

    fn node_info(&self, node: NodeId) -> Option<NodeInfo> {
        let place = self.roster.place_of(node)?;
        let entry = self.roster.at(place)?;
        if entry.state == NodeState::Unseen {
            return None;
        }
        let Standing { decisive, expected_votes, .. } = self.standing();
        let flags = self.flags(entry, self.verdict());
        let votes = self.tally(&decisive, NodeSet::of(place));
        Some(NodeInfo { node, state: entry.state, votes, expected_votes, flags })
    }

    fn electors(&self) -> Electors {
        let voters = self.decisive();
        let elsewhere = self.agreed.is_on() && (voters.set & self.roster.in_view).is_empty();
        Electors { votes: voters.votes.into(), listed: true, elsewhere }
    }

    fn waiting_to_transmit(&self) -> usize {
        match self.agreed.unsaved {
            true => 0,
            false if !self.agreed.is_on() => self.outbox.len(),
            false => {
                let Agreed { says_stored, proposes, telling, .. } = self.agreed;
                let more = telling.saturating_add(says_stored.into()).saturating_add(proposes.into());
                self.outbox.len().saturating_add(more.into())
            }
        }
    }

    fn poll_timeout(&self) -> Option<Millis> {
        let first = |one: Option<Millis>, other: Option<Millis>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        first(self.device_deadline, first(self.window_ends(), self.leave_ends()))
    }

    fn agreed_electorate(&self) -> Option<AgreedElectorate<N>> {
        let ids = |set| List(self.roster.ids(set));
        let Agreed { on, own, heard, electors, stored, .. } = &self.agreed;
        let change_pending = own.has_attempt() || heard.has_attempt();
        let unstored = match change_pending {
            true => self.roster.in_view.minus(*stored),
            false => NodeSet::EMPTY,
        };
        // Before all have told, and learned, what is known here is the epoch of before.
        let epoch = match self.incomplete().is_empty() {
            true => own.epoch.max(heard.epoch),
            false => own.epoch,
        };
        on.then(|| AgreedElectorate {
            epoch,
            electors: ids(*electors),
            change_pending,
            unstored: ids(unstored),
            other_nodelist: ids(self.with_other_nodelist()),
        })
    }

    fn has_storage(&self) -> bool {
        self.agreed.is_on()
    }

    fn is_unsaved(&self) -> bool {
        self.agreed.unsaved
    }

    fn write_memory(&self, sink: &mut Sink<'_>) {
        Strict::write_memory(self, sink);
    }

    fn has_left_agreed(&self) -> bool {
        Strict::has_left_agreed(self)
    }

    /// No verdict outlives its view, so nothing waits for the device.
    fn waits_for_device(&self) -> bool {
        false
    }

    /// What a peer would tell, if it is as we know it: one state.
    fn told_by(&self, peer: NodeId, turn: u8) -> Option<Body> {
        let admitted = self.roster.get(peer).is_some_and(|entry| entry.flags.has(StateFlags::ADMITTED));
        let mut flags = NodeFlags::default();
        flags.set(StateFlags::ADMITTED, admitted || !self.electorate.wait_for_all);
        let (flags, expected_votes) = (flags.0, self.own.expected_votes);
        #[cfg(feature = "agreed")]
        if self.agreed.is_on() {
            let (nodelist, memory) = (self.nodelist, self.agreed.own);
            return (turn == 0).then_some(Body::Remember { flags, expected_votes, nodelist, memory });
        }
        (turn == 0).then_some(Body::State { flags, expected_votes })
    }

    #[cfg(feature = "std")]
    fn canonical_own(&self, word: &mut impl FnMut(u64)) {
        self.canonical(word);
    }

    #[cfg(feature = "std")]
    fn canonical_peer(&self, peer: NodeId) -> u64 {
        self.canonical_of(peer)
    }
}

impl<const N: usize> Strict<N> {
    pub(super) fn verdict(&self) -> Verdict {
        match self.decision {
            _ if self.left => Verdict::Blocked,
            Decision::FenceFirst => Verdict::FenceFirst,
            decision if decision.is_quorate() => Verdict::Quorate,
            _ => Verdict::Blocked,
        }
    }

    fn flags(&self, entry: &Entry, verdict: Verdict) -> Flags {
        let mut flags = Flags::default();
        let (told, any) = (entry.flags, self.view_flags());
        flags.set(Flags::TWO_NODE, self.electorate.two_node);
        flags.set(Flags::QUORATE, verdict == Verdict::Quorate);
        flags.set(Flags::WAIT_FOR_ALL, self.electorate.wait_for_all);
        flags.set(Flags::LAST_MAN_STANDING, self.agreed.is_on() && self.agreed.window.is_some());
        flags.set(Flags::AUTO_TIE_BREAKER, self.electorate.tie_breaker != NodeId::QUORUM_DEVICE);
        flags.set(Flags::ALLOW_DOWNSCALE, self.agreed.is_on() && self.agreed.allow_downscale);
        flags.set(Flags::DEVICE_REGISTERED, told.has(StateFlags::DEVICE_REGISTERED));
        flags.set(Flags::DEVICE_ALIVE, told.has(StateFlags::DEVICE_ALIVE));
        flags.set(Flags::DEVICE_CAST_VOTE, told.has(StateFlags::DEVICE_CAST_VOTE));
        flags.set(Flags::EXPECTED_VOTES_OVERRIDDEN, self.own.expected_votes != 0);
        flags.set(Flags::WAIT_FOR_ALL_CANCELLED, any.has(StateFlags::ADMITTED_BY_OPERATOR));
        flags.set(Flags::FROZEN, any.has(StateFlags::FROZEN));
        let differs = self.agreed.is_on() && !self.with_other_nodelist().is_empty();
        flags.set(Flags::NODELIST_DIFFERS, differs);
        flags.set(Flags::CHANGE_PENDING, self.agreed.has_attempt());
        flags
    }

    fn code(&self, standing: &Standing) -> ReasonCode {
        if self.left {
            return ReasonCode::Left;
        }
        if !self.has_view {
            return ReasonCode::NoView;
        }
        if !self.incomplete().is_empty() {
            return ReasonCode::ViewIncomplete;
        }
        match self.decision {
            Decision::Majority => ReasonCode::Majority,
            // The tie admitted who was in the view: what decided is no longer the numbers that are told.
            Decision::TieBreaker if standing.votes >= standing.quorum => ReasonCode::Majority,
            Decision::TieBreaker => ReasonCode::TieBreaker,
            Decision::EveryoneAccounted => ReasonCode::EveryoneAccounted,
            Decision::Operator => ReasonCode::OperatorOverride,
            Decision::FenceFirst => ReasonCode::FenceFirst,
            Decision::Frozen => ReasonCode::Frozen,
            Decision::Nothing => self.code_of_nothing(standing),
        }
    }

    fn code_of_nothing(&self, standing: &Standing) -> ReasonCode {
        let Standing { ref decisive, counted, votes, expected_votes, quorum } = *standing;
        let device_votes = self.uncounted_device_votes();
        let with_device = votes.saturating_add(device_votes);
        let here = self.roster.in_view & decisive.set;
        if !here.minus(counted).is_empty() {
            ReasonCode::WaitingForAll
        } else if device_votes != 0 && with_device >= quorum {
            match self.device_silent {
                true => ReasonCode::DeviceVoteStale,
                false => ReasonCode::DeviceVoteMissing,
            }
        } else if decisive.tie_breaker != NodeId(0) && votes.saturating_mul(2) == expected_votes {
            ReasonCode::TieLost
        } else {
            ReasonCode::NoMajority
        }
    }

    fn uncounted_device_votes(&self) -> u32 {
        match self.view_flags().has(StateFlags::DEVICE_CAST_VOTE) {
            true => 0,
            false => self.electorate.device_votes,
        }
    }
}
