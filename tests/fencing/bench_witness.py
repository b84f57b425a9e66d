"""What a witness costs, side by side: the daemon in C (tests/c/witnessd.c), `quorate witness` and corosync-qnetd, all
without TLS, in one run. Started with the daemon's path and the wheel's folder in a network namespace of its own."""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

PORT = 5403
STARTS, ROUNDS, MESSAGES = 7, 5, 4000


def option(number: int, value: bytes) -> bytes:
    return number.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


def message(kind: int, seq: int, *options: bytes) -> bytes:
    body = option(0, seq.to_bytes(4, "big")) + b"".join(options)
    return kind.to_bytes(2, "big") + len(body).to_bytes(4, "big") + body


RING = option(13, bytes([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4]))
NODES = b"".join(option(17, option(9, node.to_bytes(4, "big"))) for node in (1, 2))
CONFIG = message(10, 4, option(18, b"\0"), NODES)
MEMBERSHIP = message(10, 5, option(18, b"\2"), RING, NODES)


class Client:
    """A node of a cluster of two, whose algorithm is ffsplit."""

    def __init__(self, number: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        node = (number % 2 + 1).to_bytes(4, "big")
        name = f"cluster{number // 2}".encode()
        supported = [option(4, bytes(range(18)) * 2), option(5, bytes(24) * 2)]
        algorithm, heartbeat = option(11, b"\0\1"), option(12, (120_000).to_bytes(4, "big"))
        self.ask(message(0, 1, option(1, name)), 1)
        self.ask(message(3, 2, *supported, option(9, node), algorithm, heartbeat, option(21, b"\1\0\0\0\0"), RING), 4)
        self.ask(message(6, 3, option(23, b"\1")), 7)
        self.ask(CONFIG, 11)
        self.ask(MEMBERSHIP, 11)

    def ask(self, said: bytes, answer: int) -> None:
        """Sends it, and waits for the answer; votes that come meanwhile are acknowledged."""
        self.socket.sendall(said)
        while True:
            kind, body = self._read()
            if kind == answer:
                return
            self._acknowledge(kind, body)

    def hear(self) -> None:
        """Waits for a vote."""
        self._acknowledge(*self._read())

    def _acknowledge(self, kind: int, body: bytes) -> None:
        assert kind == 14, f"message {kind}: {body.hex()}"
        self.socket.sendall(message(15, int.from_bytes(body[4:8], "big")))

    def _read(self) -> Tuple[int, bytes]:
        while len(self._received) < 6 or len(self._received) < 6 + int.from_bytes(self._received[2:6], "big"):
            more = self.socket.recv(65536)
            assert more, "the witness has closed the connection"
            self._received += more
        end = 6 + int.from_bytes(self._received[2:6], "big")
        whole, self._received = self._received[:end], self._received[end:]
        return int.from_bytes(whole[:2], "big"), whole[6:]


class Daemon:
    def __init__(self, command: Sequence[str], folder: str) -> None:
        started = time.perf_counter()
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        while True:
            try:
                socket.create_connection(("127.0.0.1", PORT)).close()
                break
            except ConnectionRefusedError:
                assert self._process.poll() is None, f"{command} has ended"
                time.sleep(0.0002)
        self.listens_after = (time.perf_counter() - started) * 1000

    def memory(self) -> Tuple[int, int]:
        """Resident, and of it private, in KiB."""
        text = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text()
        sizes = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB$", text, re.MULTILINE)}
        return sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]

    def seconds(self) -> float:
        """On a CPU, by the scheduler."""
        return int(Path(f"/proc/{self._process.pid}/schedstat").read_text().split()[0]) / 1e9

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


def on_disk(program: str) -> Tuple[int, int]:
    """KiB of the program and of its libraries."""
    said = subprocess.run(["ldd", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8").stdout
    libraries = {os.path.realpath(path) for path in re.findall(r"(/\S+) \(0x", said)}
    return os.path.getsize(program) // 1024, sum(map(os.path.getsize, libraries)) // 1024


def cost(daemon: Daemon, client: Client, said: bytes, answer: int, told: Sequence[Client] = ()) -> float:
    """Microseconds of CPU for a message and its answer: the best of some rounds. Others are told of their votes."""
    taken = []
    for _ in range(ROUNDS):
        before = daemon.seconds()
        for _ in range(MESSAGES):
            client.ask(said, answer)
            for other in told:
                other.hear()
        taken.append((daemon.seconds() - before) / MESSAGES * 1e6)
    return min(taken)


def measure(command: Sequence[str]) -> Dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [part.replace("{}", folder) for part in command]
        starts: List[float] = []
        for _ in range(STARTS):
            daemon = Daemon(command, folder)
            starts.append(daemon.listens_after)
            daemon.stop()
        daemon = Daemon(command, folder)
        clients = [Client(number) for number in range(2)]
        two = daemon.memory()
        echo = cost(daemon, clients[0], message(8, 1), 9)
        listed = cost(daemon, clients[0], MEMBERSHIP, 11, clients[1:2])
        clients += [Client(number) for number in range(2, 100)]
        hundred = daemon.memory()
        crowded = cost(daemon, clients[0], message(8, 1), 9)
        daemon.stop()
    return {
        "RSS with 2 clients, KiB (private)": f"{two[0]} ({two[1]})",
        "RSS with 100 clients, KiB (private)": f"{hundred[0]} ({hundred[1]})",
        "time to listen, ms": f"{statistics.median(starts):.1f}",
        "CPU of an echo, us": f"{echo:.1f}",
        "CPU of an echo, 100 clients, us": f"{crowded:.1f}",
        "CPU of a membership list and two votes, us": f"{listed:.1f}",
    }


def main() -> None:
    witnessd, site = sys.argv[1:]
    own = ["--socket={}/socket", "--state={}/state", "--connections-per-address=256"]
    daemons = {
        "in C": [witnessd, "-a", "256", "-s", "{}"],
        "quorate witness": ["env", f"PYTHONPATH={site}", "/usr/bin/python3", "-m", "quorate", "witness", *own],
        "corosync-qnetd": ["corosync-qnetd", "-f", "-s", "off"],
    }
    found = {name: measure(command) for name, command in daemons.items()}
    for name, program in (("in C", witnessd), ("corosync-qnetd", "/usr/bin/corosync-qnetd")):
        found[name]["on disk, KiB (libraries)"] = "{} ({})".format(*on_disk(program))
    print("| a witness without TLS |" + "".join(f" {name} |" for name in found))
    print("| --- |" + " ---: |" * len(found))
    for what in found["in C"]:
        print(f"| {what} |" + "".join(f" {numbers.get(what, '')} |" for numbers in found.values()))


main()
