"""One connection to corosync: the group's messages to the exchange and back, and the device's vote.

corosync tells the group of its changes before it asks the device for its vote in a new ring, and waits for the answer
(quorum.device.sync_timeout). So the vote is that of the group as it is in that ring.
"""

import os
import time
from typing import Callable, Optional, Tuple

import quorate
from quorate.corosync.cpg import Cpg, Delivery, GroupChange
from quorate.corosync.libraries import TRACK_CHANGES, CorosyncError, Deadline, TimedOut
from quorate.corosync.qdevice import Qdevice
from quorate.device.disk import Disk
from quorate.device.exchange import Exchange, Judgement
from quorate.device.memory import Memory
from quorate.device.protocol import Member, digest_of_rules
from quorate.device.settings import MODEL

Ring = Tuple[int, int]

GROUP = "quorate.device"
CALL_TIMEOUT, START_TIMEOUT, LEAVE_TIMEOUT = 5.0, 15.0, 2.0
# A daemon that takes over from one before knows more within milliseconds; the former vote stands so long.
TAKEOVER = 2.0
# What corosync was too busy to take is offered again.
BUSY = 0.02
CONFLICT_WAIT = 5.0
NOTHING_YET = Judgement("blocked", "no_view", "corosync has not reported a view yet", False)
GROUP_LATE = Judgement("blocked", "view_incomplete", "corosync has not reported who is in the new ring", False)


class Conflict(Exception):
    """Another daemon has this node."""


class Session:
    """Call step() when one of its files is readable, and when next_turn has come."""

    def __init__(
        self,
        config: quorate.Config,
        timeout: float,
        memory: Memory,
        log: Callable[[str], None],
        disk: Optional[Disk] = None,
    ) -> None:
        self.judgement = NOTHING_YET
        self.judged: Tuple[Member, ...] = ()
        self.ring: Optional[Ring] = None
        self.view_since = 0.0
        self.next_turn = 0.0
        self._memory = memory
        self._rules = digest_of_rules(config, disk is not None).hex()
        # A vote is good for timeout; three answers to each are plenty.
        self._interval = timeout / 3
        self._next_poll = 0.0
        self._voted: Optional[Tuple[bool, Ring]] = None
        self._group_ring: Optional[Ring] = None
        self._group_ring_nodes: Tuple[int, ...] = ()
        self._view_ring: Optional[Ring] = None
        self._leaves = False
        deadline = Deadline(START_TIMEOUT)
        self._cpg = Cpg(deadline)
        self._device = Qdevice(deadline)
        try:
            self.node = self._cpg.local_node()
            self.us = Member(self.node, os.getpid())
            self._device.trackstart(TRACK_CHANGES)
            self._device.dispatch()
            self._first_ring = self._device.ring
            taken_over = self._first_ring and memory.recall(self.node, self._first_ring, self._rules)
            self.exchange = Exchange(config, self.node, log, taken_over, disk)
            self._cpg.join(GROUP)
            self._wait_for_group(deadline)
            # Only now: another daemon of this node would lose its vote by ours.
            self._device.register(MODEL)
            self.files = (self._cpg.fileno(), self._device.fileno())
        except BaseException:
            self.close()
            raise
        self._hold_until = time.monotonic() + TAKEOVER if taken_over is not None else 0.0

    def _wait_for_group(self, deadline: Deadline) -> None:
        """Until we are in it, alone on our node. A daemon that was killed leaves it soon."""
        conflict = Deadline(CONFLICT_WAIT)
        while self.us not in self.exchange.group or self.other_daemon is not None:
            if self.other_daemon is not None and not conflict.left:
                raise Conflict(f"another quorum device is already running on this node (process {self.other_daemon})")
            if not deadline.left:
                raise TimedOut(f"corosync did not let us into the group {GROUP} within {deadline.seconds:g} s")
            time.sleep(BUSY)
            self._device.dispatch()
            self._cpg.dispatch()
            self._take_in(time.monotonic())

    @property
    def vote(self) -> bool:
        """What votequorum was told last."""
        return self._voted is not None and self._voted[0]

    @property
    def ring_nodes(self) -> Tuple[int, ...]:
        return self._device.members

    @property
    def other_daemon(self) -> Optional[int]:
        """The process of another daemon on this node, should there be one."""
        here = [member.pid for member in self.exchange.group if member.node == self.node and member != self.us]
        return here[0] if here else None

    def step(self, now: float) -> None:
        """Takes in what has come, sends what there is to say, and votes."""
        self._cpg.deadline = self._device.deadline = Deadline(CALL_TIMEOUT)
        # votequorum first: of its newest ring the group has been told before.
        self._device.dispatch()
        self._cpg.dispatch()
        self._take_in(now)
        self.exchange.tick(int(now * 1000))
        self.next_turn = now + self._interval
        if not self._send():
            self.next_turn = now + BUSY
        elif self.exchange.due is not None:
            self.next_turn = max(now, min(self.next_turn, self.exchange.due))
        # Our own frames come back at once where corosync has nobody to wait for.
        self._vote(now)

    def _take_in(self, now: float) -> None:
        exchange = self.exchange
        milliseconds = int(now * 1000)
        events = self._cpg.events
        while events:
            event = events.popleft()
            if isinstance(event, Delivery):
                exchange.receive(Member(*event.sender), event.message, milliseconds)
            elif isinstance(event, GroupChange):
                members = [Member(*process) for process in event.members]
                exchange.group_changed(members, [Member(*process) for process in event.joined], event.down)
            elif event.ring != self._group_ring:
                if self._group_ring is None and event.ring != self._first_ring:
                    exchange.forget_taken_over()
                self._group_ring, self._group_ring_nodes = event.ring, event.nodes
                exchange.ring_changed(event.nodes)
        if exchange.is_complete and exchange.engine.status.ring != self._view_ring:
            self._view_ring = exchange.engine.status.ring
            self.view_since = now

    def _send(self) -> bool:
        frame = self.exchange.transmit()
        while frame is not None:
            if not self._cpg.multicast(frame):
                return False
            self.exchange.sent()
            frame = self.exchange.transmit()
        return True

    def _vote(self, now: float) -> None:
        ring, group_ring = self._device.ring, self._group_ring
        if ring is None:
            return
        is_behind = group_ring is not None and group_ring[1] > ring[1]
        nodes = self._group_ring_nodes if is_behind else self.ring_nodes
        self.judgement = self.exchange.judge(nodes) if is_behind or group_ring == ring else GROUP_LATE
        self.judged = self.exchange.group
        if is_behind:
            # votequorum is about to ask for the vote in the newer one.
            return
        vote = self.judgement.vote
        if not vote and ring == self._first_ring and now < self._hold_until:
            self.next_turn = min(self.next_turn, self._hold_until)
            return
        if self._device.verdict not in (None, vote):
            # corosync 3.1 takes the vote from a message of its own, which it may have sent before the last vote and
            # hear only now: after a reload that cuts its node off, a node without the vote would be quorate.
            self._next_poll = now
        self._device.verdict = None
        if self._voted == (vote, ring) and now < self._next_poll:
            return
        if not self._device.poll(MODEL, vote, ring):
            # Another ring by now, of which we hear next; or busy.
            self.next_turn = now + BUSY
            return
        self._voted, self.ring = (vote, ring), ring
        self._next_poll = now + self._interval
        # While the group is late, who left in between is not known.
        lasting = self.exchange.lasting(nodes if group_ring == ring else ())
        self._memory.note(self.node, None if lasting is None else ring, self._rules, lasting or ())

    def has_left(self) -> bool:
        """Asks the others to go on without this node; whether that is over."""
        if not self._leaves:
            self._leaves = True
            try:
                self.exchange.leave()
            except quorate.EngineError:
                # It leaves as a loss.
                return True
        return self.exchange.has_left

    def leave(self) -> None:
        """Ends the device in order: the others hear that it leaves, and votequorum that it votes no more."""
        try:
            deadline = time.monotonic() + LEAVE_TIMEOUT
            while not self._send() and time.monotonic() < deadline:
                time.sleep(BUSY)
            self._cpg.deadline = self._device.deadline = Deadline(LEAVE_TIMEOUT)
            self._device.unregister(MODEL)
            self._cpg.leave(GROUP)
        except (CorosyncError, quorate.EngineError):
            # corosync has gone before; then there is nothing to leave.
            pass
        self.close()

    def close(self) -> None:
        """Drops the connections: the others see this daemon gone, the vote stands until its timeout."""
        self._cpg.finalize()
        self._device.finalize()
