"""What kinds of clusters there are, and what happens to one of them: all of it from a seed, nothing from the clock.

A round is a list of (seconds to wait before it, event). Events are lines, as the log has them:

| event | does |
| --- | --- |
| split 1 2 / 3; heal | cuts the network into parts, mends all of it |
| oneway 1 2 | frames from 1 to 2 are lost |
| net loss=0.1 delay=0.05 jitter=0.05 dup=0.1 reorder=0.2 | of every frame; net alone: none |
| freeze 2 corosync; thaw 2 corosync | SIGSTOP and SIGCONT; node 0 is the witness |
| kill 2 device; start 2 device | SIGKILL, and the same daemon anew |
| crash 2; up 2 | the power is cut, and comes back |
| leave 2 | a clean shutdown: device, corosync, power |
| again 2 | SIGHUP to the device |
| fill 2; drain 2 | the disk of the snapshot is full |
| votes 1 3 | a reload: node 1 has 3 votes |
| clock 2 -3600 | the clock is an hour late; node 0 is the witness |
"""

import random
from typing import Dict, List, NamedTuple, Sequence, Tuple

Round = List[Tuple[float, str]]
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 14.0)
# Seconds, from what is right: NTP's corrections, a wrong time zone, an empty battery.
CLOCKS = (0, 1, -1, 30, -30, 7200, -7200, 10**8, -(10**9))


class Profile(NamedTuple):
    nodes: int
    # How often an event comes, as weights.
    events: Dict[str, int]
    # Of corosync.conf's quorum section.
    quorum: str = ""
    services: Sequence[str] = ()
    # What is frozen and killed.
    daemons: Sequence[str] = ("corosync",)
    sync_timeout: float = 0.0
    pacemaker: bool = False
    # Seconds that votequorum counts the vote of a device that is stopped; 0: no such device.
    witness: float = 0.0
    # Rules that promise never to be quorate in two views without a common node.
    strict: bool = True


SYNC_TIMEOUT = 3.0
NETWORK = {"split": 6, "heal": 5, "oneway": 3, "net": 4}
NODES = {"freeze": 4, "thaw": 3, "kill": 3, "start": 3, "crash": 3, "up": 5, "clock": 2}


def device(votes: int) -> str:
    return f"  device {{\n    model: quorate\n    votes: {votes}\n    timeout: 9000\n    sync_timeout: 3000\n  }}"


WITNESS = """  device {
    model: net
    votes: 1
    timeout: 5000
    sync_timeout: 15000
    net {
      host: 10.77.2.254
      algorithm: ffsplit
      tls: off
    }
  }"""
PROFILES = {
    "three": Profile(
        3, {**NETWORK, **NODES, "again": 2}, device(3),
        ["quorate device --no-fence"], ("corosync", "device"), SYNC_TIMEOUT,
    ),
    "agreed": Profile(
        4, {**NETWORK, **NODES, "again": 2, "leave": 4, "fill": 2, "drain": 2, "votes": 2}, device(4),
        ["quorate device --no-fence --allow-downscale --state $folder/disk/electorate"], ("corosync", "device"),
        SYNC_TIMEOUT,
    ),
    "fencing": Profile(
        2, {**NETWORK, **NODES, "kill": 2}, device(2),
        ["quorate device --survey-interval 3"], ("pacemakerd", "pacemaker-fenced", "device"), SYNC_TIMEOUT,
        pacemaker=True,
    ),
    "witness": Profile(
        2, {**NETWORK, **NODES, "mend": 3, "cut": 3}, WITNESS,
        ["sh -c 'mkdir -p /run/corosync-qdevice; exec corosync-qdevice -f'"],
        ("corosync", "corosync-qdevice", "witness"), 15.0, witness=5.0,
    ),
}
# corosync's own rules, two of which split: that the checker sees.
PLAIN = {
    "two_node": Profile(2, {**NETWORK, "crash": 1, "up": 2}, "  two_node: 1\n  wait_for_all: 0", strict=False),
    "last_man_standing": Profile(
        5, {**NETWORK, "crash": 2, "up": 3},
        "  last_man_standing: 1\n  last_man_standing_window: 2000\n  auto_tie_breaker: 1\n  wait_for_all: 1",
        strict=False,
    ),
}


class Plan:
    """What is done to the cluster, in its own view of it, so that the same seed gives the same rounds."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self._chance = random.Random(seed)
        self._nodes = list(range(1, profile.nodes + 1))
        self._reset()

    def _reset(self) -> None:
        self._off: set[int] = set()
        self._frozen: set[Tuple[int, str]] = set()
        self._dead: set[Tuple[int, str]] = set()
        self._full: set[int] = set()

    def round(self) -> Round:
        """Some events; whoever plays it mends everything after the last."""
        self._reset()
        names = list(self._profile.events)
        weights = list(self._profile.events.values())
        found: Round = []
        while len(found) < 10:
            event = getattr(self, f"_{self._chance.choices(names, weights)[0]}")()
            if event:
                found.append((self._chance.choice(WAITS), event))
        return found

    def _on(self) -> List[int]:
        return [node for node in self._nodes if node not in self._off]

    def _daemon(self) -> Tuple[int, str]:
        name = self._chance.choice(list(self._profile.daemons))
        return (0 if name == "witness" else self._chance.choice(self._on() or [0])), name

    def _split(self) -> str:
        parts: Dict[int, List[int]] = {}
        for node in self._nodes:
            parts.setdefault(self._chance.choice([1, 1, 2, 2, 3]), []).append(node)
        return "split " + " / ".join(" ".join(map(str, part)) for part in parts.values()) if len(parts) > 1 else ""

    def _heal(self) -> str:
        return "heal"

    def _oneway(self) -> str:
        return "oneway {} {}".format(*self._chance.sample(self._nodes, 2))

    def _net(self) -> str:
        worst = {"loss": 0.3, "delay": 0.2, "jitter": 0.3, "dup": 0.3, "reorder": 0.5}
        chosen = self._chance.sample(sorted(worst), self._chance.randrange(4))
        return "net" + "".join(f" {key}={self._chance.random() * worst[key]:.3f}" for key in chosen)

    def _freeze(self) -> str:
        node, name = self._daemon()
        if name != "witness" and not node or (node, name) in self._frozen | self._dead:
            return ""
        self._frozen.add((node, name))
        return f"freeze {node} {name}"

    def _thaw(self) -> str:
        return self._undo(self._frozen, "thaw")

    def _kill(self) -> str:
        node, name = self._daemon()
        if name != "witness" and not node or (node, name) in self._frozen | self._dead or name.startswith("pacemaker"):
            return ""
        self._dead.add((node, name))
        return f"kill {node} {name}"

    def _start(self) -> str:
        return self._undo(self._dead, "start")

    def _undo(self, done: "set[Tuple[int, str]]", event: str) -> str:
        if not done:
            return ""
        node, name = self._chance.choice(sorted(done))
        done.remove((node, name))
        return f"{event} {node} {name}"

    def _crash(self, event: str = "crash") -> str:
        if not self._on():
            return ""
        node = self._chance.choice(self._on())
        self._off.add(node)
        for gone in (self._frozen, self._dead):
            gone.difference_update([one for one in gone if one[0] == node])
        return f"{event} {node}"

    def _up(self) -> str:
        if not self._off:
            return ""
        node = self._chance.choice(sorted(self._off))
        self._off.remove(node)
        return f"up {node}"

    def _leave(self) -> str:
        return self._crash("leave")

    def _again(self) -> str:
        return f"again {self._chance.choice(self._on() or [1])}"

    def _fill(self) -> str:
        node = self._chance.choice(self._nodes)
        self._full.add(node)
        return f"fill {node}"

    def _drain(self) -> str:
        return f"drain {self._full.pop()}" if self._full else ""

    def _votes(self) -> str:
        return f"votes 1 {self._chance.choice([1, 2])}"

    def _clock(self) -> str:
        nodes = [0] * bool(self._profile.witness) + self._nodes
        return f"clock {self._chance.choice(nodes)} {self._chance.choice(CLOCKS)}"

    def _cut(self) -> str:
        return f"cut {self._chance.choice(self._nodes)}"

    def _mend(self) -> str:
        return f"mend {self._chance.choice(self._nodes)}"
