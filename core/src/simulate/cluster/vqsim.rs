//! What corosync-vqsim does otherwise than corosync, so that tests can compare the two.

use super::{Cluster, Outcome};
use crate::base::{NodeId, Nodes, collect, extend};
use crate::simulate::refused::ClusterError;
use crate::verdict::EngineError;
use crate::wire::{Body, Message};
use heapless::Vec;

impl<const N: usize> Cluster<N> {
    /// Whether members wait for each other's states before the verdict of a new view counts, as real corosync
    /// does. corosync-vqsim does not: there each node's verdict counts as soon as it waits for no device, and all
    /// hear what a node that starts says first.
    #[doc(hidden)]
    pub fn set_barrier(&mut self, has_barrier: bool) {
        self.has_barrier = has_barrier;
    }

    /// Delivers the messages of these nodes first, in this order, then those of the others, ascending. Some of
    /// votequorum's answers depend on it; with real corosync it is the order of the token. With `tells_late` a node
    /// tells its state as it is once it has heard those before it, not as it was when it got its view.
    ///
    /// # Errors
    /// More nodes than fit.
    #[doc(hidden)]
    pub fn set_order(&mut self, order: &[NodeId], tells_late: bool) -> Result<(), EngineError> {
        let mut once = Vec::new();
        for node in order {
            if !once.contains(node) {
                once.push(*node).map_err(|_| EngineError::TooManyNodes(N))?;
            }
        }
        self.order = once;
        self.tells_late = tells_late;
        Ok(())
    }

    /// Nodes that start are in the view of their partition at once, one after the other, and everybody hears what
    /// each says first before telling its own state. In corosync nobody else hears that.
    pub(super) fn start_in_views(&mut self, nodes: &[NodeId]) -> Outcome {
        let mut first: Vec<(NodeId, Body), N> = Vec::new();
        let mut later = nodes;
        while let Some((node, rest)) = later.split_first() {
            later = rest;
            self.report_view(&[*node])?;
            let engine = self.places.iter_mut().find(|place| place.id == *node);
            let said = engine.and_then(|place| place.engine.up_mut()?.poll_transmit());
            extend(&mut first, said.into_iter().map(|message| (*node, message.body)));
            let started = |member: &NodeId| !later.contains(member);
            let members: Nodes<N> = collect(self.partition_of(*node).iter().copied().filter(started));
            self.report_view(&members)?;
        }
        for (from, body) in &first {
            self.hear(*from, body)?;
        }
        for node in nodes {
            for member in &self.partition_of(*node) {
                self.tell_again(*member)?;
            }
        }
        self.deliver()
    }

    /// Everybody in the sender's view hears this.
    fn hear(&mut self, from: NodeId, body: &Body) -> Outcome {
        let Some(ring) = self.status(from).map(|status| status.ring) else {
            return Ok(());
        };
        let members = self.partition_of(from);
        let message = Message { ring, body: body.clone() };
        for place in self.places.iter_mut().filter(|place| members.contains(&place.id)) {
            if let Some(engine) = place.engine.up_mut() {
                let heard = engine.receive(from, &message, self.now);
                heard.map_err(|error| ClusterError::Engine(place.id, error))?;
            }
        }
        Ok(())
    }

    /// What a node was about to say, it says as it is once it has heard those before it.
    pub(super) fn tell_in_turn(&mut self) -> Outcome {
        for sender in &self.senders() {
            if self.engine(*sender).is_some_and(|engine| engine.waiting_to_transmit() > 0) {
                self.tell_again(*sender)?;
                self.deliver_from(*sender)?;
            }
        }
        Ok(())
    }

    fn tell_again(&mut self, node: NodeId) -> Outcome {
        let place = self.places.iter_mut().find(|place| place.id == node);
        if let Some(engine) = place.and_then(|place| place.engine.up_mut()) {
            engine.tell_again();
        }
        self.end_exchange(node)
    }

    /// A node that waits for no device waits for nobody else either.
    pub(super) fn end_exchange(&mut self, node: NodeId) -> Outcome {
        let place = self.places.iter_mut().find(|place| place.id == node);
        let Some(engine) = place.and_then(|place| place.engine.up_mut()) else {
            return Ok(());
        };
        if engine.waits_for_device() {
            return Ok(());
        }
        let members = engine.members();
        let ready = members.iter().try_for_each(|member| engine.assume_ready(*member));
        ready.map_err(|error| ClusterError::Engine(node, error))
    }
}
