//! Lint against the explorer: what the explorer finds in a small cluster, lint says, and its story shows it.

#[allow(dead_code)] // lint.rs needs all of it
use super::harm::{replay, shows};
use super::{config, list};
use quorate::explore::{Ending, Exploration, FindingKind, Settings, explore};
use quorate::lint::{Finding, FindingCode, Harm, Severity};
use quorate::{Cluster, Config, DeviceConfig, Options, Rules, TieBreaker};
use std::thread;

/// More than any of these searches needs.
const MEMORY_MAX: usize = 1 << 28;

const ELECTORATES: &[&[u32]] = &[
    &[1, 1],
    &[2, 1],
    &[0, 1],
    &[1, 1, 1],
    &[2, 1, 1],
    &[1, 1, 2],
    &[3, 1, 1],
    &[2, 2, 1],
    &[3, 2, 1],
    &[2, 3, 2],
    &[1, 1, 0],
    &[1, 1, 1, 1],
    &[2, 1, 1, 1],
    &[3, 1, 1, 1],
    &[2, 2, 1, 1],
    &[1, 1, 1, 0],
];

/// How many events in a row.
fn depth(nodes: usize) -> u32 {
    match nodes {
        2 => 5,
        3 => 3,
        _ => 2,
    }
}

fn explored(config: &Config<8>) -> Exploration {
    let depth = Some(depth(config.nodes().len()));
    let settings = Settings { depth, memory_max: MEMORY_MAX, ..Settings::default() };
    explore(config, Rules::Corosync, &settings, &mut |_| true).expect("a cluster that can be explored")
}

fn ties(nodes: u32) -> Vec<TieBreaker<8>> {
    let mut ties = vec![TieBreaker::Off, TieBreaker::Lowest, TieBreaker::Highest];
    for first in 1..=nodes {
        ties.push(list(&[first]));
        ties.extend((1..=nodes).filter(|next| *next != first).map(|next| list(&[first, next])));
    }
    ties
}

/// What comes next to the tie breaker and wait_for_all, for nodes of so many votes.
fn specials(sum: u32) -> Vec<Options> {
    let plain = Options::default();
    let device = |votes, expected_votes| {
        let device = Some(DeviceConfig { votes, ..DeviceConfig::default() });
        Options { device, expected_votes, ..plain }
    };
    let mut specials = vec![device(None, 0), device(Some(1), 0), device(Some(2), 0)];
    specials.extend([device(Some(1), sum), device(Some(1), sum + 1)]);
    specials.push(Options { allow_downscale: true, ..plain });
    for expected_votes in [0, sum.saturating_sub(1), sum + 1, sum + 2, 2 * sum] {
        for last_man_standing in [false, true] {
            specials.push(Options { expected_votes, last_man_standing, ..plain });
        }
    }
    specials
}

fn sweep() -> Vec<Config<8>> {
    let mut configs = Vec::new();
    for votes in ELECTORATES {
        let nodes = u32::try_from(votes.len()).expect("small");
        for tie in ties(nodes) {
            for wait_for_all in [false, true] {
                for special in specials(votes.iter().sum()) {
                    let options = Options {
                        wait_for_all: Some(wait_for_all),
                        auto_tie_breaker: tie != TieBreaker::Off,
                        ..special
                    };
                    configs.extend(config(votes, options, tie.clone()));
                }
            }
        }
    }
    configs
}

/// Whether the device votes in one partition at most, as it must.
fn device_is_in_one_place(cluster: &Cluster<8>) -> bool {
    let voted = cluster.nodes().filter_map(|node| cluster.status(node));
    let mut voted = voted.filter(|status| status.flags.has(quorate::Flags::DEVICE_CAST_VOTE));
    let first = voted.next();
    first.is_none_or(|first| voted.all(|status| status.members == first.members))
}

fn is_shown(config: &Config<8>, finding: &Finding<8>) -> bool {
    let cluster = replay(config, finding);
    shows(finding, &cluster).is_ok() && device_is_in_one_place(&cluster)
}

/// What was found in one config, and what lint owes to it and does not say.
struct Held {
    is_split: bool,
    disagrees: bool,
    fault: Option<String>,
}

impl Held {
    fn of(config: &Config<8>) -> Held {
        let exploration = explored(config);
        assert_ne!(exploration.ending, Ending::Memory, "{config:?}");
        let found = |kind| exploration.finding(kind).is_some();
        let findings: Vec<_> = config.lint().collect();
        let tells = |harm, least| {
            let mut findings = findings.iter().filter(|finding| finding.harm == harm);
            findings.any(|finding| finding.severity >= least && is_shown(config, finding))
        };
        let tells_split = tells(Harm::SplitBrain, Severity::Warning);
        let (is_split, disagrees) = (found(FindingKind::Split), found(FindingKind::Disagreement));
        let owed = match (tells_split, is_split, disagrees) {
            (false, true, _) => Some(FindingKind::Split),
            (false, _, true) if !tells(Harm::Disagreement, Severity::Note) => Some(FindingKind::Disagreement),
            _ => None,
        };
        let fault = owed.map(|kind| {
            let steps = exploration.finding(kind).map(|finding| finding.steps.join("; "));
            let named: Vec<&str> = findings.iter().map(|finding| finding.code.name()).collect();
            format!("{}: {steps:?}, lint says {named:?}: {config:?}", kind.name())
        });
        Held { is_split, disagrees, fault: fault.or_else(|| accused(config, &findings)) }
    }
}

/// A split that lint tells, and that its story does not show.
fn accused(config: &Config<8>, findings: &[Finding<8>]) -> Option<String> {
    let mut splits = findings.iter().filter(|finding| finding.harm == Harm::SplitBrain);
    let wrong = splits.find(|finding| !is_shown(config, finding))?;
    Some(format!("accused: {wrong}\n{}{config:?}", wrong.story()))
}

#[test]
fn what_the_explorer_finds_lint_says() {
    let configs = sweep();
    let all: Vec<Held> = thread::scope(|scope| {
        let parts = configs.chunks(configs.len() / 4 + 1);
        let parts: Vec<_> = parts.map(|part| scope.spawn(|| part.iter().map(Held::of).collect())).collect();
        parts
            .into_iter()
            .flat_map(|part: thread::ScopedJoinHandle<'_, Vec<Held>>| part.join().expect("held"))
            .collect()
    });
    let splits = all.iter().filter(|held| held.is_split).count();
    let disagreements = all.iter().filter(|held| held.disagrees).count();
    let faults: Vec<&String> = all.iter().filter_map(|held| held.fault.as_ref()).collect();
    println!("{} configs, {splits} split, {disagreements} disagree, {} faults", all.len(), faults.len());
    for fault in faults.iter().take(20) {
        println!("{fault}");
    }
    assert!(faults.is_empty());
    assert!(all.len() > 4000 && splits > 1000 && disagreements > 500);
}

/// What lint says of splits: codes, as `last_man_standing!`, the `!` for errors.
fn splits_of(votes: &[u32], options: Options, tie_breaker: TieBreaker<8>) -> Vec<String> {
    let options = Options { auto_tie_breaker: tie_breaker != TieBreaker::Off, ..options };
    let config = config(votes, options, tie_breaker).expect("a config");
    let findings: Vec<_> = config.lint().filter(|finding| finding.harm == Harm::SplitBrain).collect();
    assert!(findings.iter().all(|finding| is_shown(&config, finding)), "{config:?}");
    let mark = |finding: &Finding<8>| if finding.severity == Severity::Error { "!" } else { "" };
    findings.iter().map(|finding| format!("{}{}", finding.code.name(), mark(finding))).collect()
}

/// The key that is to blame, also where several do harm together.
#[test]
fn splits_get_the_code_of_their_key() {
    let plain = Options::default();
    let expected = |expected_votes| Options { expected_votes, ..plain };
    let waits = |options| Options { wait_for_all: Some(true), ..options };
    let one = [1; 4];
    assert_eq!(splits_of(&one, expected(5), list(&[1, 2])), ["tie_breaker_list_at_start!"]);
    let last = Options { last_man_standing: true, ..expected(5) };
    assert_eq!(splits_of(&one, last, TieBreaker::Off), ["last_man_standing!"]);
    assert_eq!(splits_of(&one, waits(expected(3)), list(&[1])), ["expected_votes_below!"]);
    assert_eq!(splits_of(&[3, 1, 1], waits(plain), list(&[1, 2])), ["tie_breaker_list!"]);
    assert_eq!(splits_of(&[2, 2, 1], waits(plain), TieBreaker::Highest), ["tie_breaker_odd_votes!"]);
    let downscale = Options { allow_downscale: true, ..plain };
    assert_eq!(splits_of(&one, downscale, TieBreaker::Off), ["allow_downscale!"]);
    let device = |votes| {
        let device = Some(DeviceConfig { votes: Some(votes), ..DeviceConfig::default() });
        splits_of(&[1; 3], Options { device, ..plain }, TieBreaker::Off)
    };
    assert_eq!(device(1), ["device_votes"]);
    // The way out that the sentences name.
    assert!(splits_of(&one, plain, list(&[1])).is_empty());
    let device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() });
    assert!(splits_of(&[1; 3], Options { device, ..expected(4) }, TieBreaker::Off).is_empty());
}

fn errors_of(votes: &[u32], options: Options, tie_breaker: TieBreaker<8>) -> Vec<FindingCode> {
    let options = Options { auto_tie_breaker: tie_breaker != TieBreaker::Off, ..options };
    let config = config(votes, options, tie_breaker).expect("a config");
    let blocked = |finding: &Finding<8>| finding.severity == Severity::Error && finding.harm == Harm::Blocked;
    let findings: Vec<_> = config.lint().filter(blocked).collect();
    assert!(findings.iter().all(|finding| is_shown(&config, finding)), "{config:?}");
    findings.iter().map(|finding| finding.code).collect()
}

/// Where even all nodes together are not quorate, lint says so.
#[test]
fn never_quorate_is_an_error() {
    for tie_breaker in [TieBreaker::Lowest, TieBreaker::Highest] {
        for votes in [&[1, 1][..], &[1; 4]] {
            let sum: u32 = votes.iter().sum();
            let options = Options { expected_votes: 2 * sum, ..Options::default() };
            assert_eq!(errors_of(votes, options, tie_breaker.clone()), [FindingCode::ExpectedVotesAbove]);
            assert!(errors_of(votes, options, list(&[1])).is_empty());
        }
    }
    assert_eq!(errors_of(&[0, 0], Options::default(), TieBreaker::Off), [FindingCode::VotesDiffer]);
    assert_eq!(errors_of(&[0, 0, 0], Options::default(), TieBreaker::Off), [FindingCode::VotesDiffer]);
}
