"""Scripts that run inside a node while a test looks at it from outside."""

import signal
import subprocess
from contextlib import contextmanager
from typing import Iterator

from lab import Node

MARK = "quorate-test-script"

# A quorum device that votes (1) or does not (0), in every view.
DEVICE = """
import sys, time
from ctypes import c_char_p, c_uint, c_uint64
from quorate.corosync.libraries import TRACK_CHANGES, Deadline, bind
from quorate.corosync.votequorum import RingId, Votequorum
vote = int(sys.argv[1])
device = Votequorum(Deadline(10))
bind(device.functions, {
    "votequorum_qdevice_register": (c_uint64, c_char_p),
    "votequorum_qdevice_poll": (c_uint64, c_char_p, c_uint, RingId),
})
device.call("votequorum_qdevice_register", b"witness")
device.trackstart(TRACK_CHANGES)
print("ready", flush=True)
while True:
    device.dispatch()
    if device.ring is not None:
        device.functions.votequorum_qdevice_poll(device.handle, b"witness", vote, RingId(*device.ring))
    time.sleep(0.1)
"""


@contextmanager
def running(node: Node, script: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """A script inside the node, from when it says ready until the end of the block."""
    process = node.start("/usr/bin/python3", "-c", script, *arguments, MARK)
    assert process.stdout is not None and process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        try:
            yield process
        finally:
            # The process itself is a child of the one that went into the node.
            node.signal(MARK, signal.SIGKILL)
            # That one stops with its child.
            process.send_signal(signal.SIGCONT)
            process.wait(timeout=180)
