"""What the manual pages have for users of pcs, crmsh and Proxmox VE, run with pcs and crmsh; and the units."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Dict, Tuple

import pytest

import test_commands_start
from agent_process import site, tool
from arbiter import MANUALS, blocks, manual
from lab import Cluster, Node, wait_until
from lab.pacemaker import fence_device
from test_commands_start import put, stop_both
from test_live_drift import text, write

SOURCES = Path(__file__).resolve().parents[2]
SSH = "StrictHostKeyChecking no\nLogLevel ERROR\n"
tools_on_two = test_commands_start.three
# Every block for these users: the page, and a word of it that no other block there has.
SETUP = ("quorate.8", "--corosync_conf")
START_PCS, START_CRM = ("quorate.8", "pcs cluster start"), ("quorate.8", "crm cluster start")
DEVICE_PCS, PROXMOX = ("quorate.8", "pcs cluster sync"), ("quorate.8", "/etc/pve")
GATE_PCS, GATE_CRM = ("fence_quorate.8", "pcs stonith create"), ("fence_quorate.8", "crm configure primitive")
GATE_TWO = ("fence_quorate.8", "pcs stonith level add 2")
# Run in test_commands_start.py.
WITNESS = [("quorate-witness.8", word) for word in ("pcs --corosync_conf", "scp ca.pem", "systemctl enable")]
TRIED = [SETUP, START_PCS, START_CRM, DEVICE_PCS, PROXMOX, GATE_PCS, GATE_CRM, GATE_TWO, *WITNESS]


@pytest.fixture(scope="module")
def three(tools_on_two: Cluster) -> Cluster:
    """Each node may ask the tools' daemons of all."""
    for node in tools_on_two:
        put(node, ".ssh/config", SSH)
    tools_on_two[3].output("systemctl", "start", "pcsd", "ssh")
    return tools_on_two


def test_every_block_is_tried() -> None:
    for page in (site() / MANUALS).iterdir():
        for block in blocks(page):
            named = [entry for entry in TRIED if entry[0] == page.name and entry[1] in block]
            assert len(named) == bool(re.search(r"(^|&& )(pcs|crm) |pve", block, re.MULTILINE)), block


@pytest.mark.parametrize("unit", ["quorate-device", "quorate-witness"])
def test_a_unit_leaves_little(unit: str) -> None:
    """Less than 3.0, in tenths."""
    path = SOURCES / "python" / "data" / "data" / "lib" / "systemd" / "system" / f"{unit}.service"
    analyze = [tool("systemd-analyze", "systemd"), "security", "--offline=true", "--threshold=29", "--no-pager"]
    done = subprocess.run([*analyze, str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    assert done.returncode == 0 and "Overall exposure level" in done.stdout, done.stdout


def test_pcs_writes_what_quorate_looks_at(tmp_path: Path) -> None:
    page, word = SETUP
    [script] = [block for block in blocks(site() / MANUALS / page) if word in block]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", script], cwd=tmp_path, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done
    assert "name: alpha" in (tmp_path / "corosync.conf").read_text()
    assert "if node alpha or beta fails, the other stays quorate" in done.stdout
    # Of what-if.
    assert "may fail at once" in done.stdout


def block(cluster: Cluster, entry: Tuple[str, str]) -> str:
    """With the names of the cluster's nodes."""
    page, word = entry
    return manual(cluster, word, page).replace("alpha", "node1").replace("beta", "node2")


def run_there(node: Node, script: str) -> None:
    node.output("sh", "-ec", script)


def all_count(cluster: Cluster, votes: int) -> None:
    def counts(node: Node) -> bool:
        quorum = node.quorum()
        return quorum is not None and quorum.quorate and quorum.total_votes == votes

    for node in cluster:
        wait_until(f"{node.name} counts {votes} votes", lambda: counts(node), cluster.evidence)


@pytest.mark.long
@pytest.mark.parametrize("entry", [START_PCS, START_CRM])
def test_a_cluster_is_started(three: Cluster, entry: "Tuple[str, str]") -> None:
    node = three[3]
    stop_both(three)
    run_there(node, block(three, entry).splitlines()[0])
    three.wait_members(3, [1, 2, 3])
    # Pacemaker, too.
    three.wait_together()


def levels(node: Node) -> Dict[Tuple[str, str], str]:
    """The devices of each node's fencing levels."""
    answer = ElementTree.fromstring(node.output("cibadmin", "--query", "--scope=fencing-topology"))
    found = [(level.get("target", ""), level.get("index", ""), level.get("devices", "")) for level in answer]
    return {(target, index): devices for target, index, devices in found}


@pytest.mark.long
def test_the_gate_comes_first(three: Cluster) -> None:
    """By pcs, which README has, too, and by crmsh; then, by both, on a second level."""
    one = three[1]
    one.output("pcs", "stonith", "level", "clear")
    for id in ("bmc-node1", "bmc-node2", "pdu-node1", "pdu-node2"):
        options = {"socket": str(three.bmc.socket), "pcmk_host_list": id[4:]}
        device = fence_device(id, "fence_testbmc", options)
        one.output("cibadmin", "--create", "--scope=resources", "--xml-text", device)
    first = {(node, "1"): f"gate,bmc-{node}" for node in ("node1", "node2")}
    assert "".join(block(three, GATE_PCS).replace("\\\n", "").split()) in "".join(
        (SOURCES / "README.md").read_text().replace("alpha", "node1").replace("beta", "node2").split()
    )
    run_there(one, block(three, GATE_PCS))
    three.wait_pacemaker(1, online=[1, 2, 3], resources=["gate"])
    assert levels(one) == first
    one.output("pcs", "stonith", "level", "clear")
    one.output("pcs", "stonith", "delete", "gate")
    run_there(one, block(three, GATE_CRM))
    three.wait_pacemaker(1, online=[1, 2, 3], resources=["gate"])
    assert levels(one) == first
    pcs, crm = block(three, GATE_TWO).split("\n", 1)
    run_there(one, pcs)
    assert levels(one) == {**first, ("node1", "2"): "gate,pdu-node1"}
    run_there(one, crm)
    second = {(node, "2"): f"gate,pdu-{node}" for node in ("node1", "node2")}
    assert levels(one) == {**first, **second}


# Where there is no Proxmox, its files are plain ones, and the editor is this.
EDITOR = """mkdir /etc/pve && cp /etc/corosync/corosync.conf /etc/pve
editor() { sed -i 's/^totem {/&\\n  config_version: 2/' "$1"; }
"""


@pytest.mark.long
def test_a_copy_is_looked_at_before_it_counts(three: Cluster) -> None:
    one = three[1]
    run_there(one, EDITOR + block(three, PROXMOX))
    assert "config_version: 2" in one.output("cat", "/etc/pve/corosync.conf")
    assert one.run("ls", "/etc/pve/corosync.conf.new").returncode != 0


@pytest.mark.long
def test_the_device_is_added_with_pcs_and_taken_out_with_crm(three: Cluster) -> None:
    """The last test of this cluster: all nodes have one file then, which names one node's log."""
    one, before = three[1], text(three[1])
    section = manual(three, "model: quorate", "quorate-device.8")
    write(one, re.sub(r"^quorum \{.*?^\}\n", section, before, flags=re.MULTILINE | re.DOTALL))
    run_there(one, block(three, DEVICE_PCS))
    assert [text(node) for node in three] == [text(one)] * 3
    for node in three:
        node.output("systemctl", "enable", "--now", "quorate-device")
    all_count(three, 6)
    for node in three:
        node.output("systemctl", "disable", "--now", "quorate-device")
    write(one, before)
    run_there(one, block(three, START_CRM).splitlines()[1])
    assert [text(node) for node in three] == [before] * 3
    all_count(three, 3)
