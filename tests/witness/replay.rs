//! What qnetd 3.0.3 said, byte by byte: every record of tests/oracle/qnetd, client bytes in, server bytes out.

use crate::play::{Pieces, Play, bytes, folder, like_qnetd, lines};
use crate::say::{ACK, NACK, vote_info};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Plays a talk: how many last VOTE_INFOs its client did not wait for, or the first difference.
fn talk(talk: &Value, pieces: Pieces) -> Result<usize, String> {
    let mut play = Play::new(like_qnetd(), pieces);
    let mut unread = 0;
    for (place, event) in talk["events"].as_array().expect("events").iter().enumerate() {
        let connection = event[1].as_u64().unwrap_or(0);
        match event[0].as_str().expect("an event") {
            "at" => play.advance((event[1].as_f64().expect("milliseconds")) as u64),
            "open" => play.open(connection),
            "close" => {
                play.close(connection);
                unread += play.forget(connection);
            }
            "send" => play.send(connection, &bytes(event[2].as_str().expect("hex"))),
            "closed" if play.is_closed(connection) => {
                play.forget(connection);
            }
            "closed" => return Err(format!("event {place}: connection {connection} is open")),
            "recv" => {
                let said = play.said(connection).map(|said| hex(&said));
                if said.as_deref() != event[2].as_str() {
                    let qnetd = &event[2];
                    return Err(format!("event {place}: to {connection}\n  qnetd {qnetd}\n  ours  {said:?}"));
                }
            }
            other => panic!("{other}"),
        }
    }
    match play.unread() {
        rest if rest.is_empty() => Ok(unread),
        rest => Err(format!("too much: {rest:?}")),
    }
}

fn talks(kind: &str, count: usize, unread: usize, pieces: Pieces) {
    let talks = lines(&folder().join(format!("talks-{kind}.jsonl.gz")));
    assert_eq!(talks.len(), count);
    let (mut faults, mut sum) = (Vec::new(), 0);
    for line in &talks {
        match talk(line, pieces) {
            Ok(unread) => sum += unread,
            Err(fault) => faults.push(format!("talk {} of {}: {fault}", line["talk"], line["algorithm"])),
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(sum, unread, "VOTE_INFOs that a client did not wait for when it closed");
}

#[test]
fn plain_talks() {
    talks("plain", 300, 0, Pieces::Whole);
}

#[test]
fn late_talks() {
    talks("late", 200, 0, Pieces::Whole);
}

#[test]
fn talks_with_timers() {
    talks("timers", 89, 3, Pieces::Whole);
}

/// The vote of each connection that is still open.
fn last_votes(talk: &Value) -> BTreeMap<u64, u8> {
    let mut votes = BTreeMap::new();
    for event in talk["events"].as_array().expect("events") {
        let connection = event[1].as_u64().unwrap_or(0);
        match (event[0].as_str(), event[2].as_str().map(bytes)) {
            (Some("close"), _) => drop(votes.remove(&connection)),
            (Some("recv"), Some(said)) => {
                let vote = if said[..2] == [0, 11] {
                    said.last().copied()
                } else {
                    vote_info(&said).map(|vote| vote.0)
                };
                votes.extend(vote.filter(|vote| [ACK, NACK].contains(vote)).map(|vote| (connection, vote)));
            }
            _ => {}
        }
    }
    votes
}

/// Where two partitions tell their views or reconnect at once, their order decides which votes are left, with qnetd,
/// too. That is why real clusters do not play these records, nor others where nodes reconnect as they do here.
#[test]
fn who_tells_its_view_first_decides() {
    talks("orders", 31, 0, Pieces::Whole);
    let mut left: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for talk in lines(&folder().join("talks-orders.jsonl.gz")) {
        let votes = last_votes(&talk).into_values().collect();
        left.entry(talk["record"].as_str().expect("a name").to_owned()).or_default().insert(votes);
    }
    // In each: as recorded, and the other way. By their connections.
    let expected = [
        ("f2-qnetd-restart", [vec![ACK, NACK], vec![NACK, ACK]]),
        ("f4-cut-one-each", [vec![ACK, ACK, NACK, NACK], vec![NACK, NACK, ACK, ACK]]),
        ("f4-qnetd-restart", [vec![ACK, ACK, NACK, NACK], vec![NACK, NACK, ACK, ACK]]),
        ("f4-split-other", [vec![ACK, NACK, ACK, NACK], vec![NACK, ACK, NACK, ACK]]),
        ("l2-qnetd-restart", [vec![ACK, NACK], vec![NACK, ACK]]),
        ("l4-freeze", [vec![NACK, ACK, NACK, NACK], vec![ACK, NACK, NACK, NACK]]),
        // Two partitions with the vote for good.
        ("l4-split-odd", [vec![NACK, NACK, ACK, ACK], vec![ACK, NACK, ACK, ACK]]),
        // A member without it.
        ("n2-double-vote", [vec![ACK, ACK], vec![ACK, NACK]]),
    ];
    let expected = expected.map(|(name, votes)| (name.to_owned(), BTreeSet::from(votes)));
    assert_eq!(left, BTreeMap::from(expected));
}

/// qnetd crashes: see deviation `a_client_without_lists_is_no_danger`.
fn dies(events: &[Value]) -> bool {
    events.iter().take(4).any(|event| event["ev"] == "qnetd" && event["what"] == "died")
}

/// Plays a record of a real cluster; the first difference.
fn record(events: &[Value], pieces: Pieces) -> Result<usize, String> {
    let mut play = Play::new(like_qnetd(), pieces);
    let mut messages = 0;
    for (place, event) in events.iter().enumerate() {
        let connection = event["conn"].as_u64().unwrap_or(0);
        play.advance((event["t"].as_f64().expect("seconds") * 1000.0) as u64);
        let text = |key: &str| event[key].as_str().unwrap_or("");
        match (text("ev"), text("dir"), text("by"), text("what")) {
            ("qnetd", .., "up") => {
                let now = play.now;
                play = Play::new(like_qnetd(), pieces);
                play.now = now;
            }
            ("qnetd", ..) => play.is_gone = true,
            ("open", ..) => play.open(connection),
            ("close", _, "client", _) => play.close(connection),
            ("close", _, "server", _) if play.is_gone || dies(&events[place..]) => {}
            ("close", _, "server", _) if play.is_closed(connection) => {
                play.forget(connection);
            }
            ("close", ..) => return Err(format!("event {place}: connection {connection} is open: {event}")),
            ("msg", "c2s", ..) => play.send(connection, &bytes(text("hex"))),
            ("msg", ..) => {
                messages += 1;
                let said = play.said(connection).map(|said| hex(&said));
                if said.as_deref() != event["hex"].as_str() {
                    return Err(format!("event {place}: {event}\n  ours  {said:?}"));
                }
            }
            _ => {}
        }
    }
    Ok(messages)
}

#[test]
fn records_of_real_clusters() {
    let (mut faults, mut messages) = (Vec::new(), 0);
    let mut files: Vec<_> =
        std::fs::read_dir(folder()).expect("records").map(|file| file.expect("a file").path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if name.starts_with("talks") || name.starts_with("probes") {
            continue;
        }
        let lines = lines(&file);
        if lines[0]["replay"] == false {
            continue;
        }
        match record(&lines[1..], Pieces::Whole) {
            Ok(count) => messages += count,
            Err(fault) => faults.push(format!("{name}: {fault}")),
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
    assert!(messages > 4000, "only {messages} messages");
}

/// Bytes that come one at a time say the same.
#[test]
fn byte_by_byte() {
    talks("plain", 300, 0, Pieces::Bytes);
    talks("timers", 89, 3, Pieces::Bytes);
}
