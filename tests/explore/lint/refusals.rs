//! What a refusal says to do, done: it ends in a config that is taken, and no other way out of the contradiction has
//! fewer split brains by lint's own judgement.

use super::remedies::harms;
use quorate::lint::{Finding, FindingCode};
use quorate::{Config, ConfigProblem as Problem};
use quorate_tests::generate::{for_seeds, random_conf};
use std::collections::BTreeMap;

/// A text without the lines of these keys.
fn without(text: &str, keys: &[&str]) -> String {
    let is_one = |line: &&str| !keys.iter().any(|key| line.trim_start().starts_with(&format!("{key}:")));
    text.lines().filter(is_one).map(|line| format!("{line}\n")).collect()
}

fn without_device(text: &str) -> String {
    let (before, rest) = text.split_once("  device {\n").expect("a device");
    let (_, after) = rest.split_once("  }\n").expect("its end");
    format!("{before}{after}")
}

/// The votes of all nodes and the device, where they can exceed the device's by 2.
fn with_all_expected(text: &str) -> String {
    let mut numbers = [("quorum_votes:", 0), ("votes:", 0)];
    for (key, sum) in &mut numbers {
        let values = text.lines().filter_map(|line| line.trim_start().strip_prefix(*key));
        *sum = values.map(|value| value.trim().parse::<usize>().expect("a number")).sum();
    }
    let [(_, written), (_, device)] = numbers;
    let nodes = written + text.matches("nodeid:").count() - text.matches("quorum_votes:").count();
    match nodes < 2 {
        true => without_device(text),
        false => {
            let rest = without(text, &["expected_votes"]);
            rest.replacen("quorum {\n", &format!("quorum {{\n  expected_votes: {}\n", nodes + device), 1)
        }
    }
}

fn without_tie_breaker(text: &str) -> String {
    without(text, &["auto_tie_breaker", "auto_tie_breaker_node"])
}

/// What the sentence says, and the other ways out; `None` for what the generator does not make.
fn ways(problem: Problem, nodes: usize, text: &str) -> Option<(String, Vec<String>)> {
    let no_device = || vec![without_device(text)];
    Some(match problem {
        Problem::TwoNodeWithDevice => (without(text, &["two_node"]), no_device()),
        Problem::DeviceWithLastManStanding => (without(text, &["last_man_standing"]), no_device()),
        Problem::DeviceWithTieBreaker => (without_tie_breaker(text), no_device()),
        Problem::DeviceWithDownscale => (without(text, &["allow_downscale"]), no_device()),
        Problem::DeviceVotesUnknown => (without(text, &["expected_votes"]), no_device()),
        Problem::DeviceVotesUneven => (without(text, &["quorum_votes"]), no_device()),
        Problem::DeviceVotesTooHigh => (with_all_expected(text), no_device()),
        Problem::OddLastManStanding => {
            let plain = without_tie_breaker(text);
            let (no_last_man, waits) =
                (without(text, &["last_man_standing"]), format!("{text}quorum {{\n  wait_for_all: 1\n}}\n"));
            match nodes > 3 {
                true => (without(&plain, &["last_man_standing"]), vec![no_last_man, waits, plain]),
                false => (plain, vec![no_last_man, waits]),
            }
        }
        _ => return None,
    })
}

fn read(text: &str) -> Result<Config<8>, quorate::ConfigError> {
    Config::from_corosync_conf(text)
}

/// Faults of their own, whatever else is there, and lint says what to do about them: a device's written votes, expected
/// votes that are too low, two_node where it does not belong (which a tie breaker hides).
fn is_of_its_own(finding: &Finding<8>) -> bool {
    use FindingCode as F;
    matches!(
        finding.code,
        F::DeviceVotes | F::ExpectedVotesBelow | F::TwoNodeNotTwo | F::TwoNodeWithoutWaitForAll
    )
}

fn splits(config: &Config<8>) -> usize {
    harms(&config.lint().filter(|finding| !is_of_its_own(finding)).collect::<Vec<_>>()).0
}

#[test]
fn what_a_refusal_says_is_the_best_way_out() {
    let mut followed: BTreeMap<String, u32> = BTreeMap::new();
    for_seeds("what_a_refusal_says_is_the_best_way_out", 4000, |_, random| {
        let nodes = 1 + random.below(5);
        let mut text = random_conf(random, nodes);
        for _ in 0..8 {
            let Err(error) = read(&text) else { return };
            let Some((said, others)) = ways(error.problem, nodes, &text) else {
                assert_eq!(error.problem, Problem::NoExpectedVotes, "{error}\n{text}");
                return;
            };
            *followed.entry(format!("{:?}", error.problem)).or_default() += 1;
            if let Ok(mended) = read(&said) {
                for other in others.iter().filter_map(|other| read(other).ok()) {
                    assert!(splits(&mended) <= splits(&other), "{error}\n{text}");
                }
            }
            text = said;
        }
        panic!("refused again and again:\n{text}");
    });
    println!("{followed:?}");
    assert!(followed.len() == 8 && followed.values().all(|times| *times >= 10), "{followed:?}");
}
