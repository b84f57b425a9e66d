//! The explorer, and what is held against it: lint, what-if, advice.

mod advice;
mod agreed;
mod explorer;
mod field;
mod field_like;
mod lint;
mod strict;
mod vqsim;
mod what_if;
mod witness;
