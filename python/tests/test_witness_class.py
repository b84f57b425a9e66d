"""quorate._native.Witness, which quorate.witness runs: what it takes, and what it refuses."""

from typing import Any, Callable

import pytest
from witness_net import config, echo, init, membership, preinit

from quorate._native import Witness as Typed
from quorate._native import WitnessClient

# Tests pass it what no type checker lets through.
Witness: Any = Typed


def drained(witness: Typed) -> "list[Any]":
    found: "list[Any]" = []
    while True:
        output = witness.poll_output()
        if output is None:
            return found
        found.append(output)


def test_a_talk() -> None:
    witness = Witness(0, timing="like_qnetd")
    number = witness.connect(0)
    assert number == 0 and repr(witness) == "<Witness: 1 of 256 connections>"
    for request in (preinit("lab"), init(1, 2000), config(1), membership(1)):
        # Nothing behind the message is taken before its answer.
        assert witness.receive(number, 5, request + b"more") == len(request)
        assert witness.receive(number, 5, b"more") == 0
        assert {kind for _, kind, _ in drained(witness)} == {"send"}
    client = witness.client(number)
    assert isinstance(client, WitnessClient) and client == witness.client(number)
    assert (client.cluster, client.node, client.ring, client.heartbeat) == ("lab", 1, (1, 5), 2000)
    assert (client.vote, client.reason, client.holds) == ("ack", "majority", True)
    assert repr(client) == "<WitnessClient node 1 of lab: ack (majority)>"
    assert client.as_dict()["text"].startswith("majority: ") and client.as_dict()["ring"] == [1, 5]
    # A silent peer is dead after 1.5 heartbeats.
    assert witness.poll_timeout() == 3005
    witness.handle_timeout(3005)
    assert drained(witness) == [(0, "close", "dead_peer")] and witness.client(number) is None


def test_a_snapshot_outlives_the_witness() -> None:
    witness = Witness(0)
    witness.restore(Witness(0).snapshot(10**6), 0)
    number = witness.connect(0)
    assert number is not None and not witness.is_unsaved
    for request in (preinit("lab"), init(1), config(1), membership(1)):
        witness.receive(number, 1, request)
        was_unsaved = witness.is_unsaved
        drained(witness)
    assert was_unsaved
    witness.saved()
    assert not witness.is_unsaved
    snapshot = witness.snapshot(1)
    Witness(0).restore(snapshot, 0)
    for damaged in (snapshot[:-1], b"", snapshot + b"x", bytes(4096)):
        with pytest.raises(ValueError, match="this is not a complete snapshot of a witness"):
            Witness(0).restore(damaged, 0)
    with pytest.raises(ValueError, match="a snapshot is restored right after the witness is made"):
        witness.restore(snapshot, 2)


def test_room() -> None:
    witness = Witness(0)
    assert [witness.connect(0) for _ in range(257)] == [*range(256), None]
    witness.disconnect(7, 1)
    assert witness.connect(2) == 7


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: Witness("0"), TypeError, "now must be an int, not str"),
        (lambda: Witness(-1), ValueError, "now must be from 0 to "),
        (lambda: Witness(0, timing="fast"), ValueError, "timing must be one of 'safe', 'like_qnetd'"),
        (lambda: Witness(0, tls=True), TypeError, "tls must be a str, not bool"),
        (lambda: Witness(0, tls="yes"), ValueError, "tls must be one of 'off', 'on', 'required'"),
        (lambda: Witness(0, client_certificates=1), TypeError, "client_certificates must be a bool, not int"),
        (lambda: Witness(0, refuse_unsafe=None), TypeError, "refuse_unsafe must be a bool, not NoneType"),
        (lambda: Witness(0, heartbeat_max=999), ValueError, "heartbeat_max must be from 1000 to 120000"),
        (lambda: Witness(0).connect(None), TypeError, "now must be an int, not NoneType"),
        (lambda: Witness(0).receive(256, 0, b""), ValueError, "connection must be from 0 to 255"),
        (lambda: Witness(0).receive(0, 0, "text"), TypeError, "data must be bytes, not str"),
        (lambda: Witness(0).secured(0, 0, b"lab"), TypeError, "certificate must be a str, not bytes"),
        (lambda: Witness(0).tell(b"lab"), TypeError, "cluster must be a str, not bytes"),
        (lambda: Witness(0).tell("lab", "12"), TypeError, "nodes must be an iterable of nodeids, not str"),
        (lambda: Witness(0).tell("lab", [1, "b"]), TypeError, r"nodes\[1\] must be an int, not str"),
        (lambda: Witness(0).tell("lab", [1, 1]), ValueError, "nodes must be at most 64, each once, and not 0"),
        (lambda: Witness(0).tell("lab", range(1, 66)), ValueError, "nodes must be at most 64, each once, and not 0"),
        (lambda: Witness(0).tell("x" * 65), ValueError, "cluster must be a name of at most 64 bytes, without NUL"),
        (lambda: Witness(0).restore("", 0), TypeError, "snapshot must be bytes, not str"),
    ],
)
def test_refused_arguments(call: Callable[[], Any], error: "type[Exception]", text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_what_is_unknown_does_nothing() -> None:
    witness = Witness(0)
    assert witness.receive(3, 0, echo(1)) == 0 and witness.client(3) is None
    witness.secured(3, 0, "lab")
    witness.disconnect(3, 0)
    witness.handle_timeout(10**15)
    assert drained(witness) == []
