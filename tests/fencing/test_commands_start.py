"""What quorate status says to run where services are to start, run: on nodes whose PID 1 is systemd."""

import contextlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest

from arbiter import in_folder, manual
from lab import Cluster, Node, Pacemaker, wait_until
from quorate.cli.commands import START_HERE
from test_commands import is_quorate
from test_live_drift import text, write
from test_live_status import status, told

# pcs and crmsh take most of a processor.
pytestmark = pytest.mark.long
TOKEN = "0123456789abcdef"
NAMES = "node1 node2"


@pytest.fixture(scope="module")
def three(make_module_cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    cluster: Cluster = make_module_cluster(
        3, tools=["pcs", "crm"], units=["corosync", "pacemaker"], pacemaker=Pacemaker(levels=["bmc"])
    )
    key = tmp_path_factory.mktemp("ssh") / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for node in cluster:
        authorize(node, cluster, key)
    on_both(cluster, "systemctl start pcsd ssh")
    return cluster


def authorize(node: Node, cluster: Cluster, key: Path) -> None:
    """As ssh-copy-id and `pcs host auth` leave it."""
    hosts = {each.name: {"dest_list": [{"addr": each.address, "port": 2224}], "token": TOKEN} for each in cluster}
    users = [{"username": "hacluster", "token": TOKEN, "creation_date": "2026-01-01 00:00:00 +0000"}]
    for path, content in {
        "/etc/hosts": "".join(f"{each.address} {each.name}\n" for each in cluster),
        ".ssh/id_ed25519": key.read_text(),
        ".ssh/authorized_keys": key.with_suffix(".pub").read_text(),
        "/var/lib/pcsd/known-hosts": json.dumps({"format_version": 1, "data_version": 1, "known_hosts": hosts}),
        "/var/lib/pcsd/pcs_users.conf": json.dumps(users),
    }.items():
        put(node, path, content)


def put(node: Node, path: str, content: str) -> None:
    script = 'umask 077; cd && mkdir -p "${1%/*}"; cat >"$1"'
    done = node.run("sh", "-c", script, "sh", path, stdin=content)
    assert done.returncode == 0, done


def on_both(cluster: Cluster, command: str) -> None:
    """On nodes 1 and 2, at a time."""
    for process in [cluster[id].start(*command.split()) for id in (1, 2)]:
        said = process.communicate(timeout=180)
        assert process.returncode == 0, said


def stop_both(cluster: Cluster) -> None:
    cluster.site.disturb()
    on_both(cluster, "systemctl stop corosync")
    cluster.wait_members(3, [3])


@contextlib.contextmanager
def without(node: Node, *tools: str) -> Iterator[None]:
    """As if these were not installed there."""
    for tool in tools:
        node.output("mount", "--bind", "/dev/null", f"/usr/sbin/{tool}")
    try:
        yield
    finally:
        for tool in tools:
            node.output("umount", f"/usr/sbin/{tool}")


@pytest.mark.parametrize(
    ("tool", "missing", "said"),
    [
        ("pcs", [], f": pcs cluster start {NAMES}; or, once"),
        ("crm", ["pcs"], f": crm cluster start {NAMES}; or, once"),
        ("systemctl", ["pcs", "crm"], ", there: systemctl start corosync; or, once"),
    ],
)
def test_the_missing_are_started(three: Cluster, tool: str, missing: "list[str]", said: str) -> None:
    node = three[3]
    stop_both(three)
    with without(node, *missing):
        [advice] = [one for one in told(node)["advice"] if one["code"] == "start_missing"]
        [command] = advice["commands"]
        assert said in status(node).stdout and said.partition(": ")[2].startswith(command)
        if tool == "systemctl":
            on_both(three, command)
        else:
            node.output(*command.split())
    three.wait_members(3, [1, 2, 3])
    wait_until("it is quorate", lambda: is_quorate(node))
    # pcs and crm start Pacemaker, too.
    if tool != "systemctl":
        on_both(three, "systemctl is-active pacemaker")


@pytest.mark.parametrize("tool", ["pcs", "crm", "corosync"])
def test_the_local_node_is_started(three: Cluster, tool: str) -> None:
    node = three[1]
    three.site.disturb()
    node.output("systemctl", "stop", "corosync")
    three.wait_members(3, [2, 3])
    command = START_HERE[tool]
    if tool == "corosync":
        assert f"; start it with: {command} (" in node.run("quorate", "status").stderr
    node.output(*command.split())
    three.wait_members(1, [1, 2, 3])


# No package has it. Proxmox's own (PVE/CLI/pvecm.pm of pve-cluster 9.1.6) takes an integer from 1, and execs this.
PVECM = """#!/bin/sh
[ "$#" = 2 ] && [ "$1" = expected ] && [ "$2" -ge 1 ] && exec corosync-quorumtool -e "$2"
"""


def test_expected_votes_with_pvecm(three: Cluster) -> None:
    node = three[3]
    done = node.run("sh", "-c", "cat >/usr/sbin/pvecm; chmod 755 /usr/sbin/pvecm", stdin=PVECM)
    assert done.returncode == 0, done
    stop_both(three)
    try:
        [advice] = [one for one in told(node)["advice"] if one["code"] == "set_expected_votes"]
        [command] = advice["commands"]
        assert command == "pvecm expected 1" and not is_quorate(node)
        node.output(*command.split())
        wait_until("it is quorate", lambda: is_quorate(node))
    finally:
        node.output("rm", "/usr/sbin/pvecm")
        on_both(three, "systemctl start corosync")
    three.wait_members(3, [1, 2, 3])


def test_corosync_is_restarted_for_what_it_reads_at_a_start_only(three: Cluster) -> None:
    """On each, one after the other: the others keep quorum."""
    for node in three:
        write(node, text(node).replace("corosync_votequorum\n", "corosync_votequorum\n  wait_for_all: 1\n"))
    three[1].output("corosync-cfgtool", "-R")
    for node in three:
        [note] = re.findall("^Note: .*wait_for_all is on .*: (.*)$", status(node).stdout, re.MULTILINE)
        three.site.disturb()
        node.output(*note.split())
        three.wait_members(node.id, [1, 2, 3])
        assert all(map(is_quorate, three))
        assert not status(node).stdout.count("Note: ")


DEVICE_UNIT = "quorate-device.service"
DEVICE = "  device {\n    model: quorate\n    votes: 3\n    sync_timeout: 8000\n  }"


def test_the_device_is_a_service(make_cluster: Any) -> None:
    """Its unit: started, reloaded, restarted when it dies or hangs, and stopped before corosync, so that its node
    leaves."""
    cluster: Cluster = make_cluster(3, quorum=DEVICE, units=["corosync"])
    one, two, three = cluster
    said = [told(node)["corosync"]["quorate"] for node in cluster]
    assert said == [False, False, False]
    # Here 30 s would be long.
    put(two, f"/run/units/{DEVICE_UNIT}.d/watchdog.conf", "[Service]\nWatchdogSec=5\n")
    two.output("systemctl", "daemon-reload")
    for node in cluster:
        options = 'QUORATE_DEVICE_OPTIONS="--allow-downscale --no-fence"'
        node.output("sh", "-c", f"echo '{options}' >/etc/default/quorate-device")
        [advice] = [advice for advice in told(node)["advice"] if advice["code"] == "restore_device"]
        [command] = advice["commands"]
        assert command == "systemctl start quorate-device"
        node.output(*command.split())

    def voting(*nodes: Node) -> None:
        for node in nodes:
            wait_until("votes", lambda: node.device().get("total_votes") == len(nodes), cluster.evidence)
            wait_until("corosync follows", lambda: is_quorate(node), cluster.evidence)

    voting(one, two, three)
    lost = "This node is within the non-primary component"
    gaps = one.log("corosync.log").count(lost)
    [pid] = one.processes("device")
    one.output("systemctl", "reload", "quorate-device")
    wait_until("it starts anew", lambda: one.log("service1.log").count("node 1 joined") == 2, cluster.evidence)
    assert one.processes("device") == [pid]
    one.output("systemctl", "kill", "--signal=KILL", "quorate-device")
    wait_until("it is back", lambda: one.processes("device") not in ([], [pid]), cluster.evidence)
    voting(one, two, three)
    assert one.output("systemctl", "show", "--property=StatusText", "--value", DEVICE_UNIT).startswith("quorate: ")
    [pid] = two.processes("device")
    two.freeze("device")
    wait_until("the watchdog ends it", lambda: two.processes("device") not in ([], [pid]), cluster.evidence)
    voting(one, two, three)
    for node, rest in [(three, [one, two]), (two, [one])]:
        cluster.site.disturb()
        node.output("systemctl", "stop", "corosync")
        agreed = "the others have agreed that this node votes no more"
        assert agreed in node.log("service1.log"), node.log("service1.log")
        cluster.wait_members(1, [each.id for each in rest])
        voting(*rest)
    assert one.log("corosync.log").count(lost) == gaps


def over_ssh(machine: Node, block: str) -> None:
    """The commands of the manual page for all nodes, from one of them."""
    machine.output("sh", "-ec", "cd /etc/quorate\n" + block.replace("pve1 pve2", f"{NAMES} node3"))


def test_a_witness_for_users_of_pvecm_and_pcs(three: Cluster) -> None:
    """By the manual page of `quorate witness`, step by step: its service, which for this once runs on node 3, gets the
    certificates, restarts when it dies, and remembers. It is added as users of pvecm do, but for /etc/pve; then pcs
    adds it, shows it and removes it. The last test of this cluster: pcs writes corosync.conf anew, in its own form."""
    machine, service = three[3], "quorate-witness.service"
    unit = f"/run/units/{service}"
    export = manual(three, "pkcs12 -export").splitlines()[0]
    make = manual(three, "-x509").replace("CN=lab", "CN=quorate")
    in_folder(machine, Path("/etc"), "mkdir quorate", f"cd quorate\n{make}{export}")
    put(machine, "/etc/default/quorate-witness", 'QUORATE_WITNESS_OPTIONS="--cluster quorate=1,2,3"\n')
    put(machine, f"{unit}.d/override.conf", manual(three, "LoadCredential"))
    machine.output("systemctl", "daemon-reload")
    assert machine.run("systemd-analyze", "verify", "--man=no", unit).stderr == ""
    machine.output("systemctl", "start", service, "pcsd")
    put(machine, ".ssh/config", "StrictHostKeyChecking no\nLogLevel ERROR\n")
    machine.output("systemctl", "start", "ssh")
    over_ssh(machine, manual(three, "scp ca.pem").replace("apt-get install --yes", "which"))

    def counted(votes: int) -> None:
        for node in three:
            said = f"node {node.id} counts {votes} votes"
            is_so = lambda: (quorum := node.quorum()) is not None and quorum.total_votes == votes  # noqa: E731
            wait_until(said, is_so, lambda: machine.log("witness.log") + three.evidence())

    before = [text(node) for node in three]
    device = manual(three, "host: witness.example.com").replace("witness.example.com", machine.address)
    for node, was in zip(three, before):
        write(node, was.replace("corosync_votequorum\n", f"corosync_votequorum\n{device}"))
    machine.output("corosync-cfgtool", "-R")
    enable = manual(three, "enable --now corosync-qdevice; done")
    over_ssh(machine, enable)
    counted(4)
    over_ssh(machine, enable.replace("enable", "disable"))
    for node, was in zip(three, before):
        write(node, was)
    machine.output("corosync-cfgtool", "-R")
    counted(3)

    host = manual(three, "pcs --corosync_conf").replace("witness.example.com", machine.address)
    three[1].output("sh", "-ec", host)
    for node in three:
        node.output("systemctl", "enable", "--now", "corosync-qdevice")
    counted(4)
    assert re.search(r"State:\s+Connected", three[1].output("pcs", "quorum", "device", "status"))
    clients = json.loads(machine.output("quorate", "witness", "status", "--json"))["clusters"]["quorate"]
    assert [(client["node"], client["vote"], client["certificate"]) for client in clients] == [
        (node.id, "ack", True) for node in three
    ]
    first = main_pid(machine, service)
    assert re.search(r"^Uid:\t(?!0\t)", machine.output("cat", f"/proc/{first}/status"), re.MULTILINE)
    machine.output("systemctl", "reload", service)
    machine.output("systemctl", "kill", "--signal=KILL", service)
    wait_until("it is back", lambda: main_pid(machine, service) not in ("0", first), three.evidence)
    counted(4)
    log = machine.log("witness.log")
    assert log.count("the certificates were read again") == 1 and log.count("who has votes is not known") == 1
    three[1].output("pcs", "quorum", "device", "remove")
    counted(3)
    assert three[2].run("ls", "/etc/corosync/qdevice/net/nssdb").returncode != 0
    machine.output("systemctl", "stop", service, "pcsd")
    assert machine.run("ls", "/run/quorate-witness").returncode != 0


def main_pid(node: Node, service: str) -> str:
    return node.output("systemctl", "show", "--property=MainPID", "--value", service).strip()
