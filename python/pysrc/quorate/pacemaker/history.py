"""Pacemaker's fencing history: who was fenced, when, and with what end.

All nodes of a partition have the same history, whoever asked for the fencing: Pacemaker itself, an admin with
stonith_admin, dlm_controld. It is kept in memory and knows whole seconds only.
"""

import calendar
import time
from typing import List, NamedTuple, Optional

from quorate.pacemaker import xml
from quorate.pacemaker.command import PacemakerError, run

COMMAND = ["stonith_admin", "--history", "*", "--verbose", "--output-as=xml"]
POWERED_OFF = ("off", "reboot")
BY_A_HUMAN = "a human"


class FenceEvent(NamedTuple):
    """One action on one node; completed is in seconds since 1970, None while it is under way."""

    target: str
    action: str
    status: str
    origin: str
    client: str
    delegate: str
    completed: Optional[int]

    @property
    def is_pending(self) -> bool:
        return self.status == "pending"

    @property
    def was_off(self) -> bool:
        """The target was off at some moment of it, or a human said so (stonith_admin --confirm)."""
        return self.status == "success" and self.action in POWERED_OFF and self.completed is not None


def read_history(timeout: float) -> List[FenceEvent]:
    finished = run(COMMAND, timeout)
    if finished.status != 0:
        why = finished.stderr or f"exit status {finished.status}"
        raise PacemakerError(f"Pacemaker does not answer; is it running? ({COMMAND[0]}: {why})")
    return parse_history(finished.stdout)


def parse_history(text: bytes) -> List[FenceEvent]:
    root = xml.parse(COMMAND[0], text)
    if root.tag != "pacemaker-result":
        raise PacemakerError(f"{COMMAND[0]}: this Pacemaker prints <{root.tag}>; 2.1 or newer is needed")
    return [
        FenceEvent(
            target=event.get("target", ""),
            action=event.get("action", ""),
            status=event.get("status", ""),
            origin=event.get("origin", ""),
            client=event.get("client", ""),
            delegate=event.get("delegate", ""),
            completed=_seconds(event.get("completed")),
        )
        for event in root.iter("fence_event")
    ]


def _seconds(text: Optional[str]) -> Optional[int]:
    """From '2026-11-22 01:06:38Z' or '2026-11-22 01:06:38 +01:00', with fractions in newer versions."""
    if not text:
        return None
    stamp, offset = text[:19], text[19:].strip()
    if offset.startswith("."):
        offset = offset.lstrip(".0123456789").strip()
    try:
        local = calendar.timegm(time.strptime(stamp, "%Y-%m-%d %H:%M:%S"))
        return local - _offset(offset)
    except ValueError:
        # A time that cannot be read is no time at which a node was off.
        return None


def _offset(text: str) -> int:
    if text in ("", "Z"):
        return 0
    sign = {"+": 1, "-": -1}[text[0]] if text[0] in "+-" else None
    hours, _, minutes = text[1:].partition(":")
    if sign is None or not (hours + minutes).isdigit():
        raise ValueError(text)
    return sign * (int(hours) * 3600 + int(minutes or 0) * 60)
