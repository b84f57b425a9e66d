"""A machine outside of the cluster that runs `quorate witness` or corosync-qnetd, and what its clients need."""

import contextlib
import os
import re
import signal
import subprocess
import textwrap
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from quorate.device.client import DeviceError
from quorate.witness import status

from lab import Cluster, Node, wait_until
from lab.site import child

ADDRESS = "10.77.2.254"
QDEVICE = "mkdir -p /run/corosync-qdevice && setsid corosync-qdevice -f </dev/null >>{log} 2>&1 &"
QNETD = ("sh", "-c", 'mkdir -p /run/corosync-qnetd && exec corosync-qnetd -f -s "$0"')
NSSDB = "/etc/corosync/qnetd/nssdb"
MANUALS = Path("share", "man", "man8")


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

    def start_witness(self, *options: str, environment: Optional[Dict[str, str]] = None) -> None:
        own = [f"--{what}={self.folder}/{what}" for what in ("socket", "state")]
        given = [f"{name}={value}" for name, value in (environment or {}).items()]
        self.start("env", *given, *python(self.cluster, "quorate", "witness", *own, *options))

    @property
    def pid(self) -> Optional[int]:
        """The daemon's, which is nsenter's child."""
        return child(self._process.pid) if self._process is not None else None

    def kill(self, number: int) -> None:
        if (pid := self.pid) is not None:
            os.kill(pid, number)

    def freeze(self) -> None:
        self.kill(signal.SIGSTOP)

    def thaw(self) -> None:
        """nsenter stops with its child."""
        self.kill(signal.SIGCONT)
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def stop(self, number: int = signal.SIGTERM) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.kill(number)
            self.thaw()
        process, self._process = self._process, None
        if process is not None:
            process.wait(timeout=60)

    def cut(self, node: int) -> None:
        self.cluster.site.network([f"link set witness{node} nomaster"])

    def mend(self, node: int) -> None:
        self.cluster.site.network([f"link set witness{node} master arbiter"])

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def run(self, script: str) -> None:
        """On its machine, in its folder."""
        done = subprocess.run(
            self.cluster.site.command(["sh", "-ec", f"cd {self.folder}\n{script}"]),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=180,
        )
        assert done.returncode == 0, done.stdout

    def status(self) -> Dict[int, Dict[str, Any]]:
        """Clients by node; none while it does not answer. Its socket is asked, which costs less than to start
        `quorate witness status`."""
        try:
            clusters = status.ask(str(self.folder / "socket"))["clusters"]
        except DeviceError:
            return {}
        return {client["node"]: client for client in clusters.get("quorate", [])}


def site_of(cluster: Cluster) -> str:
    return str(cluster[1]._wheel)


def python(cluster: Cluster, *command: str) -> List[str]:
    return ["env", f"PYTHONPATH={site_of(cluster)}", "/usr/bin/python3", "-m", *command]


def manual(cluster: Cluster, word: str, page: str = "quorate-witness.8") -> str:
    """The commands of the manual page, from the block that has this word."""
    [block] = [block for block in blocks(Path(site_of(cluster)) / MANUALS / page) if word in block]
    return block


def blocks(page: Path) -> List[str]:
    found = re.findall(r"^\.Bd.*?\n(.*?)^\.Ed$", page.read_text(), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block).replace("\\e", "\\") for block in found]


def make_certificates(cluster: Cluster, folder: Path) -> None:
    """By the commands of the manual page, imported into the nodes' databases by those, too."""
    export, *imports = manual(cluster, "pkcs12 -export").splitlines()
    script = manual(cluster, "-x509").replace("CN=lab", "CN=quorate") + export
    subprocess.run(["sh", "-ec", script], cwd=folder, check=True, capture_output=True)
    for node in cluster:
        in_folder(node, folder, *imports)


def in_folder(node: Node, folder: Path, *lines: str) -> None:
    for line in lines:
        node.output("sh", "-ec", f"cd {folder} && {line}")


def make_certificates_of_qnetd(arbiter: Arbiter) -> None:
    """By the tools of corosync-qnetd and corosync-qdevice, as the latter's help has it."""
    database, nodes = "/etc/corosync/qdevice/net/nssdb", list(arbiter.cluster)
    tool, folder = "corosync-qdevice-net-certutil", arbiter.folder
    arbiter.run("mount -t tmpfs tmpfs /etc/corosync/qnetd && corosync-qnetd-certutil -i")
    arbiter.run(f"cp {NSSDB}/qnetd-cacert.crt .")
    for node in nodes:
        in_folder(node, folder, f"{tool} -i -c qnetd-cacert.crt")
    in_folder(nodes[0], folder, f"{tool} -r -n quorate", f"cp {database}/qdevice-net-node.crq .")
    arbiter.run(f"corosync-qnetd-certutil -s -c qdevice-net-node.crq -n quorate && cp {NSSDB}/cluster-quorate.crt .")
    in_folder(nodes[0], folder, f"{tool} -M -c cluster-quorate.crt", f"cp {database}/qdevice-net-node.p12 .")
    for node in nodes[1:]:
        in_folder(node, folder, f"{tool} -m -c qdevice-net-node.p12")


def tls_options(folder: Path, *files: str) -> List[str]:
    """Of `quorate witness`, for files of this folder: certificate, client-ca and key."""
    return [f"--{what}={folder}/{file}" for what, file in zip(("certificate", "client-ca", "key"), files)]


def start_qdevice(node: Node) -> None:
    node.output("sh", "-c", QDEVICE.format(log=node.folder / "log" / "service1.log"))


def quorate_nodes(cluster: Cluster) -> List[int]:
    return [node.id for node in cluster if (quorum := node.quorum()) and quorum.quorate]


def wait_votes(arbiter: Arbiter, nodes: List[int]) -> None:
    """The device's vote at these nodes, and at no others."""

    def counted() -> bool:
        said = {node.id: node.quorum() for node in arbiter.cluster}
        return [node for node, found in said.items() if found and found.total_votes > len(found.members)] == nodes

    wait_until(f"the device votes for {nodes}", counted, lambda: arbiter.log() + arbiter.cluster.evidence())
