//! The proof that nothing panics: the freestanding library has a panic handler that calls a symbol which exists
//! nowhere. If nothing in it is undefined but the memory functions that every C library has, then there is no path
//! from any exported function to a panic, to an allocator or to `std`. A planted panic shows that the proof can fail.

use crate::abi::installed;
use quorate_tests::firmware::{Profile, RULES};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the compiler calls on its own.
const MEMORY_FUNCTIONS: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

/// Builds the library as `make -C ffi` does, but for the profile.
fn built(features: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("freestanding");
    let built = Command::new(env!("CARGO"))
        .current_dir(workspace())
        .args(["rustc", "--quiet", "--package", "quorate-ffi", "--no-default-features"])
        .args(["--crate-type", "cdylib", "--profile", "ffi"])
        .args(Profile::Proof.options())
        .arg("--features")
        .arg(features)
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target.join("ffi").join("libquorate_ffi.so")
}

fn symbols(library: &Path, kind: &str) -> Vec<String> {
    let nm = Command::new("nm").args(["-D", kind]).arg(library).output();
    let nm =
        nm.unwrap_or_else(|error| panic!("nm: {error}; on Debian and Ubuntu it is in the package binutils"));
    assert!(nm.status.success(), "{}", String::from_utf8_lossy(&nm.stderr));
    let text = String::from_utf8(nm.stdout).expect("names in ASCII");
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

/// One test: the builds share a target directory. What is shipped is what `make -C ffi install` made.
#[test]
fn nothing_panics() {
    let found = suspicious(&built("strict,planted-panic"));
    assert!(
        found.contains(&"quorate_has_a_path_to_a_panic".to_owned()),
        "the proof does not find a planted panic; it found {found:?}"
    );
    for library in [built(RULES), installed().join("lib/libquorate.so")] {
        let exported = symbols(&library, "--defined-only");
        let library_name = library.display();
        assert!(exported.len() > 40, "{library_name}: only {exported:?} are exported");
        assert!(exported.iter().all(|name| name.starts_with("quorate_")), "{library_name}: {exported:?}");
        let found = suspicious(&library);
        assert!(found.is_empty(), "{library_name}: there is a way to {found:?}");
    }
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
