//! The rules: majority, tie, everyone accounted for, an operator's word, fence first.

use super::{StateFlags, Strict};
use crate::base::NodeId;
use crate::rules::roster::Entry;
use crate::wire::NodeFlags;

/// What a view's states decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decision {
    /// Not enough, or not all states are here yet.
    Nothing,
    /// More than half.
    Majority,
    /// Exactly half, with the tie breaker.
    TieBreaker,
    /// Everybody is here or proven to be off.
    EveryoneAccounted,
    /// Quorate by an operator's word alone.
    Operator,
    /// Exactly half: may fence, may not act.
    FenceFirst,
    /// Somebody was lost, and no operator has said resume.
    Frozen,
}

impl Decision {
    pub(super) fn is_quorate(self) -> bool {
        use Decision as D;
        matches!(self, D::Majority | D::TieBreaker | D::EveryoneAccounted | D::Operator)
    }
}

impl<const N: usize> Strict<N> {
    /// Decides when all members of the view have told their states; until then nothing is decided.
    pub(super) fn decide(&mut self) {
        if !self.roster.unready().is_empty() {
            return;
        }
        self.adopt_override();
        self.decision = self.judge();
        match self.decision {
            Decision::Majority | Decision::TieBreaker | Decision::EveryoneAccounted => self.admit_all(),
            _ => {}
        }
    }

    fn judge(&self) -> Decision {
        if self.view_flags().has(StateFlags::FROZEN) {
            return Decision::Frozen;
        }
        let natural = self.votes_of(StateFlags::ADMITTED);
        let everyone_here = self.roster.in_view == self.roster.all();
        if is_more_than_half(natural, self.electorate.votes) {
            Decision::Majority
        } else if self.wins_tie(natural, StateFlags::ADMITTED) {
            Decision::TieBreaker
        } else if self.electorate.wait_for_all && (everyone_here || self.proofs.are_complete()) {
            Decision::EveryoneAccounted
        } else if self.is_quorate_by_operator() {
            Decision::Operator
        } else if self.electorate.wait_for_all && is_half(natural, self.electorate.votes) {
            Decision::FenceFirst
        } else {
            Decision::Nothing
        }
    }

    fn wins_tie(&self, votes: u32, flag: NodeFlags) -> bool {
        let tie_breaker = self.roster.get(self.electorate.tie_breaker);
        let decides = self.has_tie_breaker() && tie_breaker.is_some_and(|entry| entry.flags.has(flag));
        decides && is_half(votes, self.electorate.votes)
    }

    fn is_quorate_by_operator(&self) -> bool {
        let overridden = self.own.expected_votes != 0;
        let cancelled = self.view_flags().has(StateFlags::ADMITTED_BY_OPERATOR);
        (overridden || cancelled) && is_more_than_half(self.counted_votes(), self.expected_votes())
    }

    /// The view acts, so all that are in it count from now on; and what operators said has done its work.
    fn admit_all(&mut self) {
        self.roster.each(self.roster.in_view, |entry| {
            entry.flags.set(StateFlags::ADMITTED, true);
            entry.flags.set(StateFlags::ADMITTED_BY_OPERATOR, false);
            entry.expected_votes = 0;
        });
        self.own.flags.set(StateFlags::ADMITTED, true);
        self.own.flags.set(StateFlags::ADMITTED_BY_OPERATOR, false);
        self.own.expected_votes = 0;
    }

    /// An operator's expected votes hold for everybody in the view; the higher of two wins.
    fn adopt_override(&mut self) {
        self.own.expected_votes = self.here().map(|entry| entry.expected_votes).max().unwrap_or(0);
    }

    /// All flags that any member of the view has.
    #[inline(never)]
    pub(super) fn view_flags(&self) -> NodeFlags {
        NodeFlags(self.here().fold(0, |flags, entry| flags | entry.flags.0))
    }

    /// The members of the view.
    pub(super) fn here(&self) -> impl Iterator<Item = &Entry> {
        self.roster.of(self.roster.in_view)
    }

    /// Whether the one fixed tie breaker is in the view.
    fn has_tie_breaker(&self) -> bool {
        self.roster.has(self.roster.in_view, self.electorate.tie_breaker)
    }

    /// Votes that count, by the rules or by an operator.
    pub(super) fn counted_votes(&self) -> u32 {
        self.votes_where(|flags| {
            flags.has(StateFlags::ADMITTED) || flags.has(StateFlags::ADMITTED_BY_OPERATOR)
        })
    }

    fn votes_of(&self, flag: NodeFlags) -> u32 {
        self.votes_where(|flags| flags.has(flag))
    }

    /// Votes of such members of the view, and of the device where it votes for one of them.
    fn votes_where(&self, counts: impl Fn(NodeFlags) -> bool) -> u32 {
        let (mut votes, mut device_votes) = (0_u32, 0);
        for entry in self.here().filter(|entry| counts(entry.flags)) {
            votes = votes.saturating_add(entry.votes);
            if entry.flags.has(StateFlags::DEVICE_CAST_VOTE) {
                device_votes = self.electorate.device_votes;
            }
        }
        votes.saturating_add(device_votes)
    }

    /// Expected votes in force: all votes, or what an operator said.
    pub(super) fn expected_votes(&self) -> u32 {
        match self.own.expected_votes {
            0 => self.electorate.votes,
            overridden => overridden,
        }
    }

    /// How long to wait before fencing: the side without the tie breaker gives the other time to fence
    /// first, should the tie breaker's node be alive.
    pub(super) fn fence_delay(&self) -> u64 {
        match self.electorate.tie_breaker != NodeId::QUORUM_DEVICE && !self.has_tie_breaker() {
            true => self.electorate.fence_delay,
            false => 0,
        }
    }
}

fn is_more_than_half(votes: u32, all: u32) -> bool {
    u64::from(votes).saturating_mul(2) > u64::from(all)
}

fn is_half(votes: u32, all: u32) -> bool {
    votes != 0 && u64::from(votes).saturating_mul(2) == u64::from(all)
}
