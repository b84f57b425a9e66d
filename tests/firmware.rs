//! quorate inside a management controller: C firmware without operating system and libc, and firmware in Rust, booted
//! on emulated chips. Both play all stories; what comes out of the UART is what the host says, byte for byte.

use quorate::story::{Story, play};
use quorate_tests::firmware::{AN386, AST1030, Board, Kind, M4, boot, library, link, sources};
use quorate_tests::stories;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The bound of the firmware's library.
const NODES_MAX: usize = 16;
const FEATURES: [&str; 1] = ["nodes-16"];

fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    folder
}

/// What the firmware should write.
fn on_the_host() -> String {
    let mut said = String::new();
    for file in stories::all() {
        let text = format!("{}\n\n", file.text.trim_end());
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let mut cluster = story.cluster::<NODES_MAX>().expect("a config");
        writeln!(said, "story {}", file.name).expect("a String takes everything");
        for block in stories::blocks(&file.name, &story) {
            writeln!(said, "{}\n----", block.step).expect("a String takes everything");
            play(&mut cluster, &block, &mut said).expect("a String takes everything");
        }
    }
    said
}

/// A string literal of C.
fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '\n' => literal += "\\n\"\n\"",
            '\t' => literal += "\\t",
            '"' | '\\' => literal.extend(['\\', character]),
            _ => literal.push(character),
        }
    }
    literal + "\""
}

/// All stories as a C source.
fn story_data() -> String {
    let mut tables = String::from("#include \"stories.h\"\n#include <quorate.h>\n");
    let mut list = String::from("const struct story stories[] = {\n");
    let files = stories::all();
    for (place, file) in files.iter().enumerate() {
        let text = format!("{}\n\n", file.text.trim_end());
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let steps = stories::blocks(&file.name, &story);
        writeln!(tables, "static const char *const steps_{place}[] = {{").expect("a String takes everything");
        for block in &steps {
            writeln!(tables, "{},", literal(block.step)).expect("a String takes everything");
        }
        tables += "};\n";
        let rules = format!("QUORATE_RULES_{}", story.rules().name().to_uppercase());
        let (name, conf) = (literal(&file.name), literal(story.config()));
        let freeze = u32::from(story.freeze_on_loss());
        writeln!(list, "{{ {name}, {rules}, {freeze},\n{conf},\nsteps_{place}, {} }},", steps.len())
            .expect("a String takes everything");
    }
    format!("{tables}{list}}};\nconst size_t story_count = {};\n", files.len())
}

fn c_firmware(board: Board, profile: &str) -> (i32, String) {
    let scratch = scratch();
    let library = library(&scratch, M4, profile, &FEATURES, Kind::Static);
    let data = library.with_file_name(format!("story_data-{}.c", board.machine));
    std::fs::write(&data, story_data()).expect("writable");
    boot(board, &link(&scratch, board, &library, 16, &[sources().join("c/stories.c"), data]))
}

fn assert_same(board: Board, said: &(i32, String)) {
    let (status, said) = said;
    let expected = on_the_host();
    assert!(expected.contains("story strict-two-node-reboot\n"), "the reboot of two nodes is missing");
    for (number, (seen, wanted)) in said.lines().zip(expected.lines()).enumerate() {
        assert_eq!(seen, wanted, "{}: line {} of the UART", board.machine, number + 1);
    }
    assert_eq!(said.len(), expected.len(), "{}: the UART's bytes", board.machine);
    assert_eq!(*said, expected);
    assert_eq!(*status, 0, "{}", board.machine);
}

#[test]
fn stories_on_an_ast1030() {
    assert_same(AST1030, &c_firmware(AST1030, "ffi"));
}

#[test]
fn stories_on_an_mps2() {
    assert_same(AN386, &c_firmware(AN386, "ffi"));
}
