"""The quorum device, fed with what bytes say: what corosync tells it and when, frames of the group, and its status
socket."""

import copy
import json
import os
import random
import selectors
import socket
import struct
import tempfile
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
import test_device_agreed as agreed
import test_device_laws as laws
import test_device_session as sessions
from device_net import MemoryDisk, Net
from test_device_exchange import check_settled, together

import quorate
from quorate.corosync.cpg import Delivery, GroupChange, RingChange
from quorate.device import client, proofs, server, session, settings, state
from quorate.device.daemon import Daemon, Options
from quorate.device.exchange import Exchange
from quorate.device.protocol import Dropped, Hello, Member, pack_engine, pack_hello, unpack

Picture = Tuple[object, ...]
ALL_RULES = [*laws.RULES.values(), *agreed.RULES.values()]
WORDS = ("resume", "cancel_wait_for_all", "set_votes ", " 0", " 4294967295", "1" * 11)
KEYS = set(state.not_connected(""))


class Bytes(random.Random):
    """Decisions, made by bytes; zeros where there are no more."""

    def __new__(cls, data: bytes) -> "Bytes":
        return super().__new__(cls)

    def __init__(self, data: bytes) -> None:
        super().__init__(0)
        self.left = data

    def take(self, most: int) -> bytes:
        taken, self.left = self.left[:most], self.left[most:]
        return taken

    def below(self, bound: int) -> int:
        return int.from_bytes(self.take(1), "big") % bound

    def random(self) -> float:
        return self.below(256) / 256

    def getrandbits(self, count: int) -> int:
        return int.from_bytes(self.take((count + 7) // 8), "big") & ((1 << count) - 1)

    def some(self, nodes: List[int]) -> List[int]:
        """Which, by the bits of a byte."""
        chosen = self.below(256)
        return [node for bit, node in enumerate(nodes) if chosen >> bit & 1]


def order(data: bytes) -> None:
    """Honest daemons, and everything in any order that corosync may tell it in: the laws of test_device_laws.py and
    test_device_agreed.py."""
    chance = Bytes(data)
    rules, begin = ALL_RULES[chance.below(len(ALL_RULES))], chance.below(4)
    is_agreed = rules.options.allow_downscale
    net = together(rules) if is_agreed or begin & 1 else Net(rules)
    net.leaves_ghosts = not is_agreed and begin & 2 != 0
    while chance.left:
        (agreed if is_agreed else laws).trouble(net, chance)
        laws.check_laws(net)
    net.settle()
    laws.check_laws(net)
    if not any(daemon.exchange.has_left for daemon in net.daemons.values()):
        check_settled(net)


def orders() -> List[bytes]:
    chance = random.Random(0)
    return [bytes([rules, begin]) + chance.randbytes(300) for rules in range(len(ALL_RULES)) for begin in (1, 2)]


class Corosync(sessions.Corosync):
    """That of a session, which may be too busy to take a frame."""

    is_busy = False

    def multicast(self, frame: bytes) -> bool:
        return not self.is_busy and super().multicast(frame)


class Device:
    """The daemon of node 1 with its session, and the corosync that bytes play."""

    def __init__(self, rules: quorate.Config, accounted: Optional[List[int]], patch: pytest.MonkeyPatch) -> None:
        self.log: List[str] = []
        self.corosync = Corosync((1, 4), (1,))
        patch.setattr(session, "Cpg", lambda _: self.corosync)
        patch.setattr(session, "Qdevice", lambda _: self.corosync)
        self.now = 0.0
        patch.setattr(session, "time", SimpleNamespace(monotonic=lambda: self.now, sleep=lambda _: None))
        notes: Any = SimpleNamespace(recall=lambda *_: accounted, note=lambda *_: None)
        disk = MemoryDisk() if rules.options.allow_downscale else None
        self.session = session.Session(rules, 10.0, notes, self.log.append, disk)
        self.exchange = self.session.exchange
        self.nodes = [*rules.nodes, max(rules.nodes) + 1]
        options = Options("/nonexistent/socket", "", settings.Options(), proofs.Options())
        self.daemon = Daemon(options, self.log.append)
        self.daemon._session = self.session
        self.step()

    def step(self) -> None:
        """The session goes on, and whoever asks gets an answer."""
        self.session.step(self.now)
        answer = json.loads(json.dumps(self.daemon._answer("")))
        assert set(answer) == KEYS and answer["verdict"] in client.VERDICTS
        assert answer["vote"] == self.session.vote and all(line.isprintable() for line in self.log)
        if self.session.judgement.vote:
            assert answer["verdict"] == "quorate" and self.session.us in self.exchange.group

    def picture(self) -> Picture:
        """All that a frame could change."""
        exchange = self.exchange
        sets = exchange.admitted, exchange._accounted, exchange._told, exchange._gone, exchange._renewed
        rest = exchange._strangers, exchange._outbox, exchange._hellos.items()
        plain = exchange.group, exchange._view_is_current, exchange.joins
        return plain, engine_of(exchange.engine), tuple(tuple(one) for one in (*sets, *rest))

    def receive(self, sender: Member, frame: bytes) -> None:
        """A frame that is none, or is refused by the engine, changes nothing."""
        # Our own frames have come back before.
        self.session._take_in(self.now)
        before, trial = self.picture(), copy.copy(self.exchange.engine)
        # A ghost that speaks is alive, whatever it says.
        is_ghost = sender in self.exchange._ghosts.members
        self.corosync.events.append(Delivery(sender, frame))
        try:
            unpacked = unpack(frame)
            if isinstance(unpacked, Hello):
                assert pack_hello(unpacked) == frame
                is_dropped = False
            else:
                assert pack_engine(unpacked) == frame
                is_dropped = not self.exchange._view_is_current
                trial.receive(sender.node, unpacked, int(self.now * 1000))
        except (Dropped, quorate.Error) as error:
            assert str(error).isprintable()
            is_dropped = True
        self.session._take_in(self.now)
        if not is_ghost and (is_dropped or sender not in self.exchange.group):
            assert self.picture() == before, (sender, frame, self.log)


def engine_of(engine: quorate.Engine) -> Picture:
    said = copy.copy(engine)
    return engine.status, engine.snapshot(), engine.electorate, engine.poll_timeout(), said.poll_transmit()


def frames(data: bytes) -> None:
    """What nobody honest sends, among changes of group and ring that corosync would not tell so: the session goes on,
    and where the node is alone at last, it is complete."""
    left = Bytes(data)
    rules = ALL_RULES[left.below(len(ALL_RULES))]
    with pytest.MonkeyPatch.context() as patch:
        device = Device(rules, [None, [], [1]][left.below(3)], patch)
        heard: List[bytes] = []
        ring = 4
        while left.left:
            kind, who = left.below(8), left.below(len(device.nodes))
            sender = Member(device.nodes[who], device.session.us.pid if who == 0 else 100 + left.below(2))
            exchange = device.exchange
            if kind == 0:
                device.receive(sender, left.take(left.below(64)))
            elif kind == 1:
                device.receive(sender, pack_engine(left.take(left.below(48))))
            elif kind == 2:
                digest = exchange._digest if left.below(8) else b"\0" * 16
                counter = exchange.engine.status.ring[1] + left.below(4)
                device.receive(sender, pack_hello(Hello(counter, digest, exchange._rules)))
            elif kind == 3 and heard:
                frame = bytearray(heard[left.below(len(heard))])
                frame[left.below(len(frame))] ^= left.below(256)
                device.receive(sender, bytes(frame))
            elif kind == 4:
                change(device, left)
            elif kind == 5:
                ring += left.below(3)
                nodes = tuple({1, *left.some(device.nodes)})
                device.corosync.events.append(RingChange((1, ring), nodes))
                if left.below(2):
                    device.corosync.ring, device.corosync.members = (1, ring), nodes
            else:
                device.corosync.is_busy = kind == 6
                device.now += left.below(10)
            heard += device.exchange._outbox
            device.step()
        alone(device, ring + 4)


def change(device: Device, left: Bytes) -> None:
    """The group changes, as corosync might not do it."""
    others = [Member(node, 100 + left.below(2)) for node in left.some(device.nodes[1:])]
    members = [device.session.us, *others]
    joined = left.some(device.nodes) if left.below(2) else device.nodes
    down = frozenset(left.some(device.nodes[1:]))
    new = tuple(member for member in members if member.node in joined)
    device.corosync.events.append(GroupChange(tuple(members), (), new, down))


def alone(device: Device, ring: int) -> None:
    """The others are gone."""
    us = device.session.us
    device.corosync.is_busy = False
    device.corosync.events.append(GroupChange((us,), (), (), frozenset(device.nodes[1:])))
    device.corosync.events.append(RingChange((1, ring), (1,)))
    device.corosync.ring, device.corosync.members = (1, ring), (1,)
    for _ in range(4):
        device.now += 10
        device.step()
    assert device.exchange.is_complete or device.exchange.has_left, device.daemon._answer("")


def events() -> List[bytes]:
    chance = random.Random(1)
    return [bytes([rules, rules]) + chance.randbytes(120) for rules in range(len(ALL_RULES))]


def answered(connection: socket.socket) -> Optional[Dict[str, Any]]:
    """The whole answer, or None where the connection was closed without one."""
    connection.settimeout(5)
    parts: List[bytes] = []
    try:
        while not parts or parts[-1]:
            parts.append(connection.recv(1 << 16))
    except ConnectionResetError:
        pass
    whole = b"".join(parts)
    return client._understood("", whole, client.Service()) if whole else None


class Talk:
    """The status socket of a device, and clients that say what bytes say."""

    def __init__(self, device: Device, path: str) -> None:
        self.device = device
        self.selector = selectors.DefaultSelector()
        self.server = server.Server(path, self.selector, self.answer)
        self.path = path
        self.clients: List[Tuple[socket.socket, bytearray]] = []

    def answer(self, request: str) -> Dict[str, object]:
        """The daemon's; what it refuses has changed nothing."""
        before = self.device.picture()
        answer = self.device.daemon._answer(request)
        if answer.get("done"):
            assert request.split()[0] in ("resume", "cancel_wait_for_all", "set_votes")
        else:
            assert self.device.picture() == before and (not request or answer["done"] is False)
        return answer

    def serve(self) -> None:
        ready = self.selector.select(0)
        while ready:
            for key, _ in ready:
                key.data()
            ready = self.selector.select(0)

    def connect(self) -> None:
        # Who has gone makes room.
        self.serve()
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self.path)
        self.clients.append((connection, bytearray()))

    def say(self, which: int, part: bytes, ends: bool) -> None:
        connection, said = self.clients[which]
        try:
            connection.sendall(part)
            said += part
            if ends:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            # Closed: it had said too much, or had its answer.
            pass

    def hang_up(self, which: int) -> None:
        connection, said = self.clients.pop(which)
        self.say_nothing_more(connection)
        answer = answered(connection)
        keys = {"version", "done", "text"} if said.decode("ascii", "replace").strip() else KEYS
        assert answer is None or set(answer) == keys
        assert (answer is None) == (len(said) > server.REQUEST_BYTES_MAX), (said, answer)
        connection.close()

    def say_nothing_more(self, connection: socket.socket) -> None:
        try:
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.serve()

    def close(self) -> None:
        while self.clients:
            self.clients.pop()[0].close()
        self.server.close()
        self.selector.close()


def talk(data: bytes) -> None:
    """Clients of the status socket: each is answered, or closed where it asks too much, and nobody is left over."""
    left = Bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        device = Device(ALL_RULES[left.below(len(ALL_RULES))], None, patch)
        if left.below(4) == 0:
            device.daemon._session = None
        one = Talk(device, f"{tempfile.gettempdir()}/quorate-fuzz-{os.getpid()}")
        try:
            while left.left:
                kind = left.below(8)
                if kind < 2 or not one.clients:
                    if len(one.clients) < server.CLIENTS_MAX:
                        one.connect()
                elif kind < 6:
                    one.say(left.below(len(one.clients)), left.take(left.below(80)), kind == 5)
                elif kind == 6:
                    one.hang_up(left.below(len(one.clients)))
                else:
                    # It goes, and does not wait for the answer.
                    one.clients.pop(left.below(len(one.clients)))[0].close()
                if left.below(2):
                    one.serve()
            one.serve()
            patch.setattr(server, "time", SimpleNamespace(monotonic=lambda: float("inf")))
            one.server.forget_idle()
            assert not one.server._clients and len(one.selector.get_map()) == 1
        finally:
            one.close()


def talks() -> List[bytes]:
    requests = (b"", b"resume", b"cancel_wait_for_all", b"set_votes 1 2", b"set_votes 1", b"\xff", b"x" * 70)
    return [
        bytes([rules, 1, 0, 1, 2, 0, len(request)]) + request + bytes([1, 6, 0, 1])
        for rules in (0, 9)
        for request in requests
    ]
