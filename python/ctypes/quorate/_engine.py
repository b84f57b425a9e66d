"""Engine: one node's answer; and the answer, Status with its Reason."""

from ctypes import byref, c_size_t, c_uint32, c_uint64, create_string_buffer, sizeof
from threading import RLock
from typing import Any, Callable, FrozenSet, Iterable, NamedTuple, NoReturn, Optional, Tuple

from quorate import _arguments as argument
from quorate._codes import FLAGS, REASON_CODES, RULES, VERDICTS
from quorate._config import Config
from quorate._library import Storage, filled, lib, listed, must, text_of
from quorate._structs import MESSAGE_MAX, NEVER, NODES_MAX, SNAPSHOT_MAX
from quorate._structs import ElectorateNumbers, ReasonNumbers, StatusNumbers
from quorate.errors import EngineError, Error, MessageError

Ring = Tuple[int, int]


class Reason(NamedTuple):
    """Why a verdict is what it is: a code of quorate.REASON_CODES, the numbers that decided, and with str() a sentence
    for people."""

    code: str
    number: int
    """The code's number, the same in C: below 100 quorate, from 100 blocked, from 200 fence first."""
    votes: int
    needed: int
    expected_votes: int
    node: Optional[int]
    """The node that decided: the tie breaker, or the one whose device is master; None where none did."""
    missing: Tuple[int, ...]
    """Absent nodes with votes, ascending; for 'view_incomplete' those whose state is still awaited."""
    device_votes: int
    """Votes of the quorum device that are not counted."""
    text: str

    def __str__(self) -> str:
        return self.text


class Status(NamedTuple):
    """What one engine says of its partition: the verdict, the reason and votequorum_info's numbers. True or false by
    itself it is not: ask `.quorate`."""

    verdict: str
    """'quorate', 'blocked', or with rules 'strict' 'fence_first': it may fence, and not act yet."""
    reason: Reason
    quorum: int
    expected_votes: int
    highest_expected: int
    total_votes: int
    device_votes: int
    flags: FrozenSet[str]
    """What is in force, by corosync-quorumtool's names."""
    members: Tuple[int, ...]
    node: int
    ring: Ring
    """The view that this speaks of: (node, seq), as Engine.view takes it."""
    fence_delay: int
    """With the verdict 'fence_first': how long to wait before fencing, in milliseconds; else 0."""

    @property
    def quorate(self) -> bool:
        """Whether the partition may act."""
        return self.verdict == "quorate"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Status is neither true nor false; ask its .quorate")


class Electorate(NamedTuple):
    """Who votes, where that changes by agreement, and what keeps it from changing."""

    epoch: int
    """Electorates are numbered from 1; 0: none is known here."""
    electors: Tuple[int, ...]
    change_pending: bool
    """Whether a change is known that may have been agreed on or not, so that both electorates have to be won."""
    unstored: Tuple[int, ...]
    """Members that have not stored that change yet: it waits for them."""
    other_nodelist: Tuple[int, ...]
    """Members that have another nodelist than the local node: the electorate does not follow it meanwhile."""


def _name(names: Any, number: int) -> str:
    return next(str(name) for name, its in names.items() if its == number)


def _status(engine: Storage) -> Status:
    numbers = filled(StatusNumbers, lib.engine_status_sized, engine)
    why = filled(ReasonNumbers, lib.engine_reason_sized, engine)
    return Status(
        verdict=_name(VERDICTS, numbers.verdict),
        reason=Reason(
            code=_name(REASON_CODES, why.code),
            number=why.code,
            votes=why.votes,
            needed=why.needed,
            expected_votes=why.expected_votes,
            node=why.node_id or None,
            missing=tuple(why.missing[: why.missing_count]),
            device_votes=why.qdevice_votes,
            text=text_of(lib.engine_reason_text, engine),
        ),
        quorum=numbers.quorum,
        expected_votes=numbers.node_expected_votes,
        highest_expected=numbers.highest_expected,
        total_votes=numbers.total_votes,
        device_votes=numbers.qdevice_votes,
        flags=frozenset(name for name, bit in FLAGS.items() if numbers.flags & bit),
        members=tuple(listed(c_uint32, NODES_MAX, lib.engine_members, engine)),
        node=numbers.node_id,
        ring=(numbers.ring_node, numbers.ring_seq),
        fence_delay=numbers.fence_delay,
    )


def _error(status: int) -> Error:
    kind = MessageError if -399 <= status <= -300 else EngineError
    return kind(lib.sentence(status), status)


class Engine:
    """Engine(config, node, rules='corosync'): one node's answer to "may this partition act?".

    An engine has no clock, no socket and no file: it is told what happens, and asked for its status. There are
    two ways to feed it. Alone, knowing the config and who is present: observe(). With peers that run engines too:
    report each view with view(), send every message of poll_transmit() to all members (the local node included) in
    one order that is the same for all, and hand what arrives to receive().

    rules is 'corosync' (what votequorum does), 'cman', or 'strict' (two partitions are never both quorate).
    Time is in milliseconds on a monotonic clock of the caller's choice. A refused call raises
    EngineError and changes nothing.

    >>> import quorate
    >>> config = quorate.Config({1: 1, 2: 1, 3: 1})
    >>> engine = quorate.Engine(config, node=1)
    >>> engine.observe([1, 2])
    >>> engine.status.quorate
    True
    """

    __slots__ = ("_storage", "_lock", "_has_storage", "rules", "node")

    def __init__(self, config: Config, node: int, rules: str = "corosync") -> None:
        if not isinstance(rules, str):
            raise argument.wrong_type("rules", "a str", rules)
        if rules not in RULES:
            raise ValueError("rules: no such rules; there are " + ", ".join(map(repr, RULES)))
        self.rules = rules
        self._init("", config, node, RULES[rules])

    @staticmethod
    def with_storage(config: Config, node: int) -> "Engine":
        """A node under rules 'strict' that stores its snapshots, so that the electorate, who votes with how many votes,
        can change by agreement: with allow_downscale and last_man_standing. All nodes of a cluster must be made alike.
        """
        engine: Engine = object.__new__(Engine)
        engine.rules = "strict"
        engine._init("_with_storage", config, node)
        return engine

    def _init(self, how: str, config: Config, node: int, *rules: int) -> None:
        if not isinstance(config, Config):
            raise argument.wrong_type("config", "a quorate.Config", config)
        self.node, self._has_storage = argument.whole("node", node), how != ""
        self._storage = lib.storage("engine")
        # Taken again by the same thread: a signal handler may ask the engine that it interrupted.
        self._lock = RLock()
        asked = (config._storage, self.node) + rules
        init, text = getattr(lib, f"engine_init{how}_sized"), getattr(lib, f"engine_init{how}_text")
        status = init(self._storage, sizeof(self._storage), *asked)
        if status:
            raise EngineError(text_of(text, *asked), status)

    def _call(self, function: Callable[..., int], *arguments: Any) -> None:
        with self._lock:
            status = function(self._storage, *arguments)
        if status:
            raise _error(status)

    @property
    def status(self) -> Status:
        """What the engine says of its partition now: a Status, which does not change any more."""
        with self._lock:
            return _status(self._storage)

    def observe(self, members: Iterable[int]) -> None:
        """Alone: exactly these nodes are present, the local node among them, and each is what the config says."""
        nodes = argument.nodes("members", members, NODES_MAX)
        self._call(lib.engine_observe, (c_uint32 * len(nodes))(*nodes), len(nodes))

    def view(self, ring: Ring, members: Iterable[int], now: int) -> None:
        """With peers: the membership layer agreed on these members, the local node among them, in the view named by
        ring: (lowest member, a sequence that only grows)."""
        node, seq = argument.ring("ring", ring)
        nodes, now = argument.nodes("members", members, NODES_MAX), argument.millis("now", now)
        self._call(lib.engine_view, node, seq, (c_uint32 * len(nodes))(*nodes), len(nodes), now)

    def receive(self, sender: int, message: bytes, now: int) -> None:
        """With peers: a message of a member arrived. The caller vouches for the sender. Raises MessageError for bytes
        that are no message; drop those."""
        told = argument.bytes_of("message", message)
        sender, now = argument.whole("sender", sender), argument.millis("now", now)
        self._call(lib.engine_receive, sender, *told, now)

    def poll_transmit(self) -> Optional[bytes]:
        """The next message for every member of the view, or None. Call it after every other call until it gives
        None."""
        buffer, length = create_string_buffer(MESSAGE_MAX), c_size_t()
        self._call(lib.engine_poll_transmit, buffer, len(buffer), byref(length))
        return buffer.raw[: length.value] or None

    def poll_timeout(self) -> Optional[int]:
        """When to call handle_timeout(), or None. Ask again after every other call."""
        deadline = c_uint64()
        self._call(lib.engine_poll_timeout, byref(deadline))
        return None if deadline.value == NEVER else deadline.value

    def handle_timeout(self, now: int) -> None:
        """Fires what is due by now: last_man_standing's window, the quorum device's timeouts. Early calls are
        harmless."""
        self._call(lib.engine_handle_timeout, argument.millis("now", now))

    def leave(self) -> None:
        """The local node leaves cleanly. Send what poll_transmit() gives, then stop. With storage and allow_downscale
        go on until the reason is 'left': then has_left_agreed tells whether the others count this node no more, or it
        has waited for that in vain."""
        self._call(lib.engine_leave, 0)

    def set_votes(self, node: int, votes: int) -> None:
        """An operator sets the votes of one node. Rules 'strict' with storage: the others have to agree; without votes
        a node that is not here is dropped for good."""
        self._call(lib.engine_set_votes, argument.whole("node", node), argument.whole("votes", votes))

    def reload(self, config: Config) -> None:
        """Reads the nodes and their votes again from a changed config. Rules 'strict' with storage: the electorate
        follows when all nodes have the same one."""
        if not isinstance(config, Config):
            raise argument.wrong_type("config", "a quorate.Config", config)
        self._call(lib.engine_reload, config._storage)

    def _flag(self, function: Callable[..., int]) -> bool:
        found = c_uint32()
        self._call(function, byref(found))
        return found.value != 0

    @property
    def electorate(self) -> Optional[Electorate]:
        """Who votes, where that changes by agreement; None without storage."""
        if not self._has_storage:
            return None
        with self._lock:
            found = filled(ElectorateNumbers, lib.engine_electorate_sized, self._storage)
        return Electorate(
            epoch=found.epoch,
            electors=tuple(found.electors[: found.elector_count]),
            change_pending=found.change_pending != 0,
            unstored=tuple(found.unstored[: found.unstored_count]),
            other_nodelist=tuple(found.other_nodelist[: found.other_nodelist_count]),
        )

    @property
    def has_left_agreed(self) -> bool:
        """Whether the local node has left and the others count it no more; else its leave counts as a loss."""
        return self._flag(lib.engine_has_left_agreed)

    def snapshot(self) -> bytes:
        """What must survive a restart of the node: 32 bytes, and with storage the electorate's. Store them after every
        call after which they differ from those that are stored, and before you send what poll_transmit() gives. With
        storage it gives nothing while is_unsaved: store them so that a loss of power leaves the old bytes or the new
        ones (a file of their own, fsync, rename), and tell saved()."""
        buffer, length = create_string_buffer(SNAPSHOT_MAX), c_size_t()
        self._call(lib.engine_write_snapshot, buffer, len(buffer), byref(length))
        return buffer.raw[: length.value]

    @property
    def is_unsaved(self) -> bool:
        """Whether snapshot() has to be stored before poll_transmit() gives anything; without storage it never has."""
        return self._flag(lib.engine_is_unsaved)

    def saved(self, snapshot: bytes) -> None:
        """These bytes of snapshot() are stored, and survive a loss of power from now on. Older ones count for
        nothing."""
        self._call(lib.engine_saved, *argument.bytes_of("snapshot", snapshot))

    def restore(self, snapshot: bytes) -> None:
        """Restores what snapshot() gave before this node restarted, right after the engine was made; the first start
        has nothing to restore."""
        self._call(lib.engine_restore, *argument.bytes_of("snapshot", snapshot))

    def cancel_wait_for_all(self) -> None:
        """An operator ends the waiting for all in this partition. A majority is needed all the same."""
        self._call(lib.engine_cancel_wait_for_all)

    def fenced(self, node: int, ring: Ring, instant: int) -> None:
        """Rules 'strict': the caller vouches that node, outside the view ring (see Status.ring), was confirmed off at
        instant, on the clock of now. Proofs of one instant for all missing nodes make the view quorate."""
        node, named = argument.whole("node", node), argument.ring("ring", ring)
        self._call(lib.engine_fenced, node, named[0], named[1], argument.millis("instant", instant))

    def resume(self) -> None:
        """Rules 'strict' with freeze_on_loss: an operator has checked, and the partition may continue."""
        self._call(lib.engine_resume)

    def device_register(self, name: str) -> None:
        """A quorum device registers at this node, under a name of 1 to 32 bytes."""
        text = argument.text("name", name)
        self._call(lib.engine_device_register, text, len(text))

    def device_poll(self, ring: Ring, cast_vote: bool, now: int) -> None:
        """The quorum device speaks: it is alive in the view named by ring (see Status.ring) and votes for this node
        or not. Due again within the device's timeout, and after every view."""
        (node, seq), now = argument.ring("ring", ring), argument.millis("now", now)
        self._call(lib.engine_device_poll, node, seq, argument.flag("cast_vote", cast_vote), now)

    def __repr__(self) -> str:
        return f"<Engine of node {self.node}, rules {self.rules}: {self.status.verdict}>"

    def __copy__(self) -> "Engine":
        twin: Engine = object.__new__(Engine)
        with self._lock:
            twin._storage = type(self._storage).from_buffer_copy(self._storage)
        twin.node, twin.rules, twin._lock = self.node, self.rules, RLock()
        twin._has_storage = self._has_storage
        return twin
