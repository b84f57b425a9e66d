//! A simulated corosync-qdevice: what it has to tell its witness, and what it makes of the answers.

use super::DeviceHabit;
use super::talk::{Heard, Request};
use crate::base::{Algorithm, Heuristics, Millis, NodeId, RingId, TieBreak};
use crate::config::Config;
use crate::witness::Vote;
use crate::witness::protocol::{list, message, option};

/// What a client has to say, each a bit; the lowest comes first.
pub(super) mod due {
    pub const PREINIT: u8 = 1;
    pub const INIT: u8 = 2;
    pub const SET_OPTION: u8 = 4;
    pub const INITIAL_CONFIG: u8 = 8;
    pub const CHANGED_CONFIG: u8 = 16;
    pub const MEMBERSHIP: u8 = 32;
    pub const HEURISTICS: u8 = 64;
    pub const ECHO: u8 = 128;
    /// On a new connection, in this order.
    pub const GREETING: u8 = PREINIT | INIT | SET_OPTION | INITIAL_CONFIG | MEMBERSHIP;
}

/// How all clients of a config do it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manners {
    algorithm: Algorithm,
    pub heartbeat: u32,
    tie_breaker: TieBreak,
    keeps_active: bool,
    /// wait_for_all is written.
    waits_for_all: bool,
}

impl Manners {
    pub(super) fn of<const N: usize>(config: &Config<N>) -> Option<Self> {
        let net = config.witness()?;
        Some(Manners {
            algorithm: net.algorithm,
            heartbeat: config.qdevice_heartbeat()?,
            tie_breaker: net.tie_breaker,
            keeps_active: net.keep_active_partition_tie_breaker,
            waits_for_all: config.options().wait_for_all == Some(true),
        })
    }

    /// lms keeps the vote of a quorate node that waits for all.
    pub(super) fn keeps_vote(&self, is_quorate: bool) -> bool {
        self.algorithm == Algorithm::Lms && is_quorate && self.waits_for_all
    }
}

/// One client.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub(super) is_running: bool,
    /// It does not run; steps say what the device does.
    pub(super) is_replaced: bool,
    pub(super) is_connected: bool,
    /// The witness refused it; it tries again when something happens.
    pub(super) is_refused: bool,
    /// Nothing passes between it and the witness.
    pub(super) is_cut: bool,
    /// It is stopped by a signal: it does nothing, and its connection stays open.
    pub(super) is_frozen: bool,
    /// Its node was gone before it could close the connection.
    pub(super) is_lost: bool,
    /// What the witness takes for open.
    pub(super) connection: Option<usize>,
    pub(super) due: u8,
    /// The VOTE_INFO that it has to acknowledge.
    pub(super) reply: Option<u32>,
    /// What comes when the link is mended, or when it is thawed.
    pub(super) pending: Option<Heard>,
    /// What it tells votequorum; nothing while it waits.
    pub(super) vote: Option<bool>,
    /// The view and the verdict of its last quorum list.
    pub(super) told: Option<(RingId, bool)>,
    /// The last echo has no answer.
    pub(super) is_unanswered: bool,
    pub(super) echo_at: Millis,
    pub(super) heuristics: Heuristics,
    pub(super) seq: u32,
}

impl Client {
    /// Whether anything that is said to it comes to its ears.
    pub(super) fn hears(&self) -> bool {
        !self.is_cut && !self.is_frozen
    }

    /// What its node's votequorum hears.
    pub(super) fn habit(&self) -> DeviceHabit {
        self.vote
            .filter(|_| !self.is_frozen)
            .map_or(DeviceHabit::Silent, |cast_vote| DeviceHabit::Polls { cast_vote })
    }

    /// Its node is in another view: while connected it waits for the witness's word.
    pub(super) fn new_view(&mut self) {
        if self.is_connected {
            self.vote = None;
            self.due |= due::MEMBERSHIP;
        } else if self.vote == Some(true) {
            self.vote = Some(false);
        }
    }

    /// The connection is gone, for whatever reason, or there never was one.
    pub(super) fn disconnected(&mut self, manners: &Manners, is_quorate: bool) {
        (self.is_connected, self.due, self.reply, self.pending) = (false, 0, None, None);
        (self.is_unanswered, self.told) = (false, None);
        let is_kept = manners.algorithm == Algorithm::TwoNodeLms || manners.keeps_vote(is_quorate);
        if !is_kept {
            self.vote = Some(false);
        }
    }

    /// The witness says something, and the node is in this view.
    pub(super) fn hear(&mut self, heard: &Heard, ring: RingId) {
        match heard.message {
            message::SERVER_ERROR | message::INIT_REPLY if heard.error != 0 => self.is_refused = true,
            message::ECHO_REPLY => self.is_unanswered = false,
            message::VOTE_INFO => self.reply = Some(heard.seq),
            _ => {}
        }
        if heard.ring != ring {
            return;
        }
        match heard.vote {
            Some(Vote::Ack) => self.vote = Some(true),
            Some(Vote::Nack) => self.vote = Some(false),
            Some(Vote::AskLater | Vote::WaitForReply) => self.vote = None,
            Some(Vote::NoChange) | None => {}
        }
    }

    /// The next thing that it has to say, if anything; then it is said.
    pub(super) fn next<const N: usize>(
        &mut self,
        manners: &Manners,
        config: &Config<N>,
        us: (NodeId, RingId),
        members: &[NodeId],
        verdict: Option<bool>,
    ) -> Option<Request> {
        let bit = self.due & self.due.wrapping_neg();
        let (node, ring) = us;
        // The lists of a greeting, then acknowledgments, then the rest.
        if bit == 0 || bit > due::MEMBERSHIP {
            if let Some(seq) = self.reply.take() {
                return Some(Request::of(message::VOTE_INFO_REPLY).seq(seq));
            }
        }
        self.due &= !bit;
        if bit == 0 {
            let is_quorate = verdict.filter(|verdict| self.told != Some((ring, *verdict)))?;
            self.told = Some((ring, is_quorate));
            let request = self.say(message::NODE_LIST).byte(option::LIST_TYPE, list::QUORUM);
            return Some(request.byte(option::QUORATE, is_quorate.into()).nodes(members.iter().copied()));
        }
        Some(match bit {
            due::PREINIT => self.say(message::PREINIT).option(option::CLUSTER_NAME, b"cluster"),
            due::INIT => {
                let (mode, preferred) = manners.tie_breaker.mode();
                let [a, b, c, d] = preferred.0.to_be_bytes();
                self.say(message::INIT)
                    .word(option::NODE, node.0)
                    .option(option::ALGORITHM, &[0, manners.algorithm.byte()])
                    .word(option::HEARTBEAT, manners.heartbeat)
                    .option(option::TIE_BREAKER, &[mode, a, b, c, d])
                    .ring(ring)
            }
            due::SET_OPTION => {
                self.say(message::SET_OPTION).byte(option::KEEP_ACTIVE, manners.keeps_active.into())
            }
            due::INITIAL_CONFIG | due::CHANGED_CONFIG => {
                let kind =
                    if bit == due::INITIAL_CONFIG { list::INITIAL_CONFIG } else { list::CHANGED_CONFIG };
                let nodes = config.nodes().iter().map(|node| node.id);
                self.say(message::NODE_LIST).byte(option::LIST_TYPE, kind).nodes(nodes)
            }
            due::MEMBERSHIP => {
                let request = self.say(message::NODE_LIST).byte(option::LIST_TYPE, list::MEMBERSHIP);
                request.ring(ring).nodes(members.iter().copied()).heuristics(self.heuristics)
            }
            due::HEURISTICS => self.say(message::HEURISTICS_CHANGE).heuristics(self.heuristics),
            _ => Request::of(message::ECHO).seq(1),
        })
    }

    /// A request with the next number.
    fn say(&mut self, kind: u16) -> Request {
        self.seq = self.seq.wrapping_add(1);
        Request::of(kind).seq(self.seq)
    }
}
