//! What the tests of several crates share.

pub mod record;
pub mod vqsim;
