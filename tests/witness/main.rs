//! The witness: what a real qnetd said, bad input, leases.

mod bad_input;
mod deviations;
mod holders;
mod leases;
mod memory;
mod mutations;
mod play;
mod probes;
mod reasons;
mod replay;
mod say;
mod simulated;
mod versions;
mod world;
