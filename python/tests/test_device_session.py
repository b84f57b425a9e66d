"""quorate.device.session: how it votes between what corosync tells of the group and of the ring."""

import os
from collections import deque
from pathlib import Path
from typing import Any, Deque, Dict, List, Optional, Tuple

import pytest
from clock import Clock

import quorate
from quorate.corosync import libraries
from quorate.corosync.cpg import Delivery, GroupChange, RingChange
from quorate.device import session as tested
from quorate.device.memory import Memory
from quorate.device.protocol import Hello, digest_of_rules, pack_hello
from quorate.device.session import Session

Ring = Tuple[int, int]
US = (1, os.getpid())
RULES = quorate.Config({1: 1, 2: 1}, quorate.Options(wait_for_all=True))


class Corosync:
    """Both connections of a session on node 1; what node 1 sends comes back at once."""

    def __init__(self, ring: Ring, members: Tuple[int, ...]) -> None:
        self.ring, self.members = ring, members
        # The group's ring when the daemon joins, if that is another by then.
        self.ring_at_join = ring
        self.verdict: Optional[bool] = None
        self.events: Deque[Any] = deque()
        self.polls: List[Tuple[bool, Ring]] = []
        # How often it does not take a frame, or a vote; and what it tells of the group, one look after the other.
        self.busy = self.refusals = 0
        self.later: Deque[GroupChange] = deque()
        self.calls: List[str] = []

    def join(self, _group: str) -> None:
        self.events.append(GroupChange((US,), (), (US,), frozenset()))
        self.events.append(RingChange(self.ring_at_join, self.members))

    def multicast(self, frame: bytes) -> bool:
        if self.busy:
            self.busy -= 1
            return False
        self.events.append(Delivery(US, frame))
        return True

    def dispatch(self) -> None:
        if self.later:
            self.events.append(self.later.popleft())

    def unregister(self, _model: str) -> None:
        self.calls.append(f"unregister, {len(self.events)} to hear")

    def leave(self, _group: str) -> None:
        self.calls.append("leave")

    def poll(self, _model: str, vote: bool, ring: Ring) -> bool:
        if self.refusals:
            self.refusals -= 1
            return False
        self.polls.append((vote, ring))
        return True

    def local_node(self) -> int:
        return US[0]

    def fileno(self) -> int:
        return -1

    def __getattr__(self, name: str) -> Any:
        if name in ("trackstart", "register", "finalize"):
            return lambda *_: None
        raise AttributeError(name)


def connected(corosync: Corosync, note: str, patch: pytest.MonkeyPatch, timeout: float = 10.0) -> Session:
    patch.setattr(tested, "Cpg", lambda _: corosync)
    patch.setattr(tested, "Qdevice", lambda _: corosync)
    return Session(RULES, timeout, Memory(note), print)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (tested, libraries):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def note(tmp_path: Path) -> str:
    """The node is admitted in the ring (1, 4), alone, and the other was proven off."""
    path = str(tmp_path / "note")
    Memory(path).note(1, (1, 4), digest_of_rules(RULES).hex(), [1])
    return path


def test_it_takes_over_in_the_same_ring(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    session.step(0.0)
    session.step(0.1)
    assert corosync.polls == [(True, (1, 4))] and session.judgement.held and session.vote
    assert Memory(note).recall(1, (1, 4), digest_of_rules(RULES).hex()) == frozenset({1})


def test_it_takes_over_nothing_if_the_ring_changes_before_it_is_in_the_group(
    note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corosync = Corosync((1, 4), (1,))
    corosync.ring_at_join = (1, 8)
    session = connected(corosync, note, monkeypatch)
    corosync.ring = (1, 8)
    session.step(0.0)
    session.step(0.1)
    assert {vote for vote, _ in corosync.polls} == {False} and not session.judgement.held


def test_it_votes_for_a_ring_only_when_the_group_has_it(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    session.step(0.0)
    session.step(0.1)
    # votequorum has a new ring of the same nodes, the group not yet: somebody may have left in between.
    corosync.ring = (1, 8)
    session.step(0.2)
    assert corosync.polls[-1] == (False, (1, 8)) and session.judgement == tested.GROUP_LATE
    found: Dict[Ring, Any] = {
        ring: Memory(note).recall(1, ring, digest_of_rules(RULES).hex()) for ring in ((1, 4), (1, 8))
    }
    assert found == {(1, 4): None, (1, 8): frozenset()}
    corosync.events.append(RingChange((1, 8), (1,)))
    session.step(0.3)
    assert corosync.polls[-1] == (True, (1, 8))
    # The group is ahead: votequorum is about to ask, and until then nothing is said.
    polls = list(corosync.polls)
    corosync.events.append(RingChange((1, 12), (1,)))
    session.step(9.0)
    assert corosync.polls == polls
    corosync.ring = (1, 12)
    session.step(9.1)
    assert corosync.polls[len(polls):] == [(True, (1, 12))]


def test_it_votes_again_where_votequorum_decides_otherwise(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once each time it says so, for a config that the device does not decide says so for good."""
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    session.step(0.0)
    session.step(0.1)
    for told, polls in [(True, 1), (False, 2), (None, 2), (False, 3), (True, 3)]:
        corosync.verdict = told
        session.step(0.2)
        session.step(0.3)
        assert corosync.polls == [(True, (1, 4))] * polls


def test_a_node_outside_the_nodelist_that_claims_the_same_rules_is_told_of(
    note: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its view is no view, and the daemon goes on."""
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    stranger = (9, 100)
    corosync.events.append(GroupChange((US, stranger), (), (stranger,), frozenset()))
    session.step(0.0)
    own = session.exchange._digest
    corosync.events.append(Delivery(stranger, pack_hello(Hello(7, own, digest_of_rules(RULES)))))
    session.step(0.1)
    assert not session.exchange.is_complete and "node 9 has another nodelist" in capsys.readouterr().out
    corosync.events.append(GroupChange((US,), (stranger,), (), frozenset()))
    for now in (0.2, 0.3, 0.4):
        session.step(now)
    assert session.exchange.is_complete


OTHER = (1, 99)
ALONE, BOTH, NOBODY = (GroupChange(members, (), (), frozenset()) for members in ((US,), (US, OTHER), ()))


class Slow(Corosync):
    """Tells of the group by and by."""

    def join(self, _group: str) -> None:
        self.calls.append("join")

    def register(self, _model: str) -> None:
        self.calls.append("register")


@pytest.mark.parametrize(
    ("told", "seconds", "problem"),
    [
        ([ALONE], 0.02, ""),
        ([NOBODY] * 300 + [ALONE], 6.02, ""),
        # A daemon that was killed leaves the group soon.
        ([BOTH] * 100 + [ALONE], 2.02, ""),
        ([BOTH] * 1000, 5, "another quorum device is already running on this node (process 99)"),
        ([NOBODY] * 2000, 15, "corosync did not let us into the group quorate.device within 15 s"),
        ([GroupChange((US, (2, 99)), (), (), frozenset())], 0.02, ""),
    ],
)
def test_it_votes_for_nobody_until_it_is_alone_on_its_node(
    note: str, monkeypatch: pytest.MonkeyPatch, clock: Clock, told: List[GroupChange], seconds: float, problem: str
) -> None:
    """Another daemon would lose its vote by this one's."""
    corosync = Slow((1, 4), (1,))
    # Two connections are looked at each time.
    corosync.later.extend(change for one in told for change in (one, one))
    if problem:
        with pytest.raises((tested.Conflict, libraries.TimedOut)) as refused:
            connected(corosync, note, monkeypatch)
        assert str(refused.value) == problem and corosync.calls == ["join"]
    else:
        session = connected(corosync, note, monkeypatch)
        assert corosync.calls == ["join", "register"] and not session.vote
    assert clock.now - 1000 == pytest.approx(seconds, abs=0.03)


def test_the_vote_of_the_daemon_before_stands_for_two_seconds(
    note: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """While this one does not know enough: node 1 was admitted, and has half of the votes."""
    Memory(note).note(1, (1, 4), digest_of_rules(RULES).hex())
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    end = clock.now + tested.TAKEOVER
    for now in (1000.0, 1000.1, end - 0.1):
        session.step(now)
        assert corosync.polls == [] and session.next_turn == min(now + 10 / 3, end)
    session.step(end)
    assert corosync.polls == [(False, (1, 4))] and not session.vote
    # In another ring nobody waits for it, nor where the node has started.
    for ring, path in (((1, 8), note), ((1, 4), note + ".none")):
        corosync = Corosync((1, 4), (1,))
        session = connected(corosync, path, monkeypatch)
        corosync.events.append(RingChange(ring, (1,)))
        corosync.ring = ring
        session.step(clock.now)
        assert corosync.polls == [(False, ring)]


def test_when_it_is_to_be_called_again(note: str, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    # A frame or a vote is not taken; a round does not end.
    for busy, refusals, later in ((1, 0, tested.BUSY), (0, 1, tested.BUSY), (0, 0, 5)):
        corosync = Corosync((1, 4), (1,))
        corosync.busy, corosync.refusals = busy, refusals
        session = connected(corosync, note, monkeypatch, 60.0)
        session.step(clock.now)
        assert session.next_turn == pytest.approx(clock.now + later), (busy, refusals)
    # A vote lasts for a while.
    clock.now = 1001.0
    for seconds in (0.0, 0.1, 0.2):
        session.step(clock.now + seconds)
    assert session.next_turn == pytest.approx(1021.2) and session.view_since == pytest.approx(1001.1)
    due = session._next_poll
    assert due == pytest.approx(1020.06)
    for now, polls in ((due - 0.1, 1), (due, 2), (due + 19.9, 2), (due + 20.1, 3)):
        session.step(now)
        assert len(corosync.polls) == polls, now


def test_a_proof_from_before_the_view_is_none(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = connected(Corosync((1, 4), (1,)), note, monkeypatch)
    for now in (100.0, 101.0, 102.0):
        session.step(now)
    engine = session.exchange.engine
    with pytest.raises(quorate.EngineError):
        engine.fenced(2, engine.status.ring, 100_999)
    engine.fenced(2, engine.status.ring, 101_000)


@pytest.mark.parametrize(("busy", "seconds", "heard"), [(0, 0, 1), (3, 0.06, 1), (1000, 2, 0)])
def test_it_leaves_when_corosync_has_taken_what_it_says(
    note: str, monkeypatch: pytest.MonkeyPatch, clock: Clock, busy: int, seconds: float, heard: int
) -> None:
    corosync = Corosync((1, 4), (1,))
    session = connected(corosync, note, monkeypatch)
    for _ in range(3):
        session.step(clock.now)
    corosync.busy = busy
    assert session.has_left()
    session.leave()
    assert corosync.calls == [f"unregister, {heard} to hear", "leave"]
    assert clock.now - 1000 == pytest.approx(seconds, abs=0.05)


def test_who_cannot_leave_in_order_leaves_as_a_loss(
    note: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    session = connected(Corosync((1, 4), (1,)), note, monkeypatch)
    asked: List[int] = []

    def refuse() -> None:
        asked.append(1)
        raise quorate.EngineError("not in this state", -1)

    monkeypatch.setattr(session.exchange, "leave", refuse)
    assert session.has_left() and not session.has_left() and asked == [1]
