//! What the tests of several crates share.

pub mod advice_cases;
pub mod advice_more;
pub mod advised;
pub mod agreed;
pub mod capi;
pub mod electorate;
pub mod field;
pub mod firmware;
pub mod flash;
pub mod follow;
pub mod footprint;
pub mod fuzz;
pub mod generate;
pub mod laws;
pub mod live;
pub mod naive;
pub mod process;
pub mod record;
pub mod refusals;
pub mod scenario;
pub mod stack;
pub mod stories;
pub mod talks;
pub mod tried;
pub mod vqsim;

/// The checksum of snapshots, as zlib has it, and written anew: bit by bit.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
    let of = |bytes: &[u8]| !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
    assert_eq!(of(b"123456789"), 0xCBF4_3926);
    of(bytes)
}
