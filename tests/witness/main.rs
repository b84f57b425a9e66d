//! The witness: what a real qnetd said, bad input, leases.

mod play;
mod replay;
