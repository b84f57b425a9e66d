//! Keys and sections that corosync does not know: which are told, and what was meant.

use super::read;

const KEY: &str = "provider: corosync_votequorum\nexpected_votes: 2\n";

/// Code names and what was meant, of what corosync ignores.
fn told(text: &str) -> Vec<(&'static str, &'static str)> {
    let ignored =
        ["unknown_quorum_key", "unknown_section", "corosync_1_entry", "section_in_node", "section_in_uidgid"];
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
