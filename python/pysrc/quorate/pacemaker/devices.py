"""The fence devices in Pacemaker's configuration: which can tell the power of which node, on which fencing level.

cibadmin reads the configuration of this node's Pacemaker, with or without quorum. A device whose parameters cannot
be told for sure (rules that depend on time or node) is kept, and marked: it proves nothing.
"""

import re
from typing import Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple
from xml.etree.ElementTree import Element

from quorate.pacemaker import xml
from quorate.pacemaker.command import PacemakerError, run

COMMAND = ["cibadmin", "--query", "--local"]
# They decide whether a node may be fenced, or tell that it cannot work; its power stays as it is.
GATES = ("fence_quorate", "fence_heuristics_", "fence_kdump")
# Fencing by a node's own watchdog: it has reset, but there is no power status to ask for.
WATCHDOGS = ("fence_sbd", "fence_watchdog", "external/sbd")


class Device(NamedTuple):
    """A fence device: its agent, its parameters (secrets among them), and why it cannot be used."""

    name: str
    agent: str
    parameters: Dict[str, str]
    problem: str

    @property
    def is_gate(self) -> bool:
        return self.agent.startswith(GATES)

    @property
    def is_watchdog(self) -> bool:
        return self.agent.startswith(WATCHDOGS)

    @property
    def takes_missing_as_off(self) -> bool:
        """The agent takes a plug that it does not find, a mistyped one perhaps, for off."""
        texts = [text for key, text in self.parameters.items() if key.replace("-", "_") == "missing_as_off"]
        return any(text.strip().lower() not in ("", "0", "no", "off", "false") for text in texts)

    def plug_of(self, node: str) -> Optional[str]:
        """The outlet of the node where the device has it by a list or a map; None if not there."""
        plug = host_map(self.parameters.get("pcmk_host_map", "")).get(node)
        if plug is None and node in host_list(self.parameters.get("pcmk_host_list", "")):
            return node
        return plug

    @property
    def is_unlisted(self) -> bool:
        """Nothing in the configuration says which nodes it has; the agent may list them."""
        listed = ("pcmk_host_map", "pcmk_host_list")
        check = self.parameters.get("pcmk_host_check", "dynamic-list")
        return check == "dynamic-list" and not any(self.parameters.get(key) for key in listed)

    def __repr__(self) -> str:
        """Without parameters: they may be secret."""
        return f"Device({self.name!r}, {self.agent!r})"


class Level(NamedTuple):
    """Devices that fence a node together, all of them; number 0 where there is no topology."""

    number: int
    devices: Tuple[Device, ...]


class Devices:
    """The configuration, as far as it concerns fencing."""

    def __init__(self, root: Element) -> None:
        self.names = {node.get("id", ""): node.get("uname", "") for node in root.iterfind("./configuration/nodes/node")}
        properties = root.iterfind("./configuration/crm_config/cluster_property_set/nvpair")
        self._properties = {pair.get("name", ""): pair.get("value", "") for pair in properties}
        self.devices = {device.name: device for device in _devices(root)}
        self._levels = list(root.iterfind("./configuration/fencing-topology/fencing-level"))
        self._attributes = {node.get("uname", ""): _pairs(node) for node in root.iterfind("./configuration/nodes/node")}

    def levels(self, node: str, lists: Callable[[Device], bool] = lambda device: False) -> List[Level]:
        """The node's levels, the first first. Without a topology all devices that have the node are one level; lists
        says whether an unlisted device has it."""
        found: Dict[int, List[Device]] = {}
        for element in self._levels:
            if not self._is_target(element, node):
                continue
            names = [name.strip() for name in element.get("devices", "").split(",") if name.strip()]
            missing = [Device(name, "", {}, "there is no such device") for name in names if name not in self.devices]
            known = [self.devices[name] for name in names if name in self.devices]
            index = element.get("index", "")
            found.setdefault(int(index) if index.isdigit() else 1, []).extend(known + missing)
        if found:
            return [Level(number, tuple(devices)) for number, devices in sorted(found.items())]
        devices = tuple(device for device in self.devices.values() if _has(device, node, lists))
        return [Level(0, devices)] if devices else []

    @property
    def watchdog_fences(self) -> bool:
        """Nodes without a device are taken for reset after stonith-watchdog-timeout."""
        return self._properties.get("stonith-watchdog-timeout", "0").strip() not in ("", "0", "0s", "0ms")

    def _is_target(self, element: Element, node: str) -> bool:
        target, pattern = element.get("target"), element.get("target-pattern")
        if target is not None:
            return target.lower() == node.lower()
        if pattern is not None:
            try:
                return re.search(pattern, node) is not None
            except re.error:
                return False
        attribute, value = element.get("target-attribute"), element.get("target-value")
        has = self._attributes.get(node, {})
        return attribute is not None and attribute in has and has[attribute] == value


def _has(device: Device, node: str, lists: Callable[[Device], bool]) -> bool:
    if device.plug_of(node) is not None or device.parameters.get("pcmk_host_check") == "none":
        return True
    return device.is_unlisted and not device.is_gate and lists(device)


def read_devices(timeout: float) -> Devices:
    finished = run(COMMAND, timeout)
    if finished.status != 0:
        why = finished.stderr or f"exit status {finished.status}"
        raise PacemakerError(f"Pacemaker does not answer; is it running? ({COMMAND[0]}: {why})")
    return parse_devices(finished.stdout)


def parse_devices(text: bytes) -> Devices:
    root = xml.parse(COMMAND[0], text)
    if root.tag != "cib":
        raise PacemakerError(f"{COMMAND[0]}: the answer is <{root.tag}>, not <cib>")
    return Devices(root)


def _devices(root: Element) -> Iterable[Device]:
    templates = {template.get("id"): template for template in root.iterfind("./configuration/resources/template")}
    by_id = {element.get("id"): element for element in root.iter("instance_attributes") if element.get("id")}
    for primitive in root.iterfind("./configuration/resources//primitive"):
        template = templates.get(primitive.get("template"))
        sources = [primitive] if template is None else [primitive, template]
        if _first(sources, "class") != "stonith":
            continue
        own = [child for source in sources for child in source.iterfind("instance_attributes")]
        sets = [by_id.get(child.get("id-ref"), child) for child in own]
        # The first that has a value wins: the device's own sets come before those of its template.
        parameters: Dict[str, str] = {}
        for element in sets:
            parameters = {**_nvpairs(element), **parameters}
        yield Device(primitive.get("id", ""), _first(sources, "type"), parameters, _problem(sets))


def _first(sources: List[Element], key: str) -> str:
    return next((source.get(key, "") for source in sources if source.get(key)), "")


def _problem(sets: List[Element]) -> str:
    if any(next(element.iter("rule"), None) is not None for element in sets):
        return "its parameters depend on a rule"
    if len(sets) > 1 and any(element.get("score") for element in sets):
        return "its parameters are in sets with scores"
    return ""


def _pairs(node: Element) -> Dict[str, str]:
    found: Dict[str, str] = {}
    for element in node.iterfind("instance_attributes"):
        found.update(_nvpairs(element))
    return found


def _nvpairs(element: Element) -> Dict[str, str]:
    return {pair.get("name", ""): pair.get("value", "") for pair in element.iterfind("nvpair") if pair.get("name")}


def host_list(text: str) -> List[str]:
    """pcmk_host_list: names between blanks, commas or semicolons."""
    return [name for name in re.split(r"[\s,;]+", text) if name]


def host_map(text: str) -> Dict[str, str]:
    """pcmk_host_map: 'node1:1;node2:2,3', each the node's name and its outlets."""
    found: Dict[str, str] = {}
    for pair in re.split(r"[\s;]+", text):
        name, separator, plug = re.sub(r"\\(.)", r"\1", pair).partition(":" if ":" in pair else "=")
        if separator and name and plug:
            found[name] = plug
    return found
