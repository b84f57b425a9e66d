"""What a daemon that starts anew may take over from the one before: that the node was admitted.

A node that starts is not admitted, because it may have been off while others went on without it. A daemon that starts
on a node that never left corosync's ring is another matter: the node has been there all the time. So the daemon notes
the ring in which the node is admitted, in a file under /run, which does not survive the node. Ring ids never come
twice; where the file has the ring of now, the node has not left it since.
"""

import json
import os
from typing import Optional, Tuple

Ring = Tuple[int, int]


class Memory:
    def __init__(self, path: str) -> None:
        self._path = path
        self._noted: Optional[str] = None

    def was_admitted(self, node: int, ring: Ring, rules: str) -> bool:
        """Whether the node was admitted in this very ring, by these rules."""
        try:
            with open(self._path, encoding="ascii") as file:
                return file.read(1000) == _text(node, ring, rules)
        except (OSError, UnicodeDecodeError):
            return False

    def note(self, node: int, ring: Optional[Ring], rules: str) -> None:
        """The node is admitted in this ring; None: it is not, in any. Best effort: without it a start is a start."""
        text = None if ring is None else _text(node, ring, rules)
        if text == self._noted:
            return
        self._noted = text
        try:
            if text is None:
                os.unlink(self._path)
                return
            new = self._path + ".new"
            with open(new, "w", encoding="ascii") as file:
                file.write(text)
            os.replace(new, self._path)
        except OSError:
            # An old note would speak of an old ring, which never comes back.
            pass


def _text(node: int, ring: Ring, rules: str) -> str:
    return json.dumps({"node": node, "ring": list(ring), "rules": rules, "admitted": True})
