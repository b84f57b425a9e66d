"""One consistent picture of the running corosync."""

import threading
import time
from typing import Any, Callable, Dict, FrozenSet, List, NamedTuple, Optional, Tuple, TypeVar

from quorate.corosync import conf
from quorate.corosync.cmap import Cmap
from quorate.corosync.libraries import PAUSE, TRACK_CURRENT, Deadline, TimedOut
from quorate.corosync.quorum import MODEL_V1, Quorum
from quorate.corosync.votequorum import Votequorum

Result = TypeVar("Result")


class Live(NamedTuple):
    """What the running corosync says, all of one view."""

    node: int
    """The local node."""
    ring: Tuple[int, int]
    """The view's ring id: nodeid and sequence."""
    members: Tuple[int, ...]
    quorate: bool
    """corosync's verdict."""
    total_votes: int
    quorum: int
    expected_votes: int
    """As the local node holds them; an operator may have set them."""
    highest_expected: int
    flags: FrozenSet[str]
    """corosync-quorumtool's names, as Status.flags has them."""
    votes: Dict[int, int]
    """Of every node, now; of nodes that corosync has not seen since it started, what is configured."""
    device_votes: int
    device_name: str
    """Empty where no quorum device is registered."""
    names: Dict[int, str]
    """nodeid to name, of the nodes that the nodelist names."""
    waits_for_all: bool
    """wait_for_all holds corosync back: it has not seen all nodes since it lost quorum or started."""
    conf: str
    """corosync.conf as the running corosync holds it, for Config.from_corosync_conf."""
    expected_told: int = 0
    """Expected votes as a config or an operator last told corosync; a peer's may be in force. 0: not known."""
    config_versions: Dict[int, int] = {}
    """totem.config_version of each member, of those that have one."""
    is_reloading: bool = False
    """A reload has begun and not ended; since 3.1.0 it does not end if corosync refused the file."""


class Undecided(TimedOut):
    """corosync answers, but has not decided about the newest view yet."""


class Connection:
    """The three connections that a picture needs. All calls may block for as long as corosync is frozen."""

    def __init__(self, deadline: Deadline, model: int = MODEL_V1) -> None:
        self.handles = []  # type: List[Any]
        try:
            # First, because it answers also where there is no votequorum.
            self.cmap = self.add(Cmap(deadline))
            self.quorum = self.add(Quorum(deadline, model))
            self.votequorum = self.add(Votequorum(deadline))
        except BaseException:
            self.close()
            raise

    def add(self, handle: Any) -> Any:
        self.handles.append(handle)
        return handle

    def close(self) -> None:
        for handle in self.handles:
            handle.finalize()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def renew(self, deadline: Deadline) -> None:
        for handle in self.handles:
            handle.deadline = deadline

    def picture(self, deadline: Deadline, known: Optional[Live] = None) -> Live:
        """Reads until two pictures in a row are the same and of a view that is decided about.

        known counts as the one before: where nothing has changed, one is enough.
        """
        self.renew(deadline)
        before = known
        while True:
            now = self.once()
            if now is not None and now == before:
                return now
            if not deadline.left:
                raise Undecided(
                    f"corosync's members change: it has not agreed on a view within {deadline.seconds:g} s; try again, "
                    "or give it longer"
                )
            if now is None:
                time.sleep(min(PAUSE, deadline.left))
            before = now

    def once(self) -> Optional[Live]:
        self.votequorum.trackstart(TRACK_CURRENT)
        self.votequorum.dispatch()
        self.quorum.trackstart(TRACK_CURRENT)
        self.quorum.dispatch()
        ring, decided = self.votequorum.ring, self.quorum.ring
        # votequorum knows a new ring first; libquorum has it once votequorum has decided.
        if ring is None or decided not in (ring, (0, ring[1])) or not self.quorum.members:
            return None
        info = self.votequorum.info()
        if info is None:
            return None
        keys = self.cmap.section("quorum.")
        for prefix in ("nodelist.", *conf.TOTEM_KEYS):
            keys.update(self.cmap.section(prefix))
        return Live(
            info.node,
            ring,
            tuple(sorted(self.quorum.members)),
            self.quorum.quorate,
            info.total_votes,
            info.quorum,
            info.expected_votes,
            info.highest_expected,
            info.flags,
            self.votes(keys),
            info.device_votes,
            info.device_name,
            conf.names(keys),
            bool(self.cmap.get("runtime.votequorum.wait_for_all_status")),
            conf.rebuild(keys),
            int(self.cmap.get("runtime.votequorum.ev_barrier") or 0),
            self.config_versions(),
            bool(self.cmap.get("config.totemconfig_reload_in_progress")),
        )

    def config_versions(self) -> Dict[int, int]:
        found = {node: self.cmap.get(f"runtime.members.{node}.config_version") for node in self.quorum.members}
        return {node: int(version) for node, version in found.items() if version}

    def votes(self, keys: Dict[str, Any]) -> Dict[int, int]:
        configured = {
            node["nodeid"]: int(node.get("quorum_votes", 1))
            for node in conf.nodes(keys)
            if isinstance(node.get("nodeid"), int)
        }
        votes = {}
        for node in sorted(set(configured) | set(self.quorum.members)):
            info = self.votequorum.info(node)
            votes[node] = configured.get(node, 0) if info is None else info.votes
        return votes


def one_picture(deadline: Deadline) -> Live:
    with Connection(deadline) as connection:
        return connection.picture(deadline)


def within(seconds: float, call: Callable[[Deadline], Result]) -> Result:
    """Runs a call in a thread of its own that nobody waits for longer than that, not even the end of the process.

    libqb waits for a frozen corosync without end, and no signal gets it out of there.
    """
    deadline = Deadline(seconds)
    results = []  # type: List[Result]
    errors = []  # type: List[BaseException]

    def run() -> None:
        try:
            results.append(call(deadline))
        except BaseException as error:
            errors.append(error)
        finally:
            CALLS.release()

    if not CALLS.acquire(timeout=seconds):
        raise frozen(seconds)
    thread = threading.Thread(target=run, name="quorate.corosync", daemon=True)
    thread.start()
    thread.join(deadline.left + GRACE)
    if errors:
        raise errors[0]
    if not results:
        raise frozen(seconds)
    return results[0]


def frozen(seconds: float) -> TimedOut:
    # While members change, libquorum and libcmap get no answer; only votequorum's own library does.
    return TimedOut(
        f"corosync did not answer within {seconds:g} s: it is frozen, or waits for its quorum device in a new view"
    )


CALLS = threading.BoundedSemaphore(8)
"""Who asks a frozen corosync again and again has no more threads waiting for it than these."""

GRACE = 0.1
"""Seconds for the call to say itself what it was waiting for when its time was over."""


def read(timeout: float = 5.0) -> Live:
    """Members, ring id, votes, verdict and config of the corosync that runs on this node, all of one view.

    CorosyncError says in one sentence what is wrong: no library, no corosync, no permission. TimedOut: no answer, or
    no view that corosync has decided about, within so many seconds.
    """
    positive(timeout)
    return within(timeout, one_picture)


def positive(timeout: float) -> None:
    if not 0 < timeout < threading.TIMEOUT_MAX:
        raise ValueError(f"a timeout is a number of seconds above 0, not {timeout!r}")
