"""Pacemaker's side of a cluster: its configuration, and what it says of nodes, resources and fencing."""

import re
import xml.etree.ElementTree as ElementTree
from typing import Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple
from xml.sax.saxutils import quoteattr

from .node import Node

# As Pacemaker 2.0.5 has it, and newer ones take it. Pacemaker 3.0.0 gives a node no fence
# device if it is not listed from the start.
CIB = """<cib crm_feature_set="3.6.0" validate-with="pacemaker-3.5" epoch="1" num_updates="0" admin_epoch="0">
<configuration>
<crm_config><cluster_property_set id="properties">{properties}</cluster_property_set></crm_config>
<nodes>{nodes}</nodes>
<resources>{resources}</resources>
<constraints/>
{topology}
</configuration>
<status/>
</cib>
"""
# dc-deadtime: a cluster that is new has a coordinator after 2 s, not after 20.
PROPERTIES = {"dc-deadtime": "2s", "stonith-enabled": "true", "stonith-timeout": "60s", "startup-fencing": "false"}
# Refused once is refused; and the gate has no port (fence_quorate(8)).
GATE = {"pcmk_off_retries": "1", "pcmk_host_argument": "none"}


class Pacemaker(NamedTuple):
    """What a cluster runs besides corosync: fence_testbmc as `bmc`, fence_quorate as `gate`, a resource `work`."""

    # The options of fence_quorate; None: no gate.
    gate: Optional[Mapping[str, str]] = None
    # The fencing levels of every node, each a list of devices.
    levels: Sequence[str] = ("gate,bmc",)
    properties: Mapping[str, str] = {}

    def cib(self, names: Sequence[str], socket: object) -> str:
        bmc = {"socket": str(socket), "pcmk_host_list": " ".join(names)}
        resources = fence_device("bmc", "fence_testbmc", bmc)
        if self.gate is not None:
            resources += fence_device("gate", "fence_quorate", {**GATE, **self.gate})
        resources += WORK
        return CIB.format(
            nodes="".join(f'<node id="{id}" uname="{name}"/>' for id, name in enumerate(names, start=1)),
            properties=pairs("property", {**PROPERTIES, **self.properties}),
            resources=resources,
            topology=topology(names, self.levels),
        )


WORK = """<primitive id="work" class="ocf" provider="pacemaker" type="Dummy"><instance_attributes id="work-options">
<nvpair id="work-state" name="state" value="/run/work.state"/></instance_attributes>
<operations><op id="work-monitor" name="monitor" interval="5s"/></operations></primitive>
"""


def pairs(prefix: str, values: Mapping[str, str]) -> str:
    return "".join(
        f"<nvpair id={quoteattr(f'{prefix}-{name}')} name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in values.items()
    )


def fence_device(id: str, agent: str, options: Mapping[str, str]) -> str:
    return (
        f'<primitive id="{id}" class="stonith" type="{agent}">'
        f'<instance_attributes id="{id}-options">{pairs(id, options)}</instance_attributes>'
        f'<operations><op id="{id}-monitor" name="monitor" interval="20s" timeout="60s"/></operations></primitive>\n'
    )


def topology(names: Sequence[str], levels: Sequence[str]) -> str:
    return "<fencing-topology>{}</fencing-topology>".format(
        "".join(
            f'<fencing-level id="level-{name}-{index}" target="{name}" index="{index}" devices="{devices}"/>'
            for name in names
            for index, devices in enumerate(levels, start=1)
        )
    )


class Picture(NamedTuple):
    """What crm_mon says on a node."""

    quorate: bool
    online: Tuple[str, ...]
    unclean: Tuple[str, ...]
    # Where each resource is started.
    running: Dict[str, Tuple[str, ...]]


def picture(node: Node) -> Optional[Picture]:
    """What Pacemaker knows on this node; None while it does not answer."""
    if not node.is_on:
        return None
    done = node.run("crm_mon", "--one-shot", "--output-as=xml")
    try:
        root = ElementTree.fromstring(done.stdout)
    except ElementTree.ParseError:
        return None
    current = root.find("summary/current_dc")
    if current is None or current.get("present") != "true":
        return None
    nodes = root.findall("nodes/node")
    running = {}
    for resource in root.iter("resource"):
        if resource.get("role") == "Started":
            where = tuple(sorted(node.get("name", "?") for node in resource.findall("node")))
            running[resource.get("id", "?")] = where
    return Picture(
        quorate=current.get("with_quorum") == "true",
        online=tuple(sorted(node.get("name", "?") for node in nodes if node.get("online") == "true")),
        unclean=tuple(sorted(node.get("name", "?") for node in nodes if node.get("unclean") == "true")),
        running=running,
    )


# "... pacemaker-fenced [57] ... fence_quorate[123] stderr: [ 2026-11-22 01:00:00,000 ERROR: fencing of ... ]"
GATE_LINE = re.compile(r"fence_quorate\[\d+\] [a-z]+: \[ [^]]*?(?:ERROR|INFO): (.*?) ?\]?$", re.MULTILINE)


def wanted(node: Node, target: str, since: int = 0) -> bool:
    """Whether this node's Pacemaker asked for the fencing of target, from this length of pacemaker.log on."""
    line = rf"Requesting fencing \(\w+\) (?:of|targeting) node {target}\b"
    return re.search(line, node.log("pacemaker.log")[since:]) is not None


def gate_lines(node: Node, since: int = 0) -> List[str]:
    """What fence_quorate said on this node, from this length of pacemaker.log on."""
    return GATE_LINE.findall(node.log("pacemaker.log")[since:])
