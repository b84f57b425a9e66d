//! The C library: its header, its ABI, and the proof that nothing in it panics.

mod abi;
mod codes;
mod freestanding;
mod header;
mod layout;
mod witnessd;
