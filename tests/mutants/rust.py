"""The core with its mutants, and the parts that judge it: core, stories, oracle, witness, explore."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import judge

FOLDERS = ["rules", "witness", "config", "wire", "base", "engine"]
PARTS = ["core", "stories", "oracle", "witness", "explore"]
ON = re.compile(r"::quorate_switch:: on \((\d+)u32\)")


def lay_tree(root, work, left_out):
    """The repository with the mutants, as a tree of its own: work/new. Gives the mutants."""
    generator, new = work / "generator", work / "new"
    command = ["cargo", "build", "--quiet", "--locked", "--manifest-path", "tests/mutants/Cargo.toml"]
    subprocess.run([*command, "--target-dir", generator], cwd=root, check=True)
    shutil.rmtree(new, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    for name in filter(lambda name: (root / name).exists(), tracked):
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, new / name)
    manifest = new / "core/Cargo.toml"
    needs = '[dependencies]\nquorate_switch = { path = "../tests/mutants/switch" }\n'
    manifest.write_text(manifest.read_text().replace("[dependencies]\n", needs))
    within = tuple(f"core/src/{folder}/" for folder in FOLDERS)
    mutated = sorted(name for name in tracked if name.startswith(within) and not name.endswith("/tests.rs"))
    (work / "left-out").write_text("".join(f"{number}\n" for number in sorted(left_out)))
    command = [generator / "debug/mutants", work / "left-out", *mutated]
    rows = subprocess.run(command, cwd=new, check=True, stdout=subprocess.PIPE, text=True).stdout
    return judge.named(row.split("\t") for row in rows.splitlines())


def take_over(new, tree):
    """What did not change keeps its time, so that cargo does not build it again."""
    for path in filter(pathlib.Path.is_file, new.rglob("*")):
        old = tree / path.relative_to(new)
        if not (old.exists() and old.read_bytes() == path.read_bytes()):
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, old)


def cargo(work, tree, *arguments):
    """What cargo says of a tree, as JSON, with its exit code. The switch asks for what Rust has not made stable."""
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1", "RUSTFLAGS": "--cap-lints=allow"}
    environment["CARGO_TARGET_DIR"] = str(work / "build")
    command = ["cargo", arguments[0], "--message-format=json", *arguments[1:]]
    done = subprocess.run(
        command, cwd=work / tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    errors = [row["message"] for row in said if row["reason"] == "compiler-message"]
    errors = [error for error in errors if error["level"] == "error"]
    return done, said, errors


def give_up(done, errors):
    sys.exit("\n".join(error["rendered"] for error in errors[:5]) + done.stderr[-2000:])


def blamed(tree, error):
    """The mutant that the compiler finds fault with: that of its line, or the last before it."""
    for span in error["spans"]:
        while span:
            path = tree / span["file_name"]
            if span["is_primary"] and path.exists():
                lines = path.read_text().split("\n")[: span["line_start"]]
                for found in filter(None, map(ON.match, reversed(lines))):
                    return int(found[1])
            span = (span.get("expansion") or {}).get("span")
    return None


def mutants(root, work):
    """All of them; those that do not compile are no longer in the tree."""
    left_out = set()
    while True:
        found = list(lay_tree(root, work, left_out))
        done, _, errors = cargo(work, "new", "check", "-p", "quorate", "--features", "std")
        if done.returncode == 0:
            take_over(work / "new", work / "tree")
            return [mutant._replace(compiles=mutant.number not in left_out) for mutant in found]
        more = {blamed(work / "new", error) for error in errors} - {None} - left_out
        if not more:
            give_up(done, errors)
        left_out |= more


def suite(work):
    targets = ["-p", "quorate", "--lib", "-p", "quorate-tests"]
    targets += [word for part in PARTS for word in ("--test", part)]
    done, said, errors = cargo(work, "tree", "test", "--no-run", *targets)
    if done.returncode != 0:
        give_up(done, errors)
    made = [row for row in said if row.get("executable") and row["profile"]["test"]]
    folders = {row["executable"]: pathlib.Path(row["manifest_path"]).parent for row in made}
    tests = []
    for program, folder in folders.items():
        command = [program, "--list", "--format", "terse"]
        listed = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
        tests += [judge.Test(program, name) for name in re.findall(r"^(.*): test$", listed, re.M)]

    def command(program, names):
        return [program, "--exact", *names, "--test-threads", "1"]

    failed = re.compile(rb"^test (\S+)(?: - should panic)? \.\.\. FAILED$", re.M)
    return judge.Suite(tests, command, folders, failed, judge.digest_of(folders))
