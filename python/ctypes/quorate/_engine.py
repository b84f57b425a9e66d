"""Engine: one node's answer."""

# threading would cost a millisecond; this is its RLock.
from _thread import RLock
from ctypes import byref, c_size_t, c_uint32, c_uint64, create_string_buffer, sizeof

from quorate import _arguments as argument
from quorate import _refusals as refusals
from quorate._codes import flag_list
from quorate._config import Config
from quorate._frozen import Closed, keep
from quorate._library import lib, must, nodes_of, text_of
from quorate._refusals import engine_error, missing_option, ring_of_message, ring_text
from quorate._status import info_of, status_of
from quorate._structs import MESSAGE_MAX, NEVER, SNAPSHOT_SIZE, EngineStorage, NodeNumbers, StatusNumbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import Array
    from typing import Any, Dict, Iterable, List, Optional, Tuple

    from quorate._library import Function
    from quorate._status import NodeInfo, Status
    from quorate.types import Ring, Rules

    Storage = Array[c_uint64]

MEMBER = 1


def config_of(value: object) -> Config:
    if not isinstance(value, Config):
        raise argument.wrong_type("config", "a quorate.Config", value)
    return value


def about_config(config: Config, rules: str, node: int) -> "Dict[str, object]":
    """What a refused config is told with."""
    about: "Dict[str, object]" = {"node": node, "local": node, "rules": rules}
    option = missing_option(config._info, bool(config._nodes), rules)
    if option is not None:
        about["option"] = option
    return about


class Engine(Closed):
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
    >>> engine.observe([1])
    >>> print(engine.status.reason)
    no majority: 1 of 3 expected votes are here, 2 needed; missing: nodes 2 and 3
    """

    __module__ = "quorate"
    __slots__ = ("_storage", "_rules", "_node", "_lock")
    _storage: "Storage"
    _rules: "Rules"
    _node: int
    # Taken again by the same thread: a signal handler may ask the engine that it interrupted.
    _lock: RLock

    def __new__(cls, config: Config, node: int, rules: "Rules" = "corosync") -> "Engine":
        name, number = argument.rules(rules)
        config, node = config_of(config), argument.node("node", node)
        storage = EngineStorage()
        status = lib.engine_init_sized(storage, sizeof(storage), config._storage, node, number)
        if status:
            raise engine_error(status, **about_config(config, name, node))
        return _made(storage, name, node)

    def _change(self, function: "Function", *arguments: "Any", **about: object) -> None:
        with self._lock:
            status = function(self._storage, *arguments)
            if status:
                raise self._refusal(status, about)

    def _refusal(self, status: int, about: "Dict[str, Any]") -> Exception:
        numbers = StatusNumbers()
        must(lib.engine_status(self._storage, byref(numbers)))
        last = ring_text((numbers.ring_node, numbers.ring_seq))
        about = dict({"local": self._node, "votes": numbers.total_votes, "last": last}, **about)
        if status == refusals.QUORUM_OUT_OF_REACH and "new_votes" in about:
            about["quorum"] = self._quorum_with(numbers, *about["new_votes"])
        return engine_error(status, **about)

    def _quorum_with(self, numbers: StatusNumbers, node: int, votes: int) -> int:
        """Quorum if a node had other votes: more than half of what is expected, or of what would be here."""
        if "2Node" in flag_list(numbers.flags) and numbers.quorum == 1:
            return 1
        info, total = NodeNumbers(), int(numbers.total_votes)
        must(lib.engine_info(self._storage, node, byref(info)))
        if info.node_state == MEMBER:
            total += votes - info.node_votes
        return max(int(numbers.highest_expected), total) // 2 + 1

    def _change_view(self, function: "Function", members: "List[int]", *arguments: "Any") -> None:
        def try_on(storage: "Storage", *nodes: int) -> int:
            return function(storage, *arguments[:2], (c_uint32 * len(nodes))(*nodes), len(nodes), *arguments[2:])

        with self._lock:
            status = try_on(self._storage, *members)
            if status == refusals.NOT_IN_NODELIST:
                # The first member with which the local node alone would be refused, too.
                for member in members:
                    if try_on(EngineStorage.from_buffer_copy(self._storage), self._node, member) == status:
                        raise engine_error(status, node=member)
            if status == refusals.DUPLICATE_MEMBER:
                repeated = (member for place, member in enumerate(members) if member in members[place + 1 :])
                raise engine_error(status, node=next(repeated))
            if status:
                raise self._refusal(status, {})

    def observe(self, members: "Iterable[int]") -> None:
        """For callers without message exchange: these nodes are present, the local one among them, and each is as the
        config says. Call it for every change of membership: with wait_for_all and its kin, history matters."""
        self._change_view(lib.engine_observe, argument.nodes("members", members))

    @property
    def status(self) -> "Status":
        """What the engine says now: a Status."""
        with self._lock:
            return status_of(self._storage, self._rules)

    @property
    def joined(self) -> "Tuple[int, ...]":
        """The members that the present view has and the one before had not, as a tuple."""
        with self._lock:
            return nodes_of(lib.engine_joined, self._storage)

    @property
    def left(self) -> "Tuple[int, ...]":
        """The members that the view before had and the present one has not, as a tuple."""
        with self._lock:
            return nodes_of(lib.engine_left, self._storage)

    def view(self, ring: "Ring", members: "Iterable[int]", now: int) -> None:
        """The membership layer agreed on a new member set, named by ring = (node, seq). The verdict so far stands until
        all members have told their states; send what poll_transmit() gives next."""
        node, seq = argument.ring("ring", ring)
        nodes = argument.nodes("members", members)
        self._change_view(lib.engine_view, nodes, node, seq, argument.millis("now", now))

    def receive(self, sender: int, message: bytes, now: int) -> None:
        """A message from a member of the view, the local node's own included. Raises MessageError where the bytes are
        no message, and EngineError where it belongs to another view; both are harmless and can be dropped."""
        sender, message = argument.node("sender", sender), argument.message(message)
        now = argument.millis("now", now)
        about: "Dict[str, object]" = {"node": sender, "option": "such message"}
        ring = ring_of_message(message)
        if ring is not None:
            about["ring"] = ring
        self._change(lib.engine_receive, sender, message, len(message), now, **about)

    def poll_transmit(self) -> "Optional[bytes]":
        """The next message for every member of the view, or None. Call it after every other call until it gives
        None."""
        buffer, length = create_string_buffer(MESSAGE_MAX), c_size_t()
        with self._lock:
            must(lib.engine_poll_transmit(self._storage, buffer, len(buffer), byref(length)))
        return buffer.raw[: length.value] or None

    def poll_timeout(self) -> "Optional[int]":
        """When to call handle_timeout(), or None. Ask again after every other call."""
        deadline = c_uint64()
        with self._lock:
            must(lib.engine_poll_timeout(self._storage, byref(deadline)))
        return None if deadline.value == NEVER else deadline.value

    def handle_timeout(self, now: int) -> None:
        """Fires what is due by now: last_man_standing's window, the quorum device's timeouts. Early calls are
        harmless."""
        self._change(lib.engine_handle_timeout, argument.millis("now", now))

    def leave(self, remove: bool = False) -> None:
        """The local node leaves cleanly. Send what poll_transmit() gives, then stop. remove=True takes its votes
        off expected votes (rules 'cman' only)."""
        self._change(lib.engine_leave, argument.flag("remove", remove), option="leave remove")

    def set_expected_votes(self, votes: int) -> None:
        """An operator sets expected votes of the partition (corosync-quorumtool -e)."""
        votes = argument.votes("votes", votes)
        self._change(lib.engine_set_expected_votes, votes, quorum=votes // 2 + 1)

    def set_votes(self, node: int, votes: int) -> None:
        """An operator sets the votes of one node (corosync-quorumtool -v), until that node starts again."""
        node, votes = argument.node("node", node), argument.votes("votes", votes)
        about = {"node": node, "new_votes": (node, votes), "option": "votes set by an operator"}
        self._change(lib.engine_set_votes, node, votes, **about)

    def cancel_wait_for_all(self) -> None:
        """An operator ends the waiting for all in this partition. A majority is needed all the same."""
        self._change(lib.engine_cancel_wait_for_all, option="wait_for_all")

    def reload(self, config: Config) -> None:
        """Reads votes, expected_votes, two_node and the device again from a changed config; the other options
        stay as they were at startup, as in corosync."""
        about = about_config(config_of(config), self._rules, self._node)
        if self._rules == "strict":
            about.setdefault("option", "reload that changes the electorate")
        self._change(lib.engine_reload, config._storage, **about)

    def fenced(self, node: int, ring: "Ring", instant: int) -> None:
        """Rules 'strict': the caller vouches that node, outside the view ring (see Status.ring), was confirmed off at
        instant, on the clock of now. Proofs of one instant for all missing nodes make the view quorate."""
        node, (ring_node, seq) = argument.node("node", node), argument.ring("ring", ring)
        instant = argument.millis("instant", instant)
        option = "fence proof without wait_for_all" if self._rules == "strict" else "fence proof"
        about = {"node": node, "ring": ring_text((ring_node, seq)), "option": option}
        self._change(lib.engine_fenced, node, ring_node, seq, instant, **about)

    def resume(self) -> None:
        """Rules 'strict' with freeze_on_loss: an operator has looked, and the partition may go on."""
        option = "resume without freeze_on_loss" if self._rules == "strict" else "resume"
        self._change(lib.engine_resume, option=option)

    def device_register(self, name: str) -> None:
        """A quorum device registers at this node, under a name of 1 to 32 bytes."""
        text = argument.string("name", name)
        self._change(lib.engine_device_register, text, len(text))

    def device_unregister(self) -> None:
        """The quorum device at this node is gone."""
        self._change(lib.engine_device_unregister)

    def device_rename(self, name: str) -> None:
        """The registered device gets a new name."""
        text = argument.string("name", name)
        self._change(lib.engine_device_rename, text, len(text), option="renaming the quorum device")

    def device_poll(self, ring: "Ring", cast_vote: bool, now: int) -> None:
        """The quorum device speaks: it is alive in the view named by ring (see Status.ring) and votes for this node
        or not. Due again within the device's timeout, and after every view."""
        cast_vote = argument.flag("cast_vote", cast_vote)
        node, seq = argument.ring("ring", ring)
        now = argument.millis("now", now)
        self._change(lib.engine_device_poll, node, seq, cast_vote, now, ring=ring_text((node, seq)))

    def device_master_wins(self, allow: bool) -> None:
        """Whether a partition is quorate by the device's master alone."""
        self._change(lib.engine_device_master_wins, argument.flag("allow", allow), option="master_wins")

    @property
    def waits_for_device(self) -> bool:
        """Whether the exchange of the present view waits for device_poll()."""
        waits = c_uint32()
        with self._lock:
            must(lib.engine_waits_for_device(self._storage, byref(waits)))
        return bool(waits.value)

    @property
    def tracked_expected_votes(self) -> "Optional[int]":
        """With expected_votes_tracking or allow_downscale the highest expected votes ever; else None. snapshot() has
        them."""
        votes = c_uint32()
        with self._lock:
            must(lib.engine_tracked_expected_votes(self._storage, byref(votes)))
        return votes.value or None

    def snapshot(self) -> bytes:
        """What must survive a restart of the node, as 32 bytes. Store them after every call after which they differ
        from those that are stored, and before you send what poll_transmit() gives."""
        buffer = create_string_buffer(SNAPSHOT_SIZE)
        with self._lock:
            must(lib.engine_snapshot(self._storage, buffer, len(buffer)))
        return buffer.raw

    def restore(self, snapshot: bytes) -> None:
        """Takes back what snapshot() gave in a former life of this node, right after the engine was made; the first
        start has nothing to restore. From then on a view's ring sequence must be greater than the stored one; who was
        frozen is frozen until resume(); tracked expected votes do not start lower."""
        snapshot = argument.message(snapshot, "snapshot")
        self._change(lib.engine_restore, snapshot, len(snapshot))

    def node_info(self, node: int) -> "Optional[NodeInfo]":
        """What is known of one node: a NodeInfo, or None where it has never been seen."""
        node, numbers = argument.node("node", node), NodeNumbers()
        with self._lock:
            status = lib.engine_info(self._storage, node, byref(numbers))
        if status == refusals.UNKNOWN_NODE:
            return None
        must(status)
        return info_of(numbers)

    def quorumtool(self) -> str:
        """The status as corosync-quorumtool -s prints it."""
        with self._lock:
            return text_of(lib.engine_quorumtool_text, self._storage)

    def cman_tool(self) -> str:
        """The quorum lines of cman_tool status."""
        with self._lock:
            return text_of(lib.engine_cman_tool_text, self._storage)

    @property
    def rules(self) -> "Rules":
        """'corosync', 'cman' or 'strict'."""
        return self._rules

    @property
    def node(self) -> int:
        """The local node."""
        return self._node

    def __repr__(self) -> str:
        return f"<Engine of node {self._node}, rules {self._rules}: {self.status.verdict}>"

    def __copy__(self) -> "Engine":
        with self._lock:
            return _made(EngineStorage.from_buffer_copy(self._storage), self._rules, self._node)

    def __deepcopy__(self, memo: object) -> "Engine":
        return self.__copy__()


def _made(storage: "Storage", rules: str, node: int) -> Engine:
    engine = object.__new__(Engine)
    keep(engine, "_storage", storage)
    keep(engine, "_rules", rules)
    keep(engine, "_node", node)
    keep(engine, "_lock", RLock())
    return engine
