"""cluster.conf as bytes: a config that is the same when it is written and read again, or one error that names the
place."""

from typing import Any, Dict, List
from xml.dom import expatbuilder
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import quoteattr

import defusedxml.sax  # noqa: F401  quorate imports it late, and the fuzzer wants it early.
import pytest
from test_cluster_conf import web

import quorate
from quorate import cluster_conf

WORDS = sorted({word for words in cluster_conf.KNOWN_WORDS.values() for part in words for word in part})
NUMBERS = ("", "0", "1", "2", "-1", " 7 ", "4294967295", "99999999999", "\u0663", "a&#10;b")


def run(data: bytes) -> None:
    lines = 1 + data.count(b"\n") + data.count(b"\r")
    try:
        config = quorate.Config.from_cluster_conf(data)
    except quorate.ConfigError as error:
        assert error.number in quorate.ERROR_NUMBERS.values() and 0 <= error.line <= lines
        assert str(error).isprintable() and error.key.split(".")[0] in ("", "cluster")
        if not (error.line or error.key or error.problem.startswith("not a cluster.conf: ")):
            with pytest.raises((ExpatError, LookupError, ValueError)):
                expatbuilder.parseString(data, False)
        return
    check_meaning(config, expatbuilder.parseString(data, False).documentElement)
    assert quorate.Config.from_cluster_conf(written(config)) == config
    found, unknown = cluster_conf.line_numbers(data)
    assert all(1 <= line <= lines for line in [*found.values(), *(one.line for one in unknown)])
    assert len(unknown) <= cluster_conf.UNKNOWN_MAX
    try:
        assert quorate.Engine(config, min(config.nodes), "cman").status.expected_votes == config.expected_votes
    except quorate.EngineError as error:
        assert config.two_node, error


def check_meaning(config: quorate.Config, cluster: Any) -> None:
    """What another reader finds; of several elements cman the last one counts."""

    def inside(element: Any, name: str) -> List[Dict[str, str]]:
        return [dict(one.attributes.items()) for one in element.childNodes if one.nodeName == name]

    lists = [one for one in cluster.childNodes if one.nodeName == "clusternodes"]
    nodes = [node for one in lists for node in inside(one, "clusternode")]
    assert config.nodes == {int(node["nodeid"]): int(node.get("votes", 1)) for node in nodes}
    names = {node.get("name") for node in nodes}
    assert all(name in names and name.isprintable() and name.split() == [name] for name in config.names.values())
    cman = [{}, *inside(cluster, "cman")][-1]
    assert config.options.expected_votes == int(cman.get("expected_votes", 0))
    assert config.two_node == (cman.get("two_node", "0").strip().lstrip("0") == "1")
    assert config.options.device == bool(inside(cluster, "quorumd"))


def written(config: quorate.Config) -> str:
    """The config as a cluster.conf."""
    options = config.options
    cman = f'two_node="{options.two_node:d}" expected_votes="{options.expected_votes}"'
    names = {node: f" name={quoteattr(name)}" for node, name in config.names.items()}
    nodes = "".join(
        f'<clusternode nodeid="{node}" votes="{votes}"{names.get(node, "")}/>' for node, votes in config.nodes.items()
    )
    if options.device:
        cman += f' quorum_dev_poll="{options.device_timeout}"'
    disk = f'<quorumd votes="{options.device_votes}"/>' if options.device else ""
    return f"<cluster><cman {cman}/><clusternodes>{nodes}</clusternodes>{disk}</cluster>"


def seeds() -> List[bytes]:
    third = '<clusternode name="{}" nodeid="3" votes="{}"/>'
    texts = [
        web(),
        web(' two_node="1" expected_votes="1"'),
        web(' expected_votes="3" quorum_dev_poll="20000"', third.format("c", 2), '<quorumd label="d" votes="2"/>'),
        web("", "", '<quorumd><heuristic program="true" score="1"/></quorumd><totem token="54000"/><odd/>'),
        web("", third.format("\u00e9&#x10;7", "1"), "<!-- \u2028 --><?pi?><![CDATA[]]>"),
        "<!DOCTYPE c [<!ENTITY a 'b'>]><cluster>&a;</cluster>",
        '<?xml version="1.1" encoding="latin-1"?><cluster/>',
        *(web(f' expected_votes="{number}"', third.format("c", number)) for number in NUMBERS),
    ]
    return [*(text.encode() for text in texts), web().encode("utf-16"), b"\xff"]
