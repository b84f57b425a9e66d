//! What qnetd 3.0.3 said, byte by byte: every record of tests/oracle/qnetd, client bytes in, server bytes out.

use crate::play::{Pieces, Play, bytes, folder, like_qnetd, lines};
use serde_json::Value;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Plays a talk; the first difference.
fn talk(talk: &Value, pieces: Pieces) -> Result<(), String> {
    let mut play = Play::new(like_qnetd(), pieces);
    for (place, event) in talk["events"].as_array().expect("events").iter().enumerate() {
        let connection = event[1].as_u64().unwrap_or(0);
        match event[0].as_str().expect("an event") {
            "at" => play.advance((event[1].as_f64().expect("milliseconds")) as u64),
            "open" => play.open(connection),
            "close" => play.close(connection),
            "send" => play.send(connection, &bytes(event[2].as_str().expect("hex"))),
            "closed" if play.is_closed(connection) => {}
            "closed" => return Err(format!("event {place}: connection {connection} is open")),
            "recv" => {
                let said = play.said(connection).map(|said| hex(&said));
                if said.as_deref() != event[2].as_str() {
                    return Err(format!("event {place}: connection {connection}\n  qnetd {}\n  ours  {said:?}", event[2]));
                }
            }
            other => panic!("{other}"),
        }
    }
    match play.unread() {
        unread if unread.is_empty() => Ok(()),
        unread => Err(format!("too much: {unread:?}")),
    }
}

fn talks(kind: &str, count: usize) {
    let talks = lines(&folder().join(format!("talks-{kind}.jsonl.gz")));
    assert_eq!(talks.len(), count);
    let results = talks.iter().map(|line| (line, talk(line, Pieces::Whole)));
    let faults: Vec<String> = results
        .filter_map(|(line, result)| Some(format!("talk {} algorithm {}: {}", line["talk"], line["algorithm"], result.err()?)))
        .collect();
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.iter().take(12).cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn plain_talks() {
    talks("plain", 300);
}

#[test]
fn late_talks() {
    talks("late", 200);
}

#[test]
fn talks_with_timers() {
    talks("timers", 89);
}
