"""Runs a program with a deadline: it and its children are killed at the end of it, so nothing hangs.

Arguments are seen by everyone on the machine (ps), so secrets go to stdin only.
"""

import os
import shutil
import signal
import subprocess
from typing import Dict, List, NamedTuple

# Where Pacemaker's programs and fence agents are, whatever PATH a daemon was started with.
FOLDERS = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"
TEXT_MAX = 200


class PacemakerError(Exception):
    """A program or its answer was not as it should be; one sentence."""


class Finished(NamedTuple):
    status: int
    stdout: bytes
    stderr: str


def environment() -> Dict[str, str]:
    """Ours, with the folders of agents, and texts that can be parsed."""
    own = {key: value for key, value in os.environ.items() if key not in ("LANGUAGE", "NOTIFY_SOCKET")}
    paths = [path for path in (own.get("PATH"), FOLDERS) if path]
    return {**own, "PATH": ":".join(paths), "LC_ALL": "C"}


def run(arguments: List[str], timeout: float, stdin: bytes = b"") -> Finished:
    """Runs it to its end, or kills it when timeout seconds are over."""
    surroundings = environment()
    name = arguments[0]
    program = shutil.which(name, path=surroundings["PATH"])
    if program is None:
        raise PacemakerError(f"{name}: there is no such program on this node")
    try:
        process = subprocess.Popen(
            [program] + arguments[1:],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings,
            start_new_session=True,
        )
    except OSError as error:
        raise PacemakerError(f"{name}: {error.strerror}") from None
    try:
        stdout, stderr = process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        raise PacemakerError(f"{name}: no answer within {timeout:g} s") from None
    finally:
        _end(process)
    return Finished(process.returncode, stdout, one_line(stderr))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends what is left of its session: agents start programs of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def one_line(text: bytes) -> str:
    """The last line that says something, for a log."""
    lines = [line.strip() for line in text.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    printable = "".join(letter if letter.isprintable() else "?" for letter in lines[-1]) if lines else ""
    return printable[:TEXT_MAX]
