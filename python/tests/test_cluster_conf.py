"""cman's cluster.conf."""

import subprocess
import sys
from typing import Callable

import pytest

import quorate

WEB = """<?xml version="1.0"?>
<cluster name="web" config_version="7">
  <cman{cman}/>
  <clusternodes>
    <clusternode name="a" nodeid="1" votes="1"><fence><method name="1"/></fence></clusternode>
    <clusternode name="b" nodeid="2"/>
    {more}
  </clusternodes>
  {disk}
  <rm><resources/></rm>
</cluster>
"""


def web(cman: str = "", more: str = "", disk: str = "") -> str:
    return WEB.format(cman=cman, more=more, disk=disk)


def test_nodes_and_votes() -> None:
    config = quorate.Config.from_cluster_conf(web(more='<clusternode name="c" nodeid="3" votes="5"/>'))
    assert config.nodes == {1: 1, 2: 1, 3: 5} and config.expected_votes == 7
    assert not config.two_node and not config.options.device and not config.wait_for_all
    assert quorate.Config.from_cluster_conf(web().encode()).nodes == {1: 1, 2: 1}


def test_two_node() -> None:
    config = quorate.Config.from_cluster_conf(web(' two_node="1" expected_votes="1"'))
    assert config.two_node and not config.wait_for_all and config.expected_votes == 1
    cluster = quorate.Cluster(config, rules="cman")
    for step in ("up 1 2", "crash 2"):
        cluster.run(step)
    status = cluster.status(1)
    assert status is not None and status.quorate and status.quorum == 1
    three = web(' two_node="1"', more='<clusternode name="c" nodeid="3"/>')
    with pytest.raises(quorate.EngineError, match="exactly two nodes"):
        quorate.Engine(quorate.Config.from_cluster_conf(three), 1, rules="cman")


def test_quorum_disk() -> None:
    config = quorate.Config.from_cluster_conf(web(disk='<quorumd label="disk"/>'))
    assert config.options.device and config.device_votes == 1 and config.options.device_timeout == 10_000
    config = quorate.Config.from_cluster_conf(
        web(' expected_votes="3" quorum_dev_poll="20000"', disk='<quorumd votes="1" label="disk"/>')
    )
    assert config.device_votes == 1 and config.options.device_timeout == 20_000 and config.expected_votes == 3
    engine = quorate.Engine(config, 1, rules="cman")
    engine.observe([1])
    blocked = engine.status
    assert blocked.reason.code == "device_vote_missing"
    engine.device_register("disk")
    engine.device_poll(engine.status.ring, True, 0)
    assert engine.status.quorate
    engine.handle_timeout(20_000)
    assert engine.status.reason.code == "device_vote_stale"


def test_expected_votes_without_the_quorum_disks() -> None:
    """As cman ran it: 3 expected, 5 there."""
    three = web(' expected_votes="3"', '<clusternode name="c" nodeid="3"/>', '<quorumd votes="2"/>')
    cluster = quorate.Cluster(quorate.Config.from_cluster_conf(three), "cman")
    for step in ("up 1 2 3", "device on 1 2 3"):
        cluster.run(step)
    status = cluster.status(1)
    assert status is not None and (status.expected_votes, status.total_votes, status.quorum) == (3, 5, 3)


def test_two_node_beside_a_quorum_disk() -> None:
    config = quorate.Config.from_cluster_conf(web(' two_node="1" expected_votes="1"', disk="<quorumd/>"))
    assert config.options.two_node and config.options.device and config.device_votes == 1
    cluster = quorate.Cluster(config, "cman")
    for step in ("up 1 2", "device on 1 2", "crash 2", "device lost 1", "wait 11s"):
        cluster.run(step)
    status = cluster.status(1)
    assert status is not None and status.reason.code == "two_node" and status.quorum == 1
    with pytest.raises(quorate.EngineError, match="two_node without wait_for_all"):
        quorate.Engine(config, 1, "strict")


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [
        ("", 1, "", "not XML"),
        ("<cluster>", 1, "", "not XML"),
        ("quorum {\n}\n", 1, "", "not XML"),
        ("<corosync/>", 0, "", "outermost element is 'corosync', not 'cluster'"),
        ("<cluster/>", 0, "cluster.clusternodes", "neither a clusternode"),
        (web(more='<clusternode name="c"/>'), 7, "cluster.clusternodes.clusternode.nodeid", "no nodeid"),
        (web(more='<clusternode nodeid="0"/>'), 7, "cluster.clusternodes.clusternode.nodeid", "nodeid 0 is"),
        (web(more='<clusternode nodeid="1"/>'), 7, "cluster.clusternodes.clusternode.nodeid", "is listed twice"),
        (web(more='<clusternode nodeid="3" votes="-1"/>'), 7, "cluster.clusternodes.clusternode.votes", "from 0 to"),
        (web(' two_node="yes"'), 3, "cluster.cman.two_node", "from 0 to 1"),
        (web(' expected_votes="99999999999"'), 3, "cluster.cman.expected_votes", "from 0 to 4294967295"),
        ('<cluster>\n<cman expected_votes="1"/>\n<clusternodes/></cluster>', 3, "cluster.clusternodes",
            "no clusternode is there"),
        (web(more="".join(f'<clusternode nodeid="{node}"/>' for node in range(3, 67))), 7,
         "cluster.clusternodes.clusternode.nodeid", "more than 64 nodes"),
        (b"\xff\xfe<cluster/>", None, "", "not XML"),
        (b"<?xml version='1.0' encoding='no-such'?><cluster/>", None, "", "not XML"),
    ],
)
def test_refused(text: "str | bytes", line: "int | None", key: str, message: str) -> None:
    with pytest.raises(quorate.ConfigError) as caught:
        quorate.Config.from_cluster_conf(text)
    error = caught.value
    assert message in error.problem and error.key == key
    assert line is None or error.line == line
    assert error.number in quorate.ERROR_NUMBERS.values()


BOMB = """<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<cluster><cman two_node="&b;"/></cluster>"""
OUTSIDE = '<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]><cluster>&a;</cluster>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, '<!DOCTYPE c SYSTEM "http://localhost/c.dtd"><cluster/>'])
def test_document_types_and_entities(text: str) -> None:
    with pytest.raises(quorate.ConfigError, match="document types and entities are refused"):
        quorate.Config.from_cluster_conf(text)


LARGE = {"deep": "<cluster>" * 1_000_000, "broken": "<" * 10_000_000, "wide": "<cluster>" + "<a/>" * 500_000}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large(text: str) -> None:
    """Takes a second; what grows with the square would take hours."""
    with pytest.raises(quorate.ConfigError):
        quorate.Config.from_cluster_conf(text)


def test_without_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    monkeypatch.delitem(sys.modules, "quorate.cluster_conf", raising=False)
    with pytest.raises(ImportError, match=r"pip install defusedxml"):
        quorate.Config.from_cluster_conf(web())


def test_what_cman_does_not_know_is_noted_by_line(
    command: "Callable[..., subprocess.CompletedProcess[str]]",
) -> None:
    text = web(' two_nodes="1" expected-votes="2" transport="udpu"', '<clusternode name="c" nodeid="3" vote="5"/>',
               '<quorumdisk votes="1"/>\n  <odd><cman two_nodes="1"/></odd>')
    config = quorate.Config.from_cluster_conf(text)
    assert config.nodes == {1: 1, 2: 1, 3: 1} and not config.two_node and not config.options.device
    done = command("lint", "-", stdin=text)
    assert done.returncode == 3
    ignored = "cman does not know the {} and ignores it, and ccs_config_validate refuses it; {}"
    meant = "did you mean {}? Correct it, or remove it"
    said = [line for line in done.stdout.splitlines() if "does not know" in line]
    assert said == [
        "warning: line 3: cluster.cman: "
        + ignored.format("attribute two_nodes", meant.format("two_node")) + " [unknown_quorum_key]",
        "warning: line 3: cluster.cman: "
        + ignored.format("attribute expected-votes", meant.format("expected_votes")) + " [unknown_quorum_key]",
        "warning: line 7: cluster.clusternodes.clusternode: "
        + ignored.format("attribute vote", meant.format("votes")) + " [unknown_node_key]",
        "warning: line 9: cluster: "
        + ignored.format("element quorumdisk", meant.format("quorumd")) + " [unknown_section]",
        "note: line 10: cluster: " + ignored.format("element odd", "remove it") + " [unknown_section]",
    ]
    assert "does not know" not in command("lint", "-", stdin=web(' two_node="1" expected_votes="1"')).stdout
