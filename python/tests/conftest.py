"""What the tests share: corosync.conf texts and the command."""

import signal
import subprocess
from pathlib import Path
from typing import Callable, Iterable, Union

import forked
import pytest

Conf = Callable[..., str]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_configure() -> None:
    """Who is started in the background ignores SIGINT, and so would all that the tests interrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def corosync_conf(nodes: Union[int, Iterable[int]] = 2, quorum: str = "") -> str:
    """A corosync.conf with a nodelist of nodes 1 to n, or of these, and a quorum section."""
    ids = range(1, nodes + 1) if isinstance(nodes, int) else nodes
    nodelist = "".join(f"  node {{\n    nodeid: {node}\n  }}\n" for node in ids)
    return f"nodelist {{\n{nodelist}}}\nquorum {{\n  provider: corosync_votequorum\n{quorum}}}\n"


@pytest.fixture
def conf() -> Conf:
    return corosync_conf


@pytest.fixture
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs quorate; never with a traceback."""

    def run(*arguments: object, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        folder = tmp_path_factory.mktemp("command")
        (folder / "in").write_text(stdin, encoding="utf-8")
        status = forked.run(list(map(str, arguments)), folder, 60)
        out, err = ((folder / name).read_bytes().decode() for name in ("out", "err"))
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(list(map(str, arguments)), status, out, err)

    return run


@pytest.fixture
def two_node_conf(tmp_path: Path) -> Path:
    """The file of a two-node cluster."""
    path = tmp_path / "corosync.conf"
    path.write_text(corosync_conf(2, "  two_node: 1\n"))
    return path
