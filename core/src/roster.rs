//! The bounded table of known nodes.
//!
//! The local node has a place of its own, so that the rules can speak of it
//! without asking whether it is there. A node is *unseen* until its first
//! message: votequorum's node list does not hold it, but we know from the
//! config that somebody is missing, and can say who.

use crate::bounded::count;
use crate::error::EngineError;
use crate::node::NodeId;
use heapless::Vec;

/// The largest bound that [`Config`](crate::Config) and [`Engine`](crate::Engine) can have.
pub const NODES_MAX: usize = 64;

/// What is known of a node. The numbers are votequorum's (votequorum_info.node_state).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum NodeState {
    /// In the config, but not heard of since this engine started. Not in votequorum's list.
    Unseen = 0,
    /// In the view; only a member's votes count.
    Member = 1,
    /// Left the view without a word (lost), or was never said to leave.
    Dead = 2,
    /// Said that it leaves (clean).
    Leaving = 3,
}

/// Bits that nodes tell each other, votequorum's NODE_FLAGS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct NodeFlags(pub(crate) u16);

impl NodeFlags {
    pub(crate) const QUORATE: NodeFlags = NodeFlags(1);
    pub(crate) const LEAVING: NodeFlags = NodeFlags(2);
    pub(crate) const WAITING_FOR_ALL: NodeFlags = NodeFlags(4);
    pub(crate) const FIRST: NodeFlags = NodeFlags(8);
    pub(crate) const DEVICE_REGISTERED: NodeFlags = NodeFlags(16);
    pub(crate) const DEVICE_ALIVE: NodeFlags = NodeFlags(32);
    pub(crate) const DEVICE_CAST_VOTE: NodeFlags = NodeFlags(64);
    pub(crate) const DEVICE_MASTER_WINS: NodeFlags = NodeFlags(128);

    pub(crate) fn has(self, flag: NodeFlags) -> bool {
        self.0 & flag.0 != 0
    }

    pub(crate) fn set(&mut self, flag: NodeFlags, on: bool) {
        if on {
            self.0 |= flag.0;
        } else {
            self.0 &= !flag.0;
        }
    }
}

/// One known node.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: NodeId,
    pub(crate) state: NodeState,
    pub(crate) votes: u32,
    pub(crate) expected_votes: u32,
    pub(crate) flags: NodeFlags,
    /// In the present view.
    pub(crate) in_view: bool,
    /// In the view before.
    pub(crate) in_previous: bool,
    /// Has told everything that this view needs.
    pub(crate) ready: bool,
    /// In the nodelist.
    pub(crate) configured: bool,
    /// Confirmed off, by a proof made in the present view (strict).
    pub(crate) proved_off: bool,
    /// Its votes were taken off expected votes (cman's leave remove).
    pub(crate) removed: bool,
}

impl Entry {
    pub(crate) fn new(id: NodeId, votes: u32, configured: bool) -> Entry {
        Entry {
            id,
            state: NodeState::Unseen,
            votes,
            expected_votes: 0,
            flags: NodeFlags(0),
            in_view: false,
            in_previous: false,
            ready: false,
            configured,
            proved_off: false,
            removed: false,
        }
    }

    /// No rule looks at it any more.
    pub(crate) fn is_forgotten(&self) -> bool {
        !self.in_view && !self.in_previous && !self.is_member()
    }

    pub(crate) fn is_member(&self) -> bool {
        self.state == NodeState::Member
    }
}

/// All known nodes, at most `N` of them.
#[derive(Clone, Debug)]
pub(crate) struct Roster<const N: usize> {
    pub(crate) us: Entry,
    others: Vec<Entry, N>,
}

impl<const N: usize> Roster<N> {
    pub(crate) fn new(us: Entry) -> Self {
        const { assert!(N >= 1 && N <= NODES_MAX, "a roster holds 1 to 64 nodes") }
        Roster { us, others: Vec::new() }
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
        let forgettable = self.others.iter().filter(|entry| is_forgettable(entry));
        let used = self.others.len().saturating_add(1);
        N.saturating_sub(used).saturating_add(count(forgettable))
    }

    /// Adds a node that is not known yet; `false` where there is no room.
    ///
    /// votequorum recycles places too, but may take a live node's (field.md 2.1-18).
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

    /// Whether these can be the members of a view: with a nodelist, only nodes that are in it.
    pub(crate) fn check_view(&self, members: &[NodeId], only_known: bool) -> Result<(), EngineError> {
        if members.contains(&NodeId::QUORUM_DEVICE) {
            return Err(EngineError::NodeIdZero);
        }
        if !members.contains(&self.us.id) {
            return Err(EngineError::LocalNodeMissing(self.us.id));
        }
        let mut unknown: usize = 0;
        let mut rest = members;
        while let Some((member, after)) = rest.split_first() {
            if after.contains(member) {
                return Err(EngineError::DuplicateMember(*member));
            }
            if self.get(*member).is_none() {
                if only_known {
                    return Err(EngineError::NotInNodelist(*member));
                }
                unknown = unknown.saturating_add(1);
            }
            rest = after;
        }
        match members.len() > N || unknown > self.room() {
            true => Err(EngineError::TooManyNodes(N)),
            false => Ok(()),
        }
    }

    /// Marks the members of a new view, which `check_view` has let through. Those that nobody knows are
    /// added with these votes.
    pub(crate) fn enter_view(&mut self, members: &[NodeId], default_votes: u32) {
        for entry in self.iter_mut() {
            entry.in_previous = entry.in_view;
            entry.in_view = false;
            entry.ready = false;
        }
        for member in members {
            if self.get(*member).is_none() {
                let added = self.add(Entry::new(*member, default_votes, false));
                debug_assert!(added, "room was checked before");
            }
            if let Some(entry) = self.get_mut(*member) {
                entry.in_view = true;
            }
        }
    }

    /// Who is in the view and was not in the one before.
    pub(crate) fn joined(&self) -> Vec<NodeId, N> {
        self.ascending(|entry| entry.in_view && !entry.in_previous)
    }

    /// Who was in the view before and is not in this one.
    pub(crate) fn left(&self) -> Vec<NodeId, N> {
        self.ascending(|entry| entry.in_previous && !entry.in_view)
    }

    /// Whether every member of the view has told all that it needs.
    pub(crate) fn view_is_ready(&self) -> bool {
        self.iter().filter(|entry| entry.in_view).all(|entry| entry.ready)
    }

    /// Nodes in ascending order that satisfy a condition. Sorting by selection
    /// keeps the table in place and needs no buffer: N is at most 64.
    pub(crate) fn ascending(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<NodeId, N> {
        let mut sorted = Vec::new();
        let mut last = NodeId(0);
        for _ in 0..N {
            let next =
                self.iter().filter(|entry| wanted(entry) && entry.id > last).map(|entry| entry.id).min();
            match next {
                Some(id) if sorted.push(id).is_ok() => last = id,
                _ => break,
            }
        }
        sorted
    }
}

fn is_forgettable(entry: &Entry) -> bool {
    !entry.configured && entry.is_forgotten()
}
