//! Every story, every reason and every deviation.

mod deviations;
mod played;
mod reasons;
mod steps;
