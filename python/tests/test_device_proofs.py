"""quorate.device.proofs: what counts as a proof that missing nodes are off, and who is fenced."""

import argparse
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, List, Optional, Tuple

import pytest
from device_world import World, at_once, event, view

from quorate.cli import device as cli
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
    # The end of the process does not wait for it.
    assert [thread.daemon for thread in threading.enumerate() if thread.name == "quorate.survey"] == [True]
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
    assert world.find(finder, first, 0.0, lambda: "fencing succeeded" in finder.text) == []
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


class Turns:
    """A finder, step by step: what one of them starts has ended before the next."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch, **options: Any) -> None:
        at_once(patch)
        self.now = 1000.0
        patch.setattr(proofs, "time", SimpleNamespace(monotonic=lambda: self.now, sleep=lambda _: None))
        self.world, self.finder = world, world.finder(**options)

    def at(self, seen: Optional[proofs.View], now: float) -> List[proofs.Proof]:
        """What is found when this is so; once more at the same time, for what has been started."""
        return self.finder.step(seen, now) + self.finder.step(seen, now)

    def times(self, seen: proofs.View, end: int) -> Tuple[List[float], List[float]]:
        """When nodes are surveyed and fenced."""
        surveys: List[float] = []
        fenced: List[float] = []
        for half in range(2 * end):
            before = self.world.surveys, len(self.world.fenced)
            self.finder.step(seen, 100 + half / 2)
            surveys += [half / 2] * (self.world.surveys - before[0])
            fenced += [half / 2] * (len(self.world.fenced) - before[1])
        return surveys, fenced


FIRST = view(verdict="fence_first", code="fence_first")


@pytest.mark.parametrize(
    ("changes", "surveys", "fenced"),
    [
        ({}, [0, 0.5, 30.5, 60.5], [0, 30, 60]),
        ({"is_admitted": False, "fence_delay": 20.0}, [1, 20.5, 50.5, 80.5], [20, 50, 80]),
        # Another member does what the first one does not.
        ({"rank": 1, "fence_delay": 5.0}, [3, 25.5, 55.5, 85.5], [25, 55, 85]),
        ({"rank": 2, "fence_delay": 10.0, "is_admitted": False}, [7, 37, 50.5, 80.5], [50, 80]),
    ],
)
def test_who_looks_and_who_fences_when(
    world: World, monkeypatch: pytest.MonkeyPatch, changes: Dict[str, Any], surveys: List[float], fenced: List[float]
) -> None:
    """Every 30 seconds, and after a fencing at once."""
    world.power, world.doubt = "on", "a gate alone"
    turns = Turns(world, monkeypatch, survey_interval=30.0)
    assert turns.times(FIRST._replace(**changes), 90) == (surveys, fenced)


def test_what_was_fenced_in_doubt_is_surveyed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.power, world.doubt, world.names = "on", "a gate alone", {"2": "pcmk-b"}
    turns = Turns(world, monkeypatch)
    assert turns.at(FIRST, 100.0) == [] and world.fenced == ["reboot pcmk-b"]
    assert "fencing succeeded; a survey must prove that they are off. a gate alone" in world.log
    world.power = "off"
    (proof,) = turns.at(FIRST, 110.0)
    assert proof == proofs.Proof((1, 5), (2,), 1_000_000, "its power is off (b: device says off)")
    world.doubt = ""
    (proof,) = turns.at(FIRST._replace(ring=(1, 9)), 200.0)[-1:]
    assert proof == proofs.Proof((1, 9), (2,), 1_000_000, "pcmk-b was fenced (reboot) on this daemon's request")


@pytest.mark.parametrize(
    ("each", "second", "text"),
    [
        (7.5, "off", ""),
        (8.0, "off", "survey: all off, but asking took 16 s, which is too long to prove anything"),
        (0.0, "on", "survey: off at first, but not when asked again"),
    ],
)
def test_several_are_off_at_one_instant(
    world: World, monkeypatch: pytest.MonkeyPatch, each: float, second: str, text: str
) -> None:
    turns = Turns(world, monkeypatch)
    turns.now = 4000.0

    def survey(devices: object, nodes: Dict[int, str], timeout: float) -> Dict[int, Power]:
        found = world.survey(devices, nodes, timeout)
        turns.now += each
        world.power = second
        return found

    monkeypatch.setattr("quorate.pacemaker.survey", survey)
    found = turns.at(view(missing=(2, 3)), 100.0)
    # The instant between both.
    assert [proof.instant for proof in found] == ([] if text else [4_007_500])
    assert not text or turns.finder.text == text


def test_a_survey_that_fails_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(timeout: float) -> object:
        raise PacemakerError(f"no answer within {timeout:g} s")

    monkeypatch.setattr("quorate.pacemaker.read_devices", refuse)
    turns = Turns(world, monkeypatch)
    assert turns.at(view(), 100.0) == [] and world.log == ["survey: no answer within 10 s"]


def test_the_power_command_is_asked_for_all_that_are_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: List[object] = []

    def survey(*asks: object) -> Dict[int, Power]:
        asked.append(asks)
        return {2: Power("off", "it says so"), 9: Power("off", "it says so")}

    monkeypatch.setattr("quorate.pacemaker.survey_by_command", survey)
    (proof,) = Turns(world, monkeypatch, power_command="ask {name}").at(view(missing=(2, 9)), 100.0)
    assert proof.nodes == (2, 9) and asked == [("ask {name}", {2: "b", 9: "9"}, 20.0)] * 2


def test_the_history_is_asked_for_now_and_then_until_it_has_settled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was away for two seconds may have brought something."""
    pair, asked = view(members=(1, 3), verdict="quorate", code="majority"), []
    turns = Turns(world, monkeypatch)

    def read(timeout: float) -> List[FenceEvent]:
        asked.append(timeout)
        return []

    monkeypatch.setattr("quorate.pacemaker.read_history", read)
    for now, times in ((100.0, 1), (104.9, 1), (105.0, 2), (161.0, 3), (170.0, 3)):
        turns.at(pair, now)
        assert len(asked) == times, now
    assert turns.finder._watch.baseline is not None
    for gap, is_known in ((2.0, True), (2.1, False)):
        turns.at(None, 200.0)
        turns.at(pair, 200.0 + gap)
        assert (turns.finder._watch.baseline is not None) == is_known
    # What was asked for alone is no history of two.
    alone = pair._replace(members=(1,), ring=(1, 9))
    turns.finder.step(alone, 300.0)
    turns.finder.step(pair._replace(ring=(1, 13)), 300.0)
    assert turns.finder._watch.first is not None and turns.finder._watch.baseline is None


@pytest.mark.parametrize("after", [None, view(), view(verdict="quorate", missing=())])
def test_who_is_switched_on_again(world: World, monkeypatch: pytest.MonkeyPatch, after: Optional[proofs.View]) -> None:
    """Those that are missing, as long as this partition is quorate."""
    note = world.switched_off()
    note.add(2, "b")
    note.add(3, "c")
    turns = Turns(world, monkeypatch)
    quorate = view(verdict="quorate", code="majority", missing=(2, 3))

    def fence(name: str, action: str, timeout: float) -> None:
        world.fence(name, action, timeout)
        turns.finder._latest = after

    monkeypatch.setattr("quorate.pacemaker.fence", fence)
    turns.finder.step(quorate, 100.0)
    assert world.fenced == ["on b"]
    left = {} if after is not None and after.verdict == "quorate" else {3: "c"}
    assert world.switched_off().nodes() == left
    # The next try is due in a while.
    for now, more in ((105.0, []), (110.0, ["on c"])):
        turns.at(quorate, now)
        assert world.fenced[1:] == (more if left else [])


def test_the_command_line_has_the_same_defaults() -> None:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    found = parser.parse_args([])
    assert proofs.Options() == (True, "", found.survey_interval, found.survey_timeout, found.fence_timeout)
