//! The corosync.conf reader next to corosync's own parser, live: the same texts taken and refused, at the same
//! line and key. Where they are known to differ, `compare` says why.

use quorate::{Config, ConfigError, ConfigProblem as Problem};
use quorate_tests::generate::{self, Random};
use quorate_tests::refusals::{NODES, REFUSED};
use std::path::Path;
use std::process::Command;

fn read(text: &[u8]) -> Result<Config<64>, ConfigError> {
    Config::from_corosync_conf(text)
}

/// Values that corosync's parser takes as they are, and looks at later.
const LATER: [&str; 3] = ["quorum.provider", "totem.transport", "nodelist.node.ring0_addr"];

/// Whether corosync's parser, and not votequorum, refuses this.
fn is_the_parsers(error: ConfigError) -> bool {
    use Problem as P;
    matches!(
        error.problem,
        P::LineTooLong
            | P::SectionWithoutName
            | P::TextAfterBrace
            | P::PathTooLong
            | P::EmptyKey
            | P::BadName
            | P::TextBesideBrace
            | P::UnexpectedBrace
            | P::MissingBrace
            | P::NotAnEntry
            | P::NotANumber(_)
    ) || (error.problem == P::CommentAfterValue && !LATER.contains(&error.key))
}

/// What corosync's parser says of a text: the line and, where a value is at fault, the key; line 0 where
/// a section is never closed. `None`: it takes the text.
///
/// Two lines more make `corosync -t` end in its parser in any case, before it looks for interfaces and
/// asks name servers: a brace that closes nothing, unless a section is open, and one that is no entry.
fn corosync_parser(text: &[u8], path: &Path) -> Option<(u32, String)> {
    let newline: &[u8] = if text.is_empty() || text.ends_with(b"\n") { b"" } else { b"\n" };
    let longer = [text, newline, b"}\n!\n"].concat();
    let lines = u32::try_from(longer.iter().filter(|byte| **byte == b'\n').count()).expect("few lines");
    std::fs::write(path, longer).expect("a temporary file");
    let output = Command::new("corosync").arg("-t").arg("-c").arg(path).output();
    let output = output.expect("corosync is missing: install the Debian package corosync");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let place = format!("parser error: {}:", path.display());
    let error = said.split(&place).nth(1).unwrap_or_else(|| panic!("no parser error: {said}"));
    let (line, message) = error.split_once(':').expect("a line");
    let line: u32 = line.parse().expect("a line number");
    let key = message.split("Value of key \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
    let without_position = |part: &&str| part.parse::<u32>().is_err();
    let key: Vec<&str> = key.split('.').filter(without_position).collect();
    match line + 1 {
        accepted if accepted == lines => None,
        open if open > lines => Some((0, String::new())),
        _ => Some((line, key.join("."))),
    }
}

/// A text of lines that look like a corosync.conf.
fn random_lines(random: &mut Random) -> Vec<u8> {
    const LINES: [&str; 40] = [
        "quorum {",
        "quorum: {",
        "quorum{",
        "nodelist {",
        "node {",
        "device {",
        "other {",
        "}",
        "}",
        "}",
        "}",
        "}",
        "provider: corosync_votequorum",
        "two_node: 1",
        "two_node: 256",
        "two_node:",
        "wait_for_all: -0",
        "auto_tie_breaker: +1",
        "expected_votes: 4294967295",
        "expected_votes: 4294967296",
        "votes: 1 ",
        "votes: 01",
        "votes: 0x1",
        "last_man_standing: 255",
        "last_man_standing_window: 1000",
        "leaving_timeout: 1",
        "nodeid: 1",
        "nodeid: 01",
        "nodeid: -1",
        "quorum_votes: 1",
        "quorum_votes: x",
        "model: net",
        "timeout: 10",
        "sync_timeout: no",
        "# comment {",
        "",
        "  ",
        "key: value: more",
        "a-b/c.d: e",
        "}x",
    ];
    let mut text = Vec::new();
    let mut open = Vec::new();
    for _ in 0..random.below(14) {
        let line = random.pick(&LINES);
        // Mostly balanced, or nearly nothing would be taken. corosync reads what a section within a node says
        // as the node's own.
        let opens = line.ends_with('{') && !line.starts_with('#');
        if *line == "}" && open.is_empty() && !random.one_in(12) || opens && open.last() == Some(&"node {") {
            continue;
        }
        if *line == "}" {
            open.pop();
        } else if opens {
            open.push(*line);
        }
        for _ in 0..random.below(3) {
            text.push(*random.pick(b" \t"));
        }
        text.extend_from_slice(line.as_bytes());
        text.extend_from_slice(random.pick::<&[u8]>(&[b"\n", b"\n", b"\r\n", b" \n"]));
    }
    if !random.one_in(10) {
        text.extend_from_slice(&b"}\n".repeat(open.len()));
    }
    if random.one_in(6) {
        generate::mutate(random, &mut text);
        // What is no text differs between versions of corosync: 0xA0 is white space from 3.1.8 on.
        text.retain(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~'));
    }
    text
}

fn line_of(text: &[u8], number: u32) -> &[u8] {
    text.split(|byte| *byte == b'\n').nth(number as usize - 1).expect("a line of the text")
}

fn is_short_key(line: &[u8]) -> bool {
    let colon = line.iter().position(|byte| *byte == b':');
    colon.is_some_and(|colon| line[..colon].trim_ascii().len() < 3) && !line.contains(&b'{')
}

fn compare(text: &[u8], path: &Path) {
    let refused = read(text).err();
    let ours = refused.filter(|error| is_the_parsers(*error));
    let theirs = corosync_parser(text, path);
    let shown = String::from_utf8_lossy(text);
    match (ours, theirs) {
        (None, None) => {}
        // corosync stores no key of less than 3 bytes outside of sections; nothing depends on it here.
        (ours, Some((line, _))) if line > 0 && is_short_key(line_of(text, line)) => {
            assert!(ours.is_none_or(|ours| ours.line >= line), "corosync {line}, {ours:?}\n{shown}");
        }
        // Ours stops at the first defect, also where it is not the parser's.
        (None, Some((line, _)))
            if refused.is_some_and(|error| error.line > 0 && (line == 0 || error.line <= line)) => {}
        // corosync looks at a section's name when it stores the first key below it, and takes `: {` as a
        // section called ':'.
        (Some(ConfigError { problem: Problem::BadName, line, .. }), None) => {
            assert!(line_of(text, line).contains(&b'{'), "corosync takes it\n{shown}");
        }
        (Some(ConfigError { problem: Problem::BadName, line: ours, .. }), Some((line, _))) => {
            let section = line_of(text, ours).contains(&b'{');
            assert!(
                ours == line || section && (line == 0 || line > ours),
                "corosync {line}, {ours}\n{shown}"
            );
        }
        // corosync stores a key without a name where a section's name makes it long enough.
        (Some(ConfigError { problem: Problem::EmptyKey, line: ours, .. }), theirs) => {
            assert!(theirs.is_none_or(|(line, _)| line == 0 || line >= ours), "{ours}\n{shown}");
        }
        (Some(ConfigError { problem: Problem::SectionWithoutName, line, .. }), _)
            if line_of(text, line).contains(&b':') => {}
        (Some(ours), Some((line, key))) => {
            let same_line = if ours.problem == Problem::MissingBrace { line == 0 } else { line == ours.line };
            assert!(same_line && ours.key == key, "corosync {line} {key:?}, quorate {ours:?}\n{shown}");
        }
        (ours, theirs) => panic!("corosync {theirs:?}, quorate {ours:?}\n{shown}"),
    }
}

#[test]
fn corosyncs_parser_agrees() {
    let path = std::env::temp_dir().join(format!("quorate-reader-{}.conf", std::process::id()));
    for (text, ..) in REFUSED {
        compare(text.replace("NODES", NODES).as_bytes(), &path);
    }
    let (mut taken, mut refused) = (0, 0);
    generate::for_seeds("corosyncs_parser_agrees", 300, |_, random| {
        let text = random_lines(random);
        compare(&text, &path);
        match read(&text) {
            Err(error) if is_the_parsers(error) => refused += 1,
            _ => taken += 1,
        }
    });
    std::fs::remove_file(&path).expect("the temporary file");
    println!("{taken} texts taken, {refused} refused");
}
