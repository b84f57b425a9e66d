"""corosync's own last_man_standing and allow_downscale beside those of rules strict: one story, both outcomes."""

from typing import Any, Dict, Iterator, List, Sequence

import quorate
from quorate.cli.nodes import names
from quorate.types import Rules

SHRINKS = ("quorum.last_man_standing", "quorum.allow_downscale")
HARMS = ("split_brain", "disagreement", "blocked")


def compared(config: quorate.Config, findings: Sequence[quorate.Finding]) -> Dict[int, Dict[str, Any]]:
    """By the place of the finding: what rules strict make of its story, and what to run. One finding a key, the first
    that does harm."""
    first = {}  # type: Dict[str, int]
    # With another device there is no room for ours, and its votes are part of the steps.
    for place, finding in enumerate(findings) if not config.options.device else ():
        if finding.key in SHRINKS and finding.harm in HARMS:
            first.setdefault(finding.key, place)
    return {place: tried(config, findings[place].steps) for place in first.values()}


def tried(config: quorate.Config, steps: Sequence[str]) -> Dict[str, Any]:
    run = command(config)
    try:
        cluster = quorate.Cluster(strict_config(config), "strict")
    except quorate.Error as error:
        return {"refused": str(error), "partitions": [], "command": run}
    for step in steps:
        cluster.run(step)
    return {"refused": None, "partitions": list(partitions(cluster)), "command": run}


def partitions(cluster: quorate.Cluster) -> Iterator[Dict[str, Any]]:
    known = (cluster.status(node) for node in cluster.nodes)
    seen = {status.members: status for status in known if status is not None}
    for members, status in seen.items():
        yield {"members": list(members), "verdict": status.verdict, "expected_votes": status.expected_votes}


def strict_config(config: quorate.Config) -> quorate.Config:
    """What the device decides by when it is started with command(config)."""
    options = config.options
    return quorate.Config(
        config.nodes,
        quorate.Options(
            wait_for_all=True,
            allow_downscale=options.allow_downscale,
            last_man_standing=options.last_man_standing,
            last_man_standing_window=options.last_man_standing_window,
            auto_tie_breaker=options.auto_tie_breaker,
            auto_tie_breaker_node=options.auto_tie_breaker_node if options.auto_tie_breaker else None,
        ),
    )


def command(config: quorate.Config) -> str:
    options, words = config.options, ["quorate device"]
    if options.auto_tie_breaker:
        node = options.auto_tie_breaker_node or "lowest"
        words += ["--auto-tie-breaker-node", node if isinstance(node, str) else ",".join(map(str, node))]
    if options.allow_downscale:
        words.append("--allow-downscale")
    if options.last_man_standing:
        words += ["--last-man-standing", f"{options.last_man_standing_window / 1000:g}"]
    return " ".join(words)


def sentence(config: quorate.Config, strict: Dict[str, Any]) -> str:
    if strict["refused"]:
        return f"rules strict refuse this config: {strict['refused']}"
    seen = [
        f"{names(one['members'], config)} {one['verdict'].replace('_', ' ')} (expected votes {one['expected_votes']})"
        for one in strict["partitions"]
    ]
    return f"rules strict after the same: {'; '.join(seen)}. On all nodes: {strict['command']}"


def shut_down(config: quorate.Config, rules: Rules) -> int:
    """So many nodes can be shut down one after the other, the last of the nodelist first, and the rest stay quorate."""
    cluster = quorate.Cluster(config, rules)
    nodes: List[int] = list(config.nodes)
    cluster.run(f"up {' '.join(map(str, nodes))}")
    for number, node in enumerate(reversed(nodes)):
        status = cluster.status(nodes[0])
        if status is None or not status.quorate:
            return max(number - 1, 0)
        cluster.run(f"leave {node}")
    return len(nodes) - 1
