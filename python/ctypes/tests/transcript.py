"""Asks quorate a great many things and prints the answers, a line each: the same for the wheel and for this package.

Usage: transcript.py FOLDER-OF-STORIES. Which quorate is imported depends on the Python that runs it.
"""

import copy
import random
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List

import quorate

RULES = ("corosync", "cman", "strict")
PROPERTIES = [name for name, value in vars(quorate.Config).items() if not name.startswith("_") and not callable(value)]
PROPERTIES = sorted(name for name in PROPERTIES if name not in ("from_corosync_conf", "from_cluster_conf"))


def told(call: Callable[[], object]) -> object:
    """What a call returns, or how it is refused."""
    try:
        return call()
    except quorate.ConfigError as error:
        return ["ConfigError", str(error), error.number, error.line, error.key, error.problem]
    except (quorate.Error, ValueError, TypeError) as error:
        return [type(error).__name__, str(error), getattr(error, "number", None), getattr(error, "line", None)]


def about_config(config: quorate.Config) -> List[object]:
    findings = config.lint()
    return [
        repr(config),
        [(name, getattr(config, name)) for name in PROPERTIES],
        [finding.as_dict() for finding in findings],
        [repr(finding) for finding in findings],
    ]


def about_status(status: quorate.Status) -> List[object]:
    return [status.as_dict(), repr(status), repr(status.reason), [repr(advice) for advice in status.advice]]


def about_engine(engine: quorate.Engine) -> List[object]:
    known = [engine.node_info(node) for node in range(1, 8)]
    infos = [info and (info.node, info.state, info.votes, info.expected_votes, sorted(info.flags)) for info in known]
    return [
        repr(engine), about_status(engine.status), engine.joined, engine.left, engine.poll_timeout(), infos,
        list(map(repr, known)), engine.waits_for_device, engine.tracked_expected_votes, engine.quorumtool(),
        engine.cman_tool(), engine.snapshot(),
    ]  # fmt: skip


def about_cluster(cluster: quorate.Cluster) -> List[object]:
    statuses = [cluster.status(node) for node in cluster.nodes]
    said = [about_status(status) for status in statuses if status is not None]
    return [repr(cluster), cluster.table(), cluster.now, cluster.nodes, said]


def some(draw: random.Random, most: int, repeated: bool = False) -> List[int]:
    nodes = [draw.randint(1, most) for _ in range(draw.randint(1, most))]
    return nodes if repeated else sorted(set(nodes))


def keywords(draw: random.Random) -> Dict[str, Any]:
    """Options, few of them usual ones, some refused."""
    chosen: Dict[str, Any] = {}
    for name in ("two_node", "last_man_standing", "allow_downscale", "expected_votes_tracking", "freeze_on_loss"):
        if draw.random() < 0.15:
            chosen[name] = True
    if draw.random() < 0.5:
        chosen["wait_for_all"] = draw.choice([True, True, False])
    if draw.random() < 0.3:
        chosen["auto_tie_breaker"] = True
        chosen["auto_tie_breaker_node"] = draw.choice(["lowest", "highest", some(draw, 5)])
    if draw.random() < 0.2:
        chosen["expected_votes"] = draw.randint(0, 9)
    if draw.random() < 0.2:
        chosen["device"] = True
        if draw.random() < 0.6:
            chosen["device_votes"] = draw.randint(0, 4)
    for name in ("device_timeout", "device_sync_timeout", "last_man_standing_window", "fence_delay", "votes"):
        if draw.random() < 0.1:
            chosen[name] = draw.choice([0, 1, 700, 2**32, 2**64])
    return chosen


def config(draw: random.Random) -> object:
    nodes = {node: draw.choice([1, 1, 1, 1, 2, 0]) for node in range(1, draw.randint(1, 5) + 1)}
    if draw.random() < 0.6:
        nodes = dict.fromkeys(nodes, 1)
    chosen = keywords(draw)
    return told(lambda: quorate.Config(nodes if draw.random() < 0.95 else {}, **chosen))


LINES = [
    "two_node: 1", "two_node: 0", "wait_for_all: 1", "wait_for_all: 0", "wait_for_al: 1", "expected_votes: 3",
    "expected_votes: x", "auto_tie_breaker: 1", "auto_tie_breaker_node: lowest", "auto_tie_breaker_node: 3,1",
    "auto_tie_breaker_node: 2 1 3", "last_man_standing: 1", "last_man_standing_window: 500", "allow_downscale: 1",
    "expected_votes_tracking: 1", "provider: other", "votes: 2", "device {\n model: net\n votes: 1\n}", "device {\n}",
    "devise {\n model: net\n}", "device {\n model: net\n tmeout: 1\n}", "}", "{", ":", "text", "caf\u00e9: 1", "# note",
]  # fmt: skip


def conf(draw: random.Random) -> str:
    nodes = list(range(1, draw.randint(1, 5) + 1)) if draw.random() < 0.8 else some(draw, 4, repeated=True) + [0]
    listed = "".join(f"node {{\n nodeid: {node}\n {draw.choice(['', '', 'quorum_votes: 2'])}\n}}\n" for node in nodes)
    chosen = "\n".join(draw.sample(LINES[: draw.choice([8, 18, len(LINES)])], draw.randint(0, 4)))
    return f"quorum {{\n{chosen}\n}}\nnodelist {{\n{listed}}}\n"


def engine_call(draw: random.Random, engine: quorate.Engine, now: int) -> Callable[[], object]:
    """One of the things that an engine can be told, rarely with sense."""
    node, votes = draw.randint(0, 6), draw.choice([0, 1, 2, 3, 9, 2**32 - 1])
    ring = engine.status.ring if draw.random() < 0.8 else (draw.randint(0, 3), draw.randint(0, 3))
    members = some(draw, 5, repeated=draw.random() < 0.1)
    if draw.random() < 0.9:
        members = sorted({engine.node, *members})
    other: Any = config(draw)
    stored = engine.snapshot()[: draw.choice([32, 32, 31])]
    calls: List[Callable[[], object]] = [
        lambda: engine.observe(members),
        lambda: engine.observe(members),
        lambda: engine.observe(members),
        lambda: engine.view((min(members), now), members, now),
        lambda: engine.receive(node, engine.poll_transmit() or b"\x01\x05\x90\x03\x02", now),
        lambda: engine.handle_timeout(now),
        lambda: engine.set_expected_votes(votes),
        lambda: engine.set_votes(node, votes),
        engine.cancel_wait_for_all,
        lambda: engine.reload(other),
        lambda: engine.fenced(node, ring, now),
        lambda: engine.fenced(node, ring, 5),
        engine.resume,
        lambda: engine.device_register(draw.choice(["disk", "net", "", "x" * 33, "\u00fc"])),
        engine.device_unregister,
        lambda: engine.device_rename("other"),
        lambda: engine.device_poll(ring, draw.random() < 0.7, now),
        lambda: engine.device_master_wins(draw.random() < 0.5),
        lambda: engine.restore(stored),
        lambda: engine.leave(remove=draw.random() < 0.5) if draw.random() < 0.2 else None,
    ]
    return draw.choice(calls)


def step(draw: random.Random) -> str:
    named = " ".join(map(str, some(draw, 5)))
    device = draw.choice(["on", "off", "register", "lost", "unregister", "master_wins", "eject"])
    reload = "\n".join(" " + line for line in conf(draw).splitlines())
    steps = [
        f"up {named}", f"up {named}", f"crash {named}", f"leave {named}", f"leave {named} remove", "heal",
        f"split {named} | 1", f"split 1 2 | 3 4 5", f"reform {named}", "wait 10s", "wait 800ms", "wait x",
        f"expected {draw.randint(0, 6)}", f"expected 2 on {draw.randint(0, 6)}", f"votes {draw.randint(0, 6)} 2",
        f"cancel_wait_for_all {named}", f"fence {named}", f"fence {named} by 1", "survey 1", f"resume {named}",
        f"device {device} {named}", f"reload\n{reload}", f"reload {named}\n{reload}", "dance", "", f"up {'9' * 30}",
        "deafen " + "x" * 3000,
    ]  # fmt: skip
    return draw.choice(steps)


def stories(folder: str) -> None:
    for path in sorted(Path(folder).glob("*.story")):
        text = path.read_text()
        for number, variant in enumerate([text, text.replace("up 1", "up 9"), text[len(text) // 3 :], text + "x\n"]):
            played = told(lambda: quorate.simulate(variant))
            if not isinstance(played, list) or not played or isinstance(played[0], str):
                say("story", path.name, number, played)
                continue
            for one in played:
                wording = one.step, one.seen, one.expected, repr(one)
                say("story", path.name, number, one.line, wording, one.outcome, one.ok)


def say(*what: object) -> None:
    print(*map(repr, what))


def main(folder: str) -> None:
    stories(folder)
    # Made in code, so that nothing but what they say makes them equal.
    known: List[quorate.Config] = []
    for seed in range(600):
        draw = random.Random(seed)
        made = config(draw) if seed % 2 else told(lambda: quorate.Config.from_corosync_conf(conf(draw)))
        say("config", seed, about_config(made) if isinstance(made, quorate.Config) else made)
        if not isinstance(made, quorate.Config):
            continue
        if seed % 2:
            say("same", [number for number, one in enumerate(known) if one == made], made in set(known))
            known.append(made)
        rules: Any = draw.choice(RULES)
        engine = told(lambda: quorate.Engine(made, draw.randint(0, 3), rules))
        say("engine", seed, rules, engine if isinstance(engine, list) else "made")
        if isinstance(engine, quorate.Engine):
            statuses: List[quorate.Status] = []
            for now in range(10, 400, 25):
                said = told(engine_call(draw, engine, now))
                say("engine", seed, now, said, about_engine(engine))
                statuses.append(engine.status)
                # The first that is equal; a set knows by hash.
                is_same = copy.copy(engine).status == statuses[-1]
                say("equal", statuses.index(engine.status), len(set(statuses)), is_same)
        cluster = told(lambda: quorate.Cluster(made, rules))
        say("cluster", seed, cluster if isinstance(cluster, list) else "made")
        if isinstance(cluster, quorate.Cluster):
            for number in range(12):
                one = step(draw)
                say("cluster", seed, one, told(lambda: cluster.run(one)), about_cluster(cluster))
                other: Any = config(draw)
                if number % 5 == 4 and isinstance(other, quorate.Config):
                    named = some(draw, 5) if draw.random() < 0.5 else None
                    say("reload", seed, told(lambda: cluster.reload(other, named)), about_cluster(cluster))


if __name__ == "__main__":
    main(sys.argv[1])
