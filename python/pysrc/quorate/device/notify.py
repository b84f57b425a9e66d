"""Tells systemd that the daemon is ready, what it does, and that it is alive (sd_notify's protocol); and the log."""

import os
import socket
import sys


def to_stderr(text: str) -> None:
    """A line for the journal."""
    print(text.replace("\n", " "), file=sys.stderr, flush=True)


class Notifier:
    """Does nothing where systemd did not start us, or asks for no watchdog."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            self._address = "\0" + self._address[1:]

    def ready(self) -> None:
        self._send("READY=1")

    def alive(self, status: str) -> None:
        self._send("WATCHDOG=1\nSTATUS=" + status.replace("\n", " "))

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
                sender.sendto(text.encode(), self._address)
        except OSError:
            # systemd that does not listen is no reason to give up a vote.
            pass
