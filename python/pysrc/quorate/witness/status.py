"""What `quorate witness status` prints: the daemon's answer, and asking for it.

| key | holds |
| --- | --- |
| version | 1; another version has other keys |
| listens | addresses |
| tls, timing | "off", "on" or "required"; "safe" or "like_qnetd" |
| client_certificates | whether TLS clients must show one |
| safe | whether the algorithms lms and 2nodelms are refused |
| heartbeat_max | milliseconds |
| silence_left | milliseconds for which no cluster gets a vote while one of its nodes is out of reach |
| connections, connections_max | how many are open, and may be |
| clusters | by name, each a list of clients in order of their nodes: WitnessClient.as_dict(), and in it |
| | "address", "tls" (whether it is used), "certificate" (whose CN names the cluster, and was checked), and in place |
| | of "lease" and "former_lease" "lease_left" and "former_lease_left": milliseconds |
"""

from typing import Any, Dict, List, Union, cast

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
        del about["cluster"]
        left = left_of(cast(int, about.pop("lease")))
        about["lease_left"] = left if client.holds else 0
        about["former_lease_left"] = left = left_of(cast(int, about.pop("former_lease")))
        about["former_holders"] = about["former_holders"] if left else []
        shows = {"tls": connection.tls is not None, "certificate": connection.certificate is not None}
        clusters.setdefault(connection.cluster, []).append({**about, "address": connection.peer, **shows})
    for members in clusters.values():
        members.sort(key=lambda member: cast(int, member["node"]))
    counts = {"connections": len(clients.all()), "connections_max": CONNECTIONS_MAX}
    silence = {"silence_left": left_of(witness.silent_until)}
    return {"version": VERSION, **settings, **silence, **counts, "clusters": dict(sorted(clusters.items()))}


def left_of(until: int) -> int:
    return max(0, until - now())


def only(found: Dict[str, Any], names: List[str]) -> Dict[str, Any]:
    """Of these clusters; all where none is named. DeviceError where one has no clients."""
    missing = [name for name in names if name not in found["clusters"]]
    if missing:
        raise DeviceError(f"no client of cluster {missing[0]!r} is connected")
    return {**found, "clusters": {name: found["clusters"][name] for name in names}} if names else found


def ask(path: str = SOCKET, timeout: float = 5.0) -> Dict[str, Any]:
    """The daemon's answer; DeviceError without one."""
    found = exchange(path, b"", timeout, SERVICE)
    if not isinstance(found.get("clusters"), dict):
        raise DeviceError(f"{path}: the answer is not the witness's")
    return found


def lines(found: Dict[str, Any]) -> List[str]:
    """For people, as corosync-qnetd-tool -s and -lv together."""
    clusters = found["clusters"]
    silence = found["silence_left"]
    asked = " (client certificate required)" if found["client_certificates"] and found["tls"] != "off" else ""
    text = [
        f"Listens: {' '.join(found['listens'])}",
        f"TLS: {found['tls']}{asked}",
        f"Timing: {found['timing']}{', unsafe algorithms refused' if found['safe'] else ''}",
        f"Longest heartbeat: {found['heartbeat_max'] / 1000:g} s",
        f"Connections: {found['connections']} of {found['connections_max']}",
        f"Clusters: {len(clusters)}",
    ]
    if silence:
        text.append(f"Restarted: for {silence / 1000:.1f} s no votes where a node of the cluster is out of reach")
    for name, members in clusters.items():
        first = members[0]
        keeps = all(member["keep_active_partition"] for member in members) and first["algorithm"] == "ffsplit"
        text += [
            f'Cluster "{name}":',
            f"  Algorithm: {first['algorithm']}",
            f"  Tie breaker: {'the half that had the vote, then ' if keeps else ''}{preferred(first['tie_breaker'])}",
        ]
        if first["former_holders"]:
            left = first["former_lease_left"] / 1000
            text.append(f"  Out of reach, may have the vote: {numbers(first['former_holders'])}, for {left:.1f} s")
        for member in members:
            text += member_lines(member)
    return text


def member_lines(member: Dict[str, Any]) -> List[str]:
    certificate = ", certificate verified" if member["certificate"] else ""
    return [
        f"  Node {member['node']}:",
        f"    Address: {member['address']}",
        f"    TLS: {'yes' + certificate if member['tls'] else 'no'}",
        f"    Heartbeat: {member['heartbeat'] / 1000:g} s",
        f"    Configured nodes: {numbers(member['configured'])}",
        f"    Ring: {member['ring'][0]}.{member['ring'][1]}",
        f"    Members: {numbers(member['members'])}",
        f"    Heuristics: {member['heuristics']}",
        f"    Vote: {VOTES.get(member['vote'], 'not asked yet')}",
        f"    Why: {member['text']}",
        *([f"    Lease: {member['lease_left'] / 1000:.1f} s"] if member["holds"] else []),
    ]


def numbers(nodes: List[int]) -> str:
    return ", ".join(map(str, nodes)) or "not told yet"


def preferred(tie_breaker: Union[str, int]) -> str:
    return f"{tie_breaker} nodeid" if isinstance(tie_breaker, str) else f"node {tie_breaker}"
