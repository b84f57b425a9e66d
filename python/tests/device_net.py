"""Daemons of quorate device wired together in memory, with every kind of trouble.

The wiring keeps corosync's promises (closed process groups), and no more: all nodes of a partition hear the same
messages and changes in one order, each in its own time. When the ring changes, those who go on together have heard
the same; who is lost may have heard more, or less. The change comes with what it does to the group.
"""

from collections import deque
from typing import Callable, Collection, Deque, Dict, FrozenSet, List, Optional, Set, Tuple, Type

import quorate
from quorate.device.disk import Disk
from quorate.device.exchange import Exchange
from quorate.device.protocol import Member

Ring = Tuple[int, int]
Event = Callable[["Daemon"], None]


class Daemon:
    """A process with its exchange, and what corosync has queued for it."""

    def __init__(self, member: Member, exchange: Exchange) -> None:
        self.member = member
        self.exchange = exchange
        self.inbox: Deque[Event] = deque()
        self.ring: Optional[Ring] = None
        # Members of the group that corosync on this node has never removed.
        self.ghosts: Set[Member] = set()
        # Those that it is about to keep so.
        self.lost: Set[Member] = set()

    def take(self) -> None:
        self.inbox.popleft()(self)


class MemoryDisk(Disk):
    """A node's disk, which survives the power."""

    def __init__(self) -> None:
        super().__init__("", print)
        self.stored = b""

    def restore(self, engine: quorate.Engine) -> None:
        if self.stored:
            engine.restore(self.stored)

    def _write(self, data: bytes) -> None:
        self.stored = data


class Partition:
    """Nodes of one ring, what was said there, for whom, and how much of it each node has heard."""

    def __init__(self, ring: Ring, nodes: Set[int]) -> None:
        self.ring = ring
        self.nodes = nodes
        self.said: List[Tuple[Event, FrozenSet[Member]]] = []
        self.heard: Dict[int, int] = dict.fromkeys(nodes, 0)


class Net:
    """A cluster of corosyncs, and a daemon on each node."""

    def __init__(self, rules: quorate.Config, kind: Type[Exchange] = Exchange) -> None:
        self.rules = rules
        options = rules.options
        is_agreed = options.allow_downscale or options.last_man_standing
        self.disks = {node: MemoryDisk() for node in rules.nodes} if is_agreed else {}
        # corosync.conf of nodes that have another one.
        self.files: Dict[int, quorate.Config] = {}
        self.kind = kind
        # What corosync up to 3.1.10 does to a group when a ring ends before it was agreed on.
        self.leaves_ghosts = False
        self.daemons: Dict[int, Daemon] = {}
        self.partitions: List[Partition] = []
        # What daemons leave under /run for the next one: the ring in which the node is admitted, and A.
        self.notes: Dict[int, Tuple[Ring, FrozenSet[int]]] = {}
        self.logged: List[str] = []
        self.rings = 0
        self.pids = 100
        self.clock = 0

    @property
    def up(self) -> Set[int]:
        return {node for partition in self.partitions for node in partition.nodes}

    def partition_of(self, node: int) -> Partition:
        for partition in self.partitions:
            if node in partition.nodes:
                return partition
        raise LookupError(f"node {node} is down")

    def start(self, node: int) -> None:
        """corosync starts, alone in its ring."""
        assert node not in self.up
        self.notes.pop(node, None)
        self._form([node])

    def crash(self, node: int) -> None:
        """The power is cut."""
        self.daemons.pop(node, None)
        rest = self.partition_of(node).nodes - {node}
        self._hear_the_same(rest)
        self.partitions = [partition for partition in self.partitions if node not in partition.nodes]
        if rest:
            self._form(sorted(rest), {other: rest for other in rest})

    def reform(self, nodes: List[int]) -> None:
        """These nodes become one partition; those left behind form theirs."""
        before = {node: set(self.partition_of(node).nodes) for node in self.up}
        left_behind = [partition.nodes - set(nodes) for partition in self.partitions]
        changed = {node for group in left_behind for node in group if before[node] != group} | set(nodes)
        for partition in self.partitions:
            self._hear_the_same(partition.nodes & set(nodes))
            self._hear_the_same(partition.nodes - set(nodes))
        self.partitions = [one for one in self.partitions if not one.nodes & changed]
        for group in [set(nodes), *left_behind]:
            if group & changed:
                self._form(sorted(group), before)

    def start_daemon(self, node: int) -> None:
        self.pids += 1
        ring = self.partition_of(node).ring
        noted = self.notes.get(node)
        taken_over = noted[1] if noted is not None and noted[0] == ring else None
        rules, disk = self.files.get(node, self.rules), self.disks.get(node)
        exchange = self.kind(rules, node, self.logged.append, taken_over, disk)
        daemon = Daemon(Member(node, self.pids), exchange)
        daemon.ring = ring
        self.daemons[node] = daemon
        self._tell_group(node, {daemon.member})

    def tick(self) -> None:
        """Time passes for all."""
        for node in sorted(self.daemons):
            self.daemons[node].exchange.tick(self.clock)

    def reload(self, node: int, rules: quorate.Config) -> None:
        self.files[node] = rules
        if node in self.daemons and not self.daemons[node].exchange.has_left:
            self.daemons[node].exchange.reload(rules)

    def leave(self, node: int) -> bool:
        """The daemon leaves cleanly, and the machine is switched off; whether that was agreed on."""
        exchange = self.daemons[node].exchange
        exchange.leave()
        while not exchange.has_left:
            self.settle()
            self.clock += 1000
            self.tick()
        agreed = exchange.engine.has_left_agreed
        self.settle()
        self.kill_daemon(node)
        self.settle()
        self.crash(node)
        self.settle()
        return agreed

    def kill_daemon(self, node: int) -> None:
        ended = self.daemons.pop(node).member
        self._tell_group(node, set(), {ended})

    def members(self, partition: Partition) -> List[Member]:
        return [self.daemons[node].member for node in sorted(partition.nodes) if node in self.daemons]

    def send(self, node: int) -> bool:
        """One frame into the order of the partition."""
        daemon = self.daemons[node]
        frame = daemon.exchange.transmit()
        if frame is None:
            return False
        daemon.exchange.sent()
        sender, taken = daemon.member, frame
        self._say(node, lambda one: one.exchange.receive(sender, taken, self.clock))
        return True

    def hear(self, node: int) -> bool:
        """The next of what was said in its partition comes to this node."""
        partition = self.partition_of(node)
        before = partition.heard[node]
        if before == len(partition.said):
            return False
        self._hear_until(node, before + 1)
        return True

    def take(self, node: int) -> bool:
        daemon = self.daemons[node]
        if not daemon.inbox:
            return False
        daemon.take()
        return True

    def take_ring(self, node: int) -> None:
        """Only the change itself, no message of the new ring."""
        while self.daemons[node].ring != self.partition_of(node).ring:
            assert self.take(node)

    def note(self, node: int) -> None:
        """A daemon may die before it does, and leave an older note."""
        daemon, partition = self.daemons[node], self.partition_of(node)
        if daemon.ring == partition.ring:
            lasting = daemon.exchange.lasting(partition.nodes)
            self.notes.pop(node, None)
            if lasting is not None:
                self.notes[node] = (partition.ring, lasting)

    def settle(self) -> None:
        while any([self.hear(node) or self.take(node) or self.send(node) for node in list(self.daemons)]):
            pass
        for node in self.daemons:
            self.note(node)

    def votes(self) -> Dict[int, bool]:
        """What each daemon that has heard of its ring tells votequorum."""
        found = {}
        for node, daemon in self.daemons.items():
            partition = self.partition_of(node)
            if daemon.ring == partition.ring:
                found[node] = daemon.exchange.judge(partition.nodes).vote
        return found

    def _form(self, nodes: List[int], before: "Optional[Dict[int, Set[int]]]" = None) -> None:
        self.rings += 4
        partition = Partition((nodes[0], self.rings), set(nodes))
        self.partitions.append(partition)
        for node in nodes:
            together = (before or {}).get(node, set()) & set(nodes) or {node}
            if node in self.daemons:
                self._tell_ring(self.daemons[node], partition, together)

    def _tell_ring(self, daemon: Daemon, partition: Partition, together: Set[int]) -> None:
        """First who is lost, then who is new, then the ring."""
        stay = [member for member in self.members(partition) if member.node in together]
        everyone = self.members(partition)
        ring, nodes = partition.ring, frozenset(partition.nodes)

        def lose(one: Daemon) -> None:
            lost = {member for member in one.exchange.group if member.node not in together}
            if lost:
                one.exchange.group_changed({*stay, *one.ghosts}, [], {member.node for member in lost})
                one.lost = lost if self.leaves_ghosts else set()

        def gain(one: Daemon) -> None:
            # Whoever it has never removed does not join.
            listed = {*everyone, *one.ghosts, *one.lost}
            new = listed - {*one.exchange.group, *one.ghosts}
            if new:
                one.exchange.group_changed(listed, new, [])
            one.ghosts |= one.lost - set(everyone)
            one.lost = set()

        def change(one: Daemon) -> None:
            one.exchange.ring_changed(nodes)
            one.ring = ring

        daemon.inbox.extend([lose, gain, change])

    def _tell_group(self, node: int, joined: Set[Member], ended: Collection[Member] = ()) -> None:
        """A daemon of this node joins or leaves; nobody is down."""
        members = self.members(self.partition_of(node))

        def change(one: Daemon) -> None:
            one.ghosts -= set(ended)
            one.exchange.group_changed({*members, *one.ghosts}, sorted(joined), [])

        self._say(node, change)

    def _say(self, node: int, event: Event) -> None:
        """Whoever speaks has heard what was said before, and itself."""
        partition = self.partition_of(node)
        partition.said.append((event, frozenset(self.members(partition))))
        self._hear_until(node, len(partition.said))

    def _hear_until(self, node: int, end: int) -> None:
        partition, daemon = self.partition_of(node), self.daemons.get(node)
        heard = partition.said[partition.heard[node] : end]
        partition.heard[node] = max(end, partition.heard[node])
        if daemon is not None:
            daemon.inbox.extend(event for event, members in heard if daemon.member in members)

    def _hear_the_same(self, together: Set[int]) -> None:
        """These nodes of one partition go on together: each hears what any of them has heard."""
        for node in together:
            heard = self.partition_of(node).heard
            self._hear_until(node, max(heard[one] for one in together))
