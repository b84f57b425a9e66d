//! The C library as its users get it: built and installed by `make -C ffi install`, found by pkg-config, compiled
//! against by gcc, clang and g++, run plain, under sanitizers and under valgrind; and all stories played through it.

use crate::layout;
use quorate::story::Story;
use quorate_tests::capi::CLibrary;
use quorate_tests::firmware::install;
use quorate_tests::{stories, talks};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Not a system directory: pkg-config leaves those out.
const PREFIX: &str = "/opt/quorate";
const PROGRAMS: [&str; 11] = [
    "refusals",
    "witness_refusals",
    "sizes",
    "daemon",
    "bad_bytes",
    "tour",
    "net",
    "advice",
    "snapshot",
    "storage",
    "witness",
];
const STRICT: [&str; 6] = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-O1"];

fn tests() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn header() -> String {
    let path = installed().join("include/quorate.h");
    std::fs::read_to_string(path).expect("an installed header")
}

/// Runs a tool of a Debian package and gives what it says.
pub(crate) fn run(tool: &str, package: &str, set_up: impl FnOnce(&mut Command) -> &mut Command) -> String {
    let mut command = Command::new(tool);
    set_up(&mut command);
    let output = command.output().unwrap_or_else(|error| {
        panic!("{tool}: {error}; on Debian and Ubuntu it is in the package {package}")
    });
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}{complaint}", output.status);
    said
}

pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c_abi").join(name);
    std::fs::create_dir_all(&folder).expect("a writable target directory");
    folder
}

/// The prefix under which the library has been installed, for all tests together.
pub(crate) fn installed() -> &'static Path {
    static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let destination = scratch("installed");
        std::fs::remove_dir_all(&destination).expect("removable");
        install(&destination, PREFIX)
    })
}

fn pkg_config(arguments: &[&str]) -> Vec<String> {
    let root = installed().ancestors().nth(2).expect("two folders above");
    let said = run("pkg-config", "pkg-config", |tool| {
        tool.env("PKG_CONFIG_PATH", installed().join("lib/pkgconfig"));
        tool.env("PKG_CONFIG_SYSROOT_DIR", root).args(arguments).arg("quorate")
    });
    said.split_whitespace().map(str::to_owned).collect()
}

/// How a program is linked with the library.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Link {
    Shared,
    Static,
}

/// Compiles a program into a folder of its own.
pub(crate) fn compile(compiler: (&str, &str), flags: &[&str], source: &Path, link: Link) -> PathBuf {
    let libraries = match link {
        Link::Shared => pkg_config(&["--cflags", "--libs"]),
        Link::Static => {
            let all = pkg_config(&["--static", "--cflags", "--libs"]);
            all.into_iter().map(|flag| flag.replace("-lquorate", "-l:libquorate.a")).collect()
        }
    };
    let variant =
        format!("{}{}{}", compiler.0, flags.concat(), if link == Link::Static { "-static" } else { "" });
    let name = source.file_stem().expect("a name").to_string_lossy();
    let program = scratch(&variant.replace(['/', '=', ','], "-")).join(name.as_ref());
    run(compiler.0, compiler.1, |compiler| {
        compiler.args(STRICT).args(flags).arg("-I").arg(tests().join("c")).arg(source);
        compiler.arg("-o").arg(&program).args(libraries)
    });
    program
}

fn compiled(compiler: (&str, &str), flags: &[&str], link: Link) -> Vec<PathBuf> {
    let source = |name: &str| tests().join("c").join(name).with_extension("c");
    PROGRAMS.iter().map(|name| compile(compiler, flags, &source(name), link)).collect()
}

fn run_all(programs: &[PathBuf]) {
    for program in programs {
        let said = run(&program.to_string_lossy(), "", |program| {
            program.env("LD_LIBRARY_PATH", installed().join("lib"))
        });
        assert!(!said.is_empty(), "{}: ends well and says nothing", program.display());
    }
}

#[test]
fn readme() {
    let text = std::fs::read_to_string(tests().join("../README.md")).expect("the README");
    let program = text.split("```c\n").nth(1).and_then(|rest| rest.split("```").next());
    let source = scratch("readme").join("readme.c");
    std::fs::write(&source, program.expect("a program in C")).expect("a writable target directory");
    let program = compile(("gcc", "gcc"), &["-std=c99"], &source, Link::Shared);
    let said = run(&program.to_string_lossy(), "", |program| {
        program.env("LD_LIBRARY_PATH", installed().join("lib"))
    });
    assert!(said.starts_with("blocked: wait_for_all: 1 of 2 expected votes present"), "{said}");
}

#[test]
fn gcc() {
    run_all(&compiled(("gcc", "gcc"), &["-std=c99"], Link::Shared));
    run_all(&compiled(("gcc", "gcc"), &["-std=c99"], Link::Static));
}

#[test]
fn clang() {
    run_all(&compiled(("clang", "clang"), &["-std=c99"], Link::Shared));
    run_all(&compiled(("clang", "clang"), &["-std=c99"], Link::Static));
}

#[test]
fn cpp() {
    run_all(&compiled(("g++", "g++"), &["-std=c++11", "-xc++"], Link::Shared));
}

#[test]
fn sanitizers() {
    let flags = ["-std=c99", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    let programs = compiled(("gcc", "gcc"), &flags, Link::Shared);
    let symbols = run("nm", "binutils", |nm| nm.arg(&programs[0]));
    assert!(symbols.contains("__asan_init") && symbols.contains("__ubsan"), "no sanitizer is on");
    run_all(&programs);
}

#[test]
fn valgrind() {
    for program in compiled(("gcc", "gcc"), &["-std=c99", "-fno-inline"], Link::Shared) {
        run("valgrind", "valgrind", |valgrind| {
            valgrind.env("LD_LIBRARY_PATH", installed().join("lib"));
            valgrind.args(["-q", "--error-exitcode=9", "--leak-check=full"]);
            valgrind.arg(program)
        });
    }
}

#[test]
fn the_shared_library_names_itself() {
    let library = installed().join("lib/libquorate.so");
    let said = run("objdump", "binutils", |objdump| objdump.arg("-p").arg(&library));
    let mut version = env!("CARGO_PKG_VERSION").split('.');
    let (major, minor) = (version.next().expect("major"), version.next().expect("minor"));
    let wanted = match major {
        "0" => format!("libquorate.so.0.{minor}"),
        _ => format!("libquorate.so.{major}"),
    };
    let named = said.lines().find_map(|line| line.trim().strip_prefix("SONAME")).map(str::trim);
    assert_eq!(named, Some(wanted.as_str()));
    assert!(installed().join("lib").join(wanted).exists(), "no link of that name");
}

/// Names of functions that the header declares, those that it defines itself excepted.
fn declared(header: &str) -> BTreeSet<String> {
    let is_ours = |line: &&str| !line.starts_with([' ', '/', '#', '*']) && !line.contains("static inline");
    let lines = header.lines().filter(is_ours);
    let names = lines.filter_map(|line| {
        let (before, _) = line.split_once('(')?;
        let name = before.rsplit([' ', '*']).next()?;
        name.starts_with("quorate_").then(|| name.to_owned())
    });
    names.collect()
}

#[test]
fn it_exports_what_the_header_declares() {
    let library = installed().join("lib/libquorate.so");
    let said = run("nm", "binutils", |nm| nm.args(["-D", "--defined-only"]).arg(library));
    let exported = said.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned);
    let declared = declared(&header());
    assert!(declared.len() > 40, "only {declared:?}");
    assert_eq!(exported.collect::<BTreeSet<_>>(), declared);
}

/// What the archive would add to a program's own names, or clash with.
#[test]
fn the_archive_keeps_its_other_names_to_itself() {
    let library = installed().join("lib/libquorate.a");
    let said = run("readelf", "binutils", |readelf| readelf.args(["-sW"]).arg(library));
    let rows = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let visible: Vec<String> = rows
        .filter(|row| row.len() == 8 && ["GLOBAL", "WEAK"].contains(&row[4]))
        .filter(|row| row[5] == "DEFAULT" && row[6] != "UND")
        .map(|row| row[7].to_owned())
        .collect();
    assert!(visible.len() > 40, "only {visible:?}");
    let foreign: Vec<&String> = visible.iter().filter(|name| !name.starts_with("quorate_")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn every_function_is_called_with_what_it_refuses() {
    let sources = ["c/refusals.c", "c/witness_refusals.c"];
    let program = sources.map(|name| std::fs::read_to_string(tests().join(name)).expect(name)).concat();
    let missing: Vec<String> = declared(&header())
        .into_iter()
        .filter(|name| {
            ![name.as_str(), name.trim_end_matches("_sized")]
                .iter()
                .any(|name| program.contains(&format!("{name}(")))
        })
        .collect();
    assert!(missing.is_empty(), "refusals.c and witness_refusals.c do not call {missing:?}");
}

#[test]
fn numbers_are_the_same_on_both_sides() {
    let constants = layout::constants();
    let in_header = header();
    let defined = in_header.lines().filter_map(|line| line.strip_prefix("#define QUORATE_"));
    let defined =
        defined.filter(|rest| *rest != "H" && !rest.starts_with("VERSION") && !rest.starts_with("MUST_USE"));
    let defined = defined.filter_map(|rest| rest.split(' ').next());
    // Those with arguments are no numbers.
    let defined = defined.filter(|name| !name.contains('(')).map(|name| format!("QUORATE_{name}"));
    let listed: BTreeSet<String> = constants.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(
        defined.collect::<BTreeSet<_>>(),
        listed,
        "tests/c/layout.rs lists all macros but the tables'"
    );

    let numbers: Vec<layout::Number> = constants.into_iter().chain(layout::layouts()).collect();
    let source = scratch("layout").join("layout.c");
    std::fs::write(&source, layout::program(&numbers)).expect("writable");
    let expected: String = numbers.iter().map(|(name, value)| format!("{value} {name}\n")).collect();
    for compiler in [("gcc", "gcc"), ("clang", "clang")] {
        let program = compile(compiler, &["-std=c99"], &source, Link::Static);
        assert_eq!(run(&program.to_string_lossy(), "", |program| program), expected, "{}", compiler.0);
    }
}

/// The witness says what a real qnetd said, byte for byte.
#[test]
fn talks_through_c() {
    let firmware = tests().join("firmware/c");
    for (kind, _) in talks::KINDS {
        let folder = scratch("talks");
        let (data, program) = (talks::as_assembler(&folder, kind), folder.join(kind));
        run("gcc", "gcc", |gcc| {
            gcc.args(STRICT).args(["-std=c99", "-fsanitize=address,undefined"]).arg("-I").arg(&firmware);
            gcc.args(["talks.c", "linux.c"].map(|name| firmware.join(name)))
                .arg(data)
                .arg("-o")
                .arg(&program);
            gcc.args(pkg_config(&["--cflags", "--libs"]))
        });
        let said = run(&program.to_string_lossy(), "", |program| {
            program.env("LD_LIBRARY_PATH", installed().join("lib"))
        });
        assert_eq!(said, talks::expected(kind));
    }
}

/// Any white space is as good as any other.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn stories_through_c() {
    let library = CLibrary::open(&installed().join("lib/libquorate.so"));
    let mut tables = 0;
    for story_file in stories::all() {
        let (name, text) = (&story_file.name, format!("{}\n\n", story_file.text.trim_end()));
        let story = Story::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cluster = library.cluster(story.config(), story.rules() as u32, story.freeze_on_loss());
        let mut cluster = cluster.unwrap_or_else(|error| panic!("{name}: {error}"));
        for block in stories::blocks(name, &story) {
            let seen = match cluster.run(block.step) {
                Ok(()) => cluster.table(),
                Err((status, error)) => {
                    assert!(status < 0 && !error.is_empty(), "{name}:{}: status {status}", block.line);
                    format!("error: {error}")
                }
            };
            match block.expected {
                Some(expected) => {
                    assert_eq!(
                        words(&seen),
                        words(expected),
                        "{name}:{}: {}\n{seen}",
                        block.line,
                        block.step
                    );
                    tables += 1;
                }
                None => assert!(!seen.starts_with("error:"), "{name}:{}: {seen}", block.line),
            }
        }
    }
    assert!(tables > 100, "only {tables} tables in all stories");
}
