//! What the tests of several crates share.

pub mod advice_cases;
pub mod advice_more;
pub mod advised;
pub mod agreed;
pub mod capi;
pub mod electorate;
pub mod field;
pub mod firmware;
pub mod flash;
pub mod follow;
pub mod footprint;
pub mod fuzz;
pub mod generate;
pub mod laws;
pub mod live;
pub mod naive;
pub mod process;
pub mod record;
pub mod refusals;
pub mod scenario;
pub mod stack;
pub mod stories;
pub mod talks;
pub mod tried;
pub mod vqsim;
