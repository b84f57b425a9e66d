"""quorate.device.session: how it votes between what corosync tells of the group and of the ring."""

import os
from collections import deque
from pathlib import Path
from typing import Any, Deque, Dict, List, Optional, Tuple

import pytest

import quorate
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

    def join(self, _group: str) -> None:
        self.events.append(GroupChange((US,), (), (US,), frozenset()))
        self.events.append(RingChange(self.ring_at_join, self.members))

    def multicast(self, frame: bytes) -> bool:
        self.events.append(Delivery(US, frame))
        return True

    def poll(self, _model: str, vote: bool, ring: Ring) -> bool:
        self.polls.append((vote, ring))
        return True

    def local_node(self) -> int:
        return US[0]

    def fileno(self) -> int:
        return -1

    def __getattr__(self, name: str) -> Any:
        if name in ("trackstart", "dispatch", "register", "finalize"):
            return lambda *_: None
        raise AttributeError(name)


def connected(corosync: Corosync, note: str, patch: pytest.MonkeyPatch) -> Session:
    patch.setattr(tested, "Cpg", lambda _: corosync)
    patch.setattr(tested, "Qdevice", lambda _: corosync)
    return Session(RULES, 10.0, Memory(note), print)


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
    assert corosync.polls == [(True, (1, 4))] and session.judgement.held
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
