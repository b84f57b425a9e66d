//! The corosync.conf reader: keys that corosync finds by their whole name.

use quorate::{Config, ConfigError, ConfigProblem as Problem, TieBreaker};
use quorate_tests::refusals::NODES;

fn read(text: impl AsRef<[u8]>) -> Result<Config<64>, ConfigError> {
    Config::from_corosync_conf(text)
}

/// corosync stores words under the name with its sections, wherever that is written; numbers only in their section.
#[test]
fn words_count_by_their_whole_name() {
    let device = |text: &str| read(format!("{text}{NODES}")).expect(text).options().device.is_some();
    assert!(device("quorum {\ndevice.model: net\n}\n"));
    assert!(device("quorum.device.model: net\n"));
    assert!(device("quorum.device {\nmodel: net\n}\n"));
    assert!(!device("device.model: net\nquorum.device.votes: 1\n"));
    let tie = "quorum.auto_tie_breaker_node: highest\nquorum {\nauto_tie_breaker: 1\nwait_for_all: 1\n}\n";
    assert_eq!(read(format!("{tie}{NODES}")).expect(tie).tie_breaker(), &TieBreaker::Highest);
    let number = read(format!("quorum.two_node: 1\n{NODES}")).expect("a config");
    assert!(!number.options().two_node);
    let other = read(format!("quorum.provider: other\n{NODES}")).expect_err("a provider");
    assert_eq!((other.problem, other.line), (Problem::OtherProvider, 1));
    let lacks =
        |text: &str| read(format!("{text}{NODES}")).expect(text).lint().next().map(|found| found.code.name());
    assert_eq!(lacks("quorum.provider: corosync_votequorum\n"), None);
    assert_eq!(lacks("provider: corosync_votequorum\n"), Some("no_provider"));
}
