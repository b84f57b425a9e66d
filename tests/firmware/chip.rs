//! quorate inside a management controller: C firmware without operating system and libc, and firmware in Rust, booted
//! on emulated chips. Both play all stories; what comes out of the UART is what the host says, byte for byte.

use quorate_tests::firmware::{
    AN386, AST1030, Board, Kind, M4, Profile, RULES, boot, exported, in_rust, library, link, sources, start,
};
use quorate_tests::flash;
use quorate_tests::footprint::{self, NODE, WITNESS};
use quorate_tests::stack::{NoBound, Program};
use quorate_tests::talks;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The firmware's library.
const FEATURES: [&str; 2] = ["nodes-16", RULES];

fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    folder
}

fn c(name: &str) -> PathBuf {
    sources().join("c").join(name)
}

fn c_library() -> PathBuf {
    library(&scratch(), M4, Profile::Shipped, &FEATURES, Kind::Static)
}

/// Links and boots one program of the firmware's folder.
fn c_program(board: Board, name: &str, defines: &[&str]) -> (i32, String) {
    boot(board, &link(&scratch(), board, &c_library(), 16, defines, &[c(name)]))
}

fn c_stories(board: Board) -> (i32, String) {
    let library = c_library();
    let data = library.with_file_name(format!("story_data-{}.c", board.machine));
    std::fs::write(&data, flash::as_c()).expect("writable");
    boot(board, &link(&scratch(), board, &library, 16, &[], &[c("stories.c"), data]))
}

fn assert_same(board: Board, said: &(i32, String)) {
    let (status, said) = said;
    let expected = flash::on_the_host();
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
    assert_same(AST1030, &c_stories(AST1030));
}

#[test]
fn stories_on_an_mps2() {
    assert_same(AN386, &c_stories(AN386));
}

#[test]
fn stories_in_rust() {
    assert_same(AST1030, &boot(AST1030, &in_rust(&scratch())));
}

/// The witness says what a real qnetd said, byte for byte.
#[test]
fn talks_with_qnetd() {
    // They are too much for the memory of an AST1030.
    for kind in ["plain", "timers"] {
        let data = talks::as_assembler(&scratch(), kind);
        let elf = link(&scratch(), AN386, &c_library(), 16, &[], &[c("talks.c"), data]);
        assert_eq!(boot(AN386, &elf), (0, talks::expected(kind)), "{kind}");
    }
}

#[test]
fn bad_input() {
    for board in [AST1030, AN386] {
        let said = c_program(board, "bad_input.c", &[]);
        assert_eq!(said, (0, "bad_input: all of it refused\n".to_owned()), "{}", board.machine);
    }
}

/// What the witness on UART1 stores survives a restart, and a loss of power in a write.
#[test]
fn bytes_are_kept_in_flash() {
    let said = c_program(AST1030, "kept_check.c", &[]);
    assert_eq!(said, (0, "kept: the last write, or the one before\n".to_owned()));
}

/// A stack that overflows, a wild read and a failed check are seen.
#[test]
fn faults_are_seen() {
    let cases: [(&str, i32); 3] = [("-DCASE=1", 99), ("-DCASE=2", 99), ("-DCASE=3", 1)];
    for board in [AST1030, AN386] {
        for (define, wanted) in cases {
            let (status, said) = c_program(board, "faults.c", &[define, "-O0"]);
            assert_eq!(status, wanted, "{} {define}: {said}", board.machine);
        }
    }
}

/// A program that was compiled for another bound than the library's.
#[test]
fn another_bound_is_refused() {
    for nodes_max in [8, 32, 64] {
        let elf = link(&scratch(), AN386, &c_library(), nodes_max, &[], &[c("other_bound.c")]);
        assert_eq!(boot(AN386, &elf), (0, "other_bound: refused\n".to_owned()), "{nodes_max} nodes");
    }
}

/// The rules strict alone, and a function that panics: nothing else of it may.
const PLANTED: [&str; 3] = ["nodes-16", "strict", "planted-panic"];

/// Links the archive alone, every exported function of it. What is missing then is what a firmware would miss.
fn link_alone(profile: Profile, features: &[&str], is_meant: fn(&str) -> bool) -> Result<usize, String> {
    let archive = library(&scratch(), M4, profile, features, Kind::Static);
    let mut functions = exported(&archive);
    functions.retain(|name| is_meant(name));
    let mut ld = Command::new("arm-none-eabi-ld");
    ld.args(["--gc-sections", "-e", "quorate_version"]);
    ld.args(functions.iter().map(|name| format!("--require-defined={name}")));
    let output =
        start(ld.arg(&archive).arg("-o").arg(archive.with_extension("elf")), "binutils-arm-none-eabi");
    match output.status.success() {
        true => Ok(functions.len()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The panic handler calls a symbol that exists nowhere: an archive that links has no path to a panic, to an
/// allocator or to a C library. A planted panic shows that the proof can fail.
#[test]
fn nothing_panics_on_the_chip() {
    let found = link_alone(Profile::Shipped, &PLANTED, |_| true).expect_err("a planted panic is not found");
    assert!(found.contains("quorate_has_a_path_to_a_panic"), "{found}");
    // As shipped, with one rule set, and as shipped and more.
    for (profile, features) in
        [(Profile::Shipped, &FEATURES[..]), (Profile::Shipped, &PLANTED), (Profile::Proof, &[RULES])]
    {
        links_alone(profile, features);
    }
}

/// Other bounds, and other choices of rules.
#[test]
#[ignore = "builds the library twice more, a minute; all rules and strict alone are proven above: tests/run long"]
fn nothing_panics_with_less() {
    for features in [&["nodes-8", "corosync"][..], &["nodes-32", "cman", "witness"]] {
        links_alone(Profile::Shipped, features);
    }
}

fn links_alone(profile: Profile, features: &[&str]) {
    match link_alone(profile, features, |name| name != "quorate_planted_panic") {
        Ok(functions) => assert!(functions > 40, "only {functions} functions"),
        Err(missing) => panic!("{profile:?} {features:?}: {missing}"),
    }
}

/// A firmware with the rules strict alone says so when it is asked for others.
#[test]
fn rules_that_are_left_out_are_refused() {
    let library = library(&scratch(), M4, Profile::Shipped, &PLANTED, Kind::Static);
    let elf = link(&scratch(), AN386, &library, 16, &[], &[c("rules_left_out.c")]);
    assert_eq!(boot(AN386, &elf), (0, "rules_left_out: refused\n".to_owned()));
}

/// The most flash that a witness may take, with what the compiler calls on its own.
const WITNESS_MAX: u64 = 24 * 1024;

#[test]
fn the_witness_is_small() {
    let archive = c_library();
    let linked = footprint::link(&archive, "witness", &WITNESS.map(str::to_owned));
    let flash = linked.text + linked.rodata;
    assert!(flash <= WITNESS_MAX, "{flash} bytes, more than {WITNESS_MAX}");
    // The gate can fail: texts take more.
    let with_texts = footprint::link(&archive, "texts", &exported(&archive));
    assert!(with_texts.text + with_texts.rodata > WITNESS_MAX);
}

/// The most stack that a call may take, by its static bound, with 16 nodes and all rules.
const STACK_MAX: u32 = 1024;
/// What advises, on a copy of the engine, and what reads a corosync.conf may take more.
const DEEPER: [(&str, u32); 3] = [
    ("quorate_engine_advice_sized", 4608),
    ("quorate_config_from_corosync_conf_sized", 3072),
    ("quorate_config_from_corosync_conf_for_reload_sized", 3072),
];

/// Whether a function is for tools, or writes texts, which go through pointers of Rust's core library.
fn has_no_bound(function: &str) -> bool {
    function.starts_with("quorate_cluster_")
        || function.starts_with("quorate_config_lint")
        || function.ends_with("_text") && function != "quorate_error_text"
}

#[test]
fn the_stack_of_a_node_is_bounded() {
    let linked = footprint::link(&c_library(), "stack", &exported(&c_library()));
    let program = Program::read(&linked.elf);
    let functions = exported(&c_library());
    let bounded: Vec<_> = functions.iter().filter(|function| !has_no_bound(function)).collect();
    assert!(
        NODE.iter().chain(&WITNESS).all(|of_a_node| bounded.iter().any(|function| function == of_a_node))
    );
    for function in bounded {
        let deeper = DEEPER.iter().find(|(name, _)| name == function);
        let most = deeper.map_or(STACK_MAX, |(_, bytes)| *bytes);
        match program.bound(function) {
            Ok(bytes) => assert!(bytes <= most, "{function}: {bytes} bytes, more than {most}"),
            Err(error) => panic!("{function}: no bound of its stack: {error:?}"),
        }
    }
    // The gate can fail: the simulator takes more, and texts go through pointers.
    let simulator = program.bound("quorate_cluster_init_sized");
    assert!(simulator.is_ok_and(|bytes| bytes > STACK_MAX), "the simulator: {simulator:?}");
    assert_eq!(program.bound("quorate_engine_reason_text"), Err(NoBound::Pointer));
    assert_eq!(program.bound("quorate_engine_observed"), Err(NoBound::Missing));
}
