//! Node lists, heuristics and votes: what a client tells of its partition, and what the algorithms make of it.

use super::cluster::View;
use super::connection::{Connection, FFSPLIT, LMS, TEST, TWO_NODE_LMS};
use super::protocol::{Refusal, list, message, option};
use super::reply::Reply;
use super::request::Request;
use super::state::WitnessMut;
use super::{CloseReason, NodeSet, Vote, VoteReason, ffsplit, lms, two_node_lms};
use crate::base::{Millis, NodeId};

impl Connection {
    fn has_lists(&self) -> bool {
        !self.config.is_empty() && !self.membership.is_empty()
    }

    /// What the answer says of the vote, where the algorithm has not said so itself.
    fn note(&mut self, vote: Vote) {
        let why = match vote {
            Vote::AskLater => VoteReason::Undecided,
            Vote::WaitForReply if self.algorithm == FFSPLIT => VoteReason::Unstable,
            Vote::Ack if self.algorithm == TEST => VoteReason::Always,
            _ => return,
        };
        (self.vote, self.why) = (vote, why);
    }
}

impl WitnessMut<'_> {
    /// A node of a list that is being read.
    pub(super) fn list_node(&mut self, place: usize, node: NodeId, now: Millis) {
        let Some(this) = self.connections.get(place) else { return };
        if !this.is_joined || this.decoder.request.message != message::NODE_LIST {
            return;
        }
        let found = self.view(this.cluster, now).and_then(|mut view| view.intern(node));
        let Some(this) = self.connections.get_mut(place) else { return };
        match found {
            Some(found) => this.decoder.request.nodes |= NodeSet::of(found),
            None => this.decoder.request.has_strangers = true,
        }
    }

    /// NODE_LIST, ASK_FOR_VOTE, VOTE_INFO_REPLY and HEURISTICS_CHANGE of a client that is through INIT.
    pub(super) fn vote(&mut self, place: usize, request: &Request, now: Millis) -> Result<(), Refusal> {
        let index = self.connections.get(place).and_then(|this| this.cluster);
        let Some(mut view) = self.view(index, now) else { return Ok(()) };
        let Some(algorithm) = view.member(place).map(|member| member.algorithm) else { return Ok(()) };
        let (answer, vote) = match request.message {
            message::NODE_LIST => {
                let needed = match request.list_type {
                    list::MEMBERSHIP => option::RING,
                    list::INITIAL_CONFIG | list::CHANGED_CONFIG => option::LIST_TYPE,
                    _ => option::QUORATE,
                };
                if !request.has(needed) {
                    return Err(Refusal::OptionMissing);
                }
                if request.has_strangers {
                    view.refuse_strangers(place);
                    return Ok(());
                }
                (message::NODE_LIST_REPLY, view.listed(place, request, algorithm)?)
            }
            message::ASK_FOR_VOTE => (message::ASK_FOR_VOTE_REPLY, view.asked(place, algorithm)?),
            message::HEURISTICS_CHANGE => {
                (message::HEURISTICS_CHANGE_REPLY, view.heuristics(place, request, algorithm))
            }
            _ => {
                match algorithm {
                    FFSPLIT => ffsplit::acknowledged(&mut view, place, request.seq),
                    LMS => lms::acknowledged(&mut view, place, request.seq),
                    _ => {}
                }
                return Ok(());
            }
        };
        let Some(this) = self.connections.get_mut(place) else { return Ok(()) };
        this.note(vote);
        let (list_type, heuristics) = (request.list_type, request.heuristics);
        let reply = Reply { vote, list_type, heuristics, ring: this.ring, ..Reply::default() };
        this.answer(request, answer, reply);
        Ok(())
    }
}

impl View<'_> {
    fn refuse_strangers(&mut self, place: usize) {
        let reason = match self.cluster.told.is_empty() {
            true => CloseReason::TooManyNodes,
            false => CloseReason::UnknownNode,
        };
        if let Some(this) = self.connections.get_mut(place) {
            this.closing = Some(reason);
        }
    }

    fn listed(&mut self, place: usize, request: &Request, algorithm: u8) -> Result<Vote, Refusal> {
        let is_config = [list::INITIAL_CONFIG, list::CHANGED_CONFIG].contains(&request.list_type);
        let is_membership = request.list_type == list::MEMBERSHIP;
        let names_itself = self.member(place).is_some_and(|member| self.has(request.nodes, member.node));
        match algorithm {
            FFSPLIT if is_config && !names_itself => return Err(Refusal::InvalidConfigList),
            FFSPLIT if is_membership && !names_itself => return Err(Refusal::InvalidMembershipList),
            TWO_NODE_LMS if is_config && request.nodes.len() != 2 => {
                return Err(Refusal::UnsupportedAlgorithm);
            }
            _ => {}
        }
        // lms and 2nodelms decide before the new list is stored.
        let decided = match algorithm {
            LMS if is_membership => lms::decide(self, place, request.ring),
            LMS if !is_config => self.asked(place, algorithm)?,
            TWO_NODE_LMS if is_membership => {
                two_node_lms::decide(self, place, request.ring, request.nodes, request.heuristics)
            }
            TEST if is_membership => Vote::Ack,
            _ => Vote::NoChange,
        };
        let Some(this) = self.connections.get_mut(place) else { return Ok(decided) };
        if is_config {
            this.config = request.nodes;
        } else if is_membership {
            if algorithm == FFSPLIT && this.ring != request.ring {
                // Its vote was for the ring before: it pauses until it is told anew.
                this.vote = Vote::WaitForReply;
            }
            (this.membership, this.ring) = (request.nodes, request.ring);
        }
        let is_asked = request.list_type != list::INITIAL_CONFIG && this.has_lists();
        let fresh = Some((place, request.heuristics)).filter(|_| is_membership);
        let vote = match algorithm {
            FFSPLIT if (is_config || is_membership) && is_asked => ffsplit::decide(self, None, fresh),
            FFSPLIT if is_config || is_membership => Vote::AskLater,
            _ => decided,
        };
        if let (Some(this), Some((_, heuristics))) = (self.connections.get_mut(place), fresh) {
            this.heuristics = heuristics;
        }
        Ok(vote)
    }

    fn asked(&mut self, place: usize, algorithm: u8) -> Result<Vote, Refusal> {
        let Some(member) = self.member(place) else { return Ok(Vote::NoChange) };
        Ok(match algorithm {
            FFSPLIT => return Err(Refusal::UnsupportedByAlgorithm),
            TWO_NODE_LMS => member.result.unwrap_or(Vote::AskLater),
            LMS => lms::decide(self, place, member.ring),
            _ => Vote::Ack,
        })
    }

    /// qnetd stores the result behind its decision: the lists of the partition's other members count the one of before,
    /// so that the partition keeps the vote, until something else makes it decide. With leases it counts at once.
    fn heuristics(&mut self, place: usize, request: &Request, algorithm: u8) -> Vote {
        let is_late = self.silent_until.is_none();
        let Some(this) = self.connections.get_mut(place) else { return Vote::NoChange };
        if !is_late {
            this.heuristics = request.heuristics;
        }
        let vote = match (algorithm, this.has_lists()) {
            (FFSPLIT, true) => ffsplit::decide(self, None, Some((place, request.heuristics))),
            (FFSPLIT, false) => Vote::AskLater,
            _ => Vote::NoChange,
        };
        if let Some(this) = self.connections.get_mut(place) {
            this.heuristics = request.heuristics;
        }
        vote
    }
}
