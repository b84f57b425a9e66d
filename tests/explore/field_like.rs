//! Files as people write them: what surrounds the keys that count changes nothing, and whatever is refused is refused
//! at its place.

use quorate::{Config, names};
use quorate_tests::generate::{Random, for_seeds, mutate, random_conf};

/// Sections that corosync has and votequorum does not look at.
const BESIDE: &[&str] = &[
    "totem {\n\tversion: 2\n\tcluster_name: web\n\ttransport: knet\n\tsecauth: off\n}\n",
    "totem {\n    version: 2\n    token: 10000\n    interface {\n        linknumber: 0\n        bindnetaddr: 10.0.0.0\n\
     \x20       mcastport: 5405\n    }\n}\n",
    "logging {\n\tto_logfile: yes\n\tlogfile: /var/log/corosync/corosync.log\n\tto_syslog: yes\n\tlogger_subsys {\n\
     \t\tsubsys: QUORUM\n\t\tdebug: off\n\t}\n}\n",
    "uidgid {\n\tuid: root\n\tgid: haclient\n}\n",
    "system {\n  allow_knet_handle_fallback: yes\n}\n",
];

/// What a line may become without another meaning.
const HARMLESS: &[fn(&str, &mut Random) -> String] = &[
    |line, _| format!("{line}\r"),
    |line, random| format!("{}{line}", ["\t", "   ", "\t\t "][random.below(3)]),
    |line, random| format!("{line}{}", [" ", "\t", "  \t"][random.below(3)]),
    |line, _| line.replacen(": ", ":\t ", 1),
    |line, _| line.replacen(": ", ":", 1),
    |line, _| format!("# {line}\n{line}"),
    |line, _| format!("\n{line}"),
    |line, _| format!("    #{line} # twice # over\n{line}"),
    |line, _| line.replacen(" {", "{", 1),
];

/// What makes a line one that corosync does not take, or takes otherwise; to be behind a line with a number.
const HARMFUL: &[&str] = &[" # the number", " ; of them", ",", " votes", "\u{a0}x"];

fn decorated(plain: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let beside = |text: &mut String, random: &mut Random| {
        if random.one_in(2) {
            text.push_str(random.pick::<&str>(BESIDE));
        }
    };
    beside(&mut text, random);
    for line in plain.lines() {
        let line = match random.one_in(3) {
            true => random.pick(HARMLESS)(line, random),
            false => line.to_string(),
        };
        text += &line;
        text.push('\n');
        if line.trim_start().starts_with("nodeid:") && random.one_in(2) {
            text += [
                "name: node-a\n",
                "ring0_addr: 192.0.2.7\nring1_addr: 198.51.100.7\n",
                "ring0_addr: fe80::1\n",
            ][random.below(3)];
        }
    }
    beside(&mut text, random);
    text
}

/// Everything that people are told of it.
fn told(config: &Config<64>) -> String {
    config.lint().map(|finding| format!("{finding}\n")).collect()
}

#[test]
fn what_surrounds_the_keys_changes_nothing() {
    for_seeds("what_surrounds_the_keys_changes_nothing", 3000, |_, random| {
        let count = 1 + random.below(6);
        let plain = random_conf(random, count);
        let text = decorated(&plain, random);
        let (one, other) =
            (Config::<64>::from_corosync_conf(&plain), Config::<64>::from_corosync_conf(&text));
        match (one, other) {
            (Ok(one), Ok(other)) => {
                assert_eq!((one.nodes(), one.options()), (other.nodes(), other.options()), "{text}");
                assert_eq!(one.tie_breaker(), other.tie_breaker(), "{text}");
            }
            (Err(one), Err(other)) => {
                assert_eq!((one.problem, one.key), (other.problem, other.key), "{text}");
                let line = |text: &str, line: u32| {
                    text.lines().nth(line as usize - 1).map(|line| line.trim().to_string())
                };
                if one.line != 0 && !line(&plain, one.line).is_some_and(|line| line.contains(": ")) {
                    assert_eq!(line(&plain, one.line), line(&text, other.line), "{text}");
                }
            }
            (one, other) => panic!("{one:?} {other:?}\n{text}"),
        }
    });
}

#[test]
fn a_number_with_something_behind_it_is_refused_in_its_line() {
    for_seeds("a_number_with_something_behind_it", 1000, |_, random| {
        let plain = random_conf(random, 3);
        let numbers: Vec<usize> = plain
            .lines()
            .enumerate()
            .filter(|(_, line)| {
                line.ends_with(|last: char| last.is_ascii_digit()) && !line.contains("breaker_node")
            })
            .map(|(number, _)| number)
            .collect();
        let at = *random.pick(&numbers);
        let behind = *random.pick(HARMFUL);
        let spoiled = |(number, line): (usize, &str)| match number == at {
            true => format!("{line}{behind}\n"),
            false => format!("{line}\n"),
        };
        let text: String = plain.lines().enumerate().map(spoiled).collect();
        let error = Config::<64>::from_corosync_conf(&text).expect_err(&text);
        assert_eq!(error.line as usize, at + 1, "{error}\n{text}");
        let key = text.lines().nth(at).and_then(|line| line.trim().split(':').next()).expect("a key");
        assert!(error.key.ends_with(key), "{error}\n{text}");
        assert_eq!(
            error.to_string().contains("a comment needs a line of its own"),
            behind.contains('#'),
            "{error}"
        );
    });
}

/// Whatever was done to it: an answer, or a refusal that names a line that there is.
#[test]
fn odd_files_are_answered() {
    for_seeds("odd_files_are_answered", 3000, |_, random| {
        let count = 1 + random.below(4);
        let mut text = decorated(&random_conf(random, count), random).into_bytes();
        for _ in 0..=random.below(4) {
            mutate(random, &mut text);
        }
        match Config::<64>::from_corosync_conf(&text) {
            Ok(config) => {
                assert!(told(&config).lines().all(|line| line.len() > 20), "{config:?}");
                assert!(names(&text).count() <= text.len());
            }
            Err(error) => {
                let lines = text.split(|byte| *byte == b'\n').count();
                assert!(error.line as usize <= lines && error.to_string().len() > 20, "{error}");
            }
        }
    });
}
