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

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0xA0)
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
