//! `include/quorate.h` is what the source says, and so are the codes in Python. `UPDATE=1` rewrites them.

use crate::codes;
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
    config.trailer = config.trailer.map(|text| text.replace("@CODES@", &codes::in_c()));
    let mut header = Vec::new();
    let bindings = cbindgen::Builder::new().with_crate(crate_dir).with_config(config).generate();
    bindings.expect("readable source").write(&mut header);
    String::from_utf8(header).expect("UTF-8")
}

/// The file has `wanted`; `UPDATE=1` mends it.
fn holds(path: &str, wanted: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, wanted).expect("a writable file");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let same = committed.lines().zip(wanted.lines()).take_while(|(old, new)| old == new).count();
    assert!(
        committed == wanted,
        "{} differs from the source in line {}; run: UPDATE=1 cargo test -p quorate-tests --test c header",
        path.display(),
        same + 1
    );
}

#[test]
fn the_header_is_what_the_source_says() {
    holds("include/quorate.h", &generated());
}

#[test]
fn python_has_the_codes_of_the_source() {
    let text = |path| std::fs::read_to_string(root().join(path)).expect(path);
    let (types, ctypes) = ("python/pysrc/quorate/types.py", "python/ctypes/quorate/_codes.py");
    holds(types, &codes::in_types(&text(types)));
    holds(ctypes, &codes::in_ctypes(&text(ctypes)));
}

#[test]
fn the_header_has_no_rust_in_it() {
    for (number, line) in generated().lines().enumerate() {
        for rust in ["# Safety", "# Errors", "[`", "::", "Option<", "`None`"] {
            assert!(!line.contains(rust), "line {}: {rust} in: {line}", number + 1);
        }
    }
}
