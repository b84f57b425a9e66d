//! Is each safeguard of the agreed electorate needed? `planted [WORD...]`: plants one fault after the other (those whose
//! names have all words) into a copy of the core's source under target/planted, and explores. Shipped code knows nothing
//! of it. Tells after how many events the explorer finds a split or a fork; ends with 1 where that is not as the table
//! says, or where the rules do not have the lines any more that a fault changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// A rule, what is changed in which file, with which nodes and options it is explored, and whether that finds it.
struct Planted {
    without: &'static str,
    changes: &'static [(&'static str, &'static str, &'static str)],
    explored: &'static str,
    found: bool,
}

const FAULTS: &[Planted] = &[
    Planted {
        without: "the joint step",
        changes: &[(
            "decide",
            "true => share.max(self.share_after(&self.agreed.heard.change)),",
            "true => share,",
        )],
        explored: "2 300 steps downscale lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "store before saying",
        changes: &[
            ("exchange", "if !self.has_view || self.agreed.unsaved {", "if !self.has_view {"),
            ("explain", "match self.agreed.unsaved {\n            true => 0,", "match false {\n            true => 0,"),
        ],
        explored: "2 300 writes downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "all members' answers: a majority of the new electorate",
        changes: &[(
            "change",
            "if self.roster.in_view.minus(self.agreed.stored).is_empty() {",
            "let next = self.voters(&self.agreed.heard.change);\n\
             if Share::of(self.tally(&next, self.agreed.stored), next.votes) == Share::Majority {",
        )],
        explored: "3 600 steps downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "all members' answers: one",
        changes: &[(
            "change",
            "if self.roster.in_view.minus(self.agreed.stored).is_empty() {",
            "if !self.agreed.stored.is_empty() {",
        )],
        explored: "2 300 steps downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "resolve first",
        changes: &[
            (
                "change",
                "match heard.has_attempt() {\n            true => (self",
                "match heard.has_attempt() && heard.ballot == self.ring {\n            true => (self",
            ),
            (
                "change",
                "match heard.has_attempt() {\n            true => heard",
                "match heard.has_attempt() && heard.ballot == self.ring {\n            true => heard",
            ),
        ],
        explored: "3 600 steps downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "the highest ballot: the lowest",
        changes: &[(
            "memory",
            "if memory.is_after(&self.heard) {",
            "if memory.has_attempt() && !memory.is_after(&self.heard) || !self.heard.has_attempt() {",
        )],
        explored: "3 600 steps downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "more than half for a change: a tie",
        changes: &[("change", "voters.votes) == Share::Majority;", "voters.votes) <= Share::Half;")],
        explored: "2 300 steps downscale window lowest wait -heavy",
        found: true,
    },
    Planted {
        without: "no change by proofs",
        changes: &[
            (
                "change",
                "is_majority && self.decision.is_quorate() && self.share().wins()",
                "is_majority && self.share().wins() || self.decision == Decision::EveryoneAccounted",
            ),
        ],
        explored: "2 300 steps downscale window wait -lowest -heavy",
        found: true,
    },
    Planted {
        without: "half of the votes remembered, for proofs",
        changes: &[("decide", " && self.remembers_half()", "")],
        explored: "3 600 steps downscale wait -lowest -window -heavy",
        found: true,
    },
    Planted {
        without: "blank nodes do not count",
        changes: &[("decide", "(self.roster.in_view & voters).minus(self.agreed.blank)", "(self.roster.in_view & voters)")],
        explored: "3 600 steps downscale -lowest -window -wait -heavy",
        found: true,
    },
    Planted {
        without: "blank nodes take over the attempt",
        changes: &[
            (
                "decide",
                "            self.store();\n",
                "            self.agreed.know(self.agreed.heard.epoch);\n            self.agreed.says_stored = true;\n",
            ),
            ("change", "stored.epoch != heard.epoch || stored.ballot != heard.ballot ||", "stored.epoch != heard.epoch ||"),
        ],
        explored: "3 600 steps downscale -lowest -window -wait -heavy",
        found: false,
    },
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the workspace");
    let copy = root.join("target/planted");
    let mut is_as_said = true;
    for fault in FAULTS.iter().filter(|fault| words.iter().all(|word| fault.without.contains(word.as_str()))) {
        if let Err(error) = plant(root, &copy, fault) {
            eprintln!("planted: {}: {error}", fault.without);
            exit(1);
        }
        let (found, told) = explore(&copy, fault);
        println!("without {}: {told}", fault.without);
        is_as_said &= found == fault.found;
    }
    exit(i32::from(!is_as_said));
}

/// A copy of the core with this fault, and the program that explores it.
fn plant(root: &Path, copy: &Path, fault: &Planted) -> Result<(), String> {
    let failed = |path: &Path| format!("cannot write {}", path.display());
    let workspace = read(&root.join("Cargo.toml"))?;
    let members = "members = [\"core\", \"ffi\", \"python\", \"tests\"]";
    let defaults = "default-members = [\"core\", \"ffi\", \"tests\"]";
    let alone = replaced(&replaced(&workspace, members, "members = [\"core\"]")?, defaults, "")?;
    let examples = copy.join("core/examples");
    let _absent = fs::remove_dir_all(copy.join("core"));
    fs::create_dir_all(&examples).map_err(|_| failed(&examples))?;
    copied(&root.join("core"), &copy.join("core"))?;
    fs::write(copy.join("Cargo.toml"), alone).map_err(|_| failed(copy))?;
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).map_err(|_| failed(copy))?;
    let program = "explore-agreed.rs";
    let from = root.join("tests/examples").join(program);
    fs::copy(from, examples.join(program)).map_err(|_| failed(&examples))?;
    for (file, before, after) in fault.changes {
        let path = copy.join("core/src/rules/strict").join(file).with_extension("rs");
        let text = replaced(&read(&path)?, before, after)?;
        fs::write(&path, text).map_err(|_| failed(&path))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Fails unless it is there once.
fn replaced(text: &str, before: &str, after: &str) -> Result<String, String> {
    match text.matches(before).count() {
        1 => Ok(text.replacen(before, after, 1)),
        times => Err(format!("{times} times in the source, not once: {before}")),
    }
}

fn copied(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let path: PathBuf = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            true => copied(&path, &target)?,
            false => drop(fs::copy(&path, &target).map_err(failed)?),
        }
    }
    Ok(())
}

/// Whether something was found, and what, in a line.
fn explore(copy: &Path, fault: &Planted) -> (bool, String) {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "-q", "--release", "--offline", "-p", "quorate", "--features", "std", "--example"]);
    cargo.args(["explore-agreed", "--"]).args(fault.explored.split(' '));
    let output = cargo.current_dir(copy).env("CARGO_TARGET_DIR", copy.join("target")).output();
    let output = output.expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = || text.lines().skip(1).filter(|line| !line.starts_with([' ', '#']));
    let told = lines().take(2).collect::<Vec<&str>>().join("; ");
    if told.is_empty() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        exit(1);
    }
    let found = lines().any(|line| line.contains(" after ") && !line.starts_with("refused"));
    (found, told.split_whitespace().collect::<Vec<&str>>().join(" "))
}
