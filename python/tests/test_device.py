"""quorate.device around the exchange: corosync.conf, the status socket, what survives a daemon, finding proofs."""

import errno
import json
import os
import selectors
import socket
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

import quorate
from quorate.device import client, settings
from quorate.device.exchange import Exchange
from quorate.device.memory import Memory
from quorate.device.notify import Notifier
from quorate.device.server import Busy, Server, lock
from quorate.device.state import Surroundings, as_dict, not_connected

Conf = Callable[..., str]


def device(votes: int, more: str = "") -> str:
    return f"  device {{\n    model: quorate\n    votes: {votes}\n  }}\n{more}"


def test_a_corosync_conf_that_fits(conf: Conf) -> None:
    for nodes in range(1, 8):
        for votes in (nodes, nodes + 1, 3 * nodes):
            config = settings.checked(conf(nodes, device(votes)))
            assert config.device_votes == votes and config.device_decides


def test_advice(conf: Conf) -> None:
    def advice(nodes: int, names: Dict[int, str], options: settings.Options, more: str = "") -> List[str]:
        quorum = device(nodes).replace("votes:", f"{more}votes:")
        return settings.advice(settings.Corosync(settings.checked(conf(nodes, quorum)), names), options)

    names = {node: f"node{node}" for node in range(1, 5)}
    plain, short = settings.Options(), "sync_timeout: 5000\n    "
    assert advice(3, names, plain, short) == advice(3, names, plain, short.replace("5", "10")) == []
    [late] = advice(3, names, plain)
    assert late.startswith("corosync.conf: quorum.device.sync_timeout is 30000 ms")
    [nameless] = advice(3, {2: "b"}, plain, short)
    assert nameless.startswith("corosync.conf: nodes without a name in the nodelist: 1, 3; fencing, surveys and fence_")
    for nodes in (2, 4):
        [even] = advice(nodes, names, plain, short)
        assert even.startswith("the votes are even and there is no tie breaker: in an even split both halves may fence")
        assert advice(nodes, names, settings.Options(tie_breaker="lowest"), short) == []
        # Without wait_for_all nobody fences first.
        assert advice(nodes, names, settings.Options(wait_for_all=False), short) == []
    assert not settings.may_split_in_halves(quorate.Config({1: 2}))
    config = settings.checked(conf(3, device(3).replace("votes:", f"{short}votes:")))
    stuck = settings.Corosync(config, names, "c", True)
    [refused] = settings.advice(stuck, plain)
    assert refused.startswith("corosync refused to reload") and refused.endswith("run: corosync-cfgtool -R")


@pytest.mark.parametrize(
    ("quorum", "problem"),
    [
        ("", "has no quorum device; add to its quorum section: device { model: quorate votes: 3 "),
        (device(2), "with 2 votes the device decides nothing: the nodes have 3"),
        (device(3, "  wait_for_all: 1\n"), "quorum.wait_for_all changes how votequorum counts"),
        (device(3, "  expected_votes: 9\n"), "remove quorum.expected_votes if it is there"),
        (device(3, "  last_man_standing: 1\n"), "corosync.conf: "),
        (device(3, "  auto_tie_breaker: 1\n"), "corosync.conf: "),
        (device(3, "  two_node: 1\n"), "corosync.conf: "),
    ],
)
def test_a_corosync_conf_that_does_not(conf: Conf, quorum: str, problem: str) -> None:
    with pytest.raises(settings.Unfit) as refused:
        settings.checked(conf(3, quorum))
    assert problem in str(refused.value) and "\n" not in str(refused.value)


def test_the_device_decides_in_every_partition(conf: Conf) -> None:
    """As votequorum counts, with the recommended votes: nobody without the vote, everybody with it."""
    for nodes in range(1, 8):
        config = settings.checked(conf(nodes, device(nodes)))
        for cast in (False, True):
            for present in range(1, nodes + 1):
                engine = quorate.Engine(config, 1, "corosync")
                engine.observe(range(1, present + 1))
                engine.device_register("quorate")
                engine.device_poll(engine.status.ring, cast, 0)
                assert engine.status.quorate == cast, (nodes, present, cast)


def test_nodes_without_votes_need_two_more() -> None:
    config = quorate.Config({1: 1, 2: 0}, quorate.Options(device=True, device_votes=1))
    assert config.device_votes_to_decide == 3
    assert not config.device_decides
    assert quorate.Config({1: 1, 2: 0}, quorate.Options(device=True, device_votes=3)).device_decides


def test_the_strict_config() -> None:
    config = quorate.Config({1: 3, 2: 1}, quorate.Options(device=True, device_votes=4))
    cluster = settings.Corosync(config, {1: "a", 2: "b"})
    plain = settings.strict_config(cluster, settings.Options())
    assert (plain.nodes, plain.options) == ({1: 3, 2: 1}, quorate.Options(wait_for_all=True))
    options = settings.Options(
        wait_for_all=False, tie_breaker=("b", 1), fence_delay=5000, freeze_on_loss=True, last_man_standing=3000
    )
    full = settings.strict_config(cluster, options)
    assert full.options == quorate.Options(
        wait_for_all=False, auto_tie_breaker=True, auto_tie_breaker_node=[2, 1], fence_delay=5000, freeze_on_loss=True,
        last_man_standing=True, last_man_standing_window=3000,
    )  # fmt: skip
    assert settings.described(full, options) == [
        "nodes and votes 1:3 2:1", "wait_for_all off", "tie breaker ('b', 1)", "freeze_on_loss on",
        "who votes changes by agreement", "last_man_standing after 3000 ms",
    ]
    for agrees in ({"agreed_electorate": True}, {"allow_downscale": True}, {"last_man_standing": 0}):
        assert settings.Options(**agrees).is_agreed and not settings.Options().is_agreed


def test_the_tie_breaker_s_name_is_one_node_s() -> None:
    for names, found in [({1: "a", 2: "c"}, "no node is"), ({1: "b", 2: "b"}, "more than one node is")]:
        with pytest.raises(settings.Unfit, match=f"{found} called 'b'; corosync has "):
            settings.the_node("b", names)


def test_a_node_is_admitted_again_in_the_same_ring_only(tmp_path: Path) -> None:
    path = str(tmp_path / "note")
    memory = Memory(path)
    assert memory.recall(1, (1, 4), "rules") is None
    memory.note(1, (1, 4), "rules")
    later = Memory(path)
    assert later.recall(1, (1, 4), "rules") == frozenset()
    assert later.recall(1, (1, 8), "rules") is None
    assert later.recall(1, (2, 4), "rules") is None
    assert later.recall(2, (1, 4), "rules") is None
    assert later.recall(1, (1, 4), "others") is None
    memory.note(1, (1, 4), "rules", {3, 1})
    assert later.recall(1, (1, 4), "rules") == frozenset({1, 3})
    memory.note(1, None, "rules")
    assert later.recall(1, (1, 4), "rules") is None and not os.path.exists(path)
    good = '{"node": 1, "ring": [1, 4], "rules": "rules", "boot": "", "accounted": %s}'
    nowhere = Memory(path, str(tmp_path / "no-boot-id"))
    one = frozenset({1})
    for accounted, found in (("[1]", one), ("[]", frozenset()), ("7", None), ("[{}]", None), ('["a"]', None)):
        Path(path).write_text(good % accounted)
        assert nowhere.recall(1, (1, 4), "rules") == found
    for nonsense in (b"\xff\x00", b"", b"[]", b"{}", b"7", b"null", b'{"accounted": []}'):
        Path(path).write_bytes(nonsense)
        assert later.recall(1, (1, 4), "rules") is None
    # Nowhere to write is no reason to stop.
    Memory(str(tmp_path / "missing" / "note")).note(1, (1, 4), "rules")


def test_a_note_of_a_daemon_before_is_removed(tmp_path: Path) -> None:
    path = str(tmp_path / "note")
    Memory(path).note(1, (1, 4), "rules", [1])
    later = Memory(path)
    later.note(1, None, "rules")
    assert not os.path.exists(path) and later.recall(1, (1, 4), "rules") is None


def test_a_note_does_not_survive_a_reboot(tmp_path: Path) -> None:
    path, boot = str(tmp_path / "note"), tmp_path / "boot_id"
    boot.write_text("one\n")
    Memory(path, str(boot)).note(1, (1, 4), "rules", [1])
    assert Memory(path, str(boot)).recall(1, (1, 4), "rules") == frozenset({1})
    boot.write_text("two\n")
    assert Memory(path, str(boot)).recall(1, (1, 4), "rules") is None
    boot.unlink()
    unknown = Memory(path, str(boot))
    assert unknown.recall(1, (1, 4), "rules") is None
    # Without boot ids notes work as they do without reboots.
    unknown.note(1, (1, 4), "rules", [1])
    assert Memory(path, str(boot)).recall(1, (1, 4), "rules") == frozenset({1})


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "device.sock")


@pytest.fixture
def serve(path: str) -> "Iterator[Callable[[Callable[[str], Dict[str, object]]], None]]":
    """Runs a server's loop in a thread."""
    selector, stop = selectors.DefaultSelector(), threading.Event()
    threads: List[threading.Thread] = []

    def start(answer: Callable[[str], Dict[str, object]]) -> None:
        server = Server(path, selector, answer)

        def loop() -> None:
            while not stop.is_set():
                for key, _ in selector.select(0.02):
                    key.data()
                server.forget_idle()
            server.close()

        thread = threading.Thread(target=loop)
        threads.append(thread)
        thread.start()

    yield start
    stop.set()
    for thread in threads:
        thread.join()
    selector.close()


def test_ask_and_command(path: str, serve: Callable[..., None]) -> None:
    state = not_connected("it has just started")
    serve(lambda request: {"version": 1, "done": request == "resume", "text": f"{request}!"} if request else state)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert client.ask(path) == state
    assert client.command("resume", path) == "resume!"
    with pytest.raises(client.DeviceError, match="device.sock: other!$"):
        client.command("other", path)


def test_the_daemon_has_5_s(monkeypatch: pytest.MonkeyPatch) -> None:
    timeouts: List[float] = []

    def exchange(path: str, request: bytes, timeout: float) -> Dict[str, Any]:
        timeouts.append(timeout)
        return {"verdict": "quorate", "reason": {}, "done": True}

    monkeypatch.setattr(client, "exchange", exchange)
    client.ask()
    client.command("resume")
    assert timeouts == [5, 5]


def test_clients_that_do_not_ask_hold_up_nobody(path: str, serve: Callable[..., None]) -> None:
    serve(lambda request: not_connected("x" * 10_000))
    silent = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for one in silent:
        one.connect(path)
    silent[0].sendall(b"x" * 1000)
    assert client.ask(path)["verdict"] == "blocked"
    for one in silent:
        # Closed by the server, by and by.
        one.settimeout(20)
        try:
            assert one.recv(1) == b""
        except ConnectionResetError:
            pass
        one.close()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"version": 2}, "speaks version 2, this program 1: restart quorate-device after an update"),
        ({"version": 1, "verdict": "maybe", "reason": {}}, "the answer is not the quorum device's"),
        ({"version": 1, "verdict": "quorate"}, "the answer is not the quorum device's"),
        ({}, "the answer is not the quorum device's"),
        ([1], "the answer is not the quorum device's"),
    ],
)
def test_other_answers(path: str, serve: Callable[..., None], answer: Any, problem: str) -> None:
    serve(lambda request: answer)
    with pytest.raises(client.DeviceError) as refused:
        client.ask(path)
    assert str(refused.value) == f"{path}: {'the daemon ' if 'speaks' in problem else ''}{problem}"


def test_nobody_answers(path: str) -> None:
    with pytest.raises(client.DeviceError, match="no quorum device is running here"):
        client.ask(path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        with pytest.raises(client.DeviceError, match="no quorum device is running here"):
            client.ask(path)
        listener.listen(1)
        began = time.monotonic()
        with pytest.raises(client.DeviceError, match="no answer within 0.2 s"):
            client.ask(path, timeout=0.2)
        assert time.monotonic() - began < 5


def test_one_daemon_a_node(path: str) -> None:
    held = lock(path)
    with pytest.raises(Busy, match=f"already running on this node .process {os.getpid()}."):
        lock(path)
    held.close()
    lock(path).close()


def test_a_full_disk_does_not_keep_it_from_starting(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process id in the lock is for people."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    held = lock(path)
    with pytest.raises(Busy, match="on this node .process unknown."):
        lock(path)
    held.close()


def test_a_socket_that_somebody_has_removed(path: str, serve: Callable[..., None]) -> None:
    selector = selectors.DefaultSelector()
    server = Server(path, selector, lambda request: not_connected("x"))
    os.unlink(path)
    server.close()
    assert not selector.get_map()
    selector.close()


def test_only_its_owner_may_lock(path: str) -> None:
    """Whoever could, could keep the daemon from starting."""
    mask = os.umask(0o022)
    try:
        lock(path).close()
        assert os.stat(path + ".lock").st_mode & 0o777 == 0o600
        os.chmod(path + ".lock", 0o644)
        lock(path).close()
    finally:
        os.umask(mask)
    assert os.stat(path + ".lock").st_mode & 0o777 == 0o600


def test_state() -> None:
    config = quorate.Config({1: 1, 2: 1}, quorate.Options(wait_for_all=True, fence_delay=5000))
    exchange = Exchange(config, 1, print)
    around = Surroundings({1: "a", 2: "b"}, (1, 8), False, 1.0, "survey")
    answer = as_dict(exchange, exchange.judge([1]), around)
    assert set(answer) == set(not_connected("x"))
    assert (answer["verdict"], answer["node"], answer["missing"]) == ("blocked", 1, [1, 2])
    assert answer["names"] == {"1": "a", "2": "b"} and answer["corosync_ring"] == [1, 8]
    assert answer["fence_delay_left"] == 0
    json.dumps(answer)


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notifier = Notifier()
        notifier.ready()
        notifier.alive("quorate:\nyes")
        assert systemd.recv(100) == b"READY=1"
        assert systemd.recv(100) == b"WATCHDOG=1\nSTATUS=quorate: yes"
    # It is gone, and that is all right.
    notifier.stopping()
    monkeypatch.delenv("NOTIFY_SOCKET")
    Notifier().ready()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--power-status", "true"], "'true': it has neither {name} nor {nodeid}"),
        (["--auto-tie-breaker-node", "0"], "nodeid 0 is the quorum device's"),
        (["--auto-tie-breaker-node", "1,,2"], "'1,,2' is not a list of nodes"),
        (["--fence-delay", "-1"], "'-1' is not a number of seconds from 0 to 86400"),
        (["--survey-interval", "0"], "'0' is too short"),
        (["stop"], "invalid choice: 'stop'"),
        (["status", "--socket", "/nonexistent/socket"], "/nonexistent/socket: no quorum device is running here"),
        (["resume", "--socket", "/nonexistent/socket"], "/nonexistent/socket: no quorum device is running here"),
        (["--socket", "/proc/nowhere/socket"], "/proc/nowhere: No such file or directory"),
    ],
)
def test_command_line(command: Callable[..., Any], arguments: List[str], problem: str) -> None:
    done = command("device", *arguments)
    assert done.returncode == 1 and done.stdout == ""
    assert problem in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_a_socket_with_too_long_a_path(command: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / (110 * "x")
    done = command("device", "--socket", path)
    assert (done.returncode, done.stderr) == (1, f"quorate: {path}: AF_UNIX path too long\n")


def test_status_on_the_command_line(command: Callable[..., Any], path: str, serve: Callable[..., None]) -> None:
    state = {**not_connected("x"), "verdict": "quorate", "members": [1, 2], "vote": True}
    serve(lambda request: state)
    done = command("device", "status", "--socket", path)
    assert done.returncode == 0 and done.stdout.splitlines()[::2] == [
        "Verdict: quorate", "Members: 1 2", "Vote: yes",
    ]
    assert json.loads(command("device", "status", "--json", "--socket", path).stdout) == state
    state["verdict"] = "blocked"
    assert command("device", "status", "--socket", path).returncode == 2
