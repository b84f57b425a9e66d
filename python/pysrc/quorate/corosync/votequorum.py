"""libvotequorum: votes, expected votes, flags and the ring id of the newest view."""

import ctypes
from typing import Any, Callable, Dict, FrozenSet, NamedTuple, Optional, Tuple

from quorate.corosync.libraries import ERR_NOT_EXIST, CorosyncError, Deadline, Handle, common

FLAGS = {
    1: "2Node",
    2: "Quorate",
    4: "WaitForAll",
    8: "LastManStanding",
    16: "AutoTieBreaker",
    32: "AllowDownscale",
    64: "Qdevice",
    128: "QdeviceAlive",
    256: "QdeviceCastVote",
    512: "QdeviceMasterWins",
}
"""The bits of votequorum_info.flags by corosync-quorumtool's names."""

STATES = {1: "member", 2: "dead", 3: "leaving"}
DEVICE_NAME_MAX = 255


class RingId(ctypes.Structure):
    _fields_ = [("nodeid", ctypes.c_uint32), ("seq", ctypes.c_uint64)]


class InfoRecord(ctypes.Structure):
    """struct votequorum_info."""

    _fields_ = [
        ("node_id", ctypes.c_uint),
        ("node_state", ctypes.c_uint),
        ("node_votes", ctypes.c_uint),
        ("node_expected_votes", ctypes.c_uint),
        ("highest_expected", ctypes.c_uint),
        ("total_votes", ctypes.c_uint),
        ("quorum", ctypes.c_uint),
        ("flags", ctypes.c_uint),
        ("qdevice_votes", ctypes.c_uint),
        ("qdevice_name", ctypes.c_char * DEVICE_NAME_MAX),
    ]


class NodeRecord(ctypes.Structure):
    """votequorum_node_t."""

    _fields_ = [("nodeid", ctypes.c_uint32), ("state", ctypes.c_uint32)]


QuorumNotify = ctypes.CFUNCTYPE(
    None, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(NodeRecord)
)
ExpectedNotify = ctypes.CFUNCTYPE(None, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint32)
NodelistNotify = ctypes.CFUNCTYPE(
    None, ctypes.c_uint64, ctypes.c_uint64, RingId, ctypes.c_uint32, ctypes.POINTER(ctypes.c_uint32)
)


class Callbacks(ctypes.Structure):
    """votequorum_callbacks_t."""

    _fields_ = [("quorum", QuorumNotify), ("expected", ExpectedNotify), ("nodelist", NodelistNotify)]


class Info(NamedTuple):
    """What votequorum says of a node, and of the cluster as the local node sees it."""

    node: int
    state: str
    votes: int
    expected_votes: int
    highest_expected: int
    total_votes: int
    quorum: int
    flags: FrozenSet[str]
    device_votes: int
    device_name: str


class Votequorum(Handle):
    """A connection to votequorum.

    After trackstart() and dispatch(), ring and members are those of the newest view that votequorum knows, also while
    it has not decided about it yet. on_ring, where given, is called with both whenever a view comes. verdict is what it
    has decided since somebody set that to None.
    """

    library = "votequorum"
    signatures = dict(
        common("votequorum"),
        votequorum_initialize=(ctypes.POINTER(ctypes.c_uint64), ctypes.POINTER(Callbacks)),
        votequorum_getinfo=(ctypes.c_uint64, ctypes.c_uint, ctypes.POINTER(InfoRecord)),
        votequorum_trackstart=(ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint),
    )  # type: Dict[str, Tuple[Any, ...]]

    def __init__(
        self, deadline: Deadline, on_ring: Optional[Callable[[Tuple[int, int], Tuple[int, ...]], None]] = None
    ) -> None:
        super().__init__(deadline)
        self.ring = None  # type: Optional[Tuple[int, int]]
        self.members = ()  # type: Tuple[int, ...]
        self.verdict = None  # type: Optional[bool]
        self.on_ring = on_ring
        # The library keeps the pointers: they must live as long as the handle.
        self.callbacks = Callbacks(
            QuorumNotify(self.set_verdict), ExpectedNotify(ignore), NodelistNotify(self.set_nodelist)
        )
        self.opened("votequorum_initialize", ctypes.byref(self.callbacks))

    def set_verdict(self, _handle: int, _context: int, quorate: int, _entries: int, _nodes: Any) -> None:
        self.verdict = bool(quorate)

    def set_nodelist(self, _handle: int, _context: int, ring: RingId, entries: int, nodes: Any) -> None:
        self.ring = (ring.nodeid, ring.seq)
        self.members = tuple(nodes[:entries])
        if self.on_ring is not None:
            self.on_ring(self.ring, self.members)

    def trackstart(self, flags: int) -> None:
        self.call("votequorum_trackstart", 0, flags)

    def info(self, node: int = 0) -> Optional[Info]:
        """What it says of a node; 0 is the local one. None: it has never seen that node."""
        record = InfoRecord()
        try:
            self.call("votequorum_getinfo", node, ctypes.byref(record))
        except CorosyncError as error:
            if error.code == ERR_NOT_EXIST:
                return None
            raise
        return Info(
            record.node_id,
            STATES.get(record.node_state, "unknown"),
            record.node_votes,
            record.node_expected_votes,
            record.highest_expected,
            record.total_votes,
            record.quorum,
            frozenset(name for bit, name in FLAGS.items() if record.flags & bit),
            record.qdevice_votes,
            record.qdevice_name.decode("utf-8", "replace"),
        )


def ignore(*_arguments: Any) -> None:
    """A callback for what info() tells."""
