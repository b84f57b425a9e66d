"""Every change of the running corosync, as it comes."""

import queue
import select
import threading
import time
from typing import Callable, Iterator, Optional, Union

from quorate.corosync.libraries import TRACK_CHANGES, Deadline
from quorate.corosync.live import Connection, Live, Undecided, frozen, read
from quorate.corosync.quorum import Quorum
from quorate.corosync.votequorum import Votequorum

EVERY = 1.0
"""Seconds between two looks: corosync announces views, verdicts and expected votes, but no node's or device's votes."""


def changes(timeout: float = 5.0, idle: Callable[[], None] = lambda: None) -> Iterator[Live]:
    """The state at the start, and then after every change; waits in between for as long as nothing changes.

    While it waits it calls idle() a few times a second, which may raise what ends the waiting.

    Ends with CorosyncError when corosync stops, with TimedOut when it does not answer within so many seconds. A view
    that corosync has not decided about is no change yet.
    """
    known = read(timeout)
    watcher = Watcher(timeout, known)
    watcher.start()
    try:
        yield known
        while True:
            yield watcher.next(idle)
    finally:
        watcher.is_wanted = False


class Watcher(threading.Thread):
    """Makes the calls, which block without end when corosync is frozen, while next() keeps an eye on the time."""

    def __init__(self, timeout: float, known: Live) -> None:
        super().__init__(name="quorate.corosync.changes", daemon=True)
        self.timeout = timeout
        self.known = known
        self.seen = queue.Queue()  # type: queue.Queue[Union[Live, BaseException]]
        self.is_wanted = True
        # Since when it has been in corosync's hands; None while it waits for news.
        self.busy_since = time.monotonic()  # type: Optional[float]

    def next(self, idle: Callable[[], None]) -> Live:
        while True:
            try:
                item = self.seen.get(timeout=min(self.timeout, EVERY) / 4)
            except queue.Empty:
                idle()
                self.complain()
                continue
            if isinstance(item, BaseException):
                raise item
            return item

    def complain(self) -> None:
        since = self.busy_since
        if since is not None and time.monotonic() - since > self.timeout:
            raise frozen(self.timeout)

    def run(self) -> None:
        try:
            self.watch()
        except BaseException as error:
            self.seen.put(error)

    def watch(self) -> None:
        deadline = Deadline(self.timeout)
        with Connection(deadline) as connection:
            # Connections of their own: what has been read there would be no news here.
            quorum = connection.add(Quorum(deadline))
            votequorum = connection.add(Votequorum(deadline))
            quorum.trackstart(TRACK_CHANGES)
            votequorum.trackstart(TRACK_CHANGES)
            while self.is_wanted:
                self.busy_since = time.monotonic()
                connection.renew(Deadline(self.timeout))
                quorum.dispatch()
                votequorum.dispatch()
                now = self.look(connection)
                if now is not None and now != self.known:
                    self.known = now
                    self.seen.put(now)
                self.busy_since = None
                select.select([quorum, votequorum], [], [], EVERY)

    def look(self, connection: Connection) -> Optional[Live]:
        try:
            return connection.picture(Deadline(self.timeout / 2), self.known)
        except Undecided:
            return None
