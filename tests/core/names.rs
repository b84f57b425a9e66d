//! The names of nodes: read beside the config, borrowed from the text, and told by every sentence.

use quorate::{Config, Engine, Names, NodeId, Rules, names};

fn node(lines: &str) -> String {
    format!("nodelist {{\nnode {{\n{lines}\n}}\n}}\n")
}

fn read(text: &str) -> Vec<(u32, &str)> {
    names(text.as_bytes()).map(|(node, name)| (node.0, name)).collect()
}

#[test]
fn a_name_before_an_address() {
    assert_eq!(read(&node("nodeid: 1\nname: alpha\nring0_addr: 192.0.2.1")), [(1, "alpha")]);
    assert_eq!(read(&node("ring0_addr: 192.0.2.1\nnodeid: 1")), [(1, "192.0.2.1")]);
    assert_eq!(read(&node("nodeid: 1\nring1_addr: 192.0.2.1")), []);
    // As the reader takes keys: the last one counts, and only in a node of the nodelist.
    assert_eq!(read(&node("nodeid: 1\nname: b\u{fc}ro-1.example")), [(1, "b\u{fc}ro-1.example")]);
    assert_eq!(read(&node("name: alpha\nnodeid: 1\nname: beta\nnodeid: 2")), [(2, "beta")]);
    assert_eq!(read(&node("nodeid: 1\nname: alpha\nmore {\nname: beta\n}\n# name: gamma")), [(1, "alpha")]);
    assert_eq!(read("node {\nnodeid: 1\nname: alpha\n}\nname: beta\n"), []);
}

#[test]
fn what_is_no_name() {
    for name in ["7", "", "a b", "a\u{a0}b", "a\tb", "a\u{1b}[31m", "a\u{200b}", "\u{202e}a", "\u{feff}a"] {
        assert_eq!(read(&node(&format!("nodeid: 1\nname: {name}"))), [], "{name:?}");
    }
    assert_eq!(read(&node("name: alpha")), []);
    assert_eq!(read(&node("nodeid: x\nname: alpha")), []);
    assert!(names(b"nodelist {\nnode {\nnodeid: 1\nname: \xff\n}\n").next().is_none());
}

/// From the address where there is no nodeid, as the reader does, also where the option stands behind the nodelist.
#[test]
fn a_nodeid_from_the_address() {
    let nodes = "nodelist {\nnode {\nring0_addr: 192.0.2.1\n}\nnode {\nring0_addr: 10.0.0.2\n}\n}\n";
    let quorum = "quorum {\nprovider: corosync_votequorum\n}\n";
    let totem = |lines: &str| format!("totem {{\nversion: 2\ntransport: udpu\n{lines}}}\n");
    let (clear, plain, cleared) = ("clear_node_high_bit: yes\n", 0xc000_0201, 0x4000_0201);
    for (before, behind, first) in [
        ("", "", plain),
        (clear, "", cleared),
        ("", clear, cleared),
        ("interface {\n}\n", clear, cleared),
        (clear, "clear_node_high_bit: no\n", plain),
        ("interface {\nclear_node_high_bit: yes\n}\n", "", plain),
    ] {
        let text = format!("{}{nodes}{}{quorum}", totem(before), totem(behind));
        let ids: Vec<u32> = names(text.as_bytes()).map(|(node, _)| node.0).collect();
        assert_eq!(ids, [first, 0x0a00_0002], "{text}");
        let config = Config::<8>::from_corosync_conf(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let known: Vec<u32> = config.nodes().iter().map(|node| node.id.0).collect();
        assert_eq!(ids, known, "{text}");
    }
}

/// Of a text that is refused it takes what it finds, and comes to an end.
#[test]
fn any_text_comes_to_an_end() {
    let text = node("nodeid: 1\nname: alpha");
    assert_eq!(read(&format!("}}\nno entry\n{text}")), [(1, "alpha")]);
    assert_eq!(read(&format!("{}{text}", "a {\n".repeat(1000))), []);
    for end in 0..text.len() {
        assert!(read(&text[..end]).len() <= 1);
    }
}

#[test]
fn sentences_take_them() {
    let text = "nodelist {\nnode {\nnodeid: 1\nname: alpha\n}\nnode {\nnodeid: 2\nname: beta\n}\nnode {\n\
        nodeid: 3\n}\n}\nquorum {\nprovider: corosync_votequorum\nwait_for_all: 1\n}\n";
    let config = Config::<8>::from_corosync_conf(text).expect("a config");
    let names: Vec<(NodeId, &str)> = names(text.as_bytes()).collect();
    let names = &names[..];
    assert_eq!((names.name_of(NodeId(2)), names.name_of(NodeId(3))), (Some("beta"), None));
    let mut engine = Engine::new(&config, NodeId(1), Rules::Corosync).expect("an engine");
    engine.observe(&[NodeId(1)]).expect("a view");
    let reason = engine.status().reason;
    assert!(reason.to_string().ends_with("waiting for: nodes 2 and 3"));
    assert!(reason.named(names).to_string().ends_with("waiting for: nodes beta and 3"));
    assert_eq!(reason.named(&()).to_string(), reason.to_string());
    assert!(engine.help().named(names).to_string().contains("; start nodes beta and 3"));
    assert_eq!(engine.advice()[0].named(names).to_string(), "start nodes beta and 3");
    assert!(engine.quorumtool().named(names).to_string().ends_with("         1          1 alpha (local)\n"));
    let finding = config.lint().find(|finding| !finding.nodes.is_empty()).expect("a finding");
    assert_eq!(finding.named(&()).to_string(), finding.to_string());
}
