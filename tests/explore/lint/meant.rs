//! Keys and sections that corosync does not know: which are told, and what was meant.

use super::read;
use quorate::{Builder, Config, Options};

const KEY: &str = "provider: corosync_votequorum\nexpected_votes: 2\n";

/// Code names and what was meant, of what corosync ignores.
fn told(text: &str) -> Vec<(&'static str, &'static str)> {
    let ignored = [
        "unknown_quorum_key",
        "unknown_node_key",
        "unknown_section",
        "misplaced_key",
        "corosync_1_entry",
        "section_in_node",
        "section_in_uidgid",
    ];
    let config = read(text);
    let findings = config.lint().map(|finding| (finding.code.name(), finding.meant));
    findings.filter(|(name, _)| ignored.contains(name)).collect()
}

/// A beginning or an end of at least four letters, or all but two letters in one place.
#[test]
fn what_a_key_was_meant_as() {
    for (key, meant) in [
        ("two", ""),
        ("two_", "two_node"),
        ("o_node", "two_node"),
        ("two_nodes", "two_node"),
        ("two_nodxx", "two_node"),
        ("two_nodxxx", ""),
        ("twoo_nodee", ""),
        ("TWO_NODE", "two_node"),
        ("wait-for-all", "wait_for_all"),
        ("waitforall", ""),
        ("wait_for-all", "wait_for_all"),
    ] {
        let text = format!("quorum {{\n{KEY}{key}: 1\n}}\n");
        assert_eq!(told(&text), [("unknown_quorum_key", meant)], "{key}");
    }
}

/// Sections that are none of ours are told where they were perhaps meant as one.
#[test]
fn which_sections_are_told() {
    let unknown = |meant| vec![("unknown_section", meant)];
    for (section, wanted) in [
        ("qb {\n}", vec![]),
        ("quorun {\n}", unknown("quorum")),
        ("nodelis {\n}", unknown("nodelist")),
        ("node {\n}", unknown("nodelist")),
        ("device {\n}", unknown("quorum.device")),
        ("service {\n}", vec![("corosync_1_entry", "")]),
        ("member {\n}", vec![]),
        ("logging {\nservice {\n}\n}", vec![]),
        ("totem {\ninterface {\nmember {\n}\n}\n}", vec![("corosync_1_entry", "")]),
        ("totem {\nmember {\n}\n}", vec![]),
        ("nodelist {\nnod {\n}\n}", unknown("")),
        (
            "nodelist {\nnode {\nnodeid: 3\nring0_addr: 192.0.2.3\nsub {\n}\n}\n}",
            vec![("section_in_node", "")],
        ),
        ("uidgid {\nsub {\n}\n}", vec![("section_in_uidgid", "")]),
        ("quorum {\nsub {\n}\n}", unknown("")),
        ("quorum {\ndevic {\n}\n}", unknown("device")),
        ("quorum {\ndevice {\n}\n}", vec![]),
    ] {
        let text = format!("quorum {{\n{KEY}}}\n{section}\n");
        assert_eq!(told(&text), wanted, "{section}");
    }
}

/// Of keys that are others' nothing is said.
#[test]
fn which_keys_are_told() {
    let unknown = |meant| vec![("unknown_node_key", meant)];
    for (keys, wanted) in [
        ("anything: 1", vec![]),
        ("compatibility: whitetank", vec![("corosync_1_entry", "")]),
        ("logging {\ncompatibility: whitetank\n}", vec![]),
        ("nodelist {\nnode {\nring0_addr: 192.0.2.1\nring7_addr: 192.0.2.2\nnodeid: 1\n}\n}", vec![]),
        ("nodelist {\nnode {\nnodeid: 1\nring0_addrs: 192.0.2.1\n}\n}", unknown("")),
        ("nodelist {\nnode {\nnodeid: 1\nbind_addr: 192.0.2.1\n}\n}", unknown("")),
        ("nodelist {\nnode {\nnodeid: 1\nvotes: 2\n}\n}", unknown("quorum_votes")),
    ] {
        let text = format!("quorum {{\n{KEY}}}\n{keys}\n");
        assert_eq!(told(&text), wanted, "{keys}");
    }
}

#[test]
fn a_misplaced_key_was_meant_as_itself() {
    for key in [
        "expected_votes",
        "votes",
        "two_node",
        "wait_for_all",
        "last_man_standing",
        "last_man_standing_window",
        "auto_tie_breaker",
        "auto_tie_breaker_node",
        "allow_downscale",
        "expected_votes_tracking",
    ] {
        let text = format!("quorum {{\n{KEY}}}\ntotem {{\n{key}: 1\n}}\n");
        assert_eq!(told(&text), [("misplaced_key", key)], "{key}");
    }
}

/// Where its own machine is a node: by address, of any link, and nothing else that reads like it.
#[test]
fn a_witness_in_its_cluster() {
    let inside = |node: &str, beside: &str| {
        let device = "device {\nmodel: net\nvotes: 1\nnet {\nhost: there\n}\n}";
        let nodes =
            format!("node {{\nnodeid: 1\n{node}\n}}\nnode {{\nnodeid: 2\nring0_addr: b\nname: b\n}}\n");
        let text = format!("quorum {{\n{device}\n}}\nnodelist {{\n{nodes}}}\n{beside}\n");
        read(&text).lint().any(|finding| finding.code.name() == "device_in_cluster")
    };
    assert!(inside("ring0_addr: there", ""));
    assert!(inside("ring0_addr: a\nring1_addr: there\nname: a", ""));
    assert!(!inside("ring0_addr: a\nname: there", ""));
    assert!(!inside("ring0_addr: a", "totem {\ninterface {\nring0_addr: there\n}\n}"));
}

/// Of a config that was made in code nobody says what its text lacks; and a section may be there twice.
#[test]
fn what_a_text_lacks() {
    let mut builder = Builder::<8>::new();
    builder.options(Options { expected_votes: 3, ..Options::default() });
    let names = |config: &Config<8>| -> Vec<_> { config.lint().map(|finding| finding.code.name()).collect() };
    assert_eq!(names(&builder.build().expect("a config")), [""; 0]);
    let totem = "totem {\nversion: 2\n}\n";
    let text = |beside: &str| {
        read(&format!(
            "{beside}quorum {{\n{KEY}}}\nnodelist {{\nnode {{\nnodeid: 1\n}}\nnode {{\nnodeid: 2\n}}\n}}\n"
        ))
    };
    assert!(!names(&text("")).contains(&"no_address"));
    for times in 1..=3 {
        assert!(names(&text(&totem.repeat(times))).contains(&"no_address"), "{times}");
    }
}
