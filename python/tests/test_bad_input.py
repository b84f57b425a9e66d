"""Bad input: a clear error that names the place, and nothing has changed."""

import itertools
from typing import Any, Callable, Iterator

import pytest

import quorate

Conf = Callable[..., str]
HUGE = 10**5000


def refused(text: "str | bytes") -> quorate.ConfigError:
    with pytest.raises(quorate.ConfigError) as caught:
        quorate.Config.from_corosync_conf(text)
    assert isinstance(caught.value, ValueError) and isinstance(caught.value, quorate.Error)
    assert caught.value.number <= -100
    return caught.value


@pytest.mark.parametrize("text", ["", b"", "\n\n", "# nothing\n", "totem {\n}\n"])
def test_empty_config(text: "str | bytes") -> None:
    error = refused(text)
    assert (error.line, error.key) == (0, "")
    assert str(error) == "neither a nodelist nor quorum.expected_votes is configured; add a nodelist"


@pytest.mark.parametrize("braces", ["{" * 10_000_000, "a {\n" * 2_500_000, "}" * 10_000_000, "}\n" * 5_000_000])
def test_ten_megabytes_of_braces(braces: str) -> None:
    # Refused where it goes wrong, so the rest is not read.
    assert 1 <= refused(braces).line <= 128


def test_65_nodes(conf: Conf) -> None:
    assert len(quorate.Config.from_corosync_conf(conf(64)).nodes) == quorate.NODES_MAX == 64
    error = refused(conf(65))
    assert error.key == "nodelist.node.nodeid" and error.line == 2 + 3 * 64 + 1
    assert "more than 64 nodes" in str(error)
    with pytest.raises(quorate.ConfigError, match="more than 64 nodes"):
        quorate.Config(dict.fromkeys(range(1, 66), 1))


def test_duplicate_nodeid(conf: Conf) -> None:
    error = refused(conf([1, 2, 1]))
    assert (error.line, error.key) == (9, "nodelist.node.nodeid")
    assert str(error) == "line 9: nodelist.node.nodeid: nodeid 1 is listed twice; give each node its own"


def test_nodeid_0(conf: Conf) -> None:
    error = refused(conf([1, 0]))
    assert (error.line, error.problem) == (6, "nodeid 0 is the quorum device; number nodes from 1 up")
    with pytest.raises(quorate.ConfigError, match="nodeid 0 is the quorum device"):
        quorate.Config({0: 1})


def test_votes_overflow() -> None:
    node = "  node {{\n    nodeid: {}\n    quorum_votes: 4294967295\n  }}\n"
    error = refused("nodelist {\n" + node.format(1) + node.format(2) + "}\n")
    assert error.key == "nodelist.node.quorum_votes" and "more than 4294967295" in error.problem
    with pytest.raises(quorate.ConfigError, match="add up to more than 4294967295"):
        quorate.Config({1: 4294967295, 2: 4294967295})


def test_two_node_with_three_nodes(conf: Conf) -> None:
    config = quorate.Config.from_corosync_conf(conf(3, "  two_node: 1\n"))
    assert quorate.Engine(config, 1, rules="corosync").status.flags >= {"2Node"}
    for make in (lambda: quorate.Engine(config, 1, rules="cman"), lambda: quorate.Cluster(config, rules="cman")):
        with pytest.raises(quorate.EngineError, match="exactly two nodes with 1 vote each"):
            make()


def test_too_many_members() -> None:
    engine = quorate.Engine(quorate.Config({}, quorate.Options(expected_votes=3)), 1)
    for members in (range(1, 66), itertools.count(1)):
        with pytest.raises(quorate.EngineError, match="more than 64 nodes"):
            engine.observe(members)
    engine.observe(range(1, 65))
    assert engine.status.total_votes == 64


def calls() -> "list[tuple[str, Callable[[Any], object]]]":
    """Every argument that is a number, by name, beside those in test_node.py."""
    config = quorate.Config({1: 1, 2: 1})
    engine = quorate.Engine(config, 1)
    cluster = quorate.Cluster(config)
    return [
        ("device_votes", lambda bad: quorate.Options(device=True, device_votes=bad)),
        ("now", lambda bad: engine.view((1, 1), [1], bad)),
        ("votes", lambda bad: engine.set_expected_votes(bad)),
        ("node", lambda bad: engine.set_votes(bad, 1)),
        ("votes", lambda bad: engine.set_votes(1, bad)),
        ("node", lambda bad: engine.node_info(bad)),
        ("node", lambda bad: cluster.status(bad)),
        ("nodes[0]", lambda bad: cluster.reload(config, [bad])),
    ]


OPTIONAL = ("device_votes",)


@pytest.mark.parametrize(("name", "call"), calls())
def test_bad_numbers(name: str, call: Callable[[Any], object]) -> None:
    for bad in ("1", 1.0, True, b"1", object(), *([] if name in OPTIONAL else [None])):
        with pytest.raises(TypeError) as caught:
            call(bad)
        assert str(caught.value) == f"{name} must be an int, not {type(bad).__name__}"
    for bad in (-1, 2**64, HUGE, -HUGE):
        with pytest.raises(ValueError) as refusal:
            call(bad)
        assert str(refusal.value).startswith(f"{name} must be from 0 to ")


class Broken:
    """Iterable and index that fail."""

    def __iter__(self) -> Iterator[int]:
        raise OSError("no more")

    def __index__(self) -> int:
        raise OSError("no number")


def test_errors_of_the_caller_pass() -> None:
    engine = quorate.Engine(quorate.Config({1: 1}), 1)
    with pytest.raises(OSError, match="no more"):
        engine.observe(Broken())
    with pytest.raises(OSError, match="no number"):
        engine.set_expected_votes(Broken())  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        engine.observe(1 // node for node in (1, 0))


def test_a_generator_may_use_its_engine() -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}), 1)
    engine.observe(engine.status.node + more for more in range(2))
    assert engine.status.members == (1, 2)


@pytest.mark.parametrize("bad", ["12", b"12", bytearray(b"12"), 12, None, 1.5])
def test_members_of_a_wrong_type(bad: Any) -> None:
    engine = quorate.Engine(quorate.Config({1: 1, 2: 1}), 1)
    with pytest.raises(TypeError) as caught:
        engine.observe(bad)
    assert str(caught.value) == f"members must be an iterable of nodeids, not {type(bad).__name__}"


@pytest.mark.parametrize("bad", [None, 1, [1, 2], "1: 1"])
def test_nodes_of_a_wrong_type(bad: Any) -> None:
    with pytest.raises(TypeError, match="nodes must be a mapping of nodeids to votes, not "):
        quorate.Config(bad)


def test_texts_of_a_wrong_type() -> None:
    cluster = quorate.Cluster(quorate.Config({1: 1}))
    cases: "list[tuple[str, Callable[[Any], object]]]" = [
        ("text must be str or bytes", quorate.Config.from_corosync_conf),
        ("text must be str or bytes", quorate.Config.from_cluster_conf),
        ("text must be a str", quorate.simulate),
        ("step must be a str", cluster.run),
    ]
    for bad in (None, 1, ["up 1"], bytearray()):
        for name, call in cases:
            with pytest.raises(TypeError, match=f"{name}, not {type(bad).__name__}"):
                call(bad)
    for surrogates in (quorate.Config.from_corosync_conf, quorate.simulate, cluster.run):
        with pytest.raises(ValueError, match="lone surrogates"):
            surrogates("\ud800")


def test_other_wrong_types() -> None:
    config = quorate.Config({1: 1})
    engine: Any = quorate.Engine(config, 1)
    cases: "list[tuple[str, Callable[[], object]]]" = [
        ("config must be a quorate.Config, not NoneType", lambda: engine.reload(None)),
        ("rules must be a str, not NoneType", lambda: quorate.Engine(config, 1, rules=None)),  # type: ignore[arg-type]
        ("ring must be a tuple", lambda: engine.view([1, 1], [1], 0)),
        ("remove must be a bool, not str", lambda: engine.leave(remove="no")),
        ("allow must be a bool, not NoneType", lambda: engine.device_master_wins(None)),
        ("name must be a str, not bytes", lambda: engine.device_register(b"disk")),
        ("node", lambda: quorate.Engine(config)),  # type: ignore[call-arg]
    ]
    for message, call in cases:
        with pytest.raises(TypeError) as caught:
            call()
        assert message in str(caught.value)


def test_values_that_do_not_exist() -> None:
    for nodes in ([], [0], range(1, 70)):
        with pytest.raises(ValueError, match="auto_tie_breaker_node"):
            quorate.Options(auto_tie_breaker_node=nodes)
