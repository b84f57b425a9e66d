"""Lint: what a config risks."""

from ctypes import byref

from quorate._codes import FINDINGS, HARMS, SEVERITIES
from quorate._frozen import Frozen, keep, no_constructor
from quorate._library import lib, must, text_of
from quorate._structs import FindingNumbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Tuple

    from quorate._config import Config
    from quorate.types import FindingCode, FindingDict, Harm, Severity

NO_SUCH_FINDING = -10


class Finding(Frozen):
    """One thing that a config risks: see Config.lint().

    str() is one sentence: the key, the harm and the way out. Frozen.
    """

    __module__ = "quorate"
    __slots__ = ("_config", "_index", "_numbers")
    __new__ = no_constructor
    _config: "Config"
    _index: int
    _numbers: FindingNumbers

    @property
    def code(self) -> "FindingCode":
        """What: a key of quorate.FINDING_CODES, such as 'two_node_not_two'."""
        return FINDINGS[self._numbers.code]

    @property
    def number(self) -> int:
        """The code's number, fixed for ever."""
        return int(self._numbers.code)

    @property
    def severity(self) -> "Severity":
        """'error' (it breaks the cluster, or splits it), 'warning' (probably not what was meant) or 'note' (good to
        know)."""
        return SEVERITIES[self._numbers.severity]

    @property
    def harm(self) -> "Harm":
        """What the story ends with: 'split_brain' (two partitions are quorate), 'disagreement' (within one partition),
        'blocked' (everybody is), 'no_effect' (the same as without the key), 'quorum_wraps' (votequorum's 8-bit
        quorum is lower than the one to be seen here), 'always_quorate' (corosync calls every partition quorate;
        to be seen here is what votequorum would say) or 'only_wait_for_all' (the same as with wait_for_all: 1 in its
        place)."""
        return HARMS[self._numbers.harm]

    @property
    def line(self) -> int:
        """The key's line in corosync.conf, from 1; 0 where it is not written."""
        return int(self._numbers.line)

    @property
    def key(self) -> str:
        """The key with its sections ('quorum.two_node'); for unknown keys their section."""
        return str(self._numbers.key.decode())

    @property
    def meant(self) -> str:
        """For unknown keys: the key that was probably meant; else empty."""
        return str(self._numbers.meant.decode())

    @property
    def votes(self) -> int:
        """The number that the sentence speaks of: votes, or how many entries."""
        return int(self._numbers.votes)

    @property
    def nodes(self) -> "Tuple[int, ...]":
        """The nodes that the sentence speaks of."""
        return tuple(self._numbers.node_ids[: self._numbers.node_count])

    @property
    def steps(self) -> "Tuple[str, ...]":
        """The steps that show the harm, as Cluster.run takes them; none where there is nothing to see."""
        return tuple(text_of(lib.config_lint_story, self._config._storage, self._index).splitlines())

    @property
    def story(self) -> str:
        """The same as a whole story for simulate(): the config, the steps, and the table after each; empty where there
        are no steps."""
        from quorate._story import written

        steps = self.steps
        return written(self._config, str(self), steps) if steps else ""

    def as_dict(self) -> "FindingDict":
        """All of it for json.dumps: the properties, and the sentence as 'text'."""
        return {
            "code": self.code,
            "number": self.number,
            "severity": self.severity,
            "harm": self.harm,
            "line": self.line,
            "key": self.key,
            "meant": self.meant,
            "votes": self.votes,
            "nodes": list(self.nodes),
            "steps": list(self.steps),
            "story": self.story,
            "text": str(self),
        }

    def _said(self) -> bytes:
        return bytes(self._numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return (self._said(), self._config) == (other._said(), other._config)

    def __hash__(self) -> int:
        return hash(self._said())

    def __str__(self) -> str:
        return text_of(lib.config_lint_text, self._config._storage, self._index)

    def __repr__(self) -> str:
        return f"<Finding {self.severity} {self.code}: {self}>"


def findings(config: "Config") -> "List[Finding]":
    found: "List[Finding]" = []
    while True:
        numbers = FindingNumbers()
        status = lib.config_lint(config._storage, len(found), byref(numbers))
        if status == NO_SUCH_FINDING:
            return found
        must(status)
        finding: Finding = object.__new__(Finding)
        keep(finding, "_config", config)
        keep(finding, "_index", len(found))
        keep(finding, "_numbers", numbers)
        found.append(finding)
