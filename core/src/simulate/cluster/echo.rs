//! What simulated clients do as time passes: echoes, which the witness answers or does not hear.

use super::Cluster;
use super::client::Client;
use super::talk::Request;
use crate::base::Millis;
use crate::witness::protocol::message;

impl<const N: usize> Cluster<N> {
    /// Echoes that are answered at once, up to then: the last one stands for all. What is said before it is due makes
    /// the witness forget it, so it is said again.
    pub(super) fn echo_until(&mut self, until: Millis) {
        let Some(manners) = self.manners().filter(|_| self.arbiter.is_up) else { return };
        let heartbeat = Millis::from(manners.heartbeat);
        for place in 0..self.places.len() {
            let Some(this) = self.places.get_mut(place) else { continue };
            let client = &mut this.client;
            let is_steady = client.is_connected && client.connection.is_some() && client.hears();
            if !is_steady || this.engine.up().is_none() {
                continue;
            }
            let more = until.saturating_add(heartbeat).saturating_sub(client.echo_at);
            let more = more.checked_div(heartbeat).unwrap_or(0);
            client.echo_at = client.echo_at.saturating_add(more.saturating_mul(heartbeat));
            let last = client.echo_at.saturating_sub(heartbeat);
            if last > self.now {
                self.send(place, Request::of(message::ECHO).seq(1), last);
            }
        }
    }

    /// When the witness, or a client that it does not hear, has something to do.
    pub(super) fn witness_due(&self) -> Option<Millis> {
        self.manners()?;
        let witness = self.arbiter.witness.poll_timeout().filter(|_| self.arbiter.is_up);
        let clients = self.places.iter().map(|place| &place.client);
        let echoes = clients.filter(|client| self.is_unheard(client)).map(|client| client.echo_at);
        witness.into_iter().chain(echoes).min()
    }

    /// When anything happens next by itself, echoes among it that are answered.
    pub(super) fn next(&self) -> Option<Millis> {
        let up = || self.places.iter().filter_map(|place| Some((place.engine.up()?, &place.client)));
        let engines = up().filter_map(|(engine, _)| engine.poll_timeout());
        let echoes = up()
            .filter(|(_, client)| client.is_connected && !client.is_frozen)
            .map(|(_, client)| client.echo_at);
        let all = engines.chain(echoes).chain(self.witness_due());
        all.filter(|at| *at > self.now && *at != Millis::MAX).min()
    }

    /// Whether its echoes come to nobody.
    fn is_unheard(&self, client: &Client) -> bool {
        let is_heard = self.arbiter.is_up && !client.is_cut && client.connection.is_some();
        client.is_running && client.is_connected && !client.is_frozen && !is_heard
    }

    /// Time has passed: clients that are not heard send an echo, or miss the answer to one.
    pub(super) fn echo_in_vain(&mut self) {
        let Some(manners) = self.manners() else { return };
        let now = self.now;
        for place in 0..self.places.len() {
            let is_due = self.places.get(place).is_some_and(|place| {
                place.engine.up().is_some() && self.is_unheard(&place.client) && place.client.echo_at <= now
            });
            let Some(this) = self.places.get_mut(place).filter(|_| is_due) else { continue };
            let is_quorate = this.engine.up().is_some_and(|engine| engine.is_quorate());
            let client = &mut this.client;
            match (client.is_unanswered, manners.keeps_vote(is_quorate)) {
                (false, _) => {
                    client.is_unanswered = true;
                    client.echo_at = now.saturating_add(manners.heartbeat.into());
                }
                // It says no more until the answer comes.
                (true, true) => client.echo_at = Millis::MAX,
                (true, false) => client.disconnected(&manners, is_quorate),
            }
        }
    }
}
