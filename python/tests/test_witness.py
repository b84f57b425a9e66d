"""`quorate witness` without a cluster: a daemon of its own for each test, over loopback."""

import json
import re
import socket
import subprocess
import time
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Tuple

import pytest
from witness_net import (
    ACK, PATIENCE, Client, Daemon, config, echo, init, joined, membership, message, node_list, option, preinit, record,
    ring, seq,
)

from quorate._native import Witness
from quorate.types import CloseReason

Command = Callable[..., "subprocess.CompletedProcess[str]"]
DATA = Path(__file__).parents[1] / "data" / "data"
MANUAL = DATA / "share" / "man" / "man8" / "quorate-witness.8"
UNIT = DATA / "lib" / "systemd" / "system" / "quorate-witness.service"
# When a witness that started at 0 is no longer silent.
LONG = 10**6


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path) as running:
        yield running


@pytest.mark.parametrize("name", ["f2-heuristics", "f4-score", "l3-last-man", "t4-split"])
def test_recorded_clusters(tmp_path: Path, name: str) -> None:
    """What came over the wire goes over sockets, one message after the other, and the answers are qnetd's bytes."""
    clients: Dict[int, Client] = {}
    answers = 0
    with Daemon(tmp_path, "--like-qnetd") as daemon:
        for event in record(name):
            kind, connection = event.get("ev"), event.get("conn", 0)
            if kind == "qnetd" and event["what"] != "up":
                break
            if kind == "open":
                clients[connection] = daemon.client()
            elif kind == "close" and event["by"] == "client":
                clients.pop(connection).socket.close()
                daemon.wait_for("closed by the client")
                daemon.lines[:] = []
            elif kind == "close":
                break
            elif kind == "msg" and event["dir"] == "c2s":
                clients[connection].send(bytes.fromhex(event["hex"]))
            elif kind == "msg":
                assert clients[connection].receive().hex() == event["hex"], event
                answers += 1
    assert answers > 30


STATUS = """\
Listens: 127.0.0.1:PORT
TLS: off
Timing: safe
Longest heartbeat: 120 s
Connections: 2 of 256
Clusters: 1
Restarted: for SECONDS no votes where a node of the cluster is out of reach
Cluster "lab":
  Algorithm: ffsplit
  Tie breaker: lowest nodeid
""" + "".join(
    f"""\
  Node {node}:
    Address: 127.0.0.1:PORT
    TLS: no
    Heartbeat: 60 s
    Configured nodes: 1, 2
    Ring: 1.5
    Members: 1, 2
    Heuristics: undefined
    Vote: has the vote
    Why: majority: a partition of more than half of the configured nodes gets the vote
    Lease SECONDS
"""
    for node in (1, 2)
)


def test_votes_are_logged_and_told(daemon: Daemon, command: Command) -> None:
    with daemon.client() as one, daemon.client() as two:
        one.send(preinit("lab") + init(1, 60_000) + config(1, 2) + membership(1, 2))
        daemon.wait_for("lab node 1 (127.0.0.1:")
        two.send(preinit("lab") + init(2, 60_000) + config(1, 2) + membership(1, 2))
        assert daemon.wait_for("node 2 (127.0.0.1:").endswith("connected, heartbeat 60 s, no TLS")
        assert "has the vote: majority: " in daemon.wait_for("has the vote")
        # Four answers, and before the last one the vote.
        said = [one.receive() for _ in range(5)]
        assert [answer[1] for answer in said] == [1, 4, 11, 14, 11] and ACK in said[3]
        done = command("witness", "status", "--socket", daemon.socket)
        text = re.sub(r":[0-9]{2,5}\n", ":PORT\n", re.sub(r"(Lease|for)[: ]+[0-9.]+ s", r"\1 SECONDS", done.stdout))
        assert done.returncode == 0 and text == STATUS
        answer = json.loads(command("witness", "status", "--json", "--socket", daemon.socket).stdout)
        assert answer["version"] == 1 and answer["connections"] == 2 and answer["tls"] == "off"
        assert 0 < answer["silence_left"] <= 270_000
        [first, second] = answer["clusters"]["lab"]
        address, lease = second.pop("address"), second.pop("lease_left")
        assert address.startswith("127.0.0.1:") and 0 < lease <= 135_000 and 0 < first["lease_left"] <= 135_000
        assert second == {
            "node": 2, "algorithm": "ffsplit", "tie_breaker": "lowest", "keep_active_partition": False,
            "configured": [1, 2], "ring": [1, 5], "members": [1, 2], "heuristics": "undefined", "heartbeat": 60_000,
            "vote": "ack", "reason": "majority", "text": first["text"], "holds": True, "former_holders": [],
            "former_lease_left": 0, "tls": False, "certificate": False,
        }


def test_the_status_of_one_cluster(daemon: Daemon, command: Command) -> None:
    with daemon.client() as one, daemon.client() as two:
        joined(one, "lab", 1, 1, 2, heartbeat=60_000)
        joined(two, "other", 1, 1, 2, heartbeat=60_000)
        for names in (["lab"], ["lab", "other"]):
            options = [word for name in names for word in ("--cluster", name)]
            done = command("witness", "status", "--json", "--socket", daemon.socket, *options)
            assert list(json.loads(done.stdout)["clusters"]) == names
        done = command("witness", "status", "--socket", daemon.socket, "--cluster", "lab", "--cluster", "none")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("no client of cluster 'none' is connected\n")


def test_the_status_names_who_is_waited_for(daemon: Daemon, command: Command) -> None:
    """A holder that is out of reach, and until when; what differs from the defaults."""
    with daemon.client() as one:
        with daemon.client() as two:
            for client, node in ((one, 1), (two, 2)):
                client.ask(preinit("lab"))
                client.ask(init(node, heartbeat=60_000, tie_breaker=(3, 2)))
                client.ask(message(6, seq(3), option(23, b"\1")))
                client.ask(config(1, 2))
                client.ask(node_list(2, [1, 2], option(13, ring(1, 5)), option(22, bytes([node]))))
            daemon.wait_for("node 2 (")
            daemon.wait_for("has the vote")
        daemon.wait_for("closed by the client")
        one.ask(node_list(2, [1], option(13, ring(1, 9)), option(22, b"\1")))
        answer = json.loads(command("witness", "status", "--json", "--socket", daemon.socket).stdout)
        [member] = answer["clusters"]["lab"]
        assert (member["reason"], member["former_holders"], member["ring"]) == ("lease", [2], [1, 9])
        assert (member["tie_breaker"], member["members"], member["heuristics"]) == (2, [1], "pass")
        assert 60_000 < member["former_lease_left"] <= 135_000
        text = command("witness", "status", "--socket", daemon.socket).stdout
        assert "\n  Out of reach, may have the vote: 2, for " in text
        assert "\n  Tie breaker: the half that had the vote, then node 2\n" in text
        assert "\n    Heuristics: pass\n" in text and "\n    Members: 1\n" in text


def test_the_status_of_a_full_witness(tmp_path: Path, command: Command) -> None:
    """More than a socket's buffer takes at once."""
    nodes = [2**32 - 1 - node for node in range(64)]
    clients: List[Client] = []
    with Daemon(tmp_path, "--connections-per-address", "256") as daemon:
        for number in range(256):
            clients.append(daemon.client())
            talk = preinit(f"cluster {number // 64}") + init(nodes[number % 64], heartbeat=120_000)
            clients[-1].send(talk + config(*nodes) + membership(*nodes))
        for client in clients:
            for _ in range(2):
                while client.receive()[:2] != b"\0\13":
                    pass
        done = command("witness", "status", "--json", "--socket", daemon.socket)
        assert len(done.stdout) > 300_000
        clusters = json.loads(done.stdout)["clusters"]
        assert [len(members) for members in clusters.values()] == [64] * 4
        assert all(member["members"] == sorted(nodes) for members in clusters.values() for member in members)


def test_a_dead_peer_is_closed_with_its_reason(daemon: Daemon) -> None:
    with daemon.client() as client:
        client.ask(preinit("lab"))
        client.ask(init(1, heartbeat=1000))
        assert client.receive() == b""
        assert daemon.wait_closed("dead_peer").startswith("lab node 1 (127.0.0.1:")


def test_sigterm(daemon: Daemon) -> None:
    with daemon.client() as client:
        client.ask(preinit("lab"))
        assert daemon.terminate() == 0
        assert client.receive() == b"" and not daemon.socket.exists()


def restarted(folder: Path, is_clean: bool, *arguments: str) -> "list[str]":
    """Two nodes had the vote, the witness is restarted, and one of two comes back. What the log says of it then."""
    with Daemon(folder, *arguments) as daemon:
        with daemon.client() as one, daemon.client() as two:
            joined(one, "lab", 1, 1, 2)
            joined(two, "lab", 2, 1, 2)
            daemon.wait_for("node 2 (")
            daemon.wait_for("has the vote")
            if is_clean:
                assert daemon.terminate() == 0
            else:
                daemon.process.kill()
                daemon.process.wait()
    with Daemon(folder, *arguments) as daemon:
        with daemon.client() as one:
            joined(one, "lab", 1, 1)
            one.send(echo(1))
            daemon.wait_for("lab node 1")
            time.sleep(0.2)
            lines = list(daemon.lines)
    return lines


def test_the_state_file(tmp_path: Path) -> None:
    state = tmp_path / "votes"
    # Stored by a witness that is not silent: one without votes.
    state.write_bytes(Witness(0).snapshot(LONG))
    for is_clean in (True, False):
        lines = restarted(tmp_path, is_clean)
        assert not any("is not known" in line for line in lines), lines
        assert state.stat().st_size > 12
    # Damaged, or none: silent, and what is stored then leaves the next start silent.
    for damage in (lambda: state.write_bytes(b"no snapshot"), state.unlink):
        damage()
        with Daemon(tmp_path, "--heartbeat-max", "10") as daemon:
            assert "so for 22.5 s no cluster gets a vote while" in daemon.wait_for("who has votes is not known")
            daemon.terminate()
        assert state.read_bytes() == Witness(0).snapshot(0)
    # Leases that qnetd's timing does not keep would be wrong later.
    state.write_bytes(Witness(0).snapshot(LONG))
    with Daemon(tmp_path, "--like-qnetd") as daemon:
        daemon.terminate()
    assert not state.exists()


def test_a_state_file_that_cannot_be_written(tmp_path: Path) -> None:
    state = tmp_path / "votes"
    state.write_bytes(Witness(0).snapshot(LONG))
    (tmp_path / "votes.new").mkdir()
    with Daemon(tmp_path) as daemon:
        assert "Is a directory; a start now would be silent for 270 s" in daemon.wait_for("votes: ")
        # Without it the next start is silent, so votes may be given.
        assert not state.exists()
        with daemon.client() as one, daemon.client() as two:
            joined(one, "lab", 1, 1, 2)
            joined(two, "lab", 2, 1, 2)
            daemon.wait_for("has the vote")
        (tmp_path / "votes.new").rmdir()
        deadline = time.monotonic() + PATIENCE
        while not state.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)


# Five answers and the vote. All must be read: what is not resets the connection at its end.
ANSWERS = 6


def test_bytes_one_by_one_and_all_at_once(daemon: Daemon) -> None:
    talk = preinit("lab") + init(1) + config(1, 2) + membership(1, 2) + echo(1)
    with daemon.client() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(len(talk)):
            client.send(talk[place : place + 1])
        slowly = [client.receive() for _ in range(ANSWERS)]
    daemon.wait_for("closed by the client")
    with daemon.client() as client:
        client.send(talk)
        assert [client.receive() for _ in range(ANSWERS)] == slowly


def test_only_the_clusters_and_nodes_that_it_was_told(tmp_path: Path) -> None:
    with Daemon(tmp_path, "--cluster", "lab=1,2", "--cluster", "open", "--safe") as daemon:
        refused: Tuple[Tuple[str, int, CloseReason], ...] = (
            ("other", 1, "unknown_cluster"),
            ("lab", 3, "unknown_node"),
        )
        for cluster, node, reason in refused:
            with daemon.client() as client:
                client.send(preinit(cluster) + init(node))
                while client.receive():
                    pass
                daemon.wait_closed(reason)
        with daemon.client() as client:
            client.ask(preinit("open"))
            assert option(6, b"\0\14") in client.ask(init(7, algorithm=3))
            assert option(6, b"\0\0") in client.ask(init(7, algorithm=1))
        assert "lms and 2nodelms refused" in daemon.wait_for("listens")


def test_names_in_the_log(daemon: Daemon) -> None:
    with daemon.client() as client:
        client.send(preinit("lab\n\x1b[31m") + init(1))
        assert daemon.wait_for("connected").startswith("lab??[31m node 1 (127.0.0.1:")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--tls", "on"), "--tls on needs --certificate"),
        (("--client-ca", "x"), "--certificate, --key and --client-ca are for TLS: give --tls on or --tls required"),
        (("--certificate", "/nowhere"), "No such file or directory"),
        (("--port", "65536"), "argument --port: '65536' is not a port from 0 to 65535; see quorate witness --help"),
        (("--cluster", "=1"), "argument --cluster: '=1' has no cluster's name; see quorate witness --help"),
        (("--cluster", "a=b"), "argument --cluster: 'b' is not a nodeid; see quorate witness --help"),
        (("--cluster", "a=1,1"), "nodes must be at most 64, each once, and not 0"),
        (("--heartbeat-max", "0.5"), "'0.5' is not a number of seconds from 1 to 120; see quorate witness --help"),
        (("--connections-per-address", "0"), "'0' is not a number from 1 to 256; see quorate witness --help"),
        (("--listen", "192.0.2.1"), "192.0.2.1"),
    ],
)
def test_refused(command: Command, tmp_path: Path, arguments: "tuple[str, ...]", error: str) -> None:
    own = ("--socket", tmp_path / "socket", "--state", tmp_path / "state", "--port", 0)
    done = command("witness", *own, *arguments)
    assert done.returncode == 1 and error in done.stderr.splitlines()[-1], done.stderr


def test_one_at_a_time_and_nobody_there(daemon: Daemon, command: Command, tmp_path: Path) -> None:
    done = command("witness", "--socket", daemon.socket, "--state", tmp_path / "other", "--port", 0)
    assert done.returncode == 1 and "another witness is already running" in done.stderr
    nobody = command("witness", "status", "--socket", tmp_path / "none")
    assert nobody.returncode == 1
    assert nobody.stderr.endswith("no witness is running here: start quorate-witness.service\n")


def test_the_manual_has_every_option(command: Command) -> None:
    found = set(re.findall(r"^  --([a-z-]+)", command("witness", "--help").stdout, re.MULTILINE))
    text = MANUAL.read_text()
    assert found == set(re.findall(r"^\.It Fl -([a-z-]+)", text, re.MULTILINE)) and len(found) >= 12
    assert set(re.findall(r"Fl -([a-z-]+)", text)) <= found
    assert "quorate witness $QUORATE_WITNESS_OPTIONS" in UNIT.read_text()
