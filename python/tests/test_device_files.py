"""quorate.device: what the daemon keeps in files, and what it says through sockets."""

import errno
import os
import selectors
import socket
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, Iterator, List, Optional

import pytest

from quorate.device import client, disk, protocol, server, settings
from quorate.device.notify import Notifier, to_stderr
from quorate.device.server import Server, lock
from quorate.device.state import not_connected


@pytest.fixture
def no_mask() -> Iterator[None]:
    mask = os.umask(0)
    yield
    os.umask(mask)


def mode(path: object) -> int:
    return stat.S_IMODE(os.stat(str(path)).st_mode)


def test_bytes_are_on_the_disk_before_they_have_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the name is before anything is said that rests on them."""
    path = tmp_path / "folder" / "file"
    done: List[object] = []
    real = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else path.exists())
        real[0](descriptor)

    def replace(old: str, new: str) -> None:
        done.append(Path(old).read_bytes())
        real[1](old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    for data in (b"one", b"two"):
        disk.write(str(path), data)
        assert disk.read(str(path)) == data
    assert done == [False, b"one", "folder", True, b"two", "folder"]
    disk.remove(str(path))
    assert disk.read(str(path)) is None and done[6:] == ["folder"]
    disk.remove(str(path))
    assert len(done) == 7


@pytest.mark.parametrize("path", ["here", "folder/here"])
def test_folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_mask: None, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        disk.write(path, b"x")
        disk.remove(path)
        lock(path).close()
    lock("lock/x").close()
    disk.write("disk/x", b"")
    assert mode("lock") == mode("disk") == 0o755


def test_nobody_else_may_ever_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_mask: None) -> None:
    path = str(tmp_path / "device.sock")
    modes: List[int] = []
    monkeypatch.setattr(os, "fchmod", lambda descriptor, _: modes.append(mode(path + ".lock")))
    lock(path).close()
    assert modes == [0o600]
    os.unlink(path + ".lock")
    os.symlink("/etc/passwd", path + ".lock")
    with pytest.raises(OSError) as refused:
        lock(path)
    assert refused.value.errno == errno.ELOOP


class Serving:
    """A server whose time passes when told, and its clients, in one thread."""

    def __init__(self, path: str, patch: pytest.MonkeyPatch, answer: Dict[str, object]) -> None:
        self.path, self.now = path, 100.0
        self.asked: List[str] = []
        patch.setattr(server, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.selector = selectors.DefaultSelector()
        self.answer = answer
        self.server = Server(path, self.selector, self.answered)
        self.clients: List[socket.socket] = []

    def answered(self, request: str) -> Dict[str, object]:
        self.asked.append(request)
        return self.answer

    def turn(self) -> None:
        for _ in range(100):
            for key, _ in self.selector.select(0):
                key.data()

    def connect(self) -> socket.socket:
        self.clients.append(socket.socket(socket.AF_UNIX))
        self.clients[-1].settimeout(20)
        self.clients[-1].connect(self.path)
        self.turn()
        return self.clients[-1]

    def said(self, one: socket.socket, *parts: bytes, ends: bool = True) -> Optional[bytes]:
        """What a client that says this has heard by then: all, or nothing, or None where nobody has hung up."""
        for part in parts:
            one.sendall(part)
            self.turn()
        if ends:
            one.shutdown(socket.SHUT_WR)
        self.turn()
        one.setblocking(False)
        heard = b""
        try:
            part = one.recv(1 << 20)
            while part:
                heard += part
                self.turn()
                part = one.recv(1 << 20)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            pass
        return heard


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    made = Serving(str(tmp_path / "device.sock"), monkeypatch, {"text": "x"})
    yield made
    for one in made.clients:
        one.close()
    made.server.close()
    made.selector.close()


def test_a_request_has_64_bytes_at_most(serving: Serving) -> None:
    for parts, request in [
        ((), ""), ((b" resume\n",), "resume"), ((b"x" * 32, b"x" * 32), "x" * 64), ((b"x" * 64,), "x" * 64),
        ((b"\xff",), "\ufffd"),
    ]:  # fmt: skip
        assert serving.said(serving.connect(), *parts) == b'{"text": "x"}'
        assert serving.asked.pop() == request
    for parts in ((b"x" * 33, b"x" * 32), (b"x" * 64, b"x")):
        assert serving.said(serving.connect(), *parts, ends=False) == b""
    assert serving.asked == []


def test_whoever_does_not_ask_is_let_go_after_a_while(serving: Serving) -> None:
    early, later = serving.connect(), serving.connect()
    serving.now += 1
    late = serving.connect()
    serving.now += server.PATIENCE - 1
    serving.server.forget_idle()
    assert serving.said(later) == b'{"text": "x"}'
    serving.now += 0.1
    serving.server.forget_idle()
    assert serving.said(early, ends=False) == b"" and serving.said(late) == b'{"text": "x"}'


def test_32_clients_at_a_time(serving: Serving) -> None:
    clients = [serving.connect() for _ in range(33)]
    assert serving.said(clients.pop(), ends=False) == b""
    assert [serving.said(one) for one in clients] == [b'{"text": "x"}'] * 32


def test_a_client_that_does_not_read_holds_up_nobody(serving: Serving) -> None:
    """More than fits into the socket's buffer."""
    serving.answer = {"text": "y" * (1 << 21)}
    slow = serving.connect()
    slow.shutdown(socket.SHUT_WR)
    serving.turn()
    heard = serving.said(serving.connect())
    assert heard is not None and len(heard) == (1 << 21) + len('{"text": ""}')
    assert serving.said(slow, ends=False) == heard


def test_at_the_end_all_are_let_go(serving: Serving) -> None:
    one = serving.connect()
    serving.server.close()
    assert one.recv(1) == b"" and not serving.selector.get_map() and not os.path.exists(serving.path)
    serving.server = Server(serving.path, serving.selector, serving.answered)


class Wire:
    """A connection to a daemon that answers so, a second after the other."""

    def __init__(self, patch: pytest.MonkeyPatch, *parts: bytes) -> None:
        self.parts, self.now = list(parts), 50.0
        self.timeouts: List[float] = []
        patch.setattr(client, "time", SimpleNamespace(monotonic=lambda: self.now))
        patch.setattr(socket, "socket", lambda *_: self)

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def recv(self, _most: int) -> bytes:
        self.now += 1
        return self.parts.pop(0)

    def __getattr__(self, name: str) -> Any:
        if name in ("connect", "sendall", "shutdown"):
            return lambda *_: None
        raise AttributeError(name)


ANSWER = (b'{"version": 1, ', b'"verdict": "blocked", ', b'"reason": {}}', b"")


@pytest.mark.parametrize(
    ("seconds", "timeouts", "problem"),
    [(5, [5, 5, 4, 3, 2], ""), (4, [4, 4, 3, 2, 1], ""), (3, [3, 3, 2, 1], "3 s"), (0, [0.001], "0 s")],
)
def test_an_answer_in_parts_is_waited_for_in_all(
    monkeypatch: pytest.MonkeyPatch, seconds: float, timeouts: List[float], problem: str
) -> None:
    with monkeypatch.context() as patch:
        wire = Wire(patch, *ANSWER)
        if problem:
            with pytest.raises(client.DeviceError, match=f"^x: no answer within {problem}$"):
                client.ask("x", seconds)
        else:
            assert client.ask("x", seconds)["verdict"] == "blocked"
        assert wire.timeouts == timeouts


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([b" " * (1 << 20)], "the answer is not the quorum device's"),
        ([b" " * (1 << 20), b" "], "the answer is too long to be the quorum device's"),
        ([b'{"version": 1}'], "the daemon refuses"),
    ],
)
def test_what_is_no_answer(monkeypatch: pytest.MonkeyPatch, parts: List[bytes], problem: str) -> None:
    with monkeypatch.context() as patch:
        Wire(patch, *parts, b"")
        with pytest.raises(client.DeviceError) as refused:
            client.command("resume", "x")
    assert str(refused.value) == f"x: {problem}"


def test_systemd_s_socket_may_be_abstract(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"quorate-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + name)
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + name)
        Notifier().stopping()
        assert systemd.recv(100) == b"STOPPING=1"


def test_the_log_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("one\ntwo")
    assert capsys.readouterr() == ("", "one two\n")


KEYS: Dict[str, Any] = {
    "quorum.provider": "corosync_votequorum", "quorum.device.votes": 2, "totem.cluster_name": "c",
    "nodelist.node.0.nodeid": 1, "nodelist.node.0.name": "a", "nodelist.node.1.nodeid": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "flag", "found"),
    [
        ({"quorum.device.model": "quorate"}, None, ({1: 1, 2: 1}, {1: "a"}, "c", False)),
        ({"quorum.device.model": "quorate"}, 1, ({1: 1, 2: 1}, {1: "a"}, "c", True)),
        ({"quorum.device.model": "net"}, 0, "quorum.device.model is net, another device's; this one is model: quorate"),
    ],
)
def test_what_the_running_corosync_has(
    monkeypatch: pytest.MonkeyPatch, keys: Dict[str, Any], flag: Optional[int], found: Any
) -> None:
    closed: List[int] = []

    def section(prefix: str) -> Dict[str, Any]:
        return {key: value for key, value in {**KEYS, **keys}.items() if key.startswith(prefix)}

    cmap = SimpleNamespace(section=section, get=lambda _: flag, finalize=lambda: closed.append(1))
    monkeypatch.setattr(settings, "Cmap", lambda _: cmap)
    if isinstance(found, str):
        with pytest.raises(settings.Unfit, match=found):
            settings.read_corosync(1.0)
    else:
        corosync = settings.read_corosync(1.0)
        assert (corosync.config.nodes, *corosync[1:]) == found
    assert closed == [1]


def test_without_corosync_there_is_nothing_to_tell() -> None:
    told = {key: value for key, value in not_connected("x").items() if value}
    assert told.pop("ring") == [0, 0] and set(told) == {"version", "verdict", "reason"}


@pytest.mark.parametrize(("size", "is_frame"), [(0, False), (6, False), (7, True), (512, True), (513, False)])
def test_the_sizes_of_frames(size: int, is_frame: bool) -> None:
    frame = (protocol.pack_engine(b"") + b"x" * size)[:size]
    if is_frame:
        assert protocol.unpack(frame) == b"x" * (size - 6)
    else:
        with pytest.raises(protocol.Dropped, match=f"^{size} bytes are not a frame$"):
            protocol.unpack(frame)
