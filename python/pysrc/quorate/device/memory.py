"""What a daemon that starts anew may take over from the one before: that the node was admitted.

A node that starts is not admitted, because it may have been off while others went on without it. A daemon that starts
on a node that never left corosync's ring is another matter: the node has been there all the time. So the daemon notes
the ring in which the node is admitted, in a file under /run, which does not survive the node. Ring ids never come
twice; where the file has the ring of now, the node has not left it since.

With it goes for whom everyone was accounted for, if these are all nodes of the ring. Then nothing that happens in this
ring makes it outdated, so a daemon that is killed before it notes something else does no harm.
"""

import json
import os
from typing import Collection, Dict, FrozenSet, Optional, Tuple

Ring = Tuple[int, int]

BOOT_ID = "/proc/sys/kernel/random/boot_id"
NOTE_CHARACTERS_MAX = 1 << 16


class Memory:
    def __init__(self, path: str, boot_id: str = BOOT_ID) -> None:
        self._path = path
        self._boot = _first_line(boot_id)
        # No text of ours: whatever a daemon before has left is written anew, or removed.
        self._noted: Optional[str] = ""

    def recall(self, node: int, ring: Ring, rules: str) -> Optional[FrozenSet[int]]:
        """None if the node was not admitted in this very ring, by these rules; else for whom everyone was accounted
        for, nobody perhaps."""
        try:
            with open(self._path, encoding="ascii") as file:
                found = json.loads(file.read(NOTE_CHARACTERS_MAX))
            accounted = frozenset(int(one) for one in found.pop("accounted"))
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            return None
        return accounted if found == self._facts(node, ring, rules) else None

    def note(self, node: int, ring: Optional[Ring], rules: str, accounted: Collection[int] = ()) -> None:
        """The node is admitted in this ring; None: it is not, in any. Best effort: without it a start is a start."""
        text = None
        if ring is not None:
            text = json.dumps({**self._facts(node, ring, rules), "accounted": sorted(accounted)})
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

    def _facts(self, node: int, ring: Ring, rules: str) -> Dict[str, object]:
        # The boot: where /run is kept on a disk, the note must not outlive the node.
        return {"node": node, "ring": list(ring), "rules": rules, "boot": self._boot}


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.readline().strip()
    except (OSError, UnicodeDecodeError):
        return ""
