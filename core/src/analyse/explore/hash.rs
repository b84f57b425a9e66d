//! Two hashes of 64 bits, which no search of ours fills.

use core::hash::Hasher;

const LOW: u64 = 0x9E37_79B9_7F4A_7C15;
const HIGH: u64 = 0xD6E8_FEB8_6659_FD93;

/// Two independent hashes of the same words.
#[derive(Clone, Copy)]
pub(super) struct Hash {
    pub(super) low: u64,
    high: u64,
}

impl Hash {
    pub(super) const START: Hash = Hash { low: LOW, high: HIGH };

    pub(super) fn add(&mut self, word: u64) {
        self.low = mix(self.low ^ word, LOW);
        self.high = mix(self.high.rotate_left(23) ^ word, HIGH);
    }

    pub(super) fn of(value: u128) -> Hash {
        let half = |value: u128| u64::try_from(value & u128::from(u64::MAX)).unwrap_or_default();
        Hash { low: half(value), high: half(value >> 64) }
    }

    pub(super) fn value(self) -> u128 {
        (u128::from(mix(self.high, LOW)) << 64) | u128::from(mix(self.low, HIGH))
    }
}

/// A bijection that spreads every bit (the finalizer of splitmix64, with another multiplier each).
fn mix(word: u64, multiplier: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(multiplier);
    word ^ (word >> 31)
}

pub(super) fn mix_two(one: u64, other: u64) -> u64 {
    mix(mix(one, LOW) ^ other, HIGH)
}

/// Fingerprints are hashes already.
#[derive(Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write_u128(&mut self, fingerprint: u128) {
        self.0 = Hash::of(fingerprint).low;
    }
}

/// Hashes what is small and not chosen by others faster than the standard library's.
#[derive(Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for some in bytes.chunks(8) {
            self.write_u64(some.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix_two(self.0, word);
    }
}
