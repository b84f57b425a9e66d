//! Devices of model net: no story says what the device votes, the witness does.

use super::harm::{replay, shows};
use super::read;
use quorate::Config;
use quorate::lint::{Finding, FindingCode, Harm, Severity};
use std::collections::BTreeMap;

/// Nodes with these votes, and a quorum section with this in the section of the device.
fn conf(votes: &[u32], quorum: &str, device: &str, net: &str) -> String {
    let node =
        |(id, votes): (usize, &u32)| format!("node {{\nnodeid: {}\nquorum_votes: {votes}\n}}\n", id + 1);
    let nodes: String = votes.iter().enumerate().map(node).collect();
    format!(
        "quorum {{\nprovider: corosync_votequorum\n{quorum}\ndevice {{\nmodel: net\n{device}\nnet {{\nhost: \
         192.0.2.9\n{net}\n}}\n}}\n}}\nnodelist {{\n{nodes}}}\n"
    )
}

fn device_steps(finding: &Finding<8>) -> bool {
    finding.story().to_string().lines().any(|step| step.starts_with("device "))
}

/// Votes, the section of the device, that of net, and what is said of which key.
type Row = (&'static [u32], &'static str, &'static str, FindingCode, Harm, Severity, &'static str);

const VOTES: &str = "quorum.device.votes";
const NODE_VOTES: &str = "nodelist.node.quorum_votes";
const ALGORITHM: &str = "quorum.device.net.algorithm";
const PREFERRED: &str = "quorum.device.net.tie_breaker";
const SYNC: &str = "quorum.device.sync_timeout";

/// What the issue of the witness names, in other shapes than the cases of codes have.
#[test]
fn devices_that_do_harm() {
    use FindingCode as F;
    use Harm::{Blocked, NoEffect, SplitBrain};
    use Severity::{Error, Note, Warning};
    let (one, lms) = ("votes: 1", "algorithm: lms");
    let two_node_lms = "algorithm: 2nodelms\ntie_breaker: highest";
    // A lease takes 2.25 heartbeats of 0.8 of the timeout.
    let (slow, late) = ("votes: 1\ntimeout: 20000", "votes: 1\nsync_timeout: 17999");
    let cases: [Row; 15] = [
        (&[1, 1], "", "algorithm: ffsplit", F::DeviceFfsplitVotes, NoEffect, Error, VOTES),
        (&[1, 1], "votes: 2", "", F::DeviceFfsplitVotes, NoEffect, Error, VOTES),
        (&[2, 1, 1], one, "", F::DeviceFfsplitVotes, NoEffect, Error, NODE_VOTES),
        (&[1, 1], "", lms, F::DeviceLastManStanding, SplitBrain, Warning, ALGORITHM),
        (&[1, 1], "", two_node_lms, F::DeviceLastManStanding, SplitBrain, Warning, ALGORITHM),
        (&[1; 4], "", lms, F::DeviceLastManStanding, SplitBrain, Note, ALGORITHM),
        (&[1; 4], one, "tie_breaker: 9", F::DeviceTieBreaker, NoEffect, Warning, PREFERRED),
        (&[1, 1], "", "algorithm: lms\ntie_breaker: 9", F::DeviceTieBreaker, Blocked, Warning, PREFERRED),
        (&[1, 1], one, "tie_breaker: both", F::DeviceDoesNotStart, NoEffect, Error, PREFERRED),
        (&[1; 4], slow, "", F::DeviceSyncTimeout, Blocked, Warning, SYNC),
        (&[1; 3], "sync_timeout: 17999", lms, F::DeviceSyncTimeout, Blocked, Warning, SYNC),
        (&[1; 4], late, "", F::DeviceSyncTimeout, Blocked, Warning, SYNC),
        (&[1; 3], "", two_node_lms, F::DeviceTwoNodeLms, Blocked, Error, ALGORITHM),
        (&[1; 4], one, two_node_lms, F::DeviceTwoNodeLms, NoEffect, Error, ALGORITHM),
        (&[1], "", two_node_lms, F::DeviceTwoNodeLms, NoEffect, Error, ALGORITHM),
    ];
    for (votes, device, net, code, harm, severity, key) in cases {
        let config = read(&conf(votes, "", device, net));
        let found = config.lint().find(|finding| finding.code == code);
        let finding = found.unwrap_or_else(|| panic!("no {} in {votes:?} {device} {net}", code.name()));
        assert_eq!((finding.harm, finding.severity, finding.key), (harm, severity, key), "{finding}");
        if harm != NoEffect {
            assert_eq!(shows(&finding, &replay(&config, &finding)), Ok(()), "{finding}\n{}", finding.story());
        }
    }
    let clean = [
        (&[1, 1][..], one, "algorithm: ffsplit"),
        (&[1; 4], "votes: 1\nsync_timeout: 18000", "tie_breaker: 4"),
        (&[1; 4], "votes: 1\ntimeout: 16666", ""),
    ];
    for (votes, device, net) in clean {
        let config = read(&conf(votes, "", device, net));
        let found: Vec<String> = config.lint().map(|finding| finding.code.name().to_owned()).collect();
        assert!(!found.iter().any(|code| code.starts_with("device")), "{device} {net}: {found:?}");
    }
    let enough = read(&conf(&[1; 3], "", "sync_timeout: 18000", lms));
    assert!(enough.lint().all(|finding| finding.code != F::DeviceSyncTimeout));
}

fn sweep() -> Vec<Config<8>> {
    let mut configs = Vec::new();
    for votes in [&[1, 1][..], &[1; 3], &[1; 4], &[2, 1], &[3, 1, 1], &[200, 100]] {
        let sum: u32 = votes.iter().sum();
        for wait_for_all in ["", "wait_for_all: 1\n"] {
            for expected in [0, sum - 1, sum + 1, 3 * sum] {
                let expected =
                    if expected == 0 { String::new() } else { format!("expected_votes: {expected}\n") };
                for device in ["votes: 1", "votes: 2", ""] {
                    for net in ["", "algorithm: lms", "algorithm: 2nodelms\ntie_breaker: highest"] {
                        let text = conf(votes, &format!("{wait_for_all}{expected}"), device, net);
                        configs.extend(Config::from_corosync_conf(&text));
                    }
                }
            }
        }
    }
    assert!(configs.len() > 200, "{}", configs.len());
    configs
}

#[test]
fn every_story_asks_the_witness() {
    let mut shown: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut faults: BTreeMap<(&str, &str), (u32, String)> = BTreeMap::new();
    for config in sweep() {
        for finding in config.lint() {
            let cluster = replay(&config, &finding);
            // Where corosync-qdevice does not start, there is no witness to ask.
            let has_none = config.lint().any(|other| other.code == FindingCode::DeviceFfsplitVotes);
            assert!(has_none || !device_steps(&finding), "{finding}\n{}", finding.story());
            if matches!(finding.harm, Harm::NoEffect | Harm::OnlyWaitForAll) {
                continue;
            }
            let key = (finding.code.name(), finding.harm.name());
            match shows(&finding, &cluster) {
                Ok(()) => *shown.entry(key).or_default() += 1,
                Err(fault) => {
                    let text =
                        format!("{fault}: {finding}\n{config:?}\n{}{}", finding.story(), cluster.table());
                    faults.entry(key).or_insert((0, text)).0 += 1;
                }
            }
        }
    }
    println!("{shown:?}");
    assert!(
        faults.is_empty(),
        "{}",
        faults.values().map(|(times, text)| format!("{times} x {text}")).collect::<String>()
    );
    assert!(shown.len() >= 8, "{shown:?}");
}
