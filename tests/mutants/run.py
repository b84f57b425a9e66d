"""Mutation testing: tests/run mutants [--shard K/N] [--slowest S] [WHAT...]

Judges the mutants of core/src/WHAT (rules, witness, config, wire, base, engine) by the tests of the core, and those of
Python's gate and device by the wheel's; where nothing is named, all of the core's. WHAT may be a file: rules/roster.rs.

All mutants are in one program (tests/mutants/mutate.rs, pythons.py), and each test is run once to see which of them it
comes by. A mutant is judged by those tests alone: those that caught its neighbors, then the quick ones; none that
takes longer than S seconds of a processor (10). Use taskset to keep it to one processor.

What was judged is in target/mutants/judged.tsv, and the next run goes on from there. A mutant that was missed is judged
again when the tests have changed. Ends with a table, and with 1 where a mutant was missed.
"""

import os
import pathlib
import re
import sys
import time

import judge
import rust
import wheel

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "mutants"
KNOWN = ROOT / "tests/mutants/known.tsv"
JUDGED = WORK / "judged.tsv"


def known():
    """Mutants that nobody can tell from the program, each with its reason."""
    rows = [line.split("\t") for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")]
    for row in rows:
        if len(row) != 2 or not row[1]:
            sys.exit(f"{KNOWN}: not a name, a tab and a reason: {row}")
    return dict(rows)


def arguments(words):
    """What to judge, K, N, and the slowest test in seconds."""
    chosen, shard, slowest = [], "1/1", "10"
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("-h", "--help"):
            print(__doc__.strip())
            sys.exit()
        elif word == "--shard" and words:
            shard = words.pop(0)
        elif word == "--slowest" and words:
            slowest = words.pop(0)
        elif word.split("/")[0] in rust.FOLDERS + wheel.FOLDERS:
            chosen.append(word)
        else:
            refuse(f"{word!r} is none of {' '.join(rust.FOLDERS + wheel.FOLDERS)}, nor an option with its value")
    found = re.fullmatch(r"(\d+)/(\d+)", shard)
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        refuse(f"--shard {shard}: write K/N, K from 1 to N")
    if not re.fullmatch(r"\d+(\.\d+)?", slowest):
        refuse(f"--slowest {slowest}: write seconds")
    return chosen or rust.FOLDERS, number, count, float(slowest)


def refuse(why):
    print(f"tests/run mutants: {why}; see tests/run mutants --help", file=sys.stderr)
    sys.exit(2)


def judged(files, digest):
    """What earlier runs said of these files as they are, by name; a miss counts for the same tests alone."""
    rows = [line.split("\t") for line in JUDGED.read_text().splitlines()] if JUDGED.exists() else []
    return {
        name: verdict
        for name, verdict, _, file, tests, _ in rows
        if file in files and (verdict != "missed" or tests == digest)
    }


def run(language, of, chosen, number, count, slowest):
    """Judges a language's mutants that are chosen; gives folder and verdict of each."""
    work = WORK / of
    work.mkdir(parents=True, exist_ok=True)
    mutants = list(language.mutants(ROOT, work))
    suite = language.suite(work)
    found = judge.reached(suite, slowest, work / "reached.json", work / "reached.log")
    tests = f"{suite.digest}-{slowest:g}"
    files = {file: judge.digest_of([ROOT / file]) for file in {mutant.file for mutant in mutants}}
    before, equivalent = judged(set(files.values()), tests), known()
    says = judge.Judge(suite, found)
    wanted = [
        mutant for mutant in mutants
        if any(mutant.name.startswith((f"{what}/", f"{what}:", f"{what}.py:")) for what in chosen)
    ]  # fmt: skip
    if not wanted:
        refuse(f"no mutant in {' '.join(chosen)}")
    for mutant in wanted[number - 1 :: count]:
        if not mutant.compiles:
            verdict = "does not compile"
        elif mutant.name in equivalent:
            verdict = "equivalent"
        elif mutant.name in before:
            verdict = before[mutant.name]
        else:
            start = time.monotonic()
            verdict, by = says.verdict(mutant.number)
            seconds = f"{time.monotonic() - start:.1f}"
            with JUDGED.open("a") as file:
                print(mutant.name, verdict, by, files[mutant.file], tests, seconds, sep="\t", file=file)
            if verdict == "missed":
                print(f"missed: {mutant.file}:{mutant.line}: {mutant.name}: {by}", flush=True)
        yield mutant.name.split(":")[0].split("/")[0].removesuffix(".py"), verdict


def main():
    chosen, number, count, slowest = arguments(sys.argv[1:])
    rows = []
    for of, language in (("core", rust), ("python", wheel)):
        some = [what for what in chosen if what.split("/")[0] in language.FOLDERS]
        if some:
            rows += run(language, of, some, number, count, slowest)
    judge.table(rows)
    sys.exit(any(verdict == "missed" for _, verdict in rows))


main()
