"""`quorate witness` and those who mean it ill: what they get is bounded, and its clients notice nothing."""

import collections
import contextlib
import socket
from pathlib import Path
from typing import Deque, Iterator

import pytest
from witness_net import ACK, Client, Daemon, config, echo, init, joined, message, preinit, seq


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path) as running:
        yield running


def test_many_connections_from_one_address(tmp_path: Path) -> None:
    with Daemon(tmp_path, "--connections-per-address", "4") as daemon, daemon.client() as member:
        joined(member, "lab", 1, 1, 2)
        for _ in range(100):
            daemon.client()
        # Who has said who it is stays, and is served.
        assert member.ask(echo(1))[:2] == b"\0\11"
        daemon.wait_for("makes room for another")
        with daemon.client("127.0.0.2") as other:
            joined(other, "lab", 2, 1, 2)
            daemon.wait_for("has the vote")


def test_ten_thousand_connections(daemon: Daemon) -> None:
    """From many addresses, some of which say something: the clients stay and are served, and memory does not grow."""
    with daemon.client() as one, daemon.client() as two:
        joined(one, "lab", 1, 1, 2, heartbeat=120_000)
        joined(two, "lab", 2, 1, 2, heartbeat=120_000)
        assert ACK in one.receive()
        crowd: Deque[Client] = collections.deque(maxlen=500)
        said = (b"", preinit("flood"), b"\0" * 7, init(3), b"\xff" * 100)
        grown = 0
        for number in range(10_000):
            if len(crowd) == crowd.maxlen:
                crowd.popleft().socket.close()
            crowd.append(Client(daemon.port, f"127.0.1.{number % 200 + 1}"))
            with contextlib.suppress(ConnectionError):
                crowd[-1].send(said[number % len(said)])
                if number % len(said) == 1:
                    # Else what waits on a busy machine would be measured, too.
                    crowd[-1].receive()
            if number % 100 == 99:
                for client in (one, two):
                    assert client.ask(echo(number))[:2] == b"\0\11"
                # What the first wave takes is kept for the others.
                grown = daemon.memory() if number < 1000 else grown
        assert daemon.memory() - grown < 4 << 20
        for client in crowd:
            client.socket.close()
        assert len(daemon.lines) < 1000 and " more connections ended without" in daemon.wait_for(" more connections ")


def test_clients_fill_their_address(tmp_path: Path) -> None:
    with Daemon(tmp_path, "--connections-per-address", "1") as daemon, daemon.client() as member:
        joined(member, "lab", 1, 1, 2)
        with daemon.client() as other:
            assert other.receive() == b""
        assert "refused: there is no room" in daemon.wait_for("refused")
        assert member.ask(echo(1))[:2] == b"\0\11"


def test_a_list_of_65_nodes(daemon: Daemon) -> None:
    with daemon.client() as healthy, daemon.client() as other:
        joined(healthy, "lab", 1, 1, 2, heartbeat=120_000)
        joined(other, "big", 1, *range(1, 65), heartbeat=120_000)
        other.send(config(*range(1, 66)))
        while other.receive():
            pass
        daemon.wait_closed("too_many_nodes")
        assert healthy.ask(echo(1))[:2] == b"\0\11"


def test_a_client_that_does_not_read(daemon: Daemon) -> None:
    # TCP may wait for seconds before it sends again to who does not read; that shall be nobody's death.
    slow = daemon.client()
    slow.ask(preinit("lab"))
    slow.ask(init(1, heartbeat=120_000))
    with daemon.client() as other:
        other.ask(preinit("other"))
        other.ask(init(1, heartbeat=120_000))
        try:
            while True:
                slow.send(echo(1) * 500)
        except OSError:
            pass
        daemon.wait_closed("send_buffer_full")
        assert other.ask(echo(1))[:2] == b"\0\11"


def test_garbage(daemon: Daemon) -> None:
    with daemon.client() as healthy:
        joined(healthy, "lab", 1, 1, 2)
        for garbage in (b"\0" * 32768, b"\xff" * 32768, b"GET / HTTP/1.0\r\n\r\n", message(10, seq(1)) * 100):
            with daemon.client() as client:
                client.send(garbage)
                client.socket.shutdown(socket.SHUT_WR)
                while client.receive():
                    pass
        assert healthy.ask(echo(1))[:2] == b"\0\11"
