//! Lint: every finding has a config that gives it and one that does not, its sentence, and a story that is
//! replayed here and must show the harm that the finding declares.

mod asked;
mod cases;
mod harm;
mod meant;
mod refusals;
mod remedies;
mod splits;
mod through_c;
mod without;

use cases::{CASES, Case};
use harm::{replay, shows};
use quorate::lint::{Finding, FindingCode, Harm, Severity};
use quorate::{Builder, Config, ConfigError, DeviceConfig, NodeId, Options, Rules, TieBreaker};
use quorate_tests::generate;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::thread::{available_parallelism, scope};

/// The sentence of every case.
const SENTENCES: &str = include_str!("lint/sentences.txt");

fn read(text: &str) -> Config<8> {
    Config::from_corosync_conf(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn find(config: &Config<8>, code: FindingCode) -> Option<Finding<8>> {
    config.lint().find(|finding| finding.code == code)
}

fn code_of(case: &Case) -> FindingCode {
    FindingCode::ALL
        .into_iter()
        .find(|code| code.name() == case.code)
        .unwrap_or_else(|| panic!("no code {}", case.code))
}

#[test]
fn every_code_has_a_case() {
    let cases: Vec<&str> = CASES.iter().map(|case| case.code).collect();
    let all: Vec<&str> = FindingCode::ALL.into_iter().map(FindingCode::name).collect();
    assert_eq!(cases, all);
    let numbers: Vec<u32> = FindingCode::ALL.into_iter().map(FindingCode::number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
}

#[test]
fn findings_speak_as_they_should() {
    let mut faults = Vec::new();
    assert_eq!(SENTENCES.lines().count(), CASES.len());
    for case in CASES {
        let code = code_of(case);
        let config = read(&case.config());
        match find(&config, code) {
            None => faults.push(format!("{}: not found", case.code)),
            Some(finding) => {
                let line = format!("{}: {finding}", case.code);
                if !SENTENCES.lines().any(|known| known == line) {
                    faults.push(format!("not in lint/sentences.txt: {line}"));
                }
            }
        }
        if let Some(finding) = find(&read(&case.clean_config()), code) {
            faults.push(format!("{}: found where it should not be: {finding}", case.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// C gives every finding of every case: the same numbers, the same texts, and nothing after the last.
#[test]
fn c_says_the_same() {
    for case in CASES {
        let text = case.config();
        let findings: Vec<_> = read(&text).lint().map(through_c::Seen::from).collect();
        assert!(!findings.is_empty(), "{}", case.code);
        assert_eq!(through_c::lint(&text), findings, "{}", case.code);
    }
}

#[test]
fn stories_show_the_harm() {
    let mut faults = Vec::new();
    for case in CASES {
        let config = read(&case.config());
        let finding = find(&config, code_of(case)).expect("a case that is found");
        let cluster = replay(&config, &finding);
        let outcome = match finding.harm {
            Harm::NoEffect | Harm::OnlyWaitForAll => {
                harm::has_no_effect(&finding, &cluster, &read(&case.same_config()))
            }
            _ => shows(&finding, &cluster),
        };
        if let Err(fault) = outcome {
            faults.push(format!("{}: {fault}\n{}{}", case.code, finding.story(), cluster.table()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn clean_configs_have_no_findings() {
    let text = "totem {\n version: 2\n cluster_name: prod\n transport: knet\n interface {\n linknumber: 0\n }\n}\n\
        nodelist {\n node {\n ring0_addr: a\n ring1_addr: a2\n name: a\n nodeid: 1\n }\n node {\n ring0_addr: b\n \
        name: b\n nodeid: 2\n }\n node {\n ring0_addr: c\n name: c\n nodeid: 3\n quorum_votes: 1\n }\n}\n\
        quorum {\n provider: corosync_votequorum\n}\nlogging {\n to_syslog: yes\n logger_subsys {\n subsys: QUORUM\n \
        }\n}\nsystem {\n move_to_root_cgroup: no\n}\n";
    let findings: Vec<String> = read(text).lint().map(|finding| finding.to_string()).collect();
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn the_two_node_cluster_gets_what_it_deserves() {
    let config = read(include_str!("../conf/two-node.conf"));
    let findings: Vec<_> =
        config.lint().map(|finding| (finding.code.name(), finding.severity, finding.line)).collect();
    let note = Severity::Note;
    assert_eq!(findings, [("two_node_needs_fencing", note, 26), ("wait_for_all_needs_all", note, 26)]);
}

#[test]
fn ignored_entries_are_named_and_counted() {
    let keys: String = (0..11).map(|number| format!(" key{number}: 1\n")).collect();
    let config = read(&format!("quorum {{\n{keys} expected_votes: 1\n}}\n"));
    let lines: Vec<u32> =
        config.lint().filter(|finding| finding.key == "quorum").map(|finding| finding.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(find(&config, FindingCode::MoreIgnored).map(|finding| finding.votes), Some(3));
    let far = format!("{}quorum {{\n two_nodes: 1\n expected_votes: 1\n}}\n", "\n".repeat(70_000));
    let finding = find(&read(&far), FindingCode::UnknownQuorumKey).expect("found");
    assert_eq!((finding.line, finding.meant), (65535, "two_node"));
}

#[test]
fn a_config_stays_small() {
    assert!(size_of::<Config<64>>() <= 960, "{}", size_of::<Config<64>>());
}

/// Every combination of options over small clusters: whatever is found, its story shows it.
#[test]
fn every_story_of_every_config_shows_its_harm() {
    let mut shown: BTreeMap<&str, u32> = BTreeMap::new();
    let mut faults = BTreeMap::new();
    for (config, findings) in &*SWEPT {
        for finding in findings {
            let cluster = replay(config, finding);
            let outcome = match finding.harm {
                Harm::NoEffect | Harm::OnlyWaitForAll => {
                    harm::has_no_effect(finding, &cluster, &without::without(config, finding))
                }
                _ => shows(finding, &cluster),
            };
            match outcome {
                Ok(()) => *shown.entry(finding.code.name()).or_default() += 1,
                Err(fault) => {
                    let place = faults.entry(finding.code.name()).or_insert((0, String::new()));
                    place.0 += 1;
                    place.1 = format!("{fault}\n{config:?}\n{}{}", finding.story(), cluster.table());
                }
            }
        }
    }
    println!("{shown:?}");
    let faults: Vec<String> =
        faults.iter().map(|(code, (times, text))| format!("{code} x{times}: {text}")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(shown.len() >= 24, "{shown:?}");
}

/// What lint finds in all of them, looked for once, on all processors.
static SWEPT: LazyLock<Vec<(Config<8>, Vec<Finding<8>>)>> = LazyLock::new(|| {
    let configs = sweep();
    let find = |config: &Config<8>| (config.clone(), config.lint().collect());
    let each = configs.len().div_ceil(available_parallelism().map_or(1, std::num::NonZero::get));
    scope(|scope| {
        let parts =
            configs.chunks(each).map(|part| scope.spawn(move || part.iter().map(find).collect::<Vec<_>>()));
        parts
            .collect::<Vec<_>>()
            .into_iter()
            .flat_map(|part| part.join().expect("lint does not panic"))
            .collect()
    })
});

fn sweep() -> Vec<Config<8>> {
    let mut configs = Vec::new();
    for votes in electorates() {
        for (options, tie_breaker) in choices(&votes) {
            configs.extend(config(&votes, options, tie_breaker));
        }
    }
    assert!(configs.len() > 5000, "{}", configs.len());
    configs
}

fn config(votes: &[u32], options: Options, tie_breaker: TieBreaker<8>) -> Option<Config<8>> {
    let mut builder = Builder::new();
    for (id, votes) in (1..).zip(votes) {
        builder.node(NodeId(id), *votes).expect("a node");
    }
    // What the builder refuses corosync refuses, and nobody can lint it.
    builder.options(options).tie_breaker(tie_breaker).build().ok()
}

/// The same nodes with other options.
fn rebuilt(
    config: &Config<8>,
    options: Options,
    tie_breaker: TieBreaker<8>,
) -> Result<Config<8>, ConfigError> {
    let mut builder = Builder::new();
    for node in config.nodes() {
        builder.node(node.id, node.votes).expect("a node of the config");
    }
    builder.options(options).tie_breaker(tie_breaker).build()
}

fn list(ids: &[u32]) -> TieBreaker<8> {
    TieBreaker::list(&ids.iter().map(|id| NodeId(*id)).collect::<Vec<_>>()).expect("a short list")
}

/// Up to five nodes of 0 to 3 votes, and six to eight of one vote.
fn electorates() -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = (6..=8).map(|size| vec![1; size]).collect();
    for size in 1..=5 {
        for number in 0..4_u32.pow(size) {
            let votes: Vec<u32> = (0..size).map(|place| number / 4_u32.pow(place) % 4).collect();
            if size < 4 || votes.is_sorted_by(|one, next| one >= next) {
                all.push(votes);
            }
        }
    }
    all.extend([vec![255, 255], vec![300, 200, 100], vec![200; 5]]);
    all
}

fn choices(votes: &[u32]) -> Vec<(Options, TieBreaker<8>)> {
    let sum: u32 = votes.iter().sum();
    let ties = [
        TieBreaker::Off,
        TieBreaker::Lowest,
        TieBreaker::Highest,
        list(&[2]),
        list(&[1, 2]),
        list(&[3, 9, 1]),
    ];
    let mut choices = Vec::new();
    for wait_for_all in [None, Some(false), Some(true)] {
        for tie in &ties {
            for special in 0..9 {
                let mut options =
                    Options { wait_for_all, auto_tie_breaker: *tie != TieBreaker::Off, ..Options::default() };
                match special {
                    1 => options.two_node = true,
                    2 => options.last_man_standing = true,
                    3 => options.expected_votes = sum.saturating_sub(1),
                    4 => options.expected_votes = sum / 2,
                    5 => options.expected_votes = sum + 2,
                    6 => options.allow_downscale = true,
                    7 => options.device = Some(DeviceConfig { votes: Some(1), ..DeviceConfig::default() }),
                    8 => options.device = Some(DeviceConfig { votes: Some(sum), ..DeviceConfig::default() }),
                    _ => {}
                }
                choices.push((options, tie.clone()));
            }
        }
    }
    choices
}

#[test]
fn strict_has_none_of_the_splits() {
    let mut replayed = 0;
    for (config, findings) in &*SWEPT {
        for finding in findings.iter().filter(|finding| finding.harm == Harm::SplitBrain) {
            let Ok(mut cluster) = quorate::Cluster::new(config, Rules::Strict) else {
                continue;
            };
            for step in finding.story().to_string().lines() {
                cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
            }
            assert!(shows(finding, &cluster).is_err(), "{config:?}\n{}{}", finding.story(), cluster.table());
            replayed += 1;
        }
    }
    assert!(replayed > 100, "{replayed}");
}

/// Where a sentence on corosync's own shrinking says "use rules strict", the same story does no harm there.
#[test]
fn strict_shrinks_without_harm() {
    let mut replayed: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (config, findings) in &*SWEPT {
        for finding in findings.iter().filter(|finding| {
            matches!(finding.code, FindingCode::LastManStanding | FindingCode::AllowDownscale)
                && finding.to_string().ends_with("use rules strict")
        }) {
            // Refused by name; what the refusal proposes is tried elsewhere.
            let Ok(mut cluster) = quorate::Cluster::new(config, Rules::Strict) else {
                *replayed.entry((finding.code.name(), "refused")).or_default() += 1;
                continue;
            };
            for step in finding.story().to_string().lines() {
                cluster.run(step).unwrap_or_else(|error| panic!("{step}: {error}"));
            }
            let shown = shows(finding, &cluster).map_or("mended", |()| "shown");
            *replayed.entry((finding.code.name(), finding.harm.name())).or_default() += 1;
            if shown == "shown" {
                println!("{config:?}\n{finding}\n{}{}", finding.story(), cluster.table());
            }
            *replayed.entry((finding.code.name(), shown)).or_default() += 1;
        }
    }
    println!("{replayed:?}");
    assert!(!replayed.keys().any(|(_, outcome)| *outcome == "shown"), "{replayed:?}");
}

/// Whatever corosync takes, and with any expected votes: each story is made of steps that the simulator takes.
#[test]
fn stories_of_random_configs_are_steps() {
    let mut replayed = 0;
    generate::for_seeds("stories_of_random_configs_are_steps", 3000, |_, random| {
        let count = 1 + random.below(8);
        let mut text = generate::random_conf(random, count);
        if random.one_in(2) {
            text += &format!("quorum {{\n  expected_votes: {}\n}}\n", random.below(12));
        }
        let Ok(config) = Config::<8>::from_corosync_conf(&text) else { return };
        for finding in config.lint() {
            replay(&config, &finding);
            replayed += 1;
        }
    });
    assert!(replayed > 2000, "{replayed}");
}

#[test]
fn near_names_are_recognized() {
    let near = |key: &str| {
        let config = read(&format!("quorum {{\n {key}: 1\n expected_votes: 1\n}}\n"));
        find(&config, FindingCode::UnknownQuorumKey).expect(key).meant
    };
    assert_eq!(near("Two_Node"), "two_node");
    assert_eq!(near("wait-for-all"), "wait_for_all");
    assert_eq!(near("AUTO-TIE-BREAKER"), "auto_tie_breaker");
    let misplaced = |text: &str| {
        let config = read(&format!("{text}nodelist {{\n node {{\n nodeid: 1\n }}\n}}\n"));
        find(&config, FindingCode::MisplacedKey).map(|finding| (finding.line, finding.meant))
    };
    assert_eq!(misplaced("totem {\n version: 2\n wait_for_all: 1\n}\n"), Some((3, "wait_for_all")));
    assert_eq!(misplaced("two-node: 1\n"), Some((1, "two_node")));
    assert_eq!(misplaced("logging {\n votes: 1\n}\n"), None);
}
