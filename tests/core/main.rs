//! The rules, the messages and the readers of `core`: models, laws, bytes.

mod agreed;
mod agreed_bytes;
mod agreed_told;
mod bounds;
mod device;
mod fuzz;
mod histories;
mod messages;
mod model;
mod names;
mod reader;
mod reader_corosync;
mod reader_words;
mod said;
mod snapshot;
mod snapshot_bytes;
mod splits;
