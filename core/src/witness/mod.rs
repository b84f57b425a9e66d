//! The witness: a third vote for clusters of corosync, as corosync-qnetd gives it.
//!
//! [`Witness`] speaks qnetd's protocol with unmodified corosync-qdevice clients (2.4 to 3.0.4) and decides by its
//! algorithms ffsplit, lms, 2nodelms and test. Like all of this crate it has no sockets and no clock: the caller
//! gives it what came over a connection, and the time, and sends what it has to say.
//!
//! # A vote is a lease
//!
//! qnetd gives the vote to another partition as soon as the holder's connection is gone, and the holder gives it up
//! only when its own heartbeat fails: with the documented defaults two partitions are quorate for 4 seconds when a
//! cable is pulled, and for 10 when qnetd is restarted during a split. With [`Timing::Safe`], the default, nobody
//! gets the vote (ffsplit) before each node of another partition that had it
//!
//! - has acknowledged that it lost it, in the membership that it is in, or
//! - must have given it up by its own clock: 2 heartbeats after the last echo that was answered, and a fourth of a
//!   heartbeat for clocks that differ and for delays.
//!
//! A client that is out of reach is waited for in the same way where it had no vote: as long as it has not given up, it
//! may hold up the exchange of its new view, and members that have lost the vote keep the verdict of the view before.
//!
//! A closed connection is no proof: where qdevice was killed, votequorum counts its last vote for 1.25 heartbeats
//! more, and the witness waits for at least 1.5. What a lease does not cover is a qdevice that is killed or frozen
//! while its node is cut off from the witness and from the other nodes: votequorum counts its vote for up to 3.25
//! heartbeats after the last echo; nor a corosync that is frozen, which has its vote when it goes on. The price is the
//! survivors' wait: up to 2.25 heartbeats (18 s with the defaults) after a node died, where qnetd gives the vote after
//! up to 1.5 heartbeats. A smaller quorum.device.timeout buys it back.
//!
//! After a start the witness knows of no lease: for 2.25 of the longest heartbeats that it accepts it is silent
//! wherever a node of the cluster is out of reach. A snapshot ([`Witness::write_snapshot`]) says who is connected or
//! has votes, so that after [`Witness::restore_bytes`] only they are waited for.
//!
//! With lms, too, nobody gets the vote before the others have acknowledged that they lost it, or were silent for as
//! long as a lease. The price is that a vote moves up to half a heartbeat later. It is not safe in all: with
//! wait_for_all clients keep a vote while they are cut off, a killed qdevice's vote counts for a while, and after a
//! restart the first partition that asks gets the vote. 2nodelms is served as qnetd serves it: its clients always keep
//! a vote when they are cut off. [`Settings::refuse_unsafe`] refuses both.
//!
//! # Where it differs from qnetd
//!
//! See [`deviations`]. Besides, a client that acknowledges an older vote when its partition has been chosen is never
//! told so by qnetd, nor here with its timing; with leases it is told.

#[cfg(feature = "std")]
mod canonical;
mod client;
mod cluster;
mod connection;
mod course;
pub mod deviations;
mod ffsplit;
mod housekeeping;
mod lease;
mod lists;
mod lms;
mod owned;
pub(crate) mod protocol;
mod reason;
mod reply;
mod request;
mod settings;
mod snapshot;
mod state;
mod two_node_lms;

use crate::base::NodeSet;
pub use crate::base::{Algorithm, Heuristics, TieBreak};
pub use client::WitnessClient;
pub use cluster::Cluster;
pub use connection::Connection;
pub use owned::Witness;
pub use reason::{CloseReason, Vote, VoteReason};
pub use reply::TRANSMIT_MAX;
pub use settings::{Settings, Timing, Tls};
pub use snapshot::WitnessSnapshotError;
pub use state::{Hub, Output, TellError, WitnessMut, WitnessRef};

/// Bytes of a cluster's name.
pub const NAME_MAX: usize = 64;
