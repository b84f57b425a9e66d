"""quorate.device: what a daemon takes over from the one before on its node, in the same ring."""

import pytest
from test_device_exchange import config, together

import quorate
from quorate.device.exchange import Exchange, Judgement
from quorate.device.protocol import Hello, pack_hello


def test_a_daemon_that_starts_again_in_the_same_ring_is_admitted() -> None:
    net = together(config(3))
    net.crash(3)
    net.settle()
    # A majority accounts for nobody.
    assert net.notes[1][1] == net.notes[2][1] == frozenset()
    net.kill_daemon(2)
    net.settle()
    net.start_daemon(2)
    net.settle()
    assert net.votes() == {1: True, 2: True}
    assert net.daemons[1].exchange.engine.status.reason.code == "majority"


def test_a_survivor_with_proofs_goes_on_when_its_daemon_starts_again() -> None:
    net = together(config(2))
    net.crash(2)
    net.settle()
    survivor = net.daemons[1].exchange
    survivor.engine.fenced(2, survivor.engine.status.ring, 1)
    net.settle()
    assert net.votes() == {1: True} and net.notes[1][1] == {1}
    net.kill_daemon(1)
    net.start_daemon(1)
    assert net.votes() == {1: True}
    net.settle()
    exchange = net.daemons[1].exchange
    # The engine knows of no proof any more: the vote is held.
    assert exchange.is_complete and exchange.engine.status.verdict == "fence_first"
    assert exchange.judge([1]).vote and exchange.judge([1]).held
    net.start(2)
    net.start_daemon(2)
    net.reform([1, 2])
    net.settle()
    assert net.votes() == {1: True, 2: True}
    # Now both are accounted for, and in a new ring the old note is worth nothing.
    net.reform([1])
    net.settle()
    assert net.votes() == {1: False, 2: False}
    net.kill_daemon(1)
    net.start_daemon(1)
    net.settle()
    assert net.votes() == {1: False, 2: False}


def test_what_is_noted_cannot_become_outdated_in_its_ring() -> None:
    net = together(quorate.Config({1: 1, 2: 3, 3: 1}, quorate.Options(wait_for_all=True)))
    net.crash(2)
    net.crash(3)
    net.settle()
    survivor = net.daemons[1].exchange
    for node in (2, 3):
        survivor.engine.fenced(node, survivor.engine.status.ring, 1)
    net.settle()
    net.start(2)
    net.start_daemon(2)
    net.reform([1, 2])
    net.settle()
    assert net.votes() == {1: True, 2: False}
    # Node 2 may be admitted in this ring, and then it may go on without node 1.
    assert survivor.lasting({1, 2}) == frozenset() and survivor.lasting({1}) == frozenset({1})
    survivor.engine.fenced(3, survivor.engine.status.ring, 2)
    while any([net.hear(node) or net.take(node) or net.send(node) for node in (1, 2)]):
        pass
    net.kill_daemon(1)
    net.start_daemon(1)
    net.reform([2])
    net.settle()
    assert net.votes() == {1: False, 2: True}


def test_a_ring_that_changed_before_the_daemon_could_hear_of_it() -> None:
    exchange = Exchange(config(2), 1, print, {1})
    assert exchange.judge([1]).vote
    exchange.forget_taken_over()
    assert exchange.judge([1]) == Judgement("blocked", "no_view", "the daemon is not in its group yet", False)


def test_the_group_may_be_late_to_notice_who_has_left_the_ring() -> None:
    exchange = together(config(2)).daemons[1].exchange
    assert exchange.judge([1, 2]).vote and exchange.silent == []
    assert exchange.judge([1]) == Judgement("blocked", "view_incomplete", "a node has left the ring", False)
    exchange.group_changed(exchange.group, (), ())
    text = "the view is changing; state still missing: nodes 1 2"
    assert exchange.judge([1]) == Judgement("blocked", "view_incomplete", text, False)


@pytest.mark.parametrize(("counter", "is_taken"), [((1 << 63) - 1, True), (1 << 63, False), ((1 << 64) - 1, False)])
def test_a_count_of_views_that_cannot_go_on_is_nobody_s(counter: int, is_taken: bool) -> None:
    net = together(config(2))
    exchange = net.daemons[1].exchange
    exchange.group_changed(exchange.group, (), ())
    for node, count in ((1, 1), (2, counter)):
        hello = Hello(count, exchange._digest, exchange._rules)
        exchange.receive(net.daemons[node].member, pack_hello(hello), 0)
    assert exchange.engine.status.ring == ((1, counter + 1) if is_taken else (1, 1))
