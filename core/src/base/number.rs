//! How numbers go through serde (its `with`): up to 32 bits by one function, and 64 by another, so that a firmware
//! holds the code for two widths only. postcard's bytes are the same for every width.

use serde::de::Error;
use serde::{Deserializer, Serializer};

pub(crate) fn serialize<T: Copy + Into<u64>, S: Serializer>(number: &T, to: S) -> Result<S::Ok, S::Error> {
    wide::serialize(&(*number).into(), to)
}

#[inline(always)]
pub(crate) fn deserialize<'de, T: TryFrom<u32>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    word(from)
        .and_then(|word| T::try_from(word).ok())
        .ok_or_else(|| D::Error::custom("not a number that fits"))
}

/// Not a result: an option comes in registers.
#[inline(never)]
fn word<'de, D: Deserializer<'de>>(from: D) -> Option<u32> {
    wide::deserialize(from).ok()?.try_into().ok()
}

/// Numbers of 64 bits.
pub(crate) mod wide {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[inline(never)]
    pub(crate) fn serialize<S: Serializer>(number: &u64, to: S) -> Result<S::Ok, S::Error> {
        number.serialize(to)
    }

    #[inline(never)]
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        u64::deserialize(from)
    }
}
