"""Types: mypy --strict on package and tests, and the stubs against the binary. Run on one Python only."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def check(tmp_path: Path, *arguments: str) -> None:
    # Away from the sources, so that the installed package is what is checked.
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("what", [("-p", "quorate"), (str(HERE),)], ids=["package", "tests"])
def test_mypy(tmp_path: Path, what: "tuple[str, ...]") -> None:
    check(tmp_path, "mypy", "--strict", "--config-file", str(HERE.parent / "pyproject.toml"), *what)


def test_stubtest(tmp_path: Path) -> None:
    check(tmp_path, "mypy.stubtest", "quorate", "--allowlist", str(HERE / "stubtest-allowlist.txt"))
