//! The corosync.conf reader: what it takes, and what it refuses, with the line and the key.

use quorate::{Config, ConfigError, ConfigProblem as Problem, NodeId, Options, TieBreaker};
use quorate_tests::generate;
use quorate_tests::refusals::{NODES, REFUSED};

type Read = Result<Config<64>, ConfigError>;

fn read(text: impl AsRef<[u8]>) -> Read {
    Config::from_corosync_conf(text)
}

fn parts(error: ConfigError) -> (Problem, u32, &'static str) {
    (error.problem, error.line, error.key)
}

fn votes(config: &Config<64>) -> Vec<(u32, u32)> {
    config.nodes().iter().map(|node| (node.id.0, node.votes)).collect()
}

type Meaning = (Vec<(u32, u32)>, Options, TieBreaker<64>);

/// What a text says, wherever it says so: a config also remembers lines, for the linter.
fn meaning(text: impl AsRef<[u8]>) -> Option<Meaning> {
    let config = read(text).ok()?;
    Some((votes(&config), *config.options(), config.tie_breaker().clone()))
}

/// As pcs writes it for two nodes.
const TWO_NODES: &str = "totem {
    version: 2
    cluster_name: gemini
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    interface {
        linknumber: 0
        knet_link_priority: 1
    }
}

nodelist {
    node {
        ring0_addr: 10.0.0.1
        name: gemini
        nodeid: 1
    }

    node {
        ring0_addr: 10.0.0.2
        name: cancer
        nodeid: 2
    }
}

quorum {
    provider: corosync_votequorum
    two_node: 1
}

logging {
    to_logfile: yes
    logfile: /var/log/cluster/corosync.log
    to_syslog: yes
    timestamp: on
    logger_subsys {
        subsys: QUORUM
        debug: off
    }
}
";

/// With everything that has a meaning here, in an order of its own, by many hands.
const BY_MANY_HANDS: &str = "# Please read the corosync.conf.5 manual page
system {
  move_to_root_cgroup: no
}
quorum: {
\tvotes: 9
\twait_for_all: 0
\texpected_votes: 7
\tlast_man_standing:1
\tlast_man_standing_window :   20000
\tauto_tie_breaker: 1
\tauto_tie_breaker_node: 3 1 2
\t# wait_for_all: 0
\twait_for_all: 1
\tunknown_key: whatever: it says { here
}
nodelist{
node {
quorum_votes: 2
nodeid: 3
ring0_addr: fe80::1
}
  node   {\x20\x20
    nodeid:1
    ring0_addr: node1.example.org
    quorum_votes: 5
    quorum_votes: 1
  }
  node {
    nodeid: 2
  }
}
resources {
  system {
    memory_used {
      recovery: shutdown
      max: 80
    }
  }
}
";

#[test]
fn whole_files() {
    let two = read(TWO_NODES).expect("two nodes");
    assert_eq!(votes(&two), [(1, 1), (2, 1)]);
    assert!(two.two_node() && two.wait_for_all());
    assert_eq!(two.expected_votes(), 2);

    // A value may hold no brace: '{' opens a section wherever it stands in a line.
    let text = BY_MANY_HANDS.replace(" { here", " here");
    let many = read(&text).expect("many hands");
    assert_eq!(votes(&many), [(3, 2), (1, 1), (2, 1)]);
    assert_eq!((many.expected_votes(), many.nodelist_votes()), (7, 4));
    assert!(many.wait_for_all(), "a later key overrides an earlier one");
    let options = many.options();
    assert!(options.last_man_standing && options.auto_tie_breaker);
    assert_eq!((options.last_man_standing_window, options.votes), (20_000, 9));
    let TieBreaker::List(list) = many.tie_breaker() else { panic!("{:?}", many.tie_breaker()) };
    assert_eq!(list[..], [NodeId(3), NodeId(1), NodeId(2)]);
}

/// How a file may be written down without meaning anything else.
#[test]
fn writing_does_not_matter() {
    for text in [TWO_NODES.to_owned(), BY_MANY_HANDS.replace(" { here", " here")] {
        let meant = meaning(&text).expect("a config");
        let bytes = |text: &str, from: &str, to: &[u8]| {
            let mut bytes = Vec::new();
            for (position, part) in text.split(from).enumerate() {
                bytes.extend_from_slice(if position == 0 { b"" } else { to });
                bytes.extend_from_slice(part.as_bytes());
            }
            bytes
        };
        let ways = [
            ("carriage returns", bytes(&text, "\n", b"\r\n")),
            ("no newline at the end", text.trim_end().as_bytes().to_vec()),
            ("tabs", bytes(&text, "    ", b"\t")),
            ("no-break spaces", bytes(&text, "    ", b"\xA0")),
            ("empty lines", bytes(&text, "\n", b"\n \t\n\n")),
            ("comments", bytes(&text, "\n", b"\n# two_node: 0 {\n\t #}\n")),
            ("spaces at the end", bytes(&text, "\n", b" \t\xA0\n")),
            ("another section", [text.as_bytes(), b"a.b/c-d_e {\n f {\n two_node: x\n }\n}\n"].concat()),
            ("keys beside sections", [b"two_node: 0\nnodeid: 7\n", text.as_bytes()].concat()),
        ];
        for (name, way) in ways {
            assert_eq!(meaning(&way).as_ref(), Some(&meant), "{name}");
        }
    }
}

/// Sections and keys in any order make the same config, if no key is listed twice.
#[test]
fn order_does_not_matter() {
    generate::for_seeds("order_does_not_matter", 300, |_, random| {
        let count = 1 + random.below(8);
        let text = generate::random_conf(random, count);
        let quorum_end = text.find("nodelist").expect("a nodelist");
        let (quorum, nodelist) = text.split_at(quorum_end);
        assert_eq!(meaning(&text), meaning(format!("{nodelist}{quorum}")), "{text}");
        // The device section holds lines together; without it the keys can be turned round.
        if !quorum.contains("device") {
            let mut lines: Vec<&str> = quorum.lines().collect();
            let end = lines.len() - 1;
            lines[1..end].reverse();
            let turned = format!("{}\n{nodelist}", lines.join("\n"));
            assert_eq!(meaning(&text), meaning(&turned), "{text}");
        }
    });
}

#[test]
fn refusals() {
    for (text, problem, line, key) in REFUSED {
        let text = text.replace("NODES", NODES);
        assert_eq!(read(&text).map_err(parts), Err((problem, line, key)), "{text}");
    }
}

/// What a reload lets through, because votequorum refuses it at startup only.
#[test]
fn reload_lets_devices_through() {
    let at_startup_only = |problem| {
        use Problem as P;
        matches!(
            problem,
            P::TwoNodeWithDevice
                | P::OddLastManStanding
                | P::DeviceWithLastManStanding
                | P::DeviceWithTieBreaker
                | P::DeviceWithDownscale
                | P::DeviceVotesUnknown
                | P::DeviceVotesUneven
                | P::DeviceVotesTooHigh
        )
    };
    for (text, problem, line, key) in REFUSED {
        let reloaded = Config::<64>::from_corosync_conf_for_reload(text.replace("NODES", NODES));
        match at_startup_only(problem) {
            true => assert!(reloaded.is_ok(), "{text}: {reloaded:?}"),
            false => assert_eq!(reloaded.map_err(parts), Err((problem, line, key)), "{text}"),
        }
    }
}

#[test]
fn numbers() {
    let taken: [(&str, u32); 10] = [
        ("0", 0),
        ("-0", 0),
        ("+1", 1),
        ("1", 1),
        ("0001", 1),
        ("255", 255),
        (" \t7 ", 7),
        ("4294967295", u32::MAX),
        ("-00", 0),
        ("+0", 0),
    ];
    for (text, number) in taken {
        let config = read(format!("quorum {{\nvotes: {text}\nexpected_votes: 3\n}}\n")).expect(text);
        assert_eq!(config.options().votes, number, "{text}");
    }
    let refused =
        ["", "-1", "+", "-", "1.0", "0x1", "1e3", "4294967296", "99999999999999999999", "1a", "\u{664}"];
    for text in refused {
        let error = read(format!("quorum {{\nvotes: {text}\nexpected_votes: 3\n}}\n")).expect_err(text);
        assert_eq!(error.problem, Problem::NotANumber(u32::MAX), "{text}");
    }
    for (text, on) in
        [("0", Some(false)), ("1", Some(true)), ("2", Some(true)), ("255", Some(true)), ("256", None)]
    {
        let config = read(format!("quorum {{\ntwo_node: {text}\n}}\n{NODES}"));
        assert_eq!(config.ok().map(|config| config.two_node()), on, "{text}");
    }
}

#[test]
fn tie_breaker_nodes() {
    let list = |ids: &[u32]| Some(ids.iter().copied().map(NodeId).collect::<Vec<_>>());
    // Numbers with spaces between them, up to the first thing that is none.
    let cases = [
        ("1", list(&[1])),
        ("3 1 2", list(&[3, 1, 2])),
        ("3  1", list(&[3, 1])),
        ("3,1", list(&[3])),
        ("3 x 1", list(&[3])),
        ("3 0 1", list(&[3])),
        // strtol takes signs and wraps into 32 bits; so it was seen in a running corosync.
        ("+1 2", list(&[1, 2])),
        ("1+2", list(&[1, 2])),
        ("-1", list(&[u32::MAX])),
        ("4294967297", list(&[1])),
        ("3 4294967296 1", list(&[3, 1])),
        ("99999999999999999999 1", list(&[u32::MAX, 1])),
        ("4294967296 1", None),
        ("+ 1", None),
        ("none", None),
        ("0", None),
        ("", None),
        ("Lowest", None),
    ];
    for (text, expected) in cases {
        let conf = format!(
            "quorum {{\nwait_for_all: 1\nauto_tie_breaker: 1\nauto_tie_breaker_node: {text}\n}}\n{NODES}"
        );
        let config = read(&conf).expect(text);
        let said = match config.tie_breaker() {
            TieBreaker::List(list) => Some(list.to_vec()),
            TieBreaker::Off => None,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(said, expected, "{text}");
    }
}

/// A device's own votes follow from the nodes' where there are as many votes as nodes, whoever has them.
#[test]
fn device_votes_are_derived() {
    let conf = |votes: &[u32]| generate::conf(votes, "device {\nmodel: net\n}");
    for votes in [&[1, 1][..], &[0, 2], &[1, 1, 2, 0], &[3, 0, 0, 1], &[1, 1, 1]] {
        let config = read(conf(votes)).unwrap_or_else(|error| panic!("{votes:?}: {error}"));
        let nodes = u32::try_from(votes.len()).expect("few");
        assert_eq!((config.device_votes(), config.expected_votes()), (nodes - 1, 2 * nodes - 1), "{votes:?}");
    }
    for votes in [&[2, 1][..], &[0, 1], &[2, 2, 0, 1], &[2]] {
        let problem = read(conf(votes)).map_err(|error| error.problem);
        assert_eq!(problem.err(), Some(Problem::DeviceVotesUneven), "{votes:?}");
    }
}

#[test]
fn sizes() {
    let line = |length: usize| format!("# {}\n{NODES}", "x".repeat(length - 2));
    assert!(read(line(510)).is_ok());
    let too_long = Err((Problem::LineTooLong, 1, ""));
    assert_eq!(read(line(511)).map_err(parts), too_long);
    assert_eq!(read(vec![0; 1 << 20]).map_err(parts), too_long);

    let nested = |depth: usize| format!("{}{}{NODES}", "a {\n".repeat(depth), "}\n".repeat(depth));
    assert!(read(nested(100)).is_ok());
    let error = read(nested(1000)).expect_err("too deep");
    assert_eq!(error.problem, Problem::PathTooLong);
    assert!((100..=1000).contains(&error.line), "line {}", error.line);

    // As corosync counts: 255 bytes with a dot, and the end of the text.
    let key = |length: usize| format!("a {{\n{}: 1\n}}\n{NODES}", "k".repeat(length));
    assert!(read(key(252)).is_ok());
    assert_eq!(read(key(253)).map_err(parts), Err((Problem::PathTooLong, 2, "")));

    let nodes = |count: u32| generate::conf(&vec![1; count as usize], "");
    assert_eq!(read(nodes(64)).expect("64 nodes").nodes().len(), 64);
    let error = read(nodes(65)).expect_err("65 nodes");
    assert_eq!((error.problem, error.key), (Problem::TooManyNodes(64), "nodelist.node.nodeid"));
    assert_eq!(nodes(65).lines().nth(error.line as usize - 1).map(str::trim), Some("nodeid: 65"));
    assert!(Config::<4>::from_corosync_conf(nodes(4)).is_ok());
    let error = Config::<4>::from_corosync_conf(nodes(5)).expect_err("5 nodes");
    assert_eq!(error.problem, Problem::TooManyNodes(4));

    let ids = |count: u32| generate::words(&(1..=count).collect::<Vec<_>>());
    let list =
        |count| format!("quorum {{\nauto_tie_breaker: 1\nauto_tie_breaker_node: {}\n}}\n{NODES}", ids(count));
    assert!(Config::<4>::from_corosync_conf(list(4)).is_ok());
    let error = Config::<4>::from_corosync_conf(list(5)).expect_err("5 tie breakers");
    assert_eq!((error.problem, error.line), (Problem::TooManyTieBreakers(4), 3));
}

#[test]
fn megabytes() {
    let size = 10 << 20;
    let repeat = |text: &str| text.repeat(size / text.len());
    assert_eq!(read(repeat("{")).expect_err("braces").problem, Problem::LineTooLong);
    assert_eq!(read(repeat("{\n")).expect_err("braces").problem, Problem::SectionWithoutName);
    assert_eq!(read(repeat("}\n")).expect_err("braces").problem, Problem::UnexpectedBrace);
    assert_eq!(read(repeat("a {\n")).expect_err("braces").problem, Problem::PathTooLong);
    assert_eq!(read(repeat("a {\n}\n")).expect_err("nothing else").problem, Problem::NoExpectedVotes);
    assert!(read(repeat("a {\n}\n") + NODES).is_ok());
}

/// Every error names a line of the text, and says something.
fn check_error(text: &[u8], error: ConfigError) {
    let lines = text.split(|byte| *byte == b'\n').count();
    assert!(error.line as usize <= lines, "line {} of {lines}: {error}", error.line);
    assert!(!error.to_string().is_empty());
}

#[test]
fn random_bytes() {
    generate::for_seeds("random_bytes", 2000, |_, random| {
        let length = random.below(400);
        let alphabet = b"quorum nodelist{}{}::\n\n\n#\t\r\xA0 two_node0192+-.\0\xFF";
        let any = random.one_in(4);
        let mut byte = |_| if any { random.below(256) as u8 } else { *random.pick(alphabet) };
        let text: Vec<u8> = (0..length).map(&mut byte).collect();
        if let Err(error) = read(&text) {
            check_error(&text, error);
        }
    });
}

#[test]
fn mutated_configs() {
    generate::for_seeds("mutated_configs", 3000, |_, random| {
        let count = 1 + random.below(9);
        let mut text = generate::random_conf(random, count).into_bytes();
        for _ in 0..1 + random.below(4) {
            generate::mutate(random, &mut text);
        }
        for read in [read(&text), Config::from_corosync_conf_for_reload(&text)] {
            match read {
                Err(error) => check_error(&text, error),
                Ok(config) => {
                    assert!(
                        u64::from(config.nodelist_votes()) + u64::from(config.device_votes())
                            <= u32::MAX.into()
                    );
                    let mut ids: Vec<_> = config.nodes().iter().map(|node| node.id).collect();
                    ids.sort();
                    ids.dedup();
                    assert_eq!(ids.len(), config.nodes().len());
                    assert!(!ids.contains(&NodeId(0)));
                }
            }
        }
    });
}
