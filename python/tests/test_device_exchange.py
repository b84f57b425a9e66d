"""quorate.device.exchange: the laws under random trouble, and what happens in the cases that matter."""

import random
from typing import List, Type

import pytest
from device_net import Net

import quorate
from quorate.device.exchange import Exchange
from quorate.device.protocol import Member


def config(nodes: int, **options: object) -> quorate.Config:
    options.setdefault("wait_for_all", True)
    return quorate.Config({node: 1 for node in range(1, nodes + 1)}, **options)  # type: ignore[arg-type]


def check_laws(net: Net) -> None:
    """No two partitions act."""
    voting = [node for node, vote in net.votes().items() if vote]
    partitions = {net.partition_of(node).ring for node in voting}
    assert len(partitions) <= 1, f"partitions of {voting} act at once"


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


def prove(net: Net, chance: random.Random) -> None:
    """A survey: some daemon finds all that are missing switched off."""
    for node in chance.sample(sorted(net.daemons), len(net.daemons)):
        engine = net.daemons[node].exchange.engine
        missing = [one for one in net.rules.nodes if one not in engine.status.members]
        if missing and engine.status.ring != (0, 0) and not net.up & set(missing):
            try:
                for one in missing:
                    engine.fenced(one, engine.status.ring, net.clock)
            except quorate.EngineError:
                continue
            return


def trouble(net: Net, chance: random.Random) -> None:
    """Something happens, often only that a message arrives."""
    net.clock += 1
    nodes = sorted(net.rules.nodes)
    node = chance.choice(nodes)
    kind = chance.random()
    if kind < 0.55:
        for _ in range(chance.randrange(1, 6)):
            if net.daemons:
                one = chance.choice(sorted(net.daemons))
                chance.choice([net.take, net.send, net.take, net.send, net.note])(one)
    elif kind < 0.7:
        net.settle()
        check_settled(net)
    elif kind < 0.76:
        if node in net.up:
            net.crash(node)
        else:
            net.start(node)
    elif kind < 0.88:
        if node not in net.up:
            net.start(node)
        elif node not in net.daemons:
            net.start_daemon(node)
        elif chance.random() < 0.3:
            net.kill_daemon(node)
    elif kind < 0.93:
        if net.up:
            net.reform(chance.sample(sorted(net.up), chance.randrange(1, len(net.up) + 1)))
    else:
        prove(net, chance)


def play(net: Net, seed: int, steps: int) -> int:
    """How many steps had a partition that acts."""
    chance = random.Random(seed)
    acting = 0
    for _ in range(steps):
        trouble(net, chance)
        check_laws(net)
        acting += any(net.votes().values())
    net.settle()
    check_settled(net)
    return acting


RULES = {
    "two": config(2),
    "two, tie breaker": config(2, auto_tie_breaker=True, auto_tie_breaker_node="highest"),
    "three": config(3),
    "three without wait_for_all": config(3, wait_for_all=False),
    "four, tie breaker": config(4, auto_tie_breaker=True, auto_tie_breaker_node="lowest"),
    "weighted": quorate.Config({1: 3, 2: 1, 3: 1, 4: 1}, wait_for_all=True),
    "five": config(5),
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES.keys())
def test_partitions_never_act_both_and_members_agree(rules: quorate.Config) -> None:
    acting = sum(play(Net(rules) if seed % 3 == 0 else together(rules), seed, 120) for seed in range(90))
    # The laws say nothing of a cluster that never acts, nor of one that always does.
    assert 90 * 120 * 0.1 < acting < 90 * 120 * 0.9


class Forgetful(Exchange):
    """Counts nodes that have left the ring as if they were here still."""

    def group_changed(self, members: object, joined: object, down: object) -> None:
        super().group_changed(members, joined, [])  # type: ignore[arg-type]

    def ring_changed(self) -> None:
        pass

    def judge(self, ring_nodes: object) -> object:  # type: ignore[override]
        return super().judge(self.nodes)


class Hasty(Exchange):
    """Takes every node that it sees for admitted."""

    def ring_changed(self) -> None:
        self.admitted |= {member.node for member in self.group}


@pytest.mark.parametrize("kind", [Forgetful, Hasty])
def test_the_laws_find_broken_exchanges(kind: Type[Exchange]) -> None:
    with pytest.raises(AssertionError):
        for seed in range(300):
            play(together(RULES["three"], kind), seed, 120)


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
    net = together(quorate.Config({1: 2, 2: 2, 3: 1, 4: 1}, wait_for_all=True))
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
    assert any("node 3 decides by another nodelist or other options" in line for line in net.logged)
    # All nodes are here, which is enough under these rules; it is said all the same that this node is not heard.
    net = together(config(3))
    net.rules = config(3, fence_delay=1)
    net.kill_daemon(3)
    net.notes.clear()
    net.start_daemon(3)
    net.settle()
    judgement = net.daemons[1].exchange.judge([1, 2, 3])
    assert judgement.held and judgement.text.startswith("all nodes are here")
    assert judgement.text.endswith("; the view is not complete, because node 3 decides by other options")
    both = net.daemons[3].exchange.judge([1, 2, 3]).text
    assert both.endswith("because nodes 1 2 decide by other options")
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


def test_nonsense_is_dropped_with_one_line() -> None:
    net = together(config(2))
    exchange, peer = net.daemons[1].exchange, net.daemons[2].member
    before = exchange.engine.status
    for frame in (b"", b"QRTD", b"x" * 1000, b"QRTD\x02\x01" + bytes(40), b"QRTD\x01\x09abc", b"QRTD\x01\x02nonsense"):
        exchange.receive(peer, frame, 0)
        exchange.receive(peer, frame, 0)
    assert len(net.logged) == 6, net.logged
    assert any("it has version 2, not 1: install the same quorate on all nodes" in line for line in net.logged)
    assert exchange.engine.status == before
    # Who is not in the group is not listened to at all.
    exchange.receive(Member(2, 1), b"x" * 7, 0)
    assert len(net.logged) == 6
