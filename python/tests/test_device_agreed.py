"""quorate.device.exchange with disks: who votes changes by agreement."""

import random
from pathlib import Path
from typing import Dict, List

import pytest
from device_net import Net
from test_device_exchange import check_settled, config, together
from test_device_laws import prove, seeds, step, walk

import quorate
from quorate.cli import device
from quorate.device.disk import Disk, Unreadable
from quorate.device.state import electorate


def numbers(net: Net) -> Dict[int, List[int]]:
    """Expected votes, quorum and total votes of each daemon."""
    found = {}
    for node, daemon in net.daemons.items():
        status = daemon.exchange.engine.status
        found[node] = [status.expected_votes, status.quorum, status.total_votes]
    return found


def test_four_leave_one_after_the_other_and_one_comes_back() -> None:
    net = together(config(4, allow_downscale=True))
    seen = [numbers(net)[1]]
    for node in (4, 3, 2):
        assert net.leave(node), net.logged
        assert set(net.votes().values()) == {True}
        seen.append(numbers(net)[1])
    assert seen == [[4, 3, 4], [3, 2, 3], [2, 2, 2], [1, 1, 1]]
    net.start(3)
    net.start_daemon(3)
    net.reform([1, 3])
    net.settle()
    assert numbers(net) == {1: [2, 2, 2], 3: [2, 2, 2]} and net.votes() == {1: True, 3: True}


def test_nodes_come_and_go_with_the_nodelist() -> None:
    net = together(config(3, allow_downscale=True))
    heavier = quorate.Config({1: 3, 2: 1, 3: 1}, net.rules.options)
    for node in (1, 2):
        net.reload(node, heavier)
        net.settle()
        assert numbers(net)[1] == [3, 2, 3]
    net.reload(3, heavier)
    net.settle()
    assert numbers(net) == {node: [5, 3, 5] for node in (1, 2, 3)}
    net.crash(3)
    net.settle()
    for node in (1, 2):
        net.reload(node, quorate.Config({1: 3, 2: 1}, net.rules.options))
    net.settle()
    assert numbers(net) == {1: [4, 3, 4], 2: [4, 3, 4]} and net.votes() == {1: True, 2: True}


def test_the_last_one_leaves_as_a_loss_and_is_waited_for() -> None:
    net = together(config(2, allow_downscale=True))
    assert net.leave(2) and not net.leave(1)
    for node in (2, 1):
        net.start(node)
        net.start_daemon(node)
        net.settle()
        assert net.votes().get(1, False) is (node == 1) and net.votes()[2] is False
    net.reform([1, 2])
    net.settle()
    assert net.votes() == {1: True, 2: True}


def test_those_that_are_lost_go_after_the_window() -> None:
    net = together(config(5, last_man_standing=True, last_man_standing_window=1000))
    for node, expected in ((5, 4), (4, 3), (3, 2)):
        net.crash(node)
        net.settle()
        assert net.votes()[1] is True
        net.clock += 1000
        net.tick()
        net.settle()
        assert numbers(net)[1][0] == expected
    net.crash(2)
    net.settle()
    assert net.votes() == {1: False}
    assert net.daemons[1].exchange.engine.status.verdict == "fence_first"


def test_a_daemon_that_takes_over_knows_the_electorate() -> None:
    net = together(config(4, allow_downscale=True))
    for node in (4, 3):
        assert net.leave(node)
    net.kill_daemon(2)
    net.settle()
    assert net.votes() == {1: True}
    net.start_daemon(2)
    net.settle()
    assert net.votes() == {1: True, 2: True} and numbers(net)[2] == [2, 2, 2]


def test_a_daemon_that_takes_over_and_has_lost_its_memory_counts_for_nobody() -> None:
    net = together(config(3, allow_downscale=True))
    assert net.leave(3)
    net.kill_daemon(2)
    net.settle()
    net.disks[2].stored = b""
    net.start_daemon(2)
    exchange = net.daemons[2].exchange
    assert exchange.admitted == set() and exchange.lasting({1, 2}) is None
    net.settle()
    # 1 has half of {1 2}, and 2 is not known to remember the same: everyone is here.
    assert net.votes() == {1: True, 2: True} and numbers(net)[2] == [2, 2, 2]


def test_a_disk_that_is_full_costs_the_view_and_no_more() -> None:
    net = together(config(3, allow_downscale=True))

    def full(data: bytes) -> None:
        raise OSError(28, "No space left on device")

    net.disks[3]._write = full  # type: ignore[method-assign]
    net.reform([1, 3])
    for node in (1, 2, 3):
        net.take_ring(node)
    assert net.votes() == {1: True, 2: False, 3: True}
    net.settle()
    assert net.votes() == {1: True, 2: False, 3: True} and not net.daemons[3].exchange.is_complete


def test_what_is_on_the_disk(tmp_path: Path) -> None:
    path = f"{tmp_path}/quorate/electorate"
    said: List[str] = []
    rules = config(2, allow_downscale=True)
    engine = quorate.Engine.with_storage(rules, 1)
    disk = Disk(path, said.append)
    disk.restore(engine)
    assert disk.save(engine)
    engine.view((1, 4), [1, 2], 0)
    assert engine.is_unsaved and engine.poll_transmit() is None
    assert disk.save(engine) and engine.poll_transmit() is not None
    again = quorate.Engine.with_storage(rules, 1)
    disk.restore(again)
    assert again.status.ring == (1, 4)
    with pytest.raises(Unreadable, match="once it is moved away, this node starts without a vote"):
        disk.restore(quorate.Engine.with_storage(rules, 2))
    with open(path, "r+b") as file:
        file.truncate(20)
    with pytest.raises(Unreadable, match="this is not a complete snapshot"):
        disk.restore(quorate.Engine.with_storage(rules, 1))
    with pytest.raises(Unreadable, match="Is a directory"):
        Disk(str(tmp_path), said.append).restore(engine)
    alone = [quorate.Config({1: 1}, cluster_name=name) for name in ("alpha", "beta")]
    engine = quorate.Engine.with_storage(alone[0], 1)
    engine.view((1, 4), [1], 0)
    while disk.save(engine):
        message = engine.poll_transmit()
        if message is None:
            break
        engine.receive(1, message, 0)
    disk.restore(quorate.Engine.with_storage(alone[0], 1))
    with pytest.raises(Unreadable, match="from another node, cluster or rules"):
        disk.restore(quorate.Engine.with_storage(alone[1], 1))
    broken = Disk("/proc/nowhere/electorate", said.append)
    engine.view((1, 8), [1], 0)
    # Once.
    for _ in range(2):
        assert not broken.save(engine) and engine.is_unsaved and said == [
            "/proc/nowhere/electorate: No such file or directory; until it can be written, this node takes part in no "
            "view"
        ]


def test_the_electorate_as_people_read_it() -> None:
    net = together(config(3, allow_downscale=True))
    found = electorate(net.daemons[1].exchange)
    assert found == {"epoch": 1, "nodes": [1, 2, 3], "change_pending": False, "unstored": [], "other_nodelist": []}
    assert device.electorate(found) == "1 2 3, epoch 1"
    found.update(change_pending=True, unstored=[3], other_nodelist=[2])
    assert device.electorate(found) == "1 2 3, epoch 1; a change is pending, and waits for 3; another nodelist: 2"
    assert electorate(together(config(2)).daemons[1].exchange) is None


def nodelists(rules: quorate.Config) -> List[quorate.Config]:
    """What reloads may bring: the same, other votes, or without the last node or the first."""
    nodes = dict(rules.nodes)
    first, last = min(nodes), max(nodes)
    without = [{node: votes for node, votes in nodes.items() if node != gone} for gone in (first, last)]
    found = [rules]
    for new in ({**nodes, first: 2}, {**nodes, last: 0}, *without):
        try:
            found.append(quorate.Config(new, rules.options))
        except quorate.ConfigError:
            # These votes do not go with these options.
            assert not rules.wait_for_all
    return found


def trouble(net: Net, chance: random.Random) -> None:
    """Something happens, often only that a message arrives."""
    net.clock += 100
    node = chance.choice(sorted(net.rules.nodes))
    kind = chance.random()
    if kind < 0.5:
        for _ in range(chance.randrange(1, 8)):
            if net.daemons:
                step(net, chance.choice(sorted(net.daemons)), chance)
    elif kind < 0.6:
        net.settle()
    elif kind < 0.68:
        if node in net.up:
            net.crash(node)
        else:
            net.start(node)
            net.start_daemon(node)
    elif kind < 0.76:
        if node in net.up and node not in net.daemons:
            net.start_daemon(node)
        elif node in net.daemons and chance.random() < 0.3:
            net.kill_daemon(node)
    elif kind < 0.84:
        if net.up:
            net.reform(chance.sample(sorted(net.up), chance.randrange(1, len(net.up) + 1)))
    elif kind < 0.9:
        net.clock += chance.choice([500, 1000, 5000])
        net.tick()
    elif kind < 0.92:
        if node in net.daemons and not net.daemons[node].exchange.has_left:
            net.daemons[node].exchange.leave()
    elif kind < 0.96:
        prove(net, chance)
    else:
        files = nodelists(net.rules)
        for one in chance.sample(sorted(net.rules.nodes), chance.choice([1, 2, len(net.rules.nodes)])):
            net.reload(one, chance.choice([file for file in files if one in file.nodes]))
    for one in [one for one, daemon in net.daemons.items() if daemon.exchange.has_left and chance.random() < 0.3]:
        net.kill_daemon(one)


BOTH = {"allow_downscale": True, "last_man_standing": True, "last_man_standing_window": 1000}
RULES = {
    "two": config(2, **BOTH),
    "three": config(3, **BOTH),
    "three without wait_for_all": config(3, wait_for_all=False, **BOTH),
    "four, tie breaker": config(4, auto_tie_breaker=True, auto_tie_breaker_node="lowest", **BOTH),
    "weighted": quorate.Config({1: 3, 2: 1, 3: 1, 4: 1}, config(4, **BOTH).options),
    "five": config(5, **BOTH),
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES.keys())
def test_partitions_never_act_both(rules: quorate.Config) -> None:
    walks = seeds(60)
    acting = sum(walk(together(rules), seed, 150, trouble) for seed in walks)
    assert len(walks) * 150 * 0.1 < acting < len(walks) * 150 * 0.95


def test_the_laws_find_disks_that_lie() -> None:
    """What they say is stored is lost with the power."""
    rules = config(2, wait_for_all=False, auto_tie_breaker=True, auto_tie_breaker_node="lowest", **BOTH)
    with pytest.raises(AssertionError, match="act at once"):
        for seed in range(2000):
            net = together(rules)
            for disk in net.disks.values():
                disk._write = lambda data: None  # type: ignore[method-assign]
            walk(net, seed, 150, trouble)


def test_settled_members_agree() -> None:
    for seed in seeds(60):
        net = together(RULES["three"])
        chance = random.Random(seed)
        for _ in range(80):
            trouble(net, chance)
        net.settle()
        if not any(daemon.exchange.has_left for daemon in net.daemons.values()):
            check_settled(net)
