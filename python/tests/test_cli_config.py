"""What every command that reads a config says of it: no quorum provider, and a cluster.conf without its reader."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Callable, List

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Conf = Callable[..., str]

PROVIDER = "  provider: corosync_votequorum\n"
COMMANDS: List[List[str]] = [
    ["what-if", "-", "--down", "2"],
    ["what-if", "-", "--json"],
    ["explore", "-", "--depth", "1"],
    ["explore", "-", "--depth", "1", "--json"],
]
CLUSTER = '<cluster><clusternodes><clusternode name="a" nodeid="1"/></clusternodes></cluster>'


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_provider_is_told_beside_the_answer(command: Command, conf: Conf, arguments: List[str]) -> None:
    whole = command(*arguments, stdin=conf(3))
    lacking = command(*arguments, stdin=conf(3).replace(PROVIDER, ""))
    assert whole.stderr == ""
    assert (lacking.returncode, lacking.stdout) == (whole.returncode, whole.stdout)
    assert lacking.stderr.startswith("quorate: warning: -: quorum.provider: without it corosync does not")
    assert lacking.stderr.count("\n") == 1
    if "--json" in arguments:
        assert json.loads(lacking.stdout)


def test_lint_finds_no_provider(command: Command, conf: Conf) -> None:
    done = command("lint", "-", stdin=conf(3).replace(PROVIDER, ""))
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("One node fails: corosync counts no votes without a quorum provider")
    assert "\nerror: quorum.provider: without it corosync does not run votequorum" in done.stdout
    assert "[no_provider]\n    corosync calls all nodes quorate; what votequorum would say, after: up" in done.stdout
    assert done.stdout.endswith("\n1 error\n")


def test_cman_has_no_provider_to_miss(command: Command) -> None:
    pytest.importorskip("defusedxml")
    done = command("status", "--conf", "-", "--members", "1", stdin=CLUSTER)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [["status", "--conf", "-", "--members", "1"], ["what-if"], ["explore"], ["lint"]])
def test_cluster_conf_without_its_reader(tmp_path: Path, arguments: List[str]) -> None:
    (tmp_path / "defusedxml.py").write_text("raise ImportError('not here')\n")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    name = [] if "--conf" in arguments else ["-"]
    done = subprocess.run(
        [sys.executable, "-m", "quorate", *arguments, *name],
        input=CLUSTER,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    needs = "reading cluster.conf needs defusedxml; install it: pip install defusedxml"
    assert done.stderr == f"quorate: -: {needs}\n"
