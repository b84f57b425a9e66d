"""Finds out whether the missing nodes are off, and has them fenced where nobody else would.

Rules strict let a partition go on once everybody is accounted for: here, or off, all at one instant of the present
view (core's `strict_rules` says why no less will do). Three ways lead there:

- **Survey**: the fence devices tell the power of all missing nodes. Where there are several, twice: each node off both
  times, and too little time in between to start, join a partition and be switched off again; then all were off at an
  instant between.
- **History**: the only missing node was fenced, as Pacemaker's history says, while the present members were together
  and without it (baseline.py says how that is told). So it was off at some moment after it was last seen. With
  several missing nodes their moments differ, which proves nothing.
- **Fencing**: with the verdict fence_first Pacemaker has no quorum, and fences nobody by itself. So the daemon asks
  it to, after the delay. The only missing node is rebooted, and the success is the proof; several are switched off,
  surveyed, and switched on again. Fencing goes through all fencing levels, with their gates.

A success proves nothing where it may be that of a gate or of a storage device alone. Programs run in threads with
deadlines, so the daemon goes on voting.
"""

import math
import time
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

from quorate import pacemaker
from quorate.device.baseline import SETTLES, Watch, ended_since, fenced_since
from quorate.device.exchange import words
from quorate.device.jobs import Jobs
from quorate.device.switched_off import SwitchedOff
from quorate.pacemaker.history import BY_A_HUMAN
from quorate.pacemaker.power import fencing_proves_off

Ring = Tuple[int, int]

# Another member takes over what the first one does not manage.
SURVEY_TURN, FENCE_TURN = 3.0, 20.0
# Nodes that start together need a moment to see each other.
SURVEY_AFTER = 1.0
# A node cannot start, join, and be switched off again within so many seconds.
SURVEY_LASTS_MAX = 15.0
BETWEEN_PASSES = 0.5
HISTORY_TIMEOUT, DEVICES_TIMEOUT = 10.0, 10.0
# Between looks at a history that has not settled.
HISTORY_INTERVAL = 5.0
# Who came into the ring while the view was not complete is seen, unless it was not for longer.
UNSEEN_MAX = 2.0
UNSETTLED = (
    f"that counts only after the members have been together for {SETTLES:.0f} s, because Pacemaker may not have merged "
    "all old fencings before: fence or confirm again then"
)
# What proofs can change.
HELPED = ("waiting_for_all", "no_majority", "tie_lost", "fence_first")


class Options(NamedTuple):
    """How to look, and whether to fence."""

    fence: bool = True
    power_command: str = ""
    survey_interval: float = 10.0
    survey_timeout: float = 20.0
    fence_timeout: float = 120.0


class View(NamedTuple):
    """A view whose states are all known; in_ring are those of the missing that corosync has in its ring."""

    ring: Ring
    members: Tuple[int, ...]
    missing: Tuple[int, ...]
    in_ring: Tuple[int, ...]
    verdict: str
    code: str
    fence_delay: float
    rank: int
    joins: int
    is_admitted: bool


class Proof(NamedTuple):
    """These nodes were all off at one instant (milliseconds of the monotonic clock) of the view."""

    ring: Ring
    nodes: Tuple[int, ...]
    instant: int
    why: str


class Look(NamedTuple):
    """What the history was, asked for in this view, and what of it was known before."""

    view: View
    before: Watch
    after: Watch


class Finder:
    """Give it the view at each turn of the loop; it gives proofs."""

    def __init__(
        self,
        options: Options,
        names: Dict[int, str],
        log: Callable[[str], None],
        wake: Callable[[], None],
        switched_off: SwitchedOff,
    ) -> None:
        self.text = "nothing is missing"
        # When step() has something to start, of the monotonic clock.
        self.next_turn = math.inf
        self._options = options
        self._names = names
        self._log = log
        self._jobs = Jobs(wake)
        self._ring: Optional[Ring] = None
        self._latest: Optional[View] = None
        self._next_survey = 0.0
        self._next_fencing = 0.0
        self._watch = Watch(0)
        self._next_look = 0.0
        # Why a fencing in the history is no proof.
        self._doubt = ""
        # When the present view began (of the monotonic clock), and since when there is none.
        self._began = 0.0
        self._unseen_since: Optional[float] = None
        self._switched_off = switched_off

    def step(self, view: Optional[View], now: float) -> List[Proof]:
        """Starts what is due, and returns what has been found. None: the view is not complete."""
        results = self._jobs.results()
        found = [result for result in results if isinstance(result, Proof)]
        self.next_turn = math.inf
        self._latest = view
        if view is None:
            self._unseen_since = now if self._unseen_since is None else self._unseen_since
            return found
        if view.ring != self._ring:
            self._ring, self._began = view.ring, time.monotonic()
            self._next_look = now
            self._next_survey = now + (0.0 if view.is_admitted else SURVEY_AFTER) + view.rank * SURVEY_TURN
            self._next_fencing = now + view.fence_delay + view.rank * FENCE_TURN
        self._watch_history(view, now, [result for result in results if isinstance(result, Look)])
        if view.verdict == "quorate":
            if not self._switched_off.nodes():
                self._say("no proof is needed")
            else:
                self._switch_on(now)
        elif view.in_ring:
            # They run; what they lack is the daemon.
            self._say(f"no quorum device runs on {words(view.in_ring)}, in corosync's ring: start quorate-device there")
        elif view.missing and view.code in HELPED:
            self._survey(view, now)
            self.next_turn = self._next_survey
            if view.verdict == "fence_first" and self._options.fence:
                self._fence(view, now)
                self.next_turn = min(self.next_turn, self._next_fencing)
        return found

    def _watch_history(self, view: View, now: float, looks: List[Look]) -> None:
        """Until it has settled; then new events are told from old ones."""
        was_unseen, self._unseen_since = self._unseen_since, None
        is_long = was_unseen is not None and now - was_unseen > UNSEEN_MAX
        if is_long or view.in_ring or view.joins != self._watch.joins:
            # A node without a daemon, too, tells its history.
            self._watch = Watch(view.joins)
        for seen in looks:
            if seen.before is self._watch and seen.view == view:
                self._watch = seen.after
        if view.in_ring or self._watch.baseline is not None or now < self._next_look:
            return
        watch = self._watch

        def look() -> Look:
            try:
                events = pacemaker.read_history(HISTORY_TIMEOUT)
            except pacemaker.PacemakerError:
                return Look(view, watch, watch.unanswered())
            return Look(view, watch, watch.seen(events, now, len(view.members) == 1))

        if self._jobs.start("baseline", look):
            self._next_look = now + HISTORY_INTERVAL

    def _survey(self, view: View, now: float) -> None:
        if now < self._next_survey:
            return

        began, watch = self._began, self._watch

        def look() -> Optional[Proof]:
            self._doubt = ""
            return self._proof_by_history(view, began, watch) or self._proof_by_survey(view)

        if self._jobs.start("survey", look, self._survey_failed):
            self._next_survey = now + self._options.survey_interval

    def _proof_by_history(self, view: View, began: float, watch: Watch) -> Optional[Proof]:
        if len(view.missing) != 1:
            return None
        try:
            devices = pacemaker.read_devices(DEVICES_TIMEOUT)
            name = self._name(view.missing[0], devices)
            events = pacemaker.read_history(HISTORY_TIMEOUT)
            if watch.baseline is None:
                if any(ended_since(events, name, began)):
                    self._doubt = f"; {name} was fenced, but {UNSETTLED}"
                return None
            event = fenced_since(watch.baseline, events, name, began)
            if event is None or self._latest != view:
                # Who has joined by now may have brought it.
                return None
            doubt = "" if event.delegate == BY_A_HUMAN else fencing_proves_off(devices, name, DEVICES_TIMEOUT)
        except pacemaker.PacemakerError:
            # Pacemaker may not be up yet; the survey says what is wrong.
            return None
        if doubt:
            self._doubt = f"; Pacemaker fenced {name}, which proves nothing: {doubt}"
            return None
        who = "a human" if event.delegate == BY_A_HUMAN else "Pacemaker"
        return self._proof(view, f"{name} was fenced, according to {who} ({event.action} asked for by {event.client})")

    def _proof_by_survey(self, view: View) -> Optional[Proof]:
        began = time.monotonic()
        first = self._power(view)
        between = int(time.monotonic() * 1000)
        text = "; ".join(f"{self._names.get(node, node)}: {power.why}" for node, power in first.items())
        if any(power.state != "off" for power in first.values()):
            self._say(f"survey: {text}{self._doubt}")
            return None
        if len(view.missing) == 1:
            return self._proof(view, f"its power is off ({text})", between)
        time.sleep(BETWEEN_PASSES)
        second = self._power(view)
        lasted = time.monotonic() - began
        if any(power.state != "off" for power in second.values()):
            self._say("survey: off at first, but not when asked again")
            return None
        if lasted > SURVEY_LASTS_MAX:
            self._say(f"survey: all off, but asking took {lasted:.0f} s, which is too long to prove anything")
            return None
        return self._proof(view, f"all missing nodes are off ({text})", between)

    def _power(self, view: View) -> Dict[int, pacemaker.Power]:
        names = {node: self._names.get(node, str(node)) for node in view.missing}
        if self._options.power_command:
            return pacemaker.survey_by_command(self._options.power_command, names, self._options.survey_timeout)
        devices = pacemaker.read_devices(DEVICES_TIMEOUT)
        return pacemaker.survey(devices, names, self._options.survey_timeout)

    def _survey_failed(self, error: Exception) -> None:
        self._say(f"survey: {error}{self._doubt}")

    def _fence(self, view: View, now: float) -> None:
        if now < self._next_fencing:
            return

        def act() -> Optional[Proof]:
            devices = pacemaker.read_devices(DEVICES_TIMEOUT)
            names = [self._name(node, devices) for node in view.missing]
            pending = {event.target for event in pacemaker.read_history(HISTORY_TIMEOUT) if event.is_pending}
            if pending & set(names):
                # Ours would be taken for the same action, which may have begun before this view.
                return None
            doubts = [fencing_proves_off(devices, name, DEVICES_TIMEOUT) for name in names]
            action = "reboot" if len(names) == 1 else "off"
            for node, name in zip(view.missing, names):
                if self._latest != view:
                    # Who was missing may be back by now.
                    return None
                self._log(f"has Pacemaker fence {name} ({action}), because the verdict is fence first")
                if action == "off":
                    # Before: this daemon may end in between, or miss a late success.
                    self._switched_off.add(node, name)
                pacemaker.fence(name, action, self._options.fence_timeout)
            self._next_survey = 0.0
            if len(names) == 1 and not doubts[0]:
                return self._proof(view, f"{names[0]} was fenced (reboot) on this daemon's request")
            self._say(f"fencing succeeded; a survey must prove that they are off. {' '.join(filter(None, doubts))}")
            return None

        if self._jobs.start("fence", act, self._fencing_failed):
            self._next_fencing = now + self._options.survey_interval

    def _fencing_failed(self, error: Exception) -> None:
        self._say(f"fencing failed: {error}")

    def _switch_on(self, now: float) -> None:
        """What was switched off to prove that it is, by this daemon or the one before; it comes back not admitted."""
        if now < self._next_fencing:
            return

        def act() -> None:
            for node, name in sorted(self._switched_off.nodes().items()):
                view = self._latest
                if view is None or view.verdict != "quorate":
                    return
                if node in view.missing:
                    self._log(f"has Pacemaker power {name} on again")
                    pacemaker.fence(name, "on", self._options.fence_timeout)
                self._switched_off.discard(node)

        if self._jobs.start("fence", act, self._switching_on_failed):
            self._next_fencing = now + self._options.survey_interval

    def _switching_on_failed(self, error: Exception) -> None:
        self._say(f"powering on the nodes that this daemon powered off failed: {error}")

    def _proof(self, view: View, why: str, instant: Optional[int] = None) -> Proof:
        return Proof(view.ring, view.missing, int(time.monotonic() * 1000) if instant is None else instant, why)

    def _name(self, node: int, devices: pacemaker.Devices) -> str:
        """Pacemaker's name of the node."""
        return devices.names.get(str(node)) or self._names.get(node, str(node))

    def _say(self, text: str) -> None:
        """In the status, and in the log when it is news."""
        if text != self.text:
            self.text = text
            if not text.startswith("nothing"):
                self._log(text)
