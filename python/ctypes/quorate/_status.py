"""Answers: Status, Reason and NodeInfo, frozen and comparable.

A Status keeps a copy of the engine that it speaks of: an engine is plain data, some two kilobytes. What is
seldom asked for (sentences, members, advice) is read from there when it is asked for.
"""

from ctypes import byref

from quorate._advice import advice_of
from quorate._codes import NODE_STATES, REASONS, VERDICTS, flag_list, flag_set
from quorate._frozen import Frozen, keep, no_constructor
from quorate._library import lib, must, nodes_of, text_of
from quorate._structs import EngineStorage, ReasonNumbers, StatusNumbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import Array, c_uint64
    from typing import FrozenSet, NoReturn, Tuple

    from quorate._advice import Advice
    from quorate._structs import NodeNumbers
    from quorate.types import Flag, NodeState, ReasonCode, ReasonDict, Ring, StatusDict, Verdict

    Storage = Array[c_uint64]


class Status(Frozen):
    """What one engine says of its partition: the verdict, the reason and votequorum_info's numbers.

    Frozen; two of them are equal when all that they say is equal. True or false by themselves they are not:
    ask `.quorate`.
    """

    __module__ = "quorate"
    __slots__ = ("_engine", "_numbers", "_rules")
    __new__ = no_constructor
    _engine: "Storage"
    _numbers: StatusNumbers
    _rules: str

    @property
    def quorate(self) -> bool:
        """Whether the partition may act."""
        return bool(self._numbers.verdict == 1)

    @property
    def verdict(self) -> "Verdict":
        """'quorate', 'blocked', or with rules 'strict' 'fence_first': it may fence, and not act yet."""
        return VERDICTS[self._numbers.verdict]

    @property
    def reason(self) -> "Reason":
        """Why: a Reason. str() of it is a sentence for the log."""
        reason: Reason = object.__new__(Reason)
        numbers = ReasonNumbers()
        must(lib.engine_reason(self._engine, byref(numbers)))
        keep(reason, "_engine", self._engine)
        keep(reason, "_numbers", numbers)
        return reason

    @property
    def advice(self) -> "Tuple[Advice, ...]":
        """What would help, best first: a tuple of Advice; empty where nothing needs to be done."""
        return advice_of(self._engine)

    @property
    def help(self) -> str:
        """The advice as a sentence for people: the votes, who is missing, what would help and what that risks."""
        return text_of(lib.engine_help_text, self._engine)

    @property
    def quorum(self) -> int:
        """Votes needed."""
        return int(self._numbers.quorum)

    @property
    def expected_votes(self) -> int:
        """Expected votes as the local node holds them."""
        return int(self._numbers.node_expected_votes)

    @property
    def highest_expected(self) -> int:
        """The highest expected votes of any member."""
        return int(self._numbers.highest_expected)

    @property
    def total_votes(self) -> int:
        """Votes of the members, and of the quorum device where it votes for the local node."""
        return int(self._numbers.total_votes)

    @property
    def device_votes(self) -> int:
        """Votes of the quorum device, cast or not; 0 without one."""
        return int(self._numbers.qdevice_votes)

    @property
    def flags(self) -> "FrozenSet[Flag]":
        """What is in force, by corosync-quorumtool's names: '2Node', 'Quorate', 'WaitForAll',
        'LastManStanding', 'AutoTieBreaker', 'AllowDownscale', 'Qdevice', 'QdeviceAlive', 'QdeviceCastVote',
        'QdeviceMasterWins'; with rules 'strict' also 'ExpectedVotesOverridden', 'WaitForAllCancelled', 'Frozen'.
        """
        return flag_set(self._numbers.flags)

    @property
    def members(self) -> "Tuple[int, ...]":
        """The nodeids of the view, ascending."""
        return nodes_of(lib.engine_members, self._engine)

    @property
    def node(self) -> int:
        """The local node."""
        return int(self._numbers.node_id)

    @property
    def ring(self) -> "Ring":
        """The view that this speaks of: (node, seq), as Engine.view takes it."""
        return self._numbers.ring_node, self._numbers.ring_seq

    @property
    def fence_delay(self) -> int:
        """With the verdict 'fence_first': how long to wait before fencing, in milliseconds; else 0."""
        return int(self._numbers.fence_delay)

    def as_dict(self) -> "StatusDict":
        """All of it in dicts, lists, strings and numbers, for json.dumps. Keys are those of the
        properties; flags are a list in corosync-quorumtool's order; reason and advice are made of theirs."""
        return {
            "quorate": self.quorate,
            "verdict": self.verdict,
            "reason": self.reason.as_dict(),
            "help": self.help,
            "advice": [advice.as_dict() for advice in self.advice],
            "quorum": self.quorum,
            "expected_votes": self.expected_votes,
            "highest_expected": self.highest_expected,
            "total_votes": self.total_votes,
            "device_votes": self.device_votes,
            "fence_delay": self.fence_delay,
            "flags": flag_list(self._numbers.flags),
            "members": list(self.members),
            "node": self.node,
            "ring": list(self.ring),
        }

    def _said(self) -> "Tuple[object, ...]":
        numbers = self._numbers
        votes = (numbers.quorum, numbers.node_expected_votes, numbers.highest_expected, numbers.total_votes)
        return self._rules, numbers.verdict, self.node, self.ring, votes, numbers.flags, self.members

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Status):
            return NotImplemented
        if self._said() != other._said() or self.reason != other.reason:
            return False
        return (self.device_votes, self.fence_delay) == (other.device_votes, other.fence_delay)

    def __hash__(self) -> int:
        return hash(self._said())

    def __bool__(self) -> "NoReturn":
        raise TypeError("a Status is neither true nor false; ask its .quorate")

    def __repr__(self) -> str:
        members = ",".join(map(str, self.members)) or "none"
        return (
            f"<Status of node {self.node}: {self.verdict} ({self.reason.code}), members {members}, "
            f"{self.total_votes} of {self.highest_expected} votes, quorum {self.quorum}>"
        )


def status_of(engine: "Storage", rules: str) -> Status:
    """What an engine says; the caller sees to it that nobody changes it meanwhile."""
    status: Status = object.__new__(Status)
    numbers = StatusNumbers()
    must(lib.engine_status(engine, byref(numbers)))
    keep(status, "_engine", EngineStorage.from_buffer_copy(engine))
    keep(status, "_numbers", numbers)
    keep(status, "_rules", rules)
    return status


class Reason(Frozen):
    """Why a verdict is what it is: a code for programs, the numbers that decided, and with str() a sentence for
    people."""

    __module__ = "quorate"
    __slots__ = ("_engine", "_numbers")
    __new__ = no_constructor
    _engine: "Storage"
    _numbers: ReasonNumbers

    @property
    def code(self) -> "ReasonCode":
        """The rule that decided: a key of quorate.REASON_CODES, such as 'majority' or 'waiting_for_all'."""
        return REASONS[self._numbers.code]

    @property
    def number(self) -> int:
        """The code's number, the same in C: below 100 quorate, from 100 blocked, from 200 fence first."""
        return int(self._numbers.code)

    @property
    def votes(self) -> int:
        """Votes that are here."""
        return int(self._numbers.votes)

    @property
    def needed(self) -> int:
        """Votes that the rule asks for."""
        return int(self._numbers.needed)

    @property
    def expected_votes(self) -> int:
        """Expected votes."""
        return int(self._numbers.expected_votes)

    @property
    def node(self) -> int:
        """The node that decided: the tie breaker, or the one whose device is master. 0 where none did."""
        return int(self._numbers.node_id)

    @property
    def missing(self) -> "Tuple[int, ...]":
        """Nodes with votes that are not here, ascending; for 'view_incomplete' those that have not told all."""
        return tuple(self._numbers.missing[: self._numbers.missing_count])

    @property
    def device_votes(self) -> int:
        """Votes of the quorum device that are not counted here."""
        return int(self._numbers.qdevice_votes)

    def as_dict(self) -> "ReasonDict":
        """All of it for json.dumps: the properties, and the sentence as 'text'."""
        return {
            "code": self.code,
            "number": self.number,
            "votes": self.votes,
            "needed": self.needed,
            "expected_votes": self.expected_votes,
            "node": self.node,
            "missing": list(self.missing),
            "device_votes": self.device_votes,
            "text": str(self),
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reason):
            return NotImplemented
        return bytes(self._numbers) == bytes(other._numbers)

    def __hash__(self) -> int:
        return hash(bytes(self._numbers))

    def __str__(self) -> str:
        return text_of(lib.engine_reason_text, self._engine)

    def __repr__(self) -> str:
        return f"<Reason {self.code}: {self}>"


class NodeInfo(Frozen):
    """What is known of one node (votequorum_getinfo): see Engine.node_info."""

    __module__ = "quorate"
    __slots__ = ("_numbers",)
    __new__ = no_constructor
    _numbers: "NodeNumbers"

    @property
    def node(self) -> int:
        """The nodeid."""
        return int(self._numbers.node_id)

    @property
    def state(self) -> "NodeState":
        """'member', 'dead' (lost) or 'leaving' (left cleanly)."""
        return NODE_STATES[self._numbers.node_state]

    @property
    def votes(self) -> int:
        """Its votes."""
        return int(self._numbers.node_votes)

    @property
    def expected_votes(self) -> int:
        """Expected votes as it told them."""
        return int(self._numbers.node_expected_votes)

    @property
    def flags(self) -> "FrozenSet[Flag]":
        """Configuration of the local node, and the quorum device's bits of this node."""
        return flag_set(self._numbers.flags)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NodeInfo):
            return NotImplemented
        return bytes(self._numbers) == bytes(other._numbers)

    def __hash__(self) -> int:
        return hash(bytes(self._numbers))

    def __repr__(self) -> str:
        return f"<NodeInfo of node {self.node}: {self.state}, votes {self.votes}>"


def info_of(numbers: "NodeNumbers") -> NodeInfo:
    info: NodeInfo = object.__new__(NodeInfo)
    keep(info, "_numbers", numbers)
    return info
