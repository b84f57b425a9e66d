//! For every code a config that gives it and one that does not.

/// One code.
pub struct Case {
    pub code: &'static str,
    /// How many nodes, or the whole nodelist where it is text.
    nodes: Nodes,
    quorum: &'static str,
    /// A quorum section without the finding, over the same nodes unless they are at fault.
    clean: (Nodes, &'static str),
    /// For what has no effect: a quorum section with the same outcome.
    same: (Nodes, &'static str),
}

#[derive(Clone, Copy)]
enum Nodes {
    /// So many of one vote each.
    Plain(u32),
    /// With these votes.
    Votes(&'static [u32]),
    /// As written.
    Text(&'static str),
}

use Nodes::{Plain, Text, Votes};

fn text(nodes: Nodes, quorum: &str) -> String {
    let node = |(place, votes): (usize, &u32)| {
        format!("node {{\nnodeid: {}\nquorum_votes: {votes}\n}}\n", place + 1)
    };
    let list: String = match nodes {
        Plain(size) => (1..=size).map(|id| format!("node {{\nnodeid: {id}\n}}\n")).collect(),
        Votes(votes) => votes.iter().enumerate().map(node).collect(),
        Text(text) => text.into(),
    };
    let provider = match quorum {
        NO_PROVIDER => "",
        _ => "provider: corosync_votequorum\n",
    };
    format!("quorum {{\n{quorum}\n{provider}}}\nnodelist {{\n{list}}}\n")
}

impl Case {
    pub fn config(&self) -> String {
        text(self.nodes, self.quorum)
    }

    pub fn clean_config(&self) -> String {
        text(self.clean.0, self.clean.1)
    }

    pub fn same_config(&self) -> String {
        text(self.same.0, self.same.1)
    }
}

/// Harm of its own: nothing to compare with.
const fn case(code: &'static str, nodes: Nodes, quorum: &'static str, clean: (Nodes, &'static str)) -> Case {
    Case { code, nodes, quorum, clean, same: (Plain(1), "") }
}

/// No effect: the same as the clean config.
const fn idle(code: &'static str, nodes: Nodes, quorum: &'static str, same: (Nodes, &'static str)) -> Case {
    Case { code, nodes, quorum, clean: same, same }
}

const ODD_KEY: &str = "node {\nnodeid: 1\nquorum_vote: 2\n}\nnode {\nnodeid: 2\n}\n";
const SERVICE: &str = "node {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\n}\nservice {\nver: 0\n";
const MISPLACED: &str = "node {\nnodeid: 1\n}\ntwo_node: 1\nnode {\nnodeid: 2\n}\n";
const ODD_SECTION: &str = "node {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\nnodes {\nnodeid: 3\n}\n";
const NO_ADDRESS: &str =
    "node {\nring0_addr: 192.0.2.1\nnodeid: 1\n}\nnode {\nring1_addr: 192.0.2.2\nnodeid: 2\n}\n}\ntotem {\n";
const ADDRESSES: &str =
    "node {\nring0_addr: 192.0.2.1\nnodeid: 1\n}\nnode {\nring0_addr: 192.0.2.2\nnodeid: 2\n}\n}\ntotem {\n";
const NO_NAME: &str = "node {\nring0_addr: 192.0.2.1\nring1_addr: 198.51.100.1\nname: a\nnodeid: 1\n}\n\
    node {\nring0_addr: 192.0.2.2\nring1_addr: 198.51.100.2\nnodeid: 2\n}\n}\ntotem {\n";
const NAMES: &str = "node {\nring0_addr: 192.0.2.1\nring1_addr: 198.51.100.1\nname: a\nnodeid: 1\n}\n\
    node {\nring0_addr: 192.0.2.2\nring1_addr: 198.51.100.2\nname: b\nnodeid: 2\n}\n}\ntotem {\n";
const IN_NODE: &str = "node {\nnodeid: 1\nsub {\nquorum_votes: 5\n}\n}\nnode {\nnodeid: 2\n}\n";
const IN_UIDGID: &str = "node {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\n}\nuidgid {\nsub {\n}\n";
const LOGFILE: &str = "node {\nnodeid: 1\n}\nnode {\nnodeid: 2\n}\n}\nlogging {\nlogfile: log\u{a0}\n";
/// All others name votequorum.
const NO_PROVIDER: &str = "two_node: 0";
const ATB: &str = "auto_tie_breaker: 1\nwait_for_all: 1";
const DEVICE: &str = "device {\nmodel: net\nvotes: 1\n}";
const FFSPLIT: &str = "device {\nmodel: net\nvotes: 1\nnet {\nhost: 192.0.2.9\n}\n}";
/// Whose second node has the witness's address.
const WITNESS_INSIDE: &str =
    "node {\nring0_addr: 192.0.2.1\nnodeid: 1\n}\nnode {\nring0_addr: 192.0.2.9\nnodeid: 2\n}\n";

pub const CASES: &[Case] = &[
    case("no_provider", Plain(3), NO_PROVIDER, (Plain(3), "")),
    case("no_nodelist", Plain(0), "expected_votes: 2", (Plain(2), "expected_votes: 2")),
    case("no_address", Text(NO_ADDRESS), "", (Text(ADDRESSES), "")),
    case("no_name", Text(NO_NAME), "", (Text(NAMES), "")),
    case("two_node_not_two", Plain(3), "two_node: 1", (Plain(2), "two_node: 1")),
    case(
        "two_node_without_wait_for_all",
        Plain(2),
        "two_node: 1\nwait_for_all: 0",
        (Plain(2), "two_node: 1"),
    ),
    case("two_node_needs_fencing", Plain(2), "two_node: 1", (Plain(3), "")),
    idle("two_node_dropped", Plain(2), "two_node: 1\nauto_tie_breaker: 1", (Plain(2), ATB)),
    case("wait_for_all_needs_all", Plain(3), "wait_for_all: 1", (Plain(3), "wait_for_all: 0")),
    case("wait_for_all_disagrees", Plain(3), "wait_for_all: 1", (Plain(2), "two_node: 1")),
    case("tie_breaker_odd_votes", Plain(3), "auto_tie_breaker: 1\nwait_for_all: 1", (Plain(4), ATB)),
    case("tie_breaker_moves", Plain(4), "auto_tie_breaker: 1", (Plain(2), ATB)),
    case(
        "tie_breaker_list_at_start",
        Plain(4),
        "auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2",
        (Plain(4), "auto_tie_breaker: 1\nauto_tie_breaker_node: 1"),
    ),
    case(
        "tie_breaker_list",
        Plain(4),
        "auto_tie_breaker: 1\nauto_tie_breaker_node: 1 2\nwait_for_all: 1",
        (Plain(4), "auto_tie_breaker: 1\nauto_tie_breaker_node: 1\nwait_for_all: 1"),
    ),
    idle("tie_breaker_off", Plain(3), "auto_tie_breaker: 1", (Plain(3), "")),
    idle(
        "tie_breaker_not_understood",
        Plain(4),
        "auto_tie_breaker: 1\nauto_tie_breaker_node: first",
        (Plain(4), ""),
    ),
    idle(
        "tie_breaker_cut_short",
        Plain(4),
        "auto_tie_breaker: 1\nauto_tie_breaker_node: 3,1",
        (Plain(4), "auto_tie_breaker: 1\nauto_tie_breaker_node: 3"),
    ),
    idle("tie_breaker_unused", Plain(4), "auto_tie_breaker_node: 1", (Plain(4), "")),
    idle(
        "tie_breaker_not_a_node",
        Plain(4),
        "auto_tie_breaker: 1\nauto_tie_breaker_node: 9 1",
        (Plain(4), "auto_tie_breaker: 1\nauto_tie_breaker_node: 1"),
    ),
    case("expected_votes_below", Plain(3), "expected_votes: 1", (Plain(3), "expected_votes: 3")),
    case("expected_votes_above", Plain(3), "expected_votes: 6", (Plain(3), "expected_votes: 3")),
    idle(
        "expected_votes_unused",
        Plain(3),
        "expected_votes: 1\nallow_downscale: 1",
        (Plain(3), "allow_downscale: 1"),
    ),
    case("heavy_node", Votes(&[3, 1, 1]), "", (Plain(3), "")),
    case("votes_differ", Votes(&[2, 1, 1, 1, 1]), "", (Plain(5), "")),
    case("even_votes", Plain(4), "", (Plain(4), DEVICE)),
    case("quorum_over_255", Votes(&[255, 255]), "", (Votes(&[255, 254]), "")),
    case(
        "last_man_standing",
        Plain(4),
        "last_man_standing: 1\nwait_for_all: 1",
        (Plain(3), "last_man_standing: 1"),
    ),
    idle("last_man_standing_off", Votes(&[2, 1, 1, 1]), "last_man_standing: 1", (Votes(&[2, 1, 1, 1]), "")),
    idle("last_man_standing_window_unused", Plain(3), "last_man_standing_window: 5000", (Plain(3), "")),
    case("allow_downscale", Plain(4), "allow_downscale: 1", (Plain(4), "")),
    idle("expected_votes_tracking", Plain(3), "expected_votes_tracking: 1", (Plain(3), "")),
    case(
        "last_man_standing_stops_at_two",
        Plain(3),
        "last_man_standing: 1",
        (Votes(&[2, 1, 1]), "last_man_standing: 1"),
    ),
    case("device_on_odd", Plain(3), DEVICE, (Plain(4), DEVICE)),
    case("device_votes", Plain(4), "device {\nmodel: net\n}", (Plain(4), DEVICE)),
    case(
        "device_wait_for_all",
        Plain(2),
        "wait_for_all: 1\ndevice {\nmodel: net\nvotes: 1\n}",
        (Plain(2), DEVICE),
    ),
    idle("device_without_model", Plain(4), "device {\nvotes: 1\n}", (Plain(4), "")),
    idle(
        "device_does_not_start",
        Plain(2),
        "device {\nmodel: net\nvotes: 1\nnet {\nhost: 192.0.2.9\nalgorithm: 50:50\n}\n}",
        (Plain(2), DEVICE),
    ),
    idle(
        "device_ffsplit_votes",
        Plain(2),
        "device {\nmodel: net\nnet {\nhost: 192.0.2.9\n}\n}",
        (Plain(2), "device {\nmodel: net\n}"),
    ),
    case(
        "device_last_man_standing",
        Plain(2),
        "device {\nmodel: net\nnet {\nhost: 192.0.2.9\nalgorithm: lms\n}\n}",
        (Plain(2), FFSPLIT),
    ),
    idle(
        "device_tie_breaker",
        Plain(2),
        "device {\nmodel: net\nvotes: 1\nnet {\nhost: 192.0.2.9\ntie_breaker: 9\n}\n}",
        (Plain(2), FFSPLIT),
    ),
    case(
        "device_sync_timeout",
        Plain(2),
        "device {\nmodel: net\nvotes: 1\nsync_timeout: 15000\nnet {\nhost: 192.0.2.9\n}\n}",
        (Plain(2), FFSPLIT),
    ),
    case("device_in_cluster", Text(WITNESS_INSIDE), FFSPLIT, (Plain(2), FFSPLIT)),
    case(
        "device_two_node_lms",
        Plain(3),
        "device {\nmodel: net\nnet {\nhost: 192.0.2.9\nalgorithm: 2nodelms\n}\n}",
        (Plain(2), "device {\nmodel: net\nnet {\nhost: 192.0.2.9\nalgorithm: 2nodelms\n}\n}"),
    ),
    Case {
        code: "device_unfit",
        nodes: Plain(3),
        quorum: "device {\nmodel: quorate\nvotes: 1\n}",
        clean: (Plain(3), "device {\nmodel: quorate\nvotes: 3\n}"),
        same: (Plain(3), DEVICE),
    },
    idle("unknown_quorum_key", Plain(2), "two_nodes: 1", (Plain(2), "")),
    idle("unknown_node_key", Text(ODD_KEY), "", (Plain(2), "")),
    idle(
        "unknown_device_key",
        Plain(2),
        "device {\nmodel: net\nvotes: 1\ntimeouts: 3\n}",
        (Plain(2), DEVICE),
    ),
    idle("unknown_section", Text(ODD_SECTION), "", (Plain(2), "")),
    idle(
        "more_ignored",
        Plain(2),
        "a1: 1\na2: 1\na3: 1\na4: 1\na5: 1\na6: 1\na7: 1\na8: 1\na9: 1",
        (Plain(2), ""),
    ),
    idle("misplaced_key", Text(MISPLACED), "", (Plain(2), "")),
    idle("corosync_1_entry", Text(SERVICE), "", (Plain(2), "")),
    idle(
        "comment_in_value",
        Plain(3),
        "device {\nmodel: net # qnetd\n}",
        (Plain(3), "device {\nmodel: net\n}"),
    ),
    idle("key_again", Plain(2), "two_node: 0\ntwo_node: 1", (Plain(2), "two_node: 1")),
    idle("section_in_node", Text(IN_NODE), "", (Plain(2), "")),
    case("section_in_uidgid", Text(IN_UIDGID), "", (Plain(2), "")),
    idle("no_break_space", Text(LOGFILE), "", (Plain(2), "")),
];
