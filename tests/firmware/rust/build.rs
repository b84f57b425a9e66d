//! Puts the memory map where the linker looks, and the stories of `tests/stories` into the firmware.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo"));
    fs::copy(here.join("memory.x"), out.join("memory.x")).expect("memory.x");
    println!("cargo:rustc-link-search={}", out.display());

    let folder = here.join("../../stories");
    println!("cargo:rerun-if-changed=memory.x");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = folder.read_dir().expect("tests/stories");
    let paths = entries.map(|entry| entry.expect("entry").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension() == Some("story".as_ref())).collect();
    paths.sort();
    let stories: String = paths.iter().map(|path| format!("    {},\n", story(path))).collect();
    let source = format!("/// Name and text.\nstatic STORIES: &[(&str, &str)] = &[\n{stories}];\n");
    fs::write(out.join("stories.rs"), source).expect("writable");
}

/// A table at the very end needs an empty line after it.
fn story(path: &Path) -> String {
    let name = path.file_stem().expect("a name").to_string_lossy();
    let text = fs::read_to_string(path).expect("a readable story");
    format!("({name:?}, {:?})", format!("{}\n\n", text.trim_end()))
}
