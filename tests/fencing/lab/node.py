"""One node: power, commands inside it, its processes, its logs."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any, Dict, List, Optional

from quorate.device import client

from .corosync import Quorum
from .site import Site, child
from .wait import wait_until

# Where the files of the nodes' system are; tests/fencing/versions has others than the machine's.
ROOT = os.environ.get("QUORATE_FENCING_ROOT", "/")
NODE_INIT = Path(__file__).resolve().parent.parent / "node-init"


class Node:
    """A node of a cluster. Its disk is `folder`: corosync.conf, log/, state that survives a reboot."""

    def __init__(self, site: Site, id: int, agents: Path, wheel: Optional[Path]) -> None:
        self.id = id
        self.name = f"node{id}"
        self.address = f"10.77.1.{id}"
        self.folder = site.folder / self.name
        (self.folder / "log").mkdir(parents=True)
        self._site = site
        self._agents = agents
        self._wheel = wheel
        self._process: "Optional[subprocess.Popen[bytes]]" = None
        # PID 1 of the node, as the host counts.
        self.pid: Optional[int] = None
        self._power = threading.RLock()

    @property
    def is_on(self) -> bool:
        return self.pid is not None and Path(f"/proc/{self.pid}").exists()

    def power_on(self) -> None:
        """Starts the node; does not wait until it is up. A node that is on stays as it is."""
        with self._power:
            if not self.is_on:
                self.power_off()
                self._boot()
                self._site.disturb()

    def _boot(self) -> None:
        arguments = [NODE_INIT, self.name, self.folder, self._agents, self._wheel or "/nonexistent", ROOT]
        with open(self.folder / "log" / "init", "ab") as log:
            self._process = subprocess.Popen(
                self._site.command(
                    ["ip", "netns", "exec", self.name, "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork"]
                    + ["--kill-child", "--mount-proc", *map(str, arguments)]
                ),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        self.pid = wait_until(f"{self.name} has a PID 1", self._find_first, evidence=lambda: self.log("init"))

    def _find_first(self) -> Optional[int]:
        """nsenter's child is iproute2, which becomes unshare, whose child is PID 1."""
        pid: Optional[int] = self._process.pid if self._process else None
        for _ in range(2):
            pid = child(pid) if pid else None
        # It is root of three PID namespaces: host, site, node.
        return pid if pid and pids_of(pid)[2:] == [1] else None

    def power_off(self) -> None:
        """Cuts the power: SIGKILL of PID 1 takes everything in the node along. Returns when nothing is left."""
        with self._power:
            if self.pid is not None and self.is_on:
                self._site.disturb()
                os.kill(self.pid, signal.SIGKILL)
            if self._process is not None:
                self._process.wait(timeout=180)
            self._process = self.pid = None

    def command(self, *command: object) -> List[str]:
        """The command line that runs this inside the node."""
        if not self.is_on:
            raise OSError(f"{self.name} is off")
        inside = [
            "env", "--ignore-environment", "--chdir=/", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
            "LC_ALL=C.UTF-8", f"PYTHONPATH={self._wheel or ''}", "PYTHONDONTWRITEBYTECODE=1", f"HOSTNAME={self.name}",
        ]
        return [
            "nsenter", f"--target={self.pid}", "--mount", "--net", "--uts", "--ipc", "--pid", "--",
            *inside, *map(str, command),
        ]

    def run(self, *command: object, timeout: float = 180, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """Runs a command inside the node to its end; the exit status is the caller's business."""
        return subprocess.run(
            self.command(*command), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace", timeout=timeout,
        )

    def output(self, *command: object, timeout: float = 180) -> str:
        """Standard output of a command that must succeed."""
        done = self.run(*command, timeout=timeout)
        if done.returncode:
            raise AssertionError(f"{self.name}: {command} exited {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *command: object) -> "subprocess.Popen[str]":
        """Starts a command inside the node. It ends with the node; its pipes are the caller's to close."""
        return subprocess.Popen(
            self.command(*command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace",
        )

    def processes(self, name: str) -> List[int]:
        """The host's numbers of the node's processes whose name, or one of whose arguments, is this. A child of theirs
        that has not become its own program yet still has their arguments, and does not count."""
        if not self.is_on:
            return []
        space = os.readlink(f"/proc/{self.pid}/ns/pid")
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(folder / "ns" / "pid") != space:
                    continue
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                if (folder / "comm").read_text().strip() == name or name.encode() in arguments:
                    # After the name, which may have blanks: state and parent.
                    parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                    found[int(folder.name)] = (parent, arguments)
            except OSError:
                continue
        return [pid for pid, (parent, arguments) in found.items() if found.get(parent, (0, []))[1] != arguments]

    def signal(self, name: str, number: int, may_have_ended: bool = False) -> None:
        """Sends a signal to those processes; there must be one, unless it may have ended by now."""
        pids = self.processes(name)
        if not pids and not may_have_ended:
            raise AssertionError(f"{self.name}: no process {name}")
        self._site.disturb()
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                if not may_have_ended:
                    raise

    def freeze(self, name: str = "corosync") -> None:
        self.signal(name, signal.SIGSTOP)

    def thaw(self, name: str = "corosync") -> None:
        self.signal(name, signal.SIGCONT)

    def quorum(self) -> Optional[Quorum]:
        """What corosync says of quorum here, or None while it says nothing."""
        if not self.is_on:
            return None
        try:
            return Quorum.from_quorumtool(self.run("corosync-quorumtool", "-s", timeout=10).stdout)
        except subprocess.TimeoutExpired:
            return None

    def device(self) -> Dict[str, Any]:
        """What the daemon of the quorum device says; empty where none runs. One that a busy machine keeps from
        answering is asked again. Its socket is asked, which costs less than to start `quorate device status` there."""

        def answer() -> Optional[List[Dict[str, Any]]]:
            try:
                return [client.ask(f"/proc/{self.pid}/root{client.SOCKET}")] if self.is_on else [{}]
            except client.DeviceError:
                return None if self.processes("device") else [{}]

        [said] = wait_until(f"{self.name}: the device answers", answer, lambda: self.log("service1.log"))
        return said

    def connected(self) -> List[int]:
        """The other nodes that corosync's libknet reaches."""
        try:
            links = self.run("corosync-cfgtool", "-s", timeout=10).stdout if self.is_on else ""
        except subprocess.TimeoutExpired:
            return []
        return [int(id) for id in re.findall(r"nodeid: +(\d+):\s+connected", links)]

    def log(self, name: str) -> str:
        """A file of its log folder: corosync.log, pacemaker.log, service1.log, ...; empty if there is none yet."""
        try:
            return (self.folder / "log" / name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def services(self) -> Dict[str, str]:
        return {path.name: self.log(path.name) for path in sorted((self.folder / "log").glob("service*.log"))}


def pids_of(pid: int) -> List[int]:
    """The numbers of a process in each of its PID namespaces, the host's first."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("NSpid:"):
                return [int(number) for number in line.split()[1:]]
    except OSError:
        pass
    return []
