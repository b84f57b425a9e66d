//! What can happen next in a situation, and the steps that make it happen.

use super::fingerprint::PerNode;
use super::moves::Move;
use super::outcome::Settings;
use super::situation::Situation;
use super::steps::{Steps, device, divisions, named, part, split};
use super::witnessed::{Pause, Witnessed};
use super::world::World;
use crate::base::{Heuristics, Millis, NodeId, NodeSet, Rules, collect};
use crate::config::Config;
use crate::simulate::{Arbiter, Cluster, ClusterError, DeviceEvent, Step, WitnessEvent};
use crate::wire::Body;
use std::string::{String, ToString};
use std::vec::Vec;

/// One event, small enough to remember millions of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    /// Nothing: the start.
    Start,
    /// All nodes start, in a partition.
    Boot(u16),
    /// Those that are up part and meet. The device goes on voting for the part of this node.
    Split(u16, Option<u8>),
    /// A node starts, alone or beside one that is up.
    Up(u8, Option<u8>),
    Crash(u8),
    Leave(u8),
    LeaveRemove(u8),
    Reform(u8),
    Window,
    /// The device votes in the partition of this node, or nowhere.
    Device(Option<u8>),
    /// The first fences the second.
    Fence(u8, u8),
    /// A node fences all outside its view.
    FenceAll(u8),
    Survey(u8),
    Resume(u8),
    Deafen(u8),
    Hear(u8),
    /// A node that is down loses its disk.
    Forget(u8),
    /// One step of one node, where messages are on their way.
    Move(u8, Move),
    /// Something happens to the link between the witness and this node, or to the witness.
    Witness(WitnessEvent, Option<u8>),
    /// The heuristics of a node have another result.
    Heuristics(Heuristics, u8),
    /// Time passes, where there is a witness.
    Wait(Pause),
}

impl Event {
    /// Whether it is asked for, so that it may be refused while messages are on their way, or by a node's own file.
    pub(super) fn may_be_refused(self, error: &ClusterError) -> bool {
        use Event as E;
        match self {
            E::Up(..) | E::Boot(_) => matches!(error, ClusterError::UnknownNode(_)),
            E::Move(_, step) => step.is_asked(),
            E::Fence(..) | E::FenceAll(_) | E::Survey(_) | E::Resume(_) | E::Device(_) | E::Reform(_) => true,
            _ => false,
        }
    }
}

/// What can happen to one cluster.
#[derive(Clone)]
pub(super) struct Alphabet {
    /// Those that take part.
    nodes: Vec<NodeId>,
    /// Those that stay down.
    others: Vec<NodeId>,
    /// For 0, 1, 2, ... nodes: in which ways they can be divided; the part of each.
    pub(super) divisions: Vec<Vec<Vec<u8>>>,
    /// The votes of a device are events of their own.
    pub(super) has_device: bool,
    /// There is a witness that gives them.
    witness: Option<Witnessed>,
    window: Option<Millis>,
    takes_proofs: bool,
    can_remove: bool,
    lost_messages: bool,
}

impl Alphabet {
    pub(super) fn new<const N: usize>(config: &Config<N>, rules: Rules, settings: &Settings<'_>) -> Self {
        let takes_part = |node: &NodeId| settings.nodes.is_empty() || settings.nodes.contains(node);
        let mut all: Vec<NodeId> = config.nodes().iter().map(|node| node.id).collect();
        all.sort_unstable();
        let (nodes, others): (Vec<NodeId>, Vec<NodeId>) = all.into_iter().partition(takes_part);
        let options = config.options();
        Alphabet {
            divisions: divisions(nodes.len()),
            nodes,
            others,
            has_device: config.device_votes() != 0,
            witness: None,
            window: options.last_man_standing.then_some(options.last_man_standing_window),
            takes_proofs: rules == Rules::Strict && config.wait_for_all(),
            can_remove: rules == Rules::Cman,
            lost_messages: settings.lost_messages,
        }
    }

    /// A witness gives the device's votes.
    pub(super) fn ask(self, witness: Witnessed) -> Self {
        Alphabet { has_device: false, window: None, witness: Some(witness), ..self }
    }

    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The node's number in events.
    pub(super) fn number(&self, node: NodeId) -> u8 {
        let position = self.nodes.iter().position(|known| *known == node);
        position.and_then(|position| u8::try_from(position).ok()).unwrap_or(u8::MAX)
    }

    fn node(&self, number: u8) -> NodeId {
        self.nodes.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// Everything that can happen.
    pub(super) fn events<const N: usize, W: Arbiter<N>>(
        &self,
        cluster: &World<N, W>,
        now: &Situation,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        let is_held = cluster.is_held();
        if now.partitions.is_empty() {
            events.extend((0..self.ways(self.nodes.len())).map(Event::Boot));
        }
        for node in now.down.iter().filter(|node| self.nodes.contains(node)) {
            let node = self.number(*node);
            events.push(Event::Up(node, None));
            let beside = now.partitions.iter().filter_map(|partition| partition.members.first());
            events.extend(beside.map(|first| Event::Up(node, Some(self.number(*first)))));
        }
        let with_disk =
            now.down.iter().filter(|node| self.nodes.contains(node) && cluster.may_forget(**node));
        events.extend(with_disk.map(|node| Event::Forget(self.number(*node))));
        if is_held {
            let mut moves = Vec::new();
            for node in &self.nodes {
                cluster.moves(*node, &mut moves);
                events.extend(moves.drain(..).map(|step| Event::Move(self.number(*node), step)));
            }
        }
        self.splits(now, &mut events);
        for node in &now.up() {
            let number = self.number(*node);
            events.push(Event::Crash(number));
            if is_held {
                continue;
            }
            events.push(Event::Leave(number));
            if self.can_remove {
                events.push(Event::LeaveRemove(number));
            }
            if self.lost_messages {
                events.push(match cluster.stays_deaf(*node) {
                    true => Event::Hear(number),
                    false => Event::Deafen(number),
                });
            }
        }
        self.events_of_partitions(cluster, now, &mut events);
        if self.window.is_some() && now.window_is_open && !is_held {
            events.push(Event::Window);
        }
        if let Some(witness) = &self.witness {
            for node in &self.nodes {
                let event = if W::is_cut(cluster, *node) { WitnessEvent::Mend } else { WitnessEvent::Cut };
                events.push(Event::Witness(event, Some(self.number(*node))));
            }
            let results = witness.heuristics(cluster, &self.nodes);
            events.extend(results.map(|(result, node)| Event::Heuristics(result, self.number(node))));
            events.extend(witness.restarts(cluster).map(|event| Event::Witness(event, None)));
            events.extend(witness.pauses(cluster).map(Event::Wait));
        }
        events
    }

    fn ways(&self, nodes: usize) -> u16 {
        let ways = self.divisions.get(nodes).map_or(0, Vec::len);
        u16::try_from(ways).unwrap_or(u16::MAX)
    }

    fn splits(&self, now: &Situation, events: &mut Vec<Event>) {
        let up = self.set(&now.up());
        let old: PerNode<NodeSet> =
            collect(now.partitions.iter().map(|partition| self.set(&partition.members)));
        let device_at = self.set(&now.device_at);
        let voted_for =
            now.device_at.first().map_or(NodeSet::EMPTY, |node| self.set(now.members_with(*node)));
        for way in 0..self.ways(now.up().len()) {
            let parts = self.divided(way, up);
            if parts.iter().all(|part| old.contains(part)) {
                continue;
            }
            if !(now.device_is_stuck && parts.contains(&voted_for)) {
                events.push(Event::Split(way, None));
            }
            let with_vote = parts.iter().filter(|part| !(**part & device_at).is_empty());
            let first = with_vote.filter_map(|part| u8::try_from(part.first()?).ok());
            events.extend(first.map(|first| Event::Split(way, Some(first))));
        }
    }

    fn events_of_partitions<const N: usize, W: Arbiter<N>>(
        &self,
        cluster: &World<N, W>,
        now: &Situation,
        events: &mut Vec<Event>,
    ) {
        // Before the device votes elsewhere, it makes sure that nobody counts its vote any more.
        let device_moves = self.has_device && !now.device_is_stuck;
        let device_is_free = !cluster.is_held() || now.device_at.is_empty() && cluster.device_is_free();
        if device_moves && !now.device_at.is_empty() {
            events.push(Event::Device(None));
        }
        for partition in &now.partitions {
            let first = partition.members.first().copied().unwrap_or_default();
            let number = self.number(first);
            events.push(Event::Reform(number));
            if device_moves && device_is_free && !now.device_at.contains(&first) {
                events.push(Event::Device(Some(number)));
            }
            // Else a member could say the same again and again before somebody who hears nothing. It changes no more.
            let has_told = |member: &NodeId, is_such| cluster.has_been_heard(*member, is_such);
            if partition.is_frozen && has_told(&first, |body| *body == Body::Resume) {
                events.push(Event::Resume(number));
            }
            let outside = || self.nodes.iter().filter(|node| !partition.members.contains(node));
            if !self.takes_proofs || (outside().next().is_none() && self.others.is_empty()) {
                continue;
            }
            let is_proof = |body: &Body| *body == Body::Accounted;
            let told = partition.members.iter().filter(|member| has_told(member, is_proof));
            events.extend(told.map(|member| Event::Survey(self.number(*member))));
            if let Some(fencer) = partition.fencer.filter(|fencer| has_told(fencer, is_proof)) {
                events.push(Event::FenceAll(self.number(fencer)));
                events.extend(outside().map(|node| Event::Fence(self.number(fencer), self.number(*node))));
            }
        }
    }

    /// The parts into which these nodes, ascending, are divided.
    fn parts(&self, way: u16, nodes: &[NodeId]) -> Vec<Vec<NodeId>> {
        let ways = self.divisions.get(nodes.len());
        let Some(parts) = ways.and_then(|ways| ways.get(usize::from(way))) else {
            return Vec::new();
        };
        let of = |part: u8| -> Vec<NodeId> {
            let numbered = nodes.iter().zip(parts).filter(|(_, number)| **number == part);
            numbered.map(|(node, _)| *node).collect()
        };
        (0..=parts.iter().copied().max().unwrap_or(0)).map(of).collect()
    }

    /// The steps that make an event happen.
    pub(super) fn steps<const N: usize, W: Arbiter<N>>(
        &self,
        event: Event,
        cluster: &Cluster<N, W>,
        now: &Situation,
        steps: &mut Steps,
    ) {
        let node = |number: u8| self.node(number);
        let one = |number: u8| named(&[self.node(number)]);
        // Proofs of one event are of one instant, and only they.
        if matches!(event, Event::Fence(..) | Event::FenceAll(_) | Event::Survey(_)) {
            steps.push(Step::Wait(self.witness.as_ref().map_or(1, |witness| witness.quarter)));
        }
        steps.push(match event {
            // Moves are no steps.
            Event::Start | Event::Move(..) => return,
            Event::Boot(way) => return self.boot(&self.parts(way, &self.nodes), cluster, steps),
            Event::Split(way, device) => {
                return part(&self.parts(way, &now.up()), device.map(node), now, steps);
            }
            Event::Up(number, beside) => {
                return self.up(node(number), beside.map(node), cluster, now, steps);
            }
            Event::Device(to) => {
                let to = to.map_or(&[][..], |number| now.members_with(node(number)));
                device(DeviceEvent::Off, &now.device_at, steps);
                return device(DeviceEvent::On, to, steps);
            }
            Event::Crash(number) => Step::Crash(one(number)),
            Event::Leave(number) => Step::Leave { nodes: one(number), remove: false },
            Event::LeaveRemove(number) => Step::Leave { nodes: one(number), remove: true },
            Event::Reform(number) => Step::Reform(one(number)),
            Event::Window => Step::Wait(self.window.unwrap_or(0)),
            Event::Fence(by, number) => Step::Fence { nodes: one(number), by: Some(node(by)) },
            Event::FenceAll(by) => {
                let members = now.members_with(node(by));
                let all = self.nodes.iter().chain(&self.others).copied();
                let nodes = collect(all.filter(|node| !members.contains(node)));
                Step::Fence { nodes, by: Some(node(by)) }
            }
            Event::Survey(number) => Step::Survey(node(number)),
            Event::Resume(number) => Step::Resume(one(number)),
            Event::Deafen(number) => Step::Deafen(one(number)),
            Event::Hear(number) => Step::Hear(one(number)),
            Event::Forget(number) => Step::Forget(one(number)),
            Event::Witness(event, number) => {
                Step::Witness { event, nodes: collect(number.map(node).into_iter()) }
            }
            Event::Heuristics(result, number) => Step::Heuristics { result, nodes: one(number) },
            Event::Wait(pause) => {
                let time = self.witness.as_ref().map(|witness| witness.time(pause, cluster));
                Step::Wait(time.unwrap_or(0))
            }
        });
    }

    /// The world after an event, which has these steps.
    pub(super) fn after<const N: usize, W: Arbiter<N>>(
        &self,
        event: Event,
        world: &World<N, W>,
        now: &Situation,
        steps: &mut Steps,
    ) -> Result<World<N, W>, ClusterError> {
        steps.clear();
        let mut after = world.clone();
        match event {
            Event::Move(number, step) => after.go(self.node(number), step)?,
            _ => {
                self.steps(event, world, now, steps);
                after.run(steps)?;
            }
        }
        Ok(after)
    }

    /// What happens, in words.
    pub(super) fn words(&self, event: Event, steps: &Steps) -> Vec<String> {
        match event {
            Event::Move(number, step) => Vec::from([step.words(self.node(number))]),
            _ => steps.iter().map(ToString::to_string).collect(),
        }
    }

    fn boot<const N: usize, W: Arbiter<N>>(
        &self,
        parts: &[Vec<NodeId>],
        cluster: &Cluster<N, W>,
        steps: &mut Steps,
    ) {
        let first = parts.first().and_then(|part| part.first()).copied().unwrap_or_default();
        let together = self.nodes.iter().all(|node| cluster.is_beside(first, *node));
        if parts.len() > 1 {
            steps.push(split(parts));
        } else if !together {
            steps.push(Step::Heal);
        }
        steps.push(Step::Up(named(&self.nodes)));
        if self.has_device {
            device(DeviceEvent::Off, &self.nodes, steps);
        }
    }

    fn up<const N: usize, W: Arbiter<N>>(
        &self,
        node: NodeId,
        beside: Option<NodeId>,
        cluster: &Cluster<N, W>,
        now: &Situation,
        steps: &mut Steps,
    ) {
        let members = beside.map_or(&[][..], |beside| now.members_with(beside));
        let is_placed = match beside {
            Some(beside) => cluster.is_beside(node, beside),
            None => !now.up().iter().any(|other| cluster.is_beside(node, *other)),
        };
        if !is_placed {
            let side: Vec<NodeId> = members.iter().copied().chain([node]).collect();
            steps.push(split(&[side]));
        }
        steps.push(Step::Up(named(&[node])));
        if self.has_device {
            let votes = beside.is_some_and(|beside| now.device_at.contains(&beside));
            device(if votes { DeviceEvent::On } else { DeviceEvent::Off }, &[node], steps);
        }
    }
}
