//! The name under which a quorum device registers.

use core::fmt;
use core::ops::Deref;
use heapless::{String, Vec};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest device name in bytes. votequorum takes 254; here it is part of every engine.
pub const DEVICE_NAME_MAX: usize = 32;

/// The name under which a quorum device registers, 1 to 32 bytes; empty where none is registered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeviceName(String<DEVICE_NAME_MAX>);

/// A device's name is longer than [`DEVICE_NAME_MAX`] bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeviceNameTooLong;

impl fmt::Display for DeviceNameTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the quorum device's name must have 1 to 32 bytes")
    }
}

impl core::error::Error for DeviceNameTooLong {}

impl TryFrom<&str> for DeviceName {
    type Error = DeviceNameTooLong;

    /// Byte by byte: heapless's own conversions have a sum that no compiler can see to be small.
    fn try_from(name: &str) -> Result<DeviceName, DeviceNameTooLong> {
        let mut bytes: Vec<u8, DEVICE_NAME_MAX> = Vec::new();
        name.bytes().try_for_each(|byte| bytes.push(byte)).map_err(|_| DeviceNameTooLong)?;
        String::from_utf8(bytes).map(DeviceName).map_err(|_| DeviceNameTooLong)
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
