"""One node's engine, kept in step with the engines of the other daemons: pure logic, without corosync.

The daemons are a group of corosync's (CPG). It tells all members the same changes of the group and the same
messages, in one order. Those who stay together over a change have seen the same before it (virtual synchrony); who is
lost may have seen more than they, or less. A joining daemon knows of no common count, so each change opens a round:

1. Everyone says hello: which group it sees, by which rules it decides, how many views it has counted.
2. With the last hello the view has a name, the same everywhere: its lowest node, and one more than the highest
   count. The engine gets the view, and tells its state; from then on the engines decide.
3. Where that does not end, for a message was lost, everyone says hello again, and a new view starts for all.

**The vote does not wait for the round** where the round cannot change it: a node that was admitted stays admitted until
it starts anew, and for that it has to leave corosync's ring. Three sets keep quorum without a gap: S, the nodes known
to be admitted and in our ring since; all nodes of the nodelist, under wait_for_all; and A, those for whom everyone was
accounted for, while G, the others who may have been admitted since and have left, could not go on without A.
core's `strict_rules` says why that is as sound as the verdict that the round will bring.

With a disk, who votes changes by agreement. Then S has to win the electorate that this node has stored and the attempt
at its successor: whoever changes either needs members of S, who would have told us. What nodes of G may have agreed on
is not known, so A ends when any of them leaves.
"""

import copy
from collections import deque
from typing import Callable, Collection, Deque, Dict, FrozenSet, Iterable, List, NamedTuple, Optional, Set, Tuple

import quorate
from quorate.device.disk import Disk
from quorate.device.ghosts import Ghosts
from quorate.device.protocol import Dropped, Hello, Member
from quorate.device.protocol import digest_of_group, digest_of_rules, pack_engine, pack_hello, unpack

# What needs no more than admitted votes, and what admits.
ENOUGH_VOTES = ("majority", "tie_breaker")
ADMITS = ENOUGH_VOTES + ("everyone_accounted",)
# A round takes milliseconds. One that has not ended after so many is opened again.
AGAIN = 5000


class Judgement(NamedTuple):
    """The verdict as it stands: the engine's, or what S makes of it (held)."""

    verdict: str
    code: str
    text: str
    held: bool

    @property
    def vote(self) -> bool:
        return self.verdict == "quorate"


class Exchange:
    """Feed it changes of group and ring, and frames; send what transmit() gives; ask for the judgement."""

    def __init__(
        self,
        config: quorate.Config,
        node: int,
        log: Callable[[str], None],
        taken_over: Optional[Collection[int]] = None,
        disk: Optional[Disk] = None,
    ) -> None:
        """taken_over: what a daemon before could leave in this very ring (lasting); None: the node has started.
        disk: where the electorate is kept, if it changes by agreement."""
        self.node = node
        self.nodes = tuple(sorted(config.nodes))
        self._disk = disk
        if disk is None:
            self.engine = quorate.Engine(config, node, "strict")
        else:
            self.engine = quorate.Engine.with_storage(config, node)
            disk.restore(self.engine)
        was_admitted = taken_over is not None and not self._is_blank
        if was_admitted:
            # In a view where everyone is, all are admitted. Before the first view everyone is missing.
            _all_tell(self.engine, {node, *self.engine.status.reason.missing})
        self.group: Tuple[Member, ...] = ()
        self._ghosts = Ghosts()
        # Hellos in this ring from members that see another group: ours, if a ghost turns out to be alive.
        self._others: Deque[Tuple[Member, Hello]] = deque(maxlen=64)
        # How often daemons joined; what was learnt about missing nodes before that may be outdated.
        self.joins = 0
        # S: known to be admitted, and in our ring since.
        self.admitted: Set[int] = {node} if was_admitted else set()
        # A: empty where there is none.
        self._accounted: FrozenSet[int] = frozenset(taken_over or ()) if was_admitted else frozenset()
        # Members of views in which we told our state since there is this A; those that have left the ring again are G.
        self._told: Set[int] = set()
        self._gone: Set[int] = set()
        # Those of S with a new daemon: what it tells counts, once all have told.
        self._renewed: Set[int] = set()
        self._config = config
        self._log = log
        self._rules = digest_of_rules(config, disk is not None)
        self._hellos: Dict[int, int] = {}
        # Who has said hello with other rules.
        self._strangers: Set[int] = set()
        self._digest = b""
        self._view_is_current = False
        # When an open round is opened again; None while that is not known.
        self._again_at: Optional[int] = None
        self._outbox: Deque[bytes] = deque()
        self._complained: Set[Tuple[int, str]] = set()
        if not config.wait_for_all:
            log(
                "without wait_for_all, stop all daemons before you change the nodelist or options: "
                "halves that decide by different ones may both be quorate"
            )

    def group_changed(self, members: Collection[Member], joined: Collection[Member], down: Collection[int]) -> None:
        """The group has other members from here on; corosync lost the nodes that are down, whether they are back or
        not. Who left without that is in the ring still."""
        members = self._ghosts.hide(members, joined, not self.group)
        self.admitted -= set(down)
        self._lose(set(down))
        self._gone -= {member.node for member in members}
        self._renewed |= {member.node for member in joined} & self.admitted - {self.node}
        self.joins += bool(joined)
        self.group = tuple(sorted(members))
        self._digest = digest_of_group(self.group)
        self._hellos = {}
        self._strangers = set()
        self._view_is_current, self._again_at = False, None
        self._outbox.clear()
        self._complained.clear()
        self._say_hello()

    def ring_changed(self, ring_nodes: Collection[int]) -> None:
        """corosync has a new ring, and has told before whose daemons it lost, but for ghosts. Of nodes without a daemon
        nobody knows whether they have been in the ring all the time."""
        self._others.clear()
        gone = self._ghosts.found(ring_nodes, self.group)
        if gone:
            self._log(f"corosync lists {words(gone)} in the group, not in the ring: ignored")
            self.group_changed({*self.group, *self._ghosts.members}, (), gone)
        elif self._ghosts.may_be_back:
            # We may be a ghost to it, too.
            self._say_hello()
        unknown = {*self.nodes, *self.admitted, *self._told} - {member.node for member in self.group} - {self.node}
        self.admitted -= unknown
        self._lose(unknown)

    def forget_taken_over(self) -> None:
        """The ring has changed before this daemon could hear who was lost."""
        self._accounted = frozenset()

    def lasting(self, ring_nodes: Collection[int]) -> Optional[FrozenSet[int]]:
        """What another daemon of this node may take over while the ring is the same: None unless the node is
        admitted, then A. Of a larger ring A may change, and more than one A must not be held to."""
        if self.node not in self.admitted:
            return None
        return self._accounted if self._accounted == set(ring_nodes) and not self._gone else frozenset()

    def receive(self, sender: Member, frame: bytes, now: int) -> None:
        """A frame of a member, our own among them. What does not fit is dropped."""
        if sender in self._ghosts.members:
            self.group_changed({*self.group, *self._ghosts.members}, {sender}, ())
            for member, hello in list(self._others):
                self._receive_hello(member, hello, now)
        if sender not in self.group:
            return
        try:
            unpacked = unpack(frame)
        except Dropped as dropped:
            self._complain(sender.node, f"a frame from node {sender.node} was dropped: {dropped}")
            return
        if isinstance(unpacked, Hello):
            self._receive_hello(sender, unpacked, now)
        elif self._view_is_current:
            self._receive_message(sender, unpacked, now)

    def transmit(self) -> Optional[bytes]:
        """The next frame to send to the group; sent() once corosync has taken it."""
        self._fill()
        return self._outbox[0] if self._outbox else None

    def sent(self) -> None:
        self._outbox.popleft()
        if self._view_is_current:
            # No hello: others may know from now on what we are to hear, or never do.
            self._told |= {member.node for member in self.group} - self._accounted

    def reload(self, config: quorate.Config) -> None:
        """corosync has another nodelist; with a disk the electorate follows when all have it."""
        self.engine.reload(config)
        self._config, self.nodes = config, tuple(sorted(config.nodes))

    def leave(self) -> None:
        """The local node's device ends. With allow_downscale go on until it has_left; the engine's last message says
        so."""
        self.engine.leave()

    @property
    def has_left(self) -> bool:
        return self.engine.status.reason.code == "left"

    @property
    def _is_blank(self) -> bool:
        """Whether this node has lost what was agreed on: then it counts for nobody."""
        electorate = self.engine.electorate
        return electorate is not None and electorate.epoch == 0

    @property
    def due(self) -> Optional[float]:
        """When tick() has something to do, in seconds."""
        return min([at / 1000 for at in (self.engine.poll_timeout(), self._again_at) if at is not None], default=None)

    def tick(self, now: int) -> None:
        """Fires what is due: last_man_standing's window, the end of a leave, a round that does not end."""
        deadline = self.engine.poll_timeout()
        if deadline is not None and deadline <= now:
            self.engine.handle_timeout(now)
        is_open, at = bool(self.group) and not self.is_complete, self._again_at
        if is_open and at is not None and at <= now:
            self._say_hello()
            at = None
        self._again_at = (now + AGAIN if at is None else at) if is_open else None

    @property
    def us(self) -> Optional[Member]:
        """Our own daemon as the group has it."""
        return next((member for member in self.group if member.node == self.node), None)

    @property
    def crowded(self) -> FrozenSet[int]:
        """Nodes with more than one daemon; no view has a node twice."""
        nodes = [member.node for member in self.group]
        return frozenset(node for node in nodes if nodes.count(node) > 1)

    @property
    def is_complete(self) -> bool:
        """The engine's view is the group, and all have told their states."""
        return self._view_is_current and self.engine.status.reason.code != "view_incomplete"

    @property
    def missing(self) -> Tuple[int, ...]:
        """Who votes and is not here."""
        if self.is_complete:
            return self.engine.status.reason.missing
        here = {member.node for member in self.group}
        return tuple(node for node in self.nodes if node not in here)

    @property
    def silent(self) -> List[int]:
        """Whose hello or state has not come in this round."""
        if self._view_is_current:
            status = self.engine.status
            return list(status.reason.missing) if status.reason.code == "view_incomplete" else []
        return sorted({member.node for member in self.group} - set(self._hellos))

    def judge(self, ring_nodes: Collection[int]) -> Judgement:
        """The verdict while corosync's ring has these nodes. The group may not have noticed yet who is gone."""
        own = self._own_judgement()
        if own.vote and {member.node for member in self.group} <= set(ring_nodes):
            return own
        held = self._held_by(self.admitted & set(ring_nodes), ring_nodes)
        if held is not None:
            return held._replace(text=held.text + self._said_of_strangers())
        return own if not own.vote else Judgement("blocked", "view_incomplete", "a node has left the ring", False)

    def _own_judgement(self) -> Judgement:
        if not self.group:
            # An engine that takes over has had a view, but not this daemon's.
            return Judgement("blocked", "no_view", "the daemon is not in its group yet", False)
        if self.is_complete:
            status = self.engine.status
            return Judgement(status.verdict, status.reason.code, str(status.reason), False)
        if self.crowded:
            text = f"more than one quorum device runs on {words(self.crowded)}"
        else:
            text = f"the view is changing; state still missing: {words(self.silent)}{self._said_of_strangers()}"
        return Judgement("blocked", "view_incomplete", text, False)

    def _said_of_strangers(self) -> str:
        if not self._strangers:
            return ""
        verb = "has" if len(self._strangers) == 1 else "have"
        return f"; the view is not complete, because {words(self._strangers)} {verb} other options"

    def _held_by(self, nodes: Set[int], ring_nodes: Collection[int]) -> Optional[Judgement]:
        """The verdict of these alone, if they are enough. What freezes a view has to be told first."""
        if self.node not in nodes or self._config.options.freeze_on_loss or self.has_left:
            return None
        here = {member.node for member in self.group} & set(ring_nodes)
        if self._disk is None and self._config.wait_for_all and here == set(self.nodes):
            return Judgement("quorate", "everyone_accounted", "all nodes are here", True)
        accounted = self._accounted
        if self.node in accounted and accounted <= set(ring_nodes):
            text = f"everyone was accounted for when {words(accounted)} joined, and all of them are still here"
            return Judgement("quorate", "everyone_accounted", text, True)
        reason = self._enough(nodes)
        if reason is None:
            return None
        text = f"{words(nodes)} were admitted together and have been in the ring since: {reason}"
        return Judgement("quorate", reason.code, text, True)

    def _enough(self, nodes: Set[int]) -> Optional[quorate.Reason]:
        """Why these alone are quorate, if they are admitted."""
        if not nodes or self._is_blank:
            return None
        if self._disk is None:
            trial = quorate.Engine(self._config, min(nodes), "strict")
            # With everyone here all are admitted; then only these are left.
            trial.observe(self.nodes)
            trial.observe(sorted(nodes))
        else:
            trial = copy.copy(self.engine)
            _all_tell(trial, nodes)
        status = trial.status
        return status.reason if status.quorate and status.reason.code in ENOUGH_VOTES else None

    def _say_hello(self) -> None:
        if self.us is not None and not self.crowded and not self.has_left:
            self._outbox.append(pack_hello(Hello(self.engine.status.ring[1], self._digest, self._rules)))

    def _receive_hello(self, sender: Member, hello: Hello, now: int) -> None:
        # Counts grow by one from view to view: one that cannot go on is nobody's.
        if hello.group != self._digest or self.crowded or hello.counter >= 1 << 63:
            # Of another round; the sender says hello again in this one, if we see the same.
            self._others.append((sender, hello))
            return
        if self.has_left:
            # It said hello, and has left since.
            return
        if hello.rules != self._rules or (self._disk is None and sender.node not in self.nodes):
            text = (
                f"node {sender.node} has another nodelist or other options: its views stay incomplete "
                "until quorate-device has the same on all nodes and is restarted"
            )
            self._complain(sender.node, text)
            self._strangers.add(sender.node)
            return
        if hello.counter <= self._hellos.get(sender.node, -1):
            return
        # The first one may be of a round before this one with the same group; then the second one starts over, for all.
        self._hellos[sender.node] = hello.counter
        nodes = [member.node for member in self.group]
        seq = max(self._hellos.values()) + 1
        if len(self._hellos) == len(nodes) and seq > self.engine.status.ring[1]:
            self.engine.view((min(nodes), seq), nodes, now)
            self._view_is_current, self._again_at = True, None

    def _receive_message(self, sender: Member, message: bytes, now: int) -> None:
        try:
            self.engine.receive(sender.node, message, now)
        except quorate.Error as error:
            self._complain(sender.node, f"a message from node {sender.node} was dropped: {error}")
        if self.is_complete:
            self._note_admitted()

    def _note_admitted(self) -> None:
        status = self.engine.status
        if status.quorate:
            is_accounted = self._config.wait_for_all and status.reason.code == "everyone_accounted"
            self._accounted = frozenset(status.members if is_accounted else ())
            self._told, self._gone = set(), set()
        if not self._config.wait_for_all or (status.quorate and status.reason.code in ADMITS):
            self.admitted |= {member.node for member in self.group}
        else:
            self.admitted -= self._renewed
        self._renewed.clear()

    def _lose(self, nodes: Set[int]) -> None:
        """They are not in the ring any more, or have not been there all the time."""
        self._gone |= self._told & nodes
        may_go_on = self._gone if self._disk is not None else self._enough(self._gone)
        if self._accounted & nodes or may_go_on:
            self._accounted = frozenset()

    def _fill(self) -> None:
        while self._view_is_current and (self._disk is None or self._disk.save(self.engine)):
            message = self.engine.poll_transmit()
            if message is None:
                return
            self._outbox.append(pack_engine(message))

    def _complain(self, node: int, text: str) -> None:
        """Once in a round: whoever sends nonsense may send much of it."""
        if (node, text) not in self._complained and len(self._complained) < 16:
            self._complained.add((node, text))
            self._log(text)


def _all_tell(engine: quorate.Engine, nodes: Collection[int]) -> None:
    """Puts the engine into a view of these nodes, the local one among them, who are all as it is."""
    engine.view((min(nodes), engine.status.ring[1] + 1), sorted(nodes), 0)
    # The trial rests on nothing that was said, and the next view is stored before anything is.
    engine.saved(engine.snapshot())
    told = engine.poll_transmit()
    for node in nodes:
        if told is not None:
            engine.receive(node, told, 0)


def words(nodes: Iterable[int]) -> str:
    listed = sorted(nodes)
    return ("node " if len(listed) == 1 else "nodes ") + " ".join(map(str, listed))
