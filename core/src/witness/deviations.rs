//! Where the witness deliberately differs from qnetd 3.0.3, also with [`Timing::LikeQnetd`](super::Timing::LikeQnetd).
//!
//! Everything that is not in this list is the same, byte for byte and timer for timer. Each row has a test of the same
//! name in `tests/witness/deviations.rs`.
//!
//! | test | qnetd | the witness |
//! | --- | --- | --- |
