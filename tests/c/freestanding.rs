//! The proof that nothing panics: the freestanding library has a panic handler that calls a symbol which exists
//! nowhere. If nothing in it is undefined but the memory functions that every C library has, then there is no path
//! from any exported function to a panic, to an allocator or to `std`. That a planted panic leads there, and that
//! overflow checks change nothing, is shown where a link proves the same: chip::nothing_panics_on_the_chip, firmware.

use crate::abi::{installed, run, scratch};
use std::path::Path;

/// What the compiler calls on its own.
const MEMORY_FUNCTIONS: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

fn symbols(library: &Path, kind: &str) -> Vec<String> {
    let text = run("nm", "binutils", |nm| nm.args(["-D", kind]).arg(library));
    // A weak symbol (w) may stay undefined.
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("w "));
    let names = lines
        .filter_map(|line| line.split_whitespace().last())
        .map(|name| name.split_once('@').map_or(name, |(name, _)| name).to_owned());
    names.collect()
}

fn suspicious(library: &Path) -> Vec<String> {
    let mut undefined = symbols(library, "--undefined-only");
    assert!(!undefined.is_empty(), "not even memcpy: is this the library?");
    undefined.retain(|name| !MEMORY_FUNCTIONS.contains(&name.as_str()));
    undefined
}

#[test]
fn nothing_panics() {
    let library = installed().join("lib/libquorate.so");
    let exported = symbols(&library, "--defined-only");
    assert!(exported.len() > 40, "only {exported:?} are exported");
    assert!(exported.iter().all(|name| name.starts_with("quorate_")), "{exported:?}");
    let found = suspicious(&library);
    assert!(found.is_empty(), "there is a way to {found:?}");
}

/// The look above can fail: what a shared library misses is seen.
#[test]
fn what_is_missing_is_seen() {
    let library = scratch("missing").join("libmissing.so");
    let source = library.with_extension("c");
    let text = "#include <string.h>\nvoid missing(void);\n\
        void *copied(void *to, const void *from, size_t size) { missing(); return memcpy(to, from, size); }\n";
    std::fs::write(&source, text).expect("writable");
    run("gcc", "gcc", |gcc| gcc.args(["-shared", "-fPIC"]).arg(&source).arg("-o").arg(&library));
    assert_eq!(suspicious(&library), ["missing"]);
}

/// Where the word may stand outside of boundary.rs.
const DECLARATIONS: [&str; 5] = [
    "#[unsafe(no_mangle)]",
    "pub unsafe extern \"C\" fn quorate_",
    "#![allow(unsafe_code, ",
    "#![deny(unsafe_code, unsafe_op_in_unsafe_fn)]",
    "unsafe extern \"C\" {",
];

#[test]
fn pointers_are_handled_in_one_file() {
    let sources = workspace().join("ffi/src").read_dir().expect("ffi/src");
    let mut looked_at = 0;
    for source in sources.map(|entry| entry.expect("entry").path()) {
        let text = std::fs::read_to_string(&source).expect("readable source");
        if source.ends_with("boundary.rs") {
            continue;
        }
        looked_at += 1;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let mut words = line.split(|end: char| !end.is_alphanumeric() && end != '_');
            let names_it = words.any(|word| word.starts_with("unsafe")) && !line.starts_with("//");
            let declares = DECLARATIONS.iter().any(|declaration| line.starts_with(declaration));
            assert!(!names_it || declares, "{}:{}: {line}", source.display(), number + 1);
        }
    }
    assert!(looked_at > 8, "only {looked_at} sources");
}
