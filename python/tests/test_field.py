"""Config files of people who run such clusters, made small: what the commands say of them."""

import json
import re
from pathlib import Path
from typing import List, Tuple

import pytest

import quorate
from quorate import cli
from quorate.cluster_conf import line_numbers

PAIR = '<clusternodes>\n<clusternode name="a" nodeid="1"/>\n<clusternode name="b" nodeid="2"/>\n</clusternodes>'
TWO_NODE = f'<cluster>\n<cman two_node="1" expected_votes="1"/>\n{PAIR}\n</cluster>'
NODES = "nodelist {\n node {\n  nodeid: 1\n }\n node {\n  nodeid: 2\n }\n}\n"
QUORUM = "quorum {\n provider: corosync_votequorum\n}\n"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Tuple[int, str, str]:
    status = cli.main(list(words))
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(("nodes", "votes"), [(2, 1), (3, 2), (4, 3)])
def test_a_quorum_disk_has_a_vote_less_than_there_are_nodes(nodes: int, votes: int) -> None:
    listed = "".join(f'<clusternode nodeid="{node}" votes="1"/>' for node in range(1, nodes + 1))
    text = f'<cluster><cman expected_votes="{nodes + votes}"/><clusternodes>{listed}</clusternodes><quorumd/></cluster>'
    assert quorate.Config.from_cluster_conf(text).device_votes == votes


@pytest.mark.parametrize(
    ("cman", "totem", "poll"),
    [
        ('quorum_dev_poll="21000"', "", 21_000),
        ("", '<totem token="54000"/>', 54_000),
        ('quorum_dev_poll="21000"', '<totem token="54000"/>', 21_000),
        ('quorumdev_poll="21000"', "", 10_000),
    ],
)
def test_the_poll_of_a_quorum_disk(cman: str, totem: str, poll: int) -> None:
    text = f"<cluster><cman {cman}/>{PAIR}<quorumd/>{totem}</cluster>"
    assert quorate.Config.from_cluster_conf(text).options.device_timeout == poll


def test_cmans_two_node(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "cluster.conf"
    conf.write_text(TWO_NODE)
    for members, total in [("1,2", 2), ("1", 1)]:
        status, out, _ = run(capsys, "status", "--conf", str(conf), "--members", members)
        assert status == 0 and "Why: two_node: " in out
        lines = ["Expected votes: 1", f"Total votes: {total}", "Node votes: 1", "Quorum: 1", "Flags: 2node"]
        assert out.splitlines()[1:6] == lines
    _, out, _ = run(capsys, "what-if", str(conf))
    assert "wait_for_all: 0" not in out
    status, out, _ = run(capsys, "lint", str(conf), "--json")
    findings = json.loads(out)["findings"]
    assert status == 0 and [finding["code"] for finding in findings] == ["two_node_needs_fencing"]
    assert (findings[0]["key"], findings[0]["line"]) == ("cluster.cman.two_node", 2)
    assert findings[0]["text"].startswith("line 2: cluster.cman.two_node: ")


def test_lint_speaks_cmans_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "cluster.conf"
    conf.write_text(f'<cluster>\n<cman expected_votes="9"/>\n{PAIR}\n</cluster>')
    status, out, _ = run(capsys, "lint", str(conf))
    assert status == 3 and "cluster.cman.expected_votes" in out and "nodelist" not in out and "quorum." not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<cluster>\n<clusternodes/>\n</cluster>", "line 2: cluster.clusternodes: neither a clusternode"),
        ('<cluster><clusternodes>\n<clusternode name="a"/></clusternodes></cluster>', "line 2: .*clusternode has no"),
        ('<cluster><cman expected_votes="3"/>\n<clusternodes/></cluster>', "line 2: .*no clusternode is there"),
    ],
)
def test_refusals_in_cmans_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    conf = tmp_path / "cluster.conf"
    conf.write_text(text)
    status, _, err = run(capsys, "lint", str(conf))
    assert status == 1 and re.search(said, err)
    assert "nodelist" not in err and "quorum.expected_votes" not in err


CHARACTERS: List[Tuple[bytes, str]] = [
    ("\u00a0".encode(), "no-break space (U+00A0)"),
    ("\u200b".encode(), "zero width space (U+200B)"),
    ("\ufeff".encode(), "a byte order mark (U+FEFF)"),
    (b"\xf6", "the byte 0xF6, which is not UTF-8"),
    (b"\x01", "a control character (U+0001)"),
]


@pytest.mark.parametrize(("character", "name"), CHARACTERS)
def test_characters_that_are_not_to_be_seen(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, character: bytes, name: str
) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_bytes((QUORUM + NODES).encode().replace(b"  nodeid: 2", b"  " + character + b" nodeid: 2"))
    status, _, err = run(capsys, "lint", str(conf))
    assert status == 1 and ": line 9: name has a character" in err and f"; column 3 has {name}" in err


def test_a_byte_order_mark_before_the_first_section(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_text("\ufeff" + QUORUM + NODES)
    status, _, err = run(capsys, "lint", str(conf))
    assert status == 1 and "line 1: " in err and "column 1 has a byte order mark (U+FEFF)" in err


def test_status_without_a_quorum_provider(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_text(NODES)
    status, out, err = run(capsys, "status", "--conf", str(conf), "--members", "1,2")
    assert status == 1 and out == "" and "Pacemaker does not start; add 'provider: corosync_votequorum'" in err
    # What a table counts is not what corosync does with this file.
    _, out, _ = run(capsys, "what-if", str(conf))
    assert out.splitlines()[0].endswith("so it stops nobody.")
    assert out.splitlines()[1] == "With 'provider: corosync_votequorum':"


def test_what_cman_does_not_start_with(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "cluster.conf"
    conf.write_text(TWO_NODE.replace('name="b" nodeid="2"', 'name="b" nodeid="2" votes="2"'))
    status, out, _ = run(capsys, "lint", str(conf))
    first = "line 2: cluster.cman.two_node: cman does not start with this: two_node needs exactly two nodes with 1 vote"
    assert status == 3 and out.startswith(first) and "nothing found" not in out and "split" not in out


def test_a_quorum_disk_is_no_device(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "cluster.conf"
    three = PAIR.replace("</clusternodes>", '<clusternode name="c" nodeid="3"/></clusternodes>')
    conf.write_text(f'<cluster>\n{three}\n<quorumd votes="9"/></cluster>')
    said = "".join(run(capsys, name, str(conf))[1] for name in ("lint", "what-if"))
    assert "quorum disk" in said and "device" not in said.replace("device_", "").replace("device on", "").replace(
        "device lost", ""
    )
    _, out, _ = run(capsys, "status", "--conf", str(conf), "--members", "a,b,c", "--device", "on")
    assert "Expected votes: 3\nQuorum device votes: 9\nTotal votes: 12\n" in out


def test_two_nodes_of_one_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "corosync.conf"
    names = "".join(
        f"  node {{\n    nodeid: {node}\n    name: {name}\n  }}\n" for node, name in [(1, "a"), (2, "a"), (3, "c")]
    )
    conf.write_text(f"{QUORUM}nodelist {{\n{names}}}\n")
    _, out, _ = run(capsys, "lint", str(conf))
    assert out == (
        "One node fails: if node 1, 2 or c fails, the others stay quorate.\n"
        "note: more than one node is called a; Pacemaker needs a name of its own for each\nnothing else found\n"
    )


def test_names_of_nodes_without_a_nodeid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "corosync.conf"
    names = "".join(f"  node {{\n    ring0_addr: 192.0.2.{node}\n    name: n{node}\n  }}\n" for node in (1, 2, 3))
    for high_bit in ("", "  clear_node_high_bit: yes\n"):
        conf.write_text(f"{QUORUM}nodelist {{\n{names}}}\ntotem {{\n  transport: udpu\n{high_bit}}}\n")
        _, out, _ = run(capsys, "lint", str(conf))
        assert out.startswith("One node fails: if node n1, n2 or n3 fails, the others stay quorate.\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b\u200b", "note: line 12: column 10 has zero width space (U+200B); retype it"),
        ("b # beta", "warning: line 12: to corosync, '#' and what follows it are part of the value; move the"),
    ],
)
def test_what_is_no_part_of_a_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, said: str
) -> None:
    conf = tmp_path / "corosync.conf"
    three = NODES.replace("}\n}\n", "}\n node {\n  name: NAME\n  nodeid: 3\n }\n}\n")
    conf.write_text(QUORUM + three.replace("NAME", name))
    _, out, _ = run(capsys, "lint", str(conf))
    lines = out.splitlines()
    assert lines[0] == "One node fails: if node 1, 2 or 3 fails, the others stay quorate."
    assert any(line.startswith(said) for line in lines[1:])


@pytest.mark.parametrize("name", ["b\u00fcro", "b.example", "\u8282\u70b9"])
def test_names_of_any_language(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_text(NODES.replace("nodeid: 2\n", f"nodeid: 2\n  name: {name}\n") + QUORUM, encoding="utf-8")
    _, out, _ = run(capsys, "what-if", str(conf), "--down", name)
    assert f"missing: node {name}\n" in out
    _, out, _ = run(capsys, "lint", str(conf))
    assert f"if node 1 or {name} fails" in out and "retype" not in out
    conf = tmp_path / "cluster.conf"
    conf.write_text(f"<cluster>{PAIR}</cluster>".replace('name="b"', f'name="{name}"'), encoding="utf-8")
    _, out, _ = run(capsys, "what-if", str(conf), "--down", name)
    assert f"missing: node {name}\n" in out


@pytest.mark.parametrize(
    ("votes", "quorum", "instead"),
    [
        ([2, 1], "", "quorum_votes"),
        ([1, 0], "", "quorum_votes"),
        ([1, 1], " two_node: 1\n auto_tie_breaker: 1\n", "auto_tie_breaker"),
        ([1, 1], " two_node: 1\n wait_for_all: 1\n auto_tie_breaker: 1\n last_man_standing: 1\n",
            "auto_tie_breaker and last_man_standing"),
    ],
)
def test_ways_out_of_two_odd_nodes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, votes: List[int], quorum: str, instead: str
) -> None:
    conf = tmp_path / "corosync.conf"
    nodes = NODES
    for node, number in enumerate(votes, 1):
        nodes = nodes.replace(f"nodeid: {node}\n", f"nodeid: {node}\n  quorum_votes: {number}\n")
    conf.write_text(nodes + QUORUM.replace("}\n", quorum + "}\n"))
    _, out, _ = run(capsys, "lint", str(conf))
    way = f"Ways out: two_node: 1 instead of {instead}, with fencing that works; or a quorum device (corosync-qdevice) "
    assert f"{way}instead of {instead}.\n" in out
    # No command makes a node without votes quorate.
    first = out.splitlines()[0]
    assert first.endswith("it stays so until node 1 is back.") == (votes == [1, 0]), first
    # Done as it says.
    conf.write_text(NODES + "quorum {\n provider: corosync_votequorum\n two_node: 1\n}\n")
    _, out, _ = run(capsys, "lint", str(conf))
    assert "blocked" not in out.splitlines()[0] and "warning" not in out


@pytest.mark.parametrize("option", ["auto_tie_breaker: 1", "wait_for_all: 1", "device {\n model: net\n votes: 1\n }"])
def test_nobody_waits_for_a_node_where_an_operator_or_a_proof_helps(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str
) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_text(NODES.replace("nodeid: 2", "nodeid: 2\n  quorum_votes: 2") + QUORUM.replace("}", f" {option}\n}}"))
    _, out, _ = run(capsys, "what-if", str(conf), "--rules", "strict")
    assert " fails, the other is blocked" in out.splitlines()[0] and "so until" not in out, out


def test_ways_out_of_two_odd_nodes_of_cman(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    conf = tmp_path / "cluster.conf"
    conf.write_text(f"<cluster>{PAIR}</cluster>".replace('nodeid="1"', 'nodeid="1" votes="2"'))
    _, out, _ = run(capsys, "lint", str(conf))
    assert "Ways out: two_node=1 with expected_votes=1, and 1 vote for each node, with fencing" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("totem {\n" + NODES + "}\n" + QUORUM, "line 2: corosync finds nodes only in a nodelist section at the top"),
        (NODES + NODES.replace("1", "3") + QUORUM, "line 9: in corosync a second nodelist overwrites"),
        (NODES + QUORUM.replace("}", " two_node: yes\n}"), "quorum.two_node: value is not .* digits only .yes is 1,"),
        (NODES + QUORUM.replace("votequorum", "votequorom"), "quorum.provider: only corosync_votequorum counts votes"),
        (QUORUM.replace("}", " expected_votes: 2\n}"), "corosync.conf: nodelist: corosync 3 does not start without it"),
    ],
)
def test_refusals_say_where_and_what_to_write(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str
) -> None:
    conf = tmp_path / "corosync.conf"
    conf.write_text(text)
    status, out, err = run(capsys, "what-if", str(conf))
    assert status == 1 and out == "" and re.search(said, err), err


@pytest.mark.parametrize(
    ("elements", "meant"),
    [
        ('<quorumd master_wait="4" log_level="7" log_facility="local4"/><cman max_queued="64"/>', None),
        ('<fence_daemon/><service name="x"/><clvmd interface="cman"/>', None),
        ('<quorumd statusfile="/x"/>', "status_file"),
        ('<cman votes="2"/>', ""),
    ],
)
def test_what_cman_knows(tmp_path: Path, elements: str, meant: "str | None") -> None:
    """As cman 3's sources and its schema have it."""
    _, unknown = line_numbers(f"<cluster>{PAIR}{elements}</cluster>")
    assert [one.meant for one in unknown] == ([] if meant is None else [meant])
