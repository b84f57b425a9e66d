"""Which tests come by which mutant, and what they say of it."""

import collections
import hashlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
from typing import NamedTuple

MEMORY_MAX = 8 << 30


class Mutant(NamedTuple):
    number: int
    file: str
    line: int
    # Without the line, which moves.
    name: str
    compiles: bool = True


class Test(NamedTuple):
    program: str
    name: str


class Suite(NamedTuple):
    """How tests are run: what runs some of a program's, in which folder, and what names the first that failed."""

    tests: "list[Test]"
    command: "callable"
    folders: "dict[str, pathlib.Path]"
    failed: "re.Pattern"
    # Changes with what the tests run, and with nothing else.
    digest: str


def named(rows):
    """Mutants from number, file, line and text: the second of the same text in a file is told apart by its place."""
    seen = collections.Counter()
    for number, file, line, what in rows:
        seen[file, what] += 1
        again = f" #{seen[file, what]}" if seen[file, what] > 1 else ""
        short = file.removeprefix("core/src/").removeprefix("python/pysrc/quorate/")
        yield Mutant(int(number), file, int(line), f"{short}: {what}{again}")


def digest_of(paths):
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(pathlib.Path(path).read_bytes())
    return digest.hexdigest()[:12]


def play(suite, tests, seconds, **environment):
    """Runs tests of one program with so much processor time; gives what stopped them (None: they passed), the processor
    time and the output. A machine with other work does not make a mutant fail."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 3))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    program = tests[0].program
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.Popen(
        suite.command(program, [test.name for test in tests]),
        cwd=suite.folders[program],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limit,
        start_new_session=True,
    )
    try:
        said, _ = child.communicate(timeout=30 + 3 * seconds)
    except subprocess.TimeoutExpired:
        said = b""
    try:
        # It, and what it may have left.
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if child.returncode == 0:
        return None, used, said
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout", used, said
    failed = suite.failed.search(said)
    return failed[1].decode() if failed else f"exit {child.returncode}", used, said


def reached(suite, slowest, kept, log):
    """For each test that ends within so many seconds, those, and the numbers of the mutants that it comes by. Kept for
    the same programs."""
    found = json.loads(kept.read_text()) if kept.exists() else {}
    if (found.get("digest"), found.get("slowest")) != (suite.digest, slowest):
        found = {"digest": suite.digest, "slowest": slowest, "tests": {}}
    for test in suite.tests:
        of = " ".join(test)
        if of in found["tests"]:
            continue
        log.unlink(missing_ok=True)
        stopped, seconds, said = play(suite, [test], slowest, QUORATE_REACHED=str(log))
        if stopped == "timeout":
            print(f"mutants: {test.name}: not asked, takes more than {slowest:g} s", flush=True)
        elif stopped:
            # It may look at the sources' text, which is not what it was.
            print(f"mutants: {test.name}: not asked, fails without a mutant\n{said.decode()[-1000:]}", flush=True)
        numbers = {int(line) for line in log.read_text().split()} if log.exists() and not stopped else ()
        found["tests"][of] = round(seconds, 3), sorted(numbers)
        kept.write_text(json.dumps(found))
    return {test: found["tests"][" ".join(test)] for test in suite.tests}


class Judge:
    """Judges mutants by the tests that come by them."""

    def __init__(self, suite, found):
        self.suite = suite
        self.seconds = {test: seconds for test, (seconds, _) in found.items()}
        self.by_mutant = collections.defaultdict(list)
        for test in sorted(self.seconds, key=self.seconds.get):
            for number in found[test][1]:
                self.by_mutant[number].append(test)
        # What caught something lately, the last one first: neighbors are often caught by the same.
        self.caught = collections.deque(maxlen=4)

    def groups(self, tests):
        """Those that caught something lately, one at a time; then the quick ones, for about 1, 4, 16 ... seconds."""
        lately = [test for test in self.caught if test in tests]
        yield from ([test] for test in lately)
        group, total, most = [], 0, 1
        for test in tests:
            if test in lately:
                continue
            group.append(test)
            total += self.seconds[test]
            if total >= most:
                yield group
                group, total, most = [], 0, most * 4
        if group:
            yield group

    def verdict(self, number):
        """caught, timeout or missed, and by which test."""
        tests = self.by_mutant[number]
        for group in self.groups(tests):
            for program in dict.fromkeys(test.program for test in group):
                some = [test for test in group if test.program == program]
                # It may take longer than ever and yet end.
                seconds = 5 + 5 * sum(self.seconds[test] for test in some)
                stopped, _, _ = play(self.suite, some, seconds, QUORATE_MUTANT=str(number))
                if stopped is None:
                    continue
                by = Test(program, stopped)
                if by in self.seconds:
                    if by in self.caught:
                        self.caught.remove(by)
                    self.caught.appendleft(by)
                return ("timeout" if stopped == "timeout" else "caught"), stopped
        return "missed", f"{len(tests)} tests come by" if tests else "no test comes by"


def table(rows):
    """By folder: how many mutants, and what became of them."""
    counted = collections.defaultdict(collections.Counter)
    for folder, verdict in rows:
        counted[folder][verdict] += 1
    columns = ["does not compile", "equivalent", "caught", "timeout", "missed"]
    print("| folder | mutants | " + " | ".join(columns) + " | caught of viable |")
    print("|---" * (len(columns) + 3) + "|")
    for folder, of in counted.items():
        good = of["caught"] + of["timeout"]
        share = f"{100 * good / (good + of['missed']):.1f} %" if good + of["missed"] else "-"
        print(f"| {folder} | {sum(of.values())} |", *(f"{of[column]} |" for column in columns), f"{share} |")
