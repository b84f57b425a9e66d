//! House style: what is true of every file of the repository.

mod layers;
mod tidy;
