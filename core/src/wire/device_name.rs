//! The name under which a quorum device registers.

use crate::verdict::EngineError;
use core::ops::Deref;
use heapless::{String, Vec};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest device name in bytes. votequorum takes 254; here it is part of every engine.
pub const DEVICE_NAME_MAX: usize = 32;

/// A node with rules `strict` alone never learns a name, so firmware keeps no place for one.
const PLACES: usize = if cfg!(feature = "votequorum") { DEVICE_NAME_MAX } else { 0 };

/// The name under which a quorum device registers, 1 to 32 bytes; empty where none is registered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeviceName(String<PLACES>);

impl DeviceName {
    /// Byte by byte: heapless's own conversions have a sum that no compiler can see to be small.
    fn of(name: &[u8]) -> Result<DeviceName, EngineError> {
        let mut bytes: Vec<u8, PLACES> = Vec::new();
        name.iter().try_for_each(|byte| bytes.push(*byte)).map_err(|_| EngineError::DeviceNameLength)?;
        String::from_utf8(bytes).map(DeviceName).map_err(|_| EngineError::DeviceNameLength)
    }
}

impl TryFrom<&str> for DeviceName {
    type Error = EngineError;

    fn try_from(name: &str) -> Result<DeviceName, EngineError> {
        DeviceName::of(name.as_bytes())
    }
}

impl Deref for DeviceName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Serialize for DeviceName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0.as_bytes())
    }
}

impl<'de> Deserialize<'de> for DeviceName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        DeviceName::of(<&[u8]>::deserialize(from)?).map_err(D::Error::custom)
    }
}
