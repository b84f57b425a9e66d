"""libcpg: a group of processes on the cluster's nodes. All members get the same messages and the same changes of the
group, in one order; corosync says who sent a message."""

import ctypes
from collections import deque
from typing import Any, Deque, Dict, FrozenSet, NamedTuple, Tuple, Union

from quorate.corosync.libraries import ERR_TRY_AGAIN, CorosyncError, Deadline, Handle, check, common
from quorate.corosync.votequorum import RingId

MODEL_V1 = 1
DELIVER_INITIAL_TOTEM_CONF = 1
TYPE_AGREED = 2
NAME_MAX = 128
REASON_NODEDOWN = 3

Process = Tuple[int, int]
"""A member of a group: nodeid and process id."""


class Name(ctypes.Structure):
    """struct cpg_name."""

    _fields_ = [("length", ctypes.c_uint32), ("value", ctypes.c_char * NAME_MAX)]


class Address(ctypes.Structure):
    """struct cpg_address."""

    _fields_ = [("nodeid", ctypes.c_uint32), ("pid", ctypes.c_uint32), ("reason", ctypes.c_uint32)]


class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]


Deliver = ctypes.CFUNCTYPE(
    None,
    ctypes.c_uint64,
    ctypes.POINTER(Name),
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.POINTER(ctypes.c_char),
    ctypes.c_size_t,
)
Addresses = ctypes.POINTER(Address)
Confchg = ctypes.CFUNCTYPE(
    None,
    ctypes.c_uint64,
    ctypes.POINTER(Name),
    Addresses,
    ctypes.c_size_t,
    Addresses,
    ctypes.c_size_t,
    Addresses,
    ctypes.c_size_t,
)
TotemConfchg = ctypes.CFUNCTYPE(None, ctypes.c_uint64, RingId, ctypes.c_uint32, ctypes.POINTER(ctypes.c_uint32))


class ModelData(ctypes.Structure):
    """cpg_model_v1_data_t."""

    _fields_ = [
        ("model", ctypes.c_int),
        ("deliver", Deliver),
        ("confchg", Confchg),
        ("totem_confchg", TotemConfchg),
        ("flags", ctypes.c_uint),
    ]


class GroupChange(NamedTuple):
    """The group has these members from here on. down are the nodes that corosync lost; the others who left only
    ended their process. A node that was cut off and is back is in down, and its processes in joined."""

    members: Tuple[Process, ...]
    left: Tuple[Process, ...]
    joined: Tuple[Process, ...]
    down: FrozenSet[int]


class RingChange(NamedTuple):
    """corosync has a new ring. The changes of the group that it brought came before."""

    ring: Tuple[int, int]
    nodes: Tuple[int, ...]


class Delivery(NamedTuple):
    """A message and who sent it."""

    sender: Process
    message: bytes


class Cpg(Handle):
    """A connection for one group. dispatch() queues what has come in events, in the one order."""

    library = "cpg"
    signatures = dict(
        common("cpg"),
        cpg_model_initialize=(
            ctypes.POINTER(ctypes.c_uint64),
            ctypes.c_int,
            ctypes.POINTER(ModelData),
            ctypes.c_void_p,
        ),
        cpg_local_get=(ctypes.c_uint64, ctypes.POINTER(ctypes.c_uint)),
        cpg_join=(ctypes.c_uint64, ctypes.POINTER(Name)),
        cpg_leave=(ctypes.c_uint64, ctypes.POINTER(Name)),
        cpg_mcast_joined=(ctypes.c_uint64, ctypes.c_int, ctypes.POINTER(Iovec), ctypes.c_uint),
    )  # type: Dict[str, Tuple[Any, ...]]

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(deadline)
        self.events = deque()  # type: Deque[Union[GroupChange, RingChange, Delivery]]
        # The library keeps the pointers: they must live as long as the handle.
        self.data = ModelData(
            MODEL_V1,
            Deliver(self.delivered),
            Confchg(self.group_changed),
            TotemConfchg(self.ring_changed),
            DELIVER_INITIAL_TOTEM_CONF,
        )
        self.opened("cpg_model_initialize", MODEL_V1, ctypes.byref(self.data), None)

    def local_node(self) -> int:
        node = ctypes.c_uint()
        self.call("cpg_local_get", ctypes.byref(node))
        return node.value

    def join(self, group: str) -> None:
        self.call("cpg_join", ctypes.byref(name_of(group)))

    def leave(self, group: str) -> None:
        self.call("cpg_leave", ctypes.byref(name_of(group)))

    def multicast(self, message: bytes) -> bool:
        """Sends to all members, ourselves among them. False: corosync is busy, with a new ring perhaps; try later."""
        vector = Iovec(message, len(message))
        code = self.functions.cpg_mcast_joined(self.handle, TYPE_AGREED, ctypes.byref(vector), 1)
        if code == ERR_TRY_AGAIN:
            return False
        check(code, "cpg_mcast_joined")
        return True

    def delivered(self, _handle: int, _group: Any, node: int, pid: int, message: Any, length: int) -> None:
        self.events.append(Delivery((node, pid), ctypes.string_at(message, length)))

    def group_changed(
        self,
        _handle: int,
        _group: Any,
        members: Any,
        members_length: int,
        left: Any,
        left_length: int,
        joined: Any,
        joined_length: int,
    ) -> None:
        self.events.append(
            GroupChange(
                processes(members, members_length),
                processes(left, left_length),
                processes(joined, joined_length),
                frozenset(one.nodeid for one in left[:left_length] if one.reason == REASON_NODEDOWN),
            )
        )

    def ring_changed(self, _handle: int, ring: RingId, entries: int, nodes: Any) -> None:
        self.events.append(RingChange((ring.nodeid, ring.seq), tuple(nodes[:entries])))


def processes(addresses: Any, length: int) -> Tuple[Process, ...]:
    return tuple((address.nodeid, address.pid) for address in addresses[:length])


def name_of(group: str) -> Name:
    raw = group.encode()
    if not 0 < len(raw) < NAME_MAX:
        raise CorosyncError(f"{group!r}: the name of a group has 1 to {NAME_MAX - 1} bytes")
    return Name(len(raw), raw)
