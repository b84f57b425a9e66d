//! Single exchanges with qnetd 3.0.3, bad input among them (tests/oracle/qnetd/probes.jsonl.gz).

use crate::play::{Pieces, Play, bytes, folder, like_qnetd, lines};
use quorate::witness::{Settings, Tls};
use serde_json::Value;

/// Probes that are answered differently: each is a row of `quorate::witness::deviations`.
const DEVIATIONS: [&str; 8] = [
    "preinit with a name of 300 bytes",
    "max clients 1",
    "second init asks for algorithm test: refused, but it counts",
    "second preinit with another name, then init",
    "second preinit and init move the client to a second cluster; a third client joins; all leave",
    "the first two of a cluster are through INIT, one leaves: qnetd 3.0.3 crashes",
    "the same while TLS is on: nobody needs a certificate for that",
    "the same, where the one that leaves has all its lists and the vote",
];

fn settings(options: &str) -> Settings {
    let tls = match options.split(' ').nth(1).expect("-s") {
        "off" => Tls::Off,
        "on" => Tls::On,
        "req" => Tls::Required,
        other => panic!("{other}"),
    };
    Settings { tls, ..like_qnetd() }
}

/// What was sent; of long messages the record has the start, and the rest is zeros.
fn sent(text: &str) -> Vec<u8> {
    let Some((start, rest)) = text.split_once("..") else { return bytes(text) };
    let mut all = bytes(start);
    all.resize(rest.trim_end_matches(" bytes").parse().expect("a length"), 0);
    all
}

fn probe(probe: &Value) -> Result<(), String> {
    let mut play = Play::new(settings(probe["qnetd"].as_str().expect("options")), Pieces::Whole);
    for (place, step) in probe["steps"].as_array().expect("steps").iter().enumerate() {
        let connection = step["conn"].as_u64().expect("a connection");
        if let Some(send) = step["send"].as_str() {
            if play.place(connection).is_none() && !play.closed.contains_key(&connection) {
                play.open(connection);
            }
            play.send(connection, &sent(send));
        } else if let Some(expected) = step["recv"].as_array() {
            let expected: Vec<Vec<u8>> =
                expected.iter().map(|hex| bytes(hex.as_str().expect("hex"))).collect();
            let ours = play.take_said(connection);
            let is_open = play.place(connection).is_some();
            if ours != expected || is_open == (step["closed"] == true) {
                return Err(format!("step {place}: {step}\n  ours {ours:02x?}, open {is_open}"));
            }
        } else if step["close"] == true {
            play.close(connection);
        } else {
            panic!("{step}");
        }
    }
    match play.unread() {
        rest if rest.is_empty() => Ok(()),
        rest => Err(format!("too much: {rest:?}")),
    }
}

#[test]
fn probes() {
    let probes = lines(&folder().join("probes.jsonl.gz"));
    assert_eq!(probes.len(), 101);
    let is_deviation = |line: &&Value| DEVIATIONS.iter().any(|name| line["probe"] == *name);
    assert_eq!(probes.iter().filter(is_deviation).count(), DEVIATIONS.len());
    let results = probes.iter().filter(|line| !is_deviation(line)).map(|line| (line, probe(line)));
    let faults = results.filter_map(|(line, result)| Some(format!("{}: {}", line["probe"], result.err()?)));
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let same = probes.iter().filter(is_deviation).filter(|line| probe(line).is_ok());
    let same: Vec<&Value> = same.map(|line| &line["probe"]).collect();
    assert!(same.is_empty(), "no deviations: {same:?}");
}
