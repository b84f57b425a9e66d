//! Is each safeguard of the agreed electorate needed? `planted [WORD...]`: plants a fault for each into a copy of the
//! core's source under target/planted, and explores it with one fault after the other at work (those whose names have
//! all words). Shipped code knows nothing of it. Tells after how many events the explorer finds a split or a fork;
//! ends with 1 where that is not as the table says, or where the rules do not have the lines any more that a fault
//! changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// A safeguard, with which nodes and options it is explored without it, and whether that finds something. Its number is
/// its place, from 1.
struct Planted {
    without: &'static str,
    explored: &'static str,
    found: bool,
}

const fn planted(without: &'static str, explored: &'static str, found: bool) -> Planted {
    Planted { without, explored, found }
}

const FAULTS: [Planted; 12] = [
    planted("the joint step", "2 300 steps downscale lowest -window -wait", true),
    planted("store before saying", "2 300 writes downscale -lowest -window -wait", true),
    planted(
        "all members' answers: a majority of the new",
        "3 300 steps downscale lowest -window -wait",
        true,
    ),
    planted("all members' answers: one", "3 300 steps downscale lowest -window -wait", true),
    planted("resolve first", "3 300 steps downscale lowest -window -wait", true),
    planted("the highest ballot: the lowest", "3 300 steps downscale lowest -window -wait", true),
    planted("more than half for a change: a tie", "2 300 steps downscale window lowest wait", true),
    planted("no change by proofs", "2 300 steps downscale window wait -lowest", true),
    planted("half of the votes remembered, for proofs", "3 300 steps downscale wait -lowest -window", true),
    planted("blank nodes do not count", "3 300 at-once downscale -lowest -window -wait", true),
    planted("blank nodes take over the attempt", "3 300 steps downscale lowest -window -wait", false),
    planted("no device in a change", "2 300 steps plain device votes", true),
];

/// A file of the rules, a line of it, and what stands in its place.
const CHANGES: [(&str, &str, &str); 16] = [
    ("decide", "true => share.max(", "true if crate::planted(1) => share,\n            true => share.max("),
    ("exchange", "self.agreed.unsaved {", "self.agreed.unsaved && !crate::planted(2) {"),
    ("explain", "match self.agreed.unsaved {", "match self.agreed.unsaved && !crate::planted(2) {"),
    (
        "change",
        "if self.roster.in_view.minus(self.agreed.stored).is_empty() {",
        "let next = self.voters(&self.agreed.heard.change);
            let votes = self.tally(&next, self.agreed.stored);
            if self.roster.in_view.minus(self.agreed.stored).is_empty()
                || crate::planted(3) && Share::of(votes, next.votes) == Share::Majority
                || crate::planted(4)
            {",
    ),
    (
        "change",
        "let is_new = !heard.has_attempt();",
        "let is_new = !heard.has_attempt() || crate::planted(5) && heard.ballot != self.ring;",
    ),
    (
        "change",
        "match heard.has_attempt() {\n            true => heard",
        "match heard.has_attempt() && (!crate::planted(5) || heard.ballot == self.ring) {\n            true => heard",
    ),
    (
        "memory",
        "if is_newer || memory.is_after(&self.heard) {",
        "let is_before = memory.has_attempt() && !memory.is_after(&self.heard) || !self.heard.has_attempt();
            let is_wanted = if crate::planted(6) { is_before } else { memory.is_after(&self.heard) };
            if is_newer || is_wanted {",
    ),
    (
        "change",
        "voters.votes) == Share::Majority;",
        "voters.votes) <= if crate::planted(7) { Share::Half } else { Share::Majority };",
    ),
    (
        "change",
        "is_majority && self.decision.is_quorate() && self.share().wins()",
        "is_majority && self.decision.is_quorate() && self.share().wins()
            || crate::planted(8) && self.decision == Decision::EveryoneAccounted",
    ),
    (
        "memory",
        "held >= u64::from(self.tally(&voters, voters.set))",
        "(crate::planted(9) || held >= u64::from(self.tally(&voters, voters.set)))",
    ),
    (
        "decide",
        "(self.roster.in_view & voters).minus(blank)",
        "(self.roster.in_view & voters)
            .minus(if crate::planted(10) { NodeSet::EMPTY } else { blank })",
    ),
    (
        "decide",
        "            self.store();\n",
        "            self.store();
            if crate::planted(11) {
                self.agreed.know(self.agreed.heard.epoch);
            }\n",
    ),
    ("change", "stored.ballot != heard.ballot ||", "stored.ballot != heard.ballot && !crate::planted(11) ||"),
    ("decide", "    fn device_votes_for(", "    pub(super) fn device_votes_for("),
    (
        "change",
        "Share::of(self.tally(&voters, admitted), ",
        "Share::of(
            self.tally(&voters, admitted)
                + if crate::planted(12) { self.device_votes_for(admitted) } else { 0 },
            ",
    ),
    (
        "../../lib",
        "extern crate std;\n",
        "extern crate std;
        pub(crate) fn planted(fault: u8) -> bool {
            static FAULT: std::sync::OnceLock<Option<u8>> = std::sync::OnceLock::new();
            let fault_of = || std::env::var(\"QUORATE_PLANTED\").ok()?.parse().ok();
            *FAULT.get_or_init(fault_of) == Some(fault)
        }\n",
    ),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the workspace");
    let copy = root.join("target/planted");
    if let Err(error) = plant(root, &copy) {
        eprintln!("planted: {error}");
        exit(1);
    }
    let mut is_as_said = true;
    for (number, fault) in (1..).zip(&FAULTS) {
        if words.iter().all(|word| fault.without.contains(word.as_str())) {
            let (found, told) = explore(&copy, number, fault);
            println!("without {}: {told}", fault.without);
            is_as_said &= found == fault.found;
        }
    }
    exit(i32::from(!is_as_said));
}

/// A copy of the core with all faults, each asleep, and the program that explores it.
fn plant(root: &Path, copy: &Path) -> Result<(), String> {
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
    for (file, before, after) in &CHANGES {
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
fn explore(copy: &Path, number: u8, fault: &Planted) -> (bool, String) {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "-q", "--release", "--offline", "-p", "quorate", "--features", "std", "--example"]);
    cargo.args(["explore-agreed", "--"]).args(fault.explored.split(' '));
    // Options of which it says nothing are off.
    let off =
        ["device", "heavy", "reload", "votes"].into_iter().filter(|word| !fault.explored.contains(word));
    cargo.args(off.map(|word| format!("-{word}"))).env("QUORATE_PLANTED", number.to_string());
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
