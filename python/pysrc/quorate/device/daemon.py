"""The daemon of `quorate device`: it keeps a session with corosync, finds proofs, and answers the status socket."""

import os
import re
import selectors
import signal
import sys
import time
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

import quorate
from quorate.corosync.libraries import CorosyncError
from quorate.device import proofs, settings, state
from quorate.device.disk import Disk, Unreadable
from quorate.device.exchange import Judgement, words
from quorate.device.fitness import Fitness
from quorate.device.memory import Memory
from quorate.device.notify import Notifier
from quorate.device.server import Server, lock
from quorate.device.session import Session
from quorate.device.switched_off import SwitchedOff

RECONNECT = 1.0
# Twice in systemd's watchdog interval at least.
TURN_MAX = 2.0
# What a round takes away for a moment is not worth a line.
SETTLES_WITHIN = 1.0
CONF_TIMEOUT = 5.0
# Of two halves without a tie breaker the one without the lowest node gives the other so long to fence first.
STAGGER = 10.0
# How many numbers follow each.
COMMANDS = {"resume": 0, "cancel_wait_for_all": 0, "set_votes": 2}
LEFT = "the others have agreed that this node votes no more"
LOST = "there is no agreement, so the others count this node as lost, and need its vote as before"


class Options(NamedTuple):
    """All of the command line."""

    socket: str
    state: str
    rules: settings.Options
    proofs: proofs.Options


class Daemon:
    """run() until a signal ends it; raises Unfit (corosync.conf), or Conflict or Busy (another daemon is here)."""

    def __init__(self, options: Options, log: Callable[[str], None]) -> None:
        self._options = options
        self._log = log
        self._notifier = Notifier()
        self._selector = selectors.DefaultSelector()
        self._session: Optional[Session] = None
        self._finder: Optional[proofs.Finder] = None
        self._fitness: Optional[Fitness] = None
        self._names: Dict[int, str] = {}
        self._corosync: Optional[settings.Corosync] = None
        self._advised: List[str] = []
        self._switched_off = SwitchedOff(options.socket + ".switched_off", log)
        self._trouble = "it has just started"
        self._signal = 0
        # When it was told to end.
        self._leaves_since: Optional[float] = None
        self._hung_up = False
        self._said = ""
        self._unsettled_since: Optional[float] = None
        self._is_ready = False

    def run(self) -> int:
        """Returns the signal that ended it: SIGHUP asks to start anew without giving up the vote. Where the daemon
        could not start, it does not end."""
        held = lock(self._options.socket)
        self._catch_signals()
        server = Server(self._options.socket, self._selector, self._answer)
        try:
            while not self._is_over():
                self._turn()
                server.forget_idle()
        finally:
            self._end()
            server.close()
            held.close()
        return self._signal

    def _is_over(self) -> bool:
        if not self._signal:
            return False
        if self._signal == signal.SIGHUP or self._session is None:
            return True
        if self._leaves_since is None:
            self._leaves_since = time.monotonic()
            self._notifier.stopping()
        if not self._session.has_left():
            return False
        if self._options.rules.allow_downscale:
            agreed = self._session.exchange.engine.has_left_agreed
            took = (time.monotonic() - self._leaves_since) * 1000
            self._log(f"left within {took:.0f} ms: {LEFT if agreed else LOST}")
        return True

    def _turn(self) -> None:
        now = time.monotonic()
        if self._session is None:
            self._connect()
            now = time.monotonic()
        if self._hung_up:
            self._hung_up = False
            self._ask_for_reload()
        wait = RECONNECT
        if self._session is not None:
            try:
                self._session.step(now)
                self._work(self._session, now)
                wait = self._session.next_turn - now
            except CorosyncError as error:
                self._disconnect(str(error))
                wait = 0.0
        self._notifier.alive(self._said or self._trouble)
        # Signals and threads wake it, too.
        for key, _ in self._selector.select(max(0.0, min(wait, TURN_MAX))):
            if callable(key.data):
                key.data()

    def _connect(self) -> None:
        try:
            # Whether a reload was refused shows when it does not end.
            corosync = settings.read_corosync(CONF_TIMEOUT)._replace(is_reloading=False)
            rules = settings.strict_config(corosync, self._options.rules)
            timeout = corosync.config.options.device_timeout / 1000
            memory = Memory(self._options.socket + ".admitted")
            disk = Disk(self._options.state, self._log) if self._options.rules.is_agreed else None
            session = Session(rules, timeout, memory, self._log, disk)
        except CorosyncError as error:
            self._complain(str(error))
            return
        except Unreadable as error:
            raise settings.Unfit(str(error)) from None
        except quorate.Error as error:
            raise settings.Unfit(f"these options do not fit this cluster: {error}") from None
        self._session, self._names, self._trouble = session, dict(corosync.names), ""
        self._corosync = corosync
        for file in session.files:
            self._selector.register(file, selectors.EVENT_READ)
        self._fitness = Fitness(self._options.rules, session.node, self._wake)
        self._finder = proofs.Finder(self._options.proofs, self._names, self._log, self._wake, self._switched_off)
        self._log(f"node {session.node} joined; " + ", ".join(settings.described(rules, self._options.rules)))
        self._advise(corosync)

    def _disconnect(self, why: str) -> None:
        session, self._session = self._session, None
        self._stop_finder()
        self._fitness = None
        self._said, self._unsettled_since = "", None
        if session is not None:
            for file in session.files:
                self._selector.unregister(file)
            session.close()
        self._complain(why)

    def _stop_finder(self) -> None:
        """Its threads may run on; without a view they fence nobody."""
        finder, self._finder = self._finder, None
        if finder is not None:
            finder.step(None, time.monotonic())

    def _complain(self, why: str) -> None:
        if why != self._trouble:
            self._trouble = why
            self._log(f"not connected: {why}")

    def _work(self, session: Session, now: float) -> None:
        if session.ring is not None and not self._is_ready:
            self._is_ready = True
            self._notifier.ready()
        self._watch_config(session, now)
        self._report(session, now)
        if self._finder is None:
            return
        for proof in self._finder.step(self._view(session), now):
            self._take(session, proof)
        session.next_turn = min(session.next_turn, max(now + 0.1, self._finder.next_turn))

    def _ask_for_reload(self) -> None:
        if self._fitness is None:
            # Without corosync there is nothing to lose.
            self._signal = signal.SIGHUP
            return
        self._fitness.ask()

    def _watch_config(self, session: Session, now: float) -> None:
        if self._fitness is None:
            return
        asked = self._fitness.step(session.ring, now)
        if self._fitness.corosync is not None:
            self._follow(session, self._fitness.corosync)
        session.next_turn = min(session.next_turn, max(now + 0.1, self._fitness.next_turn))
        if asked is not None and asked.problem:
            self._log(f"not reloaded, the daemon continues as before: {asked.problem}")
        elif asked is not None:
            self._signal = self._signal or signal.SIGHUP

    def _follow(self, session: Session, corosync: settings.Corosync) -> None:
        """Where the nodelist has changed, an electorate that changes by agreement follows when all nodes have it."""
        before, self._corosync = self._corosync, corosync
        if before is None or corosync == before:
            return
        self._advise(corosync)
        if not self._options.rules.is_agreed or before._replace(is_reloading=corosync.is_reloading) == corosync:
            return
        try:
            rules = settings.strict_config(corosync, self._options.rules)
            session.exchange.reload(rules)
        except (settings.Unfit, quorate.Error) as error:
            self._log(f"corosync's new nodelist is not taken, the daemon continues as before: {error}")
            return
        self._names.clear()
        self._names.update(corosync.names)
        session.next_turn = 0.0
        self._log("corosync has a new nodelist: " + ", ".join(settings.described(rules, self._options.rules)))

    def _advise(self, corosync: settings.Corosync) -> None:
        before, self._advised = self._advised, settings.advice(corosync, self._options.rules)
        for line in self._advised:
            if line not in before:
                self._log(line)

    def _judgement(self, session: Session) -> Judgement:
        """As others are told it."""
        return session.judgement if self._fitness is None else self._fitness.judged(session.judgement)

    def _view(self, session: Session) -> Optional[proofs.View]:
        exchange, status = session.exchange, session.exchange.engine.status
        judgement = self._judgement(session)
        if not exchange.is_complete:
            return None
        missing = exchange.missing
        return proofs.View(
            ring=status.ring,
            members=status.members,
            missing=missing,
            in_ring=tuple(node for node in missing if node in session.ring_nodes),
            verdict=judgement.verdict,
            code=judgement.code,
            fence_delay=max(status.fence_delay / 1000, self._stagger(exchange.nodes, status.members)),
            rank=status.members.index(session.node),
            joins=exchange.joins,
            is_admitted=session.node in exchange.admitted,
        )

    def _stagger(self, nodes: Tuple[int, ...], members: Tuple[int, ...]) -> float:
        """Halves that fence at once may switch each other off one by one, until neither has its half. Of two nodes the
        faster one stays."""
        is_tie_possible = self._options.rules.tie_breaker is None and len(nodes) > 2
        return STAGGER if is_tie_possible and min(nodes) not in members else 0.0

    def _take(self, session: Session, proof: proofs.Proof) -> None:
        try:
            for node in proof.nodes:
                session.exchange.engine.fenced(node, proof.ring, proof.instant)
        except quorate.EngineError:
            # The view has changed since; the next one looks again.
            return
        self._log(f"{words(proof.nodes)}: proven off: {proof.why}")
        session.step(time.monotonic())

    def _report(self, session: Session, now: float) -> None:
        judgement = self._judgement(session)
        if judgement.held or judgement.code in ("view_incomplete", "no_view"):
            self._unsettled_since = self._unsettled_since or now
            if now - self._unsettled_since < SETTLES_WITHIN:
                session.next_turn = min(session.next_turn, self._unsettled_since + SETTLES_WITHIN)
                return
        else:
            self._unsettled_since = None
        members = words(member.node for member in session.judged)
        text = f"{judgement.verdict}: {judgement.text} (daemons on {members})"
        if text != self._said:
            self._said = text
            self._log(text)

    def _answer(self, request: str) -> Dict[str, object]:
        session = self._session
        if request:
            return {"version": state.VERSION, **self._command(session, request)}
        if session is None:
            return state.not_connected(self._trouble)
        around = state.Surroundings(
            names=self._names,
            corosync_ring=session.ring,
            vote=session.vote,
            view_age=time.monotonic() - session.view_since,
            proofs="" if self._finder is None else self._finder.text,
        )
        return state.as_dict(session.exchange, self._judgement(session), around)

    def _command(self, session: Optional[Session], request: str) -> Dict[str, object]:
        command, *numbers = request.split()
        votes = [int(number) for number in numbers if re.fullmatch("[0-9]{1,10}", number)]
        if len(votes) != COMMANDS.get(command) or len(votes) != len(numbers):
            return {"done": False, "text": "there is no such command"}
        if session is None or not session.exchange.is_complete:
            return {"done": False, "text": "the view is not complete; try again"}
        try:
            getattr(session.exchange.engine, command)(*votes)
        except (quorate.EngineError, ValueError) as error:
            return {"done": False, "text": str(error)}
        self._log(f"operator command: {request}")
        return {"done": True, "text": f"{request} was sent to {words(session.exchange.engine.status.members)}"}

    def _catch_signals(self) -> None:
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        self._selector.register(self._pipe[0], selectors.EVENT_READ, self._drain)
        signal.set_wakeup_fd(self._pipe[1])
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._caught)

    def _caught(self, number: int, _frame: object) -> None:
        if number == signal.SIGHUP:
            self._hung_up = True
        else:
            self._signal = number

    def _drain(self) -> None:
        try:
            os.read(self._pipe[0], 4096)
        except BlockingIOError:
            pass

    def _wake(self) -> None:
        """From threads: there is something to take."""
        try:
            os.write(self._pipe[1], b"\0")
        except (BlockingIOError, OSError):
            pass

    def _end(self) -> None:
        self._stop_finder()
        if self._session is None:
            return
        if self._signal == signal.SIGHUP:
            # The vote stands until the next daemon, which takes over.
            self._session.close()
        else:
            self._session.leave()


def start_again(arguments: List[str]) -> None:
    """Becomes the program anew, an updated one perhaps."""
    program = arguments[0] if os.path.basename(arguments[0]) != "__main__.py" else "-m"
    script = [program] if program != "-m" else ["-m", "quorate"]
    os.execv(sys.executable, [sys.executable, *script, *arguments[1:]])
