"""The power survey: what the power of these nodes is, all asked at the same time. It never switches anything.

A node is off if no device says that it is on, and all power devices of at least one fencing level say that it is
off: with exit status 2, and in words. (A level is what cuts a node's power completely, such as both outlets of a node
with two power supplies.) Gates, watchdogs and devices that cut a node off its storage are not asked: none of them
knows its power.
"""

import queue
import re
import shlex
import threading
from typing import Callable, Dict, List, Mapping, NamedTuple

from quorate.pacemaker.agent import STATUS_OFF, STATUS_ON, Metadata, listed_nodes, power_status, read_metadata
from quorate.pacemaker.command import Finished, PacemakerError, one_line, run
from quorate.pacemaker.devices import Device, Devices

WORKERS_MAX = 16
# Not a part of --power-off, and the like.
OFF, ON = (re.compile(rf"(?<![\w-]){word}(?![\w-])", re.IGNORECASE) for word in ("off", "on"))


class Power(NamedTuple):
    """'on', 'off' or 'unknown', and who says so or why not."""

    state: str
    why: str


def survey_by_command(command: str, nodes: Mapping[int, str], timeout: float) -> Dict[int, Power]:
    """Asks a command of the admin's for each node (nodeid: name), which ends as fence agents do. {name} and {nodeid}
    in its words are replaced."""

    def ask(nodeid: int) -> Power:
        words = [word.format(name=nodes[nodeid], nodeid=nodeid) for word in shlex.split(command)]
        return _power(words[0], run(words, timeout))

    return _all(nodes, ask)


def check_command(command: str) -> None:
    """Raises ValueError with a sentence for a command that could never run."""
    words = shlex.split(command)
    if not words:
        raise ValueError("the command is empty")
    try:
        formatted = [word.format(name="name", nodeid=1) for word in words]
    except (KeyError, IndexError, AttributeError):
        raise ValueError("only {name} and {nodeid} are replaced; write {{ and }} for braces") from None
    if formatted == words:
        raise ValueError("it has neither {name} nor {nodeid}, so it asks the same for all nodes")


def survey(devices: Devices, nodes: Mapping[int, str], timeout: float) -> Dict[int, Power]:
    """Asks the fence devices of Pacemaker's configuration for each node (nodeid: name)."""
    return _all(nodes, lambda nodeid: _ask_devices(devices, nodeid, nodes[nodeid], timeout))


def fencing_proves_off(devices: Devices, node: str, timeout: float) -> str:
    """Empty if a successful fencing means that the node was off, else why it may not: a level on which only gates
    or storage devices are succeeds without that."""
    levels = devices.levels(node, lambda device: _lists(device, node, timeout))
    if not levels:
        return "" if devices.watchdog_fences else f"no fence device is known to have node {node}"
    for level in levels:
        isolating = [device for device in level.devices if _isolates(device, timeout)]
        # Without a topology Pacemaker takes any one device.
        enough = len(isolating) == len(level.devices) if level.number == 0 else bool(isolating)
        if not enough:
            names = ", ".join(device.name for device in level.devices if device not in isolating)
            return f"fencing of {node} may succeed with {names} alone, without a change of its power"
    return ""


def _all(nodes: Mapping[int, str], ask: Callable[[int], Power]) -> Dict[int, Power]:
    answers: Dict[int, Power] = {}
    waiting: "queue.Queue[int]" = queue.Queue()
    for nodeid in nodes:
        waiting.put(nodeid)

    def work() -> None:
        while True:
            try:
                nodeid = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                answers[nodeid] = ask(nodeid)
            except Exception as error:
                answers[nodeid] = Power("unknown", str(error) or type(error).__name__)

    # A pool's threads would hold up the end of the process until the last answer.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(WORKERS_MAX, len(nodes)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {nodeid: answers[nodeid] for nodeid in nodes}


def _ask_devices(devices: Devices, nodeid: int, name: str, timeout: float) -> Power:
    # Pacemaker's own name for the node, should the nodelist of corosync.conf have another.
    node = devices.names.get(str(nodeid)) or name
    answers: List[List[Power]] = []
    problems: List[str] = []
    for level in devices.levels(node, lambda device: _lists(device, node, timeout)):
        powers = []
        for device in level.devices:
            if device.is_gate or device.is_watchdog:
                continue
            power = _ask_device(device, node, nodeid, timeout)
            if power.state == "on":
                return power
            powers.append(power)
        problems += [power.why for power in powers if power.state != "off"]
        answers.append(powers)
    for powers in answers:
        if powers and all(power.state == "off" for power in powers):
            return Power("off", "; ".join(power.why for power in powers))
    return Power("unknown", "; ".join(problems) or f"no fence device can tell the power of {node}")


def _ask_device(device: Device, node: str, nodeid: int, timeout: float) -> Power:
    try:
        if device.problem:
            return Power("unknown", f"device {device.name}: {device.problem}")
        metadata = _metadata(device.agent, timeout)
        if not metadata.tells_power:
            return Power("unknown", f"device {device.name}: {device.agent} does not know a node's power")
        power = _power(f"device {device.name}", power_status(device, metadata, node, nodeid, timeout))
        if power.state == "off" and device.takes_missing_as_off:
            why = f"device {device.name} says off, as it does of a plug that is not there (missing_as_off)"
            return Power("unknown", why)
        return power
    except PacemakerError as error:
        return Power("unknown", f"device {device.name}: {error}")


def _lists(device: Device, node: str, timeout: float) -> bool:
    """Whether the agent says that it has the node, where the configuration does not."""
    try:
        return "list" in _metadata(device.agent, timeout).actions and node in listed_nodes(device, timeout)
    except PacemakerError:
        return False


def _isolates(device: Device, timeout: float) -> bool:
    # A fencing of a plug that is not there succeeds with missing_as_off.
    if device.is_gate or device.problem or device.takes_missing_as_off:
        return False
    if device.is_watchdog:
        return True
    try:
        metadata = _metadata(device.agent, timeout)
    except PacemakerError:
        return False
    return "reboot" in metadata.actions and not metadata.is_fabric


_known: Dict[str, Metadata] = {}


def _metadata(agent: str, timeout: float) -> Metadata:
    if agent not in _known:
        _known[agent] = read_metadata(agent, timeout)
    return _known[agent]


def _power(who: str, finished: Finished) -> Power:
    """Shells, interpreters, option parsers and curl, too, end with 2 where they fail; then they do not say off."""
    if finished.status == STATUS_ON:
        return Power("on", f"{who} says on")
    if finished.status != STATUS_OFF:
        return Power("unknown", f"{who} does not know (exit status {finished.status})")
    text = finished.stdout.decode("utf-8", "replace")
    if OFF.search(text) and not ON.search(text):
        return Power("off", f"{who} says off")
    seen = one_line(finished.stdout) or finished.stderr
    why = f"exit status 2, but its output does not say off ({seen or 'it is empty'})"
    return Power("unknown", f"{who} does not know: {why}")
