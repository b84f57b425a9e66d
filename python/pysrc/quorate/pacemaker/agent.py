"""Asks one fence agent what the power of one node is. Agents read key=value lines on stdin; arguments would show
secrets to everyone."""

import os
import re
from typing import Dict, FrozenSet, NamedTuple, Optional

from quorate.pacemaker import xml
from quorate.pacemaker.command import Finished, PacemakerError, run
from quorate.pacemaker.devices import Device

STATUS_ON, STATUS_OFF = 0, 2
SECRETS = "/var/lib/pacemaker/lrm/secrets"
# Pacemaker keeps these to itself.
OWN = re.compile(r"pcmk_|crm_|provides$|stonith-timeout$|priority$")


class Metadata(NamedTuple):
    """What the agent says of itself."""

    actions: FrozenSet[str]
    parameters: FrozenSet[str]
    is_fabric: bool

    @property
    def tells_power(self) -> bool:
        """A status of fabric agents is of a node's access to storage: the node may run."""
        return "status" in self.actions and "reboot" in self.actions and not self.is_fabric


def read_metadata(agent: str, timeout: float) -> Metadata:
    if not re.fullmatch(r"fence_[A-Za-z0-9_.-]+", agent):
        raise PacemakerError(f"{agent}: only agents of the kind fence_... can be asked for a status")
    finished = run([agent], timeout, b"action=metadata\n")
    if finished.status != 0:
        raise PacemakerError(f"{agent}: no metadata: exit status {finished.status}")
    return parse_metadata(agent, finished.stdout)


def parse_metadata(agent: str, text: bytes) -> Metadata:
    root = xml.parse(agent, text)
    actions = list(root.iterfind("./actions/action"))
    return Metadata(
        actions=frozenset(action.get("name", "") for action in actions),
        parameters=frozenset(element.get("name", "") for element in root.iterfind("./parameters/parameter")),
        is_fabric=any(action.get("automatic") == "1" for action in actions if action.get("name") == "on"),
    )


def power_status(device: Device, metadata: Metadata, node: str, nodeid: int, timeout: float) -> Finished:
    """Agents on the fencing library print `Status: ON` and end with 0, or `Status: OFF` and 2."""
    return run([device.agent], timeout, _lines(device, arguments(device, metadata, node, nodeid)))


def listed_nodes(device: Device, timeout: float) -> FrozenSet[str]:
    """The nodes that the agent itself lists: a line each, an outlet and perhaps its name."""
    given = {**own_parameters(device), "action": device.parameters.get("pcmk_list_action", "list")}
    finished = run([device.agent], timeout, _lines(device, given))
    if finished.status != 0:
        raise PacemakerError(f"device {device.name}: its list of nodes: exit status {finished.status}")
    text = finished.stdout.decode("utf-8", "replace")
    return frozenset(word.strip() for line in text.splitlines() for word in line.split(",")[:2])


def own_parameters(device: Device) -> Dict[str, str]:
    """The configuration's, without those that Pacemaker keeps to itself."""
    return {key: _revealed(device, key, value) for key, value in device.parameters.items() if not OWN.match(key)}


def arguments(device: Device, metadata: Metadata, node: str, nodeid: int) -> Dict[str, str]:
    """What Pacemaker would give the agent for this node."""
    pcmk = device.parameters
    given = own_parameters(device)
    given["action"] = pcmk.get("pcmk_status_action", "status")
    given["nodename"] = node
    if "nodeid" in metadata.parameters:
        given.setdefault("nodeid", str(nodeid))
    key = pcmk.get("pcmk_host_argument") or _plug_argument(metadata)
    if key is not None and key != "none" and given.get(key, "dynamic") == "dynamic":
        given[key] = device.plug_of(node) or node
    return given


def _lines(device: Device, given: Dict[str, str]) -> bytes:
    broken = [key for key, value in given.items() if "\n" in key + value or "=" in key]
    if broken:
        raise PacemakerError(f"device {device.name}: the parameter {broken[0]!r} has a line feed or an = in its name")
    return "".join(f"{key}={value}\n" for key, value in given.items()).encode()


def _plug_argument(metadata: Metadata) -> Optional[str]:
    return next((key for key in ("plug", "port") if key in metadata.parameters), None)


def _revealed(device: Device, key: str, value: str) -> str:
    """'lrm://' stands for a secret that crm_resource or cibsecret stored on this node."""
    if not value.startswith("lrm://"):
        return value
    path = os.path.join(SECRETS, device.name, key)
    try:
        with open(path, encoding="utf-8") as file:
            return file.readline().rstrip("\n")
    except (OSError, UnicodeDecodeError):
        raise PacemakerError(f"device {device.name}: the secret {path} cannot be read") from None
