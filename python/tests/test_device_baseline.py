"""quorate.device.baseline: a fencing in Pacemaker's history is a proof only if it is new, whatever the clocks say."""

import time
from pathlib import Path
from typing import Any, Collection, List, Optional

import pytest
from device_world import World, event, view

from quorate.device import proofs
from quorate.device.baseline import SETTLES, Baseline, Watch, fenced_since
from quorate.pacemaker import PacemakerError
from quorate.pacemaker.history import FenceEvent

DAY = 86400


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    return World(monkeypatch, tmp_path / "switched_off")


def ago(seconds: float, **changes: Any) -> FenceEvent:
    return event(completed=int(time.time() - seconds), **changes)


def test_which_fencing_is_new() -> None:
    def since(before: Collection[FenceEvent], *events: FenceEvent, began: float = 30.0) -> Optional[FenceEvent]:
        now = time.monotonic()
        return fenced_since(Baseline(frozenset(before), now - 50), [*events, *before], "b", now - began)

    assert since([], ago(10)) == ago(10)
    assert since([], ago(10, action="off", delegate="a human")) is not None
    assert since([ago(40)]) is None
    assert since([ago(100)], ago(10)) == ago(10)
    for other in (ago(10, target="c"), ago(10, action="on"), ago(10, status="failed"), event(completed=None)):
        assert since([], other) is None
    # The same with another time, from the history of a node whose clock is ahead.
    now = time.monotonic()
    assert fenced_since(Baseline(frozenset([ago(100)]), now - 50), [ago(10)], "b", now - 30) is None
    # Ended before the node was lost: that was its former life, whatever the baseline has of it.
    assert since([], ago(40)) is None
    # Under way when we looked first: the node may have been off before, and be back.
    pending = event(status="pending", completed=None)
    assert since([pending], ago(10)) is None
    assert since([pending._replace(target="c")], ago(10)) is not None


def test_a_clock_that_is_set_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Baseline(frozenset(), time.monotonic())
    began, real = base.at, time.time
    for step in (-DAY, DAY):
        monkeypatch.setattr(time, "time", lambda step=step: real() + step)
        assert fenced_since(base, [ago(-10)], "b", began) is not None
        assert fenced_since(base, [ago(10)], "b", began) is None


def test_a_fencing_of_the_second_in_which_the_view_began_may_be_older(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.9)
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    for completed, is_proof in ((1000, False), (1001, True)):
        found = fenced_since(Baseline(frozenset(), 0), [event(completed=completed)], "b", 49.5)
        assert (found is not None) == is_proof


def test_the_history_settles() -> None:
    old, pending = event(), event(status="pending", completed=None)
    watch = Watch(1).seen([], 100.0, False)
    assert watch.baseline is None
    watch = watch.seen([old], 100.0 + SETTLES - 1, False)
    assert watch.baseline is None
    settled = watch.seen([old], 100.0 + SETTLES, False)
    assert settled.baseline is not None and settled.baseline.events == {old}
    # Alone: at once.
    alone = Watch(1).seen([old], 100.0, True)
    assert alone.baseline is not None and alone.baseline.events == {old}
    # Pacemaker has started again in between, or does not run: what it will be told may be old.
    watch = Watch(1).seen([old, pending], 0.0, False).seen([], 10.0, False)
    assert watch.seen([old], SETTLES + 5, False).baseline is None
    assert watch.seen([old], SETTLES + 10, False).baseline is not None
    assert Watch(1).seen([old], 0.0, False).unanswered().seen([old], SETTLES + 1, False).baseline is None
    # An action that has ended is not gone.
    done = event(target="x")
    watch = Watch(1).seen([old, pending], 0.0, False).seen([old, done], SETTLES, False)
    assert watch.baseline is not None


PAIR = view(ring=(1, 7), members=(1, 2), missing=(3,), joins=2)


def looked(world: World, finder: proofs.Finder, seen: proofs.View, now: float) -> List[Any]:
    """What is found until another survey has ended, if there is no proof."""
    found = finder.step(seen, now)
    found += world.find(finder, seen, now, lambda: not finder._jobs._running)
    finder.text, finder._next_survey = "", 0.0
    return found + world.find(finder, seen, now, lambda: "survey" in finder.text and not finder._jobs._running)


def test_an_old_fencing_that_is_merged_late_proves_nothing_with_a_clock_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node boots, its clock a day behind. Its Pacemaker knows of no fencing until the others tell it theirs."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - DAY)
    world.power = "unknown"
    finder = world.finder()
    assert looked(world, finder, PAIR, 10.0) == []
    old = event(target="c", completed=int(real()) - 600)
    world.history = [old]
    for now in (16.0, 30.0, 10.0 + SETTLES - 1, 10.0 + SETTLES + 6, 500.0):
        assert looked(world, finder, PAIR, now) == [], now
        assert ("; c was fenced, but that counts only after" in finder.text) == (now < 10.0 + SETTLES)
    # A human says so again; that is new.
    world.history = [old, event(target="c", delegate="a human", completed=int(time.time()) + 2)]
    (proof,) = looked(world, finder, PAIR, 510.0)
    assert proof.nodes == (3,) and "according to a human" in proof.why


def test_who_joins_may_bring_an_old_fencing(world: World) -> None:
    world.power = "unknown"
    for change in ({"joins": 3}, {"in_ring": (3,)}, None):
        finder = world.finder()
        world.history = []
        for now in (10.0, 10.0 + SETTLES):
            assert looked(world, finder, PAIR, now) == []
        assert finder._watch.baseline is not None
        after = PAIR
        if change is None:
            # Nobody knows who was here meanwhile.
            finder.step(None, 80.0)
            finder.step(None, 90.0)
        elif "in_ring" in change:
            finder.step(PAIR._replace(in_ring=(3,)), 90.0)
        else:
            after = PAIR._replace(joins=3)
        world.history = [event(target="c", completed=int(time.time()) + 60)]
        assert looked(world, finder, after, 91.0) == []
        assert "c was fenced, but" in finder.text


def test_a_node_alone_takes_a_humans_word_at_once(world: World) -> None:
    world.power = "unknown"
    finder = world.finder()
    assert looked(world, finder, view(), 10.0) == []
    world.history = [event(delegate="a human", completed=int(time.time()) + 2)]
    (proof,) = looked(world, finder, view(), 11.0)
    assert proof.nodes == (2,)


def test_a_fencing_is_a_proof_for_one_missing_node_only(world: World) -> None:
    world.power = "on"
    for missing, count in (((2,), 1), ((2, 3), 0)):
        world.history = []
        finder = world.finder()
        world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._watch.baseline)
        world.history = [event(completed=int(time.time()) + 60)]
        assert len(looked(world, finder, view(missing=missing), 1.0)) == count
    world.doubt = "a gate alone"
    finder = world.finder()
    world.history = []
    world.find(finder, view(verdict="quorate"), 0.0, lambda: finder._watch.baseline)
    world.history = [event(completed=int(time.time()) + 60)]
    assert looked(world, finder, view(), 1.0) == []
    assert finder.text == "survey: b: device says on; Pacemaker fenced b, which proves nothing: a gate alone"


def test_a_history_that_is_not_there_yet_is_asked_for_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(timeout: float) -> List[FenceEvent]:
        raise PacemakerError("Pacemaker does not answer")

    world.power = "unknown"
    finder = world.finder()
    monkeypatch.setattr("quorate.pacemaker.read_history", refuses)
    assert looked(world, finder, PAIR, 10.0) == []
    monkeypatch.setattr("quorate.pacemaker.read_history", lambda timeout: world.history)
    for now in (20.0, 10.0 + SETTLES, 20.0 + SETTLES):
        assert finder._watch.baseline is None
        looked(world, finder, PAIR, now)
    assert finder._watch.baseline is not None
