//! Votes, why each was given, and why a connection was closed: a code for programs, a sentence for people.

use crate::base::codes;

codes! {
    /// What the witness says to a client. The numbers are the protocol's.
    pub enum Vote: u8 {
        /// The client's partition has the vote.
        Ack = 1,
        /// It does not have it.
        Nack = 2,
        /// Ask again when more is known.
        AskLater = 3,
        /// Wait; a VOTE_INFO will come.
        WaitForReply = 4,
        /// As before.
        NoChange = 5,
    }
}

#[allow(clippy::derivable_impls, reason = "the table of codes has no place for it")]
impl Default for Vote {
    fn default() -> Self {
        Vote::NoChange
    }
}

codes! {
    /// What decided over a client's last vote.
    pub enum VoteReason: u8 {
        /// undecided: the client has not sent its lists yet
        Undecided = 0,
        /// majority: a partition of more than half of the configured nodes gets the vote
        Majority = 1,
        /// half: one partition of half of the configured nodes asks, and no other half does
        OnlyHalf = 2,
        /// score: of two halves, the one with more members that are connected and pass their heuristics gets the vote
        Score = 3,
        /// connected: of two halves with equal scores, the one with more members connected gets the vote
        Connected = 4,
        /// keep_active_partition_tie_breaker: of two equal halves, the one that had the vote keeps it
        KeepActive = 5,
        /// tie_breaker: of two equal halves, the one that holds the preferred node gets the vote
        TieBreaker = 6,
        /// no majority: no partition that asks has half of the configured nodes
        NoMajority = 7,
        /// lms: all connected clients are in one partition
        OnePartition = 8,
        /// lms: another partition had the vote when this client came
        Newcomer = 9,
        /// lms: the largest partition gets the vote
        Largest = 10,
        /// 2nodelms: both nodes are in one partition
        BothNodes = 11,
        /// 2nodelms: the only client that is connected
        Alone = 12,
        /// test: this algorithm always votes
        Always = 13,
        /// unstable: the clients do not agree on the nodes or on the membership yet
        Unstable = 20,
        /// nack first: a client of another partition has not acknowledged yet that it lost the vote
        NackFirst = 21,
        /// lease: a former holder of the vote is out of reach, and its lease has not run out
        Lease = 22,
        /// restart: the witness has restarted, and a node that is out of reach may hold a vote from before
        Restart = 23,
    }
}

#[allow(clippy::derivable_impls, reason = "the table of codes has no place for it")]
impl Default for VoteReason {
    fn default() -> Self {
        VoteReason::Undecided
    }
}

codes! {
    /// Why the witness closes a connection.
    pub enum CloseReason: u8 {
        /// dead peer: no message came for 1.5 heartbeats (lms with leases: 2.25; before INIT: 180 s)
        DeadPeer = 1,
        /// the client asks for TLS, and TLS is off
        TlsIsOff = 2,
        /// the client's certificate is missing or is another cluster's
        WrongCertificate = 3,
        /// the client does not read: its send buffer is full
        SendBufferFull = 4,
        /// no room for another cluster
        NoRoomForCluster = 5,
        /// the cluster's name is longer than 64 bytes
        NameTooLong = 6,
        /// the witness was told its clusters, and this is none of them
        UnknownCluster = 7,
        /// the witness was told this cluster's nodes, and the client or its list names another
        UnknownNode = 8,
        /// the lists of this cluster have more nodes than fit
        TooManyNodes = 9,
    }
}

/// The sentence of a row: its text, without the space that a comment begins with.
fn sentence(texts: &[&'static str], all: impl Iterator<Item = bool>) -> &'static str {
    let text = texts.iter().zip(all).find(|(_, is_it)| *is_it).map_or("", |(text, _)| *text);
    text.trim_ascii()
}

impl VoteReason {
    /// The sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        sentence(&Self::TEXTS, Self::ALL.iter().map(|code| *code == self))
    }
}

impl CloseReason {
    /// The sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        sentence(&Self::TEXTS, Self::ALL.iter().map(|code| *code == self))
    }
}
