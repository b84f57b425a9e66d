"""Which corosync.conf the running corosync has, by its command line; that it is stale, tests/fencing shows."""

import subprocess
from pathlib import Path
from typing import List

import pytest

from quorate.cli import drift

SCRIPT = "echo; read; read"


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ([], "/etc/corosync/corosync.conf"),
        (["-c", SCRIPT], SCRIPT),
        (["-fc", SCRIPT], SCRIPT),
        (["-tc", SCRIPT], ""),
        (["-x", "-c", SCRIPT], ""),
    ],
)
def test_which_file_a_corosync_has(tmp_path: Path, words: List[str], path: str) -> None:
    """A shell of that name has some of its options. It waits for its second line."""
    name = tmp_path / "corosync"
    name.symlink_to("/bin/bash")
    pipe = subprocess.PIPE
    with subprocess.Popen([str(name), *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True, bufsize=0) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{SCRIPT}\n")
        process.stdin.flush()
        process.stdout.readline()
        found = drift.options_of(str(process.pid))
        process.kill()
    assert found == path
