"""One node fails, what then? The first line of lint and what-if."""

from typing import Dict, Iterable, Iterator, List, NamedTuple, Tuple

import quorate
from quorate.cli.commands import Site, commands
from quorate.cli.common import in_words_of, join
from quorate.cli.nodes import name_of
from quorate.types import Rules

OUT_OF_BLOCKED = ["set_expected_votes", "cancel_wait_for_all", "cancel_with_majority"]
"""What gets those that are left going, if they are to go on without the failed node."""
RETURNS = {"start_missing", "bring_tie_breaker"}
"""What nobody can do while the failed node is broken."""
CONFIRMED = "once it is confirmed off, "
NAMES_MAX = 8
"""More nodes than that are counted, not named."""


class Answer(NamedTuple):
    """Sentences; stops: whether some node's failure stops the others; refused: nothing starts with this."""

    lines: List[str]
    stops: bool
    refused: bool = False


def one_fails(config: quorate.Config, rules: Rules) -> Answer:
    """No lines where it cannot be told; of a corosync.conf lint says why."""
    if counts_no_votes(config, rules):
        return Answer(["One node fails: corosync counts no votes without a quorum provider, so it stops nobody."], True)
    try:
        up = quorate.what_if(config, rules)
        left = {node: quorate.what_if(config, rules, down=[node]) for node in config.nodes}
        starts = start_without(config, rules)
    except quorate.Error as error:
        is_cman = rules == "cman"
        # Of a whole cluster.conf it refuses nothing else.
        said = [f"cman does not start with this: {error}; remove two_node and expected_votes."] if is_cman else []
        return Answer(said, True, refused=is_cman)
    if up and not up[0].quorate:
        return Answer([f"Even with all nodes up, nobody is quorate: {up[0].status.reason}."], True)
    stopping = {node: partitions for node, partitions in left.items() if not any(side.quorate for side in partitions)}
    deciders = {side.status.reason.code for partitions in left.values() for side in partitions if side.quorate}
    must_fence = "two_node" in deciders and len(left) == 2
    fences = ["it must fence the failed node before it takes over"] if must_fence else []
    # Last what ends in a command, which nothing may follow.
    after = then(config, rules, stopping)
    what = [*who(config, list(left), list(stopping)), *back(config, stopping), *fences, *device(config, rules), *after]
    first = in_words_of(rules, f"One node fails: {'; '.join(what)}{'' if after else '.'}")
    return Answer([first, *starts, *ways_out(config, rules, stopping)], bool(stopping))


def counts_no_votes(config: quorate.Config, rules: Rules) -> bool:
    """Whether corosync runs no votequorum with it."""
    return rules == "corosync" and any(finding.code == "no_provider" for finding in config.lint())


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
    return f"node {join((name_of(node, config.names) for node in nodes), last)}"


def then(config: quorate.Config, rules: Rules, stopping: "Dict[int, List[quorate.Partition]]") -> List[str]:
    """What to run then: the commands, and after the failure of which nodes."""
    after = {}  # type: Dict[str, List[int]]
    for node, partitions in stopping.items():
        for _, command in to_run(config, rules, (side.status for side in partitions)):
            after.setdefault(command, []).append(node)
    if any(side.verdict == "fence_first" for partitions in stopping.values() for side in partitions):
        return ["fence the failed node: once it is confirmed off, the rest is quorate."]
    where = "run on the other" if len(config.nodes) == 2 else "run on one that is left"
    if len(after) == 1:
        return [f"then, once the failed node is confirmed off, {where}: {next(iter(after))}"]
    return [
        f"once {named(nodes, config, 'or')} is confirmed off, {where}: {command}" for command, nodes in after.items()
    ]


def back(config: quorate.Config, stopping: "Dict[int, List[quorate.Partition]]") -> List[str]:
    """Where nothing else helps those that are left."""
    advice = {one.code for partitions in stopping.values() for side in partitions for one in side.status.advice}
    if not advice or advice - RETURNS:
        return []
    stay = "it stays" if len(config.nodes) == 2 else "they stay"
    return [f"{stay} so until {named(list(stopping), config, 'or')} is back"]


def to_run(config: quorate.Config, rules: Rules, left: "Iterable[quorate.Status]") -> List[Tuple[str, str]]:
    """The first such advice to the nodes that are left: its code and its command."""
    for status in left:
        advice = [one for one in status.advice if one.code in OUT_OF_BLOCKED]
        if advice:
            return [(advice[0].code, command) for command in commands(advice[0], rules, Site(config.names))]
    return []


def start_without(config: quorate.Config, rules: Rules) -> List[str]:
    """Under wait_for_all, what to run where one node is down when the others start."""
    if not (config.wait_for_all and len(config.nodes) > 1):
        return []
    missing = {}  # type: Dict[Tuple[str, str], List[int]]
    for node in config.nodes:
        others = sorted(set(config.nodes) - {node})
        engine = quorate.Engine(config, others[0], rules)
        engine.observe(others)
        if engine.status.reason.code == "waiting_for_all":
            for run in to_run(config, rules, [engine.status]):
                missing.setdefault(run, []).append(node)
    start = "other starts" if len(config.nodes) == 2 else "others start"
    wait = "it waits" if len(config.nodes) == 2 else "they wait"
    return [
        f"If the {start} while {'one node' if len(nodes) == len(config.nodes) else named(nodes, config, 'or')} is "
        f"down, {wait} for it (wait_for_all); {'' if code == 'cancel_with_majority' else CONFIRMED}run: {command}"
        for (code, command), nodes in missing.items()
    ]


def device(config: quorate.Config, rules: Rules) -> List[str]:
    """All nodes are up, and the device that voted falls silent."""
    if not config.options.device:
        return []
    cluster = quorate.Cluster(config, rules)
    nodes = " ".join(map(str, config.nodes))
    falls_silent = [f"device lost {nodes}", f"wait {config.options.device_timeout}ms"]
    for step in [f"up {nodes}", f"device on {nodes}", *falls_silent]:
        cluster.run(step)
    left = [cluster.status(node) for node in config.nodes]
    is_fatal = not any(status is not None and status.quorate for status in left)
    return [f"if only the quorum device fails, all nodes {'are blocked' if is_fatal else 'stay quorate'}"]


DROPPED = {
    "auto_tie_breaker": False,
    "last_man_standing": False,
    "allow_downscale": False,
    "expected_votes_tracking": False,
    "expected_votes": 0,
}
"""What does not go with a way out, and what stands for its absence."""


def ways_out(config: quorate.Config, rules: Rules, stopping: "Dict[int, List[quorate.Partition]]") -> List[str]:
    """Of two nodes: what makes either survive the other."""
    options = config.options
    has_one_each = set(config.nodes.values()) == {1}
    if not stopping or options.device or config.two_node or len(config.nodes) != 2:
        return []
    if rules == "cman":
        votes = "" if has_one_each else ", and 1 vote for each node"
        return [
            f"Ways out: two_node=1 with expected_votes=1{votes}, with fencing that works; or a quorum disk (qdiskd)"
            f"{votes}."
        ]
    if rules != "corosync":
        return []
    instead = [name for name, absent in DROPPED.items() if getattr(options, name) != absent]
    if options.wait_for_all is False:
        instead.append("wait_for_all: 0")
    if not has_one_each:
        instead.append("quorum_votes")
    words = f" instead of {join(instead, 'and')}" if instead else ""
    return [f"Ways out: two_node: 1{words}, with fencing that works; or a quorum device (corosync-qdevice){words}."]
