//! Config files of people who run such clusters, made small: what they must hear.

use quorate::lint::{FindingCode, Severity};
use quorate::{Config, ConfigProblem as Problem, NodeId};
use std::path::Path;

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("explore/field").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> Config<8> {
    Config::from_corosync_conf(text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Code, severity and line of each finding.
fn found(text: &str) -> Vec<(&'static str, Severity, u32)> {
    let config = Config::<8>::from_corosync_conf(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    config.lint().map(|finding| (finding.code.name(), finding.severity, finding.line)).collect()
}

fn refusal(text: impl AsRef<[u8]>) -> (Problem, u32, &'static str) {
    let error = Config::<8>::from_corosync_conf(text).expect_err("no config");
    (error.problem, error.line, error.key)
}

/// wait_for_all waits for expected votes: with one, for nobody.
#[test]
fn expected_votes_below_beside_two_node() {
    let below = ("expected_votes_below", Severity::Error, 8);
    assert!(found(&text("expected-1.conf")).contains(&below));
    let of = |quorum: &str, votes: &[u32]| {
        let config = quorate_tests::generate::conf(votes, quorum);
        found(&config).into_iter().any(|(code, ..)| code == "expected_votes_below")
    };
    assert!(of("two_node: 1\nexpected_votes: 1\nwait_for_all: 1", &[1, 1]));
    assert!(of("two_node: 1\nexpected_votes: 2", &[2, 2]));
    assert!(of("two_node: 1\nexpected_votes: 1", &[1, 1, 1]));
    assert!(!of("two_node: 1\nexpected_votes: 2", &[1, 1]));
    // Here wait_for_all: 0 is to blame.
    assert!(!of("two_node: 1\nexpected_votes: 1\nwait_for_all: 0", &[1, 1]));
    let sentence =
        read("expected-1.conf").lint().find(|finding| finding.line == 8).expect("found").to_string();
    assert!(sentence.contains("wait_for_all waits for no more than this"), "{sentence}");
}

#[test]
fn a_comment_behind_a_value() {
    let provider = (Problem::CommentAfterValue, 7, "quorum.provider");
    assert_eq!(refusal(text("comment-behind-provider.conf")), provider);
    let number = text("comment-behind-provider.conf").replace(" # default", "\n    two_node: 1 # default");
    assert_eq!(refusal(number), (Problem::CommentAfterValue, 8, "quorum.two_node"));
    let other =
        text("comment-behind-provider.conf").replace("corosync_votequorum # default", "other # default");
    assert_eq!(refusal(other), (Problem::OtherProvider, 7, "quorum.provider"));
    let node =
        text("comment-behind-provider.conf").replace(" # default", "").replace("nodeid: 2", "nodeid: 2 #b");
    assert_eq!(refusal(node), (Problem::CommentAfterValue, 17, "nodelist.node.nodeid"));
}

#[test]
fn a_tie_breaker_beside_last_man_standing() {
    let written = text("tie-breaker-and-last-man.conf");
    let error = Config::<8>::from_corosync_conf(&written).expect_err("refused");
    assert_eq!(error.problem, Problem::OddLastManStanding);
    assert!(error.to_string().contains("; remove auto_tie_breaker"), "{error}");
    // Done as it says.
    let mended = written.replace("    auto_tie_breaker: 1\n", "");
    assert!(found(&mended).iter().all(|(_, severity, _)| *severity == Severity::Note));
}

#[test]
fn a_device_on_three_nodes() {
    let written = text("device-on-three.conf");
    let finding = read("device-on-three.conf").lint().next().expect("a finding");
    assert_eq!((finding.code, finding.key), (FindingCode::DeviceVotes, "quorum.device.model"));
    assert!(finding.to_string().ends_with("; remove the device"), "{finding}");
    let (before, after) = written.split_once("    device {").expect("a device");
    let (_, after) = after.split_once("    }\n}").expect("its end");
    assert_eq!(found(&format!("{before}}}{after}")), []);
}

#[test]
fn one_vote_is_no_votes() {
    for (code, votes, quorum) in [
        ("votes_differ", &[1, 1, 0][..], ""),
        ("heavy_node", &[1, 0, 0], ""),
        ("tie_breaker_off", &[1], "auto_tie_breaker: 1"),
        ("expected_votes_above", &[1], "expected_votes: 3"),
    ] {
        let text = quorate_tests::generate::conf(votes, quorum);
        let config = Config::<8>::from_corosync_conf(&text).expect("a config");
        let said: Vec<String> = config.lint().map(|finding| finding.to_string()).collect();
        assert!(config.lint().any(|finding| finding.code.name() == code), "{code}: {said:?}");
        assert!(!said.iter().any(|sentence| sentence.contains(" 1 votes")), "{said:?}");
    }
    assert_eq!(read("one-vote.conf").nodelist_votes(), 2);
}

#[test]
fn last_man_standing_stops_at_two() {
    let notes = found(&text("last-man-three.conf"));
    assert!(notes.contains(&("last_man_standing_stops_at_two", Severity::Note, 9)), "{notes:?}");
}

/// As corosync derives it: the four bytes of ring0_addr as one number.
#[test]
fn nodeids_from_addresses() {
    let ids = |text: &str| {
        let config = Config::<8>::from_corosync_conf(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        config.nodes().iter().map(|node| node.id).collect::<Vec<_>>()
    };
    let udpu = text("no-nodeid-udpu.conf");
    let derived = [0xC000_0201, 0xC000_0202, 0xC000_0203].map(NodeId);
    assert_eq!(ids(&udpu), derived);
    // The transport may stand behind the nodelist.
    let (totem, rest) = udpu.split_once("nodelist").expect("a nodelist");
    assert_eq!(ids(&format!("nodelist{rest}{totem}")), derived);
    let udp = udpu.replace("udpu", "udp\n    clear_node_high_bit: yes");
    assert_eq!(ids(&udp), [0x4000_0201, 0x4000_0202, 0x4000_0203].map(NodeId));
    let missing = |line| (Problem::NodeIdMissing, line, "nodelist.node.nodeid");
    assert_eq!(refusal(udpu.replace("udpu", "knet")), missing(13));
    assert_eq!(refusal(udpu.replace("192.0.2.2", "host.example")), missing(16));
    assert_eq!(refusal(udpu.replace("192.0.2.2", "2001:db8::1")), missing(16));
    let twice = Problem::DuplicateNode(NodeId(0x4000_0201));
    assert_eq!(refusal(udp.replace("192.0.2.2", "64.0.2.1")).0, twice);
}

#[test]
fn no_nodelist() {
    let error = ("no_nodelist", Severity::Error, 0);
    assert!(found(&text("no-nodelist.conf")).contains(&error));
}

#[test]
fn what_corosync_1_had() {
    assert_eq!(refusal(text("whitetank.conf")), (Problem::Corosync1, 1, ""));
    let members = text("whitetank.conf").replace("compatibility: whitetank\n", "");
    assert_eq!(refusal(members), (Problem::Corosync1, 5, ""));
    assert!(found(&text("no-nodeid-udpu.conf")).contains(&("corosync_1_entry", Severity::Note, 30)));
}

/// Each finding's line is the one to mend; the last value counts.
#[test]
fn keys_that_are_written_twice() {
    let written =
        text("expected-1.conf").replace("    two_node: 1\n", "    two_node: 1\n    expected_votes: 2\n");
    let config = Config::<8>::from_corosync_conf(&written).expect("a config");
    assert_eq!(config.expected_votes(), 2);
    assert!(found(&written).contains(&("key_again", Severity::Warning, 8)));
    let sections = written.replace("    two_node: 1\n", "}\nquorum {\n    two_node: 1\n");
    assert!(found(&sections).contains(&("key_again", Severity::Warning, 8)));
    assert!(found(&text("expected-1.conf")).iter().all(|(code, ..)| *code != "key_again"));
}

/// Where corosync 2, 3.1.9 and 3.1.10 take a text for different things.
#[test]
fn what_versions_disagree_on() {
    let written = text("expected-1.conf");
    let said = |text: Vec<u8>| {
        let config = Config::<8>::from_corosync_conf(&text).unwrap_or_else(|error| panic!("{error}"));
        let lines = config.lint().filter(|finding| finding.code == FindingCode::NoBreakSpace);
        lines.map(|finding| finding.line).collect::<Vec<_>>()
    };
    let changed = |from: &str, to: &[u8]| {
        let (before, after) = written.split_once(from).unwrap_or_else(|| panic!("{from:?} is not there"));
        [before.as_bytes(), to, after.as_bytes()].concat()
    };
    for (from, to, lines) in [
        ("two_node: 1", &b"two_node: 1\xa0"[..], &[9][..]),
        ("two_node: 1", b"\xa0two_node: 1", &[9]),
        ("two_node: 1", b"two_node\xa0:\xa01\r", &[9]),
        ("quorum {", b"quorum\xa0{", &[6]),
        ("quorum {", b"\xa0\nquorum {\xa0", &[6, 7]),
        // In a comment and inside of a value it is what it is to all of them.
        ("two_node: 1", b"two_node: 1\n# \xa0", &[]),
        ("two_node: 1", b"two_node: 1\n x: a\xa0b", &[]),
    ] {
        assert_eq!(said(changed(from, to)), lines, "{}", to.escape_ascii());
    }
    for (junk, problem) in [
        ("two_node = 1", Problem::NotAnEntry),
        ("device { model: net", Problem::TextAfterBrace),
        ("} # of quorum", Problem::TextBesideBrace),
        (&format!("# {}", "-".repeat(510)), Problem::LineTooLong),
    ] {
        let error = Config::<8>::from_corosync_conf(written.replace("two_node: 1", junk)).expect_err(junk);
        assert_eq!(error.problem, problem, "{junk}");
        assert!(error.to_string().contains("(corosync 2 "), "{error}");
    }
    // One link needs no names, whatever its number.
    let nameless = written.replace("ring0_addr", "ring1_addr");
    assert!(found(&nameless).iter().all(|(code, ..)| *code != "no_name"), "{nameless}");
}

#[test]
fn no_quorum_section() {
    let finding = read("no-quorum-section.conf").lint().next().expect("a finding");
    assert_eq!(finding.code, FindingCode::NoProvider);
    assert!(finding.to_string().contains("Pacemaker does not start"), "{finding}");
}

#[test]
fn a_nodeid_too_high_for_knet() {
    let written = text("nodeid-too-high-for-knet.conf");
    let refused = (Problem::NodeIdTooHigh, 15, "nodelist.node.nodeid");
    assert_eq!(refusal(&written), refused);
    assert_eq!(refusal(written.replace("    transport: knet\n", "")).0, Problem::NodeIdTooHigh);
    assert!(Config::<8>::from_corosync_conf(written.replace("knet", "udpu")).is_ok());
    assert!(
        Config::<8>::from_corosync_conf(written.replace("1084783205", "65535").replace("1084783206", "1"))
            .is_ok()
    );
}
