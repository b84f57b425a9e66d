//! Small clusters: stories of a few events, tried in the simulator one after the other until one shows the harm.
//!
//! | event | in which ways |
//! | --- | --- |
//! | all nodes start | together, or as two parts that do not meet |
//! | the nodes part | into any two parts, once or twice; under last_man_standing the window may pass between |
//! | a node leaves and starts again | under allow_downscale, before the nodes part, or into the other part |
//! | a node crashes and starts again | after the nodes parted |
//! | the nodes form their view anew | after last_man_standing's window |
//! | the device votes | from the start, for one part at most, or for one part at the end |
//!
//! Where nodes ask a witness, it says what the device votes: after each event there is time for that.
//!
//! Of the largest of them only starts, partings and a device's vote at the end are tried.

use super::code::Harm;
use super::shape::{Set, Shape, first, lowest};
use super::story::{Beat, Beats};
use crate::base::{Millis, NodeId, Nodes, Rules, collect};
use crate::config::Config;
use crate::simulate::{Arbiter, Asked, Cluster, DeviceEvent, Given};
use core::cell::OnceCell;

/// How many nodes a small cluster has at most.
const FEW: usize = 5;

/// A cluster after some beats.
#[derive(Clone)]
struct Play<W: Arbiter<FEW>> {
    cluster: Cluster<FEW, W>,
    beats: Beats,
}

/// What is looked for, and where.
struct Search<W: Arbiter<FEW>> {
    /// Two partitions that are quorate; else members that disagree.
    can_split: bool,
    /// The first story in which members disagree, met while looking for a split.
    disagreement: OnceCell<Beats>,
    start: Play<W>,
    nodes: Nodes<FEW>,
    all: Set,
    window: Option<u64>,
    has_device: bool,
    can_shrink: bool,
    waits_for_all: bool,
    /// What a witness and its clients take to decide.
    settles: Option<Millis>,
}

/// A story that ends in harm, one of the shortest first; in which members disagree, only where none splits. `None`
/// also where the cluster has more nodes than are tried, or no nodelist.
pub(super) fn find<const N: usize>(shape: &Shape<'_, N>, can_split: bool) -> Option<(Harm, Beats)> {
    if !(2..=FEW).contains(&shape.config.nodes().len()) {
        return None;
    }
    search(&shape.config.narrow().ok()?, can_split)
}

/// Of one size, so that it is compiled once.
fn search(config: &Config<FEW>, can_split: bool) -> Option<(Harm, Beats)> {
    let asked = Cluster::new(config, Rules::Corosync).ok()?;
    match Asked::is_asked(&asked) {
        true => Search::new(asked, config, can_split).find(),
        false => Search::new(Given::given(config, Rules::Corosync).ok()?, config, can_split).find(),
    }
}

impl<W: Arbiter<FEW>> Search<W> {
    fn new(cluster: Cluster<FEW, W>, config: &Config<FEW>, can_split: bool) -> Self {
        let options = config.options();
        Search {
            can_split,
            disagreement: OnceCell::new(),
            nodes: collect(cluster.nodes()),
            all: first(config.nodes().len()),
            window: options.last_man_standing.then_some(options.last_man_standing_window),
            has_device: config.device_votes() != 0 && !W::IS_WITNESS,
            can_shrink: options.allow_downscale,
            waits_for_all: config.wait_for_all(),
            settles: config.device_settles().filter(|_| W::IS_WITNESS),
            start: Play { cluster, beats: Beats::default() },
        }
    }

    fn find(self) -> Option<(Harm, Beats)> {
        let at_start = || self.boots().find_map(|(boot, _)| self.shown(&boot));
        let apart = || self.boots().find_map(|(boot, _)| self.parted(&boot));
        let play = at_start().or_else(apart).or_else(|| self.parted_twice());
        let play = match self.nodes.len() < FEW {
            true => play.or_else(|| self.with_restarts()),
            // Too many stories, for what is seldom.
            false => play,
        };
        let harm = if self.can_split { Harm::SplitBrain } else { Harm::Disagreement };
        let found = play.map(|play| (harm, play.beats));
        found.or_else(|| Some((Harm::Disagreement, self.disagreement.into_inner()?)))
    }

    /// Whether the play ends in the harm that is looked for.
    fn ends(&self, play: &Play<W>) -> bool {
        if !self.can_split {
            return disagrees(&play.cluster);
        }
        if self.disagreement.get().is_none() && disagrees(&play.cluster) {
            let _is_first = self.disagreement.set(play.beats.clone());
        }
        splits(&play.cluster)
    }

    /// What is longer: nodes that stop and start again, and devices that move.
    fn with_restarts(&self) -> Option<Play<W>> {
        let play = self.left_and_back().or_else(|| self.crashed_and_back());
        play.or_else(|| self.formed_anew()).or_else(|| self.voted_and_parted())
    }

    /// Every way to start, all together first; and the part of the lowest node.
    fn boots(&self) -> impl Iterator<Item = (Play<W>, Set)> {
        let together = self.then(&self.start, Beat::Up(self.all)).map(|play| (play, self.all));
        let apart = self.sides().filter_map(|side| {
            let parted = self.then(&self.start, Beat::Split(side))?;
            self.then(&parted, Beat::Up(self.all)).map(|play| (play, side))
        });
        together.into_iter().chain(apart)
    }

    /// Every way to part into two: the part of the lowest node.
    fn sides(&self) -> impl Iterator<Item = Set> {
        let all = self.all;
        (1..all).filter(|side| side & 1 == 1)
    }

    /// Parts in any way, with the harm at the end.
    fn parted(&self, play: &Play<W>) -> Option<Play<W>> {
        self.sides().find_map(|side| {
            let next = self.then(play, Beat::Split(side))?;
            self.shown(&next)
        })
    }

    fn parted_twice(&self) -> Option<Play<W>> {
        let together = self.then(&self.start, Beat::Up(self.all))?;
        self.sides().find_map(|side| {
            let once = self.then(&together, Beat::Split(side))?;
            let waited = || self.then(&once, Beat::Wait(self.window?));
            self.parted(&once).or_else(|| self.parted(&waited()?))
        })
    }

    fn left_and_back(&self) -> Option<Play<W>> {
        if !self.can_shrink {
            return None;
        }
        let back = |left: &Play<W>, node: Set| {
            let beside = self.then(left, Beat::Up(node))?;
            let found = self.shown(&beside).or_else(|| self.parted(&beside));
            found.or_else(|| self.parted(&self.all_of(left, [Beat::Split(node), Beat::Up(node)])?))
        };
        let whole = |boot: &Play<W>, node: Set| back(&self.then(boot, Beat::Leave(node))?, node);
        let found = self.boots().find_map(|(boot, _)| self.each().find_map(|node| whole(&boot, node)));
        found.or_else(|| self.left_a_part())
    }

    /// A node leaves a part and starts again in the other.
    fn left_a_part(&self) -> Option<Play<W>> {
        let together = self.then(&self.start, Beat::Up(self.all))?;
        let moved = |side: Set, node: Set| {
            let beats = [Beat::Split(side), Beat::Leave(node), Beat::Split(side ^ node), Beat::Up(node)];
            self.shown(&self.all_of(&together, beats)?)
        };
        self.sides().find_map(|side| self.each().find_map(|node| moved(side, node)))
    }

    fn crashed_and_back(&self) -> Option<Play<W>> {
        let together = self.then(&self.start, Beat::Up(self.all))?;
        let crashed = |parted: &Play<W>, node: Set| {
            let back = self.all_of(parted, [Beat::Crash(node), Beat::Up(node)])?;
            let waited = || self.shown(&self.then(&back, Beat::Wait(self.window?))?);
            self.shown(&back).or_else(waited)
        };
        let waited = self.window.and_then(|window| self.then(&together, Beat::Wait(window)));
        let at_once = [together.clone()].into_iter().chain(waited);
        let parted = self.sides().filter_map(|side| self.then(&together, Beat::Split(side)));
        at_once.chain(parted).find_map(|play| self.each().find_map(|node| crashed(&play, node)))
    }

    /// The window passes, and the nodes form their view anew.
    fn formed_anew(&self) -> Option<Play<W>> {
        let beats = [Beat::Up(self.all), Beat::Wait(self.window?), Beat::Reform(self.all)];
        self.shown(&self.all_of(&self.start, beats)?)
    }

    /// Under wait_for_all the device votes from the start, and whenever the nodes part it goes on for one part at most.
    fn voted_and_parted(&self) -> Option<Play<W>> {
        if !self.has_device || !self.waits_for_all {
            return None;
        }
        let starts =
            || self.boots().flat_map(|(boot, side)| [(boot.clone(), side), (boot, self.all & !side)]);
        let voted = || starts().filter_map(|(boot, part)| Some((self.voting(&boot, 0, part)?, part)));
        let once = |(play, at): (Play<W>, Set)| self.parted_with(&play, at);
        let twice = |(play, at): (Play<W>, Set)| {
            self.each_vote(at).find_map(|(side, to)| {
                let next = self.moved(&play, at, side, to)?;
                self.parted_with(&next, to)
            })
        };
        let found = voted().find_map(once);
        found.or_else(|| voted().filter(|(_, part)| *part == self.all).find_map(twice))
    }

    /// Parts in any way while the device votes, with the harm at the end.
    fn parted_with(&self, play: &Play<W>, at: Set) -> Option<Play<W>> {
        let parted = |(side, to)| self.moved(play, at, side, to).filter(|next| self.ends(next));
        self.each_vote(at).find_map(parted)
    }

    /// Every way to part into two, and for whom the device may vote then.
    fn each_vote(&self, at: Set) -> impl Iterator<Item = (Set, Set)> {
        let to = move |side: Set| {
            [side, self.all & !side, 0].into_iter().filter(move |to| *to == 0 || to & at != 0)
        };
        self.sides().flat_map(move |side| to(side).map(move |to| (side, to)))
    }

    /// The nodes part, and the device no longer votes at those, but at these.
    fn moved(&self, play: &Play<W>, at: Set, side: Set, to: Set) -> Option<Play<W>> {
        let silenced = self.voting(play, at & !to, 0)?;
        let parted = self.then(&silenced, Beat::Split(side))?;
        self.voting(&parted, 0, to & !at)
    }

    /// The device votes no more at some nodes, and from now on at others.
    fn voting(&self, play: &Play<W>, off: Set, on: Set) -> Option<Play<W>> {
        let beats = [(DeviceEvent::Off, off), (DeviceEvent::On, on)].into_iter().filter(|(_, set)| *set != 0);
        beats
            .map(|(event, set)| Beat::Device(event, set))
            .try_fold(play.clone(), |play, beat| self.then(&play, beat))
    }

    /// The play with more beats.
    fn all_of<const LEN: usize>(&self, play: &Play<W>, beats: [Beat; LEN]) -> Option<Play<W>> {
        beats.into_iter().try_fold(play.clone(), |play, beat| self.then(&play, beat))
    }

    /// Each node as a set.
    fn each(&self) -> impl Iterator<Item = Set> {
        (0..self.nodes.len()).filter_map(|place| 1_u64.checked_shl(u32::try_from(place).ok()?))
    }

    /// The play, where it shows the harm as it is or once the device votes for one of its partitions.
    fn shown(&self, play: &Play<W>) -> Option<Play<W>> {
        if self.ends(play) {
            return Some(play.clone());
        }
        if !self.has_device {
            return None;
        }
        let part_of = |(set, node): (Set, &NodeId)| (set, self.set_of(&play.cluster.partition_of(*node)));
        // Each partition once, with its lowest node.
        let parts = self.each().zip(&self.nodes).map(part_of).filter(|(set, part)| lowest(*part) == *set);
        let mut voted = parts.filter_map(|(_, part)| self.voting(play, 0, part));
        voted.find(|play| self.ends(play))
    }

    fn set_of(&self, nodes: &[NodeId]) -> Set {
        let named = self.each().zip(&self.nodes).filter(|(_, node)| nodes.contains(node));
        named.fold(0, |set, (node, _)| set | node)
    }

    /// The play with one more beat, and with time for the witness.
    fn then(&self, play: &Play<W>, beat: Beat) -> Option<Play<W>> {
        let next = self.with(play.clone(), beat)?;
        match self.settles {
            Some(time) => self.with(next, Beat::Wait(time)),
            None => Some(next),
        }
    }

    fn with(&self, mut play: Play<W>, beat: Beat) -> Option<Play<W>> {
        play.cluster.attempt(&beat.step(&self.nodes)).ok()?;
        play.beats = play.beats.and(beat);
        Some(play)
    }
}

/// Whether two partitions are quorate.
fn splits<W: Arbiter<FEW>>(cluster: &Cluster<FEW, W>) -> bool {
    any_two(cluster, |one, other, is_together| !is_together && one && other)
}

/// Whether two members of a partition have different verdicts.
fn disagrees<W: Arbiter<FEW>>(cluster: &Cluster<FEW, W>) -> bool {
    any_two(cluster, |one, other, is_together| is_together && one != other)
}

/// Whether two nodes that run are so: their verdicts, and whether they are in one partition.
fn any_two<W: Arbiter<FEW>>(cluster: &Cluster<FEW, W>, is_so: impl Fn(bool, bool, bool) -> bool) -> bool {
    let verdict = |node: NodeId| cluster.engine(node).map(crate::Engine::is_quorate);
    cluster.nodes().any(|one| {
        let Some(ours) = verdict(one) else { return false };
        let beside = cluster.partition_of(one);
        let mut others = cluster.nodes().filter(|other| *other > one);
        others.any(|other| verdict(other).is_some_and(|theirs| is_so(ours, theirs, beside.contains(&other))))
    })
}
