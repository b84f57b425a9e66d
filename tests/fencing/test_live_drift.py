"""Stale files, on real clusters: quorate status says which, and what it says to run mends it."""

import re
from typing import Any, Iterator, List

import pytest

from lab import Cluster, Node, wait_until
from test_live_status import PYTHON, status, told

RELOAD = "corosync-cfgtool -R"
NODE = "  node {{\n    ring0_addr: 10.77.1.{0}\n    nodeid: {0}\n    name: node{0}\n  }}\n}}\n"
NOTE = re.compile(r"^Note: (.*)$", re.MULTILINE)


@pytest.fixture
def three(make_cluster: Any) -> Iterator[Cluster]:
    yield make_cluster(3)


def text(node: Node) -> str:
    return (node.folder / "corosync.conf").read_text()


def write(node: Node, conf: str) -> None:
    """Its disk is its own: the logfile's path stays."""
    conf = re.sub(r"(state_dir|logfile): \S*/(state|log/corosync.log)\n", rf"\1: {node.folder}/\2\n", conf)
    (node.folder / "corosync.conf").write_text(conf)


def copy(source: Node, *nodes: Node) -> None:
    for node in nodes:
        write(node, text(source))


def reload(source: Node, *nodes: Node) -> None:
    """These get the file of this one, too, and corosync reads it."""
    copy(source, *nodes)
    source.output(*RELOAD.split())


def with_node(conf: str, node: int) -> str:
    assert conf.endswith("  }\n}\n")
    return conf[: -len("}\n")] + NODE.format(node)


def without_node_4(conf: str) -> str:
    return re.sub(r"  node \{\n[^}]*nodeid: 4\n[^}]*\}\n", "", conf)


def notes(node: Node) -> List[str]:
    return NOTE.findall(status(node).stdout)


def noted(node: Node, *parts: str) -> str:
    """Waits for the only note to have these parts."""

    def found() -> "str | None":
        said = notes(node)
        return said[0] if len(said) == 1 and all(part in said[0] for part in parts) else None

    return wait_until(f"{node.name} notes {parts}", found, lambda: f"{notes(node)}\n{node.log('corosync.log')[-800:]}")


def at_rest(cluster: Cluster, expected: int) -> None:
    for node in cluster:
        if node.is_on:
            wait_until(
                f"{node.name} expects {expected} votes, and nothing is stale",
                lambda: told(node)["corosync"]["expected_votes"] == expected and not notes(node),
                lambda: f"{notes(node)} {told(node)}",
            )


def test_edited_but_not_reloaded(three: Cluster) -> None:
    one = three[1]
    assert notes(one) == []
    write(one, with_node(text(one), 4))
    [note] = notes(one)
    assert note.startswith(f"{one.folder}/corosync.conf has been edited, and the running corosync has not read it")
    assert ": node node4 is new; " in note and note.endswith(RELOAD)
    watched = one.run("bash", "-c", f"{PYTHON} -m quorate watch | head -1").stdout
    assert "node node4 is new" in watched
    reload(one, three[2], three[3])
    at_rest(three, 4)
    write(one, text(one).replace("version: 2\n", "version: 2 {\n"))
    [note] = notes(one)
    assert re.search(r"corosync\.conf: line \d+: .*; the running corosync has its former config", note)


def test_a_reload_that_corosync_refuses(three: Cluster) -> None:
    """corosync 3.1 then ignores quorum.cancel_wait_for_all, without a word, until a reload succeeds."""
    one = three[1]
    good = text(one)
    write(one, good.replace("quorum {\n", "quorum {\n  wait_for_all: yes\n"))
    one.run(*RELOAD.split())
    refused = "corosync refused to reload corosync.conf, and ignores changed votes and quorum.cancel_wait_for_all"
    said = wait_until("the refusal", lambda: [note for note in notes(one) if refused in note], lambda: f"{notes(one)}")
    assert said[0].endswith(f"and run: {RELOAD}")
    write(one, good)
    one.output(*RELOAD.split())
    at_rest(three, 3)


def test_reloaded_on_some_nodes_only(three: Cluster) -> None:
    one, two, stale = three
    write(one, with_node(text(one), 4))
    reload(one, two)
    note = noted(stale, "corosync expects 4 votes; the config says 3 (another node has reloaded its corosync.conf")
    assert f"(copy the newer to all, and run: {RELOAD}) or corosync-quorumtool -e" in note
    assert notes(one) == []
    reload(one, stale)
    at_rest(three, 4)


def test_votes_of_a_file_that_only_one_node_has(three: Cluster) -> None:
    two = three[2]
    write(two, text(two).replace("    nodeid: 2\n", "    nodeid: 2\n    quorum_votes: 3\n"))
    two.output(*RELOAD.split())
    note = noted(three[1], "node 2 (node2) has 3 votes, configured 1 (corosync-quorumtool -v, or its own")
    assert "corosync-quorumtool -e" not in note or "another node has reloaded" in note
    reload(two, three[1], three[3])
    at_rest(three, 5)


def test_an_older_config_version(three: Cluster) -> None:
    """As pcs and pvecm count it, it tells which file is the newer one."""
    one, two, stale = three
    for version, nodes in [(1, [one, two, stale]), (2, [one, two])]:
        conf = re.sub(r"  config_version: \d+\n", "", text(one))
        for node in nodes:
            write(node, conf.replace("  version: 2\n", f"  version: 2\n  config_version: {version}\n"))
        one.output(*RELOAD.split())
    noted(stale, "corosync.conf is not the same on all nodes: this node's is stale (config_version 1, the newest is 2)")
    noted(one, "that of node 3 is stale (config_version 1, the newest is 2); copy the newest there, and run: ")
    reload(one, stale)
    at_rest(three, 3)


def test_back_with_an_old_file(make_cluster: Any) -> None:
    """Node 5 was added while node 4 was off."""
    cluster: Cluster = make_cluster(4)
    one, two, three, back = cluster
    back.power_off()
    cluster.wait_members(1, [1, 2, 3])
    write(one, with_node(text(one), 5))
    reload(one, two, three)
    back.power_on()
    cluster.wait_members(4, [1, 2, 3, 4])
    note = noted(back, "corosync expects 5 votes; the config says 4 (the other members' corosync.conf differs")
    assert "corosync-quorumtool" not in note
    reload(one, back)
    at_rest(cluster, 5)


def test_a_node_removed_and_one_added_while_one_was_off(make_cluster: Any) -> None:
    cluster: Cluster = make_cluster(4)
    one, two, back, removed = cluster
    for node in (back, removed):
        node.power_off()
    cluster.wait_members(1, [1, 2])
    one.output("corosync-quorumtool", "-e", "2")
    write(one, without_node_4(text(one)))
    reload(one, two)
    back.power_on()
    cluster.wait_members(3, [1, 2, 3])
    noted(back, "corosync expects 3 votes; the config says 4 (the other members' corosync.conf differs")
    reload(one, back)
    at_rest(cluster, 3)
