//! A path to a panic, planted to see that the proof finds one. Never part of a library that is installed.
#![allow(unsafe_code, clippy::indexing_slicing, reason = "that is its purpose")]

/// Panics where `place` is above 63.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_planted_panic(place: usize) -> u8 {
    static BYTES: [u8; 64] = [7; 64];
    BYTES[place]
}
