//! What the fuzzers begin with, and what they found, fed to their targets.

use quorate_tests::fuzz::TARGETS;
use std::path::Path;

#[test]
fn seeds_and_what_was_found() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found");
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        seeds.iter().for_each(|seed| (target.run)(&seed[..seed.len().min(target.longest)]));
        for entry in found.join(target.name).read_dir().into_iter().flatten() {
            let path = entry.expect("an entry").path();
            eprintln!("{}", path.display());
            (target.run)(&std::fs::read(&path).expect("a file"));
        }
    }
}
