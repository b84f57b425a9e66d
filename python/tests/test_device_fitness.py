"""quorate.device.fitness: a corosync.conf that no longer fits, and what is told then."""

import threading
import time
from types import SimpleNamespace
from typing import Any, Callable, Iterator, List, Optional, Tuple

import pytest

import quorate
from quorate.corosync.libraries import CorosyncError
from quorate.device import fitness as tested
from quorate.device import settings
from quorate.device.exchange import Judgement
from quorate.device.fitness import Fitness, Found

QUORATE = Judgement("quorate", "majority", "majority: 2 of 3", False)
Config = Callable[..., None]


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """What the running corosync has; several: one look after the other, the last for ever."""
    monkeypatch.setattr(tested, "RELOAD_LASTS", 0.01)
    left: List[object] = []

    def has(*configs: object) -> None:
        left[:] = configs

    def read(_timeout: float) -> settings.Corosync:
        config = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(config, Exception):
            raise config
        assert isinstance(config, quorate.Config)
        return settings.Corosync(config, {})

    monkeypatch.setattr(settings, "read_corosync", read)
    yield has


class Loop:
    """Steps until the threads have told."""

    def __init__(self, options: settings.Options = settings.Options(), node: int = 1) -> None:
        self.told = threading.Event()
        self.fitness = Fitness(options, node, self.told.set)
        self.ring: Optional[Tuple[int, int]] = (1, 4)
        self.now = 100.0

    def look(self) -> Optional[Found]:
        """The next look, and what it found for ask()."""
        self.told.clear()
        found = self.fitness.step(self.ring, self.now)
        assert self.told.wait(20)
        return found or self.fitness.step(self.ring, self.now)


def three(votes: int = 3) -> quorate.Config:
    return quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(device=True, device_votes=votes))


def test_what_no_longer_fits_is_told(running: Config) -> None:
    loop = Loop()
    running(three())
    loop.look()
    assert loop.fitness.problem == "" and loop.fitness.judged(QUORATE) is QUORATE
    running(settings.Unfit("corosync.conf: with 0 votes"))
    # Not due yet.
    loop.told.clear()
    assert loop.fitness.step(loop.ring, loop.now + 1.0) is None
    assert not loop.told.wait(0.1) and loop.fitness.problem == ""
    loop.now = loop.fitness.next_turn
    loop.look()
    assert loop.fitness.problem == "corosync.conf: with 0 votes"
    told = loop.fitness.judged(QUORATE)
    assert (told.verdict, told.code, told.vote) == ("blocked", "unfit", False)
    assert told.text == (
        "corosync does not follow this device, which says quorate (majority: 2 of 3): corosync.conf: with 0 votes; "
        "then run corosync-cfgtool -R"
    )
    fence_first = Judgement("fence_first", "fence_first", "half", False)
    assert loop.fitness.judged(fence_first).verdict == "blocked"
    assert "which says fence first (half)" in loop.fitness.judged(fence_first).text
    # Who has just started, or does not know enough, must be known as such: it may not even fence a member.
    waits = Judgement("blocked", "waiting_for_all", "waits", False)
    assert loop.fitness.judged(waits)[:2] == waits[:2] and "with 0 votes" in loop.fitness.judged(waits).text
    running(three())
    loop.ring = (1, 8)
    loop.look()
    assert loop.fitness.problem == ""


def test_a_reload_of_corosync_in_the_middle_is_no_problem(running: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: List[float] = []
    monkeypatch.setattr(tested, "time", SimpleNamespace(sleep=slept.append))
    for then, problem in ((three(), ""), (settings.Unfit("new"), "new")):
        running(settings.Unfit("half of it is new"), then)
        loop = Loop()
        loop.look()
        assert loop.fitness.problem == problem
    # Once a look, before the last one.
    assert slept == [0.01, 0.01]


def test_no_answer_is_no_news(running: Config) -> None:
    loop = Loop()
    running(settings.Unfit("odd"))
    loop.look()
    running(CorosyncError("busy"))
    loop.ring = (1, 8)
    loop.look()
    assert loop.fitness.problem == "odd"


@pytest.mark.parametrize(
    ("config", "options", "node", "problem"),
    [
        (three(), settings.Options(), 1, ""),
        (settings.Unfit("no device"), settings.Options(), 1, "no device"),
        (CorosyncError("no answer"), settings.Options(), 1, "no answer"),
        (three(), settings.Options(), 4, "node 4"),
    ],
)
def test_before_a_reload(running: Config, config: Any, options: settings.Options, node: int, problem: str) -> None:
    running(config)
    loop = Loop(options, node)
    loop.look()
    loop.fitness.ask()
    deadline, found = time.monotonic() + 20, None
    while found is None and time.monotonic() < deadline:
        found = loop.fitness.step(loop.ring, loop.now)
        time.sleep(0.01)
    assert found is not None and found.is_for_reload
    assert problem in found.problem and bool(problem) == bool(found.problem)


def test_a_look_that_hangs_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """While corosync waits for the device's vote, cmap does not answer."""
    looks, go_on = [], threading.Event()

    def read(_timeout: float) -> settings.Corosync:
        looks.append(1)
        go_on.wait(20)
        return settings.Corosync(three(), {})

    monkeypatch.setattr(settings, "read_corosync", read)
    loop = Loop()
    for turn in range(20):
        assert loop.fitness.step((1, turn), loop.now + 60.0 * turn) is None
        assert loop.fitness.next_turn > loop.now + 60.0 * turn
    deadline = time.monotonic() + 20
    while not looks and time.monotonic() < deadline:
        time.sleep(0.01)
    assert looks == [1]
    go_on.set()


def test_a_reload_that_does_not_end_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that goes on takes less than the time between two looks."""
    loop = Loop()
    seen = []
    for is_reloading in (False, False, True, False, False, True, True):
        corosync = settings.Corosync(three(), {}, "c", is_reloading)
        monkeypatch.setattr(settings, "read_corosync", lambda _timeout, corosync=corosync: corosync)
        loop.look()
        seen.append(loop.fitness.corosync and loop.fitness.corosync.is_reloading)
        assert seen[-1] is not None or loop.fitness.next_turn <= loop.now + tested.RELOAD_LASTS
        loop.now = loop.fitness.next_turn
    assert seen == [False, False, None, False, False, None, True]


def test_a_new_nodelist_is_taken_once_it_lasts(running: Config) -> None:
    """corosync changes one key after the other."""
    loop = Loop(settings.Options(agreed_electorate=True))
    old, half, new = three(), quorate.Config({1: 1, 2: 1}, three().options), three(5)
    running(old, old, half, new, new)
    seen = []
    for _ in range(5):
        loop.look()
        seen.append(loop.fitness.corosync and loop.fitness.corosync.config)
        assert loop.fitness.next_turn <= loop.now + (tested.INTERVAL if seen[-1] else tested.RELOAD_LASTS)
        loop.now = loop.fitness.next_turn
    assert seen == [None, old, None, None, new]
