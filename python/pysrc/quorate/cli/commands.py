"""The command that carries an advice out, for the tools that are installed, and the one that takes an edit over."""

import shlex
import shutil
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Sequence

import quorate
from quorate.cli.nodes import name_of
from quorate.types import Rules

TOOLS = ["pvecm", "pcs", "crm"]
"""Who has an own word for a command is asked in this order; then corosync's own tools."""

CANCEL = "corosync-cmapctl -s quorum.cancel_wait_for_all u8 1"
EXPECTED = {
    "corosync": "corosync-quorumtool -e {votes}",
    "pcs": "pcs quorum expected-votes {votes}",
    "pvecm": "pvecm expected {votes}",
    "cman": "cman_tool expected -e {votes}",
}
START = {
    "corosync": "systemctl start corosync",
    "pcs": "pcs cluster start {nodes}",
    "crm": "crm cluster start {nodes}",
    "cman": "service cman start",
    "strict": "systemctl start corosync",
}
START_HERE = {**START, "pcs": "pcs cluster start", "crm": "crm cluster start"}
# Not crm node fence: it asks Pacemaker, which after ten failures fences no more.
FENCE = {
    "corosync": "stonith_admin --fence {node}",
    "pcs": "pcs stonith fence {node}",
    "cman": "fence_node {node}",
    "strict": "stonith_admin --fence {node}",
}
RELOAD = "corosync-cfgtool -R"
AT_START = {
    "WaitForAll": "wait_for_all",
    "LastManStanding": "last_man_standing",
    "AutoTieBreaker": "auto_tie_breaker",
    "AllowDownscale": "allow_downscale",
}
"""What corosync reads when it starts and never again, by its flag."""
ALSO_AT_START = "provider last_man_standing_window auto_tie_breaker_node expected_votes_tracking nodelist".split()
"""More that it reads then only: what has no flag, and what it does not start without."""
COMMANDS: Dict[str, Mapping[str, str]] = {
    "start_missing": START,
    "bring_tie_breaker": START,
    "start_last": START,
    "start_again": START_HERE,
    "report_view": START_HERE,
    "set_expected_votes": EXPECTED,
    "end_override": EXPECTED,
    "cancel_with_majority": {"corosync": CANCEL, "strict": "quorate device cancel-wait-for-all"},
    "cancel_wait_for_all": {
        "corosync": CANCEL,
        "pcs": "pcs quorum unblock",
        "strict": "quorate device cancel-wait-for-all",
    },
    "restore_device": {"corosync": "{restore}", "strict": "{restore}", "cman": "service qdiskd start"},
    "confirm_off": {"strict": "stonith_admin --confirm {node}"},
    "fence_missing": FENCE,
    "fence_before_recovery": FENCE,
    "resume": {"strict": "quorate device resume"},
    "correct_expected_votes": {"corosync": "corosync-cfgtool -R"},
    "copy_nodelist": {"strict": "corosync-cfgtool -R"},
}
"""By the code of an advice and by the tool, or the rules. {node}: once for each node."""

ON_THEM = ["start_missing", "bring_tie_breaker", "start_last"]
"""What names no node there is run on those of the advice."""
AFTER = dict.fromkeys(
    ["correct_expected_votes", "copy_nodelist"], "; once the file is the same on all nodes, run"
)


class Site(NamedTuple):
    """Where it is to be run: the nodes' names, the tools that are there, and what gets the quorum device going (with
    another clause than the engine's, where there is more to say)."""

    names: Mapping[int, str]
    tools: Sequence[str] = ()
    restore: str = "systemctl start corosync-qdevice"
    restore_clause: str = ""


def installed() -> List[str]:
    return [tool for tool in TOOLS if shutil.which(tool)]


def for_shell(node: int, names: Mapping[int, str]) -> str:
    """As a shell takes it: a config may come from anywhere."""
    word = name_of(node, names)
    return str(node) if word.startswith("-") else shlex.quote(word)


def commands(advice: quorate.Advice, rules: Rules, site: Site) -> List[str]:
    """What carries it out; one command for each node, or for all. Rules cman and strict have their own."""
    row = COMMANDS.get(advice.code, {})
    keys = [*site.tools, "corosync"] if rules == "corosync" else [rules]
    template = next((row[key] for key in keys if key in row), "")
    if "{votes}" in template and not advice.votes:
        return []
    nodes = [for_shell(node, site.names) for node in advice.nodes]
    each = nodes if "{node}" in template else [""]
    words = {"votes": advice.votes, "nodes": " ".join(nodes), "restore": site.restore}
    return [template.format(node=node, **words) for node in each if template]


def clause(advice: quorate.Advice, rules: Rules, site: Site) -> str:
    """The advice, and what to run for it."""
    text = advice.code == "restore_device" and site.restore_clause or str(advice)
    run = commands(advice, rules, site)
    there = ", there" if advice.code in ON_THEM and run and run[0] in (START["corosync"], START["cman"]) else ""
    return f"{text}{there}{AFTER.get(advice.code, '')}: {', '.join(run)}" if run else text


def help_text(status: quorate.Status, rules: Rules, site: Site) -> str:
    """The sentence of status.help, each clause with what to run for it."""
    text = str(status.help)
    for advice in status.advice:
        text = text.replace(str(advice), clause(advice, rules, site), 1)
    return text


def status_dict(status: quorate.Status, rules: Rules, site: Site) -> Dict[str, Any]:
    """As quorate status --json prints it: each advice with its commands."""
    found: Dict[str, Any] = dict(status.as_dict())
    found["help"] = help_text(status, rules, site)
    for said, advice in zip(found["advice"], status.advice):
        said["text"] = clause(advice, rules, site)
        said["commands"] = commands(advice, rules, site)
    return found


def to_take_over(keys: Iterable[str]) -> str:
    """How the running corosync takes over an edit of these keys."""
    if any(key in (*AT_START.values(), *ALSO_AT_START) for key in keys):
        return "on each, one after the other: systemctl restart corosync"
    return f"on one: {RELOAD}"
