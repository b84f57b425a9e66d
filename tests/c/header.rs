//! `include/quorate.h` is what the source says. `UPDATE=1` rewrites it.

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

/// The names of an enum's variants, as its source has them.
fn variants(source: &str, name: &str) -> Vec<String> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{")).expect(name);
    let (body, _) = body.split_once("\n}").expect("an end");
    let lines = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    lines.map(|line| line.chars().take_while(|character| character.is_alphanumeric()).collect()).collect()
}

#[test]
fn every_refusal_of_the_core_has_a_number() {
    let source = |path| std::fs::read_to_string(root().join(path)).expect(path);
    let errors = source("core/src/config/error.rs") + &source("core/src/verdict/refusal.rs");
    let numbers = std::fs::read_to_string(root().join("ffi/src/status.rs")).expect("status.rs");
    for (name, short) in [("ConfigProblem", "P"), ("EngineError", "E")] {
        let variants = variants(&errors, name);
        assert!(variants.len() > 15, "{name}: only {variants:?}");
        for variant in variants {
            let mapped = [" ", "("].iter().any(|next| numbers.contains(&format!("{short}::{variant}{next}")));
            assert!(mapped, "ffi/src/status.rs gives {name}::{variant} no number");
        }
    }
}

/// quorate_config_error.text: line and key come before the sentence, a number may stand in it.
#[test]
fn every_sentence_about_configs_fits() {
    let errors = std::fs::read_to_string(root().join("core/src/config/error.rs")).expect("error.rs");
    let room = quorate_ffi::QUORATE_CONFIG_TEXT_SIZE
        - "line 4294967295: ".len()
        - (quorate_ffi::QUORATE_KEY_SIZE + ": ".len())
        - "4294967295".len();
    let (_, sentences) = errors.split_once("impl fmt::Display for ConfigProblem").expect("sentences");
    let (sentences, _) = sentences.split_once("impl fmt::Display for ConfigError").expect("an end");
    for literal in sentences.split('"').skip(1).step_by(2) {
        // A literal that goes on in the next line: backslash, indentation.
        let literal: String = literal.split("\\\n").map(str::trim_start).collect();
        assert!(literal.len() < room, "raise QUORATE_CONFIG_TEXT_SIZE for: {literal}");
    }
}
