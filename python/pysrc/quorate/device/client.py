"""Asks the daemon of `quorate device` on this node what it knows: one connection, one JSON object.

| key | holds |
| --- | --- |
| version | 1; another version has other keys |
| verdict | "quorate", "blocked" or "fence_first": this node's, by rules strict |
| reason | {"code": "majority", "text": "the sentence"} |
| node, names | this nodeid; names of the nodelist by nodeid: {"1": "alpha"} |
| members, ring | the device's own view (nodes whose daemon runs), and its [nodeid, seq] |
| corosync_ring | [nodeid, seq] of the corosync ring in which the device has voted, null before |
| vote | whether the device votes for this node now; during a view change that may be ahead of the verdict |
| total_votes, quorum, expected_votes | by rules strict: without the device's own votes |
| fence_delay_left | with "fence_first": milliseconds to wait before fencing, else 0 |
| missing | nodeids that vote and are not in the view |
| proofs | what is known of fencing, as a sentence |
| electorate | who votes, if that changes by agreement, else null: {"epoch": 4, "nodes": [1, 2], |
| | "change_pending": false, "unstored": [], "other_nodelist": []}; the last two: members that a change waits for |

Runs on Python 3.6 too.
"""

import json
import os
import socket
import time
from typing import Any, Dict, List, NamedTuple

__all__ = ["SOCKET", "VERSION", "DeviceError", "DeviceNotRunning", "ask"]

SOCKET = "/run/quorate/device.sock"
VERSION = 1
# 64 nodes with long names need a fraction of this; a witness with 256 clients of 64 nodes half of it.
BYTES_MAX = 1 << 20
VERDICTS = ("quorate", "blocked", "fence_first")


class Service(NamedTuple):
    """Whom a socket belongs to, in errors."""

    name: str = "quorum device"
    unit: str = "quorate-device.service"


class DeviceError(Exception):
    """The daemon gave no answer, or none that can be understood; one sentence with the way out."""


class DeviceNotRunning(DeviceError):
    """Nobody listens at the socket."""


def ask(path: str = SOCKET, timeout: float = 5.0) -> Dict[str, Any]:
    """The daemon's state; what is in it, quorate-device(8) tells.

    Raises DeviceError if there is no answer within timeout seconds. Whoever cannot know may not act.
    """
    answer = exchange(path, b"", timeout)
    if answer.get("verdict") not in VERDICTS or not isinstance(answer.get("reason"), dict):
        raise DeviceError("{}: the answer is not the quorum device's".format(path))
    return answer


def command(name: str, path: str = SOCKET, timeout: float = 5.0) -> str:
    """Gives the daemon an operator's command, "resume", "cancel_wait_for_all" or "set_votes 4 0"; returns what it says.

    Raises DeviceError if it refuses.
    """
    answer = exchange(path, name.encode(), timeout)
    text = str(answer.get("text", ""))
    if answer.get("done") is not True:
        raise DeviceError("{}: {}".format(path, text or "the daemon refuses"))
    return text


def exchange(path: str, request: bytes, timeout: float, service: Service = Service()) -> Dict[str, Any]:
    """The answer to one request, of a version that this program knows."""
    answer = _understood(path, _read(path, request, timeout, service), service)
    if answer["version"] != VERSION:
        raise DeviceError(
            "{}: the daemon speaks version {}, this program {}: restart {} after an update".format(
                path, answer["version"], VERSION, service.unit.split(".")[0]
            )
        )
    return answer


def _read(path: str, request: bytes, timeout: float, service: Service) -> bytes:
    deadline = time.monotonic() + timeout
    parts = []  # type: List[bytes]
    size = 0
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(max(timeout, 0.001))
            connection.connect(path)
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while size <= BYTES_MAX:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise socket.timeout()
                connection.settimeout(left)
                part = connection.recv(65536)
                if not part:
                    return b"".join(parts)
                parts.append(part)
                size += len(part)
    except (FileNotFoundError, ConnectionRefusedError):
        raise DeviceNotRunning(
            "{}: no {} is running here: start {}".format(path, service.name, service.unit)
        ) from None
    except PermissionError:
        raise DeviceError("{}: only root may ask the {}".format(path, service.name)) from None
    except (socket.timeout, BlockingIOError):
        raise DeviceError("{}: no answer within {:g} s".format(path, timeout)) from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise DeviceError("{}: {}".format(path, why)) from None
    raise DeviceError("{}: the answer is too long to be the {}'s".format(path, service.name))


def _understood(path: str, raw: bytes, service: Service) -> Dict[str, Any]:
    try:
        answer = json.loads(raw.decode("utf-8"))
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("version"), int):
        raise DeviceError("{}: the answer is not the {}'s".format(path, service.name))
    understood = answer  # type: Dict[str, Any]
    return understood
