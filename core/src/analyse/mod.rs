//! What can be found out about a cluster before it happens.

pub mod advice;
#[cfg(feature = "std")]
pub mod explore;
pub mod lint;
pub mod what_if;
