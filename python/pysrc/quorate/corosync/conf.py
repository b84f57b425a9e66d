"""corosync.conf as the running corosync holds it: rebuilt from the configuration map."""

import re
from typing import Any, Dict, List, Mapping

NOT_CONFIG = {"quorum.cancel_wait_for_all"}
"""A command, not a setting."""

NODE_KEYS = ("nodeid", "name", "quorum_votes", "ring0_addr")
TOTEM_KEYS = ("totem.transport", "totem.clear_node_high_bit")
"""What of totem says how nodes are numbered."""
NODE = re.compile(r"nodelist\.node\.(\d+)\.(.+)")
MODEL = re.compile(r"^ {8}model: (.*)$", re.MULTILINE)
DEVICE = re.compile(r"^ {4}device \{\n.*?^ {4}\}\n", re.MULTILINE | re.DOTALL)
UNSAFE = re.compile(r"[\x00-\x1f{}]|^\s|\s$|^$")
"""What a line of corosync.conf cannot hold. Anyone may set strings in the map; none of them counts votes."""


def nodes(keys: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The nodelist: of each node its keys, in the order of the file."""
    found = {}  # type: Dict[int, Dict[str, Any]]
    for key, value in keys.items():
        match = NODE.match(key)
        if match:
            found.setdefault(int(match.group(1)), {})[match.group(2)] = value
    return [found[position] for position in sorted(found)]


def names(keys: Mapping[str, Any]) -> Dict[int, str]:
    """The nodes' names by nodeid, of those that have one."""
    return {
        node["nodeid"]: str(node["name"])
        for node in nodes(keys)
        if isinstance(node.get("nodeid"), int) and node.get("name")
    }


def rebuild(keys: Mapping[str, Any]) -> str:
    """The text, fit for Config.from_corosync_conf."""
    tree = {}  # type: Dict[str, Any]
    for key in sorted(keys):
        if key.startswith("quorum.") and key not in NOT_CONFIG:
            put(tree, key.split(".")[1:], keys[key])
    totem = {key.split(".")[1]: keys[key] for key in TOTEM_KEYS if key in keys}
    lines = section("totem", totem, "") if totem else []
    lines += section("quorum", tree, "")
    lines.append("nodelist {")
    for node in nodes(keys):
        lines += section("node", {key: node[key] for key in NODE_KEYS if key in node}, "    ")
    lines.append("}")
    return "\n".join(lines) + "\n"


def device_model(text: str) -> str:
    """Of a text of rebuild(): the quorum device's model; empty where it has none."""
    match = MODEL.search(text)
    return match.group(1) if match else ""


def without_device(text: str) -> str:
    """A text of rebuild() without the quorum device."""
    return DEVICE.sub("", text)


def put(tree: Dict[str, Any], path: List[str], value: Any) -> None:
    for name in path[:-1]:
        branch = tree.setdefault(name, {})
        if not isinstance(branch, dict):
            return
        tree = branch
    tree.setdefault(path[-1], value)


def section(name: str, tree: Mapping[str, Any], indent: str) -> List[str]:
    lines = [f"{indent}{name} {{"]
    # Values first: some tools read no further than the first subsection.
    for key, value in tree.items():
        if not isinstance(value, dict) and not UNSAFE.search(str(value)):
            lines.append(f"{indent}    {key}: {value}")
    for key, value in tree.items():
        if isinstance(value, dict):
            lines += section(key, value, indent + "    ")
    return lines + [f"{indent}}}"]
