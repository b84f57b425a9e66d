//! The name under which a quorum device registers.

use crate::verdict::EngineError;
use core::ops::Deref;
use heapless::{String, Vec};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest device name in bytes. votequorum takes 254; here it is part of every engine.
pub const DEVICE_NAME_MAX: usize = 32;

/// The name under which a quorum device registers, 1 to 32 bytes; empty where none is registered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeviceName(String<DEVICE_NAME_MAX>);

impl TryFrom<&str> for DeviceName {
    type Error = EngineError;

    /// Byte by byte: heapless's own conversions have a sum that no compiler can see to be small.
    fn try_from(name: &str) -> Result<DeviceName, EngineError> {
        let mut bytes: Vec<u8, DEVICE_NAME_MAX> = Vec::new();
        name.bytes().try_for_each(|byte| bytes.push(byte)).map_err(|_| EngineError::DeviceNameLength)?;
        String::from_utf8(bytes).map(DeviceName).map_err(|_| EngineError::DeviceNameLength)
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
        let bytes = <&[u8]>::deserialize(from)?;
        let name = core::str::from_utf8(bytes).map_err(D::Error::custom)?;
        DeviceName::try_from(name).map_err(D::Error::custom)
    }
}
