"""quorate.device.daemon: its day, from the start to the signal that ends it."""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest
from device_node import Node, config

from quorate.corosync.libraries import CorosyncError
from quorate.device import daemon as tested
from quorate.device import proofs, settings
from quorate.device.memory import Memory
from quorate.device.protocol import digest_of_rules

TERM, HUP = (partial(signal.raise_signal, number) for number in (signal.SIGTERM, signal.SIGHUP))
JOINED = "node 1 joined; nodes and votes 1:1 2:1, wait_for_all on, tie breaker highest"
WAITS = "blocked: wait_for_all: 0 of 2 expected votes present, not quorate until all are; waiting for: node 2"
PROVEN = "quorate: everyone accounted for: 1 of 2 expected votes present; proven off: node 2"
OFF = "node 2: proven off: its power is off (b: device says off)"


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Node]:
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    handlers = [signal.getsignal(number) for number in numbers]
    made = Node(monkeypatch, tmp_path)
    yield made
    signal.set_wakeup_fd(-1)
    for number, handler in zip(numbers, handlers):
        signal.signal(number, handler)
    for file in made.corosync.files:
        os.close(file)


def highest(node: Node, **more: Any) -> tested.Daemon:
    return node.daemon(tie_breaker="highest", **more)


def was_admitted(node: Node, accounted: Tuple[int, ...], **rules: Any) -> tested.Daemon:
    """A daemon that takes over."""
    daemon = highest(node, fence_delay=5000, **rules)
    digest = digest_of_rules(settings.strict_config(config(), daemon._options.rules)).hex()
    node.path.parent.mkdir()
    Memory(f"{node.path}.admitted").note(1, (1, 4), digest, accounted)
    return daemon


def test_a_node_alone_finds_the_other_off_and_votes(node: Node) -> None:
    node.corosync.is_busy = True
    daemon = highest(node)
    files: List[object] = []

    def free() -> None:
        # Until corosync has taken a vote, the daemon is not ready.
        assert "READY" not in node.systemd
        node.corosync.is_busy = False
        files.extend(daemon._selector.get_map())

    assert node.run(daemon, free, 5, TERM) == signal.SIGTERM
    assert node.log == [
        f"0.02 {JOINED}", f"0.02 {WAITS} (daemons on node 1)", f"3.02 {OFF}",
        f"3.02 {PROVEN} (daemons on node 1)", "3.02 no proof is needed",
    ]  # fmt: skip
    assert node.corosync.polls == [(False, (1, 4)), (True, (1, 4))]
    assert node.corosync.calls == ["register", "unregister", "leave", "close", "close"]
    assert set(node.corosync.files[::2]) < set(files)
    # What a thread has found wakes it, once, and so does a signal.
    assert node.woken == [True, True, True, True, False, False, True]
    told = [line for line in node.systemd if line]
    assert told[0] == "READY" and told[-1] == "STOPPING" and node.systemd.count("READY") == 1
    assert told[1] == f"{WAITS} (daemons on node 1)" and told[-2] == f"{PROVEN} (daemons on node 1)"
    assert not node.path.exists()


@pytest.mark.parametrize(("ends", "number"), [(TERM, signal.SIGTERM), (HUP, signal.SIGHUP)])
def test_without_corosync_it_waits_and_ends_at_once(node: Node, ends: Any, number: int) -> None:
    node.config = CorosyncError("corosync is not running")
    assert node.run(highest(node), 3, ends, 1) == number
    assert node.log == ["0 not connected: corosync is not running"]
    assert set(node.waits) == {1} and node.systemd[-1] == "corosync is not running"


def test_corosync_goes_and_comes_back(node: Node) -> None:
    daemon = highest(node)
    files: List[object] = []

    def stop() -> None:
        node.corosync.failure, node.config = CorosyncError("it has stopped"), CorosyncError("it is not running")

    def start() -> None:
        files.extend(daemon._selector.get_map())
        answer = daemon._answer("")
        assert answer["members"] == [] and str(answer["reason"]).endswith("corosync: it is not running'}")
        node.corosync.failure, node.config = None, config()

    assert node.run(daemon, 5, stop, 2, start, 1, TERM) == signal.SIGTERM
    assert not set(files) & set(node.corosync.files) and node.corosync.calls[:3] == ["register", "close", "close"]
    assert node.log[4:] == [
        "3.02 no proof is needed", "5.02 not connected: it has stopped", "5.02 not connected: it is not running",
        f"7.04 {JOINED}",
    ]  # fmt: skip
    # It tries again at once, then every second.
    assert node.waits[5:10] == [2, 0, 1, 1, 1]


def test_what_corosync_does_not_fit_is_an_end(node: Node) -> None:
    node.config = config([2, 3])
    with pytest.raises(settings.Unfit, match="these options do not fit this cluster: node 1"):
        node.run(highest(node))


@pytest.mark.parametrize(
    ("number", "downscale", "said", "calls"),
    [
        (signal.SIGTERM, False, [], ["unregister", "leave", "close", "close"]),
        (signal.SIGTERM, True, [f"left within 5000 ms: {tested.LOST}"], ["unregister", "leave", "close", "close"]),
        # The vote stands until the next daemon, which takes over.
        (signal.SIGHUP, True, [], ["close", "close"]),
    ],
)
def test_how_it_ends(node: Node, number: int, downscale: bool, said: List[str], calls: List[str]) -> None:
    node.config = config([1])
    daemon = node.daemon(allow_downscale=downscale)
    assert node.run(daemon, 5, partial(signal.raise_signal, number), 6 if downscale else 0) == number
    assert [line.split(" ", 1)[1] for line in node.log if " left within " in line] == said
    assert node.corosync.calls == ["register", *calls]
    assert node.systemd.count("STOPPING") == (number == signal.SIGTERM)


def has(node: Node, found: object) -> Any:
    return partial(setattr, node, "config", found)


def test_before_it_starts_anew_it_looks_whether_it_could(node: Node) -> None:
    unfit = settings.Unfit("corosync.conf: no device")
    assert node.run(highest(node), 5, has(node, unfit), HUP, 9, has(node, config()), HUP, 2) == signal.SIGHUP
    told = [line for line in node.log if "reloaded" in line]
    assert told == ["8.02 not reloaded, the daemon continues as before: corosync.conf: no device"]
    # What corosync does not follow is no verdict.
    assert "blocked: corosync does not follow this device, which says quorate" in node.log[-1]


@pytest.mark.parametrize("is_agreed", [True, False])
def test_the_nodelist_changes(node: Node, is_agreed: bool) -> None:
    daemon = node.daemon(agreed_electorate=is_agreed)
    found = [config([1, 2], is_reloading=True), config([1, 2, 3]), config([2, 3])]
    # Each is seen twice before it counts.
    days = [step for one in found for step in (has(node, one), 15)]
    assert node.run(daemon, 5, *days, TERM) == signal.SIGTERM
    refused, even, new, odd = (
        "corosync refused to reload corosync.conf and goes on", "the votes are even and there is no tie breaker",
        "corosync has a new nodelist: nodes and votes 1:1 2:1 3:1, wait_for_all on, tie breaker none, who votes",
        "corosync's new nodelist is not taken, the daemon continues as before: node 1 is not in the nodelist",
    )  # fmt: skip
    told = [one for line in node.log for one in (refused, even, new, odd) if f" {one}" in line]
    # What is advised for good is said again where it was not for a while.
    assert told == ([even, refused, new, even, odd] if is_agreed else [even, refused, even])
    assert daemon._names == ({1: "a", 2: "b", 3: "c"} if is_agreed else {1: "a", 2: "b"})


def test_a_vote_that_is_held_is_told_after_a_second(node: Node) -> None:
    """Most rounds end before."""
    assert node.run(was_admitted(node, (1,)), 3, TERM) == signal.SIGTERM
    assert node.log[1:] == [
        "0.02 no proof is needed",
        "1.02 quorate: everyone was accounted for when node 1 joined, and all of them are still here "
        "(daemons on node 1)",
    ]
    assert node.waits[:2] == [1, 1]


def test_what_the_survivor_without_the_tie_breaker_knows(node: Node) -> None:
    node.world.power = "unknown"
    node.corosync.members = (1, 2)
    daemon = was_admitted(node, ())
    seen: List[Any] = []

    def look() -> None:
        session = daemon._session
        assert session is not None and session._interval == pytest.approx(10 / 3)
        answer, age = daemon._answer(""), node.now - session.view_since
        assert answer["fence_delay_left"] == max(0, 5000 - int(age * 1000))
        seen.extend([age, answer, daemon._view(session)])

    assert node.run(daemon, 2, look, 3, look, TERM) == signal.SIGTERM
    age, answer, view = seen[:3]
    assert 0 < age < 5 < seen[3]
    assert (answer["verdict"], answer["names"], answer["vote"]) == ("fence_first", {"1": "a", "2": "b"}, False)
    assert answer["proofs"] == "no quorum device runs on node 2, in corosync's ring: start quorate-device there"
    assert view == proofs.View((1, 2), (1,), (2,), (2,), "fence_first", "fence_first", 5.0, 0, 1, True)


@pytest.mark.parametrize(
    ("nodes", "members", "tie_breaker", "seconds"),
    [
        ((1, 2, 3, 4), (3, 4), None, 10),
        ((1, 2, 3, 4), (1, 2), None, 0),
        ((1, 2, 3, 4), (3, 4), "lowest", 0),
        ((1, 2, 3), (2, 3), None, 10),
        # Of two nodes the faster one stays.
        ((1, 2), (2,), None, 0),
        ((1, 2), (1,), None, 0),
    ],
)
def test_which_half_gives_the_other_time(
    node: Node, nodes: Tuple[int, ...], members: Tuple[int, ...], tie_breaker: Any, seconds: float
) -> None:
    assert node.daemon(tie_breaker=tie_breaker)._stagger(nodes, members) == seconds


@pytest.mark.parametrize(("overdue", "found"), [("_finder", []), ("_fitness", None)])
def test_nothing_that_is_overdue_makes_it_spin(node: Node, overdue: str, found: object) -> None:
    daemon = highest(node)

    def hang() -> None:
        part = getattr(daemon, overdue)
        part.step, part.next_turn = lambda *_: found, 0.0

    assert node.run(daemon, 5, hang, 3, TERM) == signal.SIGTERM
    assert node.waits[-4:] == [pytest.approx(0.1)] * 4


def test_commands(node: Node) -> None:
    daemon = node.daemon()
    late, unknown = "the view is not complete; try again", "there is no such command"
    wrong = ("stop", "resume 1", "set_votes 1", "set_votes 1 x", "set_votes 1 2 x", "set_votes 1 99999999999")

    def says(words: str, text: str) -> bool:
        answer = daemon._answer(words)
        assert answer == {"version": 1, "done": answer["done"], "text": text}
        return answer["done"] is True

    def ask() -> None:
        assert not any(says(words, unknown) for words in wrong)
        assert not says("resume", "these rules do not support resume without freeze_on_loss")
        assert says("cancel_wait_for_all", "cancel_wait_for_all was sent to node 1")

    assert not says("resume", late)
    assert node.run(daemon, lambda: says("resume", late) and pytest.fail("too early"), 1, ask, TERM) == signal.SIGTERM
    assert "1.02 operator command: cancel_wait_for_all" in node.log


def test_it_becomes_the_program_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    started: List[object] = []
    monkeypatch.setattr(os, "execv", lambda path, words: started.append((path, words)))
    for program, words in (("/usr/bin/quorate", ["/usr/bin/quorate"]), ("/x/quorate/__main__.py", ["-m", "quorate"])):
        tested.start_again([program, "device", "--no-fence"])
        assert started.pop() == (sys.executable, [sys.executable, *words, "device", "--no-fence"])
