//! The configurations that a real corosync 3.1.7 was started with, and what it answered.

use crate::record::{TriedConfig, TriedStatus};
use quorate::{Config, ConfigError, ConfigProblem, Engine, NodeId, Rules};

/// What quorate makes of a configuration.
pub type Answer = Result<TriedStatus, ConfigError>;

/// The first node alone, as corosync was.
pub fn ours(conf_text: &str) -> Answer {
    let config = Config::<8>::from_corosync_conf(conf_text)?;
    Ok(alone(&config).expect("corosync's rules take it"))
}

/// What the first node says alone; without a nodelist, node 1.
pub fn alone(config: &Config<8>) -> Option<TriedStatus> {
    let node = config.nodes().first().map_or(NodeId(1), |node| node.id);
    let mut engine = Engine::new(config, node, Rules::Corosync).ok()?;
    engine.observe(&[node]).expect("a view of one");
    let status = engine.status();
    let mut flags: Vec<String> = status.flags.names().map(str::to_owned).collect();
    flags.sort();
    Some(TriedStatus {
        quorate: status.is_quorate(),
        expected: status.expected_votes.into(),
        highest_expected: status.highest_expected.into(),
        total: status.total_votes.into(),
        quorum: status.quorum.into(),
        flags,
    })
}

/// What corosync's log says, as our problem and the line where it names one; `None` where votequorum was not asked,
/// because the network came first.
pub fn refusal(tried: &TriedConfig) -> Option<(ConfigProblem, Option<u32>)> {
    use ConfigProblem as P;
    let log = tried.says.join("\n");
    if log.contains("No interfaces defined") {
        return None;
    }
    if let Some((_, parser)) = log.split_once("parser error: corosync.conf:") {
        let (line, text) = parser.split_once(':').expect("line: text");
        let (_, range) = text.split_once("(0..").expect("a range");
        let (max, _) = range.split_once(')').expect("a range");
        let problem = P::NotANumber(max.parse().expect("a number"));
        return Some((problem, Some(line.parse().expect("a line"))));
    }
    let table = [
        ("two_node and quorum device cannot be configured at the same time", P::TwoNodeWithDevice),
        ("quorum.device is not compatible with last_man_standing", P::DeviceWithLastManStanding),
        ("quorum.device is not compatible with allow_downscale", P::DeviceWithDownscale),
        ("quorum.device is not compatible with auto_tie_breaker", P::DeviceWithTieBreaker),
        ("votes must be specified when quorum.expected_votes is set", P::DeviceVotesUnknown),
        ("votes must be specified when not all nodes votes 1", P::DeviceVotesUneven),
        ("votes is too high or expected_votes is too low", P::DeviceVotesTooHigh),
        (
            "the cluster has an odd number of nodes\ncrit    [VOTEQ ] and last_man_standing is also set",
            P::OddLastManStanding,
        ),
    ];
    let known = table.iter().find(|(text, _)| log.contains(text));
    let (_, problem) = known.unwrap_or_else(|| panic!("corosync says something new:\n{log}"));
    Some((*problem, None))
}
