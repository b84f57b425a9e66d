"""Who has votes, on disk, so that a witness that starts again waits only for them.

Without the file the witness is silent for as long as any client can have kept a vote. So where the file cannot be
written, removing it is safe as well.
"""

from typing import Callable

from quorate._native import Witness
from quorate.device import disk

# A lease's length, for the log.
HEARTBEATS_OF_SILENCE = 2.25


class Unwritable(Exception):
    """What is stored would be wrong, and can be neither replaced nor removed; one sentence with the way out."""


class State:
    """The file at path. With is_kept=False there is none."""

    def __init__(self, path: str, heartbeat_max: int, is_kept: bool, log: Callable[[str], None]) -> None:
        self._path = path
        self._silence = HEARTBEATS_OF_SILENCE * heartbeat_max
        self._is_kept = is_kept
        self._log = log
        self._is_current = False
        self._trouble = ""

    def restore(self, witness: Witness, now: int) -> None:
        """Gives the witness what is stored."""
        if not self._is_kept:
            # Another start, with leases, must not believe it.
            self._remove("it is not used with --like-qnetd, and would be wrong later")
            return
        try:
            stored = disk.read(self._path)
            if stored is not None:
                witness.restore(stored, now)
                return
            found = "there is none"
        except (OSError, ValueError) as error:
            found = getattr(error, "strerror", None) or str(error)
        self._log(
            f"{self._path}: {found}: who has votes is not known, so for {self._silence / 1000:g} s no cluster gets a "
            "vote while one of its nodes is out of reach"
        )

    def save(self, witness: Witness, now: int) -> None:
        """Before any answer goes out: what it rests on is stored, or the next start is silent."""
        if witness.is_unsaved:
            self._is_current = False
            self.store(witness, now)
            witness.saved()

    def refresh(self, witness: Witness, now: int) -> None:
        """Now and then: what could not be stored before."""
        if not self._is_current:
            self.store(witness, now)

    def store(self, witness: Witness, now: int) -> None:
        if not self._is_kept:
            return
        try:
            disk.write(self._path, witness.snapshot(now))
        except OSError as error:
            self._remove(error.strerror or str(error))
            if not self._trouble:
                silence = f"a start now would be silent for {self._silence / 1000:g} s"
                self._trouble = f"{self._path}: {error.strerror}; {silence}"
                self._log(self._trouble)
            return
        self._is_current = True
        self._trouble = ""

    def _remove(self, why: str) -> None:
        try:
            disk.remove(self._path)
        except OSError as error:
            raise Unwritable(f"{self._path}: {why}, and cannot be removed: {error.strerror}") from None
