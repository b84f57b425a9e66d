"""Scenarios that were recorded with corosync-qnetd, played on three real clusters at a time: one has corosync-qnetd,
one `quorate witness --like-qnetd`, one `quorate witness`, which takes longer where a vote may still be out. After each
step every node says the same in all, and what it said when it was recorded; and the status of the witness says what
corosync-qnetd-tool does. With leases (ffsplit and lms) no two partitions were ever quorate at once.

One is played by tests/fencing/run, and by tests/run long all others that no race decides, in half an hour."""

import gzip
import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import pytest
from arbiter import ADDRESS, QNETD, Arbiter, start_qdevice
from lab import Cluster, Node, stays, wait_until
from lab.corosync import logged_members
from spans import both_quorate

RECORDS = Path(__file__).parents[1] / "oracle" / "qnetd"
# The vote goes from one half to the other and back while both run and nothing joins them.
FIRST = "f4-score"
ORDER = "who has the vote depends on who tells its view first, also with corosync-qnetd: oracle/qnetd/talks-orders"
LEFT_OUT = {
    "f2-qnetd-crash": "corosync-qnetd crashes",
    "f2-votes-wrong": "corosync-qdevice refuses to start, whoever the witness is",
    "n3-refused": "corosync-qdevice exits again and again, whoever the witness is",
    "t4-split": "algorithm test needs another option of corosync-qdevice",
    **dict.fromkeys(["f2-qnetd-frozen", "f2-qnetd-killed-in-split", "f2-qnetd-restart", "f2-qnetd-restart-kap"], ORDER),
    **dict.fromkeys(["f4-cut-one-each", "f4-no-qnetd", "f4-qnetd-restart", "f4-split-other"], ORDER),
    **dict.fromkeys(["l2-qnetd-restart", "l4-freeze", "l4-split-odd", "n2-double-vote"], ORDER),
}
SERVICE = "sh -c 'mkdir -p /run/corosync-qdevice; exec corosync-qdevice -f'"
# Leases hold for a qdevice that runs.
WITHOUT_LEASES = ("freeze", "thaw", "freeze_corosync", "kill_qdevice")
# Of each node that is on: quorate, total votes, members. Expected votes are votequorum's own matter, and a race.
Verdict = Tuple[bool, int, Tuple[int, ...]]
Verdicts = Dict[int, Verdict]


def scenarios() -> Iterator[Any]:
    for path in sorted(RECORDS.glob("*.jsonl.gz")):
        name = path.name.partition(".")[0]
        if not name.startswith(("probes", "talks")) and name not in LEFT_OUT:
            yield pytest.param(name, marks=() if name == FIRST else pytest.mark.long)


def has_leases(config: Dict[str, Any]) -> bool:
    """Clients of 2nodelms keep a vote while they are cut off, and so do those of lms with wait_for_all."""
    keeps = "wait_for_all" in config.get("quorum", {})
    return config["algorithm"] == "ffsplit" or config["algorithm"] == "lms" and not keeps


def device(config: Dict[str, Any]) -> str:
    """The quorum section."""

    def lines(indent: str, values: Dict[str, Any]) -> str:
        return "".join(f"{indent}{key}: {value}\n" for key, value in values.items() if value is not None)

    general = {"model": "net", "votes": config.get("votes", 1)}
    general.update({key: config.get(key) for key in ("timeout", "sync_timeout")})
    net = {"host": ADDRESS, "algorithm": config["algorithm"], "tls": "off", "tie_breaker": config.get("tie_breaker")}
    if "kap" in config:
        net["keep_active_partition_tie_breaker"] = "on" if config["kap"] else "off"
    text = lines("  ", config.get("quorum", {})) + "  device {\n" + lines("    ", general)
    if "heuristics" in config:
        often = {"timeout": 1000, "sync_timeout": 1500, "interval": 1000}
        check = {"mode": config["heuristics"], **often, "exec_check": "/usr/bin/test -e /etc/corosync/healthy"}
        text += "    heuristics {\n" + lines("      ", check) + "    }\n"
    return text + "    net {\n" + lines("      ", net) + "    }\n  }"


class Side:
    """One of the clusters, and what a step does to it."""

    def __init__(self, cluster: Cluster, start: Callable[[Arbiter], None]) -> None:
        self.cluster, self._start = cluster, start
        self.arbiter = Arbiter(cluster)
        self.power_cuts: Dict[int, List[float]] = {}

    def off(self, node: Node) -> None:
        node.power_off()
        self.power_cuts.setdefault(node.id, []).append(time.time())

    def nodes(self, words: List[str]) -> List[Node]:
        return [self.cluster[int(word)] for word in words]

    def play(self, step: str) -> None:
        name, *words = step.split()
        getattr(self, f"do_{name}")(words)

    def do_up(self, words: List[str]) -> None:
        for node in self.nodes(words):
            node.power_on()

    def do_crash(self, words: List[str]) -> None:
        for node in self.nodes(words):
            self.off(node)

    def do_stop(self, words: List[str]) -> None:
        for node in self.nodes(words):
            for daemon in ("corosync-qdevice", "corosync"):
                node.signal(daemon, signal.SIGTERM)
                wait_until(f"{daemon} ends", lambda: not node.processes(daemon), lambda: node.log("corosync.log"))
            self.off(node)

    def do_split(self, words: List[str]) -> None:
        self.cluster.split(*([int(word) for word in part.split()] for part in " ".join(words).split("|")))

    def do_heal(self, _: List[str]) -> None:
        self.cluster.heal()

    def do_cut(self, words: List[str]) -> None:
        for word in words:
            self.arbiter.cut(int(word))

    def do_mend(self, words: List[str]) -> None:
        for word in words:
            self.arbiter.mend(int(word))

    def do_isolate(self, words: List[str]) -> None:
        rest = [str(node.id) for node in self.cluster if str(node.id) not in words]
        self.do_split([*words, "|", *rest])
        self.do_cut(words)

    def do_rejoin(self, words: List[str]) -> None:
        self.do_mend(words)
        self.cluster.heal()

    def do_qnetd(self, words: List[str]) -> None:
        [what] = words
        if what in ("freeze", "thaw"):
            return self.arbiter.freeze() if what == "freeze" else self.arbiter.thaw()
        if what != "start":
            self.arbiter.stop(signal.SIGKILL if what == "kill" else signal.SIGTERM)
        if what != "kill":
            self._start(self.arbiter)

    def of_qdevice(self, number: int, words: List[str]) -> None:
        for node in self.nodes(words):
            node.signal("corosync-qdevice", number)

    def do_freeze(self, words: List[str]) -> None:
        self.of_qdevice(signal.SIGSTOP, words)

    def do_thaw(self, words: List[str]) -> None:
        self.of_qdevice(signal.SIGCONT, words)

    def do_kill_qdevice(self, words: List[str]) -> None:
        self.of_qdevice(signal.SIGKILL, words)

    def do_term_qdevice(self, words: List[str]) -> None:
        self.of_qdevice(signal.SIGTERM, words)

    def do_start_qdevice(self, words: List[str]) -> None:
        for node in self.nodes(words):
            start_qdevice(node)

    def do_freeze_corosync(self, words: List[str]) -> None:
        for node in self.nodes(words):
            node.freeze()

    def do_thaw_corosync(self, words: List[str]) -> None:
        for node in self.nodes(words):
            node.thaw()

    def do_healthy(self, words: List[str]) -> None:
        for node in self.nodes(words):
            (node.folder / "healthy").touch()

    def do_sick(self, words: List[str]) -> None:
        for node in self.nodes(words):
            (node.folder / "healthy").unlink()

    def do_nodelist(self, words: List[str]) -> None:
        """In every file, and told to who runs."""
        for node in self.cluster:
            path = node.folder / "corosync.conf"
            kept = path.with_suffix(".kept")
            if not kept.exists():
                kept.write_text(path.read_text())
            head, *listed = re.split(r"(?m)^  node \{\n", kept.read_text())
            listed = [text for text in listed if re.search(r"nodeid: (\d+)", text)[1] in words]  # type: ignore[index]
            path.write_text("".join([head, *("  node {\n" + text.rstrip("}\n") + "\n  }\n" for text in listed), "}\n"]))
        running = next(node for node in self.cluster if node.is_on)
        running.output("corosync-cfgtool", "-R")

    def do_wait(self, words: List[str]) -> None:
        time.sleep(float(words[0]))

    def verdict(self, node: Node) -> Optional[Verdict]:
        found = node.quorum()
        return (found.quorate, found.total_votes, found.members) if found is not None else None

    def is_as(self, expected: Verdicts) -> bool:
        """Nobody is asked before corosync has logged these members, nor who comes after one that differs."""
        logs = ((self.cluster[id].log("corosync.log"), members) for id, (_, _, members) in expected.items())
        return all(logged_members(log) == members for log, members in logs) and all(
            self.verdict(node) == expected.get(node.id) for node in self.cluster
        )

    def evidence(self) -> str:
        return f"{self.arbiter.log()[-3000:]}\n{self.cluster.evidence()}"


def recorded(status: Dict[str, Any]) -> Verdicts:
    return {
        int(id): (said["quorate"], said["total"], tuple(said["members"]))
        for id, said in status["nodes"].items()
        if "quorate" in (said or {})
    }


def told_by_tool(side: Side) -> Dict[int, Dict[str, str]]:
    """What corosync-qnetd-tool says of each client."""
    command = side.cluster.site.command(["corosync-qnetd-tool", "-lv"])
    try:
        text = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", timeout=10).stdout
    except subprocess.TimeoutExpired:
        return {}
    general, *clients = re.split(r"Node ID ", text)
    fields = [dict(re.findall(r"^ +([A-Za-z -]+):\t+(.*)$", part, re.MULTILINE)) for part in (general, *clients)]
    of_all = {key: fields[0].get(key, "") for key in ("Algorithm", "Tie-breaker")}
    keys = ("HB interval", "Configured node list", "Membership node list", "TLS active")
    return {
        int(part.split(":")[0]): {
            **of_all,
            **{key: own.get(key, "") for key in keys},
            "Heuristics": own.get("Heuristics", "").split(" ")[0],
            "Vote": own.get("Vote", "").partition("(")[2].rstrip(")"),
        }
        for part, own in zip(clients, fields[1:])
    }


def told_by_status(side: Side) -> Dict[int, Dict[str, str]]:
    """The same from the witness, in the tool's words."""
    algorithms = {"ffsplit": "Fifty-Fifty split", "lms": "LMS", "2nodelms": "2 Node LMS"}
    clients = side.arbiter.status()
    keeps = all(client["keep_active_partition"] for client in clients.values())

    def listed(nodes: List[int]) -> str:
        return ", ".join(map(str, nodes))

    def preferred(node: object) -> str:
        return f"Node with {node} node ID" if isinstance(node, str) else f"Node with node ID {node}"

    return {
        node: {
            "Algorithm": algorithms[client["algorithm"]]
            + (" (KAP Tie-breaker)" if keeps and client["algorithm"] == "ffsplit" else ""),
            "Tie-breaker": preferred(client["tie_breaker"]),
            "HB interval": f"{client['heartbeat']}ms",
            "Configured node list": listed(client["configured"]),
            "Membership node list": listed(client["members"]),
            "TLS active": "No",
            "Heuristics": client["heuristics"].capitalize(),
            "Vote": {"ack": "ACK", "nack": "NACK"}.get(client["vote"], client["vote"]),
        }
        for node, client in clients.items()
    }


@pytest.mark.parametrize("name", list(scenarios()))
def test_as_recorded(make_cluster: Callable[..., Cluster], tell: Callable[[str], None], name: str) -> None:
    with gzip.open(RECORDS / f"{name}.jsonl.gz", "rt") as file:
        head, *events = map(json.loads, file)
    config = head["config"]
    heartbeat = 0.8 * (config.get("timeout") or 10000) / 1000
    starts: Dict[str, Callable[[Arbiter], None]] = {
        "corosync-qnetd": lambda arbiter: arbiter.start(*QNETD, "off"),
        "--like-qnetd": lambda arbiter: arbiter.start_witness("--like-qnetd"),
        "witness": lambda arbiter: arbiter.start_witness(f"--heartbeat-max={heartbeat:g}"),
    }
    sides = []
    try:
        for start in starts.values():
            cluster = make_cluster(config["nodes"], quorum=device(config), services=[SERVICE], wait=False)
            for node in cluster:
                node.power_off()
            sides.append(Side(cluster, start))
            if not config.get("no_qnetd"):
                sides[-1].do_qnetd(["start"])
        before: Verdicts = {}
        served = True
        for event in events:
            if event["ev"] == "step" and event["cmd"].split()[0] not in ("settle", "status"):
                if event["cmd"].startswith("qnetd"):
                    served = event["cmd"] not in ("qnetd freeze", "qnetd kill")
                for side in sides:
                    side.play(event["cmd"])
            elif event["ev"] == "status":
                before = compare(sides, recorded(event), before, served and bool(event["qnetd"]))
        both = [both_quorate(side.cluster, side.power_cuts, time.time()) for side in sides]
        if max(both)[0] > 0:
            said = "; ".join(f"{who} {found.seconds:.1f} s {found.said}".rstrip() for who, found in zip(starts, both))
            tell(f"{name}: two partitions quorate at once: {said}")
        steps = {event["cmd"].split()[0] for event in events if event["ev"] == "step"}
        if has_leases(config) and not steps.intersection(WITHOUT_LEASES):
            assert both[2].seconds == 0, both
    finally:
        for side in sides:
            side.arbiter.stop()


def compare(sides: List[Side], expected: Verdicts, before: Verdicts, is_served: bool) -> Verdicts:
    def evidence() -> str:
        tells = (told_by_tool, told_by_status, told_by_status)
        said = [f"{[side.verdict(node) for node in side.cluster]} {tell(side)}" for side, tell in zip(sides, tells)]
        return "\n".join([f"expected {expected}", *said, *(side.evidence() for side in sides)])

    def is_same() -> bool:
        return all(side.is_as(expected) for side in sides)

    def is_told() -> bool:
        said = told_by_tool(sides[0])
        return all(told_by_status(side) == said for side in sides[1:])

    wait_until("all clusters are as recorded", is_same, evidence)
    if is_served:
        wait_until("the witness tells what corosync-qnetd-tool does", is_told, evidence)
    # Where nothing was to change, what comes late would be missed.
    stays("all clusters stay as recorded", is_same, 5 if expected == before else 1)
    return expected
