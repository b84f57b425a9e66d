"""quorate.device.exchange: what happens in the cases that matter."""

from typing import List, Type

import pytest
from device_net import Net

import quorate
from quorate.device.exchange import AGAIN, Exchange
from quorate.device.protocol import Member, digest_of_rules


def config(nodes: int, **keywords: object) -> quorate.Config:
    keywords.setdefault("wait_for_all", True)
    options = quorate.Options(**keywords)  # type: ignore[arg-type]
    return quorate.Config({node: 1 for node in range(1, nodes + 1)}, options)


def test_the_digest_of_rules_is_one_for_all_daemons() -> None:
    """The wheel's and those over libquorate.so may be in one cluster."""
    assert digest_of_rules(config(2, auto_tie_breaker=True)).hex() == "bc1143a32dfe098f5ca84827e5ad46e7"


def check_settled(net: Net) -> None:
    """Members agree, and where all nodes of the ring have daemons the vote is the verdict of the rules."""
    for partition in net.partitions:
        here = [net.daemons[member.node].exchange for member in net.members(partition)]
        assert all(exchange.is_complete for exchange in here), net.logged
        assert len({exchange.engine.status.verdict for exchange in here}) <= 1
        assert len({exchange.engine.status.ring for exchange in here}) <= 1
        for exchange in here:
            judgement = exchange.judge(partition.nodes)
            assert exchange.engine.status.members == tuple(member.node for member in net.members(partition))
            if len(here) == len(partition.nodes) and not exchange._accounted:
                assert judgement.vote == exchange.engine.status.quorate
            assert judgement.vote or not exchange.engine.status.quorate


def together(rules: quorate.Config, kind: Type[Exchange] = Exchange) -> Net:
    """All nodes are up, in one partition, and quorate."""
    net = Net(rules, kind)
    for node in rules.nodes:
        net.start(node)
        net.start_daemon(node)
    net.reform(sorted(rules.nodes))
    net.settle()
    check_settled(net)
    assert set(net.votes().values()) == {True}
    return net


def test_a_loss_does_not_cost_the_majority_its_vote() -> None:
    net = together(config(3))
    net.reform([1, 2])
    for node in (1, 2, 3):
        net.take_ring(node)
    assert net.votes() == {1: True, 2: True, 3: False}
    net.settle()
    assert net.votes() == {1: True, 2: True, 3: False}


def test_a_join_does_not_cost_the_majority_its_vote() -> None:
    net = together(quorate.Config({1: 2, 2: 2, 3: 1, 4: 1}, quorate.Options(wait_for_all=True)))
    net.reform([1, 2])
    net.crash(4)
    net.settle()
    net.start(4)
    net.start_daemon(4)
    net.settle()
    net.reform([1, 2, 4])
    for node in (1, 2, 4):
        net.take_ring(node)
    assert net.votes() == {1: True, 2: True, 3: False, 4: False}
    net.settle()
    assert net.votes() == {1: True, 2: True, 3: False, 4: True}


def test_a_daemon_that_ends_does_not_cost_the_others_their_vote() -> None:
    net = together(config(2))
    net.kill_daemon(2)
    net.settle()
    assert net.votes() == {1: True}
    assert net.daemons[1].exchange.engine.status.verdict == "fence_first"
    # Its node leaves, and then nobody knows of it.
    net.crash(2)
    net.settle()
    assert net.votes() == {1: False}


def test_a_node_that_starts_again_is_not_admitted() -> None:
    net = together(config(3))
    net.crash(3)
    net.crash(2)
    net.start(2)
    net.start_daemon(2)
    net.reform([1, 2])
    net.settle()
    assert net.votes() == {1: False, 2: False}


def test_a_survivor_with_proofs_goes_on_when_another_node_joins() -> None:
    net = together(config(3))
    net.crash(2)
    net.crash(3)
    net.settle()
    survivor = net.daemons[1].exchange
    for node in (2, 3):
        survivor.engine.fenced(node, survivor.engine.status.ring, 1)
    net.settle()
    assert net.votes() == {1: True}
    net.start(2)
    net.start_daemon(2)
    net.settle()
    net.reform([1, 2])
    net.take_ring(1)
    assert net.votes()[1] is True
    net.settle()
    # Node 2 is not admitted until node 3 is proven off again, or here.
    assert net.votes() == {1: True, 2: False}
    assert survivor.engine.status.reason.code == "waiting_for_all"
    survivor.engine.fenced(3, survivor.engine.status.ring, 2)
    net.settle()
    assert net.votes() == {1: True, 2: True}
    # Both of them were accounted for, so neither is enough without the other.
    net.reform([1])
    net.settle()
    assert net.votes() == {1: False, 2: False}


def lone_survivor(rules: quorate.Config) -> Net:
    """Node 1 goes on alone, for all others were proven off; then they are up again, and in its ring."""
    net = together(rules)
    others = [node for node in rules.nodes if node != 1]
    for node in others:
        net.crash(node)
    net.settle()
    prove_off(net, 1, others)
    net.settle()
    assert net.votes() == {1: True}
    for node in others:
        net.start(node)
        net.start_daemon(node)
    return net


def prove_off(net: Net, node: int, missing: List[int]) -> None:
    engine = net.daemons[node].exchange.engine
    for one in missing:
        engine.fenced(one, engine.status.ring, net.clock)


def go_on(net: Net, nodes: List[int]) -> None:
    """These only; the others hear nothing."""
    while any([net.hear(node) or net.take(node) or net.send(node) for node in nodes]):
        pass


def missed(net: Net, node: int, speaker: int) -> None:
    """All goes on until there is only one frame that the node has not heard: the last of the speaker."""
    others = [one for one in net.rules.nodes if one != speaker]
    for one in net.rules.nodes:
        net.take_ring(one)
        net.send(one)
    go_on(net, others)
    while not net.daemons[speaker].exchange._view_is_current:
        assert net.hear(speaker) or net.take(speaker)
    go_on(net, [one for one in net.rules.nodes if one != node])


@pytest.mark.parametrize(
    "rules",
    [
        config(3),
        config(2, auto_tie_breaker=True, auto_tie_breaker_node="highest"),
        config(4, auto_tie_breaker=True, auto_tie_breaker_node="highest"),
    ],
)
def test_who_is_lost_may_have_seen_the_end_of_the_round(rules: quorate.Config) -> None:
    net = lone_survivor(rules)
    others = sorted(rules.nodes)[1:]
    net.reform(sorted(rules.nodes))
    missed(net, 1, others[-1])
    assert not net.daemons[1].exchange.is_complete
    assert all(net.daemons[node].exchange.is_complete for node in others)
    net.reform([1])
    for node in rules.nodes:
        net.take_ring(node)
    assert net.votes() == {1: False, **{node: True for node in others}}
    net.settle()
    assert net.votes() == {1: False, **{node: True for node in others}}
    assert net.daemons[1].exchange.lasting({1}) == frozenset()


def test_who_is_lost_may_have_been_admitted_by_a_proof_of_its_own() -> None:
    net = lone_survivor(quorate.Config({1: 1, 2: 3, 3: 1}, quorate.Options(wait_for_all=True)))
    net.reform([1, 2])
    go_on(net, [1, 2])
    assert net.votes() == {1: True, 2: False, 3: False}
    net.crash(3)
    prove_off(net, 2, [3])
    while net.send(2) or net.take(2):
        pass
    assert net.votes() == {1: True, 2: True}
    net.reform([2])
    net.settle()
    assert net.votes() == {1: False, 2: True}


def test_whoever_could_not_go_on_alone_costs_the_survivor_nothing() -> None:
    net = lone_survivor(config(3))
    # Nodes 2 and 3 together could, and may have met.
    for back, vote in ((2, True), (2, True), (3, False)):
        net.reform([1, back])
        go_on(net, [1, back])
        assert net.votes()[1] and net.daemons[1].exchange.is_complete
        net.reform([1])
        net.take_ring(1)
        assert net.votes()[1] is vote


def test_a_silent_daemon_holds_up_the_round_but_not_the_vote() -> None:
    net = together(config(3))
    net.reform([1, 2])
    for _ in range(20):
        net.take(1)
        net.send(1)
    exchange = net.daemons[1].exchange
    assert not exchange.is_complete and exchange.silent == [2]
    assert exchange.judge([1, 2]).held and exchange.judge([1, 2]).vote
    assert exchange.judge([1]).vote is False


def test_what_operators_say_is_told_to_all() -> None:
    net = together(config(3, freeze_on_loss=True))
    net.crash(3)
    net.settle()
    assert net.votes() == {1: False, 2: False}
    net.daemons[2].exchange.engine.resume()
    net.settle()
    assert net.votes() == {1: True, 2: True}
    net = Net(config(3))
    for node in (1, 2):
        net.start(node)
        net.start_daemon(node)
    net.reform([1, 2])
    net.settle()
    assert net.votes() == {1: False, 2: False}
    net.daemons[1].exchange.engine.cancel_wait_for_all()
    net.settle()
    assert net.votes() == {1: True, 2: True}
    # An operator's word admits nobody for good.
    assert net.daemons[1].exchange.admitted == set()


def test_a_daemon_that_leaves_votes_no_more() -> None:
    net = together(config(3, freeze_on_loss=True))
    net.daemons[3].exchange.leave()
    net.settle()
    assert net.votes() == {1: True, 2: True, 3: False}
    net.kill_daemon(3)
    net.settle()
    # It said so before, so nobody was lost.
    assert net.votes() == {1: True, 2: True}


def test_other_rules_are_named_and_hold_up_the_round() -> None:
    net = together(config(3))
    net.rules = config(3, auto_tie_breaker=True, auto_tie_breaker_node="lowest")
    net.kill_daemon(3)
    # The note of the former daemon names other rules.
    net.notes.clear()
    net.start_daemon(3)
    net.settle()
    assert net.votes() == {1: True, 2: True, 3: False}
    assert any("node 3 has another nodelist or other options" in line for line in net.logged)
    # All nodes are here, which is enough under these rules; it is said all the same that this node is not heard.
    net = together(config(3))
    net.rules = config(3, fence_delay=1)
    net.kill_daemon(3)
    net.notes.clear()
    net.start_daemon(3)
    net.settle()
    judgement = net.daemons[1].exchange.judge([1, 2, 3])
    assert judgement.held and judgement.text.startswith("all nodes are here")
    assert judgement.text.endswith("; the view is not complete, because node 3 has other options")
    both = net.daemons[3].exchange.judge([1, 2, 3]).text
    assert both.endswith("because nodes 1 2 have other options")
    net.kill_daemon(3)
    net.settle()
    assert "other options" not in net.daemons[1].exchange.judge([1, 2, 3]).text


def test_without_wait_for_all_the_log_warns_of_changed_rules() -> None:
    for wait_for_all, warnings in ((False, 1), (True, 0)):
        lines: List[str] = []
        Exchange(config(2, wait_for_all=wait_for_all), 1, lines.append)
        assert sum("stop all daemons before you change the nodelist" in line for line in lines) == warnings


def test_two_daemons_on_a_node_hold_up_the_round() -> None:
    net = together(config(2))
    exchange = net.daemons[1].exchange
    exchange.group_changed([*exchange.group, Member(2, 999)], [Member(2, 999)], [])
    assert exchange.transmit() is None
    assert exchange.crowded == {2}
    assert "more than one quorum device runs on node 2" in exchange.judge([1]).text


def test_a_process_that_corosync_never_removes_does_not_count() -> None:
    """corosync up to 3.1.10 may announce a process of a node that has left before the ring was agreed on."""
    net = together(config(3))
    ghost = net.daemons[3].member
    net.leaves_ghosts = True
    net.crash(3)
    net.settle()
    check_settled(net)
    assert net.daemons[1].ghosts == {ghost} and net.logged.count(
        "corosync lists node 3 in the group, not in the ring: ignored"
    ) == 2
    # It is back, with another process, and beside it the old one.
    net.start(3)
    net.start_daemon(3)
    net.reform([1, 2, 3])
    net.settle()
    check_settled(net)
    assert net.daemons[1].exchange.crowded == set() and net.votes() == {1: True, 2: True, 3: True}


def test_a_daemon_that_joins_hears_of_the_ring_before_or_after() -> None:
    us, peer, ghost = Member(1, 10), Member(2, 10), Member(3, 10)
    for is_before in (True, False):
        exchange = Exchange(config(3), 1, print)
        if is_before:
            exchange.ring_changed([1, 2])
        exchange.group_changed([us, peer, ghost], [us], [])
        if not is_before:
            exchange.ring_changed([1, 2])
        assert list(exchange.group) == [us, peer]
        # Whoever speaks is alive, though corosync has not told of its return.
        exchange.ring_changed([1, 2, 3])
        assert list(exchange.group) == [us, peer]
        exchange.receive(ghost, b"", 0)
        assert list(exchange.group) == [us, peer, ghost]


class Lossy(Net):
    """Loses one frame of node 2: what comes after so many."""

    passes = -1

    def send(self, node: int) -> bool:
        exchange = self.daemons[node].exchange
        if node == 2 and self.passes >= 0 and exchange.transmit() is not None:
            self.passes -= 1
            if self.passes < 0:
                exchange.sent()
                return True
        return super().send(node)


@pytest.mark.parametrize("passes", [0, 1], ids=["its hello is lost", "its state is lost"])
def test_a_round_that_does_not_end_is_opened_again(passes: int) -> None:
    """corosync loses no message; whoever stands between it and the daemon may."""
    net = Lossy(config(3))
    for node in (1, 2, 3):
        net.start(node)
        net.start_daemon(node)
    net.reform([1, 2, 3])
    net.settle()
    net.kill_daemon(2)
    net.passes = passes
    net.start_daemon(2)
    net.settle()
    assert not any(daemon.exchange.is_complete or daemon.exchange.silent != [2] for daemon in net.daemons.values())
    assert net.votes() == {1: True, 2: True, 3: True}
    for _ in range(2):
        net.tick()
        net.settle()
        net.clock += AGAIN
    check_settled(net)


def test_nonsense_is_dropped_with_one_line() -> None:
    net = together(config(2))
    exchange, peer = net.daemons[1].exchange, net.daemons[2].member
    before = exchange.engine.status
    for frame in (b"", b"QRTD", b"x" * 1000, b"QRTD\x02\x01" + bytes(40), b"QRTD\x01\x09abc", b"QRTD\x01\x02nonsense"):
        exchange.receive(peer, frame, 0)
        exchange.receive(peer, frame, 0)
    assert len(net.logged) == 6, net.logged
    assert any("it has version 2, not 1: install the same quorate on all nodes" in line for line in net.logged)
    for more in range(20):
        exchange.receive(peer, b"x" * (1001 + more), 0)
    assert len(net.logged) == 16 and exchange.engine.status == before
    # Who is not in the group is not listened to at all.
    exchange.group_changed(exchange.group, (), ())
    exchange.receive(Member(2, 1), b"x" * 7, 0)
    assert len(net.logged) == 16
