//! What can be found out about a cluster before it happens.

pub mod advice;
#[cfg(feature = "std")]
pub mod explore;
pub mod lint;
#[cfg(feature = "std")]
pub mod what_if;
