"""`quorate witness` and real corosync-qdevice, over TLS, on two real nodes: a death, a split, a pulled cable, a restart
of the witness. And the pulled cable with corosync-qnetd, for comparison."""

import json
import os
import re
import signal
import subprocess
import textwrap
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import pytest
from lab import Cluster, Node, logged_at, stays, wait_until
from lab.site import child

MakeCluster = Callable[..., Cluster]
ADDRESS = "10.77.2.254"
# A heartbeat is 0.8 of the timeout.
TIMEOUT = 5000
HEARTBEAT = 0.8 * TIMEOUT / 1000
DEVICE = f"""  device {{
    model: net
    votes: 1
    timeout: {TIMEOUT}
    sync_timeout: 30000
    net {{
      host: {ADDRESS}
      algorithm: ffsplit
      tls: %s
    }}
  }}"""
QDEVICE = "mkdir -p /run/corosync-qdevice && setsid corosync-qdevice -f </dev/null >>{log} 2>&1 &"
MANUAL = Path("share", "man", "man8", "quorate-witness.8")
LOST = r"This node is within the non-primary component"
GAINED = r"This node is within the primary component"
SYNCED = "Completed service synchronization"


class Arbiter:
    """A network beside the cluster's, whose only other machine runs `quorate witness` or corosync-qnetd."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.folder = cluster.site.folder / "arbiter"
        self.folder.mkdir()
        self._process: "subprocess.Popen[bytes] | None" = None
        self._command: Sequence[str] = ()
        bridge = ["link add name arbiter type bridge", f"addr add {ADDRESS}/24 dev arbiter", "link set arbiter up"]
        cluster.site.network(bridge)
        for node in cluster:
            port = f"link add name witness{node.id} type veth peer name eth1 netns {node.name}"
            cluster.site.network([port, f"link set witness{node.id} master arbiter up"])
            cluster.site.network([f"addr add 10.77.2.{node.id}/24 dev eth1", "link set eth1 up"], inside=node.name)

    def start(self, *command: str) -> None:
        """The same command again where none is given."""
        self._command = command or self._command
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                self.cluster.site.command(self._command), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """The daemon is nsenter's child."""
        process, self._process = self._process, None
        if process is not None:
            pid = child(process.pid)
            if pid is not None:
                os.kill(pid, signal.SIGTERM)
            process.wait(timeout=60)

    def cut(self, node: int) -> None:
        self.cluster.site.network([f"link set witness{node} nomaster"])

    def mend(self, node: int) -> None:
        self.cluster.site.network([f"link set witness{node} master arbiter"])

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def status(self) -> Dict[int, Dict[str, Any]]:
        """Clients by node."""
        command = ["quorate", "witness", "status", "--json", "--socket", str(self.folder / "socket")]
        done = subprocess.run(python(self.cluster, *command), stdout=subprocess.PIPE, encoding="utf-8")
        clusters = json.loads(done.stdout)["clusters"] if done.returncode == 0 else {}
        return {client["node"]: client for client in clusters.get("quorate", [])}


def site_of(cluster: Cluster) -> str:
    return str(cluster[1]._wheel)


def python(cluster: Cluster, *command: str) -> List[str]:
    return ["env", f"PYTHONPATH={site_of(cluster)}", "/usr/bin/python3", "-m", *command]


def make_certificates(cluster: Cluster, folder: Path) -> None:
    """By the commands of the manual page, imported into the nodes' databases by those, too."""
    text = (Path(site_of(cluster)) / MANUAL).read_text()
    blocks = [textwrap.dedent(block) for block in re.findall(r"^\.Bd.*?\n(.*?)^\.Ed$", text, re.MULTILINE | re.DOTALL)]
    [make] = [block for block in blocks if "-x509" in block]
    [take] = [block for block in blocks if "corosync-qdevice-net-certutil" in block]
    export, *imports = take.splitlines()
    script = make.replace("CN=lab", "CN=quorate") + export
    subprocess.run(["sh", "-ec", script], cwd=folder, check=True, capture_output=True)
    for node in cluster:
        for line in imports:
            node.output("sh", "-ec", f"cd {folder} && {line}")


def start_qdevice(node: Node) -> None:
    node.output("sh", "-c", QDEVICE.format(log=node.folder / "log" / "service1.log"))


@pytest.fixture(scope="module")
def two(make_module_cluster: MakeCluster) -> Iterator[Arbiter]:
    cluster = make_module_cluster(2, quorum=DEVICE % "required")
    arbiter = Arbiter(cluster)
    make_certificates(cluster, arbiter.folder)
    kept = {"certificate": "server.pem", "key": "server.key", "client-ca": "ca.pem"}
    files = [f"--{what}={arbiter.folder}/{file}" for what, file in kept.items()]
    own = [f"--{what}={arbiter.folder}/{what}" for what in ("socket", "state")]
    arbiter.start(*python(cluster, "quorate", "witness", *own, *files, f"--heartbeat-max={HEARTBEAT:g}"))
    try:
        for node in cluster:
            start_qdevice(node)
        yield arbiter
    finally:
        arbiter.stop()


def quorate_nodes(cluster: Cluster) -> List[int]:
    return [node.id for node in cluster if (quorum := node.quorum()) and quorum.quorate]


def wait_votes(arbiter: Arbiter, nodes: List[int]) -> None:
    """The device's vote at these nodes, and at no others."""

    def counted() -> bool:
        said = {node.id: node.quorum() for node in arbiter.cluster}
        return [node for node, found in said.items() if found and found.total_votes > len(found.members)] == nodes

    wait_until(f"the device votes for {nodes}", counted, lambda: arbiter.log() + arbiter.cluster.evidence())


def whole(arbiter: Arbiter) -> None:
    """Everything mended, everybody votes, and the witness knows who."""
    for node in arbiter.cluster:
        arbiter.mend(node.id)
    arbiter.cluster.heal()
    for node in arbiter.cluster:
        if not node.is_on:
            node.power_on()
            wait_until("corosync runs", node.quorum)
            start_qdevice(node)
    arbiter.cluster.wait_together()
    wait_votes(arbiter, [1, 2])


def test_both_have_the_vote(two: Arbiter) -> None:
    wait_votes(two, [1, 2])
    said = two.status()
    assert [(client["vote"], client["reason"], client["tls"]) for _, client in sorted(said.items())] == [
        ("ack", "majority", True),
        ("ack", "majority", True),
    ]
    wait_until("the state is stored", (two.folder / "state").exists, two.log)


def test_of_two_halves_one_is_quorate(two: Arbiter) -> None:
    whole(two)
    two.cluster.split([1], [2])
    two.cluster.wait_members(1, [1])
    two.cluster.wait_members(2, [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [1], lambda: two.log() + two.cluster.evidence())
    stays("one of two", lambda: quorate_nodes(two.cluster) == [1], 3)
    assert two.status()[1]["reason"] == "tie_breaker" and two.status()[2]["vote"] == "nack"


def test_a_death(two: Arbiter, tell: Callable[[str], None]) -> None:
    whole(two)
    started = time.time()
    two.cluster[2].power_off()
    two.cluster.wait_members(1, [1])
    wait_votes(two, [1])
    waited = logged_at(two.cluster[1].log("corosync.log"), SYNCED) - started
    assert quorate_nodes(two.cluster) == [1]
    tell(f"witness: {waited:.1f} s from a node's death to the survivor's vote, with a heartbeat of {HEARTBEAT:g} s")


def pull_cable(arbiter: Arbiter) -> Tuple[float, float]:
    """The holder is cut off from everything: after how many seconds it lost quorum, and the other half got it."""
    cluster = arbiter.cluster
    whole(arbiter)
    started = time.time()
    cluster.split([1], [2])
    arbiter.cut(1)
    cluster.wait_members(2, [2])
    wait_votes(arbiter, [2])
    wait_until("one of two", lambda: quorate_nodes(cluster) == [2], lambda: arbiter.log() + cluster.evidence())
    return seconds(cluster, started)


def seconds(cluster: Cluster, since: float) -> Tuple[float, float]:
    """When node 1 lost quorum, and when node 2 had it in its newest ring."""
    log = cluster[2].log("corosync.log")
    gained = logged_at(log, GAINED)
    # Where it was quorate all the time, what counts is the ring without node 1.
    gained = gained if gained > since else logged_at(log, SYNCED)
    return logged_at(cluster[1].log("corosync.log"), LOST) - since, gained - since


def told(who: str, what: str, lost: float, gained: float) -> str:
    both = max(0.0, lost - gained)
    return (
        f"{who}: {what}: the holder lost quorum after {lost:.1f} s, the other got it after {gained:.1f} s, with a "
        f"heartbeat of {HEARTBEAT:g} s: {both:.1f} s with both quorate"
    )


def test_a_pulled_cable(two: Arbiter, tell: Callable[[str], None]) -> None:
    """The other half gets the vote after the holder has lost it."""
    lost, gained = pull_cable(two)
    tell(told("witness", "a pulled cable", lost, gained))
    assert 0 < lost < gained


def test_a_restart_in_a_split(two: Arbiter, tell: Callable[[str], None]) -> None:
    """The witness is restarted while the holder is out of its reach, and remembers who has the vote."""
    whole(two)
    two.cluster.split([1], [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [1], lambda: two.log() + two.cluster.evidence())
    started = time.time()
    two.cut(1)
    two.stop()
    two.start()
    wait_votes(two, [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [2], lambda: two.log() + two.cluster.evidence())
    lost, gained = seconds(two.cluster, started)
    tell(told("witness", "restarted in a split, the holder out of reach", lost, gained))
    assert 0 < lost < gained
    assert two.log().count("listens on") == 2 and two.log().count("who has votes is not known") == 1


def test_the_same_cable_with_qnetd(make_cluster: MakeCluster, tell: Callable[[str], None]) -> None:
    """For comparison: the same half gets the vote, and how long both halves are quorate depends on qnetd's timers."""
    cluster = make_cluster(2, quorum=DEVICE % "off")
    arbiter = Arbiter(cluster)
    arbiter.start("sh", "-c", "mkdir -p /run/corosync-qnetd && exec corosync-qnetd -f -s off")
    try:
        for node in cluster:
            start_qdevice(node)
        lost, gained = pull_cable(arbiter)
        tell(told("corosync-qnetd", "a pulled cable", lost, gained))
        assert lost > 0 and gained > 0
    finally:
        arbiter.stop()
