"""libvotequorum's other side: being the quorum device of this node."""

import ctypes
from typing import Any, Dict, Tuple

from quorate.corosync.libraries import ERR_TRY_AGAIN, check
from quorate.corosync.votequorum import RingId, Votequorum

ERR_MESSAGE_ERROR = 22


class Qdevice(Votequorum):
    """A connection to votequorum that may register a quorum device and vote for it."""

    signatures = dict(
        Votequorum.signatures,
        votequorum_qdevice_register=(ctypes.c_uint64, ctypes.c_char_p),
        votequorum_qdevice_unregister=(ctypes.c_uint64, ctypes.c_char_p),
        votequorum_qdevice_poll=(ctypes.c_uint64, ctypes.c_char_p, ctypes.c_uint, RingId),
    )  # type: Dict[str, Tuple[Any, ...]]

    def register(self, name: str) -> None:
        """From here on votequorum knows of a device; it votes once it polls."""
        self.call("votequorum_qdevice_register", name.encode())

    def unregister(self, name: str) -> None:
        self.call("votequorum_qdevice_unregister", name.encode())

    def poll(self, name: str, cast_vote: bool, ring: Tuple[int, int]) -> bool:
        """The vote in this ring, valid for quorum.device.timeout. Where corosync waits with a new ring for the
        device, this lets it go on. False: corosync has another ring by now, or is busy."""
        code = self.functions.votequorum_qdevice_poll(self.handle, name.encode(), cast_vote, RingId(*ring))
        if code in (ERR_MESSAGE_ERROR, ERR_TRY_AGAIN):
            return False
        check(code, "votequorum_qdevice_poll")
        return True
