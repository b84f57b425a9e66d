"""Random talks with corosync-qnetd, `quorate witness --like-qnetd` and the daemon in C side by side: all answer the
same, byte for byte. A talk is one cluster's, by its seed; two go on at a time, and their steps alternate at random.

Nothing waits for time to pass: a server answers a connection's messages in order, so all that it said before it answers
an echo came of what was sent before. Timers are those of the longest heartbeat: 30 seconds, which no talk takes."""

import contextlib
import ctypes
import os
import random
import socket
import struct
import subprocess
from typing import Callable, Dict, Iterator, List, Sequence

import pytest
from arbiter import QNETD
from lab import wait_until
from lab.site import Site
from witness_net import (
    MESSAGES, NODE_INFO, PATIENCE, STARTTLS, VOTE_INFO, Client, config, echo, init, message, node_list, option, preinit,
    reading, ring, seq,
)  # fmt: skip

# By their ports. The first is right.
SERVERS = {5403: "corosync-qnetd", 5404: "quorate witness", 5405: "the daemon in C"}
TEST, FFSPLIT, TWO_NODE_LMS, LMS = range(4)
CHANGED, MEMBERSHIP, QUORUM = 1, 2, 3
LOWEST, HIGHEST, GIVEN = (1, 0), (2, 0), 3
PASS, FAIL = b"\1", b"\2"
# The seq of the echoes after each step: other messages have none so high.
ECHOES = 1 << 31


def request(name: str, *options: bytes) -> bytes:
    return message(MESSAGES.index(name), seq(4), *options)


class Speaker:
    """A node's connections, one to each server: all hear the same."""

    def __init__(self, name: str, chance: random.Random, log: List[str]) -> None:
        self._name, self._chance, self._log, self._echoes = name, chance, log, ECHOES
        self._clients = {port: Client(port) for port in SERVERS}
        self.is_open = True
        # What acknowledges votes, held back.
        self.held: List[bytes] = []
        for client in self._clients.values():
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, said: Sequence[bytes]) -> List[bytes]:
        """Says this, and returns all that the servers say until they answer an echo after it."""
        self._log.extend(f"{self._name} says {reading(one)}" for one in said)
        self._echoes += 1
        data = b"".join([*said, echo(self._echoes)])
        cuts = sorted(self._chance.choices(range(len(data)), k=3)) if self._chance.random() < 0.2 else []
        for start, end in zip([0, *cuts], [*cuts, len(data)]):
            for client in self._clients.values():
                # That a server closed the connection is read.
                with contextlib.suppress(ConnectionError):
                    client.send(data[start:end])
        return self._hear(seq(self._echoes))

    def leave(self) -> None:
        """A server that closes its side, too, knows that the node is gone."""
        self._log.append(f"{self._name} leaves")
        for client in self._clients.values():
            client.socket.shutdown(socket.SHUT_WR)
        self._hear(b"nothing but the end")

    def close(self) -> None:
        for client in self._clients.values():
            client.socket.close()

    def _hear(self, last: bytes) -> List[bytes]:
        heard = {port: list(self._until(port, last)) for port in SERVERS}
        *said, end = heard[min(SERVERS)]
        if any(other != [*said, end] for other in heard.values()):
            raise AssertionError("\n  ".join([f"{self._name} is answered otherwise", *map(told, heard.items())]))
        self._log.extend(f"{self._name} hears {reading(one)}" for one in said)
        self.is_open = end != b""
        return said

    def _until(self, port: int, last: bytes) -> Iterator[bytes]:
        """The last has the echo's seq, also where it is an error, as before INIT; or is the connection's end."""
        while True:
            try:
                said = self._clients[port].receive()
            except TimeoutError:
                raise AssertionError(f"{SERVERS[port]} did not answer {self._name} within {PATIENCE:g} s") from None
            yield said
            if not said or last in said:
                return


def told(port_and_said: "tuple[int, List[bytes]]") -> str:
    port, said = port_and_said
    return f"{SERVERS[port]}: {'; '.join(reading(one) if one else 'closed' for one in said)}"


class Talk:
    """A cluster whose nodes start, split, meet, leave, change their minds, and say what they should not."""

    def __init__(self, seed: int, log: List[str]) -> None:
        self._name, self._log = f"talk{seed}", log
        self._chance = random.Random(seed)
        choice, chance = self._chance.choice, self._chance.random
        self.steps_left = self._chance.randrange(12, 40)
        count = choice([2, 2, 3, 4, 4, 5])
        self._nodes = sorted(self._chance.sample(range(1, 12), count)) if chance() < 0.5 else [*range(1, count + 1)]
        self._config = self._nodes
        self._algorithm = choice([FFSPLIT, FFSPLIT, FFSPLIT, LMS, LMS, LMS, TWO_NODE_LMS, TEST])
        self._tie_breaker = choice([LOWEST, HIGHEST, (GIVEN, choice(self._nodes))])
        self._keeps_active = choice([[], [option(23, b"\0")], [option(23, b"\1")]])
        self._has_heuristics, self._acknowledges_late = chance() < 0.4, chance() < 0.2
        self._ring = 5
        # Which members each node sees, and in which ring.
        self._views = {node: ([node], (node, self._ring)) for node in self._nodes}
        self._speakers: Dict[int, Speaker] = {}

    def step(self) -> None:
        self.steps_left -= 1
        node = self._chance.choice(self._nodes)
        if node not in self._speakers:
            return self._start(node)
        steps: Dict[Callable[[int], None], int] = {
            self._split: 35, self._leave: 12, self._quorum: 10, self._ask: 7, self._acknowledge: 8, self._odd: 5,
            self._change_config: 5, self._membership: 4, self._heuristics: 10 * self._has_heuristics,
        }  # fmt: skip
        self._chance.choices(list(steps), list(steps.values()))[0](node)

    def close(self) -> None:
        for speaker in self._speakers.values():
            speaker.close()

    def _tell(self, node: int, *said: bytes) -> None:
        if node in self._speakers:
            self._drain(self._speakers[node], said)
            self._settle()

    def _settle(self) -> None:
        """Until nobody hears any more."""
        while any([self._drain(speaker) for speaker in self._speakers.values() if speaker.is_open]):
            pass
        for node in [node for node, speaker in self._speakers.items() if not speaker.is_open]:
            self._speakers.pop(node).close()

    def _drain(self, speaker: Speaker, said: Sequence[bytes] = ()) -> bool:
        """Whether it heard something; votes are acknowledged, or that is held back."""
        answers = speaker.ask(said)
        has_heard = answers != []
        while answers:
            replies = [message(15, vote[6:14]) for vote in answers if vote[:2] == VOTE_INFO]
            if self._acknowledges_late and self._chance.random() < 0.7:
                speaker.held, replies = speaker.held + replies, []
            answers = speaker.ask(replies)
        return has_heard

    def _start(self, node: int) -> None:
        self._speakers[node] = Speaker(f"{self._name} node {node}", self._chance, self._log)
        wrong = self._chance.choice(["node", "algorithm", "tie breaker", "heartbeat", *[""] * 50])
        id = self._chance.choice(self._nodes) if wrong == "node" else node
        algorithm = self._chance.randrange(5) if wrong == "algorithm" else self._algorithm
        tie_breaker = LOWEST if wrong == "tie breaker" else self._tie_breaker
        heartbeat = 999 if wrong == "heartbeat" else 120_000
        said = [preinit(self._name), init(id, heartbeat, algorithm, tie_breaker, self._views[node][1])]
        said += [request("set_option", kept) for kept in self._keeps_active]
        said += [config(*self._config), self._members(node)]
        if self._chance.random() < 0.3:
            return self._tell(node, *said)
        for one in said:
            self._tell(node, one)

    def _members(self, node: int) -> bytes:
        members, at = self._views[node]
        is_told = self._has_heuristics and self._chance.random() < 0.6
        heuristics = [option(22, self._chance.choice([PASS, PASS, FAIL]))] if is_told else []
        return node_list(MEMBERSHIP, members, option(13, ring(*at)), *heuristics)

    def _membership(self, node: int) -> None:
        self._tell(node, self._members(node))

    def _quorum(self, node: int) -> None:
        """Every node with its state: 1 up, 2 down."""
        states = [(id, 1 if id in self._views[node][0] else 2) for id in self._config]
        infos = [option(9, struct.pack(">I", id)) + option(16, bytes([state])) for id, state in states]
        quorate = option(20, bytes([self._chance.randrange(2)]))
        self._tell(node, node_list(QUORUM, [], quorate, *(option(NODE_INFO, info) for info in infos)))

    def _split(self, _: int) -> None:
        """New partitions, often two halves; all tell so in any order."""
        self._ring += self._chance.randrange(1, 5)
        count = len(self._nodes)
        up = self._chance.sample(self._nodes, self._chance.choice([count, count, self._chance.randrange(1, count + 1)]))
        cuts = sorted(self._chance.choices(range(len(up)), k=self._chance.choice([0, 1, 2])))
        cuts = self._chance.choice([cuts, [len(up) // 2]])
        parts = [sorted(up[start:end]) for start, end in zip([0, *cuts], [*cuts, len(up)])]
        self._chance.shuffle(up)
        self._views.update({node: (part, (part[0], self._ring)) for part in parts for node in part})
        for node in up:
            self._membership(node)
            if self._chance.random() < 0.5:
                self._quorum(node)

    def _leave(self, node: int) -> None:
        speaker = self._speakers.pop(node)
        speaker.leave()
        speaker.close()
        self._settle()

    def _change_config(self, node: int) -> None:
        self._config = sorted(self._chance.sample(self._nodes, self._chance.randrange(2, len(self._nodes) + 1)))
        self._tell(node, node_list(CHANGED, self._config, option(14, bytes(7) + self._chance.choice([PASS, FAIL]))))

    def _heuristics(self, node: int) -> None:
        self._tell(node, request("heuristics_change", option(22, self._chance.choice([PASS, FAIL]))))

    def _ask(self, node: int) -> None:
        self._tell(node, request("ask_for_vote"))

    def _acknowledge(self, node: int) -> None:
        held, self._speakers[node].held = self._speakers[node].held, []
        self._tell(node, *held)

    def _odd(self, node: int) -> None:
        settings = [option(12, struct.pack(">I", 999)), option(12, struct.pack(">I", 119_000)), option(23, b"\0")]
        lacking = [request("set_option"), request("heuristics_change"), node_list(MEMBERSHIP, [node])]
        of_server, of_no_vote = request("preinit_reply"), request("vote_info_reply")
        odd = [*(request("set_option", setting) for setting in settings), *lacking, of_server, of_no_vote, STARTTLS]
        self._tell(node, self._chance.choice(odd))


@contextlib.contextmanager
def inside(site: Site) -> Iterator[None]:
    """This thread connects to the site's servers. Not every Python has os.setns."""
    setns = ctypes.CDLL(None, use_errno=True).setns
    with open("/proc/thread-self/ns/net") as own, open(f"/proc/{site.pid}/ns/net") as its:
        try:
            assert setns(its.fileno(), 0) == 0, os.strerror(ctypes.get_errno())
            yield
        finally:
            assert setns(own.fileno(), 0) == 0, os.strerror(ctypes.get_errno())


@pytest.fixture
def site() -> Iterator[Site]:
    """A machine with the servers. What it gets is acknowledged at once, so that no Nagle waits 40 ms for that."""
    ours = ["env", f"PYTHONPATH={os.environ['QUORATE_FENCING_SITE']}", "/usr/bin/python3", "-m", "quorate", "witness"]
    files = ["--socket=/run/witness", "--state=/run/votes"]
    options = [*files, "--like-qnetd", "--tls=off", "--listen=127.0.0.1", "--port=5404"]
    in_c = [os.environ["QUORATE_FENCING_WITNESSD"], "-q", "-l", "127.0.0.1", "-p", "5405"]
    site, processes = Site(), []

    def is_open(port: int) -> bool:
        with contextlib.suppress(ConnectionError):
            Client(port).socket.close()
            return True
        return False

    try:
        site.network(["link set lo up", "route change local 127.0.0.1 dev lo table local quickack 1"])
        with open(site.folder / "log", "ab") as log:
            for command in ([*QNETD, "off"], [*ours, *options], in_c):
                command = site.command(command)
                processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        with inside(site):
            for port, name in SERVERS.items():
                wait_until(f"{name} listens", lambda: is_open(port), (site.folder / "log").read_text)
            yield site
    finally:
        site.close()
        for process in processes:
            process.wait(PATIENCE)


SEEDS = [range(20), pytest.param(range(20, 220), marks=pytest.mark.long)]


@pytest.mark.parametrize("seeds", SEEDS, ids=["few", "many"])
def test_talks(site: Site, seeds: Sequence[int]) -> None:
    for seed in seeds[::2]:
        log: List[str] = []
        talks, turns = [Talk(seed, log), Talk(seed + 1, log)], random.Random(seed)
        try:
            while going := [talk for talk in talks if talk.steps_left]:
                turns.choice(going).step()
        except Exception as error:
            lines = [f"seeds {seed} and {seed + 1}: {error}", "the talks so far:", *log]
            raise AssertionError("\n".join([*lines, (site.folder / "log").read_text()[-2000:]])) from None
        finally:
            for talk in talks:
                talk.close()
