//! Who reaches whom: partitions, their views, and the delivery of messages.

use super::{Cluster, Hearing, Outcome};
use crate::base::{NodeId, Nodes, RingId, collect, extend};
use crate::engine::{Engine, MESSAGES_MAX};
use crate::simulate::refused::ClusterError;
use crate::verdict::EngineError;
use heapless::Vec;

/// Rounds of delivery after one event. Every round empties all outboxes; nothing that engines say makes them
/// answer more than twice, but for changes of the electorate: each takes two rounds, and every node may ask for one.
const ROUNDS_MAX: usize = 8;

impl<const N: usize> Cluster<N> {
    /// Numbers the sides from 0 without gaps, so that splitting again and again never runs out of numbers.
    pub(super) fn number_sides(&mut self) {
        for next in 0..=u8::MAX {
            let higher = self.places.iter().map(|place| place.side).filter(|side| *side >= next);
            let Some(number) = higher.min() else {
                break;
            };
            for place in self.places.iter_mut().filter(|place| place.side == number) {
                place.side = next;
            }
        }
    }

    /// The nodes that are up on the side of `node`.
    pub(crate) fn partition_of(&self, node: NodeId) -> Nodes<N> {
        let side = self.places.iter().find(|place| place.id == node).map(|place| place.side);
        let up = self.places.iter().filter(|place| place.engine.up().is_some() && Some(place.side) == side);
        collect(up.map(|place| place.id))
    }

    /// Gives a new view to every partition whose members have changed, then lets all talk.
    pub(super) fn form_views(&mut self) -> Outcome {
        let mut done: Vec<NodeId, N> = Vec::new();
        for _ in 0..N {
            let mut up = self.places.iter().filter(|place| place.engine.up().is_some());
            let Some(first) = up.find(|place| !done.contains(&place.id)).map(|place| place.id) else {
                break;
            };
            let members = self.partition_of(first);
            let is_new = |node: &NodeId| self.engine(*node).is_some_and(|engine| engine.members() != members);
            if members.iter().any(is_new) {
                self.form_view(&members)?;
            }
            extend(&mut done, members.iter().copied());
        }
        self.deliver()?;
        self.poll_devices(self.now)
    }

    pub(super) fn form_view(&mut self, members: &[NodeId]) -> Outcome {
        self.report_view(members)?;
        #[cfg(feature = "std")]
        if !self.has_barrier {
            members.iter().try_for_each(|member| self.end_exchange(*member))?;
        }
        Ok(())
    }

    /// Tells these nodes that they are a view.
    pub(super) fn report_view(&mut self, members: &[NodeId]) -> Outcome {
        // totem adds 4.
        self.seq = self.seq.saturating_add(4);
        let ring = RingId { node: members.first().copied().unwrap_or_default(), seq: self.seq };
        let now = self.now;
        for place in self.places.iter_mut().filter(|place| members.contains(&place.id)) {
            let Some(engine) = place.engine.up_mut() else {
                continue;
            };
            engine.view(ring, members, now).map_err(|error| ClusterError::Engine(place.id, error))?;
            if place.hearing == Hearing::NothingYet {
                place.hearing = Hearing::All;
            }
        }
        Ok(())
    }

    pub(super) fn set_hearing(&mut self, nodes: &[NodeId], hearing: Hearing) -> Outcome {
        self.all_up(nodes)?;
        for place in self.places.iter_mut().filter(|place| nodes.contains(&place.id)) {
            if place.hearing != Hearing::All || hearing == Hearing::Nothing {
                place.hearing = hearing;
            }
        }
        Ok(())
    }

    /// Delivers messages in node order until nobody has one left.
    pub(super) fn deliver(&mut self) -> Outcome {
        if self.is_held {
            return Ok(());
        }
        #[cfg(feature = "std")]
        if self.tells_late {
            self.tell_in_turn()?;
        }
        for _ in 0..ROUNDS_MAX.saturating_add(N.saturating_mul(4)) {
            let mut is_quiet = true;
            for sender in &self.senders() {
                is_quiet &= !self.deliver_from(*sender)?;
            }
            if is_quiet {
                break;
            }
        }
        Ok(())
    }

    /// Everybody who is up, in the order in which they speak.
    pub(super) fn senders(&self) -> Nodes<N> {
        let up = |node: &NodeId| self.engine(*node).is_some();
        let rest = self.nodes().filter(|node| !self.order.contains(node));
        collect(self.order.iter().copied().chain(rest).filter(up))
    }

    /// Delivers what the sender has to say now to all members of its view; tells whether it had anything.
    pub(super) fn deliver_from(&mut self, sender: NodeId) -> Result<bool, ClusterError> {
        if let Some(place) = self.places.iter_mut().find(|place| place.id == sender) {
            place.engine.save();
        }
        let waiting = self.engine(sender).map_or(0, Engine::waiting_to_transmit).min(MESSAGES_MAX);
        let mut said_something = false;
        for _ in 0..waiting {
            let place = self.places.iter_mut().find(|place| place.id == sender);
            let engine = place.and_then(|place| place.engine.up_mut());
            let Some(message) = engine.and_then(Engine::poll_transmit) else {
                break;
            };
            said_something = true;
            #[cfg(feature = "std")]
            if !self.has_barrier && message.body == crate::wire::Body::Ready {
                self.end_exchange(sender)?;
            }
            let now = self.now;
            for place in self.places.iter_mut().filter(|place| place.hearing == Hearing::All) {
                let Some(engine) = place.engine.up_mut() else {
                    continue;
                };
                match engine.receive(sender, &message, now) {
                    // Who is in another view does not hear it.
                    Ok(()) | Err(EngineError::OtherView(_) | EngineError::SenderNotInView(_)) => {}
                    Err(error) => return Err(ClusterError::Engine(place.id, error)),
                }
            }
        }
        Ok(said_something)
    }
}
