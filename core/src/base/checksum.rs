//! CRC-32, that of Ethernet and zlib.

/// Bit by bit: a few bytes are not worth a table.
#[inline(never)]
pub(crate) fn checksum_step(sum: u32, byte: u8) -> u32 {
    const POLYNOMIAL: u32 = 0xEDB8_8320;
    (0..u8::BITS).fold(sum ^ u32::from(byte), |sum, _| match sum & 1 {
        0 => sum >> 1,
        _ => sum >> 1 ^ POLYNOMIAL,
    })
}

/// Of bytes one after the other; of none it is 0.
pub(crate) fn checksum(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(!0, checksum_step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_everybody() {
        assert_eq!(checksum(b"123456789".iter().copied()), 0xCBF4_3926);
        assert_eq!(checksum([0; 4].into_iter()), 0x2144_DF1C);
        assert_eq!(checksum([].into_iter()), 0);
    }
}
