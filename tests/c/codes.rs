//! The tables of codes and errors, and what is made from them: the header's constants, the types of `quorate/types.py`
//! and the tables of `_codes.py`.

use quorate::advice::AdviceCode;
use quorate::lint::{FindingCode, Harm, Severity};
use quorate::witness::{Algorithm, CloseReason, Heuristics, Timing, Tls, Vote, VoteReason};
use quorate::{ConfigProblem, Flags, NodeState, ReasonCode, Rules, Verdict};

pub struct Row {
    /// After the table's prefix in C.
    pub c_name: String,
    /// In Python.
    pub name: String,
    pub number: i64,
    pub text: String,
}

pub struct Table {
    pub prefix: &'static str,
    heading: &'static str,
    /// The type in `types.py`.
    python_type: Option<&'static str>,
    /// The dictionary in `_codes.py`, where that has one.
    ctypes: &'static str,
    pub rows: Vec<Row>,
}

macro_rules! rows {
    ($codes:ident) => {
        $codes::ALL
            .iter()
            .zip($codes::TEXTS)
            .map(|(code, text)| Row {
                c_name: code.name().to_uppercase(),
                name: code.name().to_owned(),
                number: code.number().into(),
                text: text.trim().to_owned(),
            })
            .collect()
    };
}

fn flags() -> Vec<Row> {
    let both = Flags::NAMES.iter().zip(Flags::TEXTS);
    let row = |((flag, name), (c_name, text)): (&(Flags, &str), (&str, &str))| Row {
        c_name: c_name.to_owned(),
        name: (*name).to_owned(),
        number: flag.0.into(),
        text: text.trim().to_owned(),
    };
    both.map(row).collect()
}

pub fn text_of(number: i32) -> &'static str {
    // SAFETY: a constant text that ends in NUL.
    unsafe { std::ffi::CStr::from_ptr(quorate_ffi::quorate_error_text(number)) }.to_str().expect("UTF-8")
}

fn errors() -> Vec<Row> {
    let row = |(c_name, number): (&str, i32)| {
        let text = text_of(number);
        let text = text[..1].to_uppercase() + &text[1..] + ".";
        Row {
            c_name: c_name.to_owned(),
            name: format!("QUORATE_ERROR_{c_name}"),
            number: number.into(),
            text,
        }
    };
    let mut rows: Vec<Row> = quorate_ffi::error_numbers().map(row).collect();
    rows.sort_by_key(|row| -row.number);
    rows
}

/// ctypes has no witness.
const NOT_IN_CTYPES: &str = "";

pub fn tables() -> Vec<Table> {
    let table =
        |prefix, heading, python_type, ctypes, rows| Table { prefix, heading, python_type, ctypes, rows };
    vec![
        table("QUORATE_RULES_", "Rules.", Some("Rules"), "RULES", rows!(Rules)),
        table("QUORATE_VERDICT_", "quorate_status.verdict.", Some("Verdict"), "VERDICTS", rows!(Verdict)),
        table(
            "QUORATE_REASON_",
            "quorate_reason.code: below 100 quorate, below 200 blocked, from 200 on fence first.",
            Some("ReasonCode"),
            "REASON_CODES",
            rows!(ReasonCode),
        ),
        table(
            "QUORATE_FLAG_",
            "Bits of quorate_status.flags: those of votequorum_info; from 65536 on not votequorum's.",
            Some("Flag"),
            "FLAGS",
            flags(),
        ),
        table(
            "QUORATE_NODESTATE_",
            "quorate_node_info.node_state.",
            Some("NodeState"),
            "NODE_STATES",
            rows!(NodeState),
        ),
        table(
            "QUORATE_ADVICE_",
            "quorate_advice.code.",
            Some("AdviceCode"),
            "ADVICE_CODES",
            rows!(AdviceCode),
        ),
        table(
            "QUORATE_FINDING_",
            "quorate_finding.code.",
            Some("FindingCode"),
            "FINDING_CODES",
            rows!(FindingCode),
        ),
        table(
            "QUORATE_SEVERITY_",
            "quorate_finding.severity.",
            Some("Severity"),
            "SEVERITIES",
            rows!(Severity),
        ),
        table(
            "QUORATE_HARM_",
            "quorate_finding.harm: what the story shows at its end.",
            Some("Harm"),
            "HARMS",
            rows!(Harm),
        ),
        table(
            "QUORATE_ERROR_",
            "What functions return when they refuse. -1 to -99: the call itself; -100 to -199: a config; -200 to -299: \
             an event or a request, by an engine; -300 to -399: bytes that are not a message; -400 to -499: a step, \
             by the simulator; -500 to -599: a cluster or a snapshot, by a witness. quorate_error_text has the same \
             texts.",
            None,
            "ERROR_NUMBERS",
            errors(),
        ),
        table(
            "QUORATE_TIMING_",
            "quorate_witness_settings.timing.",
            Some("WitnessTiming"),
            NOT_IN_CTYPES,
            rows!(Timing),
        ),
        table("QUORATE_TLS_", "quorate_witness_settings.tls.", Some("WitnessTls"), NOT_IN_CTYPES, rows!(Tls)),
        table("QUORATE_ALGORITHM_", "quorate_client_info.algorithm.", None, NOT_IN_CTYPES, rows!(Algorithm)),
        table(
            "QUORATE_HEURISTICS_",
            "quorate_client_info.heuristics.",
            Some("WitnessHeuristics"),
            NOT_IN_CTYPES,
            rows!(Heuristics),
        ),
        table("QUORATE_VOTE_", "quorate_client_info.vote.", Some("WitnessVote"), NOT_IN_CTYPES, rows!(Vote)),
        table(
            "QUORATE_VOTE_REASON_",
            "quorate_client_info.reason: what decided over a client's last vote.",
            Some("VoteReason"),
            NOT_IN_CTYPES,
            rows!(VoteReason),
        ),
        table(
            "QUORATE_CLOSE_",
            "quorate_witness_output.reason: why a connection is closed.",
            Some("CloseReason"),
            NOT_IN_CTYPES,
            rows!(CloseReason),
        ),
    ]
}

/// A comment in lines of at most 110 characters.
fn comment(text: &str) -> String {
    let mut lines = vec![String::from("//")];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("never empty");
        match last.len() + word.len() < 110 {
            true => *last += &format!(" {word}"),
            false => lines.push(format!("// {word}")),
        }
    }
    lines.join("\n") + "\n"
}

/// The constants of all tables, as the header has them.
pub fn in_c() -> String {
    let mut text = String::new();
    for table in tables() {
        text += &format!("\n{}\n", comment(table.heading));
        for row in &table.rows {
            text += &comment(&row.text);
            text += &format!("#define {}{} {}\n", table.prefix, row.c_name, row.number);
        }
    }
    text
}

/// Puts `new` where `text` has what begins with `start`, up to `end`.
fn replaced(text: &str, start: &str, end: &str, new: &str) -> String {
    let (before, rest) = text.split_once(&format!("\n{start}")).unwrap_or_else(|| panic!("no {start}"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {start}"));
    format!("{before}\n{new}{after}")
}

/// `start`, the items, `end`: in one line where that is not too long.
fn block(start: &str, items: &[String], end: &str) -> String {
    let line = format!("{start}{}{end}", items.join(", "));
    match line.len() <= 100 {
        true => line,
        false => format!("{start}\n    {},\n{end}", items.join(",\n    ")),
    }
}

/// `types.py` with the names of all tables.
pub fn in_types(text: &str) -> String {
    tables().iter().fold(text.to_owned(), |text, table| {
        let Some(name) = table.python_type else { return text };
        let items: Vec<String> = table.rows.iter().map(|row| format!("\"{}\"", row.name)).collect();
        let start = format!("{name} = Literal[");
        replaced(&text, &start, "]", &block(&start, &items, "]"))
    })
}

/// `_codes.py` with all tables that it has.
pub fn in_ctypes(text: &str) -> String {
    tables().iter().fold(text.to_owned(), |text, table| {
        let start = format!("{} = {{", table.ctypes);
        if !text.contains(&format!("\n{start}")) {
            return text;
        }
        let items: Vec<String> =
            table.rows.iter().map(|row| format!("\"{}\": {}", row.name, row.number)).collect();
        replaced(&text, &start, "}", &block(&start, &items, "}"))
    })
}

/// quorate_config_error.text: line and key come before the sentence, a number may stand in it.
#[test]
fn every_sentence_about_configs_fits() {
    let room = quorate_ffi::QUORATE_CONFIG_TEXT_SIZE
        - "line 4294967295: ".len()
        - (quorate_ffi::QUORATE_KEY_SIZE + ": ".len())
        - "4294967295".len();
    for (name, number) in ConfigProblem::NUMBERS {
        let text = ConfigProblem::text_of(number).expect("a sentence").to_str().expect("UTF-8");
        assert!(text.len() < room, "raise QUORATE_CONFIG_TEXT_SIZE for {name}: {text}");
    }
}

#[test]
fn numbers_and_names_are_there_once_and_in_order() {
    for table in tables() {
        let sign = if table.prefix == "QUORATE_ERROR_" { -1 } else { 1 };
        let ascends = |pair: &[Row]| sign * pair[0].number < sign * pair[1].number;
        assert!(table.rows.windows(2).all(ascends), "{} is not in order", table.prefix);
        let names: std::collections::BTreeSet<&str> =
            table.rows.iter().map(|row| row.c_name.as_str()).collect();
        assert_eq!(names.len(), table.rows.len(), "{}", table.prefix);
        assert!(table.rows.iter().all(|row| !row.text.is_empty()), "{}", table.prefix);
    }
    assert!(errors().iter().all(|row| row.number < 0));
    assert_eq!(text_of(1), "not a status of this library");
}
