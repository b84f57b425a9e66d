//! How what decides a state's future is put into words, for the explorer.

/// The first is the highest.
pub(crate) fn bits(marks: impl IntoIterator<Item = bool>) -> u64 {
    marks.into_iter().fold(0, |bits, mark| (bits << 1) | u64::from(mark))
}

/// 48 bits.
pub(crate) fn pair(high: u16, low: u32) -> u64 {
    (u64::from(high) << 32) | u64::from(low)
}
