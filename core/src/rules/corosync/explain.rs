//! Status and reason: what the engine says of itself.

use super::Votequorum;
use super::quorum::DecidedBy;
use crate::base::{Millis, NodeId, NodeSet, NodeState, RingId};
use crate::rules::contract::{Electors, Explain};
use crate::rules::roster::{Entry, Roster};
use crate::verdict::{AgreedElectorate, Brief, BriefReason, Flags, NodeInfo, ReasonCode, Verdict};
use crate::wire::{Body, NodeFlags, Sink};
use heapless::Vec;

impl<const N: usize> Explain<N> for Votequorum<N> {
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

    /// votequorum never freezes.
    fn is_frozen(&self) -> bool {
        false
    }

    /// The highest expected votes ever where they are tracked; `None` where they are not.
    fn tracked_expected_votes(&self) -> Option<u32> {
        self.downscale.tracking.then_some(self.downscale.highest_ever())
    }

    fn is_quorate(&self) -> bool {
        let stands = match self.syncing {
            true => self.held.is_some(),
            false => self.quorate,
        };
        self.has_view && !self.left && stands
    }

    fn brief(&self) -> Brief {
        let us = &self.roster.us;
        Brief {
            node: us.id,
            node_state: us.state,
            node_votes: us.votes,
            ring: self.ring,
            verdict: match self.is_quorate() {
                true => Verdict::Quorate,
                false => Verdict::Blocked,
            },
            reason: self.reason(),
            quorum: self.quorum,
            expected_votes: us.expected_votes,
            highest_expected: self.highest_expected(),
            total_votes: self.total_votes(),
            device_votes: self.device.votes,
            flags: self.flags_of(us),
            fence_delay: 0,
        }
    }

    /// The nodes that the reason misses.
    fn missing(&self) -> Vec<NodeId, N> {
        let is_held = !self.left && self.has_view && self.syncing;
        self.roster.ids(match (is_held, self.held) {
            (true, None) => self.roster.unready(),
            // What was decided before still stands, and misses nobody.
            (true, Some(_)) => NodeSet::EMPTY,
            (false, _) => self.missed(),
        })
    }

    /// votequorum_getinfo: `None` for a node that has not been heard of.
    fn node_info(&self, node: NodeId) -> Option<NodeInfo> {
        let entry = self.roster.get(node)?;
        if entry.state == NodeState::Unseen {
            return None;
        }
        Some(NodeInfo {
            node,
            state: entry.state,
            votes: entry.votes,
            expected_votes: entry.expected_votes,
            flags: self.flags_of(entry),
        })
    }

    fn electors(&self) -> Electors {
        let nodes = self.roster.iter().filter(|entry| !entry.removed).map(|entry| u64::from(entry.votes));
        Electors {
            votes: nodes.fold(u64::from(self.device.votes), u64::saturating_add),
            listed: self.has_nodelist,
            elsewhere: false,
        }
    }

    fn agreed_electorate(&self) -> Option<AgreedElectorate<N>> {
        None
    }

    fn has_storage(&self) -> bool {
        false
    }

    fn is_unsaved(&self) -> bool {
        false
    }

    fn write_memory(&self, _sink: &mut Sink<'_>) {}

    fn has_left_agreed(&self) -> bool {
        false
    }

    fn waiting_to_transmit(&self) -> usize {
        self.outbox.len()
    }

    /// When [`Votequorum::handle_timeout`] has something to do.
    fn poll_timeout(&self) -> Option<Millis> {
        let timers = [self.last_man_standing.deadline, self.device.deadline];
        timers.into_iter().flatten().min()
    }

    /// Whether the exchange of this view waits for the device.
    fn waits_for_device(&self) -> bool {
        self.device.holds_up_sync
    }

    /// What a peer would tell in the exchange of a view, if it is as we know it: first, second, third.
    fn told_by(&self, peer: NodeId, turn: u8) -> Option<Body> {
        match turn {
            0 => {
                let votes = self.roster.get(peer).map_or(0, |entry| entry.votes);
                let expected_votes = self.roster.us.expected_votes;
                Some(Body::NodeInfo { votes, expected_votes, flags: 0 })
            }
            1 => Some(Body::DeviceInfo { votes: self.device.votes }),
            2 => Some(Body::Ready),
            _ => None,
        }
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

impl<const N: usize> Votequorum<N> {
    fn flags_of(&self, entry: &Entry) -> Flags {
        let mut flags = Flags::default();
        flags.set(Flags::TWO_NODE, self.two_node);
        flags.set(Flags::QUORATE, self.is_quorate());
        flags.set(Flags::WAIT_FOR_ALL, self.wait_for_all.enabled);
        flags.set(Flags::LAST_MAN_STANDING, self.last_man_standing.enabled);
        flags.set(Flags::AUTO_TIE_BREAKER, self.tie_breaker_on);
        flags.set(Flags::ALLOW_DOWNSCALE, self.downscale.allowed);
        let told = entry.flags;
        flags.set(Flags::DEVICE_REGISTERED, told.has(NodeFlags::DEVICE_REGISTERED));
        flags.set(Flags::DEVICE_ALIVE, told.has(NodeFlags::DEVICE_ALIVE));
        flags.set(Flags::DEVICE_CAST_VOTE, told.has(NodeFlags::DEVICE_CAST_VOTE));
        flags.set(Flags::DEVICE_MASTER_WINS, told.has(NodeFlags::DEVICE_MASTER_WINS));
        flags
    }

    fn reason(&self) -> BriefReason {
        if self.left {
            return self.reason_of(ReasonCode::Left);
        }
        if !self.has_view {
            return self.reason_of(ReasonCode::NoView);
        }
        match (self.syncing, self.held) {
            (true, Some(held)) => held,
            (true, None) => self.reason_of(ReasonCode::ViewIncomplete),
            (false, _) => self.reason_of(self.code()),
        }
    }

    /// What still stands when a new view is formed: a quorate verdict.
    pub(super) fn reason_to_hold(&self) -> Option<BriefReason> {
        if !self.has_view || !self.quorate {
            return None;
        }
        let code = self.code();
        Some(BriefReason {
            code,
            votes: self.total_votes(),
            needed: self.quorum,
            expected_votes: self.highest_expected(),
            node: self.deciding_node(code),
            device_votes: 0,
        })
    }

    fn code(&self) -> ReasonCode {
        let total_votes = self.total_votes();
        match self.decided_by {
            DecidedBy::Votes if self.needs_two_node(total_votes) => ReasonCode::TwoNode,
            DecidedBy::Votes => ReasonCode::Majority,
            DecidedBy::TieBreaker(_) => ReasonCode::TieBreaker,
            DecidedBy::MasterWins(_) => ReasonCode::MasterWins,
            DecidedBy::Nothing if self.waited_for_all(total_votes) => ReasonCode::WaitingForAll,
            DecidedBy::Nothing if self.device_would_help(total_votes) => match self.device.silent {
                true => ReasonCode::DeviceVoteStale,
                false => ReasonCode::DeviceVoteMissing,
            },
            DecidedBy::Nothing if self.is_tie(total_votes) => ReasonCode::TieLost,
            DecidedBy::Nothing => ReasonCode::NoMajority,
        }
    }

    /// A quorate peer ends the waiting without a new calculation: with votes enough, it was the waiting
    /// that decided last.
    fn waited_for_all(&self, total_votes: u32) -> bool {
        let waiting = self.wait_for_all.waiting && total_votes != self.roster.us.expected_votes;
        waiting || (self.wait_for_all.enabled && total_votes >= self.quorum)
    }

    fn device_would_help(&self, total_votes: u32) -> bool {
        self.uncast_votes() != 0 && total_votes.saturating_add(self.uncast_votes()) >= self.quorum
    }

    /// Votes of a device that does not vote for this node.
    fn uncast_votes(&self) -> u32 {
        match self.roster.us.flags.has(NodeFlags::DEVICE_CAST_VOTE) {
            true => 0,
            false => self.device.votes,
        }
    }

    fn deciding_node(&self, code: ReasonCode) -> Option<NodeId> {
        match self.decided_by {
            DecidedBy::TieBreaker(node) | DecidedBy::MasterWins(node) => Some(node),
            _ if code == ReasonCode::TieLost => {
                Some(self.tie_breaker_elsewhere()).filter(|node| *node != NodeId::QUORUM_DEVICE)
            }
            _ => None,
        }
    }

    fn reason_of(&self, code: ReasonCode) -> BriefReason {
        let expected_votes = match code {
            ReasonCode::WaitingForAll => self.roster.us.expected_votes,
            _ => self.highest_expected(),
        };
        BriefReason {
            code,
            votes: self.total_votes(),
            needed: match code {
                ReasonCode::WaitingForAll => expected_votes,
                _ => self.quorum,
            },
            expected_votes,
            node: self.deciding_node(code),
            device_votes: self.uncast_votes(),
        }
    }

    /// Nodes that should vote here and do not: those of the nodelist, without one all that were heard of.
    fn missed(&self) -> NodeSet {
        let heard_of = |entry: &Entry| self.has_nodelist || entry.state != NodeState::Unseen;
        let votes = |entry: &Entry| entry.votes > 0 && !entry.removed && heard_of(entry);
        let known = if self.has_nodelist { self.roster.configured } else { self.roster.all() };
        self.roster.those(known.minus(self.sums.members), votes)
    }
}
