//! The bounded table of known nodes, and sets of them by their places in it.
//!
//! The local node has a place of its own, so that the rules can speak of it without asking whether it is there. A node
//! is *unseen* until its first message: votequorum's node list does not hold it, but we know from the config that
//! somebody is missing, and can say who.

use crate::base::{NODES_MAX, NodeId, NodeSet, NodeState, count};
use crate::config::Config;
use crate::verdict::EngineError;
use crate::wire::NodeFlags;
use heapless::Vec;

/// The local node's place; the others have those after it.
pub(crate) const US: usize = 0;

/// What one known node has told, in 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) id: NodeId,
    pub(crate) votes: u32,
    pub(crate) expected_votes: u32,
    pub(crate) flags: NodeFlags,
    pub(crate) state: NodeState,
    /// Its votes were taken off expected votes (cman's leave remove).
    pub(crate) removed: bool,
}

impl Entry {
    pub(crate) fn new(id: NodeId, votes: u32) -> Entry {
        let (flags, state) = (NodeFlags(0), NodeState::Unseen);
        Entry { id, votes, expected_votes: 0, flags, state, removed: false }
    }

    /// The local node, as the config has it.
    pub(crate) fn local<const N: usize>(config: &Config<N>, node: NodeId) -> Result<Entry, EngineError> {
        if node == NodeId::QUORUM_DEVICE {
            return Err(EngineError::NodeIdZero);
        }
        let votes = config.votes_of(node).ok_or(EngineError::NotInNodelist(node))?;
        Ok(Entry { state: NodeState::Member, ..Entry::new(node, votes) })
    }

    /// The digest of its nodelist, which rules `strict` keep in the place of votequorum's expected votes.
    pub(crate) fn nodelist(&self) -> u32 {
        self.expected_votes
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
    /// The places that are taken, by ascending nodeid; behind them zeros.
    order: [u8; N],
    /// The members of the view.
    pub(crate) in_view: NodeSet,
    /// The members of the view before.
    pub(crate) in_previous: NodeSet,
    /// Those that have told everything that this view needs.
    pub(crate) ready: NodeSet,
    /// Those in the nodelist.
    pub(crate) configured: NodeSet,
}

/// The members of a new view.
pub(crate) struct NewView {
    pub(crate) places: NodeSet,
    /// How many are not in the roster yet.
    pub(crate) unknown: usize,
}

impl<const N: usize> Roster<N> {
    /// Inlined, so that it is made in its place.
    #[inline(always)]
    pub(crate) fn new(us: Entry) -> Self {
        const { assert!(N >= 1 && N <= NODES_MAX, "a roster holds 1 to NODES_MAX nodes") }
        let none = NodeSet::EMPTY;
        Roster {
            us,
            others: Vec::new(),
            order: [0; N],
            in_view: none,
            in_previous: none,
            ready: none,
            configured: none,
        }
    }

    /// Adds all others of the nodelist, in its order. They fit: a config has at most N nodes, the local one among them.
    pub(crate) fn learn(&mut self, config: &Config<N>) {
        let us = self.us.id;
        for peer in config.nodes().iter().filter(|peer| peer.id != us) {
            let added = self.others.push(Entry::new(peer.id, peer.votes));
            debug_assert!(added.is_ok(), "a config has at most N nodes");
        }
        if !config.nodes().is_empty() {
            self.configured = self.all();
        }
        self.sort();
    }

    /// Adds a node that is not known, where the table is full in place of one that may be forgotten. There is room.
    pub(crate) fn add(&mut self, entry: Entry, forgettable: NodeSet) -> usize {
        let place = match self.len() {
            len if len < N => len,
            _ => forgettable.first().unwrap_or(N),
        };
        match self.at_mut(place) {
            Some(forgotten) => *forgotten = entry,
            None => {
                let added = self.others.push(entry);
                debug_assert!(added.is_ok(), "the caller knows that it fits");
            }
        }
        self.configured.set(place, false);
        self.sort();
        place
    }

    /// Puts all places in order: each comes after those that have lower nodeids.
    #[inline(never)]
    fn sort(&mut self) {
        for place in (0..=u8::MAX).take(self.len()) {
            let id = self.id_at(place);
            let rank = count(self.iter().filter(|entry| entry.id < id));
            if let Some(ranked) = self.order.get_mut(rank) {
                *ranked = place;
            }
        }
    }

    /// All places by ascending nodeid.
    fn order(&self) -> &[u8] {
        self.order.get(..self.len()).unwrap_or_default()
    }

    /// Every place that is taken.
    pub(crate) fn all(&self) -> NodeSet {
        NodeSet::below(self.len())
    }

    pub(crate) fn len(&self) -> usize {
        self.others.len().saturating_add(1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        core::iter::once(&self.us).chain(self.others.iter())
    }

    /// The entries at these places.
    pub(crate) fn of(&self, set: NodeSet) -> impl Iterator<Item = &Entry> {
        self.iter().filter(set.in_turn())
    }

    /// Changes the entries at these places.
    pub(crate) fn each(&mut self, set: NodeSet, mut change: impl FnMut(&mut Entry)) {
        for place in set.places() {
            if let Some(entry) = self.at_mut(place) {
                change(entry);
            }
        }
    }

    /// Those of a set that satisfy a condition.
    pub(crate) fn those(&self, set: NodeSet, wanted: impl Fn(&Entry) -> bool) -> NodeSet {
        let is_wanted = |place: &usize| self.entry(*place).is_some_and(&wanted);
        set.places().filter(is_wanted).fold(NodeSet::EMPTY, |those, place| those | NodeSet::of(place))
    }

    /// Where a node is; most clusters count their nodes from 1. Not inlined: an option comes in registers.
    #[inline(never)]
    pub(crate) fn place_of(&self, id: NodeId) -> Option<usize> {
        let guess = usize::try_from(id.0).unwrap_or(0).wrapping_sub(1);
        self.find(id, guess).map(|(_, place)| place)
    }

    /// Where a node is in the order of nodeids, and its place. The guess is looked at first.
    #[inline(never)]
    fn find(&self, id: NodeId, guess: usize) -> Option<(usize, usize)> {
        let is_it = |place: &&u8| self.id_at(**place) == id;
        let index = match self.order().get(guess).filter(is_it) {
            Some(_) => guess,
            None => self.order().binary_search_by_key(&id, |place| self.id_at(*place)).ok()?,
        };
        self.order().get(index).map(|place| (index, usize::from(*place)))
    }

    fn id_at(&self, place: u8) -> NodeId {
        self.entry(usize::from(place)).map_or(NodeId::QUORUM_DEVICE, |entry| entry.id)
    }

    /// Not inlined, nor is its like below: it keeps firmware small.
    #[inline(never)]
    pub(crate) fn at(&self, place: usize) -> Option<&Entry> {
        self.entry(place)
    }

    /// The same, for loops.
    #[inline(always)]
    fn entry(&self, place: usize) -> Option<&Entry> {
        match place.checked_sub(1) {
            Some(place) => self.others.get(place),
            None => Some(&self.us),
        }
    }

    #[inline(never)]
    pub(crate) fn at_mut(&mut self, place: usize) -> Option<&mut Entry> {
        match place.checked_sub(1) {
            Some(place) => self.others.get_mut(place),
            None => Some(&mut self.us),
        }
    }

    pub(crate) fn get(&self, id: NodeId) -> Option<&Entry> {
        self.at(self.place_of(id)?)
    }

    /// Whether such a node is in this set.
    #[inline(never)]
    pub(crate) fn has(&self, set: NodeSet, id: NodeId) -> bool {
        self.place_of(id).is_some_and(|place| set.contains(place))
    }

    /// The place of a member of the view.
    pub(crate) fn member(&self, id: NodeId) -> Result<usize, EngineError> {
        let place = self.place_of(id).filter(|place| self.in_view.contains(*place));
        place.ok_or(EngineError::SenderNotInView(id))
    }

    /// Whether these can be the members of a view: with a nodelist, only nodes that are in it.
    pub(crate) fn check_view(&self, members: &[NodeId], only_known: bool) -> Result<NewView, EngineError> {
        if members.contains(&NodeId::QUORUM_DEVICE) {
            return Err(EngineError::NodeIdZero);
        }
        if !members.contains(&self.us.id) {
            return Err(EngineError::LocalNodeMissing(self.us.id));
        }
        let (mut places, mut unknown, mut next) = (NodeSet::EMPTY, 0_usize, 0_usize);
        let mut rest = members;
        while let Some((member, after)) = rest.split_first() {
            rest = after;
            // Views name nodes mostly in order.
            let is_twice = if let Some((index, place)) = self.find(*member, next) {
                next = index.saturating_add(1);
                let known = places;
                places |= NodeSet::of(place);
                known == places
            } else if only_known {
                return Err(EngineError::NotInNodelist(*member));
            } else {
                unknown = unknown.saturating_add(1);
                // Beside the local node. Before the rest is looked through: a list may be of any length.
                if unknown >= N {
                    return Err(EngineError::TooManyNodes(N));
                }
                after.contains(member)
            };
            if is_twice {
                return Err(EngineError::DuplicateMember(*member));
            }
        }
        match members.len() > N {
            true => Err(EngineError::TooManyNodes(N)),
            false => Ok(NewView { places, unknown }),
        }
    }

    /// A new view begins, and nobody has told anything.
    pub(crate) fn enter_view(&mut self, places: NodeSet) {
        self.in_previous = self.in_view;
        self.in_view = places;
        self.ready = NodeSet::EMPTY;
    }

    /// The members of the view that have not told all that it needs.
    pub(crate) fn unready(&self) -> NodeSet {
        self.in_view.minus(self.ready)
    }

    /// The place of a set's lowest nodeid, of the next one, and so on.
    #[inline(never)]
    pub(crate) fn ranked(&self, set: NodeSet, rank: usize) -> Option<usize> {
        self.order().iter().map(|place| usize::from(*place)).filter(|place| set.contains(*place)).nth(rank)
    }

    /// The nodeids of a set, ascending.
    fn ascending(&self, set: NodeSet) -> impl DoubleEndedIterator<Item = NodeId> {
        let here = self.order().iter().filter(move |place| set.contains(usize::from(**place)));
        here.map(|place| self.id_at(*place))
    }

    /// The lowest and the highest nodeid of a set.
    pub(crate) fn extremes(&self, set: NodeSet) -> Option<(NodeId, NodeId)> {
        Some((self.ascending(set).next()?, self.ascending(set).next_back()?))
    }

    /// The nodes of a set, ascending.
    #[inline(never)]
    pub(crate) fn ids(&self, set: NodeSet) -> Vec<NodeId, N> {
        let mut ids = Vec::new();
        for id in self.ascending(set) {
            let pushed = ids.push(id);
            debug_assert!(pushed.is_ok(), "a roster holds at most N nodes");
        }
        ids
    }
}
