"""Which nodes this node's daemon had Pacemaker switch off, to switch them on again.

A daemon that ends in between, or starts anew, leaves the names to the next one, in a file under /run. Otherwise the
nodes would stay off until somebody wonders.
"""

import json
import os
import re
import threading
from typing import Callable, Dict

BYTES_MAX = 1_000_000


class SwitchedOff:
    """Nodeids and Pacemaker's names, in memory and, where that can be written, in the file."""

    def __init__(self, path: str, log: Callable[[str], None]) -> None:
        self._path = path
        self._log = log
        # Threads add and discard.
        self._guard = threading.Lock()
        self._nodes = _read(path)

    def nodes(self) -> Dict[int, str]:
        with self._guard:
            return dict(self._nodes)

    def add(self, node: int, name: str) -> None:
        with self._guard:
            self._nodes[node] = name
            self._write()

    def discard(self, node: int) -> None:
        with self._guard:
            if self._nodes.pop(node, None) is not None:
                self._write()

    def _write(self) -> None:
        new = self._path + ".new"
        try:
            with open(new, "w", encoding="ascii") as file:
                json.dump({str(node): name for node, name in self._nodes.items()}, file)
            os.replace(new, self._path)
        except OSError as error:
            names = " ".join(sorted(self._nodes.values())) or "nothing"
            self._log(f"{new}: {error.strerror}; if this daemon ends, power these on by hand: {names}")


def _read(path: str) -> Dict[int, str]:
    """What the daemon before left there; nothing if that is not as it should be."""
    try:
        with open(path, encoding="ascii") as file:
            found = json.loads(file.read(BYTES_MAX))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {int(node): name for node, name in found.items() if _is_entry(node, name)}


def _is_entry(node: str, name: object) -> bool:
    return re.fullmatch("[0-9]{1,10}", node) is not None and isinstance(name, str) and name != ""
