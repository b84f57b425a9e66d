//! The rules: majority, tie, everyone accounted for, an operator's word, fence first.

use super::{StateFlags, Strict};
use crate::base::{NodeId, NodeSet};
use crate::rules::roster::Entry;
use crate::wire::{Change, NodeFlags};

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

/// An electorate as a decision looks at it.
#[derive(Clone, Copy)]
pub(super) struct Voters {
    pub(super) set: NodeSet,
    /// All votes, the device's among them.
    pub(super) votes: u32,
    pub(super) tie_breaker: NodeId,
    /// A node whose votes are other than those in the roster, and how many; 0: none is.
    pub(super) node: NodeId,
    pub(super) node_votes: u32,
}

/// What a view's votes are by now, for an operator and for a status.
pub(super) struct Standing {
    /// The electorate that decides.
    pub(super) decisive: Voters,
    /// Whose votes count. By an operator's word all count that are here, whoever they are.
    pub(super) counted: NodeSet,
    /// Their votes, and the device's.
    pub(super) votes: u32,
    /// Expected votes in force: all votes, or what an operator said.
    pub(super) expected_votes: u32,
    /// More than half of them.
    pub(super) quorum: u32,
}

/// How the votes of a view do in an electorate, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Share {
    /// More than half.
    Majority,
    /// Exactly half, with the tie breaker.
    Tie,
    /// Exactly half.
    Half,
    Less,
}

impl Share {
    /// Without a look at the tie breaker.
    pub(super) fn of(votes: u32, all: u32) -> Share {
        if is_more_than_half(votes, all) {
            Share::Majority
        } else if is_half(votes, all) {
            Share::Half
        } else {
            Share::Less
        }
    }

    pub(super) fn wins(self) -> bool {
        self <= Share::Tie
    }
}

impl<const N: usize> Strict<N> {
    /// Decides when all members of the view have told their states; until then nothing is decided.
    pub(super) fn decide(&mut self) {
        if !self.roster.unready().is_empty() || !self.is_caught_up() {
            return;
        }
        // An operator's expected votes hold for everybody in the view; the higher of two wins.
        self.own.expected_votes = self.told_expected;
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
        let share = self.share();
        match share {
            Share::Majority => Decision::Majority,
            Share::Tie => Decision::TieBreaker,
            _ if self.electorate.wait_for_all && self.is_everyone_accounted() => Decision::EveryoneAccounted,
            _ if self.is_quorate_by_operator() => Decision::Operator,
            Share::Half if self.electorate.wait_for_all => Decision::FenceFirst,
            _ => Decision::Nothing,
        }
    }

    fn is_everyone_accounted(&self) -> bool {
        let everyone_here = self.needed().minus(self.roster.in_view).is_empty();
        (everyone_here || self.proofs.are_complete()) && self.remembers_half()
    }

    /// How the view does; where an attempt may have been agreed on, in the worse of both electorates.
    pub(super) fn share(&self) -> Share {
        let share = self.share_after(&Change::NONE);
        match self.agreed.has_attempt() {
            true => share.max(self.share_after(&self.agreed.heard.change)),
            false => share,
        }
    }

    /// How it does in the electorate with this change.
    #[cfg_attr(feature = "agreed", inline(never))]
    pub(super) fn share_after(&self, change: &Change) -> Share {
        let voters = &self.voters(change);
        let counting = self.counting(voters.set, StateFlags::ADMITTED);
        let votes = self.tally(voters, counting).saturating_add(self.device_votes_for(counting));
        match Share::of(votes, voters.votes) {
            Share::Half if self.roster.has(counting, voters.tie_breaker) => Share::Tie,
            share => share,
        }
    }

    fn is_quorate_by_operator(&self) -> bool {
        let overridden = self.own.expected_votes != 0;
        let cancelled = self.view_flags().has(StateFlags::ADMITTED_BY_OPERATOR);
        let has_majority = |standing: Standing| is_more_than_half(standing.votes, standing.expected_votes);
        (overridden || cancelled) && has_majority(self.standing())
    }

    /// The view acts, so all that are in it count from now on; and what operators said has done its work.
    fn admit_all(&mut self) {
        self.admit_here();
        self.flag(self.roster.in_view, StateFlags::ADMITTED_BY_OPERATOR, false);
        self.own.flags.set(StateFlags::ADMITTED_BY_OPERATOR, false);
        self.own.expected_votes = 0;
        self.told_expected = 0;
        // The view is quorate without the blank: they take over what it knows.
        if self.agreed.is_on() && self.agreed.own.epoch == 0 {
            self.store();
        }
    }

    pub(super) fn admit_here(&mut self) {
        self.flag(self.roster.in_view, StateFlags::ADMITTED, true);
        self.own.flags.set(StateFlags::ADMITTED, true);
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

    /// Which votes decide and which count, by the rules or by an operator.
    #[inline(never)]
    pub(super) fn standing(&self) -> Standing {
        let decisive = self.decisive();
        let by_operator = self.with_flag(self.roster.in_view, StateFlags::ADMITTED_BY_OPERATOR);
        let counted = self.counting(decisive.set, StateFlags::ADMITTED) | by_operator;
        // Those who vote by an operator's word alone come to it; where none of it is here, they alone vote.
        let mut voters = decisive;
        let strangers = by_operator.minus(voters.set);
        if self.agreed.is_on() && !strangers.is_empty() {
            if (voters.set & self.roster.in_view).is_empty() {
                (voters.set, voters.votes) = (NodeSet::EMPTY, 0);
            }
            voters.set |= strangers;
            voters.votes = voters.votes.saturating_add(self.tally(&voters, strangers));
        }
        let votes = self.tally(&voters, counted).saturating_add(self.device_votes_for(counted));
        let expected_votes = match self.own.expected_votes {
            0 => voters.votes,
            overridden => overridden,
        };
        let quorum = (expected_votes / 2).saturating_add(1);
        Standing { decisive, counted, votes, expected_votes, quorum }
    }

    /// The electorate that decides: where an attempt may have been agreed on, the one in which the view does worse.
    #[cfg_attr(feature = "agreed", inline(never))]
    pub(super) fn decisive(&self) -> Voters {
        let attempt = &self.agreed.heard.change;
        let is_worse =
            self.agreed.has_attempt() && self.share_after(attempt) > self.share_after(&Change::NONE);
        self.voters(if is_worse { attempt } else { &Change::NONE })
    }

    /// Those of a set that have this flag. Once for all flags: it keeps firmware small.
    #[inline(never)]
    pub(super) fn with_flag(&self, set: NodeSet, flag: NodeFlags) -> NodeSet {
        self.roster.those(set, |entry| entry.flags.has(flag))
    }

    /// Gives a flag to those of a set, or takes it away.
    #[inline(never)]
    pub(super) fn flag(&mut self, set: NodeSet, flag: NodeFlags, on: bool) {
        self.roster.each(set, |entry| entry.flags.set(flag, on));
    }

    /// Those of the view who vote, are not blank, and have this flag.
    pub(super) fn counting(&self, voters: NodeSet, flag: NodeFlags) -> NodeSet {
        let blank = if self.agreed.is_on() { self.agreed.blank } else { NodeSet::EMPTY };
        let here = (self.roster.in_view & voters).minus(blank);
        self.with_flag(here, flag)
    }

    /// The votes that some have in an electorate.
    #[inline(never)]
    pub(super) fn tally(&self, voters: &Voters, who: NodeSet) -> u32 {
        let votes = self.roster.of(who & voters.set).map(|entry| {
            match self.agreed.is_on() && entry.id == voters.node {
                true => voters.node_votes,
                false => entry.votes,
            }
        });
        votes.fold(0, u32::saturating_add)
    }

    /// The device's votes, where it votes for one of these.
    fn device_votes_for(&self, who: NodeSet) -> u32 {
        match self.with_flag(who, StateFlags::DEVICE_CAST_VOTE).is_empty() {
            true => 0,
            false => self.electorate.device_votes,
        }
    }

    /// How long to wait before fencing: the side without the tie breaker gives the other time to fence
    /// first, should the tie breaker's node be alive.
    pub(super) fn fence_delay(&self, tie_breaker: NodeId) -> u64 {
        let is_elsewhere = !self.roster.has(self.roster.in_view, tie_breaker);
        match tie_breaker != NodeId::QUORUM_DEVICE && is_elsewhere {
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
