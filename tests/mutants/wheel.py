"""Python's gate and device with their mutants, and the wheel's tests that judge them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import judge
import pythons

FOLDERS = ["gate", "device"]
TESTS = ["test_gate*.py", "test_device*.py", "test_bad_input.py", "test_corosync.py"]


def mutants(root, work):
    """All of them, in a copy of the package that has the wheel's library."""
    shutil.rmtree(work / "tree", ignore_errors=True)
    shutil.copytree(root / "python/tests", work / "tree/python/tests")
    package = work / "tree/python/pysrc/quorate"
    shutil.copytree(root / "python/pysrc/quorate", package)
    [wheel] = pathlib.Path(os.environ["WHEELS"]).glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        [library] = [name for name in packed.namelist() if name.endswith(".so")]
        packed.extract(library, package.parent)
    (package / "_switch.py").write_text(pythons.SWITCH)
    rows, number = [], 1
    for path in [package / "gate.py", *sorted((package / "device").glob("*.py"))]:
        text, found = pythons.mutated(path.read_text(), number)
        path.write_text(text)
        number += len(found)
        rows += [(number, str(path.relative_to(work / "tree")), line, what) for number, line, what in found]
    return judge.named(rows)


def suite(work):
    # The package in front of the wheel's.
    os.environ["PYTHONPATH"] = str(work / "tree/python/pysrc")
    folder = work / "tree/python"
    python = [os.environ["PYTHON"], "-B", "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    files = [str(path.relative_to(folder)) for name in TESTS for path in sorted((folder / "tests").glob(name))]
    listed = subprocess.run([*python, "--collect-only", *files], cwd=folder, stdout=subprocess.PIPE, text=True)
    names = [line for line in listed.stdout.splitlines() if "::" in line]
    if listed.returncode != 0 or not names:
        sys.exit(listed.stdout)

    def command(program, names):
        return [*python, "-x", "--no-header", *names]

    failed = re.compile(rb"^(?:FAILED|ERROR) (tests/\S+::.*?)(?: - .*)?$", re.M)
    paths = [path for path in folder.rglob("*") if path.suffix in (".py", ".so")]
    tests = [judge.Test("pytest", name) for name in names]
    return judge.Suite(tests, command, {"pytest": folder}, failed, judge.digest_of(paths))
