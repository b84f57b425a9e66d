"""quorate.device.proofs: what counts as a proof that missing nodes are off, and who is fenced."""

import threading
import time
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import pytest

from quorate.device import daemon, proofs, settings
from quorate.device.jobs import Jobs
from quorate.device.switched_off import SwitchedOff
from quorate.pacemaker import PacemakerError, Power
from quorate.pacemaker.history import FenceEvent


def test_jobs_run_one_of_a_kind_at_a_time() -> None:
    gate, woken = threading.Event(), threading.Event()
    errors: List[Exception] = []
    jobs = Jobs(woken.set)
    assert jobs.start("survey", lambda: gate.wait(20) and "done")
    assert not jobs.start("survey", lambda: "second")
    assert jobs.results() == []
    gate.set()
    assert woken.wait(20) and jobs.results() == ["done"] and jobs.results() == []

    def fail() -> None:
        raise ValueError("no")

    woken.clear()
    assert jobs.start("survey", fail, errors.append)
    assert woken.wait(20) and jobs.results() == [] and str(errors[0]) == "no"


def event(**changes: Any) -> FenceEvent:
    base = FenceEvent("b", "reboot", "success", "a", "c", "a", 100)
    return base._replace(**changes)


def test_which_fencing_is_a_proof() -> None:
    def since(baseline: List[FenceEvent], *events: FenceEvent, at: int = 50, began: int = 60) -> Optional[FenceEvent]:
        return proofs.fenced_since(proofs.Baseline(1, frozenset(baseline), at), [*events, *baseline], "b", began)

    assert since([], event()) == event()
    assert since([], event(action="off", delegate="a human")) is not None
    assert since([event()]) is None
    assert since([event()], event(completed=120)) == event(completed=120)
    for other in (event(target="c"), event(action="on"), event(status="failed"), event(completed=None)):
        assert since([], other) is None
    # Merged from the history of a node that joined: new to us, but old.
    assert since([], event(completed=50)) is None
    # The same with another time, from the history of a node whose clock is ahead.
    assert proofs.fenced_since(proofs.Baseline(1, frozenset([event()]), 50), [event(completed=120)], "b", 60) is None
    # Ended before the node was lost: that was its former life, whatever the baseline has of it.
    assert since([], event(), began=100) is None
    # Under way when we looked first: the node may have been off before, and be back.
    pending = event(status="pending", completed=None)
    assert since([pending], event()) is None
    assert since([event(target="c", status="pending", completed=None)], event()) is not None


class World:
    """What the survey would find."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
        self.path = path
        self.power = "off"
        self.history: List[FenceEvent] = []
        self.fenced: List[str] = []
        self.doubt = ""
        self.log: List[str] = []
        self.woken = threading.Event()
        monkeypatch.setattr("quorate.pacemaker.read_history", lambda timeout: self.history)
        monkeypatch.setattr("quorate.pacemaker.read_devices", lambda timeout: self)
        monkeypatch.setattr("quorate.pacemaker.survey", self.survey)
        monkeypatch.setattr("quorate.pacemaker.fence", self.fence)
        monkeypatch.setattr("quorate.device.proofs.fencing_proves_off", lambda devices, name, timeout: self.doubt)
        monkeypatch.setattr("quorate.device.proofs.BETWEEN_PASSES", 0.0)
        self.names: Dict[str, str] = {}

    def survey(self, devices: object, nodes: Dict[int, str], timeout: float) -> Dict[int, Power]:
        return {node: Power(self.power, f"device says {self.power}") for node in nodes}

    def fence(self, name: str, action: str, timeout: float) -> None:
        self.fenced.append(f"{action} {name}")
        if self.power == "refused":
            raise PacemakerError("refused")

    def finder(self, **options: Any) -> proofs.Finder:
        names = {1: "a", 2: "b", 3: "c"}
        return proofs.Finder(proofs.Options(**options), names, self.log.append, self.woken.set, self.switched_off())

    def switched_off(self) -> SwitchedOff:
        """What a daemon that starts now finds."""
        return SwitchedOff(str(self.path), self.log.append)

    def find(self, finder: proofs.Finder, view: proofs.View, now: float, until: Callable[[], object]) -> List[Any]:
        """Steps until that is so; the found proofs."""
        found: List[Any] = []
        end = time.monotonic() + 20
        while not (until() or found):
            assert time.monotonic() < end, self.log
            found += finder.step(view, now)
            time.sleep(0.01)
        return found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    return World(monkeypatch, tmp_path / "switched_off")


def view(**changes: Any) -> proofs.View:
    base = proofs.View((1, 5), (1,), (2,), (), "blocked", "waiting_for_all", 0.0, 0, 1, True)
    return base._replace(**changes)


def test_a_survey_of_nodes_that_are_off_is_a_proof(world: World) -> None:
    for missing in ((2,), (2, 3)):
        (proof,) = world.find(world.finder(), view(missing=missing), 0.0, lambda: False)
        assert (proof.ring, proof.nodes) == ((1, 5), missing)
        assert abs(proof.instant - time.monotonic() * 1000) < 20_000
    assert world.fenced == []


@pytest.mark.parametrize("power", ["on", "unknown"])
def test_a_survey_of_nodes_that_may_be_on_is_none(world: World, power: str) -> None:
    world.power = power
    finder = world.finder()
    assert world.find(finder, view(), 0.0, lambda: "survey" in finder.text) == []
    assert finder.text == f"survey: b: device says {power}"


def test_a_fencing_is_a_proof_for_one_missing_node_only(world: World) -> None:
    world.power = "on"
    for missing, count in (((2,), 1), ((2, 3), 0)):
        world.history = []
        finder = world.finder()
        world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._baseline is not None)
        world.history = [event(completed=int(time.time()) + 60)]
        found = world.find(finder, view(missing=missing), 1.0, lambda: "survey" in finder.text)
        assert len(found) == count
    world.doubt = "a gate alone"
    finder = world.finder()
    world.history = []
    world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._baseline is not None)
    world.history = [event(completed=int(time.time()) + 60)]
    assert world.find(finder, view(), 1.0, lambda: "survey" in finder.text) == []
    assert any("proves nothing: a gate alone" in line for line in world.log)


def test_fence_first_fences_after_the_delay(world: World) -> None:
    world.power = "on"
    finder = world.finder()
    first = view(verdict="fence_first", code="fence_first", fence_delay=10.0)
    world.find(finder, first, 0.0, lambda: "survey" in finder.text)
    assert world.fenced == [] and finder.next_turn == 10.0
    (proof,) = world.find(finder, first, 10.0, lambda: False)
    assert world.fenced == ["reboot b"] and proof.nodes == (2,)


def test_several_are_switched_off_surveyed_and_switched_on_again(world: World) -> None:
    finder = world.finder()
    first = view(verdict="fence_first", code="fence_first", missing=(2, 3), rank=0)
    world.power = "on"
    world.find(finder, first, 0.0, lambda: "fencing succeeded" in finder.text)
    assert world.fenced == ["off b", "off c"]
    world.power = "off"
    (proof,) = world.find(finder, first, 1.0, lambda: False)
    assert proof.nodes == (2, 3)
    world.find(finder, view(verdict="quorate", missing=(2, 3)), 100.0, lambda: len(world.fenced) == 4)
    assert world.fenced[2:] == ["on b", "on c"]


def test_the_next_daemon_switches_on_what_this_one_switched_off(world: World) -> None:
    first = view(verdict="fence_first", code="fence_first", missing=(2, 3))
    world.power = "on"
    killed = world.finder()
    world.find(killed, first, 0.0, lambda: "fencing succeeded" in killed.text)
    assert world.fenced == ["off b", "off c"]
    # Node 3 is back already: a human was faster.
    after = view(verdict="quorate", members=(1, 3), missing=(2,))
    world.find(world.finder(), after, 100.0, lambda: not world.switched_off().nodes())
    assert world.fenced[2:] == ["on b"]
    later = world.finder()
    world.find(later, view(verdict="quorate"), 200.0, lambda: is_done(later, "nothing has to be proved"))
    assert len(world.fenced) == 3


def test_what_may_have_been_switched_off_is_noted(world: World) -> None:
    """Pacemaker may have done it after all, though it reports no success."""
    world.power = "refused"
    finder = world.finder()
    first = view(verdict="fence_first", code="fence_first", missing=(2, 3))
    world.find(finder, first, 0.0, lambda: any("fencing failed: refused" in line for line in world.log))
    assert world.switched_off().nodes() == {2: "b"}
    quorate = first._replace(verdict="quorate", code="majority")
    text = "switching on again what this node's daemon had switched off failed: refused"
    world.find(finder, quorate, 100.0, lambda: is_done(finder, text))
    assert world.switched_off().nodes() == {2: "b"}


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '{"x": "a", "-1": "b", "": "c", "2": 3, "4": ""}', "\0", "é"])
def test_a_broken_note_is_none(world: World, text: str) -> None:
    world.path.write_text(text, encoding="utf-8")
    note = world.switched_off()
    assert note.nodes() == {}
    note.add(2, "b")
    note.add(3, "ü")
    note.discard(2)
    assert world.switched_off().nodes() == {3: "ü"}


def test_a_note_that_cannot_be_written_is_said(world: World) -> None:
    note = SwitchedOff(str(world.path / "missing"), world.log.append)
    note.add(2, "b")
    assert note.nodes() == {2: "b"}
    assert world.log[0].endswith("No such file or directory; should this daemon end, switch on again by hand: b")


class Gone:
    """A session that has lost corosync."""

    files = ()

    def close(self) -> None:
        pass

    def leave(self) -> None:
        pass


@pytest.mark.parametrize("ends", ["disconnect", "end"])
def test_nobody_is_fenced_after_the_session(world: World, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(timeout: float) -> List[FenceEvent]:
        if threading.current_thread().name == "quorate.fence":
            asked.set()
            assert answer.wait(20)
        return []

    monkeypatch.setattr("quorate.pacemaker.read_history", slow)
    world.power = "unknown"
    options = daemon.Options(str(world.path), settings.Options(), proofs.Options())
    ending: Any = daemon.Daemon(options, world.log.append)
    finder = world.finder()
    ending._session, ending._finder = Gone(), finder
    finder.step(view(verdict="fence_first", code="fence_first"), 1.0)
    finder.step(view(verdict="fence_first", code="fence_first"), 2.0)
    assert asked.wait(20)
    if ends == "disconnect":
        ending._disconnect("corosync is gone")
    else:
        ending._end()
    answer.set()
    wait_for = time.monotonic() + 20
    while "fence" in finder._jobs._running:
        assert time.monotonic() < wait_for
        time.sleep(0.01)
    assert world.fenced == [] and ending._finder is None


def test_who_is_back_is_not_fenced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    finder, asked, answer = world.finder(), threading.Event(), threading.Event()

    def slow(timeout: float) -> List[FenceEvent]:
        asked.set()
        answer.wait(20)
        return []

    world.power = "on"
    world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._baseline is not None)
    monkeypatch.setattr("quorate.pacemaker.read_history", slow)
    finder.step(view(verdict="fence_first", code="fence_first"), 1.0)
    assert asked.wait(20)
    finder.step(view(ring=(1, 6), members=(1, 2), missing=(), verdict="quorate", code="majority"), 2.0)
    answer.set()
    world.find(finder, view(verdict="quorate"), 3.0, lambda: not finder._jobs._running)
    assert world.fenced == []


def test_who_must_not_be_fenced(world: World) -> None:
    world.power = "unknown"
    pending = event(status="pending", completed=None)
    cases = [
        ({}, view(verdict="fence_first", code="fence_first", rank=1), []),
        ({}, view(verdict="fence_first", code="fence_first", in_ring=(2,)), []),
        ({"fence": False}, view(verdict="fence_first", code="fence_first"), []),
        ({}, view(), []),
        ({}, view(verdict="fence_first", code="fence_first"), [pending]),
    ]
    for options, seen, history in cases:
        world.history = list(history)
        finder = world.finder(**options)
        text = "no quorum device runs on node 2" if seen.in_ring else "survey"
        finder.step(seen, 0.0)
        world.find(finder, seen, 5.0, partial(is_done, finder, text))
        assert world.fenced == [], seen


def is_done(finder: proofs.Finder, text: str) -> bool:
    return text in finder.text and not finder._jobs._running


def test_without_wait_for_all_nothing_is_asked(world: World) -> None:
    finder = world.finder()
    assert finder.step(None, 0.0) == []
    assert finder.step(view(code="frozen"), 0.0) == []
    assert finder.next_turn > 1e9
