//! quorate's C ABI: `libquorate.so`, `libquorate.a` and `include/quorate.h`.
//!
//! The contract is written for C programmers at the top of the header (it comes from
//! `ffi/cbindgen.toml`): status codes, units, ownership, threads. In short:
//!
//! - Every fallible function returns an `int32_t`: 0, or a negative number that is fixed for ever (`status`).
//! - Outputs are written on success only. The one exception is the size that a caller must bring: it is told with
//!   `QUORATE_ERROR_BUFFER_TOO_SMALL` too.
//! - Objects live in the caller's memory (`storage`), are plain data and may be copied.
//! - Numbers that stand for something (rules, options, flags) are taken as integers and checked.
//!
//! # Safety
//!
//! This chapter holds for every exported function. A pointer is NULL, or misaligned, or points
//! to memory that the caller may read (`const`) or write (otherwise) in the size of its type, times the count that
//! comes with it, until the function returns; nobody else writes there meanwhile, and arguments do
//! not overlap. The first two cases are found and refused, with a status; the third is the caller's promise. Objects
//! are recognized by a word that initialization writes; storage filled with 0x00 or 0xFF, and objects of another
//! type, are refused. What else has been in uninitialized memory is beyond any check.
//!
//! All of this is done in `boundary`, the only file with an `unsafe` block. The others name `unsafe` in the
//! attribute `no_mangle` and in their functions' signatures; `tests/c/freestanding.rs` sees to that.
//!
//! # No panic
//!
//! Built without feature `std` (profiles `ffi` and `proof`), a panic handler calls a symbol that exists nowhere
//! (`panic`). A library that has no such undefined symbol has no path to a panic. `std` changes no behaviour;
//! it lets this crate be tested in ordinary profiles.
#![no_std]
#![deny(unsafe_code, unsafe_op_in_unsafe_fn)]
#![warn(missing_docs)]
#![allow(non_camel_case_types, reason = "types are named as in C")]
#![allow(clippy::missing_safety_doc, reason = "one chapter holds for all functions, see above")]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::string_slice,
        clippy::as_conversions,
        clippy::missing_panics_doc
    )
)]

#[cfg(feature = "std")]
extern crate std;

#[cfg(all(not(feature = "std"), panic = "unwind"))]
compile_error!("without feature `std` there is nothing to unwind with; build with --profile ffi");

// The header has the order of these lines; the formatter sorts only between empty ones.
mod constants;
mod storage;

mod config;

mod builder;
mod lookup;
mod net;

mod engine;
mod query;

mod advice;
mod snapshot;

mod device;
mod lint;

mod cluster;
mod text;

#[cfg(feature = "witness")]
mod witness;

#[cfg(feature = "witness")]
mod client;

mod boundary;
pub mod firmware;
#[cfg(not(feature = "std"))]
mod panic;
#[cfg(feature = "planted-panic")]
mod planted_panic;
mod status;

pub use advice::*;
pub use builder::*;
pub use cluster::*;
pub use config::*;
pub use constants::*;
pub use device::*;
pub use engine::*;
pub use lint::*;
pub use lookup::*;
pub use net::*;
#[cfg(feature = "planted-panic")]
pub use planted_panic::*;
pub use query::*;
pub use snapshot::*;
pub use status::error_numbers;
pub use storage::*;
pub use text::*;
#[cfg(feature = "witness")]
pub use {client::*, witness::*};
