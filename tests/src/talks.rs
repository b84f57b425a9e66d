//! Random talks of clients with a real qnetd 3.0.3 (tests/oracle/qnetd), as bytes for a player in C.
//!
//! An event is a byte that says what it is, a connection, the length of what follows (two bytes, the lowest first), and
//! that: the bytes that were sent or received; a time in milliseconds in four, the highest first.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Kinds of talks, and how many there are.
pub const KINDS: [(&str, u32); 3] = [("plain", 300), ("late", 200), ("timers", 89)];

/// Events by their numbers, from 1 on; 0 begins a talk.
const EVENTS: [&str; 6] = ["open", "close", "closed", "send", "recv", "at"];

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(digits).collect()
}

fn put(all: &mut Vec<u8>, event: &Value) {
    let name = event[0].as_str().expect("an event");
    let number = EVENTS.iter().position(|known| *known == name).expect("a known event") + 1;
    let (connection, what) = match name {
        "at" => (0, (event[1].as_f64().expect("milliseconds") as u32).to_be_bytes().to_vec()),
        _ => (event[1].as_u64().expect("a connection"), event[2].as_str().map(bytes_of).unwrap_or_default()),
    };
    all.extend([u8::try_from(number).expect("few"), u8::try_from(connection).expect("few")]);
    all.extend(u16::try_from(what.len()).expect("short").to_le_bytes());
    all.extend(what);
}

/// The talks of a kind, each without its beginning.
pub fn each(kind: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("oracle/qnetd/talks-{kind}.jsonl.gz"));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let one = |line: std::io::Result<String>| {
        let talk: Value = serde_json::from_str(&line.expect("gzip")).expect("JSON");
        let mut all = Vec::new();
        talk["events"].as_array().expect("events").iter().for_each(|event| put(&mut all, event));
        all
    };
    BufReader::new(GzDecoder::new(file)).lines().map(one).collect()
}

fn recorded(kind: &str) -> Vec<u8> {
    each(kind).into_iter().flat_map(|talk| [vec![0; 4], talk].concat()).collect()
}

/// The talks of one kind as a source of the assembler, for whatever processor.
pub fn as_assembler(folder: &Path, kind: &str) -> PathBuf {
    let (data, source) = (folder.join(format!("talks-{kind}.bin")), folder.join(format!("talks-{kind}.s")));
    let all = recorded(kind);
    std::fs::write(&data, &all).expect("a writable folder");
    let text = format!(
        ".section .rodata\n.balign 4\n.globl talks\ntalks:\n.incbin \"{}\"\n.balign 4\n.globl talks_size\n\
         talks_size:\n.long {}\n.section .note.GNU-stack,\"\",%progbits\n",
        data.display(),
        all.len()
    );
    std::fs::write(&source, text).expect("a writable folder");
    source
}

/// What the player says of all talks of a kind.
pub fn expected(kind: &str) -> String {
    let (_, count) = KINDS.iter().find(|(name, _)| *name == kind).expect("a kind");
    // Where a client closed and did not wait for a VOTE_INFO.
    let unread = if kind == "timers" { 3 } else { 0 };
    format!("{count} talks, as qnetd; {unread} unread\n")
}
