"""What Pacemaker and its fence devices know of nodes that are gone, without libraries of theirs.

| module | holds |
| --- | --- |
| `command` | runs a program with a deadline, secrets on stdin only |
| `xml` | reads what Pacemaker's programs print |
| `history` | the fencing history: who was fenced, when, with what end |
| `devices` | the CIB's fence devices: which of them power which node, on which fencing level |
| `agent` | asks a fence agent: its metadata, and the power status of one node |
| `power` | the power survey of several nodes at once: on, off or not known |
| `fence` | has Pacemaker fence a node |
"""

from quorate.pacemaker.command import PacemakerError
from quorate.pacemaker.devices import Devices, read_devices
from quorate.pacemaker.fence import fence
from quorate.pacemaker.history import FenceEvent, read_history
from quorate.pacemaker.power import Power, survey, survey_by_command

__all__ = [
    "Devices",
    "FenceEvent",
    "PacemakerError",
    "Power",
    "fence",
    "read_devices",
    "read_history",
    "survey",
    "survey_by_command",
]
