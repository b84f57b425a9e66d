"""quorate.device.exchange: the laws under random trouble."""

import os
import random
from typing import Callable, Collection, List, Type

import pytest
from device_net import Net
from test_device_exchange import check_settled, config, together

import quorate
from quorate.device.exchange import Exchange

# Of each kind; QUORATE_DEVICE_PLAYS asks for more.
PLAYS = int(os.environ.get("QUORATE_DEVICE_PLAYS", "80"))


def seeds(number: int) -> range:
    """0 to number - 1. Where several Pythons are tested, each plays its share: QUORATE_SHARE is 0/3, 1/3, 2/3."""
    share, of = map(int, os.environ.get("QUORATE_SHARE", "0/1").split("/"))
    return range(share, number, of)


def check_laws(net: Net) -> None:
    """No two partitions act."""
    voting = [node for node, vote in net.votes().items() if vote]
    partitions = {net.partition_of(node).ring for node in voting}
    assert len(partitions) <= 1, f"partitions of {voting} act at once"


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


def step(net: Net, node: int, chance: random.Random) -> None:
    """The node or its daemon goes on a little."""
    if chance.random() < 0.1:
        net.note(node)
    any(act(node) for act in chance.sample([net.hear, net.take, net.send], 3))


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
                step(net, one, chance)
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


def walk(net: Net, seed: int, steps: int, trouble: Callable[[Net, random.Random], None]) -> int:
    """How many steps had a partition that acts."""
    chance = random.Random(seed)
    acting = 0
    for _ in range(steps):
        trouble(net, chance)
        check_laws(net)
        acting += any(net.votes().values())
    return acting


def play(net: Net, seed: int, steps: int) -> int:
    acting = walk(net, seed, steps, trouble)
    net.settle()
    check_settled(net)
    return acting


RULES = {
    "two": config(2),
    "two, tie breaker": config(2, auto_tie_breaker=True, auto_tie_breaker_node="highest"),
    "three": config(3),
    "three without wait_for_all": config(3, wait_for_all=False),
    "four, tie breaker": config(4, auto_tie_breaker=True, auto_tie_breaker_node="lowest"),
    "weighted": quorate.Config({1: 3, 2: 1, 3: 1, 4: 1}, quorate.Options(wait_for_all=True)),
    "one node has the majority": quorate.Config({1: 1, 2: 3, 3: 1}, quorate.Options(wait_for_all=True)),
    "five": config(5),
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES.keys())
def test_partitions_never_act_both_and_members_agree(rules: quorate.Config) -> None:
    plays = seeds(90)
    acting = sum(play(Net(rules) if seed // 3 % 3 == 0 else together(rules), seed, 120) for seed in plays)
    # The laws say nothing of a cluster that never acts, nor of one that always does.
    assert len(plays) * 120 * 0.1 < acting < len(plays) * 120 * 0.9


@pytest.mark.parametrize("rules", [RULES["three"], RULES["four, tie breaker"]], ids=["three", "four"])
def test_ghosts_change_nothing(rules: quorate.Config) -> None:
    """Whoever is lost stays in corosync's list of the group for ever."""
    for seed in seeds(45):
        net = Net(rules) if seed // 3 % 3 == 0 else together(rules)
        net.leaves_ghosts = True
        play(net, seed, 120)


class Forgetful(Exchange):
    """Counts nodes that have left the ring as if they were here still."""

    def group_changed(self, members: object, joined: object, down: object) -> None:
        super().group_changed(members, joined, [])  # type: ignore[arg-type]

    def ring_changed(self, ring_nodes: object) -> None:
        pass

    def judge(self, ring_nodes: object) -> object:  # type: ignore[override]
        return super().judge(self.nodes)


class Hasty(Exchange):
    """Takes every node that it sees for admitted."""

    def ring_changed(self, ring_nodes: object) -> None:
        self.admitted |= {member.node for member in self.group}


@pytest.mark.parametrize("kind", [Forgetful, Hasty])
def test_the_laws_find_broken_exchanges(kind: Type[Exchange]) -> None:
    with pytest.raises(AssertionError):
        for seed in range(300):
            play(together(RULES["three"], kind), seed, 120)


def some(nodes: Collection[int], chance: random.Random) -> List[int]:
    """One of them at least."""
    return chance.sample(sorted(nodes), chance.randrange(1, len(nodes) + 1))


def boot(net: Net, nodes: Collection[int]) -> None:
    for node in nodes:
        net.start(node)
        net.start_daemon(node)


def play_return(net: Net, seed: int) -> int:
    """Again and again: some go on on proofs, others come back, and in the middle of the round the network splits. How
    many had a vote after a split, before anything was told again."""
    chance = random.Random(seed)
    held = 0
    for _ in range(3):
        rest = chance.sample(sorted(net.rules.nodes), chance.randrange(1, len(net.rules.nodes)))
        for node in sorted(net.up - set(rest)):
            net.crash(node)
        boot(net, set(rest) - net.up)
        net.reform(rest)
        net.settle()
        prove(net, chance)
        net.settle()
        back = some(set(net.rules.nodes) - set(rest), chance)
        boot(net, back)
        net.reform([*rest, *back])
        # At last some are faster than the others, and often it is they who stay together.
        fast = some(net.up, chance)
        for among, steps in ((sorted(net.up), 20 * len(net.up)), (fast, 15 * len(fast))):
            for _ in range(chance.randrange(steps)):
                step(net, chance.choice(among), chance)
                if chance.random() < 0.02:
                    prove(net, chance)
        net.reform(chance.choice([fast, some(net.up, chance)]))
        for node in net.daemons:
            net.take_ring(node)
        check_laws(net)
        held += sum(net.votes().values())
        for _ in range(20):
            step(net, chance.choice(sorted(net.daemons)), chance)
            check_laws(net)
        net.settle()
        check_laws(net)
    return held


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES.keys())
def test_partitions_never_act_both_when_others_come_back_and_part_again(rules: quorate.Config) -> None:
    plays = seeds(PLAYS)
    assert sum(play_return(together(rules), seed) for seed in plays) > len(plays) / 10


class Trusting(Exchange):
    """Goes on with A, whatever those may have been told who are lost."""

    def sent(self) -> None:
        super().sent()
        self._told.clear()


@pytest.mark.parametrize("name", ["two, tie breaker", "three"])
def test_the_laws_find_an_exchange_that_trusts_what_it_may_have_missed(name: str) -> None:
    with pytest.raises(AssertionError, match="act at once"):
        for seed in range(10 * PLAYS):
            play_return(together(RULES[name], Trusting), seed)
