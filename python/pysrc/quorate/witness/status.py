"""What `quorate witness status` prints: the daemon's answer, and asking for it.

| key | holds |
| --- | --- |
| version | 1; another version has other keys |
| listens | addresses |
| tls, timing | "off", "on" or "required"; "safe" or "like_qnetd" |
| safe | whether the algorithms lms and 2nodelms are refused |
| heartbeat_max | milliseconds |
| connections, connections_max | how many are open, and may be |
| clusters | by name, each a list of clients in order of their nodes: WitnessClient.as_dict(), and in it |
| | "address", "tls" (whether it is used), and in place of "lease" "lease_left": milliseconds |
"""

from typing import Any, Dict, List, cast

from quorate._native import Witness
from quorate.device.client import VERSION, DeviceError, Service, exchange
from quorate.witness import SOCKET
from quorate.witness.clients import CONNECTIONS_MAX, VOTES, Clients, now

SERVICE = Service("witness", "quorate-witness.service")


def answer(witness: Witness, clients: Clients, settings: Dict[str, object]) -> Dict[str, object]:
    """One JSON object."""
    clusters: Dict[str, List[Dict[str, object]]] = {}
    for connection in clients.all():
        client = None if connection.number is None else witness.client(connection.number)
        if client is None or not client.node:
            continue
        about = cast(Dict[str, object], client.as_dict())
        about["lease_left"] = max(0, client.lease - now()) if client.holds else 0
        del about["lease"], about["cluster"]
        clusters.setdefault(connection.cluster, []).append(
            {**about, "address": connection.peer, "tls": connection.tls is not None}
        )
    for members in clusters.values():
        members.sort(key=lambda member: cast(int, member["node"]))
    open_now = len(clients.all())
    counts = {"connections": open_now, "connections_max": CONNECTIONS_MAX}
    return {"version": VERSION, **settings, **counts, "clusters": dict(sorted(clusters.items()))}


def ask(path: str = SOCKET, timeout: float = 5.0) -> Dict[str, Any]:
    """The daemon's answer; DeviceError without one."""
    found = exchange(path, b"", timeout, SERVICE)
    if not isinstance(found.get("clusters"), dict):
        raise DeviceError(f"{path}: the answer is not the witness's")
    return found


def lines(found: Dict[str, Any]) -> List[str]:
    """For people, as corosync-qnetd-tool -s and -l together."""
    clusters = found["clusters"]
    text = [
        f"Listens: {' '.join(found['listens'])}",
        f"TLS: {found['tls']}",
        f"Timing: {found['timing']}{', unsafe algorithms refused' if found['safe'] else ''}",
        f"Longest heartbeat: {found['heartbeat_max'] / 1000:g} s",
        f"Connections: {found['connections']} of {found['connections_max']}",
        f"Clusters: {len(clusters)}",
    ]
    for name, members in clusters.items():
        text.append(f'Cluster "{name}":')
        for member in members:
            ring, lease = member["ring"], member["lease_left"]
            text += [
                f"  Node {member['node']}:",
                f"    Address: {member['address']}{', TLS' if member['tls'] else ''}",
                f"    Heartbeat: {member['heartbeat'] / 1000:g} s",
                f"    Ring: {ring[0]}.{ring[1]}",
                f"    Vote: {VOTES.get(member['vote'], 'not asked yet')}",
                f"    Why: {member['text']}",
                *([f"    Lease: {lease / 1000:.1f} s"] if member["holds"] else []),
            ]
    return text
