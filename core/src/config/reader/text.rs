//! Words and numbers of a line, as corosync's parser takes them.

/// A whole number as strtoll takes it, within 32 bits.
pub(super) fn parse_number(text: &[u8]) -> Option<u32> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', digits)) => (true, digits),
        Some((b'+', digits)) => (false, digits),
        _ => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut number: u32 = 0;
    for byte in digits {
        let digit = char::from(*byte).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(digit)?;
    }
    (!negative || number == 0).then_some(number)
}

/// The number at the beginning as strtol takes it, where a long has 64 bits, and what follows; `None` where
/// strtol finds none.
pub(super) fn take_long(text: &[u8]) -> Option<(i64, &[u8])> {
    // isspace's, as \v is none of is_ascii_whitespace's.
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|byte| !is_space(byte))?;
    let (sign, digits) = match text.get(start..)?.split_first()? {
        (b'-', digits) => (-1, digits),
        (b'+', digits) => (1, digits),
        _ => (1, text.get(start..)?),
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end)?;
    let step = |number: i64, byte: &u8| {
        let digit = i64::from(byte.wrapping_sub(b'0')).saturating_mul(sign);
        number.saturating_mul(10).saturating_add(digit)
    };
    (!digits.is_empty()).then(|| (digits.iter().fold(0, step), rest))
}

/// What is left of a long that is stored in 32 bits.
pub(super) fn low_word(number: i64) -> u32 {
    u32::try_from(number & i64::from(u32::MAX)).unwrap_or(0)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0xA0)
}

/// Whether 0xA0 is at an end of the line, of a name or of a value, and so white space to some versions only.
pub(super) fn has_no_break_space(line: &[u8]) -> bool {
    let mut pieces = line.split(|byte| b"{:".contains(byte)).map(<[u8]>::trim_ascii);
    let is_comment = line.trim_ascii_start().starts_with(b"#");
    !is_comment && pieces.any(|piece| piece.first() == Some(&0xA0) || piece.last() == Some(&0xA0))
}

fn trim_start(mut text: &[u8]) -> &[u8] {
    while let Some((first, rest)) = text.split_first() {
        if !is_space(*first) {
            break;
        }
        text = rest;
    }
    text
}

fn trim_end(mut text: &[u8], also: impl Fn(u8) -> bool) -> &[u8] {
    while let Some((last, rest)) = text.split_last() {
        if !is_space(*last) && !also(*last) {
            break;
        }
        text = rest;
    }
    text
}

pub(super) fn trim(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text), |_| false)
}

/// A name may be followed by colons, as in `quorum: {`.
pub(super) fn trim_name(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text), |byte| byte == b':')
}

pub(super) fn cut(line: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let position = line.iter().position(|byte| *byte == at)?;
    let (before, rest) = line.split_at_checked(position)?;
    Some((before, rest.split_first()?.1))
}
