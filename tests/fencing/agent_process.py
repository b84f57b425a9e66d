"""fence_quorate as a process of the system's Python, without a cluster; and a corosync that says what a test wants."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional

import pytest

PYTHON = "/usr/bin/python3"
# Python imports a sitecustomize by itself, from the first folder of PYTHONPATH that has one.
FAKE = """
import json, os, time
import quorate.corosync
from quorate.corosync import CorosyncError, Live

def read(timeout=5.0):
    with open(os.environ["FAKE_COROSYNC"] + ".reads", "a") as reads:
        reads.write("%r\\n" % time.monotonic())
    with open(os.environ["FAKE_COROSYNC"]) as file:
        told = json.load(file)
    if isinstance(told, str):
        raise CorosyncError(told)
    for key in ("ring", "members"):
        told[key] = tuple(told[key])
    for key in ("names", "votes"):
        told[key] = {int(node): value for node, value in told[key].items()}
    return Live(**dict(told, flags=frozenset(told["flags"])))

quorate.corosync.read = read
"""


class Done(NamedTuple):
    """How a run of the agent ended. lines: what it logged to stderr, without empty lines."""

    status: int
    out: str
    lines: List[str]
    seconds: float


def site() -> Path:
    """Where tests/fencing/run has installed the wheel."""
    found = os.environ.get("QUORATE_FENCING_SITE")
    if not found:
        raise pytest.UsageError("QUORATE_FENCING_SITE is not set: run tests/fencing/run")
    return Path(found)


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.fail(f"{name} is missing; on Debian and Ubuntu it is in the package {package}")
    return found


def agent(
    *arguments: str,
    stdin: str = "",
    path: "Optional[List[object]]" = None,
    environment: Optional[Mapping[str, str]] = None,
    timeout: float = 60,
) -> Done:
    """Runs it as Pacemaker does; PYTHONPATH is path, by default where the wheel is."""
    started = time.monotonic()
    done = subprocess.run(
        [PYTHON, str(site() / "bin" / "fence_quorate"), *arguments],
        input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=timeout,
        env={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONPATH": os.pathsep.join(map(str, [site()] if path is None else path)),
            "PYTHONDONTWRITEBYTECODE": "1",
            **(environment or {}),
        },
    )
    assert "Traceback" not in done.stderr, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return Done(done.returncode, done.stdout, lines, time.monotonic() - started)


class FakeCorosync:
    """A corosync that says what the test wants: members, and by default that they are two of three."""

    def __init__(self, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(FAKE)
        self.folder = folder
        self.state = folder / "corosync"

    def says(self, **more: Any) -> None:
        nodes = {1: "alpha", 2: "beta", 3: "gamma"}
        nodelist = "".join(f"node {{\n nodeid: {node}\n name: {name}\n}}\n" for node, name in nodes.items())
        told: Dict[str, Any] = {
            "node": 1, "ring": (1, 0x58), "members": (1, 2), "quorate": True, "total_votes": 2, "quorum": 2,
            "expected_votes": 3, "highest_expected": 3, "flags": ["Quorate"], "votes": dict.fromkeys(nodes, 1),
            "device_votes": 0, "device_name": "", "names": nodes, "waits_for_all": False,
            "conf": f"quorum {{\n provider: corosync_votequorum\n}}\nnodelist {{\n{nodelist}}}\n",
        }  # fmt: skip
        self._write(dict(told, **more))

    def refuses(self, sentence: str) -> None:
        self._write(sentence)

    def _write(self, told: object) -> None:
        # In one step, for an agent that reads just now.
        new = self.state.with_suffix(".new")
        new.write_text(json.dumps(told))
        new.replace(self.state)

    def reads(self) -> List[float]:
        """When it was asked, on the monotonic clock, which all processes share."""
        reads = Path(f"{self.state}.reads")
        return [float(line) for line in reads.read_text().split()] if reads.exists() else []

    def agent(self, *arguments: str, stdin: str = "") -> Done:
        path: List[object] = [self.folder, site()]
        return agent(*arguments, stdin=stdin, path=path, environment={"FAKE_COROSYNC": str(self.state)})
