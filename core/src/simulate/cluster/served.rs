//! The witness of a simulated cluster, and the clients at its nodes.
//!
//! Everything that clients and witness say to each other comes at once, over links that are not cut, and a client that
//! is not connected connects as soon as it can: a real one takes some hundred milliseconds for that, and up to 0.8 of
//! quorum.device.timeout where it tried in vain. All clients list the nodelist that was read last.

use super::client::{Client, Manners, due};
use super::events::DEVICE_NAME;
use super::{Arbiter, Cluster, DeviceHabit, Outcome, Place};
use crate::base::{Heuristics, Millis, NodeId, Rules};
use crate::rules::contract::Explain;
use crate::simulate::event::{QdeviceEvent, WitnessEvent};
use crate::simulate::refused::ClusterError;
use crate::verdict::EngineError;
use crate::witness::{Settings, Timing, Witness, WitnessClient};

/// Room for the witness's snapshot of one cluster.
const SNAPSHOT_MAX: usize = 512;

/// A witness that is that old has nothing to wait for.
const LONG: Millis = 1_000_000;

/// A witness, and whether it is up.
#[derive(Clone, Debug)]
pub struct Served<const N: usize> {
    pub(super) witness: Witness<N, 1, N>,
    pub(super) is_up: bool,
}

impl<const N: usize> Served<N> {
    /// Starts anew, with what was stored at that time.
    fn start(&mut self, timing: Timing, now: Millis, stored: Option<Millis>) {
        let mut bytes = [0; SNAPSHOT_MAX];
        let mut next = Witness::new(Settings { timing, ..Settings::default() }, now);
        if let Some(stored) = stored.and_then(|at| self.witness.write_snapshot(at, &mut bytes)) {
            let restored = next.restore_bytes(now, stored);
            debug_assert!(restored.is_ok(), "its own snapshot");
        }
        *self = Served { witness: next, is_up: true };
    }
}

impl<const N: usize> Arbiter<N> for Served<N> {
    type Client = Client;

    const IS_WITNESS: bool = true;

    /// One that has run for long.
    fn new() -> Self {
        let mut served = Served { witness: Witness::new(Settings::default(), 0), is_up: true };
        served.start(Timing::Safe, 0, Some(LONG));
        served
    }

    fn is_asked(cluster: &Cluster<N>) -> bool {
        cluster.manners().is_some()
    }

    fn event(cluster: &mut Cluster<N>, event: WitnessEvent, nodes: &[NodeId]) -> Outcome {
        cluster.witness(event, nodes)
    }

    fn qdevice(cluster: &mut Cluster<N>, event: QdeviceEvent, nodes: &[NodeId]) -> Outcome {
        cluster.qdevice(event, nodes)
    }

    fn heuristics(cluster: &mut Cluster<N>, result: Heuristics, nodes: &[NodeId]) -> Outcome {
        cluster.heuristics(result, nodes)
    }

    fn replace(cluster: &mut Cluster<N>, node: NodeId) -> Outcome {
        cluster.replace_client(node)
    }

    fn talk(cluster: &mut Cluster<N>) -> Outcome {
        cluster.talk()
    }

    fn view(cluster: &mut Cluster<N>, node: NodeId) {
        cluster.client_sees_view(node);
    }

    fn reload(cluster: &mut Cluster<N>) {
        for place in cluster.places.iter_mut().filter(|place| place.client.is_connected) {
            place.client.due |= due::CHANGED_CONFIG;
        }
    }

    fn go_on(cluster: &mut Cluster<N>, until: Millis) -> Outcome {
        cluster.echo_until(until);
        // What a client makes of an answer it says until then.
        cluster.poll_devices(until)
    }

    fn due(cluster: &Cluster<N>) -> Option<Millis> {
        cluster.witness_due()
    }

    fn tick(cluster: &mut Cluster<N>) {
        cluster.echo_in_vain();
    }

    fn is_up(cluster: &Cluster<N>) -> bool {
        cluster.arbiter.is_up
    }

    fn is_cut(cluster: &Cluster<N>, node: NodeId) -> bool {
        cluster.places.iter().any(|place| place.id == node && place.client.is_cut)
    }

    fn heuristics_at(cluster: &Cluster<N>, node: NodeId) -> Heuristics {
        let place = cluster.places.iter().find(|place| place.id == node);
        place.map_or(Heuristics::Undefined, |place| place.client.heuristics)
    }

    fn next(cluster: &Cluster<N>) -> Option<Millis> {
        cluster.next()
    }

    #[cfg(feature = "std")]
    fn canonical(cluster: &Cluster<N>, word: &mut impl FnMut(u64)) {
        cluster.canonical_talk(word);
    }
}

impl<const N: usize> Cluster<N> {
    /// How clients do it, where there are any.
    pub(super) fn manners(&self) -> Option<Manners> {
        Manners::of(&self.config).filter(|_| self.rules != Rules::Cman && !self.is_held)
    }

    /// What the witness knows of a node's client, with its vote and the reason; `None` where it is not connected.
    #[must_use]
    pub fn witness_client(&self, node: NodeId) -> Option<WitnessClient<'_>> {
        let client = &self.places.iter().find(|place| place.id == node)?.client;
        self.arbiter.witness.client(client.connection?).filter(|_| self.arbiter.is_up)
    }

    fn witness(&mut self, event: WitnessEvent, nodes: &[NodeId]) -> Outcome {
        self.manners().ok_or(ClusterError::NoWitness)?;
        nodes.iter().try_for_each(|node| self.place_exists(*node))?;
        let now = self.now;
        match event {
            WitnessEvent::Down => self.reset_connections(),
            WitnessEvent::Up => self.restart(Timing::Safe, Some(now)),
            WitnessEvent::UpBlank => self.restart(Timing::Safe, None),
            WitnessEvent::UpLikeQnetd => self.restart(Timing::LikeQnetd, None),
            WitnessEvent::Cut | WitnessEvent::Mend => {
                for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
                    place.client.is_cut = event == WitnessEvent::Cut;
                }
            }
        }
        Ok(())
    }

    fn restart(&mut self, timing: Timing, stored: Option<Millis>) {
        let now = self.now;
        self.arbiter.witness.handle_timeout(now);
        self.reset_connections();
        self.arbiter.start(timing, now, stored);
    }

    /// The witness stops: those that it reaches see it.
    fn reset_connections(&mut self) {
        self.arbiter.is_up = false;
        let Some(manners) = self.manners() else { return };
        for place in self.places.iter_mut() {
            let is_quorate = place.engine.up().is_some_and(|engine| engine.is_quorate());
            let client = &mut place.client;
            (client.connection, client.is_lost) = (None, false);
            if client.is_connected && client.hears() {
                client.disconnected(&manners, is_quorate);
            }
        }
    }

    fn heuristics(&mut self, result: Heuristics, nodes: &[NodeId]) -> Outcome {
        self.manners().ok_or(ClusterError::NoWitness)?;
        nodes.iter().try_for_each(|node| self.place_exists(*node))?;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            place.client.heuristics = result;
            if place.client.is_connected && result != Heuristics::Undefined {
                place.client.due |= due::HEURISTICS;
            }
        }
        Ok(())
    }

    /// Clients and witness say all that they have to say, and votequorum hears the votes.
    pub(super) fn talk(&mut self) -> Outcome {
        let Some(manners) = self.manners() else {
            // A reload took the section away, or there never was one.
            let mut running = self.places.iter_mut().filter(|place| place.client.is_running).peekable();
            return match running.peek() {
                None => Ok(()),
                Some(_) => {
                    running.for_each(Place::stop_client);
                    self.deliver()
                }
            };
        };
        let now = self.now;
        if self.arbiter.is_up {
            self.arbiter.witness.handle_timeout(now);
            self.drain();
        }
        self.places.iter_mut().for_each(|place| place.client.is_refused = false);
        for _ in 0..N.saturating_mul(8).saturating_add(64) {
            self.deliver()?;
            let mut is_quiet = true;
            for place in 0..self.places.len() {
                is_quiet &= !self.turn(place, &manners)?;
            }
            if is_quiet {
                break;
            }
        }
        Ok(())
    }

    /// One thing that the client at this place does; tells whether it had any to do.
    fn turn(&mut self, place: usize, manners: &Manners) -> Result<bool, ClusterError> {
        let is_served = self.arbiter.is_up;
        let Some(this) = self.places.get_mut(place) else { return Ok(false) };
        let node = this.id;
        let refused = |error: EngineError| ClusterError::Engine(node, error);
        let Some(engine) = this.engine.up_mut() else {
            let is_gone = core::mem::take(&mut this.client.is_running);
            this.client.is_connected = false;
            this.client.is_lost |= is_gone && this.client.connection.is_some();
            (this.client.is_replaced, this.client.is_frozen) = (false, false);
            return Ok(is_gone);
        };
        let client = &mut this.client;
        let is_quorate = engine.is_quorate();
        if client.is_replaced {
            return Ok(self.hang_up(place));
        }
        if client.is_frozen {
            return Ok(false);
        }
        if !client.is_running {
            match engine.device_register(DEVICE_NAME) {
                Ok(()) => client.is_running = true,
                Err(EngineError::DeviceNotAllowed) => client.is_replaced = true,
                Err(error) => return Err(refused(error)),
            }
            client.vote = None;
            if !is_served || client.is_cut {
                client.disconnected(manners, is_quorate);
            }
            return Ok(true);
        }
        if is_served && !client.is_cut && self.reach(place, manners) {
            return Ok(true);
        }
        self.tell_votequorum(place)
    }

    /// The node's vote is what its client has made of the answers.
    fn tell_votequorum(&mut self, place: usize) -> Result<bool, ClusterError> {
        let now = self.now;
        let Some(this) = self.places.get_mut(place) else { return Ok(false) };
        let (before, after) = (this.device, this.client.habit());
        let Some(engine) = this.engine.up_mut() else { return Ok(false) };
        this.device = after;
        let ring = engine.rule_set.ring();
        let told = match (before, after) {
            (DeviceHabit::Polls { cast_vote }, DeviceHabit::Silent) if !engine.waits_for_device() => {
                // The last poll is not later than now.
                let _polled = engine.device_poll(ring, cast_vote, now);
                true
            }
            (_, DeviceHabit::Polls { cast_vote }) if before != after || engine.waits_for_device() => {
                engine.device_poll(ring, cast_vote, now).is_ok()
            }
            _ => false,
        };
        Ok(told)
    }

    /// A client whose link is not cut, and the witness that it reaches; tells whether anything passed between them.
    fn reach(&mut self, place: usize, manners: &Manners) -> bool {
        let now = self.now;
        let Some(this) = self.places.get_mut(place) else { return false };
        let Some(engine) = this.engine.up() else { return false };
        let (client, ring) = (&mut this.client, engine.rule_set.ring());
        if let Some(heard) = client.pending.take() {
            client.hear(&heard, ring);
            return true;
        }
        match (client.is_connected, client.connection) {
            (true, None) => {
                client.disconnected(manners, engine.is_quorate());
                return true;
            }
            (false, Some(_)) => return !client.is_lost && self.hang_up(place),
            (false, None) if client.is_refused => return false,
            (false, None) => {
                client.connection = self.arbiter.witness.connect(now);
                client.is_connected = client.connection.is_some();
                client.due = due::GREETING;
                client.echo_at = now.saturating_add(manners.heartbeat.into());
                return client.is_connected;
            }
            (true, Some(_)) if client.is_refused => {
                client.disconnected(manners, engine.is_quorate());
                return true;
            }
            (true, Some(_)) => {}
        }
        if core::mem::take(&mut client.is_unanswered) {
            client.due |= due::ECHO;
            client.echo_at = client.echo_at.min(now.saturating_add(manners.heartbeat.into()));
        }
        let verdict = (!engine.waits_for_device()).then_some(engine.is_quorate());
        let members = engine.members();
        let request = client.next(manners, &self.config, (this.id, ring), &members, verdict);
        request.is_some_and(|request| {
            self.send(place, request, now);
            true
        })
    }

    /// A view is reported to the node at this place.
    fn client_sees_view(&mut self, node: NodeId) {
        let is_ours = Served::is_asked(self);
        let place = self.places.iter_mut().find(|place| place.id == node && is_ours);
        if let Some(place) = place.filter(|place| place.client.is_running) {
            place.client.new_view();
            place.device = place.client.habit();
        }
    }
}
