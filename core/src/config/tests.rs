//! No option is lost: every row is written, read again and narrowed.

use super::net::Net;
use super::options::Value;
use super::{Builder, Config, ConfigError, ConfigProblem, DeviceConfig, NetConfig, Options, TieBreaker};
use crate::base::{Algorithm, NodeId, Rules, TieBreak, Unsupported};
use core::mem::MaybeUninit;
use std::string::String;
use std::vec;
use std::vec::Vec;

macro_rules! rows {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        net { $($net:tt)* }
        strict { $($(#[$strict_doc:meta])* $own:ident: $own_type:ty = $own_default:tt, $own_refused:tt;)* }
    ) => {
        /// Each option of corosync.conf alone, away from its default.
        fn in_corosync_conf() -> Vec<Options> {
            let device = DeviceConfig::default();
            vec![
                $(Options { $name: Value::of(7), ..Options::default() },)*
                $(Options {
                    device: Some(DeviceConfig { $part: Value::of(7), ..device }),
                    ..Options::default()
                },)*
            ]
        }

        fn of_rules_strict() -> Vec<Options> {
            vec![$(Options { $own: Value::of(7), ..Options::default() },)*]
        }
    };
}

crate::options!(rows);

fn config(options: Options, tie_breaker: TieBreaker<8>) -> Config<8> {
    let mut builder = Builder::new();
    builder.node(NodeId(1), 1).expect("a node");
    builder.node(NodeId(2), 3).expect("a node");
    let mut place = MaybeUninit::uninit();
    let built = builder.options(options).tie_breaker(tie_breaker).build_in(&mut place, true);
    built.expect("a config").clone()
}

#[test]
fn what_is_written_is_read_again() {
    for options in in_corosync_conf() {
        assert_ne!(options, Options::default());
        let config = config(options, TieBreaker::Highest);
        let mut text = String::new();
        config.write_corosync_conf(&mut text, true).expect("a String takes everything");
        let again = Config::<8>::from_corosync_conf_for_reload(&text).expect(&text);
        assert_eq!(again.options, config.options, "{text}");
        assert_eq!((again.nodes, again.tie_breaker), (config.nodes, config.tie_breaker), "{text}");
    }
}

#[test]
fn narrow_keeps_everything() {
    for options in in_corosync_conf().into_iter().chain(of_rules_strict()) {
        let config = config(options, TieBreaker::Highest);
        let narrowed: Config<2> = config.narrow().expect("two nodes fit");
        assert_eq!((narrowed.options, &narrowed.nodes[..]), (config.options, &config.nodes[..]));
        assert_eq!(narrowed.narrow(), Ok(config.clone()));
        assert_eq!(config.narrow::<1>().expect_err("two nodes").problem, ConfigProblem::TooManyNodes(1));
    }
}

#[test]
fn a_list_of_tie_breakers_is_shortened_to_those_that_decide() {
    let ids = |ids: &[u32]| ids.iter().map(|id| NodeId(*id)).collect::<Vec<_>>();
    let options = Options { auto_tie_breaker: true, ..Options::default() };
    let config = config(options, TieBreaker::list(&ids(&[9, 9, 2, 7, 1, 2])).expect("room for 8"));
    assert_eq!(
        config.narrow::<6>().expect("fits").tie_breaker,
        TieBreaker::list(&ids(&[9, 9, 2, 7, 1, 2])).unwrap()
    );
    assert_eq!(config.narrow::<3>().expect("fits").tie_breaker, TieBreaker::list(&ids(&[9, 2, 1])).unwrap());
    assert_eq!(config.narrow::<2>().expect_err("three").problem, ConfigProblem::TooManyTieBreakers(2));
}

/// What corosync-qdevice starts with, and what it makes of it; written and read again it is the same.
#[test]
fn witnesses() {
    use Algorithm::{Ffsplit, Lms, TwoNodeLms};
    use TieBreak::{Highest, Lowest, Node};
    let read = |device: &str, votes: u32| {
        let text = std::format!(
            "quorum {{\nprovider: corosync_votequorum\ndevice {{\n{device}\n}}\n}}\nnodelist {{\n\
             node {{\nring0_addr: a\nring1_addr: b\nnodeid: 1\nquorum_votes: {votes}\n}}\n\
             node {{\nnodeid: 7\nring0_addr: c\n}}\n}}\n"
        );
        Config::<8>::from_corosync_conf(&text).expect(&text)
    };
    let cases = [
        ("model: net\nvotes: 1\nnet {\nhost: w\n}", Some((Ffsplit, Lowest, true, None))),
        (
            "model: net\nvotes: 1\nnet {\nhost: b\ntie_breaker: 7\n}",
            Some((Ffsplit, Node(NodeId(7)), true, Some(1))),
        ),
        (
            "model: net\nvotes: 1\nnet {\nhost: w\ntie_breaker: 9\n}",
            Some((Ffsplit, Node(NodeId(9)), true, None)),
        ),
        ("model: net\nvotes: 1\nnet {\nhost: c\nalgorithm: lms\n}", Some((Lms, Lowest, true, Some(7)))),
        (
            "net {\nhost: w\nalgorithm: 2nodelms\ntie_breaker: highest\n}\nmodel: net",
            Some((TwoNodeLms, Highest, true, None)),
        ),
        (
            "model: net\nvotes: 1\nheuristics {\nmode: sync\n}\nnet {\nhost: w\n}",
            Some((Ffsplit, Lowest, true, None)),
        ),
        (
            "model: net\nvotes: 1\nnet {\nhost: w\nkeep_active_partition_tie_breaker: No\n}",
            Some((Ffsplit, Lowest, false, None)),
        ),
        ("model: net\nvotes: 1\nnet {\n}", None),
        ("model: disk\nvotes: 1\nnet {\nhost: w\n}", None),
        ("model: net\nvotes: 2\nnet {\nhost: w\n}", None),
        ("model: net\nnet {\nhost: w\n}", None),
        ("model: net\nvotes: 1\nnet {\nhost: w\nalgorithm: test\n}", None),
        ("model: net\nvotes: 1\nnet {\nhost: w\ntie_breaker: 0\n}", None),
        ("model: net\nvotes: 1\nnet {\nhost: w\nkeep_active_partition_tie_breaker: true\n}", None),
    ];
    for (device, expected) in cases {
        let config = read(device, 1);
        let found = config.witness().map(|net| {
            let keeps = net.keep_active_partition_tie_breaker;
            (net.algorithm, net.tie_breaker, keeps, net.host.map(|node| node.0))
        });
        assert_eq!(found, expected, "{device}");
        assert_eq!(config.net.heuristics, device.contains("mode: sync"), "{device}");
        let mut text = String::new();
        config.write_corosync_conf(&mut text, true).expect("a String takes everything");
        let again = Config::<8>::from_corosync_conf(&text).expect(&text);
        assert_eq!(again.witness(), config.witness(), "{text}");
        assert!(again.lint().all(|finding| finding.code != crate::lint::FindingCode::NoAddress), "{text}");
        // What is made in code is the same.
        let mut made = Config::<8> { net: Net::DEFAULT, ..config.clone() };
        assert_eq!(made.net(), None);
        if let Some(net) = config.net() {
            assert_eq!(made.set_net(Some(net)), Ok(()), "{device}");
            assert_eq!(made, config, "{device}");
        }
        assert_eq!(config.narrow::<2>().expect("fits").witness(), config.witness());
    }
    // ffsplit insists on a vote of each node, and the others do not.
    assert_eq!(read("model: net\nvotes: 1\nnet {\nhost: w\n}", 2).witness(), None);
    assert!(read("model: net\nvotes: 1\nnet {\nhost: w\nalgorithm: lms\n}", 2).witness().is_some());
}

#[test]
fn a_text_has_no_more_than_it_needs() {
    const TEXT: &str = "quorum {\n    provider: corosync_votequorum\n}\nnodelist {\n    node {\n        nodeid: \
                        1\n    }\n    node {\n        nodeid: 2\n        quorum_votes: 3\n    }\n}\n";
    let written = |config: &Config<8>, with_witness: bool| {
        let mut text = String::new();
        config.write_corosync_conf(&mut text, with_witness).expect("a String takes everything");
        text
    };
    let mut made = config(Options::default(), TieBreaker::Off);
    assert_eq!(written(&made, true), TEXT);
    made.options.device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    let net = NetConfig { host: Some(NodeId(2)), algorithm: Algorithm::Lms, ..NetConfig::default() };
    assert_eq!(made.set_net(Some(net)), Ok(()));
    for with_witness in [false, true] {
        let text = written(&made, with_witness);
        for word in ["ring0_addr: node2", "host: node2"] {
            assert_eq!(text.contains(word), with_witness, "{text}");
        }
    }
}

#[test]
fn what_rules_refuse() {
    let none = Options::default();
    for (options, by_strict, by_cman) in [
        (Options { votes: 3, ..none }, None, None),
        (Options { two_node: true, ..none }, None, None),
        (Options { wait_for_all: Some(false), ..none }, None, None),
        (Options { wait_for_all: Some(true), ..none }, None, Some(Unsupported::WaitForAll)),
        (Options { last_man_standing: true, ..none }, None, Some(Unsupported::LastManStanding)),
        (Options { auto_tie_breaker: true, ..none }, None, Some(Unsupported::AutoTieBreaker)),
        (Options { allow_downscale: true, ..none }, None, Some(Unsupported::AllowDownscale)),
        (Options { freeze_on_loss: true, ..none }, None, Some(Unsupported::FreezeOnLoss)),
        (
            Options { expected_votes_tracking: true, ..none },
            Some(Unsupported::ExpectedVotesTracking),
            Some(Unsupported::ExpectedVotesTracking),
        ),
    ] {
        assert_eq!(options.refused_by(Rules::Corosync), None, "{options:?}");
        assert_eq!(options.refused_by(Rules::Strict), by_strict, "{options:?}");
        assert_eq!(options.refused_by(Rules::Cman), by_cman, "{options:?}");
    }
}

#[test]
fn a_net_made_in_code_is_checked() {
    let net = NetConfig::default();
    let refused = |device: bool, net: NetConfig| {
        let device = device.then(DeviceConfig::default);
        let mut made = config(Options { device, ..Options::default() }, TieBreaker::Off);
        let before = made.clone();
        let error = made.set_net(Some(net)).expect_err("refused");
        assert_eq!(made, before);
        (error.problem, error.key)
    };
    let nobody = NetConfig { tie_breaker: TieBreak::Node(NodeId(0)), ..net };
    let problem = ConfigProblem::NetTieBreakerUnknown(NodeId(0));
    assert_eq!(refused(true, nobody), (problem, "quorum.device.net.tie_breaker"));
    let host = NetConfig { host: Some(NodeId(9)), ..net };
    let problem = ConfigProblem::NetHostUnknown(NodeId(9));
    assert_eq!(refused(true, host), (problem, "quorum.device.net.host"));
    let test = NetConfig { algorithm: Algorithm::Test, ..net };
    assert_eq!(refused(true, test), (ConfigProblem::NetAlgorithmTest, "quorum.device.net.algorithm"));
    assert_eq!(refused(false, net), (ConfigProblem::NetWithoutDevice, "quorum.device.net"));
}

/// A config for a reload, of nodes with these votes.
fn of_votes(votes: &[u32], options: Options) -> Result<Config<8>, ConfigError> {
    let mut builder = Builder::new();
    for (id, votes) in (1..).zip(votes) {
        builder.node(NodeId(id), *votes).expect("a node");
    }
    builder.options(options).build_in(&mut MaybeUninit::uninit(), true).cloned()
}

#[test]
fn votes_fit_32_bits() {
    let most = of_votes(&[u32::MAX - 1, 1], Options::default());
    assert_eq!(most.expect("fits").nodelist_votes(), u32::MAX);
    let error = of_votes(&[u32::MAX, 1], Options::default()).expect_err("one too many");
    assert_eq!(
        (error.problem, error.number()),
        (ConfigProblem::VotesOverflow, ConfigProblem::VotesOverflow.number())
    );
}

#[test]
fn votes_that_a_device_does_not_tell() {
    let device = Some(DeviceConfig::default());
    let known = |votes: &[u32], expected_votes| {
        let options = Options { device, expected_votes, ..Options::default() };
        of_votes(votes, options).expect("a config").known_device_votes()
    };
    assert_eq!(known(&[1, 1, 1], 0), Some(2));
    assert_eq!(known(&[1, 1, 1], 5), None);
    assert_eq!(known(&[1, 3], 0), None);
    assert_eq!(known(&[], 5), None);
    // A device without votes asks for no room in expected_votes.
    let device = Some(DeviceConfig { votes: Some(0), ..DeviceConfig::default() });
    let config = of_votes(&[], Options { device, expected_votes: 1, ..Options::default() });
    assert_eq!(config.expect("a config").device_votes_problem(), None);
}

#[test]
fn how_long_a_witness_takes() {
    let settles =
        |device| of_votes(&[1], Options { device, ..Options::default() }).expect("fits").device_settles();
    assert_eq!(settles(None), None);
    assert_eq!(settles(Some(DeviceConfig::default())), Some(60_000));
}

#[test]
fn what_no_corosync_conf_has_to_say() {
    let mut config =
        of_votes(&[1, 1], Options { auto_tie_breaker: true, ..Options::default() }).expect("fits");
    assert_eq!(config.tie_breaker(), &TieBreaker::Lowest);
    config.set_fence_delay(7);
    assert_eq!(config.options().fence_delay, 7);
    config.set_cluster_name("alpha");
    let text =
        "totem {\n cluster_name: alpha\n}\nquorum {\n provider: corosync_votequorum\n expected_votes: 2\n}\n";
    assert_eq!(config.cluster, Config::<8>::from_corosync_conf(text).expect(text).cluster);
    assert_ne!(config.cluster, 0);
}
