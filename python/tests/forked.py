"""The command in a process that is forked from one that has imported it: Python's start outlasts most commands."""

import multiprocessing
import os
import sys
from pathlib import Path
from typing import Sequence

from quorate.cli import COMMANDS, main

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([f"quorate.cli.{name.replace('-', '_')}" for name in COMMANDS])


def become(arguments: Sequence[str], folder: Path, environment: "dict[str, str]") -> None:
    for name, number in [("in", 0), ("out", 1), ("err", 2)]:
        os.dup2(os.open(folder / name, os.O_RDWR | os.O_CREAT), number)
    # multiprocessing has put another in its place.
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(main(arguments))


def run(arguments: Sequence[str], folder: Path, timeout: float) -> int:
    """Runs the command on files in, out and err of a folder, and returns its exit status."""
    process = FORKS.Process(target=become, args=(arguments, folder, dict(os.environ)))
    process.start()
    process.join(timeout)
    status = process.exitcode
    # Else pytest would wait for it at its own end.
    process.terminate()
    assert status is not None, f"{arguments}: not ended after {timeout:g} s"
    return status
