//! Tables of codes and of errors. A row is all that there is to say of one: the header's constants, Python's types and
//! the tests are made from the tables.

use core::ffi::CStr;

/// An enum of codes with their numbers, which never change. Names are the variants' in snake_case.
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident: $repr:ident {
        $($(#[doc = $doc:literal])+ $variant:ident = $number:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr($repr)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl $name {
            /// All of them, in order of their numbers.
            pub const ALL: [$name; [$($number),+].len()] = [$($name::$variant),+];

            /// What each means, in the same order.
            #[doc(hidden)]
            pub const TEXTS: [&'static str; [$($number),+].len()] = [$(concat!($($doc),+)),+];

            /// The name in stories, JSON and Python; C has it in capitals.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => {
                        const NAME: [u8; $crate::base::codes::snake_len(stringify!($variant))] =
                            $crate::base::codes::snake(stringify!($variant));
                        const { $crate::base::codes::utf8(&NAME) }
                    })+
                }
            }

            /// The number, the same in C.
            #[must_use]
            #[allow(clippy::as_conversions, reason = "reading a discriminant")]
            pub const fn number(self) -> u32 {
                self as u32
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

/// An enum of errors: variant, number, what follows `QUORATE_ERROR_` in C, and the sentence. In the sentence <>
/// mark what the variant's value stands in for; without a value, as in C, it is read without these marks.
macro_rules! errors {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($variant:ident $(($value:ty))? = $number:literal $c_name:ident $text:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(rustdoc::invalid_html_tags, reason = "marks, not HTML")]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $text] $variant $(($value))?,)+
        }

        impl $name {
            /// Names in C and numbers.
            #[doc(hidden)]
            pub const NUMBERS: [(&'static str, i32); [$($number),+].len()] = [$((stringify!($c_name), $number)),+];

            /// The number, the same in C.
            #[must_use]
            pub const fn number(&self) -> i32 {
                match self {
                    $($name::$variant { .. } => $number,)+
                }
            }

            /// The sentence of a number, without what a variant's value would say.
            #[doc(hidden)]
            #[must_use]
            pub const fn text_of(number: i32) -> Option<&'static core::ffi::CStr> {
                match number {
                    $($number => Some(const {
                        const TEXT: &[u8] = concat!($text, "\0").as_bytes();
                        const PLAIN: [u8; $crate::base::codes::plain_len(TEXT)] = $crate::base::codes::plain(TEXT);
                        $crate::base::codes::terminated(&PLAIN)
                    }),)+
                    _ => None,
                }
            }

            /// Inlined: where the variant is known, no other's sentence is linked.
            #[inline(always)]
            pub(crate) const fn text(&self) -> &'static str {
                match self {
                    $($name::$variant { .. } => $text,)+
                }
            }

            /// Hands out the sentence in pieces, without core::fmt: that takes KiB of a firmware's flash, and its
            /// stack has no bound that can be seen.
            pub(crate) fn put(&self, put: &mut impl FnMut(&str)) {
                self.put_in(self.text(), put);
            }

            /// The same, where the sentence is at hand.
            pub(crate) fn put_in(&self, text: &str, put: &mut impl FnMut(&str)) {
                let (before, after) = $crate::base::codes::around_marks(text);
                put(before);
                #[allow(clippy::match_single_binding, reason = "there may be no values")]
                match self {
                    $($($name::$variant(value) => <$value as $crate::base::codes::Put>::put(value, put),)?)+
                    _ => {}
                }
                put(after);
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut written = Ok(());
                self.put(&mut |text| written = written.and_then(|()| f.write_str(text)));
                written
            }
        }

        impl core::error::Error for $name {}
    };
}

pub(crate) use {codes, errors};

/// What is before the marks and what is after them; without marks all is before.
pub(crate) fn around_marks(text: &str) -> (&str, &str) {
    let (before, marked) = cut(text, b'<');
    let (_, after) = cut(marked, b'>');
    (before, after)
}

/// What is before a mark, and what is after it.
#[inline(never)]
fn cut(text: &str, mark: u8) -> (&str, &str) {
    let is_mark = |at: &usize| text.as_bytes().get(*at) == Some(&mark);
    let at = (0..text.len()).find(is_mark).unwrap_or(text.len());
    (text.get(..at).unwrap_or(""), text.get(at.saturating_add(1)..).unwrap_or(""))
}

/// Hands out a number in decimal, a digit at a time, without core::fmt.
pub(crate) fn put_number(number: u32, put: &mut impl FnMut(&str)) {
    let mut power: u32 = 1;
    while let Some(next) = power.checked_mul(10).filter(|next| *next <= number) {
        power = next;
    }
    while let Some(rest) = number.checked_div(power) {
        let digit = usize::try_from(rest % 10).unwrap_or(0);
        put("0123456789".get(digit..).and_then(|digits| digits.get(..1)).unwrap_or(""));
        power /= 10;
    }
}

/// A value in an error, printed without core::fmt.
pub(crate) trait Put {
    fn put(&self, put: &mut impl FnMut(&str));
}

impl Put for u32 {
    fn put(&self, put: &mut impl FnMut(&str)) {
        put_number(*self, put);
    }
}

impl Put for usize {
    fn put(&self, put: &mut impl FnMut(&str)) {
        put_number(u32::try_from(*self).unwrap_or(u32::MAX), put);
    }
}

impl Put for &'static str {
    fn put(&self, put: &mut impl FnMut(&str)) {
        put(self);
    }
}

/// What follows runs in the compiler only, where a panic is a compile error.
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::as_conversions,
    reason = "const evaluation"
)]
mod at_compile_time {
    use super::CStr;

    const fn starts_word(text: &[u8], at: usize) -> bool {
        let is_number = text[at].is_ascii_digit();
        at > 0 && (text[at].is_ascii_uppercase() || is_number && !text[at - 1].is_ascii_digit())
    }

    pub(crate) const fn snake_len(camel: &str) -> usize {
        let (text, mut at, mut len) = (camel.as_bytes(), 0, camel.len());
        while at < text.len() {
            len += starts_word(text, at) as usize;
            at += 1;
        }
        len
    }

    pub(crate) const fn snake<const LEN: usize>(camel: &str) -> [u8; LEN] {
        let (text, mut at, mut to, mut name) = (camel.as_bytes(), 0, 0, [b'_'; LEN]);
        while at < text.len() {
            to += starts_word(text, at) as usize;
            name[to] = text[at].to_ascii_lowercase();
            (at, to) = (at + 1, to + 1);
        }
        name
    }

    const fn is_mark(byte: u8) -> bool {
        matches!(byte, b'<' | b'>')
    }

    pub(crate) const fn plain_len(text: &[u8]) -> usize {
        let (mut at, mut len) = (0, 0);
        while at < text.len() {
            len += !is_mark(text[at]) as usize;
            at += 1;
        }
        len
    }

    pub(crate) const fn plain<const LEN: usize>(text: &[u8]) -> [u8; LEN] {
        let (mut at, mut to, mut plain) = (0, 0, [0; LEN]);
        while at < text.len() {
            if !is_mark(text[at]) {
                plain[to] = text[at];
                to += 1;
            }
            at += 1;
        }
        plain
    }

    pub(crate) const fn utf8(text: &[u8]) -> &str {
        match core::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => panic!("not UTF-8"),
        }
    }

    pub(crate) const fn terminated(text: &[u8]) -> &CStr {
        match CStr::from_bytes_with_nul(text) {
            Ok(text) => text,
            Err(_) => panic!("NUL inside"),
        }
    }
}

pub(crate) use at_compile_time::{plain, plain_len, snake, snake_len, terminated, utf8};
