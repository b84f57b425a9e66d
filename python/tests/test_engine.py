"""Engine: alone, and with peers."""

import copy
import pickle

import pytest

import quorate


def code(engine: quorate.Engine) -> str:
    """The reason's code, anew each time: mypy takes engine.status.reason.code for what it was before."""
    return engine.status.reason.code


class Wire:
    """Engines of all members, and one order of delivery."""

    def __init__(self, config: quorate.Config, *nodes: int) -> None:
        self.engines = {node: quorate.Engine(config, node) for node in nodes}
        self.seq = 0

    def view(self, *members: int, now: int = 0) -> None:
        self.seq += 1
        for member in members:
            self.engines[member].view((min(members), self.seq), members, now)
        self.deliver(*members, now=now)

    def deliver(self, *members: int, now: int = 0) -> None:
        while True:
            messages = [(sender, self.engines[sender].poll_transmit()) for sender in members]
            for sender, message in messages:
                for receiver in members if message is not None else ():
                    assert message is not None
                    self.engines[receiver].receive(sender, message, now)
            if all(message is None for _, message in messages):
                return


def test_peers() -> None:
    wire = Wire(quorate.Config({1: 1, 2: 1, 3: 1}), 1, 2, 3)
    wire.view(1, 2, 3)
    assert all(engine.status.quorate for engine in wire.engines.values())
    assert wire.engines[2].status.ring == (1, 1)
    wire.engines[2].set_expected_votes(5)
    wire.deliver(1, 2, 3)
    assert wire.engines[3].status.expected_votes == 5
    wire.engines[1].set_votes(3, 3)
    wire.deliver(1, 2, 3)
    info = wire.engines[2].node_info(3)
    assert info is not None and (info.node, info.state, info.votes) == (3, "member", 3)
    assert wire.engines[1].node_info(9) is None
    assert repr(info) == "<NodeInfo of node 3: member, votes 3>"


def test_messages_of_another_view() -> None:
    wire = Wire(quorate.Config({1: 1, 2: 1}), 1, 2)
    wire.engines[1].view((1, 1), [1, 2], 0)
    message = wire.engines[1].poll_transmit()
    assert isinstance(message, bytes) and len(message) <= 96
    with pytest.raises(quorate.EngineError, match="no view|belongs to view") as caught:
        wire.engines[2].receive(1, message, 0)
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_OTHER_VIEW"]


def test_last_man_standing_window() -> None:
    wire = Wire(quorate.Config(dict.fromkeys(range(1, 6), 1), quorate.Options(last_man_standing=True)), 1, 2, 3, 4, 5)
    wire.view(1, 2, 3, 4, 5)
    assert wire.engines[1].poll_timeout() is None
    wire.view(1, 2, 3, now=1000)
    engine = wire.engines[1]
    assert engine.status.quorum == 3
    assert engine.poll_timeout() == 11_000
    for member in (1, 2, 3):
        wire.engines[member].handle_timeout(11_000)
    wire.deliver(1, 2, 3, now=11_000)
    assert (engine.status.expected_votes, engine.status.quorum, engine.poll_timeout()) == (3, 2, None)


def test_device() -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}, quorate.Options(device=True)), 1)
    engine.observe([1])
    assert code(engine) == "device_vote_missing"
    with pytest.raises(quorate.EngineError, match="register it first"):
        engine.device_poll(engine.status.ring, True, 0)
    engine.device_register("disk")
    engine.device_poll(engine.status.ring, True, 0)
    assert engine.status.quorate and engine.status.total_votes == 2
    assert "QdeviceCastVote" in engine.status.flags
    engine.observe([1, 2])
    assert bool(engine.waits_for_device)
    engine.device_poll(engine.status.ring, True, 5)
    assert not bool(engine.waits_for_device)
    engine.observe([1])
    engine.device_poll(engine.status.ring, True, 6)
    engine.device_rename("other")
    engine.device_master_wins(True)
    assert "QdeviceMasterWins" in engine.status.flags
    assert "Qdevice" in engine.quorumtool()
    assert engine.poll_timeout() == 10_006
    engine.handle_timeout(10_006)
    assert code(engine) == "device_vote_stale" and engine.status.device_votes == 1
    engine.device_unregister()
    assert "Qdevice" not in engine.status.flags
    with pytest.raises(quorate.EngineError, match="1 to 32 bytes"):
        engine.device_register("x" * 33)


def test_operators() -> None:
    config = quorate.Config({1: 1, 2: 1, 3: 1}, quorate.Options(wait_for_all=True))
    engine = quorate.Engine(config, 1)
    with pytest.raises(quorate.EngineError, match="report one first"):
        engine.cancel_wait_for_all()
    engine.observe([1, 2])
    assert code(engine) == "waiting_for_all"
    engine.cancel_wait_for_all()
    assert engine.status.quorate
    with pytest.raises(quorate.EngineError, match="lower than the 2 votes"):
        engine.set_expected_votes(1)
    engine.reload(quorate.Config({1: 2, 2: 1, 3: 1}, quorate.Options(wait_for_all=True)))
    assert engine.status.total_votes == 3
    with pytest.raises(quorate.EngineError, match="node 1 is not in the nodelist"):
        engine.reload(quorate.Config({2: 1}))


def test_tracked_expected_votes() -> None:
    config = quorate.Config({1: 1, 2: 1}, quorate.Options(expected_votes_tracking=True))
    engine = quorate.Engine(config, 1)
    assert quorate.Engine(quorate.Config({1: 1}), 1).tracked_expected_votes is None
    seven = quorate.Config(dict.fromkeys(range(1, 8), 1), config.options)
    larger = quorate.Engine(seven, 1)
    engine.restore(larger.snapshot())
    assert engine.tracked_expected_votes == 7 and engine.status.expected_votes == 7


def test_snapshot() -> None:
    config = quorate.Config({0x01020304: 258, 2: 1, 3: 1}, quorate.Options(freeze_on_loss=True))
    before = quorate.Engine(config, 0x01020304, "strict")
    before.view((2, 4), [2, 0x01020304], 0)
    before.view((2, 0x0102030405060708), [0x01020304], 0)
    stored = before.snapshot()
    # tests/core/snapshot.rs has them, too.
    assert stored.hex() == "71756f7201030100" "0403020102000000" "0807060504030201" "0000000014d60b2e"

    after = quorate.Engine(config, 0x01020304, "strict")
    after.restore(stored)
    assert after.snapshot() == stored and code(after) == "no_view"
    with pytest.raises(quorate.EngineError, match="greater than that of view 2.102030405060708") as caught:
        after.view((2, 0x0102030405060708), [0x01020304], 0)
    assert caught.value.number == -223
    after.observe([2, 3, 0x01020304])
    assert code(after) == "frozen" and after.status.ring == (2, 0x0102030405060709)
    after.resume()
    assert code(after) == "majority" and after.snapshot() != stored


def test_what_is_no_snapshot() -> None:
    config = quorate.Config({1: 1, 2: 1})
    engine = quorate.Engine(config, 1)
    stored = engine.snapshot()
    number = int.from_bytes(stored, "little")
    flips = [(number ^ 1 << bit).to_bytes(32, "little") for bit in range(256)]
    for bad in (b"", bytes(32), b"\xff" * 32, stored[:-1], stored + b"\0", *flips):
        with pytest.raises(quorate.EngineError, match="not a complete snapshot|another version of quorate") as caught:
            engine.restore(bad)
        assert caught.value.number in (-224, -225)
    for other in (quorate.Engine(config, 2), quorate.Engine(config, 1, "strict")):
        with pytest.raises(quorate.EngineError, match="from another node, cluster or rules"):
            engine.restore(other.snapshot())
    engine.observe([1])
    with pytest.raises(quorate.EngineError, match="right after the start and before any view"):
        engine.restore(stored)
    for wrong in ("text", bytearray(stored), None):
        with pytest.raises(TypeError, match="^snapshot must be bytes"):
            engine.restore(wrong)  # type: ignore[arg-type]


def test_leave() -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}), 1)
    with pytest.raises(quorate.EngineError, match="these rules do not support leave remove"):
        engine.leave(remove=True)
    engine.leave()
    assert code(engine) == "left"
    cman = quorate.Engine(quorate.Config({1: 1, 2: 1}), 1, rules="cman")
    cman.observe([1, 2])
    cman.leave(remove=True)
    assert cman.rules == "cman" and cman.status.verdict == "blocked"


def test_tools() -> None:
    engine = quorate.Engine(quorate.Config(dict.fromkeys(range(1, 5), 1)), 1)
    engine.observe([1, 2])
    lines = ["Nodes: 2", "Expected votes: 4", "Total votes: 2", "Node votes: 1", "Quorum: 3 Activity blocked", "Flags:"]
    assert engine.cman_tool().splitlines() == lines
    assert "Quorum:           3 Activity blocked\n" in engine.quorumtool()


def test_a_copy_is_an_engine_of_its_own() -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}), 1)
    engine.observe([1, 2])
    for twin in (copy.copy(engine), copy.deepcopy(engine), copy.deepcopy([engine])[0]):
        twin.observe([1])
        assert not twin.status.quorate and engine.status.quorate
    assert engine.node == 1 and repr(engine) == "<Engine of node 1, rules corosync: quorate>"
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(engine)


def test_joined_and_left() -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}), node=1)
    engine.observe([1, 2])
    assert (engine.joined, engine.left) == ((1, 2), ())
    engine.observe([1])
    assert (engine.joined, engine.left) == ((), (2,))


def test_an_electorate_is_stored_before_anything_is_said() -> None:
    config = quorate.Config({1: 1, 2: 1}, quorate.Options(allow_downscale=True))
    with pytest.raises(quorate.EngineError, match="allow_downscale"):
        quorate.Engine(config, 1, "strict")
    engine = quorate.Engine.with_storage(config, 1)
    assert [engine.rules, engine.is_unsaved, engine.has_left_agreed] == ["strict", False, False]
    engine.view((1, 4), [1, 2], 0)
    assert [engine.is_unsaved, engine.poll_transmit()] == [True, None]
    stored = engine.snapshot()
    for wrong in (b"", stored[:-1], bytes(len(stored))):
        engine.saved(wrong)
        assert [engine.is_unsaved] == [True]
    engine.saved(stored)
    assert engine.poll_transmit() is not None
    electorate = engine.electorate
    assert electorate is not None and (electorate.epoch, electorate.electors) == (0, (1, 2)), electorate
    again = quorate.Engine.with_storage(config, 1)
    again.restore(stored)
    assert again.snapshot() == stored and again.status.ring == (1, 4)
    # Without storage who votes never changes: what may have is not taken.
    with pytest.raises(quorate.EngineError, match="another node, cluster or rules"):
        quorate.Engine(quorate.Config({1: 1, 2: 1}), 1, "strict").restore(stored)
    with pytest.raises(TypeError, match="^snapshot must be bytes"):
        engine.saved("no")  # type: ignore[arg-type]
    with pytest.raises(quorate.EngineError, match="observe"):
        engine.observe([1, 2])


def test_a_node_that_leaves_and_is_alone_is_a_loss() -> None:
    engine = quorate.Engine.with_storage(quorate.Config({1: 1}, quorate.Options(allow_downscale=True)), 1)
    engine.view((1, 4), [1], 0)
    while engine.status.reason.code != "left":
        engine.saved(engine.snapshot())
        message = engine.poll_transmit()
        if message is not None:
            engine.receive(1, message, 0)
        elif engine.poll_timeout() is None:
            assert engine.status.quorate
            engine.leave()
        else:
            engine.handle_timeout(engine.poll_timeout() or 0)
    assert not engine.has_left_agreed
