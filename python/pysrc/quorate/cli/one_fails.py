"""One node fails, what then? The first line of lint and what-if."""

from typing import Dict, Iterable, Iterator, List, NamedTuple, Tuple

import quorate
from quorate.cli.commands import Site, commands
from quorate.cli.common import in_words_of, join
from quorate.types import Rules

OUT_OF_BLOCKED = ["set_expected_votes", "cancel_wait_for_all", "cancel_with_majority"]
"""What gets those that are left going, if they are to go on without the failed node."""
CONFIRMED = "once it is confirmed off, "
NAMES_MAX = 8
"""More nodes than that are counted, not named."""


class Answer(NamedTuple):
    """Sentences; stops: whether some node's failure stops the others."""

    lines: List[str]
    stops: bool


def one_fails(config: quorate.Config, rules: Rules) -> Answer:
    """No lines where it cannot be told: without a nodelist, or where the rules refuse the config."""
    if rules == "corosync" and any(finding.code == "no_provider" for finding in config.lint()):
        return Answer(["One node fails: corosync counts no votes without a quorum provider, so it stops nobody."], True)
    try:
        up = quorate.what_if(config, rules)
        left = {node: quorate.what_if(config, rules, down=[node]) for node in config.nodes}
        starts = start_without(config, rules)
    except quorate.Error:
        return Answer([], False)
    if up and not up[0].quorate:
        return Answer([f"Even with all nodes up, nobody is quorate: {up[0].status.reason}."], True)
    stopping = {node: partitions for node, partitions in left.items() if not any(side.quorate for side in partitions)}
    what = [*who(config, list(left), list(stopping)), *then(config, rules, stopping), *device(config, rules)]
    deciders = {side.status.reason.code for partitions in left.values() for side in partitions if side.quorate}
    if "two_node" in deciders and len(left) == 2:
        what.append("it must fence the failed node before it takes over")
    first = in_words_of(rules, f"One node fails: {'; '.join(what)}.")
    return Answer([first, *starts, *ways_out(config, rules, stopping)], bool(stopping))


def who(config: quorate.Config, nodes: List[int], stopping: List[int]) -> Iterator[str]:
    """Who may fail, and who stops the others."""
    if len(nodes) == 1:
        yield f"{named(nodes, config, 'and')} is the only one, and nothing goes on without it"
        return
    others, are, stay = ("the other", "is", "stays") if len(nodes) == 2 else ("the others", "are", "stay")
    safe = [node for node in nodes if node not in stopping]
    if safe:
        which = "any other node" if stopping and len(safe) > NAMES_MAX else named(safe, config, "or")
        yield f"if {which} fails, {others} {stay} quorate"
    if stopping:
        yield f"if {named(stopping, config, 'or')} fails, {others} {are} blocked"


def named(nodes: List[int], config: quorate.Config, last: str) -> str:
    if len(nodes) > NAMES_MAX:
        return f"any of {len(nodes)} nodes"
    return f"node {join((str(config.names.get(node, node)) for node in nodes), last)}"


def then(config: quorate.Config, rules: Rules, stopping: "Dict[int, List[quorate.Partition]]") -> List[str]:
    """What to run then: the commands, and after the failure of which nodes."""
    after = {}  # type: Dict[str, List[int]]
    for node, partitions in stopping.items():
        for _, command in to_run(config, rules, (side.status for side in partitions)):
            after.setdefault(command, []).append(node)
    if any(side.verdict == "fence_first" for partitions in stopping.values() for side in partitions):
        return ["fence the failed node: once it is confirmed off, the rest is quorate"]
    where = "run on the other" if len(config.nodes) == 2 else "run on one that is left"
    if len(after) == 1:
        return [f"then, once the failed node is confirmed off, {where}: {next(iter(after))}"]
    return [
        f"once {named(nodes, config, 'or')} is confirmed off, {where}: {command}" for command, nodes in after.items()
    ]


def to_run(config: quorate.Config, rules: Rules, left: "Iterable[quorate.Status]") -> List[Tuple[str, str]]:
    """The first such advice to the nodes that are left: its code and its command."""
    for status in left:
        advice = [one for one in status.advice if one.code in OUT_OF_BLOCKED]
        if advice:
            return [(advice[0].code, command) for command in commands(advice[0], rules, Site(config.names))]
    return []


def start_without(config: quorate.Config, rules: Rules) -> List[str]:
    """Under wait_for_all, what to run where one node is down when the others start."""
    others = sorted(config.nodes)[:-1]
    if not (config.wait_for_all and others):
        return []
    engine = quorate.Engine(config, others[0], rules)
    engine.observe(others)
    if engine.status.reason.code != "waiting_for_all":
        return []
    waits = "If the others start while one node is down, they wait for it (wait_for_all)"
    return [
        f"{waits}; {'' if code == 'cancel_with_majority' else CONFIRMED}run: {command}."
        for code, command in to_run(config, rules, [engine.status])
    ]


def device(config: quorate.Config, rules: Rules) -> List[str]:
    if not config.options.device:
        return []
    try:
        is_fatal = quorate.survey(config, rules).device_is_fatal
    except quorate.Error:
        return []
    return [f"if only the quorum device fails, all nodes {'are blocked' if is_fatal else 'stay quorate'}"]


def ways_out(config: quorate.Config, rules: Rules, stopping: "Dict[int, List[quorate.Partition]]") -> List[str]:
    """Of two nodes: what makes either survive the other."""
    is_plain = not config.options.device and list(config.nodes.values()) == [1, 1] and rules == "corosync"
    if not (is_plain and stopping):
        return []
    instead = " instead of auto_tie_breaker" if config.options.auto_tie_breaker else ""
    return [f"Ways out: two_node: 1{instead}, with fencing that works; or a quorum device (corosync-qdevice)."]
