"""libquorum: corosync's verdict, with the view that it holds for."""

import ctypes
from typing import Any, Dict, Optional, Tuple

from quorate.corosync.libraries import CorosyncError, Deadline, Handle, bind, common
from quorate.corosync.votequorum import RingId

MODEL_V1 = 1
UINT32S = ctypes.POINTER(ctypes.c_uint32)

NotifyV0 = ctypes.CFUNCTYPE(None, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_uint32, UINT32S)
NotifyV1 = ctypes.CFUNCTYPE(None, ctypes.c_uint64, ctypes.c_uint32, RingId, ctypes.c_uint32, UINT32S)
NodelistV1 = ctypes.CFUNCTYPE(
    None,
    ctypes.c_uint64,
    RingId,
    ctypes.c_uint32,
    UINT32S,
    ctypes.c_uint32,
    UINT32S,
    ctypes.c_uint32,
    UINT32S,
)


class CallbacksV0(ctypes.Structure):
    """quorum_callbacks_t."""

    _fields_ = [("quorum", NotifyV0)]


class ModelV1(ctypes.Structure):
    """quorum_model_v1_data_t."""

    _fields_ = [("model", ctypes.c_int), ("quorum", NotifyV1), ("nodelist", NodelistV1)]


class Quorum(Handle):
    """A connection to the quorum service. After trackstart() and dispatch(): quorate, ring and members of one view.

    corosync 3.0 tells the ring's sequence only; the ring's node is 0 then.
    """

    library = "quorum"
    signatures = dict(
        common("quorum"), quorum_trackstart=(ctypes.c_uint64, ctypes.c_uint)
    )  # type: Dict[str, Tuple[Any, ...]]

    def __init__(self, deadline: Deadline, model: int = MODEL_V1) -> None:
        super().__init__(deadline)
        self.quorate = False
        self.ring = None  # type: Optional[Tuple[int, int]]
        self.members = ()  # type: Tuple[int, ...]
        kind = ctypes.c_uint32()
        # The library keeps the pointers: they must live as long as the handle.
        if model == MODEL_V1 and hasattr(self.functions, "quorum_model_initialize"):
            self.callbacks = ModelV1(
                MODEL_V1, NotifyV1(self.set_v1), NodelistV1(ignore_nodelist)
            )  # type: ctypes.Structure
            v1 = (ctypes.POINTER(ctypes.c_uint64), ctypes.c_int, ctypes.c_void_p, UINT32S, ctypes.c_void_p)
            bind(self.functions, {"quorum_model_initialize": v1})
            data = ctypes.byref(self.callbacks)
            self.opened("quorum_model_initialize", MODEL_V1, data, ctypes.byref(kind), None)
        else:
            self.callbacks = CallbacksV0(NotifyV0(self.set_v0))
            v0 = (ctypes.POINTER(ctypes.c_uint64), ctypes.c_void_p, UINT32S)
            bind(self.functions, {"quorum_initialize": v0})
            self.opened("quorum_initialize", ctypes.byref(self.callbacks), ctypes.byref(kind))
        if not kind.value:
            self.finalize()
            raise CorosyncError(
                "corosync runs without votequorum; set provider: corosync_votequorum in the section quorum of "
                "corosync.conf"
            )

    def set_v1(self, _handle: int, quorate: int, ring: RingId, entries: int, nodes: Any) -> None:
        self.quorate, self.ring, self.members = bool(quorate), (ring.nodeid, ring.seq), tuple(nodes[:entries])

    def set_v0(self, _handle: int, quorate: int, seq: int, entries: int, nodes: Any) -> None:
        self.quorate, self.ring, self.members = bool(quorate), (0, seq), tuple(nodes[:entries])

    def trackstart(self, flags: int) -> None:
        self.call("quorum_trackstart", flags)


def ignore_nodelist(*_arguments: Any) -> None:
    """Who joined and left is told by the members of two views."""
