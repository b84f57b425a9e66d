//! libFuzzer, with one of the targets: `QUORATE_FUZZ=conf fuzz FOLDER`. With `QUORATE_SEEDS` it writes the target's
//! seeds into that folder first.
#![no_main]

use quorate_tests::fuzz::{Target, target};
use std::path::Path;
use std::sync::OnceLock;

static TARGET: OnceLock<&Target> = OnceLock::new();

fn init() {
    let target = target(&std::env::var("QUORATE_FUZZ").expect("QUORATE_FUZZ names a target"));
    if let Some(folder) = std::env::var_os("QUORATE_SEEDS") {
        for (number, seed) in (target.seeds)().into_iter().enumerate() {
            let seed = &seed[..seed.len().min(target.longest)];
            std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed)
                .expect("a folder for seeds");
        }
    }
    TARGET.set(target).ok().expect("once");
}

libfuzzer_sys::fuzz_target!(init: init(), |bytes: &[u8]| (TARGET.get().expect("initialized").run)(bytes));
