"""Which corosync.conf is stale: the file against the running corosync, and this node against its peers."""

import os
from getopt import GetoptError, getopt
from typing import Dict, Iterator, List, Optional

import quorate
from quorate.cli.commands import AT_START, RELOAD, to_take_over
from quorate.cli.common import join
from quorate.cli.config import CONF
from quorate.corosync import Live

NOT_IN_A_FILE = ["freeze_on_loss", "fence_delay"]
"""Options of rules strict, which no corosync.conf has."""
OPTIONS = "c:fprRP:tv"
"""corosync's own, from 2.4 on."""
CHANGES_MAX = 4
"""More changes than that are counted."""


def notes(live: Live, in_force: quorate.Config, flags: "frozenset[str]") -> Iterator[str]:
    """As sentences with what to run. in_force: the running corosync's config; flags: those of a fresh start with it."""
    path = conf_path()
    if path is not None:
        yield from of_file(path, live, in_force)
    yield from of_start(live, in_force, flags)
    yield from of_peers(live, in_force)


def conf_path() -> Optional[str]:
    """The corosync.conf of the corosync that runs in this network namespace; None where it cannot be told."""
    found = [options_of(number) for number in os.listdir("/proc") if number.isdigit()]
    paths = {path for path in found if path}
    return paths.pop() if len(paths) == 1 else None


def options_of(number: str) -> str:
    """The path in -c of a process, or the usual one, if it is our corosync; else empty. One that only tests its
    config (-t) is not: another file may be tried at any time."""
    try:
        with open(f"/proc/{number}/comm") as file:
            if file.read().strip() != "corosync":
                return ""
        if os.readlink(f"/proc/{number}/ns/net") != os.readlink("/proc/self/ns/net"):
            return ""
        with open(f"/proc/{number}/cmdline", "rb") as file:
            words = os.fsdecode(file.read()).split("\0")
        given = dict(getopt(words[1:], OPTIONS)[0])
    except (OSError, GetoptError):
        return ""
    return "" if "-t" in given else given.get("-c", CONF)


def of_file(path: str, live: Live, in_force: quorate.Config) -> Iterator[str]:
    """Edited, and not reloaded."""
    try:
        with open(path, "rb") as file:
            written = quorate.Config.from_corosync_conf(file.read())
    except FileNotFoundError:
        yield f"{path} is gone: corosync will not start again without it"
        return
    except OSError:
        # An agent need not be root.
        return
    except quorate.ConfigError as error:
        yield f"{path}: {error}; the running corosync has its former config"
        return
    changes = list(changed(in_force, written))
    if not changes:
        return
    more = f" and {len(changes) - CHANGES_MAX} more" if len(changes) > CHANGES_MAX else ""
    take_over = to_take_over(change.split()[0] for change in changes)
    yield (
        f"{path} has been edited, and the running corosync has not read it: {', '.join(changes[:CHANGES_MAX])}{more}; "
        f"once it is the same on all nodes, {take_over}"
    )


def changed(before: quorate.Config, after: quorate.Config) -> Iterator[str]:
    """What the file has otherwise than the running corosync."""
    for node in sorted({*before.nodes, *after.nodes}):
        old, new = before.nodes.get(node), after.nodes.get(node)
        name = after.names.get(node) or before.names.get(node) or node
        if old is None:
            yield f"node {name} is new"
        elif new is None:
            yield f"node {name} is gone"
        elif old != new:
            yield f"votes of node {name} {old} to {new}"
    old_options, new_options = before.options.as_dict(), after.options.as_dict()
    for name, value in new_options.items():
        if value != old_options[name] and name not in NOT_IN_A_FILE:
            yield f"{name.replace('device_', 'device.')} {word(old_options[name])} to {word(value)}"


def word(value: object) -> str:
    """As corosync.conf has it."""
    if value is None:
        return "unset"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)


def of_start(live: Live, in_force: quorate.Config, flags: "frozenset[str]") -> Iterator[str]:
    """Reloaded, but corosync looks at it only when it starts."""
    without: Dict[bool, List[str]] = {True: [], False: []}
    for flag, option in AT_START.items():
        # Without the option, wait_for_all follows two_node at a reload, too.
        follows = flag == "WaitForAll" and in_force.options.wait_for_all is None
        if (flag in flags) != (flag in live.flags) and not follows:
            without[flag in flags].append(option)
    for is_on, options in without.items():
        if options:
            state = "on" if is_on else "off"
            yield (
                f"{join(options, 'and')} {'is' if len(options) == 1 else 'are'} {state} in corosync's config, but "
                f"corosync looks only when it starts; restart it {to_take_over(options)}"
            )


def of_peers(live: Live, in_force: quorate.Config) -> Iterator[str]:
    """By config_version, and by nodes that this node's config does not know."""
    versions = live.config_versions
    newest = max(versions.values(), default=0)
    stale = sorted(node for node, version in versions.items() if version < newest)
    if stale:
        owner = "this node's" if stale == [live.node] else f"that of node {join(map(str, stale), 'and')}"
        [old, *_] = [versions[node] for node in stale]
        yield (
            f"corosync.conf is not the same on all nodes: {owner} is stale (config_version {old}, the newest is "
            f"{newest}); copy the newest there, and run: {RELOAD}"
        )
    strangers = [node for node in live.members if in_force.nodes and node not in in_force.nodes]
    if not strangers:
        return
    nodes, are = ("node", "is a member") if len(strangers) == 1 else ("nodes", "are members")
    yield (
        f"{nodes} {join(map(str, strangers), 'and')} {are}, but not in the nodelist of this node: its corosync.conf is "
        f"stale, or theirs; copy the newer one to all nodes, and run on one: {RELOAD}"
    )


def expected_causes(config: quorate.Config, live: Live, is_lower: bool) -> Iterator[str]:
    """Why corosync may expect other votes than this node's config says; an operator is named only where no file is
    known to explain it."""
    options = [name for name in ("allow_downscale", "last_man_standing") if getattr(config.options, name) and is_lower]
    yield from options
    if live.expected_told == config.expected_votes:
        # Neither a reload nor an operator has told corosync anything else.
        if not options:
            yield f"the other members' corosync.conf differs from this node's; copy the newer to all, and run: {RELOAD}"
        return
    if live.expected_told and live.members != (live.node,):
        yield f"another node has reloaded its corosync.conf (copy the newer to all, and run: {RELOAD})"
    yield "corosync-quorumtool -e"
    if not is_lower:
        yield "more votes were present before"


def votes_cause(node: int, live: Live) -> str:
    """Why a node has other votes than this node's config says. A node tells its own."""
    operator = "corosync-quorumtool -v"
    return operator if node == live.node else f"{operator}, or its own corosync.conf"
