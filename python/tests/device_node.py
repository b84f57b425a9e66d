"""The daemon of quorate device on node 1, with a corosync that does as it is told, and time that passes while the
daemon waits."""

import os
import selectors
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Iterable, List, Optional, Tuple, Union

import pytest
import test_device_session as sessions
from device_world import World, at_once

import quorate
from quorate.device import daemon as tested
from quorate.device import fitness, proofs, session, settings

# So late that an error in the unit of time shows.
START = 100_000.0
Happens = Callable[[], object]


class Corosync(sessions.Corosync):
    """That of a session, which may be gone, or too busy for the vote."""

    failure: Optional[Exception] = None
    is_busy = False

    def __init__(self, members: Tuple[int, ...]) -> None:
        super().__init__((1, 4), members)
        self.calls: List[str] = []
        self.files: List[int] = []

    def fileno(self) -> int:
        self.files += os.pipe()
        return self.files[-2]

    def dispatch(self) -> None:
        if self.failure is not None:
            raise self.failure

    def poll(self, model: str, vote: bool, ring: sessions.Ring) -> bool:
        return not self.is_busy and super().poll(model, vote, ring)

    def register(self, _model: str) -> None:
        self.calls.append("register")

    def unregister(self, _model: str) -> None:
        self.calls.append("unregister")

    def leave(self, _group: str) -> None:
        self.calls.append("leave")

    def finalize(self) -> None:
        self.calls.append("close")


class Selector(selectors.DefaultSelector):
    """While the daemon waits, something happens."""

    def __init__(self, node: "Node") -> None:
        super().__init__()
        self.node = node

    def select(self, timeout: Optional[float] = None) -> Any:
        node = self.node
        assert timeout is not None and timeout >= 0
        if not node.script:
            pytest.fail("the daemon does not end")
        node.waits.append(timeout)
        # What corosync has to tell wakes the daemon at once.
        node.now += 0.0 if node.corosync.events else timeout
        node.script.pop(0)()
        ready = super().select(0)
        node.woken.append(bool(ready))
        return ready


def nothing() -> None:
    """Happens."""


class Node:
    def __init__(self, patch: pytest.MonkeyPatch, path: Path) -> None:
        self.path, self.now = path / "run" / "device.sock", START
        # With the seconds since the start.
        self.log: List[str] = []
        self.waits: List[float] = []
        self.woken: List[bool] = []
        self.systemd: List[str] = []
        self.script: List[Happens] = []
        self.world = World(patch, path / "none")
        self.corosync = Corosync((1,))
        self.config: Union[settings.Corosync, Exception] = config()
        clock = SimpleNamespace(monotonic=lambda: self.now, sleep=self.wait)
        for module in (tested, fitness, proofs, session):
            patch.setattr(module, "time", clock)
        at_once(patch)
        patch.setattr(settings, "read_corosync", self.read)
        patch.setattr(session, "Cpg", lambda _: self.corosync)
        patch.setattr(session, "Qdevice", lambda _: self.corosync)
        system = SimpleNamespace(DefaultSelector=lambda: Selector(self), EVENT_READ=selectors.EVENT_READ)
        patch.setattr(tested, "selectors", system)
        says = SimpleNamespace(
            ready=lambda: self.systemd.append("READY"),
            alive=lambda status: self.systemd.append(status),
            stopping=lambda: self.systemd.append("STOPPING"),
        )
        patch.setattr(tested, "Notifier", lambda: says)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def read(self, _timeout: float) -> settings.Corosync:
        if isinstance(self.config, Exception):
            raise self.config
        return self.config

    def daemon(self, **rules: Any) -> tested.Daemon:
        state = str(self.path.parent / "electorate")
        options = tested.Options(str(self.path), state, settings.Options(**rules), proofs.Options(fence=False))
        return tested.Daemon(options, lambda text: self.log.append(f"{self.now - START:g} {text}"))

    def run(self, daemon: tested.Daemon, *script: Union[int, Happens]) -> int:
        """What happens, turn by turn, a number for turns in which nothing does; the signal that ended it."""
        for one in script:
            self.script += [nothing] * one if isinstance(one, int) else [one]
        return daemon.run()


def config(nodes: Iterable[int] = (1, 2), **more: Any) -> settings.Corosync:
    votes = dict.fromkeys(nodes, 1)
    options = quorate.Options(device=True, device_votes=len(votes), device_sync_timeout=5000)
    found = settings.Corosync(quorate.Config(votes, options), {node: "abcd"[node - 1] for node in votes}, "c")
    return found._replace(**more)
