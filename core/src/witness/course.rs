//! The course of a connection: PREINIT, TLS, INIT, and who may say what when.

use super::connection::{Connection, Cover, FFSPLIT, LMS, TEST, TWO_NODE_LMS, TieBreaker};
use super::protocol::{Refusal, message, needed_by, option};
use super::reply::Reply;
use super::request::{Request, bit};
use super::state::WitnessMut;
use super::{CloseReason, Tls, lease};
use crate::base::{Millis, NodeId};

impl Connection {
    /// Whether more bytes can be taken.
    pub(super) fn can_take(&self) -> bool {
        let is_covered = matches!(self.cover, Cover::Clear | Cover::Tls);
        self.is_open && self.closing.is_none() && self.outbox.is_empty() && is_covered
    }
}

/// Error 7, where the request lacks what it needs.
fn complete(request: &Request) -> Result<(), Refusal> {
    match needed_by(request.message).iter().all(|option| request.has(*option)) {
        true => Ok(()),
        false => Err(Refusal::OptionMissing),
    }
}

impl WitnessMut<'_> {
    /// A whole message has come.
    pub(super) fn answer(&mut self, place: usize, now: Millis) {
        let Some(this) = self.connections.get_mut(place) else { return };
        let request = this.decoder.request;
        this.heard = now;
        if this.is_joined {
            this.renew(now, request.message == message::ECHO);
        }
        let served = self.serve(place, &request, now);
        let Some(this) = self.connections.get_mut(place) else { return };
        this.decoder.request = Request::default();
        if let Err(refusal) = served {
            let error = Reply { error: refusal.number(), ..Reply::default() };
            this.answer(&request, message::SERVER_ERROR, error);
        }
    }

    fn serve(&mut self, place: usize, request: &Request, now: Millis) -> Result<(), Refusal> {
        let needs_tls = self.hub.settings.tls == Tls::Required;
        let Some(this) = self.connections.get_mut(place) else { return Ok(()) };
        if let Some(fault) = request.fault {
            return Err(fault);
        }
        match request.message {
            message::PREINIT => return self.preinit(place, request, now),
            message::STARTTLS => return this.start_tls(self.hub.settings.tls),
            message::INIT
            | message::SET_OPTION
            | message::ECHO
            | message::NODE_LIST
            | message::ASK_FOR_VOTE
            | message::VOTE_INFO_REPLY
            | message::HEURISTICS_CHANGE => {}
            _ => return Err(Refusal::UnexpectedMessage),
        }
        if needs_tls && this.cover != Cover::Tls {
            return Err(Refusal::TlsRequired);
        }
        if request.message == message::INIT {
            self.init(place, request, now);
            return Ok(());
        }
        if !this.is_joined {
            return Err(Refusal::InitRequired);
        }
        complete(request)?;
        match request.message {
            message::SET_OPTION => self.set_option(place, request, now),
            message::ECHO if this.decoder.is_text_cut => Err(Refusal::TooLong),
            message::ECHO => {
                this.send(Reply { message: message::ECHO_REPLY, ..Reply::default() });
                Ok(())
            }
            _ => self.vote(place, request, now),
        }
    }

    fn preinit(&mut self, place: usize, request: &Request, now: Millis) -> Result<(), Refusal> {
        complete(request)?;
        let Some(this) = self.connections.get(place) else { return Ok(()) };
        let (before, is_joined) = (this.cluster, this.is_joined);
        let found = match this.decoder.is_text_cut {
            true => Err(CloseReason::NameTooLong),
            false => self.cluster_named(place, now),
        };
        if is_joined && found != before.ok_or(CloseReason::UnknownCluster) {
            return Err(Refusal::UnexpectedMessage);
        }
        let Some(this) = self.connections.get_mut(place) else { return Ok(()) };
        match found {
            Ok(index) => {
                this.cluster = Some(index);
                this.answer(request, message::PREINIT_REPLY, Reply::default());
            }
            Err(reason) => this.closing = Some(reason),
        }
        if before != self.connections.get(place).and_then(|this| this.cluster) {
            self.release(before, now);
        }
        Ok(())
    }

    /// The cluster of the name that was just read.
    fn cluster_named(&mut self, place: usize, now: Millis) -> Result<usize, CloseReason> {
        let name = self.connections.get(place).map(|this| this.decoder.text.clone()).unwrap_or_default();
        let is_it = |cluster: &super::cluster::Cluster| cluster.is_used && cluster.name == name;
        if let Some(known) = self.clusters.iter().position(is_it) {
            return Ok(known);
        }
        if self.clusters.iter().any(|cluster| cluster.is_told) {
            return Err(CloseReason::UnknownCluster);
        }
        (0..self.clusters.len()).for_each(|index| self.release(Some(index), now));
        let free = self.clusters.iter().position(|cluster| !cluster.is_used);
        let free = free.ok_or(CloseReason::NoRoomForCluster)?;
        if let Some(cluster) = self.clusters.get_mut(free) {
            (cluster.is_used, cluster.name) = (true, name);
        }
        Ok(free)
    }

    fn init(&mut self, place: usize, request: &Request, now: Millis) {
        let index = self.connections.get(place).and_then(|this| this.cluster);
        let refusal = self.check_init(index, place, request, now);
        let is_told = self
            .view(index, now)
            .is_none_or(|view| view.cluster.told.is_empty() || view.has(view.cluster.told, request.node));
        let Some(this) = self.connections.get_mut(place) else { return };
        if refusal.is_none() && !is_told {
            this.closing = Some(CloseReason::UnknownNode);
            return;
        }
        let absent = [option::MESSAGES, option::OPTIONS].map(bit).into_iter();
        let absent = absent.filter(|bit| request.present & bit == 0).fold(0, |all, bit| all | bit);
        let error = refusal.map_or(0, Refusal::number);
        this.answer(request, message::INIT_REPLY, Reply { error, absent, ..Reply::default() });
        if refusal.is_some() {
            return;
        }
        this.is_joined = true;
        this.node = request.node;
        this.ring = request.ring;
        this.heartbeat = request.heartbeat;
        this.algorithm = u8::try_from(request.algorithm).unwrap_or(TEST);
        this.tie_breaker = TieBreaker { mode: request.tie_mode, node: request.tie_node };
        if let Some(mut view) = self.view(index, now) {
            lease::joined(&mut view, place);
        }
    }

    /// Why INIT is refused, in the order of qnetd's checks, and one of our own: a client that may have the vote stays
    /// the node that it is.
    fn check_init(
        &mut self,
        index: Option<usize>,
        place: usize,
        request: &Request,
        now: Millis,
    ) -> Option<Refusal> {
        const NEEDS: [u16; 5] =
            [option::NODE, option::RING, option::HEARTBEAT, option::TIE_BREAKER, option::ALGORITHM];
        let settings = self.hub.settings;
        let Some(view) = self.view(index, now) else { return Some(Refusal::PreinitRequired) };
        for need in NEEDS {
            if !request.has(need) {
                return Some(Refusal::OptionMissing);
            }
            if need == option::HEARTBEAT && !settings.takes_heartbeat(request.heartbeat) {
                return Some(Refusal::InvalidHeartbeat);
            }
        }
        let served: &[u8] = match settings.refuse_unsafe {
            true => &[TEST, FFSPLIT],
            false => &[TEST, FFSPLIT, TWO_NODE_LMS, LMS],
        };
        if !served.iter().any(|algorithm| u16::from(*algorithm) == request.algorithm) {
            return Some(Refusal::UnsupportedAlgorithm);
        }
        let tie_breaker = TieBreaker { mode: request.tie_mode, node: request.tie_node };
        let mut after: Option<NodeId> = None;
        while let Some((place, node)) = view.next_by_node(after) {
            after = Some(node);
            let member = view.member(place)?;
            if member.tie_breaker != tie_breaker {
                return Some(Refusal::TieBreakerDiffers);
            }
            if u16::from(member.algorithm) != request.algorithm {
                return Some(Refusal::AlgorithmDiffers);
            }
            if node == request.node {
                return Some(Refusal::DuplicateNode);
            }
        }
        view.member(place).map(|_| Refusal::UnexpectedMessage)
    }

    fn set_option(&mut self, place: usize, request: &Request, now: Millis) -> Result<(), Refusal> {
        let Some(this) = self.connections.get_mut(place) else { return Ok(()) };
        let index = this.cluster;
        if request.has(option::HEARTBEAT) {
            if !self.hub.settings.takes_heartbeat(request.heartbeat) {
                return Err(Refusal::InvalidHeartbeat);
            }
            this.heartbeat = request.heartbeat;
        }
        if request.has(option::KEEP_ACTIVE) {
            this.keeps_active = request.keep_active;
        }
        let options = [option::HEARTBEAT, option::KEEP_ACTIVE].map(bit).into_iter();
        let absent = options.filter(|bit| request.present & bit == 0).fold(0, |all, bit| all | bit);
        let (heartbeat, keep_active) = (this.heartbeat, this.keeps_active);
        let reply = Reply { heartbeat, keep_active, absent, ..Reply::default() };
        this.answer(request, message::SET_OPTION_REPLY, reply);
        if let Some(mut view) = self.view(index, now) {
            lease::paced(&mut view, place);
        }
        Ok(())
    }
}

impl Connection {
    fn start_tls(&mut self, tls: Tls) -> Result<(), Refusal> {
        match (self.cluster, self.cover, tls) {
            (None, ..) => return Err(Refusal::PreinitRequired),
            (_, Cover::Tls, _) => return Err(Refusal::UnexpectedMessage),
            (.., Tls::Off) => self.closing = Some(CloseReason::TlsIsOff),
            _ => self.cover = Cover::Asked,
        }
        Ok(())
    }
}
