"""The engine's memory on this node's disk: who votes changes by agreement, and what was agreed must not be forgotten.

The file survives a reboot, and a loss of power at any moment leaves the old one or the new one: the new bytes are on
the disk before they get the name, and the name is before the engine says anything that rests on them.
"""

import os
from typing import Callable, Optional

import quorate

# More than any snapshot has.
BYTES_MAX = 1 << 16


class Unreadable(Exception):
    """What is stored is no memory of this node's; one sentence with the way out."""


def read(path: str) -> Optional[bytes]:
    """What is stored; None where nothing was."""
    try:
        with open(path, "rb") as file:
            return file.read(BYTES_MAX)
    except FileNotFoundError:
        return None


def write(path: str, data: bytes) -> None:
    """The bytes are on the disk before they get the name, and the name is before this returns."""
    folder, new = os.path.dirname(path) or ".", path + ".new"
    os.makedirs(folder, mode=0o755, exist_ok=True)
    with open(new, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    sync_folder(folder)


def remove(path: str) -> None:
    """It is gone from the disk, too, where this returns."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    sync_folder(os.path.dirname(path) or ".")


def sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Disk:
    """One file in a directory of its own."""

    def __init__(self, path: str, log: Callable[[str], None]) -> None:
        self._path = path
        self._log = log
        self._trouble = ""

    def restore(self, engine: quorate.Engine) -> None:
        """Gives the engine what is stored; nothing where the node starts for the first time."""
        try:
            stored = read(self._path)
        except OSError as error:
            raise Unreadable(f"{self._path}: {error.strerror}") from None
        if stored is None:
            return
        try:
            engine.restore(stored)
        except quorate.EngineError as error:
            raise Unreadable(
                f"{self._path}: {error}; once it is moved away, this node starts without a vote, and gets it back when "
                "the others are quorate without it"
            ) from None

    def save(self, engine: quorate.Engine) -> bool:
        """Whether the disk has all that the engine has to store. Where it does not, the engine says nothing."""
        if not engine.is_unsaved:
            return True
        snapshot = engine.snapshot()
        try:
            self._write(snapshot)
        except OSError as error:
            self._complain(f"{self._path}: {error.strerror}; until it can be written, this node takes part in no view")
            return False
        self._complain("")
        engine.saved(snapshot)
        return True

    def _write(self, data: bytes) -> None:
        write(self._path, data)

    def _complain(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            self._log(trouble)
        self._trouble = trouble
