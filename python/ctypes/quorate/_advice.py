"""Advice: what would help, and what it risks."""

from ctypes import byref

from quorate._codes import ADVICE
from quorate._frozen import Frozen, keep, no_constructor
from quorate._library import lib, must, text_of
from quorate._structs import AdviceNumbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import Array, c_uint64
    from typing import List, Tuple

    from quorate.types import AdviceCode, AdviceDict

    Storage = Array[c_uint64]

NO_SUCH_ADVICE = -11


class Advice(Frozen):
    """One thing that would help a partition: see Status.advice. str() is a clause for people."""

    __module__ = "quorate"
    __slots__ = ("_engine", "_index", "_numbers")
    __new__ = no_constructor
    _engine: "Storage"
    _index: int
    _numbers: AdviceNumbers

    @property
    def code(self) -> "AdviceCode":
        """What to do: a key of quorate.ADVICE_CODES, such as 'start_missing'."""
        return ADVICE[self._numbers.code]

    @property
    def number(self) -> int:
        """The code's number, fixed for ever."""
        return int(self._numbers.code)

    @property
    def nodes(self) -> "Tuple[int, ...]":
        """The nodes that it concerns."""
        return tuple(self._numbers.node_ids[: self._numbers.node_count])

    @property
    def votes(self) -> int:
        """The votes that it concerns: expected votes to set, or the quorum device's; else 0."""
        return int(self._numbers.votes)

    @property
    def delay(self) -> int:
        """How long to wait first, in milliseconds."""
        return int(self._numbers.delay)

    @property
    def risks_split_brain(self) -> bool:
        """Whether it can end in two active halves, if the missing nodes run after all."""
        return bool(self._numbers.risks_split_brain)

    def as_dict(self) -> "AdviceDict":
        """All of it for json.dumps: the properties, and the clause as 'text'."""
        return {
            "code": self.code,
            "number": self.number,
            "nodes": list(self.nodes),
            "votes": self.votes,
            "delay": self.delay,
            "risks_split_brain": self.risks_split_brain,
            "text": str(self),
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Advice):
            return NotImplemented
        return bytes(self._numbers) == bytes(other._numbers)

    def __hash__(self) -> int:
        return hash(bytes(self._numbers))

    def __str__(self) -> str:
        return text_of(lib.engine_advice_text, self._engine, self._index)

    def __repr__(self) -> str:
        return f"<Advice {self.code}: {self}>"


def advice_of(engine: "Storage") -> "Tuple[Advice, ...]":
    """What would help an engine, which does not change any more."""
    found: "List[Advice]" = []
    while True:
        numbers = AdviceNumbers()
        status = lib.engine_advice(engine, len(found), byref(numbers))
        if status == NO_SUCH_ADVICE:
            return tuple(found)
        must(status)
        advice: Advice = object.__new__(Advice)
        keep(advice, "_engine", engine)
        keep(advice, "_index", len(found))
        keep(advice, "_numbers", numbers)
        found.append(advice)
