"""Config, Engine and Status: what gate and device ask of them, of the wheel and of the package over libquorate.so."""

import copy
import itertools
import re
import subprocess
import sys
import threading
from types import MappingProxyType
from typing import Any, Callable, List, Tuple

import pytest

import quorate
from quorate import Config, Engine, Options

NODES = " node {\n  nodeid: 1\n }\n node {\n  nodeid: 2\n }\n"
CONF = "totem {\n version: 2\n}\nquorum {\n two_node: 1\n}\nnodelist {\n" + NODES + "}\n"


def three() -> Engine:
    return Engine(Config({1: 1, 2: 1, 3: 1}), 1)


def code(engine: Engine) -> str:
    """The reason's code, anew each time: mypy takes engine.status.reason.code for what it was before."""
    return engine.status.reason.code


def test_corosync_conf() -> None:
    config = Config.from_corosync_conf(CONF)
    assert (config.nodes, config.expected_votes, config.nodelist_votes) == ({1: 1, 2: 1}, 2, 2)
    assert config.two_node and config.wait_for_all and config.options == Options(two_node=True)
    assert config == Config.from_corosync_conf(CONF.replace("\n", "\r\n").encode())
    strict = Config.from_corosync_conf(CONF, freeze_on_loss=True, fence_delay=300)
    assert (strict.options.freeze_on_loss, strict.options.fence_delay) == (True, 300) and strict != config
    with pytest.raises(quorate.ConfigError) as caught:
        Config.from_corosync_conf(CONF.replace("1\n}", "yes\n}"))
    assert (caught.value.line, caught.value.key, caught.value.number) == (5, "quorum.two_node", -110)
    assert str(caught.value) == f"line 5: quorum.two_node: {caught.value.problem}"


def test_options() -> None:
    options = Options(
        auto_tie_breaker=True, auto_tie_breaker_node=[2, 1], wait_for_all=True, expected_votes=7, votes=2,
        last_man_standing=True, last_man_standing_window=20_000, freeze_on_loss=True, fence_delay=300,
        expected_votes_tracking=True,
    )  # fmt: skip
    config = Config(MappingProxyType({2: 2, 1: 0}), options)
    assert list(config.nodes.items()) == [(2, 2), (1, 0)] and config.expected_votes == 7
    assert config.options == options and hash(config.options) == hash(options)
    assert config.auto_tie_breaker_node == options.auto_tie_breaker_node == (2, 1)
    assert options.last_man_standing and options.last_man_standing_window == 20_000
    assert options.expected_votes_tracking and not options.allow_downscale
    assert Config({1: 1, 2: 1}, options=Options(allow_downscale=True)).options.allow_downscale
    assert not Config({1: 1, 2: 1}, Options(two_node=True, wait_for_all=False)).wait_for_all
    device = Config({1: 1, 2: 1, 3: 1}, Options(device=True, device_timeout=500, device_sync_timeout=900))
    assert device.options.device and (device.device_votes, device.expected_votes) == (2, 5)
    assert (device.options.device_timeout, device.options.device_sync_timeout) == (500, 900)
    assert Config({1: 1, 2: 1}, Options(device=True, device_votes=1)).device_votes == 1
    assert hash(Config({1: 1})) == hash(Config({1: 1}, Options())) and Config({1: 1}) != Config({1: 2})


def test_tie_breaker() -> None:
    def breaker(votes: int, **keywords: Any) -> object:
        return Config({1: votes, 2: 1}, Options(auto_tie_breaker=True, **keywords)).auto_tie_breaker_node

    assert breaker(1) == "lowest"
    assert breaker(1, auto_tie_breaker_node="highest") == "highest"
    # votequorum disables it on odd votes without wait_for_all.
    assert breaker(2) is None
    assert breaker(2, wait_for_all=True) == "lowest"


def test_two_node() -> None:
    engine = Engine(Config.from_corosync_conf(CONF), node=1, rules="corosync")
    assert code(engine) == "no_view" and engine.status.members == ()
    engine.observe([1])
    assert code(engine) == "waiting_for_all" and engine.status.verdict == "blocked"
    engine.observe({2, 1})
    twin = copy.copy(engine)
    engine.observe(node for node in (1,))
    status = engine.status
    assert status.quorate and status.flags == {"2Node", "Quorate", "WaitForAll"} and status.ring == (1, 3)
    reason = status.reason
    assert (reason.code, reason.number, reason.votes, reason.needed, reason.missing) == ("two_node", 2, 1, 1, (2,))
    assert str(reason).startswith("two_node: 1 of 2 expected votes")
    assert getattr(reason, "text", str(reason)) == str(reason)
    assert twin.status.members == (1, 2) and status == engine.status != twin.status
    with pytest.raises(TypeError, match="ask its .quorate"):
        bool(status)


def test_peers() -> None:
    engines = {node: Engine(Config({1: 1, 2: 1, 3: 1}), node) for node in (1, 2)}
    for engine in engines.values():
        engine.view((1, 1), [1, 2], 0)
    assert code(engines[2]) == "view_incomplete"
    sent = [(sender, one) for sender in (1, 2) for one in iter(engines[sender].poll_transmit, None)]
    for sender, one in sent:
        for engine in engines.values():
            engine.receive(sender, one, 0)
    assert all(engine.status.quorate for engine in engines.values())
    message = sent[0][1]
    for bad, number in ((b"", -301), (message + b"\0", -301), (b"\xff" + message[1:], -300)):
        with pytest.raises(quorate.MessageError) as caught:
            engines[1].receive(2, bad, 0)
        assert caught.value.number == number
    engines[1].leave()
    assert code(engines[1]) == "left"


def test_strict() -> None:
    options = Options(wait_for_all=True, auto_tie_breaker=True, fence_delay=300)
    engine = Engine(Config({1: 1, 2: 1}, options), 2, "strict")
    engine.observe([1, 2])
    engine.observe([2])
    assert (engine.status.verdict, engine.status.fence_delay) == ("fence_first", 300)
    with pytest.raises(quorate.EngineError) as caught:
        engine.fenced(2, engine.status.ring, 0)
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_FENCED_MEMBER"]
    engine.fenced(1, engine.status.ring, 0)
    assert code(engine) == "everyone_accounted"
    frozen = Engine(Config({1: 1, 2: 1, 3: 1}, Options(freeze_on_loss=True)), 1, "strict")
    frozen.observe([1, 2, 3])
    frozen.observe([1, 2])
    assert code(frozen) == "frozen"
    frozen.resume()
    assert frozen.status.quorate


def test_device_and_operator() -> None:
    engine = Engine(Config({1: 1, 2: 1}, Options(device=True)), 1)
    engine.observe([1])
    engine.device_register("disk")
    engine.device_poll(engine.status.ring, True, 0)
    assert engine.status.quorate and "QdeviceCastVote" in engine.status.flags
    assert engine.poll_timeout() == 10_000
    engine.handle_timeout(10_000)
    assert (engine.status.reason.code, engine.poll_timeout()) == ("device_vote_stale", None)
    waiting = Engine(Config({1: 1, 2: 1, 3: 1}, Options(wait_for_all=True)), 1)
    waiting.observe([1, 2])
    waiting.cancel_wait_for_all()
    assert waiting.status.quorate


REFUSALS: List[Tuple[Callable[[Any], object], str, str]] = [
    (lambda engine: engine.observe([1, 9]), "NOT_IN_NODELIST", "node 9 is not in the nodelist"),
    (lambda engine: engine.observe([2, 3]), "LOCAL_NODE_MISSING", "does not contain the local node 1"),
    (lambda engine: engine.observe([]), "LOCAL_NODE_MISSING", "does not contain the local node 1"),
    (lambda engine: engine.observe([1, 1]), "DUPLICATE_MEMBER", "node 1 is in the view twice"),
    (lambda engine: engine.observe([0, 1]), "NODEID_ZERO", "node 0 is the quorum device"),
    (lambda engine: engine.observe(itertools.count(1)), "NOT_IN_NODELIST", "node 4 is not in the nodelist"),
    (lambda engine: engine.view((1, 1), [1], 0), "RING_TOO_OLD", "a ring id is used only once"),
    (lambda engine: engine.resume(), "NOT_IN_THESE_RULES", "these rules do not support"),
    (lambda engine: engine.device_register(""), "DEVICE_NAME_LENGTH", "1 to 32 bytes"),
    (lambda engine: Engine(Config({1: 1}), 7), "NOT_IN_NODELIST", "node 7 is not in the nodelist"),
    (lambda engine: Engine(Config({1: 1}), 0), "NODEID_ZERO", "node 0 is the quorum device"),
]


@pytest.mark.parametrize("call, name, text", REFUSALS)
def test_refusals(call: Callable[[Any], object], name: str, text: str) -> None:
    engine = three()
    engine.observe([1, 2])
    before = engine.status
    with pytest.raises(quorate.EngineError) as caught:
        call(engine)
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_" + name]
    assert engine.status == before
    # C's sentences have an N in place of a node.
    unnamed = [re.sub("node [0-9]+", "node N", words) for words in (text, str(caught.value))]
    assert unnamed[0] in unnamed[1]


ARGUMENTS: List[Tuple[Callable[[Any], object], str]] = [
    (lambda bad: Engine(Config({1: 1}), bad), "node must be "),
    (lambda bad: Config({bad: 1}), "a nodeid of nodes must be "),
    (lambda bad: Config({1: bad}), "nodes[1] must be "),
    (lambda bad: Options(expected_votes=bad), "expected_votes must be "),
    (lambda bad: Options(auto_tie_breaker=True, auto_tie_breaker_node=[bad]), "auto_tie_breaker_node[0] must be "),
    (lambda bad: three().observe([1, bad]), "members[1] must be "),
    (lambda bad: three().view((bad, 1), [1], 0), "ring[0] must be "),
    (lambda bad: three().view((1, bad), [1], 0), "ring[1] must be "),
    (lambda bad: three().handle_timeout(bad), "now must be "),
    (lambda bad: three().receive(bad, b"", 0), "sender must be "),
    (lambda bad: three().fenced(bad, (1, 1), 0), "node must be "),
]


@pytest.mark.parametrize("call, what", ARGUMENTS)
def test_numbers(call: Callable[[Any], object], what: str) -> None:
    for bad in ("1", 1.0, True, b"1", None, object()):
        with pytest.raises(TypeError) as wrong:
            call(bad)
        assert str(wrong.value) == f"{what}an int, not {type(bad).__name__}"
    for number in (-1, 2**64, 10**5000, -(10**5000)):
        with pytest.raises(ValueError) as outside:
            call(number)
        assert str(outside.value).startswith(f"{what}from 0 to ")


# Without types.
make_engine: Any = Engine
make_options: Any = Options
OTHERS: List[Tuple[Callable[[], object], Any, str]] = [
    (lambda: Config([1, 2]), TypeError, "nodes must be a mapping"),  # type: ignore[arg-type]
    (lambda: Config({1: 1}, {}), TypeError, "options must be a quorate.Options, not dict"),  # type: ignore[arg-type]
    (lambda: Engine({1: 1}, 1), TypeError, "config must be a quorate.Config, not dict"),  # type: ignore[arg-type]
    (lambda: make_engine(Config({1: 1}), 1, "paxos"), ValueError, "no such rules; there are 'corosync', 'cman'"),
    (lambda: make_options(two_node=1), TypeError, "two_node must be a bool, not int"),
    (lambda: make_options(two_nodes=True), TypeError, "keyword argument 'two_nodes'"),
    (lambda: Options(device_votes=1), ValueError, "device_votes needs device=True"),
    (lambda: Options(auto_tie_breaker_node="lowest"), ValueError, "auto_tie_breaker_node needs auto_tie_breaker=True"),
    (lambda: make_options(auto_tie_breaker_node="first"), ValueError, "must be 'lowest', 'highest' or nodeids"),
    (lambda: Options(auto_tie_breaker_node=[]), ValueError, "must name nodes"),
    (lambda: Config.from_corosync_conf("\ud800"), ValueError, "lone surrogates"),
    (lambda: Config.from_corosync_conf(None), TypeError, "text must be str or bytes"),  # type: ignore[arg-type]
    (lambda: three().observe("12"), TypeError, "members must be an iterable of nodeids"),  # type: ignore[arg-type]
    (lambda: three().view((1, 1, 1), [1], 0), ValueError, "ring must be a tuple"),  # type: ignore[arg-type]
    (lambda: three().receive(1, "text", 0), TypeError, "message must be bytes"),  # type: ignore[arg-type]
    (lambda: three().device_poll((1, 1), 1, 0), TypeError, "cast_vote must be a bool"),  # type: ignore[arg-type]
    (lambda: Config({0: 1}), quorate.ConfigError, "nodeid 0 is the quorum device"),
    (lambda: Config({1: 2**32 - 1, 2: 1}), quorate.ConfigError, "more than 4294967295"),
    (lambda: Config(dict.fromkeys(range(1, 66), 1)), quorate.ConfigError, "more than 64 nodes"),
]


@pytest.mark.parametrize("call, kind, what", OTHERS)
def test_other_arguments(call: Callable[[], object], kind: Any, what: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert what in str(caught.value)


def test_it_does_not_change() -> None:
    config = Config({1: 1})
    for thing, name in ((config, "two_node"), (config.options, "two_node"), (three().status, "verdict")):
        with pytest.raises(AttributeError):
            setattr(thing, name, True)
    config.nodes[2] = 1
    assert config.nodes == {1: 1}


def test_threads() -> None:
    engine, wrong = three(), []

    def work() -> None:
        for _ in range(300):
            engine.observe([1, 2])
            if not engine.status.quorate:
                wrong.append(engine.status)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_signal_handlers_may_ask() -> None:
    """An alarm interrupts a thread that holds an engine's lock, and asks the same engine."""
    code = """
import signal, quorate
engine, asked = quorate.Engine(quorate.Config({1: 1, 2: 1, 3: 1}), 1), []
signal.signal(signal.SIGALRM, lambda *_: asked.append(engine.status.verdict))
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
while len(asked) < 200:
    engine.observe([1, 2])
signal.setitimer(signal.ITIMER_REAL, 0)
print("done")
"""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert done.stdout == "done\n"
