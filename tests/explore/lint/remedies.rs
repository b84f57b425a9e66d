//! Advice that is taken: where a sentence says to remove one thing, lint has nothing worse to say of what is left.

use super::without::without;
use super::{SWEPT, rebuilt};
use quorate::lint::{Finding, FindingCode as Code, Harm, Severity};
use quorate::{Config, DeviceConfig, TieBreaker};
use std::collections::{BTreeMap, HashMap};

/// The config as the sentence says to mend it; `None` where there is more than one way, or none in the file.
fn mended(config: &Config<8>, finding: &Finding<8>) -> Option<Config<8>> {
    let mut options = *config.options();
    let mut tie_breaker = config.tie_breaker_as_written().clone();
    match finding.code {
        Code::TwoNodeNotTwo
        | Code::TwoNodeDropped
        | Code::TieBreakerOff
        | Code::TieBreakerNotUnderstood
        | Code::TieBreakerNotANode
        | Code::ExpectedVotesUnused
        | Code::LastManStandingOff
        | Code::ExpectedVotesTracking => return Some(without(config, finding)),
        Code::TwoNodeWithoutWaitForAll => options.wait_for_all = None,
        Code::TieBreakerOddVotes => (options.auto_tie_breaker, tie_breaker) = (false, TieBreaker::Off),
        // Not where it is too high: that hides all else, as nobody is quorate.
        Code::ExpectedVotesBelow => options.expected_votes = 0,
        Code::LastManStanding => options.last_man_standing = false,
        Code::AllowDownscale => options.allow_downscale = false,
        Code::DeviceOnOdd => options.device = None,
        Code::DeviceVotes if finding.harm == Harm::SplitBrain => match finding.key {
            "quorum.device.model" => options.device = None,
            _ => options.expected_votes = config.nodelist_votes() + config.device_votes(),
        },
        // Of different votes lint has more to say once no device hides it.
        Code::DeviceVotes if finding.harm == Harm::Blocked && has_one_vote_each(config) => {
            options.device = match finding.key {
                "quorum.device.model" => None,
                _ => Some(DeviceConfig { votes: Some(1), ..options.device? }),
            };
        }
        _ => return None,
    }
    Some(
        rebuilt(config, options, tie_breaker)
            .unwrap_or_else(|error| panic!("{finding}: {error}\n{config:?}")),
    )
}

fn has_one_vote_each(config: &Config<8>) -> bool {
    config.nodes().iter().all(|node| node.votes == 1)
}

/// Its split brains, and how bad the worst finding is.
pub(super) fn harms(findings: &[Finding<8>]) -> (usize, Option<Severity>) {
    let found: Vec<_> = findings.iter().filter(|finding| finding.harm != Harm::NoEffect).collect();
    let splits =
        found.iter().filter(|finding| finding.harm == Harm::SplitBrain && finding.severity > Severity::Note);
    (splits.count(), found.iter().map(|finding| finding.severity).max())
}

#[test]
fn advice_leads_to_nothing_worse() {
    let (mut taken, mut faults) = (0, BTreeMap::new());
    // Most that is mended is one of them: lint is not quick.
    let mut known: HashMap<String, Vec<Finding<8>>> =
        SWEPT.iter().map(|(config, findings)| (format!("{config:?}"), findings.clone())).collect();
    for (config, findings) in &*SWEPT {
        for finding in findings {
            let Some(mended) = mended(config, finding) else { continue };
            taken += 1;
            let left = known.entry(format!("{mended:?}")).or_insert_with(|| mended.lint().collect());
            let (before, after) = (harms(findings), harms(left));
            // Of a list's unknown nodes each has a finding: `votes` is the nodeid.
            let is_same = |left: &Finding<8>| match finding.code {
                Code::TieBreakerNotANode => (left.code, left.votes) == (finding.code, finding.votes),
                _ => (left.code, left.key) == (finding.code, finding.key),
            };
            let is_gone = !left.iter().any(is_same);
            if after.0 > before.0 || after.1 > before.1 || !is_gone {
                let place = faults.entry(finding.code.name()).or_insert((0, String::new()));
                place.0 += 1;
                let left: Vec<String> = left.iter().map(|finding| finding.to_string()).collect();
                place.1 = format!("{finding}\n{config:?}\nleads to {left:#?}");
            }
        }
    }
    let faults: Vec<String> =
        faults.iter().map(|(code, (times, text))| format!("{code} x{times}: {text}")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{taken} taken, {} configs of {}", known.len(), SWEPT.len());
    assert!(taken > 4000, "{taken}");
}
