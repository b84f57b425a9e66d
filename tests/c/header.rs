//! `include/quorate.h` is what the source says. `UPDATE=1` rewrites it.

use quorate::Config;
use quorate_ffi::{quorate_config, quorate_config_error, quorate_config_from_corosync_conf_sized};
use quorate_tests::refusals::{NODES, REFUSED};
use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_path_buf()
}

/// Fills in what Cargo.toml knows.
fn with_version(text: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut parts = version.split('.');
    let mut text = text.replace("@VERSION@", version);
    for name in ["@MAJOR@", "@MINOR@", "@PATCH@"] {
        text = text.replace(name, parts.next().expect("three numbers"));
    }
    text
}

fn generated() -> String {
    let crate_dir = root().join("ffi");
    let mut config = cbindgen::Config::from_file(crate_dir.join("cbindgen.toml")).expect("cbindgen.toml");
    for text in [&mut config.header, &mut config.after_includes] {
        *text = text.as_deref().map(with_version);
    }
    let mut header = Vec::new();
    let bindings = cbindgen::Builder::new().with_crate(crate_dir).with_config(config).generate();
    bindings.expect("readable source").write(&mut header);
    String::from_utf8(header).expect("UTF-8")
}

#[test]
fn the_header_is_what_the_source_says() {
    let path = root().join("include/quorate.h");
    let generated = generated();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &generated).expect("writable header");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let same = committed.lines().zip(generated.lines()).take_while(|(old, new)| old == new).count();
    assert!(
        committed == generated,
        "include/quorate.h differs from the source in line {}; run: \
         UPDATE=1 cargo test -p quorate-tests --test c header",
        same + 1
    );
}

#[test]
fn the_header_has_no_rust_in_it() {
    for (number, line) in generated().lines().enumerate() {
        for rust in ["# Safety", "# Errors", "[`", "::", "Option<", "`None`"] {
            assert!(!line.contains(rust), "line {}: {rust} in: {line}", number + 1);
        }
    }
}

/// quorate_config_error has the status and the sentence of every refused config, and has room for all of it.
#[test]
fn every_refusal_of_a_config_has_a_number_and_its_whole_sentence() {
    for (text, ..) in REFUSED {
        let text = text.replace("NODES", NODES);
        let refused = Config::<64>::from_corosync_conf(&text).expect_err("it is refused");
        let mut config = MaybeUninit::<quorate_config>::uninit();
        let mut error = MaybeUninit::<quorate_config_error>::zeroed();
        let (size, bytes) = (size_of::<quorate_config>(), text.as_ptr().cast());
        // SAFETY: a config of that size, a text of that length, and room for an error, of which zeros are one.
        let (status, error) = unsafe {
            let config = config.as_mut_ptr();
            let status =
                quorate_config_from_corosync_conf_sized(config, size, bytes, text.len(), error.as_mut_ptr());
            (status, error.assume_init())
        };
        assert!((-199..=-100).contains(&status), "{status}: {refused}");
        // SAFETY: the library ends its texts with NUL.
        let said = unsafe { CStr::from_ptr(error.text.as_ptr()) };
        assert_eq!(said.to_str(), Ok(&*refused.to_string()));
    }
}
