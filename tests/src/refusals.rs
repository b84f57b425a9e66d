//! Texts that are no config, and where the reader says so.

use quorate::{ConfigProblem as Problem, NodeId};

/// Three nodes; stands for `NODES` in the texts below.
pub const NODES: &str = "nodelist {\nnode {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\nnode {\nnodeid: 3\n}\n}\n";

/// The text, and the problem with its line and key.
#[rustfmt::skip]
pub const REFUSED: [(&str, Problem, u32, &str); 45] = [
    // --- what corosync's parser refuses
    ("quorum {\nquorum {\n", Problem::MissingBrace, 2, ""),
    ("a {\nb {\n}\n", Problem::MissingBrace, 1, ""),
    ("\n}\n", Problem::UnexpectedBrace, 2, ""),
    ("a {\n}\n}", Problem::UnexpectedBrace, 3, ""),
    ("a {\n} # end\n", Problem::TextBesideBrace, 2, ""),
    ("a {\nb }\n", Problem::TextBesideBrace, 2, ""),
    ("a {\n}}\n", Problem::TextBesideBrace, 2, ""),
    ("\n {\n}\n", Problem::SectionWithoutName, 2, ""),
    ("a { b: c\n}\n", Problem::TextAfterBrace, 1, ""),
    ("a { }\n", Problem::TextAfterBrace, 1, ""),
    ("a {{\n", Problem::TextAfterBrace, 1, ""),
    ("quorum\n{\n}\n", Problem::NotAnEntry, 1, ""),
    ("quorum {\ntwo_node 1\n}\n", Problem::NotAnEntry, 2, ""),
    ("\u{feff}quorum\n", Problem::NotAnEntry, 1, ""),
    (": 1\n", Problem::EmptyKey, 1, ""),
    ("quorum {\n two node: 1\n}\n", Problem::BadName, 2, ""),
    ("quorum {\n tw\u{f6}_node: 1\n}\n", Problem::BadName, 2, ""),
    ("quorum {\ntwo_node: yes\n}\n", Problem::NotANumber(255), 2, "quorum.two_node"),
    ("quorum {\nvotes: 1 2\n}\n", Problem::NotANumber(u32::MAX), 2, "quorum.votes"),
    ("quorum {\nlast_man_standing_window: 10s\n}\n",
        Problem::NotANumber(u32::MAX), 2, "quorum.last_man_standing_window"),
    ("quorum {\nleaving_timeout: x\n}\n", Problem::NotANumber(u32::MAX), 2, "quorum.leaving_timeout"),
    ("quorum {\ndevice {\nvotes: x\n}\n}\n", Problem::NotANumber(u32::MAX), 3, "quorum.device.votes"),
    ("quorum {\ndevice {\ntimeout: x\n}\n}\n", Problem::NotANumber(u32::MAX), 3, "quorum.device.timeout"),
    ("quorum {\ndevice {\nsync_timeout:\n}\n}\n",
        Problem::NotANumber(u32::MAX), 3, "quorum.device.sync_timeout"),
    ("quorum {\ndevice {\nmaster_wins: 256\n}\n}\n",
        Problem::NotANumber(255), 3, "quorum.device.master_wins"),
    ("nodelist {\nnode {\nnodeid: one\n}\n}\n", Problem::NotANumber(u32::MAX), 3, "nodelist.node.nodeid"),
    ("nodelist {\nnode {\nquorum_votes: -1\n}\n}\n",
        Problem::NotANumber(u32::MAX), 3, "nodelist.node.quorum_votes"),
    // --- what corosync or votequorum refuses later
    ("", Problem::NoExpectedVotes, 0, ""),
    ("quorum {\nprovider: corosync_votequorum\n}\n", Problem::NoExpectedVotes, 0, ""),
    ("quorum {\nexpected_votes: 0\n}\n", Problem::NoExpectedVotes, 0, ""),
    ("quorum {\nprovider: corosync_quorum_ykd\n}\n", Problem::OtherProvider, 2, "quorum.provider"),
    ("nodelist {\nnode {\nname: a\n}\n}\n", Problem::NodeIdMissing, 2, "nodelist.node.nodeid"),
    ("nodelist {\nnode {\nnodeid: 0\n}\n}\n", Problem::NodeIdZero, 3, "nodelist.node.nodeid"),
    ("nodelist {\nnode {\nnodeid: 7\n}\nnode {\nnodeid: 7\n}\n}\n",
        Problem::DuplicateNode(NodeId(7)), 6, "nodelist.node.nodeid"),
    ("nodelist {\nnode {\nnodeid: 1\nquorum_votes: 4294967295\n}\nnode {\nnodeid: 2\nquorum_votes: 4294967295\n}\n}\n",
        Problem::VotesOverflow, 8, "nodelist.node.quorum_votes"),
    // NODES stands in the lines after these.
    ("quorum {\ntwo_node: 1\ndevice {\nmodel: net\n}\n}\nNODES",
        Problem::TwoNodeWithDevice, 2, "quorum.two_node"),
    ("quorum {\nlast_man_standing: 1\ndevice {\nmodel: net\n}\n}\nNODES",
        Problem::DeviceWithLastManStanding, 2, "quorum.last_man_standing"),
    ("quorum {\nwait_for_all: 1\nauto_tie_breaker: 1\ndevice {\nmodel: net\n}\n}\nNODES",
        Problem::DeviceWithTieBreaker, 3, "quorum.auto_tie_breaker"),
    ("quorum {\ndevice {\nmodel: net\n}\nallow_downscale: 1\n}\nNODES",
        Problem::DeviceWithDownscale, 5, "quorum.allow_downscale"),
    ("quorum {\nexpected_votes: 3\ndevice {\nmodel: net\n}\n}\nNODES",
        Problem::DeviceVotesUnknown, 4, "quorum.device.model"),
    ("quorum {\ndevice {\nmodel: net\n}\n}\nnodelist {\nnode {\nnodeid: 1\nquorum_votes: 2\n}\n}\n",
        Problem::DeviceVotesUneven, 3, "quorum.device.model"),
    ("quorum {\nexpected_votes: 3\ndevice {\nmodel: net\nvotes: 2\n}\n}\nNODES",
        Problem::DeviceVotesTooHigh, 5, "quorum.device.votes"),
    ("quorum {\nlast_man_standing: 1\nauto_tie_breaker: 1\n}\nNODES",
        Problem::OddLastManStanding, 2, "quorum.last_man_standing"),
    ("quorum {\nlast_man_standing: 1\nauto_tie_breaker: 1\ntwo_node: 0\n}\nNODES",
        Problem::OddLastManStanding, 2, "quorum.last_man_standing"),
    ("quorum {\nexpected_votes: 4294967296\n}\n", Problem::NotANumber(u32::MAX), 2, "quorum.expected_votes"),
];
