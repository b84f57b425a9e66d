//! What an operator decides.

use crate::base::codes;

codes! {
    /// How the witness gives votes away.
    pub enum Timing: u8 {
        /// A vote is a lease, and a restart is silence: no two partitions ever have it. The default.
        Safe = 0,
        /// As qnetd 3.0.3 does: at once when the holder's connection is gone, and after a restart. A partition with a
        /// member whose heuristics begin to fail keeps the vote until something else changes.
        LikeQnetd = 1,
    }
}

codes! {
    /// Whether clients can, or must, use TLS. The numbers are the protocol's.
    pub enum Tls: u8 {
        /// No.
        Off = 0,
        /// Where the client wants it. A client without it shows no certificate.
        On = 1,
        /// Always.
        Required = 2,
    }
}

/// Heartbeats that a client may ask for, milliseconds.
pub(super) const HEARTBEATS: core::ops::RangeInclusive<u32> = 1000..=120_000;

/// What an operator decides; see each field. The defaults are the safe ones, without TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// How votes are given away.
    pub timing: Timing,
    /// Whether clients can, or must, use TLS.
    pub tls: Tls,
    /// Whether TLS clients must show a certificate that names their cluster.
    pub client_certificates: bool,
    /// Refuses lms and 2nodelms (error 12): their clients can keep the vote while they are cut off (lms: with
    /// wait_for_all), whatever a witness does.
    pub refuse_unsafe: bool,
    /// The longest heartbeat that is accepted, milliseconds: 1000 to 120000, and others are taken as the nearest of
    /// these. After a restart the witness may be silent for 2.25 times this. A client that asks for more is refused
    /// (error 13) and exits.
    pub heartbeat_max: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            timing: Timing::Safe,
            tls: Tls::Off,
            client_certificates: true,
            refuse_unsafe: false,
            heartbeat_max: *HEARTBEATS.end(),
        }
    }
}

impl Settings {
    pub(super) fn longest_heartbeat(&self) -> u32 {
        self.heartbeat_max.clamp(*HEARTBEATS.start(), *HEARTBEATS.end())
    }

    pub(super) fn takes_heartbeat(&self, heartbeat: u32) -> bool {
        (*HEARTBEATS.start()..=self.longest_heartbeat()).contains(&heartbeat)
    }
}
