"""The ground a cluster stands on: namespaces that vanish with the process that made them.

One process is the first of a PID namespace, and owns a mount and a network namespace. Every node and every network
of the cluster is inside, so that the end of that one process ends them all. It dies when the tests' process dies,
however that comes about.
"""

import errno
import fcntl
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Iterable, List, Optional, Sequence, Tuple

from .wait import wait_until

PREFIX = "quorate-fencing-"
# Its private /run is where iproute2 keeps the names of the nodes' network namespaces.
FIRST_PROCESS = "mount -t tmpfs run /run && mkdir /run/netns && echo ready && exec sleep infinity"


class Site:
    """A scratch folder and the namespaces of one cluster."""

    def __init__(self) -> None:
        remove_leftovers()
        self.folder, self._lock = make_folder()
        # When a test last did what may change the members: Unix times in seconds.
        self.disturbed: List[float] = []
        self._process: "Optional[subprocess.Popen[bytes]]" = None
        try:
            self._process, self.pid = self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> "Tuple[subprocess.Popen[bytes], int]":
        # setpriv: the kernel kills it when this thread ends. --kill-child hands that on.
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"]
            + ["--mount-proc", "sh", "-c", FIRST_PROCESS],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )
        self._process = process
        assert process.stdout is not None
        readable, _, _ = select.select([process.stdout], [], [], 180)
        said = process.stdout.readline() if readable else b""
        if said != b"ready\n":
            raise OSError(f"cannot make namespaces: {said.decode(errors='replace').strip() or 'no answer'}")
        return process, wait_until("the first process", lambda: child(process.pid))

    def command(self, command: Sequence[object]) -> List[str]:
        """The command line that runs this in the site's namespaces."""
        return ["nsenter", f"--target={self.pid}", "--mount", "--net", "--pid", "--", *map(str, command)]

    def network(self, lines: Iterable[str], inside: str = "") -> None:
        """Runs lines of iproute2's ip, in the site's network namespace or in one that the lines made."""
        where = ["-n", inside] if inside else []
        done = subprocess.run(
            self.command(["ip", *where, "-batch", "-"]), input="".join(f"{line}\n" for line in lines),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=180,
        )
        if done.returncode:
            raise OSError(f"ip: {done.stdout.strip()}")

    def disturb(self) -> None:
        self.disturbed.append(time.time())

    def close(self) -> None:
        """Ends all that is inside, and removes the folder."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(timeout=180)
            assert process.stdout is not None
            process.stdout.close()
        if self._lock >= 0:
            remove_tree(self.folder)
            os.close(self._lock)
            self._lock = -1


def make_folder() -> Tuple[Path, int]:
    """A new folder, and the lock that says that somebody uses it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Pacemaker's daemons, which are not root, look at their files through it.
        folder.chmod(0o755)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Another run may have taken it for a leftover before it was locked.
        if (folder / "lock").exists():
            return folder, lock
        os.close(lock)


def child(pid: int) -> Optional[int]:
    """The only child of a process."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return None
    return int(children[0]) if len(children) == 1 else None


def remove_leftovers() -> None:
    """Removes folders of runs that could not: nobody holds their lock any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            # Just being made, or just being removed.
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_tree(folder)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


def remove_tree(folder: Path) -> None:
    """Removes it, though a process that is just being killed may write its last line into it; and the cgroups of nodes
    with systemd, which have its name."""

    def gone() -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    wait_until(f"{folder} is removed", gone)
    for mount in Path("/proc/self/mounts").read_text().splitlines():
        _, where, kind, *_ = mount.split()
        for group, _, _ in os.walk(Path(where, folder.name), topdown=False) if kind == "cgroup2" else ():
            wait_until(f"{group} is removed", lambda: removed(Path(group)))


def removed(group: Path) -> bool:
    """A cgroup whose last process is just ending is busy."""
    try:
        group.rmdir()
    except OSError as error:
        return error.errno == errno.ENOENT
    return True
