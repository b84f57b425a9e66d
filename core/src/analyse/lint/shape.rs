//! The cluster of a config in numbers, and sets of its nodes.

use crate::base::{List, NODES_MAX, NodeId, collect};
use crate::config::net::Model;
use crate::config::{Config, ConfigNode, TieBreaker};

/// A set of nodes: bit 0 is the lowest.
pub(super) type Set = u64;

/// With more nodes than this not every set is tried.
const EXHAUSTIVE_MAX: usize = 16;

/// A config's nodes, ascending, with what votequorum makes of their votes.
pub(super) struct Shape<'c, const N: usize> {
    pub(super) config: &'c Config<N>,
    pub(super) nodes: List<ConfigNode, N>,
    pub(super) all: Set,
    /// Votes of all nodes.
    pub(super) votes: u32,
    pub(super) device_votes: u32,
    /// Expected votes at startup.
    pub(super) expected_votes: u32,
    /// Expected votes once all nodes have met.
    pub(super) met: u32,
    /// Quorum once all nodes have met.
    pub(super) quorum: u32,
    pub(super) wait_for_all: bool,
    pub(super) two_node: bool,
    /// The tie breaker's node as far as it is known from the config, where one is in force.
    pub(super) tie_breaker: Option<Set>,
}

impl<'c, const N: usize> Shape<'c, N> {
    pub(super) fn new(config: &'c Config<N>) -> Self {
        let nodes = nodes_of(config);
        let options = config.options();
        let votes = nodes.iter().map(|node| node.votes).fold(0, u32::saturating_add);
        let tracks = options.allow_downscale || options.expected_votes_tracking;
        let expected_votes = match tracks && !config.nodes().is_empty() {
            true => config.expected_votes_of_nodelist(),
            false => config.expected_votes(),
        };
        let device_votes = config.device_votes();
        let met = expected_votes.max(votes.saturating_add(device_votes));
        let mut shape = Shape {
            config,
            all: first(nodes.len()),
            nodes,
            votes,
            device_votes,
            expected_votes,
            met,
            quorum: majority(met),
            wait_for_all: config.wait_for_all(),
            two_node: config.two_node(),
            tie_breaker: None,
        };
        shape.tie_breaker = match config.tie_breaker() {
            TieBreaker::Off => None,
            TieBreaker::Lowest => Some(lowest(shape.all)),
            TieBreaker::Highest => Some(highest(shape.all)),
            TieBreaker::List(list) => {
                Some(list.iter().map(|id| shape.set_of(*id)).find(|set| *set != 0).unwrap_or(0))
            }
        };
        shape
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The device is `quorate device`, on every node.
    pub(super) fn is_device_quorates(&self) -> bool {
        self.config.net.model == Model::Quorate
    }

    /// Neither a tie breaker, two_node nor a device is at work.
    pub(super) fn is_plain(&self) -> bool {
        self.tie_breaker.is_none() && !self.two_node && self.device_votes == 0
    }

    pub(super) fn has_one_vote_each(&self) -> bool {
        self.nodes.iter().all(|node| node.votes == 1)
    }

    /// The node as a set; empty where the cluster has no such node.
    pub(super) fn set_of(&self, id: NodeId) -> Set {
        self.each().find(|(_, node)| node.id == id).map_or(0, |(set, _)| set)
    }

    pub(super) fn votes_of(&self, set: Set) -> u32 {
        let votes = self.each().filter(|(node, _)| set & node != 0).map(|(_, node)| node.votes);
        votes.fold(0, u32::saturating_add)
    }

    /// Every node as a set, ascending.
    pub(super) fn each(&self) -> impl Iterator<Item = (Set, &ConfigNode)> {
        self.nodes.iter().scan(1, |bit: &mut Set, node| {
            let set = *bit;
            *bit = bit.wrapping_shl(1);
            Some((set, node))
        })
    }

    /// The highest of these nodes that has votes; empty where none has.
    pub(super) fn last_voter(&self, among: Set) -> Set {
        let voters = self.each().filter(|(set, node)| among & set != 0 && node.votes > 0);
        voters.fold(0, |_, (set, _)| set)
    }

    /// Nodes, `with` and none but these of `among`, that have from `low` to `high` votes. With many nodes of
    /// many different votes it may find none though there is one.
    pub(super) fn subset(&self, with: Set, among: Set, low: u32, high: u32) -> Option<Set> {
        let fits = |set: Set| (low..=high).contains(&self.votes_of(set));
        let greedy = self.greedy(with, among, high);
        if fits(greedy) {
            return Some(greedy);
        }
        if self.len() > EXHAUSTIVE_MAX {
            return None;
        }
        (0..=self.all).map(|set| set | with).find(|set| set & !(among | with) == 0 && fits(*set))
    }

    /// A majority of the nodes that is none without the device's votes.
    pub(super) fn in_need(&self) -> Option<Set> {
        let there = self.votes.saturating_add(self.device_votes);
        if self.device_votes == 0 || self.met != there || self.config.nodes().is_empty() {
            return None;
        }
        self.subset(0, self.all, majority(self.votes), self.quorum.checked_sub(1)?)
    }

    /// Adds the heaviest first, as long as they have no more than `high` votes together.
    fn greedy(&self, with: Set, among: Set, high: u32) -> Set {
        let mut set = with;
        let mut tried = with;
        for _ in 0..self.len() {
            let rest = self.each().filter(|(node, _)| among & node & !tried != 0);
            let heaviest = rest.fold(None, |best: Option<(Set, u32)>, (node, entry)| match best {
                Some((_, votes)) if votes >= entry.votes => best,
                _ => Some((node, entry.votes)),
            });
            let Some((node, votes)) = heaviest else {
                break;
            };
            tried |= node;
            if self.votes_of(set).saturating_add(votes) <= high {
                set |= node;
            }
        }
        set
    }

    /// The `size` nodes of the fewest votes.
    pub(super) fn lightest(&self, size: usize) -> Set {
        let mut set = 0;
        for _ in 0..size {
            let rest = self.each().filter(|(node, _)| set & node == 0);
            let next = rest.fold(None, |best: Option<(Set, u32)>, (node, entry)| match best {
                Some((_, votes)) if votes <= entry.votes => best,
                _ => Some((node, entry.votes)),
            });
            set |= next.map_or(0, |(node, _)| node);
        }
        set
    }
}

/// The nodelist, ascending; without one, as many nodes as expected_votes speaks of.
fn nodes_of<const N: usize>(config: &Config<N>) -> List<ConfigNode, N> {
    let mut nodes: List<ConfigNode, N> = List::default();
    if config.nodes().is_empty() {
        let votes = config.options().votes;
        let wanted = config.expected_votes().checked_div(votes).unwrap_or(0);
        let ids = (1..=wanted).take(N).map(|id| ConfigNode { id: NodeId(id), votes });
        return collect(ids);
    }
    let mut last = NodeId::QUORUM_DEVICE;
    for _ in config.nodes() {
        let rest = config.nodes().iter().filter(|node| node.id > last);
        let next = rest.fold(None, |best: Option<&ConfigNode>, node| match best {
            Some(lower) if lower.id < node.id => best,
            _ => Some(node),
        });
        if let Some(node) = next {
            last = node.id;
            crate::base::extend(&mut nodes.0, core::iter::once(*node));
        }
    }
    nodes
}

/// The first `size` nodes.
pub(super) fn first(size: usize) -> Set {
    let unused = NODES_MAX.saturating_sub(size);
    u32::try_from(unused).ok().and_then(|unused| Set::MAX.checked_shr(unused)).unwrap_or(0)
}

/// More than half.
pub(super) fn majority(votes: u32) -> u32 {
    (votes / 2).saturating_add(1)
}

pub(super) fn lowest(set: Set) -> Set {
    set & set.wrapping_neg()
}

pub(super) fn highest(set: Set) -> Set {
    1_u64.checked_shl(63_u32.saturating_sub(set.leading_zeros())).unwrap_or(0) & set
}

/// How many nodes there are in it.
pub(super) fn size(set: Set) -> u32 {
    set.count_ones()
}
