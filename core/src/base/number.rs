//! How numbers of any width go through serde (its `with`): as 64 bits. postcard's bytes are the same for every width,
//! so a firmware holds the code for one of them only.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<T: Copy + Into<u64>, S: Serializer>(number: &T, to: S) -> Result<S::Ok, S::Error> {
    write((*number).into(), to)
}

#[inline(never)]
fn write<S: Serializer>(number: u64, to: S) -> Result<S::Ok, S::Error> {
    number.serialize(to)
}

pub(crate) fn deserialize<'de, T: TryFrom<u64>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::try_from(read(from)?).map_err(|_| D::Error::custom("out of range"))
}

#[inline(never)]
fn read<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    u64::deserialize(from)
}
