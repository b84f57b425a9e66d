"""What the finder of proofs sees: a world with power, fencing, and Pacemaker's history, made up."""

import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Tuple

import pytest

from quorate.device import jobs, proofs
from quorate.device.switched_off import SwitchedOff
from quorate.pacemaker import PacemakerError, Power
from quorate.pacemaker.history import FenceEvent


def event(**changes: Any) -> FenceEvent:
    base = FenceEvent("b", "reboot", "success", "a", "c", "a", 100)
    return base._replace(**changes)


class AtOnce:
    """A thread that has ended when it has started."""

    def __init__(self, target: Callable[..., None], args: Tuple[object, ...], **_: object) -> None:
        self.start = lambda: target(*args)


def at_once(patch: pytest.MonkeyPatch) -> None:
    """Without threads: what a step starts is found by the next one."""
    patch.setattr(jobs, "threading", SimpleNamespace(Lock=threading.Lock, Thread=AtOnce))


class World:
    """What the survey would find."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
        self.path = path
        self.power = "off"
        self.history: List[FenceEvent] = []
        self.fenced: List[str] = []
        self.doubt = ""
        self.log: List[str] = []
        self.surveys = 0
        self.woken = threading.Event()
        monkeypatch.setattr("quorate.pacemaker.read_history", lambda timeout: self.history)
        monkeypatch.setattr("quorate.pacemaker.read_devices", lambda timeout: self)
        monkeypatch.setattr("quorate.pacemaker.survey", self.survey)
        monkeypatch.setattr("quorate.pacemaker.fence", self.fence)
        monkeypatch.setattr("quorate.device.proofs.fencing_proves_off", lambda devices, name, timeout: self.doubt)
        monkeypatch.setattr("quorate.device.proofs.BETWEEN_PASSES", 0.0)
        self.names: Dict[str, str] = {}

    def survey(self, devices: object, nodes: Dict[int, str], timeout: float) -> Dict[int, Power]:
        self.surveys += 1
        return {node: Power(self.power, f"device says {self.power}") for node in nodes}

    def fence(self, name: str, action: str, timeout: float) -> None:
        self.fenced.append(f"{action} {name}")
        if self.power == "refused":
            raise PacemakerError("refused")

    def finder(self, **options: Any) -> proofs.Finder:
        names = {1: "a", 2: "b", 3: "c"}
        return proofs.Finder(proofs.Options(**options), names, self.log.append, self.woken.set, self.switched_off())

    def switched_off(self) -> SwitchedOff:
        """What a daemon that starts now finds."""
        return SwitchedOff(str(self.path), self.log.append)

    def find(self, finder: proofs.Finder, view: proofs.View, now: float, until: Callable[[], object]) -> List[Any]:
        """Steps until that is so; the found proofs."""
        found: List[Any] = []
        end = time.monotonic() + 20
        while not (until() or found):
            assert time.monotonic() < end, self.log
            found += finder.step(view, now)
            time.sleep(0.01)
        return found


def view(**changes: Any) -> proofs.View:
    base = proofs.View((1, 5), (1,), (2,), (), "blocked", "waiting_for_all", 0.0, 0, 1, True)
    return base._replace(**changes)
