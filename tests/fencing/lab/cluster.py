"""A cluster of real corosync nodes, and Pacemaker on them if it is given a CIB."""

import contextlib
import os
import re
import shutil
import stat
import time
from pathlib import Path
from typing import Collection, Dict, Iterator, Mapping, Optional, Sequence

from . import corosync
from .bmc import Bmc, clock
from .node import Node
from .pacemaker import Pacemaker, Picture, picture
from .site import Site
from .wait import wait_until

AGENTS = Path(__file__).resolve().parent.parent / "agents"
# Lines of Pacemaker's log that tell a story.
INTERESTING = re.compile(r"fenc|stonith|quorum|error|warning|fail", re.IGNORECASE)


class Cluster:
    """N nodes, on, in one partition, and quorate; torn down whatever happens.

        with Cluster(3, quorum="auto_tie_breaker: 1") as cluster:
            cluster.split([1, 2], [3])
            cluster.wait_members(3, [3])
            assert not cluster[3].quorum().quorate
            print(cluster[3].output("corosync-quorumtool", "-s"))     # any command inside node 3
            cluster.heal()

    Nodes are numbered from 1 and called node1, node2, ... `cluster[1]` is a Node: `power_off()`, `power_on()`,
    `run()`, `output()`, `start()`, `freeze()`, `thaw()`, `quorum()`, `log("corosync.log")`, `processes("corosync")`.
    Inside a node, /usr/bin/python3 finds the wheel's `quorate`, and /usr/sbin has its fence agents and `quorate`.

    `quorum` is text for corosync.conf's quorum section, `votes` gives quorum_votes of nodes, `services` are shell
    command lines that every node starts as soon as corosync answers (output: log("service1.log"), ...).
    `pacemaker=Pacemaker(gate={"rules": "corosync"})` starts Pacemaker, too. `tools` are those of
    pcs and crm that the nodes have. `wait=False`: return at once, without waiting for a partition of all (and for
    Pacemaker's resources). With `units`, systemd is PID 1 of the nodes, and starts these: Debian's corosync, pacemaker,
    pcsd, ssh, and the wheel's quorate-device (`services` are not for it).
    """

    def __init__(
        self,
        count: int,
        *,
        quorum: str = "",
        votes: Optional[Mapping[int, int]] = None,
        services: Sequence[str] = (),
        pacemaker: Optional[Pacemaker] = None,
        tools: Sequence[str] = (),
        units: Sequence[str] = (),
        wait: bool = True,
    ) -> None:
        started = time.monotonic()
        self.site = Site()
        self._bmc: Optional[Bmc] = None
        self.nodes: Dict[int, Node] = {}
        try:
            wheel = os.environ.get("QUORATE_FENCING_SITE")
            agents = self._agents(Path(wheel) if wheel else None, tools)
            self.nodes = {
                id: Node(self.site, id, agents, Path(wheel) if wheel else None) for id in range(1, count + 1)
            }
            self.bmc = self._bmc = Bmc(self.site.folder, self.nodes.values())
            self.names = [node.name for node in self]
            self.pacemaker = pacemaker
            self._partitions: Sequence[Collection[int]] = [list(self.nodes)]
            self._write(quorum, votes or {}, services, units)
            self._make_network()
            for node in self:
                node.power_on()
            if wait:
                self.wait_together()
        except BaseException:
            self.close()
            raise
        self.seconds_to_start = time.monotonic() - started

    def _agents(self, wheel: Optional[Path], tools: Sequence[str]) -> Path:
        """A folder with the test's agents, the wheel's, and a `quorate` that the node's own Python runs."""
        folder = self.site.folder / "agents"
        shutil.copytree(AGENTS, folder)
        # Nodes have only the tools that were asked for, on any machine: overlayfs takes these as what is not there.
        for tool in {"pcs", "crm"}.difference(tools):
            os.mknod(folder / tool, stat.S_IFCHR, os.makedev(0, 0))
        if wheel is not None:
            for script in (wheel / "bin").glob("fence_*"):
                shutil.copy2(script, folder / script.name)
            command = folder / "quorate"
            command.write_text('#!/bin/sh\nexec /usr/bin/python3 -m quorate "$@"\n')
            command.chmod(0o755)
        return folder

    def _write(
        self, quorum: str, votes: Mapping[int, int], services: Sequence[str], units: Sequence[str]
    ) -> None:
        addresses = {node.id: (node.name, node.address) for node in self}
        for node in self:
            text = corosync.conf(node.folder, addresses, quorum, votes)
            (node.folder / "corosync.conf").write_text(text)
            (node.folder / "authkey").write_bytes(corosync.KEY)
            (node.folder / "services").write_text("".join(f"{service}\n" for service in services))
            if units:
                (node.folder / "units").write_text("".join(f"{unit}\n" for unit in units))
            if self.pacemaker is not None:
                cib = self.pacemaker.cib(self.names, self.bmc.socket)
                (node.folder / "cib.xml").write_text(cib)

    def _make_network(self) -> None:
        """Every node has one port (portN in the site, eth0 in the node) on a bridge: the bridges are the partitions."""
        lines = []
        for node in self:
            lines += [f"link add name bridge{node.id} type bridge", f"link set bridge{node.id} up"]
            lines += [f"netns add {node.name}"]
            lines += [f"link add name port{node.id} type veth peer name eth0 netns {node.name}"]
            lines += [f"link set port{node.id} master bridge1 up"]
        self.site.network(lines)
        for node in self:
            lines = [f"addr add {node.address}/24 dev eth0", "link set eth0 up", "link set lo up"]
            self.site.network(lines, inside=node.name)

    def __getitem__(self, id: int) -> Node:
        return self.nodes[id]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends everything; a second time it does nothing."""
        if self._bmc is not None:
            self._bmc.close()
            self._bmc = None
        for node in self.nodes.values():
            node.power_off()
        self.site.close()

    def split(self, *partitions: Collection[int]) -> None:
        """Cuts the network: nodes reach each other only within these partitions. All nodes must be named once."""
        named = sorted(id for partition in partitions for id in partition)
        if named != sorted(self.nodes):
            raise ValueError(f"a split names every node once, not {named}")
        self._wait_cut()
        self._partitions = partitions
        self.site.disturb()
        self.site.network(
            f"link set port{id} master bridge{number}"
            for number, partition in enumerate(partitions, start=1)
            for id in partition
        )

    def _wait_cut(self) -> None:
        """Waits until every node has noticed the last split. libknet takes a link down as late as after corosync's new
        ring; were the network healed before that, the next ring would stand still for want of the link."""
        for partition in self._partitions:
            for node in (self[id] for id in partition):
                wait_until(
                    f"{node.name} has noticed that it is cut off", lambda: set(node.connected()) <= set(partition),
                    lambda: f"it reaches {node.connected()}",
                )

    def heal(self) -> None:
        """Joins all partitions."""
        self.split(list(self.nodes))

    def bring_back(self) -> None:
        """As an admin does: repairs network, controllers and machines, switches on what is off, and waits for all.

        Only where nobody has a reason left to fence: else a Pacemaker that still tries shoots who comes back.
        """
        self.bmc.repair()
        self.heal()
        for node in self:
            node.power_on()
        self.wait_together()

    @contextlib.contextmanager
    def operator(self) -> Iterator[None]:
        """For what an operator tells corosync, which it forgets when it starts anew, and not before: it refuses votes
        and expected votes that do not fit each other, on the way back, too."""
        try:
            yield
        finally:
            self.start_anew()

    def unplanned(self, since: float) -> "list[str]":
        """Where corosync lost its token though no test had done anything (the machine was busy elsewhere), or failed an
        assertion of its own: votequorum 3.1.7 does now and then when a node starts as another's last messages come."""
        # The token's timeout twice, and what a test needs to do what it has announced.
        reach = 2 * (corosync.token() + 650 * len(self.nodes)) / 1000 + 1
        return self.died() + [
            f"{node.name} at {clock(lost)}"
            for node in self
            for lost in corosync.lost_tokens(node.log("corosync.log"))
            if lost >= since and not any(0 <= lost - planned <= reach for planned in self.site.disturbed)
        ]

    def died(self) -> "list[str]":
        """What corosync said when it ended by itself."""
        said = [(node.name, line) for node in self for line in node.log("corosync.out").splitlines()]
        return [f"{name}: {line}" for name, line in said if "Assertion" in line or "died by itself" in line]

    def start_anew(self) -> None:
        """All machines off, all repaired, all on: whatever was under way is forgotten, what is on disk is not."""
        for node in self:
            node.power_off()
        self.bring_back()

    def wait_members(self, node: int, members: Collection[int]) -> corosync.Quorum:
        """Waits until corosync on this node has exactly these members, and returns what it says."""
        wanted = tuple(sorted(members))

        def formed() -> Optional[corosync.Quorum]:
            died = self.died()
            assert not died, died
            # corosync logs a view as it begins to tell it; to ask costs it, and us, much more than to look there.
            if corosync.logged_members(self[node].log("corosync.log")) != wanted:
                return None
            answer = self[node].quorum()
            return answer if answer and answer.members == wanted else None

        return wait_until(
            f"node {node} has the members {wanted}", formed,
            lambda: f"it has {self[node].quorum()}\n{self[node].log('corosync.log')[-2000:]}",
        )

    def wait_together(self) -> None:
        """Waits until all nodes that are on are one partition, on every one of them."""
        on = [node.id for node in self if node.is_on]
        for id in on:
            self.wait_members(id, on)
        if self.pacemaker is not None:
            for id in on:
                self.wait_pacemaker(id, online=on)

    def wait_pacemaker(
        self, node: int, online: Collection[int], resources: Collection[str] = ()
    ) -> Picture:
        """Waits until Pacemaker on this node has exactly these nodes online, no others to fence, and these resources
        started, each on one of them. Without names: all resources."""
        names = tuple(sorted(self[id].name for id in online))
        wanted = resources or ["bmc", "work", *(["gate"] if self.pacemaker and self.pacemaker.gate is not None else [])]

        def settled() -> Optional[Picture]:
            now = picture(self[node])
            if now is None or now.online != names or now.unclean:
                return None
            where = [now.running.get(name, ()) for name in wanted]
            return now if all(len(nodes) == 1 and nodes[0] in names for nodes in where) else None

        return wait_until(
            f"node {node} has {', '.join(names)} online, and {', '.join(wanted)} started", settled,
            lambda: f"it says {picture(self[node])}",
        )

    def evidence(self) -> str:
        """For a failed test: who asked the management controllers for what, and the ends of the logs."""
        parts = [f"--- requests to the BMC\n{self.bmc.log()}"]
        for node in self:
            for path in sorted((node.folder / "log").glob("*")):
                text = node.log(path.name)
                if path.name == "pacemaker.log":
                    text = "".join(line for line in text.splitlines(True) if INTERESTING.search(line))
                if text:
                    parts.append(f"--- {node.name} {path.name} ({'on' if node.is_on else 'off'})\n{text[-3000:]}")
        return "\n".join(parts)
