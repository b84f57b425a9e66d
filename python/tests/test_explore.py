"""Explore: what it finds, replayed; how far it goes; and that it can be stopped."""

import copy
import json
import signal
import threading
import time
from typing import Any, List, get_args

import pytest

import quorate
from quorate import types

MOVING = quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(auto_tie_breaker=True, wait_for_all=True))
TWO_NODES = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
# Minutes, were it not stopped.
LONG = quorate.Config(dict.fromkeys(range(1, 7), 1), quorate.Options(wait_for_all=True))


def test_a_split_is_found_and_replayed() -> None:
    explored = quorate.explore(MOVING)
    assert explored.ending == "found" and explored.depth == 1
    found = [finding for finding in explored.findings if finding.kind == "split"]
    assert len(found) == 1 and (found[0].length, found[0].steps[0]) == (2, "up 1 2 3")
    played = quorate.simulate(found[0].story)
    assert [step.step for step in played] == list(found[0].steps)
    assert {step.outcome for step in played} == {"as_expected"}
    cluster = quorate.Cluster(MOVING)
    for step in found[0].steps:
        cluster.run(step)
    said = [cluster.status(node) for node in cluster.nodes]
    assert len({status.members for status in said if status is not None and status.quorate}) == 2


def test_corosync_relies_on_fencing() -> None:
    explored = quorate.explore(TWO_NODES)
    assert [finding.kind for finding in explored.findings] == ["relies_on_fencing"]
    assert explored.ending == "closed"
    assert "until one is fenced" in str(explored.findings[0])


def test_strict_is_closed() -> None:
    for config in (TWO_NODES, MOVING):
        explored = quorate.explore(config, "strict")
        assert (explored.ending, explored.findings) == ("closed", ())
        assert explored.states > 3 and explored.events > explored.states and explored.memory > 0


def test_settings() -> None:
    plain = quorate.Config(dict.fromkeys(range(1, 5), 1))
    shallow, closed = quorate.explore(plain, depth=2), quorate.explore(plain)
    assert (shallow.ending, shallow.depth) == ("depth", 2) and closed.ending == "closed"
    assert shallow.states < closed.states
    assert quorate.explore(plain, threads=2) == quorate.explore(plain, threads=0) == closed
    assert quorate.explore(plain, memory_max=0).ending == "memory"
    assert quorate.explore(plain, depth=2, lost_messages=True).states > shallow.states


def test_progress() -> None:
    seen: List[quorate.Progress] = []
    explored = quorate.explore(LONG, depth=1, progress=seen.append)
    assert seen and seen[-1].depth <= explored.depth and seen[-1].expanded <= seen[-1].states == explored.states
    assert 0 < seen[-1].memory <= explored.memory
    assert repr(seen[-1]).startswith("<Progress: ")
    stopped = quorate.explore(LONG, progress=lambda now: now.states < 1000)
    assert stopped.ending == "cancelled" and stopped.states >= 1000
    with pytest.raises(ZeroDivisionError):
        quorate.explore(LONG, progress=lambda now: now.depth // 0)


def test_interrupt() -> None:
    main = threading.get_ident()
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        quorate.explore(LONG)
    assert time.monotonic() - start < 30
    timer.join()


def test_other_threads_go_on() -> None:
    done = threading.Event()
    worker = threading.Thread(target=lambda: quorate.explore(LONG, progress=lambda _: not done.is_set()))
    worker.start()
    turns = 0
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        turns += 1
        time.sleep(0.001)
    assert worker.is_alive()
    done.set()
    worker.join(60)
    assert turns > 20 and not worker.is_alive()


def test_frozen_and_equal() -> None:
    explored, again = quorate.explore(MOVING), quorate.explore(MOVING)
    assert explored == again and hash(explored) == hash(again) and explored != quorate.explore(TWO_NODES)
    assert explored.findings == again.findings and len({*explored.findings, *again.findings}) == len(explored.findings)
    for thing in (explored, explored.findings[0]):
        assert copy.copy(thing) is thing and copy.deepcopy(thing) is thing
    for kind in (quorate.Exploration, quorate.Counterexample, quorate.Progress):
        with pytest.raises(TypeError, match="No constructor defined|cannot create"):
            kind()
    said = explored.as_dict()
    assert json.loads(json.dumps(said)) == said and set(said) == set(types.ExplorationDict.__annotations__)
    assert set(said["findings"][0]) == set(types.CounterexampleDict.__annotations__)
    assert said["findings"][0]["text"] == str(explored.findings[0])
    for finding in explored.findings:
        assert finding.kind in get_args(types.CounterexampleKind)
        assert repr(finding).startswith(f"<Counterexample {finding.kind} of {finding.length} events: up 1")
    assert explored.ending in get_args(types.Ending)


def test_some_nodes_take_part() -> None:
    four = quorate.Config(dict.fromkeys(range(1, 5), 1), quorate.Options(auto_tie_breaker=True, wait_for_all=True))
    assert quorate.explore(four).findings[-1].kind == "split"
    # Two of four never wait for all and never were a majority.
    some = quorate.explore(four, nodes=(node for node in (2, 1)))
    assert (some.ending, some.findings) == ("closed", ())
    assert quorate.explore(four, nodes=[1, 2, 3, 4]) == quorate.explore(four)
    strict = quorate.explore(four, "strict", nodes=[1, 2, 3])
    assert strict.ending == "closed" and 3 < strict.states < quorate.explore(four, "strict").states
    nine = quorate.Config(dict.fromkeys(range(1, 10), 1), quorate.Options(two_node=True, wait_for_all=False))
    found = quorate.explore(nine, nodes=[2, 3, 9, 5]).findings[-1]
    assert found.kind == "split" and {step.outcome for step in quorate.simulate(found.story)} == {"as_expected"}
    with pytest.raises(quorate.ExploreError, match="node 10 is not in the nodelist") as caught:
        quorate.explore(nine, nodes=[1, 10])
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_NOT_IN_NODELIST"]


def test_bad_input() -> None:
    explore: Any = quorate.explore
    with pytest.raises(quorate.ExploreError, match="no nodelist"):
        explore(quorate.Config({}, quorate.Options(expected_votes=2)))
    with pytest.raises(quorate.ExploreError, match="at most 8") as caught:
        explore(quorate.Config(dict.fromkeys(range(1, 10), 1)))
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_TOO_MANY_NODES"]
    with pytest.raises(quorate.EngineError, match="expected_votes_tracking"):
        explore(quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(expected_votes_tracking=True)), "strict")
    wrong: "list[tuple[dict[str, Any], str]]" = [
        ({"depth": "2"}, "depth must be an int, not str"),
        ({"memory_max": 1.5}, "memory_max must be an int, not float"),
        ({"threads": True}, "threads must be an int, not bool"),
        ({"nodes": 1}, "nodes must be an iterable of nodeids, not int"),
        ({"nodes": "12"}, "nodes must be an iterable of nodeids, not str"),
        ({"lost_messages": 1}, "lost_messages must be a bool, not int"),
        ({"like_qnetd": 1}, "like_qnetd must be a bool, not int"),
        ({"witness_restarts": 0}, "witness_restarts must be a bool, not int"),
        ({"progress": 1}, "progress must be callable, not int"),
    ]
    for keywords, message in wrong:
        with pytest.raises(TypeError, match=message):
            explore(MOVING, **keywords)
    beyond: "list[tuple[dict[str, Any], str]]" = [
        ({"depth": -1}, "depth must be from 0"),
        ({"threads": 65}, "from 0 to 64"),
        ({"nodes": []}, "nodes is empty"),
    ]
    for keywords, message in beyond:
        with pytest.raises(ValueError, match=message):
            explore(MOVING, **keywords)
