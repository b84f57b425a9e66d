//! The bounded table of known nodes.
//!
//! The local node has a place of its own, so that the rules can speak of it
//! without asking whether it is there. A node is *unseen* until its first
//! message: votequorum's node list does not hold it, but we know from the
//! config that somebody is missing, and can say who.

use crate::base::{NODES_MAX, NodeId, NodeState, count};
use crate::config::Config;
use crate::verdict::EngineError;
use crate::wire::NodeFlags;
use heapless::Vec;

/// What is true of a node here, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Marks(u8);

impl Marks {
    /// In the present view.
    pub(crate) const IN_VIEW: Marks = Marks(1);
    /// In the view before.
    pub(crate) const IN_PREVIOUS: Marks = Marks(2);
    /// Has told everything that this view needs.
    pub(crate) const READY: Marks = Marks(4);
    /// In the nodelist.
    pub(crate) const CONFIGURED: Marks = Marks(8);
    /// Confirmed off, by a proof made in the present view (strict).
    pub(crate) const PROVED_OFF: Marks = Marks(16);
    /// Its votes were taken off expected votes (cman's leave remove).
    pub(crate) const REMOVED: Marks = Marks(32);
}

/// One known node, in 16 bytes.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: NodeId,
    pub(crate) votes: u32,
    pub(crate) expected_votes: u32,
    pub(crate) flags: NodeFlags,
    pub(crate) state: NodeState,
    marks: Marks,
}

impl Entry {
    pub(crate) fn new(id: NodeId, votes: u32, configured: bool) -> Entry {
        let marks = if configured { Marks::CONFIGURED } else { Marks(0) };
        Entry { id, votes, expected_votes: 0, flags: NodeFlags(0), state: NodeState::Unseen, marks }
    }

    /// The local node, as the config has it.
    pub(crate) fn local<const N: usize>(config: &Config<N>, node: NodeId) -> Result<Entry, EngineError> {
        if node == NodeId::QUORUM_DEVICE {
            return Err(EngineError::NodeIdZero);
        }
        let votes = config.votes_of(node).ok_or(EngineError::NotInNodelist(node))?;
        let mut us = Entry::new(node, votes, !config.nodes().is_empty());
        us.state = NodeState::Member;
        Ok(us)
    }

    fn is(&self, mark: Marks) -> bool {
        self.marks.0 & mark.0 != 0
    }

    pub(crate) fn mark(&mut self, mark: Marks, on: bool) {
        match on {
            true => self.marks.0 |= mark.0,
            false => self.marks.0 &= !mark.0,
        }
    }

    pub(crate) fn in_view(&self) -> bool {
        self.is(Marks::IN_VIEW)
    }

    pub(crate) fn in_previous(&self) -> bool {
        self.is(Marks::IN_PREVIOUS)
    }

    pub(crate) fn ready(&self) -> bool {
        self.is(Marks::READY)
    }

    pub(crate) fn configured(&self) -> bool {
        self.is(Marks::CONFIGURED)
    }

    pub(crate) fn proved_off(&self) -> bool {
        self.is(Marks::PROVED_OFF)
    }

    pub(crate) fn removed(&self) -> bool {
        self.is(Marks::REMOVED)
    }

    /// A new view begins, with this node or without.
    fn enter(&mut self, in_view: bool) {
        let was_in_view = self.in_view();
        self.mark(Marks::IN_PREVIOUS, was_in_view);
        self.mark(Marks::IN_VIEW, in_view);
        self.mark(Marks::READY, false);
    }

    /// No rule looks at it any more.
    pub(crate) fn is_forgotten(&self) -> bool {
        !self.in_view() && !self.in_previous() && !self.is_member()
    }

    pub(crate) fn is_member(&self) -> bool {
        self.state == NodeState::Member
    }
}

/// All known nodes, at most `N` of them.
#[derive(Clone, Debug)]
pub(crate) struct Roster<const N: usize> {
    pub(crate) us: Entry,
    others: Vec<Entry, N, u8>,
}

/// The members of a new view, by their places in the roster; the local node is always one.
pub(crate) struct NewView<'m> {
    members: &'m [NodeId],
    places: u64,
    /// How many are not in the roster yet.
    pub(crate) unknown: usize,
}

impl NewView<'_> {
    fn has(&self, place: usize) -> bool {
        self.places & bit(place) != 0
    }
}

/// As `enumerate`, whose counter has a path to an overflow that no compiler sees to be closed.
fn numbered<I: Iterator>(entries: I) -> impl Iterator<Item = (usize, I::Item)> {
    (0..NODES_MAX).zip(entries)
}

/// Places are below [`NODES_MAX`].
fn bit(place: usize) -> u64 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    1_u64.checked_shl(place).unwrap_or(0)
}

impl<const N: usize> Roster<N> {
    pub(crate) fn new(us: Entry) -> Self {
        const { assert!(N >= 1 && N <= NODES_MAX, "a roster holds 1 to 64 nodes") }
        Roster { us, others: Vec::new() }
    }

    /// Adds all others of the nodelist, in its order. They fit: a config has at most N nodes, the local one among them.
    pub(crate) fn learn(&mut self, config: &Config<N>) {
        let us = self.us.id;
        for peer in config.nodes().iter().filter(|peer| peer.id != us) {
            let added = self.others.push(Entry::new(peer.id, peer.votes, true));
            debug_assert!(added.is_ok(), "a config has at most N nodes");
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        core::iter::once(&self.us).chain(self.others.iter())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        core::iter::once(&mut self.us).chain(self.others.iter_mut())
    }

    /// The entries whose votes count.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Entry> {
        self.iter().filter(|entry| entry.is_member())
    }

    pub(crate) fn get(&self, id: NodeId) -> Option<&Entry> {
        self.iter().find(|entry| entry.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: NodeId) -> Option<&mut Entry> {
        self.iter_mut().find(|entry| entry.id == id)
    }

    /// How many more nodes than now could be learnt of: free places, and those of
    /// nodes that are neither in the config nor in the view any more.
    pub(crate) fn room(&self) -> usize {
        self.room_beside(0)
    }

    /// As `room`, where the nodes at these places are needed.
    fn room_beside(&self, places: u64) -> usize {
        let forgettable = numbered(self.others.iter());
        let forgettable =
            forgettable.filter(|(place, entry)| places & bit(*place) == 0 && is_forgettable(entry));
        let used = self.others.len().saturating_add(1);
        N.saturating_sub(used).saturating_add(count(forgettable))
    }

    /// Adds a node that is not known yet; `false` where there is no room.
    ///
    /// votequorum recycles places too, but may take a live node's.
    pub(crate) fn add(&mut self, entry: Entry) -> bool {
        if self.others.len().saturating_add(1) < N {
            return self.others.push(entry).is_ok();
        }
        match self.others.iter_mut().find(|entry| is_forgettable(entry)) {
            Some(place) => {
                *place = entry;
                true
            }
            None => false,
        }
    }

    /// Where a node is, looking around `hint` first: views name nodes mostly in the order of the config, or against it.
    fn place_of(&self, id: NodeId, hint: usize) -> Option<usize> {
        let is_it = |entry: &Entry| entry.id == id;
        let (before, after) = self.others.split_at_checked(hint).unwrap_or((&self.others, &[]));
        if after.first().is_some_and(is_it) {
            return Some(hint);
        }
        match before.iter().rposition(is_it) {
            Some(place) => Some(place),
            None => after.iter().position(is_it).map(|place| place.saturating_add(before.len())),
        }
    }

    /// Whether these can be the members of a view: with a nodelist, only nodes that are in it.
    pub(crate) fn check_view<'m>(
        &self,
        members: &'m [NodeId],
        only_known: bool,
    ) -> Result<NewView<'m>, EngineError> {
        if members.contains(&NodeId::QUORUM_DEVICE) {
            return Err(EngineError::NodeIdZero);
        }
        if !members.contains(&self.us.id) {
            return Err(EngineError::LocalNodeMissing(self.us.id));
        }
        let (mut places, mut unknown, mut hint, mut seen_us) = (0_u64, 0_usize, 0_usize, false);
        let mut rest = members;
        while let Some((member, after)) = rest.split_first() {
            rest = after;
            let is_twice = if *member == self.us.id {
                core::mem::replace(&mut seen_us, true)
            } else if let Some(place) = self.place_of(*member, hint) {
                hint = place.saturating_add(1);
                let known = places;
                places |= bit(place);
                known == places
            } else if only_known {
                return Err(EngineError::NotInNodelist(*member));
            } else {
                unknown = unknown.saturating_add(1);
                // Before the rest is looked through: a list may be of any length.
                if unknown > N {
                    return Err(EngineError::TooManyNodes(N));
                }
                after.contains(member)
            };
            if is_twice {
                return Err(EngineError::DuplicateMember(*member));
            }
        }
        match members.len() > N || unknown > 0 && unknown > self.room_beside(places) {
            true => Err(EngineError::TooManyNodes(N)),
            false => Ok(NewView { members, places, unknown }),
        }
    }

    /// Members of the view so far that are not in the next one.
    pub(crate) fn gone<'s>(&'s mut self, next: &'s NewView<'_>) -> impl Iterator<Item = &'s mut Entry> {
        let others = numbered(self.others.iter_mut());
        others.filter(|(place, entry)| entry.in_view() && !next.has(*place)).map(|(_, entry)| entry)
    }

    /// Marks the members of a new view. Those that nobody knows are added with these votes.
    pub(crate) fn enter_view(&mut self, view: &NewView<'_>, default_votes: u32) {
        self.us.enter(true);
        for (place, entry) in numbered(self.others.iter_mut()) {
            entry.enter(view.has(place));
        }
        if view.unknown == 0 {
            return;
        }
        for member in view.members {
            if self.get(*member).is_none() {
                let mut entry = Entry::new(*member, default_votes, false);
                entry.mark(Marks::IN_VIEW, true);
                let added = self.add(entry);
                debug_assert!(added, "room was checked before");
            }
        }
    }

    /// Who is in the view and was not in the one before.
    pub(crate) fn joined(&self) -> Vec<NodeId, N> {
        self.ascending(|entry| entry.in_view() && !entry.in_previous())
    }

    /// Who was in the view before and is not in this one.
    pub(crate) fn left(&self) -> Vec<NodeId, N> {
        self.ascending(|entry| entry.in_previous() && !entry.in_view())
    }

    /// The members of the view.
    pub(crate) fn view_members(&self) -> Vec<NodeId, N> {
        self.ascending(|entry| entry.in_view())
    }

    /// Whether every member of the view has told all that it needs.
    pub(crate) fn view_is_ready(&self) -> bool {
        self.iter().filter(|entry| entry.in_view()).all(Entry::ready)
    }

    /// Nodes in ascending order that satisfy a condition.
    pub(crate) fn ascending(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<NodeId, N> {
        let mut places = 0;
        for (place, _) in self.places().filter(|(_, entry)| wanted(entry)) {
            places |= bit(place);
        }
        self.sorted(places)
    }

    /// The entries by place; the local node has the last place that a bit set has.
    fn places(&self) -> impl Iterator<Item = (usize, &Entry)> {
        core::iter::once((NODES_MAX.saturating_sub(1), &self.us)).chain(numbered(self.others.iter()))
    }

    /// The nodes at these places, sorted by insertion: mostly they are in order. Once for all conditions.
    #[inline(never)]
    fn sorted(&self, places: u64) -> Vec<NodeId, N> {
        let mut sorted = Vec::new();
        for (_, entry) in self.places().filter(|(place, _)| places & bit(*place) != 0) {
            let pushed = sorted.push(entry.id);
            debug_assert!(pushed.is_ok(), "a roster holds at most N nodes");
            sink(&mut sorted);
        }
        sorted
    }
}

/// Moves the last node to its place among the others, which are in order.
fn sink(mut nodes: &mut [NodeId]) {
    while let Some((last, before)) = nodes.split_last_mut() {
        match before.last_mut() {
            Some(previous) if *previous > *last => core::mem::swap(previous, last),
            _ => return,
        }
        nodes = before;
    }
}

fn is_forgettable(entry: &Entry) -> bool {
    !entry.configured() && entry.is_forgotten()
}
