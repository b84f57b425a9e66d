"""Config: read, built, looked at."""

import copy
import inspect
import sys
from types import MappingProxyType
from typing import Any, Callable, Dict

import pytest

import quorate

Conf = Callable[..., str]


def test_not_utf8_outside_of_what_is_read(conf: Conf) -> None:
    text = b"totem {\n  cluster_name: caf\xe9\n}\n" + conf(2).encode()
    assert quorate.Config.from_corosync_conf(text).nodes == {1: 1, 2: 1}


def test_default_options(conf: Conf) -> None:
    options = quorate.Options()
    assert options == quorate.Config({1: 1}).options == quorate.Config.from_corosync_conf(conf(1)).options
    assert options != quorate.Options(wait_for_all=False) and repr(options) == "Options()"
    # What is shown, asked for and taken has the same names and values.
    shown: Dict[str, Any] = options.as_dict()
    assert quorate.Options(**shown) == options
    if sys.version_info >= (3, 11):  # an older inspect sees no signature of a class in C
        parameters = inspect.signature(quorate.Options).parameters
        assert shown == {name: value.default for name, value in parameters.items()}
    assert all(getattr(options, name) == value for name, value in shown.items())
    assert copy.copy(options) is options and copy.deepcopy(options) is options


@pytest.mark.parametrize("given", [{"device_votes": 1}, {"device_timeout": 1}, {"auto_tie_breaker_node": "lowest"}])
def test_options_that_need_another(given: Dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(given))} needs (device|auto_tie_breaker)=True"):
        quorate.Options(**given)


@pytest.mark.parametrize(
    "config",
    [
        quorate.Config({1: 1, 2: 1}),
        quorate.Config({2: 3, 1: 1}, quorate.Options(two_node=True, wait_for_all=False, expected_votes=7, votes=2)),
        quorate.Config({1: 1, 2: 1}, quorate.Options(auto_tie_breaker=True, auto_tie_breaker_node=[2, 1])),
        quorate.Config({1: 1, 2: 1}, quorate.Options(auto_tie_breaker=True, auto_tie_breaker_node="highest")),
        quorate.Config(
            {1: 1, 2: 1}, quorate.Options(device=True, device_votes=1, device_timeout=5, device_sync_timeout=6)
        ),
        quorate.Config({1: 1}, quorate.Options(last_man_standing=True, last_man_standing_window=1)),
        quorate.Config({1: 1}, quorate.Options(allow_downscale=True, expected_votes_tracking=True)),
    ],
)
def test_repr_makes_the_same_config(config: quorate.Config) -> None:
    again = eval(repr(config), {"Config": quorate.Config, "Options": quorate.Options})
    assert again == config and hash(again) == hash(config)


def test_frozen() -> None:
    config = quorate.Config({1: 1})
    with pytest.raises(AttributeError):
        setattr(config, "two_node", True)
    config.nodes[2] = 1
    assert config.nodes == {1: 1}
    assert copy.copy(config) is config and copy.deepcopy(config) is config
    assert config != quorate.Config({1: 2}) and config != "config"


def test_for_reload(conf: Conf) -> None:
    text = conf(2, "  two_node: 1\n  device {\n    model: net\n  }\n")
    with pytest.raises(quorate.ConfigError, match="cannot be combined"):
        quorate.Config.from_corosync_conf(text)
    assert quorate.Config.from_corosync_conf(text, for_reload=True).options.device


def test_net(conf: Conf) -> None:
    options = quorate.Options(device=True, device_votes=1)
    given: Dict[str, Any] = {
        "host": 2,
        "algorithm": "2nodelms",
        "tie_breaker": 1,
        "keep_active_partition_tie_breaker": False,
        "heuristics": True,
    }
    net = quorate.Net(**given)
    assert net.as_dict() == given and quorate.Net(algorithm="ffsplit") == quorate.Net() != net
    parameters = inspect.signature(quorate.Net).parameters if sys.version_info >= (3, 11) else {}
    assert not parameters or quorate.Net().as_dict() == {name: value.default for name, value in parameters.items()}
    config = quorate.Config({1: 1, 2: 1}, options, net=net)
    assert config.net == net and eval(repr(config), vars(quorate)) == config
    # The witness of corosync.conf.
    text = conf(2, "  device {\n model: net\n votes: 1\n net {\n host: w\n tie_breaker: highest\n }\n }\n")
    read, made = quorate.Config.from_corosync_conf(text), quorate.Net(tie_breaker="highest")
    assert (read.options, read.net) == (options, made)
    # A tie breaker that is not in the nodelist, which lint says.
    odd = quorate.Config.from_corosync_conf(text.replace("highest", "9"))
    again = eval(repr(odd), vars(quorate))
    assert again.net == odd.net == quorate.Net(tie_breaker=9)
    assert "device_tie_breaker" in {finding.code for finding in again.lint()}
    cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1}, options, net=made))
    for step in ("up 1 2", "split 1 | 2"):
        cluster.run(step)
    preferred = cluster.status(2)
    assert preferred is not None and preferred.verdict == "quorate"


@pytest.mark.parametrize(
    ("given", "device", "key", "way_out"),
    [
        ({}, False, "", "add the device"),
        ({"algorithm": "test"}, True, ".algorithm", "take ffsplit, lms or 2nodelms"),
        ({"tie_breaker": 0}, True, ".tie_breaker", "name one of its nodes"),
        ({"host": 3}, True, ".host", "leave host out"),
    ],
)
def test_net_that_is_refused(given: Dict[str, Any], device: bool, key: str, way_out: str) -> None:
    with pytest.raises(quorate.ConfigError, match=way_out) as refused:
        quorate.Config({1: 1, 2: 1}, quorate.Options(device=device), net=quorate.Net(**given))
    assert refused.value.key == f"quorum.device.net{key}"


@pytest.mark.parametrize("given", [{"algorithm": "most"}, {"tie_breaker": "first"}, {"host": 1 << 32}])
def test_net_of_wrong_values(given: Dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(given))} must be"):
        quorate.Net(**given)
