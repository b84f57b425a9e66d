"""Whether the running corosync still does as the device says: its config may change at any time.

It is looked at in threads, because cmap gives no answer while corosync waits for this very device's vote.
"""

import time
from typing import Callable, NamedTuple, Optional, Tuple

import quorate
from quorate.corosync.libraries import CorosyncError
from quorate.device import settings
from quorate.device.exchange import Judgement
from quorate.device.jobs import Jobs

INTERVAL = 10.0
TIMEOUT = 5.0
# A reload changes one key after the other.
RELOAD_LASTS = 1.0


class Found(NamedTuple):
    """problem is empty where all is well; then corosync has this config."""

    is_for_reload: bool
    problem: str
    corosync: Optional[settings.Corosync] = None


class Fitness:
    """Call step() at each turn of the loop; problem is what was found last."""

    def __init__(self, options: settings.Options, node: int, wake: Callable[[], None]) -> None:
        self.problem = ""
        # What was found twice in a row: in the middle of a reload corosync has some of the nodes.
        self.corosync: Optional[settings.Corosync] = None
        self._seen: Optional[settings.Corosync] = None
        # Of the monotonic clock.
        self.next_turn = 0.0
        self._options = options
        self._node = node
        self._jobs = Jobs(wake)
        self._ring: Optional[Tuple[int, int]] = None

    def step(self, ring: Optional[Tuple[int, int]], now: float) -> Optional[Found]:
        """Looks when it is due, and with each new ring. Returns what was found for ask()."""
        asked, is_new = None, False
        for found in self._jobs.results():
            if isinstance(found, Found) and found.is_for_reload:
                asked = found
            elif isinstance(found, Found):
                may_change = self._options.is_agreed or (found.corosync is not None and found.corosync.is_reloading)
                is_new = found.corosync != self._seen and may_change
                self.corosync = None if is_new else found.corosync
                self.problem, self._seen = found.problem, found.corosync
        if is_new:
            self.next_turn = min(self.next_turn, now + RELOAD_LASTS)
        if now >= self.next_turn or ring != self._ring:
            if self._jobs.start("config", self._look):
                self.next_turn, self._ring = now + INTERVAL, ring
            else:
                self.next_turn = now + RELOAD_LASTS
        return asked

    def ask(self) -> None:
        """Whether a daemon that starts anew would go on; step() has the answer."""
        self._jobs.start("reload", self._look_for_reload)

    def judged(self, judgement: Judgement) -> Judgement:
        """What may be told to others: a verdict that corosync does not follow is none."""
        if not self.problem:
            return judgement
        text = (
            f"corosync does not follow this device, which says {judgement.verdict.replace('_', ' ')} "
            f"({judgement.text}): {self.problem}; then run corosync-cfgtool -R"
        )
        if judgement.verdict == "blocked":
            # The code may say that the node has just started.
            return judgement._replace(text=text)
        return judgement._replace(verdict="blocked", code="unfit", text=text)

    def _look(self) -> Optional[Found]:
        try:
            return _lasting(lambda: settings.read_corosync(TIMEOUT), False)
        except CorosyncError:
            # The session hears of that, too.
            return None

    def _look_for_reload(self) -> Found:
        def start() -> settings.Corosync:
            corosync = settings.read_corosync(TIMEOUT)
            rules = settings.strict_config(corosync, self._options)
            if self._options.is_agreed:
                quorate.Engine.with_storage(rules, self._node)
            else:
                quorate.Engine(rules, self._node, "strict")
            return corosync

        try:
            return _lasting(start, True)
        except CorosyncError as error:
            return Found(True, str(error))


def _lasting(look: Callable[[], settings.Corosync], is_for_reload: bool) -> Found:
    """With the problem, if there is one, and it stays."""
    for is_last in (False, True):
        try:
            return Found(is_for_reload, "", look())
        except (settings.Unfit, quorate.Error) as error:
            problem = str(error)
        if not is_last:
            time.sleep(RELOAD_LASTS)
    return Found(is_for_reload, problem)
