"""Status and Reason: fields, equality, JSON."""

import copy
import json
from typing import cast, get_args

import pytest

import quorate
from quorate import types


def status_of(*members: int) -> quorate.Status:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1, 3: 2}), 1)
    engine.observe(members)
    return engine.status


def test_fields() -> None:
    status = status_of(1, 3)
    assert status.quorate is True and status.verdict == "quorate"
    assert (status.quorum, status.expected_votes, status.highest_expected) == (3, 4, 4)
    assert (status.total_votes, status.device_votes, status.node, status.ring) == (3, 0, 1, (1, 1))
    assert status.fence_delay == 0
    assert status.flags == frozenset({"Quorate"}) and status.members == (1, 3)
    reason = status.reason
    assert (reason.code, reason.number) == ("majority", 1)
    assert (reason.votes, reason.needed, reason.expected_votes) == (3, 3, 4)
    assert (reason.node, reason.missing, reason.device_votes) == (None, (2,), 0)
    assert str(reason) == "majority: 3 of 4 expected votes present, 3 needed; missing: node 2"
    assert repr(reason) == f"<Reason majority: {reason}>"
    assert repr(status) == "<Status of node 1: quorate (majority), members 1,3, 3 of 4 votes, quorum 3>"


def test_equality() -> None:
    assert status_of(1, 2) == status_of(2, 1) and hash(status_of(1, 2)) == hash(status_of(2, 1))
    assert status_of(1, 2) != status_of(1, 3) and status_of(1) != None and status_of(1) != (1,)  # noqa: E711
    assert status_of(1).reason == status_of(1).reason != status_of(1, 2).reason
    assert len({status_of(1), status_of(1), status_of(1, 2)}) == 2


def test_frozen() -> None:
    status = status_of(1, 2)
    for thing, name in ((status, "quorate"), (status.reason, "code"), (status.advice[0], "code")):
        with pytest.raises(AttributeError):
            setattr(thing, name, True)
        assert copy.copy(thing) is thing and copy.deepcopy(thing) is thing
    for kind in (quorate.Status, quorate.Reason, quorate.NodeInfo, quorate.Played):
        with pytest.raises(TypeError, match="No constructor defined|cannot create"):
            kind()


def test_neither_true_nor_false() -> None:
    """'if engine.status:' would let a blocked partition act."""
    with pytest.raises(TypeError, match="ask its .quorate"):
        bool(status_of(1))


def test_as_dict() -> None:
    status = status_of(1)
    said = status.as_dict()
    assert json.loads(json.dumps(said)) == said
    assert set(said) == set(types.StatusDict.__annotations__)
    assert set(said["reason"]) == set(types.ReasonDict.__annotations__)
    for name, value in said.items():
        if name not in ("reason", "advice"):
            attribute = getattr(status, name)
            assert value == (list(attribute) if isinstance(value, list) else attribute)
    assert said["advice"] == [advice.as_dict() for advice in status.advice]
    assert said["reason"]["text"] == str(status.reason) and said["reason"]["missing"] == [2, 3]


def test_help() -> None:
    status = status_of(1)
    assert status.help == (
        "1 of 4 votes; nodes 2 and 3 are missing and not confirmed off; start nodes 2 and 3; or, once nodes 2 and 3 "
        "are confirmed off, set expected votes to 1 (if they are still running, that risks split brain)"
    )
    start, lower = status.advice
    assert (start.code, start.number, start.nodes, start.votes, start.delay) == ("start_missing", 1, (2, 3), 0, 0)
    assert str(start) == "start nodes 2 and 3" and repr(start) == f"<Advice start_missing: {start}>"
    assert (lower.code, lower.votes, lower.risks_split_brain) == ("set_expected_votes", 1, True)
    assert not start.risks_split_brain and set(lower.as_dict()) == set(types.AdviceDict.__annotations__)
    assert start == status_of(1).advice[0] != lower and len({*status.advice, *status_of(1).advice}) == 2
    assert status_of(1, 2, 3).advice == () and status_of(1, 2, 3).help.endswith("; nothing to do")


def test_help_goes_with_the_rules() -> None:
    config = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
    helps = {}
    for rules in ("corosync", "strict"):
        cluster = quorate.Cluster(config, rules)
        cluster.run("up 1")
        status = cluster.status(1)
        assert status is not None
        helps[rules] = [advice.code for advice in status.advice]
    assert helps["corosync"] == ["start_missing", "cancel_wait_for_all", "wait_for_all_off"]
    assert helps["strict"][0] == "confirm_off"


def test_literals_are_those_of_the_library() -> None:
    assert list(get_args(types.ReasonCode)) == list(quorate.REASON_CODES), "write these into types.py"
    assert list(get_args(types.AdviceCode)) == list(quorate.ADVICE_CODES), "write these into types.py"
    for rules in get_args(types.Rules):
        assert quorate.Engine(quorate.Config({1: 1}), 1, rules=cast(types.Rules, rules)).rules == rules
    config = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True, wait_for_all=True))
    assert quorate.Engine(config, 1).status.flags <= set(get_args(types.Flag))
    assert status_of(1).verdict in get_args(types.Verdict)
