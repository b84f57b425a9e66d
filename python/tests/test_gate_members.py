"""quorate.gate: who is taken for a member of this partition, and what a node may do that has just started."""

from types import SimpleNamespace
from typing import Any, Dict, List

import pytest

from quorate import corosync, gate
from quorate.corosync import Live
from quorate.device import client

CONF = """
quorum {
 provider: corosync_votequorum
}
nodelist {
 node {
  nodeid: 1
 }
 node {
  nodeid: 2
 }
 node {
  nodeid: 3
 }
}
"""
# Nodes 1 and 2 of three.
PICTURE = Live(
    node=1, ring=(1, 88), members=(1, 2), quorate=True, total_votes=2, quorum=2, expected_votes=3, highest_expected=3,
    flags=frozenset({"Quorate"}), votes={1: 1, 2: 1, 3: 1}, device_votes=0, device_name="",
    names={1: "alpha", 2: "Beta", 3: "gamma"}, waits_for_all=False, conf=CONF,
)  # fmt: skip


def see(monkeypatch: pytest.MonkeyPatch, picture: Live) -> None:
    monkeypatch.setattr(corosync, "read", lambda timeout=5.0: picture)


@pytest.mark.parametrize("target", ["beta", "Beta", "BETA"])
def test_names_are_the_same_in_capitals(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    see(monkeypatch, PICTURE)
    decision = gate.may_fence(target, gate.Options(member_policy="refuse"))
    assert not decision.allowed and f"{target} is still a member of this partition" in decision.text


@pytest.mark.parametrize("policy, allowed", [("allow", True), ("quorate", False), ("refuse", False)])
def test_a_member_without_a_name_may_be_anybody(monkeypatch: pytest.MonkeyPatch, policy: str, allowed: bool) -> None:
    see(monkeypatch, PICTURE._replace(names={1: "alpha", 3: "gamma"}))
    decision = gate.may_fence("beta", gate.Options(member_policy=policy))
    assert decision.allowed == allowed
    assert ("beta may be node 2, a member without a name" in decision.text) != allowed
    # One that is named and is no member is nobody else.
    assert gate.may_fence("gamma", gate.Options(member_policy=policy)).allowed


@pytest.mark.parametrize(
    "code, allowed", [("waiting_for_all", False), ("view_incomplete", False), ("no_majority", True)]
)
def test_a_node_that_has_just_started_fences_no_member(
    monkeypatch: pytest.MonkeyPatch, code: str, allowed: bool
) -> None:
    answer: Dict[str, Any] = {
        "verdict": "blocked", "reason": {"code": code, "text": "as the device says"}, "corosync_ring": [1, 88],
        "members": [1, 2], "total_votes": 0, "quorum": 2, "expected_votes": 3, "fence_delay_left": 0,
    }  # fmt: skip
    see(monkeypatch, PICTURE._replace(quorate=False))
    monkeypatch.setattr(client, "ask", lambda path="", timeout=5.0: answer)
    decision = gate.may_fence("beta", gate.Options(rules="strict", membership="device", device_socket="/nowhere"))
    assert (decision.allowed, "as the device says" in decision.text) == (allowed, True)


def test_nodes_without_names_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a half that may fence first nobody knows whom."""
    conf = CONF.replace(" provider: corosync_votequorum\n", " provider: corosync_votequorum\n two_node: 1\n")
    conf = conf.replace(" node {\n  nodeid: 3\n }\n", "")
    cases = [({}, "1 has no name: give it one, 2 has"), ({1: "alpha"}, "alpha, 2 has no name: give it one")]
    for names, words in cases:
        see(monkeypatch, PICTURE._replace(members=(1,), votes={1: 1, 2: 1}, names=names, conf=conf))
        decision = gate.may_fence("beta", gate.Options(rules="strict", membership="corosync"))
        assert not decision.allowed and f"the nodelist has no such node ({words}" in decision.text, decision.text


@pytest.mark.parametrize("nodes", ["9", "1 9", "0"])
def test_a_tie_breaker_that_is_no_node_is_refused(monkeypatch: pytest.MonkeyPatch, nodes: str) -> None:
    see(monkeypatch, PICTURE)
    options = gate.Options(rules="strict", membership="corosync", auto_tie_breaker_node=nodes)
    decision = gate.may_fence("gamma", options)
    assert not decision.allowed
    assert f"auto_tie_breaker_node: node {nodes[-1]} is not in the nodelist" in decision.text


@pytest.mark.parametrize("timeout, asked", [(3, 3), (2.26, 2.3), (0.01, 0.1)])
def test_corosync_is_asked_with_a_timeout_that_people_can_read(
    monkeypatch: pytest.MonkeyPatch, timeout: float, asked: float
) -> None:
    timeouts: List[float] = []

    def read(timeout: float) -> Live:
        timeouts.append(timeout)
        return PICTURE

    monkeypatch.setattr(corosync, "read", read)
    monkeypatch.setattr(gate, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    assert gate.look(gate.Options(query_timeout=timeout)).delay == 0
    assert timeouts == [asked]
