//! What passes between the witness of a simulated cluster and its clients.

use super::client::Client;
use super::talk::{Heard, Request};
use super::{Cluster, Place};
use crate::base::Millis;
use crate::rules::contract::Explain;
use crate::witness::Output;
use crate::witness::protocol::message;

impl<const N: usize> Cluster<N> {
    /// The witness sees that the client has closed the connection.
    pub(super) fn hang_up(&mut self, place: usize) -> bool {
        let now = self.now;
        let is_served = self.arbiter.is_up;
        let client = self.places.get_mut(place).map(|place| &mut place.client);
        let client = client.filter(|client| is_served && !client.is_cut);
        let Some(connection) = client.and_then(|client| client.connection.take()) else { return false };
        self.arbiter.witness.disconnect(connection, now);
        self.drain();
        true
    }

    pub(super) fn send(&mut self, place: usize, mut request: Request, now: Millis) {
        let client = self.places.get(place).map(|place| &place.client);
        let Some(connection) = client.and_then(|client| client.connection) else { return };
        let mut rest = request.bytes();
        while !rest.is_empty() {
            let taken = self.arbiter.witness.receive(connection, now, rest);
            self.drain();
            let after = rest.get(taken..).unwrap_or(&[]);
            // It takes nothing from one that it has closed.
            if taken == 0 {
                break;
            }
            rest = after;
        }
    }

    /// Takes what the witness says to where it belongs.
    pub(super) fn drain(&mut self) {
        while let Some(output) = self.arbiter.witness.poll_output() {
            match output {
                Output::Send { connection, bytes } => self.pass_on(connection, &Heard::read(&bytes)),
                Output::Close { connection, .. } => {
                    if let Some(place) = self.of_connection(connection) {
                        (place.client.connection, place.client.is_lost) = (None, false);
                    }
                }
                // No client here asks for TLS.
                Output::StartTls { .. } => {}
            }
        }
    }

    fn of_connection(&mut self, connection: usize) -> Option<&mut Place<N, Client>> {
        self.places.iter_mut().find(|place| place.client.connection == Some(connection))
    }

    /// The witness said this over the connection.
    fn pass_on(&mut self, connection: usize, heard: &Heard) {
        let now = self.now;
        let Some(place) = self.of_connection(connection) else { return };
        let ring = place.engine.up().map(|engine| engine.rule_set.ring());
        let client = &mut place.client;
        match ring {
            Some(ring) if client.is_connected && client.hears() => client.hear(heard, ring),
            // Of what waits at a cut link, or for one that is frozen, only the last vote matters.
            Some(_) if client.is_connected && heard.message == message::VOTE_INFO => {
                client.pending = Some(heard.clone());
            }
            // A node that was started anew knows nothing of the connection.
            Some(_) if client.is_lost && !client.is_cut => {
                (client.connection, client.is_lost) = (None, false);
                self.arbiter.witness.disconnect(connection, now);
            }
            _ => {}
        }
    }
}
