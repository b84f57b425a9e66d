"""The running corosync: members, ring id, votes, verdict and config, through its own libraries.

They are opened at run time (libquorum, libvotequorum, libcmap), so nothing of corosync is needed to install or import
this. A frozen corosync blocks its libraries without end; here that is TimedOut.

    live = quorate.corosync.read(timeout=5)
    config = quorate.Config.from_corosync_conf(live.conf)
"""

from quorate.corosync.changes import changes
from quorate.corosync.libraries import CorosyncError, TimedOut
from quorate.corosync.live import Live, read

__all__ = ["CorosyncError", "Live", "TimedOut", "changes", "read"]
