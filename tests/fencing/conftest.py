"""What the tests share: clusters that are torn down whatever happens, and their logs when a test fails."""

import functools
import os
import signal
import time
from pathlib import Path
from typing import Any, Callable, Generator, Iterator, List, Optional

import pytest
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from lab import Cluster

MakeCluster = Callable[..., Cluster]
CLUSTERS: List[Cluster] = []
TOLD: List[str] = []
# How often a test is run in all that meets membership changes which nobody planned.
TRIES = 3
UNPLANNED = pytest.StashKey[List[str]]()
STARTED = pytest.StashKey[float]()


def pytest_configure() -> None:
    if os.geteuid() != 0:
        raise pytest.UsageError("making clusters needs root; tests/fencing/run says what else")
    if not os.path.isdir(os.environ.get("QUORATE_FENCING_SITE", "")):
        raise pytest.UsageError("QUORATE_FENCING_SITE is no folder with the nodes' wheel; tests/fencing/run makes it")

    # Who is started in the background ignores SIGINT, and so would all that the tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    # A run that is stopped tears down, as one that is interrupted does.
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def start(*arguments: Any, wait: bool = True, **options: Any) -> Cluster:
    """A cluster whose nodes do not find together leaves its evidence, too."""
    cluster = Cluster(*arguments, wait=False, **options)
    CLUSTERS.append(cluster)
    if wait:
        cluster.wait_together()
    return cluster


def stop_since(count: int) -> None:
    while len(CLUSTERS) > count:
        CLUSTERS.pop().close()


@pytest.fixture
def make_cluster() -> Iterator[MakeCluster]:
    """Cluster(...) for one test: `cluster = make_cluster(3, quorum="auto_tie_breaker: 1")`; see lab.Cluster."""
    count = len(CLUSTERS)
    try:
        yield start
    finally:
        stop_since(count)


@pytest.fixture(scope="module")
def make_module_cluster() -> Iterator[MakeCluster]:
    """As make_cluster, for a cluster that all tests of a file use: make it in a fixture with scope="module"."""
    count = len(CLUSTERS)
    try:
        yield start
    finally:
        stop_since(count)


@pytest.fixture
def rounds() -> int:
    """How often a race is run."""
    return int(os.environ.get("QUORATE_FENCING_ROUNDS", "2"))


@pytest.fixture
def tell() -> Callable[[str], None]:
    """Prints a line after all tests: what was measured."""
    return TOLD.append


def pytest_sessionfinish(session: pytest.Session) -> None:
    # One of several processes (pytest-xdist) hands over what it was told.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["told"] = TOLD


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    TOLD.extend(getattr(node, "workeroutput", {}).get("told", []))


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter") -> None:
    for line in TOLD:
        terminalreporter.write_line(line)


class ByCluster(LoadScopeScheduling):  # type: ignore[misc]
    """Tests of a file that has a cluster for them all are for one process; others are for whoever has time. (Marks for
    --dist loadgroup are not heard: pytest-xdist 3.8 puts them into node ids, which pytest 9.2 does not let it.)"""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return file if shares_cluster(file) else nodeid


@functools.lru_cache(maxsize=None)
def shares_cluster(file: str) -> bool:
    return "make_module_cluster(" in Path(__file__).with_name(file).read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Clusters spend their time waiting for timeouts, so more at a time than there are cores. A recorded scenario has
    three, and counts their seconds: with six, two processors have time left. One that has other work does not: 24
    nodes, whose corosync goes before all else, lost their tokens for good."""
    return min(2, len(os.sched_getaffinity(0))) if config.option.markexpr == "long" else 5


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCluster:
    return ByCluster(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: Optional[pytest.Item]) -> bool:
    """Where the machine kept corosync from running, and a test failed in the change of members that came of it, the
    test says so and is run again, on new clusters: it would say nothing of quorate."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in reversed(range(TRIES)):
        item.stash[UNPLANNED], item.stash[STARTED] = [], time.time()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        unplanned = item.stash[UNPLANNED]
        if not unplanned or not left:
            break
        TOLD.append(f"{item.nodeid}: run again, for members changed unplanned: {', '.join(unplanned)}")
        # Also the clusters that the file's tests share.
        item.session._setupstate.teardown_exact(None)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> "Generator[None, pytest.TestReport, pytest.TestReport]":
    """The clusters' evidence belongs to the report of a test that failed."""
    report = yield
    if report.failed and call.when in ("setup", "call"):
        for cluster in CLUSTERS:
            item.stash[UNPLANNED] += cluster.unplanned(item.stash[STARTED])
            report.sections.append(("evidence of the cluster", cluster.evidence()))
    return report
