//! House style, as a test: file and line lengths, leftovers that nobody wants to find, tests that nobody runs.

use std::process::Command;

const FILE_LINES_MAX: usize = 400;
const LINE_CHARS_MAX: usize = 120;

/// Files that may be longer, each with its reason.
const LONG: &[(&str, &str)] = &[];

fn tracked_sources() -> Vec<String> {
    let output =
        Command::new("git").args(["ls-files", "--", ":/"]).output().expect("git, of the package git");
    assert!(output.status.success(), "not a git checkout: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("names in UTF-8");
    let is_source =
        |name: &&str| [".rs", ".py", ".pyi", ".c", ".sh"].iter().any(|ending| name.ends_with(ending));
    // Git prints them relative to the folder that the test runs in.
    names.lines().filter(is_source).map(str::to_owned).collect()
}

#[test]
fn files_and_lines_are_short() {
    let mut faults = Vec::new();
    let sources = tracked_sources();
    assert!(sources.len() > 40, "only {} sources found", sources.len());
    for name in sources {
        let text = std::fs::read_to_string(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let lines = text.lines().count();
        let allowed = LONG.iter().any(|(long, _)| name.ends_with(long));
        if lines > FILE_LINES_MAX && !allowed {
            faults.push(format!("{name}: {lines} lines, more than {FILE_LINES_MAX}: one idea a file"));
        }
        for (number, line) in text.lines().enumerate() {
            let is_table = line.trim_start().starts_with("//! |");
            if line.chars().count() > LINE_CHARS_MAX && !is_table {
                faults.push(format!("{name}:{}: longer than {LINE_CHARS_MAX} characters", number + 1));
            }
            // Split, so that this file does not find itself.
            for leftover in
                [concat!("FIX", "ME"), concat!("TO", "DO"), concat!("X", "XX"), concat!("dbg", "!(")]
            {
                if line.contains(leftover) {
                    faults.push(format!("{name}:{}: {leftover}", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Safe Rust sees a processor's byte order in these words alone, so that a run on a big-endian one need not be part of
/// every run. One byte has none.
#[test]
fn nothing_depends_on_the_byte_order() {
    let sources: Vec<String> = tracked_sources()
        .into_iter()
        .filter(|name| name.ends_with(".rs") && (name.contains("core/src/") || name.contains("ffi/src/")))
        .collect();
    assert!(sources.len() > 100, "only {} sources found", sources.len());
    for name in sources {
        let text = std::fs::read_to_string(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = text.replace("c_char::from_ne_bytes([", "");
        for word in ["_ne_bytes", "target_endian"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

/// A test that nobody runs cannot fail: Cargo and tests/run know every part, and each of its files is a module.
#[test]
fn every_test_is_run() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (cargo, run) = (read("Cargo.toml"), read("run"));
    let sources = tracked_sources();
    let parts = sources.iter().filter_map(|name| name.strip_suffix("/main.rs"));
    let parts: Vec<&str> = parts.filter(|part| !part.contains('/')).collect();
    assert!(parts.len() > 5, "only {parts:?}");
    for part in parts {
        assert!(cargo.contains(&format!("path = \"{part}/main.rs\"")), "tests/Cargo.toml lacks {part}");
        assert!(run.contains(&format!("cargo_test {part}")), "tests/run does not run {part}");
        for name in
            sources.iter().filter(|name| name.starts_with(&format!("{part}/")) && name.ends_with(".rs"))
        {
            let (folder, module) = name.trim_end_matches(".rs").rsplit_once('/').expect("a folder");
            if module == "main" || !read(name).contains("\n#[test]\n") {
                continue;
            }
            let parent = if folder == part { format!("{part}/main.rs") } else { format!("{folder}.rs") };
            assert!(read(&parent).contains(&format!("mod {module};\n")), "tests/{parent} lacks mod {module}");
        }
    }
}
