"""quorate.device.proofs: what counts as a proof that missing nodes are off, and who is fenced."""

import threading
import time
from functools import partial
from pathlib import Path
from typing import Any, List

import pytest
from device_world import World, event, view

from quorate.device import daemon, proofs, settings
from quorate.device.jobs import Jobs
from quorate.device.switched_off import SwitchedOff
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


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    return World(monkeypatch, tmp_path / "switched_off")


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
    world.find(later, view(verdict="quorate"), 200.0, lambda: is_done(later, "no proof is needed"))
    assert len(world.fenced) == 3


def test_what_may_have_been_switched_off_is_noted(world: World) -> None:
    """Pacemaker may have done it after all, though it reports no success."""
    world.power = "refused"
    finder = world.finder()
    first = view(verdict="fence_first", code="fence_first", missing=(2, 3))
    world.find(finder, first, 0.0, lambda: any("fencing failed: refused" in line for line in world.log))
    assert world.switched_off().nodes() == {2: "b"}
    quorate = first._replace(verdict="quorate", code="majority")
    text = "powering on the nodes that this daemon powered off failed: refused"
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
    assert world.log[0].endswith("No such file or directory; if this daemon ends, power these on by hand: b")


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
    options = daemon.Options(str(world.path), "", settings.Options(), proofs.Options())
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
    world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._watch.baseline)
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
