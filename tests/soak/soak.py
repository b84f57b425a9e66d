"""Clusters of the lab under faults from a seed, and what may not happen to them (law.py): tests/soak/run."""

import argparse
import contextlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import law
from arbiter import Arbiter
from field import HERE, Field, Watch, clock, step_clock
from lab import Node, Pacemaker
from lab.corosync import token
from plan import PLAIN, PROFILES, Plan, Profile
from test_device_reload import write

ROUNDS = 5
# Until all are together and quorate again, with everything mended.
RECOVERS = 120.0
# Nobody notices later because of these.
NO_EXCUSE = ("clock", "fill", "drain")


class Game:
    """One cluster, its rounds, and the log that tells them."""

    def __init__(self, profile: Profile, name: str, seed: int, log: Path) -> None:
        self.profile, self.name, self.seed = profile, name, seed
        self.events = self.rounds = 0
        self.found: List[str] = []
        # corosync itself did not find together again: the cluster is of no more use.
        self.is_stuck = False
        self._path, self._log = log, open(log, "w", encoding="utf-8")
        self._start = self._judged = time.monotonic()
        self._told: Dict[str, Any] = {}
        self._disturbed: List[float] = []
        # When the network was not in parts: from, to.
        self._torn: List[Tuple[float, float]] = []
        # Of nodes whose corosync is stopped or that have no power: what corosync said does not count.
        self._silent: List[law.Said] = []
        self._stopped: List[law.Stopped] = []
        self._tell(f"# seed {seed}: {name}, {profile.nodes} nodes, {' / '.join(profile.services) or 'corosync alone'}")

    def _tell(self, line: str, at: Optional[float] = None) -> None:
        self._log.write(f"{(at or time.monotonic()) - self._start:9.3f} {line}\n")
        self._log.flush()

    def play(self, until: float) -> None:
        pacemaker = Pacemaker(gate={"rules": "strict"}) if self.profile.pacemaker else None
        services = [*self.profile.services, f"/usr/bin/python3 {HERE / 'probe.py'} $folder/said"]
        with Field(
            self.profile.nodes, quorum=self.profile.quorum, services=services, pacemaker=pacemaker, wait=False
        ) as self.cluster:
            self.arbiter = Arbiter(self.cluster) if self.profile.witness else None
            if self.arbiter is not None:
                self.arbiter.start_witness(environment=clock(self.arbiter.folder))
            own = ["device"] if "device" in self.profile.daemons else ["corosync-qdevice"] if self.arbiter else []
            names = ["corosync", *own, *(["pacemakerd"] if pacemaker else [])]
            self.watch = Watch(self.cluster, names, self.arbiter)
            try:
                plan = Plan(self.profile, self.seed)
                self._recover()
                while self.rounds < ROUNDS and time.monotonic() < until and not (self.found or self.is_stuck):
                    for wait, event in plan.round():
                        time.sleep(wait)
                        self._play(event)
                    self._tell("mend everything")
                    self._recover()
                    self.rounds += 1
                    self._judge()
            finally:
                self.watch.end()
                if self.arbiter is not None:
                    self.arbiter.stop()
                if self.found or self.is_stuck:
                    evidence = self._path.with_suffix(".evidence")
                    evidence.write_text(self.cluster.evidence() + (self.arbiter.log() if self.arbiter else ""))

    def _play(self, event: str) -> None:
        self.events += 1
        self._tell(event)
        verb, *words = event.split()
        with self.watch.lock:
            before = time.monotonic()
            getattr(self, f"do_{verb}")(words)
            if verb not in NO_EXCUSE:
                self._disturbed += [before, time.monotonic()]

    def _wire(self, **told: Any) -> None:
        self._told.update(told)
        self.cluster.wire({**self._told, "seed": self.seed})
        now = time.monotonic()
        if self._torn and self._torn[-1][1] > now:
            self._torn[-1] = self._torn[-1][0], now
        if not law.is_in_parts(self.cluster.nodes, self._told.get("cut", ())):
            self._torn.append((now, math.inf))

    def do_split(self, words: List[str]) -> None:
        parts = [[int(word) for word in part.split()] for part in " ".join(words).split("/")]
        self._wire(cut=[(a, b) for one in parts for other in parts if one is not other for a in one for b in other])

    def do_heal(self, _: List[str]) -> None:
        self._told = {}
        self._wire()

    def do_oneway(self, words: List[str]) -> None:
        self._wire(cut=[*self._told.get("cut", ()), (int(words[0]), int(words[1]))])

    def do_net(self, words: List[str]) -> None:
        self._told = {"cut": self._told.get("cut", ())}
        self._wire(**{key: float(value) for key, value in (word.split("=") for word in words)})

    def _mark(self, node: int, name: str, is_stopped: bool, seconds: float = 0.0) -> None:
        """From now on, or in so many seconds, where nothing else is marked until then."""
        now = time.monotonic()
        self._stopped = [one for one in self._stopped if one.at <= now or (one.node, one.name) != (node, name)]
        self._stopped.append(law.Stopped(now + seconds, node, name, is_stopped))

    def _stop(self, node: int, name: str) -> None:
        self._mark(node, name, True)
        if name == "corosync-qdevice":
            self._mark(node, name, False, self.profile.witness)

    def _go_on(self, node: int, *names: str) -> None:
        # The witness's vote may be another's by now, and corosync hears of it when it has formed a new ring.
        late = law.notice(self.profile.nodes, token() / 1000, 0.0) if self.profile.witness else 0.0
        for name in names:
            self._mark(node, name, False, late if name == "corosync" else 0.0)

    def do_freeze(self, words: List[str], number: int = signal.SIGSTOP) -> None:
        if words[1] == "witness":
            assert self.arbiter is not None
            (self.arbiter.freeze if number == signal.SIGSTOP else self.arbiter.thaw)()
            return
        node = self.cluster[int(words[0])]
        # While its qdevice is stopped, a node keeps a vote that others may get (quorate-witness(8)).
        may_be_late = words[1] in ("corosync", "corosync-qdevice")
        if may_be_late and number == signal.SIGSTOP:
            self._stop(node.id, words[1])
        if node.is_on:
            node.signal(words[1], number, may_have_ended=True)
        if may_be_late and number == signal.SIGCONT:
            self._go_on(node.id, words[1])

    def do_thaw(self, words: List[str]) -> None:
        self.do_freeze(words, signal.SIGCONT)

    def do_kill(self, words: List[str]) -> None:
        if words[1] == "witness":
            assert self.arbiter is not None
            self.arbiter.stop(signal.SIGKILL)
            return
        node = self.cluster[int(words[0])]
        # Pacemaker and corosync-qdevice end with corosync.
        self.watch.forget(node.id, words[1], "pacemakerd", "corosync-qdevice")
        if node.is_on:
            node.signal(words[1], signal.SIGKILL, may_have_ended=True)

    def do_start(self, words: List[str]) -> None:
        if words[1] == "witness":
            assert self.arbiter is not None
            if self.arbiter._process is None:
                self.arbiter.start()
            return
        node = self.cluster[int(words[0])]
        command = f"corosync -f -c {node.folder}/corosync.conf" if words[1] == "corosync" else self.profile.services[0]
        if node.is_on and not node.processes(words[1]):
            log = f"</dev/null >>{node.folder}/log/service9.log 2>&1"
            setting = f"set -a; folder={node.folder}; . $folder/environment"
            node.output("sh", "-c", f"{setting}; setsid {command} {log} &")

    def do_crash(self, words: List[str]) -> None:
        node = self.cluster[int(words[0])]
        self.watch.forget(node.id)
        node.power_off()
        self._off(node)

    def _off(self, node: Node) -> None:
        self._silent.append(law.Said(time.monotonic(), node.id, False))
        self._go_on(node.id, *self.watch.names)

    def do_up(self, words: List[str]) -> None:
        self.cluster[int(words[0])].power_on()

    def do_leave(self, words: List[str]) -> None:
        """As systemd does, which waits for nobody for ever."""
        node = self.cluster[int(words[0])]
        self.watch.forget(node.id)
        for name in ("device", "corosync"):
            if node.is_on:
                node.signal(name, signal.SIGTERM, may_have_ended=True)
            end = time.monotonic() + 15
            while node.processes(name) and time.monotonic() < end:
                time.sleep(0.1)
        self.do_crash(words)

    def do_again(self, words: List[str]) -> None:
        node = self.cluster[int(words[0])]
        if node.is_on:
            node.signal("device", signal.SIGHUP, may_have_ended=True)

    def _fill(self, node: int) -> Path:
        return Path(f"/proc/{self.cluster.site.pid}/root{self.cluster[node].folder}/disk/fill")

    def do_fill(self, words: List[str]) -> None:
        with contextlib.suppress(OSError), open(self._fill(int(words[0])), "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def do_drain(self, words: List[str]) -> None:
        self._fill(int(words[0])).unlink(missing_ok=True)

    def do_votes(self, words: List[str]) -> None:
        nodes = list(self.cluster.nodes)
        write(self.cluster, nodes, {**dict.fromkeys(nodes, 1), int(words[0]): int(words[1])})
        for node in self.cluster:
            if node.is_on and node.quorum():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    node.run("corosync-cfgtool", "-R", timeout=5)
                return

    def do_clock(self, words: List[str]) -> None:
        node = int(words[0])
        folder = self.cluster[node].folder if node else self.arbiter.folder if self.arbiter else None
        assert folder is not None
        step_clock(folder, int(words[1]))

    def do_cut(self, words: List[str]) -> None:
        assert self.arbiter is not None
        self.arbiter.cut(int(words[0]))

    def do_mend(self, words: List[str]) -> None:
        assert self.arbiter is not None
        self.arbiter.mend(int(words[0]))

    def _recover(self) -> None:
        """Mends everything, and waits until all are quorate together."""
        with self.watch.lock:
            self.do_heal([])
            for machine in (*[0] * (self.arbiter is not None), *self.cluster.nodes):
                self.do_clock([str(machine), "0"])
            if self.arbiter is not None:
                if self.arbiter._process is not None and self.arbiter._process.poll() is not None:
                    self._find("the witness ended by itself")
                self.do_start(["0", "witness"])
                self.do_thaw(["0", "witness"])
            for node in self.cluster:
                self.do_drain([str(node.id)])
                if self.arbiter is not None:
                    self.arbiter.mend(node.id)
                self._mend_node(node)
        end, since = time.monotonic() + RECOVERS, 0.0
        while time.monotonic() < end:
            # Who was shot boots; who lost corosync may want its daemons anew.
            whole = all(node.is_on and self._is_whole(node) for node in self.cluster)
            since = (since or time.monotonic()) if whole else 0.0
            if whole and time.monotonic() - since > 2:
                self._tell("all are quorate together")
                return
            time.sleep(0.5)
        views = {node.id: quorum.members for node in self.cluster if (quorum := node.quorum())}
        everyone = tuple(self.cluster.nodes)
        if views == dict.fromkeys(everyone, everyone):
            self._find("all are together, and not quorate")
            return
        reach = {node.id: node.connected() for node in self.cluster}
        self._tell(f"corosync does not bring them together: members {views}, libknet reaches {reach}")
        self.is_stuck = True

    def _mend_node(self, node: Node) -> None:
        if not node.is_on:
            node.power_on()
            return
        names = [*self.watch.names, "pacemaker-fenced"] if self.profile.pacemaker else self.watch.names
        for name in names:
            node.signal(name, signal.SIGCONT, may_have_ended=True)
        self._go_on(node.id, *self.watch.names)
        if not node.processes("corosync") or (self.profile.pacemaker and not node.processes("pacemakerd")):
            self.do_crash([str(node.id)])
            node.power_on()
        elif self.watch.names[1:] and not node.processes(self.watch.names[1]):
            self.do_start([str(node.id), self.watch.names[1]])

    def _is_whole(self, node: Node) -> bool:
        quorum = node.quorum()
        return quorum is not None and quorum.quorate and len(quorum.members) == len(self.cluster.nodes)

    def _said(self) -> List[law.Said]:
        """By corosync, as its clients hear it."""
        found = list(self._silent)
        for node in self.cluster:
            with contextlib.suppress(FileNotFoundError):
                for line in (node.folder / "said").read_text().splitlines():
                    at, acts, ring, members = json.loads(line)
                    found.append(law.Said(at, node.id, acts, tuple(ring or (0, 0)), frozenset(members)))
        return law.audible(found, self._stopped)

    def _judge(self) -> None:
        end = time.monotonic()
        profile = self.profile
        apart = law.notice(profile.nodes, token() / 1000, profile.sync_timeout)
        disjoint = 0.3 if profile.strict else apart
        heard = self._said()
        for verdict in heard:
            if verdict.at > self._judged:
                acts, ring = "acts" if verdict.acts else "does not act", f"{verdict.ring[0]}.{verdict.ring[1]:x}"
                self._tell(f"    {verdict.node} {acts}, ring {ring}, members {sorted(verdict.members)}", verdict.at)
        self._judged = end
        for who, said, late in (("corosync", heard, 0.0), ("device", self.watch.device, 1.0)):
            for one in law.splits(said, self._disturbed, end, apart + late, disjoint + late, self._torn):
                what = "in views without a common node" if one.is_disjoint else "apart"
                self._find(
                    f"split: by {who}, nodes {one.nodes[0]} and {one.nodes[1]} act {what} for "
                    f"{one.end - one.start:.2f} s from {one.start - self._start:.3f} on"
                )
            longest = {False: 0.0, True: 0.0}
            for one in law.overlaps(said, end):
                longest[one.is_disjoint] = max(longest[one.is_disjoint], one.end - one.start)
            times = f"apart for {longest[False]:.2f} s at most, without a common node {longest[True]:.2f} s"
            self._tell(f"by {who}: {times}")
        for line in law.forks(self.watch.epochs) + self.watch.died:
            self._find(line)
        self.watch.died.clear()
        for (node, name, _), samples in self.watch.sizes.items():
            if grown := law.leak(samples):
                self._find(f"{name} of node {node} grows: {grown}")

    def _find(self, what: str) -> None:
        died = self.cluster.died()
        # An assertion of corosync's own: the lab's tests, too, know that of 3.1.7.
        if died and what.startswith("corosync of node"):
            self._tell(f"corosync's own: {died[-1]}")
            return
        self._tell(f"FOUND {what}")
        self.found.append(what)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/run soak", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--hours", type=float, default=0.0)
    length.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--seed", type=int, help="of the first cluster; the next have the next ones (random)")
    parser.add_argument("--only", choices=[*PROFILES, *PLAIN], help="one kind of cluster (the seed's)")
    parser.add_argument("--plain", action="store_true", help="corosync's own rules, which split")
    options = parser.parse_args()
    kinds = PLAIN if options.plain else PROFILES
    until = time.monotonic() + (options.hours * 3600 + options.minutes * 60 or 600)
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    logs = Path(os.environ["QUORATE_SOAK_LOGS"])
    logs.mkdir(parents=True, exist_ok=True)
    events = rounds = faults = 0
    started = time.monotonic()
    while time.monotonic() < until:
        name = options.only or list(kinds)[seed % len(kinds)]
        log = logs / f"{name}-{seed}.log"
        game = Game({**PROFILES, **PLAIN}[name], name, seed, log)
        try:
            game.play(until)
        except AssertionError as error:
            game.found.append(f"the lab: {error}")
        events, rounds, faults = events + game.events, rounds + game.rounds, faults + len(game.found)
        stuck = ", then corosync was stuck" * game.is_stuck
        played = f"{game.rounds} rounds, {game.events} events, {len(game.found)} found{stuck}"
        print(f"seed {seed}, {name}: {played}", flush=True)
        for what in game.found:
            print(f"  {what}; see {log}", flush=True)
        seed += 1
    minutes = (time.monotonic() - started) / 60
    print(f"soak: {minutes:.1f} minutes, {rounds} rounds, {events} events, {faults} found")
    return bool(faults)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    sys.exit(main())
